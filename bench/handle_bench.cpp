// SPDX-License-Identifier: LGPL-2.1-or-later
// Handles against what the same program would do by hand: malloc, a mutex with a condition variable, a bare futex.
// Two-thread figures mean what they say only on one processor (tools/bench pins); across two the wake-up dominates.
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "bench/by_hand.hpp"
#include "bench/rival.hpp"

#include <windows.h>

namespace {

using bench::must;
using bench::MutexEvent;
using bench::MutexQueue;
using bench::per_operation;
using bench::pingpong;

HANDLE make_event() { return CreateEventA(nullptr, FALSE, FALSE, nullptr); }
HANDLE make_port() { return CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0); }

class FutexEvent {
 public:
    void set() {
        word_.store(1, std::memory_order_release);
        syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }
    void wait() {
        while (word_.exchange(0, std::memory_order_acquire) == 0) {
            syscall(SYS_futex, &word_, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
        }
    }

 private:
    std::atomic<uint32_t> word_{0};
};

double create_close() {
    return per_operation([](size_t count) {
        for (size_t i = 0; i < count; ++i) must(CloseHandle(make_event()), "CloseHandle");
    });
}

double malloc_free() {
    return per_operation([](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            void* block = std::malloc(64);
            asm volatile("" : : "r"(block) : "memory");
            std::free(block);
        }
    });
}

double set_wait() {
    HANDLE event = make_event();
    const double figure = per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            must(SetEvent(event), "SetEvent");
            must(WaitForSingleObject(event, INFINITE) == WAIT_OBJECT_0, "WaitForSingleObject");
        }
    });
    CloseHandle(event);
    return figure;
}

double mutex_set_wait() {
    MutexEvent event;
    return per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            event.set();
            event.wait();
        }
    });
}

double event_pingpong() {
    HANDLE ping = make_event(), pong = make_event();
    const auto pass = [](HANDLE to, HANDLE from, bool set_first) {
        if (set_first) must(SetEvent(to), "SetEvent");
        must(WaitForSingleObject(from, INFINITE) == WAIT_OBJECT_0, "WaitForSingleObject");
        if (!set_first) must(SetEvent(to), "SetEvent");
    };
    const double figure = pingpong([&] { pass(ping, pong, true); }, [&] { pass(pong, ping, false); });
    CloseHandle(ping);
    CloseHandle(pong);
    return figure;
}

double futex_pingpong() {
    FutexEvent ping, pong;
    return pingpong(
        [&] {
            ping.set();
            pong.wait();
        },
        [&] {
            ping.wait();
            pong.set();
        });
}

void take_packet(HANDLE port) {
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED overlapped;
    must(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE) && key == 2, "GetQueuedCompletionStatus");
}

void post_packet(HANDLE port) { must(PostQueuedCompletionStatus(port, 1, 2, nullptr), "PostQueuedCompletionStatus"); }

double post_get() {
    HANDLE port = make_port();
    const double figure = per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            post_packet(port);
            take_packet(port);
        }
    });
    CloseHandle(port);
    return figure;
}

double mutex_post_get() {
    MutexQueue queue;
    return per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            queue.push({2, nullptr, 1});
            queue.pop();
        }
    });
}

// Nanoseconds per item from one producing to one consuming thread.
template <typename Produce, typename Consume>
double one_to_one(Produce produce, Consume consume) {
    constexpr int kItems = 200'000;
    const double begin = bench::process_time();
    std::thread consumer([&] {
        for (int i = 0; i < kItems; ++i) consume();
    });
    for (int i = 0; i < kItems; ++i) produce();
    consumer.join();
    return (bench::process_time() - begin) / kItems;
}

double port_one_to_one() {
    HANDLE port = make_port();
    const double figure = one_to_one([&] { post_packet(port); }, [&] { take_packet(port); });
    CloseHandle(port);
    return figure;
}

double mutex_one_to_one() {
    MutexQueue queue;
    return one_to_one([&] { queue.push({2, nullptr, 1}); }, [&] { queue.pop(); });
}

const bool added = bench::add("handle.event.create_close", "ns", create_close, malloc_free) &&
                   bench::add("handle.event.set_wait", "ns", set_wait, mutex_set_wait) &&
                   bench::add("handle.event.pingpong", "us", event_pingpong, futex_pingpong) &&
                   bench::add("handle.iocp.post_get", "ns", post_get, mutex_post_get) &&
                   bench::add("handle.iocp.1to1", "ns", port_one_to_one, mutex_one_to_one);

}  // namespace
