// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <process.h>: the C library's names for starting threads, over CreateThread. A thread of _beginthreadex has a handle
// its starter closes; one of _beginthread has a handle that is closed when it ends. Failures are 0 or -1 and errno.
#ifndef RPCRT4_INCLUDE_PROCESS_H
#define RPCRT4_INCLUDE_PROCESS_H

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include <windows.h>

typedef void(__cdecl* _beginthread_proc_type)(void*);
typedef unsigned(__stdcall* _beginthreadex_proc_type)(void*);

static inline int rpcrt4_thread_errno(void) {
    return GetLastError() == ERROR_ACCESS_DENIED || GetLastError() == ERROR_NOT_ENOUGH_MEMORY ? EACCES : EAGAIN;
}

static inline uintptr_t _beginthreadex(void* security, unsigned stack_size, _beginthreadex_proc_type start,
                                       void* argument, unsigned flags, unsigned* thread_id) {
    DWORD id = 0;
    HANDLE thread;
    if (!start) {
        errno = EINVAL;
        return 0;
    }
    thread = CreateThread((LPSECURITY_ATTRIBUTES)security, stack_size, start, argument, flags, &id);
    if (!thread) errno = rpcrt4_thread_errno();
    if (thread && thread_id) *thread_id = id;
    return (uintptr_t)thread;
}

static inline void _endthreadex(unsigned code) { ExitThread(code); }

// What the thread needs to know to close its own handle.
struct rpcrt4_thread_start {
    _beginthread_proc_type start;
    void* argument;
    HANDLE thread;
};

// The handle of the calling thread when _beginthread started it; one variable in all files of a program.
RPCRT4_BEGIN_C
__attribute__((__weak__)) __thread HANDLE rpcrt4_own_thread;
RPCRT4_END_C

static inline void _endthread(void) {
    if (rpcrt4_own_thread) CloseHandle(rpcrt4_own_thread);
    rpcrt4_own_thread = NULL;
    ExitThread(0);
}

static inline unsigned __stdcall rpcrt4_run_thread(void* context) {
    struct rpcrt4_thread_start start = *(struct rpcrt4_thread_start*)context;
    free(context);
    rpcrt4_own_thread = start.thread;
    start.start(start.argument);
    _endthread();
    return 0;
}

static inline uintptr_t _beginthread(_beginthread_proc_type start, unsigned stack_size, void* argument) {
    struct rpcrt4_thread_start* context;
    HANDLE thread;
    if (!start) {
        errno = EINVAL;
        return (uintptr_t)-1;
    }
    context = (struct rpcrt4_thread_start*)malloc(sizeof *context);
    if (!context) {
        errno = EACCES;
        return (uintptr_t)-1;
    }
    context->start = start;
    context->argument = argument;
    // Suspended until it can know its handle.
    thread = CreateThread(NULL, stack_size, rpcrt4_run_thread, context, CREATE_SUSPENDED, NULL);
    if (!thread) {
        errno = rpcrt4_thread_errno();
        free(context);
        return (uintptr_t)-1;
    }
    context->thread = thread;
    ResumeThread(thread);
    return (uintptr_t)thread;
}

static inline int _getpid(void) { return (int)GetCurrentProcessId(); }

#endif
