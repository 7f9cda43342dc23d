// SPDX-License-Identifier: LGPL-2.1-or-later
#define UNIT char
#define WIDE 0
#define N(name) rpccrt_str##name
#define A(name) rpccrt_at##name
#define P(name, secure) rpccrt__##name##toa##secure
#include "numbers.inc"

int32_t CRT(labs)(int32_t value) { return value < 0 ? (int32_t)(0 - (uint32_t)value) : value; }

typedef struct {
    int32_t quot, rem;
} quotient;
quotient CRT(ldiv)(int32_t value, int32_t by) { return (quotient){value / by, value % by}; }
