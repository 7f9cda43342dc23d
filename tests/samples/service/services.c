/* file: services.c: a service that is an RPC server; with -debug, or when nobody starts it as a service, a program on a
   console, which ends by Ctrl+C. -install and -remove tell the service control manager of it. */
#include <stdio.h>
#include <stdlib.h>
#include <tchar.h>
#include <windows.h>
#include <winsvc.h>
#include "service.h"
#include "..\common\sample.h"
#include "..\common\say.h"

#define SERVICE_NAME TEXT("RpcSample")
#define DISPLAY_NAME TEXT("RPC Sample Service")

static SERVICE_STATUS_HANDLE hService;
static SERVICE_STATUS Status;
static HANDLE hStop; /* set when the server shall end */
static LONG cCalls;

/* Tells the service control manager, if there is one. */
static BOOL ReportStatus(DWORD dwState, DWORD dwExitCode, DWORD dwWaitHint)
{
    static DWORD dwCheckPoint = 1;

    if (hService == NULL) return TRUE;
    Status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
    Status.dwCurrentState = dwState;
    Status.dwControlsAccepted = dwState == SERVICE_START_PENDING ? 0 : SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN |
                                                                       SERVICE_ACCEPT_PARAMCHANGE;
    Status.dwWin32ExitCode = dwExitCode;
    Status.dwWaitHint = dwWaitHint;
    Status.dwCheckPoint = dwState == SERVICE_RUNNING || dwState == SERVICE_STOPPED ? 0 : dwCheckPoint++;
    return SetServiceStatus(hService, &Status);
}

/* From here to the end the service serves: RPC's error, or 0. */
static DWORD RunServer(void)
{
    RPC_STATUS status;

    ReportStatus(SERVICE_START_PENDING, NO_ERROR, 3000);
    UseEndpoint();
    status = RpcServerRegisterIf2(service_v1_0_s_ifspec, NULL, NULL, InterfaceFlags(), RPC_C_LISTEN_MAX_CALLS_DEFAULT,
                                  (unsigned int)-1, NULL);
    if (status != RPC_S_OK) return (DWORD)status;
    status = RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    if (status != RPC_S_OK) return (DWORD)status;
    if (!ReportStatus(SERVICE_RUNNING, NO_ERROR, 0)) return GetLastError();
    Say("ready");

    WaitForSingleObject(hStop, INFINITE);
    ReportStatus(SERVICE_STOP_PENDING, NO_ERROR, 5000);
    status = RpcMgmtStopServerListening(NULL);
    if (status == RPC_S_OK) status = RpcMgmtWaitServerListen();
    if (status == RPC_S_OK) status = RpcServerUnregisterIf(service_v1_0_s_ifspec, NULL, TRUE);
    return (DWORD)status;
}

static DWORD WINAPI ServiceControl(DWORD dwControl, DWORD dwEventType, LPVOID pvEventData, LPVOID pvContext)
{
    switch (dwControl)
    {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_SHUTDOWN:
        Say("control: %s", dwControl == SERVICE_CONTROL_STOP ? "stop" : "shutdown");
        ReportStatus(SERVICE_STOP_PENDING, NO_ERROR, 5000);
        SetEvent(*(HANDLE *)pvContext);
        return NO_ERROR;
    case SERVICE_CONTROL_PARAMCHANGE:
        Say("control: parameters have changed");
        return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
        ReportStatus(Status.dwCurrentState, NO_ERROR, 0);
        return NO_ERROR;
    }
    return ERROR_CALL_NOT_IMPLEMENTED;
}

static VOID WINAPI ServiceMain(DWORD dwArgc, LPTSTR *lpszArgv)
{
    DWORD dwError;

    hService = RegisterServiceCtrlHandlerEx(SERVICE_NAME, ServiceControl, &hStop);
    if (hService == NULL) Check("RegisterServiceCtrlHandlerEx", (RPC_STATUS)GetLastError());
    _tprintf(TEXT("service %s, %d argument\n"), lpszArgv[0], (int)dwArgc);
    dwError = RunServer();
    Say("stopped: %lu", dwError);
    ReportStatus(SERVICE_STOPPED, dwError, 0);
}

static BOOL WINAPI ConsoleControl(DWORD dwControl)
{
    if (dwControl != CTRL_C_EVENT && dwControl != CTRL_BREAK_EVENT) return FALSE;
    Say("control: %s", dwControl == CTRL_C_EVENT ? "Ctrl+C" : "Ctrl+Break");
    SetEvent(hStop);
    return TRUE;
}

static int Install(BOOL fRemove)
{
    TCHAR szPath[MAX_PATH];
    SC_HANDLE hManager, hNew;

    hManager = OpenSCManager(NULL, NULL, fRemove ? SC_MANAGER_CONNECT : SC_MANAGER_CREATE_SERVICE);
    if (hManager == NULL) Check("OpenSCManager", (RPC_STATUS)GetLastError());
    GetModuleFileName(NULL, szPath, MAX_PATH);
    if (fRemove) hNew = OpenService(hManager, SERVICE_NAME, DELETE);
    else hNew = CreateService(hManager, SERVICE_NAME, DISPLAY_NAME, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
                              SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, szPath, NULL, NULL, NULL, NULL, NULL);
    if (hNew == NULL) Check(fRemove ? "OpenService" : "CreateService", (RPC_STATUS)GetLastError());
    if (fRemove && !DeleteService(hNew)) Check("DeleteService", (RPC_STATUS)GetLastError());
    Say(fRemove ? "removed" : "installed");
    CloseServiceHandle(hNew);
    CloseServiceHandle(hManager);
    return 0;
}

unsigned long Count(handle_t hBinding)
{
    return (unsigned long)InterlockedIncrement(&cCalls);
}

unsigned long State(handle_t hBinding)
{
    return Status.dwCurrentState;
}

void Stop(handle_t hBinding)
{
    Say("a client stops the service");
    SetEvent(hStop);
}

int __cdecl main(int argc, char **argv)
{
    SERVICE_TABLE_ENTRY aServices[] = { { SERVICE_NAME, ServiceMain }, { NULL, NULL } };
    BOOL fDebug = argc > 1 && (_stricmp(argv[1], "-debug") == 0 || _stricmp(argv[1], "/debug") == 0);
    DWORD dwError;

    if (argc == 2 && _stricmp(argv[1], "-install") == 0) return Install(FALSE);
    if (argc == 2 && _stricmp(argv[1], "-remove") == 0) return Install(TRUE);
    if (ParseOptions(argc - fDebug, argv + fDebug, "service", "") != argc - fDebug) exit(1);
    hStop = CreateEvent(NULL, TRUE, FALSE, NULL);
    if (hStop == NULL) Check("CreateEvent", (RPC_STATUS)GetLastError());
    if (!fDebug)
    {
        if (StartServiceCtrlDispatcher(aServices)) return (int)Status.dwWin32ExitCode;
        dwError = GetLastError();
        Say("the dispatcher: %lu", dwError);
        if (dwError != ERROR_FAILED_SERVICE_CONTROLLER_CONNECT) return 1;
    }
    if (!SetConsoleCtrlHandler(ConsoleControl, TRUE)) Check("SetConsoleCtrlHandler", (RPC_STATUS)GetLastError());
    dwError = RunServer();
    Say("stopped: %lu", dwError);
    return (int)dwError;
}
