// SPDX-License-Identifier: LGPL-2.1-or-later
// Processes and threads: times, cycles, tokens, processors, attributes, exit codes, asynchronous procedure calls; with
// handles of something else, without a right, without a place for the answer.
#include "facts.h"

#define QUERY_TOKEN 8  // TOKEN_QUERY; where there are no tokens the headers have no names of their rights

static HANDLE event, thread, no_right, process_no_right;

static DWORD WINAPI until_set(void* unused) {
    (void)unused;
    return WaitForSingleObject(event, 20000);
}

static HANDLE closed(void) {
    HANDLE made = CreateEventA(NULL, FALSE, FALSE, NULL);
    CloseHandle(made);
    return made;
}

static void open_all(void) {
    HANDLE self = GetCurrentProcess();
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    thread = CreateThread(NULL, 0, until_set, NULL, 0, NULL);
    DuplicateHandle(self, thread, self, &no_right, SYNCHRONIZE, FALSE, 0);
    DuplicateHandle(self, self, self, &process_no_right, SYNCHRONIZE, FALSE, 0);
}

static void close_all(void) {
    SetEvent(event);
    WaitForSingleObject(thread, 20000);
    CloseHandle(thread);
    CloseHandle(no_right);
    CloseHandle(process_no_right);
    CloseHandle(event);
}

static ULONGLONG value_of(FILETIME time) { return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime; }

/// The functions that ask for a process, with what is none or lacks the right.
static void no_process(const char* situation, HANDLE handle) {
    FILETIME time;
    ULONG64 cycles;
    DWORD number;
    DWORD_PTR mask, all;
    HANDLE token = NULL;
    FACT_BOOL("GetProcessTimes", situation, GetProcessTimes(handle, &time, &time, &time, &time));
    FACT_BOOL("QueryProcessCycleTime", situation, QueryProcessCycleTime(handle, &cycles));
    FACT_BOOL("GetProcessAffinityMask", situation, GetProcessAffinityMask(handle, &mask, &all));
    FACT_BOOL("SetProcessAffinityMask", situation, SetProcessAffinityMask(handle, 1));
    FACT_BOOL("GetProcessHandleCount", situation, GetProcessHandleCount(handle, &number));
    FACT_DWORD("GetPriorityClass", situation, 0, GetPriorityClass(handle));
    FACT_BOOL("SetPriorityClass", situation, SetPriorityClass(handle, NORMAL_PRIORITY_CLASS));
    FACT_DWORD("GetProcessId", situation, 0, GetProcessId(handle));
    FACT_BOOL("TerminateProcess", situation, TerminateProcess(handle, 0));
    FACT_BOOL("OpenProcessToken", situation, OpenProcessToken(handle, QUERY_TOKEN, &token));
}

static void no_thread(const char* situation, HANDLE handle) {
    FILETIME time;
    ULONG64 cycles;
    DWORD code;
    BOOL boost;
    HANDLE token = NULL;
    FACT_BOOL("GetThreadTimes", situation, GetThreadTimes(handle, &time, &time, &time, &time));
    FACT_BOOL("QueryThreadCycleTime", situation, QueryThreadCycleTime(handle, &cycles));
    FACT_BOOL("GetExitCodeThread", situation, GetExitCodeThread(handle, &code));
    FACT_DWORD("GetThreadId", situation, 0, GetThreadId(handle));
    FACT_DWORD("SuspendThread", situation, 0xffffffff, SuspendThread(handle));
    FACT_DWORD("ResumeThread", situation, 0xffffffff, ResumeThread(handle));
    FACT_BOOL("GetThreadPriorityBoost", situation, GetThreadPriorityBoost(handle, &boost));
    FACT_BOOL("SetThreadPriorityBoost", situation, SetThreadPriorityBoost(handle, FALSE));
    FACT_DWORD("GetThreadPriority", situation, THREAD_PRIORITY_ERROR_RETURN, GetThreadPriority(handle));
    FACT_BOOL("SetThreadPriority", situation, SetThreadPriority(handle, THREAD_PRIORITY_NORMAL));
    FACT_DWORD("SetThreadAffinityMask", situation, 0, SetThreadAffinityMask(handle, 1));
    FACT_BOOL("OpenThreadToken", situation, OpenThreadToken(handle, QUERY_TOKEN, TRUE, &token));
}

