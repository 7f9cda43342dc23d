/* file: contextc.c: sessions with a server: one client closes what it opens, one is gone without */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "context.h"
#include "..\common\sample.h"

/* Goes as a client does that is killed. */
static void Vanish(handle_t hServer)
{
    PACCOUNT pFirst = NULL, pSecond = NULL;

    printf("Open: %ld\n", Open(hServer, (unsigned char *)"Clyde", &pFirst));
    printf("Open: %ld\n", Open(hServer, (unsigned char *)"Bonnie", &pSecond));
    printf("balance %ld\n", Deposit(pFirst, 300));
    printf("balance %ld\n", Deposit(pSecond, 500));
    printf("gone\n");
    fflush(stdout);
    TerminateProcess(GetCurrentProcess(), 0);
}

static unsigned long CodeOfDeposit(PACCOUNT pAccount)
{
    unsigned long ulCode = 0;

    RpcTryExcept
    {
        Deposit(pAccount, 1);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        ulCode = RpcExceptionCode();
    }
    RpcEndExcept
    return ulCode;
}

static void Behave(handle_t hServer)
{
    PACCOUNT pAccount = NULL, pOther = NULL, pCopy, pOtherCopy;
    PVISITOR pVisitor;

    printf("the accounts of the client that is gone are closed: %s\n", WaitForRundown(hServer, 2) ? "yes" : "no");
    printf("no such owner: %ld", Open(hServer, (unsigned char *)"", &pAccount));
    printf(", %s\n", pAccount != NULL ? "a handle" : "no handle");
    printf("Open: %ld\n", Open(hServer, (unsigned char *)"Ada", &pAccount));
    printf("Open: %ld\n", Open(hServer, (unsigned char *)"Grace", &pOther));
    printf("balance %ld\n", Deposit(pAccount, 100));
    printf("balance %ld\n", Deposit(pAccount, -30));
    printf("balance %ld\n", Deposit(pOther, 1));
    pCopy = pAccount;
    printf("Close: %ld\n", Close(&pAccount));
    printf("the handle is %s\n", pAccount == NULL ? "NULL" : "there");
    printf("without a handle: %lu\n", CodeOfDeposit(NULL));
    if (pCopy == pOther) printf("two accounts have one handle\n");

    /* A client may give a handle up, without a word to the server, which keeps the account. */
    pOtherCopy = pOther;
    RpcSsDestroyClientContext((void **)&pOther);
    printf("the handle is %s\n", pOther == NULL ? "NULL" : "there");
    if (pOtherCopy == NULL) printf("there was none\n");

    pVisitor = Enter(hServer);
    printf("entered: %s\n", pVisitor != NULL ? "yes" : "no");
    Leave(&pVisitor);
    printf("left: %s\n", pVisitor == NULL ? "yes" : "no");
}

void __cdecl main(int argc, char **argv)
{
    handle_t hServer;
    int iOwn = ParseOptions(argc, argv, "context", "vanish | behave");

    if (iOwn + 1 != argc) exit(1);
    hServer = Connect(NULL);
    RpcTryExcept
    {
        if (strcmp(argv[iOwn], "vanish") == 0) Vanish(hServer);
        Behave(hServer);
        Shutdown(hServer);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hServer));
    exit(0);
}
