// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/librarian.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "tools/rpcgcc/command.hpp"
#include "tools/rpcgcc/letters.hpp"

namespace rpcgcc {
namespace {

namespace fs = std::filesystem;

/// /NAME[:ARGUMENT]; a path of this system is none.
bool is_option(const std::string& word) {
    if (word.size() < 2 || (word[0] != '/' && word[0] != '-')) return false;
    return word[0] == '-' || word.find('/', 1) == word.npos || !fs::exists(word);
}

}  // namespace

LibCommand parse_lib(const Words& words) {
    LibCommand command;
    for (std::string word : expanded(words, Quoting::microsoft)) {
        std::ranges::replace(word, '\\', '/');
        if (!is_option(word)) {
            (lower(word).ends_with(".lib") ? command.libraries : command.objects).push_back(word);
            continue;
        }
        const std::string name = lower(word.substr(1, std::min(word.find(':'), word.size()) - 1));
        if (name == "out" && word.find(':') != word.npos) {
            command.output = word.substr(word.find(':') + 1);
        } else if (name != "nologo" && name != "machine" && name != "ltcg" && name != "subsystem" && name != "wx") {
            command.warnings.push_back("ignoring unknown option '" + word + "'");
        }
    }
    if (command.output.empty() && !command.libraries.empty()) {
        command.output = command.libraries.front();
    } else if (command.output.empty() && !command.objects.empty()) {
        command.output = fs::path(command.objects.front()).replace_extension(".lib");
    }
    return command;
}

/// In the language that tells ar to put one archive in another.
int make_library(const LibCommand& command) {
    for (const std::string& warning : command.warnings) std::fprintf(stderr, "rpclib: warning: %s\n", warning.c_str());
    if (command.output.empty()) {
        std::fprintf(stderr, "rpclib: error: no objects\n");
        return 1;
    }
    const std::string made = command.output + ".new";
    std::string script = "CREATE " + made + "\n";
    for (const std::string& library : command.libraries) {
        // The one that grows may not be there yet.
        if (library != command.output || fs::exists(library)) script += "ADDLIB " + library + "\n";
    }
    for (const std::string& object : command.objects) script += "ADDMOD " + object + "\n";
    const Ended ended = run({"ar", "-M"}, script + "SAVE\nEND\n", Output::passed_on);
    std::fputs(ended.complaints.c_str(), stderr);
    std::error_code error;
    if (ended.status == 0) fs::rename(made, command.output, error);
    if (ended.status != 0 || error) fs::remove(made, error);
    return ended.status;
}

}  // namespace rpcgcc
