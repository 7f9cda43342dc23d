// SPDX-License-Identifier: LGPL-2.1-or-later
// Files and pipes of several processes: share modes, locks, inherited handles. The program starts copies of itself.
#include "facts.h"

#include <stdlib.h>

#define LIMIT 60000
#define NAME "conformance-processes.tmp"
#define PIPE "\\\\.\\pipe\\conformance-processes"
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static char own[1024];
static PROCESS_INFORMATION information;

static HANDLE open_with(DWORD access, DWORD share) {
    return CreateFileA(NAME, access, share, NULL, OPEN_EXISTING, 0, NULL);
}
static HANDLE open_inheritable(DWORD access, DWORD share) {
    SECURITY_ATTRIBUTES inheritable;
    memset(&inheritable, 0, sizeof inheritable);
    inheritable.nLength = sizeof inheritable;
    inheritable.bInheritHandle = TRUE;
    return CreateFileA(NAME, access, share, &inheritable, OPEN_EXISTING, 0, NULL);
}
static unsigned value_of(HANDLE handle) { return (unsigned)(ULONG_PTR)handle; }

static BOOL start(const char* arguments) {
    char line[2048];
    STARTUPINFOA startup;
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    snprintf(line, sizeof line, "\"%s\" child %s", own, arguments);
    return CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &information);
}
static DWORD finish(void) {
    DWORD code = 0xbad;
    if (WaitForSingleObject(information.hProcess, LIMIT) == WAIT_OBJECT_0) {
        GetExitCodeProcess(information.hProcess, &code);
    }
    CloseHandle(information.hThread);
    CloseHandle(information.hProcess);
    return code;
}
static DWORD run(const char* format, unsigned first, unsigned second) {
    char arguments[256];
    snprintf(arguments, sizeof arguments, format, first, second);
    return start(arguments) ? finish() : 0xdead;
}
/// A child that has something until it is ended; returns when it has it.
static void start_holder(const char* format, unsigned first, unsigned second) {
    SECURITY_ATTRIBUTES inheritable;
    char arguments[256], whole[300];
    HANDLE ready;
    memset(&inheritable, 0, sizeof inheritable);
    inheritable.nLength = sizeof inheritable;
    inheritable.bInheritHandle = TRUE;
    ready = CreateEventA(&inheritable, TRUE, FALSE, NULL);
    snprintf(arguments, sizeof arguments, format, first, second);
    snprintf(whole, sizeof whole, "%s %u", arguments, value_of(ready));
    start(whole);
    FACT_WAIT("WaitForSingleObject", arguments, WaitForSingleObject(ready, LIMIT));
    CloseHandle(ready);
}
static void end_holder(void) {
    TerminateProcess(information.hProcess, 0);
    finish();
}

static DWORD lock_now(HANDLE file, DWORD offset, DWORD size) {
    return LockFile(file, offset, 0, size, 0) ? 0 : GetLastError();
}

