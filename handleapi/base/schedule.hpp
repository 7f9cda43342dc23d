// SPDX-License-Identifier: LGPL-2.1-or-later
// The seam for tests/model, which runs the wait engine under every order of its threads' steps. What threads share is
// an Atomic, or Guarded by a Mutex; both are the standard library's. With RPCRT4_MODEL defined, and in that test only,
// a scheduler decides before each access which thread makes the next one. Memory is then sequentially consistent: the
// test says nothing of memory orders, and a weak compare-and-swap does not fail without a reason.
#pragma once

#include <atomic>
#include <mutex>

namespace base {

#ifndef RPCRT4_MODEL

template <typename T>
using Atomic = std::atomic<T>;
template <typename T>
using AtomicRef = std::atomic_ref<T>;
using Mutex = std::mutex;
constexpr bool kScheduled = false;  // in the test: nothing is gained by looking again at once

#else

constexpr bool kScheduled = true;

enum class Access { load, store, exchange, compare_exchange, add, subtract, lock };

/// The calling thread is about to access `place`; returns when it is its turn.
void schedule_point(Access access, const void* place) noexcept;
/// Sleeps while `held`, then sets it.
void schedule_lock(bool& held) noexcept;
void schedule_unlock(bool& held) noexcept;

class Mutex {
 public:
    void lock() noexcept { schedule_lock(held_); }
    void unlock() noexcept { schedule_unlock(held_); }

 private:
    bool held_ = false;
};

template <typename T>
class AtomicRef {
 public:
    explicit AtomicRef(T& value) noexcept : value_(value), place_(&value) {}

    T load(std::memory_order) const noexcept { return at(Access::load).load(); }
    void store(T value, std::memory_order) const noexcept { at(Access::store).store(value); }
    T exchange(T value, std::memory_order) const noexcept { return at(Access::exchange).exchange(value); }
    T fetch_add(T value, std::memory_order) const noexcept { return at(Access::add).fetch_add(value); }
    T fetch_sub(T value, std::memory_order) const noexcept { return at(Access::subtract).fetch_sub(value); }
    bool compare_exchange_strong(T& expected, T wanted, std::memory_order,
                                 std::memory_order = std::memory_order_seq_cst) const noexcept {
        return at(Access::compare_exchange).compare_exchange_strong(expected, wanted);
    }
    bool compare_exchange_weak(T& expected, T wanted, std::memory_order order,
                               std::memory_order failure = std::memory_order_seq_cst) const noexcept {
        return compare_exchange_strong(expected, wanted, order, failure);
    }

 private:
    const std::atomic_ref<T>& at(Access access) const noexcept {
        schedule_point(access, place_);
        return value_;
    }

    std::atomic_ref<T> value_;
    const void* place_;
};

/// A value of its own, to which everybody refers.
template <typename T>
class Atomic {
 public:
    constexpr Atomic() noexcept = default;
    constexpr Atomic(T value) noexcept : value_(value) {}
    Atomic(const Atomic&) = delete;
    Atomic& operator=(const Atomic&) = delete;

    T load(std::memory_order order) const noexcept { return ref().load(order); }
    void store(T value, std::memory_order order) noexcept { ref().store(value, order); }
    T exchange(T value, std::memory_order order) noexcept { return ref().exchange(value, order); }
    T fetch_add(T value, std::memory_order order) noexcept { return ref().fetch_add(value, order); }
    T fetch_sub(T value, std::memory_order order) noexcept { return ref().fetch_sub(value, order); }
    bool compare_exchange_strong(T& expected, T wanted, std::memory_order order,
                                 std::memory_order failure = std::memory_order_seq_cst) noexcept {
        return ref().compare_exchange_strong(expected, wanted, order, failure);
    }
    bool compare_exchange_weak(T& expected, T wanted, std::memory_order order,
                               std::memory_order failure = std::memory_order_seq_cst) noexcept {
        return ref().compare_exchange_strong(expected, wanted, order, failure);
    }

 private:
    AtomicRef<T> ref() const noexcept { return AtomicRef<T>(value_); }

    mutable T value_{};
};

#endif

}  // namespace base
