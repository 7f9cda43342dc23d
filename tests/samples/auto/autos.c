/* file: autos.c: the server of auto.idl */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "auto.h"
#include "..\common\sample.h"

static long cCalls;

/* What a name service would be given. */
static void PrintBindings(void)
{
    RPC_BINDING_VECTOR *pBindings = NULL;

    Check("RpcServerInqBindings", RpcServerInqBindings(&pBindings));
    printf("bindings: %s\n", pBindings->Count > 0 ? "yes" : "no");
    Check("RpcBindingVectorFree", RpcBindingVectorFree(&pBindings));
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "auto", "") != argc) exit(1);
    UseEndpoint();
    Check("RpcServerRegisterIf2", RpcServerRegisterIf2(clocks_v1_0_s_ifspec, NULL, NULL, InterfaceFlags(),
                                                       RPC_C_LISTEN_MAX_CALLS_DEFAULT, (unsigned)-1, NULL));
    Check("RpcServerRegisterIf2", RpcServerRegisterIf2(control_v1_0_s_ifspec, NULL, NULL, InterfaceFlags(),
                                                       RPC_C_LISTEN_MAX_CALLS_DEFAULT, (unsigned)-1, NULL));
    PrintBindings();
    Listen();
    Check("RpcServerUnregisterIf", RpcServerUnregisterIf(NULL, NULL, TRUE));
    printf("%ld calls\n", cCalls);
    exit(0);
}

long Minutes(long lHour, long lMinute)
{
    cCalls++;
    return lHour * 60 + lMinute;
}

long Served(handle_t hClient)
{
    return cCalls;
}

void Shutdown(handle_t hClient)
{
    StopListening();
}
