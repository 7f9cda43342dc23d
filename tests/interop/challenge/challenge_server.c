// SPDX-License-Identifier: LGPL-2.1-or-later
// challenge_server PORT: answers NetrServerReqChallenge over TCP, and nothing else; its map entry is how it is found. A
// request may be 4 MiB long, as with Windows' server. Prints "ready" when it listens, ends on SIGTERM.
#include <windows.h>

#include <rpc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "challenge.h"

enum { LARGEST_REQUEST = 4 * 1024 * 1024 };

void* __RPC_USER MIDL_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER MIDL_user_free(void* memory) { free(memory); }

static void refuse(handle_t h) {
    (void)h;
    RpcRaiseException(RPC_S_CANNOT_SUPPORT);
}

void Operation0(handle_t h) { refuse(h); }
void Operation1(handle_t h) { refuse(h); }
void Operation2(handle_t h) { refuse(h); }
void Operation3(handle_t h) { refuse(h); }

// Another one for each call, as a challenge should be.
LONG NetrServerReqChallenge(handle_t h, WCHAR* server, WCHAR* computer, NETLOGON_CREDENTIAL* theirs,
                            NETLOGON_CREDENTIAL* ours) {
    static LONG calls;
    UUID random;
    (void)h, (void)server, (void)computer;
    if (UuidCreate(&random) != RPC_S_OK) RpcRaiseException(RPC_S_INTERNAL_ERROR);
    for (int i = 0; i < 4; ++i) ours->data[i] = (CHAR)(random.Data1 >> 8 * i);
    const LONG number = InterlockedIncrement(&calls);
    for (int i = 0; i < 4; ++i) ours->data[4 + i] = (CHAR)((unsigned)number >> 8 * i) ^ theirs->data[i];
    return 0;
}

static RPC_STATUS serve(const char* port) {
    RPC_BINDING_VECTOR* bindings = NULL;
    RPC_STATUS status = RpcServerUseProtseqEpA((RPC_CSTR) "ncacn_ip_tcp", RPC_C_PROTSEQ_MAX_REQS_DEFAULT,
                                               (RPC_CSTR)port, NULL);
    if (status == RPC_S_OK) {
        status = RpcServerRegisterIf2(logon_v1_0_s_ifspec, NULL, NULL, 0, RPC_C_LISTEN_MAX_CALLS_DEFAULT,
                                      LARGEST_REQUEST, NULL);
    }
    if (status == RPC_S_OK) status = RpcServerInqBindings(&bindings);
    if (status == RPC_S_OK) status = RpcEpRegisterA(logon_v1_0_s_ifspec, bindings, NULL, (RPC_CSTR) "challenge");
    if (bindings) RpcBindingVectorFree(&bindings);
    if (status == RPC_S_OK) status = RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    return status;
}

int main(int argc, char** argv) {
    sigset_t end;
    int signal;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &end, NULL);  // before there are threads, which inherit it
    if (argc != 2) return 2;
    const RPC_STATUS status = serve(argv[1]);
    if (status != RPC_S_OK) {
        fprintf(stderr, "error %d\n", (int)status);
        return 1;
    }
    printf("ready\n");
    fflush(stdout);
    sigwait(&end, &signal);
    RpcMgmtStopServerListening(NULL);
    return RpcMgmtWaitServerListen() == RPC_S_OK ? 0 : 1;
}
