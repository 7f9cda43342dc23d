// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of remote calls, each against a bare socket doing the same exchange: rpc_peer serves ours, rpc_raw_peer the
// rival, both as processes of their own that inherit our processor. Names and meanings: facts of the speed table.
//   rpc.tcp.echo, rpc.ncalrpc.echo   median of synchronous calls of one thread, us
//   rpc.tcp.async.KIND.kN            N asynchronous calls in flight, one connection, us per call
//   rpc.tcp.threads8                 eight threads calling, us per call
//   rpc.*.blob1m                     1 MiB there and back, us
//   rpc.*.pipe_in, pipe_out          16 MiB through a pipe to the server or from it, us
//   rpc.*.idle                       memory of the server per idle client, bytes; the rival is the 4 KiB it may take
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "bench/peer.hpp"
#include "bench/raw_connection.hpp"
#include "bench/rival.hpp"

#include <rpc.h>
#include <rpcasync.h>
#include <windows.h>

#include "rpc_echo.h"

extern "C" void* midl_user_allocate(size_t size) { return std::malloc(size); }
extern "C" void midl_user_free(void* memory) { std::free(memory); }

namespace {

using bench::both_times, bench::give_up, bench::Over, bench::Peer, bench::raw_peer, bench::RawConnection,
    bench::resident;

constexpr uint32_t kRequest = 32;  // bytes of an Echo on the wire: 24 of header, the number, padding
constexpr uint32_t kReply = 28;
constexpr uint32_t kBlob = 1 << 20;
constexpr uint32_t kFlow = 16 << 20;  // bytes through a pipe
constexpr double kMeasured = 300e6;   // nanoseconds per figure

const Peer& rpc_peer() {
    static const Peer peer("rpc_peer");
    return peer;
}
// Ours.

class Server {
 public:
    explicit Server(Over over, const Peer& peer = rpc_peer()) {
        const std::string text =
            over == Over::tcp ? "ncacn_ip_tcp:127.0.0.1[" + peer.tcp + "]" : "ncalrpc:[" + peer.local + "]";
        std::string copy = text;
        if (RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(copy.data()), &handle_) != RPC_S_OK) {
            give_up("RpcBindingFromStringBinding");
        }
    }
    ~Server() { RpcBindingFree(&handle_); }
    operator handle_t() const { return handle_; }

 private:
    handle_t handle_ = nullptr;
};

/// Runs `exchange` for kMeasured and takes the median, in microseconds.
template <typename F>
double median_us(F&& exchange) {
    std::vector<double> times;
    times.reserve(1 << 17);
    for (int i = 0; i < 100; ++i) exchange();
    const double end = bench::now() + kMeasured;
    for (double before = bench::now(); before < end;) {
        exchange();
        const double after = bench::now();
        times.push_back(after - before);
        before = after;
    }
    return bench::median(times) / 1000;
}

/// Runs `batch` (which makes `size` calls to `peer`) for kMeasured; microseconds of both processes per call.
template <typename F>
double mean_us(const Peer& peer, size_t size, F&& batch) {
    batch();
    const double begin = both_times(peer);
    double end = begin;
    size_t calls = 0;
    while (end - begin < kMeasured) {
        batch();
        calls += size;
        end = both_times(peer);
    }
    return (end - begin) / static_cast<double>(calls) / 1000;
}

double echo(Over over) {
    const Server server(over);
    LONG number = 0;
    return median_us([&] {
        if (Echo(server, number) != number) give_up("Echo");
        ++number;
    });
}

double raw_echo(Over over) {
    RawConnection connection(over, kRequest, kReply);
    return median_us([&] { connection.exchange(); });
}

double blob(Over over) {
    const Server server(over);
    std::vector<byte> data(kBlob, 7);
    return mean_us(rpc_peer(), 1, [&] { Blob(server, kBlob, data.data()); });
}

double raw_blob(Over over) {
    RawConnection connection(over, kBlob, kBlob);
    return mean_us(raw_peer(), 1, [&] { connection.exchange(); });
}

/// A pipe of kFlow bytes that nobody looks at.
struct Flow {
    std::vector<byte> room = std::vector<byte>(32768);
    uint32_t left = kFlow;

    BYTE_PIPE pipe() {
        BYTE_PIPE made;
        made.pull = [](char* state, byte*, ULONG capacity, ULONG* count) {
            auto& self = *reinterpret_cast<Flow*>(state);
            *count = std::min<ULONG>(capacity, self.left);
            self.left -= *count;
        };
        made.push = [](char*, byte*, ULONG) {};
        made.alloc = [](char* state, ULONG, byte** buffer, ULONG* size) {
            auto& self = *reinterpret_cast<Flow*>(state);
            *buffer = self.room.data();
            *size = static_cast<ULONG>(self.room.size());
        };
        made.state = reinterpret_cast<char*>(this);
        return made;
    }
};

