// SPDX-License-Identifier: LGPL-2.1-or-later
// Asynchronous calls seen from the client, against a scripted server: the rules of the documentation, by their numbers.
#include <sys/mman.h>

#include <thread>

#include "async_helpers.hpp"

using namespace test;

namespace {

struct Heard {
    PRPC_ASYNC_STATE state = nullptr;
    void* context = &context;
    RPC_ASYNC_EVENT event = RpcClientCancel;
    std::thread::id thread;
    std::atomic<int> count{0};
    Gate gate;
};
Heard* heard = nullptr;

void routine(PRPC_ASYNC_STATE state, void* context, RPC_ASYNC_EVENT event) {
    heard->state = state;
    heard->context = context;
    heard->event = event;
    heard->thread = std::this_thread::get_id();
    ++heard->count;
    heard->gate.open();
}

}  // namespace

TEST_SUITE("rpcrt4/async") {
    TEST_CASE("A6: RpcAsyncInitializeHandle checks both limits of the size, and the memory") {
        RPC_ASYNC_STATE state;
        CHECK(RpcAsyncInitializeHandle(&state, sizeof state - 1) == RPC_S_INVALID_ARG);
        CHECK(RpcAsyncInitializeHandle(&state, sizeof state + 1) == RPC_S_INVALID_ARG);
        CHECK(RpcAsyncInitializeHandle(&state, 0) == RPC_S_INVALID_ARG);
        CHECK(RpcAsyncInitializeHandle(nullptr, sizeof state) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncInitializeHandle(reinterpret_cast<PRPC_ASYNC_STATE>(8), sizeof state) ==
              RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK);
        CHECK(state.Size == sizeof state);
        CHECK(RpcInitializeAsyncHandle(&state, RPC_ASYNC_VERSION_1_0) == RPC_S_OK);
    }

    TEST_CASE("A6: read-only, absent, half-absent and misaligned memory is RPC_S_INVALID_ASYNC_HANDLE") {
        char* pages =
            static_cast<char*>(::mmap(nullptr, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        REQUIRE(pages != MAP_FAILED);
        auto* half = reinterpret_cast<PRPC_ASYNC_STATE>(pages + 4096 - 64);
        CHECK(RpcAsyncInitializeHandle(half, sizeof *half) == RPC_S_OK);
        REQUIRE(::mprotect(pages + 4096, 4096, PROT_NONE) == 0);
        CHECK(RpcAsyncInitializeHandle(half, sizeof *half) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncGetCallStatus(half) == RPC_S_INVALID_ASYNC_HANDLE);
        REQUIRE(::mprotect(pages, 4096, PROT_READ) == 0);
        auto* constant = reinterpret_cast<PRPC_ASYNC_STATE>(pages);
        CHECK(RpcAsyncInitializeHandle(constant, sizeof *constant) == RPC_S_INVALID_ASYNC_HANDLE);
        ::munmap(pages, 8192);
        CHECK(RpcAsyncCompleteCall(constant, nullptr) == RPC_S_INVALID_ASYNC_HANDLE);
        alignas(8) char space[sizeof(RPC_ASYNC_STATE) + 8];
        CHECK(RpcAsyncInitializeHandle(reinterpret_cast<PRPC_ASYNC_STATE>(space + 1), sizeof(RPC_ASYNC_STATE)) ==
              RPC_S_INVALID_ASYNC_HANDLE);
    }

    TEST_CASE("a state never initialised, or without a call, is RPC_S_INVALID_ASYNC_HANDLE everywhere") {
        RPC_ASYNC_STATE state;
        std::memset(&state, 0xA5, sizeof state);
        CHECK(RpcAsyncGetCallStatus(&state) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncCompleteCall(&state, nullptr) == RPC_S_INVALID_ASYNC_HANDLE);
        REQUIRE(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK);
        CHECK(RpcAsyncGetCallStatus(&state) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncCompleteCall(&state, nullptr) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncCancelCall(&state, TRUE) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncAbortCall(&state, 5) == RPC_S_INVALID_ASYNC_HANDLE);
        state.RuntimeInfo = reinterpret_cast<void*>(0x7777777777);
        CHECK(RpcAsyncGetCallStatus(&state) == RPC_S_INVALID_ASYNC_HANDLE);
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        AsyncCall never;
        std::memset(&never.state, 0xA5, sizeof never.state);
        CHECK(never.start(binding, "x") == RPC_S_INVALID_ASYNC_HANDLE);
    }

    TEST_CASE("A11, A13, A15, A16: pending is not final, RPC_S_OK brings the reply") {
        Gate gate;
        TestServer server(held_echo(gate));
        BindingHandle binding(server.binding());
        AsyncCall call;
        REQUIRE(call.start(binding, "ping") == RPC_S_OK);
        CHECK(call.complete() == RPC_S_ASYNC_CALL_PENDING);
        CHECK(call.status() == RPC_S_ASYNC_CALL_PENDING);
        CHECK(call.reply == "untouched");
        CHECK(call.completed == 0);
        gate.open();
        REQUIRE(over(call));
        CHECK(call.status() == RPC_S_OK);
        CHECK(call.complete() == RPC_S_OK);
        CHECK(call.reply == "ping");
    }

    TEST_CASE("A12: after a final RpcAsyncCompleteCall the state has no call") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        AsyncCall call;
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        REQUIRE(over(call));
        CHECK(call.complete() == RPC_S_OK);
        CHECK(call.complete() == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(call.status() == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(RpcAsyncCancelCall(&call.state, TRUE) == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(call.completed == 1);
        CHECK(call.discarded == 0);
    }

    TEST_CASE("A5: a completed state may be used again at once, a pending one may not") {
        Gate gate;
        TestServer server(held_echo(gate));
        BindingHandle binding(server.binding());
        AsyncCall call;
        REQUIRE(call.start(binding, "one") == RPC_S_OK);
        RPC_MESSAGE message{};
        message.Handle = binding;
        message.RpcInterfaceInformation = &first_interface();
        REQUIRE(I_RpcGetBuffer(&message) == RPC_S_OK);
        CHECK(I_RpcAsyncSetHandle(&message, &call.state) == RPC_S_INVALID_ASYNC_CALL);
        CHECK(I_RpcFreeBuffer(&message) == RPC_S_OK);
        gate.open();
        REQUIRE(over(call));
        CHECK(call.complete() == RPC_S_OK);
        CHECK(call.reply == "one");
        gate.open();
        REQUIRE(call.start(binding, "two") == RPC_S_OK);
        REQUIRE(over(call));
        CHECK(call.complete() == RPC_S_OK);
        CHECK(call.reply == "two");
    }

    TEST_CASE("A9: a failed start is reported at once, notifies nobody and leaves nothing behind") {
        std::string dead;
        {
            TestServer server(echo_all);
            dead = server.binding();
        }
        BindingHandle binding(dead);
        EventHandle event(TRUE);
        AsyncCall call;
        notify_by(call, event);
        CHECK(call.start(binding, "x") == RPC_S_SERVER_UNAVAILABLE);
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        CHECK(call.complete() == RPC_S_INVALID_ASYNC_HANDLE);
        CHECK(call.completed + call.discarded == 0);
        TestServer server(echo_all);
        BindingHandle alive(server.binding());
        CHECK(call.start(alive, "again") == RPC_S_OK);
        CHECK(WaitForSingleObject(event, kWait) == WAIT_OBJECT_0);
        CHECK(call.complete() == RPC_S_OK);
    }

    TEST_CASE("A9: an unknown interface fails the start") {
        TestServer server(echo_all);
        server.verdict = [](const protocol::SyntaxId& id) -> protocol::ServerDirectory::Verdict {
            if (id.uuid.time_low == 0xDEAD) return protocol::ContextReason::abstract_syntax_not_supported;
            return protocol::ServerDirectory::Accepted{};
        };
        BindingHandle binding(server.binding());
        RPC_CLIENT_INTERFACE unknown = interface_numbered(0xDEAD);
        AsyncCall call;
        CHECK(call.start(binding, "x", 0, unknown) == RPC_S_UNKNOWN_IF);
        CHECK(call.start(binding, "x") == RPC_S_OK);
        CHECK(call.state.RuntimeInfo != nullptr);
        REQUIRE(over(call));
        CHECK(call.complete() == RPC_S_OK);
        AsyncCall later;
        CHECK(later.start(binding, "x", 0, unknown) == RPC_S_UNKNOWN_IF);
    }

    TEST_CASE("A13, A14, A16: a fault is what RpcAsyncCompleteCall returns; it raises nothing and writes no reply") {
        TestServer server([](Connection& connection) {
            while (auto request = connection.request()) connection.fault(*request, 4711);
        });
        BindingHandle binding(server.binding());
        EventHandle event;
        AsyncCall call;
        notify_by(call, event);
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        REQUIRE(event.wait());
        CHECK(call.status() == 4711);
        CHECK(call.complete() == 4711);
        CHECK(call.reply == "untouched");
        CHECK(call.discarded == 1);
        CHECK(call.complete() == RPC_S_INVALID_ASYNC_HANDLE);
    }

    TEST_CASE("B3, B11: an event is set on completion, auto and manual reset") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        for (const BOOL manual : {FALSE, TRUE}) {
            EventHandle event(manual);
            AsyncCall call;
            notify_by(call, event);
            REQUIRE(call.start(binding, "x") == RPC_S_OK);
            REQUIRE(event.wait());
            CHECK(call.state.Event == RpcCallComplete);
            CHECK(WaitForSingleObject(event, 0) == (manual ? WAIT_OBJECT_0 : WAIT_TIMEOUT));
            CHECK(call.complete() == RPC_S_OK);
        }
    }

    TEST_CASE("B4, B5: an APC without a thread goes to the thread that made the call, in an alertable wait only") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        Heard told;
        heard = &told;
        AsyncCall call;
        call.state.NotificationType = RpcNotificationTypeApc;
        call.state.u.APC.NotificationRoutine = routine;
        call.state.u.APC.hThread = nullptr;
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        REQUIRE(over(call));
        Sleep(0);
        CHECK(told.count == 0);
        CHECK(SleepEx(kWait, TRUE) == WAIT_IO_COMPLETION);
        CHECK(told.count == 1);
        CHECK(told.state == &call.state);
        CHECK(told.context == nullptr);
        CHECK(told.event == RpcCallComplete);
        CHECK(told.thread == std::this_thread::get_id());
        CHECK(call.complete() == RPC_S_OK);
    }

    TEST_CASE("B4: an APC goes to the thread that was named") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        Heard told;
        heard = &told;
        Gate ready;
        HANDLE other_handle = nullptr;
        std::thread other([&] {
            REQUIRE(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &other_handle, 0,
                                    FALSE, DUPLICATE_SAME_ACCESS));
            ready.open();
            SleepEx(kWait, TRUE);
        });
        REQUIRE(ready.wait());
        const std::thread::id other_id = other.get_id();
        AsyncCall call;
        call.state.NotificationType = RpcNotificationTypeApc;
        call.state.u.APC.NotificationRoutine = routine;
        call.state.u.APC.hThread = other_handle;
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        REQUIRE(told.gate.wait());
        CHECK(told.thread == other_id);
        other.join();
        CHECK(call.complete() == RPC_S_OK);
        CloseHandle(other_handle);
    }

    TEST_CASE("B6, B7: a completion packet carries exactly the caller's three values") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
        REQUIRE(port != nullptr);
        AsyncCall call;
        call.state.NotificationType = RpcNotificationTypeIoc;
        call.state.u.IOC.hIOPort = port;
        call.state.u.IOC.dwNumberOfBytesTransferred = 0xFEDCBA98;
        call.state.u.IOC.dwCompletionKey = 0x123456789ABCDEF0;
        call.state.u.IOC.lpOverlapped = reinterpret_cast<LPOVERLAPPED>(3);
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        LPOVERLAPPED overlapped = nullptr;
        REQUIRE(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, kWait));
        CHECK(bytes == 0xFEDCBA98);
        CHECK(key == 0x123456789ABCDEF0);
        CHECK(overlapped == reinterpret_cast<LPOVERLAPPED>(3));
        CHECK(call.complete() == RPC_S_OK);
        CHECK_FALSE(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0));
        CloseHandle(port);
    }

    TEST_CASE("B9: a callback is called by the runtime and may start the next call") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        Heard told;
        heard = &told;
        AsyncCall call;
        call.state.NotificationType = RpcNotificationTypeCallback;
        call.state.u.NotificationRoutine = routine;
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        REQUIRE(told.gate.wait());
        CHECK(told.state == &call.state);
        CHECK(told.thread != std::this_thread::get_id());
        CHECK(call.complete() == RPC_S_OK);

        static RPC_CLIENT_INTERFACE fresh = interface_numbered(0x44444444);
        static BindingHandle* shared;
        static AsyncCall* next;
        static Gate* started;
        Gate gate;
        AsyncCall following;
        EventHandle event;
        notify_by(following, event);
        shared = &binding;
        next = &following;
        started = &gate;
        call.state.u.NotificationRoutine = [](PRPC_ASYNC_STATE, void*, RPC_ASYNC_EVENT) {
            if (next->start(*shared, "from a callback", 0, fresh) == RPC_S_OK) started->open();
        };
        REQUIRE(call.start(binding, "y") == RPC_S_OK);
        REQUIRE(gate.wait());
        REQUIRE(event.wait());
        CHECK(following.complete() == RPC_S_OK);
        CHECK(following.reply == "from a callback");
        CHECK(call.complete() == RPC_S_OK);
    }

    TEST_CASE("window messages and bad notifications are refused when the call starts") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        AsyncCall call;
        call.state.NotificationType = RpcNotificationTypeHwnd;
        CHECK(call.start(binding, "x") == RPC_S_CANNOT_SUPPORT);
        std::memset(&call.state.NotificationType, 77, sizeof call.state.NotificationType);
        CHECK(call.start(binding, "x") == RPC_S_INVALID_ARG);
        notify_by(call, reinterpret_cast<HANDLE>(0x7ffffff4));
        CHECK(call.start(binding, "x") == ERROR_INVALID_HANDLE);
        call.state.NotificationType = RpcNotificationTypeCallback;
        call.state.u.NotificationRoutine = nullptr;
        CHECK(call.start(binding, "x") == RPC_S_INVALID_ARG);
        CHECK(call.completed + call.discarded == 0);
    }

    TEST_CASE("B14: exactly one notification per started call, also after cancels and a lost connection") {
        Gate gate;
        TestServer server(held_echo(gate));
        BindingHandle binding(server.binding());
        HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
        constexpr int kCalls = 6;
        AsyncCall calls[kCalls];
        for (int i = 0; i < kCalls; ++i) {
            calls[i].state.NotificationType = RpcNotificationTypeIoc;
            calls[i].state.u.IOC.hIOPort = port;
            calls[i].state.u.IOC.dwCompletionKey = static_cast<DWORD_PTR>(i);
            REQUIRE(calls[i].start(binding, "x") == RPC_S_OK);
        }
        CHECK(RpcAsyncCancelCall(&calls[1].state, FALSE) == RPC_S_OK);
        CHECK(RpcAsyncCancelCall(&calls[2].state, TRUE) == RPC_S_OK);
        CHECK(RpcAsyncCancelCall(&calls[2].state, TRUE) == RPC_S_OK);
        for (int i = 0; i < 3; ++i) gate.open();  // answers 0, 1 and the aborted 2
        int count[kCalls] = {};
        const auto take = [&] {
            DWORD bytes;
            ULONG_PTR key;
            LPOVERLAPPED overlapped;
            if (!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, kWait)) return false;
            ++count[key];
            return true;
        };
        for (int i = 0; i < 3; ++i) REQUIRE(take());
        CHECK(calls[0].complete() == RPC_S_OK);
        CHECK(calls[1].complete() == RPC_S_OK);
        CHECK(calls[2].complete() == RPC_S_CALL_CANCELLED);
        for (int i = 0; i < kCalls; ++i) gate.open();
        for (int i = 3; i < kCalls; ++i) REQUIRE(take());
        for (int i = 3; i < kCalls; ++i) CHECK(calls[i].complete() == RPC_S_OK);
        for (int i = 0; i < kCalls; ++i) CHECK(count[i] == 1);
        AsyncCall last;
        last.state.NotificationType = RpcNotificationTypeIoc;
        last.state.u.IOC.hIOPort = port;
        REQUIRE(last.start(binding, "x") == RPC_S_OK);
        server.stop();
        REQUIRE(take());
        const RPC_STATUS ended = last.complete();
        CHECK((ended == RPC_S_CALL_FAILED || ended == RPC_S_CALL_FAILED_DNE || ended == RPC_S_OK));
        CloseHandle(port);
    }

    TEST_CASE("B15: a notification that comes before the stub has returned finds a complete call") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        static std::atomic<int> good;
        good = 0;
        for (int i = 0; i < 500; ++i) {
            Heard told;
            heard = &told;
            AsyncCall call;
            call.state.NotificationType = RpcNotificationTypeCallback;
            call.state.u.NotificationRoutine = [](PRPC_ASYNC_STATE state, void*, RPC_ASYNC_EVENT) {
                if (RpcAsyncGetCallStatus(state) == RPC_S_OK) ++good;
                heard->gate.open();
            };
            REQUIRE(call.start(binding, "x") == RPC_S_OK);
            REQUIRE(told.gate.wait());
            CHECK(call.complete() == RPC_S_OK);
        }
        CHECK(good == 500);
    }

    TEST_CASE("many calls in flight from several threads all complete, with replies of every size") {
        TestServer server(echo_all);
        BindingHandle binding(server.binding());
        std::vector<std::thread> threads;
        std::atomic<int> good{0};
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&, t] {
                std::vector<std::unique_ptr<AsyncCall>> calls;
                EventHandle event(TRUE);
                for (int i = 0; i < 64; ++i) {
                    calls.push_back(std::make_unique<AsyncCall>());
                    notify_by(*calls.back(), event);
                    const std::string text(static_cast<size_t>(i * i * 40 + t), static_cast<char>('a' + i % 26));
                    if (calls.back()->start(binding, text) != RPC_S_OK) return;
                }
                for (int i = 0; i < 64; ++i) {
                    if (!over(*calls[i]) || calls[i]->complete() != RPC_S_OK) continue;
                    if (calls[i]->reply.size() == static_cast<size_t>(i * i * 40 + t)) ++good;
                }
            });
        }
        for (auto& thread : threads) thread.join();
        CHECK(good == 3 * 64);
        CHECK(server.connections() == 1);
    }

    TEST_CASE("a server that reads slowly delays nobody but the loop's sending") {
        Gate gate;
        TestServer server([&](Connection& connection) {
            auto first = connection.request();
            if (!first || !gate.wait()) return;
            connection.echo(*first);
            echo_all(connection);
        });
        BindingHandle binding(server.binding());
        const std::string large(1 << 20, 'z');
        std::vector<std::unique_ptr<AsyncCall>> calls;
        for (int i = 0; i < 16; ++i) {
            calls.push_back(std::make_unique<AsyncCall>());
            REQUIRE(calls.back()->start(binding, large) == RPC_S_OK);
        }
        CHECK(RpcAsyncCancelCall(&calls[7]->state, TRUE) == RPC_S_OK);
        gate.open();
        for (int i = 0; i < 16; ++i) {
            REQUIRE(over(*calls[i]));
            CHECK(calls[i]->complete() == (i == 7 ? RPC_S_CALL_CANCELLED : RPC_S_OK));
        }
    }

    TEST_CASE("a lost connection completes every call in flight, each once, and the next call gets a new connection") {
        Gate seen;
        TestServer server([&](Connection& connection) {
            if (connection.number() > 1) return echo_all(connection);
            for (int i = 0; i < 10; ++i) {
                if (!connection.request()) return;
            }
        });
        BindingHandle binding(server.binding());
        std::vector<std::unique_ptr<AsyncCall>> calls;
        for (int i = 0; i < 10; ++i) {
            calls.push_back(std::make_unique<AsyncCall>());
            REQUIRE(calls.back()->start(binding, "x") == RPC_S_OK);
        }
        for (auto& call : calls) {
            REQUIRE(over(*call));
            CHECK(call->complete() == RPC_S_CALL_FAILED);
            CHECK(call->discarded == 1);
        }
        AsyncCall next;
        REQUIRE(next.start(binding, "y") == RPC_S_OK);
        REQUIRE(over(next));
        CHECK(next.complete() == RPC_S_OK);
    }

    TEST_CASE("a protocol violation fails the calls in flight with RPC_S_PROTOCOL_ERROR") {
        TestServer server([](Connection& connection) {
            if (!connection.request()) return;
            const std::string garbage(64, '\x7f');
            connection.send_bytes(garbage.data(), garbage.size());
            connection.request();
        });
        BindingHandle binding(server.binding());
        AsyncCall call;
        REQUIRE(call.start(binding, "x") == RPC_S_OK);
        REQUIRE(over(call));
        CHECK(call.complete() == RPC_S_PROTOCOL_ERROR);
    }

    TEST_CASE("a binding freed while its call is pending does not disturb the call") {
        Gate gate;
        TestServer server(held_echo(gate));
        AsyncCall call;
        {
            BindingHandle binding(server.binding());
            REQUIRE(call.start(binding, "x") == RPC_S_OK);
        }
        gate.open();
        REQUIRE(over(call));
        CHECK(call.complete() == RPC_S_OK);
        CHECK(call.reply == "x");
    }

    TEST_CASE("an event closed while its call is pending does not disturb the call") {
        Gate gate;
        TestServer server(held_echo(gate));
        BindingHandle binding(server.binding());
        AsyncCall call;
        {
            EventHandle event;
            notify_by(call, event);
            REQUIRE(call.start(binding, "x") == RPC_S_OK);
        }
        gate.open();
        REQUIRE(over(call));
        CHECK(call.complete() == RPC_S_OK);
    }

    TEST_CASE("further interfaces are negotiated on the multiplexed connection while calls are in flight") {
        Gate gate;
        TestServer server([&](Connection& connection) {
            auto first = connection.request();
            if (!first) return;
            auto second = connection.request();
            if (!second) return;
            connection.echo(*second);
            connection.echo(*first);
            connection.request();
        });
        BindingHandle binding(server.binding());
        RPC_CLIENT_INTERFACE other = interface_numbered(0x55555555);
        AsyncCall first;
        AsyncCall second;
        REQUIRE(first.start(binding, "first") == RPC_S_OK);
        REQUIRE(second.start(binding, "second", 0, other) == RPC_S_OK);
        REQUIRE(over(first));
        REQUIRE(over(second));
        CHECK(first.complete() == RPC_S_OK);
        CHECK(second.complete() == RPC_S_OK);
        CHECK(second.reply == "second");
        CHECK(server.connections() == 1);
        CHECK(server.binds() == 2);
    }
}
