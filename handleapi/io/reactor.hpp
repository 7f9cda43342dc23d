// SPDX-License-Identifier: LGPL-2.1-or-later
// Reactor: tells owners of descriptors (pipes, sockets, terminals, pidfds) that they have become readable or writable.
// One service thread per process, made by the first Watch that is armed; it sleeps in epoll_wait and runs no user code
// but what an I/O completion makes due. It has no loop of libuv's: a descriptor is armed by one system call of the
// thread that wants to know, without waking the service thread first.
//
// Watch: an owner's interest in one descriptor. It is off until armed. A one-shot Watch goes off when it fires, the
// moment before ready() is called; a lasting one fires as long as the condition holds. ready() runs on the service
// thread with no lock held, never twice at once for one Watch, and may arm it again.
//
// Invariants
//  - After cancel() returns, ready() is not running and will not run again, until the Watch is armed anew. The one
//    exception is cancel() from within ready() of the same Watch, which cannot wait for itself.
//  - An event the kernel reported before cancel() is dropped: events carry a number that is the Watch's own for one
//    stretch between its first arm() and cancel(), never its address.
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

class Watch {
 public:
    Watch() noexcept = default;
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    /// Wants to be told of `descriptor`, also when that is ready already. Replaces what was wanted before. Calls of
    /// arm() and cancel() for one Watch must not overlap. Fails with error_not_supported for what is always ready
    /// (regular files), or for want of memory or descriptors.
    base::Status arm(int descriptor, Readiness wanted, Firing firing = Firing::once) noexcept;
    /// No more; see the invariants.
    void cancel() noexcept;

 protected:
    /// An owner has cancelled its Watch before it goes.
    ~Watch() = default;
    virtual void ready(Readiness readiness) noexcept = 0;

 private:
    friend class Reactor;
    uint64_t number_ = 0;   // 0: not known to a reactor
    uint32_t process_ = 0;  // whose reactor that is
    int descriptor_ = -1;
};

}  // namespace handleapi::io
