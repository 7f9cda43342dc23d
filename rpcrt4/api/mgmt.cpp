// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> that ask or tell a server about itself. A null binding is the server of this process; another
// one is asked through the remote management interface.
#include <bit>
#include <cstdlib>
#include <new>
#include <span>
#include <vector>

#include "handleapi/boundary.hpp"
#include "rpcrt4/association/idle_cleanup.hpp"
#include "rpcrt4/binding/authentication.hpp"
#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/binding/rpc_string.hpp"
#include "rpcrt4/client/management.hpp"
#include "rpcrt4/security/packages.hpp"
#include "rpcrt4/server/management.hpp"
#include "rpcrt4/server/server.hpp"

#include <rpc.h>

using base::Result;
using base::Status;
using handleapi::returning_status;
using rpcrt4::server::Server;
namespace client = rpcrt4::client;
namespace security = rpcrt4::security;
namespace server = rpcrt4::server;

namespace {

/// Runs local(server of this process) or remote(handle), which finds out whether that is a handle to call with.
template <typename Local, typename Remote>
RPC_STATUS on_server(RPC_BINDING_HANDLE handle, Local&& local, Remote&& remote) {
    return returning_status([&]() -> Status { return handle ? remote(handle) : local(Server::instance()); });
}

template <typename Vector, typename Element>
Vector* new_vector(size_t count) {
    const size_t extra = count > 1 ? count - 1 : 0;
    void* memory = std::calloc(1, sizeof(Vector) + extra * sizeof(Element));
    if (!memory) throw std::bad_alloc();
    return static_cast<Vector*>(memory);
}

void free_ids(RPC_IF_ID_VECTOR* vector) {
    for (RPC_IF_ID* id : std::span(vector->IfId, vector->Count)) std::free(id);
    std::free(vector);
}

RPC_IF_ID_VECTOR* to_vector(const std::vector<RPC_IF_ID>& ids) {
    auto* vector = new_vector<RPC_IF_ID_VECTOR, RPC_IF_ID*>(ids.size());
    for (const RPC_IF_ID& id : ids) {
        auto* copy = static_cast<RPC_IF_ID*>(std::malloc(sizeof id));
        if (!copy) {
            free_ids(vector);
            throw std::bad_alloc();
        }
        *copy = id;
        vector->IfId[vector->Count++] = copy;
    }
    return vector;
}

Result<std::vector<RPC_IF_ID>> remote_ids(RPC_BINDING_HANDLE handle) {
    const auto found = client::inquire_interface_ids(handle);
    if (!found) return found.status();
    std::vector<RPC_IF_ID> ids;
    for (const auto& id : *found) ids.push_back({std::bit_cast<GUID>(id.uuid), id.major, id.minor});
    return ids;
}

RPC_STATS_VECTOR* to_vector(std::span<const uint32_t> values) {
    auto* vector = new_vector<RPC_STATS_VECTOR, ULONG>(values.size());
    vector->Count = static_cast<unsigned>(values.size());
    for (size_t i = 0; i < values.size(); ++i) vector->Stats[i] = values[i];
    return vector;
}

template <typename Char>
RPC_STATUS principal_name(RPC_BINDING_HANDLE binding, ULONG service, Char** out) {
    const auto deliver = [&](const Result<std::string>& name) {
        if (!name) return name.status();
        rpcrt4::binding::StringGifts gifts;
        gifts.give(*name, out);
        return gifts.finish();
    };
    if (!out) return RPC_S_INVALID_ARG;
    return on_server(
        binding, [&](Server& own) { return deliver(server::principal_name(own, service)); },
        [&](RPC_BINDING_HANDLE handle) { return deliver(client::inquire_principal_name(handle, service)); });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcMgmtStopServerListening(RPC_BINDING_HANDLE binding) {
    return on_server(
        binding, [](Server& own) { return own.listen_state().stop(); }, client::stop_listening);
}

RPC_STATUS RPC_ENTRY RpcMgmtIsServerListening(RPC_BINDING_HANDLE binding) {
    return on_server(
        binding, [](Server& own) { return own.listen_state().listening() ? Status::ok : Status::rpc_s_not_listening; },
        client::is_listening);
}

RPC_STATUS RPC_ENTRY RpcMgmtInqStats(RPC_BINDING_HANDLE binding, RPC_STATS_VECTOR** statistics) {
    if (!statistics) return RPC_S_INVALID_ARG;
    const auto deliver = [&](const auto& values) {
        if (!values) return values.status();
        *statistics = to_vector(*values);
        return Status::ok;
    };
    return on_server(
        binding, [&](Server& own) { return deliver(server::statistics(own)); },
        [&](RPC_BINDING_HANDLE handle) {
            return deliver(client::inquire_statistics(handle, std::tuple_size_v<server::StatisticsValues>));
        });
}

RPC_STATUS RPC_ENTRY RpcMgmtStatsVectorFree(RPC_STATS_VECTOR** vector) {
    if (!vector) return RPC_S_INVALID_ARG;
    std::free(*vector);
    *vector = nullptr;
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY RpcMgmtInqIfIds(RPC_BINDING_HANDLE binding, RPC_IF_ID_VECTOR** ids) {
    if (!ids) return RPC_S_INVALID_ARG;
    const auto deliver = [&](const Result<std::vector<RPC_IF_ID>>& found) {
        if (!found) return found.status();
        *ids = to_vector(*found);
        return Status::ok;
    };
    return on_server(
        binding, [&](Server& own) { return deliver(server::interface_ids(own)); },
        [&](RPC_BINDING_HANDLE handle) { return deliver(remote_ids(handle)); });
}

RPC_STATUS RPC_ENTRY RpcIfIdVectorFree(RPC_IF_ID_VECTOR** vector) {
    if (!vector) return RPC_S_INVALID_ARG;
    if (*vector) free_ids(*vector);
    *vector = nullptr;
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY RpcMgmtInqServerPrincNameA(RPC_BINDING_HANDLE binding, ULONG service, RPC_CSTR* name) {
    return principal_name(binding, service, name);
}

RPC_STATUS RPC_ENTRY RpcMgmtInqServerPrincNameW(RPC_BINDING_HANDLE binding, ULONG service, RPC_WSTR* name) {
    return principal_name(binding, service, name);
}

RPC_STATUS RPC_ENTRY RpcMgmtInqDefaultProtectLevel(ULONG service, ULONG* level) {
    return returning_status([&] {
        if (!level) return Status::rpc_s_invalid_arg;
        if (!security::known(rpcrt4::binding::service_of(service))) return Status::rpc_s_unknown_authn_service;
        *level = static_cast<ULONG>(rpcrt4::binding::level_of(RPC_C_AUTHN_LEVEL_DEFAULT));
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcMgmtEnableIdleCleanup(void) {
    return returning_status([] { rpcrt4::association::enable_idle_cleanup(); });
}

RPC_STATUS RPC_ENTRY RpcMgmtSetAuthorizationFn(RPC_MGMT_AUTHORIZATION_FN function) {
    return returning_status(
        [&] { Server::instance().environment().management_authorization.store(function, std::memory_order_release); });
}

}  // extern "C"
