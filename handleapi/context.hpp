// SPDX-License-Identifier: LGPL-2.1-or-later
// The registers of a thread in Windows' form (CONTEXT). One implementation file per processor and system.
#pragma once

#include <winnt.h>

namespace handleapi {

/// From and to what the system hands a signal handler (a ucontext_t*).
void read_context(const void* machine, CONTEXT& context) noexcept;
void write_context(const CONTEXT& context, void* machine) noexcept;
/// The caller's own registers, as far as a function call keeps them.
void capture_context(CONTEXT& context) noexcept;

}  // namespace handleapi
