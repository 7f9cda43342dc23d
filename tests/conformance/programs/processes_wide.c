// SPDX-License-Identifier: LGPL-2.1-or-later
// Processes and modules by names in wide characters: the program starts itself.
#include "facts.h"

#include <stdlib.h>

#define MARK L"\x4e2d\x6587"

static WCHAR own[1024];
static HANDLE never;

static DWORD WINAPI wait_for_ever(void* argument) {
    WaitForSingleObject(never, INFINITE);
    return *(DWORD*)argument;
}

/// What the copies do: each says in its exit code what it saw.
static int child(char** arguments) {
    WCHAR value[16] = L"";
    static DWORD code = 3;
    DWORD flags = 9;
    const WCHAR* line = GetCommandLineW();
    if (!strcmp(arguments[2], "line")) return !lstrcmpW(line + lstrlenW(line) - 2, MARK);
    if (!strcmp(arguments[2], "variable")) {
        GetEnvironmentVariableW(L"RPCRT4_FACT_WIDE", value, 16);
        return lstrcmpW(value, MARK) == 0 && !GetEnvironmentVariableW(L"RPCRT4_FACT_OTHER", value, 16);
    }
    if (!strcmp(arguments[2], "event")) {
        HANDLE event = (HANDLE)(ULONG_PTR)strtoull(arguments[3], NULL, 10);
        return GetHandleInformation(event, &flags) && SetEvent(event);
    }
    if (!strcmp(arguments[2], "threads")) {
        never = CreateEventW(NULL, TRUE, FALSE, NULL);
        CreateThread(NULL, 0, wait_for_ever, &code, 0, NULL);
    }
    ExitProcess((UINT)strtoul(arguments[3], NULL, 10));
}

static BOOL start(const WCHAR* rest, BOOL inherit, WCHAR* environment, PROCESS_INFORMATION* information) {
    WCHAR line[2048];
    STARTUPINFOW startup;
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    lstrcpyW(line, L"\"");
    lstrcatW(line, own);
    lstrcatW(line, L"\" child ");
    lstrcatW(line, rest);
    return CreateProcessW(own, line, NULL, NULL, inherit, environment ? CREATE_UNICODE_ENVIRONMENT : 0, environment,
                          NULL, &startup, information);
}

/// The exit code of a copy started with REST; -1 when it does not start.
static long long run(const WCHAR* rest, BOOL inherit, WCHAR* environment) {
    PROCESS_INFORMATION information;
    DWORD code = 0;
    if (!start(rest, inherit, environment, &information)) return -1;
    WaitForSingleObject(information.hProcess, 60000);
    GetExitCodeProcess(information.hProcess, &code);
    CloseHandle(information.hThread);
    CloseHandle(information.hProcess);
    return code;
}

static void starting(void) {
    const char* f = "CreateProcessW";
    STARTUPINFOW startup;
    PROCESS_INFORMATION information;
    WCHAR unknown[] = L"no-such-program-at-all.exe", empty[] = L"", *environment;
    WCHAR rest[64];
    char digits[32];
    HANDLE event;
    SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, NULL, TRUE};
    size_t i;
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    FACT_BOOL(f, "no such program",
              CreateProcessW(unknown, NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &information));
    FACT_BOOL(f, "no such program in the line",
              CreateProcessW(NULL, unknown, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &information));
    FACT_BOOL(f, "an empty name",
              CreateProcessW(empty, NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &information));
    FACT_NUMBER(f, "the line arrives in wide characters", run(L"line " MARK, FALSE, NULL));
    SetEnvironmentVariableW(L"RPCRT4_FACT_WIDE", MARK);
    FACT_NUMBER(f, "the caller's environment without another", run(L"variable", FALSE, NULL));
    environment = GetEnvironmentStringsW();
    SetEnvironmentVariableW(L"RPCRT4_FACT_WIDE", L"x");
    SetEnvironmentVariableW(L"RPCRT4_FACT_OTHER", L"1");
    FACT_NUMBER(f, "the environment given replaces the caller's", run(L"variable", FALSE, environment));
    FACT_NUMBER(f, "the caller's environment as it is now", run(L"variable", FALSE, NULL));
    FreeEnvironmentStringsW(environment);
    event = CreateEventW(&inheritable, TRUE, FALSE, NULL);
    snprintf(digits, sizeof digits, "event %llu", (unsigned long long)(ULONG_PTR)event);
    for (i = 0; i <= strlen(digits); ++i) rest[i] = (WCHAR)digits[i];
    run(rest, FALSE, NULL);
    FACT_NUMBER(f, "handles not inherited: the event", WaitForSingleObject(event, 0));
    FACT_NUMBER(f, "an inherited handle has the same value", run(rest, TRUE, NULL));
    FACT_NUMBER(f, "an inherited handle is the same event", WaitForSingleObject(event, 0));
    CloseHandle(event);
}

