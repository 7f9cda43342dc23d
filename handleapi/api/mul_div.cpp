// SPDX-License-Identifier: LGPL-2.1-or-later
// MulDiv: the product has 64 bits, the quotient is rounded to the nearest, halves away from zero.
#include <cstdint>

#include <winbase.h>

extern "C" int WINAPI MulDiv(int number, int numerator, int denominator) {
    if (denominator == 0) return -1;
    LONGLONG product = LONGLONG{number} * numerator;
    LONGLONG divisor = denominator;
    if (divisor < 0) {
        product = -product;
        divisor = -divisor;
    }
    const LONGLONG half = product < 0 ? -divisor / 2 : divisor / 2;
    const LONGLONG quotient = (product + half) / divisor;
    return quotient < INT32_MIN || quotient > INT32_MAX ? -1 : static_cast<int>(quotient);
}
