// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about what a server lets through: sizes, security flags and callbacks, who may manage it, and its principal
// names. Client and server are this program.
// stubs: talk
#include "rpc_facts.h"
#include "talk_managers.h"

static RPC_BINDING_HANDLE lrpc, tcp;

LONG on_server(handle_t binding, LONG which) {
    (void)binding;
    return which;
}

static int asked_back, verdict, interface_known, clients_address = -1;
static RPC_STATUS __RPC_API callback(RPC_IF_HANDLE interface_, void* client) {
    RPC_BINDING_HANDLE made = NULL;
    asked_back++;
    interface_known = ((const RPC_IF_ID*)interface_)->Uuid.Data1 == 0x5f1a4d3e && client != NULL;
    clients_address = (int)RpcBindingServerFromClient(client, &made);
    if (made) RpcBindingFree(&made);
    return (RPC_STATUS)verdict;
}

static void registered(const char* situation, unsigned flags, unsigned size, RPC_IF_CALLBACK_FN* function) {
    FACT_STATUS("RpcServerRegisterIf2", situation,
                RpcServerRegisterIf2(talk_v1_2_s_ifspec, NULL, NULL, flags | RPC_IF_AUTOLISTEN, 10, size, function));
}
static void unregistered(void) { RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, TRUE); }

static void call_of(const char* function, const char* situation, RPC_BINDING_HANDLE target) {
    RPC_BINDING_HANDLE handle = fact_another(target);
    FACT_CALL(function, situation, c_add(handle, 40, 2));
    RpcBindingFree(&handle);
}

/// I18.
static void sizes(void) {
    static byte bytes[5000];
    RPC_BINDING_HANDLE handle = fact_another(tcp);
    registered("at most 1000 bytes", 0, 1000, NULL);
    FACT_CALL("RpcServerRegisterIf2", "at most 1000 bytes: 100 over ncacn_ip_tcp", c_take(tcp, 100, bytes));
    FACT_CALL("RpcServerRegisterIf2", "at most 1000 bytes: 5000 over ncacn_ip_tcp", c_take(handle, 5000, bytes));
    RpcBindingFree(&handle);  // who sends too much is cut off
    FACT_CALL("RpcServerRegisterIf2", "at most 1000 bytes: 100 after that", c_take(tcp, 100, bytes));
    FACT_CALL("RpcServerRegisterIf2", "at most 1000 bytes: 5000 over ncalrpc", c_take(lrpc, 5000, bytes));
    unregistered();
    registered("no limit", 0, (unsigned)-1, NULL);
    FACT_CALL("RpcServerRegisterIf2", "no limit: 5000 over ncacn_ip_tcp", c_take(tcp, 5000, bytes));
    unregistered();
}

static void flags(void) {
    registered("secure only", RPC_IF_ALLOW_SECURE_ONLY, (unsigned)-1, NULL);  // J1
    call_of("RpcServerRegisterIf2", "secure only: a client that is nobody", tcp);
    call_of("RpcServerRegisterIf2", "secure only: over ncalrpc", lrpc);
    unregistered();
    registered("local only", RPC_IF_ALLOW_LOCAL_ONLY, (unsigned)-1, NULL);  // J5
    call_of("RpcServerRegisterIf2", "local only: ncacn_ip_tcp of the same machine", tcp);
    call_of("RpcServerRegisterIf2", "local only: ncalrpc", lrpc);
    unregistered();
}

/// J2-J4, J9
static void callbacks(void) {
    RPC_BINDING_HANDLE handle;
    registered("a callback", 0, (unsigned)-1, callback);  // J2
    verdict = RPC_S_OK;
    call_of("RpcServerRegisterIf2", "a callback: a client that is nobody", tcp);
    FACT_NUMBER("RpcServerRegisterIf2", "a callback is called for nobody", asked_back);
    call_of("RpcServerRegisterIf2", "a callback: over ncalrpc", lrpc);
    unregistered();
    registered("a callback for all", RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH, (unsigned)-1, callback);
    asked_back = 0;
    call_of("RpcServerRegisterIf2", "a callback for all: it allows", tcp);
    FACT_NUMBER("RpcServerRegisterIf2", "a callback for all: it is called", asked_back > 0);
    FACT_NUMBER("RpcServerRegisterIf2", "a callback for all: it knows interface and client", interface_known);
    FACT_NUMBER("RpcBindingServerFromClient", "in a security callback", clients_address);
    unregistered();
    registered("a callback for all again", RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH, (unsigned)-1, callback);
    verdict = RPC_S_CALL_FAILED;  // J3
    call_of("RpcServerRegisterIf2", "a callback for all: it refuses", tcp);
    verdict = ERROR_FILE_NOT_FOUND;
    call_of("RpcServerRegisterIf2", "a callback for all: it refuses with another code", tcp);
    unregistered();
    registered("no cache", RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH | RPC_IF_SEC_NO_CACHE, (unsigned)-1, callback);  // J4
    verdict = RPC_S_OK;
    asked_back = 0;
    handle = fact_another(tcp);
    FACT_CALL("RpcServerRegisterIf2", "no cache: a call", c_add(handle, 1, 1));
    FACT_CALL("RpcServerRegisterIf2", "no cache: another call", c_add(handle, 1, 1));
    FACT_NUMBER("RpcServerRegisterIf2", "no cache: it is called for each", asked_back == 2);
    RpcBindingFree(&handle);
    unregistered();
}

/// J8: flags that nobody heeds.
static void idle_flags(void) {
    registered("reserved flags", RPC_IF_OLE | RPC_IF_ALLOW_UNKNOWN_AUTHORITY, (unsigned)-1, NULL);
    call_of("RpcServerRegisterIf2", "reserved flags: a client that is nobody", tcp);
    unregistered();
}

