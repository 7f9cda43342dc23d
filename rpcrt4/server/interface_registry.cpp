// SPDX-License-Identifier: LGPL-2.1-or-later
// InterfaceRegistry: a handful of interfaces in a vector; the hot path (Interface::target) never touches the registry
// lock, because a connection keeps the Interface its presentation context was bound to.
#include "rpcrt4/server/interface_registry.hpp"

#include <algorithm>

namespace rpcrt4::server {

using base::Ref;
using base::Result;
using base::Status;

namespace {

bool same_id(const RPC_SYNTAX_IDENTIFIER& a, const RPC_SYNTAX_IDENTIFIER& b) noexcept {
    return a.SyntaxGUID == b.SyntaxGUID && a.SyntaxVersion.MajorVersion == b.SyntaxVersion.MajorVersion &&
           a.SyntaxVersion.MinorVersion == b.SyntaxVersion.MinorVersion;
}

bool serves(const RPC_SYNTAX_IDENTIFIER& offered, const RPC_SYNTAX_IDENTIFIER& wanted) noexcept {
    return offered.SyntaxGUID == wanted.SyntaxGUID &&
           offered.SyntaxVersion.MajorVersion == wanted.SyntaxVersion.MajorVersion &&
           offered.SyntaxVersion.MinorVersion >= wanted.SyntaxVersion.MinorVersion;
}

}  // namespace

Result<Interface::Target> Interface::target(const GUID& type) const {
    return data_.with([&](const Data& data) -> Result<Target> {
        for (const Ref<Manager>& manager : data.managers) {
            if (manager->type == type) return Target{manager, data.policy};
        }
        return data.managers.empty() ? Status::rpc_s_unknown_if : Status::rpc_s_unknown_mgr_type;
    });
}

Ref<Interface> InterfaceRegistry::exact(const List& interfaces, const RPC_SYNTAX_IDENTIFIER& id) {
    for (const Ref<Interface>& entry : interfaces) {
        if (same_id(entry->id(), id)) return entry;
    }
    return nullptr;
}

Status InterfaceRegistry::add(const RPC_SERVER_INTERFACE& spec, const GUID& type, RPC_MGR_EPV* vector,
                              const InterfacePolicy& policy) {
    Ref<Manager> manager = base::make_ref<Manager>(spec, type, vector ? vector : spec.DefaultManagerEpv);
    return interfaces_.with([&](List& interfaces) {
        Ref<Interface> entry = exact(interfaces, spec.InterfaceId);
        if (!entry) {
            entry = base::make_ref<Interface>(spec, policy);
            interfaces.push_back(entry);
        }
        return entry->data_.with([&](Interface::Data& data) {
            for (const Ref<Manager>& present : data.managers) {
                if (present->type == type) return Status::rpc_s_type_already_registered;
            }
            data.policy = policy;
            entry->max_rpc_size_.store(policy.max_rpc_size, std::memory_order_relaxed);
            data.managers.push_back(std::move(manager));
            return Status::ok;
        });
    });
}

size_t InterfaceRegistry::take_managers(Interface& entry, const GUID* type, Removed& removed) {
    return entry.data_.with([&](Interface::Data& data) {
        const size_t before = data.managers.size();
        std::erase_if(data.managers, [&](const Ref<Manager>& manager) {
            if (type && manager->type != *type) return false;
            manager->calls.close();
            removed.managers.push_back(manager);
            return true;
        });
        if (data.managers.size() != before && data.policy.auto_listen()) removed.auto_listen = true;
        return before - data.managers.size();
    });
}

Result<InterfaceRegistry::Removed> InterfaceRegistry::remove(const RPC_SERVER_INTERFACE* spec, const GUID* type) {
    return interfaces_.with([&](List& interfaces) -> Result<Removed> {
        Removed removed;
        if (spec) {
            const Ref<Interface> entry = exact(interfaces, spec->InterfaceId);
            if (!entry) return Status::rpc_s_unknown_if;
            if (take_managers(*entry, type, removed) == 0) return Status::rpc_s_unknown_mgr_type;
        } else {
            for (const Ref<Interface>& entry : interfaces) {
                if (!entry->policy().auto_listen()) take_managers(*entry, type, removed);
            }
            if (type && removed.managers.empty()) return Status::rpc_s_unknown_mgr_type;
        }
        std::erase_if(interfaces, [](const Ref<Interface>& entry) {
            const bool gone = entry->data_.with([](const Interface::Data& data) { return data.managers.empty(); });
            if (gone) entry->gone_.store(true, std::memory_order_release);
            return gone;
        });
        return removed;
    });
}

std::vector<Ref<Manager>> InterfaceRegistry::clear() {
    return interfaces_.with([](List& interfaces) {
        Removed removed;
        for (const Ref<Interface>& entry : interfaces) {
            take_managers(*entry, nullptr, removed);
            entry->gone_.store(true, std::memory_order_release);
        }
        interfaces.clear();
        return std::move(removed.managers);
    });
}

Ref<Interface> InterfaceRegistry::find(const RPC_SYNTAX_IDENTIFIER& id) const {
    return interfaces_.with([&](const List& interfaces) -> Ref<Interface> {
        for (const Ref<Interface>& entry : interfaces) {
            if (serves(entry->id(), id)) return entry;
        }
        return nullptr;
    });
}

Result<RPC_MGR_EPV*> InterfaceRegistry::manager(const RPC_SERVER_INTERFACE& spec, const GUID& type) const {
    const Ref<Interface> entry =
        interfaces_.with([&](const List& interfaces) { return exact(interfaces, spec.InterfaceId); });
    if (!entry) return Status::rpc_s_unknown_if;
    auto target = entry->target(type);
    if (!target) return target.status();
    return target->manager->vector;
}

std::vector<RPC_IF_ID> InterfaceRegistry::ids() const {
    return interfaces_.with([](const List& interfaces) {
        std::vector<RPC_IF_ID> ids;
        for (const Ref<Interface>& entry : interfaces) {
            if (entry->policy().of_runtime) continue;
            const RPC_SYNTAX_IDENTIFIER& id = entry->id();
            ids.push_back({id.SyntaxGUID, id.SyntaxVersion.MajorVersion, id.SyntaxVersion.MinorVersion});
        }
        return ids;
    });
}

}  // namespace rpcrt4::server
