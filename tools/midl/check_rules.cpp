// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Rules on how attributes go together that need nothing but the declaration in front of them: handle and wire types of
// typedefs, directions against sizes, what callbacks, [maybe] and results may have, allocation modes, unions' labels.
// Reference: the attribute pages of the "MIDL Language Reference" and its list of compiler errors.
#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "tools/midl/checker.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/expr.hpp"
#include "tools/midl/options.hpp"

namespace midl {

namespace {

using A = Attribute;

bool is_error_status(const Type* type) {
    const auto* base = resolve_as<BaseType>(type);
    return base && base->base == Base::error_status;
}

bool is_named(const Type* type, std::string_view name) {
    while (const auto* alias = as<AliasType>(type)) {
        if (alias->definition->name == name) return true;
        type = alias->definition->type;
    }
    return false;
}

// long, or what headers of automation call so.
bool is_hresult(const Type* type) { return is_named(type, "HRESULT") || is_named(type, "SCODE"); }

constexpr A kMarshalAttributes[] = {A::transmit_as, A::represent_as, A::wire_marshal, A::user_marshal};

// The typedef on the way that changes how the type travels.
const Typedef* marshalled_by(const Type* type) {
    for (const A attribute : kMarshalAttributes) {
        if (const Typedef* found = typedef_with(type, attribute)) return found;
    }
    return nullptr;
}

bool derives_from_handle_t(const Type* type) {
    const auto* pointer = resolve_as<PointerType>(type);
    return is_handle_t(type) || (pointer && derives_from_handle_t(pointer->pointee));
}

struct Limits {
    std::int64_t low = 0, high = 0;
};

// What a switch of this type can be; nullopt where every label fits.
std::optional<Limits> limits_of(const Type* type) {
    const auto* base = resolve_as<BaseType>(type);
    const auto size = base ? size_of_type(type) : std::nullopt;
    if (!size || *size > 4) return std::nullopt;
    const std::int64_t span = std::int64_t{1} << (*size * 8);
    return Limits{-span / 2, span - 1};  // 0xffff for a short is -1
}

}  // namespace

// ---- typedefs

void Checker::handle_typedef(const Typedef& symbol) {
    const Attributes& attributes = symbol.attributes;
    const auto* pointer = resolve_as<PointerType>(symbol.type);
    const Location where = symbol.where;
    if (attributes.has(A::context_handle)) {
        if (attributes.has(A::handle)) {
            error(where, 2185, "[context_handle] must not be applied to a type that has [handle] applied to it");
        }
        if (derives_from_handle_t(symbol.type)) {
            error(where, 2218, "[context_handle] must not derive from handle_t");
        } else if (!pointer) {
            error(where, 2237, "[context_handle] must be applied on a pointer type: " + symbol.name);
        } else if (marshalled_by(symbol.type) && !attributes.transmit_as) {
            error(where, 2045, "context handle must not derive from a type that has the [transmit_as] attribute");
        }
    }
    if (!attributes.has(A::handle)) return;
    const bool is_context = !attributes.has(A::context_handle) && typedef_with(symbol.type, A::context_handle);
    if (is_context) {
        error(where, 2239, "[handle] must not be applied to a type deriving from a context handle");
    } else if (is_void(symbol.type) || (pointer && is_void(pointer->pointee))) {
        error(where, 2186, "[handle] must not be specified on a type deriving from void or void *");
    }
    if (derives_from_handle_t(symbol.type)) {
        error(where, 2193, "[handle] must not be specified on a type deriving from handle_t");
    }
    if (attributes.has(A::transmit_as)) {
        error(where, 2201, "[handle] must not be applied to a type that has [transmit_as] applied to it");
    }
}

void Checker::wire_typedef(const Typedef& symbol) {
    const Attributes& attributes = symbol.attributes;
    const Location where = symbol.where;
    if (attributes.transmit_as) {
        if (attributes.has(A::context_handle) || typedef_with(symbol.type, A::context_handle)) {
            error(where, 2084, "[transmit_as] must not be applied to a type that derives from a context handle");
        }
        if (derives_from_handle_t(symbol.type)) {
            error(where, 2184, "type deriving from handle_t must not have [transmit_as] applied to it");
        }
        if (!attributes.has(A::handle) && typedef_with(symbol.type, A::handle)) {
            error(where, 2200, "[transmit_as] must not be applied to a type deriving from a generic handle");
        }
        if (is_conformant(symbol.type)) {
            error(where, 2087,
                  "presented type for [transmit_as] and [represent_as] must not derive from a conformant/varying "
                  "array, its pointer equivalent, or a conformant/varying structure");
        }
    }
    for (const Type* transmitted : {attributes.transmit_as, attributes.wire_marshal}) {
        if (!transmitted) continue;
        if (is_void(transmitted)) error(where, 2188, "transmitted type may not derive from \"void\"");
        if (is_error_status(transmitted)) {
            error(where, 2228, "transmitted or presented type must not derive from error_status_t");
        }
    }
    if (attributes.transmit_as && resolve_as<PointerType>(attributes.transmit_as)) {
        error(where, 2086,
              "transmitted type for [transmit_as] and [represent_as] must not be a pointer or derive from a pointer");
    }
    if (attributes.allocate.empty()) return;
    if (std::any_of(std::begin(kMarshalAttributes), std::end(kMarshalAttributes),
                    [&](A attribute) { return attributes.has(attribute); })) {
        error(where, 2223,
              "[allocate] is illegal on either the transmitted or presented type for [transmit_as], [represent_as], "
              "[wire_marshal], or [user_marshal]");
    }
}

void Checker::allocate_modes(const Attributes& attributes, const Type* type, Location where) {
    if (!attributes.has(A::allocate)) return;
    const auto says = [&](std::string_view mode) {
        return std::find(attributes.allocate.begin(), attributes.allocate.end(), mode) != attributes.allocate.end();
    };
    constexpr std::string_view kModes[] = {"single_node", "all_nodes", "on_null", "always", "free", "dont_free"};
    const Location at = attributes.where(A::allocate);
    for (const std::string& mode : attributes.allocate) {
        if (std::find(std::begin(kModes), std::end(kModes), mode) == std::end(kModes)) {
            error(at, 2074, "invalid [allocate] mode: " + mode);
        }
    }
    if ((says("single_node") && says("all_nodes")) || (says("free") && says("dont_free")) ||
        (says("on_null") && says("always"))) {
        error(at, 2211, "conflicting options specified for [allocate]");
    }
    const auto* pointer = resolve_as<PointerType>(type);
    if (attributes.has(A::handle) || handle_use(attributes, type).type != HandleType::none) {
        error(where, 2227, "[allocate] illegal on a type deriving from a primitive/generic/context handle");
    } else if (!pointer || is_void(pointer->pointee)) {
        error(where, 2158, "[allocate] attribute must be applied only on non-void pointer types");
    }
}

// ---- interfaces

void Checker::interface_kind(const Interface& target) {
    const Attributes& attributes = target.attributes;
    if (attributes.has(A::auto_handle) && (target.encode || target.decode)) {
        error(attributes.where(A::auto_handle), 2276, "[auto_handle] may not be used with [encode] or [decode]");
    }
    if (target.is_object && target.base_name.empty() && target.name != "IUnknown") {
        error(target.where, 2271, "[object] interfaces must derive from another [object] interface such as IUnknown");
    }
    if (!target.callbacks.empty() && target.operations.empty()) {
        error(target.where, 2208, "this interface has only callbacks");
    }
    const bool is_remote = !target.is_local && !target.is_object && !target.is_imported;
    if (is_remote && target.operations.empty()) {
        warning(target.where, 2231, 2,
                "no remote procedures specified in non-[local] interface; no client/server stubs will be generated");
    }
    if (!target.uuid || *target.uuid == Uuid{} || target.is_imported) return;
    for (const Interface* other : file_.interfaces) {
        if (other == &target) break;
        if (other->uuid && *other->uuid == *target.uuid) {
            error(attributes.where(A::uuid), 2270, "duplicate UUID: that of interface " + other->name);
        }
    }
}

// ---- procedures

void Checker::procedure_attributes(const Interface& target, const Operation& each) {
    const Attributes& attributes = each.attributes;
    const bool has_out = std::any_of(each.parameters.begin(), each.parameters.end(),
                                     [](const Parameter* one) { return one->is_out && !one->is_synthesized; });
    const bool has_result = !is_void(each.result) && !is_hresult(each.result) && !is_error_status(each.result);
    if ((attributes.has(A::maybe) || attributes.has(A::message)) && (has_out || has_result)) {
        error(each.where, 2288,
              "procedures with [maybe] or [message] attributes may not have [out] params, or return values must be of "
              "type HRESULT or error_status_t");
    }
    if (attributes.has(A::code) && attributes.has(A::nocode)) {
        error(attributes.where(A::nocode), 2287, "[code] and [nocode] may not be used together");
    }
    if (attributes.has(A::nocode) && options_.server != StubKind::none && !target.is_imported) {
        warning(attributes.where(A::nocode), 2230, 1,
                "[nocode] ignored for server side since \"/server none\" not specified");
    }
    if (target.is_object && !target.is_imported && !is_hresult(each.result)) {
        error(each.where, 2269, "procedures in an object interface must return an HRESULT: " + each.name);
    }
    if (!each.is_callback) return;
    const bool has_handle = std::any_of(each.parameters.begin(), each.parameters.end(), [](const Parameter* one) {
        return handle_use(one->attributes, one->type).type != HandleType::none;
    });
    if (has_handle || handle_use(each.attributes, each.result).type != HandleType::none) {
        error(each.where, 2215, "handle parameter or return type is not supported on a [callback] procedure");
    }
}

void Checker::result_type(const Operation& each) {
    const auto* qualified = as<QualifiedType>(each.result);
    if (qualified && qualified->is_const) warning(each.where, 2280, 1, "return values may not have \"const\"");
    const auto* pointer = resolve_as<PointerType>(each.result);
    if (is_handle_t(each.result)) return error(each.where, 2238, "return type must not derive from handle_t");
    if (pointer && typedef_with(pointer->pointee, A::context_handle) && !typedef_with(each.result, A::context_handle)) {
        return error(each.where, 2268, "pointers to context handles may not be used as return values");
    }
    const auto* choice = resolve_as<UnionType>(each.result);
    if (choice && !choice->is_encapsulated && choice->is_defined && !choice->arms.empty() &&
        (!choice->arms[0]->cases.empty() || choice->arms[0]->is_default)) {
        error(each.where, 2198, "return type cannot derive from a nonencapsulated union");
    }
    if (resolve_as<StructType>(each.result) && is_conformant(each.result)) {
        error(each.where, 2199, "return type cannot derive from a conformant structure");
    }
}

// What the expressions of a parameter may be made of.
void Checker::correlation_directions(const Parameter& one) {
    const auto each_variable = [](const std::vector<Expr*>& list, auto&& f) {
        for (Expr* value : list) {
            if (value) for_each(*value, [&](Expr& part) { f(part); });
        }
    };
    const auto is_out_only = [](const Expr& part) {
        return part.parameter && part.parameter->is_out && !part.parameter->is_in;
    };
    const Attributes& attributes = one.attributes;
    // The server's stub makes the outermost level of an [out] parameter; what hangs below is made by the server's code.
    for (const auto* list : {&attributes.size_is, &attributes.max_is}) {
        std::vector<Expr*> needed = *list;
        if (!one.is_in && !needed.empty()) needed.resize(1);
        each_variable(needed, [&](const Expr& part) {
            if (!is_out_only(part)) return;
            error(part.where, 2123,
                  "expression used for a size attribute must not derive from an [out]-only parameter: " + part.text);
        });
    }
    for (const auto* list : {&attributes.length_is, &attributes.last_is, &attributes.first_is}) {
        each_variable(*list, [&](const Expr& part) {
            if (!is_out_only(part) || !one.is_in) return;
            error(part.where, 2124,
                  "expression used for a length attribute for an [in] parameter cannot derive from an [out]-only "
                  "parameter: " +
                      part.text);
        });
    }
    for (const auto* list : {&attributes.size_is, &attributes.max_is, &attributes.length_is, &attributes.last_is}) {
        each_variable(*list, [&](const Expr& part) { nullable_dereference(part); });
    }
}

void Checker::nullable_dereference(const Expr& part) {
    if (part.kind != ExprKind::unary || part.op != Operator::dereference || !part.operands[0]->parameter) return;
    const auto* pointer = resolve_as<PointerType>(part.operands[0]->parameter->type);
    if (!pointer) return;
    if (pointer->pointer_class == PointerClass::unique || pointer->pointer_class == PointerClass::full) {
        warning(part.where, 2195, 3,
                "attribute expression derives from [unique] or [ptr] pointer dereference: " + part.operands[0]->text);
    }
}

// ---- unions and recursion

void Checker::union_arms(const UnionType& type) {
    const auto limits = limits_of(type.switch_type);
    for (const Field* arm : type.arms) {
        for (const Expr* label : arm->cases) {
            if (limits && label->value && (*label->value < limits->low || *label->value > limits->high)) {
                error(label->where, 2206, "[case] value out of range of switch type: " + to_string(*label));
            }
        }
        const bool is_labelled = !arm->cases.empty() || arm->is_default;
        if (!arm->type || !is_labelled) continue;
        const auto* pointer = resolve_as<PointerType>(arm->type);
        if (pointer && pointer->pointer_class == PointerClass::ref) {
            error(arm->where, 2249, "cannot have a [ref] pointer as a union arm: " + arm->name);
        }
        const auto* inner = resolve_as<UnionType>(arm->type);
        if (!type.is_encapsulated && inner && !inner->is_encapsulated && inner->is_defined) {
            error(arm->where, 2221,
                  "field of a nonencapsulated union cannot be another nonencapsulated union: " + arm->name);
        }
    }
}

namespace {

// The structures a structure holds for certain: by value, in arrays, behind [ref] pointers.
void certain_members(const StructType& type, std::vector<const StructType*>& into) {
    for (const Field* field : type.fields) {
        const Type* held = resolve(field->type);
        for (;;) {
            const auto* array = as<ArrayType>(held);
            const auto* pointer = as<PointerType>(held);
            if (array) {
                held = resolve(array->element);
            } else if (pointer && pointer->pointer_class == PointerClass::ref) {
                held = resolve(pointer->pointee);
            } else {
                break;
            }
        }
        if (const auto* structure = as<StructType>(held)) into.push_back(structure);
    }
}

}  // namespace

// A structure that always leads back to itself would have no end.
bool Checker::is_endless(const StructType& type) {
    std::unordered_set<const StructType*> seen;
    std::vector<const StructType*> open;
    certain_members(type, open);
    while (!open.empty()) {
        const StructType* next = open.back();
        open.pop_back();
        if (next == &type) return true;
        if (seen.insert(next).second) certain_members(*next, open);
    }
    return false;
}

}  // namespace midl
