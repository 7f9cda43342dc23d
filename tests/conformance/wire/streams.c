/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server of streams.idl: streams PROTSEQ ENDPOINT. Says "ready", then serves until it is killed. */
#include <windows.h>
#include <rpc.h>
#include <stdio.h>

#include "streams.h"

#include "../calls/midl_user.h"

enum { AT_ONCE = 500 };

LONG Sum(handle_t binding, NUMBERS numbers)
{
    int piece[AT_ONCE];
    unsigned count;
    unsigned sum = 0;
    (void)binding;
    do
    {
        numbers.pull(numbers.state, piece, AT_ONCE, &count);
        for (unsigned i = 0; i < count; i++) sum += (unsigned)piece[i];
    } while (count != 0);
    return (LONG)sum;
}

void Count(handle_t binding, LONG how_many, NUMBERS *numbers)
{
    int piece[AT_ONCE];
    LONG next = 1;
    (void)binding;
    while (next <= how_many)
    {
        unsigned count = 0;
        while (count < AT_ONCE && next <= how_many) piece[count++] = next++;
        numbers->push(numbers->state, piece, count);
    }
    numbers->push(numbers->state, piece, 0);
}

void Open(handle_t binding, LONG value, COUNTER *counter)
{
    LONG *made = malloc(sizeof *made);
    (void)binding;
    if (!made) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    *made = value;
    *counter = made;
}

LONG Add(COUNTER counter, LONG amount)
{
    LONG *value = counter;
    return *value += amount;
}

void Close(COUNTER *counter)
{
    free(*counter);
    *counter = NULL;
}

void __RPC_USER COUNTER_rundown(COUNTER counter)
{
    free(counter);
}

int main(int argc, char **argv)
{
    RPC_STATUS status;
    if (argc < 3) return 2;
    status = RpcServerUseProtseqEpA((RPC_CSTR)argv[1], RPC_C_PROTSEQ_MAX_REQS_DEFAULT, (RPC_CSTR)argv[2], NULL);
    if (!status) status = RpcServerRegisterIf(Streams_v1_0_s_ifspec, NULL, NULL);
    if (!status) status = RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    if (status) return (int)status;
    puts("ready");
    fflush(stdout);
    return RpcMgmtWaitServerListen();
}
