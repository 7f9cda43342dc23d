// SPDX-License-Identifier: LGPL-2.1-or-later
// Structured exceptions: the runtime under RpcTryExcept (include/rpcexcept.h) and under boundary.hpp. A raise goes to
// the innermost guarded block of its thread: a C++ block is thrown to, a C block is unwound to (destructors on the way
// run) and then jumped to. Without a block that may handle it the process ends with a message, as on Windows.
// Any thread may raise; the chain of blocks belongs to the thread and is touched by it alone.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

namespace handleapi {

/// What our own C++ throws to make an export fail; boundary.hpp turns it into a status or a raise.
struct RpcError {
    base::Status code;
};

/// Raises `code` in the calling thread. No object with a destructor of ours may be live in the caller: call it through
/// raising() (boundary.hpp), or from a place that owns nothing.
[[noreturn]] void raise(uint32_t code);

/// Whether a guarded block with a handler encloses the caller.
bool has_handler() noexcept;

/// Runs function(argument), which is user code. Returns ok, or the code it raised; a C++ exception of the user's is
/// kForeignCppException. Thread exit passes through.
base::Status guarded_call(void (*function)(void*), void* argument);

/// The code Windows gives C++ exceptions that meet structured exception handling.
inline constexpr uint32_t kForeignCppException = 0xE06D7363;

}  // namespace handleapi
