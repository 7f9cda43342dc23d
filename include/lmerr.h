// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <lmerr.h>: errors of the network management API.
#ifndef RPCRT4_INCLUDE_LMERR_H
#define RPCRT4_INCLUDE_LMERR_H

#include <winerror.h>

#define NERR_BASE 2100
#define MAX_NERR (NERR_BASE + 899)
#define NERR_Success 0

#define NERR_NetNotStarted (NERR_BASE + 2)
#define NERR_UnknownServer (NERR_BASE + 3)
#define NERR_ShareMem (NERR_BASE + 4)
#define NERR_NoNetworkResource (NERR_BASE + 5)
#define NERR_RemoteOnly (NERR_BASE + 6)
#define NERR_DevNotRedirected (NERR_BASE + 7)
#define NERR_ServerNotStarted (NERR_BASE + 14)
#define NERR_ItemNotFound (NERR_BASE + 15)
#define NERR_UnknownDevDir (NERR_BASE + 16)
#define NERR_RedirectedPath (NERR_BASE + 17)
#define NERR_DuplicateShare (NERR_BASE + 18)
#define NERR_NoRoom (NERR_BASE + 19)
#define NERR_TooManyItems (NERR_BASE + 21)
#define NERR_InvalidMaxUsers (NERR_BASE + 22)
#define NERR_BufTooSmall (NERR_BASE + 23)
#define NERR_RemoteErr (NERR_BASE + 27)
#define NERR_NetworkError (NERR_BASE + 36)
#define NERR_WkstaInconsistentState (NERR_BASE + 37)
#define NERR_WkstaNotStarted (NERR_BASE + 38)
#define NERR_BrowserNotStarted (NERR_BASE + 39)
#define NERR_InternalError (NERR_BASE + 40)
#define NERR_BadTransactConfig (NERR_BASE + 41)
#define NERR_InvalidAPI (NERR_BASE + 42)
#define NERR_GroupNotFound (NERR_BASE + 120)
#define NERR_UserNotFound (NERR_BASE + 121)
#define NERR_GroupExists (NERR_BASE + 123)
#define NERR_UserExists (NERR_BASE + 124)
#define NERR_NotPrimary (NERR_BASE + 126)
#define NERR_PasswordTooShort (NERR_BASE + 145)
#define NERR_NetNameNotFound (NERR_BASE + 210)
#define NERR_ClientNameNotFound (NERR_BASE + 212)
#define NERR_BadDev (NERR_BASE + 241)
#define NERR_InvalidComputer (NERR_BASE + 251)
#define NERR_DCNotFound (NERR_BASE + 353)
#define NERR_SetupAlreadyJoined (NERR_BASE + 591)
#define NERR_SetupNotJoined (NERR_BASE + 592)

#endif
