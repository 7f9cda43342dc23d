// SPDX-License-Identifier: LGPL-2.1-or-later
// Thread: the object behind thread handles; signaled when the thread has ended. Threads made by CreateThread have one
// from the start, any other thread gets one when it first needs it (a blocking wait, a handle to itself, an APC).
// The thread itself owns one reference, dropped by a pthread key destructor that runs when the thread ends.
// The wait block and the APC queue live here because they belong to the thread, not to any wait.
#pragma once

#include <setjmp.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "handleapi/apc.hpp"
#include "handleapi/base/guarded.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/mutex.hpp"
#include "handleapi/object.hpp"
#include "handleapi/process_info.hpp"
#include "handleapi/wait_block.hpp"
#include "handleapi/wait_set.hpp"

namespace handleapi {

class CompletionPort;

/// Settings of a thread that Windows keeps. Linux has no counterpart that a program may set both ways: the priorities
/// and the ideal processor are remembered and do not move the scheduler.
struct ThreadSettings {
    int priority = 0;
    bool background = false;
    bool boost_disabled = false;
    uint32_t ideal_processor = 0;
    std::u16string description;
    uint32_t stack_guarantee = 0;
};

/// PTHREAD_START_ROUTINE.
using ThreadStart = uint32_t (*)(void* parameter);
enum class StartThread : bool { now, suspended };

/// What a thread blocks in that is not a wait of ours: synchronous I/O, which another thread may cancel.
class Cancellable {
 public:
    /// Ends what the thread blocks in, unless it has ended. Called under the lock that protects Thread::blocked_in.
    virtual void cancel() noexcept = 0;

 protected:
    ~Cancellable() = default;
};

/// Told by a thread, in that thread, when it is about to sleep in a wait of ours and when it goes on.
class BlockObserver {
 public:
    virtual void blocks() noexcept = 0;
    virtual void goes_on() noexcept = 0;

 protected:
    ~BlockObserver() = default;
};

class Thread final : public Object {
 public:
    static constexpr ObjectType kType = ObjectType::thread;
    static constexpr uint32_t kStillActive = 259;

    /// Starts a thread. A stack size of 0 is the system's default.
    static base::Result<base::Ref<Thread>> create(ThreadStart start, void* parameter, size_t stack_size,
                                                  StartThread when);

    /// The kernel's thread id.
    uint32_t id() const noexcept { return id_.load(std::memory_order_acquire); }
    uint32_t exit_code() const noexcept { return exit_code_.load(std::memory_order_acquire); }
    /// Lowers the suspend count; the thread runs once it is zero. Returns the count before.
    uint32_t resume() noexcept;
    /// Raises the suspend count and returns the count before. When it was zero the thread is stopped where it is, by a
    /// signal, and stands when this returns; a thread that cannot take the signal within a second stops when it can.
    /// It never stands with a lock of this library or owing somebody a wake-up (base/no_stop.hpp); as on Windows it
    /// keeps the program's, and what belongs to the C library, so that whoever suspends a thread which may be in malloc
    /// must not allocate before it is resumed. error_signal_refused: the count is 127; error_access_denied: the thread
    /// has ended.
    base::Result<uint32_t> suspend() noexcept;
    /// Ends the thread with `code` as TerminateThread does: none of its destructors and handlers run. This is sound
    /// only where a thread holds nothing of ours: before its start, and in a wait that a program's thread (see
    /// allow_termination) called itself. Elsewhere, and when it has ended, error_access_denied, and nothing happens.
    base::Status terminate(uint32_t code) noexcept;
    /// The thread of this process with this id, if it has an object; null otherwise.
    static base::Ref<Thread> find(uint32_t id) noexcept;
    /// When it began and what processor time it has used.
    ProcessTimes times();
    /// Lets a thread created suspended end without having called its start routine.
    void abandon_start() noexcept;

    /// Queues a call to the thread and ends its alertable wait, if it is in one. error_gen_failure: the thread has
    /// ended, or is about to, and will not make the call; the Apc stays the caller's.
    base::Status queue_apc(Apc& apc);
    /// The same for a plain routine; error_not_enough_memory is possible too.
    base::Status queue_apc(ApcRoutine routine, uintptr_t parameter);

    /// Takes back an Apc; false when the thread has run or is running it.
    bool remove_apc(Apc& apc) noexcept { return apcs_.remove(apc); }

    /// For the maker of a thread that runs a program's own routine and nothing of ours around it; before it runs.
    void allow_termination() noexcept { may_terminate_ = true; }

    // The rest is for the thread itself.

