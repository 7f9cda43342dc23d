// SPDX-License-Identifier: LGPL-2.1-or-later
// From request to manager routine: who is called, who is refused, and what the client hears.
#include "rpcrt4/server/dispatch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "fixture.hpp"
#include "rpcrt4/protocol/wire_status.hpp"

using namespace server_test;
using protocol::ContextResult;
using protocol::PduType;

namespace {

constexpr uint32_t kAccessDenied = 5;

RPC_MESSAGE seen;
alignas(8) std::byte seen_bytes[64];
UUID seen_object;
RPC_BINDING_HANDLE seen_handle;

void look(PRPC_MESSAGE message) {
    seen = *message;
    seen_handle = message->Handle;
    REQUIRE(RpcBindingInqObject(message->Handle, &seen_object) == RPC_S_OK);
    put_reply(*message, {});
}

void reply_type(PRPC_MESSAGE message) {
    const auto* vector = static_cast<const char*>(message->ManagerEpv);
    put_reply(*message, bytes_of(vector));
}

void raise_1234(PRPC_MESSAGE) { RpcRaiseException(1234); }
void raise_no_memory(PRPC_MESSAGE) { RpcRaiseException(RPC_S_OUT_OF_MEMORY); }

Counter entered;
Counter released;
void block(PRPC_MESSAGE message) {
    entered.add();
    static_cast<void>(released.reaches(1));
    echo(message);
}

int callback_answer = RPC_S_OK;
int callback_calls = 0;
RPC_STATUS security_callback(RPC_IF_HANDLE, void* context) {
    ++callback_calls;
    UUID object;
    CHECK(RpcBindingInqObject(context, &object) == RPC_S_OK);
    return callback_answer;
}
RPC_STATUS refusing_callback(RPC_IF_HANDLE, void*) { return RPC_S_ACCESS_DENIED; }
RPC_STATUS blocking_callback(RPC_IF_HANDLE, void*) {
    entered.add();
    static_cast<void>(released.reaches(1));
    return RPC_S_OK;
}

/// A security callback whose verdict comes later.
struct Later {
    static RPC_STATUS RPC_ENTRY ask(RPC_IF_HANDLE, void* context) {
        const std::lock_guard lock(mutex);
        asked.push_back(context);
        changed.notify_all();
        return RPC_S_ASYNC_CALL_PENDING;
    }
    static RPC_BINDING_HANDLE next() {
        std::unique_lock lock(mutex);
        REQUIRE(changed.wait_for(lock, kPatience, [] { return !asked.empty(); }));
        return std::exchange(asked, {}).front();
    }
    static inline std::mutex mutex;
    static inline std::condition_variable changed;
    static inline std::vector<RPC_BINDING_HANDLE> asked;
};

}  // namespace

