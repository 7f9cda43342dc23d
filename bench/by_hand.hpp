// SPDX-License-Identifier: LGPL-2.1-or-later
// What programs write by hand where Windows has an event and a completion port: a mutex and a condition variable. And
// the loop that measures there and back.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "bench/rival.hpp"

namespace bench {

// What an auto-reset event is when written by hand.
class MutexEvent {
 public:
    void set() {
        std::lock_guard lock(mutex_);
        signaled_ = true;
        if (waiters_ > 0) condition_.notify_one();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        ++waiters_;
        condition_.wait(lock, [this] { return signaled_; });
        --waiters_;
        signaled_ = false;
    }

 private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool signaled_ = false;
    int waiters_ = 0;
};

struct Item {
    uintptr_t key;
    void* overlapped;
    uint32_t bytes;
};

// What a completion port is when written by hand.
class MutexQueue {
 public:
    void push(const Item& item) {
        std::lock_guard lock(mutex_);
        items_.push_back(item);
        if (waiters_ > 0) condition_.notify_one();
    }
    Item pop() {
        std::unique_lock lock(mutex_);
        ++waiters_;
        condition_.wait(lock, [this] { return !items_.empty(); });
        --waiters_;
        const Item item = items_.front();
        items_.pop_front();
        return item;
    }

 private:
    std::mutex mutex_;
    std::condition_variable condition_;
    std::deque<Item> items_;
    int waiters_ = 0;
};

/// Median time in microseconds of there and back between two threads.
template <typename There, typename Back>
double pingpong(There there, Back back) {
    constexpr int kRounds = 4000;
    std::vector<double> times;
    times.reserve(kRounds);
    std::thread other([&] {
        for (int i = 0; i < kRounds; ++i) back();
    });
    for (int i = 0; i < kRounds; ++i) {
        const double begin = now();
        there();
        times.push_back((now() - begin) / 1000);
    }
    other.join();
    return median(times);
}

}  // namespace bench
