// SPDX-License-Identifier: LGPL-2.1-or-later
// Asynchronous calls end to end: the rules of the client's state, notifications, cancels, and the server's completion.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#include "fixture.hpp"

using namespace end_to_end;

TEST_SUITE("rpcrt4/end_to_end/async") {
    TEST_CASE("A6: RpcAsyncInitializeHandle checks both limits of Size and the memory") {
        RPC_ASYNC_STATE state;
        CHECK(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK);
        CHECK(RpcAsyncInitializeHandle(&state, sizeof state - 1) == RPC_S_INVALID_ARG);
        CHECK(RpcAsyncInitializeHandle(&state, sizeof state * 100) == RPC_S_INVALID_ARG);
        CHECK(RpcAsyncInitializeHandle(nullptr, sizeof state) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncInitializeHandle(reinterpret_cast<PRPC_ASYNC_STATE>(16), sizeof state) ==
              RPC_S_INVALID_ASYNC_HANDLE);
    }

    TEST_CASE("a state that was never initialised, or has no call, is RPC_S_INVALID_ASYNC_HANDLE") {
        RPC_ASYNC_STATE garbage;
        std::memset(&garbage, 0x5A, sizeof garbage);
        LONG reply = 0;
        CHECK(RpcAsyncGetCallStatus(&garbage) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncCompleteCall(&garbage, &reply) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncCancelCall(&garbage, TRUE) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncAbortCall(&garbage, 5) == RPC_S_INVALID_ASYNC_HANDLE);
        Call idle(RpcNotificationTypeNone);
        CHECK(RpcAsyncGetCallStatus(&idle.state) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncCompleteCall(nullptr, &reply) == RPC_S_INVALID_ASYNC_HANDLE);
    }

    TEST_CASE("A11, A13: completing early answers RPC_S_ASYNC_CALL_PENDING and keeps the call alive") {
        on_every_protseq([](Binding& binding) {
            KeptCall call(binding, RpcNotificationTypeNone);
            CHECK(call.client.complete() == RPC_S_ASYNC_CALL_PENDING);
            CHECK(call.client.complete() == RPC_S_ASYNC_CALL_PENDING);
            CHECK(RpcAsyncGetCallStatus(&call.client.state) == RPC_S_ASYNC_CALL_PENDING);
            CHECK(Backstage::reply(call.server) == RPC_S_OK);
            CHECK(call.client.finish() == RPC_S_OK);
            check_reply(call.client);
        });
    }

    TEST_CASE("A18, A19: who polls asks for the status until it is not pending; asking completes nothing") {
        on_every_protseq([](Binding& binding) {
            const auto polled = [](Call& call) {
                const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
                RPC_STATUS status = RpcAsyncGetCallStatus(&call.state);
                while (status == RPC_S_ASYNC_CALL_PENDING && std::chrono::steady_clock::now() < limit) {
                    std::this_thread::yield();
                    status = RpcAsyncGetCallStatus(&call.state);
                }
                return status;
            };
            KeptCall kept(binding, RpcNotificationTypeNone);
            CHECK(RpcAsyncGetCallStatus(&kept.client.state) == RPC_S_ASYNC_CALL_PENDING);
            CHECK(Backstage::reply(kept.server) == RPC_S_OK);
            CHECK(polled(kept.client) == RPC_S_OK);
            CHECK(RpcAsyncGetCallStatus(&kept.client.state) == RPC_S_OK);
            check_reply(kept.client);
            CHECK(RpcAsyncGetCallStatus(&kept.client.state) == RPC_S_INVALID_ASYNC_HANDLE);

            KeptCall aborted(binding, RpcNotificationTypeNone);
            CHECK(RpcAsyncAbortCall(aborted.server.async, 4711) == RPC_S_OK);
            CHECK(polled(aborted.client) == 4711);
            CHECK(RpcAsyncGetCallStatus(&aborted.client.state) == 4711);
            CHECK(aborted.client.complete() == 4711);
        });
    }

    TEST_CASE("B2: a call without a notification does not look at what would name one") {
        on_every_protseq([](Binding& binding) {
            Call call(RpcNotificationTypeNone);
            std::memset(static_cast<void*>(&call.state.u), 0x5A, sizeof call.state.u);
            REQUIRE(call.start(binding, PLAN_REPLY, 5) == RPC_S_OK);
            CHECK(call.finish() == RPC_S_OK);
            check_reply(call);
        });
    }

    TEST_CASE("C1: cancelling is the client's: the server's state of the call has nothing to cancel") {
        on_every_protseq([](Binding& binding) {
            KeptCall call(binding, RpcNotificationTypeNone);
            CHECK(RpcAsyncCancelCall(call.server.async, TRUE) == RPC_S_INVALID_ASYNC_HANDLE);
            CHECK(RpcAsyncCancelCall(call.server.async, FALSE) == RPC_S_INVALID_ASYNC_HANDLE);
            CHECK(RpcAsyncGetCallStatus(&call.client.state) == RPC_S_ASYNC_CALL_PENDING);
            CHECK(Backstage::reply(call.server) == RPC_S_OK);
            CHECK(call.client.finish() == RPC_S_OK);
            check_reply(call.client);
        });
    }

    TEST_CASE("A12: after the final completion the state holds no call") {
        on_every_protseq([](Binding& binding) {
            Call call(RpcNotificationTypeNone);
            REQUIRE(call.start(binding, PLAN_REPLY, 5) == RPC_S_OK);
            CHECK(call.finish() == RPC_S_OK);
            check_reply(call);
            CHECK(call.complete() == RPC_S_INVALID_ASYNC_HANDLE);
            CHECK(RpcAsyncCancelCall(&call.state, TRUE) == RPC_S_INVALID_ASYNC_HANDLE);
        });
    }

    TEST_CASE("A5: a state is reusable after completion and refused while its call is pending") {
        on_every_protseq([](Binding& binding) {
            KeptCall call(binding, RpcNotificationTypeNone);
            CHECK(call.client.start(binding, PLAN_REPLY, 1) != RPC_S_OK);
            CHECK(Backstage::reply(call.server) == RPC_S_OK);
            CHECK(call.client.finish() == RPC_S_OK);
            check_reply(call.client);
            midl_user_free(call.client.greeting);
            call.client.greeting = nullptr;
            call.client.twice = 10;
            REQUIRE(call.client.start(binding, PLAN_REPLY, 5) == RPC_S_OK);
            CHECK(call.client.finish() == RPC_S_OK);
            check_reply(call.client);
        });
    }

    TEST_CASE("A9: a failed start raises, notifies nobody and leaves nothing to complete") {
        Binding nobody("ncalrpc:[no-such-endpoint]");
        Call call(RpcNotificationTypeEvent);
        call.state.u.hEvent = CreateEventA(nullptr, TRUE, FALSE, nullptr);
        CHECK(call.start(nobody, PLAN_REPLY, 1) == RPC_S_SERVER_UNAVAILABLE);
        CHECK(WaitForSingleObject(call.state.u.hEvent, 0) == WAIT_TIMEOUT);
        CHECK(call.complete() == RPC_S_INVALID_ASYNC_HANDLE);
        CloseHandle(call.state.u.hEvent);
    }

    TEST_CASE("a notification that names a bad handle is refused at the start") {
        on_every_protseq([](Binding& binding) {
            Call call(RpcNotificationTypeEvent);
            call.state.u.hEvent = reinterpret_cast<HANDLE>(0x7770);
            CHECK(call.start(binding, PLAN_REPLY, 1) != RPC_S_OK);
        });
    }

    TEST_CASE("A14, A16: a fault is returned by RpcAsyncCompleteCall, not raised, and nothing is stored") {
        on_every_protseq([](Binding& binding) {
            Call call(RpcNotificationTypeNone);
            REQUIRE(call.start(binding, PLAN_RAISE, 1234) == RPC_S_OK);
            CHECK(call.finish() == 1234);
            CHECK(call.complete() == 1234);
            CHECK(call.reply == -1);
            CHECK(call.twice == 10);
            CHECK(call.greeting == nullptr);
        });
    }

    TEST_CASE("A15, D2: a void procedure is completed without a reply buffer") {
        on_every_protseq([](Binding& binding) {
            RPC_ASYNC_STATE state;
            REQUIRE(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK);
            state.NotificationType = RpcNotificationTypeEvent;
            state.u.hEvent = CreateEventA(nullptr, FALSE, FALSE, nullptr);
            c_AsyncNothing(&state, binding);
            CHECK(WaitForSingleObject(state.u.hEvent, kLimit) == WAIT_OBJECT_0);
            CHECK(RpcAsyncCompleteCall(&state, nullptr) == RPC_S_OK);
            CloseHandle(state.u.hEvent);
        });
    }

    TEST_CASE("A20, E3: synchronous calls run while an asynchronous one is pending on the same binding") {
        on_every_protseq([](Binding& binding) {
            KeptCall call(binding, RpcNotificationTypeNone);
            for (int i = 0; i < 10; ++i) CHECK(c_Echo(binding, i) == i);
            CHECK(Backstage::reply(call.server) == RPC_S_OK);
            CHECK(call.client.finish() == RPC_S_OK);
            check_reply(call.client);
        });
    }

    TEST_CASE("B4, B5: the APC runs on the calling thread, in an alertable wait, with RpcCallComplete") {
        on_every_protseq([](Binding& binding) {
            struct Seen {
                DWORD thread = 0;
                void* context = &thread;
                int event = -1;
                int times = 0;
            };
            static Seen seen;
            seen = {};
            Call call(RpcNotificationTypeApc);
            call.state.u.APC.hThread = nullptr;
            call.state.u.APC.NotificationRoutine = [](PRPC_ASYNC_STATE, void* context, RPC_ASYNC_EVENT event) {
                seen = {GetCurrentThreadId(), context, event, seen.times + 1};
            };
            REQUIRE(call.start(binding, PLAN_REPLY, 5) == RPC_S_OK);
            CHECK(call.finish() == RPC_S_OK);
            CHECK(seen.times == 0);
            CHECK(SleepEx(kLimit, TRUE) == WAIT_IO_COMPLETION);
            CHECK(seen.times == 1);
            CHECK(seen.thread == GetCurrentThreadId());
            CHECK(seen.context == nullptr);
            CHECK(seen.event == RpcCallComplete);
            check_reply(call);
            CHECK(SleepEx(0, TRUE) == 0);
        });
    }

    TEST_CASE("B6: the completion packet carries exactly the caller's three values") {
        on_every_protseq([](Binding& binding) {
            HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
            OVERLAPPED overlapped{};
            Call call(RpcNotificationTypeIoc);
            call.state.u.IOC.hIOPort = port;
            call.state.u.IOC.dwNumberOfBytesTransferred = 0xABCD;
            call.state.u.IOC.dwCompletionKey = 0x123456789AULL;
            call.state.u.IOC.lpOverlapped = &overlapped;
            REQUIRE(call.start(binding, PLAN_REPLY, 5) == RPC_S_OK);
            DWORD bytes = 0;
            ULONG_PTR key = 0;
            OVERLAPPED* completed = nullptr;
            CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &completed, kLimit) == TRUE);
            CHECK(bytes == 0xABCD);
            CHECK(key == 0x123456789AULL);
            CHECK(completed == &overlapped);
            check_reply(call);
            CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &completed, 0) == FALSE);
            CHECK(GetLastError() == WAIT_TIMEOUT);
            CloseHandle(port);
        });
    }

    TEST_CASE("a notification routine may call a server of its own process over a connection yet to be made") {
        on_every_protseq([](Binding& binding) {
            static handle_t destination;
            static std::atomic<LONG> answer;
            // An end to it if nobody accepts: the routine's thread is the one that all clients of the process need.
            REQUIRE(RpcMgmtSetComTimeout(binding, RPC_C_BINDING_MIN_TIMEOUT) == RPC_S_OK);
            destination = binding;
            answer = 0;
            Call call(RpcNotificationTypeCallback);
            call.state.u.NotificationRoutine = [](PRPC_ASYNC_STATE, void*, RPC_ASYNC_EVENT) {
                LONG echoed = -1;
                raised_by([&] { echoed = c_Echo(destination, 7); });
                answer = echoed;
            };
            REQUIRE(call.start(binding, PLAN_REPLY, 5) == RPC_S_OK);
            for (DWORD i = 0; i < 2 * kLimit && answer == 0; ++i) Sleep(1);
            CHECK(answer == 7);
            check_reply(call);
        });
    }

    TEST_CASE("B14: exactly one notification per call, also after cancels") {
        on_every_protseq([](Binding& binding) {
            static std::atomic<int> notified;
            notified = 0;
            for (int round = 0; round < 20; ++round) {
                Call call(RpcNotificationTypeCallback);
                call.state.u.NotificationRoutine = [](PRPC_ASYNC_STATE, void*, RPC_ASYNC_EVENT) { ++notified; };
                REQUIRE(call.start(binding, PLAN_KEEP, 5) == RPC_S_OK);
                auto kept = backstage().take();
                CHECK(RpcAsyncCancelCall(&call.state, TRUE) == RPC_S_OK);
                CHECK(RpcAsyncCancelCall(&call.state, TRUE) == RPC_S_OK);
                for (DWORD i = 0; i < kLimit && notified != round + 1; ++i) Sleep(1);
                CHECK(call.complete() == RPC_S_CALL_CANCELLED);
                Backstage::reply(kept);
            }
            CHECK(notified == 20);
            notified = 0;
            for (int round = 0; round < 20; ++round) {
                Call call(RpcNotificationTypeCallback);
                call.state.u.NotificationRoutine = [](PRPC_ASYNC_STATE, void*, RPC_ASYNC_EVENT) { ++notified; };
                REQUIRE(call.start(binding, PLAN_REPLY, 5) == RPC_S_OK);
                CHECK(call.finish() == RPC_S_OK);
                for (DWORD i = 0; i < kLimit && notified != round + 1; ++i) Sleep(1);
                CHECK(notified == round + 1);
                check_reply(call);
            }
        });
    }

    TEST_CASE("A10, C2, C5: an abortive cancel completes the call at once and still needs its completion") {
        on_every_protseq([](Binding& binding) {
            KeptCall call(binding, RpcNotificationTypeNone);
            CHECK(RpcAsyncCancelCall(&call.client.state, TRUE) == RPC_S_OK);
            CHECK(RpcAsyncGetCallStatus(&call.client.state) == RPC_S_CALL_CANCELLED);
            CHECK(call.client.complete() == RPC_S_CALL_CANCELLED);
            Backstage::reply(call.server);
            CHECK(c_Echo(binding, 3) == 3);
        });
    }

    TEST_CASE("C3, C4, C8, C9: a cancel reaches the server, which may still answer; an abortive one may follow") {
        on_every_protseq([](Binding& binding) {
            KeptCall call(binding, RpcNotificationTypeNone);
            RPC_BINDING_HANDLE serving = RpcAsyncGetCallHandle(call.server.async);
            CHECK(RpcServerTestCancel(serving) == RPC_S_CALL_IN_PROGRESS);
            CHECK(RpcAsyncCancelCall(&call.client.state, FALSE) == RPC_S_OK);
            RPC_STATUS tested = RPC_S_CALL_IN_PROGRESS;
            for (DWORD i = 0; i < kLimit && tested == RPC_S_CALL_IN_PROGRESS; ++i) {
                Sleep(1);
                tested = RpcServerTestCancel(serving);
            }
            CHECK(tested == RPC_S_OK);
            CHECK(RpcAsyncGetCallStatus(&call.client.state) == RPC_S_ASYNC_CALL_PENDING);
            CHECK(Backstage::reply(call.server) == RPC_S_OK);
            CHECK(call.client.finish() == RPC_S_OK);  // C6: it completes normally despite the cancel
            check_reply(call.client);

            KeptCall second(binding, RpcNotificationTypeNone);
            CHECK(RpcAsyncCancelCall(&second.client.state, FALSE) == RPC_S_OK);
            CHECK(RpcAsyncCancelCall(&second.client.state, TRUE) == RPC_S_OK);
            CHECK(second.client.complete() == RPC_S_CALL_CANCELLED);
            Backstage::reply(second.server);
        });
    }

    TEST_CASE("C10: RpcAsyncAbortCall sends its code as the fault, from any thread") {
        on_every_protseq([](Binding& binding) {
            KeptCall call(binding, RpcNotificationTypeNone);
            std::thread([&] { CHECK(RpcAsyncAbortCall(call.server.async, 4321) == RPC_S_OK); }).join();
            CHECK(call.client.finish() == 4321);
            CHECK(call.client.complete() == 4321);
            CHECK(call.client.twice == 10);
        });
    }

    TEST_CASE("D3: the server completes on a thread of its own after the manager returned") {
        on_every_protseq([](Binding& binding) {
            KeptCall call(binding, RpcNotificationTypeNone);
            std::thread([&] { CHECK(Backstage::reply(call.server) == RPC_S_OK); }).join();
            CHECK(call.client.finish() == RPC_S_OK);
            check_reply(call.client);
        });
    }

    TEST_CASE("A15: a structure that no register holds comes into the buffer of RpcAsyncCompleteCall") {
        on_every_protseq([](Binding& binding) {
            Call call(RpcNotificationTypeNone);
            Report report;
            std::memset(&report, 0x5a, sizeof report);
            c_AsyncReport(&call.state, binding, 7, FALSE);
            CHECK(call.finish() == RPC_S_OK);
            REQUIRE(RpcAsyncCompleteCall(&call.state, &report) == RPC_S_OK);
            CHECK(report.number == 7);
            CHECK(report.wide == 7000000000);
            REQUIRE(report.text);
            CHECK(std::string(reinterpret_cast<char*>(report.text)) == "seven");
            MIDL_user_free(report.text);

            c_AsyncReport(&call.state, binding, 7, TRUE);
            CHECK(call.finish() == RPC_S_OK);
            CHECK(RpcAsyncCompleteCall(&call.state, nullptr) == RPC_S_INVALID_ARG);
            CHECK(RpcAsyncCompleteCall(&call.state, &report) == RPC_S_INVALID_ASYNC_HANDLE);
        });
    }

    TEST_CASE("E1, E4: a burst of calls on one binding is dispatched and answered once each, causal or not") {
        on_every_protseq([](Binding& binding) {
            // The order itself is shown where it can be held still: server/async_call_test.cpp.
            constexpr LONG kCalls = 64;
            for (unsigned noncausal : {FALSE, TRUE}) {
                CHECK(RpcBindingSetOption(binding, RPC_C_OPT_BINDING_NONCAUSAL, noncausal) == RPC_S_OK);
                backstage().reset();
                std::vector<std::unique_ptr<Call>> calls;
                for (LONG i = 0; i < kCalls; ++i) {
                    calls.push_back(std::make_unique<Call>(RpcNotificationTypeNone));
                    REQUIRE(calls.back()->start(binding, PLAN_REPLY, i) == RPC_S_OK);
                }
                for (LONG i = 0; i < kCalls; ++i) {
                    CHECK(calls[i]->finish() == RPC_S_OK);
                    CHECK(calls[i]->complete() == RPC_S_OK);
                    CHECK(calls[i]->reply == i + 1);
                }
                auto order = backstage().dispatched();
                std::sort(order.begin(), order.end());
                REQUIRE(order.size() == kCalls);
                for (LONG i = 0; i < kCalls; ++i) CHECK(order[i] == i);
            }
        });
    }

    TEST_CASE("many calls are outstanding at once and end in any order") {
        on_every_protseq([](Binding& binding) {
            std::vector<std::unique_ptr<Call>> calls;
            std::vector<Backstage::Kept> kept;
            for (LONG i = 0; i < 100; ++i) {
                calls.push_back(std::make_unique<Call>(RpcNotificationTypeNone));
                REQUIRE(calls.back()->start(binding, PLAN_KEEP, i) == RPC_S_OK);
            }
            for (LONG i = 0; i < 100; ++i) kept.push_back(backstage().take());
            for (auto call = kept.rbegin(); call != kept.rend(); ++call) CHECK(Backstage::reply(*call) == RPC_S_OK);
            for (LONG i = 0; i < 100; ++i) {
                CHECK(calls[i]->finish() == RPC_S_OK);
                CHECK(calls[i]->complete() == RPC_S_OK);
                CHECK(calls[i]->reply == i + 1);
            }
        });
    }
}

extern "C" void s_AsyncReport(PRPC_ASYNC_STATE async, handle_t, LONG number, boolean without_text) {
    Report report = {number, number * INT64_C(1000000000), nullptr};
    if (!without_text) {
        report.text = static_cast<unsigned char*>(MIDL_user_allocate(6));
        std::memcpy(report.text, "seven", 6);
    }
    CHECK(RpcAsyncCompleteCall(async, &report) == RPC_S_OK);
}
