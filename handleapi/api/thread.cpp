// SPDX-License-Identifier: LGPL-2.1-or-later
// Threads, their ids and exit codes, suspending, APCs, and the ids of this process. Settings: thread_info.cpp.
#include "handleapi/thread.hpp"

#include <sched.h>
#include <unistd.h>

#include "handleapi/api/create.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/api/thread_handle.hpp"
#include "handleapi/foreign.hpp"
#include "handleapi/process/process.hpp"
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

/// Threads of ours that have never used the library have no object, and are refused like a stranger's.
base::Result<Ref<Object>> thread_with_id(DWORD id) {
    if (id == current_thread_id()) return Ref<Object>(current_thread());
    if (Ref<Thread> own = Thread::find(id)) return Ref<Object>(std::move(own));
    auto remote = RemoteThread::open(id);
    return remote ? base::Result<Ref<Object>>(Ref<Object>(std::move(*remote))) : remote.status();
}

HANDLE create_thread(LPSECURITY_ATTRIBUTES attributes, SIZE_T stack_size, LPTHREAD_START_ROUTINE start,
                     LPVOID parameter, DWORD flags, LPDWORD thread_id) {
    constexpr DWORD known = CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION;
    if (!start || (flags & ~known)) return failing(Status::error_invalid_parameter, HANDLE{});
    // Suspended until its handle exists: a thread that nobody could be told about must not have run.
    auto thread = Thread::create(start, parameter, stack_to_reserve(stack_size, flags), StartThread::suspended);
    if (!thread) return failing(thread.status(), HANDLE{});
    (*thread)->allow_termination();
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

extern "C" HANDLE WINAPI CreateRemoteThread(HANDLE process, LPSECURITY_ATTRIBUTES attributes, SIZE_T stack_size,
                                            LPTHREAD_START_ROUTINE start, LPVOID parameter, DWORD flags,
                                            LPDWORD thread_id) {
    return CreateRemoteThreadEx(process, attributes, stack_size, start, parameter, flags, nullptr, thread_id);
}
extern "C" HANDLE WINAPI CreateRemoteThreadEx(HANDLE handle, LPSECURITY_ATTRIBUTES attributes, SIZE_T stack_size,
                                              LPTHREAD_START_ROUTINE start, LPVOID parameter, DWORD flags,
                                              LPPROC_THREAD_ATTRIBUTE_LIST, LPDWORD thread_id) {
    return or_no_memory(HANDLE{}, [&] {
        auto process = reference<Process>(handle, PROCESS_CREATE_THREAD);
        if (!process) return failing(process.status(), HANDLE{});
        // A thread can only be made by the process it belongs to.
        if (!(*process)->is_current()) return failing(Status::error_access_denied, HANDLE{});
        return create_thread(attributes, stack_size, start, parameter, flags, thread_id);
    });
}

extern "C" HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD thread_id) {
    return or_no_memory(HANDLE{}, [&] {
        auto thread = thread_with_id(thread_id);
        if (!thread) return failing(thread.status(), HANDLE{});
        const AccessMask granted = granted_access(ObjectType::thread, access);
        return value_or(open_handle(std::move(*thread), granted, inherit ? kHandleInherit : 0), HANDLE{});
    });
}

extern "C" BOOL WINAPI GetExitCodeThread(HANDLE handle, LPDWORD code) {
    return or_no_memory(FALSE, [&] {
        const ThreadHandle thread(handle, THREAD_QUERY_LIMITED_INFORMATION);
        if (failed(thread.status())) {
            return refused<GetExitCodeThread>("GetExitCodeThread", thread.status(), FALSE, handle, code);
        }
        if (!code) return failing(Status::error_invalid_parameter, FALSE);
        if (thread.own()) {
            *code = thread.own()->signaled() ? thread.own()->exit_code() : Thread::kStillActive;
            return TRUE;
        }
        const auto found = thread.foreign()->exit_code();
        if (found) *code = *found;
        return bool_from(found.status());
    });
}

