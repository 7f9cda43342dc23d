// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Structures, unions and function types: their members' declarators, the placement of conformant arrays, case labels;
// and the question whether a type can be transmitted, asked for everything a remote procedure reaches.
#include <algorithm>
#include <unordered_map>

#include "tools/midl/checker.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/expr.hpp"
#include "tools/midl/options.hpp"

namespace midl {

namespace {

using A = Attribute;

bool is_switch_type(const Type* type) {
    const auto* base = resolve_as<BaseType>(type);
    if (resolve_as<ErrorType>(type)) return true;  // complained about already
    return is_integral(type) && !(base && base->base == Base::error_status);
}

// Does the type's wire form come from elsewhere, so that its own form need not be transmissible?
bool has_own_wire_form(const Type* type) {
    return typedef_with(type, A::transmit_as) || typedef_with(type, A::wire_marshal) ||
           typedef_with(type, A::context_handle);
}

}  // namespace

// The struct, union, enum or pipe of a specifier, once.
void Checker::specifier(Type* type) {
    while (auto* qualified = as<QualifiedType>(type)) type = qualified->base;
    if (!type || !visited_.insert(type).second) return;
    if (auto* record = as<StructType>(type)) {
        if (record->is_defined) structure(*record);
        if (!record->is_defined) visited_.erase(type);
    } else if (auto* choice = as<UnionType>(type)) {
        if (choice->is_defined) union_(*choice);
        if (!choice->is_defined) visited_.erase(type);
    } else if (auto* pipe = as<PipeType>(type)) {
        specifier(pipe->element);
        Attributes none;
        declarator(pipe->element, none, Site::type_definition, pipe->where);
    }
}

namespace {

// The specifier's type behind all levels of a member.
Type* innermost(Type* type) {
    for (;;) {
        if (auto* pointer = as<PointerType>(type)) {
            type = pointer->pointee;
        } else if (auto* array = as<ArrayType>(type)) {
            type = array->element;
        } else if (auto* qualified = as<QualifiedType>(type)) {
            type = qualified->base;
        } else {
            return type;
        }
    }
}

}  // namespace

void Checker::structure(StructType& type) {
    for (Field* field : type.fields) {
        specifier(innermost(field->type));
        declarator(field->type, field->attributes, Site::field, field->where);
        if (is_void(field->type)) error(field->where, 2126, "struct/union field must not be \"void\"");
        if (resolve_as<FunctionType>(field->type)) {
            error(field->where, 2129, "struct/union field must not derive from a function");
        }
        if (field->bit_width) {
            constant_value(*field->bit_width, diagnostics_, 2035);
            if (!is_integral(field->type)) {
                error(field->where, 2134, "bit field specification can be applied only to simple, integral types");
            }
        }
        union_use(field->type, field->attributes, field->where);
    }
    placement(type);
    if (size_of_type(&type).value_or(0) > kMaxSize) error(type.where, 2220, "structure is larger than 2 GB");
}

bool Checker::is_conformant(const Type* type) {
    for (;;) {
        type = resolve(type);
        const auto* array = as<ArrayType>(type);
        const auto* record = as<StructType>(type);
        if (array && array->is_conformant()) return true;
        if (!array && !(record && record->is_defined && !record->fields.empty())) return false;
        type = array ? array->element : record->fields.back()->type;
    }
}

// A conformant array, or a structure that ends in one, must be the last member.
void Checker::placement(const StructType& type) {
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const Field& field = *type.fields[i];
        if (i + 1 < type.fields.size() && is_conformant(field.type)) {
            error(field.where, 2055,
                  "field deriving from a conformant array must be the last member of the structure: " + field.name);
        }
    }
}

void Checker::union_(UnionType& type) {
    if (type.is_encapsulated) {
        specifier(type.switch_type);
        if (!is_switch_type(type.switch_type)) {
            error(type.where, 2192, "switch type can only be integral, char, Boolean or enum");
        }
    }
    if (type.arms.empty()) error(type.where, 2235, "union specification with no fields is illegal");
    for (Field* arm : type.arms) {
        if (!arm->type) continue;
        specifier(innermost(arm->type));
        declarator(arm->type, arm->attributes, Site::field, arm->where);
        if (is_void(arm->type)) error(arm->where, 2126, "struct/union field must not be \"void\"");
        union_use(arm->type, arm->attributes, arm->where);
        if (is_conformant(arm->type) && resolve_as<ArrayType>(arm->type)) {
            error(arm->where, 2171,
                  "field of a union cannot derive from a conformant/varying array or its pointer equivalent: " +
                      arm->name);
        }
    }
    union_labels(type);
    union_arms(type);
}