static void times(void) {
    FILETIME made, ended, kernel, user, before, after;
    DWORD id = 0;
    HANDLE other;
    GetSystemTimeAsFileTime(&before);
    other = CreateThread(NULL, 0, until_set, NULL, 0, &id);
    GetSystemTimeAsFileTime(&after);
    FACT_BOOL("GetThreadTimes", "a thread just made", GetThreadTimes(other, &made, &ended, &kernel, &user));
    // Clocks of the system go by ticks: a tenth of a second is more than any of them.
    FACT_NUMBER("GetThreadTimes", "a thread just made: when",
                value_of(made) + 1000000 > value_of(before) && value_of(made) < value_of(after) + 1000000);
    SetEvent(event);
    WaitForSingleObject(other, 20000);
    WaitForSingleObject(thread, 20000);
    ResetEvent(event);
    FACT_BOOL("GetThreadTimes", "an ended thread", GetThreadTimes(other, &made, &ended, &kernel, &user));
    FACT_NUMBER("GetThreadTimes", "an ended thread: ended after it was made", value_of(ended) >= value_of(made));
    CloseHandle(other);
    FACT_BOOL("GetThreadTimes", "a closed handle of a thread", GetThreadTimes(other, &made, &ended, &kernel, &user));
    FACT_BOOL("GetProcessTimes", "this process", GetProcessTimes(GetCurrentProcess(), &made, &ended, &kernel, &user));
    FACT_NUMBER("GetProcessTimes", "this process: made in the past", value_of(made) <= value_of(before) + 1000000);
    FACT_NUMBER("GetProcessTimes", "this process: has worked", value_of(kernel) + value_of(user) < value_of(after));
}

static void codes(void) {
    DWORD code = 77;
    HANDLE ended = CreateThread(NULL, 0, until_set, NULL, 0, NULL);
    FACT_BOOL("GetExitCodeThread", "a thread that runs", GetExitCodeThread(ended, &code));
    FACT_NUMBER("GetExitCodeThread", "a thread that runs: the code", code);
    SetEvent(event);
    WaitForSingleObject(ended, 20000);
    ResetEvent(event);
    FACT_BOOL("GetExitCodeThread", "a thread that has ended", GetExitCodeThread(ended, &code));
    FACT_NUMBER("GetExitCodeThread", "a thread that has ended: the code", code);
    FACT_DWORD("ResumeThread", "a thread that runs not suspended", 0xffffffff, ResumeThread(GetCurrentThread()));
    CloseHandle(ended);
}

static VOID CALLBACK nothing(ULONG_PTR unused) { (void)unused; }

static void processors(void) {
    DWORD_PTR mask = 0, all = 0;
    FACT_BOOL("GetProcessAffinityMask", "this process", GetProcessAffinityMask(GetCurrentProcess(), &mask, &all));
    FACT_NUMBER("GetProcessAffinityMask", "those of the process are some of the system's", mask && !(mask & ~all));
    FACT_BOOL("SetProcessAffinityMask", "those it has", SetProcessAffinityMask(GetCurrentProcess(), mask));
    FACT_NUMBER("SetThreadAffinityMask", "those of the process: those before",
                SetThreadAffinityMask(GetCurrentThread(), mask) == mask);
    FACT_DWORD("SetThreadAffinityMask", "none", 0, SetThreadAffinityMask(GetCurrentThread(), 0));
    FACT_NUMBER("SwitchToThread", "the result is TRUE or FALSE", SwitchToThread() <= TRUE);
    FACT_NUMBER("SwitchToThread", "leaves the last error", (SetLastError(5), SwitchToThread(), GetLastError()));
    FACT_DWORD("QueueUserAPC", "an event", 0, QueueUserAPC(nothing, event, 0));
    FACT_DWORD("QueueUserAPC", "a thread without the right", 0, QueueUserAPC(nothing, no_right, 0));
}