extern "C" DWORD WINAPI SuspendThread(HANDLE handle) {
    return or_no_memory(~DWORD{0}, [&] {
        const ThreadHandle thread(handle, THREAD_SUSPEND_RESUME);
        if (failed(thread.status())) return failing(thread.status(), ~DWORD{0});
        return value_or(thread.own() ? thread.own()->suspend() : thread.foreign()->suspend(), ~DWORD{0});
    });
}

extern "C" DWORD WINAPI ResumeThread(HANDLE handle) {
    return or_no_memory(~DWORD{0}, [&] {
        const ThreadHandle thread(handle, THREAD_SUSPEND_RESUME);
        if (failed(thread.status())) return refused<ResumeThread>("ResumeThread", thread.status(), ~DWORD{0}, handle);
        return thread.own() ? thread.own()->resume() : value_or(thread.foreign()->resume(), ~DWORD{0});
    });
}

extern "C" BOOL WINAPI TerminateThread(HANDLE handle, DWORD code) {
    bool own = false;
    const BOOL done = with_thread(handle, THREAD_TERMINATE, FALSE, [&](Thread& thread) {
        own = &thread == current_thread_pointer;
        return own ? TRUE : bool_from(thread.terminate(code));
    });
    if (own) Thread::exit(code);
    return done;
}

extern "C" DWORD WINAPI GetThreadId(HANDLE handle) {
    return or_no_memory(DWORD{0}, [&] {
        const ThreadHandle thread(handle, THREAD_QUERY_LIMITED_INFORMATION);
        if (failed(thread.status())) return failing(thread.status(), DWORD{0});
        return thread.own() ? thread.own()->id() : thread.foreign()->id();
    });
}

extern "C" DWORD WINAPI GetProcessIdOfThread(HANDLE handle) {
    return or_no_memory(DWORD{0}, [&] {
        const ThreadHandle thread(handle, THREAD_QUERY_LIMITED_INFORMATION);
        if (failed(thread.status())) return failing(thread.status(), DWORD{0});
        return thread.own() ? static_cast<DWORD>(getpid()) : thread.foreign()->process_id();
    });
}

extern "C" DWORD WINAPI QueueUserAPC(PAPCFUNC function, HANDLE handle, ULONG_PTR parameter) {
    return or_no_memory(DWORD{0}, [&] {
        const ThreadHandle thread(handle, THREAD_SET_CONTEXT);
        if (failed(thread.status())) {  // its function comes first
            set_last_error(thread.status());
            if (!is_foreign(handle)) return DWORD{0};
            return pass_on<QueueUserAPC>("QueueUserAPC", DWORD{0}, function, handle, parameter);
        }
        if (!thread.own()) return failing(Status::error_access_denied, DWORD{0});
        if (!function) return failing(Status::error_invalid_parameter, DWORD{0});
        const Status status = thread.own()->queue_apc(function, parameter);
        return succeeded(status) ? DWORD{1} : failing(status, DWORD{0});
    });
}
extern "C" BOOL WINAPI QueueUserAPC2(PAPCFUNC function, HANDLE handle, ULONG_PTR parameter,
                                     QUEUE_USER_APC_FLAGS flags) {
    // Special APCs interrupt a thread anywhere; here nothing does that to a program's code.
    if (flags == QUEUE_USER_APC_FLAGS_SPECIAL_USER_APC) return failing(Status::error_not_supported, FALSE);
    if (flags != QUEUE_USER_APC_FLAGS_NONE) return failing(Status::error_invalid_parameter, FALSE);
    return static_cast<BOOL>(QueueUserAPC(function, handle, parameter));
}

extern "C" HANDLE WINAPI GetCurrentThread(void) { return reinterpret_cast<HANDLE>(intptr_t{-2}); }
extern "C" HANDLE WINAPI GetCurrentProcess(void) { return reinterpret_cast<HANDLE>(intptr_t{-1}); }
extern "C" DWORD WINAPI GetCurrentThreadId(void) { return current_thread_id(); }
extern "C" DWORD WINAPI GetCurrentProcessId(void) { return static_cast<DWORD>(getpid()); }
extern "C" BOOL WINAPI SwitchToThread(void) {
    // Linux does not tell whether another thread ran; Windows programs only use the answer to back off.
    return sched_yield() == 0 ? TRUE : FALSE;
}
