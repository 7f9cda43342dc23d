// SPDX-License-Identifier: LGPL-2.1-or-later
// Threads: suspending, opening, priorities, times, processors, descriptions, tokens.
#include "facts.h"

#define LIMIT 60000

static HANDLE go;
static volatile LONG counter, stop;

static DWORD WINAPI wait_for_go(void* unused) {
    (void)unused;
    WaitForSingleObject(go, INFINITE);
    return 17;
}

static DWORD WINAPI count(void* unused) {
    (void)unused;
    while (!stop) InterlockedIncrement(&counter);
    return 3;
}

static DWORD body_id;
static int behind_exit;

static DWORD WINAPI leave(void* code) {
    body_id = GetCurrentThreadId();
    ExitThread((DWORD)(ULONG_PTR)code);
    behind_exit = 1;
    return 1;
}

/// Whether the counting thread counts within a while.
static int counts(void) {
    const LONG before = counter;
    int i;
    for (i = 0; i < 200 && counter == before; ++i) Sleep(5);
    return counter != before;
}

static void suspension(void) {
    HANDLE thread = CreateThread(NULL, 0, count, NULL, 0, NULL);
    DWORD depth;
    LONG before;
    FACT_NUMBER("CreateThread", "it runs", counts());
    FACT_DWORD("SuspendThread", "a running thread", -1, SuspendThread(thread));
    before = counter;
    Sleep(20);
    FACT_NUMBER("SuspendThread", "it stands", counter == before);
    FACT_DWORD("SuspendThread", "a second time", -1, SuspendThread(thread));
    FACT_DWORD("ResumeThread", "the second time", -1, ResumeThread(thread));
    before = counter;
    Sleep(20);
    FACT_NUMBER("ResumeThread", "it still stands", counter == before);
    FACT_DWORD("ResumeThread", "the first time", -1, ResumeThread(thread));
    FACT_NUMBER("ResumeThread", "it runs", counts());
    FACT_DWORD("ResumeThread", "a running thread", -1, ResumeThread(thread));
    for (depth = 0; depth < MAXIMUM_SUSPEND_COUNT; ++depth) SuspendThread(thread);
    FACT_DWORD("SuspendThread", "beyond the maximum", -1, SuspendThread(thread));
    while (ResumeThread(thread) > 1) {
    }
    FACT_NUMBER("ResumeThread", "it runs after all", counts());
    stop = 1;
    FACT_WAIT("WaitForSingleObject", "its end", WaitForSingleObject(thread, LIMIT));
    FACT_DWORD("SuspendThread", "an ended thread", -1, SuspendThread(thread));
    FACT_DWORD("ResumeThread", "an ended thread", -1, ResumeThread(thread));
    FACT_DWORD("SuspendThread", "null", -1, SuspendThread(NULL));
    FACT_DWORD("SuspendThread", "an event", -1, SuspendThread(go));
    FACT_DWORD("ResumeThread", "null", -1, ResumeThread(NULL));
    FACT_DWORD("ResumeThread", "an event", -1, ResumeThread(go));
    CloseHandle(thread);
    thread = CreateThread(NULL, 0, leave, (void*)9, CREATE_SUSPENDED, NULL);
    FACT_WAIT("WaitForSingleObject", "a thread created suspended", WaitForSingleObject(thread, 50));
    FACT_DWORD("SuspendThread", "a thread created suspended", -1, SuspendThread(thread));
    FACT_DWORD("ResumeThread", "a thread created suspended, twice", -1, ResumeThread(thread));
    FACT_DWORD("ResumeThread", "a thread created suspended", -1, ResumeThread(thread));
    FACT_WAIT("WaitForSingleObject", "its run", WaitForSingleObject(thread, LIMIT));
    GetExitCodeThread(thread, &depth);
    FACT_NUMBER("GetExitCodeThread", "the code of ExitThread", depth);
    CloseHandle(thread);
}

