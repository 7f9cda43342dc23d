// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about what a manager routine can ask of the call that runs it: who the client is, to act for it, the call's
// attributes and handle. Client and server are this program, over ncalrpc and, as nobody, over ncacn_ip_tcp.
// stubs: talk
#include "rpc_facts.h"
#include "talk_managers.h"

#include <rpcasync.h>

static RPC_BINDING_HANDLE a_clients;  // no call's

// -- acting for the client

static LONG impersonate(handle_t binding) {
    const RPC_STATUS status = RpcImpersonateClient(binding);
    if (status == RPC_S_OK) RpcRevertToSelfEx(binding);
    return (LONG)status;
}
static LONG impersonate_null(handle_t binding) {
    (void)binding;
    return impersonate(NULL);
}
static LONG impersonate_twice(handle_t binding) {
    RpcImpersonateClient(binding);
    return impersonate(binding);
}
static LONG impersonate_a_clients(handle_t binding) {
    (void)binding;
    return impersonate(a_clients);
}
static LONG revert_after(handle_t binding) {
    const RPC_STATUS status = RpcImpersonateClient(binding);
    return status ? -1 : (LONG)RpcRevertToSelf();
}
static LONG revert_ex_after(handle_t binding) {
    const RPC_STATUS status = RpcImpersonateClient(binding);
    return status ? -1 : (LONG)RpcRevertToSelfEx(binding);
}
static LONG revert_ex_null_after(handle_t binding) {
    const RPC_STATUS status = RpcImpersonateClient(binding);
    return status ? -1 : (LONG)RpcRevertToSelfEx(NULL);
}
static LONG revert_alone(handle_t binding) {
    (void)binding;
    return (LONG)RpcRevertToSelf();
}
static LONG revert_ex_a_clients(handle_t binding) {
    (void)binding;
    return (LONG)RpcRevertToSelfEx(a_clients);
}
static LONG container_null(handle_t binding) {
    (void)binding;
    return (LONG)RpcImpersonateClientContainer(NULL);
}
static LONG revert_container_after(handle_t binding) {
    RpcImpersonateClientContainer(binding);
    return (LONG)RpcRevertContainerImpersonation();
}
static LONG verdict_null(handle_t binding) {
    (void)binding;
    return (LONG)RpcServerCompleteSecurityCallback(NULL, RPC_S_OK);
}

// -- who the client is

static LONG auth_a(handle_t binding) { return (LONG)RpcBindingInqAuthClientA(binding, NULL, NULL, NULL, NULL, NULL); }
static LONG auth_w(handle_t binding) { return (LONG)RpcBindingInqAuthClientW(binding, NULL, NULL, NULL, NULL, NULL); }
static LONG auth_ex_a(handle_t binding) {
    return (LONG)RpcBindingInqAuthClientExA(binding, NULL, NULL, NULL, NULL, NULL, 0);
}
static LONG auth_ex_w(handle_t binding) {
    return (LONG)RpcBindingInqAuthClientExW(binding, NULL, NULL, NULL, NULL, NULL, 0);
}
static LONG auth_null(handle_t binding) {
    (void)binding;
    return auth_w(NULL);
}
static LONG auth_ex_null(handle_t binding) {
    (void)binding;
    return auth_ex_w(NULL);
}
static LONG auth_level(handle_t binding) {
    ULONG level = 77;
    return RpcBindingInqAuthClientA(binding, NULL, NULL, &level, NULL, NULL) ? -1 : (LONG)level;
}
static LONG auth_level_w(handle_t binding) {
    ULONG level = 77;
    return RpcBindingInqAuthClientW(binding, NULL, NULL, &level, NULL, NULL) ? -1 : (LONG)level;
}
static LONG auth_service(handle_t binding) {
    ULONG service = 77;
    return RpcBindingInqAuthClientExA(binding, NULL, NULL, NULL, &service, NULL, 0) ? -1 : (LONG)service;
}
static LONG auth_authorization(handle_t binding) {
    ULONG authorization = 77;
    return RpcBindingInqAuthClientExW(binding, NULL, NULL, NULL, NULL, &authorization, 0) ? -1 : (LONG)authorization;
}
static LONG auth_name_a(handle_t binding) {
    RPC_AUTHZ_HANDLE name = NULL;
    if (RpcBindingInqAuthClientExA(binding, &name, NULL, NULL, NULL, NULL, 0)) return -1;
    return name && strlen((const char*)name) > 1;
}
static LONG auth_name_w(handle_t binding) {
    RPC_AUTHZ_HANDLE narrow = NULL, name = NULL;
    char text[300];
    if (RpcBindingInqAuthClientExW(binding, &name, NULL, NULL, NULL, NULL, 0) || !name) return -1;
    fact_narrow(text, (const WCHAR*)name);
    return RpcBindingInqAuthClientA(binding, &narrow, NULL, NULL, NULL, NULL) ? -1 : !strcmp(text, narrow);
}

