// SPDX-License-Identifier: LGPL-2.1-or-later
// Context handles as the stub layer sees them on a server: the other half of the seam in message_call.hpp. The stub
// asks for what a received handle stands for, and hands back what the manager routine left there; the server folder
// implements it. On the wire a context handle is 20 bytes: attributes (zero) and a UUID, nil for a closed one.
// Threads: of the call. Reference: C706 chapter 6 (context handles); Microsoft "Context Handles".
#pragma once

#include <array>
#include <cstdint>

struct _NDR_SCONTEXT;

namespace rpcrt4::binding {

using ContextWire = std::array<uint8_t, 20>;

/// How a parameter may use a context.
struct ContextUse {
    enum class Serialization : uint8_t { by_default, exclusive, shared };

    const void* guard = nullptr;  ///< the interface of a strict handle, null: usable on any interface without strict
    const void* type = nullptr;   ///< of a type-strict handle: what only this type has
    Serialization serialization = Serialization::by_default;
};

class ServerContexts {
 public:
    using Rundown = void (*)(void* context);

    /// The context of a received handle, or a closed one for a nil handle and for null (a parameter that is only
    /// [out]). Waits until other calls let this one use it. The result lives as long as the call. Throws
    /// rpc_x_ss_context_mismatch for a handle that is not open, is another client's, or is not for this use.
    virtual _NDR_SCONTEXT* receive(const ContextWire* handle, const ContextUse& use) = 0;
    /// What became of it: opens, closes or changes the context and tells the handle to send.
    virtual ContextWire send(_NDR_SCONTEXT& context, Rundown rundown) = 0;

 protected:
    ~ServerContexts() = default;
};

}  // namespace rpcrt4::binding
