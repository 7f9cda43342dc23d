// SPDX-License-Identifier: LGPL-2.1-or-later
// <math.h>'s functions of C++ that give a long (rpccrt_long.h). What 32 bits cannot hold loses its upper ones.
#ifndef RPCCRT_ROUND_H
#define RPCCRT_ROUND_H

#ifdef __cplusplus

#include <rpccrt.h>

RPCCRT_BEGIN_CXX
inline int rpccrt_long_lround(float value) noexcept { return static_cast<int>(__builtin_lroundf(value)); }
inline int rpccrt_long_lround(double value) noexcept { return static_cast<int>(__builtin_lround(value)); }
inline int rpccrt_long_lrint(float value) noexcept { return static_cast<int>(__builtin_lrintf(value)); }
inline int rpccrt_long_lrint(double value) noexcept { return static_cast<int>(__builtin_lrint(value)); }
inline __int64 rpccrt_long_llround(float value) noexcept { return __builtin_llroundf(value); }
inline __int64 rpccrt_long_llround(double value) noexcept { return __builtin_llround(value); }
inline __int64 rpccrt_long_llrint(float value) noexcept { return __builtin_llrintf(value); }
inline __int64 rpccrt_long_llrint(double value) noexcept { return __builtin_llrint(value); }
template <class Integer>
int rpccrt_long_lround(Integer value) noexcept {
    return rpccrt_long_lround(static_cast<double>(value));
}
template <class Integer>
int rpccrt_long_lrint(Integer value) noexcept {
    return rpccrt_long_lrint(static_cast<double>(value));
}
template <class Integer>
__int64 rpccrt_long_llround(Integer value) noexcept {
    return rpccrt_long_llround(static_cast<double>(value));
}
template <class Integer>
__int64 rpccrt_long_llrint(Integer value) noexcept {
    return rpccrt_long_llrint(static_cast<double>(value));
}
inline int rpccrt_long_lroundf(float value) noexcept { return rpccrt_long_lround(value); }
inline int rpccrt_long_lroundl(double value) noexcept { return rpccrt_long_lround(value); }
inline int rpccrt_long_lrintf(float value) noexcept { return rpccrt_long_lrint(value); }
inline int rpccrt_long_lrintl(double value) noexcept { return rpccrt_long_lrint(value); }
inline __int64 rpccrt_long_llroundf(float value) noexcept { return rpccrt_long_llround(value); }
inline __int64 rpccrt_long_llroundl(double value) noexcept { return rpccrt_long_llround(value); }
inline __int64 rpccrt_long_llrintf(float value) noexcept { return rpccrt_long_llrint(value); }
inline __int64 rpccrt_long_llrintl(double value) noexcept { return rpccrt_long_llrint(value); }
namespace std {
using ::rpccrt_long_llrint;
using ::rpccrt_long_llrintf;
using ::rpccrt_long_llrintl;
using ::rpccrt_long_llround;
using ::rpccrt_long_llroundf;
using ::rpccrt_long_llroundl;
using ::rpccrt_long_lrint;
using ::rpccrt_long_lrintf;
using ::rpccrt_long_lrintl;
using ::rpccrt_long_lround;
using ::rpccrt_long_lroundf;
using ::rpccrt_long_lroundl;
}  // namespace std
RPCCRT_END_CXX

#endif
#endif