    /// Around a wait that the program called: see TerminableWait. Whether the thread was already in one.
    bool enter_wait(bool terminable) noexcept { return std::exchange(in_wait_, terminable && may_terminate_); }
    /// Ends the thread when it has been terminated in the wait just left.
    void leave_wait(bool before) noexcept {
        in_wait_ = before;
        if (doomed_) end_here();
    }
    /// Around the sleep in it, with the wait block in use.
    void open_fate() noexcept {
        if (in_wait_) fate_.store(kFateOpen, std::memory_order_seq_cst);
    }
    void close_fate() noexcept {
        if (in_wait_) take_fate(fate_.exchange(kFateClosed, std::memory_order_seq_cst));
    }
    /// Was terminated, and is to leave the wait it is in.
    bool doomed() const noexcept { return doomed_; }

    bool apcs_pending() const noexcept { return apcs_.pending(); }
    /// Makes all queued calls; a code that one of them raised comes back after everything of ours has been left.
    base::Status run_apcs() { return apcs_.run_all(); }
    WaitBlock& wait_block() noexcept { return block_; }
    /// Sleeps on the wait block; while it does, another thread may run in its place on its port, or in its pool.
    uint32_t sleep(int64_t deadline) noexcept;
    /// Ends the calling thread. Destructors and termination handlers on its stack run (on Windows they do not).
    [[noreturn]] static void exit(uint32_t code);

    /// What the program has set for it.
    base::Guarded<ThreadSettings> settings;

    /// The completion port the thread takes packets from; whether it counts there as running, and its place in the
    /// port's list of threads, are protected by the port's lock.
    base::Ref<CompletionPort> port;
    bool runs_for_port = false;
    base::Link port_link;

    /// Cancels the overlapped I/O the thread began; set once it began some, called when it ends.
    void (*cancel_io)(uint32_t thread_id) noexcept = nullptr;
    /// The synchronous I/O the thread is in.
    base::Guarded<Cancellable*> blocked_in{nullptr};

    /// What the thread owns, each with a reference; touched by the thread alone.
    base::IntrusiveList<Mutex, &Mutex::owned_link> owned_mutexes;

    /// Set by a thread for itself, or null.
    BlockObserver* observer = nullptr;

    /// The handle the thread used last, its object and its rights, see BorrowedObject.
    uintptr_t last_handle = 0;
    uint32_t last_access = 0;
    base::Ref<Object> last_object;
    /// What the thread waited for last, see WaitSet. Throws std::bad_alloc.
    WaitSet& wait_set() {
        if (!wait_set_) wait_set_ = std::make_unique<WaitSet>();
        return *wait_set_;
    }

 private:
    friend struct ThreadLife;
    struct Born {
        ThreadStart start;
        void* parameter;
    };
    static constexpr uint64_t kFateClosed = 0;
    static constexpr uint64_t kFateOpen = 1;
    static constexpr uint64_t kFateSealed = 2;  // | exit code << 32

    Thread() noexcept;
    void take_fate(uint64_t fate) noexcept;
    [[noreturn]] void end_here() noexcept;

    WaitBlock block_;
    std::unique_ptr<WaitSet> wait_set_;
    ApcQueue apcs_;
    std::atomic<uint32_t> id_{0};
    std::atomic<uint32_t> exit_code_{kStillActive};
    std::atomic<uint32_t> suspend_count_{0};
    std::atomic<uint32_t> parked_{0};   // it stands, by its own account
    std::atomic<bool> running_{false};  // past the start: only a signal can stop it
    base::Lock suspend_lock_;
    std::atomic<uint64_t> fate_{kFateClosed};
    bool may_terminate_ = false;
    bool in_wait_ = false;
    bool doomed_ = false;
    jmp_buf bottom_;  // of the stack, where a terminated thread goes
    Born born_{};
    base::Guarded<ProcessTimes> times_;  // the start; the rest once it has ended
    base::Link registry_link_;
};

extern thread_local constinit Thread* current_thread_pointer __attribute__((tls_model("initial-exec")));
Thread& make_current_thread();
/// What happens to the calling thread's object, which it has, when the thread ends; for tests/model, whose threads are
/// no threads of the system.
void end_current_thread() noexcept;

/// The calling thread's object. Throws std::bad_alloc when it must be made and cannot.
inline Thread& current_thread() { return current_thread_pointer ? *current_thread_pointer : make_current_thread(); }
extern thread_local constinit uint32_t cached_thread_id __attribute__((tls_model("initial-exec")));
uint32_t ask_thread_id() noexcept;

/// The calling thread's id; needs no object.
inline uint32_t current_thread_id() noexcept { return cached_thread_id != 0 ? cached_thread_id : ask_thread_id(); }

/// Around a blocking call that is not a wait of ours (reading a socket): for its length the calling thread does not
/// count as running on its completion port, or in its thread pool.
class BlockingScope {
 public:
    BlockingScope() noexcept;
    ~BlockingScope();
    BlockingScope(const BlockingScope&) = delete;
    BlockingScope& operator=(const BlockingScope&) = delete;

 private:
    Thread* const thread_;
    bool on_port_ = false;
};

}  // namespace handleapi
