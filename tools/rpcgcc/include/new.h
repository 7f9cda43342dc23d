// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <new.h>: what is called when C++'s new finds no memory; 0 lets it throw, anything else try again. The size
// is not told here, it is 0.
#ifndef RPCCRT_NEW_H
#define RPCCRT_NEW_H

#ifdef __cplusplus
#include <new>
#endif

#include <rpccrt.h>

typedef int (*_PNH)(size_t size);

RPCCRT_BEGIN
_PNH _set_new_handler(_PNH handler) RPCCRT_IS(_set_new_handler);
_PNH _query_new_handler(void) RPCCRT_IS(_query_new_handler);
RPCCRT_END

#endif
