/* file: explicitc.c: calls with handles as parameters */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "explicit.h"
#include "..\common\sample.h"

static void CallWithNull(handle_t hServer)
{
    unsigned long ulCode = 0;

    RpcTryExcept
    {
        Count(hServer);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        ulCode = RpcExceptionCode();
    }
    RpcEndExcept
    printf("a handle that is NULL: %lu\n", ulCode);
}

static void CallAll(handle_t hFirst, handle_t hSecond)
{
    wchar_t szBoth[32];
    unsigned long ulCount, cch, i;

    for (i = 0; i < 3; i++)
    {
        ulCount = Count(hFirst);
        printf("first %lu, second %lu\n", ulCount, Count(hSecond));
    }
    printf("2.5 * 1.5 = %g\n", Scale(2.5, hSecond, 1.5f));
    Join(hFirst, L"r\x00e9sum\x00e9", L", \x20ac 5", szBoth, 32, &cch);
    printf("%lu characters:", cch);
    for (i = 0; i < cch; i++) printf(" %04x", szBoth[i]);
    printf("\n");
    Join(hFirst, L"", L"cut off", szBoth, 3, &cch);
    printf("%lu characters: %ls\n", cch, wcsncmp(szBoth, L"cut", 3) == 0 ? L"cut" : L"wrong");
}

void __cdecl main(int argc, char **argv)
{
    handle_t hFirst, hSecond;

    if (ParseOptions(argc, argv, "explicit", "") != argc) exit(1);
    hFirst = Connect(NULL);
    hSecond = Connect(NULL);
    RpcTryExcept
    {
        CallAll(hFirst, hSecond);
        CallWithNull(NULL);
        Shutdown(hFirst);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hFirst));
    Check("RpcBindingFree", RpcBindingFree(&hSecond));
    exit(0);
}
