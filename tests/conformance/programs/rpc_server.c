// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about servers: protocol sequences, registering interfaces and objects, listening, dispatch. Client and server
// are this program, over ncalrpc and ncacn_ip_tcp.
// stubs: talk
#include "rpc_facts.h"
#include "talk_managers.h"

static RPC_BINDING_HANDLE lrpc;

static LONG second_manager(handle_t binding) {
    (void)binding;
    return 2;
}

/// What a call on the server's thread answers.
LONG on_server(handle_t binding, LONG which) {
    UUID object, type = {0, 0, 0, {0}};
    RPC_BINDING_HANDLE client = NULL, made = NULL;
    RPC_STATUS status;
    RPC_CALL_ATTRIBUTES_V1_A attributes;
    switch (which) {
        case 0:
            return (LONG)RpcServerInqBindingHandle(&client);
        case 1:
            status = RpcServerInqBindingHandle(&client);
            return client == binding ? (LONG)status : -1;
        case 2:
            return (LONG)RpcBindingInqObject(binding, &object);
        case 3:
            return (LONG)RpcBindingServerFromClient(NULL, &made) ? -1 : (LONG)RpcBindingFree(&made);
        case 4:
            return (LONG)RpcMgmtStopServerListening(NULL);
        case 5:
            return (LONG)RpcServerTestCancel(NULL);
        case 6:
            return (LONG)RpcServerListen(1, 10, TRUE);
        case 7:
            return (LONG)RpcBindingInqAuthClientA(NULL, NULL, NULL, NULL, NULL, NULL);
        case 8:
            return (LONG)RpcImpersonateClient(NULL);
        case 9:
            return (LONG)RpcRevertToSelf();
        case 10:
            memset(&attributes, 0, sizeof attributes);
            attributes.Version = 1;
            return (LONG)RpcServerInqCallAttributesA(NULL, &attributes);
        case 11:
            memset(&attributes, 0, sizeof attributes);
            attributes.Version = 99;
            return (LONG)RpcServerInqCallAttributesA(NULL, &attributes);
        case 12:
            return (LONG)RpcServerInqCallAttributesA(NULL, NULL);
        case 13:
            return (LONG)RpcBindingSetObject(binding, &object);
        case 14:
            return (LONG)RpcBindingReset(binding);
        case 15:
            made = binding;
            return (LONG)RpcBindingFree(&made);
        case 16:
            return (LONG)RpcBindingCopy(binding, &made);
        case 17:
            if (RpcBindingInqObject(binding, &object) != RPC_S_OK) return -1;
            return RpcObjectInqType(&object, &type) == RPC_S_OK ? (LONG)type.Data1 : -2;
        default:
            return -1;
    }
}

static RPC_BINDING_HANDLE binding_to(const char* protseq, const char* endpoint, UUID* object) {
    RPC_CSTR text = NULL, object_text = NULL;
    RPC_BINDING_HANDLE handle = NULL;
    if (object) UuidToStringA(object, &object_text);
    RpcStringBindingComposeA(object_text, (RPC_CSTR)protseq, NULL, (RPC_CSTR)endpoint, NULL, &text);
    RpcBindingFromStringBindingA(text, &handle);
    RpcStringFreeA(&text);
    if (object_text) RpcStringFreeA(&object_text);
    return handle;
}

static void fact_call(const char* function, const char* situation, handle_t binding, int which) {
    FACT_CALL(function, situation,
              which < 0 ? (which == -1 ? c_add(binding, 40, 2) : c_manager(binding)) : c_on_server(binding, which));
}

static void raised(const char* situation, ULONG code) {
    ULONG seen = 0;
    RpcTryExcept { c_raise(lrpc, code); }
    RpcExcept(1) { seen = RpcExceptionCode(); }
    RpcEndExcept FACT_HEX("RpcRaiseException", situation, seen);
}