double pipe_in(Over over) {
    const Server server(over);
    Flow flow;
    BYTE_PIPE pipe = flow.pipe();
    return mean_us(rpc_peer(), 1, [&] {
        flow.left = kFlow;
        Swallow(server, &pipe);
    });
}

double pipe_out(Over over) {
    const Server server(over);
    Flow flow;
    BYTE_PIPE pipe = flow.pipe();
    return mean_us(rpc_peer(), 1, [&] { Pour(server, kFlow, &pipe); });
}

double raw_pipe_in(Over over) {
    RawConnection connection(over, kFlow, kReply);
    return mean_us(raw_peer(), 1, [&] { connection.exchange(); });
}

/// As much in replies of 1 MiB, several of which are on their way.
double raw_pipe_out(Over over) {
    RawConnection connection(over, kRequest, kBlob);
    return mean_us(raw_peer(), 1, [&] { connection.pipeline(4, kFlow / kBlob); });
}

/// Eight threads, each running `make()()` kBatch times per batch; microseconds per call over all.
template <typename F>
double eight_threads(const Peer& peer, F&& make) {
    constexpr size_t kThreads = 8;
    constexpr size_t kBatch = 2000;
    const auto run_all = [&] {
        std::vector<std::thread> threads;
        for (size_t i = 0; i < kThreads; ++i) {
            threads.emplace_back([&] {
                auto exchange = make();
                for (size_t n = 0; n < kBatch; ++n) exchange();
            });
        }
        for (auto& thread : threads) thread.join();
    };
    return mean_us(peer, kThreads * kBatch, run_all);
}

double threads8() {
    const Server server(Over::tcp);
    return eight_threads(rpc_peer(), [&] {
        return [&] {
            if (Echo(server, 5) != 5) give_up("Echo");
        };
    });
}

double raw_threads8() {
    return eight_threads(raw_peer(), [] {
        auto connection = std::make_shared<RawConnection>(Over::tcp, kRequest, kReply);
        return [connection] { connection->exchange(); };
    });
}

// Asynchronous calls: each completed call is started again until the batch is made.

struct Later {
    RPC_ASYNC_STATE state;
    LONG number;
};

void start(Later& call, handle_t server) { EchoLater(&call.state, server, ++call.number); }

void finish(Later& call) {
    LONG reply = 0;
    if (RpcAsyncCompleteCall(&call.state, &reply) != RPC_S_OK || reply != call.number) give_up("EchoLater");
}

constexpr size_t kAsyncBatch = 4096;

/// Sets the calls up by prepare(call, index) and runs batches by run(calls).
template <typename Prepare, typename Run>
double async_us(size_t in_flight, Prepare&& prepare, Run&& run) {
    std::vector<Later> calls(in_flight);
    for (size_t i = 0; i < in_flight; ++i) {
        if (RpcAsyncInitializeHandle(&calls[i].state, sizeof calls[i].state) != RPC_S_OK) give_up("initialize");
        prepare(calls[i], i);
    }
    return mean_us(rpc_peer(), kAsyncBatch, [&] { run(calls); });
}

double by_event(size_t in_flight) {
    const Server server(Over::tcp);
    std::vector<HANDLE> events;
    const double result = async_us(
        in_flight,
        [&](Later& call, size_t) {
            events.push_back(CreateEventA(nullptr, FALSE, FALSE, nullptr));
            call.state.NotificationType = RpcNotificationTypeEvent;
            call.state.u.hEvent = events.back();
        },
        [&](std::vector<Later>& calls) {
            for (Later& call : calls) start(call, server);
            for (size_t done = 0; done < kAsyncBatch; ++done) {
                Later& call = calls[done % in_flight];
                WaitForSingleObject(call.state.u.hEvent, INFINITE);
                finish(call);
                if (done + in_flight < kAsyncBatch) start(call, server);
            }
        });
    for (HANDLE event : events) CloseHandle(event);
    return result;
}

double by_packet(size_t in_flight) {
    const Server server(Over::tcp);
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
    const double result = async_us(
        in_flight,
        [&](Later& call, size_t index) {
            call.state.NotificationType = RpcNotificationTypeIoc;
            call.state.u.IOC.hIOPort = port;
            call.state.u.IOC.dwCompletionKey = index;
        },
        [&](std::vector<Later>& calls) {
            for (Later& call : calls) start(call, server);
            for (size_t done = 0; done < kAsyncBatch; ++done) {
                DWORD bytes;
                ULONG_PTR key;
                LPOVERLAPPED overlapped;
                if (!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE)) give_up("packet");
                finish(calls[key]);
                if (done + in_flight < kAsyncBatch) start(calls[key], server);
            }
        });
    CloseHandle(port);
    return result;
}

/// What the routines of APCs and callbacks share; they get nothing but the call's state.
struct Routine {
    handle_t server = nullptr;
    size_t in_flight = 0;
    std::atomic<size_t> done{0};
    std::binary_semaphore over{0};
};
Routine routine;

