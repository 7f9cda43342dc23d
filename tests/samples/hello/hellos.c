/* file: hellos.c: the server */
#include <stdlib.h>
#include <stdio.h>
#include <ctype.h>
#include <windows.h>
#include "hello.h"

void __cdecl main(int argc, char **argv)
{
    RPC_STATUS status;
    unsigned char *pszProtocolSequence = (unsigned char *)(argc > 1 ? argv[1] : "ncalrpc");
    unsigned char *pszSecurity = NULL;
    unsigned char *pszEndpoint = (unsigned char *)(argc > 2 ? argv[2] : "hello");
    unsigned int cMinCalls = 1;
    unsigned int fDontWait = FALSE;

    status = RpcServerUseProtseqEp(pszProtocolSequence, RPC_C_LISTEN_MAX_CALLS_DEFAULT, pszEndpoint, pszSecurity);
    if (status) exit(status);
    status = RpcServerRegisterAuthInfo(NULL, RPC_C_AUTHN_GSS_NEGOTIATE, NULL, NULL);
    if (status) exit(status);
    status = RpcServerRegisterIf2(hello_v1_0_s_ifspec, NULL, NULL, RPC_IF_ALLOW_SECURE_ONLY, RPC_C_LISTEN_MAX_CALLS_DEFAULT,
                                  (unsigned)-1, NULL);
    if (status) exit(status);
    printf("ready\n");
    fflush(stdout);
    status = RpcServerListen(cMinCalls, RPC_C_LISTEN_MAX_CALLS_DEFAULT, fDontWait);
    if (status) exit(status);
}

void HelloProc(const unsigned char *pszString)
{
    unsigned long ulLevel = 0, ulService = 0;
    RPC_AUTHZ_HANDLE hPrivileges = NULL;

    if (RpcBindingInqAuthClient(NULL, &hPrivileges, NULL, &ulLevel, &ulService, NULL) != RPC_S_OK) return;
    printf("%s, by service %lu at level %lu\n", pszString, ulService, ulLevel);
    fflush(stdout);
}

long Add(long first, long second)
{
    return first + second;
}

void Shutdown(void)
{
    RPC_STATUS status;
    status = RpcMgmtStopServerListening(NULL);
    if (status) exit(status);
    status = RpcServerUnregisterIf(NULL, NULL, FALSE);
    if (status) exit(status);
}

void __RPC_FAR * __RPC_USER midl_user_allocate(size_t len)
{
    return malloc(len);
}

void __RPC_USER midl_user_free(void __RPC_FAR *ptr)
{
    free(ptr);
}
