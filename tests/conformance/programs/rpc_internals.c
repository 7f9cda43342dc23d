// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about the I_Rpc* functions that ask about a call and its connection, and of TowerConstruct and TowerExplode,
// which no header declares: what is told, no place for it, no call. Client and server are this program.
// stubs: talk
#include "rpc_facts.h"
#include "talk_managers.h"

#include <rpcasync.h>
#include <rpcdcep.h>

#ifdef _WIN32  // mingw-w64 declares half of them, and nothing says what Windows' do with what is wrong
LONG on_server(handle_t binding, LONG which) {
    (void)binding;
    return which;
}
int main(void) {
    FACT_NUMBER("the internal functions", "they are asked", 0);
    return 0;
}
#else

RPC_STATUS RPC_ENTRY TowerConstruct(const RPC_SYNTAX_IDENTIFIER*, const RPC_SYNTAX_IDENTIFIER*, const char*,
                                    const char*, const char*, void**);
RPC_STATUS RPC_ENTRY TowerExplode(const void*, RPC_SYNTAX_IDENTIFIER*, RPC_SYNTAX_IDENTIFIER*, char**, char**, char**);

typedef RPC_STATUS(RPC_ENTRY* Ask)(RPC_BINDING_HANDLE, ULONG*);
static RPC_STATUS RPC_ENTRY client_is_local(RPC_BINDING_HANDLE binding, ULONG* value) {
    return I_RpcBindingIsClientLocal(binding, (unsigned*)value);
}
static RPC_STATUS RPC_ENTRY transport(RPC_BINDING_HANDLE binding, ULONG* value) {
    (void)binding;
    return I_RpcServerInqTransportType((unsigned*)value);
}
static RPC_STATUS RPC_ENTRY process(RPC_BINDING_HANDLE binding, ULONG* value) {
    const RPC_STATUS status = I_RpcBindingInqLocalClientPID(binding, value);
    if (status == RPC_S_OK) *value = *value == GetCurrentProcessId();
    return status;
}
static RPC_STATUS RPC_ENTRY association(RPC_BINDING_HANDLE binding, ULONG* value) {
    const RPC_STATUS status = I_RpcServerGetAssociationID(binding, value);
    if (status == RPC_S_OK) *value = *value != 0;
    return status;
}
/// The bytes of the address: four, where there is one.
static RPC_STATUS address(RPC_STATUS(RPC_ENTRY* ask)(RPC_BINDING_HANDLE, void*, ULONG*, ULONG*),
                          RPC_BINDING_HANDLE binding, ULONG room, ULONG* value) {
    unsigned char bytes[16] = {0};
    ULONG format = 77;
    RPC_STATUS status;
    if (!value) return ask(binding, bytes, NULL, &format);
    *value = room;
    status = ask(binding, bytes, value, &format);
    if (status == RPC_S_OK && (bytes[0] != 127 || format != rlafIPv4)) *value = 0;
    return status;
}
static RPC_STATUS RPC_ENTRY here(RPC_BINDING_HANDLE binding, ULONG* value) {
    return address(I_RpcServerInqLocalConnAddress, binding, 16, value);
}
static RPC_STATUS RPC_ENTRY there(RPC_BINDING_HANDLE binding, ULONG* value) {
    return address(I_RpcServerInqRemoteConnAddress, binding, 16, value);
}
static RPC_STATUS RPC_ENTRY here_little_room(RPC_BINDING_HANDLE binding, ULONG* value) {
    return address(I_RpcServerInqLocalConnAddress, binding, 2, value);
}
static RPC_STATUS RPC_ENTRY there_little_room(RPC_BINDING_HANDLE binding, ULONG* value) {
    return address(I_RpcServerInqRemoteConnAddress, binding, 2, value);
}

// -- contexts that a routine makes by itself

static void __RPC_USER rundown(void* context) { (void)context; }
static const NDR_RUNDOWN rundowns[] = {rundown};
/// How many of two contexts there are, and whether they are empty and two.
static LONG contexts(handle_t binding, LONG which) {
    static const unsigned char format[] = {0x30, 0xa0, 0, 0};
    RPC_MESSAGE message;
    MIDL_STUB_MESSAGE stub;
    MIDL_STUB_DESC description;
    NDR_SCONTEXT first, second;
    memset(&message, 0, sizeof message);
    memset(&stub, 0, sizeof stub);
    memset(&description, 0, sizeof description);
    description.apfnNdrRundownRoutines = rundowns;
    message.Handle = binding;
    stub.RpcMsg = &message;
    stub.StubDesc = &description;
    first = NdrContextHandleInitialize(&stub, format);
    second = NdrContextHandleInitialize(&stub, format);
    if (which == 0) return first && second ? 2 : 0;
    if (which == 1) return !*NDRSContextValue(first) && !*NDRSContextValue(second);
    return first != second;
}