// -- attributes

static LONG attributes_of_none_a(handle_t binding) { return (LONG)RpcServerInqCallAttributesA(binding, NULL); }
static LONG attributes_of_none_w(handle_t binding) { return (LONG)RpcServerInqCallAttributesW(binding, NULL); }

static RPC_STATUS ask(handle_t binding, ULONG flags, char* name, ULONG* length, RPC_CALL_ATTRIBUTES_V1_A* attributes) {
    RPC_STATUS status;
    memset(attributes, 0, sizeof *attributes);
    attributes->Version = 1;
    attributes->Flags = flags;
    attributes->ClientPrincipalName = (void*)name;
    attributes->ClientPrincipalNameBufferLength = *length;
    status = RpcServerInqCallAttributesA(binding, attributes);
    *length = attributes->ClientPrincipalNameBufferLength;
    return status;
}
static RPC_CALL_ATTRIBUTES_V1_A told;
static LONG attributes_level(handle_t binding) {
    ULONG length = 0;
    return ask(binding, 0, NULL, &length, &told) ? -1 : (LONG)told.AuthenticationLevel;
}
static LONG attributes_service(handle_t binding) {
    ULONG length = 0;
    return ask(binding, 0, NULL, &length, &told) ? -1 : (LONG)told.AuthenticationService;
}
static LONG attributes_null_session(handle_t binding) {
    ULONG length = 0;
    return ask(binding, 0, NULL, &length, &told) ? -1 : !!told.NullSession;
}
static LONG attributes_no_room(handle_t binding) {
    ULONG length = 0;
    return (LONG)ask(binding, RPC_QUERY_CLIENT_PRINCIPAL_NAME, NULL, &length, &told);
}
static LONG attributes_little_room(handle_t binding) {
    char name[2];
    ULONG length = sizeof name;
    const RPC_STATUS status = ask(binding, RPC_QUERY_CLIENT_PRINCIPAL_NAME, name, &length, &told);
    return length > sizeof name ? (LONG)status : -1;
}
static LONG attributes_name(handle_t binding) {
    char name[300] = "";
    ULONG length = sizeof name;
    const RPC_STATUS status = ask(binding, RPC_QUERY_CLIENT_PRINCIPAL_NAME, name, &length, &told);
    return length == strlen(name) + 1 && length > 1 ? (LONG)status : -1;
}
static LONG attributes_untouched(handle_t binding) {
    char name[2] = {77, 77};
    ULONG length = sizeof name;
    ask(binding, RPC_QUERY_CLIENT_PRINCIPAL_NAME, name, &length, &told);
    return name[0] == 77 && name[1] == 77;
}
static LONG attributes_no_name(handle_t binding) {
    char name[300] = {77};
    ULONG length = sizeof name;
    const RPC_STATUS status = ask(binding, RPC_QUERY_CLIENT_PRINCIPAL_NAME, name, &length, &told);
    return status ? -1 : length == 0 && name[0] == 77;
}
static LONG attributes_not_asked_for(handle_t binding) {
    ULONG length = 5;
    const RPC_STATUS status = ask(binding, 0, NULL, &length, &told);
    return status ? -1 : length == 5;
}
static LONG attributes_nowhere(handle_t binding) {
    ULONG length = 100;
    return (LONG)ask(binding, RPC_QUERY_CLIENT_PRINCIPAL_NAME, NULL, &length, &told);
}
static LONG attributes_name_w(handle_t binding) {
    WCHAR name[300] = {0};
    char narrow[300], other[300] = "";
    ULONG length = sizeof other;
    RPC_CALL_ATTRIBUTES_V1_W wide;
    memset(&wide, 0, sizeof wide);
    wide.Version = 1;
    wide.Flags = RPC_QUERY_CLIENT_PRINCIPAL_NAME;
    wide.ClientPrincipalName = (void*)name;
    wide.ClientPrincipalNameBufferLength = sizeof name;
    if (RpcServerInqCallAttributesW(binding, &wide)) return -1;
    fact_narrow(narrow, name);
    if (ask(binding, RPC_QUERY_CLIENT_PRINCIPAL_NAME, other, &length, &told)) return -2;
    return wide.ClientPrincipalNameBufferLength == 2 * length && !strcmp(narrow, other);
}
static LONG attributes_a_clients(handle_t binding) {
    ULONG length = 0;
    (void)binding;
    return (LONG)ask(a_clients, 0, NULL, &length, &told);
}
static LONG attributes_version_0(handle_t binding) {
    memset(&told, 0, sizeof told);
    return (LONG)RpcServerInqCallAttributesW(binding, &told);
}

