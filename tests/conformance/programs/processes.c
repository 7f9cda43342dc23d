// SPDX-License-Identifier: LGPL-2.1-or-later
// Processes: the program starts copies of itself that exit, wait, hang, look at inherited handles.
#include "facts.h"

#include <stdlib.h>

#define LIMIT 60000

static char own[1024];
static STARTUPINFOA startup;
static PROCESS_INFORMATION information;

static BOOL start(const char* arguments, BOOL inherit, DWORD flags) {
    char line[2048];
    snprintf(line, sizeof line, "\"%s\" child %s", own, arguments);
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    return CreateProcessA(NULL, line, NULL, NULL, inherit, flags, NULL, NULL, &startup, &information);
}

static void done(void) {
    CloseHandle(information.hThread);
    CloseHandle(information.hProcess);
}

/// The exit code of a child that runs to its end.
static DWORD run(const char* arguments, BOOL inherit, DWORD flags) {
    DWORD code = 0xbad;
    if (!start(arguments, inherit, flags)) return 0xdead0000 | GetLastError();
    if (WaitForSingleObject(information.hProcess, LIMIT) != WAIT_OBJECT_0)
        code = 0xbad2;
    else
        GetExitCodeProcess(information.hProcess, &code);
    done();
    return code;
}

static int child(int argc, char** argv) {
    const char* what = argc > 2 ? argv[2] : "";
    const unsigned value = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 0) : 0;
    HANDLE handle = (HANDLE)(ULONG_PTR)value;
    DWORD flags = 77;
    if (!strcmp(what, "exit")) ExitProcess(value);
    if (!strcmp(what, "return")) return (int)value;
    if (!strcmp(what, "terminate")) TerminateProcess(GetCurrentProcess(), value);
    if (!strcmp(what, "hang")) Sleep(INFINITE);
    if (!strcmp(what, "process")) {  // an inherited handle to the parent
        if (!GetHandleInformation(handle, &flags)) return 1000 + (int)GetLastError();
        if (flags != HANDLE_FLAG_INHERIT) return 2;
        if (GetProcessId(handle) == GetCurrentProcessId() || !GetProcessId(handle)) return 3;
        if (WaitForSingleObject(handle, 0) != WAIT_TIMEOUT) return 4;
        return CloseHandle(handle) ? 0 : 5;
    }
    if (!strcmp(what, "environment")) {
        char text[64] = "";
        GetEnvironmentVariableA("RPCRT4_FACT", text, sizeof text);
        return atoi(text);
    }
    if (!strcmp(what, "startup")) {
        STARTUPINFOA info;
        GetStartupInfoA(&info);
        return (int)(info.dwFlags * 1000 + info.wShowWindow) +
               (strcmp(info.lpTitle ? info.lpTitle : "", "a title") ? 1 : 0);
    }
    return 99;
}

static void exit_codes(void) {
    static const unsigned codes[] = {0,   1,     3,          255,         256,         257,
                                     259, 65536, 0x7fffffff, 0x80000000u, 0xc0000005u, 0xffffffffu};
    char arguments[64], situation[64];
    size_t i;
    for (i = 0; i < sizeof codes / sizeof *codes; ++i) {
        snprintf(arguments, sizeof arguments, "exit %u", codes[i]);
        snprintf(situation, sizeof situation, "ExitProcess 0x%x", codes[i]);
        FACT_HEX("GetExitCodeProcess", situation, run(arguments, FALSE, 0));
    }
    FACT_HEX("GetExitCodeProcess", "main returns 1234", run("return 1234", FALSE, 0));
    FACT_HEX("GetExitCodeProcess", "main returns -1", run("return 0xffffffff", FALSE, 0));
    FACT_HEX("GetExitCodeProcess", "TerminateProcess of itself", run("terminate 0xabcdef", FALSE, 0));
}

