// SPDX-License-Identifier: LGPL-2.1-or-later
// What the walkers ask when a context handle stands inside other data, in an array: its twenty bytes mean something to
// the runtime alone. A handle that is a parameter itself never gets here (stub/context_parameters.hpp).
#pragma once

#include <cstddef>
#include <cstdint>

namespace rpcrt4::ndr {

struct ContextHandleNode;

class ContextElements {
 public:
    static constexpr size_t kWireSize = 20;

    /// What is to be sent for the handle at `location`; `wire` null: the walk measures. Throws RpcError.
    virtual void put(const ContextHandleNode& node, void** location, uint8_t* wire) = 0;
    /// What came for it. Nothing may take effect before the whole message was found good.
    virtual void take(const ContextHandleNode& node, void** location, const uint8_t* wire, bool swapped) = 0;

 protected:
    ~ContextElements() = default;
};

}  // namespace rpcrt4::ndr
