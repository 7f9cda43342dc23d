// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Constant expressions of C on MIDL's terms (long is 32 bits): literals, evaluation, and the text of an expression for
// messages and for code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/midl/ast.hpp"

namespace midl {

class Diagnostics;

// Classifies a number token: fills kind, value or real, is_unsigned, is_64_bit. False when it is malformed or too big.
bool parse_number(const std::string& text, Expr& into);

// Computes `value` of the expression and everything below it where they are constants. References must be resolved.
// Problems (division by zero) are reported; a non-constant expression is not a problem.
void evaluate(Expr& expression, Diagnostics& diagnostics);

// evaluate(), and the complaint `code` when the result is no integral constant.
std::optional<std::int64_t> constant_value(Expr& expression, Diagnostics& diagnostics, int code);

// Size in bytes of a type in memory on x64, as far as expressions need it; nullopt for incomplete types.
std::optional<std::int64_t> size_of_type(const Type* type);
std::int64_t alignment_of_type(const Type* type);

// C text, fully parenthesised where operators nest.
std::string to_string(const Expr& expression);

// Calls f(Expr&) for the expression and everything below it.
template <class F>
void for_each(Expr& expression, F&& f) {
    f(expression);
    for (Expr* operand : expression.operands) for_each(*operand, f);
}

}  // namespace midl