static void running(void) {
    DWORD code = 0, other = 0;
    HANDLE opened;
    HANDLE both[2];
    FILETIME created, ended, kernel, user;
    FACT_BOOL("CreateProcessA", "a child that hangs", start("hang", FALSE, 0));
    FACT_NUMBER("CreateProcessA", "ids are told", information.dwProcessId != 0 && information.dwThreadId != 0);
    FACT_NUMBER("GetProcessId", "of the child", GetProcessId(information.hProcess) == information.dwProcessId);
    FACT_NUMBER("GetThreadId", "of its thread", GetThreadId(information.hThread) == information.dwThreadId);
    FACT_NUMBER("GetProcessIdOfThread", "of its thread",
                GetProcessIdOfThread(information.hThread) == information.dwProcessId);
    FACT_WAIT("WaitForSingleObject", "a running process", WaitForSingleObject(information.hProcess, 0));
    FACT_WAIT("WaitForSingleObject", "a running process's thread", WaitForSingleObject(information.hThread, 0));
    FACT_BOOL("GetExitCodeProcess", "a running process", GetExitCodeProcess(information.hProcess, &code));
    FACT_NUMBER("GetExitCodeProcess", "the code of a running process", code);
    GetExitCodeThread(information.hThread, &code);
    FACT_NUMBER("GetExitCodeThread", "the code of a running thread", code);
    FACT_BOOL("GetExitCodeProcess", "a thread's handle", GetExitCodeProcess(information.hThread, &code));
    FACT_BOOL("GetExitCodeThread", "a process's handle", GetExitCodeThread(information.hProcess, &code));
    FACT_DWORD("ResumeThread", "of one that is not suspended", -1, ResumeThread(information.hThread));
    FACT_DWORD("SuspendThread", "of a running one", -1, SuspendThread(information.hThread));
    FACT_DWORD("SuspendThread", "once more", -1, SuspendThread(information.hThread));
    FACT_DWORD("ResumeThread", "of two", -1, ResumeThread(information.hThread));
    FACT_DWORD("ResumeThread", "of one", -1, ResumeThread(information.hThread));
    FACT_HANDLE("OpenProcess", "the child", opened, OpenProcess(PROCESS_ALL_ACCESS, FALSE, information.dwProcessId));
    FACT_NUMBER("GetProcessId", "of the opened one", GetProcessId(opened) == information.dwProcessId);
    FACT_BOOL("GetProcessTimes", "a running process", GetProcessTimes(opened, &created, &ended, &kernel, &user));
    FACT_BOOL("GetExitCodeProcess", "the opened one", GetExitCodeProcess(opened, &code));
    FACT_BOOL("TerminateProcess", "the opened one", TerminateProcess(opened, 0x12345678));
    FACT_WAIT("WaitForSingleObject", "a terminated process", WaitForSingleObject(information.hProcess, LIMIT));
    both[0] = information.hProcess;
    both[1] = information.hThread;
    FACT_WAIT("WaitForMultipleObjects", "process and thread, all", WaitForMultipleObjects(2, both, TRUE, LIMIT));
    FACT_WAIT("WaitForSingleObject", "the opened one", WaitForSingleObject(opened, LIMIT));
    GetExitCodeProcess(information.hProcess, &code);
    FACT_HEX("GetExitCodeProcess", "of a terminated process", code);
    GetExitCodeProcess(opened, &other);
    FACT_HEX("GetExitCodeProcess", "through the opened handle", other);
    GetExitCodeThread(information.hThread, &other);
    FACT_HEX("GetExitCodeThread", "of its main thread", other);
    FACT_BOOL("TerminateProcess", "a second time", TerminateProcess(information.hProcess, 1));
    FACT_BOOL("GetProcessTimes", "an ended process", GetProcessTimes(opened, &created, &ended, &kernel, &user));
    FACT_NUMBER("GetProcessId", "of an ended process", GetProcessId(opened) == information.dwProcessId);
    FACT_BOOL("CloseHandle", "the opened one", CloseHandle(opened));
    FACT_BOOL("GetExitCodeProcess", "a stale handle", GetExitCodeProcess(opened, &code));
    done();
}

