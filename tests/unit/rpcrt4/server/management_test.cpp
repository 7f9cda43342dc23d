// SPDX-License-Identifier: LGPL-2.1-or-later
// The remote management interface: RpcMgmt* with a binding handle, over both transports, against the server of this
// process. What the application's authorization function says goes.
#include "rpcrt4/server/management.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <set>

#include "fixture.hpp"
#include "rpcrt4/protocol/management.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "rpcrt4/server/server.hpp"

using namespace server_test;
using protocol::PduType;
namespace wire = protocol::management;

namespace {

/// A server binding handle to the server of this process.
class Remote {
 public:
    explicit Remote(const Endpoint& endpoint) {
        std::string text = endpoint.protseq + (endpoint.protseq == "ncalrpc" ? ":[" : ":127.0.0.1[") + endpoint.name;
        text += ']';
        REQUIRE(RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(text.data()), &handle_) == RPC_S_OK);
    }
    ~Remote() { RpcBindingFree(&handle_); }
    operator RPC_BINDING_HANDLE() const { return handle_; }

 private:
    RPC_BINDING_HANDLE handle_ = nullptr;
};

template <typename F>
void on_both(F&& body) {
    for (const Endpoint& endpoint : {tcp_endpoint(), local_endpoint()}) {
        CAPTURE(endpoint.protseq);
        const Remote remote(endpoint);
        body(remote);
    }
}

std::set<ULONG> asked;
RPC_STATUS refusal = RPC_S_OK;
bool allowed = false;
bool knows_client = false;

int authorize(RPC_BINDING_HANDLE client, ULONG operation, RPC_STATUS* status) {
    asked.insert(operation);
    unsigned local = 0;
    knows_client = I_RpcBindingIsClientLocal(client, &local) == RPC_S_OK;
    *status = refusal;
    return allowed ? TRUE : FALSE;
}

std::atomic<uint32_t> running_at_stop;

int count_running(RPC_BINDING_HANDLE, ULONG, RPC_STATUS*) {
    running_at_stop = rpcrt4::server::Server::instance().environment().listening.load()->running();
    return TRUE;
}

int authorize_raising(RPC_BINDING_HANDLE, ULONG, RPC_STATUS*) { RpcRaiseException(1234); }

struct Authorization {
    explicit Authorization(RPC_MGMT_AUTHORIZATION_FN function) {
        asked.clear();
        CHECK(RpcMgmtSetAuthorizationFn(function) == RPC_S_OK);
    }
    ~Authorization() { CHECK(RpcMgmtSetAuthorizationFn(nullptr) == RPC_S_OK); }
};

RPC_STATUS inquire_ids(RPC_BINDING_HANDLE binding) {
    RPC_IF_ID_VECTOR* ids = nullptr;
    const RPC_STATUS status = RpcMgmtInqIfIds(binding, &ids);
    if (status == RPC_S_OK) RpcIfIdVectorFree(&ids);
    return status;
}

RPC_STATUS inquire_statistics(RPC_BINDING_HANDLE binding) {
    RPC_STATS_VECTOR* statistics = nullptr;
    const RPC_STATUS status = RpcMgmtInqStats(binding, &statistics);
    if (status == RPC_S_OK) RpcMgmtStatsVectorFree(&statistics);
    return status;
}

RPC_STATUS inquire_name(RPC_BINDING_HANDLE binding) {
    RPC_CSTR name = nullptr;
    return RpcMgmtInqServerPrincNameA(binding, RPC_C_AUTHN_WINNT, &name);
}

}  // namespace

