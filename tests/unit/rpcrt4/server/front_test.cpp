// SPDX-License-Identifier: LGPL-2.1-or-later
// Clients of the network that smbd passes on: who they are to a manager routine, and what they may not do. The test is
// smbd, with the words of a real one.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/fsuid.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <thread>

#include "fixture.hpp"
#include "handleapi/base/runtime_directory.hpp"
#include "rpcrt4/transport/bridge.hpp"
#include "rpcrt4/transport/local_socket.hpp"
#include "rpcrt4/transport/smb/front_pipe.hpp"
#include "tests/unit/rpcrt4/transport/smb/npam_golden.hpp"

using namespace server_test;
using protocol::PduType;
using Bytes = std::span<const std::byte>;

namespace {

std::function<void(RPC_BINDING_HANDLE)> body;

void run_body(PRPC_MESSAGE message) {
    if (body) body(message->Handle);
    put_reply(*message, {});
}

TestInterface& target(unsigned flags) {
    static std::map<unsigned, std::unique_ptr<TestInterface>> all;
    auto& one = all[flags];
    if (!one) {
        one = std::make_unique<TestInterface>(std::initializer_list<RPC_DISPATCH_FUNCTION>{run_body, run_body});
        REQUIRE(RpcServerRegisterIfEx(one->handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN | flags,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, nullptr) == RPC_S_OK);
    }
    return *one;
}

void say(const transport::Socket& socket, Bytes request) {
    transport::set_timeouts(socket.descriptor(), kPatience);
    iovec piece{const_cast<std::byte*>(request.data()), request.size()};
    static_cast<void>(transport::send_all(socket.descriptor(), {&piece, 1}));
}

/// A connection to the pipe, after `request` was sent.
transport::Socket say(Bytes request) {
    const auto& pipe = pipe_endpoint();
    auto socket = transport::find_mechanism(pipe.protseq)
                      ->connect("", pipe.name, {.deadline = transport::Clock::now() + kPatience});
    REQUIRE(socket);
    say(*socket, request);
    return std::move(*socket);
}

/// The status in the reply; none when the server just closes.
std::optional<uint32_t> answer(const transport::Socket& socket) {
    std::array<std::byte, 36> reply;
    if (::recv(socket.descriptor(), reply.data(), reply.size(), MSG_WAITALL) != ssize_t{reply.size()}) return {};
    uint32_t status = 0;
    std::memcpy(&status, reply.data() + 32, sizeof status);
    return status;
}

/// A client that smbd has introduced so.
std::unique_ptr<RawPeer> introduced(Bytes request) {
    auto socket = say(request);
    REQUIRE(answer(socket) == 0u);
    auto near = transport::Bridge::start(std::move(socket),
                                         std::make_unique<transport::smb::FrontPipe>(std::span<const std::byte>{}));
    REQUIRE(near);
    return std::make_unique<RawPeer>(std::move(*near));
}

void in_a_call(Bytes request, std::function<void(RPC_BINDING_HANDLE)> inside) {
    body = std::move(inside);
    TestInterface& served = target(0);
    auto peer = introduced(request);
    REQUIRE(peer->bind(served.id()) == protocol::ContextResult::acceptance);
    CHECK(peer->call(1, {})->type() == PduType::response);
    body = nullptr;
}

bool may_call(RawPeer& peer, const TestInterface& served) {
    REQUIRE(peer.bind(served.id()) == protocol::ContextResult::acceptance);
    return peer.call(1, {})->type() == PduType::response;
}

}  // namespace

