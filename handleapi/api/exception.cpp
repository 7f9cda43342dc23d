// SPDX-License-Identifier: LGPL-2.1-or-later
// <errhandlingapi.h>: RaiseException. The rest of the exception machinery is handleapi/seh.cpp.
#include <errhandlingapi.h>

#include "handleapi/seh.hpp"

namespace {

/// Reserved for the system; callers' codes lose it.
constexpr DWORD kReservedCodeBit = 0x10000000;

}  // namespace

/// Filters see the code only: the arguments would be read through GetExceptionInformation, which does not exist here.
VOID WINAPI RaiseException(DWORD code, DWORD, DWORD, const ULONG_PTR*) { handleapi::raise(code & ~kReservedCodeBit); }
