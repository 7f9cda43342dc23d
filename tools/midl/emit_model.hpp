// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the emitters share: the file, the options, the laid-out format strings, and the names of everything they write.
// One emitter per output file (emit_header, emit_client, emit_server), with emit_stub for what both stubs contain.
// Each returns the text of its file; generate() writes them. Single-threaded.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/midl/ast.hpp"
#include "tools/midl/emit_c.hpp"
#include "tools/midl/format_procedure.hpp"
#include "tools/midl/options.hpp"

namespace midl {

struct StubModel {
    StubModel(const File& idl, const Options& given)
        : file(idl), options(given), format(table, correlation_form(idl, given.robust)), printer(given.char_kind) {
        format.is_ms_union = given.ms_union;
        for (const Interface* interface_ : idl.interfaces)
            format.is_ms_union |= interface_->attributes.has(Attribute::ms_union);
    }
    StubModel(const StubModel&) = delete;
    StubModel& operator=(const StubModel&) = delete;

    const File& file;
    const Options& options;
    std::vector<const Interface*> interfaces;  // remote ones: not [local], not [object]
    DescriptorTable table;
    TypeFormat format;
    ProcedureString procedures;
    CPrinter printer;
    std::map<const Typedef*, DescriptorId> pickled;  // constructed types with [encode] or [decode]

    const ProcedureFormat& procedure(const Operation& operation) const;
};

// "Demo_v1_0", or "Demo" with -oldnames where MIDL drops the version.
std::string versioned_name(const Interface& interface_);
std::string client_handle_name(const Interface& interface_, const Options& options);
std::string server_handle_name(const Interface& interface_, const Options& options);
std::string epv_type_name(const Interface& interface_, const Options& options);
// The routine that serves calls of an operation: of the user, named by [call_as] where that stands.
std::string server_routine_name(const Interface& interface_, const Operation& operation, const Options& options);
// "Name_notify", "Name_notify_flag".
std::string notify_name(const Operation& operation);
// A C identifier made of a path's file name without its extension: prefix of the format strings, header guard.
std::string identifier_of(const std::string& path);
std::string file_name_of(const std::string& path);

std::string emit_header(StubModel& model);
std::string emit_client(const StubModel& model);
std::string emit_server(const StubModel& model);

// -- emit_stub: pieces of both stubs
enum class Side { client, server };
std::string emit_prologue(const StubModel& model, const char* what);
std::string emit_format_strings(const StubModel& model);
// Expression routines and rundown tables, where there are any.
std::string emit_tables(const StubModel& model, Side side);
// Where each operation's [comm_status] and [fault_status] go; empty when no operation has one. For the client.
std::string emit_status_offsets(const Interface& interface_);
std::string emit_stub_desc(const StubModel& model, const Interface& interface_, Side side);
// "{{0x..., ...}, {1, 0}}" of an interface and of NDR20.
std::string syntax_id(const Interface& interface_);
std::string hex_flags(unsigned flags);  // of an interface structure: "0x00000001"
std::string ndr_syntax_id();
std::string format_reference(const StubModel& model, const Operation& operation);
// Endpoint table or nothing; `count` and `name` go into the interface structure.
struct EndpointTable {
    std::string text;
    std::string count = "0";
    std::string name = "0";
};
EndpointTable emit_endpoints(const Interface& interface_);

// -- emit_handles: how a client finds its server
// The [handle] types whose routines the user writes: of parameters in the order of their indices, then implicit ones.
std::vector<const Typedef*> generic_handles(const StubModel& model);
// The table of their routines; nothing when no parameter has such a type.
std::string emit_generic_routines(const StubModel& model);
// -- emit_callback: procedures the server calls in the client
// The function of the client stub that makes a call, or of the server stub that makes a callback, named `name`.
std::string emit_call(const StubModel& model, const Interface& interface_, const Operation& operation,
                      const std::string& name);
// Declares the stub descriptor before what it points at; what comes back of `definition` defines it.
std::string declare_stub_desc(const Interface& interface_);
std::string define_stub_desc(const std::string& definition);
// The client's dispatch table for callbacks; nothing for an interface without.
std::string emit_callback_tables(const StubModel& model, const Interface& interface_);

// The variables behind an implicit or automatic handle of an interface.
std::string emit_handle_variables(const StubModel& model, const Interface& interface_);
// Its place in the stub descriptor.
std::string handle_field(const Interface& interface_, Side side);

// -- emit_slots: the argument stack as a C structure
// `struct NAME { handle_t h; LONG a; unsigned char Pad1[4]; ... };`: member N at offset 8 * N.
std::string emit_slot_struct(const StubModel& model, const Operation& operation, const std::string& name);
// How the function is called from it: "pParams->h, *pParams->big". A status the IDL does not know is a local variable.
std::string hidden_status_locals(const Operation& operation);
bool is_hidden_status(const Parameter& parameter);
std::string slot_arguments(const Operation& operation, const std::string& pointer);
// A function `name` that calls `callee`, which may look at pStubMsg, with the arguments on the message's stack.
struct Thunk {
    std::string scope;  // of the structure's name: the interface
    std::string name;
    std::string callee;
};
std::string emit_thunk(const StubModel& model, const Operation& operation, const Thunk& thunk);

// -- emit_marshal: types that travel as other types
// Headers [represent_as] and [user_marshal] name, prototypes of the program's routines, their tables in a stub.
std::string emit_marshal_includes(const StubModel& model);
std::string emit_marshal_prototypes(const StubModel& model);
std::string emit_marshal_tables(const StubModel& model);

// -- emit_pipe: what a pipe is in C
// The structures of the pipes a typedef statement declares, and its names.
std::string emit_pipe_typedefs(CPrinter& printer, const std::vector<const Typedef*>& group);
// RPC_INTERFACE_HAS_PIPES for the interface structures of the stubs, else 0.
unsigned pipe_flag(const Interface& interface_);

// -- emit_expression: routines for correlations the format string cannot express
std::string emit_expression_routines(const StubModel& model);

// -- emit_pickling: [encode] and [decode]
bool is_pickled(const Operation& operation);
// Does the interface have anything for a server, or only procedures that serialize instead of calling?
bool has_server(const Interface& interface_);
// What keeps a type that asks for it from being serialized, or "".
std::string refused_pickling(const Typedef& definition);
bool has_pickling(const StubModel& model);
void describe_pickled_types(StubModel& model);
std::string pickling_prototypes(const StubModel& model, const Interface& interface_);
std::string emit_pickling_info(const StubModel& model);
std::string emit_pickling(const StubModel& model, const Interface& interface_);
std::string emit_pickled_call(const StubModel& model, const Interface& interface_, const Operation& operation);

}  // namespace midl
