// SPDX-License-Identifier: LGPL-2.1-or-later
// Makefile: what the lines say: targets with their dependents and commands, inference rules, dot directives.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/rpcnmake/reader.hpp"

namespace rpcnmake {

/// Text between << and <<, with the name it is written to; none is given where that is empty.
struct InlineFile {
    std::string name, text;
    bool kept = false;
};

/// A command as it is written.
struct Command {
    std::string text;
    std::vector<InlineFile> files;
    std::string makefile;
    unsigned line = 0;
};

/// How commands are run: options, which parts of makefiles may set.
struct Manner {
    bool silent = false, ignoring = false, only_shown = false, tells_times = false;
};

struct Block {
    std::vector<std::string> dependents;
    std::vector<Command> commands;
    bool has_commands = false;  ///< even an empty one: no inference
    Manner manner{};
};

struct Target {
    std::string name;
    bool doubled = false;  ///< :: each block for itself; otherwise there is one
    std::vector<Block> blocks;
};

/// {from_path}.from{to_path}.to
struct Rule {
    std::string from_path, from, to_path, to;
    bool has_paths = false;
    bool is_batch = false;
    Block block;
};

class Makefile {
 public:
    explicit Makefile(Macros& macros) : macros_(macros) {}

    /// All that the reader has. `origin` is of the macros; `manner` is how it begins, and is what !CMDSWITCHES change.
    void read(Reader& reader, Macros::Origin origin, Manner& manner);

    const Target* find(const std::string& name) const;
    /// The first that was described; empty when there is none.
    const std::string& first() const { return first_; }
    /// The latest first.
    const std::vector<Rule>& rules() const { return rules_; }
    const std::vector<std::string>& suffixes() const { return suffixes_; }
    void clear_suffixes() { suffixes_.clear(); }
    bool is_precious(const std::string& name) const;
    const std::map<std::string, Target>& targets() const { return targets_; }
    const std::vector<std::string>& warnings() const { return warnings_; }

 private:
    class Interpreter;

    Macros& macros_;
    std::map<std::string, Target> targets_;
    std::vector<Rule> rules_;
    std::vector<std::string> suffixes_{".exe", ".obj", ".asm", ".c",   ".cpp", ".cxx", ".bas",
                                       ".cbl", ".for", ".pas", ".res", ".rc",  ".f",   ".f90"};
    std::set<std::string> precious_;
    std::string first_;
    std::vector<std::string> warnings_;
};

}  // namespace rpcnmake