/// J6: a list that lets nobody in, so that the callback is not asked.
static void descriptor_before_callback(void) {
    SECURITY_DESCRIPTOR nobody;
    ACL empty;
    InitializeAcl(&empty, sizeof empty, ACL_REVISION);
    InitializeSecurityDescriptor(&nobody, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&nobody, TRUE, &empty, FALSE);
    verdict = RPC_S_OK;
    asked_back = 0;
    FACT_STATUS("RpcServerRegisterIf3", "a descriptor and a callback",
                RpcServerRegisterIf3(talk_v1_2_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN, 10, (unsigned)-1, callback,
                                     &nobody));
    call_of("RpcServerRegisterIf3", "a descriptor that admits nobody: over ncalrpc", lrpc);
    FACT_NUMBER("RpcServerRegisterIf3", "a descriptor that admits nobody: the callback is not asked", asked_back);
    unregistered();
}

static ULONG asked_operation;
static RPC_STATUS own_status;
static int __RPC_API refuse(RPC_BINDING_HANDLE client, ULONG operation, RPC_STATUS* status) {
    (void)client;
    asked_operation = operation;
    *status = own_status;
    return FALSE;
}

static void authorization_function(void) {
    RPC_STATS_VECTOR* counts = NULL;
    RPC_IF_ID_VECTOR* ids = NULL;
    RPC_CSTR name = NULL;
    FACT_STATUS("RpcMgmtSetAuthorizationFn", "one that refuses", RpcMgmtSetAuthorizationFn(refuse));
    own_status = RPC_S_OK;
    FACT_STATUS("RpcMgmtSetAuthorizationFn", "refused without a status", RpcMgmtInqStats(lrpc, &counts));
    FACT_NUMBER("RpcMgmtSetAuthorizationFn", "what RpcMgmtInqStats asks for", asked_operation);
    own_status = RPC_S_NOT_ALL_OBJS_UNEXPORTED;
    FACT_STATUS("RpcMgmtSetAuthorizationFn", "refused with a status", RpcMgmtInqIfIds(lrpc, &ids));
    FACT_NUMBER("RpcMgmtSetAuthorizationFn", "what RpcMgmtInqIfIds asks for", asked_operation);
    FACT_STATUS("RpcMgmtSetAuthorizationFn", "refused with a status: a name",
                RpcMgmtInqServerPrincNameA(lrpc, RPC_C_AUTHN_WINNT, &name));
    FACT_NUMBER("RpcMgmtSetAuthorizationFn", "what RpcMgmtInqServerPrincName asks for", asked_operation);
    RpcMgmtIsServerListening(lrpc);
    FACT_NUMBER("RpcMgmtSetAuthorizationFn", "what RpcMgmtIsServerListening asks for", asked_operation);
    RpcMgmtStopServerListening(lrpc);
    FACT_NUMBER("RpcMgmtSetAuthorizationFn", "what RpcMgmtStopServerListening asks for", asked_operation);
    FACT_STATUS("RpcMgmtSetAuthorizationFn", "none again", RpcMgmtSetAuthorizationFn(NULL));
    FACT_STATUS("RpcMgmtSetAuthorizationFn", "the defaults: statistics", RpcMgmtInqStats(lrpc, &counts));
    FACT_STATUS("RpcMgmtSetAuthorizationFn", "the defaults: stopping", RpcMgmtStopServerListening(lrpc));
    if (counts) RpcMgmtStatsVectorFree(&counts);
}

static void names(void) {
    RPC_CSTR name = NULL;
    RPC_WSTR wide = NULL;
    RpcServerRegisterAuthInfoA((RPC_CSTR) "somebody", RPC_C_AUTHN_WINNT, NULL, NULL);
    FACT_STATUS("RpcMgmtInqServerPrincNameA", "this server",
                RpcMgmtInqServerPrincNameA(NULL, RPC_C_AUTHN_WINNT, &name));
    FACT_TEXT("RpcMgmtInqServerPrincNameA", "this server: the name", name ? (const char*)name : "(null)");
    if (name) RpcStringFreeA(&name);
    FACT_STATUS("RpcMgmtInqServerPrincNameA", "over ncalrpc",
                RpcMgmtInqServerPrincNameA(lrpc, RPC_C_AUTHN_WINNT, &name));
    FACT_TEXT("RpcMgmtInqServerPrincNameA", "over ncalrpc: the name", name ? (const char*)name : "(null)");
    if (name) RpcStringFreeA(&name);
    FACT_STATUS("RpcMgmtInqServerPrincNameW", "over ncalrpc",
                RpcMgmtInqServerPrincNameW(lrpc, RPC_C_AUTHN_WINNT, &wide));
    if (wide) RpcStringFreeW(&wide);
    FACT_STATUS("RpcMgmtInqServerPrincNameA", "a service nobody has",
                RpcMgmtInqServerPrincNameA(NULL, RPC_C_AUTHN_DPA, &name));
}

int main(void) {
    RpcServerUseProtseqA((RPC_CSTR) "ncacn_ip_tcp", 10, NULL);
    lrpc = fact_own_endpoint("facts-security");
    tcp = fact_own_port();
    sizes();
    flags();
    callbacks();
    idle_flags();
    if (!under_wine()) descriptor_before_callback();
    registered("without more", 0, (unsigned)-1, NULL);
    RpcServerListen(1, 10, TRUE);
    authorization_function();
    names();
    call_of("RpcServerRegisterAuthInfoA", "after it, a client that is nobody", tcp);  // J7
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    unregistered();
    RpcBindingFree(&lrpc);
    RpcBindingFree(&tcp);
    return 0;
}