static int child(int argc, char** argv) {
    const char* what = argc > 2 ? argv[2] : "";
    const unsigned first = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 0) : 0;
    const unsigned second = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 0) : 0;
    HANDLE handle = (HANDLE)(ULONG_PTR)first, ready = (HANDLE)(ULONG_PTR)(argc > 5 ? strtoul(argv[5], NULL, 0) : 0);
    char text[8];
    DWORD size = 0, state = 77, instances = 77;
    if (!strcmp(what, "open")) {
        return open_with(first, second) != INVALID_HANDLE_VALUE ? 0 : (int)GetLastError();
    }
    if (!strcmp(what, "delete")) return DeleteFileA(NAME) ? 0 : (int)GetLastError();
    if (!strcmp(what, "hold")) {
        open_with(first, second);
        SetEvent(ready);
        Sleep(INFINITE);
    }
    if (!strcmp(what, "hold-lock")) {
        lock_now(open_with(GENERIC_READ | GENERIC_WRITE, SHARE_ALL), first, second);
        SetEvent(ready);
        Sleep(INFINITE);
    }
    if (!strcmp(what, "hold-nothing")) {
        SetEvent(ready);
        Sleep(INFINITE);
    }
    if (!strcmp(what, "lock")) return (int)lock_now(open_with(GENERIC_READ | GENERIC_WRITE, SHARE_ALL), first, second);
    if (!strcmp(what, "lock-inherited")) return (int)lock_now(handle, 0, second);
    if (!strcmp(what, "read")) return ReadFile(handle, text, second, &size, NULL) ? (int)size : -(int)GetLastError();
    if (!strcmp(what, "state")) {
        if (!GetNamedPipeHandleStateA(handle, &state, &instances, NULL, NULL, NULL, 0)) return -(int)GetLastError();
        return (int)(state + 100 * instances);
    }
    if (!strcmp(what, "info")) {
        return GetNamedPipeInfo(handle, &state, NULL, NULL, NULL) ? (int)state : -(int)GetLastError();
    }
    if (!strcmp(what, "write")) return WriteFile(handle, "child", second, &size, NULL) ? (int)size : -1;
    if (!strcmp(what, "disconnect")) return DisconnectNamedPipe(handle) ? 0 : (int)GetLastError();
    if (!strcmp(what, "type")) return (int)GetFileType(handle);
    return 999;
}

static void shares(void) {
    HANDLE file = open_with(GENERIC_READ, FILE_SHARE_READ);
    FACT_NUMBER("CreateFileA", "another process reads what is shared for reading",
                run("open %u %u", GENERIC_READ, FILE_SHARE_READ));
    FACT_NUMBER("CreateFileA", "another process writes what is shared for reading",
                run("open %u %u", GENERIC_WRITE, SHARE_ALL));
    FACT_NUMBER("CreateFileA", "another process does not share what is being read", run("open %u %u", GENERIC_READ, 0));
    FACT_NUMBER("CreateFileA", "another process wants attributes alone", run("open %u %u", FILE_READ_ATTRIBUTES, 0));
    FACT_NUMBER("CreateFileA", "another process deletes what is not shared for it",
                run("open %u %u", DELETE, SHARE_ALL));
    FACT_NUMBER("DeleteFileA", "another process has it", run("delete", 0, 0));
    CloseHandle(file);
    FACT_NUMBER("CreateFileA", "another process, once it is closed", run("open %u %u", GENERIC_WRITE, 0));
    start_holder("hold %u %u", GENERIC_READ | GENERIC_WRITE, 0);
    FACT_HANDLE("CreateFileA", "what another process has to itself", file, open_with(GENERIC_READ, SHARE_ALL));
    FACT_BOOL("DeleteFileA", "what another process has to itself", DeleteFileA(NAME));
    FACT_HANDLE("CreateFileA", "its attributes", file, open_with(FILE_READ_ATTRIBUTES, SHARE_ALL));
    CloseHandle(file);
    end_holder();
    FACT_HANDLE("CreateFileA", "what an ended process had to itself", file, open_with(GENERIC_READ, SHARE_ALL));
    CloseHandle(file);
}

static void inherited_shares(void) {
    HANDLE file = open_inheritable(GENERIC_READ | GENERIC_WRITE, 0);
    start_holder("hold-nothing %u %u", 0, 0);
    CloseHandle(file);
    FACT_HANDLE("CreateFileA", "a child has inherited the handle that excludes", file,
                open_with(GENERIC_READ, SHARE_ALL));
    end_holder();
    FACT_HANDLE("CreateFileA", "the child has ended", file, open_with(GENERIC_READ, SHARE_ALL));
    CloseHandle(file);
}

