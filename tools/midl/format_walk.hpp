// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Visits everything a type reaches, members and pointees included, each node once. The questions "does this operation
// use full pointers" or "is there a construct code generation lacks" are asked this way. Single-threaded.
#pragma once

#include <functional>
#include <set>

#include "tools/midl/ast.hpp"

namespace midl {

// One use of a type: what it is and the declaration it stands in.
struct TypeUse {
    const Type* type = nullptr;              // as written, aliases included
    const Attributes* attributes = nullptr;  // of the parameter, member or arm, its pointees included; else null
    const Field* field = nullptr;            // the member, when it is one
    const StructType* structure = nullptr;   // whose member it is
    const Type* parent = nullptr;            // the resolved pointer, array, structure or union it is part of
    Location where;
};

class TypeWalk {
 public:
    // `visit` says whether to go on into the type.
    explicit TypeWalk(std::function<bool(const TypeUse&)> visit) : visit_(std::move(visit)) {}
    void walk(const TypeUse& use);
    // All parameters and the result.
    void walk(const Operation& operation);

 private:
    void walk_fields(const Type* parent, const std::vector<Field*>& fields, const StructType* structure);

    std::function<bool(const TypeUse&)> visit_;
    std::set<const Type*> seen_;
};

}  // namespace midl
