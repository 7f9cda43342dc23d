// SPDX-License-Identifier: LGPL-2.1-or-later
// <debugapi.h>: output for debuggers (debug_output.hpp says where it goes), and whether there is one. The functions of
// debuggers themselves are not exported.
#include <unistd.h>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/debug_output.hpp"
#include "handleapi/process/process.hpp"
#include "handleapi/table.hpp"

#include <debugapi.h>
#include <errhandlingapi.h>
#include <processthreadsapi.h>

using base::Status;
using namespace handleapi;

extern "C" VOID WINAPI OutputDebugStringA(LPCSTR text) { write_debug_output(text ? text : ""); }
extern "C" VOID WINAPI OutputDebugStringW(LPCWSTR text) {
    or_no_memory(0, [&] {
        write_debug_output(text ? base::to_utf8(text) : "");
        return 0;
    });
}

extern "C" BOOL WINAPI IsDebuggerPresent(void) { return is_traced(getpid()); }

extern "C" BOOL WINAPI CheckRemoteDebuggerPresent(HANDLE process, PBOOL present) {
    return or_no_memory(FALSE, [&] {
        if (!process || !present) return failing(Status::error_invalid_parameter, FALSE);
        const auto debugged = reference<Process>(process);
        if (!debugged) return failing(debugged.status(), FALSE);
        static_cast<void>((*debugged)->exit_code());  // looks whether it has ended: then its id may be another's
        *present = !(*debugged)->signaled() && is_traced(static_cast<int>((*debugged)->id()));
        return TRUE;
    });
}

/// A debugger gets its trap; without one it is an exception like others.
extern "C" VOID WINAPI DebugBreak(void) {
    if (!is_traced(getpid())) {
        RaiseException(STATUS_BREAKPOINT, 0, 0, nullptr);
        return;
    }
    asm volatile("int3");
}
