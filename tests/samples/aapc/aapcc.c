/* file: aapcc.c: asynchronous calls whose ends are told by APCs, to this thread and another, and by callbacks */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <process.h>
#include <windows.h>
#include <rpcasync.h>
#include "aapc.h"
#include "..\common\sample.h"
#include "..\common\say.h"

#define LIMIT 30000UL
#define CALLS 3

typedef struct _CALL
{
    RPC_ASYNC_STATE async;
    const unsigned char *pszText;
    unsigned char *pszCapitals;
    long lReply;
    RPC_STATUS status;
    RPC_ASYNC_EVENT event;
    DWORD idThread; /* where its end was told */
    HANDLE hDone;   /* set then, where there is one */
} CALL;

static handle_t hServer;
static int cTold; /* of this thread's */

/* Takes the reply; runs as an APC or a callback. */
static void __RPC_USER CallEnded(PRPC_ASYNC_STATE pAsync, void *pvContext, RPC_ASYNC_EVENT event)
{
    CALL *pCall = (CALL *)pAsync->UserInfo;

    pCall->event = event;
    pCall->idThread = GetCurrentThreadId();
    RpcTryExcept
    {
        pCall->status = RpcAsyncCompleteCall(pAsync, &pCall->lReply);
    }
    RpcExcept(1)
    {
        pCall->status = (RPC_STATUS)RpcExceptionCode();
    }
    RpcEndExcept
    if (pCall->hDone != NULL) SetEvent(pCall->hDone);
    else cTold++;
}

static void Prepare(CALL *pCall, const char *pszText)
{
    memset(pCall, 0, sizeof(*pCall));
    Check("RpcAsyncInitializeHandle", RpcAsyncInitializeHandle(&pCall->async, sizeof(RPC_ASYNC_STATE)));
    pCall->pszText = (const unsigned char *)pszText;
    pCall->status = RPC_S_ASYNC_CALL_PENDING;
    pCall->async.UserInfo = pCall;
    pCall->async.NotificationType = RpcNotificationTypeApc;
    pCall->async.u.APC.NotificationRoutine = CallEnded;
    pCall->async.u.APC.hThread = NULL; /* this one */
}

static void Start(CALL *pCall)
{
    Capitals(&pCall->async, hServer, pCall->pszText, &pCall->pszCapitals);
}

static void Print(const char *pszHow, CALL *pCall)
{
    Say("%s: event %d, status %ld, %ld letters of \"%s\": \"%s\", by this thread: %s", pszHow, (int)pCall->event,
        (long)pCall->status, pCall->lReply, (char *)pCall->pszText,
        pCall->pszCapitals != NULL ? (char *)pCall->pszCapitals : "(none)", pCall->idThread == GetCurrentThreadId() ? "yes" : "no");
    if (pCall->pszCapitals != NULL) midl_user_free(pCall->pszCapitals);
}

static void BySleepEx(void)
{
    static const char *apszTexts[CALLS] = { "first things first", "x", "" };
    CALL aCalls[CALLS];
    int i;

    cTold = 0;
    for (i = 0; i < CALLS; i++)
    {
        Prepare(&aCalls[i], apszTexts[i]);
        Start(&aCalls[i]);
    }
    Release(hServer, CALLS);
    while (cTold < CALLS && SleepEx(LIMIT, TRUE) == WAIT_IO_COMPLETION);
    for (i = 0; i < CALLS; i++) Print("SleepEx", &aCalls[i]);
}

