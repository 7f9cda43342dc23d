// SPDX-License-Identifier: LGPL-2.1-or-later
// RpcCancelThread, RpcCancelThreadEx: one thread cancels the synchronous call of another.
#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "fixture.hpp"

using namespace end_to_end;

namespace {

/// A thread with a handle that makes one call.
class Caller {
 public:
    explicit Caller(std::function<void()> body) {
        std::atomic<bool> ready = false;
        thread_ = std::thread([this, &ready, body = std::move(body)] {
            REQUIRE(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &handle_, 0, FALSE,
                                    DUPLICATE_SAME_ACCESS));
            ready = true;
            status_ = raised_by(body);
        });
        while (!ready) Sleep(0);
    }
    ~Caller() {
        if (thread_.joinable()) thread_.join();
        CloseHandle(handle_);
    }
    HANDLE handle() const { return handle_; }
    RPC_STATUS finish() {
        thread_.join();
        return status_;
    }

 private:
    HANDLE handle_ = nullptr;
    RPC_STATUS status_ = RPC_S_OK;
    std::thread thread_;
};

/// Calls when its thread ends.
struct LastWords {
    ~LastWords() {
        if (destination) answer = c_Echo(destination, 9);
    }
    handle_t destination = nullptr;
    static std::atomic<LONG> answer;
};
std::atomic<LONG> LastWords::answer = 0;

bool await_dispatch(size_t count) {
    for (DWORD i = 0; i < kLimit && backstage().dispatched().size() < count; ++i) Sleep(1);
    return backstage().dispatched().size() >= count;
}

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/cancel_thread") {
    TEST_CASE("C11: a cancel reaches the server, whose answer ends the call as any other") {
        on_every_protseq([](Binding& binding) {
            LONG looks = -1;
            Caller caller([&] { looks = c_WaitForCancel(binding); });
            REQUIRE(await_dispatch(1));
            CHECK(RpcCancelThread(caller.handle()) == RPC_S_OK);
            CHECK(caller.finish() == RPC_S_OK);
            CHECK(looks >= 0);
            CHECK(looks < static_cast<LONG>(kLimit));
            CHECK(c_Echo(binding, 1) == 1);
        });
    }

    TEST_CASE("C11: without patience the call fails at once while the server goes on") {
        on_every_protseq([](Binding& binding) {
            Caller caller([&] { c_WaitAtGate(binding); });
            REQUIRE(backstage().await_gate(1));
            CHECK(RpcCancelThreadEx(caller.handle(), 0) == RPC_S_OK);
            CHECK(caller.finish() == RPC_S_CALL_CANCELLED);
            CHECK(c_Echo(binding, 2) == 2);
            backstage().open_gate();
        });
    }

    TEST_CASE("C11: the call fails when patience ends") {
        on_every_protseq([](Binding& binding) {
            Caller caller([&] { c_WaitAtGate(binding); });
            REQUIRE(backstage().await_gate(1));
            CHECK(RpcCancelThreadEx(caller.handle(), 1) == RPC_S_OK);
            CHECK(caller.finish() == RPC_S_CALL_CANCELLED);
            backstage().open_gate();
        });
    }

    TEST_CASE("patience that ends after the call harms no later call") {
        on_every_protseq([](Binding& binding) {
            RPC_STATUS later = RPC_S_OK;
            Caller caller([&] {
                c_WaitForCancel(binding);
                later = raised_by([&] {
                    for (int i = 0; i < 40; ++i) {
                        Sleep(30);
                        c_Echo(binding, i);
                    }
                });
            });
            REQUIRE(await_dispatch(1));
            CHECK(RpcCancelThreadEx(caller.handle(), 1) == RPC_S_OK);
            CHECK(caller.finish() == RPC_S_OK);
            CHECK(later == RPC_S_OK);
        });
    }

    TEST_CASE("RpcMgmtSetCancelTimeout is the patience of the thread that called it") {
        on_every_protseq([](Binding& binding) {
            Caller caller([&] {
                CHECK(RpcMgmtSetCancelTimeout(0) == RPC_S_OK);
                c_WaitAtGate(binding);
            });
            REQUIRE(backstage().await_gate(1));
            CHECK(RpcCancelThread(caller.handle()) == RPC_S_OK);
            CHECK(caller.finish() == RPC_S_CALL_CANCELLED);
            backstage().open_gate();
        });
        CHECK(RpcMgmtSetCancelTimeout(-2) == RPC_S_INVALID_TIMEOUT);
        CHECK(RpcMgmtSetCancelTimeout(RPC_C_CANCEL_INFINITE_TIMEOUT) == RPC_S_OK);
    }

    TEST_CASE("a thread without a call has nothing to cancel, and its next call is not") {
        on_every_protseq([](Binding& binding) {
            CHECK(RpcCancelThread(GetCurrentThread()) == RPC_S_OK);
            CHECK(RpcCancelThreadEx(GetCurrentThread(), 0) == RPC_S_OK);
            CHECK(c_Echo(binding, 5) == 5);
        });
        CHECK(RpcTestCancel() == ERROR_ACCESS_DENIED);
        RpcServerYield();
    }

    TEST_CASE("a destructor of an ending thread may call after all else of the thread is gone") {
        on_every_protseq([](Binding& binding) {
            LastWords::answer = 0;
            std::thread([&] {
                static thread_local LastWords last;  // made before the library's own, so destroyed after them
                last.destination = binding;
                CHECK(c_Echo(binding, 8) == 8);
            }).join();
            CHECK(LastWords::answer == 9);
        });
    }

    TEST_CASE("what is no thread's handle cannot be cancelled") {
        HANDLE event = CreateEventA(nullptr, FALSE, FALSE, nullptr);
        CHECK(RpcCancelThread(event) == RPC_S_ACCESS_DENIED);
        CHECK(RpcCancelThread(nullptr) == RPC_S_ACCESS_DENIED);
        CHECK(RpcCancelThreadEx(GetCurrentThread(), -5) == RPC_S_INVALID_TIMEOUT);
        CloseHandle(event);
    }

    TEST_CASE("cancels from several threads that cross the end of calls leave every call with an answer") {
        on_every_protseq([](Binding& binding) {
            std::atomic<bool> done = false;
            int good = 0;
            int cancelled = 0;
            Caller caller([&] {
                for (int i = 0; i < 300; ++i) {
                    const RPC_STATUS status = raised_by([&] { good += c_Echo(binding, 1); });
                    if (status == RPC_S_CALL_CANCELLED) ++cancelled;
                }
                done = true;
            });
            std::vector<std::thread> cancellers;
            for (int t = 0; t < 2; ++t) {
                cancellers.emplace_back([&, t] {
                    while (!done) {
                        static_cast<void>(RpcCancelThreadEx(caller.handle(), t == 0 ? 0 : -1));
                        Sleep(0);
                    }
                });
            }
            CHECK(caller.finish() == RPC_S_OK);
            for (std::thread& thread : cancellers) thread.join();
            CHECK(good + cancelled == 300);
            CHECK(c_Echo(binding, 6) == 6);
        });
    }
}