TEST_SUITE("rpcrt4/server/front") {
    TEST_CASE("a client that smbd passes on is who smbd says it is, and comes from elsewhere") {
        in_a_call(npam_golden::user(), [](RPC_BINDING_HANDLE handle) {
            RPC_AUTHZ_HANDLE name = nullptr;
            ULONG level = 0, service = 0;
            CHECK(RpcBindingInqAuthClientA(handle, &name, nullptr, &level, &service, nullptr) == RPC_S_OK);
            CHECK(std::string(static_cast<const char*>(name)) == "SAMBATEST\\root");
            CHECK(level == RPC_C_AUTHN_LEVEL_CONNECT);
            CHECK(service == RPC_C_AUTHN_WINNT);
            unsigned local = 1;
            CHECK(I_RpcBindingIsClientLocal(handle, &local) == RPC_S_OK);
            CHECK(local == 0);
            RPC_CALL_ATTRIBUTES_V2_A attributes{};
            attributes.Version = 2;
            attributes.Flags = RPC_QUERY_CLIENT_PID;
            CHECK(RpcServerInqCallAttributesA(handle, &attributes) == RPC_S_OK);
            CHECK(attributes.IsClientLocal == rcclRemote);
            CHECK_FALSE(attributes.NullSession);
            CHECK(attributes.ClientPID == nullptr);
            CHECK(attributes.AuthenticationService == RPC_C_AUTHN_WINNT);
            CHECK(RpcImpersonateClient(handle) == RPC_S_OK);
            CHECK(RpcRevertToSelfEx(handle) == RPC_S_OK);
            RPC_BINDING_HANDLE back = nullptr;
            REQUIRE(RpcBindingServerFromClient(handle, &back) == RPC_S_OK);
            RPC_CSTR text = nullptr;
            REQUIRE(RpcBindingToStringBindingA(back, &text) == RPC_S_OK);
            CHECK(std::string(reinterpret_cast<const char*>(text)) == "ncacn_np:\\\\\\\\vm");
            RpcStringFreeA(&text);
            CHECK(RpcBindingFree(&back) == RPC_S_OK);
        });
    }

    TEST_CASE("an anonymous client is a null session") {
        in_a_call(npam_golden::anonymous(), [](RPC_BINDING_HANDLE handle) {
            RPC_CALL_ATTRIBUTES_V1_A attributes{};
            attributes.Version = 1;
            CHECK(RpcServerInqCallAttributesA(handle, &attributes) == RPC_S_OK);
            CHECK(attributes.NullSession);
            CHECK(RpcImpersonateClient(handle) == RPC_S_NO_CONTEXT_AVAILABLE);
        });
    }

    TEST_CASE("interfaces for secure or local clients only ask who smbd speaks for") {
        CHECK(may_call(*introduced(npam_golden::user()), target(RPC_IF_ALLOW_SECURE_ONLY)));
        CHECK_FALSE(may_call(*introduced(npam_golden::anonymous()), target(RPC_IF_ALLOW_SECURE_ONLY)));
        CHECK_FALSE(may_call(*introduced(npam_golden::user()), target(RPC_IF_ALLOW_LOCAL_ONLY)));
        const auto local = bound_peer(target(RPC_IF_ALLOW_LOCAL_ONLY), pipe_endpoint());
        CHECK(local->call(1, {})->type() == PduType::response);
    }

    TEST_CASE("many fragments and many calls go through") {
        TestInterface echoing{echo, echo};
        REQUIRE(RpcServerRegisterIfEx(echoing.handle(), nullptr, nullptr, RPC_IF_AUTOLISTEN,
                                      RPC_C_LISTEN_MAX_CALLS_DEFAULT, nullptr) == RPC_S_OK);
        auto peer = introduced(npam_golden::user());
        REQUIRE(peer->bind(echoing.id()) == protocol::ContextResult::acceptance);
        const std::vector<std::byte> stub(5000, std::byte{9});
        for (int i = 0; i < 100; ++i) CHECK(peer->call(1, stub)->stub() == stub);
    }

    TEST_CASE("what is no introduction is refused") {
        std::vector<std::byte> request(npam_golden::user().begin(), npam_golden::user().end());
        request[4] = std::byte{'X'};
        CHECK(answer(say(request)) == 0xC000000D);
        request[4] = std::byte{'N'};
        request[8] = request[12] = std::byte{3};
        CHECK(answer(say(request)) == 0xC00000BB);
        const std::vector<std::byte> too_long{std::byte{0}, std::byte{0xff}, std::byte{0xff}, std::byte{0xff}};
        CHECK_FALSE(answer(say(too_long)));
        const std::vector<std::byte> too_short{std::byte{0}, std::byte{0}, std::byte{0}, std::byte{1}};
        CHECK_FALSE(answer(say(too_short)));
    }

    TEST_CASE("an introduction may come in pieces") {
        const Bytes whole = npam_golden::user();
        auto socket = say(whole.first(3));
        for (const Bytes piece : {whole.subspan(3, 1), whole.subspan(4, 200), whole.subspan(204)}) {
            iovec bytes{const_cast<std::byte*>(piece.data()), piece.size()};
            REQUIRE(transport::send_all(socket.descriptor(), {&bytes, 1}).error == 0);
        }
        CHECK(answer(socket) == 0u);
    }

    TEST_CASE("only root and this user are believed") {
        if (::geteuid() != 0) return;  // nobody else can be tried
        const std::string folder = *base::runtime_directory() + "/np";
        const std::string file = pipe_endpoint().name.substr(std::strlen("\\pipe\\"));
        std::optional<uint32_t> status = 0;
        std::thread([&] {
            // Of this thread only: another user, who may still enter the folder.
            constexpr uid_t kNobody = 65534;
            if (::syscall(SYS_setresuid, -1, kNobody, -1) != 0) return;
            ::syscall(SYS_setfsuid, 0);
            auto socket = transport::local::connect(folder, file, {.deadline = transport::Clock::now() + kPatience});
            if (!socket) return;
            say(*socket, npam_golden::user());
            status = answer(*socket);
        }).join();
        CHECK(status == 0xC0000022);
    }
}
