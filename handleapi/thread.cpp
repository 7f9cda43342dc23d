// SPDX-License-Identifier: LGPL-2.1-or-later
// See thread.hpp. Threads are detached pthreads; whoever wants to know of their end waits for the object.
#include "handleapi/thread.hpp"

#include <limits.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <new>

#include "handleapi/base/as_process.hpp"
#include "handleapi/base/futex.hpp"
#include "handleapi/boundary.hpp"
#include "handleapi/iocp.hpp"
#include "handleapi/local/fls.hpp"
#include "handleapi/local/tls.hpp"
#include "handleapi/suspend.hpp"

namespace handleapi {

using base::Ref;
using base::Result;
using base::Status;

thread_local constinit Thread* current_thread_pointer = nullptr;

thread_local constinit uint32_t cached_thread_id = 0;

namespace {

constexpr uint32_t kMaximumSuspendCount = 127;

/// The thread that called fork() has another id in the child, whether it has an object or not.
__attribute__((constructor)) void watch_forks() {
    pthread_atfork(nullptr, nullptr, [] { cached_thread_id = 0; });
}

class RoutineApc final : public Apc {
 public:
    RoutineApc(ApcRoutine routine, uintptr_t parameter) noexcept : routine_(routine), parameter_(parameter) {}

    Status run() override {
        const auto routine = routine_;
        const auto parameter = parameter_;
        delete this;
        return call_user([&] { routine(parameter); });
    }
    void discard() noexcept override { delete this; }

 private:
    const ApcRoutine routine_;
    const uintptr_t parameter_;
};

}  // namespace

/// The beginning and the end of a thread, as seen by its object.
struct ThreadLife {
    using Registry = base::IntrusiveList<Thread, &Thread::registry_link_>;
    static constinit base::Lock registry_lock;
    /// Every thread that has an object and has not ended. Under the lock.
    static Registry& registry() {
        static Registry* const made = new Registry;
        return *made;
    }

    static void adopt(Thread& thread) {
        if (pthread_setspecific(key(), &thread) != 0) throw std::bad_alloc();
        thread.times_.with([](ProcessTimes& times) { times.started = now_as_file_time(); });
        current_thread_pointer = &thread;
        thread.id_.store(current_thread_id(), std::memory_order_release);
        std::lock_guard lock(registry_lock);
        registry().push_back(thread);
    }

    static Thread& make_for_current() {
        Ref<Thread> thread = Ref<Thread>::adopt(new Thread);
        thread->running_.store(true, std::memory_order_relaxed);
        adopt(*thread);
        return *thread.detach();
    }

    static Result<Ref<Thread>> create(ThreadStart start, void* parameter, size_t stack_size, StartThread when) {
        Ref<Thread> thread = Ref<Thread>::adopt(new Thread);
        thread->born_ = {start, parameter};
        thread->fate_.store(Thread::kFateOpen, std::memory_order_relaxed);
        thread->suspend_count_.store(when == StartThread::suspended ? 1 : 0, std::memory_order_relaxed);
        if (!start_pthread(Ref<Thread>(*thread), stack_size)) return Status::error_not_enough_memory;
        while (thread->id() == 0) static_cast<void>(base::futex_wait(&thread->id_, 0));
        return thread;
    }

    static bool start_pthread(Ref<Thread> thread, size_t stack_size) {
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        if (stack_size != 0) {
            const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
            const size_t least = std::max<size_t>(static_cast<size_t>(PTHREAD_STACK_MIN), 64 * 1024);
            if (stack_size <= SIZE_MAX - page) stack_size = (stack_size + page - 1) / page * page;
            pthread_attr_setstacksize(&attributes, std::max(stack_size, least));
        }
        pthread_t ignored;
        const base::AsProcess as_process;
        const int error = pthread_create(&ignored, &attributes, &main, thread.get());
        pthread_attr_destroy(&attributes);
        if (error == 0) static_cast<void>(thread.detach());
        return error == 0;
    }

    static void stay_suspended(Thread& thread) noexcept {
        while (const uint32_t suspended = thread.suspend_count_.load(std::memory_order_acquire)) {
            static_cast<void>(base::futex_wait(&thread.suspend_count_, suspended));
        }
    }

