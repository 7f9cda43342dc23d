/* file: aiocc.c: many asynchronous calls at once; two threads take their answers from an I/O completion port */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <process.h>
#include <Windows.h>
#include <rpcasync.h>
#include "aioc.h"
#include "..\common\sample.h"
#include "..\common\say.h"

#define LIMIT 30000UL
#define WORKERS 2
#define STOP_KEY ((ULONG_PTR)-1)

typedef struct _CALL
{
    OVERLAPPED ovl; /* comes back with the packet */
    RPC_ASYNC_STATE async;
    unsigned long ulNumber;
    unsigned long cbData;
    byte abData[64];
} CALL;

static HANDLE hPort;
static CALL *pCalls;
static unsigned long cCalls = 200UL;
static LONG cLeft;
static LONG cWrong;
static LONG cBytes;
static CRITICAL_SECTION csSums;
static unsigned __int64 ullKeys;
static unsigned __int64 ullReplies;

static unsigned long DigestOf(const byte *pb, unsigned long cb)
{
    unsigned long ul = 5381UL, i;
    for (i = 0; i < cb; i++) ul = ul * 33UL ^ pb[i];
    return ul;
}

static void StartCall(CALL *pCall)
{
    unsigned long i;

    memset(pCall, 0, sizeof(*pCall));
    pCall->ulNumber = (unsigned long)(pCall - pCalls);
    pCall->cbData = 1UL + pCall->ulNumber % sizeof(pCall->abData);
    for (i = 0; i < pCall->cbData; i++) pCall->abData[i] = (byte)(pCall->ulNumber + 7 * i);
    Check("RpcAsyncInitializeHandle", RpcAsyncInitializeHandle(&pCall->async, sizeof(RPC_ASYNC_STATE)));
    pCall->async.NotificationType = RpcNotificationTypeIoc;
    pCall->async.u.IOC.hIOPort = hPort;
    pCall->async.u.IOC.dwNumberOfBytesTransferred = pCall->cbData;
    pCall->async.u.IOC.dwCompletionKey = pCall->ulNumber;
    pCall->async.u.IOC.lpOverlapped = &pCall->ovl;
}

/* The server reverses the bytes, and returns their digest. */
static void TakeAnswer(CALL *pCall, DWORD cb, ULONG_PTR ulKey)
{
    unsigned long ulReply = 0UL;
    RPC_STATUS status = RpcAsyncCompleteCall(&pCall->async, &ulReply);
    BOOL fGood = status == RPC_S_OK && cb == pCall->cbData && ulKey == pCall->ulNumber &&
                 pCall->abData[pCall->cbData - 1] == (byte)pCall->ulNumber &&
                 ulReply == DigestOf(pCall->abData, pCall->cbData);

    if (!fGood) InterlockedIncrement(&cWrong);
    InterlockedExchangeAdd(&cBytes, (LONG)cb);
    EnterCriticalSection(&csSums);
    ullKeys += ulKey;
    ullReplies += ulReply;
    LeaveCriticalSection(&csSums);
}

static unsigned __stdcall Worker(void *pv)
{
    DWORD cb;
    ULONG_PTR ulKey;
    LPOVERLAPPED povl;
    int i;

    for (;;)
    {
        if (!GetQueuedCompletionStatus(hPort, &cb, &ulKey, &povl, LIMIT)) return GetLastError();
        if (ulKey == STOP_KEY) return 0;
        TakeAnswer(CONTAINING_RECORD(povl, CALL, ovl), cb, ulKey);
        if (InterlockedDecrement(&cLeft) > 0) continue;
        for (i = 0; i < WORKERS; i++) PostQueuedCompletionStatus(hPort, 0, STOP_KEY, NULL);
    }
}

static void Run(handle_t hBinding)
{
    HANDLE ahThreads[WORKERS];
    unsigned long i, cAnswered = 0UL, cMostHeld = 0UL;
    unsigned idThread;
    DWORD dwCode;

    ExpectCalls(hBinding, cCalls);
    cLeft = (LONG)cCalls;
    for (i = 0; i < WORKERS; i++) ahThreads[i] = (HANDLE)_beginthreadex(NULL, 0, Worker, NULL, 0, &idThread);
    for (i = 0; i < cCalls; i++)
    {
        StartCall(&pCalls[i]);
        Digest(&pCalls[i].async, hBinding, pCalls[i].cbData, pCalls[i].abData);
    }
    Say("the threads end: %lu", WaitForMultipleObjects(WORKERS, ahThreads, TRUE, LIMIT));
    for (i = 0; i < WORKERS; i++)
    {
        GetExitCodeThread(ahThreads[i], &dwCode);
        Say("thread %lu ends with %lu", i, dwCode);
        CloseHandle(ahThreads[i]);
    }
    Count(hBinding, &cAnswered, &cMostHeld);
    Say("%lu calls, %ld bytes, %ld wrong, keys %I64u, replies %I64u", cCalls, (long)cBytes, (long)cWrong, ullKeys,
        ullReplies);
    Say("the server answered %lu and held %lu at once", cAnswered, cMostHeld);
}

void __cdecl main(int argc, char **argv)
{
    int iArgument = ParseOptions(argc, argv, "aioc", "[calls]");
    handle_t hBinding = Connect(NULL);

    if (iArgument < argc) cCalls = strtoul(argv[iArgument], NULL, 10);
    InitializeCriticalSection(&csSums);
    hPort = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, WORKERS);
    pCalls = (CALL *)calloc(cCalls, sizeof(CALL));
    if (hPort == NULL || pCalls == NULL) Check("CreateIoCompletionPort", RPC_S_OUT_OF_MEMORY);
    RpcTryExcept
    {
        Run(hBinding);
        Shutdown(hBinding);
    }
    RpcExcept(1)
    {
        Say("Runtime reported exception %lu", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    CloseHandle(hPort);
    free(pCalls);
    Check("RpcBindingFree", RpcBindingFree(&hBinding));
}
