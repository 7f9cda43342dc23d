// SPDX-License-Identifier: LGPL-2.1-or-later
// CompletionSink: who is told of the overlapped operations of a file that was bound to it. A completion port queues a
// packet; a thread pool calls a routine. Exactly one call per operation that was started, also for those that failed
// or were cancelled, except where FILE_SKIP_COMPLETION_PORT_ON_SUCCESS or the low bit of hEvent forbids it. When it
// comes, the status block of the OVERLAPPED is final and the library does not touch it any more.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

#include <minwinbase.h>

namespace handleapi {

class CompletionSink {
 public:
    /// Any thread, no lock of the file held; must not block or run user code.
    virtual void completed(uintptr_t key, OVERLAPPED* overlapped, uint32_t bytes, base::Status status) noexcept = 0;

 protected:
    ~CompletionSink() = default;
};

}  // namespace handleapi
