// SPDX-License-Identifier: LGPL-2.1-or-later
// What a forked child may do with the bindings and calls it inherits: call through connections of its own, while its
// parent goes on using those it had.
#include <sys/wait.h>
#include <unistd.h>

#include "../client/test_client.hpp"
#include "../client/test_server.hpp"
#include "tests/sanitizers.h"

#include <windows.h>

using namespace test;

namespace {

constexpr DWORD kLimit = 20'000;

/// Runs `steps` in a child; the number of the step that failed, 0 for none, -1 when it ended otherwise.
template <typename F>
int in_child(F&& steps) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(60);
        ::_exit(steps());
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool async_call_works(RPC_BINDING_HANDLE binding) {
    const HANDLE event = CreateEventA(nullptr, FALSE, FALSE, nullptr);
    AsyncCall call;
    call.state.NotificationType = RpcNotificationTypeEvent;
    call.state.u.hEvent = event;
    const bool answered = call.start(binding, "async") == RPC_S_OK &&
                          WaitForSingleObject(event, kLimit) == WAIT_OBJECT_0 && call.complete() == RPC_S_OK &&
                          call.reply == "async";
    CloseHandle(event);
    return answered;
}

}  // namespace

TEST_SUITE("rpcrt4/association/fork" * doctest::skip(UNDER_TSAN)) {
    TEST_CASE("a forked child calls on inherited bindings over connections of its own, the parent over its old ones") {
        for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
            CAPTURE(protseq);
            TestServer server(echo_all, protseq);
            BindingHandle binding(server.binding());
            REQUIRE(call(binding, "parent").reply == "parent");
            REQUIRE(async_call_works(binding));
            REQUIRE(server.connections() == 2);
            CHECK(in_child([&] {
                      if (call(binding, "child").reply != "child") return 1;
                      if (!async_call_works(binding)) return 2;
                      if (call(binding, "again").reply != "again") return 3;
                      if (RpcBindingFree(binding.address()) != RPC_S_OK) return 4;
                      return 0;
                  }) == 0);
            CHECK(server.connections() == 4);
            CHECK(call(binding, "parent").reply == "parent");
            CHECK(async_call_works(binding));
            CHECK(server.connections() == 4);
        }
    }

    TEST_CASE("a call in flight stays the parent's: in a forked child it is pending until it is aborted") {
        Gate arrived;
        Gate answer;
        TestServer server([&](Connection& connection) {
            while (auto request = connection.request()) {
                arrived.open();
                answer.wait();
                connection.echo(*request);
            }
        });
        BindingHandle binding(server.binding());
        AsyncCall pending;
        REQUIRE(pending.start(binding, "pending") == RPC_S_OK);
        REQUIRE(arrived.wait());
        CHECK(in_child([&] {
                  if (pending.status() != RPC_S_ASYNC_CALL_PENDING) return 1;
                  if (RpcAsyncCancelCall(&pending.state, FALSE) != RPC_S_OK) return 2;
                  if (pending.complete() != RPC_S_ASYNC_CALL_PENDING) return 3;
                  if (RpcAsyncCancelCall(&pending.state, TRUE) != RPC_S_OK) return 4;
                  if (pending.complete() != RPC_S_CALL_CANCELLED) return 5;
                  return 0;
              }) == 0);
        answer.open();
        const auto end = std::chrono::steady_clock::now() + kPatience;
        while (pending.status() == RPC_S_ASYNC_CALL_PENDING && std::chrono::steady_clock::now() < end) {
            std::this_thread::yield();
        }
        CHECK(pending.complete() == RPC_S_OK);
        CHECK(pending.reply == "pending");
    }

    TEST_CASE("a child that never calls and just ends takes nothing from its parent") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        REQUIRE(async_call_works(binding));
        CHECK(in_child([] { return 0; }) == 0);
        CHECK(async_call_works(binding));
        CHECK(server.connections() == 1);
    }
}
