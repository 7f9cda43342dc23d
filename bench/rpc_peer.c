// SPDX-License-Identifier: LGPL-2.1-or-later
// The RPC server of the figures, written as a Windows program would be. Serves RpcEcho and RpcFlow on ncacn_ip_tcp and
// ncalrpc to whoever comes, authenticated or not; prints the two endpoints, closes its output, and ends with its input.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rpc.h>
#include <windows.h>

#include "rpc_echo.h"

static void check(RPC_STATUS status, const char* what) {
    if (status == RPC_S_OK) return;
    fprintf(stderr, "rpc_peer: %s: %d\n", what, (int)status);
    exit(1);
}

LONG Echo(handle_t binding, LONG value) {
    (void)binding;
    return value;
}

void EchoLater(PRPC_ASYNC_STATE async, handle_t binding, LONG value) {
    (void)binding;
    check(RpcAsyncCompleteCall(async, &value), "EchoLater");
}

void Blob(handle_t binding, LONG size, byte* data) {
    (void)binding;
    ++data[0];
    if (size > 1) ++data[size - 1];
}

typedef struct {
    PRPC_ASYNC_STATE async;
    LONG value;
} HELD;

#define MOST_HELD 1000000
static HELD held[MOST_HELD];
static LONG held_count;
static CRITICAL_SECTION held_lock;

void Hold(PRPC_ASYNC_STATE async, handle_t binding, LONG value, LONG count) {
    LONG have, i;
    (void)binding;
    EnterCriticalSection(&held_lock);
    held[held_count].async = async;
    held[held_count].value = value;
    have = ++held_count;
    if (have == count) held_count = 0;
    LeaveCriticalSection(&held_lock);
    if (have != count) return;
    // No call comes before these are answered.
    for (i = 0; i < have; ++i) check(RpcAsyncCompleteCall(held[i].async, &held[i].value), "Hold");
}

#define FLOW 32768
static byte flow[FLOW];

LONG Swallow(handle_t binding, BYTE_PIPE* data) {
    ULONG count;
    LONG all = 0;
    (void)binding;
    do {
        data->pull(data->state, flow, FLOW, &count);
        all += (LONG)count;
    } while (count != 0);
    return all;
}

void Pour(handle_t binding, LONG size, BYTE_PIPE* data) {
    (void)binding;
    for (; size > 0; size -= FLOW) data->push(data->state, flow, size < FLOW ? (ULONG)size : FLOW);
    data->push(data->state, NULL, 0);
}

void* midl_user_allocate(size_t size) { return malloc(size); }
void midl_user_free(void* memory) { free(memory); }

// The endpoint of the first binding whose string begins with `protseq`.
static void print_endpoint(RPC_BINDING_VECTOR* bindings, const char* protseq) {
    ULONG i;
    for (i = 0; i < bindings->Count; ++i) {
        RPC_CSTR text, name, endpoint;
        int same;
        check(RpcBindingToStringBindingA(bindings->BindingH[i], &text), "RpcBindingToStringBinding");
        check(RpcStringBindingParseA(text, NULL, &name, NULL, &endpoint, NULL), "RpcStringBindingParse");
        same = strcmp((char*)name, protseq) == 0;
        if (same) printf("%s\n", (char*)endpoint);
        RpcStringFreeA(&text);
        RpcStringFreeA(&name);
        RpcStringFreeA(&endpoint);
        if (same) return;
    }
    exit(1);
}

int main(void) {
    RPC_BINDING_VECTOR* bindings;
    InitializeCriticalSection(&held_lock);
    check(RpcServerUseProtseqA((RPC_CSTR) "ncacn_ip_tcp", RPC_C_PROTSEQ_MAX_REQS_DEFAULT, NULL), "ncacn_ip_tcp");
    check(RpcServerUseProtseqA((RPC_CSTR) "ncalrpc", RPC_C_PROTSEQ_MAX_REQS_DEFAULT, NULL), "ncalrpc");
    check(RpcServerRegisterAuthInfoA(NULL, RPC_C_AUTHN_WINNT, NULL, NULL), "RpcServerRegisterAuthInfo");
    check(RpcServerRegisterAuthInfoA(NULL, RPC_C_AUTHN_GSS_KERBEROS, NULL, NULL), "RpcServerRegisterAuthInfo");
    check(RpcServerRegisterAuthInfoA(NULL, RPC_C_AUTHN_GSS_NEGOTIATE, NULL, NULL), "RpcServerRegisterAuthInfo");
    check(RpcServerRegisterIf(RpcEcho_v1_0_s_ifspec, NULL, NULL), "RpcServerRegisterIf");
    check(RpcServerRegisterIf(RpcFlow_v1_0_s_ifspec, NULL, NULL), "RpcServerRegisterIf");
    check(RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), "RpcServerListen");
    check(RpcServerInqBindings(&bindings), "RpcServerInqBindings");
    print_endpoint(bindings, "ncacn_ip_tcp");
    print_endpoint(bindings, "ncalrpc");
    RpcBindingVectorFree(&bindings);
    fclose(stdout);
    while (getchar() != EOF) {
    }
    return 0;
}