/// I5, I6
static void protocol_sequences(void) {
    RPC_PROTSEQ_VECTORA* all = NULL;
    RPC_PROTSEQ_VECTORW* wide = NULL;
    RPC_BINDING_VECTOR* bindings = NULL;
    unsigned i, tcp = 0, local = 0;
    FACT_STATUS("RpcServerInqBindings", "before any sequence is used", RpcServerInqBindings(&bindings));
    FACT_STATUS("RpcServerListen", "before any sequence is used", RpcServerListen(1, 10, TRUE));
    FACT_STATUS("RpcNetworkInqProtseqsA", "the sequences", RpcNetworkInqProtseqsA(&all));
    for (i = 0; all && i < all->Count; i++) {
        tcp += !strcmp((const char*)all->Protseq[i], "ncacn_ip_tcp");
        local += !strcmp((const char*)all->Protseq[i], "ncalrpc");
    }
    FACT_STATUS("RpcNetworkInqProtseqsA", "ncacn_ip_tcp is there once", tcp);
    FACT_STATUS("RpcNetworkInqProtseqsA", "ncalrpc is there once", local);
    FACT_STATUS("RpcProtseqVectorFreeA", "the vector", RpcProtseqVectorFreeA(&all));
    FACT_STATUS("RpcProtseqVectorFreeA", "the pointer afterwards is null", all == NULL);
    FACT_STATUS("RpcProtseqVectorFreeA", "a null vector", RpcProtseqVectorFreeA(&all));
    FACT_STATUS("RpcNetworkInqProtseqsW", "the sequences", RpcNetworkInqProtseqsW(&wide));
    FACT_STATUS("RpcProtseqVectorFreeW", "the vector", RpcProtseqVectorFreeW(&wide));
    FACT_STATUS("RpcNetworkIsProtseqValidA", "ncacn_ip_tcp", RpcNetworkIsProtseqValidA((RPC_CSTR) "ncacn_ip_tcp"));
    FACT_STATUS("RpcNetworkIsProtseqValidA", "ncalrpc", RpcNetworkIsProtseqValidA((RPC_CSTR) "ncalrpc"));
    FACT_STATUS("RpcNetworkIsProtseqValidA", "ncacn_spx", RpcNetworkIsProtseqValidA((RPC_CSTR) "ncacn_spx"));
    FACT_STATUS("RpcNetworkIsProtseqValidA", "no sequence", RpcNetworkIsProtseqValidA((RPC_CSTR) "ncacn_pigeon"));
    FACT_STATUS("RpcNetworkIsProtseqValidW", "ncalrpc", RpcNetworkIsProtseqValidW((RPC_WSTR)L"ncalrpc"));
    FACT_STATUS("RpcNetworkIsProtseqValidW", "no sequence", RpcNetworkIsProtseqValidW((RPC_WSTR)L"ncacn_pigeon"));
    FACT_STATUS("RpcServerUseProtseqEpA", "no sequence",
                RpcServerUseProtseqEpA((RPC_CSTR) "ncacn_pigeon", 10, (RPC_CSTR) "x", NULL));
    FACT_STATUS("RpcServerUseProtseqEpA", "a dropped sequence",
                RpcServerUseProtseqEpA((RPC_CSTR) "ncacn_spx", 10, (RPC_CSTR) "x", NULL));
    FACT_STATUS("RpcServerUseProtseqEpA", "a port that is no number",
                RpcServerUseProtseqEpA((RPC_CSTR) "ncacn_ip_tcp", 10, (RPC_CSTR) "coffee", NULL));
    FACT_STATUS("RpcServerUseProtseqEpA", "a port too large",
                RpcServerUseProtseqEpA((RPC_CSTR) "ncacn_ip_tcp", 10, (RPC_CSTR) "70000", NULL));
    FACT_STATUS("RpcServerUseProtseqEpA", "ncalrpc",
                RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts", NULL));
    FACT_STATUS("RpcServerUseProtseqEpA", "the same endpoint again",
                RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts", NULL));
    FACT_STATUS("RpcServerUseProtseqEpW", "ncalrpc",
                RpcServerUseProtseqEpW((RPC_WSTR)L"ncalrpc", 10, (RPC_WSTR)L"facts wide", NULL));
    FACT_STATUS("RpcServerUseProtseqA", "no sequence", RpcServerUseProtseqA((RPC_CSTR) "ncacn_pigeon", 10, NULL));
    FACT_STATUS("RpcServerUseProtseqA", "ncacn_ip_tcp", RpcServerUseProtseqA((RPC_CSTR) "ncacn_ip_tcp", 10, NULL));
    FACT_STATUS("RpcServerUseProtseqW", "no sequence", RpcServerUseProtseqW((RPC_WSTR)L"ncacn_pigeon", 10, NULL));
    FACT_STATUS("RpcServerInqBindings", "sequences are in use", RpcServerInqBindings(&bindings));
    FACT_STATUS("RpcServerInqBindings", "there are bindings", bindings && bindings->Count > 0);
    FACT_STATUS("RpcBindingVectorFree", "the vector", RpcBindingVectorFree(&bindings));
    FACT_STATUS("RpcBindingVectorFree", "the pointer afterwards is null", bindings == NULL);
}

static void policies(void) {
    RPC_POLICY policy = {sizeof policy, 0, 0};
    FACT_STATUS("RpcServerUseProtseqEpExA", "ncalrpc",
                RpcServerUseProtseqEpExA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts policy", NULL, &policy));
    FACT_STATUS("RpcServerUseProtseqEpExW", "ncalrpc",
                RpcServerUseProtseqEpExW((RPC_WSTR)L"ncalrpc", 10, (RPC_WSTR)L"facts policy wide", NULL, &policy));
    FACT_STATUS("RpcServerUseProtseqExA", "no sequence",
                RpcServerUseProtseqExA((RPC_CSTR) "ncacn_pigeon", 10, NULL, &policy));
    FACT_STATUS("RpcServerUseProtseqExW", "no sequence",
                RpcServerUseProtseqExW((RPC_WSTR)L"ncacn_pigeon", 10, NULL, &policy));
    FACT_STATUS("RpcServerUseProtseqIfA", "no endpoint in the IDL",
                RpcServerUseProtseqIfA((RPC_CSTR) "ncalrpc", 10, talk_v1_2_s_ifspec, NULL));
    FACT_STATUS("RpcServerUseProtseqIfW", "no endpoint in the IDL",
                RpcServerUseProtseqIfW((RPC_WSTR)L"ncalrpc", 10, talk_v1_2_s_ifspec, NULL));
    FACT_STATUS("RpcServerUseProtseqIfExA", "no endpoint in the IDL",
                RpcServerUseProtseqIfExA((RPC_CSTR) "ncalrpc", 10, talk_v1_2_s_ifspec, NULL, &policy));
    FACT_STATUS("RpcServerUseProtseqIfExW", "no endpoint in the IDL",
                RpcServerUseProtseqIfExW((RPC_WSTR)L"ncalrpc", 10, talk_v1_2_s_ifspec, NULL, &policy));
}

static const UUID first_type = {1, 0, 0, {0}}, second_type = {2, 0, 0, {0}};
static const UUID first_object = {11, 0, 0, {0}}, second_object = {12, 0, 0, {0}}, other_object = {13, 0, 0, {0}};
static UUID nil;

static RPC_STATUS set_type(const UUID* object, const UUID* type) {
    return RpcObjectSetType((UUID*)object, (UUID*)type);
}

/// I22
static void objects(void) {
    UUID type = {0, 0, 0, {0}};
    FACT_STATUS("RpcObjectInqType", "an object without a type", RpcObjectInqType((UUID*)&first_object, &type));
    FACT_STATUS("RpcObjectSetType", "the nil object", set_type(&nil, &first_type));
    FACT_STATUS("RpcObjectSetType", "an object", set_type(&first_object, &first_type));
    FACT_STATUS("RpcObjectInqType", "an object", RpcObjectInqType((UUID*)&first_object, &type));
    FACT_STATUS("RpcObjectInqType", "the type", type.Data1);
    FACT_STATUS("RpcObjectInqType", "the type is not wanted", RpcObjectInqType((UUID*)&first_object, NULL));
    FACT_STATUS("RpcObjectSetType", "the same again", set_type(&first_object, &first_type));
    FACT_STATUS("RpcObjectSetType", "another type", set_type(&first_object, &second_type));
    FACT_STATUS("RpcObjectSetType", "the nil type takes it away", set_type(&first_object, &nil));
    FACT_STATUS("RpcObjectInqType", "after that", RpcObjectInqType((UUID*)&first_object, &type));
    FACT_STATUS("RpcObjectSetType", "a null type for one without", set_type(&first_object, NULL));
    FACT_STATUS("RpcObjectInqType", "the nil object", RpcObjectInqType(&nil, &type));
    FACT_STATUS("RpcObjectSetInqFn", "no function", (RpcObjectSetInqFn(NULL), 0));
}

/// I19, I23
static void registration(void) {
    RPC_MGR_EPV* epv = NULL;
    RPC_IF_ID id;
    FACT_STATUS("RpcServerInqIf", "not registered", RpcServerInqIf(talk_v1_2_s_ifspec, NULL, &epv));
    FACT_STATUS("RpcServerUnregisterIf", "not registered", RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, FALSE));
    FACT_STATUS("RpcServerRegisterIf", "the default manager", RpcServerRegisterIf(talk_v1_2_s_ifspec, NULL, NULL));
    FACT_STATUS("RpcServerRegisterIf", "the same again", RpcServerRegisterIf(talk_v1_2_s_ifspec, NULL, NULL));
    FACT_STATUS("RpcServerRegisterIf", "the nil type again", RpcServerRegisterIf(talk_v1_2_s_ifspec, &nil, NULL));
    FACT_STATUS("RpcServerInqIf", "registered", RpcServerInqIf(talk_v1_2_s_ifspec, NULL, &epv));
    FACT_STATUS("RpcServerInqIf", "a type that is not", RpcServerInqIf(talk_v1_2_s_ifspec, (UUID*)&second_type, &epv));
    FACT_STATUS("RpcServerUnregisterIf", "a type that is not registered",
                RpcServerUnregisterIf(talk_v1_2_s_ifspec, (UUID*)&second_type, FALSE));
    FACT_STATUS("RpcServerUnregisterIf", "the default manager", RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, FALSE));
    FACT_STATUS("RpcServerUnregisterIf", "again", RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, FALSE));
    FACT_STATUS("RpcServerRegisterIfEx", "no flags",
                RpcServerRegisterIfEx(talk_v1_2_s_ifspec, NULL, NULL, 0, 10, NULL));
    FACT_STATUS("RpcServerUnregisterIfEx", "registered", RpcServerUnregisterIfEx(talk_v1_2_s_ifspec, NULL, FALSE));
    FACT_STATUS("RpcServerUnregisterIfEx", "not registered", RpcServerUnregisterIfEx(talk_v1_2_s_ifspec, NULL, FALSE));
    FACT_STATUS("RpcIfInqId", "an interface", RpcIfInqId(talk_v1_2_s_ifspec, &id));
    FACT_HEX("RpcIfInqId", "its uuid begins", id.Uuid.Data1);
    FACT_STATUS("RpcIfInqId", "its major version", id.VersMajor);
    FACT_STATUS("RpcIfInqId", "its minor version", id.VersMinor);
}

