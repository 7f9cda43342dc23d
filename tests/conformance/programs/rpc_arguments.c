// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about arguments that are wrong: no place for an answer, a handle that was freed, a description that is none.
// Windows may read and write through such pointers, as Wine does; what it raises then is seen as well.
#include "rpc_facts.h"

#include <rpcasync.h>
#include <rpcdcep.h>

static const UUID some_id = {0x0a7f3c11, 0x7e57, 0x4001, {0x80, 1, 2, 3, 4, 5, 6, 9}};
static RPC_SERVER_INTERFACE spec = {.Length = sizeof spec};

static void bindings(void) {
    char text[] = "ncacn_ip_tcp:host[1]";
    WCHAR wide[40];
    RPC_BINDING_HANDLE handle = fact_binding(text), made = NULL;
    fact_widen(wide, text);
    FACT_CALL("RpcBindingFromStringBindingA", "no place", RpcBindingFromStringBindingA((RPC_CSTR)text, NULL));
    FACT_CALL("RpcBindingFromStringBindingW", "no place", RpcBindingFromStringBindingW((RPC_WSTR)wide, NULL));
    FACT_CALL("RpcBindingFromStringBindingA", "no string", RpcBindingFromStringBindingA(NULL, &made));
    FACT_CALL("RpcBindingFromStringBindingW", "no string", RpcBindingFromStringBindingW(NULL, &made));
    FACT_CALL("RpcBindingCopy", "no place", RpcBindingCopy(handle, NULL));
    FACT_CALL("RpcBindingFree", "no place", RpcBindingFree(NULL));
    FACT_CALL("RpcBindingVectorFree", "no place", RpcBindingVectorFree(NULL));
    FACT_CALL("RpcBindingInqObject", "no place", RpcBindingInqObject(handle, NULL));
    FACT_CALL("RpcBindingInqOption", "no place", RpcBindingInqOption(handle, RPC_C_OPT_CALL_TIMEOUT, NULL));
    FACT_CALL("RpcMgmtInqComTimeout", "no place", RpcMgmtInqComTimeout(handle, NULL));
    FACT_CALL("I_RpcBindingInqTransportType", "no place", I_RpcBindingInqTransportType(handle, NULL));
    FACT_CALL("RpcServerInqBindings", "no place", RpcServerInqBindings(NULL));
    RpcBindingFree(&handle);
}

static void texts(void) {
    RPC_CSTR string = NULL;
    RPC_WSTR wide = NULL;
    FACT_CALL("DceErrorInqTextA", "no place", DceErrorInqTextA(RPC_S_OK, NULL));
    FACT_CALL("DceErrorInqTextW", "no place", DceErrorInqTextW(RPC_S_OK, NULL));
    FACT_CALL("RpcStringFreeA", "no place", RpcStringFreeA(NULL));
    FACT_CALL("RpcStringFreeW", "no place", RpcStringFreeW(NULL));
    FACT_CALL("RpcStringFreeA", "nothing to free", RpcStringFreeA(&string));
    FACT_CALL("RpcStringFreeW", "nothing to free", RpcStringFreeW(&wide));
}

static void strings(void) {
    RPC_IF_ID id;
    FACT_CALL("RpcStringBindingParseA", "no string", RpcStringBindingParseA(NULL, NULL, NULL, NULL, NULL, NULL));
    FACT_CALL("RpcStringBindingParseW", "no string", RpcStringBindingParseW(NULL, NULL, NULL, NULL, NULL, NULL));
    FACT_CALL("RpcIfInqId", "no interface", RpcIfInqId(NULL, &id));
    FACT_CALL("RpcIfInqId", "no place", RpcIfInqId(&spec, NULL));
    FACT_CALL("RpcIfInqId", "an interface", RpcIfInqId(&spec, &id));
    FACT_NUMBER("RpcIfInqId", "an interface: its number and version",
                !memcmp(&id.Uuid, &some_id, sizeof some_id) && id.VersMajor == 1 && id.VersMinor == 0);
}

