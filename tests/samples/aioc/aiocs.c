/* file: aiocs.c: the server, which holds its calls until enough are there, and answers them from the thread pool */
#include <stdio.h>
#include <stdlib.h>
#include <Windows.h>
#include <rpcasync.h>
#include "aioc.h"
#include "..\common\sample.h"
#include "..\common\say.h"

typedef struct _HELD
{
    struct _HELD *pNext;
    PRPC_ASYNC_STATE pAsync;
    unsigned long cbData;
    byte *pbData;
} HELD;

static CRITICAL_SECTION csHeld;
static HELD *pFirst;
static unsigned long cHeld;
static unsigned long cMostHeld;
static unsigned long cExpected = 1UL;
static LONG cAnswered;

static DWORD WINAPI Answer(LPVOID pv)
{
    HELD *pHeld = (HELD *)pv;
    PRPC_ASYNC_STATE pAsync = pHeld->pAsync;
    unsigned long ulReply = 5381UL, i;
    byte b;

    for (i = 0; i < pHeld->cbData / 2; i++)
    {
        b = pHeld->pbData[i];
        pHeld->pbData[i] = pHeld->pbData[pHeld->cbData - 1 - i];
        pHeld->pbData[pHeld->cbData - 1 - i] = b;
    }
    for (i = 0; i < pHeld->cbData; i++) ulReply = ulReply * 33UL ^ pHeld->pbData[i];
    free(pHeld);
    InterlockedIncrement(&cAnswered);
    Check("RpcAsyncCompleteCall", RpcAsyncCompleteCall(pAsync, &ulReply));
    return 0;
}

void Digest(PRPC_ASYNC_STATE Digest_AsyncHandle, handle_t hBinding, unsigned long cbData, byte *pbData)
{
    HELD *pHeld = (HELD *)malloc(sizeof(HELD));
    HELD *pAll = NULL;

    if (pHeld == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    pHeld->pAsync = Digest_AsyncHandle;
    pHeld->cbData = cbData;
    pHeld->pbData = pbData;
    EnterCriticalSection(&csHeld);
    pHeld->pNext = pFirst;
    pFirst = pHeld;
    if (++cHeld > cMostHeld) cMostHeld = cHeld;
    if (cHeld == cExpected)
    {
        pAll = pFirst;
        pFirst = NULL;
        cHeld = 0UL;
    }
    LeaveCriticalSection(&csHeld);
    while (pAll != NULL)
    {
        pHeld = pAll;
        pAll = pHeld->pNext;
        if (!QueueUserWorkItem(Answer, pHeld, WT_EXECUTEDEFAULT)) Answer(pHeld);
    }
}

void ExpectCalls(handle_t hBinding, unsigned long cCalls)
{
    EnterCriticalSection(&csHeld);
    cExpected = cCalls;
    cMostHeld = 0UL;
    cAnswered = 0L;
    LeaveCriticalSection(&csHeld);
    Say("expects %lu calls", cCalls);
}

void Count(handle_t hBinding, unsigned long *pcAnswered, unsigned long *pcMostHeld)
{
    EnterCriticalSection(&csHeld);
    *pcAnswered = (unsigned long)cAnswered;
    *pcMostHeld = cMostHeld;
    LeaveCriticalSection(&csHeld);
    Say("answered %lu calls, held %lu", *pcAnswered, *pcMostHeld);
}

void Shutdown(handle_t hBinding)
{
    StopListening();
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "aioc", "") != argc) exit(1);
    InitializeCriticalSection(&csHeld);
    Serve(aioc_v1_0_s_ifspec);
    Say("stopped");
    DeleteCriticalSection(&csHeld);
}
