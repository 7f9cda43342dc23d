// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> about interface groups. A group's handle is an id of its table, as all handles are.
#include "rpcrt4/server/interface_group.hpp"

#include <bit>
#include <span>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/rpc_string.hpp"
#include "rpcrt4/security/security_descriptor.hpp"

using base::Ref;
using base::Result;
using base::Status;
using handleapi::returning_status;
using rpcrt4::server::interface_groups;
using rpcrt4::server::InterfaceGroup;
using rpcrt4::security::SecurityDescriptor;

namespace {

constexpr ULONG kTemplateVersion = 1;

template <typename Template>
Result<InterfaceGroup::InterfaceTemplate> to_interface(const Template& from) {
    const auto* spec = static_cast<const RPC_SERVER_INTERFACE*>(from.IfSpec);
    if (from.Version != kTemplateVersion || !spec || spec->Length < sizeof *spec) return Status::rpc_s_invalid_arg;
    InterfaceGroup::InterfaceTemplate made;
    made.spec = spec;
    made.type = from.MgrTypeUuid ? *from.MgrTypeUuid : GUID{};
    made.vector = from.MgrEpv;
    made.policy.flags = from.Flags;
    made.policy.max_calls = from.MaxCalls;
    made.policy.max_rpc_size = from.MaxRpcSize;
    made.policy.callback = from.IfCallback;
    made.annotation = rpcrt4::binding::text_of(from.Annotation);
    if (from.UuidVector) {
        for (const UUID* object : std::span(from.UuidVector->Uuid, from.UuidVector->Count)) {
            if (object) made.objects.push_back(std::bit_cast<rpcrt4::uuid::Uuid>(*object));
        }
    }
    if (from.SecurityDescriptor) {
        auto descriptor = SecurityDescriptor::copy(from.SecurityDescriptor);
        made.descriptor = descriptor.status();
        if (descriptor) made.policy.security = std::move(*descriptor);
    }
    return made;
}

/// As with RpcServerUseProtseq, an endpoint's own security descriptor is checked for its form and has no effect.
template <typename Template>
Result<InterfaceGroup::EndpointTemplate> to_endpoint(const Template& from) {
    if (from.Version != kTemplateVersion) return Status::rpc_s_invalid_arg;
    InterfaceGroup::EndpointTemplate made{.protseq = std::string(rpcrt4::binding::text_of(from.ProtSeq)),
                                          .endpoint = std::string(rpcrt4::binding::text_of(from.Endpoint)),
                                          .backlog = from.Backlog};
    if (from.SecurityDescriptor) made.descriptor = SecurityDescriptor::copy(from.SecurityDescriptor).status();
    return made;
}

struct Idle {
    ULONG period;
    RPC_INTERFACE_GROUP_IDLE_CALLBACK_FN* function;
    void* context;
};

template <typename Interface, typename Endpoint>
RPC_STATUS create(std::span<const Interface> interfaces, std::span<const Endpoint> endpoints, const Idle& idle,
                  PRPC_INTERFACE_GROUP out) {
    return returning_status([&]() -> Status {
        const bool lists = (interfaces.empty() || interfaces.data()) && (endpoints.empty() || endpoints.data());
        if (!out || !lists || (idle.period != INFINITE && !idle.function)) return Status::rpc_s_invalid_arg;
        std::vector<InterfaceGroup::InterfaceTemplate> offered;
        for (const Interface& one : interfaces) {
            auto made = to_interface(one);
            if (!made) return made.status();
            offered.push_back(std::move(*made));
        }
        std::vector<InterfaceGroup::EndpointTemplate> opened;
        for (const Endpoint& one : endpoints) {
            auto made = to_endpoint(one);
            if (!made) return made.status();
            opened.push_back(std::move(*made));
        }
        std::optional<InterfaceGroup::IdleNotice> notice;
        if (idle.period != INFINITE) notice = {std::chrono::seconds(idle.period), idle.function, idle.context};
        auto group = base::make_ref<InterfaceGroup>(std::move(offered), std::move(opened), notice);
        const uintptr_t id = interface_groups().insert(group);
        if (id == 0) return Status::rpc_s_out_of_memory;
        group->set_handle(reinterpret_cast<RPC_INTERFACE_GROUP>(id));
        *out = reinterpret_cast<RPC_INTERFACE_GROUP>(id);
        return Status::ok;
    });
}

template <typename F>
RPC_STATUS on_group(RPC_INTERFACE_GROUP handle, F&& f) {
    return returning_status([&]() -> Status {
        const Ref<InterfaceGroup> group = interface_groups().lookup(reinterpret_cast<uintptr_t>(handle));
        return group ? f(*group) : Status::rpc_s_invalid_arg;
    });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupCreateA(RPC_INTERFACE_TEMPLATEA* interfaces, ULONG interface_count,
                                                    RPC_ENDPOINT_TEMPLATEA* endpoints, ULONG endpoint_count,
                                                    ULONG idle_period, RPC_INTERFACE_GROUP_IDLE_CALLBACK_FN* idle,
                                                    void* idle_context, PRPC_INTERFACE_GROUP group) {
    return create(std::span<const RPC_INTERFACE_TEMPLATEA>(interfaces, interface_count),
                  std::span<const RPC_ENDPOINT_TEMPLATEA>(endpoints, endpoint_count), {idle_period, idle, idle_context},
                  group);
}

RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupCreateW(RPC_INTERFACE_TEMPLATEW* interfaces, ULONG interface_count,
                                                    RPC_ENDPOINT_TEMPLATEW* endpoints, ULONG endpoint_count,
                                                    ULONG idle_period, RPC_INTERFACE_GROUP_IDLE_CALLBACK_FN* idle,
                                                    void* idle_context, PRPC_INTERFACE_GROUP group) {
    return create(std::span<const RPC_INTERFACE_TEMPLATEW>(interfaces, interface_count),
                  std::span<const RPC_ENDPOINT_TEMPLATEW>(endpoints, endpoint_count), {idle_period, idle, idle_context},
                  group);
}

RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupActivate(RPC_INTERFACE_GROUP handle) {
    return on_group(handle, [](InterfaceGroup& group) { return group.activate(); });
}

RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupDeactivate(RPC_INTERFACE_GROUP handle, ULONG force) {
    return on_group(handle, [&](InterfaceGroup& group) {
        return group.deactivate(force != 0 ? InterfaceGroup::Force::yes : InterfaceGroup::Force::no);
    });
}

// An active group is deactivated first, whoever is connected.
RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupClose(RPC_INTERFACE_GROUP handle) {
    return returning_status([&]() -> Status {
        const Ref<InterfaceGroup> group = interface_groups().remove(reinterpret_cast<uintptr_t>(handle));
        return group ? group->deactivate(InterfaceGroup::Force::yes) : Status::rpc_s_invalid_arg;
    });
}

}  // extern "C"