static void entry_names(void) {
    RPC_BINDING_HANDLE handle = fact_binding("ncalrpc:[x]");
    RPC_WSTR name = NULL;
    FACT_CALL("RpcNsBindingInqEntryNameW", "no handle", RpcNsBindingInqEntryNameW(NULL, 0, &name));
    FACT_CALL("RpcNsBindingInqEntryNameW", "the name is not wanted", RpcNsBindingInqEntryNameW(handle, 0, NULL));
    FACT_CALL("RpcNsBindingInqEntryNameW", "a syntax there is none of", RpcNsBindingInqEntryNameW(handle, 99, NULL));
    RpcBindingFree(&handle);
}

static void management(void) {
    RPC_STATS_VECTOR* counts = NULL;
    RPC_IF_ID_VECTOR* ids = NULL;
    FACT_CALL("RpcMgmtInqStats", "no place", RpcMgmtInqStats(NULL, NULL));
    FACT_CALL("RpcMgmtStatsVectorFree", "no place", RpcMgmtStatsVectorFree(NULL));
    FACT_CALL("RpcMgmtStatsVectorFree", "nothing to free", RpcMgmtStatsVectorFree(&counts));
    FACT_CALL("RpcMgmtInqIfIds", "no place", RpcMgmtInqIfIds(NULL, NULL));
    FACT_CALL("RpcIfIdVectorFree", "no place", RpcIfIdVectorFree(NULL));
    FACT_CALL("RpcIfIdVectorFree", "nothing to free", RpcIfIdVectorFree(&ids));
    FACT_CALL("RpcMgmtInqServerPrincNameA", "no place", RpcMgmtInqServerPrincNameA(NULL, RPC_C_AUTHN_WINNT, NULL));
    FACT_CALL("RpcMgmtInqServerPrincNameW", "no place", RpcMgmtInqServerPrincNameW(NULL, RPC_C_AUTHN_WINNT, NULL));
    FACT_CALL("RpcServerInqDefaultPrincNameA", "no place", RpcServerInqDefaultPrincNameA(RPC_C_AUTHN_WINNT, NULL));
    FACT_CALL("RpcServerInqDefaultPrincNameW", "no place", RpcServerInqDefaultPrincNameW(RPC_C_AUTHN_WINNT, NULL));
    FACT_CALL("RpcMgmtInqDefaultProtectLevel", "no place", RpcMgmtInqDefaultProtectLevel(RPC_C_AUTHN_WINNT, NULL));
    FACT_CALL("RpcMgmtSetCancelTimeout", "a time there is none of", RpcMgmtSetCancelTimeout(-2));
    FACT_CALL("RpcMgmtSetCancelTimeout", "no time at all", RpcMgmtSetCancelTimeout(0));
    FACT_CALL("RpcMgmtSetCancelTimeout", "for ever again", RpcMgmtSetCancelTimeout(RPC_C_CANCEL_INFINITE_TIMEOUT));
}

static void interfaces(void) {
    RPC_SERVER_INTERFACE cut = spec;
    RPC_MGR_EPV* routines = NULL;
    UUID id = some_id, nil = {0};
    cut.Length = 4;
    FACT_CALL("RpcServerRegisterIf", "no interface", RpcServerRegisterIf(NULL, NULL, NULL));
    FACT_CALL("RpcServerRegisterIfEx", "no interface", RpcServerRegisterIfEx(NULL, NULL, NULL, 0, 1, NULL));
    FACT_CALL("RpcServerRegisterIf2", "no interface", RpcServerRegisterIf2(NULL, NULL, NULL, 0, 1, 1000, NULL));
    FACT_CALL("RpcServerInqIf", "no interface", RpcServerInqIf(NULL, NULL, &routines));
    FACT_CALL("RpcServerInqIf", "no place", RpcServerInqIf(&spec, NULL, NULL));
    FACT_CALL("RpcServerInqIf", "an interface nobody registered", RpcServerInqIf(&spec, NULL, &routines));
    FACT_CALL("RpcServerUnregisterIf", "an interface nobody registered", RpcServerUnregisterIf(&spec, NULL, FALSE));
    FACT_CALL("RpcObjectSetType", "no object", RpcObjectSetType(NULL, &id));
    FACT_CALL("RpcObjectSetType", "the nil object", RpcObjectSetType(&nil, &id));
    FACT_CALL("RpcObjectInqType", "no object", RpcObjectInqType(NULL, &id));
#ifndef _WIN32  // Windows may look beyond its end
    FACT_CALL("RpcServerRegisterIf", "an interface that is cut", RpcServerRegisterIf(&cut, NULL, NULL));
    FACT_CALL("RpcServerRegisterIfEx", "an interface that is cut",
              RpcServerRegisterIfEx(&cut, NULL, NULL, 0, 1, NULL));
    FACT_CALL("RpcServerRegisterIf3", "no interface",
              RpcServerRegisterIf3(NULL, NULL, NULL, 0, 1, 1000, NULL, NULL));
#endif
}

