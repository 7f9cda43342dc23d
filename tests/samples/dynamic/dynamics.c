/* file: dynamics.c: a server that takes the endpoint it gets, and registers it */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "dynamic.h"
#include "..\common\sample.h"

void __cdecl main(int argc, char **argv)
{
    RPC_BINDING_VECTOR *pBindings = NULL;

    if (ParseOptions(argc, argv, NULL, "") != argc) exit(1);
    Check("RpcServerUseProtseq", RpcServerUseProtseq(Options.pszProtocolSequence, RPC_C_LISTEN_MAX_CALLS_DEFAULT,
                                                     NULL));
    if (Options.fSecure)
        Check("RpcServerRegisterAuthInfo", RpcServerRegisterAuthInfo(NULL, RPC_C_AUTHN_GSS_NEGOTIATE, NULL, NULL));
    Check("RpcServerRegisterIf2", RpcServerRegisterIf2(dynamic_v3_1_s_ifspec, NULL, NULL, InterfaceFlags(),
                                                       RPC_C_LISTEN_MAX_CALLS_DEFAULT, (unsigned)-1, NULL));
    Check("RpcServerInqBindings", RpcServerInqBindings(&pBindings));
    Check("RpcEpRegister", RpcEpRegister(dynamic_v3_1_s_ifspec, pBindings, NULL, (unsigned char *)"squares"));
    printf("bindings: %s\n", pBindings->Count > 0 ? "yes" : "no");
    Listen();
    Check("RpcEpUnregister", RpcEpUnregister(dynamic_v3_1_s_ifspec, pBindings, NULL));
    printf("unregistered twice: %ld\n", (long)RpcEpUnregister(dynamic_v3_1_s_ifspec, pBindings, NULL));
    Check("RpcBindingVectorFree", RpcBindingVectorFree(&pBindings));
    Check("RpcServerUnregisterIf", RpcServerUnregisterIf(dynamic_v3_1_s_ifspec, NULL, TRUE));
    exit(0);
}

long Square(handle_t hClient, long lNumber)
{
    printf("Square %ld\n", lNumber);
    fflush(stdout);
    return lNumber * lNumber;
}

void Shutdown(handle_t hClient)
{
    StopListening();
}
