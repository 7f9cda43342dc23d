// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about managing servers, this one and, over the wire, another one, which is this program as well; interface
// groups, time-outs, all protocol sequences at once.
// stubs: talk
#include "rpc_facts.h"
#include "talk_managers.h"

LONG on_server(handle_t binding, LONG which) {
    (void)binding;
    return which;
}

/// N2
static void time_outs(void) {
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    unsigned timeout = 77;
    FACT_STATUS("RpcMgmtInqComTimeout", "a new binding", RpcMgmtInqComTimeout(handle, &timeout));
    FACT_NUMBER("RpcMgmtInqComTimeout", "the default", timeout);
    FACT_STATUS("RpcMgmtSetComTimeout", "the shortest", RpcMgmtSetComTimeout(handle, RPC_C_BINDING_MIN_TIMEOUT));
    FACT_STATUS("RpcMgmtInqComTimeout", "after that", RpcMgmtInqComTimeout(handle, &timeout));
    FACT_NUMBER("RpcMgmtInqComTimeout", "the shortest", timeout);
    FACT_STATUS("RpcMgmtSetComTimeout", "for ever", RpcMgmtSetComTimeout(handle, RPC_C_BINDING_INFINITE_TIMEOUT));
    FACT_STATUS("RpcMgmtSetComTimeout", "the longest", RpcMgmtSetComTimeout(handle, RPC_C_BINDING_MAX_TIMEOUT));
    FACT_STATUS("RpcMgmtSetComTimeout", "eleven", RpcMgmtSetComTimeout(handle, 11));
    FACT_STATUS("RpcMgmtInqComTimeout", "after one that was refused", RpcMgmtInqComTimeout(handle, &timeout));
    FACT_NUMBER("RpcMgmtInqComTimeout", "what was refused is not there", timeout == 11);
    FACT_STATUS("RpcMgmtSetComTimeout", "no binding", RpcMgmtSetComTimeout(NULL, 5));
    FACT_STATUS("RpcMgmtInqComTimeout", "no binding", RpcMgmtInqComTimeout(NULL, &timeout));
    FACT_STATUS("RpcMgmtSetCancelTimeout", "five seconds", RpcMgmtSetCancelTimeout(5));
    FACT_STATUS("RpcMgmtSetCancelTimeout", "for ever", RpcMgmtSetCancelTimeout(RPC_C_CANCEL_INFINITE_TIMEOUT));
    FACT_STATUS("RpcMgmtEnableIdleCleanup", "once", RpcMgmtEnableIdleCleanup());
    FACT_STATUS("RpcMgmtEnableIdleCleanup", "again", RpcMgmtEnableIdleCleanup());
    FACT_STATUS("RpcBindingFree", "the handle", RpcBindingFree(&handle));
}

static void protection(void) {
    DWORD level = 77;
    FACT_STATUS("RpcMgmtInqDefaultProtectLevel", "NTLM", RpcMgmtInqDefaultProtectLevel(RPC_C_AUTHN_WINNT, &level));
    FACT_NUMBER("RpcMgmtInqDefaultProtectLevel", "NTLM's level", level);
    FACT_STATUS("RpcMgmtInqDefaultProtectLevel", "no service", RpcMgmtInqDefaultProtectLevel(99, &level));
}

static int __RPC_API yes(RPC_BINDING_HANDLE client, ULONG operation, RPC_STATUS* status) {
    (void)client;
    (void)operation;
    *status = RPC_S_OK;
    return TRUE;
}
static ULONG operation_asked_for;
static RPC_STATUS answer;
static int __RPC_API no(RPC_BINDING_HANDLE client, ULONG operation, RPC_STATUS* status) {
    (void)client;
    operation_asked_for = operation;
    *status = answer;
    return FALSE;
}

static const char* who;
static char text_of[80];
static const char* of(const char* situation) {
    snprintf(text_of, sizeof text_of, "%s, %s", who, situation);
    return text_of;
}

