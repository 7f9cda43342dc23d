// SPDX-License-Identifier: LGPL-2.1-or-later
// Reactor: tells owners of descriptors (pipes, sockets, terminals, pidfds) that they have become readable or writable.
// One service thread per process, made by the first Watch that is armed, runs a loop of libuv. Other threads leave word
// for it and wake it (uv_async_send), so arming costs a wake-up of that thread: an echo through an overlapped pipe
// takes 16.6 us, and took 15.3 with epoll alone, which may be armed from anywhere (bench handle.pipe.overlapped).
//
// Watch: an owner's interest in one descriptor. It is off until armed. A one-shot Watch goes off when it fires, the
// moment before ready() is called; a lasting one fires as long as the condition holds. ready() runs on the service
// thread with no lock held, never twice at once for one Watch, and may arm it again.
//
// Invariants
//  - After cancel() returns, ready() is not running and will not run again, until the Watch is armed anew, and the loop
//    has let go of the descriptor, which may be closed. For that cancel() waits for the service thread, and so for any
//    ready() that is running: not under a lock that one may want. Within ready() it does not wait.
//  - A descriptor stays open until its Watch has been cancelled. One descriptor has one Watch in one reactor.
//  - After fork() the child has a reactor of its own, with nothing armed. What was armed in the parent stays the
//    parent's: arm() in the child starts anew, cancel() forgets.
#pragma once

#include <atomic>
#include <cstdint>

#include "handleapi/base/status.hpp"

namespace handleapi::io {

struct Readiness {
    bool readable = false;  // or at its end, or broken: reading says which
    bool writable = false;  // or broken
};

enum class Firing : uint8_t { once, lasting };

struct Interest;

class Watch {
 public:
    Watch() noexcept = default;
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    /// Wants to be told of `descriptor`, also when that is ready already. Replaces what was wanted before. Calls of
    /// arm() and cancel() for one Watch must not overlap. Fails with error_not_supported for what is always ready
    /// (regular files), or for want of memory or descriptors. What the kernel refuses later is reported as ready.
    base::Status arm(int descriptor, Readiness wanted, Firing firing = Firing::once) noexcept;
    /// No more; see the invariants.
    void cancel() noexcept;

 protected:
    /// An owner has cancelled its Watch before it goes.
    ~Watch() = default;
    virtual void ready(Readiness readiness) noexcept = 0;

 private:
    friend class Reactor;
    Interest* interest_ = nullptr;  // what the reactor knows of it; null: nothing
    uint32_t process_ = 0;          // whose reactor that is
};

}  // namespace handleapi::io
