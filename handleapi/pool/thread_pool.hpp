// SPDX-License-Identifier: LGPL-2.1-or-later
// ThreadPool: threads that make the calls of tasks. Three queues by priority, each first in, first out; a task with
// more than one call pending goes to the end after each. Idle threads are woken last in, first out, and end after a
// while.
//
// How many run: a thread is `active` while it makes a call, unless it blocks in a wait of ours, its callback runs long
// (CallbackMayRunLong, the environment's flag), or a look at the kernel finds it asleep. While calls are pending and
// fewer threads are active than the target (one per processor, or the minimum if that is more) an idle thread is woken
// or a new one started, up to the maximum. Blocking elsewhere than in waits of ours nobody tells us: while calls are
// pending that no thread is on its way to take, an alarm looks every few milliseconds whether the active threads are
// really on a processor, and once in a while takes one for granted that is, so that endless callbacks starve nobody.
//
// Invariants, under the lock:
//   queued   = the sum of the pending counts of the tasks in the queues
//   arriving = threads woken or started for a call that have not looked at the queue yet
//   active   = workers with `counted` set, the arriving ones included; threads <= maximum, whenever that has not
//              just been lowered
//   between calls of functions: queued <= arriving, or active >= target, or threads = maximum and nobody is idle, or
//   the alarm is set.
// A child of fork() has a pool of the process of its own. Pools that the program made, and tasks, stay with the parent:
// in the child they have no threads.
// A callback that ends its thread (ExitThread) counts as returned, without what it asked to be done on its return.
#pragma once

#include <atomic>
#include <cstdint>

#include "handleapi/alarm_clock.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/pool/task.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {

class ThreadPool final : public PoolObject {
 public:
    static constexpr PoolKind kKind = PoolKind::pool;
    static constexpr uint32_t kDefaultMaximum = 500;
    static constexpr size_t kDefaultStackReserve = 1024 * 1024;
    static constexpr size_t kDefaultStackCommit = 4096;

    struct StackSizes {
        size_t reserve = kDefaultStackReserve;
        size_t commit = kDefaultStackCommit;
    };

    explicit ThreadPool(uint32_t maximum = kDefaultMaximum) noexcept;
    ~ThreadPool() override;

    /// The pool of this process for callbacks that name none. Throws std::bad_alloc. A child of fork() has its own.
    static base::Ref<ThreadPool> of_process();
    /// Pools of one thread, for the old API's WT_EXECUTEINTIMERTHREAD and WT_EXECUTEINWAITTHREAD.
    static base::Ref<ThreadPool> timer_thread();
    static base::Ref<ThreadPool> wait_thread();

    /// One more call of the task is pending. Any thread, also one that is ending; never fails, never waits.
    void submit(Task& task) noexcept { submit(task, {}); }
    /// The same for a task whose calls carry something; room for it has been reserved.
    void submit(Task& task, Activation activation) noexcept;
    /// Makes room for what one more call carries. Throws std::bad_alloc.
    void reserve(Task& task);
    /// An operation will submit the task. Reserves room for it; throws std::bad_alloc.
    void promise(Task& task);
    /// It will not. False when nothing had been promised.
    bool break_promise(Task& task) noexcept;
    /// It does. False, and nothing is submitted, when nothing had been promised.
    bool keep_promise(Task& task, Activation activation) noexcept;
    /// Makes the task's pending calls unpending; how many there were.
    uint32_t drop_pending(Task& task) noexcept;

    enum class Promised : uint8_t { leave, wait };
    /// Waits until none of the task's calls is pending or running, or promised. error_possible_deadlock: the caller is
    /// in one.
    base::Status wait_for(Task& task, Promised promised = Promised::leave) noexcept;
    /// The same for the task's cleanup group: calls that have disassociated themselves count too.
    base::Status wait_until_returned(Task& task) noexcept;
    /// Whether a call is pending or running. If so, the event (if any) will be set once that is over.
    bool is_outstanding(Task& task, base::Ref<Event> when_idle = nullptr) noexcept;
    /// Whether the calling thread is in a call of the task that counts as running.
    static bool is_inside(const Task& task) noexcept;

