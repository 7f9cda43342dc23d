// SPDX-License-Identifier: LGPL-2.1-or-later
// vanish server ENDPOINT | client ADDRESS ENDPOINT | crowd ADDRESS ENDPOINT
// Server and client are both ends of a session and of a call that is never answered. Each says when it is ready, and
// when it has noticed that the other is gone: the server by the session's rundown, the client by the status of its call.
// A crowd opens sessions on several connections at once and uses each on all of them, and does so again when it is told:
// by then the server is another one. It says how many uses failed.
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

static volatile LONG opened;

void Open(handle_t h, LONG company, SESSION* session) {
    int tries;
    (void)h;
    *session = malloc(1);
    InterlockedIncrement(&opened);
    for (tries = 0; tries < 20000 && opened < company; ++tries) Sleep(1);
}

void Use(SESSION session) { (void)session; }

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

static handle_t binding_to(char* address, char* endpoint) {
    RPC_CSTR text;
    handle_t h = NULL;
    if (RpcStringBindingComposeA(NULL, (RPC_CSTR) "ncacn_ip_tcp", (RPC_CSTR)address, (RPC_CSTR)endpoint, NULL,
                                 &text) == RPC_S_OK) {
        RpcBindingFromStringBindingA(text, &h);
        RpcStringFreeA(&text);
    }
    return h;
}

#define CROWD 8
static handle_t server;
static SESSION sessions[CROWD];
static volatile LONG failures;

static DWORD WINAPI open_one(void* which) {
    RpcTryExcept { c_Open(server, CROWD, (SESSION*)which); }
    RpcExcept(1) { InterlockedIncrement(&failures); }
    RpcEndExcept return 0;
}

static DWORD WINAPI use_all(void* unused) {
    int i;
    (void)unused;
    for (i = 0; i < CROWD; ++i) {
        RpcTryExcept { c_Use(sessions[i]); }
        RpcExcept(1) { InterlockedIncrement(&failures); }
        RpcEndExcept
    }
    return 0;
}

static void at_once(LPTHREAD_START_ROUTINE what) {
    HANDLE threads[CROWD];
    int i;
    for (i = 0; i < CROWD; ++i) threads[i] = CreateThread(NULL, 0, what, &sessions[i], 0, NULL);
    WaitForMultipleObjects(CROWD, threads, TRUE, INFINITE);
    for (i = 0; i < CROWD; ++i) CloseHandle(threads[i]);
}

static int crowd(char* address, char* endpoint) {
    server = binding_to(address, endpoint);
    do {
        memset(sessions, 0, sizeof sessions);
        failures = 0;
        at_once(open_one);
        at_once(use_all);
        say("failed", failures);
    } while (getchar() == '\n');
    return 0;
}

static int call(char* address, char* endpoint) {
    handle_t h = binding_to(address, endpoint);
    SESSION session = NULL;
    RPC_ASYNC_STATE state;
    if (!h || RpcAsyncInitializeHandle(&state, sizeof state) != RPC_S_OK) return 1;
    state.NotificationType = RpcNotificationTypeEvent;
    state.u.hEvent = ended;
    RpcTryExcept {
        c_Open(h, 1, &session);
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
    if (argc == 4 && strcmp(argv[1], "crowd") == 0) return crowd(argv[2], argv[3]);
    return 2;
}