TEST_SUITE("rpcrt4/server/dispatch") {
    TEST_CASE("a request reaches its operation and the reply its client, over either transport") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        for (const Endpoint& endpoint : {tcp_endpoint(), local_endpoint()}) {
            auto peer = bound_peer(target, endpoint);
            for (const char* text : {"", "x", "hello, server"}) {
                const auto answer = peer->call(0, bytes_of(text));
                REQUIRE(answer.has_value());
                CHECK(answer->type() == PduType::response);
                CHECK(answer->stub() == bytes_of(text));
            }
        }
    }

    TEST_CASE("a dispatch function is given the request in place, its interface, handle and object") {
        TestInterface target{look};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, seen_bytes) == RPC_S_OK);
        const Listening listening;
        auto peer = bound_peer(target);
        const rpcrt4::uuid::Uuid object = to_uuid(make_guid(0x77));
        REQUIRE(peer->call(0, bytes_of("12345"), &object)->type() == PduType::response);
        CHECK(seen.BufferLength == 5);
        CHECK(reinterpret_cast<uintptr_t>(seen.Buffer) % 8 == 0);
        CHECK(seen.ProcNum == 0);
        CHECK(seen.DataRepresentation == 0x10);
        CHECK(seen.RpcInterfaceInformation == target.handle());
        CHECK(seen.ManagerEpv == seen_bytes);
        CHECK(to_uuid(seen_object) == object);
    }

    TEST_CASE("the handle of a call is void once the call is over") {
        TestInterface target{look};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        {
            const Listening listening;
            auto peer = bound_peer(target);
            REQUIRE(peer->call(0, {})->type() == PduType::response);
        }
        UUID object;
        CHECK(RpcBindingInqObject(seen_handle, &object) == RPC_S_INVALID_BINDING);
        CHECK(RpcServerTestCancel(seen_handle) == RPC_S_INVALID_BINDING);
        CHECK(RpcServerTestCancel(nullptr) == RPC_S_NO_CALL_ACTIVE);
    }

    TEST_CASE("an operation number out of range is a fault and the connection lives on") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        auto peer = bound_peer(target);
        const auto answer = peer->call(1, {});
        REQUIRE(answer->type() == PduType::fault);
        CHECK(answer->status() == protocol::nca::kOpnumOutOfRange);
        CHECK(answer->did_not_execute());
        CHECK(peer->call(0, bytes_of("still here"))->stub() == bytes_of("still here"));
    }

    TEST_CASE("P2: a raised code travels to the client as a fault") {
        TestInterface target{raise_1234, raise_no_memory, echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        auto peer = bound_peer(target);
        const auto answer = peer->call(0, {});
        REQUIRE(answer->type() == PduType::fault);
        CHECK(answer->status() == 1234);
        CHECK_FALSE(answer->did_not_execute());
        CHECK(peer->call(1, {})->status() == protocol::to_wire(base::Status::rpc_s_out_of_memory));
        CHECK(peer->call(2, {})->type() == PduType::response);
    }

    TEST_CASE("I14: a server that does not listen answers too busy") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        auto peer = bound_peer(target);
        const auto answer = peer->call(0, {});
        REQUIRE(answer->type() == PduType::fault);
        CHECK(answer->status() == protocol::nca::kServerTooBusy);
        CHECK(answer->did_not_execute());
        const Listening listening;
        CHECK(peer->call(0, {})->type() == PduType::response);
    }

    TEST_CASE("I15: an auto-listen interface is served whether the server listens or not") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIfEx(target.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, nullptr) == RPC_S_OK);
        auto peer = bound_peer(target);
        CHECK(peer->call(0, {})->type() == PduType::response);
        { const Listening listening; }
        CHECK(peer->call(0, {})->type() == PduType::response);
        // Nor does unregistering everything take it away.
        CHECK(RpcServerUnregisterIf(nullptr, nullptr, 0) == RPC_S_OK);
        CHECK(peer->call(0, {})->type() == PduType::response);
        CHECK(RpcServerUnregisterIf(target.handle(), nullptr, 0) == RPC_S_OK);
        CHECK(peer->call(0, {})->status() == protocol::nca::kUnknownInterface);
    }

    TEST_CASE("I17: an auto-listen interface serves no more than its MaxCalls at once") {
        TestInterface target{block};
        REQUIRE(RpcServerRegisterIfEx(target.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN, 1, nullptr) == RPC_S_OK);
        entered.reset();
        released.reset();
        auto first = bound_peer(target);
        auto second = bound_peer(target);
        first->request(2, 0, {});
        REQUIRE(entered.reaches(1));
        CHECK(second->call(0, {})->status() == protocol::nca::kServerTooBusy);
        released.add();
        CHECK(first->receive()->type() == PduType::response);
    }

    TEST_CASE("I18: a request beyond MaxRpcSize is refused with access denied, but not over ncalrpc") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf2(target.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN,
                                     RPC_C_LISTEN_MAX_CALLS_DEFAULT, 8, nullptr) == RPC_S_OK);
        auto remote = bound_peer(target);
        CHECK(remote->call(0, bytes_of("12345678"))->type() == PduType::response);
        const auto refused = remote->call(0, bytes_of("123456789"));
        REQUIRE(refused->type() == PduType::fault);
        CHECK(refused->status() == kAccessDenied);
        const std::vector<std::byte> large(200'000);
        CHECK(remote->call(0, large)->status() == kAccessDenied);
        CHECK(remote->call(0, bytes_of("1234"))->type() == PduType::response);
        auto local = bound_peer(target, local_endpoint());
        CHECK(local->call(0, bytes_of("123456789"))->type() == PduType::response);
        CHECK(bound_peer(target, pipe_endpoint())->call(0, bytes_of("123456789"))->status() == kAccessDenied);
    }

    TEST_CASE("I20, I21: the type of the object selects the manager vector") {
        TestInterface target{reply_type};
        char nil_vector[] = "nil";
        char default_vector[] = "default";
        char typed_vector[] = "typed";
        target.spec().DefaultManagerEpv = default_vector;
        UUID type = make_guid(0x7001);
        UUID other_type = make_guid(0x7002);
        UUID object = make_guid(0x0b1);
        UUID unserved = make_guid(0x0b2);
        REQUIRE(RpcServerRegisterIf(target.handle(), &type, typed_vector) == RPC_S_OK);
        REQUIRE(RpcObjectSetType(&object, &type) == RPC_S_OK);
        REQUIRE(RpcObjectSetType(&unserved, &other_type) == RPC_S_OK);
        const Listening listening;
        auto peer = bound_peer(target);
        const rpcrt4::uuid::Uuid typed = to_uuid(object);
        const rpcrt4::uuid::Uuid untyped = to_uuid(make_guid(0x0b3));
        const rpcrt4::uuid::Uuid with_other_type = to_uuid(unserved);
        CHECK(peer->call(0, {}, &typed)->stub() == bytes_of("typed"));
        const auto unknown = static_cast<uint32_t>(base::Status::rpc_s_unknown_mgr_type);
        const uint32_t unknown_on_wire = protocol::to_wire(static_cast<base::Status>(unknown));
        CHECK(peer->call(0, {}, &untyped)->status() == unknown_on_wire);
        CHECK(peer->call(0, {}, &with_other_type)->status() == unknown_on_wire);
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nil_vector) == RPC_S_OK);
        CHECK(peer->call(0, {})->stub() == bytes_of("nil"));
        CHECK(peer->call(0, {}, &untyped)->stub() == bytes_of("nil"));
        UUID nil{};
        REQUIRE(RpcServerUnregisterIf(target.handle(), &nil, 0) == RPC_S_OK);
        REQUIRE(RpcServerRegisterIf(target.handle(), &nil, nullptr) == RPC_S_OK);
        CHECK(peer->call(0, {})->stub() == bytes_of("default"));
        CHECK(RpcObjectSetType(&object, nullptr) == RPC_S_OK);
        CHECK(RpcObjectSetType(&unserved, nullptr) == RPC_S_OK);
    }

    TEST_CASE("I24: a client binds with the same major version and a minor version up to the server's") {
        TestInterface target{echo};  // version 1.2
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const auto result = [&](uint16_t major, uint16_t minor) {
            return RawPeer(tcp_endpoint().protseq, tcp_endpoint().name).bind(target.id(major, minor));
        };
        CHECK(result(1, 0) == ContextResult::acceptance);
        CHECK(result(1, 2) == ContextResult::acceptance);
        CHECK(result(1, 3) == ContextResult::provider_rejection);
        CHECK(result(2, 0) == ContextResult::provider_rejection);
        CHECK(result(0, 2) == ContextResult::provider_rejection);
    }

    TEST_CASE("I3: an interface is callable on every endpoint of the process") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        CHECK(bound_peer(target, tcp_endpoint())->call(0, {})->type() == PduType::response);
        CHECK(bound_peer(target, local_endpoint())->call(0, {})->type() == PduType::response);
    }

    TEST_CASE("a client bound before the interface was registered anew keeps working") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        auto peer = bound_peer(target);
        REQUIRE(RpcServerUnregisterIf(target.handle(), nullptr, 1) == RPC_S_OK);
        CHECK(peer->call(0, {})->status() == protocol::nca::kUnknownInterface);
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        CHECK(peer->call(0, {})->type() == PduType::response);
    }

    TEST_CASE("an interface's description may go once it is unregistered, though clients are still bound to it") {
        TestInterface target{echo};
        TestInterface other{echo};
        RPC_SERVER_INTERFACE unloaded = target.spec();
        REQUIRE(RpcServerRegisterIf(&unloaded, nullptr, nullptr) == RPC_S_OK);
        REQUIRE(RpcServerRegisterIf(other.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        auto peer = bound_peer(target);
        REQUIRE(RpcServerUnregisterIf(&unloaded, nullptr, 1) == RPC_S_OK);
        unloaded = other.spec();  // the memory has another use now
        CHECK(peer->call(0, {})->status() == protocol::nca::kUnknownInterface);
    }

    TEST_CASE("J4: the consent of one security callback does not count for the next") {
        TestInterface target{echo};
        const auto register_with = [&](RPC_IF_CALLBACK_FN* callback) {
            return RpcServerRegisterIfEx(target.handle(), nullptr, nullptr,
                                         RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH,
                                         RPC_C_LISTEN_MAX_CALLS_DEFAULT, callback);
        };
        callback_answer = RPC_S_OK;
        REQUIRE(register_with(security_callback) == RPC_S_OK);
        auto peer = bound_peer(target);
        CHECK(peer->call(0, {})->type() == PduType::response);
        REQUIRE(RpcServerUnregisterIf(target.handle(), nullptr, 1) == RPC_S_OK);
        REQUIRE(register_with(refusing_callback) == RPC_S_OK);
        const auto answer = peer->call(0, {});
        REQUIRE(answer);
        REQUIRE(answer->type() == PduType::fault);
        CHECK(answer->status() == kAccessDenied);
    }

    TEST_CASE("J1: secure-only interfaces refuse clients without authentication") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIfEx(target.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_SECURE_ONLY,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, nullptr) == RPC_S_OK);
        CHECK(bound_peer(target)->call(0, {})->status() == kAccessDenied);
    }

    TEST_CASE("J2: with a security callback, unauthenticated calls are refused without asking it") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIfEx(target.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, security_callback) == RPC_S_OK);
        callback_calls = 0;
        callback_answer = RPC_S_OK;
        CHECK(bound_peer(target)->call(0, {})->status() == kAccessDenied);
        CHECK(callback_calls == 0);
    }

    TEST_CASE("J3, J4: the callback's refusal is access denied whatever it returned, its consent is remembered") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIfEx(target.handle(), nullptr, nullptr,
                                      RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, security_callback) == RPC_S_OK);
        auto peer = bound_peer(target);
        callback_calls = 0;
        callback_answer = 4711;
        CHECK(peer->call(0, {})->status() == kAccessDenied);
        callback_answer = RPC_S_OK;
        CHECK(peer->call(0, {})->type() == PduType::response);
        CHECK(peer->call(0, {})->type() == PduType::response);
        CHECK(callback_calls == 2);
    }

    TEST_CASE("J4: RPC_IF_SEC_NO_CACHE asks the callback for every call") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIfEx(target.handle(), nullptr, nullptr,
                                      RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH | RPC_IF_SEC_NO_CACHE,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, security_callback) == RPC_S_OK);
        auto peer = bound_peer(target);
        callback_calls = 0;
        callback_answer = RPC_S_OK;
        CHECK(peer->call(0, {})->type() == PduType::response);
        CHECK(peer->call(0, {})->type() == PduType::response);
        CHECK(callback_calls == 2);
    }

    TEST_CASE("the verdict of an asynchronous security callback may come later, from any thread") {
        TestInterface target{echo};
        const unsigned flags = RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH | RPC_IF_SEC_NO_CACHE;
        REQUIRE(RpcServerRegisterIfEx(target.handle(), nullptr, nullptr, flags | RPC_IF_ASYNC_CALLBACK,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, Later::ask) == RPC_S_OK);
        auto peer = bound_peer(target);
        for (const RPC_STATUS verdict : {RPC_S_OK, RPC_S_INVALID_ARG, RPC_S_OK}) {
            peer->request(77, 0, bytes_of("hello"));
            const RPC_BINDING_HANDLE asked = Later::next();
            CHECK(peer->silent());
            CHECK(RpcServerCompleteSecurityCallback(asked, verdict) == RPC_S_OK);
            const auto answer = peer->receive();
            REQUIRE(answer);
            if (verdict == RPC_S_OK) {
                CHECK(answer->stub() == bytes_of("hello"));
            } else {
                CHECK(answer->status() == kAccessDenied);
            }
            CHECK(RpcServerCompleteSecurityCallback(asked, RPC_S_OK) != RPC_S_OK);
        }
        // Who goes meanwhile is not waited for: the server has no call left of him.
        peer->request(78, 0, bytes_of("hello"));
        const RPC_BINDING_HANDLE asked = Later::next();
        peer->close();
        CHECK(RpcServerUnregisterIf(target.handle(), nullptr, TRUE) == RPC_S_OK);
        CHECK(RpcServerCompleteSecurityCallback(asked, RPC_S_OK) != RPC_S_OK);
        CHECK(RpcServerCompleteSecurityCallback(nullptr, RPC_S_OK) == RPC_S_INVALID_BINDING);
    }

    TEST_CASE("E1: calls wait for the security callback of the one before them, those of other clients do not") {
        TestInterface guarded{echo};
        TestInterface open{echo};
        REQUIRE(RpcServerRegisterIfEx(guarded.handle(), nullptr, nullptr,
                                      RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, blocking_callback) == RPC_S_OK);
        REQUIRE(RpcServerRegisterIfEx(open.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, nullptr) == RPC_S_OK);
        entered.reset();
        released.reset();
        auto waiting = bound_peer(guarded);
        auto other = bound_peer(open);
        waiting->request(2, 0, bytes_of("first"));
        REQUIRE(entered.reaches(1));
        // Which of them a client started on which thread does not show on the wire, so they keep their order.
        waiting->request(3, 0, bytes_of("second"));
        for (int i = 0; i < 20; ++i) CHECK(other->call(0, {})->type() == PduType::response);
        CHECK(waiting->silent());
        released.add();
        // Begun in that order, they run at the same time: which reply is first is open.
        const uint32_t one = waiting->receive()->header.call_id;
        const uint32_t another = waiting->receive()->header.call_id;
        CHECK(std::min(one, another) == 2);
        CHECK(std::max(one, another) == 3);
        CHECK(entered.count() == 1);  // J4: remembered
    }

    TEST_CASE("J9: the security callback is told the interface, and may ask about the call") {
        static RPC_IF_ID told{};
        static ULONG client = 0;
        TestInterface target{echo};
        const auto asking = [](RPC_IF_HANDLE interface_, void* context) -> RPC_STATUS {
            told = *static_cast<const RPC_IF_ID*>(interface_);
            RPC_BINDING_HANDLE server = nullptr;
            CHECK(RpcBindingServerFromClient(context, &server) == RPC_S_OK);
            CHECK(RpcBindingFree(&server) == RPC_S_OK);
            RPC_CALL_ATTRIBUTES_V2_A attributes{};
            attributes.Version = 2;
            attributes.Flags = RPC_QUERY_CLIENT_PID;
            CHECK(RpcServerInqCallAttributesA(context, &attributes) == RPC_S_OK);
            client = static_cast<ULONG>(reinterpret_cast<uintptr_t>(attributes.ClientPID));
            return RPC_S_OK;
        };
        REQUIRE(RpcServerRegisterIfEx(target.handle(), nullptr, nullptr,
                                      RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, asking) == RPC_S_OK);
        CHECK(bound_peer(target, local_endpoint())->call(0, {})->type() == PduType::response);
        CHECK(told.Uuid == target.spec().InterfaceId.SyntaxGUID);
        CHECK(told.VersMajor == 1);
        CHECK(told.VersMinor == 2);
        CHECK(client == GetCurrentProcessId());
    }

    TEST_CASE("J5: local-only interfaces refuse even local TCP, but not local pipes") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIfEx(target.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_LOCAL_ONLY,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, nullptr) == RPC_S_OK);
        CHECK(bound_peer(target, tcp_endpoint())->call(0, {})->status() == kAccessDenied);
        CHECK(bound_peer(target, local_endpoint())->call(0, {})->type() == PduType::response);
        CHECK(bound_peer(target, pipe_endpoint())->call(0, {})->type() == PduType::response);
    }

    TEST_CASE("J8: the reserved flags let nobody in and keep nobody out") {
        constexpr unsigned kReserved = RPC_IF_OLE | RPC_IF_ALLOW_UNKNOWN_AUTHORITY;
        TestInterface open{echo}, careful{echo};
        REQUIRE(RpcServerRegisterIfEx(open.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN | kReserved,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, nullptr) == RPC_S_OK);
        REQUIRE(RpcServerRegisterIfEx(careful.handle(), nullptr, nullptr,
                                      RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_SECURE_ONLY | kReserved,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, nullptr) == RPC_S_OK);
        CHECK(bound_peer(open, tcp_endpoint())->call(0, {})->type() == PduType::response);
        CHECK(bound_peer(careful, tcp_endpoint())->call(0, {})->status() == kAccessDenied);
    }

    TEST_CASE("I25: manager routines of different connections run at the same time") {
        TestInterface target{block};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        entered.reset();
        released.reset();
        constexpr int kPeers = 8;
        std::vector<std::unique_ptr<RawPeer>> peers;
        for (int i = 0; i < kPeers; ++i) {
            peers.push_back(bound_peer(target));
            peers.back()->request(2, 0, bytes_of("together"));
        }
        CHECK(entered.reaches(kPeers));
        released.add();
        for (auto& peer : peers) CHECK(peer->receive()->stub() == bytes_of("together"));
    }

    TEST_CASE("a manager routine that blocks delays no other request of its own connection") {
        TestInterface target{block, echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        auto peer = bound_peer(target);
        entered.reset();
        released.reset();
        for (uint32_t id = 10; id < 14; ++id) peer->request(id, 0, {});
        REQUIRE(entered.reaches(4));
        for (uint32_t id = 20; id < 60; ++id) peer->request(id, 1, {});
        for (uint32_t id = 20; id < 60; ++id) CHECK(peer->receive()->header.call_id >= 20);
        released.add();
        for (uint32_t id = 10; id < 14; ++id) CHECK(peer->receive()->header.call_id < 20);
    }
}
