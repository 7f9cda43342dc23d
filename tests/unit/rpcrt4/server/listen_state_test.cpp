// SPDX-License-Identifier: LGPL-2.1-or-later
// Listening, stopping, waiting, and what the management functions say about it.
#include "rpcrt4/server/listen_state.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "fixture.hpp"
#include "rpcrt4/protocol/wire_status.hpp"

using namespace server_test;
using protocol::PduType;

namespace {

Counter entered;
Counter released;

void block(PRPC_MESSAGE message) {
    entered.add();
    static_cast<void>(released.reaches(1));
    echo(message);
}

Counter entered_later;
Counter released_later;

void block_later(PRPC_MESSAGE message) {
    entered_later.add();
    static_cast<void>(released_later.reaches(1));
    echo(message);
}

void stop_listening(PRPC_MESSAGE message) {
    CHECK(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
    echo(message);
}

TestInterface* own_interface = nullptr;
void unregister_own(PRPC_MESSAGE message) {
    CHECK(RpcServerUnregisterIf(own_interface->handle(), nullptr, 1) == RPC_S_OK);
    echo(message);
}

}  // namespace

TEST_SUITE("rpcrt4/server/listen") {
    TEST_CASE("I6: RpcServerListen refuses too few calls and a second listening") {
        tcp_endpoint();
        CHECK(RpcServerListen(1, 0, TRUE) == RPC_S_MAX_CALLS_TOO_SMALL);
        CHECK(RpcServerListen(5, 4, TRUE) == RPC_S_MAX_CALLS_TOO_SMALL);
        const Listening listening;
        CHECK(RpcServerListen(1, 10, TRUE) == RPC_S_ALREADY_LISTENING);
        CHECK(RpcServerListen(1, 10, FALSE) == RPC_S_ALREADY_LISTENING);
    }

    TEST_CASE("I7: more calls than a signed number holds are no error") {
        tcp_endpoint();
        CHECK(RpcServerListen(1, 0xFFFFFFFF, TRUE) == RPC_S_OK);
        CHECK(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
        CHECK(RpcMgmtWaitServerListen() == RPC_S_OK);
    }

    TEST_CASE("I7, I17: no more calls than MaxCalls of RpcServerListen run at once, whatever their interface says") {
        tcp_endpoint();
        TestInterface first{block};
        TestInterface second{block, echo};
        REQUIRE(RpcServerRegisterIfEx(first.handle(), nullptr, nullptr, 0, 1, nullptr) == RPC_S_OK);
        REQUIRE(RpcServerRegisterIf(second.handle(), nullptr, nullptr) == RPC_S_OK);
        entered.reset();
        released.reset();
        REQUIRE(RpcServerListen(1, 3, TRUE) == RPC_S_OK);
        auto one = bound_peer(first);
        auto another = bound_peer(first);
        auto third = bound_peer(second);
        auto excess = bound_peer(second, local_endpoint());
        one->request(2, 0, {});
        another->request(2, 0, {});
        third->request(2, 0, {});
        REQUIRE(entered.reaches(3));
        const auto refused = excess->call(1, {});
        CHECK(refused->status() == protocol::nca::kServerTooBusy);
        CHECK(refused->did_not_execute());
        released.add();
        for (RawPeer* peer : {one.get(), another.get(), third.get()}) {
            CHECK(peer->receive()->type() == PduType::response);
        }
        // A call has left when its client has the answer, or a moment later.
        REQUIRE(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
        REQUIRE(RpcMgmtWaitServerListen() == RPC_S_OK);
        const Listening unlimited;
        CHECK(excess->call(1, {})->type() == PduType::response);
    }

    TEST_CASE("I8: RpcServerListen returns after the stop and the last call") {
        TestInterface target{block};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        tcp_endpoint();
        entered.reset();
        released.reset();
        std::atomic<bool> returned{false};
        std::thread server([&] {
            CHECK(RpcServerListen(1, 10, FALSE) == RPC_S_OK);
            returned = true;
        });
        auto peer = bound_peer(target);
        while (RpcMgmtIsServerListening(nullptr) != RPC_S_OK) std::this_thread::yield();
        peer->request(2, 0, {});
        REQUIRE(entered.reaches(1));
        CHECK(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
        CHECK(RpcMgmtIsServerListening(nullptr) == RPC_S_NOT_LISTENING);
        CHECK_FALSE(returned);
        released.add();
        server.join();
        CHECK(peer->receive()->type() == PduType::response);
    }

    TEST_CASE("I9: RpcMgmtWaitServerListen: one waiter, and only when there is something to wait for") {
        CHECK(RpcMgmtWaitServerListen() == RPC_S_NOT_LISTENING);
        tcp_endpoint();
        REQUIRE(RpcServerListen(1, 10, TRUE) == RPC_S_OK);
        std::atomic<int> refused{0};
        std::atomic<int> waited{0};
        const auto wait = [&] {
            const RPC_STATUS status = RpcMgmtWaitServerListen();
            if (status == RPC_S_ALREADY_LISTENING) ++refused;
            if (status == RPC_S_OK) ++waited;
        };
        std::thread first(wait);
        std::thread second(wait);
        while (refused == 0) std::this_thread::yield();
        CHECK(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
        first.join();
        second.join();
        CHECK(refused == 1);
        CHECK(waited == 1);
        CHECK(RpcMgmtWaitServerListen() == RPC_S_NOT_LISTENING);
    }

    TEST_CASE("I10: after the stop new calls are rejected while running ones finish") {
        TestInterface target{block, echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        entered.reset();
        released.reset();
        const Listening listening;
        auto running = bound_peer(target);
        auto late = bound_peer(target);
        running->request(2, 0, bytes_of("finished"));
        REQUIRE(entered.reaches(1));
        REQUIRE(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
        CHECK(late->call(1, {})->status() == protocol::nca::kServerTooBusy);
        released.add();
        CHECK(running->receive()->stub() == bytes_of("finished"));
    }

    TEST_CASE("I11: stopping a server that does not listen fails") {
        CHECK(RpcMgmtStopServerListening(nullptr) == RPC_S_NOT_LISTENING);
        CHECK(RpcMgmtIsServerListening(nullptr) == RPC_S_NOT_LISTENING);
    }

    TEST_CASE("I12: a manager routine may stop the server that runs it") {
        TestInterface target{stop_listening};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        tcp_endpoint();
        REQUIRE(RpcServerListen(1, 10, TRUE) == RPC_S_OK);
        auto peer = bound_peer(target);
        peer->request(2, 0, {});
        CHECK(RpcMgmtWaitServerListen() == RPC_S_OK);
        CHECK(peer->receive()->type() == PduType::response);
    }

    TEST_CASE("I13: a stopped server may listen again, waited for or not") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        tcp_endpoint();
        auto peer = bound_peer(target);
        for (int round = 0; round < 3; ++round) {
            REQUIRE(RpcServerListen(1, 10, TRUE) == RPC_S_OK);
            CHECK(peer->call(0, {})->type() == PduType::response);
            REQUIRE(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
            CHECK(peer->call(0, {})->type() == PduType::fault);
            if (round == 1) CHECK(RpcMgmtWaitServerListen() == RPC_S_OK);
        }
        CHECK(RpcMgmtWaitServerListen() == RPC_S_OK);
    }

    TEST_CASE("I13: a server that listens again is waited for apart from what still runs of the last time") {
        TestInterface target{block, block_later};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        tcp_endpoint();
        for (Counter* counter : {&entered, &released, &entered_later, &released_later}) counter->reset();
        auto peer = bound_peer(target);
        auto later_peer = bound_peer(target);
        std::atomic<bool> later_returned{false};
        const auto listens = [] { return RpcMgmtIsServerListening(nullptr) == RPC_S_OK; };
        std::thread first([] { CHECK(RpcServerListen(1, 10, FALSE) == RPC_S_OK); });
        while (!listens()) std::this_thread::yield();
        peer->request(2, 0, {});
        REQUIRE(entered.reaches(1));
        REQUIRE(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
        std::thread later([&] {
            CHECK(RpcServerListen(1, 10, FALSE) == RPC_S_OK);
            later_returned = true;
        });
        while (!listens() && !later_returned) std::this_thread::yield();
        later_peer->request(2, 1, {});
        REQUIRE(entered_later.reaches(1));
        released.add();
        first.join();
        CHECK(peer->receive()->type() == PduType::response);
        CHECK(listens());
        CHECK(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
        CHECK_FALSE(later_returned);
        released_later.add();
        later.join();
        CHECK(later_peer->receive()->type() == PduType::response);
    }

    TEST_CASE("I16, I23: unregistering waits for running calls where asked to, and for auto-listen interfaces") {
        for (const unsigned flags : {0u, unsigned{RPC_IF_AUTOLISTEN}}) {
            TestInterface target{block};
            REQUIRE(RpcServerRegisterIfEx(target.handle(), nullptr, nullptr, flags, RPC_C_LISTEN_MAX_CALLS_DEFAULT,
                                          nullptr) == RPC_S_OK);
            entered.reset();
            released.reset();
            const Listening listening;
            auto peer = bound_peer(target);
            peer->request(2, 0, {});
            REQUIRE(entered.reaches(1));
            std::atomic<bool> returned{false};
            std::thread remover([&] {
                CHECK(RpcServerUnregisterIf(target.handle(), nullptr, flags == 0 ? 1 : 0) == RPC_S_OK);
                returned = true;
            });
            auto late = std::make_unique<RawPeer>(tcp_endpoint().protseq, tcp_endpoint().name);
            while (late->bind(target.id()) == protocol::ContextResult::acceptance) {
                late = std::make_unique<RawPeer>(tcp_endpoint().protseq, tcp_endpoint().name);
            }
            CHECK_FALSE(returned);
            released.add();
            remover.join();
            CHECK(peer->receive()->type() == PduType::response);
        }
    }

    TEST_CASE("I23: unregistering without waiting returns while a call runs") {
        TestInterface target{block};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        entered.reset();
        released.reset();
        const Listening listening;
        auto peer = bound_peer(target);
        peer->request(2, 0, {});
        REQUIRE(entered.reaches(1));
        CHECK(RpcServerUnregisterIf(target.handle(), nullptr, 0) == RPC_S_OK);
        released.add();
        CHECK(peer->receive()->type() == PduType::response);
    }

    TEST_CASE("a manager routine may unregister its own interface and waits for the other calls only") {
        TestInterface target{unregister_own};
        own_interface = &target;
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        CHECK(bound_peer(target)->call(0, {})->type() == PduType::response);
    }

    TEST_CASE("statistics and interface ids are those of a listening server") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        RPC_STATS_VECTOR* statistics = nullptr;
        RPC_IF_ID_VECTOR* ids = nullptr;
        CHECK(RpcMgmtInqStats(nullptr, &statistics) == RPC_S_NOT_LISTENING);
        CHECK(RpcMgmtInqIfIds(nullptr, &ids) == RPC_S_NOT_LISTENING);
        const Listening listening;
        REQUIRE(RpcMgmtInqStats(nullptr, &statistics) == RPC_S_OK);
        REQUIRE(statistics->Count == 4);
        const ULONG before = statistics->Stats[RPC_C_STATS_CALLS_IN];
        CHECK(RpcMgmtStatsVectorFree(&statistics) == RPC_S_OK);
        CHECK(statistics == nullptr);
        REQUIRE(bound_peer(target)->call(0, {})->type() == PduType::response);
        REQUIRE(RpcMgmtInqStats(nullptr, &statistics) == RPC_S_OK);
        CHECK(statistics->Stats[RPC_C_STATS_CALLS_IN] == before + 1);
        CHECK(statistics->Stats[RPC_C_STATS_PKTS_IN] >= before + 1);
        CHECK(RpcMgmtStatsVectorFree(&statistics) == RPC_S_OK);
        REQUIRE(RpcMgmtInqIfIds(nullptr, &ids) == RPC_S_OK);
        bool found = false;
        for (unsigned i = 0; i < ids->Count; ++i) {
            found = found || ids->IfId[i]->Uuid == target.spec().InterfaceId.SyntaxGUID;
        }
        CHECK(found);
        CHECK(RpcIfIdVectorFree(&ids) == RPC_S_OK);
        CHECK(ids == nullptr);
    }

    TEST_CASE("a stack size is kept for threads to come, zero is none") {
        CHECK(RpcMgmtSetServerStackSize(0) == RPC_S_INVALID_ARG);
        CHECK(RpcMgmtSetServerStackSize(1 << 20) == RPC_S_OK);
    }
}
