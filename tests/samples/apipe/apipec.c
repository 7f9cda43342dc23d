/* file: apipec.c: files go to the server and back through asynchronous pipes, two at a time */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <rpcasync.h>
#include "apipe.h"
#include "..\common\sample.h"
#include "..\common\say.h"
#include "..\common\filesum.h"

#define LIMIT 60000UL
#define COPIES 2

typedef struct _COPY
{
    RPC_ASYNC_STATE async;
    ASYNC_FILE_PIPE pipe;
    FILE *pFile;
    char szFile[32];
    unsigned long cb;         /* gone through */
    unsigned long ulChecksum; /* as the server says */
    hyper llSize;
    BOOL fOver;
    RPC_STATUS status;
    byte abPart[8192];
} COPY;

static void Prepare(COPY *pCopy, const char *pszFile, const char *pszMode)
{
    memset(pCopy, 0, sizeof(*pCopy));
    strcpy(pCopy->szFile, pszFile);
    pCopy->pFile = fopen(pszFile, pszMode);
    if (pCopy->pFile == NULL) Check("fopen", ERROR_FILE_NOT_FOUND);
    Check("RpcAsyncInitializeHandle", RpcAsyncInitializeHandle(&pCopy->async, sizeof(RPC_ASYNC_STATE)));
    pCopy->async.Flags = RPC_C_NOTIFY_ON_SEND_COMPLETE;
    pCopy->async.NotificationType = RpcNotificationTypeEvent;
    pCopy->async.u.hEvent = CreateEvent(NULL, FALSE, FALSE, NULL);
    if (pCopy->async.u.hEvent == NULL) Check("CreateEvent", (RPC_STATUS)GetLastError());
}

static void Finish(COPY *pCopy)
{
    pCopy->status = RpcAsyncCompleteCall(&pCopy->async, &pCopy->llSize);
    pCopy->fOver = pCopy->status != RPC_S_ASYNC_CALL_PENDING;
}

/* The event was set: the part that was pushed has been taken, or the call has ended. */
static void PushMore(COPY *pCopy)
{
    unsigned long cbPart;

    if (pCopy->pFile == NULL)
    {
        Finish(pCopy);
        return;
    }
    cbPart = (unsigned long)fread(pCopy->abPart, 1, sizeof(pCopy->abPart), pCopy->pFile);
    pCopy->status = pCopy->pipe.push(pCopy->pipe.state, pCopy->abPart, cbPart);
    if (pCopy->status != RPC_S_OK)
    {
        pCopy->fOver = TRUE;
        return;
    }
    pCopy->cb += cbPart;
    if (cbPart != 0) return;
    fclose(pCopy->pFile);
    pCopy->pFile = NULL;
}

/* The event was set: there is something to pull, or the call has ended. */
static void PullMore(COPY *pCopy)
{
    unsigned long cbPart;

    while (pCopy->pFile != NULL)
    {
        pCopy->status = pCopy->pipe.pull(pCopy->pipe.state, pCopy->abPart, sizeof(pCopy->abPart), &cbPart);
        if (pCopy->status == RPC_S_ASYNC_CALL_PENDING) return;
        if (pCopy->status != RPC_S_OK)
        {
            pCopy->fOver = TRUE;
            return;
        }
        fwrite(pCopy->abPart, 1, cbPart, pCopy->pFile);
        pCopy->cb += cbPart;
        if (cbPart != 0) continue;
        fclose(pCopy->pFile);
        pCopy->pFile = NULL;
    }
    Finish(pCopy);
}

/* Serves whichever copy can go on until all are over. */
static void RunAll(COPY *pCopies, void (*pfnMore)(COPY *))
{
    HANDLE ahEvents[COPIES];
    DWORD dwWait;
    int i, cOver = 0;

    for (i = 0; i < COPIES; i++) ahEvents[i] = pCopies[i].async.u.hEvent;
    while (cOver < COPIES)
    {
        dwWait = WaitForMultipleObjects(COPIES, ahEvents, FALSE, LIMIT);
        if (dwWait >= WAIT_OBJECT_0 + COPIES) Check("WaitForMultipleObjects", (RPC_STATUS)dwWait);
        i = (int)(dwWait - WAIT_OBJECT_0);
        if (pCopies[i].fOver) continue;
        pfnMore(&pCopies[i]);
        if (pCopies[i].fOver) cOver++;
    }
    for (i = 0; i < COPIES; i++) CloseHandle(ahEvents[i]);
}

static void PrintAll(const char *pszWhat, COPY *pCopies)
{
    unsigned long ulSum, cb;
    int i;

    for (i = 0; i < COPIES; i++)
    {
        if (pCopies[i].pFile != NULL) fclose(pCopies[i].pFile);
        ulSum = FileChecksum(pCopies[i].szFile, &cb);
        Say("%s %d: status %ld, %lu bytes, the server says %I64d, checksum %08lX, %s", pszWhat, i,
            (long)pCopies[i].status, pCopies[i].cb, pCopies[i].llSize, pCopies[i].ulChecksum,
            ulSum == pCopies[i].ulChecksum && cb == pCopies[i].cb ? "equal" : "different");
    }
}

static void CopyFiles(handle_t hBinding, unsigned long cbFile)
{
    static COPY aCopies[COPIES];
    char szFile[32];
    int i;

    for (i = 0; i < COPIES; i++)
    {
        sprintf(szFile, "apipe.source%d", i);
        MakeFile(szFile, i == 0 ? cbFile : cbFile / 3);
        Prepare(&aCopies[i], szFile, "rb");
        PutFile(&aCopies[i].async, hBinding, (short)i, &aCopies[i].pipe, &aCopies[i].ulChecksum);
        PushMore(&aCopies[i]);
    }
    RunAll(aCopies, PushMore);
    PrintAll("put", aCopies);
    for (i = 0; i < COPIES; i++)
    {
        remove(aCopies[i].szFile);
        sprintf(szFile, "apipe.back%d", i);
        Prepare(&aCopies[i], szFile, "wb");
        GetFile(&aCopies[i].async, hBinding, (short)i, &aCopies[i].pipe, &aCopies[i].ulChecksum);
    }
    RunAll(aCopies, PullMore);
    PrintAll("got", aCopies);
    for (i = 0; i < COPIES; i++) remove(aCopies[i].szFile);
}

/* A file that the server does not have: the pull, or the end of the call, tells its exception. */
static void GetNothing(handle_t hBinding)
{
    static COPY copy;

    Prepare(&copy, "apipe.nothing", "wb");
    GetFile(&copy.async, hBinding, 2, &copy.pipe, &copy.ulChecksum);
    while (!copy.fOver && WaitForSingleObject(copy.async.u.hEvent, LIMIT) == WAIT_OBJECT_0) PullMore(&copy);
    if (copy.pFile != NULL) fclose(copy.pFile);
    CloseHandle(copy.async.u.hEvent);
    Say("a file that is not there: %ld", (long)copy.status);
    remove(copy.szFile);
}

int __cdecl main(int argc, char **argv)
{
    int iArgument = ParseOptions(argc, argv, "apipe", "[bytes]");
    unsigned long cbFile = iArgument < argc ? strtoul(argv[iArgument], NULL, 10) : 2000000UL;
    handle_t hBinding = Connect(NULL);

    RpcTryExcept
    {
        CopyFiles(hBinding, 0UL);
        CopyFiles(hBinding, 5UL);
        CopyFiles(hBinding, cbFile);
        GetNothing(hBinding);
        Shutdown(hBinding);
    }
    RpcExcept(1)
    {
        Say("Runtime reported exception %lu", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hBinding));
    return 0;
}
