/* file: helloc.c: the client */
#include <stdlib.h>
#include <stdio.h>
#include <ctype.h>
#include <Windows.h>
#include "Hello.h"

void __cdecl main(int argc, char **argv)
{
    RPC_STATUS status;
    unsigned char *pszUuid = NULL;
    unsigned char *pszProtocolSequence = (unsigned char *)(argc > 1 ? argv[1] : "ncalrpc");
    unsigned char *pszNetworkAddress = NULL;
    unsigned char *pszEndpoint = (unsigned char *)(argc > 2 ? argv[2] : "hello");
    unsigned char *pszOptions = NULL;
    unsigned char *pszStringBinding = NULL;
    unsigned char *pszString = (unsigned char *)"hello, world";
    RPC_SECURITY_QOS qos = { RPC_C_SECURITY_QOS_VERSION, RPC_C_QOS_CAPABILITIES_DEFAULT, RPC_C_QOS_IDENTITY_STATIC,
                             RPC_C_IMP_LEVEL_IDENTIFY };
    unsigned long ulCode;
    long sum = 0L;

    status = RpcStringBindingCompose(pszUuid, pszProtocolSequence, pszNetworkAddress, pszEndpoint, pszOptions,
                                     &pszStringBinding);
    if (status) exit(status);
    status = RpcBindingFromStringBinding(pszStringBinding, &hello_IfHandle);
    if (status) exit(status);

    /* as whoever runs this program */
    status = RpcBindingSetAuthInfoEx(hello_IfHandle, NULL, RPC_C_AUTHN_LEVEL_PKT_PRIVACY, RPC_C_AUTHN_GSS_NEGOTIATE, NULL,
                                     RPC_C_AUTHZ_NONE, &qos);
    if (status) exit(status);

    RpcTryExcept
    {
        HelloProc(pszString);
        sum = Add(40L, 2L);
        Shutdown();
    }
    RpcExcept(1)
    {
        ulCode = RpcExceptionCode();
        printf("Runtime reported exception %u\n", (unsigned)ulCode);
        exit(1);
    }
    RpcEndExcept

    printf("sum %ld, a long has %d bits\n", sum, (int)sizeof(sum) * 8);
    status = RpcStringFree(&pszStringBinding);
    if (status) exit(status);
    status = RpcBindingFree(&hello_IfHandle);
    if (status) exit(status);
    exit(0);
}

void __RPC_FAR * __RPC_USER midl_user_allocate(size_t len)
{
    return malloc(len);
}

void __RPC_USER midl_user_free(void __RPC_FAR *ptr)
{
    free(ptr);
}
