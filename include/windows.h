// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <windows.h>: what a Windows program expects to have after its first include: the base types, kernel32, consoles,
// structured exceptions, services (not with NOSERVICE), and, unless WIN32_LEAN_AND_MEAN is set, the RPC headers.
#ifndef RPCRT4_INCLUDE_WINDOWS_H
#define RPCRT4_INCLUDE_WINDOWS_H

#ifndef _INC_WINDOWS
#define _INC_WINDOWS
#endif
#define _WINDOWS_

#include <excpt.h>
#include <winbase.h>
#include <wincon.h>
#include <windef.h>
#include <winerror.h>
#include <winnls.h>
#ifndef NOSERVICE
#include <winsvc.h>
#endif
#ifndef WIN32_LEAN_AND_MEAN
#include <mmsystem.h>
#include <rpc.h>
#endif

#endif
