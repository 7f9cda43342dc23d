// SPDX-License-Identifier: LGPL-2.1-or-later
// Reader: the lines of makefiles, one after the other, with what directives say done: conditions, other makefiles,
// messages. Lines that go on are one, comments are gone.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/rpcnmake/macros.hpp"

namespace rpcnmake {

struct Line {
    std::string text;
    std::string file;
    unsigned number = 0;
    bool indented = false;  ///< a command, as it stands
};

/// What directives change or need beside the macros.
struct Directing {
    std::function<int(const std::string& command)> run;
    std::function<void(char option, bool on)> switched;  ///< !CMDSWITCHES
    std::function<void(const std::string& line)> say;    ///< for the user: !MESSAGE, names of makefiles
    bool shows_included = false;
};

class Reader {
 public:
    Reader(Macros& macros, Directing directing) : macros_(macros), directing_(std::move(directing)) {}

    /// A makefile to be read next; "-" is the standard input. Fault 1052 when it is not there.
    void open(const std::string& name);
    /// One that is no file; `name` is for messages.
    void open_text(std::string name, std::string text);

    /// The next line that is no directive; empty at the end. Faults have their place.
    std::optional<Line> next();
    /// The rest of the current makefile up to the line that begins with <<, which is `end`.
    std::vector<std::string> inline_text(std::string& end);

 private:
    struct Source {
        std::string name;
        std::filesystem::path folder, identity;
        std::vector<std::string> lines;
        size_t at = 0;
        size_t conditions = 0;  ///< open ones when it began
    };
    struct Condition {
        bool active;        ///< its lines count
        bool done;          ///< one branch has counted, or none may
        bool ends = false;  ///< after !ELSE
    };

    std::optional<Line> logical();
    void directive(const Line& line);
    bool conditional(const std::string& word, std::string_view rest);
    void else_(std::string_view rest);
    bool holds(const std::string& word, std::string_view rest);
    void include(std::string_view rest);
    void switches(std::string_view rest);
    bool is_active() const { return conditions_.empty() || conditions_.back().active; }
    void close();

    Macros& macros_;
    const Directing directing_;
    std::vector<Source> sources_;
    std::vector<Condition> conditions_;
};

/// The text of a makefile that is part of this program: win32.mak; empty for another name.
std::string_view standard_makefile(std::string_view name);

}  // namespace rpcnmake
