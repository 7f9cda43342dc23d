// SPDX-License-Identifier: LGPL-2.1-or-later
// The life of a connection for asynchronous calls, against a scripted server: when it may end and when it must not.
#include <poll.h>

#include <future>

#include "../client/test_client.hpp"
#include "../client/test_server.hpp"

#include <windows.h>

using namespace test;

namespace {

/// The server's session has an answer ready (to a bind or an alter_context); none at the end of the stream.
std::optional<protocol::ServerSession::Reply> next_reply(Connection& connection) {
    for (;;) {
        auto event = connection.session().next();
        if (auto* reply = std::get_if<protocol::ServerSession::Reply>(&event)) return std::move(*reply);
        if (!std::holds_alternative<protocol::NeedMore>(event)) return std::nullopt;
        const auto got =
            transport::receive_some(connection.descriptor(), connection.session().want(), transport::Blocking::yes);
        if (got.bytes == 0) return std::nullopt;
        connection.session().received(got.bytes);
    }
}

/// Bytes or the end of the stream.
bool speaks_within(int descriptor, std::chrono::milliseconds time) {
    pollfd entry{.fd = descriptor, .events = POLLIN, .revents = 0};
    return ::poll(&entry, 1, static_cast<int>(time.count())) != 0;
}

bool over(AsyncCall& call) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (call.status() == RPC_S_ASYNC_CALL_PENDING) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

}  // namespace

