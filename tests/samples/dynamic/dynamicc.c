/* file: dynamicc.c: finds a server whose endpoint nobody knows */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "dynamic.h"
#include "..\common\sample.h"

/* Whether the handle has an endpoint; the caller gets no more, for it is another each time. */
static BOOL HasEndpoint(handle_t hServer)
{
    unsigned char *pszBinding = NULL, *pszEndpoint = NULL;
    BOOL fHas;

    Check("RpcBindingToStringBinding", RpcBindingToStringBinding(hServer, &pszBinding));
    Check("RpcStringBindingParse", RpcStringBindingParse(pszBinding, NULL, NULL, NULL, &pszEndpoint, NULL));
    fHas = pszEndpoint != NULL && *pszEndpoint != 0;
    Check("RpcStringFree", RpcStringFree(&pszEndpoint));
    Check("RpcStringFree", RpcStringFree(&pszBinding));
    return fHas;
}

/* Prints whether the mapper lists endpoints of the interface. */
static void ListEndpoints(void)
{
    RPC_EP_INQ_HANDLE hInquiry = NULL;
    RPC_IF_ID IfId;
    unsigned char *pszAnnotation = NULL;
    handle_t hFound = NULL;
    unsigned long ulCount = 0;
    RPC_STATUS status;

    Check("RpcIfInqId", RpcIfInqId(dynamic_v3_1_c_ifspec, &IfId));
    status = RpcMgmtEpEltInqBegin(NULL, RPC_C_EP_MATCH_BY_IF, &IfId, RPC_C_VERS_EXACT, NULL, &hInquiry);
    if (status != RPC_S_OK)
    {
        printf("no list: %ld\n", (long)status);
        return;
    }
    while (RpcMgmtEpEltInqNext(hInquiry, &IfId, &hFound, NULL, &pszAnnotation) == RPC_S_OK)
    {
        if (ulCount++ == 0) printf("annotated \"%s\"\n", pszAnnotation);
        RpcStringFree(&pszAnnotation);
        RpcBindingFree(&hFound);
    }
    Check("RpcMgmtEpEltInqDone", RpcMgmtEpEltInqDone(&hInquiry));
    printf("listed: %s\n", ulCount > 0 ? "yes" : "no");
}

void __cdecl main(int argc, char **argv)
{
    handle_t hServer, hAgain;

    if (ParseOptions(argc, argv, NULL, "") != argc) exit(1);
    hServer = Connect(NULL);
    printf("endpoint: %s\n", HasEndpoint(hServer) ? "yes" : "no");
    Check("RpcEpResolveBinding", RpcEpResolveBinding(hServer, dynamic_v3_1_c_ifspec));
    printf("resolved: %s\n", HasEndpoint(hServer) ? "yes" : "no");
    Check("RpcBindingReset", RpcBindingReset(hServer));
    printf("reset: %s\n", HasEndpoint(hServer) ? "yes" : "no");
    ListEndpoints();
    hAgain = Connect(NULL);
    RpcTryExcept
    {
        /* The first call resolves what is not resolved. */
        printf("12 * 12 = %ld\n", Square(hServer, 12));
        printf("5 * 5 = %ld\n", Square(hAgain, 5));
        printf("resolved by the call: %s\n", HasEndpoint(hAgain) ? "yes" : "no");
        Shutdown(hServer);
    }
    RpcExcept(EXCEPTION_EXECUTE_HANDLER)
    {
        printf("Runtime reported exception %lu\n", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hServer));
    Check("RpcBindingFree", RpcBindingFree(&hAgain));
    exit(0);
}
