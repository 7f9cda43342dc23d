// SPDX-License-Identifier: LGPL-2.1-or-later
// Connections that are closed because nobody has used them lately, and those that are not.
#include "rpcrt4/association/idle_cleanup.hpp"

#include "../async/async_helpers.hpp"
#include "rpcrt4/association/association.hpp"

#include <rpc.h>

using namespace test;
using association::sweep_idle;

namespace {

/// An echo server that counts the connections that have ended.
struct Server {
    Server()
        : server([this](Connection& connection) {
              echo_all(connection);
              ended.open();
          }) {}
    Gate ended;
    TestServer server;
};

/// A synchronous and an asynchronous connection at rest.
void open_both(RPC_BINDING_HANDLE binding) {
    REQUIRE(call(binding, "x").reply == "x");
    AsyncCall parallel;
    REQUIRE(parallel.start(binding, "y") == RPC_S_OK);
    REQUIRE(over(parallel));
    REQUIRE(parallel.complete() == RPC_S_OK);
}

}  // namespace

TEST_SUITE("rpcrt4/association/idle_cleanup") {
    TEST_CASE("K14: connections nobody used between two sweeps are closed, even the last; the next call opens one") {
        Server peer;
        BindingHandle binding(peer.server.binding());
        open_both(binding);
        CHECK(peer.server.connections() == 2);
        sweep_idle();
        CHECK(call(binding, "x").reply == "x");
        CHECK(peer.server.connections() == 2);
        sweep_idle();
        sweep_idle();
        REQUIRE(peer.ended.wait(2));
        CHECK(call(binding, "again").reply == "again");
        CHECK(peer.server.connections() == 3);
    }

    TEST_CASE("K14: as long as there is a context handle one connection stays") {
        Server peer;
        BindingHandle binding(peer.server.binding());
        open_both(binding);
        auto& association =
            const_cast<binding::Destination&>(*(*binding::binding_from(binding))->call_settings().destination);
        association.add_context();
        for (int i = 0; i < 4; ++i) sweep_idle();
        REQUIRE(peer.ended.wait(1));
        CHECK(call(binding, "x").reply == "x");
        open_both(binding);
        association.remove_context();
        for (int i = 0; i < 3; ++i) sweep_idle();
        CHECK(peer.ended.wait(3));
        CHECK(peer.server.connections() == 3);
    }

    TEST_CASE("a connection with a call in progress is not idle, however long it takes") {
        Gate gate;
        TestServer server(held_echo(gate));
        BindingHandle binding(server.binding());
        AsyncCall pending;
        REQUIRE(pending.start(binding, "slow") == RPC_S_OK);
        for (int i = 0; i < 4; ++i) sweep_idle();
        gate.open();
        REQUIRE(over(pending));
        CHECK(pending.complete() == RPC_S_OK);
        CHECK(pending.reply == "slow");
        CHECK(server.connections() == 1);
    }

    TEST_CASE("calls that cross sweeps lose nothing") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        std::atomic<bool> stop{false};
        std::atomic<int> failures{0};
        std::vector<std::thread> callers;
        for (int i = 0; i < 2; ++i) {
            callers.emplace_back([&] {
                while (!stop) failures += call(binding, "x").reply != "x";
            });
        }
        callers.emplace_back([&] {
            while (!stop) {
                AsyncCall parallel;
                if (parallel.start(binding, "y") != RPC_S_OK || !over(parallel) || parallel.complete() != RPC_S_OK) {
                    ++failures;
                }
            }
        });
        for (int i = 0; i < 300; ++i) {
            sweep_idle();
            std::this_thread::yield();
        }
        stop = true;
        for (auto& caller : callers) caller.join();
        CHECK(failures == 0);
    }

    TEST_CASE("RpcMgmtEnableIdleCleanup may be called by anybody, as often as they like") {
        CHECK(RpcMgmtEnableIdleCleanup() == RPC_S_OK);
        CHECK(RpcMgmtEnableIdleCleanup() == RPC_S_OK);
    }
}
