// SPDX-License-Identifier: LGPL-2.1-or-later
// A service program, and a console program, as the tests want it: `service_child WHAT`. It says what happens to it, a
// line for each thing.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <windows.h>
#include <winsvc.h>

static SERVICE_STATUS_HANDLE handles[2];
static DWORD exit_code;
static HANDLE wanted;

static void report_of(int which, DWORD state, DWORD accepted, DWORD code, DWORD checkpoint, DWORD hint) {
    SERVICE_STATUS status;
    memset(&status, 0, sizeof status);
    status.dwServiceType = SERVICE_WIN32;
    status.dwCurrentState = state;
    status.dwControlsAccepted = accepted;
    status.dwWin32ExitCode = code;
    status.dwCheckPoint = checkpoint;
    status.dwWaitHint = hint;
    if (!SetServiceStatus(handles[which], &status)) printf("report %u: %u\n", state, GetLastError());
}
static void report(DWORD state, DWORD accepted) { report_of(0, state, accepted, 0, 0, 0); }

static DWORD main_thread;
static DWORD WINAPI handler(DWORD control, DWORD type, LPVOID data, LPVOID context) {
    const int which = (int)(INT_PTR)context;
    const char* where = GetCurrentThreadId() == main_thread ? "the dispatcher" : "elsewhere";
    printf("control %u of %d on %s, %u %d\n", control, which, where, type, data == NULL);
    if (control != SERVICE_CONTROL_PARAMCHANGE) {
        report_of(which, SERVICE_STOP_PENDING, 0, 0, 0, 1500);
        report_of(which, SERVICE_STOPPED, 0, exit_code, 0, 0);
    }
    return NO_ERROR;
}
static VOID WINAPI plain_handler(DWORD control) {
    printf("plain control %u\n", control);
    report(SERVICE_STOPPED, 0);
}

static VOID WINAPI solo_main(DWORD count, LPSTR* arguments) {
    printf("main %u %s %d\n", count, arguments[0], arguments[1] == NULL);
    handles[0] = RegisterServiceCtrlHandlerExA("another name", handler, (LPVOID)0);
    report_of(0, SERVICE_START_PENDING, 0, 0, 1, 3000);
    report(SERVICE_RUNNING, SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PARAMCHANGE);
}
static VOID WINAPI plain_main(DWORD count, LPSTR* arguments) {
    (void)count;
    handles[0] = RegisterServiceCtrlHandlerA(arguments[0], plain_handler);
    report(SERVICE_RUNNING, SERVICE_ACCEPT_SHUTDOWN);
}
static VOID WINAPI slow_main(DWORD count, LPSTR* arguments) {
    char byte;
    (void)count;
    handles[0] = RegisterServiceCtrlHandlerExA(arguments[0], handler, (LPVOID)0);
    report_of(0, SERVICE_START_PENDING, 0, 0, 1, 60000);
    if (read(0, &byte, 1) == 1) report(SERVICE_RUNNING, SERVICE_ACCEPT_STOP);
}
static VOID WINAPI deaf_main(DWORD count, LPSTR* arguments) {
    (void)count;
    handles[0] = RegisterServiceCtrlHandlerExA(arguments[0], handler, (LPVOID)0);
    report(SERVICE_RUNNING, 0);
}
static VOID WINAPI mute_main(DWORD count, LPSTR* arguments) { printf("mute %u %s\n", count, arguments[0]); }

static VOID WINAPI first_main(DWORD count, LPWSTR* arguments) {
    printf("first %u %c%c\n", count, (char)arguments[0][0], (char)arguments[0][1]);
    handles[0] = RegisterServiceCtrlHandlerExW(arguments[0], handler, (LPVOID)0);
    report_of(0, SERVICE_RUNNING, SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN, 0, 0, 0);
}
static VOID WINAPI second_main(DWORD count, LPWSTR* arguments) {
    char byte;
    printf("second %u %c%c\n", count, (char)arguments[0][0], (char)arguments[0][1]);
    if (read(0, &byte, 1) != 1) return;
    handles[1] = RegisterServiceCtrlHandlerExA("bETA", handler, (LPVOID)1);
    report_of(1, SERVICE_RUNNING, SERVICE_ACCEPT_PRESHUTDOWN | SERVICE_ACCEPT_SHUTDOWN, 0, 0, 0);
}

static void say(const char* what, int good) { printf("%s: %d %u\n", what, good, good ? 0 : GetLastError()); }

static VOID WINAPI wrong_main(DWORD count, LPSTR* arguments) {
    SERVICE_TABLE_ENTRYA table[] = {{arguments[0], wrong_main}, {NULL, NULL}};
    SERVICE_STATUS good = {SERVICE_WIN32_OWN_PROCESS, SERVICE_RUNNING, SERVICE_ACCEPT_STOP, 0, 0, 0, 0};
    SERVICE_STATUS bad = good;
    SERVICE_STATUS_HANDLE handle;
    (void)count;
    say("too early", SetServiceStatus((SERVICE_STATUS_HANDLE)1, &good));
    say("no handler", RegisterServiceCtrlHandlerA("x", NULL) != NULL);
    say("other name", RegisterServiceCtrlHandlerA("Gamma", plain_handler) != NULL);
    say("no name", RegisterServiceCtrlHandlerA(NULL, plain_handler) != NULL);
    handle = handles[0] = RegisterServiceCtrlHandlerA(arguments[0], plain_handler);
    say("no status", SetServiceStatus(handle, NULL));
    bad.dwCurrentState = 8;
    say("no such state", SetServiceStatus(handle, &bad));
    bad = good;
    bad.dwControlsAccepted = 0x80000000;
    say("no such control", SetServiceStatus(handle, &bad));
    bad = good;
    bad.dwServiceType = 0;
    say("no type", SetServiceStatus(handle, &bad));
    say("no handle", SetServiceStatus(NULL, &good));
    say("not a handle", SetServiceStatus((SERVICE_STATUS_HANDLE)99, &good));
    say("again", StartServiceCtrlDispatcherA(table));
    report(SERVICE_STOPPED, 0);
    say("stopped", SetServiceStatus(handle, &good));
    SetEvent(wanted);
}

