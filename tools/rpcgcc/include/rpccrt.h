// SPDX-License-Identifier: LGPL-2.1-or-later
// What the headers of the Windows C runtime have in common here. Each includes the system's header with the functions
// that mean something else on Windows out of sight, and declares those again as functions of librpccrt.a, which have
// names of their own there. In these headers, as in all of the system's, long has 64 bits; Windows' is an int.
#ifndef RPCCRT_H
#define RPCCRT_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

/// Behind a declaration: the name it has in the library.
#define RPCCRT_IS(name) __asm__("rpccrt_" #name)

#ifdef __cplusplus
#define RPCCRT_BEGIN extern "C" {
#define RPCCRT_END }
#define RPCCRT_BEGIN_CXX extern "C++" {
#define RPCCRT_END_CXX }
#else
#define RPCCRT_BEGIN
#define RPCCRT_END
#endif

typedef int errno_t;
typedef size_t rsize_t;
#define _ERRNO_T_DEFINED
#define _RSIZE_T_DEFINED
#ifndef _CRTIMP
#define _CRTIMP
#endif
#define STRUNCATE 80
#define _TRUNCATE ((size_t)-1)

typedef void (*_invalid_parameter_handler)(const wchar_t* expression, const wchar_t* function, const wchar_t* file,
                                           unsigned int line, uintptr_t reserved);

RPCCRT_BEGIN
errno_t _get_errno(int* code) RPCCRT_IS(_get_errno);
errno_t _set_errno(int code) RPCCRT_IS(_set_errno);
RPCCRT_END

#endif
