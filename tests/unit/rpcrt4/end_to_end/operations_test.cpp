// SPDX-License-Identifier: LGPL-2.1-or-later
// [maybe], [broadcast], [idempotent], [notify], [notify_flag] and [call_as] through midl's stubs and the runtime.
#include <doctest/doctest.h>

#include <atomic>
#include <string>

#include "fixture.hpp"
#include "operations.h"

using namespace end_to_end;

namespace {

std::atomic<LONG> told{0};
std::atomic<int> notices{0};
std::atomic<int> flags{0};  ///< ten for each that says the manager was called, one for each that does not

class OperationServer {
 public:
    explicit OperationServer(const char* protseq) : server_(protseq), binding_(server_.string_binding()) {
        REQUIRE(RpcServerRegisterIf(Operations_v1_0_s_ifspec, nullptr, nullptr) == RPC_S_OK);
        told = 0;
        notices = 0;
        flags = 0;
    }
    ~OperationServer() { CHECK(RpcServerUnregisterIf(Operations_v1_0_s_ifspec, nullptr, TRUE) == RPC_S_OK); }
    operator handle_t() const { return binding_; }

 private:
    Server server_;
    Binding binding_;
};

template <typename F>
void on_every_server(F&& body) {
    for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
        CAPTURE(protseq);
        OperationServer server(protseq);
        body(server);
    }
}

template <typename T>
bool becomes(const std::atomic<T>& value, T wanted) {
    for (DWORD i = 0; i < kLimit && value != wanted; ++i) Sleep(1);
    return value == wanted;
}

const unsigned char* text(const char* from) { return reinterpret_cast<const unsigned char*>(from); }

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/operations") {
    TEST_CASE("a [maybe] call returns before the server has answered, and the connection stays in use") {
        on_every_server([](OperationServer& server) {
            c_Tell(server, 5);
            CHECK(becomes(told, LONG{5}));
            CHECK(c_TellAnd(server, 6) == 0);
            CHECK(becomes(told, LONG{11}));
            CHECK(c_Told(server) == 11);
            for (int i = 0; i < 100; ++i) c_Tell(server, 1);
            CHECK(c_Twice(server, 4) == 8);
            CHECK(becomes(told, LONG{111}));
        });
    }

    TEST_CASE("a [maybe] call whose manager raises disturbs nobody") {
        on_every_server([](OperationServer& server) {
            c_Tell(server, -1);
            CHECK(c_Twice(server, 4) == 8);
        });
    }

    TEST_CASE("[broadcast] needs datagrams") {
        on_every_server([](OperationServer& server) {
            CHECK(raised_by([&] { c_AskAll(server); }) == RPC_S_PROTSEQ_NOT_SUPPORTED);
            CHECK(c_Twice(server, 1) == 2);
        });
    }

    TEST_CASE("a [notify] routine runs once per call, also when the manager raises") {
        on_every_server([](OperationServer& server) {
            CHECK(c_Notified(server, text("abc"), FALSE) == 3);
            CHECK(becomes(notices, 1));
            CHECK(raised_by([&] { c_Notified(server, text("abc"), TRUE); }) == 66);
            CHECK(becomes(notices, 2));
            c_Flagged(server, text("x"));
            CHECK(becomes(flags, 10));
        });
    }

    TEST_CASE("an asynchronous call is notified when it has been completed") {
        on_every_server([](OperationServer& server) {
            RPC_ASYNC_STATE state;
            REQUIRE(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK);
            state.NotificationType = RpcNotificationTypeNone;
            c_NotifiedLater(&state, server, 4);
            LONG reply = 0;
            RPC_STATUS status = RPC_S_ASYNC_CALL_PENDING;
            for (DWORD i = 0; i < kLimit && status == RPC_S_ASYNC_CALL_PENDING; ++i) {
                status = RpcAsyncCompleteCall(&state, &reply);
                if (status == RPC_S_ASYNC_CALL_PENDING) Sleep(1);
            }
            CHECK(status == RPC_S_OK);
            CHECK(reply == 5);
            CHECK(becomes(notices, 1));
        });
    }

    TEST_CASE("[call_as] leads through the routines of the program on both sides") {
        on_every_server([](OperationServer& server) { CHECK(Add(server, 20, 22) == 42); });
    }
}

extern "C" {

void s_Tell(handle_t, LONG value) {
    if (value < 0) RpcRaiseException(RPC_S_ACCESS_DENIED);
    told += value;
}

error_status_t s_TellAnd(handle_t, LONG value) {
    told += value;
    return 77;
}

LONG s_AskAll(handle_t) { return 1; }
LONG s_Twice(handle_t, LONG value) { return 2 * value; }
LONG s_Told(handle_t) { return told; }

LONG s_Notified(handle_t, const unsigned char* words, boolean raise) {
    if (raise) RpcRaiseException(66);
    return static_cast<LONG>(std::string(reinterpret_cast<const char*>(words)).size());
}

void __RPC_USER Notified_notify(void) { ++notices; }
void s_Flagged(handle_t, const unsigned char*) {}
void __RPC_USER Flagged_notify_flag(boolean called) { flags += called ? 10 : 1; }

void s_NotifiedLater(PRPC_ASYNC_STATE async, handle_t, LONG value) {
    LONG result = value + 1;
    RpcAsyncCompleteCall(async, &result);
}

void __RPC_USER NotifiedLater_notify(void) { ++notices; }

LONG Add(handle_t h, LONG a, LONG b) { return c_RemoteAdd(h, static_cast<hyper>(a) + b); }
LONG Operations_v1_0_Add(handle_t, hyper sum) { return static_cast<LONG>(sum); }
}
