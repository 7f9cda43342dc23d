// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The user's files: names and text. Locations refer to files by their index here. Text is kept as read, with three
// habits of Windows editors ironed out: a UTF-8 byte order mark is skipped, a Control-Z ends the file, CR LF is LF.
// Original lines are loaded lazily, only when a diagnostic wants to show one. Single-threaded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/midl/location.hpp"

namespace midl {

// The whole file with the habits ironed out; nullopt when it cannot be read.
std::optional<std::string> read_source(const std::string& path);
void normalize_source(std::string& text);

class Sources {
 public:
    // Index of a file by name, made on first use. Index 0 is the nameless file of the command line.
    std::uint32_t index_of(const std::string& name);
    const std::string& name(std::uint32_t file) const { return files_[file].name; }
    // Tests and -no_cpp hand the text over; otherwise it is read from disk when first asked for.
    void set_text(std::uint32_t file, std::string text);
    // The line without its end; empty when unknown.
    std::string line(Location where);
    // What the preprocessor made of a line, remembered where it differs from the original (macros).
    void set_expanded(std::uint32_t file, std::uint32_t line, std::string text);
    // Column in the original line of the token at `where` (its column counts in the preprocessed line).
    std::uint32_t original_column(Location where);

    Sources();

 private:
    struct Entry {
        std::string name;
        std::optional<std::vector<std::string>> lines;
        std::map<std::uint32_t, std::string> expanded;
    };
    void load(Entry& entry);
    std::vector<Entry> files_;
    std::map<std::string, std::uint32_t> by_name_;
};

}  // namespace midl