static void attributes(void) {
    SIZE_T size = 0, small = 0;
    static char memory[512];
    LPPROC_THREAD_ATTRIBUTE_LIST list = (LPPROC_THREAD_ATTRIBUTE_LIST)memory;
    HANDLE handles[1] = {event};
    FACT_BOOL("InitializeProcThreadAttributeList", "flags there are none of",
              InitializeProcThreadAttributeList(NULL, 1, 1, &size));
    InitializeProcThreadAttributeList(NULL, 1, 0, &size);
    small = size - 1;
    FACT_BOOL("InitializeProcThreadAttributeList", "one byte short",
              InitializeProcThreadAttributeList(list, 1, 0, &small));
    FACT_NUMBER("InitializeProcThreadAttributeList", "one byte short: the size", small == size);
    FACT_BOOL("InitializeProcThreadAttributeList", "the size it told",
              InitializeProcThreadAttributeList(list, 1, 0, &size));
    FACT_BOOL(
        "UpdateProcThreadAttribute", "flags there are none of",
        UpdateProcThreadAttribute(list, 1, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, sizeof handles, NULL, NULL));
    FACT_BOOL(
        "UpdateProcThreadAttribute", "the list of handles",
        UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, sizeof handles, NULL, NULL));
    DeleteProcThreadAttributeList(list);
#ifndef _WIN32  // Windows looks where it is told
    FACT_BOOL("InitializeProcThreadAttributeList", "no place for the size",
              InitializeProcThreadAttributeList(NULL, 1, 0, NULL));
    FACT_BOOL(
        "UpdateProcThreadAttribute", "no list",
        UpdateProcThreadAttribute(NULL, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, sizeof handles, NULL, NULL));
    FACT_BOOL(
        "UpdateProcThreadAttribute", "a place for the value before",
        UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, sizeof handles, &size, NULL));
#endif
}

#ifndef _WIN32  // the system of Windows finds that it cannot write there; the libraries of Wine fault
static void no_place(void) {
    FILETIME time;
    DWORD_PTR mask;
    HANDLE self = GetCurrentProcess(), own = GetCurrentThread();
    FACT_BOOL("GetProcessTimes", "no place for one", GetProcessTimes(self, &time, NULL, &time, &time));
    FACT_BOOL("GetThreadTimes", "no place for one", GetThreadTimes(own, &time, &time, NULL, &time));
    FACT_BOOL("QueryProcessCycleTime", "no place", QueryProcessCycleTime(self, NULL));
    FACT_BOOL("QueryThreadCycleTime", "no place", QueryThreadCycleTime(own, NULL));
    FACT_BOOL("GetProcessAffinityMask", "no place for the system's", GetProcessAffinityMask(self, &mask, NULL));
    FACT_BOOL("GetProcessHandleCount", "no place", GetProcessHandleCount(self, NULL));
    FACT_BOOL("GetExitCodeProcess", "no place", GetExitCodeProcess(self, NULL));
    FACT_BOOL("GetExitCodeThread", "no place", GetExitCodeThread(own, NULL));
    FACT_BOOL("GetThreadPriorityBoost", "no place", GetThreadPriorityBoost(own, NULL));
    FACT_BOOL("GetThreadIdealProcessorEx", "no place", GetThreadIdealProcessorEx(own, NULL));
    FACT_BOOL("SetThreadIdealProcessorEx", "no processor", SetThreadIdealProcessorEx(own, NULL, NULL));
    FACT_BOOL("SetThreadStackGuarantee", "no size", SetThreadStackGuarantee(NULL));
    FACT_BOOL("OpenProcessToken", "no place", OpenProcessToken(self, QUERY_TOKEN, NULL));
    FACT_BOOL("OpenThreadToken", "no place", OpenThreadToken(own, QUERY_TOKEN, TRUE, NULL));
    FACT_BOOL("ProcessIdToSessionId", "no place", ProcessIdToSessionId(GetCurrentProcessId(), NULL));
    FACT_DWORD("QueueUserAPC", "no function", 0, QueueUserAPC(NULL, own, 0));
    FACT_BOOL("QueueUserAPC2", "flags there are none of", QueueUserAPC2(nothing, own, 0, (QUEUE_USER_APC_FLAGS)4));
    FACT_BOOL("QueueUserAPC2", "a special one", QueueUserAPC2(nothing, own, 0, QUEUE_USER_APC_FLAGS_SPECIAL_USER_APC));
}

