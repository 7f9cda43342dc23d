// SPDX-License-Identifier: LGPL-2.1-or-later
// FlushFileBuffers on a named pipe: waiting until the other end, in whatever process, has taken everything. The kernel
// tells how much it has not taken, but nobody when that changes. So the ends tell each other, through the pipe's slot
// (pipe_directory.hpp): who flushes says so in `flushing` before it looks; who has read something looks there, and if
// it is set clears it, counts `taken` up and wakes. That costs a reader nothing but a look at a word of shared memory.
//
// The other end's death is the kernel's to tell: a Watch on the connection, made when the reader takes his time (it
// costs more than the rest). Programs that use an end they inherited as a plain descriptor, without this library, tell
// nothing; for their sake, and for a reader that is killed between reading and telling, a sleeper looks again by itself
// every kRecheck.
#pragma once

#include <atomic>
#include <cstdint>

#include "handleapi/io/descriptor.hpp"
#include "handleapi/io/pipe_directory.hpp"
#include "handleapi/io/reactor.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::io {

/// Something of the connection in this slot has been taken, or there is another reason to look. The caller has just
/// made a system call that is a barrier, as reading is.
void tell_flushing(PipeSlot& slot) noexcept;

/// A call of FlushFileBuffers that waits.
class PipeFlush final : public Cancellable, private Watch {
 public:
    static constexpr int64_t kShort = 2'000'000;  // nanoseconds
    static constexpr int64_t kRecheck = 250'000'000;

    explicit PipeFlush(PipeSlot& slot);
    ~PipeFlush();
    PipeFlush(const PipeFlush&) = delete;
    PipeFlush& operator=(const PipeFlush&) = delete;

    /// Before the caller looks whether everything has been taken.
    void begin_look() noexcept;
    /// It has not: sleeps until that may have changed. False when CancelSynchronousIo has ended the call.
    bool sleep(int socket) noexcept;

 private:
    void cancel() noexcept override;
    void ready(Readiness) noexcept override { tell_flushing(slot_); }

    PipeSlot& slot_;
    OwnedDescriptor watched_;  // the connection again, for the Watch
    uint32_t seen_ = 0;
    bool long_ = false;  // waited for longer than kShort
    std::atomic<bool> cancelled_{false};
};

}  // namespace handleapi::io
