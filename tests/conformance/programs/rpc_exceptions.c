// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about exceptions and the texts of status codes: raising, catching, the default filter, what a server raises.
// stubs: talk
#include "rpc_facts.h"
#include "talk_managers.h"

#include <rpcdcep.h>

#ifndef STATUS_POSSIBLE_DEADLOCK
#define STATUS_POSSIBLE_DEADLOCK 0xC0000194
#endif

/// I_RpcBindingInqLocalClientPID where the client of a call is this process.
LONG on_server(handle_t binding, LONG which) {
    ULONG pid = 0;
    switch (which) {
        case 0:
            return (LONG)I_RpcBindingInqLocalClientPID(binding, &pid);
        case 1:
            if (I_RpcBindingInqLocalClientPID(binding, &pid)) return -1;
            return pid == GetCurrentProcessId();
        case 2:
            return (LONG)I_RpcBindingInqLocalClientPID(NULL, &pid);
        case 3:
            if (I_RpcBindingInqLocalClientPID(NULL, &pid)) return -1;
            return pid == GetCurrentProcessId();
        case 4:
            return (LONG)TerminateProcess(GetCurrentProcess(), 0);
        default:
            return -1;
    }
}

static const struct {
    const char* name;
    ULONG code;
} codes[] = {
    {"STATUS_ACCESS_VIOLATION", 0xC0000005},
    {"STATUS_POSSIBLE_DEADLOCK", STATUS_POSSIBLE_DEADLOCK},
    {"STATUS_INSTRUCTION_MISALIGNMENT", 0xC00000AA},
    {"STATUS_DATATYPE_MISALIGNMENT", 0x80000002},
    {"STATUS_PRIVILEGED_INSTRUCTION", 0xC0000096},
    {"STATUS_ILLEGAL_INSTRUCTION", 0xC000001D},
    {"STATUS_BREAKPOINT", 0x80000003},
    {"STATUS_STACK_OVERFLOW", 0xC00000FD},
    {"STATUS_HANDLE_NOT_CLOSABLE", 0xC0000235},
    {"STATUS_IN_PAGE_ERROR", 0xC0000006},
    {"STATUS_ASSERTION_FAILURE", 0xC0000420},
    {"STATUS_STACK_BUFFER_OVERRUN", 0xC0000409},
    {"STATUS_GUARD_PAGE_VIOLATION", 0x80000001},
    {"STATUS_REG_NAT_CONSUMPTION", 0xC00002C9},
    {"RPC_S_CALL_FAILED", RPC_S_CALL_FAILED},
    {"RPC_S_SERVER_UNAVAILABLE", RPC_S_SERVER_UNAVAILABLE},
    {"RPC_X_BAD_STUB_DATA", RPC_X_BAD_STUB_DATA},
    {"RPC_S_OUT_OF_MEMORY", RPC_S_OUT_OF_MEMORY},
    {"ERROR_ACCESS_DENIED", ERROR_ACCESS_DENIED},
    {"STATUS_INTEGER_DIVIDE_BY_ZERO", 0xC0000094},
    {"STATUS_SINGLE_STEP", 0x80000004},
    {"a program's own code", 0xE0000042},
    {"no code", 0},
};

/// P4
static void filters(void) {
    unsigned i;
    for (i = 0; i < sizeof codes / sizeof *codes; i++) {
        FACT_STATUS("RpcExceptionFilter", codes[i].name, RpcExceptionFilter(codes[i].code));
        FACT_STATUS("I_RpcExceptionFilter", codes[i].name, I_RpcExceptionFilter(codes[i].code));
    }
}

static ULONG caught(ULONG code) {
    ULONG seen = 0;
    RpcTryExcept {
        RpcRaiseException((RPC_STATUS)code);
        seen = 1;
    }
    RpcExcept(1) { seen = RpcExceptionCode(); }
    RpcEndExcept return seen;
}

