// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The client stub: one function per operation that hands its arguments to NdrClientCall2 or NdrAsyncClientCall.
// Arguments travel through the engine's variadic (Microsoft convention) parameter list, so a float arrives as a double
// and aggregates of other sizes than 1, 2, 4, 8 as pointers to copies; both are the convention's own doing.
#include "tools/midl/emit_model.hpp"

namespace midl {
namespace {

std::string call(const StubModel& model, const Interface& interface_, const Operation& operation) {
    if (is_pickled(operation)) return emit_pickled_call(model, interface_, operation);
    std::string out = operation.is_async ? "NdrAsyncClientCall(" : "NdrClientCall2(";
    out += "(PMIDL_STUB_DESC)&" + interface_.name + "_StubDesc,\n        " + format_reference(model, operation);
    if (operation.is_async) out += ",\n        " + async_handle_name(operation);
    for (const Parameter* parameter : operation.parameters) out += ",\n        " + parameter_name(*parameter);
    if (is_returned_by_pointer(operation)) out += ",\n        &_RetVal";
    return out + ")";
}

bool is_integer_like(const Type* type) {
    const Type* actual = resolve(type);
    if (actual->kind == TypeKind::enumeration) return true;
    const auto* base = as<BaseType>(actual);
    return base && base->base != Base::float_ && base->base != Base::double_ && base->base != Base::handle;
}

// From the 8 bytes the engine returns to the C type of the operation.
std::string returning_body(const StubModel& model, const Operation& operation, const std::string& call_text) {
    std::string type = model.printer.declare_held(operation.result, "");
    if (is_returned_by_pointer(operation)) {
        return "    " + model.printer.declare_held(operation.result, "_RetVal") + ";\n\n    " + call_text +
               ";\n    return _RetVal;\n";
    }
    bool is_pointer = resolve(operation.result)->kind == TypeKind::pointer;
    if (is_pointer || is_integer_like(operation.result)) {
        return "    CLIENT_CALL_RETURN _RetVal;\n\n    _RetVal = " + call_text + ";\n    return (" + type +
               ")_RetVal." + (is_pointer ? "Pointer" : "Simple") + ";\n";
    }
    return "    union {\n        CLIENT_CALL_RETURN _Call;\n        " +
           model.printer.declare_held(operation.result, "_Value") +
           ";\n    } _RetVal;\n\n    _RetVal._Call = " + call_text + ";\n    return _RetVal._Value;\n";
}

// [nocode] leaves the client's routine to the user; an operation's own word precedes its interface's.
bool has_code(const Interface& interface_, const Operation& operation) {
    if (operation.attributes.has(Attribute::code)) return true;
    return !operation.attributes.has(Attribute::nocode) && !interface_.attributes.has(Attribute::nocode);
}

// Tables of the client's own procedures, those the server calls back, and what the runtime is told of the interface.
struct InterfaceFields {
    explicit InterfaceFields(const Interface& interface_) {
        flags = hex_flags(pipe_flag(interface_) | (interface_.callbacks.empty() ? 0U : 0x04000000U));
        if (interface_.callbacks.empty()) return;
        dispatch_table = "&" + interface_.name + "_CallbackDispatchTable";
        information = "&" + interface_.name + "_CallbackInfo";
    }
    std::string dispatch_table = "0";
    std::string information = "0";
    std::string flags;
};

std::string interface_tables(const StubModel& model, const Interface& interface_) {
    std::string out = "/* Interface " + interface_.name + ", version " + std::to_string(interface_.version_major) +
                      "." + std::to_string(interface_.version_minor) + " */\n\n";
    out += emit_handle_variables(model, interface_);
    EndpointTable endpoints = emit_endpoints(interface_);
    InterfaceFields fields(interface_);
    if (!interface_.callbacks.empty()) out += declare_stub_desc(interface_) + emit_callback_tables(model, interface_);
    out += endpoints.text;
    out += "static const RPC_CLIENT_INTERFACE " + interface_.name + "___RpcClientInterface = {\n" +
           "    sizeof(RPC_CLIENT_INTERFACE),\n    " + syntax_id(interface_) + ",\n    " + ndr_syntax_id() + ",\n" +
           "    " + fields.dispatch_table + ",\n    " + endpoints.count + ",\n    " + endpoints.name +
           ",\n    0,\n    " + fields.information + ",\n    " + fields.flags + "\n};\n\n" + "RPC_IF_HANDLE " +
           client_handle_name(interface_, model.options) + " = (RPC_IF_HANDLE)&" + interface_.name +
           "___RpcClientInterface;\n\n";
    std::string description = emit_stub_desc(model, interface_, Side::client);
    return out + emit_status_offsets(interface_) +
           (interface_.callbacks.empty() ? "static " + description : define_stub_desc(description));
}

}  // namespace

std::string emit_call(const StubModel& model, const Interface& interface_, const Operation& operation,
                      const std::string& name) {
    std::string out = model.printer.prototype(operation, name) + "\n{\n";
    std::string call_text = call(model, interface_, operation);
    out += returns_value(operation) ? returning_body(model, operation, call_text) : "    " + call_text + ";\n";
    return out + "}\n\n";
}

std::string emit_client(const StubModel& model) {
    std::string out =
        emit_prologue(model, "client stub") + emit_format_strings(model) + emit_tables(model, Side::client);
    out += emit_pickling_info(model);
    for (const Interface* interface_ : model.interfaces) {
        out += interface_tables(model, *interface_) + emit_pickling(model, *interface_);
        for (const Operation* operation : interface_->operations) {
            if (has_code(*interface_, *operation))
                out += emit_call(model, *interface_, *operation, model.options.prefix_client + operation->name);
        }
    }
    return out;
}

}  // namespace midl