static void third_form(void) {
    FACT_STATUS("RpcServerRegisterIf3", "no descriptor",
                RpcServerRegisterIf3(talk_v1_2_s_ifspec, NULL, NULL, 0, 10, (unsigned)-1, NULL, NULL));
    FACT_STATUS("RpcServerUnregisterIf", "after the third form",
                RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, FALSE));
}

/// The entry point vector of talk.idl, in its order.
static struct {
    LONG (*add)(handle_t, LONG, LONG);
    void (*raise)(handle_t, ULONG);
    LONG (*manager)(handle_t);
    LONG (*on_server)(handle_t, LONG);
    LONG (*take)(handle_t, LONG, const byte*);
} second = {add, raise, second_manager, on_server, take};

/// I20, I21, I23
static void dispatch(void) {
    RPC_BINDING_HANDLE to_first = binding_to("ncalrpc", "facts", (UUID*)&first_object);
    RPC_BINDING_HANDLE to_second = binding_to("ncalrpc", "facts", (UUID*)&second_object);
    RPC_BINDING_HANDLE to_other = binding_to("ncalrpc", "facts", (UUID*)&other_object);
    FACT_STATUS("RpcServerRegisterIf2", "a type with its own vector",
                RpcServerRegisterIf2(talk_v1_2_s_ifspec, (UUID*)&second_type, &second, 0, 10, (unsigned)-1, NULL));
    FACT_STATUS("RpcObjectSetType", "an object of the second type", set_type(&second_object, &second_type));
    fact_call("RpcObjectSetType", "the second type's manager is called", to_second, -2);
    fact_call("RpcObjectSetType", "no manager for the nil type", lrpc, -2);
    FACT_STATUS("RpcServerRegisterIf2", "the default manager beside it",
                RpcServerRegisterIf2(talk_v1_2_s_ifspec, NULL, NULL, 0, 10, (unsigned)-1, NULL));
    fact_call("RpcObjectSetType", "no object: the default manager", lrpc, -2);
    fact_call("RpcObjectSetType", "an unknown object: the default manager", to_other, -2);
    fact_call("RpcObjectSetType", "still the second type's manager", to_second, -2);
    fact_call("RpcObjectInqType", "the object of a call", to_second, 17);
    set_type(&first_object, &first_type);
    fact_call("RpcObjectSetType", "a type without a manager", to_first, -2);
    FACT_STATUS("RpcServerUnregisterIf", "the nil type only", RpcServerUnregisterIf(talk_v1_2_s_ifspec, &nil, FALSE));
    fact_call("RpcServerUnregisterIf", "the second type is still there", to_second, -2);
    FACT_STATUS("RpcServerUnregisterIf", "all types", RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, FALSE));
    fact_call("RpcServerUnregisterIf", "nothing is left", to_second, -2);
    set_type(&first_object, NULL);
    set_type(&second_object, NULL);
    RpcBindingFree(&to_first);
    RpcBindingFree(&to_second);
    RpcBindingFree(&to_other);
}

