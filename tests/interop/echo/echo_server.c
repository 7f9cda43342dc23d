// SPDX-License-Identifier: LGPL-2.1-or-later
// echo_server {--tcp PORT | --ncalrpc NAME | --np NAME}... [--ntlm-users FILE] [--keytab FILE] [--principal NAME]
// A server of rpcecho. Prints "ready" when it listens, ends on SIGTERM; what it cannot serve is said and ends it with 1.
// With accounts (as rpcpasswd writes them) or keys it takes NTLM, Kerberos and Negotiate.
#include <windows.h>

#include <rpc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rpcecho.h"

// Twice what is asked for: TestSurrounding doubles its array where the runtime has put it.
void* __RPC_USER MIDL_user_allocate(size_t size) { return size <= SIZE_MAX / 2 ? calloc(2, size) : NULL; }
void __RPC_USER MIDL_user_free(void* memory) { free(memory); }

void echo_AddOne(handle_t h, ULONG in_data, ULONG* out_data) {
    (void)h;
    *out_data = in_data + 1;
}

void echo_EchoData(handle_t h, ULONG len, unsigned char in_data[], unsigned char out_data[]) {
    (void)h;
    memcpy(out_data, in_data, len);
}

void echo_SinkData(handle_t h, ULONG len, unsigned char data[]) {
    (void)h;
    (void)len;
    (void)data;
}

void echo_SourceData(handle_t h, ULONG len, unsigned char data[]) {
    ULONG i;
    (void)h;
    for (i = 0; i < len; ++i) data[i] = (unsigned char)i;
}

void echo_TestCall(handle_t h, WCHAR* s1, WCHAR** s2) {
    size_t length = 0;
    (void)h;
    while (s1[length]) ++length;
    *s2 = (WCHAR*)MIDL_user_allocate((length + 1) * sizeof **s2);
    if (*s2) memcpy(*s2, s1, (length + 1) * sizeof **s2);
}

LONG echo_TestCall2(handle_t h, USHORT level, echo_Info* info) {
    (void)h;
    memset(info, 0, sizeof *info);
    switch (level) {
        case 1:
            info->info1.v = 10;
            return 0;
        case 2:
            info->info2.v = 20;
            return 0;
        case 3:
            info->info3.v = 30;
            return 0;
        case 4:
            info->info4.v = 40;
            return 0;
        case 5:
            info->info5.v1 = 50, info->info5.v2 = 60;
            return 0;
        case 6:
            info->info6.v1 = 70, info->info6.info1.v = 80;
            return 0;
        case 7:
            info->info7.v1 = 80, info->info7.info4.v = 90;
            return 0;
        default:
            RpcRaiseException(RPC_S_INVALID_TAG);
    }
}

typedef struct {
    PRPC_ASYNC_STATE call;
    ULONG seconds;
} Sleeper;

static void CALLBACK wake(void* context, BOOLEAN fired) {
    Sleeper* const sleeper = (Sleeper*)context;
    ULONG result = sleeper->seconds;
    (void)fired;
    RpcAsyncCompleteCall(sleeper->call, &result);
    free(sleeper);
}

void echo_TestSleep(PRPC_ASYNC_STATE call, handle_t h, ULONG seconds) {
    Sleeper* const sleeper = (Sleeper*)malloc(sizeof *sleeper);
    HANDLE timer;
    (void)h;
    if (sleeper) {
        sleeper->call = call;
        sleeper->seconds = seconds;
    }
    if (!sleeper || !CreateTimerQueueTimer(&timer, NULL, wake, sleeper, seconds * 1000, 0, WT_EXECUTEONLYONCE)) {
        free(sleeper);
        RpcAsyncAbortCall(call, RPC_S_OUT_OF_MEMORY);
    }
}

void echo_TestEnum(handle_t h, echo_Enum1* foo1, echo_Enum2* foo2, echo_Enum3* foo3) {
    (void)h;
    (void)foo1;
    (void)foo2;
    (void)foo3;
}

void echo_TestSurrounding(handle_t h, echo_Surrounding* data) {
    (void)h;
    data->x *= 2;
}