static ULONG filtered(ULONG code) {
    ULONG seen = 0;
    RpcTryExcept { RpcRaiseException((RPC_STATUS)code); }
    RpcExcept(RpcExceptionFilter(RpcExceptionCode())) { seen = 1; }
    RpcEndExcept return seen;
}
static ULONG through_the_default_filter(ULONG code) {
    ULONG seen = 0;
    RpcTryExcept { seen = filtered(code); }
    RpcExcept(1) { seen = 2; }
    RpcEndExcept return seen;
}

static void local(void) {
    FACT_HEX("RpcRaiseException", "here: an RPC status", caught(RPC_S_CALL_FAILED));
    FACT_HEX("RpcRaiseException", "here: an own code", caught(0xE0000042));
    FACT_HEX("RpcRaiseException", "here: a Windows error", caught(ERROR_FILE_NOT_FOUND));
    FACT_NUMBER("RpcExceptionFilter", "a handler with it catches a status", through_the_default_filter(1722));
    FACT_NUMBER("RpcExceptionFilter", "a handler with it lets an access violation pass",
                through_the_default_filter(0xC0000005));
}

static void text(const char* situation, RPC_STATUS status) {
    char narrow[DCE_C_ERROR_STRING_LEN] = "";
    WCHAR wide[DCE_C_ERROR_STRING_LEN] = {0};
    char name[80];
    unsigned i = 0;
    FACT_STATUS("DceErrorInqTextA", situation, DceErrorInqTextA(status, (RPC_CSTR)narrow));
    FACT_STATUS("DceErrorInqTextW", situation, DceErrorInqTextW(status, (RPC_WSTR)wide));
    snprintf(name, sizeof name, "%s: there is a text", situation);
    FACT_NUMBER("DceErrorInqTextA", name, narrow[0] != 0);
    while (narrow[i] && wide[i] == (unsigned char)narrow[i]) ++i;
    snprintf(name, sizeof name, "%s: the text of the A function", situation);
    FACT_NUMBER("DceErrorInqTextW", name, narrow[i] == 0 && wide[i] == 0);
}

static void texts(void) {
    text("RPC_S_SERVER_UNAVAILABLE", RPC_S_SERVER_UNAVAILABLE);
    text("RPC_S_INVALID_BINDING", RPC_S_INVALID_BINDING);
    text("RPC_X_BAD_STUB_DATA", RPC_X_BAD_STUB_DATA);
    text("EPT_S_NOT_REGISTERED", EPT_S_NOT_REGISTERED);
    text("a Windows error", ERROR_ACCESS_DENIED);
    text("no error", RPC_S_OK);
    text("an unknown code", 0x2FFFFFFF);
}

static ULONG raised_by_server(handle_t binding, ULONG code) {
    ULONG seen = 0;
    RpcTryExcept { c_raise(binding, code); }
    RpcExcept(1) { seen = RpcExceptionCode(); }
    RpcEndExcept return seen;
}

static int unavailable(void) {
    RPC_BINDING_HANDLE nobody = NULL;
    int seen = 0;
    RpcBindingFromStringBindingA((RPC_CSTR) "ncalrpc:[facts-nobody-listens-there]", &nobody);
    RpcTryExcept { seen = c_add(nobody, 1, 2); }
    RpcExcept(1) { seen = -(int)RpcExceptionCode(); }
    RpcEndExcept RpcBindingFree(&nobody);
    return seen;
}

/// P1, P2, P3, P5
static void remote(handle_t binding) {
    FACT_HEX("RpcRaiseException", "in a manager: a status", raised_by_server(binding, RPC_S_INVALID_TAG));
    FACT_HEX("RpcRaiseException", "in a manager: an own code", raised_by_server(binding, 0xE0000099));
    FACT_NUMBER("RpcRaiseException", "the server lives on after managers that raise", c_add(binding, 40, 2));
    FACT_NUMBER("RpcRaiseException", "no server: the stub raises, minus the code", unavailable());
    FACT_CALL("I_RpcBindingInqLocalClientPID", "the call's binding", c_on_server(binding, 0));
    FACT_CALL("I_RpcBindingInqLocalClientPID", "the call's binding: this process", c_on_server(binding, 1));
    FACT_CALL("I_RpcBindingInqLocalClientPID", "NULL in a call", c_on_server(binding, 2));
    FACT_CALL("I_RpcBindingInqLocalClientPID", "NULL in a call: this process", c_on_server(binding, 3));
}

