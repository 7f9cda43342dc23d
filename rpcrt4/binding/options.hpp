// SPDX-License-Identifier: LGPL-2.1-or-later
// What RpcBindingSetOption and RpcMgmtSetComTimeout store with a binding handle, and what they mean for its calls.
// Microsoft "Binding Option Constants", "Binding Time-out Constants", RpcBindingSetOption. Plain data, no locking.
#pragma once

#include <chrono>
#include <cstdint>

#include "handleapi/base/status.hpp"
#include "rpcrt4/transport/registry.hpp"

namespace rpcrt4::binding {

struct Options {
    std::chrono::milliseconds call_timeout{0};  ///< of a synchronous call, restarted by every packet; 0 = none
    uint32_t com_timeout = 5;                   ///< 0 (minimum) to 9 (maximum), 10 = infinite; 5 is the default
    bool noncausal = false;                     ///< calls of one thread need not be dispatched in order
    bool unique = false;                        ///< shares no connection with other bindings
    bool dont_linger = false;                   ///< the association ends with its last binding

    /// RpcMgmtSetComTimeout: rpc_s_invalid_timeout outside 0..10.
    base::Status set_com_timeout(uint32_t value) noexcept;
    /// RpcBindingSetOption. `used` = at least one call was made: what dont_linger requires. rpc_s_cannot_support for
    /// options this library or the mechanism does not have.
    base::Status set(uint32_t option, uintptr_t value, const transport::Mechanism& mechanism, bool used) noexcept;
    base::Result<uintptr_t> get(uint32_t option, const transport::Mechanism& mechanism) const noexcept;

    /// How long to connect and how soon to probe a silent peer.
    transport::ConnectLimits connect_limits() const noexcept;
    /// How long to wait for the answer to a bind: little for the shorter settings, twelve to fifteen minutes for the
    /// default and longer ones, and for none.
    transport::Deadline bind_deadline() const noexcept;
};

}  // namespace rpcrt4::binding