/// K6, K8: an endpoint that the map has given is the handle's, wherever the server may be then.
static void found_by_the_map(void) {
    RPC_BINDING_VECTOR gone = {1, {binding_to("ncalrpc", "facts-gone-away", NULL)}};
    RPC_BINDING_VECTOR here = {1, {binding_to("ncalrpc", "facts", NULL)}};
    RPC_BINDING_HANDLE partial = binding_to("ncalrpc", NULL, NULL);
    RpcEpRegisterA(talk_v1_2_s_ifspec, &gone, NULL, NULL);
    fact_call("RpcEpRegisterA", "an endpoint where nobody is, a call", partial, -1);
    RpcEpUnregister(talk_v1_2_s_ifspec, &gone, NULL);
    RpcEpRegisterA(talk_v1_2_s_ifspec, &here, NULL, NULL);
    fact_call("RpcEpRegisterA", "the server's endpoint, a call by the handle that got another", partial, -1);
    RpcBindingReset(partial);
    fact_call("RpcEpRegisterA", "the server's endpoint, a call by a handle without any", partial, -1);
    RpcEpUnregister(talk_v1_2_s_ifspec, &here, NULL);
    RpcBindingFree(&gone.BindingH[0]);
    RpcBindingFree(&here.BindingH[0]);
    RpcBindingFree(&partial);
}