static const struct {
    const char* function;
    const char* what;
    Ask ask;
} questions[] = {
    {"I_RpcBindingIsClientLocal", "the answer", client_is_local},
    {"I_RpcServerInqTransportType", "the answer", transport},
    {"I_RpcBindingInqLocalClientPID", "the answer", process},
    {"I_RpcServerGetAssociationID", "the answer", association},
    {"I_RpcServerInqLocalConnAddress", "the answer", here},
    {"I_RpcServerInqRemoteConnAddress", "the answer", there},
    {"I_RpcServerInqLocalConnAddress", "little room", here_little_room},
    {"I_RpcServerInqRemoteConnAddress", "little room", there_little_room},
};
enum { COUNT = sizeof questions / sizeof *questions };

/// The question; behind them all the same without a place for the answer.
static ULONG value;
LONG on_server(handle_t binding, LONG which) {
    value = 77;
    if (which >= 2 * COUNT) return contexts(binding, which - 2 * COUNT);
    return (LONG)(which < COUNT ? questions[which].ask(binding, &value) : questions[which - COUNT].ask(binding, NULL));
}

static void calls(const char* sequence, RPC_BINDING_HANDLE client) {
    char situation[100];
    LONG i;
    for (i = 0; i < COUNT; i++) {
        snprintf(situation, sizeof situation, "%s, %s: the status", sequence, questions[i].what);
        FACT_CALL(questions[i].function, situation, c_on_server(client, i));
        snprintf(situation, sizeof situation, "%s, %s", sequence, questions[i].what);
        FACT_NUMBER(questions[i].function, situation, value);
        if (strcmp(questions[i].what, "the answer")) continue;
        snprintf(situation, sizeof situation, "%s, no place", sequence);
        FACT_CALL(questions[i].function, situation, c_on_server(client, COUNT + i));
    }
}

static void new_contexts(RPC_BINDING_HANDLE client) {
    FACT_CALL("NdrContextHandleInitialize", "in a call: contexts", c_on_server(client, 2 * COUNT));
    FACT_CALL("NdrContextHandleInitialize", "in a call: they are empty", c_on_server(client, 2 * COUNT + 1));
    FACT_CALL("NdrContextHandleInitialize", "in a call: they are two", c_on_server(client, 2 * COUNT + 2));
    FACT_CALL("NdrContextHandleInitialize", "the connection is good after that", c_add(client, 40, 2));
}

/// Without a call there is nothing to ask.
static void outside(void) {
    LONG i;
    for (i = 0; i < 6; i++) FACT_CALL(questions[i].function, "no call", questions[i].ask(NULL, &value));
}

static void bindings(RPC_BINDING_HANDLE client) {
    RPC_BINDING_HANDLE copy = NULL;
    unsigned local = 77;
    char text[200];
    FACT_CALL("I_RpcBindingIsServerLocal", "no place", I_RpcBindingIsServerLocal(client, NULL));
    FACT_CALL("I_RpcBindingIsServerLocal", "over ncalrpc", I_RpcBindingIsServerLocal(client, &local));
    FACT_NUMBER("I_RpcBindingIsServerLocal", "over ncalrpc: it is", local);
    FACT_CALL("I_RpcBindingIsServerLocal", "no handle", I_RpcBindingIsServerLocal(NULL, &local));
    FACT_CALL("I_RpcBindingInqTransportType", "no handle", I_RpcBindingInqTransportType(NULL, &local));
    FACT_CALL("I_RpcBindingCopy", "a handle", I_RpcBindingCopy(client, &copy));
    snprintf(text, sizeof text, "%s", fact_string(client));
    FACT_NUMBER("I_RpcBindingCopy", "the string binding is the same", !strcmp(fact_string(copy), text));
    FACT_CALL("I_RpcBindingCopy", "no place", I_RpcBindingCopy(client, NULL));
    FACT_CALL("I_RpcBindingCopy", "no handle", I_RpcBindingCopy(NULL, &copy));
    RpcBindingFree(&copy);
}

