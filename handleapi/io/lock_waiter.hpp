// SPDX-License-Identifier: LGPL-2.1-or-later
// LockWaiter: calls of LockFileEx that wait for a range somebody else has. The kernel tells nobody but a blocked
// thread that a lock is free, and a blocked thread cannot be called back; so waiting calls try again: at once when a
// range is unlocked in this process, every few milliseconds for those of other processes. Synchronous calls do that on
// their own thread, pending ones share one service thread that ends when none is left.
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
    /// Blocks the calling thread until it has the range, the file is closed, or CancelSynchronousIo.
    static base::Status wait(DiskFile& file, const FileRange& range, LockMode mode);
    static Outcome start(DiskFile& file, const FileRange& range, LockMode mode, Completion completion);
    static size_t cancel(DiskFile& file, const CancelFilter& filter) noexcept;
    /// A range was unlocked in this process.
    static void retry() noexcept;
};

}  // namespace handleapi::io
