/* file: cbacks.c: the server, which calls its client while it serves it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include "cback.h"
#include "..\common\sample.h"
#include "..\common\say.h"

static HANDLE hNotes; /* a semaphore: the notes that have come */
static LONG lNotes;   /* their sum */

long Collect(handle_t hBinding, long cItems)
{
    ITEM item;
    long lPrice = 0L, i;

    for (i = 0L; i < cItems; i++)
    {
        memset(&item, 0, sizeof(item));
        Describe(i, &item);
        lPrice += item.lPrice;
        Say("Collect: %ld, a name of %d characters", item.lPrice, (int)wcslen(item.pszName));
        midl_user_free(item.pszName);
    }
    return lPrice;
}

long Descend(handle_t hBinding, long lDepth)
{
    Say("Descend: %ld", lDepth);
    return lDepth > 0L ? 1L + DescendOn(lDepth - 1L) : 0L;
}

unsigned long AskInVain(handle_t hBinding, unsigned long ulCode)
{
    unsigned long ulCaught = 0UL;

    RpcTryExcept
    {
        Refuse(ulCode);
    }
    RpcExcept(1)
    {
        ulCaught = (unsigned long)RpcExceptionCode();
    }
    RpcEndExcept
    Say("AskInVain: the client raised 0x%lX", ulCaught);
    return ulCaught;
}

void LetThrough(handle_t hBinding, unsigned long ulCode)
{
    Say("LetThrough");
    Refuse(ulCode);
}

void Note(handle_t hBinding, long lNumber)
{
    InterlockedExchangeAdd(&lNotes, lNumber);
    ReleaseSemaphore(hNotes, 1, NULL);
}

long Noted(handle_t hBinding, long cNotes)
{
    while (cNotes-- > 0L) WaitForSingleObject(hNotes, INFINITE);
    Say("Noted: %ld", (long)lNotes);
    return lNotes;
}

void Shutdown(handle_t hBinding)
{
    StopListening();
}

int __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "cback", "") != argc) exit(1);
    hNotes = CreateSemaphore(NULL, 0, 1000, NULL);
    if (hNotes == NULL) Check("CreateSemaphore", (RPC_STATUS)GetLastError());
    Serve(cback_v1_0_s_ifspec);
    Say("stopped");
    CloseHandle(hNotes);
    return 0;
}
