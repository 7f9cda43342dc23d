// SPDX-License-Identifier: LGPL-2.1-or-later
// Locks in the caller's memory against a plain pthread mutex; condition variables and waiting on an address against
// pthread's condition variable. The contended figures are processor time per passage, with four threads at it.
#include <pthread.h>

#include <atomic>
#include <thread>

#include "bench/rival.hpp"

#include <windows.h>

namespace {

using bench::must;
using bench::per_operation;

struct SlimLock {
    SRWLOCK lock = SRWLOCK_INIT;
    void enter() { AcquireSRWLockExclusive(&lock); }
    void leave() { ReleaseSRWLockExclusive(&lock); }
};

struct SharedLock {
    SRWLOCK lock = SRWLOCK_INIT;
    void enter() { AcquireSRWLockShared(&lock); }
    void leave() { ReleaseSRWLockShared(&lock); }
};

struct Section {
    CRITICAL_SECTION section;
    Section() { InitializeCriticalSection(&section); }
    ~Section() { DeleteCriticalSection(&section); }
    void enter() { EnterCriticalSection(&section); }
    void leave() { LeaveCriticalSection(&section); }
};

struct PthreadMutex {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    void enter() { pthread_mutex_lock(&mutex); }
    void leave() { pthread_mutex_unlock(&mutex); }
};

struct PthreadShared {
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    void enter() { pthread_rwlock_rdlock(&lock); }
    void leave() { pthread_rwlock_unlock(&lock); }
};

// glibc's locks skip their atomic operations while the process has one thread; a lock is of use only with more.
class SecondThread {
 public:
    SecondThread() : event_(CreateEventA(nullptr, TRUE, FALSE, nullptr)) {
        thread_ = std::thread([this] { WaitForSingleObject(event_, INFINITE); });
    }
    ~SecondThread() {
        SetEvent(event_);
        thread_.join();
        CloseHandle(event_);
    }

 private:
    HANDLE event_;
    std::thread thread_;
};

template <typename Lock>
double uncontended() {
    SecondThread second;
    Lock lock;
    return per_operation([&](size_t count) {
        for (size_t i = 0; i < count; ++i) {
            lock.enter();
            lock.leave();
        }
    });
}

template <typename Lock>
double contended() {
    constexpr int kThreads = 4, kPassages = 100'000;
    Lock lock;
    volatile long counter = 0;
    const double begin = bench::process_time();
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&] {
            for (int k = 0; k < kPassages; ++k) {
                lock.enter();
                for (int step = 0; step < 8; ++step) counter = counter + 1;
                lock.leave();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    must(counter == kThreads * kPassages * 8, "the lock");
    return (bench::process_time() - begin) / (kThreads * kPassages);
}

struct WindowsMonitor {
    SRWLOCK lock = SRWLOCK_INIT;
    CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;
    void enter() { AcquireSRWLockExclusive(&lock); }
    void leave() { ReleaseSRWLockExclusive(&lock); }
    void wait() { must(SleepConditionVariableSRW(&condition, &lock, INFINITE, 0), "SleepConditionVariableSRW"); }
    void wake() { WakeConditionVariable(&condition); }
};

struct PthreadMonitor {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    void enter() { pthread_mutex_lock(&mutex); }
    void leave() { pthread_mutex_unlock(&mutex); }
    void wait() { pthread_cond_wait(&condition, &mutex); }
    void wake() { pthread_cond_signal(&condition); }
};

/// Two threads take turns; processor time per turn.
template <typename Monitor>
double turns() {
    constexpr int kTurns = 20'000;
    Monitor monitor;
    int turn = 0;
    const auto play = [&](int mine) {
        for (int i = 0; i < kTurns; ++i) {
            monitor.enter();
            while (turn != mine) monitor.wait();
            turn = 1 - mine;
            monitor.leave();
            monitor.wake();
        }
    };
    const double begin = bench::process_time();
    std::thread other([&] { play(1); });
    play(0);
    other.join();
    return (bench::process_time() - begin) / (2 * kTurns);
}

double address_turns() {
    constexpr int kTurns = 20'000;
    std::atomic<uint32_t> turn = 0;
    const auto play = [&](uint32_t mine) {
        for (int i = 0; i < kTurns; ++i) {
            uint32_t theirs = 1 - mine;
            while (turn.load() == theirs) {
                must(WaitOnAddress(&turn, &theirs, sizeof turn, INFINITE), "WaitOnAddress");
            }
            turn = theirs;
            WakeByAddressSingle(&turn);
        }
    };
    const double begin = bench::process_time();
    std::thread other([&] { play(1); });
    play(0);
    other.join();
    return (bench::process_time() - begin) / (2 * kTurns);
}

const bool added = bench::add("handle.srw.uncontended", "ns", uncontended<SlimLock>, uncontended<PthreadMutex>) &&
                   bench::add("handle.srw.contended", "ns", contended<SlimLock>, contended<PthreadMutex>) &&
                   bench::add("handle.srw.shared", "ns", uncontended<SharedLock>, uncontended<PthreadShared>) &&
                   bench::add("handle.cs.uncontended", "ns", uncontended<Section>, uncontended<PthreadMutex>) &&
                   bench::add("handle.cs.contended", "ns", contended<Section>, contended<PthreadMutex>) &&
                   bench::add("handle.condition.turns", "ns", turns<WindowsMonitor>, turns<PthreadMonitor>) &&
                   bench::add("handle.address.turns", "ns", address_turns, turns<PthreadMonitor>);

}  // namespace
