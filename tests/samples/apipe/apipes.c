/* file: apipes.c: the server: a thread for each call pulls or pushes, told by an event when it can */
#include <stdio.h>
#include <stdlib.h>
#include <process.h>
#include <windows.h>
#include <rpcasync.h>
#include "apipe.h"
#include "..\common\sample.h"
#include "..\common\say.h"
#include "..\common\filesum.h"

#define LIMIT 60000UL

typedef struct _JOB
{
    PRPC_ASYNC_STATE pAsync;
    ASYNC_FILE_PIPE *pPipe;
    unsigned long *pulChecksum;
    char szFile[32];
} JOB;

static unsigned long ulWritten; /* of all files */
static CRITICAL_SECTION csWritten;

/* Runs in the manager routine, which may raise; the thread it starts may not. */
static void Start(unsigned (__stdcall *pfnThread)(void *), PRPC_ASYNC_STATE pAsync, short sFile,
                  ASYNC_FILE_PIPE *pPipe, unsigned long *pulChecksum)
{
    JOB *pJob;
    HANDLE hThread;

    if (sFile < 0 || sFile > 1) RpcRaiseException(ERROR_FILE_NOT_FOUND);
    pJob = (JOB *)malloc(sizeof(JOB));
    if (pJob == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    sprintf(pJob->szFile, "apipe.kept%d", (int)sFile);
    pJob->pAsync = pAsync;
    pJob->pPipe = pPipe;
    pJob->pulChecksum = pulChecksum;
    *pulChecksum = FIRST_CHECKSUM;
    pAsync->Flags = RPC_C_NOTIFY_ON_SEND_COMPLETE;
    pAsync->NotificationType = RpcNotificationTypeEvent;
    pAsync->u.hEvent = CreateEvent(NULL, FALSE, FALSE, NULL);
    hThread = (HANDLE)_beginthreadex(NULL, 0, pfnThread, pJob, 0, NULL);
    if (hThread == NULL) RpcRaiseException(RPC_S_OUT_OF_THREADS);
    CloseHandle(hThread);
}

static RPC_STATUS PullAll(JOB *pJob, FILE *pFile, hyper *pllSize)
{
    byte abPart[6000];
    unsigned long cbPart;
    RPC_STATUS status;

    for (;;)
    {
        status = pJob->pPipe->pull(pJob->pPipe->state, abPart, sizeof(abPart), &cbPart);
        if (status == RPC_S_ASYNC_CALL_PENDING)
        {
            if (WaitForSingleObject(pJob->pAsync->u.hEvent, LIMIT) != WAIT_OBJECT_0) return ERROR_TIMEOUT;
            continue;
        }
        if (status != RPC_S_OK || cbPart == 0) return status;
        fwrite(abPart, 1, cbPart, pFile);
        *pJob->pulChecksum = Checksum(*pJob->pulChecksum, abPart, cbPart);
        *pllSize += cbPart;
    }
}

static RPC_STATUS PushAll(JOB *pJob, FILE *pFile, hyper *pllSize)
{
    byte abPart[9000];
    unsigned long cbPart;
    RPC_STATUS status;

    do
    {
        cbPart = (unsigned long)fread(abPart, 1, sizeof(abPart), pFile);
        status = pJob->pPipe->push(pJob->pPipe->state, abPart, cbPart);
        if (status != RPC_S_OK) return status;
        *pJob->pulChecksum = Checksum(*pJob->pulChecksum, abPart, cbPart);
        *pllSize += cbPart;
        if (cbPart != 0 && WaitForSingleObject(pJob->pAsync->u.hEvent, LIMIT) != WAIT_OBJECT_0) return ERROR_TIMEOUT;
    } while (cbPart != 0);
    return RPC_S_OK;
}

static unsigned Answer(JOB *pJob, const char *pszMode, RPC_STATUS (*pfnAll)(JOB *, FILE *, hyper *))
{
    PRPC_ASYNC_STATE pAsync = pJob->pAsync;
    HANDLE hEvent = pAsync->u.hEvent;
    hyper llSize = 0;
    RPC_STATUS status = ERROR_FILE_NOT_FOUND;
    FILE *pFile = fopen(pJob->szFile, pszMode);

    if (pFile != NULL)
    {
        status = pfnAll(pJob, pFile, &llSize);
        fclose(pFile);
    }
    free(pJob);
    EnterCriticalSection(&csWritten);
    if (*pszMode == 'w') ulWritten += (unsigned long)llSize;
    LeaveCriticalSection(&csWritten);
    if (status == RPC_S_OK) status = RpcAsyncCompleteCall(pAsync, &llSize);
    else RpcAsyncAbortCall(pAsync, (unsigned long)status);
    CloseHandle(hEvent);
    return (unsigned)status;
}

static unsigned __stdcall AnswerPut(void *pv)
{
    return Answer((JOB *)pv, "wb", PullAll);
}

static unsigned __stdcall AnswerGet(void *pv)
{
    return Answer((JOB *)pv, "rb", PushAll);
}

void PutFile(PRPC_ASYNC_STATE PutFile_AsyncHandle, handle_t hBinding, short sFile, ASYNC_FILE_PIPE *pFilePipe,
             unsigned long *pulChecksum)
{
    Start(AnswerPut, PutFile_AsyncHandle, sFile, pFilePipe, pulChecksum);
}

void GetFile(PRPC_ASYNC_STATE GetFile_AsyncHandle, handle_t hBinding, short sFile, ASYNC_FILE_PIPE *pFilePipe,
             unsigned long *pulChecksum)
{
    Start(AnswerGet, GetFile_AsyncHandle, sFile, pFilePipe, pulChecksum);
}

void Shutdown(handle_t hBinding)
{
    EnterCriticalSection(&csWritten);
    Say("%lu bytes were written", ulWritten);
    LeaveCriticalSection(&csWritten);
    StopListening();
}

int __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "apipe", "") != argc) exit(1);
    InitializeCriticalSection(&csWritten);
    Serve(apipe_v1_0_s_ifspec);
    Say("stopped");
    remove("apipe.kept0");
    remove("apipe.kept1");
    return 0;
}
