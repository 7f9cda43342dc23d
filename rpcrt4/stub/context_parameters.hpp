// SPDX-License-Identifier: LGPL-2.1-or-later
// Context handles as parameters. They are read apart from everything else: the walkers see twenty bytes, and only when
// the whole message was found good do the bytes become contexts, so that a bad message opens and closes nothing. On a
// server that is also where the call waits for contexts other calls are using.
// A server's contexts are in MIDL_STUB_MESSAGE::SavedContextHandles, by Parameter::context_index.
// Everything throws RpcError. Basis: "Handles" of the NDR format string pages; C706 chapter 6.
#pragma once

#include "rpcrt4/binding/context_handles.hpp"
#include "rpcrt4/ndr/wire.hpp"
#include "rpcrt4/stub/parameters.hpp"

namespace rpcrt4::stub {

/// The binding handle for a call whose binding is one of its context handles.
RPC_BINDING_HANDLE context_binding(const Procedure& procedure, const Arguments& arguments);

/// What a client sends for a handle; one that is not `answered` must not be null where its type says so.
binding::ContextWire client_value(const ndr::ContextHandleNode& node, const void* context, bool answered,
                                  MIDL_STUB_MESSAGE& stub);
/// The contexts of the call that is being served.
binding::ServerContexts& server_contexts(const MIDL_STUB_MESSAGE& stub);

/// What is to be sent for a parameter.
binding::ContextWire outgoing_context(const Parameter& parameter, MIDL_STUB_MESSAGE& stub, const Arguments& arguments);

/// Of a message in another byte order: as if it were in ours.
binding::ContextWire swapped_context(const binding::ContextWire& wire) noexcept;
/// What came for a parameter takes effect.
void accept_context(const Parameter& parameter, MIDL_STUB_MESSAGE& stub, const Arguments& arguments,
                    const binding::ContextWire& wire);

/// Server: the closed contexts of parameters that are only [out], and of the return value.
void prepare_out_contexts(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments);
/// Server: the reply will not be sent. What the manager routine opened becomes the runtime's all the same, to be run
/// down with the failed call.
void abandon_out_contexts(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments) noexcept;

}  // namespace rpcrt4::stub