/// Of this server where `binding` is null, else by a call.
static void statistics(RPC_BINDING_HANDLE binding) {
    RPC_STATS_VECTOR* counts = NULL;
    FACT_STATUS("RpcMgmtIsServerListening", of("listening"), RpcMgmtIsServerListening(binding));
    FACT_STATUS("RpcMgmtInqStats", of("statistics"), RpcMgmtInqStats(binding, &counts));
    if (!counts) return;
    FACT_NUMBER("RpcMgmtInqStats", of("how many"), counts->Count);
    if (counts->Count <= RPC_C_STATS_PKTS_OUT) return;
    FACT_NUMBER("RpcMgmtInqStats", of("calls came in"), counts->Stats[RPC_C_STATS_CALLS_IN] > 0);
    FACT_NUMBER("RpcMgmtInqStats", of("packets went out"), counts->Stats[RPC_C_STATS_PKTS_OUT] > 0);
    FACT_STATUS("RpcMgmtStatsVectorFree", of("the vector"), RpcMgmtStatsVectorFree(&counts));
    FACT_NUMBER("RpcMgmtStatsVectorFree", of("the pointer afterwards is null"), counts == NULL);
}

static void interfaces(RPC_BINDING_HANDLE binding) {
    RPC_IF_ID_VECTOR* ids = NULL;
    unsigned i, mine = 0;
    FACT_STATUS("RpcMgmtInqIfIds", of("interfaces"), RpcMgmtInqIfIds(binding, &ids));
    if (!ids) return;
    for (i = 0; i < ids->Count; i++) mine += ids->IfId[i]->Uuid.Data1 == 0x5f1a4d3e;
    FACT_NUMBER("RpcMgmtInqIfIds", of("the interface of the IDL is there once"), mine);
    FACT_STATUS("RpcIfIdVectorFree", of("the vector"), RpcIfIdVectorFree(&ids));
    FACT_NUMBER("RpcIfIdVectorFree", of("the pointer afterwards is null"), ids == NULL);
}

static void names(RPC_BINDING_HANDLE binding) {
    RPC_CSTR name = NULL;
    RPC_WSTR wide = NULL;
    FACT_STATUS("RpcMgmtInqServerPrincNameA", of("no service is registered"),
                RpcMgmtInqServerPrincNameA(binding, RPC_C_AUTHN_WINNT, &name));
    FACT_STATUS("RpcMgmtInqServerPrincNameW", of("no service is registered"),
                RpcMgmtInqServerPrincNameW(binding, RPC_C_AUTHN_WINNT, &wide));
}

static void asked(const char* server, RPC_BINDING_HANDLE binding) {
    who = server;
    statistics(binding);
    interfaces(binding);
    names(binding);
}

/// What an authorization function hears, and what comes of its status.
static void refused(RPC_BINDING_HANDLE client) {
    RPC_STATS_VECTOR* counts = NULL;
    RPC_IF_ID_VECTOR* ids = NULL;
    RPC_CSTR name = NULL;
    answer = RPC_S_OUT_OF_RESOURCES;
    FACT_STATUS("RpcMgmtInqIfIds", of("after no with a status of its own"), RpcMgmtInqIfIds(client, &ids));
    FACT_STATUS("RpcMgmtInqIfIds", of("the operation is RPC_C_MGMT_INQ_IF_IDS"), operation_asked_for);
    FACT_STATUS("RpcMgmtInqServerPrincNameA", of("after no with a status of its own"),
                RpcMgmtInqServerPrincNameA(client, RPC_C_AUTHN_WINNT, &name));
    FACT_STATUS("RpcMgmtInqServerPrincNameA", of("the operation is RPC_C_MGMT_INQ_PRINC_NAME"), operation_asked_for);
    FACT_STATUS("RpcMgmtInqStats", of("after no with a status of its own"), RpcMgmtInqStats(client, &counts));
    FACT_STATUS("RpcMgmtInqStats", of("the operation is RPC_C_MGMT_INQ_STATS"), operation_asked_for);
    FACT_STATUS("RpcMgmtIsServerListening", of("after no with a status of its own"), RpcMgmtIsServerListening(client));
    FACT_STATUS("RpcMgmtIsServerListening", of("the operation is RPC_C_MGMT_IS_SERVER_LISTEN"), operation_asked_for);
    FACT_STATUS("RpcMgmtStopServerListening", of("after no with a status of its own"),
                RpcMgmtStopServerListening(client));
    FACT_STATUS("RpcMgmtStopServerListening", of("the operation is RPC_C_MGMT_STOP_SERVER_LISTEN"),
                operation_asked_for);
    answer = RPC_S_OK;
    FACT_STATUS("RpcMgmtInqIfIds", of("after no with RPC_S_OK"), RpcMgmtInqIfIds(client, &ids));
    FACT_STATUS("RpcMgmtInqStats", "this server itself, after no", RpcMgmtInqStats(NULL, &counts));
    if (counts) RpcMgmtStatsVectorFree(&counts);
    answer = RPC_S_ACCESS_DENIED;
}