void complete_and_restart(PRPC_ASYNC_STATE state, void*, RPC_ASYNC_EVENT) {
    auto& call = *reinterpret_cast<Later*>(state);
    finish(call);
    const size_t before = routine.done.fetch_add(1, std::memory_order_relaxed);
    if (before + routine.in_flight < kAsyncBatch) start(call, routine.server);
    if (before + 1 == kAsyncBatch) routine.over.release();
}

double by_routine(RPC_NOTIFICATION_TYPES type, size_t in_flight) {
    const Server server(Over::tcp);
    routine.server = server;
    routine.in_flight = in_flight;
    return async_us(
        in_flight,
        [&](Later& call, size_t) {
            call.state.NotificationType = type;
            if (type == RpcNotificationTypeApc) {
                call.state.u.APC.NotificationRoutine = complete_and_restart;
            } else {
                call.state.u.NotificationRoutine = complete_and_restart;
            }
        },
        [&](std::vector<Later>& calls) {
            routine.done = 0;
            for (Later& call : calls) start(call, server);
            while (type == RpcNotificationTypeApc && routine.done < kAsyncBatch) SleepEx(INFINITE, TRUE);
            routine.over.acquire();
        });
}

double raw_pipelined(size_t in_flight) {
    RawConnection connection(Over::tcp, kRequest, kReply);
    connection.pipeline(in_flight, in_flight);
    return mean_us(raw_peer(), kAsyncBatch, [&] { connection.pipeline(in_flight, kAsyncBatch); });
}

/// Clients that have made one call each and keep their connections, at a server of their own.
double idle_client(Over over) {
    constexpr size_t kClients = 1000;
    rlimit descriptors{};
    ::getrlimit(RLIMIT_NOFILE, &descriptors);
    descriptors.rlim_cur = descriptors.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &descriptors);
    const Peer peer("rpc_peer");
    std::vector<std::unique_ptr<Server>> clients;
    const auto connect = [&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            clients.push_back(std::make_unique<Server>(over, peer));
            RpcBindingSetOption(*clients.back(), RPC_C_OPT_UNIQUE_BINDING, TRUE);
            if (Echo(*clients.back(), 1) != 1) give_up("Echo");
        }
    };
    connect(kClients / 10);  // what the first clients bring along once
    const double before = resident(peer.process);
    connect(kClients);
    const double bytes = (resident(peer.process) - before) / kClients;
    clients.clear();
    ::kill(peer.process, SIGTERM);
    ::waitpid(peer.process, nullptr, 0);
    return bytes;
}

bool add_all() {
    bench::add(
        "rpc.tcp.echo", "us", [] { return echo(Over::tcp); }, [] { return raw_echo(Over::tcp); });
    bench::add(
        "rpc.ncalrpc.echo", "us", [] { return echo(Over::local); }, [] { return raw_echo(Over::local); });
    bench::add("rpc.tcp.threads8", "us", threads8, raw_threads8);
    bench::add(
        "rpc.tcp.blob1m", "us", [] { return blob(Over::tcp); }, [] { return raw_blob(Over::tcp); });
    bench::add(
        "rpc.ncalrpc.blob1m", "us", [] { return blob(Over::local); }, [] { return raw_blob(Over::local); });
    for (const auto& [over, name] : {std::pair(Over::tcp, "rpc.tcp."), std::pair(Over::local, "rpc.ncalrpc.")}) {
        const std::string prefix(name);
        bench::add(
            prefix + "pipe_in", "us", [over] { return pipe_in(over); }, [over] { return raw_pipe_in(over); });
        bench::add(
            prefix + "pipe_out", "us", [over] { return pipe_out(over); }, [over] { return raw_pipe_out(over); });
    }
    constexpr double kLimit = 4096;
    bench::add(
        "rpc.tcp.idle", "B", [] { return idle_client(Over::tcp); }, [] { return kLimit; });
    bench::add(
        "rpc.ncalrpc.idle", "B", [] { return idle_client(Over::local); }, [] { return kLimit; });
    for (const size_t k : {1, 16, 64, 256}) {
        const auto rival = [k] { return raw_pipelined(k); };
        const std::string end = ".k" + std::to_string(k);
        bench::add(
            "rpc.tcp.async.event" + end, "us", [k] { return by_event(k); }, rival);
        bench::add(
            "rpc.tcp.async.ioc" + end, "us", [k] { return by_packet(k); }, rival);
        bench::add(
            "rpc.tcp.async.apc" + end, "us", [k] { return by_routine(RpcNotificationTypeApc, k); }, rival);
        bench::add(
            "rpc.tcp.async.callback" + end, "us", [k] { return by_routine(RpcNotificationTypeCallback, k); }, rival);
    }
    return true;
}

const bool added = add_all();

}  // namespace
