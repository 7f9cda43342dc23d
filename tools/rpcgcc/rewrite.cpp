// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/rewrite.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "tools/rpcgcc/entry_points.hpp"
#include "tools/rpcgcc/exception_blocks.hpp"
#include "tools/rpcgcc/integer_types.hpp"
#include "tools/rpcgcc/letters.hpp"

namespace rpcgcc {
namespace {

/// What programs link on Windows and have here with librpcrt4 and the C library.
constexpr std::array<std::string_view, 17> kLibraries = {
    "rpcrt4",   "kernel32", "kernelbase", "rpcns4", "advapi32", "ntdsapi", "netapi32", "secur32",  "ole32",
    "oleaut32", "uuid",     "libcmt",     "msvcrt", "libcmtd",  "msvcrtd", "ucrt",     "vcruntime"};

/// The library's name in `#pragma comment(lib, "NAME.lib")`, in lower case, without its ending.
std::optional<std::string> library_of(std::string_view pragma) {
    std::string text(pragma);
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t'; });
    constexpr std::string_view kBegin = "#pragmacomment(lib,\"";
    if (!text.starts_with(kBegin)) return std::nullopt;
    text = text.substr(kBegin.size());
    text = lower(text.substr(0, text.find('"')));
    if (text.ends_with(".lib")) text.resize(text.size() - 4);
    return text;
}

void look_at_pragmas(Unit& unit) {
    for (size_t i = 0; i < unit.tokens.size(); ++i) {
        if (unit.tokens[i].kind != Kind::pragma) continue;
        const auto library = library_of(unit.tokens[i].text);
        if (!library) continue;
        if (std::ranges::find(kLibraries, *library) == kLibraries.end()) {
            unit.complain(Complaint::Kind::warning, i,
                          "no library here is '" + *library + ".lib': link what has its functions yourself");
        }
        unit.replace(i, "\n");  // gcc would warn of it
    }
}

}  // namespace

Rewritten rewrite(std::string_view text, Language language) {
    Unit unit{.language = language, .tokens = tokens_of(text), .texts = {}, .complaints = {}, .appended = {}};
    look_at_pragmas(unit);
    adapt_entry_points(unit);
    expand_exception_blocks(unit);
    narrow_integers(unit);
    return {text_of(unit.tokens) + unit.appended, std::move(unit.complaints), unit.narrowed};
}

}  // namespace rpcgcc
