// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Expressions of C without assignment, calls and commas: what MIDL admits in constants, array bounds, case labels and
// attributes. Also the resolution of their identifiers.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/expr.hpp"
#include "tools/midl/parser.hpp"

namespace midl {

namespace {

struct BinaryRow {
    std::string_view spelling;
    Operator op;
    int precedence;
};

constexpr BinaryRow kBinary[] = {
    {"*", Operator::multiply, 10},    {"/", Operator::divide, 10},        {"%", Operator::modulo, 10},
    {"+", Operator::add, 9},          {"-", Operator::subtract, 9},       {"<<", Operator::shift_left, 8},
    {">>", Operator::shift_right, 8}, {"<", Operator::less, 7},           {">", Operator::greater, 7},
    {"<=", Operator::less_equal, 7},  {">=", Operator::greater_equal, 7}, {"==", Operator::equal, 6},
    {"!=", Operator::not_equal, 6},   {"&", Operator::bit_and, 5},        {"^", Operator::bit_xor, 4},
    {"|", Operator::bit_or, 3},       {"&&", Operator::logical_and, 2},   {"||", Operator::logical_or, 1},
};

struct UnaryRow {
    std::string_view spelling;
    Operator op;
};

constexpr UnaryRow kUnary[] = {
    {"+", Operator::plus},        {"-", Operator::negate},      {"~", Operator::complement},
    {"!", Operator::logical_not}, {"*", Operator::dereference}, {"&", Operator::address_of},
};

const BinaryRow* binary_row(const Token& token) {
    if (token.kind != TokenKind::punctuation) return nullptr;
    const auto* found = std::find_if(std::begin(kBinary), std::end(kBinary),
                                     [&](const BinaryRow& row) { return row.spelling == token.text; });
    return found == std::end(kBinary) ? nullptr : found;
}

}  // namespace

Expr* ParserBase::expression() { return conditional_expression(); }

Expr* ParserBase::conditional_expression() {
    const DepthGuard guard(*this);
    Expr* condition = binary_expression(1);
    if (!at("?")) return condition;
    auto* node = make<Expr>(here());
    node->kind = ExprKind::conditional;
    advance();
    Expr* yes = conditional_expression();
    expect(":");
    node->operands = {condition, yes, conditional_expression()};
    return node;
}

Expr* ParserBase::binary_expression(int minimum) {
    Expr* left = unary_expression();
    for (std::size_t count = 0;; ++count) {
        const BinaryRow* row = binary_row(token());
        if (!row || row->precedence < minimum) return left;
        if (count > kMaxChain) too_deep();
        auto* node = make<Expr>(here());
        node->kind = ExprKind::binary;
        node->op = row->op;
        advance();
        node->operands = {left, binary_expression(row->precedence + 1)};
        left = node;
    }
}

Expr* ParserBase::unary_expression() {
    const DepthGuard guard(*this);
    if (at("sizeof")) return sizeof_expression();
    for (const UnaryRow& row : kUnary) {
        if (token().kind != TokenKind::punctuation || token().text != row.spelling) continue;
        auto* node = make<Expr>(here());
        node->kind = ExprKind::unary;
        node->op = row.op;
        advance();
        node->operands = {unary_expression()};
        return node;
    }
    return postfix_expression();
}

Expr* ParserBase::sizeof_expression() {
    auto* node = make<Expr>(here());
    node->kind = ExprKind::size_of;
    advance();
    if (at("(")) {
        advance();
        if (starts_type()) {
            node->type = type_name();
        } else {
            node->operands = {expression()};
        }
        expect(")");
    } else {
        node->operands = {unary_expression()};
    }
    return node;
}

Expr* ParserBase::postfix_expression() {
    Expr* value = primary_expression();
    for (std::size_t count = 0; at(".") || at("->"); ++count) {
        if (count > kMaxChain) too_deep();
        auto* node = make<Expr>(here());
        node->kind = ExprKind::member;
        node->op = at(".") ? Operator::dot : Operator::arrow;
        advance();
        node->text = identifier("a member name");
        node->operands = {value};
        value = node;
    }
    return value;
}

Expr* ParserBase::primary_expression() {
    if (at("(")) {
        const Location where = here();
        advance();
        if (starts_type()) {
            auto* node = make<Expr>(where);
            node->kind = ExprKind::cast;
            node->type = type_name();
            expect(")");
            node->operands = {unary_expression()};
            return node;
        }
        Expr* inner = expression();
        expect(")");
        return inner;
    }
    if (token().kind == TokenKind::number) return number_literal();
    if (token().kind == TokenKind::character) return character_literal();
    auto* node = make<Expr>(here());
    if (token().kind == TokenKind::string) {
        node->kind = ExprKind::string;
        node->is_wide = token().is_wide;
        node->text = string_literal();
        return node;
    }
    node->text = identifier("an expression");
    if (node->text == "TRUE" || node->text == "FALSE" || node->text == "NULL") {
        node->value = node->text == "TRUE" ? 1 : 0;
        return node;
    }
    node->kind = ExprKind::reference;
    if (!frames_.empty()) {
        frames_.back().pending.push_back(node);
    } else if (!resolve_global(*node)) {
        node->is_broken = true;
        error(node->where, 2009, "undefined symbol: " + node->text);
    }
    return node;
}

Expr* ParserBase::number_literal() {
    auto* node = make<Expr>(here());
    node->text = std::string(token().text);
    if (!parse_number(node->text, *node)) {
        error(here(), 2116, "numerical parsing error: " + node->text);
        node->value = 0;
    }
    advance();
    return node;
}

Expr* ParserBase::character_literal() {
    auto* node = make<Expr>(here());
    node->is_character = true;
    node->is_wide = token().is_wide;
    node->text = std::string(token().text);
    const std::string plain = unescape(node->text);
    if (node->is_wide) {
        node->value = wide_character(node->text);
    } else if (plain.size() == 1) {
        node->value = static_cast<unsigned char>(plain[0]);
    }
    if (!node->value) {
        error(here(), 2108, "badly formed character constant");
        node->value = 0;
    }
    advance();
    return node;
}

bool ParserBase::resolve_global(Expr& reference) {
    if (const Constant* constant = context_.symbols.find_constant(reference.text)) {
        reference.constant = constant;
    } else if (const Enumerator* enumerator = context_.symbols.find_enumerator(reference.text)) {
        reference.enumerator = enumerator;
    } else {
        return false;
    }
    return true;
}

void ParserBase::report_unresolved(const std::vector<Expr*>& pending) {
    for (Expr* reference : pending) {
        reference->is_broken = true;
        error(reference->where, 2009, "undefined symbol: " + reference->text);
    }
}

void ParserBase::resolve_constants(std::vector<Expr*>& pending) {
    std::erase_if(pending, [this](Expr* reference) { return resolve_global(*reference); });
    report_unresolved(pending);
    pending.clear();
}

void ParserBase::resolve_frame(const std::vector<Parameter*>& parameters) {
    std::vector<Expr*> pending = std::move(frames_.back().pending);
    frames_.pop_back();
    std::erase_if(pending, [&](Expr* reference) {
        const auto found = std::find_if(parameters.begin(), parameters.end(),
                                        [&](const Parameter* parameter) { return parameter->name == reference->text; });
        if (found != parameters.end()) reference->parameter = *found;
        return found != parameters.end();
    });
    resolve_constants(pending);
}

void ParserBase::resolve_frame(const std::vector<Field*>& fields, const std::string& implicit_tag) {
    std::vector<Expr*> pending = std::move(frames_.back().pending);
    frames_.pop_back();
    std::erase_if(pending, [&](Expr* reference) {
        const auto found = std::find_if(fields.begin(), fields.end(),
                                        [&](const Field* field) { return field->name == reference->text; });
        if (found != fields.end()) reference->field = *found;
        if (found == fields.end() && !implicit_tag.empty() && reference->text == implicit_tag) {
            reference->is_implicit_tag = true;
        }
        return found != fields.end() || reference->is_implicit_tag;
    });
    resolve_constants(pending);
}

}  // namespace midl
