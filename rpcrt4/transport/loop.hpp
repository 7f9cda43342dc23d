// SPDX-License-Identifier: LGPL-2.1-or-later
// The event loop threads: libuv runs on them and nowhere else. Others hand them work with post(); whoever needs a
// descriptor's readiness makes a Watch there. One serves clients and runs their notification routines; accepting has
// one to itself, so that a routine may call a server of its own process, or take its time. Built on first use, once
// in every process (per_process.hpp), never torn down (users' callbacks may be running at exit), so everything it
// touches must be immortal too.
//
// Threads: post, on_loop_thread from anywhere; everything marked loop-only starts with assert_here().
#pragma once

#include <uv.h>

#include <chrono>
#include <functional>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/intrusive_list.hpp"

namespace rpcrt4::transport {

class Loop {
 public:
    /// The clients'.
    static Loop& instance();
    /// The listening sockets'; no user code runs there.
    static Loop& accepting();
    /// The bridges'; no user code runs there.
    static Loop& bridging();

    /// Something to do on the loop thread that needs no memory to be asked for: part of the object it concerns.
    class Task {
     public:
        virtual void run() noexcept = 0;

     protected:
        ~Task() = default;

     private:
        friend class Loop;
        base::Link link_;
    };

    /// Runs the task on the loop thread; tasks run in the order they were posted. Never blocks. Throws std::bad_alloc.
    void post(std::function<void()> task);
    /// The same; the task must live until it runs, and not be posted again before.
    void post(Task& task) noexcept;
    /// Runs the task on the loop thread when the time has passed. From any thread.
    void after(std::chrono::milliseconds delay, std::function<void()> task);
    bool on_loop_thread() const noexcept;
    void assert_here() const noexcept;
    /// Loop-only: for timers and listening handles of the server.
    uv_loop_t* uv() noexcept {
        assert_here();
        return &loop_;
    }

    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

 private:
    using Queue = base::IntrusiveList<Task, &Task::link_>;
    Loop(const char* thread_name, int scheduling);
    void run() noexcept;
    void drain() noexcept;

    const int scheduling_;  // SCHED_*
    uv_loop_t loop_;
    uv_async_t wake_;
    uv_thread_t thread_;
    base::Guarded<Queue> queue_;
};

/// Told of a descriptor's readiness, on the thread of the loop that watches it.
class Watcher {
 public:
    virtual void ready(bool readable, bool writable) noexcept = 0;

 protected:
    ~Watcher() = default;
};

/// Level-triggered readiness of one descriptor. Used on its loop only. The descriptor must stay open until
/// close_watch() called back.
class Watch {
 public:
    /// nullptr when the descriptor cannot be watched.
    static Watch* open(int descriptor, Watcher& watcher, Loop& loop = Loop::instance()) noexcept;
    void want(bool readable, bool writable) noexcept;
    /// The watcher hears nothing any more; `closed` runs on a later turn of the loop, then the Watch is gone.
    void close(std::function<void()> closed) noexcept;

 private:
    explicit Watch(Loop& loop) noexcept : loop_(loop) {}

    Loop& loop_;
    uv_poll_t poll_;
    Watcher* watcher_ = nullptr;
    int wanted_ = 0;
    std::function<void()> closed_;
};

}  // namespace rpcrt4::transport