/// What cannot be done to a process that is not this one.
static void another_process(void) {
    STARTUPINFOEXA startup;
    PROCESS_INFORMATION information;
    char line[] = "/bin/true";
    DWORD count;
    HANDLE made;
    memset(&startup, 0, sizeof startup);
    startup.StartupInfo.cb = sizeof startup;
    FACT_BOOL("CreateProcessA", "extended information without attributes",
              CreateProcessA("/bin/true", line, NULL, NULL, FALSE, EXTENDED_STARTUPINFO_PRESENT | CREATE_SUSPENDED,
                             NULL, NULL, &startup.StartupInfo, &information));
    FACT_BOOL("GetProcessHandleCount", "another process", GetProcessHandleCount(information.hProcess, &count));
    FACT_HANDLE("CreateRemoteThread", "another process", made,
                CreateRemoteThread(information.hProcess, NULL, 0, until_set, NULL, 0, NULL));
    FACT_DWORD("QueueUserAPC", "a thread of another process", 0, QueueUserAPC(nothing, information.hThread, 0));
    TerminateProcess(information.hProcess, 0);
    WaitForSingleObject(information.hProcess, 20000);
    CloseHandle(information.hProcess);
    CloseHandle(information.hThread);
}

static void threads_made(void) {
    HANDLE made, self = GetCurrentProcess();
    STARTUPINFOEXA startup;
    PROCESS_INFORMATION information;
    char line[] = "/bin/true";
    memset(&startup, 0, sizeof startup);
    startup.StartupInfo.cb = sizeof startup.StartupInfo;
    FACT_BOOL("CreateProcessA", "extended information of the other size",
              CreateProcessA("/bin/true", line, NULL, NULL, FALSE, EXTENDED_STARTUPINFO_PRESENT, NULL, NULL,
                             &startup.StartupInfo, &information));
    startup.StartupInfo.cb = sizeof startup;
    startup.lpAttributeList = (LPPROC_THREAD_ATTRIBUTE_LIST)line;
    FACT_BOOL("CreateProcessA", "attributes that are no list",
              CreateProcessA("/bin/true", line, NULL, NULL, FALSE, EXTENDED_STARTUPINFO_PRESENT, NULL, NULL,
                             &startup.StartupInfo, &information));
    FACT_BOOL("DuplicateHandle", "no place for the copy", DuplicateHandle(self, event, self, NULL, 0, FALSE, 0));
    ULONG huge = 0x7fffffff;
    FACT_HANDLE("CreateThread", "no function", made, CreateThread(NULL, 0, NULL, NULL, 0, NULL));
    FACT_HANDLE("CreateThread", "flags there are none of", made, CreateThread(NULL, 0, until_set, NULL, 0x100, NULL));
    FACT_BOOL("SetThreadStackGuarantee", "more than the stack has", SetThreadStackGuarantee(&huge));
    FACT_BOOL("SetThreadPriority", "background mode of another thread",
              SetThreadPriority(thread, THREAD_MODE_BACKGROUND_BEGIN));
}
#endif

int main(void) {
    open_all();
    no_process("an event", event);
    no_process("NULL", NULL);
    no_process("a closed handle", closed());
    no_process("no right but to wait", process_no_right);
    no_thread("an event", event);
    no_thread("NULL", NULL);
    no_thread("a closed handle", closed());
    no_thread("no right but to wait", no_right);
#ifndef _WIN32
    threads_made();
    another_process();
    no_place();
#endif
    processors();
    times();
    codes();
    attributes();
    close_all();
    return 0;
}
