// SPDX-License-Identifier: LGPL-2.1-or-later
// Environment: what every connection of a server shares: its interfaces and object types, the gate that says whether it
// listens, its threads, its association groups, its counters. Owned by Server. Threads: any.
// Association groups: C706 12.6.3.6, MS-RPCE 3.3.1.5.
#pragma once

#include <atomic>
#include <cstdint>
#include <unordered_map>

#include "handleapi/base/guarded.hpp"
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

/// The groups that have connections. A client names the group of its first connection when it opens further ones.
class AssociationGroups {
 public:
    /// Joins `requested`, or a new group when that is 0. Returns 0 when there is no such group.
    uint32_t join(uint32_t requested) {
        return groups_.with([&](Groups& groups) -> uint32_t {
            if (requested == 0) {
                do ++groups.last;
                while (groups.last == 0 || groups.members.contains(groups.last));
                requested = groups.last;
            } else if (!groups.members.contains(requested)) {
                return 0;
            }
            ++groups.members[requested];
            return requested;
        });
    }
    void leave(uint32_t group) noexcept {
        groups_.with([&](Groups& groups) {
            const auto found = groups.members.find(group);
            if (found != groups.members.end() && --found->second == 0) groups.members.erase(found);
        });
    }

 private:
    struct Groups {
        uint32_t last = 0;
        std::unordered_map<uint32_t, uint32_t> members;
    };
    base::Guarded<Groups> groups_;
};

struct Environment {
    InterfaceRegistry interfaces;
    ObjectTypes objects;
    std::atomic<CallGate*> listening{nullptr};  // ListenState's; null until the server listened once
    AssociationGroups groups;
    Statistics statistics;
    std::atomic<RPC_MGMT_AUTHORIZATION_FN> management_authorization{nullptr};
    Reactor reactor;
};

}  // namespace rpcrt4::server
