// SPDX-License-Identifier: LGPL-2.1-or-later
// Command: a command line of gcc's, taken apart as far as the driver must know it. Every option it does not know is
// gcc's to judge.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/rpcgcc/child.hpp"
#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

/// Until which step.
enum class Goal : uint8_t {
    preprocessed,  ///< -E, -M, -MM
    assembly,      ///< -S
    object,        ///< -c
    checked,       ///< -fsyntax-only
    program,
    asked,  ///< gcc is asked about itself: --version, -print-..., -###
};

struct Source {
    std::string path;  ///< - is the standard input
    Language language;
    bool preprocessed = false;  ///< already
};

struct Command {
    Goal goal = Goal::program;
    std::vector<Source> sources;  ///< what is to be rewritten
    Words given;                  ///< all of it
    Words linked;                 ///< objects, libraries, linker options, in their order; sources stand as ""
    Words missing;                ///< libraries of Windows that are not here: linked without them
    Words options;                ///< all others, for every step
    Words dependencies;           ///< -MD and its kin: for the preprocessor alone
    std::optional<std::string> output;
    std::string object_ending = ".o";
    std::filesystem::path object_folder;                     ///< of objects without a name
    std::vector<std::filesystem::path> include_directories;  ///< -iquote and -I, in order
    Words included;                                          ///< -include: before each source
    unsigned packing = 0;                                    ///< of structures, where it is not gcc's
    bool as_cl = false;           ///< of Microsoft's: objects of both languages, for programs and libraries, are linked
    bool strict = false;          ///< what C++ forbids is an error
    bool shows_includes = false;  ///< which headers are read is said
    bool writes_dependencies = false;  ///< -MD, -MMD
    bool names_dependencies = false;   ///< -MF
    bool names_target = false;         ///< -MT, -MQ
};

/// How words of a response file are parted: gcc takes a backslash for what it hides, Microsoft's tools for a backslash.
enum class Quoting : uint8_t { gcc, microsoft };
Words words_of(const std::string& text, Quoting quoting);
/// The words, with those of @FILEs in their places.
Words expanded(const Words& words, Quoting quoting);

/// Reads @FILEs. `cxx`: called as a C++ compiler, to which every source is C++.
Command parse(const Words& words, bool cxx);

/// The object, or the assembly, that is written for a source when nothing is said.
std::string default_output(const Command& command, const Source& source, Goal goal);

}  // namespace rpcgcc
