// SPDX-License-Identifier: LGPL-2.1-or-later
// Context handles that are elements of arrays (Windows Vista and later). The walkers meet them and ask here; as with
// handles that are parameters themselves, what was received takes effect only once the whole message was found good.
// On a server an element holds what the manager made of the context, and HeldContexts knows which context that is.
// Everything throws RpcError. Basis: "Using More than One Context Handle per Call" (Windows RPC).
#pragma once

#include <unordered_map>
#include <vector>

#include "rpcrt4/binding/context_handles.hpp"
#include "rpcrt4/ndr/context_elements.hpp"
#include "rpcrt4/ndr/type.hpp"

#include <rpcndr.h>

namespace rpcrt4::stub {

/// A server's contexts of one call that a manager may change, by the place of the element that stands for each.
class HeldContexts {
 public:
    NDR_SCONTEXT* find(void** location) noexcept;
    void add(void** location, NDR_SCONTEXT context) { held_[location] = context; }
    /// What the manager left in the elements becomes the contexts' value. While the elements are there.
    void collect() noexcept;

 private:
    std::unordered_map<void**, NDR_SCONTEXT> held_;
};

class ContextArrays final : public ndr::ContextElements {
 public:
    /// When elements are handed back to the runtime: as they are written, or also when nothing will be sent.
    enum class Sending : uint8_t { written, abandoned };

    /// `held` is null on a client.
    ContextArrays(MIDL_STUB_MESSAGE& stub, HeldContexts* held, Sending sending = Sending::written) noexcept
        : stub_(stub), held_(held), sending_(sending) {}

    void put(const ndr::ContextHandleNode& node, void** location, uint8_t* wire) override;
    void take(const ndr::ContextHandleNode& node, void** location, const uint8_t* wire, bool swapped) override;
    /// All that was taken takes effect.
    void accept();

 private:
    struct Taken {
        const ndr::ContextHandleNode* node;
        void** location;
        binding::ContextWire wire;
    };
    void require_held() const;
    binding::ContextWire server_value(const ndr::ContextHandleNode& node, void** location);

    MIDL_STUB_MESSAGE& stub_;
    HeldContexts* held_;
    Sending sending_;
    std::vector<Taken> taken_;
};

}  // namespace rpcrt4::stub
