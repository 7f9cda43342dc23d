// SPDX-License-Identifier: LGPL-2.1-or-later
// LockWaiter: calls of LockFileEx that wait for a range somebody else has. Each sleeps in the kernel (F_OFD_SETLKW) on
// a description of the file of its own, which then keeps the lock: synchronous calls on their own thread, pending ones
// on a thread each that ends with the call. Whoever unlocks, closes or dies in whatever process wakes them.
//
// Cancelling a sleep without a race: the request the kernel is given lies in memory. Who cancels makes it a request to
// unlock nothing, and then sends the thread a signal. The kernel either has not read the request yet, and the call
// returns at once; or it has, and then the signal comes while it sleeps. The signal is the one that suspends threads.
#pragma once

#include <cstddef>

#include "handleapi/io/operation.hpp"

namespace handleapi::io {

class DiskFile;
struct FileRange;
enum class LockMode : bool;
struct CancelFilter;

class LockWaiter {
 public:
    /// Blocks the calling thread until it has the range, the file is closed, or CancelSynchronousIo or CancelIoEx.
    static base::Status wait(DiskFile& file, const FileRange& range, LockMode mode);
    /// The same on a thread of its own. error_no_system_resources when there can be none.
    static Outcome start(DiskFile& file, const FileRange& range, LockMode mode, Completion completion);
    /// How many calls of the file it told to end; they do so on their own threads.
    static size_t cancel(const DiskFile& file, const CancelFilter& filter) noexcept;
    /// Pending calls a thread began that ends; those of files bound to a completion port go on.
    static void cancel_thread(uint32_t thread_id) noexcept;
};

}  // namespace handleapi::io
