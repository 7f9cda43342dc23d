// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <consoleapi3.h>: a console's window, which a terminal has not.
#ifndef RPCRT4_INCLUDE_CONSOLEAPI3_H
#define RPCRT4_INCLUDE_CONSOLEAPI3_H

#include <windef.h>

RPCRT4_BEGIN_C

// Null.
WINBASEAPI HWND WINAPI GetConsoleWindow(VOID);

RPCRT4_END_C

#endif
