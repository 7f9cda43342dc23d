// SPDX-License-Identifier: LGPL-2.1-or-later
// contexts server|client PROTSEQ ENDPOINT: sessions behind context handles, from the stubs of whichever compiler. The
// client leaves one open: the server ends well only if that one was run down.
#include <windows.h>

#include <rpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contexts.h"

#ifndef SESSIONS_IFSPEC
#define SESSIONS_IFSPEC Sessions_v1_0_s_ifspec
#endif

static volatile LONG open_sessions, rundowns;
static int failures;

#define CHECK(condition) \
    if (!(condition)) printf("line %d: %s\n", __LINE__, #condition), ++failures

void* __RPC_USER MIDL_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER MIDL_user_free(void* memory) { free(memory); }

static SESSION opened(LONG value) {
    LONG* session = (LONG*)malloc(sizeof *session);
    *session = value;
    ++open_sessions;
    return session;
}

void __RPC_USER SESSION_rundown(SESSION session) {
    free(session);
    --open_sessions;
    ++rundowns;
}

void s_Open(handle_t h, LONG value, SESSION* session) {
    (void)h;
    *session = opened(value);
}

SESSION s_Make(handle_t h) {
    (void)h;
    return opened(70);
}

LONG s_Use(SESSION session, LONG amount) { return *(LONG*)session += amount; }
void s_Merge(SESSION into, SESSION from) { *(LONG*)into += *(LONG*)from; }

void s_Close(SESSION* session) {
    free(*session);
    *session = NULL;
    --open_sessions;
}

LONG s_Open_sessions(handle_t h) {
    (void)h;
    return open_sessions;
}

void s_Stop(handle_t h) {
    (void)h;
    RpcMgmtStopServerListening(NULL);
}

static int serve(char* protseq, char* endpoint) {
    int tries;
    CHECK(RpcServerUseProtseqEpA((RPC_CSTR)protseq, 10, (RPC_CSTR)endpoint, NULL) == RPC_S_OK);
    CHECK(RpcServerRegisterIf(SESSIONS_IFSPEC, NULL, NULL) == RPC_S_OK);
    CHECK(RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE) == RPC_S_OK);
    printf("ready\n");
    fflush(stdout);
    CHECK(RpcMgmtWaitServerListen() == RPC_S_OK);
    for (tries = 0; tries < 1000 && open_sessions != 0; ++tries) Sleep(10);
    CHECK(open_sessions == 0);
    CHECK(rundowns == 1);
    return failures;
}

static ULONG use_of(SESSION session) {
    ULONG code = RPC_S_OK;
    RpcTryExcept { c_Use(session, 1); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept return code;
}

static int call(char* protseq, char* endpoint) {
    RPC_CSTR text;
    handle_t h;
    SESSION first = NULL, second, closed;
    CHECK(RpcStringBindingComposeA(NULL, (RPC_CSTR)protseq, NULL, (RPC_CSTR)endpoint, NULL, &text) == RPC_S_OK);
    CHECK(RpcBindingFromStringBindingA(text, &h) == RPC_S_OK);
    RpcStringFreeA(&text);
    c_Open(h, 5, &first);
    CHECK(first != NULL);
    CHECK(c_Use(first, 3) == 8);
    second = c_Make(h);
    CHECK(c_Use(second, 1) == 71);
    c_Merge(first, second);
    CHECK(c_Use(first, 0) == 79);
    CHECK(c_Open_sessions(h) == 2);
    closed = first;
    c_Close(&first);
    CHECK(first == NULL);
    CHECK(c_Open_sessions(h) == 1);
    CHECK(use_of(closed) == RPC_X_SS_CONTEXT_MISMATCH);
#ifndef _WIN32  // Wine has another code for it
    CHECK(use_of(NULL) == RPC_X_SS_IN_NULL_CONTEXT);
#endif
    c_Stop(h);
    return failures;
}

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    if (strcmp(argv[1], "server") == 0) return serve(argv[2], argv[3]);
    return call(argv[2], argv[3]);
}