void Checker::union_labels(UnionType& type) {
    std::unordered_map<std::int64_t, const Expr*> labels;
    int labelled = 0, defaults = 0;
    for (Field* arm : type.arms) {
        if (!arm->cases.empty() || arm->is_default) ++labelled;
        if (arm->is_default && ++defaults > 1) {
            error(arm->where, type.is_encapsulated ? 2232 : 2056,
                  type.is_encapsulated ? "too many default cases specified for encapsulated union"
                                       : "duplicate [case] label: default");
        }
        for (Expr* label : arm->cases) {
            if (label->kind == ExprKind::floating || label->kind == ExprKind::string) {
                error(label->where, 2067, "[case] expression is not of integral type: " + to_string(*label));
                continue;
            }
            const auto value = constant_value(*label, diagnostics_, 2066);
            if (value && !labels.emplace(*value, label).second) {
                error(label->where, 2056, "duplicate [case] label: " + to_string(*label));
            }
        }
    }
    if (labelled == 0 && !type.is_encapsulated) return;  // a C union: fine until somebody transmits it
    for (const Field* arm : type.arms) {
        if (arm->cases.empty() && !arm->is_default)
            error(arm->where, 2161, "union has at least one arm without a case label");
    }
    if (defaults == 0) warning(type.where, 2057, 3, "no [default] case specified for discriminated union");
}

namespace {

// What the discriminant of a use is, where it is a variable; behind a pointer what that points at.
const Type* type_of_selector(const Expr& selector) {
    const Type* type = selector.parameter ? selector.parameter->type : selector.field ? selector.field->type : nullptr;
    const auto* pointer = type ? resolve_as<PointerType>(type) : nullptr;
    return pointer ? pointer->pointee : type;
}

// Signed and unsigned select alike.
bool select_alike(const Type* one, const Type* other) {
    const auto* base = resolve_as<BaseType>(one);
    const auto* other_base = resolve_as<BaseType>(other);
    if (base && other_base) return base->base == other_base->base;
    return resolve(one) == resolve(other);
}

}  // namespace

// [switch_is] where a union is used; it also tells the switch type when the union does not.
void Checker::union_use(Type* type, Attributes& attributes, Location where) {
    Type* used = resolve(type);
    while (used && (as<PointerType>(used) || as<ArrayType>(used))) used = resolve(innermost(used));
    auto* choice = as<UnionType>(used);
    const Expr* selector = attributes.switch_is;
    if (!choice) {
        if (selector) {
            error(where, 2190, "[switch_is] must be specified only on a type deriving from a nonencapsulated union");
        }
        return;
    }
    if (selector && choice->is_encapsulated) {
        error(where, 2190, "[switch_is] must be specified only on a type deriving from a nonencapsulated union");
    }
    if (selector && selector->field && has_attribute(selector->field->attributes, selector->field->type, A::ignore)) {
        error(selector->where, 2229,
              "discriminant of a union must not derive from a field with [ignore] applied to it");
    }
    if (!choice->switch_type && typedef_with(type, A::switch_type)) {
        choice->switch_type = typedef_with(type, A::switch_type)->attributes.switch_type;
    }
    if (!choice->switch_type && attributes.switch_type) choice->switch_type = attributes.switch_type;
    if (!selector) return;
    const Type* selecting = type_of_selector(*selector);
    if (choice->switch_type) {
        if (selecting && is_switch_type(selecting) && !select_alike(selecting, choice->switch_type)) {
            warning(selector->where, 2083, 1,
                    "mismatch between the type of the [switch_is] expression and the switch type of the union");
        }
        return;
    }
    warning(where, 2213, 3, "no switch type found at definition of union, using the [switch_is] type");
    choice->switch_type = const_cast<Type*>(selecting);
    if (choice->switch_type && !is_switch_type(choice->switch_type)) {
        error(selector->where, 2174, "attribute expression must be of type integer, char, Boolean or enum");
    }
}

// A function pointer's signature: never transmitted, but its pointers deserve a class all the same.
void Checker::function(FunctionType& type) {
    Attributes none;
    default_classes(type.result);
    array_sizes(type.result);
    for (Parameter* parameter : type.parameters) {
        specifier(innermost(parameter->type));
        declarator(parameter->type, parameter->attributes, Site::parameter, parameter->where);
    }
}

// ---- transmissibility

void Checker::remotable(const Type* type, const Attributes& attributes, Role role, Location where) {
    // The parser limits one declarator, but typedefs and structures can be stacked.
    if (depth_ >= kMaxDepth) return error(where, 2002, "compiler stack overflow: this type is nested too deeply");
    ++depth_;
    remotable_kind(type, attributes, role, where);
    --depth_;
}

void Checker::remotable_kind(const Type* type, const Attributes& attributes, Role role, Location where) {
    if (has_own_wire_form(type)) return remotable_wire_form(type, role, where);
    const Type* plain = resolve(type);
    switch (plain->kind) {
        case TypeKind::base:
            return remotable_base(*as<BaseType>(plain), role, where);
        case TypeKind::pointer:
            return remotable_pointer(*as<PointerType>(plain), attributes, role, where);
        case TypeKind::structure:
            return remotable_structure(*as<StructType>(plain), role, where);
        case TypeKind::union_:
            return remotable_union(*as<UnionType>(plain), attributes, role, where);
        case TypeKind::array: {
            const auto* array = as<ArrayType>(plain);
            if (array->is_conformant() && !array->bounds.is_sized() && !array->is_string) {
                error(where, 2105, "pointee/array does not derive any size");
            }
            const auto* choice = resolve_as<UnionType>(array->element);
            if (choice && !choice->is_encapsulated && attributes.switch_is) {
                return error(where, 2159,
                             "array or equivalent pointer construct cannot derive from a nonencapsulated union");
            }
            return remotable(array->element, attributes, Role::element, where);
        }
        case TypeKind::enumeration:
            if (!as<EnumType>(plain)->is_defined) {
                error(where, 2011, "unresolved type declaration: enum " + as<EnumType>(plain)->tag);
            }
            return;
        case TypeKind::pipe:
            return misplaced_pipe(role, where);  // parameters that are pipes do not come here
        case TypeKind::function:
            return error(where, 2131, "parameter must not be a function");
        default:
            return;
    }
}