#ifndef _WIN32  // mingw-w64 has other members
static RPC_CALL_ATTRIBUTES_V2_A more;
static RPC_STATUS ask_more(handle_t binding, ULONG flags) {
    memset(&more, 0, sizeof more);
    more.Version = 2;
    more.Flags = flags;
    return RpcServerInqCallAttributesA(binding, &more);
}
static LONG more_sequence(handle_t binding) { return ask_more(binding, 0) ? -1 : (LONG)more.ProtocolSequence; }
static LONG more_locality(handle_t binding) { return ask_more(binding, 0) ? -1 : (LONG)more.IsClientLocal; }
static LONG more_status(handle_t binding) { return ask_more(binding, 0) ? -1 : (LONG)more.CallStatus; }
static LONG more_type(handle_t binding) { return ask_more(binding, 0) ? -1 : (LONG)more.CallType; }
static LONG more_number(handle_t binding) { return ask_more(binding, 0) ? -1 : (LONG)more.OpNum; }
static LONG more_interface(handle_t binding) {
    return ask_more(binding, 0) ? -1 : more.InterfaceUuid.Data1 == 0x5f1a4d3e;
}
static LONG more_process(handle_t binding) {
    if (ask_more(binding, RPC_QUERY_CLIENT_PID)) return -1;
    return (DWORD)(ULONG_PTR)more.ClientPID == GetCurrentProcessId();
}
static LONG more_no_process(handle_t binding) { return ask_more(binding, 0) ? -1 : more.ClientPID == NULL; }
static LONG more_no_address(handle_t binding) { return (LONG)ask_more(binding, RPC_QUERY_CALL_LOCAL_ADDRESS); }
static int where_to = 1;
static LONG address(handle_t binding, ULONG room, ULONG* length) {
    unsigned char bytes[16] = {0};
    RPC_CALL_LOCAL_ADDRESS_V1 place = {1, where_to ? bytes : NULL, room, rlafInvalid};
    RPC_STATUS status;
    memset(&more, 0, sizeof more);
    more.Version = 2;
    more.Flags = RPC_QUERY_CALL_LOCAL_ADDRESS;
    more.CallLocalAddress = (void*)&place;
    status = RpcServerInqCallAttributesA(binding, &more);
    *length = status == RPC_S_OK && bytes[0] != 127 ? 0 : place.BufferSize;
    return (LONG)status;
}
static LONG more_address(handle_t binding) {
    ULONG length = 0;
    const LONG status = address(binding, 16, &length);
    return status ? status : (LONG)length;
}
static LONG more_little_room(handle_t binding) {
    ULONG length = 0;
    return address(binding, 2, &length);
}
static LONG more_nowhere(handle_t binding) {
    ULONG length = 0;
    LONG status;
    where_to = 0;
    status = address(binding, 16, &length);
    where_to = 1;
    return status;
}
#endif