    void set_maximum(uint32_t maximum) noexcept;
    uint32_t maximum() noexcept;
    /// Starts threads until there are so many; error_not_enough_memory when that is not possible.
    base::Status set_minimum(uint32_t minimum) noexcept;
    void set_stack(StackSizes sizes) noexcept;
    StackSizes stack() noexcept;
    /// The program has closed the pool: once its last task is gone, its threads end.
    void close() noexcept;
    /// How many threads there are.
    uint32_t threads() noexcept;

    // For the thread that makes a call.

    /// The call may go on for long. False when no other thread could be found or started for what is pending.
    bool may_run_long(CallbackInstance& instance) noexcept;
    /// The call no longer counts as running for its task.
    void disassociate(CallbackInstance& instance) noexcept;

 private:
    friend class Task;
    /// A thread of the pool; lives on its stack.
    struct Worker final : BlockObserver {
        explicit Worker(ThreadPool& its_pool) noexcept : pool(its_pool) {}
        void blocks() noexcept override { pool.worker_blocks(*this); }
        void goes_on() noexcept override { pool.worker_goes_on(*this); }

        ThreadPool& pool;
        std::atomic<uint32_t> word{0};  // what it sleeps on while idle
        // Under the lock.
        base::Link link;       // in workers_
        base::Link idle_link;  // in idle_
        bool counted = true;
        bool blocked = false;  // in a wait of ours, and therefore not counted
        bool in_call = false;
        uint32_t calls = 0;
        uint32_t thread_id = 0;
        // The thread's own.
        CallbackInstance* instance = nullptr;
    };
    class Orders;
    class Suspects;
    class RunningCall;
    class Watch final : public Alarm {
     public:
        explicit Watch(ThreadPool& pool) noexcept : pool_(pool) {}
        void ring() noexcept override { pool_.look_for_blocked_threads(); }

     private:
        ThreadPool& pool_;
    };
    using Queue = base::IntrusiveList<Task, &Task::queue_link_>;

    static uint32_t thread_main(void* pool);
    void serve(Worker& worker);
    base::Ref<Task> take_first(Worker& worker, Activation& activation) noexcept;
    base::Ref<Task> make_call(Worker& worker, base::Ref<Task> task_ref, Activation& activation);
    void add_pending(Task& task, Activation activation, Orders& orders) noexcept;
    base::Ref<Task> take_next(Worker& worker, Activation& activation, Orders& orders) noexcept;
    /// Whether a thread that is active may take a call.
    bool has_work_for_one() const noexcept { return queued_ != 0 && active_ <= target() && threads_ <= maximum_; }
    bool rest(Worker& worker) noexcept;
    void leave(Worker& worker) noexcept;
    void worker_blocks(Worker& worker) noexcept;
    void worker_goes_on(Worker& worker) noexcept;
    void count(Worker& worker) noexcept;
    void discount(Worker& worker) noexcept;
    uint32_t target() const noexcept;
    bool is_over() const noexcept { return closed_ && tasks_ == 0; }
    void dispatch(Orders& orders) noexcept;
    void wake_all_idle(Orders& orders) noexcept;
    bool start_thread() noexcept;
    void start_failed() noexcept;
    void set_watch() noexcept;
    void look_for_blocked_threads() noexcept;
    bool discount_those(const Suspects& suspects) noexcept;
    void discount_one() noexcept;
    void notify_if_idle(Task& task, Orders& orders) noexcept;
    base::Status wait_while(Task& task, bool (*outstanding)(const Task&)) noexcept;
    void task_born() noexcept;
    void task_gone() noexcept;

    static thread_local constinit Worker* current_worker;

    base::Lock lock_;
    Queue queues_[TaskOptions::kPriorities];
    base::IntrusiveList<Worker, &Worker::link> workers_;
    base::IntrusiveList<Worker, &Worker::idle_link> idle_;  // the last to become idle first
    uint32_t queued_ = 0;
    uint32_t arriving_ = 0;
    uint32_t active_ = 0;
    uint32_t threads_ = 0;  // starting ones included
    uint32_t minimum_ = 0;
    uint32_t maximum_;
    uint32_t tasks_ = 0;  // that have this pool
    bool closed_ = false;
    StackSizes stack_;
    Watch watch_{*this};
    bool watching_ = false;
    uint64_t taken_ = 0;  // calls, ever
    uint64_t taken_at_last_look_ = 0;
    uint32_t looks_without_progress_ = 0;
};

}  // namespace handleapi
