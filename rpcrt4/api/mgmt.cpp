// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> that ask or tell a server about itself. A null binding is the server of this process; another
// process would be asked over the management interface, which is not implemented: RPC_S_CANNOT_SUPPORT.
#include <cstdlib>
#include <new>
#include <span>
#include <vector>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/server/server.hpp"

#include <rpc.h>

using base::Status;
using handleapi::returning_status;
using rpcrt4::server::Server;

namespace {

template <typename F>
RPC_STATUS on_server(RPC_BINDING_HANDLE handle, F&& local) {
    return returning_status([&] {
        if (!handle) return local(Server::instance());
        const auto binding = rpcrt4::binding::binding_from(handle);
        return binding ? Status::rpc_s_cannot_support : binding.status();
    });
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

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcMgmtStopServerListening(RPC_BINDING_HANDLE binding) {
    return on_server(binding, [](Server& server) { return server.listen_state().stop(); });
}

RPC_STATUS RPC_ENTRY RpcMgmtIsServerListening(RPC_BINDING_HANDLE binding) {
    return on_server(binding, [](Server& server) {
        return server.listen_state().listening() ? Status::ok : Status::rpc_s_not_listening;
    });
}

RPC_STATUS RPC_ENTRY RpcMgmtInqStats(RPC_BINDING_HANDLE binding, RPC_STATS_VECTOR** statistics) {
    return on_server(binding, [&](Server& server) {
        if (!statistics) return Status::rpc_s_invalid_arg;
        if (!server.listen_state().listening()) return Status::rpc_s_not_listening;
        constexpr unsigned kCount = 4;
        auto* vector = new_vector<RPC_STATS_VECTOR, ULONG>(kCount);
        const rpcrt4::server::Statistics& counted = server.environment().statistics;
        vector->Count = kCount;
        vector->Stats[RPC_C_STATS_CALLS_IN] = counted.calls_in.load(std::memory_order_relaxed);
        vector->Stats[RPC_C_STATS_CALLS_OUT] = 0;  // of calls a server makes; ours are the client's, not counted
        vector->Stats[RPC_C_STATS_PKTS_IN] = counted.packets_in.load(std::memory_order_relaxed);
        vector->Stats[RPC_C_STATS_PKTS_OUT] = counted.packets_out.load(std::memory_order_relaxed);
        *statistics = vector;
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcMgmtStatsVectorFree(RPC_STATS_VECTOR** vector) {
    if (!vector) return RPC_S_INVALID_ARG;
    std::free(*vector);
    *vector = nullptr;
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY RpcMgmtInqIfIds(RPC_BINDING_HANDLE binding, RPC_IF_ID_VECTOR** ids) {
    return on_server(binding, [&](Server& server) {
        if (!ids) return Status::rpc_s_invalid_arg;
        if (!server.listen_state().listening()) return Status::rpc_s_not_listening;
        *ids = to_vector(server.environment().interfaces.ids());
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcIfIdVectorFree(RPC_IF_ID_VECTOR** vector) {
    if (!vector) return RPC_S_INVALID_ARG;
    if (*vector) free_ids(*vector);
    *vector = nullptr;
    return RPC_S_OK;
}

}  // extern "C"
