// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/enumerations.hpp"

#include <charconv>
#include <cstdint>
#include <string>

namespace rpcgcc {
namespace {

/// The brace of a definition whose keyword is at the index; tokens.size() when it is none.
size_t body_of(const Tokens& tokens, size_t keyword) {
    size_t i = next(tokens, keyword + 1);
    for (int words = 0; i < tokens.size() && words < 4; ++words) {
        if (is(tokens[i], "{")) return i;
        if (is(tokens[i], "(")) {
            i = closing(tokens, i);  // of an attribute
        } else if (tokens[i].kind != Kind::word) {
            break;
        }
        if (i < tokens.size()) i = next(tokens, i + 1);
    }
    return tokens.size();
}

/// No more than int holds, as it is written.
bool is_small(std::string_view number) {
    int base = 10;
    if (number.starts_with("0x") || number.starts_with("0X")) {
        base = 16;
        number.remove_prefix(2);
    }
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value, base);
    return error == std::errc() && value <= INT32_MAX && end != number.data();
}

/// Enumerators without values, or with small numbers and other enumerators' values: what is calculated may be anything.
bool is_plain(const Tokens& tokens, size_t open, size_t close) {
    for (size_t i = next(tokens, open + 1); i < close; i = next(tokens, i + 1)) {
        const Token& token = tokens[i];
        if (token.kind == Kind::system) return false;
        if (token.kind == Kind::number && !is_small(token.text)) return false;
        if (token.kind == Kind::character && !is(token, ",") && !is(token, "=") && !is(token, "(") && !is(token, ")") &&
            !is(token, "+") && !is(token, "|")) {
            return false;
        }
    }
    return true;
}

}  // namespace

bool sign_enumerations(Unit& unit) {
    size_t count = 0;
    for (size_t i = 0; i < unit.tokens.size(); ++i) {
        if (!is_word(unit.tokens[i], "enum")) continue;
        const size_t open = body_of(unit.tokens, i);
        const size_t close = open == unit.tokens.size() ? open : closing(unit.tokens, open);
        if (close == unit.tokens.size() || next(unit.tokens, open + 1) == close) continue;
        if (is_plain(unit.tokens, open, close)) {
            unit.replace(open, "{ rpc_enum_" + std::to_string(++count) + " = -1,");
        }
        i = close;
    }
    return count != 0;
}

}  // namespace rpcgcc
