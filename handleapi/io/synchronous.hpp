// SPDX-License-Identifier: LGPL-2.1-or-later
// SynchronousWait: a thread inside a synchronous call that cannot go on yet. It sleeps in poll(2) on the descriptor it
// needs and on an eventfd of its own, through which others tell it that its call has ended: another thread has served
// it, it was cancelled (CancelSynchronousIo, CancelIoEx), the file was closed. So the thread does its own I/O as soon
// as the kernel lets it, without a second thread in between.
// The eventfd is made when a thread first blocks, and kept until it ends. Without one (descriptors are exhausted) the
// thread looks by itself every few milliseconds.
#pragma once

#include <cstdint>

namespace handleapi::io {

class SynchronousWait {
 public:
    SynchronousWait() noexcept;
    SynchronousWait(const SynchronousWait&) = delete;
    SynchronousWait& operator=(const SynchronousWait&) = delete;

    /// Sleeps until `events` of poll(2) are there, woken, or the milliseconds are over (-1: never). While it sleeps
    /// the thread does not count as running on its completion port. A negative descriptor is none.
    void sleep(int descriptor, short events, int milliseconds = -1) noexcept;
    /// The call has ended, or must be looked at. Any thread, while the wait exists: under the lock that ends it.
    void wake() noexcept;

 private:
    int eventfd_;
};

}  // namespace handleapi::io