static void locks(void) {
    HANDLE file = open_inheritable(GENERIC_READ | GENERIC_WRITE, SHARE_ALL);
    FACT_NUMBER("LockFile", "free", lock_now(file, 0, 10));
    FACT_NUMBER("LockFile", "another process, the same range", run("lock %u %u", 5, 10));
    FACT_NUMBER("LockFile", "another process, beside it", run("lock %u %u", 10, 10));
    FACT_NUMBER("LockFile", "a child through the handle it inherited", run("lock-inherited %u %u", value_of(file), 5));
    FACT_BOOL("UnlockFile", "the range", UnlockFile(file, 0, 0, 10, 0));
    FACT_NUMBER("LockFile", "another process, once it is unlocked", run("lock %u %u", 5, 10));
    start_holder("hold-lock %u %u", 0, 10);
    FACT_NUMBER("LockFile", "what another process has locked", lock_now(file, 5, 10));
    end_holder();
    FACT_NUMBER("LockFile", "what an ended process had locked", lock_now(file, 5, 10));
    CloseHandle(file);
}

static void positions(void) {
    DWORD written;
    HANDLE file = open_inheritable(GENERIC_READ | GENERIC_WRITE, SHARE_ALL);
    WriteFile(file, "0123456789", 10, &written, NULL);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    FACT_NUMBER("ReadFile", "a child through the handle it inherited", run("read %u %u", value_of(file), 3));
    FACT_NUMBER("SetFilePointer", "after the child has read", SetFilePointer(file, 0, NULL, FILE_CURRENT));
    FACT_NUMBER("GetFileType", "a child", run("type %u %u", value_of(file), 0));
    CloseHandle(file);
}

static void pipes(void) {
    SECURITY_ATTRIBUTES inheritable;
    HANDLE server, client;
    DWORD mode = PIPE_READMODE_MESSAGE, size = 0;
    char text[16] = "";
    memset(&inheritable, 0, sizeof inheritable);
    inheritable.nLength = sizeof inheritable;
    inheritable.bInheritHandle = TRUE;
    server = CreateNamedPipeA(PIPE, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 4096, 4096, 0,
                              &inheritable);
    client = CreateFileA(PIPE, GENERIC_READ | GENERIC_WRITE, 0, &inheritable, OPEN_EXISTING, 0, NULL);
    FACT_NUMBER("GetNamedPipeHandleStateA", "a child's client", run("state %u %u", value_of(client), 0));
    SetNamedPipeHandleState(client, &mode, NULL, NULL);
    FACT_NUMBER("GetNamedPipeHandleStateA", "a child's client that reads messages",
                run("state %u %u", value_of(client), 0));
    FACT_NUMBER("GetNamedPipeInfo", "a child's client", run("info %u %u", value_of(client), 0));
    FACT_NUMBER("GetNamedPipeInfo", "a child's server", run("info %u %u", value_of(server), 0));
    FACT_NUMBER("GetFileType", "a child's client", run("type %u %u", value_of(client), 0));
    WriteFile(server, "hello", 5, &size, NULL);
    FACT_NUMBER("ReadFile", "a child's client, a part of a message", run("read %u %u", value_of(client), 3));
    WriteFile(server, "again", 5, &size, NULL);
    FACT_NUMBER("WriteFile", "a child's client", run("write %u %u", value_of(client), 5));
    FACT_BOOL("ReadFile", "what the child wrote", ReadFile(server, text, sizeof text - 1, &size, NULL));
    FACT_TEXT("ReadFile", "what the child wrote, text", text);
    FACT_NUMBER("WriteFile", "a child's server", run("write %u %u", value_of(server), 5));
    FACT_NUMBER("DisconnectNamedPipe", "a child's server", run("disconnect %u %u", value_of(server), 0));
    FACT_BOOL("ReadFile", "a client whose server a child has disconnected", ReadFile(client, text, 8, &size, NULL));
    FACT_BOOL("ReadFile", "a server that a child has disconnected", ReadFile(server, text, 8, &size, NULL));
    CloseHandle(client);
    CloseHandle(server);
}

int main(int argc, char** argv) {
    HANDLE file;
    if (argc > 1 && !strcmp(argv[1], "child")) return child(argc, argv);
    snprintf(own, sizeof own, "%s", argv[0]);
    file = CreateFileA(NAME, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CloseHandle(file);
    shares();
    inherited_shares();
    locks();
    positions();
    pipes();
    DeleteFileA(NAME);
    return 0;
}
