/* file: sample.c: what the sample programs share: options, bindings, listening, memory for stubs */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <rpc.h>
#include <rpcndr.h>
#include "sample.h"

SAMPLE_OPTIONS Options = { (unsigned char *)"ncalrpc", NULL, NULL, NULL, NULL, NULL, TRUE };

static void Usage(const char *pszProgram, const char *pszUsage)
{
    fprintf(stderr, "Usage: %s [options] %s\n", pszProgram, pszUsage);
    fprintf(stderr, " -p protocol_sequence\n");
    fprintf(stderr, " -a network_address\n");
    fprintf(stderr, " -e endpoint\n");
    fprintf(stderr, " -u user -d domain -w password\n");
    fprintf(stderr, " -n (no security)\n");
    exit(1);
}

int ParseOptions(int argc, char **argv, const char *pszEndpoint, const char *pszUsage)
{
    int i;

    Options.pszEndpoint = (unsigned char *)pszEndpoint;
    for (i = 1; i < argc && (*argv[i] == '-' || *argv[i] == '/'); i++)
    {
        if (strcmp(argv[i] + 1, "n") == 0)
        {
            Options.fSecure = FALSE;
            continue;
        }
        if (argv[i][1] == 0 || argv[i][2] != 0 || i + 1 == argc) Usage(argv[0], pszUsage);
        switch (argv[i][1])
        {
        case 'p': Options.pszProtocolSequence = (unsigned char *)argv[++i]; break;
        case 'a': Options.pszNetworkAddress = (unsigned char *)argv[++i]; break;
        case 'e': Options.pszEndpoint = (unsigned char *)argv[++i]; break;
        case 'u': Options.pszUser = argv[++i]; break;
        case 'd': Options.pszDomain = argv[++i]; break;
        case 'w': Options.pszPassword = argv[++i]; break;
        default: Usage(argv[0], pszUsage);
        }
    }
    return i;
}

void Check(const char *pszFunction, RPC_STATUS status)
{
    if (status == RPC_S_OK) return;
    printf("%s failed: %ld\n", pszFunction, (long)status);
    fflush(stdout);
    exit((int)status);
}

handle_t Connect(unsigned char *pszObject)
{
    unsigned char *pszStringBinding = NULL;
    handle_t hBinding = NULL;

    Check("RpcStringBindingCompose", RpcStringBindingCompose(pszObject, Options.pszProtocolSequence,
                                                             Options.pszNetworkAddress, Options.pszEndpoint, NULL,
                                                             &pszStringBinding));
    Check("RpcBindingFromStringBinding", RpcBindingFromStringBinding(pszStringBinding, &hBinding));
    Check("RpcStringFree", RpcStringFree(&pszStringBinding));
    Secure(hBinding);
    return hBinding;
}

void Secure(handle_t hBinding)
{
    static SEC_WINNT_AUTH_IDENTITY_A Identity;
    RPC_SECURITY_QOS Qos = { RPC_C_SECURITY_QOS_VERSION, RPC_C_QOS_CAPABILITIES_DEFAULT, RPC_C_QOS_IDENTITY_STATIC,
                             RPC_C_IMP_LEVEL_IDENTIFY };

    if (!Options.fSecure) return;
    if (Options.pszUser != NULL)
    {
        Identity.User = (unsigned char *)Options.pszUser;
        Identity.UserLength = (unsigned long)strlen(Options.pszUser);
        Identity.Domain = (unsigned char *)(Options.pszDomain != NULL ? Options.pszDomain : "");
        Identity.DomainLength = (unsigned long)strlen((char *)Identity.Domain);
        Identity.Password = (unsigned char *)(Options.pszPassword != NULL ? Options.pszPassword : "");
        Identity.PasswordLength = (unsigned long)strlen((char *)Identity.Password);
        Identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    }
    Check("RpcBindingSetAuthInfoEx", RpcBindingSetAuthInfoExA(hBinding, NULL, RPC_C_AUTHN_LEVEL_PKT_PRIVACY,
                                                              RPC_C_AUTHN_GSS_NEGOTIATE,
                                                              Options.pszUser != NULL ? &Identity : NULL,
                                                              RPC_C_AUTHZ_NONE, &Qos));
}

void UseEndpoint(void)
{
    Check("RpcServerUseProtseqEp", RpcServerUseProtseqEp(Options.pszProtocolSequence, RPC_C_LISTEN_MAX_CALLS_DEFAULT,
                                                         Options.pszEndpoint, NULL));
    if (Options.fSecure)
        Check("RpcServerRegisterAuthInfo", RpcServerRegisterAuthInfo(NULL, RPC_C_AUTHN_GSS_NEGOTIATE, NULL, NULL));
}

unsigned int InterfaceFlags(void)
{
    return Options.fSecure ? RPC_IF_ALLOW_SECURE_ONLY : 0;
}

void Listen(void)
{
    printf("ready\n");
    fflush(stdout);
    Check("RpcServerListen", RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, FALSE));
}

void StopListening(void)
{
    Check("RpcMgmtStopServerListening", RpcMgmtStopServerListening(NULL));
}

void Serve(RPC_IF_HANDLE hInterface)
{
    UseEndpoint();
    Check("RpcServerRegisterIf2", RpcServerRegisterIf2(hInterface, NULL, NULL, InterfaceFlags(),
                                                       RPC_C_LISTEN_MAX_CALLS_DEFAULT, (unsigned)-1, NULL));
    Listen();
    Check("RpcServerUnregisterIf", RpcServerUnregisterIf(hInterface, NULL, TRUE));
}

void __RPC_FAR * __RPC_USER midl_user_allocate(size_t len)
{
    return malloc(len);
}

void __RPC_USER midl_user_free(void __RPC_FAR *ptr)
{
    free(ptr);
}
