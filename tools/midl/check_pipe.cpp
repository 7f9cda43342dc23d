// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Pipes: what their elements may be, how a parameter may be one, and which procedures may have such parameters. In an
// asynchronous procedure a parameter's type becomes the asynchronous form of its pipe.
// Reference: "pipe attribute" and the compiler errors of the "MIDL Language Reference"; "Asynchronous Pipes",
// "Combining Pipe and Nonpipe Parameters" of the RPC documentation.
#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "tools/midl/checker.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/format_walk.hpp"
#include "tools/midl/options.hpp"

namespace midl {

namespace {

using A = Attribute;

constexpr A kWireForms[] = {A::transmit_as, A::represent_as, A::wire_marshal, A::user_marshal};
// What would be looked at before the pipe is.
constexpr A kForeign[] = {
    A::handle, A::context_handle, A::context_handle_serialize, A::context_handle_noserialize, A::allocate,
    A::range,  A::byte_count,
};

constexpr int kIllegalElement = 2317, kInsideOther = 2321, kInvalidUse = 2322, kSerialized = 2342, kOpenSizes = 2352,
              kAsyncByValue = 2388;

std::string illegal_base(const BaseType& base) {
    switch (base.base) {
        case Base::void_:
            return "void";
        case Base::int3264:
            return "__int3264, whose size depends on the platform";
        case Base::handle:
            return "a handle";
        case Base::error_status:
            return "error_status_t";
        default:
            return {};
    }
}

std::string illegal_array(const ArrayType& array, bool is_member) {
    if (!is_member) return "an array";
    if (array.is_conformant()) return "a conformant array";
    return array.is_string || array.bounds.any() ? "a varying array" : "";
}

// Its name is needed where the pipe's routines are declared.
bool is_nameless(const Type* type) {
    const auto* structure = as<StructType>(type);
    const auto* choice = as<UnionType>(type);
    const auto* enumeration = as<EnumType>(type);
    return (structure && structure->tag.empty() && !structure->first_typedef) ||
           (choice && choice->tag.empty() && !choice->first_typedef) ||
           (enumeration && enumeration->tag.empty() && !enumeration->first_typedef);
}

// What keeps a type, its members left aside, from being in a pipe; "" when nothing does.
std::string illegal_by_itself(const Type* type, bool is_member) {
    for (const A attribute : kWireForms) {
        if (typedef_with(type, attribute)) return "a type with [" + std::string(attribute_name(attribute)) + "]";
    }
    if (handle_use({}, type).type != HandleType::none) return "a handle";
    const Type* plain = resolve(type);
    switch (plain->kind) {
        case TypeKind::base:
            return illegal_base(*as<BaseType>(plain));
        case TypeKind::pointer:
            return "a pointer";
        case TypeKind::array:
            return illegal_array(*as<ArrayType>(plain), is_member);
        case TypeKind::structure:
            return {};
        case TypeKind::union_:
            return "a union";
        case TypeKind::enumeration:
            return as<EnumType>(plain)->is_v1 ? "" : "an enum of 16 bits, one without [v1_enum]";
        case TypeKind::pipe:
            return "a pipe";
        case TypeKind::error:
            return {};
        default:
            return "neither a base type nor a structure";
    }
}

std::string illegal_in_pipe(const Type* element) {
    struct Part {
        const Type* type;
        bool is_member;
    };
    std::vector<Part> open = {{element, false}};
    std::unordered_set<const Type*> seen;
    while (!open.empty()) {
        const auto [type, is_member] = open.back();
        open.pop_back();
        if (std::string reason = illegal_by_itself(type, is_member); !reason.empty()) return reason;
        const Type* plain = resolve(type);
        if (!seen.insert(plain).second) continue;
        if (const auto* array = as<ArrayType>(plain)) open.push_back({array->element, true});
        const auto* structure = as<StructType>(plain);
        for (const Field* field : structure ? structure->fields : std::vector<Field*>{}) {
            if (has_attribute(field->attributes, field->type, A::context_handle)) return "a handle";
            open.push_back({field->type, true});
        }
    }
    return {};
}

// Does the parameter take more or less of the buffer from one call to the next, in ways the server cannot foresee?
bool is_open_sized(const Parameter& parameter) {
    bool is_open = false;
    TypeWalk walk([&](const TypeUse& use) {
        const auto* pointer = resolve_as<PointerType>(use.type);
        const auto* array = resolve_as<ArrayType>(use.type);
        if (pointer) {
            is_open |= pointer->is_string || pointer->bounds.any() || pointer->pointer_class == PointerClass::full;
        }
        if (array) is_open |= array->is_string || array->bounds.any() || array->is_conformant();
        return !is_open;
    });
    TypeUse use;
    use.type = parameter.type;
    use.attributes = &parameter.attributes;
    walk.walk(use);
    return is_open;
}

}  // namespace

void Checker::pipe_typedef(const Typedef& symbol) {
    const auto* qualified = as<QualifiedType>(symbol.group_base);
    if (qualified && as<PipeType>(qualified->base)) {
        error(symbol.where, kInvalidUse, "invalid pipe usage: a pipe type is neither const nor volatile");
    }
    const PipeType* pipe = pipe_of(symbol.type);
    if (!pipe) return;
    if (is_nameless(pipe->element)) {
        error(pipe->where, kIllegalElement, "illegal type used in pipe " + pipe->name + ": a type without a name");
    }
    for (const A attribute : kWireForms) inapplicable_to_pipe(attribute, symbol.attributes, symbol.where);
    for (const A attribute : kForeign) inapplicable_to_pipe(attribute, symbol.attributes, symbol.where);
    for (const A attribute : {A::encode, A::decode}) {
        if (symbol.attributes.has(attribute)) serialized_pipe(symbol.where);
    }
}

void Checker::inapplicable_to_pipe(Attribute attribute, const Attributes& attributes, Location where) {
    if (!attributes.has(attribute)) return;
    error(where, kInvalidUse,
          "invalid pipe usage: [" + std::string(attribute_name(attribute)) + "] must not be applied to a pipe");
}

void Checker::serialized_pipe(Location where) {
    error(where, kSerialized, "pipes can't be used with data serialization, i.e. [encode] and/or [decode]");
}

void Checker::misplaced_pipe(Role role, Location where) {
    if (role == Role::field || role == Role::element) {
        return error(where, kInsideOther, "pipes cannot be array elements, or members of structures or unions");
    }
    error(where, kInvalidUse,
          role == Role::result ? "invalid pipe usage: a pipe cannot be a return type"
                               : "invalid pipe usage: a pipe is a parameter of its own or the target of its pointer");
}

void Checker::pipes(const Interface& target, Operation& each) {
    if (target.is_imported || !has_pipes(each)) return;
    for (Parameter* one : each.parameters) {
        if (pipe_of(one->type)) pipe_parameter(each, *one);
    }
    pipe_procedure(target, each);
}

// Which procedures may have pipes at all.
void Checker::pipe_procedure(const Interface& target, const Operation& each) {
    const auto refuse = [&](Location where, const std::string& why) {
        error(where.line ? where : each.where, kInvalidUse, "invalid pipe usage: " + why);
    };
    for (const A attribute : {A::idempotent, A::broadcast, A::maybe, A::message}) {
        if (!each.attributes.has(attribute)) continue;
        refuse(each.attributes.where(attribute),
               "a procedure with pipes cannot be [" + std::string(attribute_name(attribute)) + "]");
    }
    if (target.is_object) return refuse({}, "an [object] interface cannot have pipes");
    if (each.is_callback) return refuse({}, "a [callback] procedure cannot have pipes");
    const auto says = [&](A attribute) { return each.attributes.has(attribute) || target.attributes.has(attribute); };
    if (says(A::encode) || says(A::decode)) return serialized_pipe(each.where);
    if (each.binding.mode == Binding::Mode::automatic) {
        refuse({}, "a procedure with pipes needs an explicit or implicit handle, not an automatic one");
    }
    if (!diagnostics_.has_errors()) pipe_company(each);
}

// What may stand beside pipes: anything that is not a stream of its own, but not everywhere.
void Checker::pipe_company(const Operation& each) {
    bool has_pipe = false, has_open = false;
    for (const Parameter* one : each.parameters) {
        if (!one->is_in) continue;
        const bool is_pipe = pipe_of(one->type) != nullptr;
        has_pipe |= is_pipe;
        has_open |= !is_pipe && one->is_transmitted && is_open_sized(*one);
    }
    if (!has_pipe || !has_open) return;
    warning(each.where, kOpenSizes, 1,
            "string, varying array, conformant array and full pointer parameters may be incompatible with pipe "
            "parameters during run time");
}

void Checker::pipe_parameter(const Operation& each, Parameter& one) {
    const PipeType& pipe = *pipe_of(one.type);
    const auto* pointer = resolve_as<PointerType>(one.type);
    pipe_element(pipe);
    for (const A attribute : kForeign) inapplicable_to_pipe(attribute, one.attributes, one.where);
    if (pipe.name.empty()) {
        error(one.where, kInvalidUse, "invalid pipe usage: a pipe is declared by a typedef");
    } else if (pointer && (pointer->bounds.any() || pointer->is_string)) {
        misplaced_pipe(Role::element, one.where);
    } else if (pointer && pointer->pointer_class != PointerClass::ref) {
        error(one.where, kInvalidUse, "invalid pipe usage: a pipe is passed by value or by [ref] pointer: " + one.name);
    } else if (each.is_async && !pointer) {
        error(one.where, kAsyncByValue, "async pipes cannot be passed by value: " + one.name);
    } else if (each.is_async) {
        PointerType* own = file_.tree.clone(*pointer);
        own->spelled = nullptr;
        own->pointee = asynchronous_pipe(pipe);
        one.type = own;
    }
}

void Checker::pipe_element(const PipeType& pipe) {
    if (!remotable_.insert(&pipe).second) return;
    if (const std::string reason = illegal_in_pipe(pipe.element); !reason.empty()) {
        return error(pipe.where, kIllegalElement, "illegal type used in pipe " + pipe.name + ": " + reason);
    }
    remotable(pipe.element, {}, Role::element, pipe.where);
}

PipeType* Checker::asynchronous_pipe(const PipeType& pipe) {
    PipeType*& own = asynchronous_pipes_[&pipe];
    if (!own) {
        own = file_.tree.clone(pipe);
        own->is_async = true;
    }
    return own;
}

}  // namespace midl
