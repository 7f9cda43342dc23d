// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Questions about types that every part of the compiler asks.
#include "tools/midl/ast.hpp"

#include <algorithm>

namespace midl {

const Type* resolve(const Type* type) {
    for (;;) {
        if (const auto* alias = as<AliasType>(type)) {
            type = alias->definition->type;
        } else if (const auto* qualified = as<QualifiedType>(type)) {
            type = qualified->base;
        } else {
            return type;
        }
    }
}

Type* resolve(Type* type) { return const_cast<Type*>(resolve(static_cast<const Type*>(type))); }

bool is_void(const Type* type) {
    const auto* base = resolve_as<BaseType>(type);
    return base && base->base == Base::void_;
}

bool is_handle_t(const Type* type) {
    const auto* base = resolve_as<BaseType>(type);
    return base && base->base == Base::handle;
}

bool is_integral(const Type* type) {
    type = resolve(type);
    if (as<EnumType>(type)) return true;
    const auto* base = as<BaseType>(type);
    if (!base) return false;
    switch (base->base) {
        case Base::boolean:
        case Base::byte:
        case Base::char_:
        case Base::small:
        case Base::short_:
        case Base::int_:
        case Base::long_:
        case Base::hyper:
        case Base::int3264:
        case Base::wchar:
        case Base::error_status:
            return true;
        default:
            return false;
    }
}

const PipeType* pipe_of(const Type* type) {
    const auto* pointer = resolve_as<PointerType>(type);
    return resolve_as<PipeType>(pointer ? pointer->pointee : type);
}

bool has_pipes(const Operation& operation) {
    return std::any_of(operation.parameters.begin(), operation.parameters.end(),
                       [](const Parameter* one) { return pipe_of(one->type) != nullptr; });
}

const Typedef* typedef_with(const Type* type, Attribute attribute) {
    while (type) {
        const Typedef* definition = type->spelled;
        const Type* next = nullptr;
        if (const auto* alias = as<AliasType>(type)) {
            definition = alias->definition;
            next = definition->type;
        } else if (const auto* qualified = as<QualifiedType>(type)) {
            next = qualified->base;
        } else if (definition) {
            next = definition->type;
        }
        if (definition && definition->attributes.has(attribute)) return definition;
        type = next;
    }
    return nullptr;
}

bool has_attribute(const Attributes& own, const Type* type, Attribute attribute) {
    return own.has(attribute) || typedef_with(type, attribute) != nullptr;
}

}  // namespace midl
