// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' names for what C99 and the system have, which are <math.h>'s and <float.h>'s.
#ifndef RPCCRT_FLOATING_H
#define RPCCRT_FLOATING_H

#include <rpccrt.h>

RPCCRT_BEGIN
double _copysign(double one, double other) __asm__("copysign");
double _nextafter(double one, double other) __asm__("nextafter");
double _logb(double value) __asm__("logb");
double _hypot(double one, double other) __asm__("hypot");
float _copysignf(float one, float other) __asm__("copysignf");
float _nextafterf(float one, float other) __asm__("nextafterf");
float _logbf(float value) __asm__("logbf");
float _hypotf(float one, float other) __asm__("hypotf");
double _scalb(double value, int exponent) __asm__("scalbn");
float _scalbf(float value, int exponent) __asm__("scalbnf");
double _j0(double value) __asm__("j0");
double _j1(double value) __asm__("j1");
double _jn(int order, double value) __asm__("jn");
double _y0(double value) __asm__("y0");
double _y1(double value) __asm__("y1");
double _yn(int order, double value) __asm__("yn");
RPCCRT_END
static inline float _chgsignf(float value) { return -value; }
static inline int _isnanf(float value) { return __builtin_isnan(value) ? 1 : 0; }
static inline int _finitef(float value) { return __builtin_isfinite(value) ? 1 : 0; }
static inline double _chgsign(double value) { return -value; }
static inline int _isnan(double value) { return __builtin_isnan(value) ? 1 : 0; }
static inline int _finite(double value) { return __builtin_isfinite(value) ? 1 : 0; }

#endif
