// SPDX-License-Identifier: LGPL-2.1-or-later
// Names of headers as Windows takes them: in any case, with backslashes, and in quotes also in the folders of the files
// that include the one that includes ([MSVC] "#include directive"). For each #include of a source, and of what it
// includes, that gcc would not find so, a header of exactly that name is made in a folder of the driver's, which
// includes the one that is meant.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tools/rpcgcc/child.hpp"

namespace rpcgcc {

class IncludeNames {
 public:
    /// `own` are the folders of the user's headers, in order, `system` those after them.
    IncludeNames(std::vector<std::filesystem::path> own, std::vector<std::filesystem::path> system);
    /// Removes the folder.
    ~IncludeNames();
    IncludeNames(const IncludeNames&) = delete;
    IncludeNames& operator=(const IncludeNames&) = delete;

    /// Looks through a source and everything of the user's that it includes.
    void look_at(const std::filesystem::path& source);
    /// Looks for one that the command line names, or that gcc did not find in a file: true when it can now.
    bool look_for(const std::filesystem::path& from, const std::string& name);

    /// What is wrong with a file: a name that would have to lead to two headers, or text of 16 bits.
    struct Problem {
        std::filesystem::path file;
        uint32_t line;
        std::string text;
    };
    std::vector<Problem> problems() const;

    /// The words that let gcc find the headers that were made; none when there was no need.
    Words options() const;
    /// What the driver's folder is called in a text that names it, made one that every run has in common.
    void hide(std::string& text) const;
    /// Takes the headers that were made out of a file of dependencies.
    void leave_out_of(const std::filesystem::path& dependencies) const;
    /// A source says __try.
    bool guards() const noexcept { return guards_; }

    /// The header we have whose name is most like one that was not found; empty when none is.
    std::string nearest(std::string_view name) const;

 private:
    struct Include {
        std::string name;
        bool quoted;
        uint32_t line;
    };
    void look_at_name(const Include& include);
    bool look_in_own(const Include& include, const std::string& name);
    void remember(const Include& include, const std::filesystem::path& meant);
    bool make(const std::string& name, const std::filesystem::path& meant, bool system);
    std::filesystem::path made_in(bool system) const;

    const std::vector<std::filesystem::path> own_;
    const std::vector<std::filesystem::path> system_;
    std::set<std::filesystem::path> seen_;
    std::vector<std::filesystem::path> open_;  // the source, what it includes, what that includes: the last one is read
    std::map<std::string, std::filesystem::path> meant_;  // by the names that no folder of the including file has
    std::set<std::string> made_;
    std::map<std::string, Problem> ambiguous_;
    std::vector<Problem> unreadable_;
    std::filesystem::path folder_;  // empty: not made yet
    bool guards_ = false;
};

}  // namespace rpcgcc
