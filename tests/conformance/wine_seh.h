/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Force-included when a program of this folder is built by clang for mingw-w64: Wine 8.0's __C_specific_handler enters
   the handler without the exception code in rax (observed: GetExceptionCode() is 0 there, right in the filter), so the
   code is kept when the filter runs. On Windows both ways give the same value. */
#include <windows.h>
#include <rpc.h>
static __thread unsigned long wine_seh_code;
#undef RpcExcept
#undef RpcExceptionCode
#define RpcExcept(filter)                                   \
    }                                                       \
    __except (wine_seh_code = GetExceptionCode(), (filter)) \
    {
#define RpcExceptionCode() wine_seh_code