/// What the W functions and those that do not replace say to the same.
static void map(void) {
    RPC_SERVER_INTERFACE offered = spec;
    RPC_BINDING_VECTOR none = {0, {NULL}}, hole = {1, {NULL}}, one = {1, {NULL}}, partial = {1, {NULL}};
    RPC_BINDING_HANDLE handle = fact_binding("ncalrpc:");
    RPC_EP_INQ_HANDLE inquiry = NULL;
    RPC_IF_ID id = {some_id, 1, 0};
    one.BindingH[0] = fact_binding("ncalrpc:[facts-arguments]");
    partial.BindingH[0] = handle;
    FACT_CALL("RpcEpRegisterA", "no interface", RpcEpRegisterA(NULL, &one, NULL, NULL));
    FACT_CALL("RpcEpRegisterW", "no interface", RpcEpRegisterW(NULL, &one, NULL, NULL));
    FACT_CALL("RpcEpRegisterNoReplaceA", "no interface", RpcEpRegisterNoReplaceA(NULL, &one, NULL, NULL));
    FACT_CALL("RpcEpRegisterNoReplaceW", "no interface", RpcEpRegisterNoReplaceW(NULL, &one, NULL, NULL));
    FACT_CALL("RpcEpUnregister", "no interface", RpcEpUnregister(NULL, &one, NULL));
    FACT_CALL("RpcEpResolveBinding", "no interface", RpcEpResolveBinding(handle, NULL));
    FACT_CALL("RpcEpRegisterW", "an empty vector", RpcEpRegisterW(&offered, &none, NULL, NULL));
    FACT_CALL("RpcEpRegisterNoReplaceW", "an empty vector", RpcEpRegisterNoReplaceW(&offered, &none, NULL, NULL));
#ifndef _WIN32  // Windows may look at such handles
    FACT_CALL("RpcEpRegisterW", "a vector of no handle", RpcEpRegisterW(&offered, &hole, NULL, NULL));
    FACT_CALL("RpcEpRegisterNoReplaceW", "a vector of no handle", RpcEpRegisterNoReplaceW(&offered, &hole, NULL, NULL));
    FACT_CALL("RpcEpRegisterW", "a binding without an endpoint", RpcEpRegisterW(&offered, &partial, NULL, NULL));
    FACT_CALL("RpcEpRegisterNoReplaceW", "a binding without an endpoint",
              RpcEpRegisterNoReplaceW(&offered, &partial, NULL, NULL));
#else
    (void)hole;
#endif
    FACT_CALL("RpcMgmtEpEltInqNextA", "no inquiry", RpcMgmtEpEltInqNextA(NULL, &id, NULL, NULL, NULL));
    FACT_CALL("RpcMgmtEpEltInqNextW", "no inquiry", RpcMgmtEpEltInqNextW(NULL, &id, NULL, NULL, NULL));
    FACT_CALL("RpcMgmtEpEltInqBegin", "no place",
              RpcMgmtEpEltInqBegin(NULL, RPC_C_EP_ALL_ELTS, NULL, 0, NULL, NULL));
    FACT_CALL("RpcMgmtEpEltInqDone", "no place", RpcMgmtEpEltInqDone(NULL));
    FACT_CALL("RpcMgmtEpEltInqDone", "no inquiry", RpcMgmtEpEltInqDone(&inquiry));
    if (!under_wine()) {
        FACT_CALL("RpcMgmtEpEltInqBegin", "all",
                  RpcMgmtEpEltInqBegin(NULL, RPC_C_EP_ALL_ELTS, NULL, 0, NULL, &inquiry));
        FACT_CALL("RpcMgmtEpEltInqNextA", "no place for the interface",
                  RpcMgmtEpEltInqNextA(inquiry, NULL, NULL, NULL, NULL));
        FACT_CALL("RpcMgmtEpEltInqNextW", "no place for the interface",
                  RpcMgmtEpEltInqNextW(inquiry, NULL, NULL, NULL, NULL));
        FACT_CALL("RpcMgmtEpEltInqDone", "an inquiry", RpcMgmtEpEltInqDone(&inquiry));
        FACT_NUMBER("RpcMgmtEpEltInqDone", "an inquiry: the handle is null afterwards", inquiry == NULL);
    }
    FACT_CALL("RpcMgmtEpUnregister", "no handle", RpcMgmtEpUnregister(NULL, &id, NULL, NULL));
    RpcBindingFree(&one.BindingH[0]);
    RpcBindingFree(&handle);
}

