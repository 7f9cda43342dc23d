// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <wincon.h>: consoles, which are terminals here.
#ifndef RPCRT4_INCLUDE_WINCON_H
#define RPCRT4_INCLUDE_WINCON_H

#include <minwindef.h>

#define CTRL_C_EVENT 0
#define CTRL_BREAK_EVENT 1
#define CTRL_CLOSE_EVENT 2
#define CTRL_LOGOFF_EVENT 5
#define CTRL_SHUTDOWN_EVENT 6

#include <consoleapi.h>
#include <consoleapi2.h>
#include <consoleapi3.h>

#endif
