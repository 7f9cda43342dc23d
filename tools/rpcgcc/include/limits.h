// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <limits.h>, with a long of 32 bits, which is an int here.
#include_next <limits.h>
#undef LONG_MAX
#undef LONG_MIN
#undef ULONG_MAX
#define LONG_MAX 2147483647
#define LONG_MIN (-2147483647 - 1)
#define ULONG_MAX 4294967295U