/// A server that does not listen.
static void silent(RPC_BINDING_HANDLE client) {
    RPC_STATS_VECTOR* counts = NULL;
    RPC_IF_ID_VECTOR* ids = NULL;
    RPC_CSTR name = NULL;
    for (int i = 0; i < 2; i++) {
        RPC_BINDING_HANDLE server = i ? client : NULL;
        who = i ? "over ncalrpc" : "this server";
        FACT_STATUS("RpcMgmtInqStats", of("not listening"), RpcMgmtInqStats(server, &counts) != RPC_S_OK);
        FACT_STATUS("RpcMgmtInqIfIds", of("not listening"), RpcMgmtInqIfIds(server, &ids) != RPC_S_OK);
        FACT_STATUS("RpcMgmtInqServerPrincNameA", of("not listening"),
                    RpcMgmtInqServerPrincNameA(server, RPC_C_AUTHN_WINNT, &name) != RPC_S_OK);
        FACT_STATUS("RpcMgmtStopServerListening", of("not listening"), RpcMgmtStopServerListening(server) != RPC_S_OK);
    }
    who = "over ncalrpc";
    if (counts) RpcMgmtStatsVectorFree(&counts);
    if (ids) RpcIfIdVectorFree(&ids);
}

/// I11: what the server's authorization function lets a client do.
static void permissions(RPC_BINDING_HANDLE client) {
    RPC_STATS_VECTOR* counts = NULL;
    RPC_STATUS stopped;
    who = "over ncalrpc";
    FACT_STATUS("RpcMgmtStopServerListening", of("by default"), RpcMgmtStopServerListening(client));
    answer = RPC_S_ACCESS_DENIED;
    FACT_STATUS("RpcMgmtSetAuthorizationFn", of("one that says no"), RpcMgmtSetAuthorizationFn(no));
    FACT_STATUS("RpcMgmtInqStats", of("after no"), RpcMgmtInqStats(client, &counts));
    FACT_STATUS("RpcMgmtStopServerListening", of("after no"), RpcMgmtStopServerListening(client));
    if (!under_wine()) refused(client);
    FACT_STATUS("RpcMgmtSetAuthorizationFn", of("one that says yes"), RpcMgmtSetAuthorizationFn(yes));
    stopped = RpcMgmtStopServerListening(client);
    FACT_STATUS("RpcMgmtStopServerListening", of("after yes"), stopped);
    if (stopped) RpcMgmtStopServerListening(NULL);
    FACT_STATUS("RpcMgmtWaitServerListen", of("after it was stopped"), RpcMgmtWaitServerListen());
    FACT_STATUS("RpcMgmtIsServerListening", of("after it was stopped"), RpcMgmtIsServerListening(NULL));
    FACT_STATUS("RpcMgmtSetAuthorizationFn", of("none again"), RpcMgmtSetAuthorizationFn(NULL));
    if (!under_wine()) silent(client);
}

/// Both are for all the server does later: the calls below.
static DWORD WINAPI cleaning(void* argument) {
    (void)argument;
    return (DWORD)RpcMgmtEnableIdleCleanup();
}
static void sizes(void) {
    FACT_NUMBER("RpcMgmtEnableIdleCleanup", "another thread", in_thread(cleaning, NULL));
    FACT_STATUS("RpcMgmtSetServerStackSize", "one byte", RpcMgmtSetServerStackSize(1));
    FACT_STATUS("RpcMgmtSetServerStackSize", "64 KiB", RpcMgmtSetServerStackSize(65536));
    FACT_STATUS("RpcMgmtSetServerStackSize", "no bytes", RpcMgmtSetServerStackSize(0));
}