    /// In the signal's handler, or by the thread itself: stands until the count is zero.
    static void park(Thread& thread) noexcept {
        thread.parked_.store(1, std::memory_order_release);
        base::futex_wake(&thread.parked_, INT_MAX);
        stay_suspended(thread);
        thread.parked_.store(0, std::memory_order_release);
    }

    static void* main(void* argument) {
        Thread& thread = *static_cast<Thread*>(argument);
        adopt(thread);
        base::futex_wake(&thread.id_, INT_MAX);
        do {
            stay_suspended(thread);
            thread.take_fate(thread.fate_.exchange(Thread::kFateClosed, std::memory_order_seq_cst));
            // Whoever raises the count looks at this afterwards: he sends a signal, or the count is seen here.
            thread.running_.store(true, std::memory_order_seq_cst);
        } while (!thread.doomed_ && goes_on_suspended(thread));
        if (_setjmp(thread.bottom_) == 0) run(thread);
        return nullptr;
    }

    static bool goes_on_suspended(Thread& thread) noexcept {
        if (thread.suspend_count_.load(std::memory_order_seq_cst) == 0) return false;
        thread.fate_.store(Thread::kFateOpen, std::memory_order_seq_cst);
        return true;
    }

    static void run(Thread& thread) {
        if (thread.doomed_) return;
        // No frame stands here: a raise out of the thread's own code, or out of its first APCs, ends the process.
        if (const Status raised = thread.run_apcs(); failed(raised)) raise(static_cast<uint32_t>(raised));
        const uint32_t code = thread.born_.start(thread.born_.parameter);
        thread.exit_code_.store(code, std::memory_order_release);
    }

    /// Runs as a pthread key destructor: after the thread's own code and its C++ thread-local destructors.
    static void finish(void* argument) {
        Ref<Thread> thread = Ref<Thread>::adopt(static_cast<Thread*>(argument));
        fls_end_thread();
        tls_end_thread();
        uint32_t active = Thread::kStillActive;
        thread->exit_code_.compare_exchange_strong(active, 0, std::memory_order_acq_rel);
        thread->apcs_.close();
        if (thread->cancel_io) thread->cancel_io(thread->id());
        thread->last_object = nullptr;
        thread->wait_set_ = nullptr;
        while (Mutex* owned = thread->owned_mutexes.pop_front()) owned->abandon();
        thread->times_.with([](ProcessTimes& times) { end_thread_times(times); });
        {
            std::lock_guard lock(registry_lock);
            registry().remove(*thread);
        }
        if (thread->port) thread->port->leave(*thread);
        current_thread_pointer = nullptr;
        thread->signal(1);
    }

    static pthread_key_t key() {
        static const pthread_key_t made = [] {
            pthread_key_t fresh{};
            if (pthread_key_create(&fresh, &finish) != 0) throw std::bad_alloc();
            pthread_atfork([] { registry_lock.lock(); }, [] { registry_lock.unlock(); }, &become_child);
            return fresh;
        }();
        return made;
    }

    /// The thread that called fork(), in the child: another thread, which owns nothing. The other threads' objects are
    /// nobody's.
    static void become_child() {
        cached_thread_id = 0;
        while (registry().pop_front()) {
        }
        if (Thread* const thread = current_thread_pointer) {
            thread->id_.store(current_thread_id(), std::memory_order_release);
            while (thread->owned_mutexes.pop_front()) {
            }
            registry().push_back(*thread);
        }
        registry_lock.unlock();
    }