static void rights(void) {
    DWORD code;
    HANDLE opened;
    start("hang", FALSE, 0);
    opened = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, information.dwProcessId);
    FACT_BOOL("TerminateProcess", "without PROCESS_TERMINATE", TerminateProcess(opened, 1));
    FACT_WAIT("WaitForSingleObject", "without SYNCHRONIZE", WaitForSingleObject(opened, 0));
    FACT_BOOL("GetExitCodeProcess", "with PROCESS_QUERY_INFORMATION", GetExitCodeProcess(opened, &code));
    FACT_BOOL("SetPriorityClass", "without PROCESS_SET_INFORMATION", SetPriorityClass(opened, NORMAL_PRIORITY_CLASS));
    CloseHandle(opened);
    opened = OpenProcess(SYNCHRONIZE | PROCESS_TERMINATE, FALSE, information.dwProcessId);
    FACT_BOOL("GetExitCodeProcess", "without a right to query", GetExitCodeProcess(opened, &code));
    FACT_DWORD("GetProcessId", "without a right to query", 0, GetProcessId(opened));
    FACT_BOOL("TerminateProcess", "with PROCESS_TERMINATE", TerminateProcess(opened, 1));
    FACT_WAIT("WaitForSingleObject", "with SYNCHRONIZE", WaitForSingleObject(opened, LIMIT));
    CloseHandle(opened);
    done();
}

static void suspended(void) {
    DWORD code = 0;
    FACT_BOOL("CreateProcessA", "suspended", start("exit 5", FALSE, CREATE_SUSPENDED));
    FACT_WAIT("WaitForSingleObject", "a suspended process", WaitForSingleObject(information.hProcess, 100));
    FACT_DWORD("SuspendThread", "of a process started suspended", -1, SuspendThread(information.hThread));
    FACT_DWORD("ResumeThread", "the second suspension", -1, ResumeThread(information.hThread));
    FACT_DWORD("ResumeThread", "the start", -1, ResumeThread(information.hThread));
    FACT_WAIT("WaitForSingleObject", "a resumed process", WaitForSingleObject(information.hProcess, LIMIT));
    GetExitCodeProcess(information.hProcess, &code);
    FACT_NUMBER("GetExitCodeProcess", "of a resumed process", code);
    done();
    start("exit 5", FALSE, CREATE_SUSPENDED);
    FACT_BOOL("TerminateProcess", "a suspended process", TerminateProcess(information.hProcess, 6));
    FACT_WAIT("WaitForSingleObject", "a process terminated while suspended",
              WaitForSingleObject(information.hProcess, LIMIT));
    GetExitCodeProcess(information.hProcess, &code);
    FACT_NUMBER("GetExitCodeProcess", "of a process terminated while suspended", code);
    done();
}

static BOOL create(const char* application, const char* command, DWORD flags, const char* directory) {
    char line[1024];
    snprintf(line, sizeof line, "%s", command ? command : "");
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    return CreateProcessA(application, command ? line : NULL, NULL, NULL, FALSE, flags, NULL, directory, &startup,
                          &information);
}

