// SPDX-License-Identifier: LGPL-2.1-or-later
// Asynchronous calls end to end: races of notification, cancel and reply, and calls of several threads. Neither side is
// scripted; every case runs over both transports.
#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "fixture.hpp"

using namespace end_to_end;

TEST_SUITE("rpcrt4/end_to_end/async_rules") {
    TEST_CASE("B7: of several calls on one port only the caller's key tells which one is over") {
        on_every_protseq([](Binding& binding) {
            HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
            std::vector<std::unique_ptr<Call>> calls;
            std::vector<Backstage::Kept> kept;
            for (LONG i = 0; i < 3; ++i) {
                calls.push_back(std::make_unique<Call>(RpcNotificationTypeIoc));
                calls.back()->state.u.IOC.hIOPort = port;
                calls.back()->state.u.IOC.dwNumberOfBytesTransferred = 0;
                calls.back()->state.u.IOC.dwCompletionKey = reinterpret_cast<ULONG_PTR>(calls.back().get());
                calls.back()->state.u.IOC.lpOverlapped = nullptr;
                REQUIRE(calls.back()->start(binding, PLAN_KEEP, i) == RPC_S_OK);
                kept.push_back(backstage().take());
            }
            for (const size_t next : {size_t{2}, size_t{0}, size_t{1}}) {
                CHECK(Backstage::reply(kept[next]) == RPC_S_OK);
                DWORD bytes = 77;
                ULONG_PTR key = 0;
                OVERLAPPED* overlapped = reinterpret_cast<OVERLAPPED*>(1);
                REQUIRE(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, kLimit) == TRUE);
                CHECK(bytes == 0);
                CHECK(overlapped == nullptr);
                auto* over = reinterpret_cast<Call*>(key);
                CHECK(over == calls[next].get());
                CHECK(over->complete() == RPC_S_OK);
                CHECK(over->reply == static_cast<LONG>(next) + 1);
            }
            CloseHandle(port);
        });
    }

    TEST_CASE("B10: events are numbered in the order of their documentation") {
        // mingw-w64's header has the first three only; the others are what a routine of a server is told.
        const RPC_ASYNC_EVENT documented[] = {RpcCallComplete, RpcSendComplete, RpcReceiveComplete, RpcClientDisconnect,
                                              RpcClientCancel};
        for (int i = 0; i < 5; ++i) CHECK(static_cast<int>(documented[i]) == i);
    }

    TEST_CASE("B15: a notification that comes before the stub has returned finds a complete call") {
        on_every_protseq([](Binding& binding) {
            static std::atomic<int> heard;
            static std::atomic<int> complete;
            heard = complete = 0;
            for (int round = 1; round <= 200; ++round) {
                Call call(RpcNotificationTypeCallback);
                call.state.u.NotificationRoutine = [](PRPC_ASYNC_STATE state, void*, RPC_ASYNC_EVENT event) {
                    if (event == RpcCallComplete && RpcAsyncGetCallStatus(state) == RPC_S_OK) ++complete;
                    ++heard;
                };
                REQUIRE(call.start(binding, PLAN_REPLY, 5) == RPC_S_OK);
                for (DWORD i = 0; i < kLimit && heard != round; ++i) Sleep(i == 0 ? 0 : 1);
                REQUIRE(heard == round);
                check_reply(call);
            }
            CHECK(complete == 200);
        });
    }

    TEST_CASE("C6: a cancel that crosses the reply ends as the completion says, once") {
        on_every_protseq([](Binding& binding) {
            int finished = 0;
            int cancelled = 0;
            for (int round = 0; round < 50; ++round) {
                KeptCall call(binding, RpcNotificationTypeNone);
                std::thread server([&] { static_cast<void>(Backstage::reply(call.server)); });
                CHECK(RpcAsyncCancelCall(&call.client.state, round % 2) == RPC_S_OK);
                server.join();
                const RPC_STATUS status = call.client.finish();
                CHECK(call.client.complete() == status);
                if (status == RPC_S_OK) {
                    ++finished;
                    CHECK(call.client.reply == 6);
                } else {
                    CHECK(status == RPC_S_CALL_CANCELLED);
                    CHECK(call.client.reply == -1);
                    ++cancelled;
                }
            }
            CHECK(finished + cancelled == 50);
            CHECK(finished >= 25);  // without abort the server's word counts, and it answered
        });
    }

    TEST_CASE("C6: a cancel after the reply changes nothing") {
        on_every_protseq([](Binding& binding) {
            Call call(RpcNotificationTypeNone);
            REQUIRE(call.start(binding, PLAN_REPLY, 5) == RPC_S_OK);
            CHECK(call.finish() == RPC_S_OK);
            CHECK(RpcAsyncCancelCall(&call.state, FALSE) == RPC_S_OK);
            CHECK(RpcAsyncCancelCall(&call.state, TRUE) == RPC_S_OK);
            CHECK(RpcAsyncGetCallStatus(&call.state) == RPC_S_OK);
            check_reply(call);
        });
    }

    TEST_CASE("C7: a call is cancelled by any thread once its start has returned, and not when the start failed") {
        on_every_protseq([](Binding& binding) {
            KeptCall call(binding, RpcNotificationTypeNone);
            std::thread([&] { CHECK(RpcAsyncCancelCall(&call.client.state, TRUE) == RPC_S_OK); }).join();
            CHECK(call.client.complete() == RPC_S_CALL_CANCELLED);
            Backstage::reply(call.server);

            Binding nobody("ncalrpc:[no-such-endpoint]");
            Call failed(RpcNotificationTypeNone);
            CHECK(failed.start(nobody, PLAN_REPLY, 1) == RPC_S_SERVER_UNAVAILABLE);
            CHECK(RpcAsyncCancelCall(&failed.state, FALSE) == RPC_S_INVALID_ASYNC_HANDLE);
            CHECK(RpcAsyncCancelCall(&failed.state, TRUE) == RPC_S_INVALID_ASYNC_HANDLE);
        });
    }

    TEST_CASE("E2: calls of different threads on one binding run at the same time") {
        on_every_protseq([](Binding& binding) {
            constexpr size_t kThreads = 4;
            std::vector<std::thread> threads;
            std::atomic<size_t> good = 0;
            for (size_t t = 0; t < kThreads; ++t) {
                threads.emplace_back([&binding, &good] {
                    Call call(RpcNotificationTypeEvent);
                    call.state.u.hEvent = CreateEventA(nullptr, TRUE, FALSE, nullptr);
                    const bool over = call.start(binding, PLAN_KEEP, 5) == RPC_S_OK &&
                                      WaitForSingleObject(call.state.u.hEvent, kLimit) == WAIT_OBJECT_0;
                    if (over && call.complete() == RPC_S_OK && call.reply == 6) ++good;
                    CloseHandle(call.state.u.hEvent);
                });
            }
            // None is answered before all have reached their manager routines.
            std::vector<Backstage::Kept> kept;
            for (size_t t = 0; t < kThreads; ++t) kept.push_back(backstage().take());
            for (Backstage::Kept& call : kept) CHECK(Backstage::reply(call) == RPC_S_OK);
            for (std::thread& thread : threads) thread.join();
            CHECK(good == kThreads);
        });
    }
}