static void on_the_servers_thread(void) {
    RPC_BINDING_HANDLE none = NULL;
    RPC_CALL_ATTRIBUTES_V1_A attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.Version = 1;
    fact_call("RpcServerInqBindingHandle", "during a call", lrpc, 0);
    fact_call("RpcServerInqBindingHandle", "it is the call's own", lrpc, 1);
    FACT_STATUS("RpcServerInqBindingHandle", "no call", RpcServerInqBindingHandle(&none));
    fact_call("RpcBindingInqObject", "no object came", lrpc, 2);
    fact_call("RpcBindingServerFromClient", "the call's", lrpc, 3);
    fact_call("RpcServerTestCancel", "not cancelled", lrpc, 5);
    FACT_STATUS("RpcServerTestCancel", "no call", RpcServerTestCancel(NULL));
    fact_call("RpcServerListen", "from a manager routine", lrpc, 6);
    fact_call("RpcBindingInqAuthClientA", "a client over ncalrpc that said nothing", lrpc, 7);
    fact_call("RpcServerInqCallAttributesA", "version 1", lrpc, 10);
    fact_call("RpcServerInqCallAttributesA", "a version there is none of", lrpc, 11);
    FACT_STATUS("RpcServerInqCallAttributesA", "no call", RpcServerInqCallAttributesA(NULL, &attributes));
    fact_call("RpcBindingSetObject", "the call's handle", lrpc, 13);
    fact_call("RpcBindingReset", "the call's handle", lrpc, 14);
    fact_call("RpcBindingFree", "the call's handle", lrpc, 15);
    fact_call("RpcBindingCopy", "the call's handle", lrpc, 16);
}

