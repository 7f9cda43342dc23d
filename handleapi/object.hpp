// SPDX-License-Identifier: LGPL-2.1-or-later
// Object: what a HANDLE refers to. The map of this folder:
//   table     HANDLE -> Object (a generational slot table)          wait_block  one thread's sleep; entries in lists
//   object    type, signal count, waiters, all behind one word      wait        the one wait engine
//   access    rights of a handle                                    apc         per-thread queue of calls
//   event mutex semaphore timer thread process iocp    the kinds    api/        the extern "C" functions
//   last_error tls critical_section heap    what needs no handle
//   shared/   objects that several processes use: names, inheritance
//   alarm_clock  calls at deadlines    wait_hook  waits without a thread    pool/  the thread pool, both APIs
//   process/  this process, its children, and what they inherit    suspend  stopping a running thread
//   io/       what has a descriptor: files, pipes, and the thread that watches them
// An object is signaled while its count is not zero. The count, the lock that protects the waiter list, and whether
// there are waiters share one 64-bit word, so that setting and taking an uncontended event is one compare-and-swap.
// While the lock bit is set only its holder changes the word; the count he leaves behind is written on unlocking.
// A mutex asks who asks: its count says whether it is free, and the thread that took the count makes itself the owner.
#pragma once

#include <atomic>
#include <cstdint>

#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/no_stop.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/schedule.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/wait_block.hpp"

namespace handleapi {

enum class ObjectType : uint8_t {
    event,
    mutex,
    semaphore,
    timer,
    thread,
    process,
    completion_port,
    file,
    foreign_thread,  // of another process
    file_mapping,
};

struct ChildDescription;

/// What a satisfied wait does to the count (facts of the kind: manual-reset keeps, auto-reset clears, semaphores take
/// one, a mutex gets an owner).
enum class Consume : uint8_t { nothing, all, one, own };

/// Whether a wait was satisfied; `abandoned` as `yes`, and the mutex was left by an owner that ended without releasing.
enum class Acquired : uint8_t { no, yes, abandoned };

class ObjectLock;
namespace shared {
class SharedObject;
}

class Object : public base::RefCounted {
 public:
    ~Object() override {
        if (shared()) drop_shared();
    }
    ObjectType type() const noexcept { return type_; }
    bool waitable() const noexcept {
        return type_ != ObjectType::completion_port && type_ != ObjectType::file_mapping;
    }
    bool signaled() const noexcept { return count_of(word_.load(std::memory_order_acquire)) != 0; }

    /// Satisfies a wait of the calling thread without waiting: with the kind's side effect, when the object is
    /// signaled. A thread that may come to own something must have its Thread object.
    Acquired try_acquire() noexcept {
        if (consume_ == Consume::own) return try_own();
        if (try_take()) return Acquired::yes;
        return shared() ? try_acquire_shared() : Acquired::no;
    }

    /// Where the state is when other processes use the object, too; null while it is this process's alone. Once set it
    /// stays; the count here is then zero for good, and the kShared flag sends every operation the slow way.
    shared::SharedObject* shared() const noexcept { return shared_.load(std::memory_order_acquire); }
    /// Moves the state to memory that other processes can map, so that a child can have the object. Waits that are in
    /// progress go on there. error_not_supported for kinds that cannot be shared.
    virtual base::Status share() noexcept { return base::Status::error_not_supported; }

    bool is_owned_kind() const noexcept { return consume_ == Consume::own; }
    /// Whether that thread owns the object, so that it may take it again.
    virtual bool held_by(uint32_t) const noexcept { return false; }
    /// The calling thread's wait took the count, or found it held by the thread: it is the owner now. Returns whether
    /// the object had been abandoned.
    virtual bool take_ownership() noexcept { return false; }

    /// Undoes a wait that took the count, when the thread has not used what it got.
    void give_back() noexcept;

    /// How many handles refer to the object matters to a few kinds; the others save the counting.
    bool tracks_handles() const noexcept { return tracks_handles_; }
    virtual void handle_opened() noexcept {}
    virtual void handle_closed() noexcept {}

    /// What a child process needs to make this object again under an inherited handle; false when it cannot have it.
    /// Kinds that can be shared become so.
    virtual bool describe_for_child(ChildDescription& description);

 protected:
    Object(ObjectType type, Consume consume, uint32_t count, bool tracks_handles = false) noexcept
        : word_(uint64_t{count} << 32), type_(type), consume_(consume), tracks_handles_(tracks_handles) {}
    /// An object whose state is shared, which it owns from now on.
    Object(shared::SharedObject* shared_state, ObjectType type, Consume consume, bool tracks_handles = false) noexcept
        : word_(kShared), shared_(shared_state), type_(type), consume_(consume), tracks_handles_(tracks_handles) {}
    /// share() for kinds whose whole state is the count.
    base::Status share_count(uint32_t maximum) noexcept;
    /// Makes `state` the object's state and sends those who wait there; under the lock, the count already moved.
    void move_to(shared::SharedObject* state, ObjectLock& lock, WakeList& wakes) noexcept;
    void last_release() noexcept override;

