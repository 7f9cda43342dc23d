// SPDX-License-Identifier: LGPL-2.1-or-later
// GetLastError, SetLastError, RestoreLastError.
#include "handleapi/last_error.hpp"

#include <errhandlingapi.h>

extern "C" DWORD WINAPI GetLastError(void) { return handleapi::last_error(); }
extern "C" VOID WINAPI SetLastError(DWORD code) { handleapi::set_last_error(code); }
/// Differs from SetLastError for debuggers only, which can stop at that one.
extern "C" VOID WINAPI RestoreLastError(DWORD code) { handleapi::set_last_error(code); }
