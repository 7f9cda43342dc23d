// SPDX-License-Identifier: LGPL-2.1-or-later
// Asynchronous pipes through midl's stubs and the runtime: rules G1-G12 ("Asynchronous pipes", "Asynchronous pipe
// state", "Error handling", Windows RPC), with every kind of notification on the client and events on the server.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "fixture.hpp"
#include "pipes.h"
#include "pipes_fixture.hpp"

using namespace end_to_end;

namespace {

enum class Conduct { serve, abort_after_one, complete_early, pull_late_push_early };
std::atomic<Conduct> plan{Conduct::serve};
Noted server_pull_saw;
Noted server_push_saw;
Noted server_completed;

/// Threads of the server's that are still at work.
class Workers {
 public:
    void begin() {
        const std::lock_guard lock(mutex_);
        ++count_;
    }
    void end() {
        const std::lock_guard lock(mutex_);
        --count_;
        changed_.notify_all();
    }
    bool all_ended() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::milliseconds(kLimit), [this] { return count_ == 0; });
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int count_ = 0;
};
Workers workers;

/// Runs on a thread of its own, which RpcAsyncCompleteCall and pipes of a server may.
template <typename F>
void on_worker(F&& body) {
    workers.begin();
    std::thread([body = std::forward<F>(body)]() mutable {
        body();
        workers.end();
    }).detach();
}

void await_workers() { REQUIRE(workers.all_ended()); }

/// The server's notifications: an event for its pulls and pushes.
struct ServerSide {
    PRPC_ASYNC_STATE async;
    HANDLE event = CreateEvent(nullptr, FALSE, FALSE, nullptr);

    explicit ServerSide(PRPC_ASYNC_STATE state) : async(state) {
        async->NotificationType = RpcNotificationTypeEvent;
        async->u.hEvent = event;
    }
    ~ServerSide() { CloseHandle(event); }

    template <typename T, typename PipeType>
    RPC_STATUS pull(PipeType* pipe, std::vector<T>& all, size_t at_most = ~size_t{0}) {
        T room[512];
        while (all.size() < at_most) {
            ULONG count = 0;
            const RPC_STATUS status = pipe->pull(pipe->state, room, 512, &count);
            if (status == RPC_S_ASYNC_CALL_PENDING) {
                if (WaitForSingleObject(event, kLimit) != WAIT_OBJECT_0) return RPC_S_CALL_FAILED;
                continue;
            }
            if (status != RPC_S_OK) return server_pull_saw = status;
            if (count == 0) return RPC_S_OK;
            all.insert(all.end(), room, room + count);
        }
        return RPC_S_OK;
    }
    template <typename T, typename PipeType>
    RPC_STATUS push(PipeType* pipe, std::vector<T> all) {
        async->Flags = RPC_C_NOTIFY_ON_SEND_COMPLETE;
        for (size_t at = 0; at <= all.size();) {
            const size_t part = std::min<size_t>(1000, all.size() - at);
            const RPC_STATUS status = pipe->push(pipe->state, all.data() + at, static_cast<ULONG>(part));
            if (status != RPC_S_OK) return server_push_saw = status;
            if (part == 0) break;
            at += part;
            if (WaitForSingleObject(event, kLimit) != WAIT_OBJECT_0) return RPC_S_CALL_FAILED;
        }
        return RPC_S_OK;
    }
};

}  // namespace