static void all_sequences(void) {
    RPC_POLICY policy = {sizeof policy, 0, 0};
    FACT_STATUS("RpcServerUseAllProtseqsIf", "no endpoint in the IDL",
                RpcServerUseAllProtseqsIf(10, talk_v1_2_s_ifspec, NULL));
    FACT_STATUS("RpcServerUseAllProtseqsIfEx", "no endpoint in the IDL",
                RpcServerUseAllProtseqsIfEx(10, talk_v1_2_s_ifspec, NULL, &policy));
    FACT_STATUS("RpcServerUseAllProtseqs", "what there is", RpcServerUseAllProtseqs(10, NULL));
    FACT_STATUS("RpcServerUseAllProtseqsEx", "what there is", RpcServerUseAllProtseqsEx(10, NULL, &policy));
}

#ifdef _WIN32
static void groups(void) {}  // mingw-w64 does not declare them
#else
/// Groups whose endpoints cannot be opened.
static void odd_group(const char* situation, const char* protseq, const char* endpoint) {
    RPC_INTERFACE_TEMPLATEA interface_ = {
        .Version = 1, .IfSpec = talk_v1_2_s_ifspec, .MaxCalls = 10, .MaxRpcSize = (unsigned)-1};
    RPC_ENDPOINT_TEMPLATEA where = {
        .Version = 1, .ProtSeq = (RPC_CSTR)protseq, .Endpoint = (RPC_CSTR)endpoint, .Backlog = 10};
    RPC_INTERFACE_GROUP group = NULL;
    if (RpcServerInterfaceGroupCreateA(&interface_, 1, &where, 1, INFINITE, NULL, NULL, &group)) return;
    FACT_STATUS("RpcServerInterfaceGroupActivate", situation, RpcServerInterfaceGroupActivate(group));
    RpcServerInterfaceGroupClose(group);
}

