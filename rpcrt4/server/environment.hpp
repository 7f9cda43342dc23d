// SPDX-License-Identifier: LGPL-2.1-or-later
// Environment: what every connection of a server shares: its interfaces and object types, the gate that says whether it
// listens, its threads, its association groups, its counters. Owned by Server. Threads: any.
#pragma once

#include <atomic>
#include <cstdint>

#include "rpcrt4/server/association_group.hpp"
#include "rpcrt4/server/auth_registry.hpp"
#include "rpcrt4/server/call_gate.hpp"
#include "rpcrt4/server/interface_registry.hpp"
#include "rpcrt4/server/object_types.hpp"
#include "rpcrt4/server/reactor.hpp"

namespace rpcrt4::server {

/// RpcMgmtInqStats; packets are messages here, whatever their number of fragments.
struct Statistics {
    std::atomic<uint32_t> calls_in{0};
    std::atomic<uint32_t> packets_in{0};
    std::atomic<uint32_t> packets_out{0};
};

struct Environment {
    InterfaceRegistry interfaces;
    ObjectTypes objects;
    std::atomic<CallGate*> listening{nullptr};  // ListenState's; null until the server listened once
    AssociationGroups groups;
    AuthRegistry authentication;
    Statistics statistics;
    std::atomic<RPC_MGMT_AUTHORIZATION_FN> management_authorization{nullptr};
    Reactor reactor;
};

}  // namespace rpcrt4::server
