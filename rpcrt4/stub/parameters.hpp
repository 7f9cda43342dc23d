// SPDX-License-Identifier: LGPL-2.1-or-later
// A procedure's parameters to and from stub data: what client and server drivers share. Everything throws RpcError;
// nothing here owns a buffer.
#pragma once

#include <cstdint>

#include "rpcrt4/ndr/memory.hpp"
#include "rpcrt4/ndr/small_stack.hpp"
#include "rpcrt4/ndr/walk_wire.hpp"
#include "rpcrt4/stub/procedure.hpp"

#include <rpcndr.h>

namespace rpcrt4::stub {

/// `decoding`: a reply that was encoded, not answered; nobody was there to give a result.
enum class Direction : uint8_t { request, reply, decoding };

class HeldContexts;

/// The slots of one call. `result` is where the return value's slot is: in the array on a server, apart on a client.
struct Arguments {
    uint64_t* slots;
    uint64_t* result;
    HeldContexts* held = nullptr;  ///< a server's contexts in arrays
    void* slot(const Parameter& parameter) const noexcept {
        return parameter.is_return ? result : slots + parameter.offset / 8u;
    }
};

/// What every stub message begins with.
void initialize(MIDL_STUB_MESSAGE& stub, const MIDL_STUB_DESC& description, RPC_MESSAGE& message);
/// A stub message ready for the walkers. The reply's sizes and ids start afresh.
void initialize(MIDL_STUB_MESSAGE& stub, const MIDL_STUB_DESC& description, RPC_MESSAGE& message, uint64_t* slots);

/// Behind `start` bytes, of which the result counts none.
uint32_t marshalled_size(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments,
                         Direction direction, size_t start = 0);
/// Writes to message.Buffer, behind the `start` bytes that are there, and sets message.BufferLength to what was used of
/// it. Large arrays are offered to `lender`, where there is one.
void marshal(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments, Direction direction,
             size_t start = 0, ndr::Lender* lender = nullptr);

using Capacities = ndr::SmallStack<ndr::Capacity, 8>;
/// What size expressions over parameters say now, before the reply overwrites parameters.
void note_capacities(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, Capacities& noted);

/// Reads message.Buffer from `start` on in the sender's representation. `memory` still owns everything when this
/// throws. How far it read, from the beginning of the buffer.
size_t unmarshal(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments, Direction direction,
                 ndr::Memory& memory, Capacities& capacities, size_t start = 0);

/// Client: what is a double in a variadic list becomes the float it was.
void take_floats(const Procedure& procedure, uint64_t* slots) noexcept;

/// Throws rpc_x_null_ref_pointer when a parameter that is passed by reference is null.
void require_references(const Procedure& procedure, const Arguments& arguments);
/// Throws rpc_x_bad_stub_data when an [in] pointer is null while its size expression says that there is something. On
/// either side of a call. Reference: "MCCP Buffer Protection" (Windows RPC).
void require_buffers(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments);

}  // namespace rpcrt4::stub
