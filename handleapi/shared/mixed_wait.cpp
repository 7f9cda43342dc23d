// SPDX-License-Identifier: LGPL-2.1-or-later
// See mixed_wait.hpp.
#include "handleapi/shared/mixed_wait.hpp"

#include <linux/futex.h>

#include <algorithm>
#include <array>
#include <new>

#include "handleapi/shared/shared_object.hpp"
#include "handleapi/shared/wake_duty.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::shared {
namespace {

constexpr WaitOutcome kNothing = 0xFFFF'FFFF;

class MixedWait {
 public:
    MixedWait(std::span<Object* const> objects, WaitFor what, Thread& thread) noexcept
        : objects_(objects), what_(what), thread_(thread) {}

    WaitOutcome run(int64_t deadline, Alertable alertable) {
        for (;;) {
            begin(alertable);
            WaitOutcome outcome = try_take();
            if (outcome == kNothing && !mutex_in_the_way_) {
                if (alertable == Alertable::yes && thread_.apcs_pending()) {
                    static_cast<void>(thread_.wait_block().alert());
                }
                sleep(deadline);
            }
            WaitBlock& block = thread_.wait_block();
            const bool alerted = !block.interrupt() && block.time_out() == WaitBlock::kAlerted;
            end();
            if (outcome == kNothing) outcome = find_pulse();
            if (outcome != kNothing) return outcome;
            if (thread_.doomed()) return kWaitTimeout;
            if (alerted) return kWaitIoCompletion;
            if (base::monotonic_now() < deadline) continue;
            outcome = try_take();
            return outcome == kNothing ? kWaitTimeout : outcome;
        }
    }

 private:
    /// Announces the thread to every object.
    void begin(Alertable alertable) noexcept {
        WaitBlock& block = thread_.wait_block();
        block.begin(alertable);
        count_ = 0;
        size_t duty_count = 0;
        words_[count_++] = {block.address(), alertable == Alertable::yes ? WaitBlock::kWaitingAlertable
                                                                         : WaitBlock::kWaiting, false};
        for (uint32_t i = 0; i < objects_.size(); ++i) {
            if (SharedObject* object = objects_[i]->shared()) {
                pulses_[i] = object->pulses();
                if (!objects_[i]->is_owned_kind()) duties_[duty_count++] = object->duty_word();
                words_[count_++] = object->prepare_to_sleep(what_ == WaitFor::all
                                                                ? SharedObject::FreeMutex::may_stay_free
                                                                : SharedObject::FreeMutex::is_no_place_to_sleep);
                continue;
            }
            entries_[i].block = &block;
            entries_[i].looks_itself = true;
            ObjectLock lock(*objects_[i]);
            // One that became shared just now is found so the next time round, which this brings about.
            if (objects_[i]->shared()) {
                static_cast<void>(block.interrupt());
            } else {
                lock.enqueue(entries_[i]);
            }
        }
        // One of 64 shared objects has to do without.
        for (size_t i = 0; i < duty_count && count_ < words_.size(); ++i) words_[count_++] = duties_[i];
    }

    void end() noexcept {
        for (uint32_t i = 0; i < objects_.size(); ++i) {
            ObjectLock lock(*objects_[i]);
            lock.dequeue(entries_[i]);
        }
    }

    void sleep(int64_t deadline) noexcept {
        int64_t until = std::min(deadline, base::monotonic_now() + recheck_period.load(std::memory_order_relaxed));
        RobustEntry* entry = nullptr;
        for (Object* object : objects_) {
            SharedObject* const state = object->shared();
            if (!state) continue;
            if (!entry) entry = state->entry_for_sleep();
            if (state->type() == ObjectType::timer) until = std::min(until, state->wakes_at());
        }
        const BlockingScope blocking;
        thread_.open_fate();
        {
            const SleepCover cover(entry);
            static_cast<void>(base::futex_wait_many({words_.data(), count_}, until));
            take_over_duties();
        }
        thread_.close_fate();
        contended_ = Contended::yes;
    }

    void take_over_duties() noexcept {
        for (Object* object : objects_) {
            if (SharedObject* state = object->shared(); state && !object->is_owned_kind()) state->take_over_duty();
        }
    }

    WaitOutcome try_take() noexcept {
        if (what_ == WaitFor::all) return try_take_all();
        for (uint32_t i = 0; i < objects_.size(); ++i) {
            const Acquired how = take(*objects_[i]);
            if (how != Acquired::no) return (how == Acquired::abandoned ? kWaitAbandoned0 : kWaitObject0) + i;
        }
        return kNothing;
    }

    Acquired take(Object& object) noexcept {
        SharedObject* const state = object.shared();
        if (!state || !object.is_owned_kind()) return object.try_acquire();
        const Acquired how = state->try_acquire(contended_);
        if (how != Acquired::no) static_cast<void>(object.take_ownership());
        return how;
    }

    WaitOutcome try_take_all() noexcept {
        std::array<Object*, kMaximumWaitObjects> own;
        std::array<SharedObject*, kMaximumWaitObjects> shared;
        size_t own_count = 0;
        size_t shared_count = 0;
        for (Object* object : objects_) {
            if (SharedObject* state = object->shared()) {
                shared[shared_count++] = state;
            } else {
                own[own_count++] = object;
            }
        }
        bool abandoned = false;
        bool mutex_owned = false;
        const bool taken = WaitAll::try_with({own.data(), own_count}, [&] {
            return SharedObject::try_acquire_all({shared.data(), shared_count}, contended_, abandoned, mutex_owned);
        });
        // One that was free when the sleep was announced may be so again, with nobody to tell.
        mutex_in_the_way_ = !taken && mutex_owned && has_free_mutex();
        if (!taken) return kNothing;
        for (Object* object : objects_) {
            if (object->is_owned_kind()) abandoned |= object->take_ownership();
        }
        return abandoned ? kWaitAbandoned0 : kWaitObject0;
    }

    bool has_free_mutex() const noexcept {
        size_t at = 1;
        for (const Object* object : objects_) {
            if (!object->shared()) continue;
            if (object->is_owned_kind() && (words_[at].expected & FUTEX_TID_MASK) == 0) return true;
            ++at;
        }
        return false;
    }

    WaitOutcome find_pulse() noexcept {
        if (what_ == WaitFor::all) return kNothing;
        for (uint32_t i = 0; i < objects_.size(); ++i) {
            SharedObject* const object = objects_[i]->shared();
            if (object && object->type() == ObjectType::event && object->was_pulsed_since(pulses_[i])) {
                return kWaitObject0 + i;
            }
        }
        return kNothing;
    }

    std::span<Object* const> objects_;
    const WaitFor what_;
    Thread& thread_;
    size_t count_ = 0;
    bool mutex_in_the_way_ = false;
    Contended contended_ = Contended::no;  // once the thread has slept
    std::array<base::FutexWord, base::kMaximumFutexWords> words_;
    std::array<base::FutexWord, kMaximumWaitObjects> duties_;
    std::array<uint32_t, kMaximumWaitObjects> pulses_{};
    std::array<WaitEntry, kMaximumWaitObjects> entries_;
};

}  // namespace

constinit std::atomic<int64_t> recheck_period{kRecheck};

WaitOutcome mixed_wait(std::span<Object* const> objects, WaitFor what, int64_t deadline, Alertable alertable) {
    for (const Object* object : objects) {
        const bool takes = object->shared() && object->is_owned_kind();
        if (takes && !Lifeline::with_room()) throw std::bad_alloc();
    }
    return MixedWait(objects, what, current_thread()).run(deadline, alertable);
}

}  // namespace handleapi::shared
