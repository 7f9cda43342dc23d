/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server of Sums in this process, for programs that call it. */
#ifndef SERVING_H
#define SERVING_H

#include <rpc.h>
#include <windows.h>

#include "sums.h"

#include "wine/test.h"

void* __RPC_USER MIDL_user_allocate(SIZE_T size) { return HeapAlloc(GetProcessHeap(), 0, size); }
void __RPC_USER MIDL_user_free(void* memory) { HeapFree(GetProcessHeap(), 0, memory); }

static PRPC_ASYNC_STATE held; /* the call that waits for Release */
static LONG held_sum;
static HANDLE arrived; /* set when a call is held */

LONG Add(handle_t binding, LONG left, LONG right) {
    (void)binding;
    return left + right;
}

hyper SumOf(handle_t binding, LONG count, const Pair* pairs) {
    hyper sum = 0;
    int i;
    (void)binding;
    for (i = 0; i < count; ++i) sum += (hyper)pairs[i].left + pairs[i].right;
    return sum;
}

LONG Reverse(handle_t binding, wchar_t* text) {
    int length = lstrlenW((WCHAR*)text), i;
    (void)binding;
    for (i = 0; i < length / 2; ++i) {
        wchar_t kept = text[i];
        text[i] = text[length - 1 - i];
        text[length - 1 - i] = kept;
    }
    return length;
}

void Fail(handle_t binding, ULONG status) {
    (void)binding;
    RpcRaiseException((RPC_STATUS)status);
}

void AddLater(PRPC_ASYNC_STATE call, handle_t binding, LONG left, LONG right) {
    (void)binding;
    held = call;
    held_sum = left + right;
    SetEvent(arrived);
}

void Release(handle_t binding) {
    (void)binding;
    if (held) RpcAsyncCompleteCall(held, &held_sum);
    held = NULL;
}

/* Serves `endpoint` of ncalrpc; returns a binding to it, the caller's to free. */
static handle_t serve(const char* endpoint) {
    char text[100];
    handle_t binding = NULL;
    RPC_STATUS status;
    arrived = CreateEventA(NULL, FALSE, FALSE, NULL);
    ok(arrived != NULL, "error %lu\n", GetLastError());
    status = RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", RPC_C_PROTSEQ_MAX_REQS_DEFAULT, (RPC_CSTR)endpoint, NULL);
    ok(status == RPC_S_OK, "RpcServerUseProtseqEp: %d\n", (int)status);
    status = RpcServerRegisterIf(Sums_v1_0_s_ifspec, NULL, NULL);
    ok(status == RPC_S_OK, "RpcServerRegisterIf: %d\n", (int)status);
    status = RpcServerListen(1, 20, TRUE);
    ok(status == RPC_S_OK, "RpcServerListen: %d\n", (int)status);
    sprintf(text, "ncalrpc:[%s]", endpoint);
    status = RpcBindingFromStringBindingA((RPC_CSTR)text, &binding);
    ok(status == RPC_S_OK, "RpcBindingFromStringBinding: %d\n", (int)status);
    return binding;
}

static void stop_serving(handle_t* binding) {
    RPC_STATUS status = RpcBindingFree(binding);
    ok(status == RPC_S_OK, "RpcBindingFree: %d\n", (int)status);
    status = RpcServerUnregisterIf(Sums_v1_0_s_ifspec, NULL, TRUE);
    ok(status == RPC_S_OK, "RpcServerUnregisterIf: %d\n", (int)status);
    status = RpcMgmtStopServerListening(NULL);
    ok(status == RPC_S_OK, "RpcMgmtStopServerListening: %d\n", (int)status);
    status = RpcMgmtWaitServerListen();
    ok(status == RPC_S_OK, "RpcMgmtWaitServerListen: %d\n", (int)status);
    CloseHandle(arrived);
}

#endif