/// What stubs hand over.
static void messages(void) {
    RPC_MESSAGE message;
    memset(&message, 0, sizeof message);
    FACT_CALL("I_RpcFreeBuffer", "a message without a call", I_RpcFreeBuffer(&message));
#ifndef _WIN32  // Windows looks at the members of a message, whatever they are
    FACT_CALL("I_RpcGetBuffer", "no message", I_RpcGetBuffer(NULL));
    FACT_CALL("I_RpcSendReceive", "no message", I_RpcSendReceive(NULL));
    FACT_CALL("I_RpcFreeBuffer", "no message", I_RpcFreeBuffer(NULL));
    FACT_CALL("I_RpcSendReceive", "a message without a call", I_RpcSendReceive(&message));
#endif
}

static void errors(void) {
    RPC_ERROR_ENUM_HANDLE none = {0, NULL, NULL};
    int count = 0;
    FACT_CALL("RpcErrorResetEnumeration", "no place", RpcErrorResetEnumeration(NULL));
    FACT_CALL("RpcErrorEndEnumeration", "no place", RpcErrorEndEnumeration(NULL));
    FACT_CALL("RpcErrorGetNumberOfRecords", "no place", RpcErrorGetNumberOfRecords(NULL, &count));
    FACT_CALL("RpcErrorGetNumberOfRecords", "an enumeration of zeros", RpcErrorGetNumberOfRecords(&none, &count));
    FACT_CALL("RpcErrorResetEnumeration", "an enumeration of zeros", RpcErrorResetEnumeration(&none));
}

static void contexts(void) {
    int nothing = 0;
    RPC_BINDING_HANDLE binding = NULL;
    FACT_CALL("RpcSsGetContextBinding", "no context", RpcSsGetContextBinding(NULL, &binding));
    FACT_CALL("RpcSsGetContextBinding", "no place", RpcSsGetContextBinding(&nothing, NULL));
}