static VOID WINAPI raising_handler(DWORD control) { RaiseException(5000 + control, 0, 0, NULL); }
static VOID WINAPI raising_main(DWORD count, LPSTR* arguments) {
    (void)count;
    handles[0] = RegisterServiceCtrlHandlerA(arguments[0], raising_handler);
    report(SERVICE_RUNNING, SERVICE_ACCEPT_STOP);
}

static BOOL WINAPI older(DWORD event) {
    printf("older %u\n", event);
    if (event == CTRL_BREAK_EVENT) SetEvent(wanted);
    return event != CTRL_SHUTDOWN_EVENT;
}
static BOOL WINAPI newer(DWORD event) {
    printf("newer %u %d\n", event, GetCurrentThreadId() != main_thread);
    return event == CTRL_CLOSE_EVENT;
}

static void console_program(int keeps) {
    wanted = CreateEventA(NULL, FALSE, FALSE, NULL);
    SetConsoleCtrlHandler(older, TRUE);
    SetConsoleCtrlHandler(newer, TRUE);
    printf("ready\n");
    WaitForSingleObject(wanted, INFINITE);
    SetConsoleCtrlHandler(newer, FALSE);
    SetConsoleCtrlHandler(NULL, TRUE);
    GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
    GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0);
    WaitForSingleObject(wanted, INFINITE);
    SetConsoleCtrlHandler(NULL, FALSE);
    if (!keeps) SetConsoleCtrlHandler(older, FALSE);
    GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
    for (;;) pause();
}

static int run_a(const char* name, LPSERVICE_MAIN_FUNCTIONA main_function, const char* other) {
    SERVICE_TABLE_ENTRYA table[] = {{(LPSTR)name, main_function}, {(LPSTR)other, mute_main}, {NULL, NULL}};
    BOOL done;
    DWORD code;
    if (!other) table[1].lpServiceProc = NULL;
    main_thread = GetCurrentThreadId();
    wanted = CreateEventA(NULL, FALSE, main_function != wrong_main, NULL);
    done = StartServiceCtrlDispatcherA(table);
    code = GetLastError();
    WaitForSingleObject(wanted, INFINITE);  // it goes on when its service has stopped
    SetLastError(code);
    say("returned", done);
    say("afterwards", StartServiceCtrlDispatcherA(table));
    return 7;
}

static int run_two(void) {
    static WCHAR alpha[] = {'A', 'l', 'p', 'h', 'a', 0}, beta[] = {'B', 'e', 't', 'a', 0};
    SERVICE_TABLE_ENTRYW table[] = {{alpha, first_main}, {beta, second_main}, {NULL, NULL}};
    main_thread = GetCurrentThreadId();
    say("returned", StartServiceCtrlDispatcherW(table));
    return 8;
}

static int bad_tables(void) {
    SERVICE_TABLE_ENTRYA none[] = {{NULL, NULL}}, no_main[] = {{(LPSTR) "x", NULL}, {NULL, NULL}};
    SERVICE_TABLE_ENTRYA no_name[] = {{NULL, mute_main}, {NULL, NULL}};
    say("no table", StartServiceCtrlDispatcherA(NULL));
    say("no entry", StartServiceCtrlDispatcherA(none));
    say("no main", StartServiceCtrlDispatcherA(no_main));
    say("no name", StartServiceCtrlDispatcherA(no_name));
    say("no dispatcher", RegisterServiceCtrlHandlerA("x", plain_handler) != NULL);
    return run_a("Solo", solo_main, NULL);
}

int main(int count, char** arguments) {
    const char* what = count > 1 ? arguments[1] : "";
    setvbuf(stdout, NULL, _IOLBF, 0);
    main_thread = GetCurrentThreadId();
    if (count > 2) exit_code = (DWORD)strtoul(arguments[2], NULL, 0);
    if (!strcmp(what, "solo")) return run_a("Solo", solo_main, NULL);
    if (!strcmp(what, "nameless")) return run_a("", plain_main, NULL);
    if (!strcmp(what, "slow")) return run_a("Slow", slow_main, NULL);
    if (!strcmp(what, "deaf")) return run_a("Deaf", deaf_main, NULL);
    if (!strcmp(what, "mute")) return run_a("Mute", mute_main, NULL);
    if (!strcmp(what, "two")) return run_two();
    if (!strcmp(what, "wrong")) return run_a("Wrong", wrong_main, "Other");
    if (!strcmp(what, "raising")) return run_a("Raising", raising_main, NULL);
    if (!strcmp(what, "tables")) return bad_tables();
    if (!strcmp(what, "console")) console_program(0);
    if (!strcmp(what, "keeping")) console_program(1);
    return 2;
}
