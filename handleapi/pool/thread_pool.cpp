// SPDX-License-Identifier: LGPL-2.1-or-later
// See thread_pool.hpp.
#include "handleapi/pool/thread_pool.hpp"

#include <limits.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <new>
#include <utility>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/per_process.hpp"
#include "handleapi/boundary.hpp"
#include "handleapi/thread_state.hpp"

namespace handleapi {

using base::Ref;
using base::Status;

namespace {

constexpr int64_t kIdleTime = 10'000'000'000;             // nanoseconds until an idle thread ends
constexpr int64_t kLookInterval = 10'000'000;             // between looks at the threads while calls are held back
constexpr uint32_t kLooksUntilOneMore = 50;               // without progress, though all active threads run
constexpr uint32_t kSleep = 0, kRun = 1, kLookAgain = 2;  // Worker::word

uint32_t processors() noexcept {
    static const uint32_t count = [] {
        cpu_set_t set;
        const int usable = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
        return static_cast<uint32_t>(std::max(1, usable));
    }();
    return count;
}

Ref<ThreadPool> lasting(base::PerProcess<ThreadPool>& pool, uint32_t maximum) {
    return Ref<ThreadPool>(pool.get([&] { return new ThreadPool(maximum); }));
}

constinit base::PerProcess<ThreadPool> process_pool;
constinit base::PerProcess<ThreadPool> timer_thread_pool;
constinit base::PerProcess<ThreadPool> wait_thread_pool;

}  // namespace

thread_local constinit ThreadPool::Worker* ThreadPool::current_worker = nullptr;

/// What is to be done once the lock is released. Declared before the lock is taken.
class ThreadPool::Orders {
 public:
    explicit Orders(ThreadPool& pool) noexcept : pool_(pool) {}
    ~Orders() { carry_out(); }
    Orders(const Orders&) = delete;
    Orders& operator=(const Orders&) = delete;

    void wake(Worker& worker, uint32_t word) noexcept {
        worker.word.store(word, std::memory_order_release);
        if (wakes_ < addresses_.size()) {
            addresses_[wakes_++] = &worker.word;
        } else {
            base::futex_wake(&worker.word, 1);
        }
    }
    void start() noexcept { ++starts_; }
    void wake_waiters(Task& task) noexcept { base::futex_wake(&task.changed_, INT_MAX); }
    void set(Ref<Event> event) noexcept { event_ = std::move(event); }
    void watch() noexcept { watch_ = true; }

    void carry_out() noexcept {
        for (size_t i = 0; i < wakes_; ++i) base::futex_wake(addresses_[i], 1);
        wakes_ = 0;
        for (; starts_ != 0; --starts_) {
            if (!pool_.start_thread()) pool_.start_failed();
        }
        if (watch_) pool_.set_watch();
        watch_ = false;
        if (event_) event_->set();
        event_ = nullptr;
    }

 private:
    const base::NoStop whole_;
    ThreadPool& pool_;
    std::array<const void*, 8> addresses_;
    size_t wakes_ = 0;
    uint32_t starts_ = 0;
    bool watch_ = false;
    Ref<Event> event_;
};

/// Threads and the calls they were making when they were looked at.
class ThreadPool::Suspects {
 public:
    void add(uint32_t thread, uint32_t call) noexcept {
        if (count_ < those_.size()) those_[count_++] = {thread, call};
    }
    /// Drops those that are on a processor or wait for one. Asks the kernel: not under a lock.
    void keep_sleepers() noexcept {
        const auto end = std::remove_if(those_.begin(), those_.begin() + count_,
                                        [](const Suspect& one) { return is_runnable(one.thread); });
        count_ = static_cast<size_t>(end - those_.begin());
    }
    bool contain(uint32_t thread, uint32_t call) const noexcept {
        return std::any_of(those_.begin(), those_.begin() + count_,
                           [&](const Suspect& one) { return one.thread == thread && one.call == call; });
    }

