// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Procedures: parameters, directions, results, status parameters, and how a procedure finds its server.
#include <algorithm>

#include "tools/midl/acf.hpp"
#include "tools/midl/checker.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/expr.hpp"
#include "tools/midl/options.hpp"

namespace midl {

namespace {

using A = Attribute;

constexpr A kContextAttributes[] = {A::context_handle, A::context_handle_serialize, A::context_handle_noserialize};

const Typedef* context_typedef(const Type* type) {
    for (const A attribute : kContextAttributes) {
        if (const Typedef* definition = typedef_with(type, attribute)) return definition;
    }
    return nullptr;
}

bool is_context(const Attributes& attributes) {
    return std::any_of(std::begin(kContextAttributes), std::end(kContextAttributes),
                       [&](A attribute) { return attributes.has(attribute); });
}

bool is_handle(const Type* type, const Attributes& attributes) {
    return handle_use(attributes, type).type != HandleType::none;
}

}  // namespace

HandleUse handle_use(const Attributes& attributes, const Type* type) {
    const auto classify = [](const Type* candidate, HandleUse& use) {
        if ((use.definition = context_typedef(candidate))) {
            use.type = HandleType::context;
        } else if ((use.definition = typedef_with(candidate, A::handle))) {
            use.type = HandleType::generic;
        } else if (is_handle_t(candidate)) {
            use.type = HandleType::primitive;
        }
        return use.type != HandleType::none;
    };
    HandleUse use;
    if (classify(type, use)) return use;
    const auto* pointer = resolve_as<PointerType>(type);
    if (is_context(attributes)) {
        use.type = HandleType::context;
        use.is_via_pointer = pointer && resolve_as<PointerType>(pointer->pointee);
        return use;
    }
    if (pointer && classify(pointer->pointee, use)) use.is_via_pointer = true;
    // Many handles find no server.
    if (use.type == HandleType::context && pointer->bounds.any()) return {};
    return use;
}

void Checker::operation(Interface& target, Operation& each) {
    return_type(each);
    for (Parameter* one : each.parameters) parameter(each, *one);
    if (each.is_local || diagnostics_.too_many()) return;
    if (each.is_variadic) {
        error(each.where, 2046, "cannot specify a variable number of arguments to a remote procedure");
    }
    procedure_attributes(target, each);
    result_type(each);
    for (const Parameter* one : each.parameters) correlation_directions(*one);
    asynchronous(target, each);
    status_parameters(each);
    binding(target, each);
    pipes(target, each);
    if (target.is_imported || target.is_object) return;  // of object interfaces, only the header is made
    for (const Parameter* one : each.parameters) {
        const HandleUse use = handle_use(one->attributes, one->type);
        if (one == each.binding.parameter) {
            check_binding_parameter(*one);
        } else if (use.type == HandleType::primitive && !each.is_callback) {
            error(one->where, options_.ms_ext ? 2182 : 2049,
                  "parameter that is not a binding handle must not derive from handle_t: " + one->name);
        }
        const bool is_data = use.type == HandleType::none || use.type == HandleType::generic;
        if (is_data && !pipe_of(one->type)) remotable(one->type, one->attributes, Role::parameter, one->where);
        if (one->is_out && !one->is_synthesized) out_parameter(*one);
        if (!one->attributes.byte_count.empty()) byte_count(each, *one);
    }
    if (!is_void(each.result) && !is_handle(each.result, each.attributes)) {
        remotable(each.result, each.attributes, Role::result, each.where);
    }
}

void Checker::return_type(Operation& each) {
    declarator(each.result, each.attributes, Site::result, each.where);
    if (resolve_as<ArrayType>(each.result) || resolve_as<FunctionType>(each.result)) {
        error(each.where, 2025, "syntax error: a procedure cannot return an array or a function");
    }
}

void Checker::parameter(const Operation& each, Parameter& one) {
    declarator(one.type, one.attributes, Site::parameter, one.where);
    union_use(one.type, one.attributes, one.where);
    allocate_modes(one.attributes, one.type, one.where);
    one.is_in = one.attributes.has(A::in);
    one.is_out = one.attributes.has(A::out);
    if (!one.is_in && !one.is_out) {
        if (options_.osf && !each.is_local && !is_handle_t(one.type)) {
            error(one.where, 2187, "parameter must have either [in], [out] or [in,out] in this mode");
        }
        one.is_in = true;
    }
    if (is_handle_t(one.type)) one.is_transmitted = false;
    if (one.attributes.has(A::partial_ignore)) {
        const auto* pointer = resolve_as<PointerType>(one.type);
        if (!(one.is_in && one.is_out) || !pointer || pointer->pointer_class != PointerClass::unique) {
            error(one.where, 2072, "inapplicable attribute: [partial_ignore] needs an [in, out, unique] pointer");
        }
    }
    if (each.is_local || is_void(one.type)) return;
    if (one.name.empty()) error(one.where, 2025, "syntax error: a parameter of a remote procedure needs a name");
}

// What [out] asks of a parameter.
void Checker::out_parameter(const Parameter& one) {
    if (has_attribute(one.attributes, one.type, A::ignore)) {
        error(one.where, 2162, "parameter or return value must not derive from a type that has [ignore] applied to it");
    }
    const HandleUse use = handle_use(one.attributes, one.type);
    if (use.type == HandleType::context || use.type == HandleType::generic) {
        const bool is_pointer = use.is_via_pointer;
        if (!is_pointer) {
            error(
                one.where, 2044,
                "[out] context handle/generic handle must be specified as a pointer to that handle type: " + one.name);
        }
        return;
    }
    const auto* pointer = resolve_as<PointerType>(one.type);
    const auto* array = resolve_as<ArrayType>(one.type);
    if (resolve_as<PipeType>(one.type) || typedef_with(one.type, A::transmit_as) ||
        typedef_with(one.type, A::wire_marshal))
        return;
    if (resolve_as<ErrorType>(one.type)) return;
    const auto* pointee = pointer ? as<QualifiedType>(pointer->pointee) : nullptr;
    if (pointee && pointee->is_const) error(one.where, 2279, "[out] parameters may not have \"const\": " + one.name);
    if (one.is_in && std::find(one.attributes.allocate.begin(), one.attributes.allocate.end(), "all_nodes") !=
                         one.attributes.allocate.end()) {
        warning(one.where, 2248, 1,
                "[allocate(all_nodes)] on an [in,out] parameter may orphan the original memory: " + one.name);
    }
    if (!pointer && !array) return error(one.where, 2042, "[out] parameter is not a pointer: " + one.name);
    if (one.is_in) return;
    const bool is_nullable =
        pointer && (pointer->pointer_class == PointerClass::unique || pointer->pointer_class == PointerClass::full);
    if (is_nullable) {
        error(one.where, 2121,
              "[out] only parameter must not derive from a top-level [unique] or [ptr] pointer/array: " + one.name);
    }
    const bool is_unsized_string = (pointer && pointer->is_string && !pointer->bounds.is_sized()) ||
                                   (array && array->is_string && !array->bounds.is_sized() && array->is_conformant());
    if (is_unsized_string) error(one.where, 2041, "[out] only parameter cannot be an unsized string: " + one.name);
    const bool is_open_structure = pointer && !pointer->bounds.any() && resolve_as<StructType>(pointer->pointee) &&
                                   is_conformant(pointer->pointee);
    if (is_open_structure) {
        error(one.where, 2040, "[out] only parameter cannot be a pointer to an open structure: " + one.name);
    }
}

void Checker::byte_count(const Operation& each, const Parameter& one) {
    const auto found = std::find_if(each.parameters.begin(), each.parameters.end(),
                                    [&](const Parameter* other) { return other->name == one.attributes.byte_count; });
    const Location where = one.attributes.where(A::byte_count);
    if (found == each.parameters.end()) {
        return error(where, 2101, "this parameter does not exist in the IDL file: " + one.attributes.byte_count);
    }
    if (!one.is_out || !resolve_as<PointerType>(one.type)) {
        error(where, 2061, "[byte_count] can be applied only to out parameters of pointer type");
    }
    if (!(*found)->is_in || (*found)->is_out || one.is_in) {
        error(where, 2063,
              "parameter specifying the byte count is not [in] only or byte count parameter is not [out] only");
    }
    if (!is_integral((*found)->type)) error(where, 2064, "parameter specifying the byte count is not an integral type");
    const auto* pointer = resolve_as<PointerType>(one.type);
    if (pointer && pointer->bounds.any()) {
        error(where, 2065, "[byte_count] cannot be specified on a parameter with size attributes");
    } else if (pointer && is_conformant(pointer->pointee)) {
        error(where, 2062, "[byte_count] cannot be specified on a pointer to a conformant array or structure");
    }
}

void Checker::status_parameters(const Operation& each) {
    for (const A status : {A::comm_status, A::fault_status}) {
        const std::string name(attribute_name(status));
        int count = 0;
        for (const Parameter* one : each.parameters) {
            if (!one->attributes.has(status)) continue;
            if (++count > 1) {
                error(one->where, 2069, "cannot specify more than one parameter with each of comm_status/fault_status");
            }
            const auto* pointer = resolve_as<PointerType>(one->type);
            const auto* base = pointer ? resolve_as<BaseType>(pointer->pointee) : nullptr;
            if (!base || (base->base != Base::error_status && !(base->base == Base::long_ && base->is_unsigned))) {
                error(one->where, 2097,
                      "parameter with [comm_status] or [fault_status] attribute must be a pointer to type "
                      "error_status_t");
            } else if (one->is_in || !one->is_out) {
                error(one->where, 2070, "comm_status/fault_status parameter must be an [out] only pointer parameter");
            }
        }
        if (count > 0 && each.attributes.has(status)) {
            error(each.where, status == A::comm_status ? 2050 : 2245,
                  "cannot use [" + name + "] on both a parameter and a return type");
        }
    }
}

void Checker::asynchronous(const Interface& target, Operation& each) {
    each.is_async = each.attributes.has(A::async) || (target.attributes.has(A::async) && !target.is_object);
    if (each.is_async && (each.attributes.has(A::maybe) || each.attributes.has(A::broadcast) || each.is_callback)) {
        error(each.where, 2054,
              "the procedure has an illegal combination of operation attributes: [async] with [maybe], "
              "[broadcast] or [callback]");
    }
    // "Only [local], [nocode], [code], and [optimize] may be used with [message]".
    constexpr A kUnlikeMessages[] = {A::async, A::maybe, A::broadcast, A::idempotent, A::callback};
    for (const A other : kUnlikeMessages) {
        if (!each.attributes.has(A::message) || (!each.attributes.has(other) && !(other == A::async && each.is_async)))
            continue;
        error(each.where, 2054,
              "the procedure has an illegal combination of operation attributes: [message] with [" +
                  std::string(attribute_name(other)) + "]");
    }
}

void Checker::implicit_handle(Interface& target) {
    if (!target.implicit_handle) return;
    ImplicitHandle& handle = *target.implicit_handle;
    const HandleUse use = handle_use({}, handle.type);
    // A type only C knows can be made a handle by the ACF: implicit_handle(handle_t h) is by far the usual form.
    if (use.type == HandleType::context) {
        error(handle.where, 2210, "context handle type used for an implicit handle");
    } else if (use.type == HandleType::none || use.is_via_pointer) {
        error(handle.where, 2099, "specified type is not defined as a handle");
    }
    handle.kind = use.type;
    handle.generic_type = use.type == HandleType::generic ? use.definition : nullptr;
}

// An explicit handle parameter wins, then [explicit_handle], then [implicit_handle]; automatic when nothing is said.
void Checker::binding(const Interface& target, Operation& each) {
    if (target.is_object || each.is_callback) return;
    for (const Parameter* one : each.parameters) {
        if (bind_parameter(each, *one)) return;
        if (!options_.ms_ext) break;
    }
    if (each.attributes.has(A::explicit_handle) || target.attributes.has(A::explicit_handle)) {
        add_explicit_handle(file_.tree, each);
        Parameter& handle = *each.parameters.front();
        handle.is_in = true;
        bind_parameter(each, handle);
    } else if (target.implicit_handle) {
        each.binding.mode = Binding::Mode::implicit;
        each.binding.type = target.implicit_handle->kind;
        each.binding.generic_type = target.implicit_handle->generic_type;
    } else {
        each.binding.mode = Binding::Mode::automatic;
        if (!target.is_auto_handle && !target.is_imported) {
            warning(each.where, 2004, 1, "[auto_handle] binding will be used: " + each.name);
        }
    }
}

bool Checker::bind_parameter(Operation& each, const Parameter& one) {
    const HandleUse use = handle_use(one.attributes, one.type);
    if (use.type == HandleType::none) return false;
    if (!one.is_in) {
        if (use.type == HandleType::primitive) error(one.where, 2180, "binding-handle parameter cannot be [out] only");
        return false;
    }
    if (one.is_out && use.type == HandleType::primitive) {
        error(one.where, 2194, "parameter deriving from handle_t must not be an [out] parameter: " + one.name);
    }
    each.binding.mode = Binding::Mode::parameter;
    each.binding.type = use.type;
    each.binding.parameter = &one;
    each.binding.is_via_pointer = use.is_via_pointer;
    each.binding.generic_type = use.type == HandleType::generic ? use.definition : nullptr;
    each.binding.context_type = use.type == HandleType::context ? use.definition : nullptr;
    return true;
}

void Checker::check_binding_parameter(const Parameter& one) {
    const HandleUse use = handle_use(one.attributes, one.type);
    const auto* pointer = resolve_as<PointerType>(one.type);
    if (use.type == HandleType::context || !use.is_via_pointer || !pointer) return;
    if (pointer->pointer_class == PointerClass::unique || pointer->pointer_class == PointerClass::full) {
        error(one.where, 2181, "pointer to a handle cannot be [unique] or [ptr]");
    }
}

}  // namespace midl
