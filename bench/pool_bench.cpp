// SPDX-License-Identifier: LGPL-2.1-or-later
// The thread pool against what a program would write by hand: a queue behind a mutex with a condition variable and two
// threads; an ordered map of deadlines behind a mutex. Figures are processor time per operation of the whole process.
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "bench/rival.hpp"

#include <windows.h>

namespace {

using bench::must;

constexpr int kItems = 100'000;

class HandmadePool {
 public:
    HandmadePool() {
        for (int i = 0; i < 2; ++i) threads_.emplace_back([this] { serve(); });
    }
    ~HandmadePool() {
        {
            std::lock_guard lock(mutex_);
            over_ = true;
        }
        work_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }
    void submit(void (*function)(void*), void* context) {
        std::lock_guard lock(mutex_);
        items_.push_back({function, context});
        work_.notify_one();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        idle_.wait(lock, [this] { return items_.empty() && running_ == 0; });
    }

 private:
    struct Item {
        void (*function)(void*);
        void* context;
    };
    void serve() {
        std::unique_lock lock(mutex_);
        for (;;) {
            work_.wait(lock, [this] { return over_ || !items_.empty(); });
            if (over_) return;
            const Item item = items_.front();
            items_.pop_front();
            ++running_;
            lock.unlock();
            item.function(item.context);
            lock.lock();
            if (--running_ == 0 && items_.empty()) idle_.notify_all();
        }
    }
    std::mutex mutex_;
    std::condition_variable work_, idle_;
    std::deque<Item> items_;
    std::vector<std::thread> threads_;
    int running_ = 0;
    bool over_ = false;
};

void count(void* context) { static_cast<std::atomic<int>*>(context)->fetch_add(1, std::memory_order_relaxed); }
void CALLBACK count_work(PTP_CALLBACK_INSTANCE, void* context, PTP_WORK) { count(context); }

// Many submissions, then one wait for all of them.
double submit() {
    std::atomic<int> calls{0};
    PTP_WORK work = CreateThreadpoolWork(count_work, &calls, nullptr);
    const double begin = bench::process_time();
    for (int i = 0; i < kItems; ++i) SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    const double figure = (bench::process_time() - begin) / kItems;
    must(calls == kItems, "SubmitThreadpoolWork");
    CloseThreadpoolWork(work);
    return figure;
}

double handmade_submit() {
    std::atomic<int> calls{0};
    HandmadePool pool;
    const double begin = bench::process_time();
    for (int i = 0; i < kItems; ++i) pool.submit(count, &calls);
    pool.wait();
    return (bench::process_time() - begin) / kItems;
}

// One submission and the wait for it, over and over: a thread is woken each time, and wakes the waiting one.
double round_trip() {
    std::atomic<int> calls{0};
    PTP_WORK work = CreateThreadpoolWork(count_work, &calls, nullptr);
    const double begin = bench::process_time();
    for (int i = 0; i < kItems / 10; ++i) {
        SubmitThreadpoolWork(work);
        WaitForThreadpoolWorkCallbacks(work, FALSE);
    }
    const double figure = (bench::process_time() - begin) / (kItems / 10) / 1000;
    must(calls == kItems / 10, "SubmitThreadpoolWork");
    CloseThreadpoolWork(work);
    return figure;
}

double handmade_round_trip() {
    std::atomic<int> calls{0};
    HandmadePool pool;
    const double begin = bench::process_time();
    for (int i = 0; i < kItems / 10; ++i) {
        pool.submit(count, &calls);
        pool.wait();
    }
    return (bench::process_time() - begin) / (kItems / 10) / 1000;
}

// Setting timers an hour away among ten thousand others, and unsetting them: what a timeout that never happens costs.
constexpr int kTimers = 10'000;

double timer() {
    std::vector<PTP_TIMER> timers;
    for (int i = 0; i < kTimers; ++i) {
        timers.push_back(CreateThreadpoolTimer([](PTP_CALLBACK_INSTANCE, void*, PTP_TIMER) {}, nullptr, nullptr));
        must(timers.back() != nullptr, "CreateThreadpoolTimer");
    }
    const auto set = [&](int i) {
        const int64_t due = -36'000'000'000 - (int64_t{i} * 7919 % kTimers) * 10'000;
        FILETIME time{static_cast<DWORD>(due), static_cast<DWORD>(due >> 32)};
        SetThreadpoolTimer(timers[i], &time, 0, 0);
    };
    for (int i = 0; i < kTimers; ++i) set(i);
    const double begin = bench::process_time();
    for (int i = 0; i < kItems; ++i) {
        SetThreadpoolTimer(timers[i % kTimers], nullptr, 0, 0);
        set(i % kTimers);
    }
    const double figure = (bench::process_time() - begin) / kItems;
    for (PTP_TIMER one : timers) CloseThreadpoolTimer(one);
    return figure;
}

double handmade_timer() {
    std::mutex mutex;
    std::multimap<int64_t, int> deadlines;
    std::vector<std::multimap<int64_t, int>::iterator> timers(kTimers);
    const auto set = [&](int i) {
        FILETIME now;
        GetSystemTimePreciseAsFileTime(&now);
        const int64_t due = (int64_t{now.dwHighDateTime} << 32 | now.dwLowDateTime) + int64_t{i} * 7919 % kTimers;
        std::lock_guard lock(mutex);
        timers[i] = deadlines.emplace(due, i);
    };
    for (int i = 0; i < kTimers; ++i) set(i);
    const double begin = bench::process_time();
    for (int i = 0; i < kItems; ++i) {
        {
            std::lock_guard lock(mutex);
            deadlines.erase(timers[i % kTimers]);
        }
        set(i % kTimers);
    }
    return (bench::process_time() - begin) / kItems;
}

const bool added = bench::add("handle.pool.submit", "ns", submit, handmade_submit) &&
                   bench::add("handle.pool.round_trip", "us", round_trip, handmade_round_trip) &&
                   bench::add("handle.pool.timer", "ns", timer, handmade_timer);

}  // namespace
