// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Correlation descriptors: how the engine finds the value of size_is, length_is or switch_is at run time. Simple forms
// (a variable, *v, v/2, v*2, v+1, v-1, a constant) are written into the string; anything else becomes a routine in the
// stub (FC_CALLBACK). Reference: "Correlation Descriptors" of the NDR format string pages.
#include <cstdlib>

#include "tools/midl/format_type.hpp"
#include "tools/midl/format_walk.hpp"
#include "tools/midl/layout.hpp"

namespace midl {
namespace {

// `expression + addend` reduced to one variable and one operator, when it has that form.
struct SimpleForm {
    const Expr* variable = nullptr;  // null: constant
    std::int64_t constant = 0;
    Fc op = Fc::zero;
};

const Expr* strip_casts(const Expr* expression) {
    while (expression->kind == ExprKind::cast && !expression->is_constant()) expression = expression->operands[0];
    return expression;
}

bool is_variable(const Expr* expression) {
    return expression->kind == ExprKind::reference && (expression->parameter || expression->field);
}

const Type* type_of_variable(const Expr& variable) {
    return variable.parameter ? variable.parameter->type : variable.field->type;
}

std::optional<Fc> operator_token(Operator op, std::int64_t operand) {
    if (op == Operator::divide && operand == 2) return Fc::div_2;
    if (op == Operator::multiply && operand == 2) return Fc::mult_2;
    if (op == Operator::add && operand == 1) return Fc::add_1;
    if (op == Operator::subtract && operand == 1) return Fc::sub_1;
    return std::nullopt;
}

std::optional<SimpleForm> simple_binary(const Expr& expression) {
    const Expr* left = strip_casts(expression.operands[0]);
    const Expr* right = strip_casts(expression.operands[1]);
    bool is_commutative = expression.op == Operator::multiply || expression.op == Operator::add;
    if (is_commutative && left->is_constant()) std::swap(left, right);
    if (!is_variable(left) || !right->is_constant()) return std::nullopt;
    auto token = operator_token(expression.op, *right->value);
    if (!token) return std::nullopt;
    return SimpleForm{left, 0, *token};
}

std::optional<SimpleForm> simple_form(const Expr* expression, int addend) {
    expression = strip_casts(expression);
    if (expression->is_constant()) return SimpleForm{nullptr, *expression->value + addend, Fc::zero};
    if (is_variable(expression)) return SimpleForm{expression, 0, addend == 1 ? Fc::add_1 : Fc::zero};
    if (addend != 0) return std::nullopt;
    if (expression->kind == ExprKind::unary && expression->op == Operator::dereference) {
        const Expr* inner = strip_casts(expression->operands[0]);
        if (is_variable(inner)) return SimpleForm{inner, 0, Fc::dereference};
    }
    if (expression->kind == ExprKind::binary) return simple_binary(*expression);
    return std::nullopt;
}

// The field's offset within the structure the correlation lives in.
std::uint32_t field_offset(const StructType& structure, const Field& field) {
    for (const PlacedField& placed : place_fields(structure)) {
        if (placed.field == &field) return placed.offset;
    }
    return 0;
}

bool is_earlier_field(const StructType& structure, const Field& one, const Field* other) {
    for (const Field* field : structure.fields) {
        if (field == other) return false;
        if (field == &one) return true;
    }
    return false;
}

std::int64_t parameter_slot(const Operation& operation, const Parameter& parameter) {
    return 8 * (parameter.index + (operation.is_async ? 1 : 0));
}

std::uint8_t value_nibble(const SimpleForm& form) {
    const Type* type = type_of_variable(*form.variable);
    if (form.op == Fc::dereference) type = resolve_as<PointerType>(type)->pointee;
    return static_cast<std::uint8_t>(variable_code(type));
}

void append_range(Descriptor& out, const Range* range) {
    out.byte(range ? 1 : 0, range ? "range" : "no range");
    out.byte(0);
    out.long_(range ? range->low->value.value_or(0) : 0, "low");
    out.long_(range ? range->high->value.value_or(0) : 0, "high");
}

bool is_unchecked_type(const Type* type) { return type && typedef_with(type, Attribute::disable_consistency_check); }

// [disable_consistency_check] of the parameter or member, its type, the structure it is in, its operation or interface.
bool is_unchecked(const Scope& scope) {
    constexpr Attribute kUnchecked = Attribute::disable_consistency_check;
    if (scope.attributes && scope.attributes->has(kUnchecked)) return true;
    if (is_unchecked_type(scope.field ? scope.field->type : scope.parameter ? scope.parameter->type : nullptr))
        return true;
    const Typedef* named = scope.structure ? scope.structure->first_typedef : nullptr;
    if (named && named->attributes.has(kUnchecked)) return true;
    return scope.operation && says(*scope.operation, kUnchecked);
}

void append_flags(const TypeFormat& format, Descriptor& out, bool is_early, const ExpressionRoutine* correlation) {
    if (!format.is_robust()) return;
    const Range* range = correlation ? correlation->range : nullptr;
    unsigned flags = is_early ? correlation_bit::kEarly : 0U;
    if (range) flags |= correlation_bit::kRange;
    if (correlation && is_unchecked(correlation->scope)) flags |= correlation_bit::kDontCheck;
    out.short_(flags, is_early ? "correlation: early" : "");
    if (format.correlations == CorrelationForm::ranged) append_range(out, range);
}

void append_constant(const TypeFormat& format, Descriptor& out, std::int64_t value,
                     const ExpressionRoutine& correlation) {
    out.byte(correlation_bit::kConstant, "constant " + std::to_string(value));
    out.byte(static_cast<unsigned>(value >> 16) & 0xff);
    out.short_(value & 0xffff);
    append_flags(format, out, true, &correlation);
}

void append_operator(Descriptor& out, Fc op) { op == Fc::zero ? out.byte(0) : out.token(op); }

void append_parameter(const TypeFormat& format, Descriptor& out, const SimpleForm& form,
                      const ExpressionRoutine& correlation) {
    const Scope& scope = correlation.scope;
    const Parameter& source = *form.variable->parameter;
    out.byte(correlation_bit::kTopLevel | value_nibble(form), "parameter " + source.name);
    append_operator(out, form.op);
    out.short_(parameter_slot(*scope.operation, source), "stack offset");
    append_flags(format, out, !scope.parameter || source.index < scope.parameter->index, &correlation);
}

void append_field(const TypeFormat& format, Descriptor& out, const SimpleForm& form,
                  const ExpressionRoutine& correlation) {
    const Scope& scope = correlation.scope;
    const Field& source = *form.variable->field;
    std::int64_t offset = field_offset(*scope.structure, source);
    unsigned origin = 0;
    if (scope.is_behind_pointer) {
        origin = correlation_bit::kPointer;
    } else {
        offset -= scope.anchor;
    }
    out.byte(origin | value_nibble(form), "field " + source.name);
    append_operator(out, form.op);
    out.short_(offset, "field offset");
    append_flags(format, out, is_earlier_field(*scope.structure, source, scope.field), &correlation);
}

void append_callback(TypeFormat& format, Descriptor& out, ExpressionRoutine routine) {
    unsigned origin = routine.scope.structure ? 0U : static_cast<unsigned>(correlation_bit::kTopLevel);
    if (routine.scope.structure && routine.scope.is_behind_pointer) origin = correlation_bit::kPointer;
    out.byte(origin, "computed");
    out.token(Fc::callback);
    out.short_(static_cast<std::int64_t>(format.expressions.size()), "expression routine");
    append_flags(format, out, true, &routine);
    format.expressions.push_back(std::move(routine));
}

void append_correlation(TypeFormat& format, Descriptor& out, const ExpressionRoutine& correlation) {
    std::optional<SimpleForm> form;
    if (!correlation.first) form = simple_form(correlation.value, correlation.addend);
    if (!form) {
        append_callback(format, out, correlation);
    } else if (!form->variable) {
        append_constant(format, out, form->constant, correlation);
    } else if (form->variable->parameter) {
        append_parameter(format, out, *form, correlation);
    } else {
        append_field(format, out, *form, correlation);
    }
}

bool is_sized_use(const TypeUse& use) {
    if (const auto* pointer = resolve_as<PointerType>(use.type)) return pointer->bounds.is_sized();
    const auto* array = resolve_as<ArrayType>(use.type);
    return array && array->bounds.is_sized();
}

}  // namespace

CorrelationForm correlation_form(const File& file, bool is_robust) {
    if (!is_robust) return CorrelationForm::classic;
    CorrelationForm form = CorrelationForm::robust;
    TypeWalk walk([&](const TypeUse& use) {
        if (use.attributes && use.attributes->range && is_sized_use(use)) form = CorrelationForm::ranged;
        return true;
    });
    for (const Interface* interface_ : file.interfaces) {
        for (const Operation* operation : interface_->operations) walk.walk(*operation);
    }
    return form;
}

void append_conformance(TypeFormat& format, Descriptor& out, const Bounds& bounds, const Scope& scope) {
    ExpressionRoutine correlation{.scope = scope, .value = bounds.size_is};
    const Attributes* attributes = scope.value_attributes();
    if (attributes && attributes->range) correlation.range = &*attributes->range;
    if (!bounds.size_is) {
        correlation.value = bounds.max_is;
        correlation.addend = 1;
    }
    append_correlation(format, out, correlation);
}

void append_variance(TypeFormat& format, Descriptor& out, const ArraySpec& spec, const Scope& scope) {
    const Bounds& bounds = *spec.bounds;
    ExpressionRoutine correlation{.scope = scope, .value = bounds.length_is, .first = bounds.first_is};
    if (!bounds.length_is) {  // up to the last element given, else to the end of the array
        correlation.is_end = true;
        correlation.value = bounds.last_is ? bounds.last_is : bounds.size_is ? bounds.size_is : bounds.max_is;
        correlation.addend = bounds.last_is || !bounds.size_is ? 1 : 0;
        correlation.total = spec.count.value_or(0);
    }
    append_correlation(format, out, correlation);
}

void append_byte_count(TypeFormat& format, Descriptor& out, const Parameter& size, const Scope& scope) {
    Expr variable;
    variable.kind = ExprKind::reference;
    variable.parameter = &size;
    append_correlation(format, out, {.scope = scope, .value = &variable});
}

void append_switch(TypeFormat& format, Descriptor& out, const Expr& expression, const Scope& scope) {
    append_correlation(format, out, {.scope = scope, .value = &expression});
}

void append_no_correlation(const TypeFormat& format, Descriptor& out) {
    out.long_(0xffffffff, "none");
    append_flags(format, out, false, nullptr);
}

}  // namespace midl