static void creation(void) {
    DWORD id = 0, code = 0;
    HANDLE thread;
    FACT_HANDLE("CreateThread", "with an id", thread, CreateThread(NULL, 0, leave, (void*)21, 0, &id));
    FACT_WAIT("ExitThread", "the thread is signaled", WaitForSingleObject(thread, LIMIT));
    FACT_BOOL("ExitThread", "its code can be asked for", GetExitCodeThread(thread, &code));
    FACT_NUMBER("ExitThread", "its code", code);
    FACT_NUMBER("ExitThread", "what stands behind it is run", behind_exit);
    FACT_NUMBER("CreateThread", "the id is the thread's own", body_id == id && id == GetThreadId(thread));
    CloseHandle(thread);
    FACT_HANDLE("CreateThread", "without an id", thread,
                CreateThread(NULL, 0x10000, leave, (void*)22, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL));
    FACT_BOOL("CloseHandle", "a thread that runs", CloseHandle(thread));  // S3
    FACT_NUMBER("GetCurrentThread", "the value", (int)(LONG_PTR)GetCurrentThread());
    FACT_NUMBER("GetCurrentThread", "is the calling thread", GetThreadId(GetCurrentThread()) == GetCurrentThreadId());
    CloseHandle(GetCurrentThread());
    FACT_NUMBER("GetCurrentThread", "closed, is the calling thread",
                GetThreadId(GetCurrentThread()) == GetCurrentThreadId());
    FACT_NUMBER("GetCurrentThreadId", "is not zero", GetCurrentThreadId() != 0);
    FACT_NUMBER("GetCurrentThreadId", "of another thread differs", body_id != GetCurrentThreadId());
    counter = stop = 0;
    thread = CreateThread(NULL, 0, count, NULL, 0, NULL);
    while (!counter) SwitchToThread();
    FACT_NUMBER("SwitchToThread", "another thread gets on", counter > 0);
    stop = 1;
    WaitForSingleObject(thread, LIMIT);
    CloseHandle(thread);
}

static void opening(void) {
    DWORD id = 0, code = 0;
    HANDLE thread = CreateThread(NULL, 0, wait_for_go, NULL, 0, &id), opened, limited;
    FACT_HANDLE("OpenThread", "id 0", opened, OpenThread(THREAD_ALL_ACCESS, FALSE, 0));
    FACT_HANDLE("OpenThread", "no such id", opened, OpenThread(THREAD_ALL_ACCESS, FALSE, 77777777));
    FACT_HANDLE("OpenThread", "a thread of this process", opened, OpenThread(THREAD_ALL_ACCESS, FALSE, id));
    FACT_NUMBER("GetThreadId", "of the opened one", GetThreadId(opened) == id);
    FACT_NUMBER("GetProcessIdOfThread", "of the opened one", GetProcessIdOfThread(opened) == GetCurrentProcessId());
    FACT_WAIT("WaitForSingleObject", "the opened one", WaitForSingleObject(opened, 0));
    FACT_BOOL("GetExitCodeThread", "the opened one", GetExitCodeThread(opened, &code));
    FACT_NUMBER("GetExitCodeThread", "the code of a running thread", code);
    limited = OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, id);
    FACT_DWORD("SuspendThread", "without THREAD_SUSPEND_RESUME", -1, SuspendThread(limited));
    FACT_DWORD("ResumeThread", "without THREAD_SUSPEND_RESUME", -1, ResumeThread(limited));
    FACT_WAIT("WaitForSingleObject", "without SYNCHRONIZE", WaitForSingleObject(limited, 0));
    FACT_BOOL("SetThreadPriority", "without THREAD_SET_INFORMATION", SetThreadPriority(limited, 0));
    FACT_BOOL("GetExitCodeThread", "with the right to query", GetExitCodeThread(limited, &code));
    CloseHandle(limited);
    limited = OpenThread(SYNCHRONIZE, FALSE, id);
    FACT_BOOL("GetExitCodeThread", "without the right to query", GetExitCodeThread(limited, &code));
    FACT_NUMBER("GetThreadPriority", "without the right to query",
                GetThreadPriority(limited) == THREAD_PRIORITY_ERROR_RETURN);
    CloseHandle(limited);
    SetEvent(go);
    FACT_WAIT("WaitForSingleObject", "the opened one ends", WaitForSingleObject(opened, LIMIT));
    GetExitCodeThread(opened, &code);
    FACT_NUMBER("GetExitCodeThread", "the code of the opened one", code);
    FACT_NUMBER("GetThreadId", "of an ended thread", GetThreadId(opened) == id);
    CloseHandle(opened);
    CloseHandle(thread);
    FACT_NUMBER("GetThreadId", "this thread", GetThreadId(GetCurrentThread()) == GetCurrentThreadId());
    FACT_DWORD("GetThreadId", "null", 0, GetThreadId(NULL));
    FACT_DWORD("GetThreadId", "an event", 0, GetThreadId(go));
    FACT_DWORD("GetProcessIdOfThread", "null", 0, GetProcessIdOfThread(NULL));
}