static void groups(void) {
    RPC_INTERFACE_TEMPLATEA interface_ = {
        .Version = 1, .IfSpec = talk_v1_2_s_ifspec, .MaxCalls = 10, .MaxRpcSize = (unsigned)-1};
    RPC_INTERFACE_TEMPLATEW wide = {
        .Version = 1, .IfSpec = talk_v1_2_s_ifspec, .MaxCalls = 10, .MaxRpcSize = (unsigned)-1};
    RPC_ENDPOINT_TEMPLATEA endpoint = {
        .Version = 1, .ProtSeq = (RPC_CSTR) "ncalrpc", .Endpoint = (RPC_CSTR) "facts-group", .Backlog = 10};
    RPC_ENDPOINT_TEMPLATEW wide_endpoint = {
        .Version = 1, .ProtSeq = (RPC_WSTR)L"ncalrpc", .Endpoint = (RPC_WSTR)L"facts-group-wide", .Backlog = 10};
    RPC_INTERFACE_GROUP group = NULL, second = NULL, odd = NULL;
    RPC_BINDING_VECTOR* bindings = NULL;
    RPC_BINDING_HANDLE client = fact_binding("ncalrpc:[facts-group]");
    FACT_STATUS("RpcServerInterfaceGroupCreateA", "no interfaces",
                RpcServerInterfaceGroupCreateA(NULL, 0, &endpoint, 1, INFINITE, NULL, NULL, &group));
    FACT_STATUS("RpcServerInterfaceGroupCreateA", "one interface, one endpoint",
                RpcServerInterfaceGroupCreateA(&interface_, 1, &endpoint, 1, INFINITE, NULL, NULL, &group));
    FACT_STATUS("RpcServerInterfaceGroupCreateW", "one interface, one endpoint",
                RpcServerInterfaceGroupCreateW(&wide, 1, &wide_endpoint, 1, INFINITE, NULL, NULL, &second));
    FACT_STATUS("RpcServerInterfaceGroupCreateA", "a period of idleness and no callback",
                RpcServerInterfaceGroupCreateA(&interface_, 1, &endpoint, 1, 5, NULL, NULL, &odd));
    FACT_CALL("RpcServerInterfaceGroupCreateA", "a call before it is active", c_add(client, 40, 2));
    bindings = (RPC_BINDING_VECTOR*)&endpoint;
    FACT_STATUS("RpcServerInterfaceGroupInqBindings", "a group that is not active",
                RpcServerInterfaceGroupInqBindings(group, &bindings));
    FACT_NUMBER("RpcServerInterfaceGroupInqBindings", "no bindings: NULL comes back", bindings == NULL);
    bindings = NULL;
    FACT_STATUS("RpcServerInterfaceGroupActivate", "a group", RpcServerInterfaceGroupActivate(group));
    FACT_CALL("RpcServerInterfaceGroupActivate", "a call", c_add(client, 40, 2));
    FACT_STATUS("RpcServerInterfaceGroupActivate", "again", RpcServerInterfaceGroupActivate(group));
    FACT_STATUS("RpcServerInterfaceGroupInqBindings", "an active group",
                RpcServerInterfaceGroupInqBindings(group, &bindings));
    FACT_NUMBER("RpcServerInterfaceGroupInqBindings", "how many", bindings ? (int)bindings->Count : -1);
    if (bindings) RpcBindingVectorFree(&bindings);
    FACT_STATUS("RpcServerInterfaceGroupDeactivate", "a client is connected, not by force",
                RpcServerInterfaceGroupDeactivate(group, FALSE));
    FACT_STATUS("RpcServerInterfaceGroupDeactivate", "by force", RpcServerInterfaceGroupDeactivate(group, TRUE));
    FACT_CALL("RpcServerInterfaceGroupDeactivate", "a call after that", c_add(client, 40, 2));
    FACT_STATUS("RpcServerInterfaceGroupActivate", "after it was deactivated", RpcServerInterfaceGroupActivate(group));
    FACT_CALL("RpcServerInterfaceGroupActivate", "a call when it is active again", c_add(client, 40, 2));
    FACT_STATUS("RpcServerInterfaceGroupClose", "a group that is active", RpcServerInterfaceGroupClose(group));
    FACT_CALL("RpcServerInterfaceGroupClose", "a call after that", c_add(client, 40, 2));
    FACT_STATUS("RpcServerInterfaceGroupClose", "a group that is closed", RpcServerInterfaceGroupClose(group));
    FACT_STATUS("RpcServerInterfaceGroupClose", "NULL", RpcServerInterfaceGroupClose(NULL));
    FACT_STATUS("RpcServerInterfaceGroupClose", "one that was never active", RpcServerInterfaceGroupClose(second));
    RpcBindingFree(&client);
    odd_group("no sequence", "ncacn_pigeon", "x");
    odd_group("a dropped sequence", "ncacn_spx", "1");
    odd_group("a port that is no number", "ncacn_ip_tcp", "coffee");
}
#endif

int main(void) {
    RPC_BINDING_HANDLE client, tcp = NULL;
    time_outs();
    protection();
    sizes();
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts-managed", NULL);
    RpcServerRegisterIf(talk_v1_2_s_ifspec, NULL, NULL);
    RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    client = fact_binding("ncalrpc:[facts-managed]");
    FACT_CALL("RpcServerListen", "a call", c_add(client, 40, 2));
    FACT_CALL("RpcMgmtSetServerStackSize", "a call after that", c_add(client, 40, 2));
    FACT_CALL("RpcMgmtEnableIdleCleanup", "a call after that", c_add(client, 40, 2));
    asked("this server", NULL);
    asked("over ncalrpc", client);
    permissions(client);
    tcp = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    who = "no server there";
    FACT_STATUS("RpcMgmtIsServerListening", of("listening"), RpcMgmtIsServerListening(tcp));
    interfaces(tcp);
    RpcBindingFree(&tcp);
    RpcBindingFree(&client);
    RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, FALSE);
    groups();
    all_sequences();
    return 0;
}