static void internals(handle_t binding) {
    ULONG pid = 0;
    void* memory = I_RpcAllocate(100);
    FACT_NUMBER("I_RpcAllocate", "hundred bytes", memory != NULL);
    if (memory) memset(memory, 1, 100);
    I_RpcFree(memory);
    memory = I_RpcAllocate(0);
    FACT_NUMBER("I_RpcAllocate", "no bytes", memory != NULL);
    I_RpcFree(memory);
    FACT_STATUS("I_RpcBindingInqLocalClientPID", "no call", I_RpcBindingInqLocalClientPID(NULL, &pid));
#ifndef _WIN32  // Wine reads through the handle
    FACT_STATUS("I_RpcBindingInqLocalClientPID", "a binding to a server", I_RpcBindingInqLocalClientPID(binding, &pid));
#else
    (void)binding;
#endif
}

// ---- a server in another process

/// Serves at the endpoint and tells so by the event of this name, until it is ended.
static int serve(const char* endpoint) {
    HANDLE ready = OpenEventA(EVENT_MODIFY_STATE, FALSE, endpoint);
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR)endpoint, NULL);
    RpcServerRegisterIf(talk_v1_2_s_ifspec, NULL, NULL);
    if (RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE) == RPC_S_OK) SetEvent(ready);
    Sleep(INFINITE);
    return 1;
}

static HANDLE started(const char* program, const char* endpoint, HANDLE ready) {
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION information = {NULL, NULL, 0, 0};
    char line[1200];
    snprintf(line, sizeof line, "\"%s\" %s", program, endpoint);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &information)) return NULL;
    CloseHandle(information.hThread);
    WaitForSingleObject(ready, 60000);
    return information.hProcess;
}
static void ended(HANDLE server) {
    WaitForSingleObject(server, 60000);
    CloseHandle(server);
}

/// K9, P5: a call is made again where it cannot have been executed, and never else.
static void servers_that_end(const char* program) {
    const char* endpoint = fact_endpoint("facts-child");
    HANDLE ready = CreateEventA(NULL, FALSE, FALSE, endpoint), server = started(program, endpoint, ready);
    char text[80];
    RPC_BINDING_HANDLE client;
    snprintf(text, sizeof text, "ncalrpc:[%s]", endpoint);
    client = fact_binding(text);
    FACT_CALL("a server that ends", "before it does: a call", c_add(client, 40, 2));
    TerminateProcess(server, 0);
    ended(server);
    server = started(program, endpoint, ready);
    FACT_CALL("a server that ends", "between two calls, and another begins: a call", c_add(client, 40, 3));
    FACT_CALL("a server that ends", "in a call", c_on_server(client, 4));
    ended(server);
    FACT_CALL("a server that ends", "for good: a call", c_add(client, 40, 4));
    RpcBindingFree(&client);
    CloseHandle(ready);
}

int main(int argc, char** argv) {
    RPC_BINDING_HANDLE client = NULL;
    if (argc > 1) return serve(argv[1]);
    filters();
    local();
    texts();
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts-exceptions", NULL);
    RpcServerRegisterIf(talk_v1_2_s_ifspec, NULL, NULL);
    RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    RpcBindingFromStringBindingA((RPC_CSTR) "ncalrpc:[facts-exceptions]", &client);
    remote(client);
    internals(client);
    RpcBindingFree(&client);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    if (!under_wine()) servers_that_end(argv[0]);
    return 0;
}
