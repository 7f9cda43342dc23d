// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/runtime_names.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace rpcgcc {
namespace {

/// A function and what the runtime calls it; in the order of the names. runtime_names.py has asked the headers.
struct Renamed {
    std::string_view name, symbol;
};
#include "tools/rpcgcc/runtime_names.inc"

const Renamed* renamed(std::string_view name) {
    const auto found = std::ranges::lower_bound(kRenamed, name, {}, &Renamed::name);
    return found != std::end(kRenamed) && found->name == name ? &*found : nullptr;
}

/// How the runtime's headers name the symbols of what they declare.
constexpr std::string_view kSign = "\"rpccrt_\" \"";

/// The word at the index is a function's name, and no member's.
bool names_function(const Tokens& tokens, size_t index) {
    if (const size_t open = next(tokens, index + 1); open == tokens.size() || !is(tokens[open], "(")) return false;
    const size_t before = previous(tokens, index);
    return before == tokens.size() ||
           (!is(tokens[before], ".") && !is(tokens[before], ">") && !is(tokens[before], ":"));
}

/// The source's own function of that name, or one it may have from another source: a declaration of a word as common as
/// this one need not mean the runtime's.
bool is_own(const Tokens& tokens, size_t index) {
    const std::string_view name = tokens[index].text;
    if (name == "clock" || name == "remove" || name == "rename" || name == "system") {
        const size_t before = previous(tokens, index);
        const bool typed = before != tokens.size() && (is(tokens[before], "*") || tokens[before].kind == Kind::word);
        if (typed && tokens[before].text != "return") return true;
    }
    const size_t close = closing(tokens, next(tokens, index + 1));
    const size_t body = close == tokens.size() ? close : next(tokens, close + 1);
    return body != tokens.size() && is(tokens[body], "{");
}

}  // namespace

void name_runtime_functions(Unit& unit) {
    std::set<const Renamed*> used, own;
    for (size_t i = 0; i < unit.tokens.size(); ++i) {
        const Token& token = unit.tokens[i];
        const Renamed* const function = token.kind == Kind::word ? renamed(token.text) : nullptr;
        if (function == nullptr || !names_function(unit.tokens, i)) continue;
        (is_own(unit.tokens, i) ? own : used).insert(function);
    }
    if (used.empty()) return;
    const auto declared = system_names(unit.tokens, kSign);
    std::string text;
    for (const Renamed* function : used) {
        if (own.contains(function) || declared.contains(function->symbol)) continue;
        text += "#pragma redefine_extname " + std::string(function->name) + " rpccrt_" + std::string(function->symbol) +
                "\n";
    }
    // After the line that says which source this is, before another line of the preprocessor's.
    for (size_t i = 1; i < unit.tokens.size() && !text.empty(); ++i) {
        if (unit.tokens[i].kind != Kind::marker) continue;
        const Token lines{Kind::pragma, unit.texts.keep(std::move(text))};
        unit.tokens.insert(unit.tokens.begin() + static_cast<ptrdiff_t>(i), lines);
        return;
    }
}

}  // namespace rpcgcc
