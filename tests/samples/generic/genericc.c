/* file: genericc.c: calls with handles of the program's own types */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "generic.h"
#include "..\common\sample.h"

static int cBound, cUnbound;

handle_t __RPC_USER SERVER_NAME_bind(SERVER_NAME Name)
{
    cBound++;
    printf("bind to \"%s\" %u\n", (char *)Name.szAddress, Name.wPort);
    return Connect(NULL);
}

void __RPC_USER SERVER_NAME_unbind(SERVER_NAME Name, handle_t hServer)
{
    cUnbound++;
    printf("unbind from \"%s\" %u\n", (char *)Name.szAddress, Name.wPort);
    Check("RpcBindingFree", RpcBindingFree(&hServer));
}

handle_t __RPC_USER SERVER_NUMBER_bind(SERVER_NUMBER Number)
{
    cBound++;
    printf("bind to %lu\n", Number);
    if (Number > 100) RpcRaiseException(RPC_S_SERVER_UNAVAILABLE);
    return Connect(NULL);
}

void __RPC_USER SERVER_NUMBER_unbind(SERVER_NUMBER Number, handle_t hServer)
{
    cUnbound++;
    printf("unbind from %lu\n", Number);
    Check("RpcBindingFree", RpcBindingFree(&hServer));
}

static unsigned long CodeOf(SERVER_NUMBER Number)
{
    unsigned long ulCode = 0;

    RpcTryExcept
    {
        AskNumber(1, Number);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        ulCode = RpcExceptionCode();
    }
    RpcEndExcept
    return ulCode;
}

void __cdecl main(int argc, char **argv)
{
    SERVER_NAME Name = { "accounting", 1025 };

    if (ParseOptions(argc, argv, "generic", "") != argc) exit(1);
    RpcTryExcept
    {
        printf("answer %lu\n", Ask(Name, 21));
        printf("answer %lu\n", AskNumber(4, 17));
        printf("bound to nobody: %lu\n", CodeOf(101));
        printf("the server raises: %lu\n", CodeOf(13));
        Shutdown(17);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    printf("bound %d, unbound %d\n", cBound, cUnbound);
    exit(0);
}