    static void set_exit_code(Thread& thread, uint32_t code) {
        thread.exit_code_.store(code, std::memory_order_release);
    }
};

constinit base::Lock ThreadLife::registry_lock;

Thread::Thread() noexcept : Object(kType, Consume::nothing, 0) {}

Result<Ref<Thread>> Thread::create(ThreadStart start, void* parameter, size_t stack_size, StartThread when) {
    return ThreadLife::create(start, parameter, stack_size, when);
}

uint32_t Thread::resume() noexcept {
    uint32_t count = suspend_count_.load(std::memory_order_relaxed);
    while (count != 0) {
        if (suspend_count_.compare_exchange_weak(count, count - 1, std::memory_order_acq_rel)) {
            base::futex_wake(&suspend_count_, 1);
            return count;
        }
    }
    return 0;
}

Result<uint32_t> Thread::suspend() noexcept {
    std::unique_lock lock(suspend_lock_);
    const uint32_t before = suspend_count_.load(std::memory_order_relaxed);
    if (before == kMaximumSuspendCount) return Status::error_signal_refused;
    if (signaled()) return Status::error_access_denied;
    suspend_count_.fetch_add(1, std::memory_order_seq_cst);
    if (this == current_thread_pointer) {
        lock.unlock();
        ThreadLife::park(*this);
        return before;
    }
    if (before != 0 || !running_.load(std::memory_order_seq_cst)) return before;
    if (!send_suspend_signal(id())) {
        suspend_count_.fetch_sub(1, std::memory_order_relaxed);
        return Status::error_access_denied;
    }
    const int64_t patience = base::monotonic_now() + 1'000'000'000;
    while (parked_.load(std::memory_order_acquire) == 0 && !signaled() && base::monotonic_now() < patience) {
        static_cast<void>(base::futex_wait(&parked_, 0, base::monotonic_now() + 10'000'000));
    }
    return before;
}

void park_if_suspended() noexcept {
    Thread* const thread = current_thread_pointer;
    if (thread) ThreadLife::park(*thread);
}

Ref<Thread> Thread::find(uint32_t id) noexcept {
    std::lock_guard lock(ThreadLife::registry_lock);
    auto& registry = ThreadLife::registry();
    for (Thread* thread = registry.front(); thread; thread = registry.after(*thread)) {
        if (thread->id() == id && thread->try_retain()) return Ref<Thread>::adopt(thread);
    }
    return nullptr;
}

ProcessTimes Thread::times() {
    ProcessTimes times = times_.with([](const ProcessTimes& known) { return known; });
    if (times.ended == 0) add_thread_times(id(), times);
    return times;
}

void Thread::abandon_start() noexcept {
    born_.start = [](void*) -> uint32_t { return 0; };
    resume();
}

Status Thread::queue_apc(Apc& apc) {
    bool alerted = false;
    const Status status = apcs_.push(apc, block_, alerted);
    if (alerted) block_.wake();
    return status;
}

Status Thread::queue_apc(ApcRoutine routine, uintptr_t parameter) {
    auto* apc = new (std::nothrow) RoutineApc(routine, parameter);
    if (!apc) return Status::error_not_enough_memory;
    const Status status = queue_apc(*apc);
    if (failed(status)) apc->discard();
    return status;
}

Status Thread::terminate(uint32_t code) noexcept {
    uint64_t open = kFateOpen;
    const uint64_t sealed = uint64_t{code} << 32 | kFateSealed;
    if (!fate_.compare_exchange_strong(open, sealed, std::memory_order_seq_cst)) return Status::error_access_denied;
    if (block_.give_up()) block_.wake();
    // Suspended or not yet started: it goes on to its end.
    while (resume() != 0) {
    }
    return Status::ok;
}

void Thread::take_fate(uint64_t fate) noexcept {
    if (!(fate & kFateSealed)) return;
    doomed_ = true;
    exit_code_.store(static_cast<uint32_t>(fate >> 32), std::memory_order_release);
}

void Thread::end_here() noexcept { _longjmp(bottom_, 1); }

uint32_t Thread::sleep(int64_t deadline) noexcept {
    open_fate();
    const uint32_t state = [&] {
        if (!runs_for_port && !observer) return block_.sleep(deadline);
        const BlockingScope blocking;
        return block_.sleep(deadline);
    }();
    close_fate();
    return state;
}

void Thread::exit(uint32_t code) {
    ThreadLife::set_exit_code(current_thread(), code);
    pthread_exit(nullptr);
}

Thread& make_current_thread() { return ThreadLife::make_for_current(); }

void end_current_thread() noexcept { ThreadLife::finish(current_thread_pointer); }

uint32_t ask_thread_id() noexcept { return cached_thread_id = static_cast<uint32_t>(syscall(SYS_gettid)); }

BlockingScope::BlockingScope() noexcept : thread_(current_thread_pointer) {
    if (!thread_) return;
    on_port_ = thread_->runs_for_port;
    if (on_port_) thread_->port->thread_blocks(*thread_);
    if (thread_->observer) thread_->observer->blocks();
}

BlockingScope::~BlockingScope() {
    if (!thread_) return;
    if (thread_->observer) thread_->observer->goes_on();
    if (on_port_) thread_->port->thread_resumes(*thread_);
}

}  // namespace handleapi