static void exceptions(void) {
    raised("an RPC status", RPC_S_CALL_FAILED);
    raised("a Windows error", ERROR_FILE_NOT_FOUND);
    raised("an own code", 0xE0000042);
    raised("an HRESULT", 0x80070005);
    raised("a status of NDR", RPC_X_BAD_STUB_DATA);
    raised("access is denied", ERROR_ACCESS_DENIED);
}

static DWORD WINAPI wait_for_listening(void* outcome) {
    *(RPC_STATUS*)outcome = RpcMgmtWaitServerListen();
    return 0;
}

/// I6, I11, I12
static void listening(void) {
    RPC_STATUS waited = 77;
    HANDLE thread;
    FACT_STATUS("RpcServerRegisterIf", "before listening", RpcServerRegisterIf(talk_v1_2_s_ifspec, NULL, NULL));
    FACT_STATUS("RpcMgmtIsServerListening", "this server, not listening", RpcMgmtIsServerListening(NULL));
    FACT_STATUS("RpcMgmtStopServerListening", "not listening", RpcMgmtStopServerListening(NULL));
    FACT_STATUS("RpcMgmtWaitServerListen", "not listening", RpcMgmtWaitServerListen());
    FACT_STATUS("RpcServerListen", "more threads than calls", RpcServerListen(5, 2, TRUE));
    FACT_STATUS("RpcServerListen", "no calls", RpcServerListen(1, 0, TRUE));
    FACT_STATUS("RpcServerListen", "at once", RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE));
    FACT_STATUS("RpcServerListen", "while listening", RpcServerListen(1, 10, TRUE));
    FACT_STATUS("RpcMgmtIsServerListening", "this server", RpcMgmtIsServerListening(NULL));
    fact_call("RpcServerListen", "a call", lrpc, -1);
    on_the_servers_thread();
    found_by_the_map();
    exceptions();
    if (under_wine()) return;
    thread = CreateThread(NULL, 0, wait_for_listening, &waited, 0, NULL);
    fact_call("RpcMgmtStopServerListening", "from a manager routine", lrpc, 4);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    FACT_STATUS("RpcMgmtWaitServerListen", "until it was stopped", waited);
    FACT_STATUS("RpcMgmtIsServerListening", "this server, stopped", RpcMgmtIsServerListening(NULL));
    FACT_STATUS("RpcServerListen", "after it was stopped", RpcServerListen(1, 10, TRUE));
    fact_call("RpcServerListen", "a call after that", lrpc, -1);
    FACT_STATUS("RpcServerUnregisterIf", "with waiting", RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, TRUE));
    fact_call("RpcServerUnregisterIf", "a call to what is not there any more", lrpc, -1);
    dispatch();
    FACT_STATUS("RpcMgmtStopServerListening", "listening", RpcMgmtStopServerListening(NULL));
    FACT_STATUS("RpcMgmtWaitServerListen", "after it was stopped", RpcMgmtWaitServerListen());
}

static void listening_by_itself(void) {
    FACT_STATUS("RpcServerRegisterIfEx", "RPC_IF_AUTOLISTEN",
                RpcServerRegisterIfEx(talk_v1_2_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN, 10, NULL));
    fact_call("RpcServerRegisterIfEx", "RPC_IF_AUTOLISTEN, a call", lrpc, -1);
    FACT_STATUS("RpcServerUnregisterIf", "all interfaces", RpcServerUnregisterIf(NULL, NULL, FALSE));
    fact_call("RpcServerUnregisterIf", "all interfaces are not those that listen by themselves", lrpc, -1);
    FACT_STATUS("RpcServerUnregisterIf", "one that listens by itself",
                RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, TRUE));
}

int main(void) {
    lrpc = binding_to("ncalrpc", "facts", NULL);
    protocol_sequences();
    policies();
    objects();
    registration();
    third_form();
    listening();
    // There what has listened once waits for ever now and then: to be stopped, to listen again, to end.
    if (under_wine()) TerminateProcess(GetCurrentProcess(), 0);
    listening_by_itself();
    FACT_STATUS("RpcBindingFree", "the client's handle", RpcBindingFree(&lrpc));
    return 0;
}