 private:
    struct Suspect {
        uint32_t thread;
        uint32_t call;
    };
    std::array<Suspect, 64> those_;
    size_t count_ = 0;
};

/// One call, from taking it to its end, whichever way that comes: a return or the end of the thread.
class ThreadPool::RunningCall {
 public:
    RunningCall(Worker& worker, Ref<Task> task) noexcept : instance{*task}, worker_(worker), task_(std::move(task)) {
        worker_.instance = &instance;
    }
    RunningCall(const RunningCall&) = delete;
    RunningCall& operator=(const RunningCall&) = delete;
    ~RunningCall() {
        if (ended_) return;
        Orders orders(worker_.pool);
        std::lock_guard lock(worker_.pool.lock_);
        end(orders);
    }

    /// The call is over; goes on with the next one, if there is one.
    Ref<Task> next(Activation& activation) noexcept {
        Orders orders(worker_.pool);
        std::lock_guard lock(worker_.pool.lock_);
        end(orders);
        return worker_.pool.take_next(worker_, activation, orders);
    }

    CallbackInstance instance;

 private:
    void end(Orders& orders) noexcept {
        ended_ = true;
        if (instance.associated) --task_->running_;
        --task_->bound_;
        worker_.pool.notify_if_idle(*task_, orders);
        worker_.instance = nullptr;
        worker_.in_call = false;
        worker_.pool.count(worker_);
    }

