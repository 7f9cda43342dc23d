// SPDX-License-Identifier: LGPL-2.1-or-later
// In C++ libstdc++ keeps the system's functions of long and long long. Sources call these in their place, whose types
// are those of Windows: rpcgcc writes rpccrt_long_NAME for NAME, also behind std::. No other header says these names.
// A long long of sources is the system's long.
#ifndef RPCCRT_LONG_H
#define RPCCRT_LONG_H

#ifdef __cplusplus

#include <rpccrt.h>
#include <stdio.h>
#include <stdlib.h>

// long and int are one type there, and so are the results of their divisions.
typedef div_t rpccrt_long_ldiv_t;
typedef struct {
    __int64 quot, rem;
} rpccrt_long_lldiv_t;

RPCCRT_BEGIN
int rpccrt_long_strtol(const char* text, char** end, int base) RPCCRT_IS(strtol);
unsigned rpccrt_long_strtoul(const char* text, char** end, int base) RPCCRT_IS(strtoul);
__int64 rpccrt_long_strtoll(const char* text, char** end, int base) RPCCRT_IS(strtoll);
unsigned __int64 rpccrt_long_strtoull(const char* text, char** end, int base) RPCCRT_IS(strtoull);
int rpccrt_long_atol(const char* text) RPCCRT_IS(atol);
__int64 rpccrt_long_atoll(const char* text) RPCCRT_IS(atoll);
int rpccrt_long_labs(int value) RPCCRT_IS(labs);
__int64 rpccrt_long_llabs(__int64 value) __asm__("llabs");
rpccrt_long_ldiv_t rpccrt_long_ldiv(int value, int by) RPCCRT_IS(ldiv);
rpccrt_long_lldiv_t rpccrt_long_lldiv(__int64 value, __int64 by) __asm__("lldiv");
int rpccrt_long_wcstol(const wchar_t* text, wchar_t** end, int base) RPCCRT_IS(wcstol);
unsigned rpccrt_long_wcstoul(const wchar_t* text, wchar_t** end, int base) RPCCRT_IS(wcstoul);
__int64 rpccrt_long_wcstoll(const wchar_t* text, wchar_t** end, int base) RPCCRT_IS(wcstoll);
unsigned __int64 rpccrt_long_wcstoull(const wchar_t* text, wchar_t** end, int base) RPCCRT_IS(wcstoull);
int rpccrt_long_fseek(FILE* stream, int offset, int origin) RPCCRT_IS(fseek);
int rpccrt_long_ftell(FILE* stream) RPCCRT_IS(ftell);
RPCCRT_END

RPCCRT_BEGIN_CXX
namespace std {
using ::rpccrt_long_atol;
using ::rpccrt_long_atoll;
using ::rpccrt_long_fseek;
using ::rpccrt_long_ftell;
using ::rpccrt_long_labs;
using ::rpccrt_long_ldiv;
using ::rpccrt_long_ldiv_t;
using ::rpccrt_long_llabs;
using ::rpccrt_long_lldiv;
using ::rpccrt_long_lldiv_t;
using ::rpccrt_long_strtol;
using ::rpccrt_long_strtoll;
using ::rpccrt_long_strtoul;
using ::rpccrt_long_strtoull;
using ::rpccrt_long_wcstol;
using ::rpccrt_long_wcstoll;
using ::rpccrt_long_wcstoul;
using ::rpccrt_long_wcstoull;
}  // namespace std
RPCCRT_END_CXX

#endif
#endif
