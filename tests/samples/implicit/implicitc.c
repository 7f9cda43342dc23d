/* file: implicitc.c: calls through the handle that the stubs keep in a variable */
#include <stdio.h>
#include <stdlib.h>
#include <Windows.h>
#include "IMPLICIT.H"
#include "..\Common\Sample.h"

static void AddAndPrint(long lFirst, long lSecond)
{
    RpcTryExcept
    {
        printf("%ld + %ld = %ld\n", lFirst, lSecond, Add(lFirst, lSecond));
    }
    RpcExcept(RpcExceptionCode() == RPC_S_ADDRESS_ERROR ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH)
    {
        printf("%ld + %ld: the server raised %lu\n", lFirst, lSecond, (unsigned long)RpcExceptionCode());
    }
    RpcEndExcept
}

void __cdecl main(int argc, char **argv)
{
    unsigned char szText[] = "a man, a plan";
    unsigned char achNames[40];
    unsigned long ulCalls, cchUsed = 0;
    handle_t hFirst;

    if (ParseOptions(argc, argv, "implicit", "") != argc) exit(1);
    hFirst = hImplicit = Connect(NULL);

    RpcTryExcept
    {
        AddAndPrint(40L, 2L);
        AddAndPrint(-2147483647L, -1L);
        AddAndPrint(2147483647L, 1L);
        Reverse(szText);
        printf("reversed: %s\n", szText);

        /* The variable is the program's: a call goes where it points to. */
        Check("RpcBindingCopy", RpcBindingCopy(hFirst, &hImplicit));
        Secure(hImplicit);
        Check("RpcBindingFree", RpcBindingFree(&hFirst));
        ulCalls = Calls(achNames, sizeof(achNames), &cchUsed);
        printf("%lu calls: %.*s\n", ulCalls, (int)cchUsed, achNames);
        Shutdown();
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept

    Check("RpcBindingFree", RpcBindingFree(&hImplicit));
    printf("freed: %s\n", hImplicit == NULL ? "yes" : "no");
    exit(0);
}
