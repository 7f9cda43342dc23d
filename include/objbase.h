// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <objbase.h>: <combaseapi.h>, the types of <objidl.h>, and the start of COM on a thread.
#ifndef RPCRT4_INCLUDE_OBJBASE_H
#define RPCRT4_INCLUDE_OBJBASE_H

#include <combaseapi.h>
#include <objidl.h>

typedef enum tagCOINIT {
    COINIT_APARTMENTTHREADED = 0x2,
    COINIT_MULTITHREADED = COINITBASE_MULTITHREADED,
    COINIT_DISABLE_OLE1DDE = 0x4,
    COINIT_SPEED_OVER_MEMORY = 0x8
} COINIT;

RPCRT4_BEGIN_C

// CoInitializeEx with COINIT_APARTMENTTHREADED.
WINOLEAPI CoInitialize(LPVOID reserved);

RPCRT4_END_C

#endif
