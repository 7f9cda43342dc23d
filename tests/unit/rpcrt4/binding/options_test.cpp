// SPDX-License-Identifier: LGPL-2.1-or-later
// Binding options and time-outs: what is accepted, what it means for connecting and waiting, whom it concerns.
#include "rpcrt4/binding/options.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <string>

#include "../async/async_helpers.hpp"

using namespace test;
using binding::Options;

namespace {

bool gives_up(const transport::Deadline& deadline) { return deadline.has_value(); }

RPC_STATUS set(RPC_BINDING_HANDLE handle, ULONG option, ULONG_PTR value = 1) {
    return RpcBindingSetOption(handle, option, value);
}

}  // namespace

TEST_SUITE("rpcrt4/binding/options") {
    TEST_CASE("N1: by default nothing ends a call, and the connection is probed after twelve minutes of silence") {
        const Options options;
        CHECK(options.call_timeout.count() == 0);
        CHECK(options.connect_limits().keep_alive_seconds == 720);
    }

    TEST_CASE("N2: a com timeout of n means probes after 120 (n + 1) seconds; 10 means none") {
        Options options;
        for (uint32_t n = 0; n <= 9; ++n) {
            REQUIRE(options.set_com_timeout(n) == base::Status::ok);
            CHECK(options.connect_limits().keep_alive_seconds == 120 * (n + 1));
            CHECK(gives_up(options.connect_limits().deadline));
        }
        REQUIRE(options.set_com_timeout(10) == base::Status::ok);
        CHECK(options.connect_limits().keep_alive_seconds == 0);
        CHECK_FALSE(gives_up(options.connect_limits().deadline));
        CHECK(options.set_com_timeout(11) == base::Status::rpc_s_invalid_timeout);
        CHECK(options.com_timeout == 10);
    }

    TEST_CASE("N2: a bind is waited for as long as the com timeout says, and for a quarter of an hour at most") {
        constexpr struct {
            uint32_t setting;
            int seconds;
        } kRows[] = {{0, 2}, {4, 40}, {5, 720}, {6, 840}, {7, 900}, {9, 900}, {10, 900}};
        for (const auto& row : kRows) {
            CAPTURE(row.setting);
            Options options;
            REQUIRE(options.set_com_timeout(row.setting) == base::Status::ok);
            const auto before = transport::Clock::now();
            const auto deadline = options.bind_deadline();
            const auto after = transport::Clock::now();
            REQUIRE(deadline);
            CHECK(*deadline >= before + std::chrono::seconds(row.seconds));
            CHECK(*deadline <= after + std::chrono::seconds(row.seconds));
        }
    }

    TEST_CASE("N3: probes of a network connection follow each other by the second, and three lost ones end it") {
        TestServer server(echo_all);
        const auto& tcp = *transport::find_mechanism("ncacn_ip_tcp");
        Options options;
        REQUIRE(options.set_com_timeout(0) == base::Status::ok);
        const auto socket = tcp.connect("127.0.0.1", server.endpoint(), options.connect_limits());
        REQUIRE(socket);
        const auto value_of = [&](int level, int name) {
            int value = -1;
            socklen_t length = sizeof value;
            CHECK(::getsockopt(socket->descriptor(), level, name, &value, &length) == 0);
            return value;
        };
        CHECK(value_of(SOL_SOCKET, SO_KEEPALIVE) == 1);
        CHECK(value_of(IPPROTO_TCP, TCP_KEEPIDLE) == 120);
        CHECK(value_of(IPPROTO_TCP, TCP_KEEPINTVL) == 1);
        CHECK(value_of(IPPROTO_TCP, TCP_KEEPCNT) == 3);
    }

    TEST_CASE("options of message queues, sessions, cookies and resources are RPC_S_CANNOT_SUPPORT, as unknown ones") {
        for (const char* text : {"ncacn_ip_tcp:host[1]", "ncalrpc:[x]"}) {
            BindingHandle binding(text);
            for (ULONG option = 0; option <= 40; ++option) {
                if (option == RPC_C_OPT_BINDING_NONCAUSAL || option == RPC_C_OPT_UNIQUE_BINDING ||
                    option == RPC_C_OPT_CALL_TIMEOUT || option == RPC_C_OPT_DONT_LINGER) {
                    continue;
                }
                CAPTURE(option);
                ULONG_PTR value = 77;
                CHECK(set(binding, option) == RPC_S_CANNOT_SUPPORT);
                CHECK(RpcBindingInqOption(binding, option, &value) == RPC_S_CANNOT_SUPPORT);
                CHECK(value == 77);
            }
        }
    }

    TEST_CASE("flags are what they were set to, of that handle alone, and FALSE at first") {
        BindingHandle binding("ncacn_ip_tcp:host[1]");
        BindingHandle other("ncacn_ip_tcp:host[1]");
        for (const ULONG option : {RPC_C_OPT_BINDING_NONCAUSAL, RPC_C_OPT_UNIQUE_BINDING}) {
            for (const ULONG_PTR wanted : {0, 1, 0}) {
                CHECK(set(binding, option, wanted) == RPC_S_OK);
                ULONG_PTR value = 77;
                CHECK(RpcBindingInqOption(binding, option, &value) == RPC_S_OK);
                CHECK(value == wanted);
                CHECK(RpcBindingInqOption(other, option, &value) == RPC_S_OK);
                CHECK(value == 0);
            }
        }
        CHECK(set(nullptr, RPC_C_OPT_UNIQUE_BINDING) == RPC_S_INVALID_BINDING);
        ULONG_PTR value = 0;
        CHECK(RpcBindingInqOption(nullptr, RPC_C_OPT_UNIQUE_BINDING, &value) == RPC_S_INVALID_BINDING);
        CHECK(RpcBindingInqOption(binding, RPC_C_OPT_UNIQUE_BINDING, nullptr) == RPC_S_INVALID_ARG);
    }

    TEST_CASE("K11: RPC_C_OPT_DONT_LINGER counts for the association, whichever of its bindings is freed last") {
        Gate ended;
        TestServer server([&](Connection& connection) {
            echo_all(connection);
            ended.open();
        });
        BindingHandle last(server.binding());
        CHECK(call(last, "x").reply == "x");
        {
            BindingHandle first(server.binding());
            CHECK(call(first, "x").reply == "x");
            REQUIRE(set(first, RPC_C_OPT_DONT_LINGER) == RPC_S_OK);
        }
        CHECK(call(last, "x").reply == "x");
        CHECK(server.connections() == 1);
        CHECK(RpcBindingFree(last.address()) == RPC_S_OK);
        CHECK(ended.wait());
    }

    TEST_CASE("N4: every fragment of a reply starts the call's time anew") {
        // As long as each fragment comes well within the time, all of them may take longer than it.
        constexpr auto kTimeout = 1000ms;
        constexpr auto kPace = 150ms;
        TestServer server([&](Connection& connection) {
            auto request = connection.request();
            if (!request) return;
            protocol::Buffer stub(8 * 1400);
            std::memset(stub.data(), 'x', stub.size());
            auto message = protocol::encode_response({.call_id = request->call_id, .context_id = request->context_id},
                                                     std::move(stub), 1424);
            std::string bytes;
            for (const iovec& piece : message.pending()) {
                bytes.append(static_cast<const char*>(piece.iov_base), piece.iov_len);
            }
            for (size_t at = 0; at < bytes.size(); at += 1424) {
                std::this_thread::sleep_for(kPace);
                connection.send_bytes(bytes.data() + at, std::min<size_t>(1424, bytes.size() - at));
            }
            connection.next();
        });
        BindingHandle binding(server.binding());
        REQUIRE(set(binding, RPC_C_OPT_CALL_TIMEOUT, kTimeout.count()) == RPC_S_OK);
        const auto result = call(binding, "x");
        CHECK(result.status == RPC_S_OK);
        CHECK(result.reply.size() == 8 * 1400);
    }

    TEST_CASE("N4: of a call that timed out the server is not told; its connection just ends") {
        Gate ended;
        std::atomic<int> notices{0};
        TestServer server([&](Connection& connection) {
            auto first = connection.request();
            if (!first) return;
            connection.echo(*first);
            if (!connection.request()) return;
            while (connection.next()) ++notices;
            ended.open();
        });
        BindingHandle binding(server.binding());
        REQUIRE(call(binding, "makes the connection, at leisure").status == RPC_S_OK);
        REQUIRE(set(binding, RPC_C_OPT_CALL_TIMEOUT, 30) == RPC_S_OK);
        CHECK(call(binding, "x").status == RPC_S_CALL_CANCELLED);
        REQUIRE(ended.wait());
        CHECK(notices == 0);
    }

    TEST_CASE("A22: the call timeout is nothing to asynchronous calls") {
        Gate gate;
        TestServer server([&](Connection& connection) {
            auto request = connection.request();
            if (!request || request->stub.size() == 4) return static_cast<void>(connection.next());  // "sync": silence
            if (gate.wait()) connection.echo(*request);
            connection.next();
        });
        BindingHandle binding(server.binding());
        REQUIRE(set(binding, RPC_C_OPT_CALL_TIMEOUT, 30) == RPC_S_OK);
        AsyncCall pending;
        REQUIRE(pending.start(binding, "asynchronous") == RPC_S_OK);
        // A synchronous one started later runs out of time meanwhile.
        CHECK(call(binding, "sync").status == RPC_S_CALL_CANCELLED);
        CHECK(pending.status() == RPC_S_ASYNC_CALL_PENDING);
        gate.open();
        REQUIRE(over(pending));
        CHECK(pending.complete() == RPC_S_OK);
        CHECK(pending.reply == "asynchronous");
    }
}
