// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The server stub: dispatch table, interface specification, and one thunk per operation that calls the manager routine
// from the engine's argument stack (the slot MIDL has for that: MIDL_SERVER_INFO.ThunkTable). The routine comes from
// the entry point vector the call arrived for; without one, from the default vector of the stub.
// On Windows itself the interpreter calls managers on its own; thunks are given to it only in an interface where a
// routine returns a structure through memory or has a status the IDL does not know, which the format string cannot say,
// or where some procedures are not remote: the vector has no place for those, their numbers are taken all the same,
// as an ACF changes nothing on the wire.
#include <algorithm>

#include "tools/midl/emit_model.hpp"

namespace midl {
namespace {

class ServerEmitter {
 public:
    ServerEmitter(const StubModel& model, const Interface& served)
        : model_(model),
          interface_(served),
          epv_type_(epv_type_name(served, model.options)),
          has_default_(!model.options.no_default_epv) {}

    std::string run() {
        forward_declaration();
        if (!interface_.operations.empty()) {
            default_epv();
            thunks();
            routine_table();
        }
        offset_table();
        server_info();
        dispatch_table();
        interface_specification();
        stub_desc();
        callbacks();
        return out_;
    }

 private:
    // The descriptor and the interface point at each other.
    void forward_declaration() { out_ += declare_stub_desc(interface_); }

    void stub_desc() { out_ += define_stub_desc(emit_stub_desc(model_, interface_, Side::server)); }

    void callbacks() {
        for (const Operation* operation : interface_.callbacks)
            out_ += emit_call(model_, interface_, *operation, model_.options.prefix_server + operation->name);
    }

    void default_epv() {
        if (!has_default_) return;
        out_ += "static const " + epv_type_ + " " + default_epv_name() + " = {\n";
        for (const Operation* operation : interface_.operations) {
            if (!is_pickled(*operation))
                out_ += "    " + server_routine_name(interface_, *operation, model_.options) + ",\n";
        }
        out_ += "};\n\n";
    }

    void manager_lookup() {
        out_ += "static const " + epv_type_ + " *" + interface_.name + "_Manager(PMIDL_STUB_MESSAGE pStubMsg)\n{\n";
        out_ += "    const " + epv_type_ + " *Epv = (const " + epv_type_ + " *)pStubMsg->RpcMsg->ManagerEpv;\n\n";
        out_ += has_default_ ? "    return Epv ? Epv : &" + default_epv_name() + ";\n"
                             : "    if (!Epv) RpcRaiseException(RPC_S_UNKNOWN_MGR_TYPE);\n    return Epv;\n";
        out_ += "}\n\n";
    }

    void thunk(const Operation& operation) {
        out_ += emit_thunk(
            model_, operation,
            {interface_.name, thunk_name(operation), interface_.name + "_Manager(pStubMsg)->" + operation.name});
    }

    bool needs_thunks_everywhere() const {
        return std::any_of(interface_.operations.begin(), interface_.operations.end(), [](const Operation* operation) {
            return is_pickled(*operation) || is_returned_by_pointer(*operation) ||
                   std::any_of(operation->parameters.begin(), operation->parameters.end(),
                               [](const Parameter* parameter) { return is_hidden_status(*parameter); });
        });
    }

    void thunks() {
        if (!needs_thunks_everywhere()) out_ += "#if defined(__linux__) || !defined(_WIN32)\n\n";
        manager_lookup();
        for (const Operation* operation : interface_.operations) {
            if (!is_pickled(*operation)) thunk(*operation);
        }
        out_ += "static const STUB_THUNK " + interface_.name + "_ThunkTable[] = {\n";
        for (const Operation* operation : interface_.operations)
            out_ += "    " + (is_pickled(*operation) ? "0" : thunk_name(*operation)) + ",\n";
        out_ += "};\n\n";
        out_ += "#define " + interface_.name + "_THUNKS " + interface_.name + "_ThunkTable\n\n";
        if (!needs_thunks_everywhere()) out_ += "#else\n#define " + interface_.name + "_THUNKS 0\n#endif\n\n";
    }

    void routine_table() {
        out_ += "static const SERVER_ROUTINE " + interface_.name + "_ServerRoutineTable[] = {\n";
        for (const Operation* operation : interface_.operations) {
            std::string routine = server_routine_name(interface_, *operation, model_.options);
            const bool is_named = has_default_ && !is_pickled(*operation);
            out_ += is_named ? "    (SERVER_ROUTINE)(void (*)(void))" + routine + ",\n" : "    0,\n";
        }
        out_ += "};\n\n";
    }

