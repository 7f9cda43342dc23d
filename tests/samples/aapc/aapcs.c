/* file: aapcs.c: the server, which answers on threads of its own when it is told to */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ctype.h>
#include <process.h>
#include <windows.h>
#include <rpcasync.h>
#include "aapc.h"
#include "..\common\sample.h"
#include "..\common\say.h"

typedef struct _JOB
{
    PRPC_ASYNC_STATE pAsync;
    const unsigned char *pszText;
    unsigned char **ppszCapitals;
} JOB;

static HANDLE hRelease; /* a semaphore: as many calls may be answered */
static HANDLE hHeld;    /* a semaphore: as many calls have come */
static HANDLE hNever;   /* set when the call that is never answered was cancelled */

static unsigned __stdcall Answer(void *pv)
{
    JOB job = *(JOB *)pv;
    long lChanged = 0L;
    int i;

    free(pv);
    ReleaseSemaphore(hHeld, 1, NULL);
    WaitForSingleObject(hRelease, INFINITE);
    *job.ppszCapitals = (unsigned char *)midl_user_allocate(strlen((const char *)job.pszText) + 1);
    for (i = 0; job.pszText[i] != '\0'; i++)
    {
        (*job.ppszCapitals)[i] = (unsigned char)toupper(job.pszText[i]);
        if ((*job.ppszCapitals)[i] != job.pszText[i]) lChanged++;
    }
    (*job.ppszCapitals)[i] = '\0';
    Check("RpcAsyncCompleteCall", RpcAsyncCompleteCall(job.pAsync, &lChanged));
    return 0;
}

static void Start(unsigned (__stdcall *pfnThread)(void *), void *pv)
{
    HANDLE hThread = (HANDLE)_beginthreadex(NULL, 0, pfnThread, pv, 0, NULL);

    if (hThread == NULL) RpcRaiseException(RPC_S_OUT_OF_THREADS);
    CloseHandle(hThread);
}

void Capitals(PRPC_ASYNC_STATE Capitals_AsyncHandle, handle_t hBinding, const unsigned char *pszText,
              unsigned char **ppszCapitals)
{
    JOB *pJob = (JOB *)malloc(sizeof(JOB));

    if (pJob == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    pJob->pAsync = Capitals_AsyncHandle;
    pJob->pszText = pszText;
    pJob->ppszCapitals = ppszCapitals;
    Start(Answer, pJob);
}

static unsigned __stdcall AwaitCancel(void *pv)
{
    PRPC_ASYNC_STATE pAsync = (PRPC_ASYNC_STATE)pv;

    while (RpcServerTestCancel(RpcAsyncGetCallHandle(pAsync)) == RPC_S_CALL_IN_PROGRESS) Sleep(1);
    Say("Never: the client has cancelled");
    RpcAsyncAbortCall(pAsync, RPC_S_CALL_CANCELLED);
    SetEvent(hNever);
    return 0;
}

void Never(PRPC_ASYNC_STATE Never_AsyncHandle, handle_t hBinding)
{
    Start(AwaitCancel, Never_AsyncHandle);
}

void Release(handle_t hBinding, long cCalls)
{
    long i;

    for (i = 0L; i < cCalls; i++) WaitForSingleObject(hHeld, INFINITE);
    Say("Release: %ld", cCalls);
    ReleaseSemaphore(hRelease, cCalls, NULL);
}

void Shutdown(handle_t hBinding)
{
    WaitForSingleObject(hNever, INFINITE);
    StopListening();
}

int __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "aapc", "") != argc) exit(1);
    hRelease = CreateSemaphore(NULL, 0, 100, NULL);
    hHeld = CreateSemaphore(NULL, 0, 100, NULL);
    hNever = CreateEvent(NULL, TRUE, FALSE, NULL);
    if (hRelease == NULL || hHeld == NULL || hNever == NULL) Check("CreateSemaphore", (RPC_STATUS)GetLastError());
    Serve(aapc_v1_0_s_ifspec);
    Say("stopped");
    CloseHandle(hRelease);
    CloseHandle(hHeld);
    CloseHandle(hNever);
    return 0;
}
