/* file: mgmts.c: the server, which lets clients ask, and stop it when that has been allowed */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "mgmt.h"
#include "..\common\sample.h"
#include "..\common\say.h"

static volatile LONG fMayStop = FALSE;

static int __RPC_API Authorize(RPC_BINDING_HANDLE hClient, unsigned long ulOperation, RPC_STATUS __RPC_FAR *pulStatus)
{
    if (ulOperation == RPC_C_MGMT_STOP_SERVER_LISTEN)
    {
        Say("a client wants to stop the server: %s", fMayStop ? "yes" : "no");
        *pulStatus = fMayStop ? RPC_S_OK : RPC_S_ACCESS_DENIED;
        return fMayStop;
    }
    *pulStatus = RPC_S_OK;
    return TRUE;
}

long Ping(handle_t hBinding, long lNumber)
{
    return lNumber + 1L;
}

void AllowStop(handle_t hBinding)
{
    RPC_STATS_VECTOR *pStats = NULL;

    InterlockedExchange(&fMayStop, TRUE);
    Say("the server itself knows that it listens: %ld", (long)RpcMgmtIsServerListening(NULL));
    Check("RpcMgmtInqStats", RpcMgmtInqStats(NULL, &pStats));
    Say("and has had calls: %s", pStats->Stats[RPC_C_STATS_CALLS_IN] >= 12 ? "yes" : "no");
    Check("RpcMgmtStatsVectorFree", RpcMgmtStatsVectorFree(&pStats));
}

void __cdecl main(int argc, char **argv)
{
    if (ParseOptions(argc, argv, "mgmt", "") != argc) exit(1);
    Say("listening before: %ld", (long)RpcMgmtIsServerListening(NULL));
    Check("RpcMgmtSetAuthorizationFn", RpcMgmtSetAuthorizationFn(Authorize));
    Serve(mgmt_v2_5_s_ifspec);
    Say("stopped");
}
