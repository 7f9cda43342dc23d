// SPDX-License-Identifier: LGPL-2.1-or-later
// A real-time clock that a test may set, for this program alone: the C library's clock_gettime and syscall are replaced.
// The machine's clock is left alone; what the program reads of it is moved by an offset, and so are the deadlines it
// gives to the kernel. The kernel looks at its timers again when somebody sets the clock: here the sleeps that such a
// deadline ends are ended, and whoever slept looks himself.
#pragma once

#include <cstdint>

namespace testing {

/// Sets the real-time clock forward, or back.
void step_clock(int64_t nanoseconds);

}  // namespace testing
