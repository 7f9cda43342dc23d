/* file: workerc.c: threads submit work to a server, which tells by a named event when all is done */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <process.h>
#include <windows.h>
#include "worker.h"
#include "..\common\sample.h"
#include "..\common\say.h"

#define LIMIT 60000UL
#define THREADS 4
#define RANGE 250UL

typedef struct _SHARE
{
    handle_t hBinding;
    CRITICAL_SECTION csNext;
    unsigned long ulNext; /* the first number that nobody has submitted */
    unsigned long ulEnd;
    unsigned long cSubmitted;
} SHARE;

/* Takes the next range; FALSE when there is none. */
static BOOL TakeRange(SHARE *pShare, unsigned long *pulFirst)
{
    BOOL fTaken;

    EnterCriticalSection(&pShare->csNext);
    *pulFirst = pShare->ulNext;
    fTaken = pShare->ulNext < pShare->ulEnd;
    if (fTaken)
    {
        pShare->ulNext += RANGE;
        pShare->cSubmitted++;
    }
    LeaveCriticalSection(&pShare->csNext);
    return fTaken;
}

static unsigned __stdcall SubmitAll(void *pvShare)
{
    SHARE *pShare = (SHARE *)pvShare;
    unsigned long ulFirst;
    unsigned uCode = 0U;

    RpcTryExcept
    {
        while (TakeRange(pShare, &ulFirst)) Submit(pShare->hBinding, ulFirst, ulFirst + RANGE - 1UL);
    }
    RpcExcept(1)
    {
        uCode = (unsigned)RpcExceptionCode();
    }
    RpcEndExcept
    return uCode;
}

static void Run(SHARE *pShare)
{
    HANDLE ahThreads[THREADS], ahEnds[2];
    wchar_t szEvent[64];
    unsigned long cJobs = 0UL, cPrimes = 0UL, ulError;
    DWORD dwCode;
    unsigned idThread;
    int i;

    for (i = 0; i < THREADS; i++) ahThreads[i] = (HANDLE)_beginthreadex(NULL, 0, SubmitAll, pShare, 0, &idThread);
    Say("the threads: %lu", WaitForMultipleObjects(THREADS, ahThreads, TRUE, LIMIT));
    for (i = 0; i < THREADS; i++)
    {
        GetExitCodeThread(ahThreads[i], &dwCode);
        Say("thread %d ended with %lu", i, dwCode);
        CloseHandle(ahThreads[i]);
    }
    Say("submitted %lu ranges", pShare->cSubmitted);

    swprintf(szEvent, sizeof(szEvent) / sizeof(szEvent[0]), L"Local\\worker-done-%lu", GetCurrentProcessId());
    ahEnds[0] = CreateEvent(NULL, TRUE, FALSE, NULL); /* nobody sets this one */
    ahEnds[1] = CreateEventW(NULL, TRUE, FALSE, szEvent);
    if (ahEnds[1] == NULL) Check("CreateEventW", (RPC_STATUS)GetLastError());
    Say("telling of another event: %lu", TellWhenDone(pShare->hBinding, L"Local\\worker-none"));
    ulError = TellWhenDone(pShare->hBinding, szEvent);
    Say("telling when done: %lu", ulError);
    if (ulError == ERROR_SUCCESS) Say("done: %lu", WaitForMultipleObjects(2, ahEnds, FALSE, LIMIT));
    Result(pShare->hBinding, &cJobs, &cPrimes);
    Say("%lu jobs found %lu primes below %lu", cJobs, cPrimes, pShare->ulEnd);
    CloseHandle(ahEnds[0]);
    CloseHandle(ahEnds[1]);
}

int __cdecl main(int argc, char **argv)
{
    SHARE share = { 0 };
    int iArgument = ParseOptions(argc, argv, "worker", "[numbers]");

    share.ulEnd = iArgument < argc ? strtoul(argv[iArgument], NULL, 10) : 20000UL;
    share.hBinding = Connect(NULL);
    InitializeCriticalSection(&share.csNext);
    RpcTryExcept
    {
        Run(&share);
        Shutdown(share.hBinding);
    }
    RpcExcept(1)
    {
        Say("Runtime reported exception %lu", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    DeleteCriticalSection(&share.csNext);
    Check("RpcBindingFree", RpcBindingFree(&share.hBinding));
    return 0;
}