    Worker& worker_;
    Ref<Task> task_;
    bool ended_ = false;
};

ThreadPool::ThreadPool(uint32_t maximum) noexcept : PoolObject(kKind), maximum_(maximum) {}

ThreadPool::~ThreadPool() { AlarmClock::cancel(watch_); }

Ref<ThreadPool> ThreadPool::of_process() { return lasting(process_pool, kDefaultMaximum); }
Ref<ThreadPool> ThreadPool::timer_thread() { return lasting(timer_thread_pool, 1); }
Ref<ThreadPool> ThreadPool::wait_thread() { return lasting(wait_thread_pool, 1); }

uint32_t ThreadPool::target() const noexcept { return std::min(maximum_, std::max(minimum_, processors())); }

void ThreadPool::count(Worker& worker) noexcept {
    if (!worker.counted) ++active_;
    worker.counted = true;
}

void ThreadPool::discount(Worker& worker) noexcept {
    if (worker.counted) --active_;
    worker.counted = false;
}

void ThreadPool::dispatch(Orders& orders) noexcept {
    while (queued_ > arriving_ && active_ < target()) {
        if (Worker* worker = idle_.pop_front()) {
            count(*worker);
            orders.wake(*worker, kRun);
        } else if (threads_ < maximum_) {
            ++threads_;
            ++active_;
            orders.start();
        } else {
            return;  // who returns from a call goes on with the next one
        }
        ++arriving_;
    }
    if (queued_ <= arriving_ || watching_ || threads_ >= maximum_) return;
    watching_ = true;
    taken_at_last_look_ = taken_;
    orders.watch();
}

void ThreadPool::submit(Task& task, Activation activation) noexcept {
    Orders orders(*this);
    std::lock_guard lock(lock_);
    add_pending(task, std::move(activation), orders);
}

void ThreadPool::add_pending(Task& task, Activation activation, Orders& orders) noexcept {
    task.store(std::move(activation));
    if (task.pending_++ == 0) {
        task.retain();
        queues_[task.options_.priority].push_back(task);
    }
    ++queued_;
    dispatch(orders);
}

void ThreadPool::reserve(Task& task) {
    std::lock_guard lock(lock_);
    task.reserve(task.promised_ + 1);
}

void ThreadPool::promise(Task& task) {
    std::lock_guard lock(lock_);
    task.reserve(task.promised_ + 1);
    ++task.promised_;
}

bool ThreadPool::break_promise(Task& task) noexcept {
    Orders orders(*this);
    std::lock_guard lock(lock_);
    if (task.promised_ == 0) return false;
    --task.promised_;
    notify_if_idle(task, orders);
    return true;
}

bool ThreadPool::keep_promise(Task& task, Activation activation) noexcept {
    Orders orders(*this);
    std::lock_guard lock(lock_);
    if (task.promised_ == 0) return false;
    --task.promised_;
    add_pending(task, std::move(activation), orders);
    return true;
}

uint32_t ThreadPool::drop_pending(Task& task) noexcept {
    uint32_t dropped = 0;
    {
        Orders orders(*this);
        std::lock_guard lock(lock_);
        dropped = std::exchange(task.pending_, 0);
        if (dropped == 0) return 0;
        queues_[task.options_.priority].remove(task);
        queued_ -= dropped;
        notify_if_idle(task, orders);
    }
    for (uint32_t i = 0; i < dropped; ++i) {
        const Activation activation = [&] {
            std::lock_guard lock(lock_);
            return task.take();
        }();
        if (activation.owned) activation.owned->give_back();
    }
    task.release();  // the queue's; the caller has one, too
    return dropped;
}

/// After a count of the task went down. Waiters look for themselves whether what they wait for is over.
void ThreadPool::notify_if_idle(Task& task, Orders& orders) noexcept {
    if (task.pending_ != 0 || task.running_ != 0) return;
    if (task.waiters_ != 0) {
        task.changed_.fetch_add(1, std::memory_order_release);
        orders.wake_waiters(task);
    }
    if (task.when_idle_) orders.set(std::move(task.when_idle_));
}

bool ThreadPool::is_inside(const Task& task) noexcept {
    const Worker* worker = current_worker;
    return worker && worker->instance && &worker->instance->task == &task && worker->instance->associated;
}

Status ThreadPool::wait_while(Task& task, bool (*outstanding)(const Task&)) noexcept {
    if (is_inside(task)) return Status::error_possible_deadlock;
    BlockingScope blocking;
    std::unique_lock lock(lock_);
    while (outstanding(task)) {
        const uint32_t changed = task.changed_.load(std::memory_order_relaxed);
        ++task.waiters_;
        lock.unlock();
        static_cast<void>(base::futex_wait(&task.changed_, changed));
        lock.lock();
        --task.waiters_;
    }
    return Status::ok;
}

Status ThreadPool::wait_for(Task& task, Promised promised) noexcept {
    if (promised == Promised::wait) {
        return wait_while(task, [](const Task& t) { return t.pending_ != 0 || t.running_ != 0 || t.promised_ != 0; });
    }
    return wait_while(task, [](const Task& t) { return t.pending_ != 0 || t.running_ != 0; });
}

Status ThreadPool::wait_until_returned(Task& task) noexcept {
    return wait_while(task, [](const Task& t) { return t.pending_ != 0 || t.bound_ != 0; });
}

bool ThreadPool::is_outstanding(Task& task, Ref<Event> when_idle) noexcept {
    std::lock_guard lock(lock_);
    if (task.pending_ == 0 && task.running_ == 0) return false;
    task.when_idle_ = std::move(when_idle);
    return true;
}

bool ThreadPool::may_run_long(CallbackInstance&) noexcept {
    Worker* const worker = current_worker;
    if (!worker) return false;
    Orders orders(*this);
    std::lock_guard lock(lock_);
    discount(*worker);
    dispatch(orders);
    return !idle_.empty() || arriving_ != 0 || threads_ < maximum_;
}

void ThreadPool::disassociate(CallbackInstance& instance) noexcept {
    Orders orders(*this);
    std::lock_guard lock(lock_);
    if (!std::exchange(instance.associated, false)) return;
    --instance.task.running_;
    notify_if_idle(instance.task, orders);
}

void ThreadPool::set_maximum(uint32_t maximum) noexcept {
    Orders orders(*this);
    std::lock_guard lock(lock_);
    maximum_ = std::max(1u, maximum);
    minimum_ = std::min(minimum_, maximum_);
    dispatch(orders);
    if (threads_ > maximum_) wake_all_idle(orders);
}

uint32_t ThreadPool::maximum() noexcept {
    std::lock_guard lock(lock_);
    return maximum_;
}

Status ThreadPool::set_minimum(uint32_t minimum) noexcept {
    for (;;) {
        {
            std::lock_guard lock(lock_);
            minimum_ = minimum;
            maximum_ = std::max(maximum_, minimum_);
            if (threads_ >= minimum_) return Status::ok;
            ++threads_;
            ++active_;
            ++arriving_;
        }
        if (!start_thread()) {
            start_failed();
            return Status::error_not_enough_memory;
        }
    }
}

void ThreadPool::set_stack(StackSizes sizes) noexcept {
    std::lock_guard lock(lock_);
    stack_ = sizes;
}

ThreadPool::StackSizes ThreadPool::stack() noexcept {
    std::lock_guard lock(lock_);
    return stack_;
}

uint32_t ThreadPool::threads() noexcept {
    std::lock_guard lock(lock_);
    return threads_;
}

void ThreadPool::close() noexcept {
    Orders orders(*this);
    std::lock_guard lock(lock_);
    closed_ = true;
    if (is_over()) wake_all_idle(orders);
}

void ThreadPool::task_born() noexcept {
    std::lock_guard lock(lock_);
    ++tasks_;
}

void ThreadPool::task_gone() noexcept {
    Orders orders(*this);
    std::lock_guard lock(lock_);
    --tasks_;
    if (is_over()) wake_all_idle(orders);
}

void ThreadPool::wake_all_idle(Orders& orders) noexcept {
    while (Worker* worker = idle_.pop_front()) orders.wake(*worker, kLookAgain);
}

/// The thread is counted already, and holds a reference to the pool from here on.
bool ThreadPool::start_thread() noexcept {
    const StackSizes sizes = stack();
    try {
        retain();
        if (Thread::create(&thread_main, this, sizes.reserve, StartThread::now)) return true;
    } catch (const std::bad_alloc&) {
    }
    release();
    return false;
}

/// The watch tries again, if there is still something to do then.
void ThreadPool::start_failed() noexcept {
    std::lock_guard lock(lock_);
    --threads_;
    --active_;
    --arriving_;
    if (queued_ <= arriving_ || watching_) return;
    watching_ = true;
    set_watch();
}

/// Without memory for the alarm clock's own thread there is none for another one of the pool either.
void ThreadPool::set_watch() noexcept {
    static_cast<void>(AlarmClock::set(watch_, Clock::monotonic, base::monotonic_now() + kLookInterval));
}

uint32_t ThreadPool::thread_main(void* argument) {
    const auto pool = Ref<ThreadPool>::adopt(static_cast<ThreadPool*>(argument));
    Worker worker(*pool);
    pool->serve(worker);
    return 0;
}

void ThreadPool::serve(Worker& worker) {
    struct Life {
        explicit Life(Worker& its_worker) noexcept : worker(its_worker) {
            current_worker = &worker;
            current_thread().observer = &worker;
        }
        ~Life() {
            current_thread_pointer->observer = nullptr;
            current_worker = nullptr;
            worker.pool.leave(worker);
        }
        Worker& worker;
    };
    {
        std::lock_guard lock(lock_);
        worker.thread_id = current_thread_id();
        workers_.push_back(worker);
        --arriving_;
    }
    const Life life(worker);
    Activation activation;
    do {
        Ref<Task> task = take_first(worker, activation);
        while (task) task = make_call(worker, std::move(task), activation);
    } while (rest(worker));
}

Ref<Task> ThreadPool::take_first(Worker& worker, Activation& activation) noexcept {
    Orders orders(*this);
    std::lock_guard lock(lock_);
    return take_next(worker, activation, orders);
}

/// Null when there is nothing to do for this thread.
Ref<Task> ThreadPool::take_next(Worker& worker, Activation& activation, Orders& orders) noexcept {
    if (!has_work_for_one()) return nullptr;
    for (Queue& queue : queues_) {
        Task* const task = queue.pop_front();
        if (!task) continue;
        --queued_;
        if (--task->pending_ != 0) {
            queue.push_back(*task);
            task->retain();
        }
        ++task->running_;
        ++task->bound_;
        ++taken_;
        ++worker.calls;
        worker.in_call = true;
        activation = task->take();
        if (task->options_.runs_long) {
            discount(worker);
            dispatch(orders);
        }
        return Ref<Task>::adopt(task);
    }
    return nullptr;
}

/// Makes the task's call and takes the next one.
Ref<Task> ThreadPool::make_call(Worker& worker, Ref<Task> task_ref, Activation& activation) {
    Task& task = *task_ref;
    RunningCall call(worker, std::move(task_ref));
    const PTP_SIMPLE_CALLBACK finalization = task.options_.finalization;
    const Status status = call_user([&] {
        task.call(call.instance, activation);
        if (finalization) finalization(call.instance.pointer(), task.context_);
    });
    const uint32_t raised = succeeded(status) ? call.instance.perform_requests() : static_cast<uint32_t>(status);
    // No frame of the program's stands above: the raise ends the process.
    if (raised != 0) raise(raised);
    return call.next(activation);
}

/// Waits for work; false when the thread is to end.
bool ThreadPool::rest(Worker& worker) noexcept {
    {
        Orders orders(*this);
        std::lock_guard lock(lock_);
        if (has_work_for_one()) return true;
        discount(worker);
        if (threads_ > maximum_ || is_over()) return false;
        worker.word.store(kSleep, std::memory_order_relaxed);
        idle_.push_front(worker);
        dispatch(orders);  // what was left because too many threads were active; perhaps for this one
    }
    const int64_t deadline = base::monotonic_now() + kIdleTime;
    while (worker.word.load(std::memory_order_acquire) == kSleep) {
        if (base::futex_wait(&worker.word, kSleep, deadline) == base::FutexWake::timed_out) break;
    }
    std::lock_guard lock(lock_);
    const uint32_t word = worker.word.load(std::memory_order_relaxed);
    if (word == kRun) {
        --arriving_;
        return true;
    }
    if (word == kSleep) {
        idle_.remove(worker);
        if (threads_ > minimum_) return false;
    }
    count(worker);  // it looks for work again
    return true;
}

void ThreadPool::leave(Worker& worker) noexcept {
    Orders orders(*this);
    std::lock_guard lock(lock_);
    discount(worker);
    workers_.remove(worker);
    --threads_;
    dispatch(orders);
}

void ThreadPool::worker_blocks(Worker& worker) noexcept {
    Orders orders(*this);
    std::lock_guard lock(lock_);
    if (!worker.counted) return;
    worker.blocked = true;
    discount(worker);
    dispatch(orders);
}

void ThreadPool::worker_goes_on(Worker& worker) noexcept {
    std::lock_guard lock(lock_);
    if (!std::exchange(worker.blocked, false)) return;
    count(worker);
}

/// The watch rings. While calls make progress it is only set again.
void ThreadPool::look_for_blocked_threads() noexcept {
    Suspects suspects;
    {
        Orders orders(*this);
        std::lock_guard lock(lock_);
        if (queued_ <= arriving_ || threads_ >= maximum_) {
            watching_ = false;
            looks_without_progress_ = 0;
            return;
        }
        if (taken_ != taken_at_last_look_) {
            taken_at_last_look_ = taken_;
            looks_without_progress_ = 0;
            orders.watch();
            return;
        }
        for (Worker* worker = workers_.front(); worker; worker = workers_.after(*worker)) {
            if (worker->counted && worker->in_call) suspects.add(worker->thread_id, worker->calls);
        }
    }
    suspects.keep_sleepers();
    Orders orders(*this);
    std::lock_guard lock(lock_);
    watching_ = false;
    if (discount_those(suspects) || ++looks_without_progress_ >= kLooksUntilOneMore) {
        if (looks_without_progress_ >= kLooksUntilOneMore) discount_one();
        looks_without_progress_ = 0;
    }
    dispatch(orders);
}

bool ThreadPool::discount_those(const Suspects& suspects) noexcept {
    bool any = false;
    for (Worker* worker = workers_.front(); worker; worker = workers_.after(*worker)) {
        if (!worker->counted || !worker->in_call || !suspects.contain(worker->thread_id, worker->calls)) continue;
        discount(*worker);
        any = true;
    }
    return any;
}

void ThreadPool::discount_one() noexcept {
    for (Worker* worker = workers_.front(); worker; worker = workers_.after(*worker)) {
        if (worker->counted && worker->in_call) return discount(*worker);
    }
}

}  // namespace handleapi