    void offset_table() {
        out_ += "static const unsigned short " + interface_.name + "_FormatStringOffsetTable[] = {\n";
        for (const Operation* operation : interface_.operations) {
            out_ += "    " + std::to_string(model_.procedure(*operation).offset) + ",\n";
        }
        if (interface_.operations.empty()) out_ += "    0\n";
        out_ += "};\n\n";
    }

    void server_info() {
        const std::string& name = interface_.name;
        bool is_empty = interface_.operations.empty();
        out_ += "static const MIDL_SERVER_INFO " + name + "_ServerInfo = {\n    (PMIDL_STUB_DESC)&" + name +
                "_StubDesc,\n    " + (is_empty ? "0" : name + "_ServerRoutineTable") + ",\n    " +
                identifier_of(model_.options.header) + "__MIDL_ProcFormatString.Format,\n    " + name +
                "_FormatStringOffsetTable,\n    " + (is_empty ? "0" : name + "_THUNKS") +
                ",\n    0,\n    0,\n    0\n};\n\n";
    }

    const char* dispatch_function(const Operation& operation) const {
        if (is_pickled(operation)) return "NotRemote";
        return operation.is_async ? "NdrAsyncServerCall" : "NdrServerCall2";
    }

    void dispatch_table() {
        out_ += "static RPC_DISPATCH_FUNCTION " + interface_.name + "_table[] = {\n";
        for (const Operation* operation : interface_.operations) {
            out_ += std::string("    ") + dispatch_function(*operation) + ",\n";
        }
        out_ += "    0\n};\n\nstatic RPC_DISPATCH_TABLE " + versioned_name(interface_) + "_DispatchTable = {\n    " +
                std::to_string(interface_.operations.size()) + ",\n    " + interface_.name + "_table,\n    0\n};\n\n";
    }

    void interface_specification() {
        EndpointTable endpoints = emit_endpoints(interface_);
        bool has_epv = has_default_ && !interface_.operations.empty();
        out_ += endpoints.text;
        out_ += "static const RPC_SERVER_INTERFACE " + interface_.name + "___RpcServerInterface = {\n" +
                "    sizeof(RPC_SERVER_INTERFACE),\n    " + syntax_id(interface_) + ",\n    " + ndr_syntax_id() +
                ",\n    &" + versioned_name(interface_) + "_DispatchTable,\n    " + endpoints.count + ",\n    " +
                endpoints.name + ",\n    " + (has_epv ? "(RPC_MGR_EPV *)&" + default_epv_name() : "0") + ",\n    &" +
                interface_.name + "_ServerInfo,\n    " + hex_flags(pipe_flag(interface_)) + "\n};\n\n";
        out_ += "RPC_IF_HANDLE " + server_handle_name(interface_, model_.options) + " = (RPC_IF_HANDLE)&" +
                interface_.name + "___RpcServerInterface;\n\n";
    }

    std::string default_epv_name() const { return versioned_name(interface_) + "_DefaultManagerEpv"; }
    std::string thunk_name(const Operation& operation) const {
        return interface_.name + "_" + operation.name + "Thunk";
    }

    const StubModel& model_;
    const Interface& interface_;
    std::string epv_type_;
    bool has_default_;
    std::string out_;
};

bool has_pickled_beside_remote(const StubModel& model) {
    return std::any_of(model.interfaces.begin(), model.interfaces.end(), [](const Interface* interface_) {
        const auto& operations = interface_->operations;
        return has_server(*interface_) &&
               std::any_of(operations.begin(), operations.end(), [](const Operation* one) { return is_pickled(*one); });
    });
}

}  // namespace

std::string emit_server(const StubModel& model) {
    const bool serves = std::any_of(model.interfaces.begin(), model.interfaces.end(),
                                    [](const Interface* interface_) { return has_server(*interface_); });
    if (!serves)
        return "/* Procedures that serialize have no server. */\n\n#include \"" + file_name_of(model.options.header) +
               "\"\n";
    std::string out =
        emit_prologue(model, "server stub") + emit_format_strings(model) + emit_tables(model, Side::server);
    if (has_pickled_beside_remote(model)) {
        out +=
            "static void __RPC_STUB NotRemote(PRPC_MESSAGE Message)\n{\n    (void)Message;\n"
            "    RpcRaiseException(RPC_S_PROCNUM_OUT_OF_RANGE);\n}\n\n";
    }
    for (const Interface* interface_ : model.interfaces) {
        if (has_server(*interface_)) out += ServerEmitter(model, *interface_).run();
    }
    return out;
}

}  // namespace midl
