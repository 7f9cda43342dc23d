/* file: mgmtc.c: the client, which asks the server's management interface, and stops the server by it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include "mgmt.h"
#include "..\common\sample.h"
#include "..\common\say.h"

static unsigned long CallsIn(handle_t hBinding)
{
    RPC_STATS_VECTOR *pStats = NULL;
    unsigned long ulCalls;

    Check("RpcMgmtInqStats", RpcMgmtInqStats(hBinding, &pStats));
    Say("%lu statistics", (unsigned long)pStats->Count);
    ulCalls = pStats->Stats[RPC_C_STATS_CALLS_IN];
    Check("RpcMgmtStatsVectorFree", RpcMgmtStatsVectorFree(&pStats));
    return ulCalls;
}

static void PrintInterfaces(handle_t hBinding)
{
    RPC_IF_ID_VECTOR *pIds = NULL;
    RPC_IF_ID id;
    unsigned char *pszUuid = NULL;
    unsigned long i;

    Check("RpcIfInqId", RpcIfInqId(mgmt_v2_5_c_ifspec, &id));
    Check("RpcMgmtInqIfIds", RpcMgmtInqIfIds(hBinding, &pIds));
    for (i = 0UL; i < pIds->Count; i++)
    {
        if (memcmp(&pIds->IfId[i]->Uuid, &id.Uuid, sizeof(UUID)) != 0) continue;
        Check("UuidToString", UuidToStringA(&pIds->IfId[i]->Uuid, &pszUuid));
        Say("interface %s, version %u.%u", (char *)pszUuid, pIds->IfId[i]->VersMajor, pIds->IfId[i]->VersMinor);
        Check("RpcStringFree", RpcStringFreeA(&pszUuid));
    }
    Check("RpcIfIdVectorFree", RpcIfIdVectorFree(&pIds));
    Say("freed: %s", pIds == NULL ? "yes" : "no");
}

static void PrintPrincipal(handle_t hBinding)
{
    unsigned char *pszName = NULL;
    RPC_STATUS status = RpcMgmtInqServerPrincNameA(hBinding, RPC_C_AUTHN_GSS_NEGOTIATE, &pszName);

    Say("the server's principal: %ld, %s name", (long)status, pszName != NULL ? "a" : "no");
    if (status == RPC_S_OK) Check("RpcStringFree", RpcStringFreeA(&pszName));
    status = RpcMgmtInqServerPrincNameA(hBinding, 99UL, &pszName);
    Say("of an unknown service: %ld", (long)status);
}

static void TimeOuts(handle_t hBinding)
{
    unsigned int uTimeout = 0U;

    Check("RpcMgmtInqComTimeout", RpcMgmtInqComTimeout(hBinding, &uTimeout));
    Say("the time-out is %u", uTimeout);
    Check("RpcMgmtSetComTimeout", RpcMgmtSetComTimeout(hBinding, RPC_C_BINDING_MIN_TIMEOUT));
    Check("RpcMgmtInqComTimeout", RpcMgmtInqComTimeout(hBinding, &uTimeout));
    Say("and then %u; 11 would be %ld", uTimeout, (long)RpcMgmtSetComTimeout(hBinding, 11U));
}

void __cdecl main(int argc, char **argv)
{
    handle_t hBinding;
    unsigned long ulBefore, i;
    long lSum = 0L;

    if (ParseOptions(argc, argv, "mgmt", "") != argc) exit(1);
    hBinding = Connect(NULL);
    RpcTryExcept
    {
        Say("listening: %ld", (long)RpcMgmtIsServerListening(hBinding));
        PrintInterfaces(hBinding);
        TimeOuts(hBinding);
        ulBefore = CallsIn(hBinding);
        for (i = 0UL; i < 10UL; i++) lSum += Ping(hBinding, (long)i);
        Say("pinged: %ld", lSum);
        Say("at least ten calls more: %s", CallsIn(hBinding) >= ulBefore + 10UL ? "yes" : "no");
        PrintPrincipal(hBinding);
        Say("stopping the server: %ld", (long)RpcMgmtStopServerListening(hBinding));
        Say("it still answers: %ld", Ping(hBinding, 41L));
        AllowStop(hBinding);
        Say("stopping the server: %ld", (long)RpcMgmtStopServerListening(hBinding));
    }
    RpcExcept(1)
    {
        Say("Runtime reported exception %lu", (unsigned long)RpcExceptionCode());
        exit(1);
    }
    RpcEndExcept
    Check("RpcBindingFree", RpcBindingFree(&hBinding));
}