static LONG handle_nowhere(handle_t binding) {
    (void)binding;
    return (LONG)RpcServerInqBindingHandle(NULL);
}
static LONG from_client_nowhere(handle_t binding) { return (LONG)RpcBindingServerFromClient(binding, NULL); }

// -- the questions

typedef struct {
    const char* function;
    const char* situation;
    LONG (*ask)(handle_t);
    int of_nobody;  // asked of a client that is nobody as well
} Question;

/// Wine has no answer to the rest: it looks at NULL, or has not the function.
static const Question who[] = {
    {"RpcImpersonateClient", "a client over ncalrpc", impersonate, 1},
    {"RpcImpersonateClient", "NULL in a call", impersonate_null, 1},
    {"RpcImpersonateClient", "again without going back", impersonate_twice, 0},
    {"RpcImpersonateClient", "a client's handle in a call", impersonate_a_clients, 0},
    {"RpcRevertToSelf", "after RpcImpersonateClient", revert_after, 0},
    {"RpcRevertToSelf", "a call that nobody impersonates", revert_alone, 1},
    {"RpcRevertToSelfEx", "after RpcImpersonateClient", revert_ex_after, 0},
    {"RpcRevertToSelfEx", "NULL after RpcImpersonateClient", revert_ex_null_after, 0},
    {"RpcRevertToSelfEx", "a client's handle in a call", revert_ex_a_clients, 0},
    {"RpcBindingInqAuthClientA", "nothing is wanted", auth_a, 1},
    {"RpcBindingInqAuthClientA", "the level", auth_level, 0},
    {"RpcBindingInqAuthClientW", "nothing is wanted", auth_w, 1},
    {"RpcBindingInqAuthClientW", "the level", auth_level_w, 0},
    {"RpcBindingInqAuthClientW", "NULL in a call", auth_null, 1},
    {"RpcBindingInqAuthClientExA", "nothing is wanted", auth_ex_a, 1},
    {"RpcBindingInqAuthClientExA", "the service", auth_service, 0},
    {"RpcBindingInqAuthClientExA", "the client has a name", auth_name_a, 0},
    {"RpcBindingInqAuthClientExW", "nothing is wanted", auth_ex_w, 1},
    {"RpcBindingInqAuthClientExW", "the authorization", auth_authorization, 0},
    {"RpcBindingInqAuthClientExW", "the name is that of the A function", auth_name_w, 0},
    {"RpcBindingInqAuthClientExW", "NULL in a call", auth_ex_null, 1},
};
static const Question rest[] = {
    {"RpcImpersonateClientContainer", "NULL in a call", container_null, 1},
    {"RpcRevertContainerImpersonation", "after RpcImpersonateClientContainer", revert_container_after, 1},
    {"RpcServerCompleteSecurityCallback", "NULL in a call", verdict_null, 0},
    {"RpcServerInqBindingHandle", "no place", handle_nowhere, 0},
    {"RpcBindingServerFromClient", "no place", from_client_nowhere, 0},
    {"RpcServerInqCallAttributesA", "no structure", attributes_of_none_a, 0},
    {"RpcServerInqCallAttributesW", "no structure", attributes_of_none_w, 0},
    {"RpcServerInqCallAttributesW", "version 0", attributes_version_0, 0},
    {"RpcServerInqCallAttributesA", "a client's handle in a call", attributes_a_clients, 0},
    {"RpcServerInqCallAttributesA", "the level", attributes_level, 1},
    {"RpcServerInqCallAttributesA", "the service", attributes_service, 1},
    {"RpcServerInqCallAttributesA", "a null session", attributes_null_session, 1},
    {"RpcServerInqCallAttributesA", "the client's name", attributes_name, 0},
    {"RpcServerInqCallAttributesA", "the client's name, no room", attributes_no_room, 0},
    {"RpcServerInqCallAttributesA", "the client's name, little room, more is asked for", attributes_little_room, 0},
    {"RpcServerInqCallAttributesA", "the client's name, little room is left as it is", attributes_untouched, 0},
    {"RpcServerInqCallAttributesA", "the client has no name, and the length is zero", attributes_no_name, 1},
    {"RpcServerInqCallAttributesA", "no name is asked for, and the length is left", attributes_not_asked_for, 0},
    {"RpcServerInqCallAttributesA", "the client's name, nowhere", attributes_nowhere, 0},
    {"RpcServerInqCallAttributesW", "the client's name is that of the A function", attributes_name_w, 0},
#ifndef _WIN32
    {"RpcServerInqCallAttributesA", "version 2, the sequence", more_sequence, 1},
    {"RpcServerInqCallAttributesA", "version 2, the client's locality", more_locality, 1},
    {"RpcServerInqCallAttributesA", "version 2, the status", more_status, 1},
    {"RpcServerInqCallAttributesA", "version 2, the type", more_type, 1},
    {"RpcServerInqCallAttributesA", "version 2, the number of the operation", more_number, 1},
    {"RpcServerInqCallAttributesA", "version 2, the interface", more_interface, 1},
    {"RpcServerInqCallAttributesA", "version 2, the client's process", more_process, 0},
    {"RpcServerInqCallAttributesA", "version 2, no process that is not asked for", more_no_process, 0},
    {"RpcServerInqCallAttributesA", "version 2, an address and no place", more_no_address, 1},
    {"RpcServerInqCallAttributesA", "version 2, the address, its bytes", more_address, 1},
    {"RpcServerInqCallAttributesA", "version 2, an address and little room", more_little_room, 1},
    {"RpcServerInqCallAttributesA", "version 2, an address and room that is nowhere", more_nowhere, 1},
#endif
};