extern "C" {

void ps_LaterSum(PRPC_ASYNC_STATE async, handle_t, ASYNC_LONG_PIPE* numbers) {
    on_worker([=] {
        ServerSide side(async);
        std::vector<LONG> all;
        if (plan == Conduct::abort_after_one) {
            if (side.pull(numbers, all, 1) == RPC_S_OK) RpcAsyncAbortCall(async, 4712);
            return;
        }
        hyper sum = 0;
        if (plan == Conduct::complete_early) {
            server_completed = RpcAsyncCompleteCall(async, &sum);
            return;
        }
        if (side.pull(numbers, all) != RPC_S_OK) return;
        sum = std::accumulate(all.begin(), all.end(), sum);
        RpcAsyncCompleteCall(async, &sum);
    });
}

void ps_LaterCount(PRPC_ASYNC_STATE async, handle_t, LONG first, LONG count, ASYNC_LONG_PIPE* numbers) {
    on_worker([=] {
        ServerSide side(async);
        std::vector<LONG> all(static_cast<size_t>(count));
        std::iota(all.begin(), all.end(), first);
        if (plan == Conduct::abort_after_one) {
            if (numbers->push(numbers->state, all.data(), 1) == RPC_S_OK) RpcAsyncAbortCall(async, 4712);
            return;
        }
        if (side.push(numbers, all) == RPC_S_OK) RpcAsyncCompleteCall(async, nullptr);
    });
}

void ps_LaterCapitals(PRPC_ASYNC_STATE async, handle_t, ASYNC_CHAR_PIPE* text) {
    on_worker([=] {
        ServerSide side(async);
        std::vector<unsigned char> all;
        if (plan == Conduct::pull_late_push_early) {
            server_push_saw = text->push(text->state, nullptr, 0);
            return;
        }
        if (side.pull(text, all) != RPC_S_OK) return;
        for (auto& one : all) one = static_cast<unsigned char>(std::toupper(one));
        LONG size = static_cast<LONG>(all.size());
        if (side.push(text, all) == RPC_S_OK) RpcAsyncCompleteCall(async, &size);
    });
}

void ps_LaterWeigh(PRPC_ASYNC_STATE async, handle_t, ASYNC_SAMPLE_PIPE* samples, double* total) {
    on_worker([=] {
        ServerSide side(async);
        std::vector<Sample> all;
        if (side.pull(samples, all) != RPC_S_OK) return;
        *total = 0;
        for (const Sample& one : all) *total += one.value;
        LONG size = static_cast<LONG>(all.size());
        RpcAsyncCompleteCall(async, &size);
    });
}

void ps_LaterSpread(PRPC_ASYNC_STATE async, handle_t, LONG count, ASYNC_SAMPLE_PIPE* samples) {
    on_worker([=] {
        ServerSide side(async);
        std::vector<Sample> all;
        for (LONG i = 0; i < count; ++i) all.push_back({i, static_cast<short>(i), i * 0.5});
        if (side.push(samples, all) == RPC_S_OK) RpcAsyncCompleteCall(async, nullptr);
    });
}

void ps_LaterMove(PRPC_ASYNC_STATE async, handle_t, LONG key, ASYNC_CHAR_PIPE* from, ASYNC_CHAR_PIPE* to,
                  LONG* length) {
    on_worker([=] {
        ServerSide side(async);
        std::vector<unsigned char> all;
        if (side.pull(from, all) != RPC_S_OK || side.push(to, all) != RPC_S_OK) return;
        *length = static_cast<LONG>(all.size());
        LONG result = key + 1;
        RpcAsyncCompleteCall(async, &result);
    });
}

}  // extern "C"

namespace {

/// A client's call and how it hears of what happens to it.
struct Listener {
    RPC_ASYNC_STATE state;
    RPC_NOTIFICATION_TYPES type;
    HANDLE event = CreateEvent(nullptr, FALSE, FALSE, nullptr);
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
    std::atomic<int> completes{0}, sends{0}, receives{0};

    explicit Listener(RPC_NOTIFICATION_TYPES kind, int flags = 0) : type(kind) {
        REQUIRE(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK);
        state.UserInfo = this;
        state.Flags = static_cast<ULONG>(flags);
        state.NotificationType = kind;
        switch (kind) {
            case RpcNotificationTypeEvent:
                state.u.hEvent = event;
                break;
            case RpcNotificationTypeApc:
                state.u.APC.NotificationRoutine = told;
                state.u.APC.hThread = nullptr;
                break;
            case RpcNotificationTypeIoc:
                state.u.IOC.hIOPort = port;
                state.u.IOC.dwNumberOfBytesTransferred = 11;
                state.u.IOC.dwCompletionKey = 22;
                state.u.IOC.lpOverlapped = nullptr;
                break;
            case RpcNotificationTypeCallback:
                state.u.NotificationRoutine = told;
                break;
            default:
                break;
        }
    }
    ~Listener() {
        CloseHandle(event);
        CloseHandle(port);
    }

    static void told(PRPC_ASYNC_STATE state, void* context, RPC_ASYNC_EVENT what) {
        CHECK(context == nullptr);
        auto& self = *static_cast<Listener*>(state->UserInfo);
        ++(what == RpcCallComplete ? self.completes : what == RpcSendComplete ? self.sends : self.receives);
        SetEvent(self.event);
    }