#ifdef _WIN32
static void freed_handles(void) {}  // their memory may be anything's
static void groups(void) {}         // mingw-w64 does not declare them
#else
/// K5: everybody knows that the handle is none any more.
static void freed_handles(void) {
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:host[1]"), gone = handle, copy = NULL;
    UUID object = some_id;
    RPC_STATS_VECTOR* counts = NULL;
    RPC_IF_ID_VECTOR* ids = NULL;
    RPC_CSTR text = NULL;
    RPC_WSTR wide = NULL;
    RPC_IF_ID id = {some_id, 1, 0};
    RPC_EP_INQ_HANDLE inquiry = NULL;
    ULONG_PTR value = 0;
    ULONG level = 0;
    unsigned number = 0;
    RpcBindingFree(&handle);
    FACT_CALL("RpcBindingFree", "a handle that was freed", RpcBindingFree(&gone));
    FACT_CALL("RpcBindingCopy", "a handle that was freed", RpcBindingCopy(gone, &copy));
    FACT_CALL("RpcBindingReset", "a handle that was freed", RpcBindingReset(gone));
    FACT_CALL("RpcBindingSetObject", "a handle that was freed", RpcBindingSetObject(gone, &object));
    FACT_CALL("RpcBindingInqObject", "a handle that was freed", RpcBindingInqObject(gone, &object));
    FACT_CALL("RpcBindingSetOption", "a handle that was freed", RpcBindingSetOption(gone, RPC_C_OPT_DONT_LINGER, 1));
    FACT_CALL("RpcBindingInqOption", "a handle that was freed",
              RpcBindingInqOption(gone, RPC_C_OPT_DONT_LINGER, &value));
    FACT_CALL("RpcBindingToStringBindingA", "a handle that was freed", RpcBindingToStringBindingA(gone, &text));
    FACT_CALL("RpcBindingToStringBindingW", "a handle that was freed", RpcBindingToStringBindingW(gone, &wide));
    FACT_CALL("RpcBindingServerFromClient", "a handle that was freed", RpcBindingServerFromClient(gone, &copy));
    FACT_CALL("RpcBindingUnbind", "a handle that was freed", RpcBindingUnbind(gone));
    FACT_CALL("RpcBindingBind", "a handle that was freed", RpcBindingBind(NULL, gone, &spec));
    FACT_CALL("RpcNsBindingInqEntryNameA", "a handle that was freed", RpcNsBindingInqEntryNameA(gone, 0, &text));
    FACT_CALL("RpcMgmtSetComTimeout", "a handle that was freed", RpcMgmtSetComTimeout(gone, 5));
    FACT_CALL("RpcMgmtInqComTimeout", "a handle that was freed", RpcMgmtInqComTimeout(gone, &number));
    FACT_CALL("RpcMgmtIsServerListening", "a handle that was freed", RpcMgmtIsServerListening(gone));
    FACT_CALL("RpcMgmtStopServerListening", "a handle that was freed", RpcMgmtStopServerListening(gone));
    FACT_CALL("RpcMgmtInqStats", "a handle that was freed", RpcMgmtInqStats(gone, &counts));
    FACT_CALL("RpcMgmtInqIfIds", "a handle that was freed", RpcMgmtInqIfIds(gone, &ids));
    FACT_CALL("RpcMgmtInqServerPrincNameA", "a handle that was freed",
              RpcMgmtInqServerPrincNameA(gone, RPC_C_AUTHN_WINNT, &text));
    FACT_CALL("RpcMgmtInqServerPrincNameW", "a handle that was freed",
              RpcMgmtInqServerPrincNameW(gone, RPC_C_AUTHN_WINNT, &wide));
    FACT_CALL("RpcMgmtEpEltInqBegin", "a handle that was freed",
              RpcMgmtEpEltInqBegin(gone, RPC_C_EP_ALL_ELTS, NULL, 0, NULL, &inquiry));
    FACT_CALL("RpcMgmtEpUnregister", "a handle that was freed", RpcMgmtEpUnregister(NULL, &id, gone, NULL));
    FACT_CALL("RpcBindingSetAuthInfoA", "a handle that was freed",
              RpcBindingSetAuthInfoA(gone, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, NULL, 0));
    FACT_CALL("RpcBindingSetAuthInfoW", "a handle that was freed",
              RpcBindingSetAuthInfoW(gone, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, NULL, 0));
    FACT_CALL("RpcBindingInqAuthInfoA", "a handle that was freed",
              RpcBindingInqAuthInfoA(gone, NULL, &level, NULL, NULL, NULL));
    FACT_CALL("RpcBindingInqAuthInfoW", "a handle that was freed",
              RpcBindingInqAuthInfoW(gone, NULL, &level, NULL, NULL, NULL));
    FACT_CALL("RpcImpersonateClient", "a handle that was freed", RpcImpersonateClient(gone));
    FACT_CALL("RpcRevertToSelfEx", "a handle that was freed", RpcRevertToSelfEx(gone));
    FACT_CALL("RpcBindingInqAuthClientA", "a handle that was freed",
              RpcBindingInqAuthClientA(gone, NULL, NULL, &level, NULL, NULL));
    FACT_CALL("RpcBindingInqAuthClientExW", "a handle that was freed",
              RpcBindingInqAuthClientExW(gone, NULL, NULL, &level, NULL, NULL, 0));
}

