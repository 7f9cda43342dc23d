// SPDX-License-Identifier: LGPL-2.1-or-later
// The wait engine: one or many objects, any or all, with a deadline, alertable or not. It takes references, not
// handles, and runs no user code: an alertable wait that ends because of APCs says so, and the caller delivers them.
//
// Wait-any: the thread puts an entry into every object's list in index order, taking the first signaled one it meets;
// a signalling thread hands the signal over on the spot. Wait-all: nothing is taken until everything can be; one global
// lock serialises the threads that hold more than one object's lock, so they may take these in any order.
//
// What holds after every step (tests/model tries all orders of them):
//   - A wait ends once, by the compare-and-swap of its block that finds it waiting; all others leave no trace.
//   - A signal is taken under its object's lock, by whoever has just won the wait for it: a lost race leaves it there.
//   - An entry is listed under the object's lock, by one who sees there that the object is not signaled; a signal that
//     comes earlier is seen, one that comes later sees the entry. (signal_and_wait lists first and looks afterwards.)
//   - Whether an entry is listed is known under that lock only.
//   - Two objects' locks are held by the holder of the global lock only; a wait-all's objects are taken in one such
//     section.
//   - A call is queued, and ends the wait it is to be made in, in one section of the queue's lock.
// Reference: learn.microsoft.com, Wait Functions; WaitForMultipleObjectsEx.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "handleapi/base/status.hpp"
#include "handleapi/object.hpp"

namespace handleapi {

class Thread;

constexpr size_t kMaximumWaitObjects = 64;
constexpr uint32_t kInfinite = 0xFFFFFFFF;

/// How a wait ended; the values are those of the Windows functions.
using WaitOutcome = uint32_t;
constexpr WaitOutcome kWaitObject0 = 0;       // + index
constexpr WaitOutcome kWaitAbandoned0 = 0x80;  // + index: the same, of a mutex whose owner ended without releasing it
constexpr WaitOutcome kWaitIoCompletion = 0xC0;
constexpr WaitOutcome kWaitTimeout = 0x102;

/// The deadline `milliseconds` from now; kInfinite is none.
int64_t deadline_after(uint32_t milliseconds) noexcept;

/// Waits for one object.
WaitOutcome wait_one(Object& object, uint32_t milliseconds, Alertable alertable);
/// Something to be done after a wait has begun and before it may end.
class Signaling {
 public:
    virtual base::Status signal() = 0;

 protected:
    ~Signaling() = default;
};
/// Waits for one object, signaling another in the same step: whom that releases finds this thread waiting. When the
/// signaling fails there is no wait.
base::Result<WaitOutcome> signal_and_wait(Signaling& other, Object& object, uint32_t milliseconds, Alertable alertable);
/// Waits until one of up to 64 objects is signaled; of several the lowest index wins, and only that one changes.
WaitOutcome wait_any(std::span<Object* const> objects, uint32_t milliseconds, Alertable alertable);
/// Waits until all of up to 64 distinct objects are signaled at once; until then none changes.
WaitOutcome wait_all(std::span<Object* const> objects, uint32_t milliseconds, Alertable alertable);
/// Waits for nothing but the deadline and, if alertable, APCs. Zero milliseconds give up the processor.
WaitOutcome sleep(uint32_t milliseconds, Alertable alertable);

/// A wait-all in progress. Lives on its thread's stack; others reach it through its entries, under the global lock.
class WaitAll {
 public:
    WaitAll(std::span<Object* const> objects, Thread& thread) noexcept;
    WaitAll(const WaitAll&) = delete;
    WaitAll& operator=(const WaitAll&) = delete;

    WaitOutcome run(int64_t deadline, Alertable alertable);
    /// Takes all objects now for the calling thread, if every one is signaled.
    static bool try_now(std::span<Object* const> objects) noexcept;
    /// The same when `decide`, called while all are locked and signaled, agrees.
    template <typename Decide>
    static bool try_with(std::span<Object* const> objects, Decide&& decide) noexcept {
        return try_with(
            objects, [](void* context) { return (*static_cast<std::remove_reference_t<Decide>*>(context))(); },
            &decide);
    }
    /// Called after `object` was signaled: satisfies those wait-alls on it that are complete with it.
    static void complete_any_on(Object& object) noexcept;

 private:
    /// Locks all; if all are signaled and `decide` agrees, consumes all. The caller holds the global lock.
    template <typename Decide>
    static bool take_all(std::span<Object* const> objects, uint32_t thread_id, Decide decide) noexcept;
    static bool try_with(std::span<Object* const> objects, bool (*decide)(void*), void* context) noexcept;
    /// True when this call ended the wait.
    bool try_complete() noexcept;
    void enqueue() noexcept;
    void dequeue() noexcept;

    std::span<Object* const> objects_;
    WaitBlock& block_;
    const uint32_t thread_id_;
    WaitAll* next_candidate_ = nullptr;  // scratch of complete_any_on, under the global lock
    WaitEntry entries_[kMaximumWaitObjects];
};

}  // namespace handleapi
