/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes: the program starts itself again to be given arguments, an environment, handles, and to exit with codes. */
#include <windows.h>

#include "wine/test.h"

static char** arguments;

static PROCESS_INFORMATION started(const char* what, BOOL inherit) {
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made;
    char line[MAX_PATH + 100];
    memset(&made, 0, sizeof made);
    sprintf(line, "\"%s\" %s %s", arguments[0], arguments[1], what);
    ok(CreateProcessA(NULL, line, NULL, NULL, inherit, 0, NULL, NULL, &startup, &made), "error %lu\n", GetLastError());
    return made;
}

static void ended(PROCESS_INFORMATION made, DWORD wanted) {
    DWORD code = 0xdeadbeef;
    ok(WaitForSingleObject(made.hProcess, 20000) == WAIT_OBJECT_0, "it does not end\n");
    ok(GetExitCodeProcess(made.hProcess, &code) && code == wanted, "code %lu, not %lu\n", code, wanted);
    ok(CloseHandle(made.hThread) && CloseHandle(made.hProcess), "error %lu\n", GetLastError());
}

static void child(int count) {
    HANDLE handle;
    char text[32] = "";
    ULONG_PTR number;
    if (!strcmp(arguments[2], "arguments")) {
        ok(count == 5, "%d arguments\n", count);
        ok(!strcmp(arguments[3], "two words") && !strcmp(arguments[4], "q\"uote"), "%s %s\n",
           wine_dbgstr_a(arguments[3]), wine_dbgstr_a(arguments[4]));
    } else if (!strcmp(arguments[2], "environment")) {
        ok(GetEnvironmentVariableA("WINETEST_CHILD", text, sizeof text) == 5, "%s\n", wine_dbgstr_a(text));
        ok(!strcmp(text, "value"), "%s\n", wine_dbgstr_a(text));
    } else if (!strcmp(arguments[2], "handle")) {
        ok(sscanf(arguments[3], "%I64x", &number) == 1, "%s\n", wine_dbgstr_a(arguments[3]));
        handle = (HANDLE)number;
        ok(WaitForSingleObject(handle, 0) == WAIT_TIMEOUT, "it is set already\n");
        ok(SetEvent(handle), "error %lu\n", GetLastError());
    } else if (!strcmp(arguments[2], "exit")) {
        ExitProcess((UINT)strtoul(arguments[3], NULL, 0));
    } else if (!strcmp(arguments[2], "wait")) {
        Sleep(INFINITE);
    }
}

START_TEST(processes) {
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    PROCESS_INFORMATION made;
    HANDLE event;
    DWORD code = 0;
    char line[100];
    int count = winetest_get_mainargs(&arguments);
    if (count > 2) {
        child(count);
        return;
    }
    made = started("arguments \"two words\" q\\\"uote", FALSE);
    winetest_wait_child_process(made.hProcess);
    ended(made, 0);
    ok(SetEnvironmentVariableA("WINETEST_CHILD", "value"), "error %lu\n", GetLastError());
    made = started("environment", FALSE);
    winetest_wait_child_process(made.hProcess);
    ended(made, 0);
    event = CreateEventA(&inherited, TRUE, FALSE, NULL);
    sprintf(line, "handle %I64x", (ULONGLONG)(ULONG_PTR)event);
    made = started(line, TRUE);
    winetest_wait_child_process(made.hProcess);
    ok(WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "the child has another event\n");
    ended(made, 0);
    ok(CloseHandle(event), "error %lu\n", GetLastError());
    made = started("exit 0x80000005", FALSE);
    ok(GetProcessId(made.hProcess) == made.dwProcessId, "id %lu, not %lu\n", GetProcessId(made.hProcess),
       made.dwProcessId);
    ended(made, 0x80000005);
    made = started("wait", FALSE);
    ok(GetExitCodeProcess(made.hProcess, &code) && code == STILL_ACTIVE, "code %lu\n", code);
    ok(WaitForSingleObject(made.hProcess, 0) == WAIT_TIMEOUT, "it has ended\n");
    ok(TerminateProcess(made.hProcess, 42), "error %lu\n", GetLastError());
    ended(made, 42);
}

START_TEST(failures) {
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made;
    char line[] = "winetest-nowhere.exe and more";
    SetLastError(0xdeadbeef);
    ok(!CreateProcessA("winetest-nowhere.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made), "started\n");
    ok(GetLastError() == ERROR_FILE_NOT_FOUND, "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made), "started\n");
    ok(GetLastError() == ERROR_FILE_NOT_FOUND, "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(OpenProcess(SYNCHRONIZE, FALSE, 0) == NULL, "process 0 was opened\n");
    ok(GetLastError() == ERROR_INVALID_PARAMETER, "error %lu\n", GetLastError());
    ok(GetCurrentProcess() == (HANDLE)(LONG_PTR)-1, "got %p\n", GetCurrentProcess());
    ok(GetProcessId(GetCurrentProcess()) == GetCurrentProcessId(), "two ids\n");
}
