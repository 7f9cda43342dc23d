/* file: aevents.c: the server, which answers its calls on threads of its own */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <process.h>
#include <math.h>
#include <wchar.h>
#include <windows.h>
#include <rpcasync.h>
#include "aevent.h"
#include "..\common\sample.h"
#include "..\common\say.h"

typedef struct _JOB
{
    PRPC_ASYNC_STATE pAsync;
    unsigned long ulCode;
    BOOL fGiveUp;
    long lNumber;
    const wchar_t *pszText;
    ANSWER *pAnswer;
} JOB;

static HANDLE hRelease;   /* a call of Later may be answered */
static HANDLE hCancelled; /* a cancelled call has been seen to */

static void Start(unsigned (__stdcall *pfnThread)(void *), PRPC_ASYNC_STATE pAsync, JOB *pJob)
{
    JOB *pCopy = (JOB *)malloc(sizeof(JOB));
    HANDLE hThread;
    unsigned idThread;

    if (pCopy == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    *pCopy = *pJob;
    pCopy->pAsync = pAsync;
    hThread = (HANDLE)_beginthreadex(NULL, 0, pfnThread, pCopy, 0, &idThread);
    if (hThread == NULL) RpcRaiseException(RPC_S_OUT_OF_THREADS);
    CloseHandle(hThread);
}

static unsigned __stdcall AnswerLater(void *pvJob)
{
    JOB *pJob = (JOB *)pvJob;
    PRPC_ASYNC_STATE pAsync = pJob->pAsync;
    ANSWER *pAnswer = pJob->pAnswer;
    size_t cch = wcslen(pJob->pszText);
    size_t i;
    long lReply = (long)cch;

    WaitForSingleObject(hRelease, INFINITE);
    pAnswer->lSquare = pJob->lNumber * pJob->lNumber;
    pAnswer->hCube = (__int64)pJob->lNumber * pJob->lNumber * pJob->lNumber;
    pAnswer->dRoot = sqrt(fabs((double)pJob->lNumber));
    pAnswer->pszText = (wchar_t *)midl_user_allocate((cch + 1) * sizeof(wchar_t));
    for (i = 0; i < cch; i++) pAnswer->pszText[i] = pJob->pszText[cch - 1 - i];
    pAnswer->pszText[cch] = L'\0';
    free(pJob);
    Say("Later: answers with %ld", lReply);
    Check("RpcAsyncCompleteCall", RpcAsyncCompleteCall(pAsync, &lReply));
    return 0;
}

void Later(PRPC_ASYNC_STATE Later_AsyncHandle, handle_t hBinding, long lNumber, const wchar_t *pszText, ANSWER *pAnswer)
{
    JOB job = { 0 };

    Say("Later: %ld and a text of %d characters", lNumber, (int)wcslen(pszText));
    job.lNumber = lNumber;
    job.pszText = pszText;
    job.pAnswer = pAnswer;
    Start(AnswerLater, Later_AsyncHandle, &job);
}

void Release(handle_t hBinding)
{
    SetEvent(hRelease);
}

static unsigned __stdcall AnswerCancelled(void *pvJob)
{
    JOB *pJob = (JOB *)pvJob;
    unsigned long ulReply = 0xCA11ED;
    RPC_STATUS status;

    while ((status = RpcServerTestCancel(RpcAsyncGetCallHandle(pJob->pAsync))) == RPC_S_CALL_IN_PROGRESS) Sleep(1);
    Say("UntilCancelled: RpcServerTestCancel returns %ld", (long)status);
    if (pJob->fGiveUp) status = RpcAsyncAbortCall(pJob->pAsync, RPC_S_CALL_CANCELLED);
    else status = RpcAsyncCompleteCall(pJob->pAsync, &ulReply);
    free(pJob);
    SetEvent(hCancelled);
    return 0;
}

void UntilCancelled(PRPC_ASYNC_STATE UntilCancelled_AsyncHandle, handle_t hBinding, boolean fGiveUp)
{
    JOB job = { 0 };

    job.fGiveUp = fGiveUp;
    Start(AnswerCancelled, UntilCancelled_AsyncHandle, &job);
}

void AwaitCancelled(handle_t hBinding)
{
    WaitForSingleObject(hCancelled, INFINITE);
}

void Refuse(PRPC_ASYNC_STATE Refuse_AsyncHandle, handle_t hBinding, unsigned long ulCode)
{
    Say("Refuse: raises 0x%lx", ulCode);
    RpcRaiseException((RPC_STATUS)ulCode);
}

static unsigned __stdcall AbortLater(void *pvJob)
{
    JOB *pJob = (JOB *)pvJob;

    Say("Abort: with %lu", pJob->ulCode);
    RpcAsyncAbortCall(pJob->pAsync, pJob->ulCode);
    free(pJob);
    return 0;
}

void Abort(PRPC_ASYNC_STATE Abort_AsyncHandle, handle_t hBinding, unsigned long ulCode)
{
    JOB job = { 0 };

    job.ulCode = ulCode;
    Start(AbortLater, Abort_AsyncHandle, &job);
}

void Shutdown(handle_t hBinding)
{
    StopListening();
}

int __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "aevent", "") != argc) exit(1);
    hRelease = CreateEvent(NULL, FALSE, FALSE, NULL);
    hCancelled = CreateEvent(NULL, FALSE, FALSE, NULL);
    if (hRelease == NULL || hCancelled == NULL) Check("CreateEvent", (RPC_STATUS)GetLastError());
    Serve(aevent_v1_0_s_ifspec);
    Say("stopped");
    CloseHandle(hRelease);
    CloseHandle(hCancelled);
    return 0;
}