USHORT echo_TestDoublePointer(handle_t h, USHORT*** data) {
    (void)h;
    return **data && ***data ? ***data : 0;
}

static int refused(const char* what, RPC_STATUS status) {
    fprintf(stderr, "%s: error %d\n", what, (int)status);
    return 1;
}

static int use(const char* option, char* endpoint) {
    static const char* const names[][2] = {{"--tcp", "ncacn_ip_tcp"}, {"--ncalrpc", "ncalrpc"}, {"--np", "ncacn_np"}};
    char pipe[256];
    size_t i;
    if (strcmp(option, "--np") == 0) {
        snprintf(pipe, sizeof pipe, "\\pipe\\%s", endpoint);
        endpoint = pipe;
    }
    for (i = 0; i < sizeof names / sizeof names[0]; ++i) {
        if (strcmp(option, names[i][0]) == 0) {
            const RPC_STATUS status =
                RpcServerUseProtseqEpA((RPC_CSTR)names[i][1], RPC_C_PROTSEQ_MAX_REQS_DEFAULT, (RPC_CSTR)endpoint, NULL);
            return status == RPC_S_OK ? 0 : refused(names[i][1], status);
        }
    }
    return refused(option, RPC_S_INVALID_ARG);
}

static const char* accounts;
static const char* keytab;
static const char* principal;

// What concerns authentication. 0: the option does not.
static int note(const char* option, const char* value) {
    if (strcmp(option, "--ntlm-users") == 0) return (accounts = value) != NULL;
    if (strcmp(option, "--keytab") == 0) return (keytab = value) != NULL;
    if (strcmp(option, "--principal") == 0) return (principal = value) != NULL;
    return 0;
}

static RPC_STATUS authenticate(void) {
    RPC_CSTR name = (RPC_CSTR)principal;
    RPC_STATUS status = RPC_S_OK;
    if (accounts) setenv("RPCRT4_ACCOUNTS", accounts, 1);
    if (keytab) setenv("KRB5_KTNAME", keytab, 1);
    if (accounts) status = RpcServerRegisterAuthInfoA(name, RPC_C_AUTHN_WINNT, NULL, NULL);
    if (keytab && status == RPC_S_OK) status = RpcServerRegisterAuthInfoA(name, RPC_C_AUTHN_GSS_KERBEROS, NULL, NULL);
    if ((accounts || keytab) && status == RPC_S_OK) {
        status = RpcServerRegisterAuthInfoA(name, RPC_C_AUTHN_GSS_NEGOTIATE, NULL, NULL);
    }
    return status;
}

static RPC_STATUS be_found(void) {
    RPC_BINDING_VECTOR* bindings = NULL;
    RPC_STATUS status = RpcServerInqBindings(&bindings);
    if (status == RPC_S_OK) status = RpcEpRegisterA(rpcecho_v1_0_s_ifspec, bindings, NULL, (RPC_CSTR) "rpcecho");
    if (bindings) RpcBindingVectorFree(&bindings);
    return status;
}

int main(int argc, char** argv) {
    sigset_t end;
    int signal, i;
    RPC_STATUS status;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &end, NULL);  // before there are threads, which inherit it
    for (i = 1; i + 1 < argc; i += 2) {
        if (!note(argv[i], argv[i + 1]) && use(argv[i], argv[i + 1])) return 1;
    }
    if (argc < 3 || i != argc) return refused("usage: echo_server {--tcp PORT | --ncalrpc NAME | --np NAME}...", 87);
    status = RpcServerRegisterIf(rpcecho_v1_0_s_ifspec, NULL, NULL);
    if (status == RPC_S_OK) status = authenticate();
    if (status == RPC_S_OK) status = be_found();
    if (status == RPC_S_OK) status = RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    if (status != RPC_S_OK) return refused("RpcServerListen", status);
    printf("ready\n");
    fflush(stdout);
    sigwait(&end, &signal);
    RpcMgmtStopServerListening(NULL);
    return RpcMgmtWaitServerListen() == RPC_S_OK ? 0 : 1;
}
