/* file: cbackc.c: the client, which the server calls back while it is called */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include "cback.h"
#include "..\common\sample.h"
#include "..\common\say.h"

static handle_t hServer;
static const wchar_t *apszNames[] = { L"apple", L"p\x00ea" L"che", L"", L"\x30ea\x30f3\x30b4" };

void Describe(long lIndex, ITEM *pItem)
{
    const wchar_t *pszName = apszNames[lIndex % 4];

    pItem->lPrice = 100L + lIndex;
    pItem->pszName = (wchar_t *)midl_user_allocate((wcslen(pszName) + 1) * sizeof(wchar_t));
    wcscpy(pItem->pszName, pszName);
    Say("Describe: item %ld costs %ld", lIndex, pItem->lPrice);
}

long DescendOn(long lDepth)
{
    Say("DescendOn: %ld", lDepth);
    return lDepth > 0L ? 1L + Descend(hServer, lDepth - 1L) : 0L;
}

void Refuse(unsigned long ulCode)
{
    Say("Refuse: 0x%lX", ulCode);
    RpcRaiseException((RPC_STATUS)ulCode);
}

static void TakeNotes(void)
{
    long i;

    for (i = 1L; i <= 5L; i++) Note(hServer, i * i);
    Say("five notes, whose sum is %ld", Noted(hServer, 5L));
}

static void Fail(unsigned long ulCode)
{
    RpcTryExcept
    {
        LetThrough(hServer, ulCode);
        Say("nothing came through");
    }
    RpcExcept(1)
    {
        Say("what came through: 0x%lX", (unsigned long)RpcExceptionCode());
    }
    RpcEndExcept
}

int __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "cback", "") != argc) exit(1);
    hServer = Connect(NULL);
    RpcTryExcept
    {
        Say("all items cost %ld", Collect(hServer, 6L));
        Say("%ld calls back and forth", Descend(hServer, 5L));
        Say("asked in vain: 0x%lX", AskInVain(hServer, 0xE0000077UL));
        Fail(0xE0000078UL);
        TakeNotes();
        Shutdown(hServer);
    }
    RpcExcept(1)
    {
        Say("Runtime reported exception %lu", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hServer));
    return 0;
}