    /// Waits for one notification; without any, a moment.
    void wait() {
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        LPOVERLAPPED overlapped = nullptr;
        switch (type) {
            case RpcNotificationTypeApc:
                REQUIRE(SleepEx(kLimit, TRUE) == WAIT_IO_COMPLETION);
                break;
            case RpcNotificationTypeIoc:
                REQUIRE(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, kLimit));
                CHECK(bytes == 11);
                CHECK(key == 22);
                break;
            case RpcNotificationTypeNone:
                Sleep(1);
                break;
            default:
                REQUIRE(WaitForSingleObject(event, kLimit) == WAIT_OBJECT_0);
                break;
        }
    }
    /// Waits until the call is over and completes it. A routine must have been told before its state may go.
    RPC_STATUS complete(void* reply) {
        const bool by_routine = type == RpcNotificationTypeApc || type == RpcNotificationTypeCallback;
        while (by_routine ? completes == 0 : RpcAsyncGetCallStatus(&state) == RPC_S_ASYNC_CALL_PENDING) wait();
        return RpcAsyncCompleteCall(&state, reply);
    }
    template <typename T, typename PipeType>
    RPC_STATUS pull(PipeType& pipe, std::vector<T>& all) {
        std::vector<T> room(700);
        for (;;) {
            ULONG count = 0;
            const RPC_STATUS status = pipe.pull(pipe.state, room.data(), 700, &count);
            if (status == RPC_S_ASYNC_CALL_PENDING) {
                wait();
                continue;
            }
            if (status != RPC_S_OK || count == 0) return status;
            all.insert(all.end(), room.begin(), room.begin() + count);
        }
    }
    template <typename T, typename PipeType>
    RPC_STATUS push(PipeType& pipe, const std::vector<T>& all) {
        std::vector<T> room(900);
        for (size_t at = 0;;) {
            const size_t part = std::min(room.size(), all.size() - at);
            std::copy_n(all.begin() + static_cast<ptrdiff_t>(at), part, room.begin());
            const RPC_STATUS status = pipe.push(pipe.state, room.data(), static_cast<ULONG>(part));
            std::fill(room.begin(), room.end(), T{});  // G2: the buffer is the program's again
            if (status != RPC_S_OK || part == 0) return status;
            at += part;
        }
    }
};

template <typename F>
void on_every_kind(F&& body) {
    on_every_pipe_server([&](PipeServer& server) {
        plan = Conduct::serve;
        for (const auto type : {RpcNotificationTypeEvent, RpcNotificationTypeApc, RpcNotificationTypeIoc,
                                RpcNotificationTypeCallback, RpcNotificationTypeNone}) {
            CAPTURE(type);
            body(server, type);
            await_workers();
        }
    });
}

template <typename F>
void on_planned_server(Conduct wanted, F&& body) {
    on_every_pipe_server([&](PipeServer& server) {
        plan = wanted;
        for (Noted* noted : {&server_pull_saw, &server_push_saw, &server_completed}) *noted = RPC_S_OK;
        body(server);
        await_workers();
        plan = Conduct::serve;
    });
}

std::vector<LONG> counting(size_t count, LONG first = 0) {
    std::vector<LONG> all(count);
    std::iota(all.begin(), all.end(), first);
    return all;
}

}  // namespace

