// SPDX-License-Identifier: LGPL-2.1-or-later
// vanish server ENDPOINT | client ADDRESS ENDPOINT: both ends of a session and of a call that is never answered. Each
// says when it is ready, and when it has noticed that the other is gone: the server by the session's rundown, the client
// by the status of its call.
#include <windows.h>

#include <rpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vanish.h"

void* __RPC_USER MIDL_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER MIDL_user_free(void* memory) { free(memory); }

static HANDLE ended;

static void say(const char* what, long number) {
    printf("%s %ld\n", what, number);
    fflush(stdout);
}

void __RPC_USER SESSION_rundown(SESSION session) {
    free(session);
    say("rundown", 0);
    SetEvent(ended);
}

void Open(handle_t h, SESSION* session) {
    (void)h;
    *session = malloc(1);
}

void Wait(PRPC_ASYNC_STATE state, handle_t h) {
    (void)state;
    (void)h;
    say("waiting", 0);
}

static int serve(char* endpoint) {
    RPC_STATUS status = RpcServerUseProtseqEpA((RPC_CSTR) "ncacn_ip_tcp", 10, (RPC_CSTR)endpoint, NULL);
    if (status == RPC_S_OK) status = RpcServerRegisterIf(Vanish_v1_0_s_ifspec, NULL, NULL);
    if (status == RPC_S_OK) status = RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    say("ready", status);
    return WaitForSingleObject(ended, INFINITE) == WAIT_OBJECT_0 ? 0 : 1;
}

static int call(char* address, char* endpoint) {
    RPC_CSTR text;
    handle_t h;
    SESSION session = NULL;
    RPC_ASYNC_STATE state;
    RPC_STATUS status = RpcStringBindingComposeA(NULL, (RPC_CSTR) "ncacn_ip_tcp", (RPC_CSTR)address,
                                                 (RPC_CSTR)endpoint, NULL, &text);
    if (status == RPC_S_OK) status = RpcBindingFromStringBindingA(text, &h);
    if (status == RPC_S_OK) status = RpcAsyncInitializeHandle(&state, sizeof state);
    if (status != RPC_S_OK) return 1;
    state.NotificationType = RpcNotificationTypeEvent;
    state.u.hEvent = ended;
    RpcTryExcept {
        c_Open(h, &session);
        c_Wait(&state, h);
    }
    RpcExcept(1) {
        say("raised", (long)RpcExceptionCode());
        return 1;
    }
    RpcEndExcept
    say("ready", 0);
    WaitForSingleObject(ended, INFINITE);
    say("over", RpcAsyncCompleteCall(&state, NULL));
    return 0;
}

int main(int argc, char** argv) {
    ended = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (argc == 3 && strcmp(argv[1], "server") == 0) return serve(argv[2]);
    if (argc == 4 && strcmp(argv[1], "client") == 0) return call(argv[2], argv[3]);
    return 2;
}
