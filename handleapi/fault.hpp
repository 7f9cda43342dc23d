// SPDX-License-Identifier: LGPL-2.1-or-later
// Faults of the processor (SIGSEGV, SIGBUS, SIGFPE, SIGILL) as structured exceptions. One file per processor and
// system implements this seam. A fault in a thread without a handler goes to whoever handled the signal before us.
#pragma once

#include <cstdint>

namespace handleapi {

/// Takes over the four signals, once, when the library is loaded.
void install_fault_handlers() noexcept;

/// Called on the stack of the faulting code, after the signal handler has returned: delivers `code` as if the
/// instruction at `address` had raised it. Implemented by seh.cpp.
[[noreturn]] void raise_at_fault(uint32_t code, uintptr_t address);

}  // namespace handleapi
