// SPDX-License-Identifier: LGPL-2.1-or-later
#include <uchar.h>
#define UNIT char16_t
#define WIDE 1
#define N(name) rpccrt_wcs##name
#define A(name) rpccrt__wt##name
#define P(name, secure) rpccrt__##name##tow##secure
#include "numbers.inc"

// For C++, whose library keeps the system's long double.
long double CRT(wcstold)(const wide* text, wide** end) {
    if (end) *end = (wide*)text;
    if (!text) return rpccrt_invalid(EINVAL), 0;
    PARSED(strtold, text, end);
    return value;
}
