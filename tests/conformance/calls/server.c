/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server: server PROTSEQ [ENDPOINT [ntlm]], the last for clients that authenticate as well. Prints the string
   binding a client can use, then serves until Shutdown. */
#include <windows.h>
#include <rpc.h>
#include <rpcasync.h>
#include <stdio.h>

#include "calls.h"
#include "midl_user.h"
#include "transform.h"

/* A Transform call whose answer is still owed: its parameters stay valid until the call is completed. */
typedef struct Held
{
    struct Held *next;
    PRPC_ASYNC_STATE async;
    const unsigned char *text;
    unsigned char **upper;
    Reading *reading;
    int size;
    byte *data;
    LONG *sum;
} Held;

static CRITICAL_SECTION g_lock;
static Held *g_held;

static void answer(Held *call)
{
    LONG changed = transform(call->text, call->upper, call->reading, call->size, call->data, call->sum);
    RPC_STATUS status = RpcAsyncCompleteCall(call->async, &changed);
    if (status != RPC_S_OK) printf("server: RpcAsyncCompleteCall %d\n", (int)status);
    free(call);
}

/* A thread of the program's own, as servers have them: waits until the client cancels. */
static DWORD WINAPI wait_for_cancel(LPVOID parameter)
{
    PRPC_ASYNC_STATE async = parameter;
    while (RpcServerTestCancel(RpcAsyncGetCallHandle(async)) != RPC_S_OK) Sleep(1);
    RpcAsyncAbortCall(async, RPC_S_CALL_CANCELLED);
    return 0;
}

void Transform(PRPC_ASYNC_STATE async, handle_t binding, Mode mode, const unsigned char *text, unsigned char **upper,
               Reading *reading, LONG size, byte *data, LONG *sum)
{
    Held *call;
    (void)binding;

    if (mode == MODE_ABORT)
    {
        RpcAsyncAbortCall(async, ABORT_CODE);
        return;
    }
    if (mode == MODE_UNTIL_CANCEL)
    {
        HANDLE thread = CreateThread(NULL, 0, wait_for_cancel, async, 0, NULL);
        if (!thread) RpcRaiseException(RPC_S_OUT_OF_THREADS);
        CloseHandle(thread);
        return;
    }
    call = malloc(sizeof *call);
    if (!call) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    call->async = async;
    call->text = text;
    call->upper = upper;
    call->reading = reading;
    call->size = size;
    call->data = data;
    call->sum = sum;
    if (mode == MODE_REPLY)
    {
        answer(call);
        return;
    }
    EnterCriticalSection(&g_lock);
    call->next = g_held;
    g_held = call;
    LeaveCriticalSection(&g_lock);
}

LONG Add(handle_t binding, LONG left, LONG right)
{
    (void)binding;
    return left + right;
}

LONG Release(handle_t binding)
{
    LONG count = 0;
    Held *call;
    (void)binding;

    EnterCriticalSection(&g_lock);
    call = g_held;
    g_held = NULL;
    LeaveCriticalSection(&g_lock);
    while (call)
    {
        Held *next = call->next;
        answer(call);
        call = next;
        count++;
    }
    return count;
}

void Shutdown(handle_t binding)
{
    (void)binding;
    RpcMgmtStopServerListening(NULL);
}

static int fail(const char *what, RPC_STATUS status)
{
    printf("server: %s: %d\n", what, (int)status);
    return 1;
}

int main(int argc, char **argv)
{
    RPC_STATUS status;
    RPC_BINDING_VECTOR *bindings;
    RPC_CSTR text;

    if (argc < 2) return fail("usage: server PROTSEQ [ENDPOINT [ntlm]]", 0);
    InitializeCriticalSection(&g_lock);
    if (argc > 2)
        status = RpcServerUseProtseqEpA((RPC_CSTR)argv[1], RPC_C_PROTSEQ_MAX_REQS_DEFAULT, (RPC_CSTR)argv[2], NULL);
    else
        status = RpcServerUseProtseqA((RPC_CSTR)argv[1], RPC_C_PROTSEQ_MAX_REQS_DEFAULT, NULL);
    if (status) return fail("RpcServerUseProtseq", status);
    if ((status = RpcServerRegisterIf(Calls_v1_0_s_ifspec, NULL, NULL))) return fail("RpcServerRegisterIf", status);
    if (argc > 3)
    {
        status = RpcServerRegisterAuthInfoA(NULL, RPC_C_AUTHN_WINNT, NULL, NULL);
        if (!status) status = RpcServerRegisterAuthInfoA(NULL, RPC_C_AUTHN_GSS_NEGOTIATE, NULL, NULL);
        if (status) return fail("RpcServerRegisterAuthInfo", status);
    }
    if ((status = RpcServerInqBindings(&bindings))) return fail("RpcServerInqBindings", status);
    if ((status = RpcBindingToStringBindingA(bindings->BindingH[0], &text))) return fail("string binding", status);
    if ((status = RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE))) return fail("RpcServerListen", status);
    printf("%s\n", (char *)text);
    fflush(stdout);
    RpcStringFreeA(&text);
    RpcBindingVectorFree(&bindings);
    status = RpcMgmtWaitServerListen();
    if (status) return fail("RpcMgmtWaitServerListen", status);
    status = RpcServerUnregisterIf(Calls_v1_0_s_ifspec, NULL, TRUE);
    DeleteCriticalSection(&g_lock);
    return status ? fail("RpcServerUnregisterIf", status) : 0;
}
