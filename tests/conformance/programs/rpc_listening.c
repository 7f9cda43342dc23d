// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about servers: endpoints of the IDL file, listening and waiting, interfaces that listen by themselves, inquiry
// functions, and what takes no client's binding handle.
// stubs: here
#include <stdlib.h>

#include "here.h"
#include "rpc_facts.h"

#include <rpcasync.h>

void* __RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

static HANDLE running, let_go;

LONG manager(handle_t binding) {
    (void)binding;
    return 1;
}
static LONG second_manager(handle_t binding) {
    (void)binding;
    return 2;
}
LONG stay(handle_t binding) {
    (void)binding;
    SetEvent(running);
    return (LONG)WaitForSingleObject(let_go, 60000);
}

/// Functions that want a binding handle to a server get the client's.
static LONG with_the_clients(handle_t binding, LONG which) {
    RPC_BINDING_VECTOR vector = {1, {binding}};
    RPC_STATS_VECTOR* counts = NULL;
    RPC_IF_ID_VECTOR* ids = NULL;
    RPC_EP_INQ_HANDLE inquiry = NULL;
    RPC_CSTR name = NULL;
    unsigned timeout = 0;
    switch (which) {
        case 0:
            return (LONG)RpcEpRegisterA(here_v1_0_s_ifspec, &vector, NULL, NULL);
        case 1:
            return (LONG)RpcEpRegisterNoReplaceA(here_v1_0_s_ifspec, &vector, NULL, NULL);
        case 2:
            return (LONG)RpcEpUnregister(here_v1_0_s_ifspec, &vector, NULL);
        case 3:
            return (LONG)RpcEpResolveBinding(binding, here_v1_0_s_ifspec);
        case 4:
            return (LONG)RpcMgmtIsServerListening(binding);
        case 5:
            return (LONG)RpcMgmtStopServerListening(binding);
        case 6:
            return (LONG)RpcMgmtInqStats(binding, &counts);
        case 7:
            return (LONG)RpcMgmtInqIfIds(binding, &ids);
        case 8:
            return (LONG)RpcMgmtInqServerPrincNameA(binding, RPC_C_AUTHN_WINNT, &name);
        case 9:
            return (LONG)RpcMgmtSetComTimeout(binding, 5);
        case 10:
            return (LONG)RpcMgmtInqComTimeout(binding, &timeout);
        case 11:
            return (LONG)RpcMgmtEpEltInqBegin(binding, RPC_C_EP_ALL_ELTS, NULL, 0, NULL, &inquiry);
        default:
            return -1;
    }
}
static const char* const wanting[] = {
    "RpcEpRegisterA",       "RpcEpRegisterNoReplaceA",  "RpcEpUnregister",
    "RpcEpResolveBinding",  "RpcMgmtIsServerListening", "RpcMgmtStopServerListening",
    "RpcMgmtInqStats",      "RpcMgmtInqIfIds",          "RpcMgmtInqServerPrincNameA",
    "RpcMgmtSetComTimeout", "RpcMgmtInqComTimeout",     "RpcMgmtEpEltInqBegin",
};

/// 1 where the server binding handle made from the client's is "ncalrpc:...", has no endpoint, and the object.
static LONG from_client(handle_t binding) {
    RPC_BINDING_HANDLE made = NULL, again = NULL;
    RPC_CSTR text = NULL;
    LONG result = -1;
    if (RpcBindingServerFromClient(binding, &made)) return -1;
    if (!RpcBindingToStringBindingA(made, &text)) {
        result = strncmp((char*)text, "ncalrpc:", 8) == 0 && !strchr((char*)text, '[');
        RpcStringFreeA(&text);
    }
    if (RpcBindingServerFromClient(made, &again) != RPC_S_WRONG_KIND_OF_BINDING) result = -2;
    RpcBindingFree(&made);
    return result;
}

LONG on_server(handle_t binding, LONG which) {
    RPC_CALL_ATTRIBUTES_V1_W attributes;
    if (which < 100) return with_the_clients(binding, which);
    memset(&attributes, 0, sizeof attributes);
    attributes.Version = which == 103 ? 99 : 1;
    if (which == 100) return from_client(binding);
    if (which == 101) return (LONG)RpcServerInqCallAttributesW(binding, &attributes);
    return (LONG)RpcServerInqCallAttributesW(NULL, &attributes);
}

static struct {
    LONG (*manager)(handle_t);
    LONG (*on_server)(handle_t, LONG);
    LONG (*stay)(handle_t);
} second = {second_manager, on_server, stay};

// ---- the client

static RPC_BINDING_HANDLE client;

