// SPDX-License-Identifier: LGPL-2.1-or-later
// The association groups of a server: all connections of one client process to it, and the context handles that client
// has open. A group ends with its last connection; then its contexts are run down. Threads: any.
// C706 12.6.3.6, MS-RPCE 3.3.1.5; Microsoft "Server-side cleanup".
#pragma once

#include <sys/random.h>

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/ref.hpp"
#include "rpcrt4/server/context_handle.hpp"

namespace rpcrt4::server {

class AssociationGroup final : public base::RefCounted {
 public:
    explicit AssociationGroup(uint32_t number) noexcept : id(number) {}

    const uint32_t id;
    ContextSet contexts;

 private:
    friend class AssociationGroups;
    uint32_t members_ = 0;  // under the lock of AssociationGroups
};

/// The groups that have connections. A client names the group of its first connection when it opens further ones.
class AssociationGroups {
 public:
    /// Joins `requested`, or a new group when that is 0. Returns null when there is no such group.
    base::Ref<AssociationGroup> join(uint32_t requested) {
        return groups_.with([&](Groups& groups) {
            if (requested == 0) return open(groups);
            const auto found = groups.members.find(requested);
            if (found == groups.members.end()) return base::Ref<AssociationGroup>();
            ++found->second->members_;
            return found->second;
        });
    }
    /// A connection is gone. Runs down the contexts of a group that has no other.
    void leave(const base::Ref<AssociationGroup>& group) noexcept {
        const bool ended = groups_.with([&](Groups& groups) {
            if (--group->members_ != 0) return false;
            groups.members.erase(group->id);
            return true;
        });
        if (ended) group->contexts.end();
    }
    /// The contexts of one strict interface, of every client.
    void abandon_contexts(const void* guard, ServerContext::Fate fate) {
        std::vector<base::Ref<AssociationGroup>> all;
        groups_.with([&](Groups& groups) {
            for (const auto& [id, group] : groups.members) all.push_back(group);
        });
        for (const auto& group : all) group->contexts.abandon(guard, fate);
    }

 private:
    /// A client of a server that was here before may ask for its old group: it must not be given somebody else's.
    static uint32_t anywhere() noexcept {
        uint32_t number = 0;
        return ::getrandom(&number, sizeof number, GRND_NONBLOCK) == sizeof number ? number : 0;
    }
    struct Groups {
        uint32_t last = anywhere();
        std::unordered_map<uint32_t, base::Ref<AssociationGroup>> members;
    };

    static base::Ref<AssociationGroup> open(Groups& groups) {
        do ++groups.last;
        while (groups.last == 0 || groups.members.contains(groups.last));
        auto group = base::make_ref<AssociationGroup>(groups.last);
        groups.members.emplace(group->id, group);
        group->members_ = 1;
        return group;
    }

    base::Guarded<Groups> groups_;
};

}  // namespace rpcrt4::server
