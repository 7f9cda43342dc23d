// SPDX-License-Identifier: LGPL-2.1-or-later
// The life of a connection for asynchronous calls, against a scripted server: when it may end and when it must not.
#include <poll.h>

#include <future>

#include "../client/test_client.hpp"
#include "../client/test_server.hpp"

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