TEST_SUITE("rpcrt4/association/async_connection") {
    TEST_CASE("a connection that is to close waits for the context it is negotiating") {
        TestServer server([&](Connection& connection) {
            if (connection.number() > 1) return echo_all(connection);
            auto first = connection.request();
            if (!first) return;
            connection.echo(*first);
            auto altered = next_reply(connection);
            if (!altered) return;
            connection.send(protocol::OutgoingMessage(protocol::encode_bodiless(protocol::PduType::shutdown, 0)));
            // The client has time to act on it before it is answered; it must not go away.
            CHECK_FALSE(speaks_within(connection.descriptor(), 200ms));
            connection.send(std::move(altered->message));
            echo_all(connection);
        });
        BindingHandle binding(server.binding());
        REQUIRE(RpcMgmtSetComTimeout(binding, 4) ==
                RPC_S_OK);  // 40 seconds for a bind: beyond our patience, yet an end
        AsyncCall first;
        REQUIRE(first.start(binding, "first") == RPC_S_OK);
        REQUIRE(over(first));
        CHECK(first.complete() == RPC_S_OK);
        RPC_CLIENT_INTERFACE other = interface_numbered(0x66666666);
        AsyncCall second;
        auto started = std::async(std::launch::async, [&] { return second.start(binding, "second", 0, other); });
        CHECK(started.wait_for(kPatience) == std::future_status::ready);
        REQUIRE(started.get() == RPC_S_OK);
        REQUIRE(over(second));
        CHECK(second.complete() == RPC_S_OK);
        CHECK(second.reply == "second");
    }

    TEST_CASE("a notification routine that takes its time delays no request of another thread") {
        for (const int others : {1, 12}) {  // sent by their threads, and with many in flight by the loop
            CAPTURE(others);
            static Gate* entered;
            static Gate* answered;
            static int expected;
            static std::atomic<bool> in_time;
            Gate entered_gate;
            Gate answered_gate;
            entered = &entered_gate;
            answered = &answered_gate;
            expected = others;
            in_time = false;
            TestServer server([&](Connection& connection) {
                auto first = connection.request();
                if (!first) return;
                connection.echo(*first);
                while (auto request = connection.request()) {
                    connection.echo(*request);
                    answered_gate.open();
                }
            });
            BindingHandle binding(server.binding());
            AsyncCall first;
            first.state.NotificationType = RpcNotificationTypeCallback;
            first.state.u.NotificationRoutine = [](PRPC_ASYNC_STATE, void*, RPC_ASYNC_EVENT) {
                entered->open();
                in_time = answered->wait(expected);
                entered->open();
            };
            REQUIRE(first.start(binding, "first") == RPC_S_OK);
            REQUIRE(entered_gate.wait());
            std::list<AsyncCall> calls(static_cast<size_t>(others));
            for (AsyncCall& call : calls) REQUIRE(call.start(binding, "other") == RPC_S_OK);
            REQUIRE(entered_gate.wait(2));
            CHECK(in_time);
            for (AsyncCall& call : calls) {
                REQUIRE(over(call));
                CHECK(call.complete() == RPC_S_OK);
            }
            CHECK(first.complete() == RPC_S_OK);
        }
    }

    TEST_CASE("a notification routine that takes its time delays no reply to another call") {
        static Gate* entered;
        static Gate* leave;
        TestServer server(echo_all);
        TestServer other_server(echo_all);
        BindingHandle binding(server.binding());
        BindingHandle elsewhere(other_server.binding());
        for (const bool same_connection : {true, false}) {
            for (const int others : {1, 12}) {  // read by whoever waits, and with many in flight by the loop
                CAPTURE(same_connection);
                CAPTURE(others);
                Gate entered_gate;
                Gate leave_gate;
                entered = &entered_gate;
                leave = &leave_gate;
                AsyncCall slow;
                slow.state.NotificationType = RpcNotificationTypeCallback;
                slow.state.u.NotificationRoutine = [](PRPC_ASYNC_STATE, void*, RPC_ASYNC_EVENT) {
                    entered->open();
                    leave->wait();
                    entered->open();
                };
                REQUIRE(slow.start(binding, "slow") == RPC_S_OK);
                REQUIRE(entered_gate.wait());
                std::list<AsyncCall> calls(static_cast<size_t>(others));
                for (AsyncCall& call : calls) {
                    REQUIRE(call.start(same_connection ? binding : elsewhere, "other") == RPC_S_OK);
                }
                for (AsyncCall& call : calls) {
                    REQUIRE(over(call));
                    CHECK(call.complete() == RPC_S_OK);
                    CHECK(call.reply == "other");
                }
                leave_gate.open();
                REQUIRE(entered_gate.wait(2));
                CHECK(slow.complete() == RPC_S_OK);
            }
        }
    }

    TEST_CASE("a notification routine may wait for another call of its connection") {
        constexpr unsigned kKeep = 9;  // not answered before the next kFlush
        constexpr unsigned kFlush = 8;
        TestServer server([&](Connection& connection) {
            std::vector<Connection::Request> kept;
            while (auto request = connection.request()) {
                if (request->opnum == kKeep) {
                    kept.push_back(std::move(*request));
                    continue;
                }
                connection.echo(*request);
                if (request->opnum != kFlush) continue;
                for (auto& one : kept) connection.echo(one);
                kept.clear();
            }
        });
        BindingHandle binding(server.binding());
        static RPC_BINDING_HANDLE place;
        static Gate* done;
        static std::atomic<DWORD> waited;
        place = binding;
        for (const size_t others : {size_t{0}, size_t{12}}) {  // with many in flight the loop sends requests together
            CAPTURE(others);
            Gate over_gate;
            done = &over_gate;
            waited = WAIT_FAILED;
            std::list<AsyncCall> calls(others);
            for (AsyncCall& call : calls) REQUIRE(call.start(binding, "other", kKeep) == RPC_S_OK);
            AsyncCall first;
            first.state.NotificationType = RpcNotificationTypeCallback;
            first.state.u.NotificationRoutine = [](PRPC_ASYNC_STATE, void*, RPC_ASYNC_EVENT) {
                const HANDLE event = CreateEventA(nullptr, FALSE, FALSE, nullptr);
                AsyncCall second;
                second.state.NotificationType = RpcNotificationTypeEvent;
                second.state.u.hEvent = event;
                if (second.start(place, "second") == RPC_S_OK) {
                    waited = WaitForSingleObject(event, 20'000);
                    if (second.complete() != RPC_S_OK || second.reply != "second") waited = WAIT_FAILED;
                }
                CloseHandle(event);
                done->open();
            };
            REQUIRE(first.start(binding, "first") == RPC_S_OK);
            REQUIRE(over_gate.wait());
            CHECK(waited == WAIT_OBJECT_0);
            CHECK(first.complete() == RPC_S_OK);
            AsyncCall flush;
            REQUIRE(flush.start(binding, "flush", kFlush) == RPC_S_OK);
            REQUIRE(over(flush));
            CHECK(flush.complete() == RPC_S_OK);
            for (AsyncCall& call : calls) {
                REQUIRE(over(call));
                CHECK(call.complete() == RPC_S_OK);
            }
        }
    }

    TEST_CASE("without multiplexing a call does not queue behind an aborted one that is never answered") {
        Gate arrived;
        Gate end;
        TestServer server([&](Connection& connection) {
            if (connection.number() > 1) return echo_all(connection);
            if (!connection.request()) return;
            arrived.open();
            end.wait();
        });
        server.multiplex = false;
        BindingHandle binding(server.binding());
        AsyncCall lost;
        REQUIRE(lost.start(binding, "lost") == RPC_S_OK);
        REQUIRE(arrived.wait());
        REQUIRE(RpcAsyncCancelCall(&lost.state, TRUE) == RPC_S_OK);
        CHECK(lost.complete() == RPC_S_CALL_CANCELLED);
        AsyncCall next;
        REQUIRE(next.start(binding, "next") == RPC_S_OK);
        CHECK(server.connections() == 2);
        if (server.connections() != 2) end.open();
        REQUIRE(over(next));
        CHECK(next.complete() == RPC_S_OK);
        CHECK(next.reply == "next");
        end.open();
    }
}
