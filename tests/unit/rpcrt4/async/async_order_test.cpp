// SPDX-License-Identifier: LGPL-2.1-or-later
// The order of asynchronous calls, seen from the client, against a scripted server: which calls queue behind which, and
// which run at the same time.
#include <thread>

#include "async_helpers.hpp"

using namespace test;

TEST_SUITE("rpcrt4/async") {
    TEST_CASE("E1: calls of one thread reach the server in the order they were started, multiplexed or not") {
        for (const bool multiplex : {true, false}) {
            CAPTURE(multiplex);
            std::mutex mutex;
            std::vector<std::string> order;
            TestServer server([&](Connection& connection) {
                while (auto request = connection.request()) {
                    const std::lock_guard lock(mutex);
                    order.emplace_back(reinterpret_cast<const char*>(request->stub.data()), request->stub.size());
                    connection.echo(*request);
                }
            });
            server.multiplex = multiplex;
            BindingHandle binding(server.binding());
            constexpr int kCalls = 200;
            std::vector<std::unique_ptr<AsyncCall>> calls;
            for (int i = 0; i < kCalls; ++i) {
                calls.push_back(std::make_unique<AsyncCall>());
                REQUIRE(calls.back()->start(binding, std::to_string(i)) == RPC_S_OK);
            }
            for (int i = 0; i < kCalls; ++i) {
                REQUIRE(over(*calls[i]));
                CHECK(calls[i]->complete() == RPC_S_OK);
                CHECK(calls[i]->reply == std::to_string(i));
            }
            const std::lock_guard lock(mutex);
            for (int i = 0; i < kCalls; ++i) CHECK(order[static_cast<size_t>(i)] == std::to_string(i));
            CHECK(server.connections() == 1);
        }
    }

    TEST_CASE("E2, E5: calls of different threads run simultaneously even when the server does not multiplex") {
        Gate both;
        TestServer server([&](Connection& connection) {
            while (auto request = connection.request()) {
                both.open();
                if (!both.wait(2)) return;  // each is answered only when the other has arrived
                connection.echo(*request);
            }
        });
        server.multiplex = false;
        BindingHandle binding(server.binding());
        std::atomic<int> good{0};
        const auto one_call = [&] {
            EventHandle event;
            AsyncCall call;
            notify_by(call, event);
            if (call.start(binding, "x") == RPC_S_OK && event.wait() && call.complete() == RPC_S_OK) ++good;
        };
        std::thread other(one_call);
        one_call();
        other.join();
        CHECK(good == 2);
    }

    TEST_CASE("E3, E6, A20, K13: a synchronous call passes a pending asynchronous one, on a connection of its own") {
        Gate gate;
        TestServer server([&](Connection& connection) {
            while (auto request = connection.request()) {
                if (request->opnum == 1 && !gate.wait()) return;
                connection.echo(*request);
            }
        });
        BindingHandle binding(server.binding());
        AsyncCall pending;
        REQUIRE(pending.start(binding, "slow", 1) == RPC_S_OK);
        CHECK(call(binding, "quick").reply == "quick");
        CHECK(pending.status() == RPC_S_ASYNC_CALL_PENDING);
        gate.open();
        REQUIRE(over(pending));
        CHECK(pending.complete() == RPC_S_OK);
        CHECK(server.connections() == 2);
    }

    TEST_CASE("E4: with RPC_C_OPT_BINDING_NONCAUSAL a call need not wait for the one before it") {
        Gate both;
        TestServer server([&](Connection& connection) {
            while (auto request = connection.request()) {
                both.open();
                if (!both.wait(2)) return;
                connection.echo(*request);
            }
        });
        server.multiplex = false;
        BindingHandle binding(server.binding());
        REQUIRE(RpcBindingSetOption(binding, RPC_C_OPT_BINDING_NONCAUSAL, TRUE) == RPC_S_OK);
        AsyncCall one;
        AsyncCall two;
        REQUIRE(one.start(binding, "1") == RPC_S_OK);
        REQUIRE(two.start(binding, "2") == RPC_S_OK);
        REQUIRE(over(one));
        REQUIRE(over(two));
        CHECK(one.complete() == RPC_S_OK);
        CHECK(two.complete() == RPC_S_OK);
    }
}