static void termination(void) {
    DWORD code = 0;
    HANDLE thread, limited;
    DWORD id = 0;
    ResetEvent(go);
    thread = CreateThread(NULL, 0, wait_for_go, NULL, 0, &id);
    while (WaitForSingleObject(thread, 50) != WAIT_TIMEOUT) {
    }
    limited = OpenThread(SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION, FALSE, id);
    FACT_BOOL("TerminateThread", "without THREAD_TERMINATE", TerminateThread(limited, 1));
    CloseHandle(limited);
    FACT_BOOL("TerminateThread", "a waiting thread", TerminateThread(thread, 4321));
    FACT_WAIT("WaitForSingleObject", "a terminated thread", WaitForSingleObject(thread, LIMIT));
    GetExitCodeThread(thread, &code);
    FACT_NUMBER("GetExitCodeThread", "of a terminated thread", code);
    CloseHandle(thread);
    thread = CreateThread(NULL, 0, leave, (void*)9, CREATE_SUSPENDED, NULL);
    FACT_BOOL("TerminateThread", "a thread created suspended", TerminateThread(thread, 22));
    FACT_WAIT("WaitForSingleObject", "terminated before its start", WaitForSingleObject(thread, LIMIT));
    GetExitCodeThread(thread, &code);
    FACT_NUMBER("GetExitCodeThread", "terminated before its start", code);
    CloseHandle(thread);
    FACT_BOOL("TerminateThread", "null", TerminateThread(NULL, 1));
    FACT_BOOL("TerminateThread", "an event", TerminateThread(go, 1));
}

static void priorities(void) {
    static const int values[] = {-16, -15, -14, -3, -2, -1, 0, 1, 2, 3, 14, 15, 16, 0x7fffffff};
    BOOL disabled = TRUE;
    char situation[40];
    size_t i;
    FACT_NUMBER("GetThreadPriority", "at first", GetThreadPriority(GetCurrentThread()));
    for (i = 0; i < sizeof values / sizeof *values; ++i) {
        snprintf(situation, sizeof situation, "priority %d", values[i]);
        FACT_BOOL("SetThreadPriority", situation, SetThreadPriority(GetCurrentThread(), values[i]));
        FACT_NUMBER("GetThreadPriority", situation, GetThreadPriority(GetCurrentThread()));
    }
    SetThreadPriority(GetCurrentThread(), 0);
    FACT_BOOL("SetThreadPriority", "null", SetThreadPriority(NULL, 0));
    FACT_BOOL("SetThreadPriority", "null and no priority", SetThreadPriority(NULL, 99));
    FACT_BOOL("SetThreadPriority", "an event", SetThreadPriority(go, 0));
    FACT_NUMBER("GetThreadPriority", "null", GetThreadPriority(NULL) == THREAD_PRIORITY_ERROR_RETURN);
    FACT_NUMBER("GetThreadPriority", "the error of null", GetLastError());
    FACT_BOOL("GetThreadPriorityBoost", "this thread", GetThreadPriorityBoost(GetCurrentThread(), &disabled));
    FACT_NUMBER("GetThreadPriorityBoost", "at first", disabled);
    FACT_BOOL("SetThreadPriorityBoost", "this thread", SetThreadPriorityBoost(GetCurrentThread(), FALSE));
    FACT_BOOL("GetThreadPriorityBoost", "null", GetThreadPriorityBoost(NULL, &disabled));
    FACT_BOOL("SetThreadPriorityBoost", "disabling", SetThreadPriorityBoost(GetCurrentThread(), TRUE));
    GetThreadPriorityBoost(GetCurrentThread(), &disabled);
    FACT_NUMBER("GetThreadPriorityBoost", "disabled", disabled);
    SetThreadPriorityBoost(GetCurrentThread(), FALSE);
    GetThreadPriorityBoost(GetCurrentThread(), &disabled);
    FACT_NUMBER("GetThreadPriorityBoost", "enabled again", disabled);
    FACT_BOOL("SetThreadPriorityBoost", "null", SetThreadPriorityBoost(NULL, FALSE));
    FACT_BOOL("SetThreadPriority", "the end of a background mode that was not begun",
              SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_END));
    FACT_BOOL("SetThreadPriority", "the begin of a background mode",
              SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_BEGIN));
    FACT_BOOL("SetThreadPriority", "the begin of a background mode, again",
              SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_BEGIN));
    FACT_BOOL("SetThreadPriority", "the end of a background mode",
              SetThreadPriority(GetCurrentThread(), THREAD_MODE_BACKGROUND_END));
}

static DWORD_PTR low_bit(DWORD_PTR mask) { return mask & (~mask + 1); }