static void ByWaits(void)
{
    HANDLE ahEvents[2];
    CALL call;

    ahEvents[0] = CreateEvent(NULL, TRUE, FALSE, NULL);
    ahEvents[1] = CreateEvent(NULL, TRUE, FALSE, NULL);
    Prepare(&call, "one object");
    Start(&call);
    Say("a wait that is not alertable: %lu", WaitForSingleObject(ahEvents[0], 0));
    Release(hServer, 1L);
    Say("WaitForSingleObjectEx: 0x%lX", WaitForSingleObjectEx(ahEvents[0], LIMIT, TRUE));
    Print("WaitForSingleObjectEx", &call);
    Prepare(&call, "Two Objects");
    Start(&call);
    Release(hServer, 1L);
    Say("WaitForMultipleObjectsEx: 0x%lX", WaitForMultipleObjectsEx(2, ahEvents, FALSE, LIMIT, TRUE));
    Print("WaitForMultipleObjectsEx", &call);
    Prepare(&call, "signal and wait");
    Start(&call);
    Release(hServer, 1L);
    Say("SignalObjectAndWait: 0x%lX", SignalObjectAndWait(ahEvents[0], ahEvents[1], LIMIT, TRUE));
    Print("SignalObjectAndWait", &call);
    Say("and the event is set: %lu", WaitForSingleObject(ahEvents[0], 0));
    CloseHandle(ahEvents[0]);
    CloseHandle(ahEvents[1]);
}

static HANDLE hStarted; /* the listener has: an APC of before would not be counted */
static HANDLE hEnd;     /* it shall end */

/* Sleeps until it is told to end, and has ears for APCs meanwhile. */
static unsigned __stdcall Listener(void *pv)
{
    unsigned cWoken = 0U;

    SetEvent(hStarted);
    while (WaitForSingleObjectEx(hEnd, LIMIT, TRUE) == WAIT_IO_COMPLETION) cWoken++;
    return cWoken;
}

static void ByOtherThread(void)
{
    CALL call;
    unsigned idThread;
    DWORD dwWoken = 0;
    HANDLE hThread;

    hStarted = CreateEvent(NULL, TRUE, FALSE, NULL);
    hEnd = CreateEvent(NULL, TRUE, FALSE, NULL);
    hThread = (HANDLE)_beginthreadex(NULL, 0, Listener, NULL, 0, &idThread);
    WaitForSingleObject(hStarted, LIMIT);
    Prepare(&call, "for another thread");
    call.hDone = CreateEvent(NULL, FALSE, FALSE, NULL);
    call.async.u.APC.hThread = hThread;
    Start(&call);
    Release(hServer, 1L);
    Say("the other thread is told: %lu", WaitForSingleObject(call.hDone, LIMIT));
    Say("by an APC: %s", call.idThread == idThread ? "yes" : "no");
    Print("APC of another thread", &call);
    SetEvent(hEnd);
    Say("the other thread ends: %lu", WaitForSingleObject(hThread, LIMIT));
    GetExitCodeThread(hThread, &dwWoken);
    Say("woken by APCs: %lu", dwWoken);
    CloseHandle(hThread);
    CloseHandle(hStarted);
    CloseHandle(hEnd);
    CloseHandle(call.hDone);
}

static void ByCallback(void)
{
    CALL call;

    Prepare(&call, "call me back");
    call.hDone = CreateEvent(NULL, FALSE, FALSE, NULL);
    call.async.NotificationType = RpcNotificationTypeCallback;
    call.async.u.NotificationRoutine = CallEnded;
    Start(&call);
    Release(hServer, 1L);
    Say("called back: %lu", WaitForSingleObject(call.hDone, LIMIT));
    Print("callback", &call);
    CloseHandle(call.hDone);
}

static void Cancelled(void)
{
    CALL call;
    DWORD dwSlept;

    cTold = 0;
    Prepare(&call, "nothing");
    Never(&call.async, hServer);
    Say("abortive cancel: %ld", (long)RpcAsyncCancelCall(&call.async, TRUE));
    dwSlept = SleepEx(LIMIT, TRUE);
    Say("SleepEx: 0x%lX, %d told", dwSlept, cTold);
    Print("cancel", &call);
}

int __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "aapc", "") != argc) exit(1);
    hServer = Connect(NULL);
    RpcTryExcept
    {
        BySleepEx();
        ByWaits();
        ByOtherThread();
        ByCallback();
        Cancelled();
        Shutdown(hServer);
    }
    RpcExcept(1)
    {
        Say("Runtime reported exception %lu", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hServer));
    return 0;
}