TEST_SUITE("rpcrt4/end_to_end/async_pipes") {
    TEST_CASE("the client pushes an [in] pipe and ends it with a null push (G1, G4, G5)") {
        on_every_kind([](PipeServer& server, RPC_NOTIFICATION_TYPES type) {
            for (const size_t count : {size_t{0}, size_t{1}, size_t{50000}}) {
                CAPTURE(count);
                Listener call(type);
                ASYNC_LONG_PIPE pipe{};
                pc_LaterSum(&call.state, server, &pipe);
                const auto all = counting(count, 3);
                REQUIRE(call.push(pipe, all) == RPC_S_OK);
                hyper sum = -1;
                CHECK(call.complete(&sum) == RPC_S_OK);
                CHECK(sum == std::accumulate(all.begin(), all.end(), Hyper{0}));
                CHECK(RpcAsyncCompleteCall(&call.state, &sum) == RPC_S_INVALID_ASYNC_HANDLE);
            }
        });
    }

    TEST_CASE("the client pulls an [out] pipe; nothing there yet is RPC_S_ASYNC_CALL_PENDING (G3, G6, G7)") {
        on_every_kind([](PipeServer& server, RPC_NOTIFICATION_TYPES type) {
            for (const LONG count : {0, 1, 20000}) {
                CAPTURE(count);
                Listener call(type);
                ASYNC_LONG_PIPE pipe{};
                pc_LaterCount(&call.state, server, 9, count, &pipe);
                std::vector<LONG> all;
                REQUIRE(call.pull(pipe, all) == RPC_S_OK);
                CHECK(all == counting(static_cast<size_t>(count), 9));
                CHECK(call.complete(nullptr) == RPC_S_OK);
            }
        });
    }

    TEST_CASE("all in data of an [in, out] pipe travels before any out data (G9)") {
        on_every_kind([](PipeServer& server, RPC_NOTIFICATION_TYPES type) {
            for (const size_t length : {size_t{0}, size_t{7}, size_t{4001}}) {
                Listener call(type);
                ASYNC_CHAR_PIPE pipe{};
                pc_LaterCapitals(&call.state, server, &pipe);
                REQUIRE(call.push(pipe, std::vector<unsigned char>(length, 'k')) == RPC_S_OK);
                std::vector<unsigned char> all;
                REQUIRE(call.pull(pipe, all) == RPC_S_OK);
                CHECK(all == std::vector<unsigned char>(length, 'K'));
                LONG size = -1;
                CHECK(call.complete(&size) == RPC_S_OK);
                CHECK(size == static_cast<LONG>(length));
            }
        });
    }

    TEST_CASE("structures as elements, and other parameters beside pipes") {
        on_every_kind([](PipeServer& server, RPC_NOTIFICATION_TYPES type) {
            Listener weigh(type);
            ASYNC_SAMPLE_PIPE samples{};
            double total = -1;
            pc_LaterWeigh(&weigh.state, server, &samples, &total);
            std::vector<Sample> out(1234, Sample{1, 2, 0.5});
            REQUIRE(weigh.push(samples, out) == RPC_S_OK);
            LONG size = -1;
            CHECK(weigh.complete(&size) == RPC_S_OK);
            CHECK(size == 1234);
            CHECK(total == 617);

            Listener spread(type);
            pc_LaterSpread(&spread.state, server, 777, &samples);
            std::vector<Sample> in;
            REQUIRE(spread.pull(samples, in) == RPC_S_OK);
            CHECK(spread.complete(nullptr) == RPC_S_OK);
            REQUIRE(in.size() == 777);
            CHECK(in.back().value == 388);

            Listener move(type);
            ASYNC_CHAR_PIPE from{}, to{};
            LONG length = -1;
            pc_LaterMove(&move.state, server, 41, &from, &to, &length);
            REQUIRE(move.push(from, std::vector<unsigned char>(5555, 'm')) == RPC_S_OK);
            std::vector<unsigned char> moved;
            REQUIRE(move.pull(to, moved) == RPC_S_OK);
            CHECK(moved == std::vector<unsigned char>(5555, 'm'));
            CHECK(length == -1);  // A16: only once it is complete
            CHECK(move.complete(&size) == RPC_S_OK);
            CHECK(size == 42);
            CHECK(length == 5555);
        });
    }

    TEST_CASE("a push that has left is told when RPC_C_NOTIFY_ON_SEND_COMPLETE asks for it (B12)") {
        on_every_pipe_server([](PipeServer& server) {
            for (const auto type : {RpcNotificationTypeApc, RpcNotificationTypeCallback}) {
                CAPTURE(type);
                Listener call(type, RPC_C_NOTIFY_ON_SEND_COMPLETE);
                ASYNC_LONG_PIPE pipe{};
                pc_LaterSum(&call.state, server, &pipe);
                const auto all = counting(500);
                hyper sum = 0;
                for (int expected = 1; expected <= 4; ++expected) {
                    while (call.sends < expected) call.wait();
                    CHECK(call.completes == 0);
                    if (expected == 4) break;
                    REQUIRE(pipe.push(pipe.state, const_cast<LONG*>(all.data()), 500) == RPC_S_OK);
                    sum += std::accumulate(all.begin(), all.end(), Hyper{0});
                }
                REQUIRE(pipe.push(pipe.state, nullptr, 0) == RPC_S_OK);
                hyper reply = -1;
                while (call.completes == 0) call.wait();
                CHECK(call.complete(&reply) == RPC_S_OK);
                CHECK(reply == sum);
                CHECK(call.completes == 1);
                await_workers();
            }
        });
    }

    TEST_CASE("completing a call whose pipes are not drained ends it with a pipe error (G10)") {
        on_planned_server(Conduct::serve, [](PipeServer& server) {
            Listener call(RpcNotificationTypeEvent);
            ASYNC_LONG_PIPE pipe{};
            pc_LaterSum(&call.state, server, &pipe);
            LONG one = 1;
            REQUIRE(pipe.push(pipe.state, &one, 1) == RPC_S_OK);
            hyper sum = 0;
            CHECK(RpcAsyncCompleteCall(&call.state, &sum) == RPC_X_PIPE_DISCIPLINE_ERROR);
            CHECK(RpcAsyncCompleteCall(&call.state, &sum) == RPC_S_INVALID_ASYNC_HANDLE);
            // G8: the server's pull fails. Its routine may not even have begun yet.
            CHECK(server_pull_saw.failure() != RPC_S_OK);
        });
        on_planned_server(Conduct::complete_early, [](PipeServer& server) {
            Listener call(RpcNotificationTypeEvent);
            ASYNC_LONG_PIPE pipe{};
            pc_LaterSum(&call.state, server, &pipe);
            hyper sum = 0;
            call.wait();
            CHECK(RpcAsyncCompleteCall(&call.state, &sum) == RPC_X_PIPE_DISCIPLINE_ERROR);
            await_workers();
            CHECK(server_completed.failure() == RPC_X_PIPE_DISCIPLINE_ERROR);
        });
    }

    TEST_CASE("pipes used in the wrong order fail, and a failed push or pull ends the call (G5, G6)") {
        on_planned_server(Conduct::serve, [](PipeServer& server) {
            Listener call(RpcNotificationTypeEvent);
            ASYNC_CHAR_PIPE pipe{};
            pc_LaterCapitals(&call.state, server, &pipe);
            unsigned char byte = 0;
            ULONG count = 0;
            CHECK(pipe.pull(pipe.state, &byte, 1, &count) == RPC_X_WRONG_PIPE_ORDER);
            LONG size = 0;
            CHECK(RpcAsyncCompleteCall(&call.state, &size) == RPC_S_INVALID_ASYNC_HANDLE);
            CHECK(server_pull_saw.failure() != RPC_S_OK);
        });
        on_planned_server(Conduct::pull_late_push_early, [](PipeServer& server) {
            Listener call(RpcNotificationTypeEvent);
            ASYNC_CHAR_PIPE pipe{};
            pc_LaterCapitals(&call.state, server, &pipe);
            LONG size = 0;
            call.wait();
            CHECK(RpcAsyncCompleteCall(&call.state, &size) == RPC_X_WRONG_PIPE_ORDER);
            await_workers();
            CHECK(server_push_saw.failure() == RPC_X_WRONG_PIPE_ORDER);
        });
    }

    TEST_CASE("a server that aborts is heard by the client that waits, pushes or pulls") {
        on_planned_server(Conduct::abort_after_one, [](PipeServer& server) {
            Listener waiting(RpcNotificationTypeEvent);
            ASYNC_LONG_PIPE pipe{};
            pc_LaterSum(&waiting.state, server, &pipe);
            LONG one = 1;
            REQUIRE(pipe.push(pipe.state, &one, 1) == RPC_S_OK);
            hyper sum = 0;
            CHECK(waiting.complete(&sum) == 4712);

            Listener pulling(RpcNotificationTypeEvent);
            pc_LaterCount(&pulling.state, server, 0, 100, &pipe);
            std::vector<LONG> all;
            CHECK(pulling.pull(pipe, all) == 4712);
            CHECK(RpcAsyncCompleteCall(&pulling.state, nullptr) == RPC_S_INVALID_ASYNC_HANDLE);
        });
    }

    TEST_CASE("an abortive cancel ends the call at once; it must still be completed (C2, C5, G11)") {
        on_planned_server(Conduct::serve, [](PipeServer& server) {
            Listener call(RpcNotificationTypeEvent);
            ASYNC_LONG_PIPE pipe{};
            pc_LaterSum(&call.state, server, &pipe);
            CHECK(RpcAsyncGetCallStatus(&call.state) == RPC_S_ASYNC_CALL_PENDING);
            CHECK(RpcAsyncCancelCall(&call.state, TRUE) == RPC_S_OK);
            call.wait();
            hyper sum = 0;
            CHECK(RpcAsyncCompleteCall(&call.state, &sum) == RPC_S_CALL_CANCELLED);
            CHECK(server_pull_saw.failure() != RPC_S_OK);
        });
    }

    TEST_CASE("a call to nobody raises, and nothing is notified (A9)") {
        Binding nowhere("ncalrpc:[no-such-endpoint]");
        Listener call(RpcNotificationTypeEvent);
        ASYNC_LONG_PIPE pipe{};
        CHECK(raised_by([&] { pc_LaterSum(&call.state, nowhere, &pipe); }) == RPC_S_SERVER_UNAVAILABLE);
        CHECK(WaitForSingleObject(call.event, 0) == WAIT_TIMEOUT);
    }
}