static void failures(void) {
    FILE* file = fopen("rpcrt4_fact_text.exe", "w");
    if (file) fputs("no program\n", file), fclose(file);
    file = fopen("rpcrt4_fact_empty.exe", "w");
    if (file) fclose(file);
#ifdef __linux__
    system("chmod +x rpcrt4_fact_text.exe rpcrt4_fact_empty.exe");
#endif
    FACT_BOOL("CreateProcessA", "no such program", create(NULL, "rpcrt4_no_such_program a b", 0, NULL));
    FACT_BOOL("CreateProcessA", "no such program, quoted", create(NULL, "\"rpcrt4 no such program\" a b", 0, NULL));
    FACT_BOOL("CreateProcessA", "an empty command line", create(NULL, "", 0, NULL));
    FACT_BOOL("CreateProcessA", "no such application", create("rpcrt4_no_such_program", NULL, 0, NULL));
    FACT_BOOL("CreateProcessA", "an application in no directory",
              create("rpcrt4_no_such_folder\\program.exe", NULL, 0, NULL));
    FACT_BOOL("CreateProcessA", "a text file", create("rpcrt4_fact_text.exe", NULL, 0, NULL));
    FACT_BOOL("CreateProcessA", "an empty file", create("rpcrt4_fact_empty.exe", NULL, 0, NULL));
    FACT_BOOL("CreateProcessA", "a current directory that is none",
              create(own, "x child exit 0", 0, "rpcrt4_no_such_folder"));
    FACT_BOOL("CreateProcessA", "a new console and detached",
              create(own, "x child exit 0", CREATE_NEW_CONSOLE | DETACHED_PROCESS, NULL));
    remove("rpcrt4_fact_text.exe");
    remove("rpcrt4_fact_empty.exe");
}

static void nothing(void) {
    DWORD code = 0;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), opened;
    FILETIME time;
    FACT_HANDLE("OpenProcess", "id 0", opened, OpenProcess(PROCESS_ALL_ACCESS, FALSE, 0));
    FACT_HANDLE("OpenProcess", "no such id", opened, OpenProcess(PROCESS_ALL_ACCESS, FALSE, 77777777));
    FACT_BOOL("GetExitCodeProcess", "null", GetExitCodeProcess(NULL, &code));
    FACT_BOOL("GetExitCodeProcess", "an event", GetExitCodeProcess(event, &code));
    FACT_BOOL("GetExitCodeProcess", "the thread's pseudo handle", GetExitCodeProcess(GetCurrentThread(), &code));
    FACT_BOOL("GetExitCodeProcess", "this process", GetExitCodeProcess(GetCurrentProcess(), &code));
    FACT_NUMBER("GetExitCodeProcess", "the code of this process", code);
    FACT_BOOL("TerminateProcess", "null", TerminateProcess(NULL, 1));
    FACT_BOOL("TerminateProcess", "an event", TerminateProcess(event, 1));
    FACT_DWORD("GetProcessId", "null", 0, GetProcessId(NULL));
    FACT_DWORD("GetProcessId", "an event", 0, GetProcessId(event));
    FACT_NUMBER("GetProcessId", "this process", GetProcessId(GetCurrentProcess()) == GetCurrentProcessId());
    FACT_BOOL("GetProcessTimes", "null", GetProcessTimes(NULL, &time, &time, &time, &time));
    FACT_DWORD("GetPriorityClass", "null", 0, GetPriorityClass(NULL));
    FACT_BOOL("SetPriorityClass", "null", SetPriorityClass(NULL, NORMAL_PRIORITY_CLASS));
    FACT_BOOL("SetPriorityClass", "no class", SetPriorityClass(GetCurrentProcess(), 7));
    FACT_BOOL("GetProcessHandleCount", "null", GetProcessHandleCount(NULL, &code));
    FACT_BOOL("GetProcessHandleCount", "this process", GetProcessHandleCount(GetCurrentProcess(), &code));
    FACT_BOOL("ProcessIdToSessionId", "this process", ProcessIdToSessionId(GetCurrentProcessId(), &code));
    FACT_BOOL("ProcessIdToSessionId", "no such id", ProcessIdToSessionId(77777777, &code));
    FACT_DWORD("GetProcessVersion", "no such id", 0, GetProcessVersion(77777777));
    FACT_BOOL("SetProcessAffinityMask", "no processor", SetProcessAffinityMask(GetCurrentProcess(), 0));
    FACT_WAIT("WaitForSingleObject", "this process", WaitForSingleObject(GetCurrentProcess(), 0));
    CloseHandle(event);
}

