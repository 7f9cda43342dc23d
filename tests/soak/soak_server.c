// SPDX-License-Identifier: LGPL-2.1-or-later
// The server of a soak run, written as a Windows program would be.
//     soak_server OBJECT PROTSEQ[:ENDPOINT]...
// Registers its endpoints in the map for that object and prints them. Whenever it stops listening it waits for the
// calls that run and listens again: a line "restart" on its standard input makes it do so, and so does a call. It ends
// with that input, and well only if nothing is left open.
#include "soak_server.h"

static RPC_BINDING_VECTOR* bindings;
static UUID object;
static UUID_VECTOR objects = {1, {&object}};
static volatile LONG ending;
static volatile LONG listened;  // how often

void* __RPC_USER MIDL_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER MIDL_user_free(void* memory) { free(memory); }

void check(RPC_STATUS status, const char* what) {
    if (status == RPC_S_OK) return;
    fprintf(stderr, "soak_server: %s: %d\n", what, (int)status);
    exit(1);
}

static void use(char* word) {
    char* const colon = strchr(word, ':');
    RPC_STATUS status;
    if (colon) *colon = 0;
    if (colon) {
        status = RpcServerUseProtseqEpA((RPC_CSTR)word, RPC_C_PROTSEQ_MAX_REQS_DEFAULT, (RPC_CSTR)(colon + 1), NULL);
    } else {
        status = RpcServerUseProtseqA((RPC_CSTR)word, RPC_C_PROTSEQ_MAX_REQS_DEFAULT, NULL);
    }
    check(status, word);
}

static void print_bindings(void) {
    ULONG i;
    for (i = 0; i < bindings->Count; ++i) {
        RPC_CSTR text, name, endpoint;
        check(RpcBindingToStringBindingA(bindings->BindingH[i], &text), "RpcBindingToStringBinding");
        check(RpcStringBindingParseA(text, NULL, &name, NULL, &endpoint, NULL), "RpcStringBindingParse");
        printf("%s %s\n", (char*)name, (char*)endpoint);
        RpcStringFreeA(&text);
        RpcStringFreeA(&name);
        RpcStringFreeA(&endpoint);
    }
    printf("ready\n");
    fflush(stdout);
}

static void listen(void) {
    check(RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), "RpcServerListen");
    InterlockedIncrement(&listened);
    WakeByAddressAll((PVOID)&listened);
}

// It may have stopped before this thread waits for it.
static void await_stop(void) {
    const RPC_STATUS status = RpcMgmtWaitServerListen();
    if (status != RPC_S_NOT_LISTENING) check(status, "RpcMgmtWaitServerListen");
}

static DWORD WINAPI keep_listening(void* context) {
    (void)context;
    await_stop();
    while (!now(&ending)) {
        listen();
        await_stop();
    }
    return 0;
}

// A call may have stopped it already.
static void stop(void) {
    const RPC_STATUS status = RpcMgmtStopServerListening(NULL);
    if (status != RPC_S_NOT_LISTENING) check(status, "RpcMgmtStopServerListening");
}

static void restart(void) {
    LONG before = now(&listened);
    stop();
    while (now(&listened) == before) WaitOnAddress(&listened, &before, sizeof before, INFINITE);
    printf("restarted\n");
    fflush(stdout);
}

static int end(HANDLE keeper) {
    InterlockedExchange(&ending, 1);
    do stop();
    while (WaitForSingleObject(keeper, 10) == WAIT_TIMEOUT);
    CloseHandle(keeper);
    check(RpcEpUnregister(Soak_v1_0_s_ifspec, bindings, &objects), "RpcEpUnregister");
    RpcBindingVectorFree(&bindings);
    check(RpcServerUnregisterIf(Soak_v1_0_s_ifspec, NULL, TRUE), "RpcServerUnregisterIf");
    end_housekeeper();
    free_graves();
    if (now(&contexts) == 0 && now(&outstanding) == 0 && now(&wrong) == 0) return 0;
    fprintf(stderr, "soak_server: %d contexts, %d calls left, %d wrong\n", (int)contexts, (int)outstanding, (int)wrong);
    return 1;
}

int main(int argc, char** argv) {
    char line[64];
    HANDLE keeper;
    int i;
    if (argc < 3) {
        fprintf(stderr, "soak_server OBJECT PROTSEQ[:ENDPOINT]...\n");
        return 2;
    }
    make_pattern();
    check(UuidFromStringA((RPC_CSTR)argv[1], &object), "UuidFromString");
    // Before the endpoints: clients wait at those that have a name of their own.
    check(RpcServerRegisterIf(Soak_v1_0_s_ifspec, NULL, NULL), "RpcServerRegisterIf");
    for (i = 2; i < argc; ++i) use(argv[i]);
    check(RpcServerRegisterAuthInfoA(NULL, RPC_C_AUTHN_WINNT, NULL, NULL), "RpcServerRegisterAuthInfo");
    check(RpcServerRegisterAuthInfoA(NULL, RPC_C_AUTHN_GSS_NEGOTIATE, NULL, NULL), "RpcServerRegisterAuthInfo");
    start_housekeeper();
    listen();
    check(RpcServerInqBindings(&bindings), "RpcServerInqBindings");
    check(RpcEpRegisterA(Soak_v1_0_s_ifspec, bindings, &objects, (RPC_CSTR) "soak"), "RpcEpRegister");
    keeper = CreateThread(NULL, 0, keep_listening, NULL, 0, NULL);
    print_bindings();
    while (fgets(line, sizeof line, stdin)) {
        if (strcmp(line, "restart\n") == 0) restart();
    }
    return end(keeper);
}
