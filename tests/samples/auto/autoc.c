/* file: autoc.c: a call that finds its server by itself, or says that nobody knows one */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "auto.h"
#include "..\common\sample.h"

/* 0 when the call has found a server, the exception when not. */
static unsigned long FindServer(void)
{
    unsigned long ulCode = 0;

    RpcTryExcept
    {
        printf("2:30 are %ld minutes\n", Minutes(2, 30));
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
    handle_t hServer;
    unsigned long ulCode;

    if (ParseOptions(argc, argv, "auto", "") != argc) exit(1);

    /* Servers are found by the name service, and this network has none. */
    ulCode = FindServer();
    printf("without a name service: %s\n", ulCode == RPC_S_NAME_SERVICE_UNAVAILABLE ? "RPC_S_NAME_SERVICE_UNAVAILABLE" :
                                           ulCode == RPC_S_ENTRY_NOT_FOUND ? "RPC_S_ENTRY_NOT_FOUND" : "?");
    printf("once more: %s\n", FindServer() == ulCode ? "the same" : "another");

    /* The server is there nevertheless. */
    hServer = Connect(NULL);
    RpcTryExcept
    {
        printf("calls: %ld\n", Served(hServer));
        Shutdown(hServer);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hServer));
    exit(ulCode != 0 ? 0 : 1);
}
