// SPDX-License-Identifier: LGPL-2.1-or-later
// <debugapi.h>: output for debuggers (debug_output.hpp says where it goes), and whether there is one. The functions of
// debuggers themselves are not exported.
#include <unistd.h>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/debug_output.hpp"
#include "handleapi/object.hpp"
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

/// For this process; debuggers of others are not looked for.
extern "C" BOOL WINAPI CheckRemoteDebuggerPresent(HANDLE process, PBOOL present) {
    return or_no_memory(FALSE, [&] {
        if (!process || !present) return failing(Status::error_invalid_parameter, FALSE);
        const base::Ref<Object> object = find_object(process);
        if (!object || object->type() != ObjectType::process) return failing(Status::error_invalid_handle, FALSE);
        if (object.get() != find_object(GetCurrentProcess()).get()) return failing(Status::error_not_supported, FALSE);
        *present = is_traced(getpid());
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
