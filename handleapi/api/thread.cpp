// SPDX-License-Identifier: LGPL-2.1-or-later
// Threads, their ids and exit codes, APCs, and the ids of this process.
#include "handleapi/thread.hpp"

#include <sched.h>
#include <unistd.h>

#include "handleapi/api/create.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/foreign.hpp"
#include "handleapi/table.hpp"

#include <processthreadsapi.h>
#include <winbase.h>

using base::Ref;
using base::Status;
using namespace handleapi;

namespace {

constexpr SIZE_T kWindowsDefaultStack = 1024 * 1024;
static_assert(STILL_ACTIVE == Thread::kStillActive);

/// Without STACK_SIZE_PARAM_IS_A_RESERVATION the size is what to commit at first, and Windows reserves its default
/// beyond: such a program asks for a page and uses more.
SIZE_T stack_to_reserve(SIZE_T size, DWORD flags) {
    if (size == 0 || (flags & STACK_SIZE_PARAM_IS_A_RESERVATION)) return size;
    return size < kWindowsDefaultStack ? kWindowsDefaultStack : size;
}

HANDLE create_thread(LPSECURITY_ATTRIBUTES attributes, SIZE_T stack_size, LPTHREAD_START_ROUTINE start,
                     LPVOID parameter, DWORD flags, LPDWORD thread_id) {
    constexpr DWORD known = CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION;
    if (!start || (flags & ~known)) return failing(Status::error_invalid_parameter, HANDLE{});
    // Suspended until its handle exists: a thread that nobody could be told about must not have run.
    auto thread = Thread::create(start, parameter, stack_to_reserve(stack_size, flags), StartThread::suspended);
    if (!thread) return failing(thread.status(), HANDLE{});
    const auto handle = open_handle(*thread, inherit_flag(attributes));
    if (!handle) {
        (*thread)->abandon_start();
        return failing(handle.status(), HANDLE{});
    }
    if (thread_id) *thread_id = (*thread)->id();
    if (!(flags & CREATE_SUSPENDED)) (*thread)->resume();
    return *handle;
}

}  // namespace

extern "C" HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES attributes, SIZE_T stack_size, LPTHREAD_START_ROUTINE start,
                                      LPVOID parameter, DWORD flags, LPDWORD thread_id) {
    return or_no_memory(HANDLE{},
                        [&] { return create_thread(attributes, stack_size, start, parameter, flags, thread_id); });
}

extern "C" VOID WINAPI ExitThread(DWORD code) { Thread::exit(code); }

extern "C" BOOL WINAPI GetExitCodeThread(HANDLE handle, LPDWORD code) {
    return or_no_memory(FALSE, [&] {
        auto thread = reference<Thread>(handle);
        if (!thread) return refused<GetExitCodeThread>("GetExitCodeThread", thread.status(), FALSE, handle, code);
        if (!code) return failing(Status::error_invalid_parameter, FALSE);
        *code = (*thread)->signaled() ? (*thread)->exit_code() : Thread::kStillActive;
        return TRUE;
    });
}

extern "C" DWORD WINAPI ResumeThread(HANDLE handle) {
    return or_no_memory(~DWORD{0}, [&] {
        auto thread = reference<Thread>(handle);
        if (!thread) return refused<ResumeThread>("ResumeThread", thread.status(), ~DWORD{0}, handle);
        return (*thread)->resume();
    });
}

extern "C" DWORD WINAPI GetThreadId(HANDLE handle) {
    return or_no_memory(DWORD{0}, [&] {
        auto thread = reference<Thread>(handle);
        return thread ? (*thread)->id() : failing(thread.status(), DWORD{0});
    });
}

extern "C" DWORD WINAPI QueueUserAPC(PAPCFUNC function, HANDLE handle, ULONG_PTR parameter) {
    return or_no_memory(DWORD{0}, [&] {
        auto thread = reference<Thread>(handle);
        if (!thread) {  // its function comes first
            set_last_error(thread.status());
            if (!is_foreign(handle)) return DWORD{0};
            return pass_on<QueueUserAPC>("QueueUserAPC", DWORD{0}, function, handle, parameter);
        }
        if (!function) return failing(Status::error_invalid_parameter, DWORD{0});
        const Status status = (*thread)->queue_apc(function, parameter);
        return succeeded(status) ? DWORD{1} : failing(status, DWORD{0});
    });
}

extern "C" HANDLE WINAPI GetCurrentThread(void) { return reinterpret_cast<HANDLE>(intptr_t{-2}); }
extern "C" HANDLE WINAPI GetCurrentProcess(void) { return reinterpret_cast<HANDLE>(intptr_t{-1}); }
extern "C" DWORD WINAPI GetCurrentThreadId(void) { return current_thread_id(); }
extern "C" DWORD WINAPI GetCurrentProcessId(void) { return static_cast<DWORD>(getpid()); }
extern "C" BOOL WINAPI SwitchToThread(void) {
    // Linux does not tell whether another thread ran; Windows programs only use the answer to back off.
    return sched_yield() == 0 ? TRUE : FALSE;
}
