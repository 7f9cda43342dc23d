// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/module_definition.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include "tools/rpcgcc/letters.hpp"

namespace rpcgcc {
namespace {

bool is_statement(std::string_view word) {
    constexpr auto kStatements =
        std::to_array<std::string_view>({"NAME", "LIBRARY", "DESCRIPTION", "EXPORTS", "SECTIONS", "SEGMENTS",
                                         "STACKSIZE", "HEAPSIZE", "VERSION", "STUB"});
    return std::ranges::find(kStatements, word) != kStatements.end();
}

/// NAME[=[MODULE.]INTERNAL] [@ORDINAL [NONAME]] [PRIVATE] [DATA].
void add_export(std::string line, ModuleDefinition& made) {
    std::string name = line.substr(0, line.find_first_of(" \t=@"));
    const size_t sign = line.find('=');
    if (sign == line.npos) {
        made.linker.push_back("-Wl,--require-defined=" + name);
        return;
    }
    std::istringstream rest(line.substr(sign + 1));
    std::string internal;
    rest >> internal;
    if (internal.find('.') != internal.npos) {
        made.problems.push_back("'" + name + "' is another library's '" + internal + "': that cannot be said here");
    } else {
        made.linker.push_back("-Wl,--defsym=" + name + "=" + internal);
    }
}

}  // namespace

ModuleDefinition module_definition_of(std::string_view text) {
    ModuleDefinition made;
    std::istringstream lines{std::string(text)};
    std::string statement;
    for (std::string line; std::getline(lines, line);) {
        line = line.substr(0, line.find(';'));
        std::istringstream words(line);
        std::string first;
        if (!(words >> first)) continue;
        if (is_statement(first)) {
            statement = first;
            std::getline(words >> std::ws, line);
            if (line.empty() || line == first || !words) continue;
        } else {
            line.erase(0, line.find_first_not_of(" \t"));
        }
        if (statement == "EXPORTS") add_export(line, made);
        if (statement == "SECTIONS" && lower(line).find("shared") != line.npos) {
            made.problems.push_back("variables cannot be shared by processes here: map a file");
        }
    }
    return made;
}

}  // namespace rpcgcc
