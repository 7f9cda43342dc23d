// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <math.h>. In C a long double is a double, and so are the functions for it; a long has 32 bits.
#ifndef RPCCRT_MATH_H
#define RPCCRT_MATH_H

#ifdef __cplusplus
#include_next <math.h>
#else
#define acosl rpccrt_no_acosl
#define asinl rpccrt_no_asinl
#define atanl rpccrt_no_atanl
#define atan2l rpccrt_no_atan2l
#define cosl rpccrt_no_cosl
#define sinl rpccrt_no_sinl
#define tanl rpccrt_no_tanl
#define coshl rpccrt_no_coshl
#define sinhl rpccrt_no_sinhl
#define tanhl rpccrt_no_tanhl
#define acoshl rpccrt_no_acoshl
#define asinhl rpccrt_no_asinhl
#define atanhl rpccrt_no_atanhl
#define expl rpccrt_no_expl
#define frexpl rpccrt_no_frexpl
#define ldexpl rpccrt_no_ldexpl
#define logl rpccrt_no_logl
#define log10l rpccrt_no_log10l
#define modfl rpccrt_no_modfl
#define exp2l rpccrt_no_exp2l
#define expm1l rpccrt_no_expm1l
#define log2l rpccrt_no_log2l
#define log1pl rpccrt_no_log1pl
#define logbl rpccrt_no_logbl
#define ilogbl rpccrt_no_ilogbl
#define powl rpccrt_no_powl
#define sqrtl rpccrt_no_sqrtl
#define hypotl rpccrt_no_hypotl
#define cbrtl rpccrt_no_cbrtl
#define ceill rpccrt_no_ceill
#define fabsl rpccrt_no_fabsl
#define floorl rpccrt_no_floorl
#define fmodl rpccrt_no_fmodl
#define copysignl rpccrt_no_copysignl
#define nanl rpccrt_no_nanl
#define nextafterl rpccrt_no_nextafterl
#define nexttowardl rpccrt_no_nexttowardl
#define erfl rpccrt_no_erfl
#define erfcl rpccrt_no_erfcl
#define lgammal rpccrt_no_lgammal
#define tgammal rpccrt_no_tgammal
#define rintl rpccrt_no_rintl
#define nearbyintl rpccrt_no_nearbyintl
#define roundl rpccrt_no_roundl
#define truncl rpccrt_no_truncl
#define remainderl rpccrt_no_remainderl
#define remquol rpccrt_no_remquol
#define fdiml rpccrt_no_fdiml
#define fmaxl rpccrt_no_fmaxl
#define fminl rpccrt_no_fminl
#define fmal rpccrt_no_fmal
#define scalbnl rpccrt_no_scalbnl
#define scalblnl rpccrt_no_scalblnl
#define lrintl rpccrt_no_lrintl
#define llrintl rpccrt_no_llrintl
#define lroundl rpccrt_no_lroundl
#define llroundl rpccrt_no_llroundl
#define lrint rpccrt_no_lrint
#define lround rpccrt_no_lround
// glibc puts the name behind this, for those that it has for vectors.
#define __DECL_SIMD_rpccrt_no_acosl
#define __DECL_SIMD_rpccrt_no_asinl
#define __DECL_SIMD_rpccrt_no_atanl
#define __DECL_SIMD_rpccrt_no_atan2l
#define __DECL_SIMD_rpccrt_no_cosl
#define __DECL_SIMD_rpccrt_no_sinl
#define __DECL_SIMD_rpccrt_no_tanl
#define __DECL_SIMD_rpccrt_no_coshl
#define __DECL_SIMD_rpccrt_no_sinhl
#define __DECL_SIMD_rpccrt_no_tanhl
#define __DECL_SIMD_rpccrt_no_acoshl
#define __DECL_SIMD_rpccrt_no_asinhl
#define __DECL_SIMD_rpccrt_no_atanhl
#define __DECL_SIMD_rpccrt_no_expl
#define __DECL_SIMD_rpccrt_no_frexpl
#define __DECL_SIMD_rpccrt_no_ldexpl
#define __DECL_SIMD_rpccrt_no_logl
#define __DECL_SIMD_rpccrt_no_log10l
#define __DECL_SIMD_rpccrt_no_modfl
#define __DECL_SIMD_rpccrt_no_exp2l
#define __DECL_SIMD_rpccrt_no_expm1l
#define __DECL_SIMD_rpccrt_no_log2l
#define __DECL_SIMD_rpccrt_no_log1pl
#define __DECL_SIMD_rpccrt_no_logbl
#define __DECL_SIMD_rpccrt_no_ilogbl
#define __DECL_SIMD_rpccrt_no_powl
#define __DECL_SIMD_rpccrt_no_sqrtl
#define __DECL_SIMD_rpccrt_no_hypotl
#define __DECL_SIMD_rpccrt_no_cbrtl
#define __DECL_SIMD_rpccrt_no_ceill
#define __DECL_SIMD_rpccrt_no_fabsl
#define __DECL_SIMD_rpccrt_no_floorl
#define __DECL_SIMD_rpccrt_no_fmodl
#define __DECL_SIMD_rpccrt_no_copysignl
#define __DECL_SIMD_rpccrt_no_nanl
#define __DECL_SIMD_rpccrt_no_nextafterl
#define __DECL_SIMD_rpccrt_no_nexttowardl
#define __DECL_SIMD_rpccrt_no_erfl
#define __DECL_SIMD_rpccrt_no_erfcl
#define __DECL_SIMD_rpccrt_no_lgammal
#define __DECL_SIMD_rpccrt_no_tgammal
#define __DECL_SIMD_rpccrt_no_rintl
#define __DECL_SIMD_rpccrt_no_nearbyintl
#define __DECL_SIMD_rpccrt_no_roundl
#define __DECL_SIMD_rpccrt_no_truncl
#define __DECL_SIMD_rpccrt_no_remainderl
#define __DECL_SIMD_rpccrt_no_remquol
#define __DECL_SIMD_rpccrt_no_fdiml
#define __DECL_SIMD_rpccrt_no_fmaxl
#define __DECL_SIMD_rpccrt_no_fminl
#define __DECL_SIMD_rpccrt_no_fmal
#define __DECL_SIMD_rpccrt_no_scalbnl
#define __DECL_SIMD_rpccrt_no_scalblnl
#define __DECL_SIMD_rpccrt_no_lrintl
#define __DECL_SIMD_rpccrt_no_llrintl
#define __DECL_SIMD_rpccrt_no_lroundl
#define __DECL_SIMD_rpccrt_no_llroundl
#include_next <math.h>
#undef acosl
#undef asinl
#undef atanl
#undef atan2l
#undef cosl
#undef sinl
#undef tanl
#undef coshl
#undef sinhl
#undef tanhl
#undef acoshl
#undef asinhl
#undef atanhl
#undef expl
#undef frexpl
#undef ldexpl
#undef logl
#undef log10l
#undef modfl
#undef exp2l
#undef expm1l
#undef log2l
#undef log1pl
#undef logbl
#undef ilogbl
#undef powl
#undef sqrtl
#undef hypotl
#undef cbrtl
#undef ceill
#undef fabsl
#undef floorl
#undef fmodl
#undef copysignl
#undef nanl
#undef nextafterl
#undef nexttowardl
#undef erfl
#undef erfcl
#undef lgammal
#undef tgammal
#undef rintl
#undef nearbyintl
#undef roundl
#undef truncl
#undef remainderl
#undef remquol
#undef fdiml
#undef fmaxl
#undef fminl
#undef fmal
#undef scalbnl
#undef scalblnl
#undef lrintl
#undef llrintl
#undef lroundl
#undef llroundl
#undef lrint
#undef lround

