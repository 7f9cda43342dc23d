// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Dispatch over the type families, and the tables shared between them. See format_type.hpp.
#include "tools/midl/format_type.hpp"

#include <algorithm>

namespace midl {

Scope Scope::behind_pointer() const {
    Scope inner = *this;
    inner.is_behind_pointer = structure != nullptr;
    inner.pointer_bits = 0;
    return inner;
}

Scope Scope::element() const {
    Scope inner = *this;
    inner.is_element = true;
    inner.pointer_bits = 0;
    return inner;
}

DescriptorId TypeFormat::describe(const Type* type, const Scope& scope) {
    static const Attributes kNone;
    const Attributes& attributes = scope.attributes ? *scope.attributes : kNone;
    if (is_context_handle(type, attributes)) return table.add(describe_context(*this, type, scope));

    if (auto substitute = substitute_of(type)) return table.add(describe_substitute(*this, *substitute));

    const Type* actual = resolve(type);
    switch (actual->kind) {
        case TypeKind::pointer: {
            auto bits = static_cast<std::uint8_t>(scope.pointer_bits | allocate_bits(type));
            Descriptor pointer = describe_pointer(*this, *as<PointerType>(actual), scope, bits);
            pointer.is_first = true;
            return table.add(std::move(pointer));
        }
        case TypeKind::array:
            return describe_array(*this, spec_of(*as<ArrayType>(actual)), scope);
        case TypeKind::structure:
            return describe_struct_once(*as<StructType>(actual));
        case TypeKind::union_: {
            const auto& type_union = *as<UnionType>(actual);
            if (type_union.is_encapsulated) return table.add(describe_encapsulated(*this, type_union));
            return table.add(describe_non_encapsulated(*this, type_union, scope));
        }
        case TypeKind::pipe:
            return table.add(describe_pipe(*this, *as<PipeType>(actual)));
        default:
            break;
    }
    if (const Range* range = range_of(type, scope.value_attributes())) {
        DescriptorId id = table.reserve();  // each use has its own, as MIDL has it
        table.define(id, describe_range(type, *range));
        return id;
    }
    Descriptor simple;
    simple.token(base_code(type).value_or(Fc::zero));
    simple.token(Fc::pad);
    return table.add(std::move(simple));
}

DescriptorId TypeFormat::describe_struct_once(const StructType& structure) {
    if (auto known = structures_.find(&structure); known != structures_.end()) return known->second;
    DescriptorId id = table.reserve();
    structures_.emplace(&structure, id);
    table.define(id, describe_struct(*this, structure));
    return id;
}

DescriptorId TypeFormat::describe_arms_once(const UnionType& type) {
    if (auto known = arms_.find(&type); known != arms_.end()) return known->second;
    DescriptorId id = table.reserve();
    arms_.emplace(&type, id);
    table.define(id, describe_arms(*this, type));
    return id;
}

unsigned TypeFormat::notify_index(const Operation& operation) {
    auto found = std::find(notified.begin(), notified.end(), &operation);
    if (found == notified.end()) found = notified.insert(notified.end(), &operation);
    return static_cast<unsigned>(found - notified.begin());
}

bool says(const Operation& operation, Attribute attribute) {
    return operation.attributes.has(attribute) || (operation.owner && operation.owner->attributes.has(attribute));
}

NotifyForm notify_form(const Operation& operation) {
    if (says(operation, Attribute::notify_flag)) return NotifyForm::with_flag;
    return says(operation, Attribute::notify) ? NotifyForm::plain : NotifyForm::none;
}

unsigned TypeFormat::generic_index(const Typedef& definition) {
    auto found = std::find(generics.begin(), generics.end(), &definition);
    if (found == generics.end()) found = generics.insert(generics.end(), &definition);
    return static_cast<unsigned>(found - generics.begin());
}

unsigned TypeFormat::rundown_index(const std::string& name) {
    auto found = std::find(rundowns.begin(), rundowns.end(), name);
    if (found == rundowns.end()) found = rundowns.insert(rundowns.end(), name);
    return static_cast<unsigned>(found - rundowns.begin());
}

}  // namespace midl