static void towers(void) {
    const RPC_SYNTAX_IDENTIFIER id = {{1, 2, 3, {4}}, {1, 0}};
    void* tower = NULL;
    FACT_CALL("TowerConstruct", "no interface", TowerConstruct(NULL, &id, "ncalrpc", "x", NULL, &tower));
    FACT_CALL("TowerConstruct", "no transfer syntax", TowerConstruct(&id, NULL, "ncalrpc", "x", NULL, &tower));
    FACT_CALL("TowerConstruct", "no sequence", TowerConstruct(&id, &id, NULL, "x", NULL, &tower));
    FACT_CALL("TowerConstruct", "no place", TowerConstruct(&id, &id, "ncalrpc", "x", NULL, NULL));
    FACT_CALL("TowerExplode", "no tower", TowerExplode(NULL, NULL, NULL, NULL, NULL, NULL));
}

/// A message that no stub has filled in.
static RPC_MESSAGE message_to(RPC_BINDING_HANDLE client, void* interface_) {
    RPC_MESSAGE message;
    memset(&message, 0, sizeof message);
    message.Handle = client;
    message.RpcInterfaceInformation = interface_;
    message.BufferLength = 8;
    return message;
}

static void messages(RPC_BINDING_HANDLE client) {
    RPC_MESSAGE message = message_to(NULL, talk_v1_2_c_ifspec);
    FACT_CALL("I_RpcGetBuffer", "no handle", I_RpcGetBuffer(&message));
    message = message_to(client, NULL);
    FACT_CALL("I_RpcGetBuffer", "no interface", I_RpcGetBuffer(&message));
    message = message_to(client, talk_v1_2_c_ifspec);
    message.RpcFlags = RPC_NCA_FLAGS_BROADCAST;
    FACT_CALL("I_RpcGetBuffer", "to several servers at once", I_RpcGetBuffer(&message));
    message = message_to(client, talk_v1_2_c_ifspec);
    FACT_CALL("I_RpcGetBuffer", "to a server", I_RpcGetBuffer(&message));
    FACT_NUMBER("I_RpcGetBuffer", "there is a buffer", message.Buffer != NULL);
    message.BufferLength = 1000000;
    FACT_CALL("I_RpcSendReceive", "more than the buffer holds", I_RpcSendReceive(&message));
    FACT_CALL("I_RpcFreeBuffer", "what was not sent", I_RpcFreeBuffer(&message));
    FACT_CALL("I_RpcSendReceive", "the connection is good after that", c_add(client, 40, 2));
}

static void asynchronous_messages(RPC_BINDING_HANDLE client) {
    RPC_ASYNC_STATE state, second;
    RPC_MESSAGE message = message_to(client, talk_v1_2_c_ifspec);
    RpcAsyncInitializeHandle(&state, sizeof state);
    RpcAsyncInitializeHandle(&second, sizeof second);
    state.NotificationType = second.NotificationType = RpcNotificationTypeNone;
    FACT_CALL("I_RpcAsyncSetHandle", "a message without a call", I_RpcAsyncSetHandle(&message, &state));
    I_RpcGetBuffer(&message);
    FACT_CALL("I_RpcSend", "a call that is not asynchronous", I_RpcSend(&message));
    message.RpcFlags = RPC_BUFFER_PARTIAL;
    FACT_CALL("I_RpcReceive", "a piece of a call without pipes", I_RpcReceive(&message, 4));
    message.RpcFlags = 0;
    FACT_CALL("I_RpcAsyncSetHandle", "a call", I_RpcAsyncSetHandle(&message, &state));
    FACT_CALL("I_RpcAsyncSetHandle", "a call that is asynchronous already", I_RpcAsyncSetHandle(&message, &second));
    FACT_CALL("I_RpcReceive", "an asynchronous call that was not sent", I_RpcReceive(&message, 0));
    FACT_CALL("I_RpcFreeBuffer", "an asynchronous call that was not sent", I_RpcFreeBuffer(&message));
}

int main(void) {
    RPC_BINDING_HANDLE lrpc, tcp;
    RpcServerUseProtseqA((RPC_CSTR) "ncacn_ip_tcp", 10, NULL);
    lrpc = fact_own_endpoint("facts-internals");
    tcp = fact_own_port();
    RpcServerRegisterIfEx(talk_v1_2_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN, 10, NULL);
    FACT_NUMBER("the internal functions", "they are asked", 1);
    calls("ncalrpc", lrpc);
    calls("ncacn_ip_tcp", tcp);
    new_contexts(lrpc);
    outside();
    bindings(lrpc);
    towers();
    messages(lrpc);
    asynchronous_messages(lrpc);
    RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, TRUE);
    RpcBindingFree(&lrpc);
    RpcBindingFree(&tcp);
    return 0;
}
#endif
