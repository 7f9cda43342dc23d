// SPDX-License-Identifier: LGPL-2.1-or-later
// Synchronous calls against a scripted server: replies, faults, and every way a connection can let a caller down.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "test_client.hpp"
#include "test_server.hpp"

using namespace test;

TEST_SUITE("rpcrt4/client") {
    TEST_CASE("a synchronous call brings the reply back, over every transport") {
        for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
            TestServer server(echo_all, protseq);
            BindingHandle binding(server.binding());
            for (int i = 0; i < 3; ++i) {
                const CallResult result = call(binding, "hello");
                CHECK(result.status == RPC_S_OK);
                CHECK(result.reply == "hello");
                CHECK(result.representation == 0x10);
            }
            CHECK(server.connections() == 1);
        }
    }

    TEST_CASE("requests and replies of many fragments arrive whole") {
        TestServer server(echo_all);
        server.max_fragment = 4280;
        BindingHandle binding(server.binding());
        std::string large(1 << 20, '\0');
        for (size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 7 + i / 4096);
        const CallResult result = call(binding, large);
        CHECK(result.status == RPC_S_OK);
        CHECK(result.reply == large);
        CHECK(call(binding, "").reply.empty());
    }

    TEST_CASE("threads that call at once use connections of their own and share them afterwards") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        std::vector<std::thread> threads;
        std::atomic<int> good{0};
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                for (int n = 0; n < 100; ++n) {
                    const std::string text = std::to_string(i * 1000 + n);
                    if (call(binding, text).reply == text) ++good;
                }
            });
        }
        for (auto& thread : threads) thread.join();
        CHECK(good == 400);
        CHECK(server.connections() <= 4);
    }

    TEST_CASE("P5: nobody listens: RPC_S_SERVER_UNAVAILABLE") {
        std::string dead;
        {
            TestServer server(echo_all);
            dead = server.binding();
        }
        BindingHandle binding(dead);
        CHECK(call(binding, "x").status == RPC_S_SERVER_UNAVAILABLE);
        BindingHandle local("ncalrpc:[no-such-endpoint-of-ours]");
        CHECK(call(local, "x").status == RPC_S_SERVER_UNAVAILABLE);
    }

    TEST_CASE("a fault is the call's status and leaves the connection usable") {
        TestServer server([](Connection& connection) {
            while (auto request = connection.request()) {
                if (request->opnum == 0) {
                    connection.echo(*request);
                } else {
                    connection.fault(*request, request->opnum == 1 ? protocol::nca::kOpnumOutOfRange : 4711);
                }
            }
        });
        BindingHandle binding(server.binding());
        CHECK(call(binding, "x", 1).status == RPC_S_PROCNUM_OUT_OF_RANGE);
        CHECK(call(binding, "x", 2).status == 4711);
        CHECK(call(binding, "x", 0).reply == "x");
        CHECK(server.connections() == 1);
    }

    TEST_CASE("P5: the server hangs up on a request it has read: RPC_S_CALL_FAILED, not tried again") {
        std::atomic<int> requests{0};
        TestServer server([&](Connection& connection) {
            while (auto request = connection.request()) {
                ++requests;
                if (request->opnum == 9) return;
                connection.echo(*request);
            }
        });
        BindingHandle binding(server.binding());
        CHECK(call(binding, "x").status == RPC_S_OK);
        CHECK(call(binding, "x", 9).status == RPC_S_CALL_FAILED);
        CHECK(requests == 2);
        CHECK(call(binding, "x").status == RPC_S_OK);
    }

    TEST_CASE("P5: a connection reset after the request was read: RPC_S_CALL_FAILED") {
        TestServer server([](Connection& connection) {
            while (auto request = connection.request()) {
                if (request->opnum == 9) return connection.reset();
                connection.echo(*request);
            }
        });
        BindingHandle binding(server.binding());
        CHECK(call(binding, "x", 9).status == RPC_S_CALL_FAILED);
    }

    TEST_CASE("a forked child opens connections of its own: those at rest are its parent's") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        CHECK(call(binding, "parent").reply == "parent");
        const pid_t child = ::fork();
        if (child == 0) ::_exit(call(binding, "child").reply == "child" ? 0 : 1);
        REQUIRE(child > 0);
        int status = -1;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
        CHECK(server.connections() == 2);
        CHECK(call(binding, "again").reply == "again");
        CHECK(server.connections() == 2);
    }

    TEST_CASE("K9: a connection that died while it rested is replaced without the caller noticing") {
        for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
            for (const bool with_reset : {false, true}) {
                CAPTURE(protseq);
                CAPTURE(with_reset);
                Gate closed;
                TestServer server(
                    [&](Connection& connection) {
                        auto request = connection.request();
                        if (!request) return;
                        connection.echo(*request);
                        if (connection.number() > 1) return echo_all(connection);
                        if (with_reset) connection.reset();
                        ::shutdown(connection.descriptor(), SHUT_RDWR);
                        closed.open();
                    },
                    protseq);
                BindingHandle binding(server.binding());
                CHECK(call(binding, "first").reply == "first");
                REQUIRE(closed.wait());
                CHECK(call(binding, "second").reply == "second");
                CHECK(server.connections() == 2);
            }
        }
    }

    TEST_CASE("K9: a server that was restarted gets the call") {
        std::string endpoint;
        std::optional<TestServer> server(std::in_place, echo_all, "ncalrpc", "restarted-server");
        BindingHandle binding(server->binding());
        CHECK(call(binding, "one").reply == "one");
        server.emplace(echo_all, "ncalrpc", "restarted-server");
        CHECK(call(binding, "two").reply == "two");
    }

    TEST_CASE("N4: the call timeout ends a call whose server is silent with RPC_S_CALL_CANCELLED") {
        TestServer server([](Connection& connection) {
            while (auto request = connection.request()) {
                if (request->opnum == 0) connection.echo(*request);
            }
        });
        BindingHandle binding(server.binding());
        REQUIRE(RpcBindingSetOption(binding, RPC_C_OPT_CALL_TIMEOUT, 50) == RPC_S_OK);
        CHECK(call(binding, "x", 0).status == RPC_S_OK);
        CHECK(call(binding, "x", 1).status == RPC_S_CALL_CANCELLED);
        CHECK(call(binding, "x", 0).status == RPC_S_OK);
        CHECK(server.connections() == 2);
    }

    TEST_CASE("a peer that never answers a bind is given up at the call timeout or the shortest com timeout") {
        TestServer server([](Connection& connection) {
            char byte;
            while (::recv(connection.descriptor(), &byte, 1, 0) > 0) {
            }
        });
        BindingHandle timed(server.binding());
        REQUIRE(RpcBindingSetOption(timed, RPC_C_OPT_CALL_TIMEOUT, 50) == RPC_S_OK);
        CHECK(call(timed, "x").status == RPC_S_CALL_CANCELLED);
        BindingHandle patient(server.binding());
        REQUIRE(RpcMgmtSetComTimeout(patient, RPC_C_BINDING_MIN_TIMEOUT) == RPC_S_OK);
        CHECK(call(patient, "x").status == RPC_S_SERVER_UNAVAILABLE);
    }

    TEST_CASE("a peer that is no RPC server is an error, whatever it says") {
        const std::string noise = "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n some more bytes to fill a header";
        TestServer server([&](Connection& connection) { connection.send_bytes(noise.data(), noise.size()); });
        BindingHandle binding(server.binding());
        const RPC_STATUS status = call(binding, "x").status;
        CHECK((status == RPC_S_PROTOCOL_ERROR || status == RPC_S_SERVER_UNAVAILABLE));
        TestServer mute([](Connection&) {});
        BindingHandle other(mute.binding());
        CHECK(call(other, "x").status == RPC_S_SERVER_UNAVAILABLE);
    }

    TEST_CASE("a reply cut short is RPC_S_CALL_FAILED") {
        TestServer server([](Connection& connection) {
            auto request = connection.request();
            if (!request) return;
            auto whole = encode_response({.call_id = request->call_id}, protocol::Buffer(100), 5840);
            const iovec piece = whole.pending()[0];
            connection.send_bytes(piece.iov_base, piece.iov_len / 2);
        });
        BindingHandle binding(server.binding());
        CHECK(call(binding, "x").status == RPC_S_CALL_FAILED);
    }

    TEST_CASE("a reply to another call is ignored, garbage after the bind is RPC_S_PROTOCOL_ERROR") {
        TestServer server([](Connection& connection) {
            while (auto request = connection.request()) {
                if (request->opnum == 0) {
                    auto stray = encode_response({.call_id = request->call_id + 1000}, protocol::Buffer(8), 5840);
                    connection.send(std::move(stray));
                    connection.echo(*request);
                } else {
                    std::array<char, 64> garbage;
                    garbage.fill('\x7f');
                    connection.send_bytes(garbage.data(), garbage.size());
                }
            }
        });
        BindingHandle binding(server.binding());
        CHECK(call(binding, "mine").reply == "mine");
        CHECK(call(binding, "x", 1).status == RPC_S_PROTOCOL_ERROR);
    }

    TEST_CASE("an interface the server does not have is RPC_S_UNKNOWN_IF and spoils nothing") {
        RPC_CLIENT_INTERFACE unknown = interface_numbered(0xDEAD);
        TestServer server(echo_all);
        server.verdict = [](const protocol::SyntaxId& id) -> protocol::ServerDirectory::Verdict {
            if (id.uuid.time_low == 0xDEAD) return protocol::ContextReason::abstract_syntax_not_supported;
            return protocol::ServerDirectory::Accepted{};
        };
        BindingHandle binding(server.binding());
        CHECK(call(binding, "x", 0, unknown).status == RPC_S_UNKNOWN_IF);
        CHECK(call(binding, "x").reply == "x");
        CHECK(call(binding, "x", 0, unknown).status == RPC_S_UNKNOWN_IF);
        CHECK(call(binding, "x").reply == "x");
    }

    TEST_CASE("a further interface is negotiated on the same connection, once") {
        RPC_CLIENT_INTERFACE second = interface_numbered(0x22222222);
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        for (int i = 0; i < 3; ++i) {
            CHECK(call(binding, "a").reply == "a");
            CHECK(call(binding, "b", 0, second).reply == "b");
        }
        CHECK(server.connections() == 1);
        CHECK(server.binds() == 2);
    }

    TEST_CASE("an association group that died with its server is not insisted on") {
        std::atomic<int> refused{0};
        Gate closed;
        TestServer server([&](Connection& connection) {
            if (auto request = connection.request()) connection.echo(*request);
            ::shutdown(connection.descriptor(), SHUT_RDWR);
            closed.open();
        });
        server.group = [&](uint32_t requested) -> uint32_t {
            if (requested != 0) ++refused;
            return requested != 0 ? 0 : 5;
        };
        BindingHandle binding(server.binding());
        CHECK(call(binding, "one").reply == "one");
        REQUIRE(closed.wait());
        CHECK(call(binding, "two").reply == "two");
        CHECK(refused == 1);
    }

    TEST_CASE("a server that asked for shutdown gets no further calls on that connection") {
        TestServer server([](Connection& connection) {
            while (auto request = connection.request()) {
                connection.send(protocol::OutgoingMessage(encode_bodiless(protocol::PduType::shutdown, 0)));
                connection.echo(*request);
            }
        });
        BindingHandle binding(server.binding());
        CHECK(call(binding, "one").reply == "one");
        CHECK(call(binding, "two").reply == "two");
        CHECK(server.connections() == 2);
    }

    TEST_CASE("K6, M8: an endpoint comes from the interface specification; without one it is EPT_S_NOT_REGISTERED") {
        TestServer server(echo_all);
        std::string endpoint = server.endpoint();
        std::string protseq = "ncacn_ip_tcp";
        RPC_PROTSEQ_ENDPOINT entry{reinterpret_cast<unsigned char*>(protseq.data()),
                                   reinterpret_cast<unsigned char*>(endpoint.data())};
        RPC_CLIENT_INTERFACE known = interface_numbered(0x33333333);
        known.RpcProtseqEndpoint = &entry;
        known.RpcProtseqEndpointCount = 1;
        BindingHandle binding("ncacn_ip_tcp:127.0.0.1");
        CHECK(call(binding, "x").status == EPT_S_NOT_REGISTERED);
        CHECK(call(binding, "x", 0, known).reply == "x");
        CHECK(call(binding, "x").reply == "x");  // fully bound now
        REQUIRE(RpcBindingReset(binding) == RPC_S_OK);
        CHECK(call(binding, "x").status == EPT_S_NOT_REGISTERED);
    }

    TEST_CASE("the object UUID of the binding, or of the one call, travels with the request") {
        TestServer server([](Connection& connection) {
            while (auto request = connection.request()) {
                connection.reply(*request, request->has_object ? uuid::to_text(request->object) : "none");
            }
        });
        BindingHandle binding(server.binding());
        CHECK(call(binding, "x").reply == "none");
        UUID object{0xAABBCCDD, 1, 2, {1, 2, 3, 4, 5, 6, 7, 8}};
        REQUIRE(RpcBindingSetObject(binding, &object) == RPC_S_OK);
        CHECK(call(binding, "x").reply == "aabbccdd-0001-0002-0102-030405060708");
        RPC_MESSAGE message{};
        message.Handle = binding;
        message.RpcInterfaceInformation = &first_interface();
        UUID other{0x01020304, 1, 2, {1, 2, 3, 4, 5, 6, 7, 8}};
        REQUIRE(I_RpcGetBufferWithObject(&message, &other) == RPC_S_OK);
        REQUIRE(I_RpcSendReceive(&message) == RPC_S_OK);
        CHECK(std::string(static_cast<char*>(message.Buffer), 8) == "01020304");
        CHECK(I_RpcFreeBuffer(&message) == RPC_S_OK);
    }

    TEST_CASE("bad messages and handles are refused, not followed") {
        RPC_ASYNC_STATE state;
        REQUIRE(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK);
        CHECK(I_RpcAsyncSetHandle(nullptr, &state) == RPC_S_INVALID_ARG);
        RPC_MESSAGE message{};
        message.RpcInterfaceInformation = &first_interface();
        CHECK(I_RpcGetBuffer(&message) == RPC_S_INVALID_BINDING);
        message.Handle = reinterpret_cast<RPC_BINDING_HANDLE>(0x123456789abc);
        CHECK(I_RpcGetBuffer(&message) == RPC_S_INVALID_BINDING);
        CHECK(I_RpcSendReceive(&message) == RPC_S_NO_CALL_ACTIVE);
        CHECK(I_RpcFreeBuffer(&message) == RPC_S_OK);
        TestServer server(echo_all);
        RPC_BINDING_HANDLE stale;
        {
            BindingHandle binding(server.binding());
            stale = binding;
        }
        message.Handle = stale;
        CHECK(I_RpcGetBuffer(&message) == RPC_S_INVALID_BINDING);
    }
}
