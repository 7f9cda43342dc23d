/* file: aeventc.c: asynchronous calls that are waited for by events: results, exceptions, aborts, cancels */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include <rpcasync.h>
#include "aevent.h"
#include "..\common\sample.h"
#include "..\common\say.h"

#define LIMIT 30000UL

static handle_t hServer;

static void Prepare(PRPC_ASYNC_STATE pAsync)
{
    RPC_STATUS status = RpcAsyncInitializeHandle(pAsync, sizeof(RPC_ASYNC_STATE));
    Check("RpcAsyncInitializeHandle", status);
    pAsync->UserInfo = NULL;
    pAsync->NotificationType = RpcNotificationTypeEvent;
    pAsync->u.hEvent = CreateEvent(NULL, FALSE, FALSE, NULL);
    if (pAsync->u.hEvent == NULL) Check("CreateEvent", (RPC_STATUS)GetLastError());
}

/* Waits for the event and takes the call's result; an exception of the server is printed. */
static void Complete(const char *pszCall, PRPC_ASYNC_STATE pAsync, void *pReply)
{
    RPC_STATUS status;
    DWORD dwWait = WaitForSingleObject(pAsync->u.hEvent, LIMIT);

    Say("%s: the wait returns %lu", pszCall, dwWait);
    Say("%s: its status is %ld", pszCall, (long)RpcAsyncGetCallStatus(pAsync));
    RpcTryExcept
    {
        status = RpcAsyncCompleteCall(pAsync, pReply);
        Say("%s: completed with %ld", pszCall, (long)status);
    }
    RpcExcept(1)
    {
        Say("%s: completing raised %lu", pszCall, (unsigned long)RpcExceptionCode());
    }
    RpcEndExcept
    CloseHandle(pAsync->u.hEvent);
}

static void CallLater(long lNumber)
{
    RPC_ASYNC_STATE async;
    ANSWER answer;
    long lReply = -1L;

    memset(&answer, 0, sizeof(answer));
    Prepare(&async);
    Later(&async, hServer, lNumber, L"na\x00efve question", &answer);
    Say("Later: after the call its status is %ld", (long)RpcAsyncGetCallStatus(&async));
    Say("Later: completing it now is %ld", (long)RpcAsyncCompleteCall(&async, &lReply));
    Release(hServer);
    Complete("Later", &async, &lReply);
    Say("Later: %ld, squared %ld, cubed %I64d, root %.6f", lReply, answer.lSquare, answer.hCube, answer.dRoot);
    Say("Later: a text of %d characters, the last one 0x%04x", (int)wcslen(answer.pszText),
        answer.pszText[wcslen(answer.pszText) - 1]);
    midl_user_free(answer.pszText);
}

static void CallAndCancel(BOOL fGiveUp, BOOL fAbortive)
{
    RPC_ASYNC_STATE async;
    unsigned long ulReply = 0UL;
    char szName[64];

    sprintf(szName, "UntilCancelled (%s, %s)", fGiveUp ? "gives up" : "answers", fAbortive ? "abortive" : "patient");
    Prepare(&async);
    UntilCancelled(&async, hServer, (boolean)fGiveUp);
    Say("%s: its status is %ld", szName, (long)RpcAsyncGetCallStatus(&async));
    Say("%s: cancelling returns %ld", szName, (long)RpcAsyncCancelCall(&async, fAbortive));
    Complete(szName, &async, &ulReply);
    Say("%s: the reply is 0x%lX", szName, ulReply);
    AwaitCancelled(hServer);
}

static void CallAndFail(void)
{
    RPC_ASYNC_STATE async;

    Prepare(&async);
    Refuse(&async, hServer, 0xE0000042UL);
    Complete("Refuse", &async, NULL);
    Prepare(&async);
    Abort(&async, hServer, ERROR_DISK_FULL);
    Complete("Abort", &async, NULL);
}

/* An object that was not prepared. */
static void Misuse(void)
{
    RPC_ASYNC_STATE async;

    memset(&async, 0, sizeof(async));
    Say("nothing: its status is %ld", (long)RpcAsyncGetCallStatus(&async));
    Say("nothing: cancelling returns %ld", (long)RpcAsyncCancelCall(&async, TRUE));
    Say("a small object: %ld", (long)RpcAsyncInitializeHandle(&async, 8));
}

int __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "aevent", "") != argc) exit(1);
    hServer = Connect(NULL);
    RpcTryExcept
    {
        CallLater(12L);
        CallLater(-2000L);
        CallAndCancel(FALSE, FALSE);
        CallAndCancel(TRUE, FALSE);
        CallAndCancel(TRUE, TRUE);
        CallAndFail();
        Misuse();
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
