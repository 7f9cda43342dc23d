// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpc.h>: the one include of an RPC program: types and functions of the runtime, its status codes, asynchronous
// calls, and structured exceptions.
#ifndef RPCRT4_INCLUDE_RPC_H
#define RPCRT4_INCLUDE_RPC_H

#define __RPC_H__
#define RPC_UNICODE_SUPPORTED

#include <rpcexcept.h>
#include <windows.h>

#define __RPC_API
#define __RPC_USER
#define __RPC_STUB
#define RPC_ENTRY
#define __RPC_FAR
#define RPCRTAPI RPCRT4_IMPORT
#define RPCNSAPI RPCRT4_IMPORT
#if defined(__LP64__)
#define __RPC_WIN64__
#else
#define __RPC_WIN32__
#endif

// Functions with a variable argument list keep the Windows x64 convention, whatever the program's own is: the library
// then finds all arguments in one array of 8-byte slots, which is what procedure format strings describe.
#if defined(__x86_64__)
#define RPC_VAR_ENTRY __attribute__((__ms_abi__))
#else
#define RPC_VAR_ENTRY
#endif

typedef void* I_RPC_HANDLE;
typedef LONG RPC_STATUS;

// The order matters, hence the empty lines.
#include <rpcdce.h>

#include <rpcnsi.h>
#include <rpcnterr.h>

#include <rpcasync.h>

#endif