static void ending(void) {
    const char* f = "ExitProcess";
    PROCESS_INFORMATION information;
    DWORD code = 7;
    FACT_NUMBER(f, "the exit code", run(L"exit 77", FALSE, NULL));
    FACT_HEX(f, "an exit code of 32 bits", run(L"exit 3735928559", FALSE, NULL));
    FACT_NUMBER(f, "with another thread", run(L"threads 78", FALSE, NULL));
    FACT_BOOL("CreateProcessW", "this program", start(L"exit 79", FALSE, NULL, &information));
    FACT_NUMBER("CreateProcessW", "the process is the one of the identifier",
                GetProcessId(information.hProcess) == information.dwProcessId);
    FACT_NUMBER(f, "signals the process", WaitForSingleObject(information.hProcess, 60000));
    FACT_NUMBER(f, "signals the thread", WaitForSingleObject(information.hThread, 60000));
    FACT_BOOL("GetExitCodeProcess", "after ExitProcess", GetExitCodeProcess(information.hProcess, &code));
    FACT_NUMBER("GetExitCodeProcess", "after ExitProcess: the code", code);
    FACT_BOOL("GetExitCodeThread", "after ExitProcess", GetExitCodeThread(information.hThread, &code));
    FACT_NUMBER("GetExitCodeThread", "after ExitProcess: the code", code);
    CloseHandle(information.hThread);
    CloseHandle(information.hProcess);
}

static int not_exported(void) { return 1; }

static void modules(void) {
    const char* f = "GetModuleHandleExW";
    HMODULE module = (HMODULE)1, kernel = GetModuleHandleW(L"kernel32");
    FACT_BOOL(f, "unknown", GetModuleHandleExW(0, L"nosuch", &module));
    FACT_NUMBER(f, "unknown clears the handle", module == NULL);
    FACT_BOOL(f, "pinned and not counted", GetModuleHandleExW(3, L"kernel32", &module));
    FACT_BOOL(f, "unknown flag", GetModuleHandleExW(8, L"kernel32", &module));
    FACT_BOOL(f, "no place", GetModuleHandleExW(0, L"kernel32", NULL));
    FACT_BOOL(f, "an address of the program",
              GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const WCHAR*)not_exported, &module));
    FACT_NUMBER(f, "an address of the program is the program", module == GetModuleHandleW(NULL));
    FACT_BOOL(f, "null", GetModuleHandleExW(0, NULL, &module));
    FACT_NUMBER(f, "null is the program", module == GetModuleHandleW(NULL));
    FACT_BOOL(f, "kernel32, not counted",
              GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, L"kernel32", &module));
    FACT_NUMBER(f, "kernel32 by both functions", module == kernel);
    FACT_BOOL(f, "kernel32, pinned", GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN, L"kernel32", &module));
}

static void libraries(void) {
    const char* f = "LoadLibraryExW";
    HMODULE kernel = GetModuleHandleW(L"kernel32");
    FACT_BOOL(f, "unknown", LoadLibraryExW(L"nosuch.dll", NULL, 0) != NULL);
    FACT_BOOL(f, "null", LoadLibraryExW(NULL, NULL, 0) != NULL);
    FACT_BOOL(f, "empty name", LoadLibraryExW(L"", NULL, 0) != NULL);
    FACT_NUMBER(f, "what is loaded", LoadLibraryExW(L"kernel32.dll", NULL, 0) == kernel);
    FACT_BOOL("FreeLibrary", "what LoadLibraryExW loaded", FreeLibrary(kernel));
    FACT_BOOL(f, "with a file", LoadLibraryExW(L"kernel32.dll", (HANDLE)1, 0) != NULL);
    FACT_BOOL("LoadLibraryExA", "with a file", LoadLibraryExA("kernel32.dll", (HANDLE)1, 0) != NULL);
    FACT_NUMBER(f, "without its extension", LoadLibraryExW(L"kernel32", NULL, 0) == kernel);
    FACT_NUMBER("LoadLibraryExA", "what is loaded", LoadLibraryExA("kernel32.dll", NULL, 0) == kernel);
}

int main(int argc, char** argv) {
    size_t i;
    if (argc > 2 && !strcmp(argv[1], "child")) return child(argv);
    // argv[0] under Wine is a Windows path, natively the path it was called by.
    for (i = 0; argv[0][i] && i < 1023; ++i) own[i] = (WCHAR)(unsigned char)argv[0][i];
    starting();
    ending();
    modules();
    libraries();
    return 0;
}
