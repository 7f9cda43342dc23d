// SPDX-License-Identifier: LGPL-2.1-or-later
// CallGate: counting, closing, limits, and waiting until enough have left.
#include "rpcrt4/server/call_gate.hpp"

#include <doctest/doctest.h>

#include <future>
#include <thread>
#include <vector>

#include "fixture.hpp"

using namespace server_test;
using rpcrt4::server::CallGate;
using Entry = CallGate::Entry;

TEST_SUITE("rpcrt4/server/call_gate") {
    TEST_CASE("a closed gate admits nobody, and who is inside stays") {
        CallGate gate(false);
        CHECK(gate.enter() == Entry::closed);
        gate.open();
        CHECK(gate.enter() == Entry::admitted);
        gate.close();
        CHECK_FALSE(gate.is_open());
        CHECK(gate.enter() == Entry::closed);
        CHECK(gate.running() == 1);
        gate.leave();
        CHECK(gate.running() == 0);
    }

    TEST_CASE("a full gate counts nobody it refuses, and admits again when one has left") {
        CallGate gate(false);
        gate.open(2);
        CHECK(gate.enter() == Entry::admitted);
        CHECK(gate.enter() == Entry::admitted);
        for (int i = 0; i < 100; ++i) CHECK(gate.enter() == Entry::full);
        CHECK(gate.running() == 2);
        gate.leave();
        CHECK(gate.enter() == Entry::admitted);
        CHECK(gate.enter(3) == Entry::admitted);  // by another's limit
        gate.open(1);
        CHECK(gate.enter() == Entry::full);
    }

    TEST_CASE("a waiter goes on when no more than it tolerates are inside") {
        CallGate gate(true);
        for (int i = 0; i < 3; ++i) REQUIRE(gate.enter() == Entry::admitted);
        gate.wait_until_at_most(3);
        auto but_one = std::async(std::launch::async, [&] { gate.wait_until_at_most(1); });
        auto all = std::async(std::launch::async, [&] { gate.wait_until_at_most(0); });
        gate.leave();
        CHECK(but_one.wait_for(std::chrono::milliseconds(1)) == std::future_status::timeout);
        gate.leave();
        CHECK(but_one.wait_for(kPatience) == std::future_status::ready);
        CHECK(all.wait_for(std::chrono::milliseconds(1)) == std::future_status::timeout);
        gate.leave();
        CHECK(all.wait_for(kPatience) == std::future_status::ready);
    }

    TEST_CASE("never more than the limit are inside, whoever comes and goes at once") {
        constexpr uint32_t kLimit = 3;
        CallGate gate(false);
        gate.open(kLimit);
        std::atomic<uint32_t> inside = 0;
        std::atomic<bool> exceeded = false;
        std::atomic<uint64_t> admitted = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 5000; ++i) {
                    if (gate.enter() != Entry::admitted) continue;
                    if (inside.fetch_add(1) >= kLimit) exceeded = true;
                    ++admitted;
                    inside.fetch_sub(1);
                    gate.leave();
                }
            });
        }
        gate.wait_until_at_most(kLimit);
        for (std::thread& thread : threads) thread.join();
        CHECK_FALSE(exceeded);
        CHECK(admitted > 0);
        CHECK(gate.running() == 0);
    }
}
