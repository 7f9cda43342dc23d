// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Context handles as types: the 4-byte descriptor, its flags and the rundown routine of the handle's type.
// Reference: "Handles" of the NDR format string pages.
#include "tools/midl/format_type.hpp"

namespace midl {
namespace {

constexpr Attribute kContextAttributes[] = {Attribute::context_handle, Attribute::strict_context_handle,
                                            Attribute::type_strict_context_handle, Attribute::context_handle_serialize,
                                            Attribute::context_handle_noserialize};

const Typedef* context_typedef(const Type* type) {
    for (Attribute attribute : kContextAttributes) {
        if (const Typedef* definition = typedef_with(type, attribute)) return definition;
    }
    const auto* pointer = as<PointerType>(type);
    return pointer ? context_typedef(pointer->pointee) : nullptr;
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

}  // namespace

bool is_context_handle(const Type* type, const Attributes& attributes) {
    return carries(attributes) || context_typedef(type) != nullptr;
}

std::string rundown_name(const Type* type) {
    const Typedef* definition = context_typedef(type);
    return definition ? definition->name + "_rundown" : std::string();
}

std::uint8_t context_flags(const Type* type, const Parameter& parameter) {
    // CH *h, or [context_handle] void **h: one pointer more than the handle itself.
    const auto* pointer = resolve_as<PointerType>(type);
    bool is_via_pointer = pointer && resolve(pointer->pointee)->kind == TypeKind::pointer;
    unsigned flags = is_via_pointer ? context_bit::kViaPointer : 0U;
    if (parameter.is_in) flags |= context_bit::kIn;
    if (parameter.is_out) flags |= context_bit::kOut;
    if (has_attribute(parameter.attributes, type, Attribute::strict_context_handle)) flags |= context_bit::kStrict;
    if (has_attribute(parameter.attributes, type, Attribute::context_handle_noserialize))
        flags |= context_bit::kNoSerialize;
    if (has_attribute(parameter.attributes, type, Attribute::context_handle_serialize))
        flags |= context_bit::kSerialize;
    return static_cast<std::uint8_t>(flags);
}

Descriptor describe_context(TypeFormat& format, const Type* type, const Scope& scope) {
    unsigned flags = context_flags(type, *scope.parameter);
    // MIDL sets the bit for [in, out] handles too, where the engine lets a null one pass.
    if (scope.parameter->is_in && !is_unique(type)) flags |= context_bit::kCannotBeNull;
    Descriptor out;
    out.token(Fc::bind_context);
    out.byte(flags, "context flags");
    out.byte(format.rundown_index(rundown_name(type)), "rundown routine");
    out.byte(ordinal(scope), "context handle number");
    return out;
}

}  // namespace midl
