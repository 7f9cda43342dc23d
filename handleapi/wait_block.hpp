// SPDX-License-Identifier: LGPL-2.1-or-later
// WaitBlock: where one thread sleeps. WaitEntry: a thread's place in one object's waiter list.
//
// A wait begins with begin(), puts entries into the lists of what it waits for, and sleeps. Whoever can end it removes
// the entry from his list first and then decides the race with one compare-and-swap (satisfy, alert, or the sleeper's
// own timeout); exactly one wins. After that swap he must not touch the entry, and of the block only its address, for
// the wake: both may be gone. A sleeper that did not win removes its remaining entries under the lock of each list.
// A block need not be a thread's: ending that of a WaitHook (wait_hook.hpp) makes a call instead of waking somebody.
// Its address is marked in the lowest bit.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/no_stop.hpp"
#include "handleapi/base/schedule.hpp"

namespace handleapi {

enum class Alertable : bool { no, yes };

class WaitHook;

class WaitBlock {
 public:
    WaitBlock() noexcept = default;
    explicit WaitBlock(WaitHook& hook) noexcept : hook_(&hook) {}

    static constexpr uint32_t kIdle = 0;
    static constexpr uint32_t kWaiting = 1;
    static constexpr uint32_t kWaitingAlertable = 2;
    static constexpr uint32_t kAlerted = 3;
    static constexpr uint32_t kTimedOut = 4;
    static constexpr uint32_t kInterrupted = 5;  // something changed: the thread is to look and, if need be, wait again
    static constexpr uint32_t kNudged = 8;      // flag of one that waits: its thread is to look around
    static constexpr uint32_t kSatisfied = 16;  // + index of the object

    void begin(Alertable alertable) noexcept {
        // Ordered before the look at the APC queue that follows: see ApcQueue::push.
        state_.store(alertable == Alertable::yes ? kWaitingAlertable : kWaiting, std::memory_order_seq_cst);
    }
    /// Ends the wait as satisfied by object `index`. False when it has ended otherwise.
    bool satisfy(uint32_t index) noexcept { return end(kSatisfied + index); }
    /// Ends the wait for its thread to look for itself.
    bool interrupt() noexcept { return end(kInterrupted); }
    /// Ends the wait as if its time had come: the thread is to end.
    bool give_up() noexcept { return end(kTimedOut); }
    /// Ends the wait because of an APC; false when there is no alertable wait.
    bool alert() noexcept {
        uint32_t state = kWaitingAlertable;
        while (!state_.compare_exchange_strong(state, kAlerted, std::memory_order_seq_cst)) {
            if ((state & ~kNudged) != kWaitingAlertable) return false;
        }
        return true;
    }
    /// Makes the next doze return, or the one that is going on; the wait goes on. False when there is none.
    bool nudge() noexcept {
        uint32_t state = state_.load(std::memory_order_relaxed);
        while (!has_ended(state)) {
            if (state_.compare_exchange_weak(state, state | kNudged, std::memory_order_seq_cst,
                                             std::memory_order_relaxed)) {
                return true;
            }
        }
        return false;
    }
    /// Sleeps until the wait has ended or the deadline passes, and returns how it ended.
    uint32_t sleep(int64_t deadline) noexcept;
    /// Sleeps once, until the wait has ended, `until` passes, or it is nudged or woken for no reason; returns the
    /// state.
    uint32_t doze(int64_t until) noexcept;
    /// Ends the wait as timed out, unless it has ended; returns how.
    uint32_t time_out() noexcept { return end(kTimedOut) ? kTimedOut : state_.load(std::memory_order_acquire); }
    bool was_interrupted() const noexcept { return state_.load(std::memory_order_acquire) == kInterrupted; }
    /// The wait that has ended is forgotten.
    void rest() noexcept { state_.store(kIdle, std::memory_order_relaxed); }
    static bool has_ended(uint32_t state) noexcept {
        return (state & ~kNudged) != kWaiting && (state & ~kNudged) != kWaitingAlertable;
    }
    void wake() const noexcept;
    const void* address() const noexcept {
        return hook_ ? reinterpret_cast<const char*>(hook_) + kHookMark : reinterpret_cast<const char*>(&state_);
    }
    /// The hook whose block has this address; null when it is a thread's block.
    static WaitHook* hook_at(const void* address) noexcept {
        const auto value = reinterpret_cast<uintptr_t>(address);
        return value & kHookMark ? reinterpret_cast<WaitHook*>(value - kHookMark) : nullptr;
    }

 private:
    static constexpr uintptr_t kHookMark = 1;

    bool end(uint32_t outcome) noexcept {
        uint32_t state = state_.load(std::memory_order_relaxed);
        while (!has_ended(state)) {
            // Ordered before the look at who sleeps where: see wake_sleeper.
            if (state_.compare_exchange_weak(state, outcome, std::memory_order_seq_cst, std::memory_order_relaxed)) {
                return true;
            }
        }
        return false;
    }

    base::Atomic<uint32_t> state_{kIdle};
    WaitHook* const hook_ = nullptr;
};

class WaitAll;

struct WaitEntry {
    base::Link link;
    WaitBlock* block = nullptr;
    WaitAll* all = nullptr;  // the wait-all this entry is part of; only read under the object's lock
    uint32_t index = 0;
    bool looks_itself = false;  // a signal interrupts the wait, and is left for its thread to take
};

/// Wakes the thread whose wait block has its state at this address, wherever it sleeps.
void wake_sleeper(const void* address) noexcept;

inline void WaitBlock::wake() const noexcept { wake_sleeper(&state_); }

/// Sleepers to wake, and hooks to call, once the locks are released.
class WakeList {
 public:
    WakeList() noexcept = default;
    WakeList(const WakeList&) = delete;
    WakeList& operator=(const WakeList&) = delete;
    ~WakeList() {
        flush();
        if (hooks_) call_hooks();
    }

    void add(const void* address) noexcept {
        if (WaitHook* hook = WaitBlock::hook_at(address)) return add(*hook);
        if (count_ == kCapacity) flush();
        addresses_[count_++] = address;
    }

 private:
    static constexpr size_t kCapacity = 32;
    void flush() noexcept {
        for (size_t i = 0; i < count_; ++i) wake_sleeper(addresses_[i]);
        count_ = 0;
    }
    void add(WaitHook& hook) noexcept;
    void call_hooks() noexcept;

    const void* addresses_[kCapacity];
    const base::NoStop whole_;  // who has been taken out of a list sleeps until it is woken
    size_t count_ = 0;
    WaitHook* hooks_ = nullptr;  // the first; calls are made in order
    WaitHook* last_hook_ = nullptr;
};

}  // namespace handleapi