double acosl(double value) __asm__("acos");
double asinl(double value) __asm__("asin");
double atanl(double value) __asm__("atan");
double atan2l(double one, double other) __asm__("atan2");
double cosl(double value) __asm__("cos");
double sinl(double value) __asm__("sin");
double tanl(double value) __asm__("tan");
double coshl(double value) __asm__("cosh");
double sinhl(double value) __asm__("sinh");
double tanhl(double value) __asm__("tanh");
double acoshl(double value) __asm__("acosh");
double asinhl(double value) __asm__("asinh");
double atanhl(double value) __asm__("atanh");
double expl(double value) __asm__("exp");
double frexpl(double value, int* exponent) __asm__("frexp");
double ldexpl(double value, int exponent) __asm__("ldexp");
double logl(double value) __asm__("log");
double log10l(double value) __asm__("log10");
double modfl(double value, double* whole) __asm__("modf");
double exp2l(double value) __asm__("exp2");
double expm1l(double value) __asm__("expm1");
double log2l(double value) __asm__("log2");
double log1pl(double value) __asm__("log1p");
double logbl(double value) __asm__("logb");
int ilogbl(double value) __asm__("ilogb");
double powl(double one, double other) __asm__("pow");
double sqrtl(double value) __asm__("sqrt");
double hypotl(double one, double other) __asm__("hypot");
double cbrtl(double value) __asm__("cbrt");
double ceill(double value) __asm__("ceil");
double fabsl(double value) __asm__("fabs");
double floorl(double value) __asm__("floor");
double fmodl(double one, double other) __asm__("fmod");
double copysignl(double one, double other) __asm__("copysign");
double nanl(const char* tag) __asm__("nan");
double nextafterl(double one, double other) __asm__("nextafter");
double nexttowardl(double one, double other) __asm__("nextafter");
double erfl(double value) __asm__("erf");
double erfcl(double value) __asm__("erfc");
double lgammal(double value) __asm__("lgamma");
double tgammal(double value) __asm__("tgamma");
double rintl(double value) __asm__("rint");
double nearbyintl(double value) __asm__("nearbyint");
double roundl(double value) __asm__("round");
double truncl(double value) __asm__("trunc");
double remainderl(double one, double other) __asm__("remainder");
double remquol(double one, double other, int* quotient) __asm__("remquo");
double fdiml(double one, double other) __asm__("fdim");
double fmaxl(double one, double other) __asm__("fmax");
double fminl(double one, double other) __asm__("fmin");
double fmal(double one, double other, double third) __asm__("fma");
double scalbnl(double value, int exponent) __asm__("scalbn");
double scalblnl(double value, int exponent) __asm__("scalbn");
int lrintl(double value) __asm__("lrint");
__int64 llrintl(double value) __asm__("llrint");
int lroundl(double value) __asm__("lround");
__int64 llroundl(double value) __asm__("llround");
int lrint(double value) __asm__("lrint");
int lround(double value) __asm__("lround");
int lrintf(float value) __asm__("lrintf");
int lroundf(float value) __asm__("lroundf");
#endif

#include <rpccrt_floating.h>

struct _complex {
    double x, y;
};
static inline double _cabs(struct _complex value) { return _hypot(value.x, value.y); }

#include <rpccrt_round.h>

#endif
