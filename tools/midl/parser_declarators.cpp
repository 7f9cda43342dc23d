// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Declarators of C (pointers, arrays, functions, parentheses, abstract ones) and parameter lists. A declarator is read
// into a list of modifiers from the name outwards; apply() wraps a type in them.
#include <algorithm>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/parser.hpp"

namespace midl {

IdlParser::Declarator IdlParser::declarator(bool may_be_abstract) {
    Declarator result;
    result.where = here();
    declarator_part(result, may_be_abstract);
    if (result.modifiers.size() > kMaxChain) too_deep();
    return result;
}

void IdlParser::declarator_part(Declarator& into, bool may_be_abstract) {
    const DepthGuard guard(*this);
    std::vector<Modifier> pointers;
    for (;;) {
        Specifier words;
        if (at("*")) {
            Modifier pointer;
            pointer.where = here();
            pointers.push_back(pointer);
            advance();
        } else if (at("const") || at("volatile")) {
            if (!pointers.empty()) (at("const") ? pointers.back().is_const : pointers.back().is_volatile) = true;
            advance();
        } else if (skip_modifier(&words)) {
            if (!words.calling_convention.empty()) into.calling_convention = words.calling_convention;
        } else {
            break;
        }
    }
    // A parenthesis opens a nested declarator, unless an abstract one ends here and this is its parameter list.
    const bool is_nested = at("(") && !(may_be_abstract && (token(1).is(")") || token(1).is("[") || starts_type(1)));
    if (is_nested) {
        advance();
        declarator_part(into, may_be_abstract);
        expect(")");
    } else if (token().kind == TokenKind::identifier) {
        into.where = here();
        into.name = identifier("a name");
    } else if (!may_be_abstract) {
        syntax_error("a name");
    }
    while (at("[") || at("(")) at("[") ? array_modifier(into) : function_modifier(into);
    into.modifiers.insert(into.modifiers.end(), pointers.rbegin(), pointers.rend());
}

// [], [*], [n], [lower .. upper]; the lower bound must be zero.
void IdlParser::array_modifier(Declarator& into) {
    Modifier array;
    array.kind = Modifier::array;
    array.where = here();
    // `void F[in] long a);`: the parenthesis is missing, not a bound.
    if ((token(1).is("in") || token(1).is("out")) && (token(2).is("]") || token(2).is(","))) syntax_error("\"(\"");
    expect("[");
    const auto bound = [this]() -> Expr* {
        if (at("*") && (token(1).is("]") || token(1).is(".."))) {
            advance();
            return nullptr;
        }
        return at("]") ? nullptr : conditional_expression();
    };
    array.dimension = bound();
    if (at("..")) {
        const Location where = here();
        advance();
        if (!array.dimension || array.dimension->value != 0) {
            error(where, 2102, "this array-bounds construct is not supported: the lower bound must be zero");
        }
        if (Expr* upper = bound()) {
            auto* one = make<Expr>(where);
            one->value = 1;
            auto* count = make<Expr>(where);
            count->kind = ExprKind::binary;
            count->op = Operator::add;
            count->operands = {upper, one};
            array.dimension = count;
        } else {
            array.dimension = nullptr;
        }
    }
    expect("]");
    into.modifiers.push_back(array);
}

void IdlParser::function_modifier(Declarator& into) {
    Modifier function;
    function.kind = Modifier::function;
    function.where = here();
    function.calling_convention = into.calling_convention;
    parameters(function);
    into.modifiers.push_back(std::move(function));
}

void IdlParser::parameters(Modifier& function) {
    expect("(");
    const std::size_t frame = frames_.size();
    frames_.emplace_back();
    if (at("void") && token(1).is(")")) advance();
    while (!at(")")) {
        if (accept("...")) {
            function.is_variadic = true;
            break;
        }
        Parameter* next = parameter();
        next->index = static_cast<int>(function.parameters.size());
        for (const Parameter* other : function.parameters) {
            if (!next->name.empty() && other->name == next->name) {
                error(next->where, 2003, "redefinition: parameter " + next->name);
                break;
            }
        }
        function.parameters.push_back(next);
        if (at(";") && token(1).is("[") && token(1).where.line == here().line) {
            // A semicolon for a comma: `[in] long a; [in] long b)`.
            context_.has_syntax_error = true;
            error(here(), 2025, "syntax error: expecting \",\" or \")\" near \";\"");
            advance();
        } else if (!accept(",") && !at(")")) {
            syntax_error("\",\" or \")\"");
        }
    }
    resolve_frame(function.parameters);
    frames_.resize(frame);
    expect(")");
}

Parameter* IdlParser::parameter() {
    auto* result = make<Parameter>(here());
    result->attributes = attributes();
    check_site(result->attributes, attribute_site::kParameter, "a parameter");
    const Specifier base = specifier();
    if (base.has_body) {
        error(base.defined->where, 2157, "struct/union/enum must not be defined in a parameter-type specification");
    }
    Declarator name = declarator(true);
    result->name = name.name;
    if (!name.name.empty()) result->where = name.where;
    result->type = apply(base.type, name.modifiers);
    if (resolve_as<FunctionType>(result->type)) {
        // As in C: a function parameter is a pointer to the function.
        auto* pointer = make<PointerType>(result->where);
        pointer->pointee = result->type;
        result->type = pointer;
    }
    if (accept("=")) conditional_expression();  // C++ style default of some type libraries
    return result;
}

Type* IdlParser::apply(Type* base, const std::vector<Modifier>& modifiers, std::size_t first) {
    Type* type = base;
    for (std::size_t i = modifiers.size(); i > first; --i) {
        const Modifier& modifier = modifiers[i - 1];
        if (modifier.kind == Modifier::pointer) {
            auto* pointer = make<PointerType>(modifier.where);
            pointer->pointee = type;
            type = qualify(pointer, modifier.is_const, modifier.is_volatile, modifier.where);
        } else if (modifier.kind == Modifier::array) {
            auto* array = make<ArrayType>(modifier.where);
            array->element = type;
            array->dimension = modifier.dimension;
            type = array;
        } else {
            auto* function = make<FunctionType>(modifier.where);
            function->result = type;
            function->parameters = modifier.parameters;
            function->is_variadic = modifier.is_variadic;
            function->calling_convention = modifier.calling_convention;
            type = function;
        }
    }
    return type;
}

}  // namespace midl