static void this_process(void) {
    HANDLE self = GetCurrentProcess(), opened;
    WCHAR line[1100], application[1024];
    STARTUPINFOW wide;
    DWORD code = 0;
    FACT_NUMBER("GetCurrentProcess", "the value", (int)(LONG_PTR)self);
    CloseHandle(self);
    FACT_NUMBER("GetCurrentProcess", "closed, is this process", GetProcessId(self) == GetCurrentProcessId());
    FACT_NUMBER("GetCurrentProcessId", "is the id of the process", GetProcessId(self) == GetCurrentProcessId());
    FACT_HANDLE("OpenProcess", "this process, inheritable", opened,
                OpenProcess(PROCESS_QUERY_INFORMATION, TRUE, GetCurrentProcessId()));
    GetHandleInformation(opened, &code);
    FACT_NUMBER("OpenProcess", "is inheritable", code);
    CloseHandle(opened);
    FACT_HEX("GetPriorityClass", "this process", GetPriorityClass(self));
    FACT_BOOL("SetPriorityClass", "below normal", SetPriorityClass(self, BELOW_NORMAL_PRIORITY_CLASS));
    FACT_HEX("GetPriorityClass", "after that", GetPriorityClass(self));
    memset(&wide, 0, sizeof wide);
    wide.cb = sizeof wide;
    MultiByteToWideChar(CP_ACP, 0, own, -1, application, 1024);
    MultiByteToWideChar(CP_ACP, 0, "x child exit 19", -1, line, 64);
    FACT_BOOL("CreateProcessW", "a program",
              CreateProcessW(application, line, NULL, NULL, FALSE, 0, NULL, NULL, &wide, &information));
    FACT_WAIT("CreateProcessW", "its end", WaitForSingleObject(information.hProcess, LIMIT));
    GetExitCodeProcess(information.hProcess, &code);
    FACT_NUMBER("ExitProcess", "the code", code);
    GetExitCodeThread(information.hThread, &code);
    FACT_NUMBER("ExitProcess", "the code of the first thread", code);
    FACT_WAIT("ExitProcess", "the first thread is signaled", WaitForSingleObject(information.hThread, 0));
    done();
    FACT_BOOL("CreateProcessW", "no such application",
              CreateProcessW(L"rpcrt4_no_such_program", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &wide, &information));
    // Where these succeed, as the last does in Wine, a program without arguments would begin all over again.
    MultiByteToWideChar(CP_ACP, 0, "x child exit 0", -1, line, 64);
    FACT_BOOL(
        "CreateProcessW", "a current directory that is none",
        CreateProcessW(application, line, NULL, NULL, FALSE, 0, NULL, L"rpcrt4_no_such_folder", &wide, &information));
    FACT_BOOL("CreateProcessW", "a new console and detached",
              CreateProcessW(application, line, NULL, NULL, FALSE, CREATE_NEW_CONSOLE | DETACHED_PROCESS, NULL, NULL,
                             &wide, &information));
}

