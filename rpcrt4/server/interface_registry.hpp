// SPDX-License-Identifier: LGPL-2.1-or-later
// The interfaces a server offers: RpcServerRegisterIf* puts them here, binds and calls look them up.
// Interface = one interface id with its policy (flags, limits, security callback) and one manager entry-point vector
// per manager type; it lives as long as the registry, a presentation context or a running call refers to it.
// Owner: Server owns the registry. Threads: any. Waiting for calls happens with no lock held.
// Reference: RpcServerRegisterIf3, RpcServerUnregisterIf, "Registering Interfaces"; C706 section 2 (manager EPVs).
#pragma once

#include <atomic>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "rpcrt4/security/security_descriptor.hpp"
#include "rpcrt4/server/call_gate.hpp"
#include "rpcrt4/server/object_types.hpp"

#include <rpc.h>
#include <rpcdcep.h>

namespace rpcrt4::server {

/// MaxCalls of the API as a number: its default constant stands for no limit.
inline uint32_t call_limit(unsigned max_calls) noexcept {
    return max_calls == RPC_C_LISTEN_MAX_CALLS_DEFAULT ? CallGate::kUnlimited : max_calls;
}

/// What may call an interface, and how much.
struct InterfacePolicy {
    unsigned flags = 0;                                   ///< RPC_IF_*
    unsigned max_calls = RPC_C_LISTEN_MAX_CALLS_DEFAULT;  ///< counts for auto-listen interfaces only
    unsigned max_rpc_size = ~0u;
    RPC_IF_CALLBACK_FN* callback = nullptr;
    base::Ref<security::SecurityDescriptor> security = nullptr;  ///< null: everybody
    bool of_runtime = false;                                     ///< not the application's: in no list of interfaces

    bool auto_listen() const noexcept { return (flags & RPC_IF_AUTOLISTEN) != 0; }
};

/// One manager entry-point vector of one interface. Calls that run in it are behind its gate.
class Manager : public base::RefCounted {
 public:
    Manager(const RPC_SERVER_INTERFACE& of, const GUID& for_type, RPC_MGR_EPV* routines) noexcept
        : spec(of), type(for_type), vector(routines) {}

    const RPC_SERVER_INTERFACE& spec;
    const GUID type;
    RPC_MGR_EPV* const vector;
    CallGate calls{true};
};

class Interface : public base::RefCounted {
 public:
    Interface(const RPC_SERVER_INTERFACE& spec, const InterfacePolicy& policy)
        : id_(spec.InterfaceId),
          transfer_(spec.TransferSyntax),
          has_pipes_((spec.Flags & RPC_INTERFACE_HAS_PIPES) != 0),
          max_rpc_size_(policy.max_rpc_size),
          data_(Data{policy, {}}) {}

    const RPC_SYNTAX_IDENTIFIER& id() const noexcept { return id_; }
    const RPC_SYNTAX_IDENTIFIER& transfer_syntax() const noexcept { return transfer_; }
    /// Its requests are dispatched as soon as they begin.
    bool has_pipes() const noexcept { return has_pipes_; }
    /// policy().max_rpc_size, for who asks at every request.
    unsigned max_rpc_size() const noexcept { return max_rpc_size_.load(std::memory_order_relaxed); }
    /// It was unregistered; one that was registered since is another Interface.
    bool gone() const noexcept { return gone_.load(std::memory_order_acquire); }
    InterfacePolicy policy() const {
        return data_.with([](const Data& data) { return data.policy; });
    }

    struct Target {
        base::Ref<Manager> manager;
        InterfacePolicy policy;
    };
    /// Where calls on objects of `type` go; rpc_s_unknown_mgr_type when nowhere, rpc_s_unknown_if after unregistering.
    base::Result<Target> target(const GUID& type) const;

 private:
    friend class InterfaceRegistry;
    struct Data {
        InterfacePolicy policy;
        std::vector<base::Ref<Manager>> managers;
    };

    // Copies: clients stay bound when the module with the specification has unregistered it and is unloaded.
    const RPC_SYNTAX_IDENTIFIER id_;
    const RPC_SYNTAX_IDENTIFIER transfer_;
    const bool has_pipes_;
    std::atomic<unsigned> max_rpc_size_;
    std::atomic<bool> gone_{false};
    base::Guarded<Data> data_;
};

class InterfaceRegistry {
 public:
    /// `type` nil is the nil manager type, `vector` null the default vector of the specification.
    /// rpc_s_type_already_registered for a pair that is there already.
    base::Status add(const RPC_SERVER_INTERFACE& spec, const GUID& type, RPC_MGR_EPV* vector,
                     const InterfacePolicy& policy);

    /// What RpcServerUnregisterIf removes. Null `spec` = all interfaces except auto-listen ones, null `type` = all
    /// types. Returns the managers no new call reaches any more; calls may still run in them. `auto_listen` tells
    /// whether one of them belonged to an auto-listen interface.
    struct Removed {
        std::vector<base::Ref<Manager>> managers;
        bool auto_listen = false;
    };
    base::Result<Removed> remove(const RPC_SERVER_INTERFACE* spec, const GUID* type);
    /// Removes everything, whatever it is.
    std::vector<base::Ref<Manager>> clear();

    /// The interface a client of `id` can use: same UUID and major version, minor version at least the client's.
    base::Ref<Interface> find(const RPC_SYNTAX_IDENTIFIER& id) const;
    base::Result<RPC_MGR_EPV*> manager(const RPC_SERVER_INTERFACE& spec, const GUID& type) const;
    /// The application's.
    std::vector<RPC_IF_ID> ids() const;

 private:
    using List = std::vector<base::Ref<Interface>>;
    static base::Ref<Interface> exact(const List& interfaces, const RPC_SYNTAX_IDENTIFIER& id);
    static size_t take_managers(Interface& entry, const GUID* type, Removed& removed);

    base::Guarded<List> interfaces_;
};

}  // namespace rpcrt4::server
