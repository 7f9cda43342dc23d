// SPDX-License-Identifier: LGPL-2.1-or-later
// Waits for many objects, events that processes share, ports with several threads, a large handle table, and a storm of
// waits, against what the same program would do by hand.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "bench/by_hand.hpp"
#include "bench/rival.hpp"

#include <windows.h>

namespace {

using bench::must;
using bench::MutexEvent;
using bench::MutexQueue;
using bench::per_operation;

constexpr size_t kMany = MAXIMUM_WAIT_OBJECTS;

struct ManyEvents {
    std::array<HANDLE, kMany> handles;
    explicit ManyEvents(size_t first_set) {
        for (size_t i = 0; i < kMany; ++i) handles[i] = CreateEventA(nullptr, TRUE, i >= first_set, nullptr);
    }
    ~ManyEvents() {
        for (const HANDLE handle : handles) CloseHandle(handle);
    }
};

double wait_many(size_t first_set, BOOL all) {
    const ManyEvents events(first_set);
    return per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            const DWORD index = WaitForMultipleObjects(kMany, events.handles.data(), all, INFINITE);
            must(index == WAIT_OBJECT_0 + first_set, "WaitForMultipleObjects");
        }
    });
}

double wait_any() { return wait_many(kMany - 1, FALSE); }
double wait_all() { return wait_many(0, TRUE); }

/// The least that looking at 64 things takes.
double scan_flags() {
    std::vector<std::unique_ptr<std::atomic<bool>>> flags;
    for (size_t i = 0; i < kMany; ++i) flags.push_back(std::make_unique<std::atomic<bool>>(i == kMany - 1));
    return per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            size_t at = 0;
            while (!flags[at]->load(std::memory_order_acquire)) ++at;
            asm volatile("" : : "r"(at) : "memory");
        }
    });
}

/// What taking 64 things at once takes when each has a lock.
double lock_all() {
    std::vector<std::unique_ptr<std::mutex>> locks;
    for (size_t i = 0; i < kMany; ++i) locks.push_back(std::make_unique<std::mutex>());
    return per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            for (auto& lock : locks) lock->lock();
            for (auto& lock : locks) lock->unlock();
        }
    });
}

double set_wait(const char* name) {
    HANDLE event = CreateEventA(nullptr, FALSE, FALSE, name);
    const double figure = per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            must(SetEvent(event), "SetEvent");
            must(WaitForSingleObject(event, INFINITE) == WAIT_OBJECT_0, "WaitForSingleObject");
        }
    });
    CloseHandle(event);
    return figure;
}

double named_set_wait() { return set_wait(("bench-" + std::to_string(getpid())).c_str()); }
double local_set_wait() { return set_wait(nullptr); }

/// Nanoseconds per item through a queue with this many threads on either side.
template <typename Produce, typename Consume>
double many_to_many(int threads, Produce produce, Consume consume) {
    constexpr int kItems = 50'000;  // per thread
    std::vector<std::thread> all;
    const double begin = bench::process_time();
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&] {
            for (int item = 0; item < kItems; ++item) consume();
        });
        all.emplace_back([&] {
            for (int item = 0; item < kItems; ++item) produce();
        });
    }
    for (auto& thread : all) thread.join();
    return (bench::process_time() - begin) / (double{kItems} * threads);
}

double port_four_to_four() {
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 4);
    const double figure = many_to_many(
        4, [&] { must(PostQueuedCompletionStatus(port, 1, 2, nullptr), "PostQueuedCompletionStatus"); },
        [&] {
            DWORD bytes;
            ULONG_PTR key;
            LPOVERLAPPED overlapped;
            must(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE), "GetQueuedCompletionStatus");
        });
    CloseHandle(port);
    return figure;
}

double queue_four_to_four() {
    MutexQueue queue;
    return many_to_many(
        4,
        [&] {
            queue.push({2, nullptr, 1});
        },
        [&] { queue.pop(); });
}

constexpr size_t kBatch = 64;

/// Taking 64 packets at once, per packet; filling the port is not counted.
double get_ex() {
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
    std::array<OVERLAPPED_ENTRY, kBatch> entries;
    double total = 0;
    constexpr int kRounds = 20'000;
    for (int round = 0; round < kRounds; ++round) {
        for (size_t i = 0; i < kBatch; ++i) {
            must(PostQueuedCompletionStatus(port, 1, 2, nullptr), "PostQueuedCompletionStatus");
        }
        const double begin = bench::now();
        ULONG taken = 0;
        const BOOL got = GetQueuedCompletionStatusEx(port, entries.data(), kBatch, &taken, INFINITE, FALSE);
        total += bench::now() - begin;
        must(got && taken == kBatch, "GetQueuedCompletionStatusEx");
    }
    CloseHandle(port);
    return total / (double{kRounds} * kBatch);
}

