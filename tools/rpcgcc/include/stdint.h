// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <stdint.h>, whose 64-bit constants are long, said as long long.
#include_next <stdint.h>
#undef INT64_C
#undef UINT64_C
#undef INTMAX_C
#undef UINTMAX_C
#define INT64_C(number) number##LL
#define UINT64_C(number) number##ULL
#define INTMAX_C(number) number##LL
#define UINTMAX_C(number) number##ULL
