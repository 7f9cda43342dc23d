// SPDX-License-Identifier: LGPL-2.1-or-later
// Services: what is refused of a program that is none, and of a manager there is none. Native only: Windows and Wine
// have a manager, which takes its time to say that the program is no service of its.
#include "facts.h"

#ifndef _WIN32
static VOID WINAPI main_a(DWORD count, LPSTR* arguments) { (void)count, (void)arguments; }
static VOID WINAPI main_w(DWORD count, LPWSTR* arguments) { (void)count, (void)arguments; }
static VOID WINAPI handle(DWORD control) { (void)control; }
static DWORD WINAPI handle_ex(DWORD control, DWORD type, LPVOID data, LPVOID context) {
    (void)control, (void)type, (void)data, (void)context;
    return 0;
}

static void dispatchers(void) {
    static char name[] = "facts";
    static WCHAR wide[] = L"facts";
    const SERVICE_TABLE_ENTRYA none_a[] = {{NULL, NULL}}, unnamed_a[] = {{NULL, main_a}, {NULL, NULL}};
    const SERVICE_TABLE_ENTRYA idle_a[] = {{name, NULL}, {NULL, NULL}};
    const SERVICE_TABLE_ENTRYW none_w[] = {{NULL, NULL}}, unnamed_w[] = {{NULL, main_w}, {NULL, NULL}};
    const SERVICE_TABLE_ENTRYW idle_w[] = {{wide, NULL}, {NULL, NULL}};
    FACT_BOOL("StartServiceCtrlDispatcherA", "NULL", StartServiceCtrlDispatcherA(NULL));
    FACT_BOOL("StartServiceCtrlDispatcherW", "NULL", StartServiceCtrlDispatcherW(NULL));
    FACT_BOOL("StartServiceCtrlDispatcherA", "an empty table", StartServiceCtrlDispatcherA(none_a));
    FACT_BOOL("StartServiceCtrlDispatcherW", "an empty table", StartServiceCtrlDispatcherW(none_w));
    FACT_BOOL("StartServiceCtrlDispatcherA", "a service without a name", StartServiceCtrlDispatcherA(unnamed_a));
    FACT_BOOL("StartServiceCtrlDispatcherW", "a service without a name", StartServiceCtrlDispatcherW(unnamed_w));
    FACT_BOOL("StartServiceCtrlDispatcherA", "a service without a function", StartServiceCtrlDispatcherA(idle_a));
    FACT_BOOL("StartServiceCtrlDispatcherW", "a service without a function", StartServiceCtrlDispatcherW(idle_w));
}

static void handlers(void) {
    SERVICE_STATUS status;
    HANDLE made;
    memset(&status, 0, sizeof status);
    FACT_HANDLE("RegisterServiceCtrlHandlerA", "no handler", made, (HANDLE)RegisterServiceCtrlHandlerA("facts", NULL));
    FACT_HANDLE("RegisterServiceCtrlHandlerW", "no handler", made, (HANDLE)RegisterServiceCtrlHandlerW(L"facts", NULL));
    FACT_HANDLE("RegisterServiceCtrlHandlerExA", "no handler", made,
                (HANDLE)RegisterServiceCtrlHandlerExA("facts", NULL, NULL));
    FACT_HANDLE("RegisterServiceCtrlHandlerExW", "no handler", made,
                (HANDLE)RegisterServiceCtrlHandlerExW(L"facts", NULL, NULL));
    FACT_HANDLE("RegisterServiceCtrlHandlerA", "no such service runs", made,
                (HANDLE)RegisterServiceCtrlHandlerA("facts", handle));
    FACT_HANDLE("RegisterServiceCtrlHandlerExW", "no such service runs", made,
                (HANDLE)RegisterServiceCtrlHandlerExW(L"facts", handle_ex, NULL));
    FACT_BOOL("SetServiceStatus", "no status", SetServiceStatus((SERVICE_STATUS_HANDLE)1, NULL));
    FACT_BOOL("SetServiceStatus", "no handle", SetServiceStatus(NULL, &status));
}

static void managers(void) {
    HANDLE made;
    FACT_HANDLE("OpenSCManagerA", "this machine", made, (HANDLE)OpenSCManagerA(NULL, NULL, SC_MANAGER_CONNECT));
    FACT_HANDLE("OpenSCManagerW", "this machine", made, (HANDLE)OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT));
    FACT_HANDLE("OpenSCManagerA", "a database there is none of", made,
                (HANDLE)OpenSCManagerA(NULL, "Services", SC_MANAGER_CONNECT));
    FACT_HANDLE("OpenSCManagerW", "a database there is none of", made,
                (HANDLE)OpenSCManagerW(NULL, L"Services", SC_MANAGER_CONNECT));
    FACT_HANDLE("OpenServiceA", "no manager", made, (HANDLE)OpenServiceA(NULL, "facts", SERVICE_QUERY_STATUS));
    FACT_BOOL("CloseServiceHandle", "NULL", CloseServiceHandle(NULL));
}
#endif

int main(void) {
    FACT_NUMBER("GetLastError", "before all", (SetLastError(0), GetLastError()));
#ifndef _WIN32
    dispatchers();
    handlers();
    managers();
#endif
    return 0;
}
