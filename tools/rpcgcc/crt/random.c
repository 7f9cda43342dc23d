// SPDX-License-Identifier: LGPL-2.1-or-later
// rand: the sequence of Microsoft's, from 1 in every thread ([MSVC] "rand": at most RAND_MAX, 32767; "srand").
#include <sys/random.h>

#include "crt.h"

static __thread uint32_t seed = 1;

void CRT(srand)(unsigned next) { seed = next; }
int CRT(rand)(void) {
    seed = seed * 214013 + 2531011;
    return (int)(seed >> 16 & 0x7FFF);
}

errno_type CRT(rand_s)(unsigned* value) {
    if (!value) return rpccrt_invalid(EINVAL);
    return getrandom(value, sizeof *value, 0) == sizeof *value ? 0 : rpccrt_invalid(EINVAL);
}
