// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcfd.h>: between handles of files and POSIX descriptors. Not of Windows.
#ifndef RPCRT4_INCLUDE_RPCFD_H
#define RPCRT4_INCLUDE_RPCFD_H

#include <minwindef.h>

RPCRT4_BEGIN_C

/// A handle for a copy of the descriptor: both have one position. The caller closes it with CloseHandle, which leaves
/// the descriptor open. INVALID_HANDLE_VALUE and the last error: ERROR_INVALID_HANDLE, ERROR_TOO_MANY_OPEN_FILES. Does
/// not block.
RPCRT4_IMPORT HANDLE RpcHandleOfDescriptor(int descriptor);

/// A copy, closed on exec, of the descriptor behind a file's or pipe's handle, which the caller closes. -1 and the last
/// error: ERROR_INVALID_HANDLE for what has none. Does not block.
RPCRT4_IMPORT int RpcDescriptorOfHandle(HANDLE handle);

RPCRT4_END_C

#endif
