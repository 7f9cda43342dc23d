// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' names for what C99 has, which are <math.h>'s and <float.h>'s.
#ifndef RPCCRT_FLOATING_H
#define RPCCRT_FLOATING_H

#include <rpccrt.h>

RPCCRT_BEGIN
double _copysign(double one, double other) __asm__("copysign");
double _nextafter(double one, double other) __asm__("nextafter");
double _logb(double value) __asm__("logb");
double _hypot(double one, double other) __asm__("hypot");
RPCCRT_END
static inline double _chgsign(double value) { return -value; }
static inline int _isnan(double value) { return __builtin_isnan(value) ? 1 : 0; }
static inline int _finite(double value) { return __builtin_isfinite(value) ? 1 : 0; }

#endif
