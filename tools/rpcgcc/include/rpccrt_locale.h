// SPDX-License-Identifier: LGPL-2.1-or-later
// The type of a locale: the system's. NULL is the thread's.
#ifndef RPCCRT_LOCALE_H
#define RPCCRT_LOCALE_H

#include <rpccrt.h>

struct __locale_struct;
typedef struct __locale_struct* _locale_t;

#endif
