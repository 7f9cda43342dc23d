/* file: servicec.c: the client of a service; with the argument "stop" it stops it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "service.h"
#include "..\common\sample.h"
#include "..\common\say.h"

int __cdecl main(int argc, char **argv)
{
    handle_t hBinding;
    int iArgument = ParseOptions(argc, argv, "service", "[stop]");

    hBinding = Connect(NULL);
    RpcTryExcept
    {
        Say("call %lu", Count(hBinding));
        Say("call %lu", Count(hBinding));
        Say("state %lu", State(hBinding));
        if (iArgument < argc && strcmp(argv[iArgument], "stop") == 0) Stop(hBinding);
    }
    RpcExcept(1)
    {
        Say("Runtime reported exception %lu", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hBinding));
    return 0;
}
