// SPDX-License-Identifier: LGPL-2.1-or-later
// The stub layer: drives one call from a procedure's format string. It reaches the runtime only through the public C
// functions (I_RpcGetBuffer, I_RpcSendReceive, ...), async/async_stub.hpp, client/context_handle.hpp. The folder's map:
//   procedure          this: the procedure format string, -Oicf or old, decoded once and cached
//   client_call        NdrClientCall2              async_client_call  NdrAsyncClientCall
//   server_call        NdrServerCall2              async_server_call  NdrAsyncServerCall
//   foreign_dispatch   calls a manager routine of a stub without thunks
//   client_memory      RpcSs* memory environments  status_map         [comm_status], [fault_status]
//   pipes, pieces  [pipe] parameters and the pieces of stub data they travel in
//   context_parameters, context_arrays, context_use  context handles   generic_binding  [handle] types    notify
//   [notify]
// Arguments are an array of 8-byte slots in every driver: the client's variadic list as the Microsoft convention lays
// it out, the server's own array. Basis: "The -Oi/-Oif procedure header" and "Parameter descriptors" (Windows RPC).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "rpcrt4/ndr/pipe.hpp"
#include "rpcrt4/ndr/type_graph.hpp"
#include "rpcrt4/stub/foreign_dispatch.hpp"

struct _MIDL_STUB_DESC;

namespace rpcrt4::stub {

struct Parameter {
    /// Where the value is: in the slot itself (base types, pointers, small structures by value), or behind the address
    /// that the slot holds (simple ref pointers, arrays, strings, large structures by value).
    enum class Access : uint8_t { slot, address };

    const ndr::Node* node = nullptr;
    uint16_t offset = 0;  ///< bytes on the virtual stack
    Access access = Access::slot;
    bool in = false, out = false, is_return = false;
    bool by_value = false;
    bool cleans_up = false;          ///< freeing has something to look at
    bool forces_allocation = false;  ///< [force_allocate]: a server gets memory of its own allocator
    bool partly_ignored = false;     ///< [partial_ignore]: a request only says whether the pointer is null
    /// An [in] pointer that may be null, to as much as other parameters say: null must be nothing.
    bool counted_pointer = false;
    bool has_contexts = false;  ///< context handles are elements of it
    uint8_t context_index = 0;  ///< of a context handle: which one of the procedure
};

/// A pipe: not one of the parameters, for its data travels by itself. Its argument is the address of a control
/// structure, whatever the IDL says.
struct PipeParameter {
    ndr::PipeType type;
    uint16_t offset = 0;  ///< bytes on the virtual stack
    bool in = false, out = false;
    bool by_value = false;
};

enum class BindingKind : uint8_t {
    explicit_primitive,
    implicit_primitive,
    automatic,  ///< needs a name service
    generic,
    implicit_generic,
    context,
    callback,
};

struct Procedure {
    explicit Procedure(uint8_t correlation_bytes) noexcept : graph(correlation_bytes) {}
    bool still_valid() const noexcept { return graph.still_valid(); }

    BindingKind binding = BindingKind::explicit_primitive;
    bool binding_via_pointer = false;
    uint16_t binding_offset = 0;
    enum class Notify : uint8_t { none, plain, with_flag };
    Notify notify = Notify::none;  ///< a routine of the server wants to know that a call is over
    uint16_t notify_index = 0;
    uint8_t generic_size = 0;   ///< of a generic handle: bytes of its value
    uint8_t generic_index = 0;  ///< of the stub's pair of routines

    uint16_t number = 0;
    uint16_t stack_size = 0;  ///< bytes
    uint32_t rpc_flags = 0;
    bool full_pointers = false;
    bool stub_memory = false;   ///< [enable_allocate]: works in a memory environment (client_memory.hpp)
    bool keeps_status = false;  ///< [comm_status] or [fault_status]: failures are values (status_map.hpp)
    bool asynchronous = false;
    bool unknown_large_values = false;  ///< some parameter is a large structure by value; the format does not say which
    bool has_reply_data = false;

    /// Exact size of the stub data when every parameter of the direction has a fixed size, else kUnknownSize.
    static constexpr uint32_t kUnknownSize = ~0u;
    uint32_t request_size = 0;
    uint32_t reply_size = 0;

    std::vector<Parameter> parameters;  ///< without binding handles and pipes
    std::vector<PipeParameter> pipes;
    uint8_t context_count = 0;          ///< context handles among them
    bool counted_pointers = false;      ///< any among them
    bool has_context_arrays = false;
    const Parameter* return_value = nullptr;
    std::vector<uint16_t> float_arguments;  ///< offsets of [in] floats: doubles in a variadic list

    ndr::TypeGraph graph;
    /// How to call the routine without a thunk; made when first needed.
    mutable std::atomic<const ForeignDispatch*> foreign{nullptr};

    size_t slot_count() const noexcept { return (stack_size + 7u) / 8; }
    ~Procedure() { delete foreign.load(); }
};

/// What a procedure's parameters are described by: -Oicf descriptors, or the old ones of -Oi.
enum class Descriptors : uint8_t { current, old };

/// The procedure described at `format`, compiled on first use. Throws rpc_s_cannot_support for what the engine lacks.
const Procedure& procedure_at(const uint8_t* format, const _MIDL_STUB_DESC& description,
                              Descriptors descriptors = Descriptors::current);

}  // namespace rpcrt4::stub
