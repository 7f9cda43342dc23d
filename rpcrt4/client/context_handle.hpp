// SPDX-License-Identifier: LGPL-2.1-or-later
// ContextHandle: what an NDR_CCONTEXT of a client stands for: the 20 bytes the server gave, and a binding of its own to
// that server, so that the program may free the one it opened the context with. The program sees a value of the handle
// table: a stale or forged one is RPC_X_SS_CONTEXT_MISMATCH, never a crash.
// Everything throws RpcError. Threads: any; a handle that is being closed must not be used, as on Windows.
// Reference: Microsoft "Client Development Using Context Handles", RpcSsDestroyClientContext.
#pragma once

#include "handleapi/base/guarded.hpp"
#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/binding/context_handles.hpp"

namespace rpcrt4::client {

class ContextHandle final : public binding::HandleObject {
 public:
    /// `binding` is what the call was made on: a binding handle.
    ContextHandle(const binding::Binding& binding, const binding::ContextWire& wire);
    ~ContextHandle() override;

    /// The binding handle for calls with this context; lives as long as it does.
    void* binding_handle() const noexcept { return binding_handle_; }
    binding::ContextWire wire() const;
    void set_wire(const binding::ContextWire& wire);

 private:
    void* binding_handle_;
    const base::Ref<binding::Destination> server_;
    base::Guarded<binding::ContextWire> wire_;
};

/// The binding of an open context: rpc_x_ss_in_null_context for null.
void* context_binding(const void* context);
/// What is sent for it; nil for null.
binding::ContextWire context_wire(const void* context);
/// The server's answer: opens, changes or closes *context. `binding` is the handle the call was made on.
void update_context(void** context, const void* binding, const binding::ContextWire& wire);
/// Forgets the context without telling the server. Null is no context: rpc_x_ss_context_mismatch.
void destroy_context(void** context);
/// Throws rpc_x_ss_handles_mismatch when a call on `binding` cannot carry the context: it belongs to another server.
void require_same_server(const void* context, const void* binding);

}  // namespace rpcrt4::client
