// SPDX-License-Identifier: LGPL-2.1-or-later
// Cancelling asynchronous calls, seen from the client, against a scripted server: what the cancelled call reports, what
// the server hears.
#include <thread>

#include "async_helpers.hpp"

using namespace test;

TEST_SUITE("rpcrt4/async") {
    TEST_CASE("C2, C5: an abortive cancel completes the call at once; a later answer is dropped") {
        Gate seen;
        Gate gate;
        std::atomic<int> cancels{0};
        TestServer server([&](Connection& connection) {
            auto first = connection.request();
            if (!first) return;
            seen.open();
            if (!gate.wait()) return;
            connection.echo(*first);
            while (auto request = connection.request()) {
                cancels = connection.cancels + connection.orphans;
                connection.echo(*request);
            }
        });
        BindingHandle binding(server.binding());
        EventHandle event;
        AsyncCall call;
        notify_by(call, event);
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        REQUIRE(seen.wait());
        CHECK(RpcAsyncCancelCall(&call.state, TRUE) == RPC_S_OK);
        CHECK(call.status() == RPC_S_CALL_CANCELLED);  // no waiting for anybody
        REQUIRE(event.wait());
        CHECK(call.complete() == RPC_S_CALL_CANCELLED);
        CHECK(call.reply == "untouched");
        CHECK(call.complete() == RPC_S_INVALID_ASYNC_HANDLE);
        gate.open();
        AsyncCall next;
        notify_by(next, event);
        REQUIRE(next.start(binding, "after") == RPC_S_OK);
        REQUIRE(event.wait());
        CHECK(next.complete() == RPC_S_OK);
        CHECK(next.reply == "after");
        CHECK(cancels >= 1);
        CHECK(server.connections() == 1);
    }

    TEST_CASE("C3, C5, C6: a non-abortive cancel tells the server and waits for its word") {
        Gate seen;
        TestServer server([&](Connection& connection) {
            auto request = connection.request();
            if (!request) return;
            seen.open();
            auto event = connection.next();
            if (event && std::holds_alternative<protocol::ServerSession::CancelRequested>(*event)) {
                connection.reply(*request, "done in spite of it");
            }
            request = connection.request();
            if (request) connection.fault(*request, protocol::nca::kCancelled);
            connection.next();
        });
        BindingHandle binding(server.binding());
        EventHandle event;
        AsyncCall call;
        notify_by(call, event);
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        REQUIRE(seen.wait());
        CHECK(RpcAsyncCancelCall(&call.state, FALSE) == RPC_S_OK);
        REQUIRE(event.wait());
        CHECK(call.complete() == RPC_S_OK);
        CHECK(call.reply == "done in spite of it");
        REQUIRE(call.start(binding, "y") == RPC_S_OK);
        CHECK(RpcAsyncCancelCall(&call.state, FALSE) == RPC_S_OK);
        REQUIRE(event.wait());
        CHECK(call.complete() == RPC_S_CALL_CANCELLED);
    }

    TEST_CASE("C4, C7: non-abortive first, abortive when patience ends") {
        TestServer server([](Connection& connection) {
            while (connection.next()) {
            }
        });
        BindingHandle binding(server.binding());
        EventHandle event;
        AsyncCall call;
        notify_by(call, event);
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        CHECK(RpcAsyncCancelCall(&call.state, FALSE) == RPC_S_OK);
        CHECK(call.status() == RPC_S_ASYNC_CALL_PENDING);
        CHECK(RpcAsyncCancelCall(&call.state, TRUE) == RPC_S_OK);
        REQUIRE(event.wait());
        CHECK(call.complete() == RPC_S_CALL_CANCELLED);
        CHECK(call.discarded == 1);
    }

    TEST_CASE("C6: a cancel that comes after the reply changes nothing") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        AsyncCall call;
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        REQUIRE(over(call));
        CHECK(RpcAsyncCancelCall(&call.state, TRUE) == RPC_S_OK);
        CHECK(call.status() == RPC_S_OK);
        CHECK(call.complete() == RPC_S_OK);
        CHECK(call.reply == "x");
    }

    TEST_CASE("C10: RpcAsyncAbortCall is the server's; a client's call refuses it") {
        Gate gate;
        TestServer server(held_echo(gate));
        BindingHandle binding(server.binding());
        AsyncCall call;
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        CHECK(RpcAsyncAbortCall(&call.state, 5) == RPC_S_INVALID_ASYNC_CALL);
        gate.open();
        REQUIRE(over(call));
        CHECK(call.complete() == RPC_S_OK);
    }
}