static void inheritance(void) {
    HANDLE handle = NULL, plain = NULL;
    char arguments[64], title[] = "a title", line[2048];
    LPCH block;
    LPWCH wide_block;
    DWORD code = 0;
    SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, NULL, TRUE};
    // S7: what is inherited, and when.
    DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &handle, 0, TRUE,
                    DUPLICATE_SAME_ACCESS);
    DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &plain, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    snprintf(arguments, sizeof arguments, "process %u", (unsigned)(ULONG_PTR)handle);
    FACT_NUMBER("CreateProcessA", "an inherited handle has its value", run(arguments, TRUE, 0));
    FACT_NUMBER("CreateProcessA", "not inherited without bInheritHandles", run(arguments, FALSE, 0));
    snprintf(arguments, sizeof arguments, "process %u", (unsigned)(ULONG_PTR)plain);
    FACT_NUMBER("CreateProcessA", "a handle without the flag is not inherited", run(arguments, TRUE, 0));
    SetHandleInformation(plain, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    FACT_NUMBER("CreateProcessA", "a handle that got the flag is", run(arguments, TRUE, 0));
    CloseHandle(handle);
    CloseHandle(plain);
    SetEnvironmentVariableA("RPCRT4_FACT", "1234");
    FACT_NUMBER("CreateProcessA", "the environment is this process's", run("environment", FALSE, 0));
    snprintf(line, sizeof line, "\"%s\" child environment", own);
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    SetEnvironmentVariableA("RPCRT4_FACT", "5");
    wide_block = GetEnvironmentStringsW();
    SetEnvironmentVariableA("RPCRT4_FACT", "4711");
    block = GetEnvironmentStrings();
    SetEnvironmentVariableA("RPCRT4_FACT", "1234");
    CreateProcessA(NULL, line, &inheritable, NULL, FALSE, CREATE_UNICODE_ENVIRONMENT, wide_block, NULL, &startup,
                   &information);
    WaitForSingleObject(information.hProcess, LIMIT);
    GetExitCodeProcess(information.hProcess, &code);
    FACT_NUMBER("CreateProcessA", "a Unicode environment block", code);
    GetHandleInformation(information.hProcess, &code);
    FACT_NUMBER("CreateProcessA", "the process handle is inheritable when asked for", code);
    GetHandleInformation(information.hThread, &code);
    FACT_NUMBER("CreateProcessA", "the thread handle is not", code);
    done();
    CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, block, NULL, &startup, &information);
    WaitForSingleObject(information.hProcess, LIMIT);
    GetExitCodeProcess(information.hProcess, &code);
    FACT_NUMBER("CreateProcessA", "an ANSI environment block", code);
    done();
    FreeEnvironmentStringsA(block);
    FreeEnvironmentStringsW(wide_block);
    snprintf(line, sizeof line, "\"%s\" child startup", own);
    startup.dwFlags = STARTF_USESHOWWINDOW;
    startup.wShowWindow = 6;
    startup.lpTitle = title;
    CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &information);
    WaitForSingleObject(information.hProcess, LIMIT);
    GetExitCodeProcess(information.hProcess, &code);
    FACT_NUMBER("GetStartupInfoA", "what the starter gave", code);
    done();
}

static void attributes(void) {
    SIZE_T size = 0;
    char memory[256];
    HANDLE handles[1] = {NULL};
    LPPROC_THREAD_ATTRIBUTE_LIST list = (LPPROC_THREAD_ATTRIBUTE_LIST)memory;
    FACT_BOOL("InitializeProcThreadAttributeList", "no list", InitializeProcThreadAttributeList(NULL, 1, 0, &size));
    FACT_NUMBER("InitializeProcThreadAttributeList", "the size for one", size);
    FACT_BOOL("InitializeProcThreadAttributeList", "no list, for three",
              InitializeProcThreadAttributeList(NULL, 3, 0, &size));
    FACT_NUMBER("InitializeProcThreadAttributeList", "the size for three", size);
    size = 20;
    FACT_BOOL("InitializeProcThreadAttributeList", "too small", InitializeProcThreadAttributeList(list, 1, 0, &size));
    size = sizeof memory;
    FACT_BOOL("InitializeProcThreadAttributeList", "large enough",
              InitializeProcThreadAttributeList(list, 1, 0, &size));
    FACT_BOOL("UpdateProcThreadAttribute", "an unknown attribute",
              UpdateProcThreadAttribute(list, 0, 0x999, handles, 8, NULL, NULL));
    FACT_BOOL("UpdateProcThreadAttribute", "a wrong size",
              UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, 7, NULL, NULL));
    FACT_BOOL("UpdateProcThreadAttribute", "a handle list",
              UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, 8, NULL, NULL));
    FACT_BOOL("UpdateProcThreadAttribute", "one too many",
              UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, 8, NULL, NULL));
    DeleteProcThreadAttributeList(list);
}

int main(int argc, char** argv) {
    if (argc > 1 && !strcmp(argv[1], "child")) return child(argc, argv);
    snprintf(own, sizeof own, "%s", argv[0]);
    exit_codes();
    running();
    rights();
    suspended();
    failures();
    nothing();
    this_process();
    inheritance();
    attributes();
    return 0;
}
