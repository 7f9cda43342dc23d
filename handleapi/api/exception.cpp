// SPDX-License-Identifier: LGPL-2.1-or-later
// <errhandlingapi.h>: RaiseException and what hears of exceptions before and after the guarded blocks; error modes;
// ends without return. The machinery is handleapi/seh.cpp and vectored.cpp.
//
// The error modes are kept and told, and have no other effect: there are no message boxes here that they could
// suppress.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/seh.hpp"
#include "handleapi/vectored.hpp"

#include <errhandlingapi.h>
#include <excpt.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

constexpr DWORD kThreadModes = SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX;

constinit std::atomic<UINT> error_mode{0};
thread_local constinit DWORD thread_error_mode __attribute__((tls_model("initial-exec"))) = 0;

PVOID add_handler(vectored::Kind kind, ULONG first, PVECTORED_EXCEPTION_HANDLER handler) {
    if (!handler) return failing(Status::error_invalid_parameter, PVOID{});
    const auto position = first ? vectored::Position::first : vectored::Position::last;
    void* registration = vectored::add(kind, position, handler);
    return registration ? registration : failing(Status::error_not_enough_memory, PVOID{});
}

[[noreturn]] void end_with_message(const std::string& text) {
    std::fprintf(stderr, "%s\n", text.c_str());
    std::exit(EXIT_FAILURE);
}

}  // namespace

/// Filters of guarded blocks see the code only; vectored handlers and the unhandled filter get everything. The code is
/// what the caller gave: bit 28, which the documentation has cleared "before displaying a message", is in it, too.
extern "C" VOID WINAPI RaiseException(DWORD code, DWORD flags, DWORD count, const ULONG_PTR* arguments) {
    if (!vectored::resolve_raise(code, flags, count, arguments, __builtin_return_address(0))) raise(code);
}

extern "C" PVOID WINAPI AddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler) {
    return add_handler(vectored::Kind::exception, first, handler);
}
extern "C" ULONG WINAPI RemoveVectoredExceptionHandler(PVOID handler) {
    return vectored::remove(vectored::Kind::exception, handler);
}
extern "C" PVOID WINAPI AddVectoredContinueHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler) {
    return add_handler(vectored::Kind::continued, first, handler);
}
extern "C" ULONG WINAPI RemoveVectoredContinueHandler(PVOID handler) {
    return vectored::remove(vectored::Kind::continued, handler);
}

extern "C" LPTOP_LEVEL_EXCEPTION_FILTER WINAPI SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter) {
    return vectored::set_unhandled_filter(filter);
}
extern "C" LONG WINAPI UnhandledExceptionFilter(EXCEPTION_POINTERS* exception) {
    const LONG answer = vectored::filter_unhandled(*exception);
    return answer == EXCEPTION_CONTINUE_SEARCH ? EXCEPTION_EXECUTE_HANDLER : answer;
}

extern "C" UINT WINAPI GetErrorMode(void) { return error_mode; }
extern "C" UINT WINAPI SetErrorMode(UINT mode) {
    UINT before = error_mode;
    // Documented: once set, this one stays.
    while (!error_mode.compare_exchange_weak(before, mode | (before & SEM_NOALIGNMENTFAULTEXCEPT))) {
    }
    return before;
}
extern "C" DWORD WINAPI GetThreadErrorMode(void) { return thread_error_mode; }
extern "C" BOOL WINAPI SetThreadErrorMode(DWORD mode, LPDWORD old) {
    if (mode & ~kThreadModes) return failing(Status::error_invalid_parameter, FALSE);
    if (old) *old = thread_error_mode;
    thread_error_mode = mode;
    return TRUE;
}

extern "C" VOID WINAPI FatalAppExitA(UINT, LPCSTR text) { end_with_message(text ? text : ""); }
extern "C" VOID WINAPI FatalAppExitW(UINT, LPCWSTR text) { end_with_message(text ? base::to_utf8(text) : ""); }
extern "C" VOID WINAPI FatalExit(int code) { std::_Exit(code); }
