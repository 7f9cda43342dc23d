/* file: workers.c: the server, whose threads take their work from a queue */
#include <stdio.h>
#include <stdlib.h>
#include <process.h>
#include <windows.h>
#include "worker.h"
#include "..\common\sample.h"
#include "..\common\say.h"

#define THREADS 3

typedef struct _JOB
{
    struct _JOB *pNext;
    unsigned long ulFirst;
    unsigned long ulLast;
} JOB;

static CRITICAL_SECTION csQueue; /* guards all of these */
static JOB *pFirst;
static JOB **ppLast = &pFirst;
static unsigned long cPending;
static unsigned long cDone;
static unsigned long cPrimes;
static HANDLE hTellDone; /* a client's event, or NULL */

static HANDLE hWork; /* a semaphore: the jobs in the queue */
static HANDLE hStop; /* set for the threads to end */

static unsigned long CountPrimes(unsigned long ulFirst, unsigned long ulLast)
{
    unsigned long ul, ulDivisor, c = 0UL;

    for (ul = ulFirst < 2UL ? 2UL : ulFirst; ul <= ulLast; ul++)
    {
        for (ulDivisor = 2UL; ulDivisor * ulDivisor <= ul && ul % ulDivisor != 0; ulDivisor++);
        if (ulDivisor * ulDivisor > ul) c++;
    }
    return c;
}

/* Under the lock: tells who waits for it that nothing is left. */
static void TellIfDone(void)
{
    if (cPending != 0UL || hTellDone == NULL) return;
    SetEvent(hTellDone);
    CloseHandle(hTellDone);
    hTellDone = NULL;
}

static unsigned __stdcall Worker(void *pv)
{
    HANDLE ahEvents[2];
    JOB *pJob;
    unsigned long c;

    ahEvents[0] = hStop;
    ahEvents[1] = hWork;
    while (WaitForMultipleObjects(2, ahEvents, FALSE, INFINITE) == WAIT_OBJECT_0 + 1)
    {
        EnterCriticalSection(&csQueue);
        pJob = pFirst;
        pFirst = pJob->pNext;
        if (pFirst == NULL) ppLast = &pFirst;
        LeaveCriticalSection(&csQueue);
        c = CountPrimes(pJob->ulFirst, pJob->ulLast);
        free(pJob);
        EnterCriticalSection(&csQueue);
        cPrimes += c;
        cDone++;
        cPending--;
        TellIfDone();
        LeaveCriticalSection(&csQueue);
    }
    return 7;
}

void Submit(handle_t hBinding, unsigned long ulFirst, unsigned long ulLast)
{
    JOB *pJob = (JOB *)malloc(sizeof(JOB));

    if (pJob == NULL) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    pJob->pNext = NULL;
    pJob->ulFirst = ulFirst;
    pJob->ulLast = ulLast;
    EnterCriticalSection(&csQueue);
    *ppLast = pJob;
    ppLast = &pJob->pNext;
    cPending++;
    LeaveCriticalSection(&csQueue);
    ReleaseSemaphore(hWork, 1, NULL);
}

unsigned long TellWhenDone(handle_t hBinding, const wchar_t *pszEvent)
{
    HANDLE hEvent = OpenEventW(EVENT_MODIFY_STATE, FALSE, pszEvent);

    if (hEvent == NULL) return GetLastError();
    EnterCriticalSection(&csQueue);
    hTellDone = hEvent;
    TellIfDone();
    LeaveCriticalSection(&csQueue);
    return ERROR_SUCCESS;
}

void Result(handle_t hBinding, unsigned long *pcJobs, unsigned long *pcPrimes)
{
    EnterCriticalSection(&csQueue);
    *pcJobs = cDone;
    *pcPrimes = cPrimes;
    LeaveCriticalSection(&csQueue);
    Say("%lu jobs, %lu primes", *pcJobs, *pcPrimes);
}

void Shutdown(handle_t hBinding)
{
    StopListening();
}

int __cdecl main(int argc, char **argv)
{
    HANDLE ahThreads[THREADS];
    DWORD dwCode;
    int i;

    if (ParseOptions(argc, argv, "worker", "") != argc) exit(1);
    InitializeCriticalSectionAndSpinCount(&csQueue, 1000);
    hWork = CreateSemaphore(NULL, 0, 0x7fffffffL, NULL);
    hStop = CreateEvent(NULL, TRUE, FALSE, NULL);
    if (hWork == NULL || hStop == NULL) Check("CreateSemaphore", (RPC_STATUS)GetLastError());
    for (i = 0; i < THREADS; i++) ahThreads[i] = (HANDLE)_beginthreadex(NULL, 0, Worker, NULL, 0, NULL);
    Serve(worker_v1_0_s_ifspec);
    SetEvent(hStop);
    Say("the threads end: %lu", WaitForMultipleObjects(THREADS, ahThreads, TRUE, 30000UL));
    for (i = 0; i < THREADS; i++)
    {
        GetExitCodeThread(ahThreads[i], &dwCode);
        Say("thread %d ended with %lu", i, dwCode);
        CloseHandle(ahThreads[i]);
    }
    DeleteCriticalSection(&csQueue);
    Say("stopped");
    return 0;
}
