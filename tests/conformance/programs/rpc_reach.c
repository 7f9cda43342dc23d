// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about which interfaces a call reaches, and what is said of a server that does not listen: groups and what is in
// none, types nobody registered, flags that need a callback, authorization functions that raise.
// stubs: talk
#include "rpc_facts.h"
#include "talk_managers.h"

static RPC_BINDING_HANDLE lrpc, tcp;

LONG on_server(handle_t binding, LONG which) {
    (void)binding;
    return which;
}

static void call_of(const char* function, const char* situation, RPC_BINDING_HANDLE target) {
    RPC_BINDING_HANDLE handle = fact_another(target);
    FACT_CALL(function, situation, c_add(handle, 40, 2));
    RpcBindingFree(&handle);
}

static const UUID nobodys = {0x2e8f7b41, 0x7e57, 0x4d0a, {1, 2, 3, 4, 5, 6, 7, 8}};

/// Of all interfaces those with a type.
static void types(void) {
    FACT_STATUS("RpcServerUnregisterIf", "all interfaces, a type of none while there is none",
                RpcServerUnregisterIf(NULL, (UUID*)&nobodys, FALSE));
    RpcServerRegisterIf(talk_v1_2_s_ifspec, NULL, NULL);
    FACT_STATUS("RpcServerUnregisterIf", "all interfaces, a type of none",
                RpcServerUnregisterIf(NULL, (UUID*)&nobodys, FALSE));
    FACT_STATUS("RpcServerUnregisterIf", "it is still there", RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, FALSE));
    FACT_STATUS("RpcServerUnregisterIfEx", "all interfaces, a type of none",
                RpcServerUnregisterIfEx(NULL, (UUID*)&nobodys, FALSE));
    RpcServerRegisterIf(talk_v1_2_s_ifspec, (UUID*)&nobodys, NULL);
    FACT_STATUS("RpcServerUnregisterIf", "all interfaces, a type of one",
                RpcServerUnregisterIf(NULL, (UUID*)&nobodys, FALSE));
    FACT_STATUS("RpcServerUnregisterIf", "all interfaces, a type of one: it is gone",
                RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, FALSE));
}

/// What is registered without a callback lets everybody in, and the flag changes nothing.
static void flag_without_callback(void) {
    FACT_STATUS("RpcServerRegisterIf2", "RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH, no callback",
                RpcServerRegisterIf2(talk_v1_2_s_ifspec, NULL, NULL,
                                     RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH, 10, (unsigned)-1, NULL));
    call_of("RpcServerRegisterIf2", "RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH, no callback: a call", tcp);
    RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, TRUE);
    FACT_STATUS("RpcServerRegisterIf2", "that and RPC_IF_ALLOW_SECURE_ONLY",
                RpcServerRegisterIf2(talk_v1_2_s_ifspec, NULL, NULL,
                                     RPC_IF_AUTOLISTEN | RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH | RPC_IF_ALLOW_SECURE_ONLY,
                                     10, (unsigned)-1, NULL));
    call_of("RpcServerRegisterIf2", "that and RPC_IF_ALLOW_SECURE_ONLY: a client that is nobody", tcp);
    RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, TRUE);
}

static void names_of_who_does_not_listen(void) {
    RPC_CSTR name = NULL;
    RPC_WSTR wide = NULL;
    RpcServerRegisterAuthInfoA((RPC_CSTR) "somebody", RPC_C_AUTHN_WINNT, NULL, NULL);
    FACT_STATUS("RpcMgmtInqServerPrincNameA", "a registered service, not listening: it fails",
                RpcMgmtInqServerPrincNameA(NULL, RPC_C_AUTHN_WINNT, &name) != RPC_S_OK);
    FACT_STATUS("RpcMgmtInqServerPrincNameW", "a registered service, not listening: it fails",
                RpcMgmtInqServerPrincNameW(NULL, RPC_C_AUTHN_WINNT, &wide) != RPC_S_OK);
    FACT_NUMBER("RpcMgmtInqServerPrincNameA", "a registered service, not listening: no name comes back", name == NULL);
    if (name) RpcStringFreeA(&name);
    if (wide) RpcStringFreeW(&wide);
}

