// SPDX-License-Identifier: LGPL-2.1-or-later
// Names of WinPR that Windows does not have, for programs of WinPR that run with this library in front of it. WinPR
// would take a handle of ours for a pointer: what asks for the inside of a handle is answered for WinPR's own only.
#include "handleapi/api/outcome.hpp"
#include "handleapi/foreign.hpp"

#include <processthreadsapi.h>
#include <winnt.h>

using base::Status;
using namespace handleapi;

// As winpr/synch.h, winpr/thread.h and winpr/file.h declare them.
extern "C" {
DECLSPEC_EXPORT HANDLE WINAPI _GetCurrentProcess(void);
DECLSPEC_EXPORT HANDLE WINAPI _GetCurrentThread(void);
DECLSPEC_EXPORT int WINAPI GetEventFileDescriptor(HANDLE event);
DECLSPEC_EXPORT int WINAPI SetEventFileDescriptor(HANDLE event, int descriptor, ULONG mode);
DECLSPEC_EXPORT void* WINAPI GetEventWaitObject(HANDLE event);
DECLSPEC_EXPORT int WINAPI GetNamePipeFileDescriptor(HANDLE pipe);
}

namespace {

/// An object of ours has no descriptor and nothing to point at.
template <auto* Function, typename R, typename... Args>
R of_foreign(const char* name, R failure, HANDLE handle, Args... args) {
    return refused<Function>(name, Status::error_invalid_handle, failure, handle, args...);
}

}  // namespace

// WinPR's are pointers of its own, or null, which the functions they are made for would not know here.
extern "C" HANDLE WINAPI _GetCurrentProcess(void) { return GetCurrentProcess(); }
extern "C" HANDLE WINAPI _GetCurrentThread(void) { return GetCurrentThread(); }

extern "C" int WINAPI GetEventFileDescriptor(HANDLE event) {
    return of_foreign<GetEventFileDescriptor>("GetEventFileDescriptor", -1, event);
}

extern "C" int WINAPI SetEventFileDescriptor(HANDLE event, int descriptor, ULONG mode) {
    return of_foreign<SetEventFileDescriptor>("SetEventFileDescriptor", -1, event, descriptor, mode);
}

extern "C" void* WINAPI GetEventWaitObject(HANDLE event) {
    return of_foreign<GetEventWaitObject>("GetEventWaitObject", static_cast<void*>(nullptr), event);
}

extern "C" int WINAPI GetNamePipeFileDescriptor(HANDLE pipe) {
    return of_foreign<GetNamePipeFileDescriptor>("GetNamePipeFileDescriptor", -1, pipe);
}