TEST_SUITE("rpcrt4/server/management") {
    TEST_CASE("RpcMgmtIsServerListening asks another server, which answers whether it listens or not") {
        on_both([](RPC_BINDING_HANDLE remote) {
            CHECK(RpcMgmtIsServerListening(remote) == RPC_S_NOT_LISTENING);
            const Listening listening;
            CHECK(RpcMgmtIsServerListening(remote) == RPC_S_OK);
        });
    }

    TEST_CASE("RpcMgmtInqIfIds lists the interfaces of another server, but not the management interface itself") {
        TestInterface first{echo};
        TestInterface second{echo};
        REQUIRE(RpcServerRegisterIf(first.handle(), nullptr, nullptr) == RPC_S_OK);
        REQUIRE(RpcServerRegisterIf(second.handle(), nullptr, nullptr) == RPC_S_OK);
        on_both([&](RPC_BINDING_HANDLE remote) {
            CHECK(inquire_ids(remote) == RPC_S_NOT_LISTENING);
            const Listening listening;
            RPC_IF_ID_VECTOR* local = nullptr;
            RPC_IF_ID_VECTOR* ids = nullptr;
            REQUIRE(RpcMgmtInqIfIds(nullptr, &local) == RPC_S_OK);
            REQUIRE(RpcMgmtInqIfIds(remote, &ids) == RPC_S_OK);
            CHECK(ids->Count >= 2);
            REQUIRE(ids->Count == local->Count);
            for (ULONG i = 0; i < ids->Count; ++i) {
                CHECK(ids->IfId[i]->Uuid == local->IfId[i]->Uuid);
                CHECK(ids->IfId[i]->VersMajor == local->IfId[i]->VersMajor);
                CHECK(ids->IfId[i]->VersMinor == local->IfId[i]->VersMinor);
                CHECK(to_uuid(ids->IfId[i]->Uuid) != wire::kInterface.uuid);
            }
            CHECK(RpcIfIdVectorFree(&ids) == RPC_S_OK);
            CHECK(RpcIfIdVectorFree(&local) == RPC_S_OK);
        });
    }

    TEST_CASE("RpcMgmtInqStats counts what another server has served") {
        on_both([](RPC_BINDING_HANDLE remote) {
            const Listening listening;
            RPC_STATS_VECTOR* before = nullptr;
            RPC_STATS_VECTOR* after = nullptr;
            REQUIRE(RpcMgmtInqStats(remote, &before) == RPC_S_OK);
            REQUIRE(before->Count == 4);
            CHECK(RpcMgmtIsServerListening(remote) == RPC_S_OK);
            REQUIRE(RpcMgmtInqStats(remote, &after) == RPC_S_OK);
            CHECK(after->Stats[RPC_C_STATS_CALLS_IN] == before->Stats[RPC_C_STATS_CALLS_IN] + 2);
            CHECK(after->Stats[RPC_C_STATS_PKTS_IN] >= before->Stats[RPC_C_STATS_PKTS_IN] + 2);
            CHECK(after->Stats[RPC_C_STATS_PKTS_OUT] >= before->Stats[RPC_C_STATS_PKTS_OUT] + 2);
            CHECK(RpcMgmtStatsVectorFree(&before) == RPC_S_OK);
            CHECK(RpcMgmtStatsVectorFree(&after) == RPC_S_OK);
        });
    }

    TEST_CASE("I11: a client may not stop a server unless its authorization function says so") {
        on_both([](RPC_BINDING_HANDLE remote) {
            const Listening listening;
            CHECK(RpcMgmtStopServerListening(remote) == RPC_S_ACCESS_DENIED);
            CHECK(RpcMgmtIsServerListening(remote) == RPC_S_OK);
            const Authorization function(authorize);
            allowed = true;
            CHECK(RpcMgmtStopServerListening(remote) == RPC_S_OK);
            CHECK(asked == std::set<ULONG>{RPC_C_MGMT_STOP_SERVER_LISTEN});
            CHECK(knows_client);
            CHECK(RpcMgmtWaitServerListen() == RPC_S_OK);
            CHECK(RpcMgmtIsServerListening(remote) == RPC_S_NOT_LISTENING);
            CHECK(RpcMgmtStopServerListening(remote) == RPC_S_NOT_LISTENING);
        });
    }

    TEST_CASE("the call that stops a server is one of those that are waited for before the server is over") {
        on_both([](RPC_BINDING_HANDLE remote) {
            const Listening listening;
            const Authorization function(count_running);
            running_at_stop = 0;
            CHECK(RpcMgmtStopServerListening(remote) == RPC_S_OK);
            CHECK(running_at_stop == 1);
            CHECK(RpcMgmtWaitServerListen() == RPC_S_OK);
        });
    }

    TEST_CASE("the authorization function is asked for every operation and may refuse with a code of its own") {
        on_both([](RPC_BINDING_HANDLE remote) {
            const Listening listening;
            const Authorization function(authorize);
            allowed = false;
            refusal = RPC_S_OK;
            CHECK(inquire_ids(remote) == RPC_S_ACCESS_DENIED);
            CHECK(inquire_statistics(remote) == RPC_S_ACCESS_DENIED);
            CHECK(RpcMgmtIsServerListening(remote) == RPC_S_ACCESS_DENIED);
            CHECK(RpcMgmtStopServerListening(remote) == RPC_S_ACCESS_DENIED);
            CHECK(inquire_name(remote) == RPC_S_ACCESS_DENIED);
            CHECK(asked.size() == 5);
            refusal = RPC_S_CANNOT_SUPPORT;
            CHECK(inquire_ids(remote) == RPC_S_CANNOT_SUPPORT);
            refusal = RPC_S_OK;
            const Authorization raising(authorize_raising);
            CHECK(RpcMgmtIsServerListening(remote) == RPC_S_ACCESS_DENIED);
        });
    }

    TEST_CASE("the process itself needs nobody's consent") {
        const Listening listening;
        const Authorization function(authorize);
        allowed = false;
        CHECK(RpcMgmtIsServerListening(nullptr) == RPC_S_OK);
        CHECK(inquire_ids(nullptr) == RPC_S_OK);
        CHECK(asked.empty());
    }

    TEST_CASE("a server that listens has a principal name for each service it registered") {
        CHECK(inquire_name(nullptr) == RPC_S_UNKNOWN_AUTHN_SERVICE);
        on_both([](RPC_BINDING_HANDLE remote) { CHECK(inquire_name(remote) == RPC_S_UNKNOWN_AUTHN_SERVICE); });
        CHECK(RpcMgmtInqServerPrincNameW(nullptr, RPC_C_AUTHN_WINNT, nullptr) == RPC_S_INVALID_ARG);
        unsigned char registered[] = "server@here";
        REQUIRE(RpcServerRegisterAuthInfoA(registered, RPC_C_AUTHN_WINNT, nullptr, nullptr) == RPC_S_OK);
        CHECK(inquire_name(nullptr) == RPC_S_NOT_LISTENING);
        on_both([](RPC_BINDING_HANDLE remote) { CHECK(inquire_name(remote) == RPC_S_NOT_LISTENING); });
        const Listening listening;
        const auto name_of = [](RPC_BINDING_HANDLE binding, ULONG service) {
            RPC_CSTR name = nullptr;
            REQUIRE(RpcMgmtInqServerPrincNameA(binding, service, &name) == RPC_S_OK);
            const std::string copy = reinterpret_cast<char*>(name);
            RpcStringFreeA(&name);
            return copy;
        };
        CHECK(name_of(nullptr, RPC_C_AUTHN_WINNT) == "server@here");
        CHECK(name_of(nullptr, RPC_C_AUTHN_DEFAULT) == "server@here");
        on_both([&](RPC_BINDING_HANDLE remote) {
            CHECK(name_of(remote, RPC_C_AUTHN_WINNT) == "server@here");
            RPC_CSTR none = nullptr;
            CHECK(RpcMgmtInqServerPrincNameA(remote, RPC_C_AUTHN_DPA, &none) == RPC_S_UNKNOWN_AUTHN_SERVICE);
        });
        // Registered under no name: it has the default one.
        REQUIRE(RpcServerRegisterAuthInfoA(nullptr, RPC_C_AUTHN_WINNT, nullptr, nullptr) == RPC_S_OK);
        RPC_CSTR default_name = nullptr;
        REQUIRE(RpcServerInqDefaultPrincNameA(RPC_C_AUTHN_WINNT, &default_name) == RPC_S_OK);
        on_both([&](RPC_BINDING_HANDLE remote) {
            CHECK(name_of(remote, RPC_C_AUTHN_WINNT) == reinterpret_cast<char*>(default_name));
        });
        RpcStringFreeA(&default_name);
    }

    TEST_CASE("a principal name that does not fit with its end is not told") {
        unsigned char registered[] = "server@here";
        REQUIRE(RpcServerRegisterAuthInfoA(registered, RPC_C_AUTHN_WINNT, nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        RawPeer peer(tcp_endpoint().protseq, tcp_endpoint().name);
        REQUIRE(peer.bind(wire::kInterface) == protocol::ContextResult::acceptance);
        for (const uint32_t size : {0u, 1u, 11u, 12u, 4096u}) {
            const auto request = wire::encode_principal_name_request({RPC_C_AUTHN_WINNT, size});
            const auto response = peer.call(wire::inq_princ_name, request);
            REQUIRE(response->type() == PduType::response);
            const auto stub = response->stub();
            CAPTURE(size);
            CHECK(std::to_integer<int>(stub[stub.size() - 4]) == (size < sizeof registered ? 122 : 0));
        }
    }

    TEST_CASE("a service protects no more than its connection by default") {
        for (const ULONG service : {RPC_C_AUTHN_WINNT, RPC_C_AUTHN_GSS_NEGOTIATE, RPC_C_AUTHN_GSS_KERBEROS}) {
            ULONG level = 0;
            CHECK(RpcMgmtInqDefaultProtectLevel(static_cast<ULONG>(service), &level) == RPC_S_OK);
            CHECK(level == RPC_C_AUTHN_LEVEL_CONNECT);
            CHECK(RpcMgmtInqDefaultProtectLevel(static_cast<ULONG>(service), nullptr) == RPC_S_INVALID_ARG);
        }
        ULONG level = 0;
        CHECK(RpcMgmtInqDefaultProtectLevel(RPC_C_AUTHN_DPA, &level) == RPC_S_UNKNOWN_AUTHN_SERVICE);
        CHECK(RpcMgmtInqDefaultProtectLevel(RPC_C_AUTHN_NONE, &level) == RPC_S_UNKNOWN_AUTHN_SERVICE);
    }

    TEST_CASE("management through a handle that leads nowhere") {
        RPC_BINDING_HANDLE nonsense = reinterpret_cast<RPC_BINDING_HANDLE>(uintptr_t{0x1234});
        CHECK(RpcMgmtStopServerListening(nonsense) == RPC_S_INVALID_BINDING);
        CHECK(RpcMgmtIsServerListening(nonsense) == RPC_S_INVALID_BINDING);
        CHECK(inquire_statistics(nonsense) == RPC_S_INVALID_BINDING);
        CHECK(inquire_ids(nonsense) == RPC_S_INVALID_BINDING);
        CHECK(inquire_name(nonsense) == RPC_S_INVALID_BINDING);
        CHECK(RpcMgmtInqIfIds(nullptr, nullptr) == RPC_S_INVALID_ARG);
        CHECK(RpcMgmtInqStats(nullptr, nullptr) == RPC_S_INVALID_ARG);
        const Remote nobody({"ncalrpc", "nobody-listens-here"});
        CHECK(RpcMgmtIsServerListening(nobody) == RPC_S_SERVER_UNAVAILABLE);
    }

    TEST_CASE("management requests cut short are refused, and unregistering everything leaves the interface alone") {
        CHECK(RpcServerUnregisterIf(nullptr, nullptr, 0) == RPC_S_OK);
        RawPeer peer(tcp_endpoint().protseq, tcp_endpoint().name);
        REQUIRE(peer.bind(wire::kInterface) == protocol::ContextResult::acceptance);
        const auto cut = peer.call(wire::inq_princ_name, bytes_of("1234"));
        REQUIRE(cut->type() == PduType::fault);
        CHECK(protocol::from_wire(cut->status()) == base::Status::rpc_x_bad_stub_data);
        CHECK(peer.call(wire::is_server_listening, {})->type() == PduType::response);
        CHECK(peer.call(wire::kOperations, {})->status() == protocol::nca::kOpnumOutOfRange);
    }
}