static void settings(void) {
    ULONG size = 0;
    ULONG_PTR low = 0, high = 0;
    PWSTR text = NULL;
    FILETIME time;
    HANDLE token = NULL;
    HRESULT result;
    DWORD_PTR mask = 0, machine = 0;
    GetProcessAffinityMask(GetCurrentProcess(), &mask, &machine);
    FACT_BOOL("SetThreadStackGuarantee", "asking", SetThreadStackGuarantee(&size));
    FACT_NUMBER("SetThreadStackGuarantee", "at first", size);
    size = 12000;
    FACT_BOOL("SetThreadStackGuarantee", "setting", SetThreadStackGuarantee(&size));
    FACT_NUMBER("SetThreadStackGuarantee", "what was before", size);
    size = 0;
    SetThreadStackGuarantee(&size);
    FACT_NUMBER("SetThreadStackGuarantee", "in whole pages", size);
    size = 4096;
    FACT_BOOL("SetThreadStackGuarantee", "less than there is", SetThreadStackGuarantee(&size));
    size = 0;
    SetThreadStackGuarantee(&size);
    FACT_NUMBER("SetThreadStackGuarantee", "less than there is: is ignored", size);
    GetCurrentThreadStackLimits(&low, &high);
    FACT_NUMBER("GetCurrentThreadStackLimits", "around a local variable",
                low < (ULONG_PTR)&size && (ULONG_PTR)&size < high);
    FACT_BOOL("GetThreadTimes", "this thread", GetThreadTimes(GetCurrentThread(), &time, &time, &time, &time));
    FACT_BOOL("GetThreadTimes", "null", GetThreadTimes(NULL, &time, &time, &time, &time));
    FACT_BOOL("SetThreadAffinityMask", "no processor", SetThreadAffinityMask(GetCurrentThread(), 0));
    FACT_BOOL("SetThreadAffinityMask", "null", SetThreadAffinityMask(NULL, 1));
    FACT_DWORD("SetThreadIdealProcessor", "asking", -1,
               SetThreadIdealProcessor(GetCurrentThread(), MAXIMUM_PROCESSORS));
    FACT_DWORD("SetThreadIdealProcessor", "beyond the last", -1,
               SetThreadIdealProcessor(GetCurrentThread(), MAXIMUM_PROCESSORS + 1));
    FACT_DWORD("SetThreadIdealProcessor", "null", -1, SetThreadIdealProcessor(NULL, 0));
    FACT_NUMBER("SetThreadAffinityMask", "one processor",
                SetThreadAffinityMask(GetCurrentThread(), low_bit(mask)) != 0);
    FACT_NUMBER("SetThreadAffinityMask", "returns what was before",
                SetThreadAffinityMask(GetCurrentThread(), mask) == low_bit(mask));
    result = GetThreadDescription(GetCurrentThread(), &text);
    FACT_NUMBER("GetThreadDescription", "at first", SUCCEEDED(result) && text && !text[0]);
    LocalFree(text);
    result = SetThreadDescription(GetCurrentThread(), L"abc");
    FACT_NUMBER("SetThreadDescription", "this thread", SUCCEEDED(result));
    text = NULL;
    GetThreadDescription(GetCurrentThread(), &text);
    FACT_NUMBER("GetThreadDescription", "what was set", text && text[0] == 'a' && text[2] == 'c' && !text[3]);
    LocalFree(text);
    FACT_HEX("SetThreadDescription", "null", SetThreadDescription(NULL, L"abc"));
    FACT_HEX("GetThreadDescription", "null", GetThreadDescription(NULL, &text));
    FACT_BOOL("OpenThreadToken", "this thread", OpenThreadToken(GetCurrentThread(), 8, TRUE, &token));
    FACT_BOOL("OpenThreadToken", "null", OpenThreadToken(NULL, 8, TRUE, &token));
    FACT_BOOL("OpenProcessToken", "null", OpenProcessToken(NULL, 8, &token));
    FACT_BOOL("FlushInstructionCache", "this process", FlushInstructionCache(GetCurrentProcess(), NULL, 0));
    FACT_BOOL("GetExitCodeThread", "null", GetExitCodeThread(NULL, &size));
    FACT_BOOL("GetExitCodeThread", "an event", GetExitCodeThread(go, &size));
}

static void remote(void) {
    DWORD code = 0;
    HANDLE thread;
    FACT_HANDLE("CreateRemoteThread", "null", thread, CreateRemoteThread(NULL, NULL, 0, leave, (void*)5, 0, NULL));
    FACT_HANDLE("CreateRemoteThread", "an event", thread, CreateRemoteThread(go, NULL, 0, leave, (void*)5, 0, NULL));
    FACT_HANDLE("CreateRemoteThread", "this process", thread,
                CreateRemoteThread(GetCurrentProcess(), NULL, 0, leave, (void*)5, 0, NULL));
    FACT_WAIT("WaitForSingleObject", "the remote thread", WaitForSingleObject(thread, LIMIT));
    GetExitCodeThread(thread, &code);
    FACT_NUMBER("GetExitCodeThread", "of the remote thread", code);
    CloseHandle(thread);
}

int main(void) {
    go = CreateEventA(NULL, TRUE, FALSE, NULL);
    suspension();
    creation();
    opening();
    termination();
    priorities();
    settings();
    remote();
    return 0;
}
