// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Handles: how a procedure's header names the parameter that finds the server, and context handles as types (the
// 4-byte descriptor, its flags and the rundown routine of the handle's type).
// Reference: "Handles" of the NDR format string pages.
#include "tools/midl/format_procedure.hpp"
#include "tools/midl/format_type.hpp"
#include "tools/midl/layout.hpp"

namespace midl {
namespace {

constexpr Attribute kContextAttributes[] = {Attribute::context_handle, Attribute::strict_context_handle,
                                            Attribute::type_strict_context_handle, Attribute::context_handle_serialize,
                                            Attribute::context_handle_noserialize};

const Typedef* own_context_typedef(const Type* type) {
    for (Attribute attribute : kContextAttributes) {
        if (const Typedef* definition = typedef_with(type, attribute)) return definition;
    }
    return nullptr;
}

const Typedef* context_typedef(const Type* type) {
    if (const Typedef* definition = own_context_typedef(type)) return definition;
    const auto* pointer = as<PointerType>(type);
    return pointer && !is_sized(*pointer) ? own_context_typedef(pointer->pointee) : nullptr;
}

bool carries(const Attributes& attributes) {
    for (Attribute attribute : kContextAttributes) {
        if (attributes.has(attribute)) return true;
    }
    return false;
}

bool is_unique(const Type* type) {
    const auto* pointer = resolve_as<PointerType>(type);
    return pointer && pointer->is_class_explicit && pointer->pointer_class != PointerClass::ref;
}

// Does the handle's own declaration or its type say so? Or else its whole interface?
bool says(const Type* type, const Parameter& parameter, Attribute attribute) {
    const auto* pointer = resolve_as<PointerType>(type);
    return has_attribute(parameter.attributes, type, attribute) ||
           (pointer && typedef_with(pointer->pointee, attribute) != nullptr);
}

bool interface_says(const Operation* operation, Attribute attribute) {
    return operation && operation->owner && operation->owner->attributes.has(attribute);
}

unsigned strictness(const Type* type, const Parameter& parameter, const Operation* operation) {
    for (Attribute attribute : {Attribute::strict_context_handle, Attribute::type_strict_context_handle}) {
        if (says(type, parameter, attribute) || interface_says(operation, attribute)) return context_bit::kStrict;
    }
    return 0;
}

unsigned serialization(const Type* type, const Parameter& parameter, const Operation* operation) {
    if (says(type, parameter, Attribute::context_handle_noserialize)) return context_bit::kNoSerialize;
    if (says(type, parameter, Attribute::context_handle_serialize)) return context_bit::kSerialize;
    if (interface_says(operation, Attribute::context_handle_noserialize)) return context_bit::kNoSerialize;
    return interface_says(operation, Attribute::context_handle_serialize) ? context_bit::kSerialize : 0U;
}

// The number of context handles before this one in its operation.
unsigned ordinal(const Scope& scope) {
    unsigned count = 0;
    if (!scope.operation || !scope.parameter) return count;
    for (const Parameter* parameter : scope.operation->parameters) {
        if (parameter == scope.parameter) break;
        if (is_context_handle(parameter->type, parameter->attributes)) ++count;
    }
    return count;
}

// An address is in the slot whether the value or a pointer to it was written, and so is an array's.
unsigned generic_size(const Typedef& definition, unsigned via_pointer) {
    constexpr unsigned kAddress = 8;
    const bool is_address =
        handle_form(definition) == HandleForm::address || resolve(definition.type)->kind == TypeKind::array;
    return is_address ? kAddress : via_pointer | layout_of(definition.type).size;
}

}  // namespace

bool is_context_handle(const Type* type, const Attributes& attributes) {
    return carries(attributes) || context_typedef(type) != nullptr;
}

std::string rundown_name(const Type* type) {
    const Typedef* definition = context_typedef(type);
    return definition ? definition->name + "_rundown" : std::string();
}

std::uint8_t context_flags(const Type* type, const Parameter& parameter, const Operation* operation) {
    // CH *h, or [context_handle] void **h: one pointer more than the handle itself.
    const auto* pointer = resolve_as<PointerType>(type);
    bool is_via_pointer = pointer && resolve(pointer->pointee)->kind == TypeKind::pointer;
    unsigned flags = is_via_pointer ? context_bit::kViaPointer : 0U;
    if (parameter.is_in) flags |= context_bit::kIn;
    if (parameter.is_out) flags |= context_bit::kOut;
    flags |= strictness(type, parameter, operation) | serialization(type, parameter, operation);
    return static_cast<std::uint8_t>(flags);
}

Descriptor describe_context(TypeFormat& format, const Type* type, const Scope& scope) {
    static const Parameter kResult;
    bool is_result = scope.parameter == nullptr;
    unsigned flags = context_flags(type, is_result ? kResult : *scope.parameter, scope.operation);
    if (is_result) {
        flags = context_bit::kReturn | context_bit::kOut | (flags & context_bit::kStrict);
    } else if (scope.parameter->is_in && !is_unique(type)) {
        // MIDL sets the bit for [in, out] handles too, where the engine lets a null one pass.
        flags |= context_bit::kCannotBeNull;
    }
    Descriptor out;
    out.token(Fc::bind_context);
    out.byte(flags, "context flags");
    out.byte(format.rundown_index(rundown_name(type)), "rundown routine");
    out.byte(ordinal(scope), "context handle number");
    return out;
}

HandleForm handle_form(const Typedef& definition) {
    const Type* type = resolve(definition.type);
    if (is_passed_by_pointer(type)) return HandleForm::address;
    const auto* base = as<BaseType>(type);
    const bool is_floating = base && (base->base == Base::float_ || base->base == Base::double_);
    const bool is_aggregate = type->kind == TypeKind::structure || type->kind == TypeKind::union_;
    return is_floating || is_aggregate ? HandleForm::bits : HandleForm::plain;
}

void append_binding(TypeFormat& format, Descriptor& out, const Operation& operation, std::uint32_t stack_offset) {
    const Binding& binding = operation.binding;
    const Parameter& parameter = *binding.parameter;
    unsigned via_pointer = binding.is_via_pointer ? context_bit::kViaPointer : 0U;
    switch (binding.type) {
        case HandleType::context:
            out.token(Fc::bind_context);
            out.byte(context_flags(parameter.type, parameter, &operation), "context flags");
            out.short_(stack_offset, "stack offset");
            out.byte(format.rundown_index(rundown_name(parameter.type)), "rundown routine");
            out.byte(0, "context handle number");
            break;
        case HandleType::generic:
            out.token(Fc::bind_generic);
            out.byte(generic_size(*binding.generic_type, via_pointer), "size");
            out.short_(stack_offset, "stack offset");
            out.byte(format.generic_index(*binding.generic_type), "bind and unbind routine");
            out.token(Fc::pad);
            break;
        default:
            out.token(Fc::bind_primitive);
            out.byte(via_pointer);
            out.short_(stack_offset, "stack offset");
            break;
    }
}

}  // namespace midl