/// Templates that are none, to either function.
static RPC_INTERFACE_TEMPLATEA offered;
static RPC_ENDPOINT_TEMPLATEA place;
static void activate(const char* situation, RPC_INTERFACE_GROUP made) {
    if (!made) return;
    FACT_CALL("RpcServerInterfaceGroupActivate", situation, RpcServerInterfaceGroupActivate(made));
    RpcServerInterfaceGroupClose(made);
}

static void group(const char* situation) {
    RPC_INTERFACE_GROUP made = NULL;
    RPC_INTERFACE_TEMPLATEW wide = {.Version = offered.Version, .IfSpec = offered.IfSpec, .MaxCalls = 1};
    RPC_ENDPOINT_TEMPLATEW wide_place = {.Version = place.Version};
    if (place.ProtSeq) wide_place.ProtSeq = (RPC_WSTR)L"ncalrpc";
    wide.SecurityDescriptor = offered.SecurityDescriptor;
    wide_place.SecurityDescriptor = place.SecurityDescriptor;
    FACT_CALL("RpcServerInterfaceGroupCreateA", situation,
              RpcServerInterfaceGroupCreateA(&offered, 1, &place, 1, INFINITE, NULL, NULL, &made));
    activate(situation, made);
    made = NULL;
    FACT_CALL("RpcServerInterfaceGroupCreateW", situation,
              RpcServerInterfaceGroupCreateW(&wide, 1, &wide_place, 1, INFINITE, NULL, NULL, &made));
    if (made) RpcServerInterfaceGroupClose(made);
}

static void groups(void) {
    unsigned char no_descriptor[20] = {9};
    RPC_SERVER_INTERFACE cut = spec;
    RPC_INTERFACE_GROUP made = NULL;
    cut.Length = 4;
    offered = (RPC_INTERFACE_TEMPLATEA){.Version = 1, .IfSpec = &spec, .MaxCalls = 1};
    place = (RPC_ENDPOINT_TEMPLATEA){.Version = 1, .ProtSeq = (RPC_CSTR) "ncalrpc"};
    group("templates that are right");
    offered.Version = 2;
    group("an interface of version 2");
    offered = (RPC_INTERFACE_TEMPLATEA){.Version = 1, .MaxCalls = 1};
    group("no interface");
    offered.IfSpec = &cut;
    group("an interface that is cut");
    offered.IfSpec = &spec;
    offered.SecurityDescriptor = no_descriptor;
    group("an interface's security descriptor that is none");
    offered.SecurityDescriptor = NULL;
    place.Version = 2;
    group("an endpoint of version 2");
    place = (RPC_ENDPOINT_TEMPLATEA){.Version = 1};
    group("no sequence");
    place.ProtSeq = (RPC_CSTR) "ncalrpc";
    place.SecurityDescriptor = no_descriptor;
    group("an endpoint's security descriptor that is none");
    place.SecurityDescriptor = NULL;
    FACT_CALL("RpcServerInterfaceGroupCreateA", "no place",
              RpcServerInterfaceGroupCreateA(&offered, 1, &place, 1, INFINITE, NULL, NULL, NULL));
    FACT_CALL("RpcServerInterfaceGroupCreateA", "interfaces that are nowhere",
              RpcServerInterfaceGroupCreateA(NULL, 1, &place, 1, INFINITE, NULL, NULL, &made));
    FACT_CALL("RpcServerInterfaceGroupCreateA", "endpoints that are nowhere",
              RpcServerInterfaceGroupCreateA(&offered, 1, NULL, 1, INFINITE, NULL, NULL, &made));
    FACT_CALL("RpcServerInterfaceGroupActivate", "NULL", RpcServerInterfaceGroupActivate(NULL));
    FACT_CALL("RpcServerInterfaceGroupDeactivate", "NULL", RpcServerInterfaceGroupDeactivate(NULL, TRUE));
    FACT_CALL("RpcServerInterfaceGroupInqBindings", "no place", RpcServerInterfaceGroupInqBindings(NULL, NULL));
}
#endif

int main(void) {
    spec.InterfaceId.SyntaxGUID = some_id;
    spec.InterfaceId.SyntaxVersion.MajorVersion = 1;
    bindings();
    texts();
    strings();
    entry_names();
    management();
    interfaces();
    map();
    messages();
    errors();
    contexts();
    freed_handles();
    groups();
    return 0;
}
