// SPDX-License-Identifier: LGPL-2.1-or-later
// Task: a callback with all that is outstanding of it. Submitting one increments a count, so it cannot fail: the links
// of the pool's queue are in the task. The counts belong to the task's pool and are protected by its lock:
//   pending   submitted, not yet taken by a thread; the task is in the pool's queue exactly while this is not zero
//   running   taken, not returned, and not disassociated: what the WaitForThreadpool...Callbacks functions wait for
//   bound     taken and not returned: what closing the cleanup group waits for
//   promised  not submitted yet, but an operation that has been started will
// A task in the queue holds a reference to itself, and so does each running callback: its owner may close it any time.
// CallbackInstance: one running callback, PTP_CALLBACK_INSTANCE; lives on the stack of its thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/event.hpp"
#include "handleapi/pool/pool_object.hpp"
#include "handleapi/pool/reserved_queue.hpp"

#include <winnt.h>

namespace handleapi {

class CleanupGroup;
class Task;
class ThreadPool;

/// What the environment of a callback says (TP_CALLBACK_ENVIRON); pool is always there.
struct TaskOptions {
    static constexpr uint32_t kPriorities = 3;

    TaskOptions() noexcept;
    TaskOptions(TaskOptions&& other) noexcept;
    TaskOptions& operator=(TaskOptions&& other) noexcept;
    ~TaskOptions();

    base::Ref<ThreadPool> pool;
    base::Ref<CleanupGroup> group;
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK group_cancelled = nullptr;
    PTP_SIMPLE_CALLBACK finalization = nullptr;
    uint32_t priority = TP_CALLBACK_PRIORITY_NORMAL;
    bool runs_long = false;
};

/// What one call of a task carries besides the task: a wait's result, or an operation's outcome.
struct Activation {
    uint32_t result = 0;
    void* overlapped = nullptr;
    uintptr_t bytes = 0;
    base::Ref<Object> owned;  // a mutex that has been taken and belongs to nobody yet
};

struct CallbackInstance {
    Task& task;
    bool associated = true;
    // To be done after the callback has returned; of each kind the first request counts.
    void* event = nullptr;
    void* semaphore = nullptr;
    uint32_t semaphore_count = 0;
    void* mutex = nullptr;
    void* module = nullptr;
    struct _RTL_CRITICAL_SECTION* section = nullptr;

    PTP_CALLBACK_INSTANCE pointer() noexcept { return reinterpret_cast<PTP_CALLBACK_INSTANCE>(this); }
    static CallbackInstance& from(PTP_CALLBACK_INSTANCE pointer) noexcept {
        return *reinterpret_cast<CallbackInstance*>(pointer);
    }
    /// The callback has returned: does what it asked for, critical section first, module last. Returns ok, or the
    /// STATUS_THREADPOOL_... code to raise when something is not possible.
    uint32_t perform_requests();
};

class Task : public PoolObject {
 public:
    ThreadPool& pool() const noexcept { return *options_.pool; }
    void* context() const noexcept { return context_; }
    const TaskOptions& options() const noexcept { return options_; }

    /// Makes the user's call. No lock held; what the user raises comes back from call_user around this.
    virtual void call(CallbackInstance& instance, const Activation& activation) = 0;
    /// Stops what would submit the task by itself: a timer, a wait. True when something was to come.
    virtual bool disarm() noexcept { return false; }
    /// Under the pool's lock: what the next call carries.
    virtual Activation take() noexcept { return {}; }
    /// Under the pool's lock: a call that carries this was submitted; room for it has been reserved.
    virtual void store(Activation) noexcept {}
    /// Under the pool's lock: makes room for so many more. Throws std::bad_alloc.
    virtual void reserve(size_t) {}

 protected:
    Task(PoolKind kind, TaskOptions options, void* context);
    ~Task() override;

 private:
    friend class ThreadPool;
    friend class CleanupGroup;

    const TaskOptions options_;
    void* const context_;
    // Under the pool's lock.
    base::Link queue_link_;
    uint32_t pending_ = 0;
    uint32_t running_ = 0;
    uint32_t bound_ = 0;
    uint32_t promised_ = 0;
    uint32_t waiters_ = 0;
    base::Ref<Event> when_idle_;        // set once nothing is pending or running
    std::atomic<uint32_t> changed_{0};  // what waiters sleep on
    // Under the group's lock.
    base::Link group_link_;
};

/// A task whose calls carry something each.
class CarryingTask : public Task {
 public:
    Activation take() noexcept override { return activations_.pop(); }
    void store(Activation activation) noexcept override { activations_.push(std::move(activation)); }
    void reserve(size_t more) override { activations_.reserve(activations_.size() + more); }

 protected:
    using Task::Task;

 private:
    ReservedQueue<Activation> activations_;  // under the pool's lock; as many as pending, or being dropped
};

/// PTP_WORK.
class Work final : public Task {
 public:
    static constexpr PoolKind kKind = PoolKind::work;
    Work(PTP_WORK_CALLBACK callback, TaskOptions options, void* context)
        : Task(kKind, std::move(options), context), callback_(callback) {}
    void call(CallbackInstance& instance, const Activation&) override {
        callback_(instance.pointer(), context(), reinterpret_cast<PTP_WORK>(id()));
    }

 private:
    const PTP_WORK_CALLBACK callback_;
};

/// A callback without an object of its own: TrySubmitThreadpoolCallback.
class SimpleTask final : public Task {
 public:
    static constexpr PoolKind kKind = PoolKind::simple;
    SimpleTask(PTP_SIMPLE_CALLBACK callback, TaskOptions options, void* context)
        : Task(kKind, std::move(options), context), callback_(callback) {}
    void call(CallbackInstance& instance, const Activation&) override { callback_(instance.pointer(), context()); }

 private:
    const PTP_SIMPLE_CALLBACK callback_;
};

/// QueueUserWorkItem.
class WorkItem final : public Task {
 public:
    WorkItem(uint32_t (*function)(void*), TaskOptions options, void* context)
        : Task(PoolKind::simple, std::move(options), context), function_(function) {}
    void call(CallbackInstance&, const Activation&) override { static_cast<void>(function_(context())); }

 private:
    uint32_t (*const function_)(void*);
};

}  // namespace handleapi
