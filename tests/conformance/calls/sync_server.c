/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same interface served synchronously: sync_server PROTSEQ ENDPOINT. Built with sync.acf. */
#include <windows.h>
#include <rpc.h>
#include <stdio.h>

#include "calls.h"
#include "midl_user.h"
#include "transform.h"

LONG Transform(handle_t binding, Mode mode, const unsigned char *text, unsigned char **upper, Reading *reading,
               LONG size, byte *data, LONG *sum)
{
    (void)binding;
    if (mode == MODE_ABORT) RpcRaiseException(ABORT_CODE);
    return transform(text, upper, reading, size, data, sum);
}

LONG Add(handle_t binding, LONG left, LONG right)
{
    (void)binding;
    return left + right;
}

LONG Release(handle_t binding)
{
    (void)binding;
    return 0;
}

void Shutdown(handle_t binding)
{
    (void)binding;
    RpcMgmtStopServerListening(NULL);
}

int main(int argc, char **argv)
{
    RPC_STATUS status;
    if (argc < 3) return 2;
    status = RpcServerUseProtseqEpA((RPC_CSTR)argv[1], RPC_C_PROTSEQ_MAX_REQS_DEFAULT, (RPC_CSTR)argv[2], NULL);
    if (!status) status = RpcServerRegisterIf(Calls_v1_0_s_ifspec, NULL, NULL);
    if (!status) status = RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    printf("listening: %d\n", (int)status);
    fflush(stdout);
    if (!status) status = RpcMgmtWaitServerListen();
    return status;
}
