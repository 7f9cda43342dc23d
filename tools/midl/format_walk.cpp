// SPDX-License-Identifier: LGPL-2.1-or-later
//
// See format_walk.hpp.
#include "tools/midl/format_walk.hpp"

#include "tools/midl/layout.hpp"

namespace midl {

void TypeWalk::walk(const TypeUse& use) {
    if (!visit_(use)) return;
    if (auto substitute = substitute_of(use.type)) {  // the program's own type does not travel
        TypeUse wire;
        wire.type = substitute->transmitted;
        wire.where = use.where;
        return walk(wire);
    }
    const Type* type = resolve(use.type);
    if (!seen_.insert(type).second) return;
    TypeUse inner;
    inner.parent = type;
    inner.where = use.where;
    if (const auto* pointer = as<PointerType>(type)) {
        inner.type = pointer->pointee;
        inner.attributes = use.attributes;
        walk(inner);
    } else if (const auto* array = as<ArrayType>(type)) {
        inner.type = array->element;
        walk(inner);
    } else if (const auto* pipe = as<PipeType>(type)) {
        inner.type = pipe->element;
        walk(inner);
    } else if (const auto* structure = as<StructType>(type)) {
        walk_fields(type, structure->fields, structure);
    } else if (const auto* type_union = as<UnionType>(type)) {
        walk_fields(type, type_union->arms, nullptr);
    }
}

void TypeWalk::walk(const Operation& operation) {
    for (const Parameter* parameter : operation.parameters) {
        TypeUse use;
        use.type = parameter->type;
        use.attributes = &parameter->attributes;
        use.where = parameter->where;
        walk(use);
    }
    TypeUse result;
    result.type = operation.result;
    result.attributes = &operation.attributes;
    result.where = operation.where;
    walk(result);
}

void TypeWalk::walk_fields(const Type* parent, const std::vector<Field*>& fields, const StructType* structure) {
    for (const Field* field : fields) {
        if (!field->type) continue;
        TypeUse use;
        use.type = field->type;
        use.attributes = &field->attributes;
        use.field = field;
        use.structure = structure;
        use.parent = parent;
        use.where = field->where;
        walk(use);
    }
}

}  // namespace midl