static RPC_STATUS registered(unsigned flags) {
    return RpcServerRegisterIfEx(here_v1_0_s_ifspec, NULL, NULL, flags, RPC_C_LISTEN_MAX_CALLS_DEFAULT, NULL);
}

/// I1
static void endpoints(void) {
    RPC_POLICY policy = {sizeof policy, 0, 0};
    RPC_BINDING_VECTOR* bindings = (RPC_BINDING_VECTOR*)&policy;
    FACT_STATUS("RpcServerInqBindings", "no bindings: NULL comes back",
                (RpcServerInqBindings(&bindings), bindings == NULL));
    FACT_STATUS("RpcServerUseProtseqEpA", "another endpoint",
                RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts-there", NULL));
    if (under_wine()) return;
    FACT_STATUS("RpcServerUseProtseqIfA", "no sequence",
                RpcServerUseProtseqIfA((RPC_CSTR) "ncacn_pigeon", 10, here_v1_0_s_ifspec, NULL));
    FACT_STATUS("RpcServerUseProtseqIfW", "no sequence",
                RpcServerUseProtseqIfW((RPC_WSTR)L"ncacn_pigeon", 10, here_v1_0_s_ifspec, NULL));
    FACT_STATUS("RpcServerUseProtseqIfA", "one the IDL file has no endpoint for",
                RpcServerUseProtseqIfA((RPC_CSTR) "ncacn_ip_tcp", 10, here_v1_0_s_ifspec, NULL));
    FACT_STATUS("RpcServerUseProtseqIfA", "one the IDL file has an endpoint for",
                RpcServerUseProtseqIfA((RPC_CSTR) "ncalrpc", 10, here_v1_0_s_ifspec, NULL));
    FACT_STATUS("RpcServerUseAllProtseqsIf", "the endpoint is in use",
                RpcServerUseAllProtseqsIf(10, here_v1_0_s_ifspec, NULL));
    FACT_STATUS("RpcServerUseAllProtseqsIfEx", "the endpoint is in use",
                RpcServerUseAllProtseqsIfEx(10, here_v1_0_s_ifspec, NULL, &policy));
    FACT_STATUS("RpcServerUseProtseqExA", "ncacn_ip_tcp",
                RpcServerUseProtseqExA((RPC_CSTR) "ncacn_ip_tcp", 10, NULL, &policy));
    FACT_STATUS("RpcBindingVectorFree", "no pointer", RpcBindingVectorFree(NULL));
    FACT_STATUS("RpcIfIdVectorFree", "no pointer", RpcIfIdVectorFree(NULL));
}

/// I3, I7, I13, I14
static void listening(void) {
    RPC_BINDING_HANDLE there = fact_binding("ncalrpc:[facts-there]"), partial = fact_binding("ncalrpc:");
    FACT_STATUS("RpcServerRegisterIfEx", "no flags", registered(0));
    FACT_CALL("RpcServerListen", "a call before it", c_manager(client));
    FACT_STATUS("RpcServerListen", "more calls than 0x7FFFFFFF", RpcServerListen(1, 0xFFFFFFFFu, TRUE));
    FACT_CALL("RpcServerUseProtseqIfA", "a call to the endpoint of the IDL file", c_manager(client));
    FACT_CALL("RpcServerUseProtseqEpA", "a call to the interface over another endpoint", c_manager(there));
    FACT_CALL("RpcServerUseProtseqIfA", "a call by a handle without an endpoint", c_manager(partial));  // K6, M8
    FACT_STATUS("RpcMgmtStopServerListening", "listening", RpcMgmtStopServerListening(NULL));
    FACT_STATUS("RpcMgmtWaitServerListen", "stopped", RpcMgmtWaitServerListen());
    FACT_CALL("RpcMgmtStopServerListening", "a call after that", c_manager(client));
    RpcBindingFree(&there);
    RpcBindingFree(&partial);
}

static DWORD WINAPI wait_for_listening(void* unused) {
    (void)unused;
    return (DWORD)RpcMgmtWaitServerListen();
}
static DWORD WINAPI listen_and_wait(void* unused) {
    (void)unused;
    return (DWORD)RpcServerListen(1, 10, FALSE);
}
static DWORD WINAPI call_stay(void* unused) {
    LONG result = -1;
    (void)unused;
    RpcTryExcept { result = c_stay(client); }
    RpcExcept(1) {}
    RpcEndExcept return (DWORD)result;
}

static DWORD end_of(HANDLE thread) {
    DWORD code = 77;
    WaitForSingleObject(thread, 60000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

/// I9: of two that wait one is told that the other does.
static void waiting(void) {
    HANDLE waiters[2];
    DWORD first;
    RpcServerListen(1, 10, TRUE);
    for (int i = 0; i < 2; i++) waiters[i] = CreateThread(NULL, 0, wait_for_listening, NULL, 0, NULL);
    first = WaitForMultipleObjects(2, waiters, FALSE, 60000);
    FACT_NUMBER("RpcMgmtWaitServerListen", "while another thread waits", end_of(waiters[first % 2]));
    RpcMgmtStopServerListening(NULL);
    FACT_NUMBER("RpcMgmtWaitServerListen", "the one that waited, after the stop", end_of(waiters[!(first % 2)]));
}

/// I8, I10: the listener returns when it was stopped and no call runs.
static void stopping_with_a_call(void) {
    HANDLE listener = CreateThread(NULL, 0, listen_and_wait, NULL, 0, NULL), caller;
    while (RpcMgmtIsServerListening(NULL) != RPC_S_OK && WaitForSingleObject(listener, 1) == WAIT_TIMEOUT) {
    }
    caller = CreateThread(NULL, 0, call_stay, NULL, 0, NULL);
    WaitForSingleObject(running, 60000);
    FACT_STATUS("RpcMgmtStopServerListening", "while a call runs", RpcMgmtStopServerListening(NULL));
    FACT_WAIT("RpcServerListen", "a call runs still: it has not returned", WaitForSingleObject(listener, 20));
    FACT_CALL("RpcMgmtStopServerListening", "a new call while one runs", c_manager(client));
    SetEvent(let_go);
    FACT_NUMBER("RpcMgmtStopServerListening", "the call that ran is completed", end_of(caller));
    FACT_NUMBER("RpcServerListen", "after the stop and the last call", end_of(listener));
    FACT_STATUS("RpcServerUnregisterIf", "no flags", RpcServerUnregisterIf(here_v1_0_s_ifspec, NULL, TRUE));
}

/// I15
static void by_itself(void) {
    FACT_STATUS("RpcServerRegisterIfEx", "RPC_IF_AUTOLISTEN", registered(RPC_IF_AUTOLISTEN));
    FACT_STATUS("RpcMgmtIsServerListening", "only an interface that listens by itself", RpcMgmtIsServerListening(NULL));
    FACT_CALL("RpcServerRegisterIfEx", "RPC_IF_AUTOLISTEN: a call", c_manager(client));
    RpcServerListen(1, 10, TRUE);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    FACT_CALL("RpcMgmtStopServerListening", "a call to what listens by itself", c_manager(client));
    for (int i = 0; i < (int)(sizeof wanting / sizeof *wanting); i++) {
        FACT_CALL(wanting[i], "a client's binding handle", c_on_server(client, i));
    }
    FACT_CALL("RpcBindingServerFromClient", "ncalrpc, no endpoint; a server's handle is the wrong kind",
              c_on_server(client, 100));
    FACT_CALL("RpcServerInqCallAttributesW", "the call's binding", c_on_server(client, 101));
    FACT_CALL("RpcServerInqCallAttributesW", "NULL", c_on_server(client, 102));
    FACT_CALL("RpcServerInqCallAttributesW", "a version there is none of", c_on_server(client, 103));
    FACT_STATUS("RpcServerUnregisterIf", "RPC_IF_AUTOLISTEN", RpcServerUnregisterIf(here_v1_0_s_ifspec, NULL, TRUE));
}

static const UUID second_type = {2, 0, 0, {0}}, set_object = {11, 0, 0, {0}}, asked_object = {12, 0, 0, {0}};
static int asked;
static void __RPC_API inquire(UUID* object, UUID* type, RPC_STATUS* status) {
    ++asked;
    *type = second_type;
    *status = object->Data1 == 12 ? RPC_S_OK : RPC_S_OBJECT_NOT_FOUND;
}

/// I16
static DWORD WINAPI unregister(void* unused) {
    (void)unused;
    return (DWORD)RpcServerUnregisterIf(here_v1_0_s_ifspec, NULL, FALSE);
}
static HANDLE call_that_stays(void) {
    HANDLE caller;
    ResetEvent(let_go);
    caller = CreateThread(NULL, 0, call_stay, NULL, 0, NULL);
    WaitForSingleObject(running, 60000);
    return caller;
}
static void unregistering_with_a_call(void) {
    HANDLE caller, other;
    registered(RPC_IF_AUTOLISTEN);
    caller = call_that_stays();
    other = CreateThread(NULL, 0, unregister, NULL, 0, NULL);
    FACT_WAIT("RpcServerUnregisterIf", "RPC_IF_AUTOLISTEN, a call runs: it has not returned",
              WaitForSingleObject(other, 20));
    SetEvent(let_go);
    FACT_NUMBER("RpcServerUnregisterIf", "RPC_IF_AUTOLISTEN: the call that ran is completed", end_of(caller));
    FACT_NUMBER("RpcServerUnregisterIf", "RPC_IF_AUTOLISTEN, after the last call", end_of(other));
}

/// I17
static void at_most_one_call(void) {
    HANDLE caller;
    RpcServerRegisterIfEx(here_v1_0_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN, 1, NULL);
    caller = call_that_stays();
    FACT_CALL("RpcServerRegisterIfEx", "RPC_IF_AUTOLISTEN, at most one call: a second one", c_manager(client));
    SetEvent(let_go);
    end_of(caller);
    RpcServerUnregisterIf(here_v1_0_s_ifspec, NULL, TRUE);
    RpcServerRegisterIfEx(here_v1_0_s_ifspec, NULL, NULL, 0, 1, NULL);
    RpcServerListen(1, 10, TRUE);
    caller = call_that_stays();
    FACT_CALL("RpcServerRegisterIfEx", "no flags, at most one call: a second one", c_manager(client));
    SetEvent(let_go);
    end_of(caller);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    RpcServerUnregisterIf(here_v1_0_s_ifspec, NULL, TRUE);
}

/// I21
static void inquiring(void) {
    RPC_BINDING_HANDLE to_asked = fact_binding("0000000c-0000-0000-0000-000000000000@ncalrpc:[facts-here]");
    UUID type = {77, 0, 0, {0}}, unknown = {13, 0, 0, {0}};
    RPC_MGR_EPV* epv = NULL;
    FACT_STATUS("RpcObjectInqType", "no type, no function: the nil uuid",
                (RpcObjectInqType(&unknown, &type), type.Data1));
    RpcObjectSetType((UUID*)&set_object, (UUID*)&second_type);
    FACT_STATUS("RpcObjectSetInqFn", "a function", (RpcObjectSetInqFn(inquire), 0));
    FACT_STATUS("RpcObjectInqType", "a type that was set", RpcObjectInqType((UUID*)&set_object, &type));
    FACT_STATUS("RpcObjectSetInqFn", "it is not asked for a type that was set", asked);
    FACT_STATUS("RpcObjectInqType", "the function says so", RpcObjectInqType((UUID*)&asked_object, &type));
    FACT_STATUS("RpcObjectInqType", "the function's type", type.Data1);
    FACT_STATUS("RpcObjectInqType", "the function's status", RpcObjectInqType(&unknown, &type));
    RpcServerRegisterIf2(here_v1_0_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN, 10, (unsigned)-1, NULL);
    RpcServerRegisterIf2(here_v1_0_s_ifspec, (UUID*)&second_type, &second, RPC_IF_AUTOLISTEN, 10, (unsigned)-1, NULL);
    FACT_CALL("RpcObjectSetInqFn", "a call with an object it knows", c_manager(to_asked));
    FACT_CALL("RpcObjectSetInqFn", "a call without an object", c_manager(client));
    FACT_STATUS("RpcServerInqIf", "the vector that was registered",
                RpcServerInqIf(here_v1_0_s_ifspec, (UUID*)&second_type, &epv) == RPC_S_OK && epv == (void*)&second);
    FACT_STATUS("RpcObjectSetInqFn", "none", (RpcObjectSetInqFn(NULL), 0));
    FACT_CALL("RpcObjectSetInqFn", "a call with the object after that", c_manager(to_asked));
    FACT_STATUS("RpcServerUnregisterIf", "a type",
                RpcServerUnregisterIf(here_v1_0_s_ifspec, (UUID*)&second_type, TRUE));
    FACT_CALL("RpcServerUnregisterIf", "the default manager is left", c_manager(client));
    FACT_STATUS("RpcServerUnregisterIfEx", "what is left", RpcServerUnregisterIfEx(here_v1_0_s_ifspec, NULL, TRUE));
    RpcObjectSetType((UUID*)&set_object, NULL);
    RpcBindingFree(&to_asked);
}

int main(void) {
    running = CreateEventA(NULL, FALSE, FALSE, NULL);
    let_go = CreateEventA(NULL, TRUE, FALSE, NULL);
    client = fact_binding("ncalrpc:[facts-here]");
    endpoints();
    if (under_wine()) return 0;  // it serves what is not registered, and waits for ever
    listening();
    waiting();
    stopping_with_a_call();
    by_itself();
    unregistering_with_a_call();
    at_most_one_call();
    inquiring();
    RpcBindingFree(&client);
    return 0;
}