static int __RPC_API raising(RPC_BINDING_HANDLE client, ULONG operation, RPC_STATUS* status) {
    (void)client, (void)operation;
    *status = RPC_S_NOT_ALL_OBJS_UNEXPORTED;
    RpcRaiseException(RPC_S_OUT_OF_RESOURCES);
    return TRUE;
}

static void authorization(void) {
#ifndef _WIN32  // there it ends the server
    RPC_STATS_VECTOR* counts = NULL;
    RpcServerRegisterIf(talk_v1_2_s_ifspec, NULL, NULL);
    RpcServerListen(1, 10, TRUE);
    RpcMgmtSetAuthorizationFn(raising);
    FACT_STATUS("RpcMgmtSetAuthorizationFn", "one that raises", RpcMgmtInqStats(lrpc, &counts));
    RpcMgmtSetAuthorizationFn(NULL);
    FACT_STATUS("RpcMgmtSetAuthorizationFn", "none after it", RpcMgmtInqStats(lrpc, &counts));
    if (counts) RpcMgmtStatsVectorFree(&counts);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, TRUE);
#else
    (void)raising;
#endif
}

static void groups(void) {
#ifndef _WIN32  // mingw-w64 does not declare them
    RPC_INTERFACE_TEMPLATEA interface_ = {
        .Version = 1, .IfSpec = talk_v1_2_s_ifspec, .MaxCalls = 10, .MaxRpcSize = (unsigned)-1};
    RPC_ENDPOINT_TEMPLATEA endpoint = {
        .Version = 1, .ProtSeq = (RPC_CSTR) "ncalrpc", .Endpoint = (RPC_CSTR) "facts-reach-group", .Backlog = 10};
    RPC_INTERFACE_GROUP group = NULL;
    RPC_BINDING_HANDLE inside = fact_binding("ncalrpc:[facts-reach-group]");
    FACT_STATUS("RpcServerInterfaceGroupCreateA", "one interface, one endpoint",
                RpcServerInterfaceGroupCreateA(&interface_, 1, &endpoint, 1, INFINITE, NULL, NULL, &group));
    FACT_STATUS("RpcServerInterfaceGroupActivate", "one interface, one endpoint",
                RpcServerInterfaceGroupActivate(group));
    call_of("RpcServerInterfaceGroupCreateA", "the group's interface over its endpoint", inside);
    call_of("RpcServerInterfaceGroupCreateA", "the group's interface over an endpoint of no group, ncalrpc", lrpc);
    call_of("RpcServerInterfaceGroupCreateA", "the group's interface over an endpoint of no group, ncacn_ip_tcp", tcp);
    RpcServerInterfaceGroupClose(group);
    interface_.IfSpec = talk_v1_2_s_ifspec;
    FACT_STATUS("RpcServerInterfaceGroupCreateA", "no interface, one endpoint",
                RpcServerInterfaceGroupCreateA(NULL, 0, &endpoint, 1, INFINITE, NULL, NULL, &group));
    RpcServerInterfaceGroupActivate(group);
    RpcServerRegisterIfEx(talk_v1_2_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN, 10, NULL);
    call_of("RpcServerInterfaceGroupCreateA", "an interface of no group over its endpoint", inside);
    call_of("RpcServerInterfaceGroupCreateA", "an interface of no group over another", lrpc);
    RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, TRUE);
    RpcServerInterfaceGroupClose(group);
    RpcBindingFree(&inside);
#endif
}

int main(void) {
    RpcServerUseProtseqA((RPC_CSTR) "ncacn_ip_tcp", 10, NULL);
    lrpc = fact_own_endpoint("facts-reach");
    tcp = fact_own_port();
    types();
    flag_without_callback();
    names_of_who_does_not_listen();
    authorization();
    groups();
    RpcBindingFree(&lrpc);
    RpcBindingFree(&tcp);
    return 0;
}