// [transmit_as] and [wire_marshal]: the other type must travel. Context handles travel as parameters only.
void Checker::remotable_wire_form(const Type* type, Role role, Location where) {
    const Typedef* definition = typedef_with(type, A::transmit_as);
    if (!definition) definition = typedef_with(type, A::wire_marshal);
    if (!definition) {
        if (role == Role::field)
            error(where, 2135, "struct/union field must not derive from handle_t or a context-handle");
        return;
    }
    const Attributes& attributes = definition->attributes;
    remotable(attributes.transmit_as ? attributes.transmit_as : attributes.wire_marshal, {}, Role::element,
              definition->where);
}

void Checker::remotable_structure(const StructType& type, Role role, Location where) {
    if (!type.is_defined) return error(where, 2011, "unresolved type declaration: struct " + type.tag);
    const bool is_by_value = role == Role::parameter || role == Role::result;
    if (is_by_value && is_conformant(&type)) error(where, 2043, "open structure cannot be a parameter");
    if (!remotable_.insert(&type).second) return;
    if (is_endless(type)) {
        error(type.where, 2164,
              "field/parameter must not derive from a structure that is recursive through a ref pointer: " + type.tag);
    }
    remotable_members(type.fields);
}

void Checker::remotable_union(const UnionType& type, const Attributes& attributes, Role role, Location where) {
    if (!type.is_defined) return error(where, 2011, "unresolved type declaration: union " + type.tag);
    const bool is_labelled = !type.arms.empty() && (!type.arms[0]->cases.empty() || type.arms[0]->is_default);
    if (!type.is_encapsulated && !is_labelled) {
        const int code = role == Role::result ? 2147 : role == Role::field ? 2243 : 2143;
        return error(where, code, "a union without case labels cannot be transmitted");
    }
    if (!type.is_encapsulated && !attributes.switch_is) {
        return error(where, 2078, "no [switch_is] attribute specified at use of union");
    }
    if (remotable_.insert(&type).second) remotable_members(type.arms);
}

void Checker::remotable_base(const BaseType& base, Role role, Location where) {
    switch (base.base) {
        case Base::void_:
            if (role == Role::parameter) error(where, 2047, "named parameter cannot be \"void\"");
            return;
        case Base::int128:
        case Base::float80:
        case Base::float128:
            return error(where, 2029, "type not implemented: " + base.spelling + " cannot be transmitted");
        case Base::error_status:
            if (role == Role::field) error(where, 2160, "field must not derive from an error_status_t type");
            if (role == Role::element) error(where, 2226, "array element must not derive from error_status_t");
            return;
        case Base::handle:
            if (role == Role::field) {
                error(where, 2135, "struct/union field must not derive from handle_t or a context-handle");
            }
            if (role == Role::element) {
                error(where, 2136, "array element must not derive from handle_t or a context handle");
            }
            return;
        default:
            return;
    }
}

void Checker::remotable_pointer(const PointerType& pointer, const Attributes& attributes, Role role, Location where) {
    if (attributes.has(A::ignore) || attributes.has(A::system_handle) || attributes.iid_is) return;
    const Type* target = resolve(pointer.pointee);
    if (as<FunctionType>(target)) {
        const int code = role == Role::result ? 2148 : role == Role::field ? 2244 : 2142;
        return error(where, code, "pointer to a function cannot be transmitted");
    }
    if (is_void(target)) {
        if (role == Role::result) return error(where, 2145, "return type must not derive from a void pointer");
        if (role == Role::field) return error(where, 2241, "field must not derive from a void or void *");
        return error(where, 2139, "type of the parameter cannot derive from void or void*");
    }
    const auto* choice = as<UnionType>(target);
    if (choice && !choice->is_encapsulated && pointer.bounds.any()) {
        return error(where, 2159, "array or equivalent pointer construct cannot derive from a nonencapsulated union");
    }
    remotable(pointer.pointee, attributes, Role::pointee, where);
}

void Checker::remotable_members(const std::vector<Field*>& fields) {
    for (const Field* field : fields) {
        if (!field->type) continue;
        if (field->bit_width) {
            error(field->where, 2140, "parameter deriving from a struct/union containing bit fields is not supported");
        }
        remotable(field->type, field->attributes, Role::field, field->where);
    }
}

}  // namespace midl