static const Question* asked;
LONG on_server(handle_t binding, LONG which) { return asked[which].ask(binding); }

static void each(const Question* questions, unsigned count, RPC_BINDING_HANDLE client, int nobody) {
    unsigned i;
    asked = questions;
    for (i = 0; i < count; i++) {
        char situation[100];
        if (nobody && !questions[i].of_nobody) continue;
        snprintf(situation, sizeof situation, "%s%s", questions[i].situation,
                 nobody ? ", a client that is nobody" : "");
        FACT_CALL(questions[i].function, situation, c_on_server(client, (LONG)i));
    }
}

static void outside(void) {
    PVOID garbage = &garbage;
    const LUID zero = {0, 0};
    FACT_CALL("RpcFreeAuthorizationContext", "no place", RpcFreeAuthorizationContext(NULL));
    FACT_CALL("RpcFreeAuthorizationContext", "what is no context", RpcFreeAuthorizationContext(&garbage));
    FACT_NUMBER("RpcFreeAuthorizationContext", "what is no context is left as it is", garbage == &garbage);
    FACT_CALL("RpcGetAuthorizationContextForClient", "no place",
              RpcGetAuthorizationContextForClient(NULL, FALSE, NULL, NULL, zero, 0, NULL, NULL));
}

int main(void) {
    RPC_BINDING_HANDLE lrpc, tcp;
    a_clients = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    RpcServerUseProtseqA((RPC_CSTR) "ncacn_ip_tcp", 10, NULL);
    lrpc = fact_own_endpoint("facts-callers");
    tcp = fact_own_port();
    RpcServerRegisterIfEx(talk_v1_2_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN, 10, NULL);
    each(who, sizeof who / sizeof *who, lrpc, 0);
    each(who, sizeof who / sizeof *who, tcp, 1);
    if (!under_wine()) {
        each(rest, sizeof rest / sizeof *rest, lrpc, 0);
        each(rest, sizeof rest / sizeof *rest, tcp, 1);
        outside();
    }
    RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, TRUE);
    RpcBindingFree(&lrpc);
    RpcBindingFree(&tcp);
    RpcBindingFree(&a_clients);
    return 0;
}