    /// Takes the count as a wait does.
    bool try_take() noexcept {
        uint64_t word = word_.load(std::memory_order_acquire);
        for (;;) {
            if (count_of(word) == 0) return false;
            if (consume_ == Consume::nothing) return true;
            if (word & kLocked) return try_take_locked();
            const uint64_t taken = consume_ == Consume::one ? word - kOne : static_cast<uint32_t>(word);
            if (word_.compare_exchange_weak(word, taken, std::memory_order_acq_rel, std::memory_order_acquire)) {
                return true;
            }
        }
    }

    /// Makes the count `count` (not zero) and releases the waiters that it satisfies.
    void signal(uint32_t count) noexcept {
        uint64_t word = word_.load(std::memory_order_relaxed);
        do {
            if (word & (kLocked | kWaiters | kShared)) return signal_waiters(count, AfterSignal::keep);
            // Even an unchanged word is written: the store orders what was written before it for whoever waits next.
        } while (!word_.compare_exchange_weak(word, uint64_t{count} << 32 | static_cast<uint32_t>(word),
                                              std::memory_order_acq_rel, std::memory_order_relaxed));
    }
    void clear() noexcept;
    /// Adds to the count, unless it would exceed `maximum`; returns whether it did. `previous` is the count before.
    bool add(uint32_t count, uint32_t maximum, uint32_t& previous) noexcept;
    /// Signals for those who are waiting now, and leaves the object not signaled.
    void pulse(uint32_t count) noexcept { signal_waiters(count, AfterSignal::clear); }

 private:
    friend ObjectLock;
    friend class WaitAll;
    enum class AfterSignal : uint8_t { keep, clear };

    static constexpr uint64_t kLocked = 1;
    static constexpr uint64_t kContended = 2;  // locked, and somebody may be sleeping for the lock
    static constexpr uint64_t kWaiters = 4;    // the waiter list is not empty
    static constexpr uint64_t kShared = 8;     // the state is elsewhere: shared_
    static constexpr uint64_t kOne = 1ull << 32;

    static uint32_t count_of(uint64_t word) noexcept { return static_cast<uint32_t>(word >> 32); }
    uint32_t after_wait(uint32_t count) const noexcept {
        return consume_ == Consume::nothing ? count : consume_ == Consume::one ? count - 1 : 0;
    }
    Acquired try_own() noexcept;
    Acquired try_acquire_shared() noexcept;
    void drop_shared() noexcept;
    bool try_take_locked() noexcept;
    void signal_waiters(uint32_t count, AfterSignal after) noexcept;
    bool release_waiters(ObjectLock& lock, WakeList& wakes) noexcept;

    uint32_t lock() noexcept {
        base::begin_no_stop();
        uint64_t word = word_.load(std::memory_order_relaxed);
        if ((word & kLocked) || !word_.compare_exchange_strong(word, word | kLocked, std::memory_order_acquire,
                                                               std::memory_order_relaxed)) {
            word = lock_contended();
        }
        return count_of(word);
    }
    uint64_t lock_contended() noexcept;
    void unlock(uint32_t count) noexcept {
        const uint64_t open = uint64_t{count} << 32 | (waiters_.empty() ? 0 : kWaiters) | (shared() ? kShared : 0);
        if (word_.exchange(open, std::memory_order_acq_rel) & kContended) wake_lock_waiter();
        base::end_no_stop();
    }
    void wake_lock_waiter() noexcept;
    const void* lock_half() const noexcept { return &word_; }  // little endian: the flags come first

    base::Atomic<uint64_t> word_;  // count:32 | flags:32
    base::IntrusiveList<WaitEntry, &WaitEntry::link> waiters_;
    std::atomic<shared::SharedObject*> shared_{nullptr};
    const ObjectType type_;
    const Consume consume_;
    const bool tracks_handles_;
};

/// Holds an object's lock. `count` may be changed; it is written back on unlocking.
class ObjectLock {
 public:
    explicit ObjectLock(Object& object) noexcept : count(object.lock()), object_(object) {}
    ~ObjectLock() { object_.unlock(count); }
    ObjectLock(const ObjectLock&) = delete;
    ObjectLock& operator=(const ObjectLock&) = delete;

    /// Takes the object's signal for one wait; false when it is not signaled.
    bool consume() noexcept {
        if (count == 0) return false;
        count = object_.after_wait(count);
        return true;
    }
    void enqueue(WaitEntry& entry) noexcept { object_.waiters_.push_back(entry); }
    void dequeue(WaitEntry& entry) noexcept {
        if (entry.link.linked()) object_.waiters_.remove(entry);
    }

    uint32_t count;

 private:
    Object& object_;
};

}  // namespace handleapi