double pop_batch() {
    std::mutex mutex;
    std::deque<bench::Item> items;
    std::array<bench::Item, kBatch> taken;
    double total = 0;
    constexpr int kRounds = 20'000;
    for (int round = 0; round < kRounds; ++round) {
        for (size_t i = 0; i < kBatch; ++i) items.push_back({2, nullptr, 1});
        const double begin = bench::now();
        {
            std::lock_guard lock(mutex);
            for (auto& item : taken) {
                item = items.front();
                items.pop_front();
            }
        }
        asm volatile("" : : "r"(taken.data()) : "memory");
        total += bench::now() - begin;
    }
    return total / (double{kRounds} * kBatch);
}

constexpr size_t kMillion = 1'000'000;

/// A million in an order in which neighbours in time are no neighbours in a table, read one after the other.
template <typename T>
void in_random_order(std::vector<T>& all) {
    std::shuffle(all.begin(), all.end(), std::minstd_rand(1));
}

/// A handle among a million, never the one used last: finding it and reading its flags.
double lookup_million() {
    std::vector<HANDLE> handles;
    for (size_t i = 0; i < kMillion; ++i) handles.push_back(CreateEventA(nullptr, TRUE, TRUE, nullptr));
    in_random_order(handles);
    size_t at = 0;
    const double figure = per_operation([&](size_t count) {
        DWORD flags;
        for (size_t i = 0; i < count; ++i) {
            must(GetHandleInformation(handles[at], &flags), "GetHandleInformation");
            if (++at == kMillion) at = 0;
        }
    });
    for (const HANDLE handle : handles) CloseHandle(handle);
    return figure;
}

/// The least that finding one thing in a million can be: a word of an array of sixteen bytes each.
double array_million() {
    struct Entry {
        uint64_t word;
        uint64_t other;
    };
    std::vector<Entry> table(kMillion);
    std::vector<uintptr_t> keys;
    for (size_t i = 0; i < kMillion; ++i) keys.push_back(i * 4);
    in_random_order(keys);
    size_t at = 0;
    return per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            asm volatile("" : : "r"(table[keys[at] >> 2].word) : "memory");
            if (++at == kMillion) at = 0;
        }
    });
}

/// Threads that set and wait for an event each, all at once: processor time per pair.
template <typename MakeLoop>
double storm(int threads, MakeLoop make_loop) {
    const int rounds = 400'000 / threads;
    std::vector<std::thread> all;
    const double begin = bench::process_time();
    for (int i = 0; i < threads; ++i) all.emplace_back([&] { make_loop(rounds); });
    for (auto& thread : all) thread.join();
    return (bench::process_time() - begin) / (double(rounds) * threads);
}

/// All wait on one auto-reset event that each sets in turn: 100,000 threads' worth of waits on one list.
template <int threads>
double event_storm() {
    HANDLE event = CreateEventA(nullptr, FALSE, TRUE, nullptr);
    const double figure = storm(threads, [&](int rounds) {
        for (int i = 0; i < rounds; ++i) {
            must(WaitForSingleObject(event, INFINITE) == WAIT_OBJECT_0, "WaitForSingleObject");
            must(SetEvent(event), "SetEvent");
        }
    });
    CloseHandle(event);
    return figure;
}

template <int threads>
double by_hand_storm() {
    MutexEvent event;
    event.set();
    return storm(threads, [&](int rounds) {
        for (int i = 0; i < rounds; ++i) {
            event.wait();
            event.set();
        }
    });
}

const bool added = bench::add("handle.event.wait_any64", "ns", wait_any, scan_flags) &&
                   bench::add("handle.event.wait_all64", "ns", wait_all, lock_all) &&
                   bench::add("handle.named_event.set_wait", "ns", named_set_wait, local_set_wait) &&
                   bench::add("handle.iocp.4to4", "ns", port_four_to_four, queue_four_to_four) &&
                   bench::add("handle.iocp.get_ex", "ns", get_ex, pop_batch) &&
                   bench::add("handle.table.lookup_million", "ns", lookup_million, array_million) &&
                   bench::add("handle.storm.threads1", "ns", event_storm<1>, by_hand_storm<1>) &&
                   bench::add("handle.storm.threads2", "ns", event_storm<2>, by_hand_storm<2>) &&
                   bench::add("handle.storm.threads8", "ns", event_storm<8>, by_hand_storm<8>) &&
                   bench::add("handle.storm.threads64", "ns", event_storm<64>, by_hand_storm<64>);

}  // namespace
