/* file: contexts.c: the server of context.idl */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "context.h"
#include "..\common\sample.h"

typedef struct _ACCOUNT
{
    char szOwner[32];
    long lBalance;
} ACCOUNT;

static CRITICAL_SECTION Section;
static HANDLE hClosed;
static long cRundown, lLost;

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "context", "") != argc) exit(1);
    InitializeCriticalSection(&Section);
    hClosed = CreateSemaphore(NULL, 0, 100, NULL);
    if (hClosed == NULL) exit(1);
    Serve(accounts_v1_0_s_ifspec);
    printf("done\n");
    CloseHandle(hClosed);
    DeleteCriticalSection(&Section);
    exit(0);
}

/* Called when the client of an account is gone; in any order. */
void __RPC_USER PACCOUNT_rundown(PACCOUNT pAccount)
{
    ACCOUNT *pThis = (ACCOUNT *)pAccount;

    EnterCriticalSection(&Section);
    cRundown++;
    lLost += pThis->lBalance;
    if (cRundown == 2) printf("rundown of 2 accounts, %ld lost\n", lLost);
    fflush(stdout);
    LeaveCriticalSection(&Section);
    free(pThis);
    ReleaseSemaphore(hClosed, 1, NULL);
}

void __RPC_USER PVISITOR_rundown(PVISITOR pVisitor)
{
    free(pVisitor);
}

long Open(handle_t hClient, const unsigned char *pszOwner, PACCOUNT *ppAccount)
{
    ACCOUNT *pThis;

    printf("Open for \"%s\"\n", pszOwner);
    fflush(stdout);
    *ppAccount = NULL;
    if (*pszOwner == 0) return ERROR_NO_SUCH_USER;
    pThis = (ACCOUNT *)calloc(1, sizeof(ACCOUNT));
    if (pThis == NULL) return ERROR_NOT_ENOUGH_MEMORY;
    strncpy(pThis->szOwner, (const char *)pszOwner, sizeof(pThis->szOwner) - 1);
    *ppAccount = pThis;
    return 0;
}

long Deposit(PACCOUNT pAccount, long lAmount)
{
    ACCOUNT *pThis = (ACCOUNT *)pAccount;

    printf("Deposit %ld to %s's\n", lAmount, pThis->szOwner);
    fflush(stdout);
    return pThis->lBalance += lAmount;
}

long Close(PACCOUNT *ppAccount)
{
    ACCOUNT *pThis = (ACCOUNT *)*ppAccount;
    long lRest = pThis->lBalance;

    printf("Close %s's\n", pThis->szOwner);
    fflush(stdout);
    free(pThis);
    *ppAccount = NULL;
    return lRest;
}

PVISITOR Enter(handle_t hClient)
{
    return calloc(1, 1);
}

void Leave(PVISITOR *ppVisitor)
{
    free(*ppVisitor);
    *ppVisitor = NULL;
}

long WaitForRundown(handle_t hClient, unsigned long ulCount)
{
    for (; ulCount > 0; ulCount--)
        if (WaitForSingleObject(hClosed, 20000) != WAIT_OBJECT_0) return FALSE;
    return TRUE;
}

void Shutdown(handle_t hClient)
{
    StopListening();
}
