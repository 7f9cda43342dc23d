// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about binding handles, their options, fast binding handles, and states and texts of errors, of which nothing is
// sent anywhere. Where Wine reads through a null handle, RpcExcept shows what it raises.
#include "rpc_facts.h"

#include <rpcasync.h>

#ifndef RPC_PROTSEQ_LRPC  // mingw-w64's headers have neither these nor the A forms of the structures
#define RPC_PROTSEQ_TCP 1
#define RPC_PROTSEQ_NMP 2
#define RPC_PROTSEQ_LRPC 3
#define RPC_PROTSEQ_HTTP 4
#define RPC_BHT_OBJECT_UUID_VALID 1
#define RPC_BHO_NONCAUSAL 1
#define RPC_BHO_DONTLINGER 2
#endif

static void objects_and_copies(void) {
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:host[4711]"), copy = NULL;
    UUID object = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}}, other = {9, 9, 9, {9}}, nil = {0}, found = {7, 7, 7, {7}};
    FACT_NUMBER("RpcBindingInqObject", "no object", RpcBindingInqObject(handle, &found));
    FACT_NUMBER("RpcBindingInqObject", "no object: the nil one", memcmp(&found, &nil, sizeof nil) == 0);
    FACT_NUMBER("RpcBindingSetObject", "an object", RpcBindingSetObject(handle, &object));
    FACT_NUMBER("RpcBindingInqObject", "an object", RpcBindingInqObject(handle, &found));
    FACT_NUMBER("RpcBindingInqObject", "an object: equal", memcmp(&found, &object, sizeof found) == 0);
    FACT_TEXT("RpcBindingSetObject", "an object: the string binding", fact_string(handle));
    FACT_NUMBER("RpcBindingCopy", "a binding", RpcBindingCopy(handle, &copy));  // K3
    FACT_NUMBER("RpcBindingCopy", "another handle", copy != handle);
    FACT_TEXT("RpcBindingCopy", "its string", fact_string(copy));
    FACT_NUMBER("RpcBindingSetObject", "another object", RpcBindingSetObject(handle, &other));
    RpcBindingInqObject(handle, &found);
    FACT_NUMBER("RpcBindingSetObject", "another object replaces it", memcmp(&found, &other, sizeof found) == 0);
    FACT_NUMBER("RpcBindingSetObject", "none", RpcBindingSetObject(handle, NULL));
    FACT_TEXT("RpcBindingSetObject", "none: the string binding", fact_string(handle));
    FACT_TEXT("RpcBindingCopy", "its string after the original changed", fact_string(copy));
    RpcBindingSetObject(copy, &nil);
    FACT_TEXT("RpcBindingSetObject", "the nil object: the string binding", fact_string(copy));
    RpcBindingReset(copy);
    FACT_TEXT("RpcBindingCopy", "the original's string after the copy changed", fact_string(handle));
    FACT_NUMBER("RpcBindingReset", "a full binding", RpcBindingReset(handle));  // K7
    FACT_TEXT("RpcBindingReset", "a full binding: the string binding", fact_string(handle));
    FACT_NUMBER("RpcBindingReset", "a partial binding", RpcBindingReset(handle));
    RpcBindingSetObject(handle, &object);
    RpcBindingReset(handle);
    FACT_TEXT("RpcBindingReset", "with an object: the string binding", fact_string(handle));
    FACT_NUMBER("RpcBindingFree", "a binding", RpcBindingFree(&handle));  // K4
    FACT_NUMBER("RpcBindingFree", "the handle is null afterwards", handle == NULL);
    FACT_NUMBER("RpcBindingFree", "a null handle", RpcBindingFree(&handle));
    FACT_TEXT("RpcBindingFree", "the copy is still there", fact_string(copy));
    RpcBindingFree(&copy);
}

static void no_handles(void) {
    UUID object = {1, 2, 3, {4}};
    RPC_BINDING_HANDLE copy = NULL;
    RPC_BINDING_VECTOR* vector = NULL;
    RPC_CSTR name = NULL;
    ULONG_PTR value = 0;
    FACT_CALL("RpcBindingCopy", "no handle", RpcBindingCopy(NULL, &copy));
    FACT_CALL("RpcBindingReset", "no handle", RpcBindingReset(NULL));
    FACT_CALL("RpcBindingSetObject", "no handle", RpcBindingSetObject(NULL, &object));
    FACT_CALL("RpcBindingInqObject", "no handle", RpcBindingInqObject(NULL, &object));
    FACT_CALL("RpcBindingSetOption", "no handle", RpcBindingSetOption(NULL, RPC_C_OPT_BINDING_NONCAUSAL, 1));
    FACT_CALL("RpcBindingInqOption", "no handle", RpcBindingInqOption(NULL, RPC_C_OPT_BINDING_NONCAUSAL, &value));
    FACT_CALL("RpcBindingUnbind", "no handle", RpcBindingUnbind(NULL));
    FACT_CALL("RpcBindingBind", "no handle", RpcBindingBind(NULL, NULL, NULL));
    FACT_CALL("RpcBindingVectorFree", "no vector", RpcBindingVectorFree(&vector));
    FACT_CALL("RpcNsBindingInqEntryNameA", "no handle", RpcNsBindingInqEntryNameA(NULL, 0, &name));
}

static void entry_names(void) {
    RPC_BINDING_HANDLE handle = fact_binding("ncalrpc:[x]");
    RPC_CSTR name = NULL;
    RPC_WSTR wide = NULL;
    FACT_CALL("RpcNsBindingInqEntryNameA", "a handle of a string", RpcNsBindingInqEntryNameA(handle, 0, &name));
    FACT_NUMBER("RpcNsBindingInqEntryNameA", "a handle of a string: the name is empty", name && *name == 0);
    FACT_CALL("RpcNsBindingInqEntryNameW", "a handle of a string", RpcNsBindingInqEntryNameW(handle, 0, &wide));
    FACT_NUMBER("RpcNsBindingInqEntryNameW", "a handle of a string: the name is empty", wide && *wide == 0);
    FACT_CALL("RpcNsBindingInqEntryNameA", "the name is not wanted", RpcNsBindingInqEntryNameA(handle, 0, NULL));
    FACT_CALL("RpcNsBindingInqEntryNameA", "a syntax there is none of", RpcNsBindingInqEntryNameA(handle, 99, NULL));
    if (name) RpcStringFreeA(&name);
    if (wide) RpcStringFreeW(&wide);
    RpcBindingFree(&handle);
}

/// Sets an option and asks for it.
static void option(const char* situation, RPC_BINDING_HANDLE handle, ULONG which, ULONG_PTR wanted) {
    char about[100];
    ULONG_PTR value = 77;
    FACT_NUMBER("RpcBindingSetOption", situation, RpcBindingSetOption(handle, which, wanted));
    FACT_STATUS("RpcBindingInqOption", situation, RpcBindingInqOption(handle, which, &value));
    snprintf(about, sizeof about, "%s: the value", situation);
    FACT_NUMBER("RpcBindingInqOption", about, value);
}

static void default_option(const char* situation, RPC_BINDING_HANDLE handle, ULONG which) {
    ULONG_PTR value = 77;
    RpcTryExcept { RpcBindingInqOption(handle, which, &value); }
    RpcExcept(1) {}
    RpcEndExcept FACT_NUMBER("RpcBindingInqOption", situation, value);
}

static void options(void) {
    RPC_BINDING_HANDLE network = fact_binding("ncacn_ip_tcp:host[1]"), local = fact_binding("ncalrpc:[x]");
    RPC_BINDING_HANDLE pipe = fact_binding("ncacn_np:[\\\\pipe\\\\x]");
    default_option("a new handle: noncausal", network, RPC_C_OPT_BINDING_NONCAUSAL);  // E4
    default_option("a new handle: unique", network, RPC_C_OPT_UNIQUE_BINDING);
    default_option("a new handle: the call timeout", network, RPC_C_OPT_CALL_TIMEOUT);  // N1
    default_option("a new handle: don't linger", network, RPC_C_OPT_DONT_LINGER);
    option("noncausal", network, RPC_C_OPT_BINDING_NONCAUSAL, 1);
    option("causal again", network, RPC_C_OPT_BINDING_NONCAUSAL, 0);
    option("unique", network, RPC_C_OPT_UNIQUE_BINDING, 1);  // K12
    option("a call timeout", network, RPC_C_OPT_CALL_TIMEOUT, 1000);  // N4
    option("no call timeout", network, RPC_C_OPT_CALL_TIMEOUT, 0);
    option("noncausal over ncalrpc", local, RPC_C_OPT_BINDING_NONCAUSAL, 1);
    option("noncausal over ncacn_np", pipe, RPC_C_OPT_BINDING_NONCAUSAL, 1);
    FACT_NUMBER("RpcBindingSetOption", "an infinite call timeout",
                RpcBindingSetOption(network, RPC_C_OPT_CALL_TIMEOUT, INFINITE));
    FACT_NUMBER("RpcBindingSetOption", "a call timeout over ncalrpc",  // N5
                RpcBindingSetOption(local, RPC_C_OPT_CALL_TIMEOUT, 1000));
    FACT_NUMBER("RpcBindingSetOption", "don't linger, no call yet",  // K11
                RpcBindingSetOption(network, RPC_C_OPT_DONT_LINGER, 1));
    FACT_NUMBER("RpcBindingSetOption", "don't linger over ncalrpc, no call yet",
                RpcBindingSetOption(local, RPC_C_OPT_DONT_LINGER, 1));
    FACT_NUMBER("RpcBindingSetOption", "one of message queues",
                RpcBindingSetOption(network, RPC_C_OPT_MQ_DELIVERY, 1));
    FACT_NUMBER("RpcBindingSetOption", "one there is none of", RpcBindingSetOption(network, 99, 1));
    ULONG_PTR value = 77;
    FACT_STATUS("RpcBindingInqOption", "one there is none of", RpcBindingInqOption(network, 99, &value));
    FACT_NUMBER("RpcMgmtSetComTimeout", "the shortest", RpcMgmtSetComTimeout(network, RPC_C_BINDING_MIN_TIMEOUT));
    FACT_NUMBER("RpcMgmtSetComTimeout", "the longest", RpcMgmtSetComTimeout(network, RPC_C_BINDING_MAX_TIMEOUT));
    FACT_NUMBER("RpcMgmtSetComTimeout", "none", RpcMgmtSetComTimeout(network, RPC_C_BINDING_INFINITE_TIMEOUT));
    RpcBindingFree(&network);
    RpcBindingFree(&local);
    RpcBindingFree(&pipe);
}

static RPC_BINDING_HANDLE fast(const char* situation, RPC_BINDING_HANDLE_TEMPLATE_V1* target,
                               RPC_BINDING_HANDLE_SECURITY_V1* security, RPC_BINDING_HANDLE_OPTIONS_V1* options) {
    RPC_BINDING_HANDLE made = NULL;
    FACT_CALL("RpcBindingCreateA", situation, RpcBindingCreateA(target, security, options, &made));
    return made;
}

/// Fast binding handles that are made, and what they are like.
static void fast_handles(void) {
    char about[60], word_x[] = "fast";
    UUID object = {1, 2, 3, {4}}, found = {7, 7, 7, {7}}, nil = {0};
    RPC_BINDING_HANDLE_TEMPLATE_V1 target = {1, 0, RPC_PROTSEQ_LRPC, NULL, (void*)word_x, {NULL}, object};
    RPC_BINDING_HANDLE_OPTIONS_V1 options = {1, RPC_BHO_NONCAUSAL | RPC_BHO_DONTLINGER, 3, 0};
    RPC_BINDING_HANDLE handle = fast("ncalrpc", &target, NULL, NULL);
    FACT_TEXT("RpcBindingCreateA", "ncalrpc: the string binding", handle ? fact_string(handle) : "(none)");
    if (handle) RpcBindingInqObject(handle, &found);
    FACT_NUMBER("RpcBindingCreateA", "the object is not said to be valid: nil", memcmp(&found, &nil, sizeof nil) == 0);
    FACT_CALL("RpcBindingReset", "a static fast handle", RpcBindingReset(handle));
    FACT_TEXT("RpcBindingReset", "a static fast handle: the string binding", handle ? fact_string(handle) : "(none)");
    FACT_CALL("RpcBindingUnbind", "a handle that is not bound", RpcBindingUnbind(handle));
    FACT_CALL("RpcBindingFree", "a fast handle", RpcBindingFree(&handle));
    target.Flags = RPC_BHT_OBJECT_UUID_VALID;
    handle = fast("with an object", &target, NULL, NULL);
    FACT_TEXT("RpcBindingCreateA", "with an object: the string binding", handle ? fact_string(handle) : "(none)");
    if (handle) RpcBindingFree(&handle);
    target.StringEndpoint = NULL;
    target.Flags = 0;
    handle = fast("with options", &target, NULL, &options);
    static const ULONG kinds[] = {RPC_C_OPT_BINDING_NONCAUSAL, RPC_C_OPT_DONT_LINGER};
    for (int i = 0; i < 2; ++i) {
        ULONG_PTR value = 77;
        if (handle) RpcBindingInqOption(handle, kinds[i], &value);
        snprintf(about, sizeof about, "with options: option %u", (unsigned)kinds[i]);
        FACT_NUMBER("RpcBindingCreateA", about, value);
    }
    unsigned timeout = 77;
    if (handle) RpcMgmtInqComTimeout(handle, &timeout);
    FACT_NUMBER("RpcBindingCreateA", "with options: the communication timeout", timeout);
    FACT_TEXT("RpcBindingCreateA", "a dynamic endpoint: the string binding", handle ? fact_string(handle) : "(none)");
    if (handle) RpcBindingFree(&handle);
}

static void fast_refusals(void) {
    char word_x[] = "fast", nobody[] = "nobody";
    const RPC_BINDING_HANDLE_TEMPLATE_V1 good = {1, 0, RPC_PROTSEQ_LRPC, NULL, (void*)word_x, {NULL}, {0}};
    RPC_BINDING_HANDLE_TEMPLATE_V1 target = good;
    RPC_BINDING_HANDLE_OPTIONS_V1 options = {2, 0, RPC_C_BINDING_DEFAULT_TIMEOUT, 0};
    RPC_BINDING_HANDLE_SECURITY_V1 security = {2, NULL, RPC_C_AUTHN_LEVEL_NONE, RPC_C_AUTHN_NONE, NULL, NULL};
    static const ULONG sequences[] = {RPC_PROTSEQ_TCP, RPC_PROTSEQ_NMP, RPC_PROTSEQ_HTTP};
    static const char* const names[] = {"ncacn_ip_tcp", "ncacn_np", "ncacn_http"};
    for (int i = 0; i < 3; ++i) {
        target.ProtocolSequence = sequences[i];
        fast(names[i], &target, NULL, NULL);
    }
    target.ProtocolSequence = 99;
    fast("a sequence there is none of", &target, NULL, NULL);
    target = good;
    target.Version = 2;
    fast("a template of version 2", &target, NULL, NULL);
    target = good;
    target.u1.Reserved = (void*)word_x;
    fast("a reserved member that is not null", &target, NULL, NULL);
    target = good;
    fast("options of version 2", &target, NULL, &options);
    fast("security of version 2", &target, &security, NULL);
    security.Version = 1;
    security.AuthnSvc = RPC_C_AUTHN_DPA;
    security.AuthnLevel = RPC_C_AUTHN_LEVEL_PKT_PRIVACY;
    security.ServerPrincName = (void*)nobody;
    fast("a service nobody has", &target, &security, NULL);
    fast("no template", NULL, NULL, NULL);
    FACT_CALL("RpcBindingCreateA", "no place for the handle", RpcBindingCreateA(&target, NULL, NULL, NULL));
    RPC_BINDING_HANDLE made = NULL;
    target.StringEndpoint = (void*)L"fast";
    FACT_CALL("RpcBindingCreateW", "ncalrpc", RpcBindingCreateW((void*)&target, NULL, NULL, &made));
    FACT_TEXT("RpcBindingCreateW", "ncalrpc: the string binding", made ? fact_string(made) : "(none)");
    if (made) RpcBindingFree(&made);
    target.ProtocolSequence = RPC_PROTSEQ_TCP;
    FACT_CALL("RpcBindingCreateW", "ncacn_ip_tcp", RpcBindingCreateW((void*)&target, NULL, NULL, &made));
}

/// A service of none makes the rest of the security template nobody's business.
static void fast_and_wide(void) {
    RPC_BINDING_HANDLE_TEMPLATE_V1 target;
    RPC_BINDING_HANDLE_SECURITY_V1 security;
    RPC_SECURITY_QOS odd = {99, 0, 0, 0};
    RPC_BINDING_HANDLE made = NULL;
    memset(&target, 0, sizeof target);
    memset(&security, 0, sizeof security);
    target.Version = 1;
    target.ProtocolSequence = RPC_PROTSEQ_LRPC;
    target.StringEndpoint = (void*)L"fast";
    FACT_CALL("RpcBindingCreateW", "no template", RpcBindingCreateW(NULL, NULL, NULL, &made));
    FACT_CALL("RpcBindingCreateW", "no place for the handle", RpcBindingCreateW((void*)&target, NULL, NULL, NULL));
    security.Version = 1;
    security.AuthnSvc = RPC_C_AUTHN_DPA;
    security.AuthnLevel = RPC_C_AUTHN_LEVEL_PKT_PRIVACY;
    security.ServerPrincName = (void*)L"nobody";
    FACT_CALL("RpcBindingCreateW", "a service nobody has",
              RpcBindingCreateW((void*)&target, (void*)&security, NULL, &made));
    security.AuthnSvc = RPC_C_AUTHN_NONE;
    security.AuthnLevel = RPC_C_AUTHN_LEVEL_NONE;
    security.SecurityQos = &odd;
    FACT_CALL("RpcBindingCreateW", "no service, and what is no quality of service",
              RpcBindingCreateW((void*)&target, (void*)&security, NULL, &made));
    if (made) RpcBindingFree(&made);
    target.Version = 2;
    FACT_CALL("RpcBindingCreateW", "a template of version 2", RpcBindingCreateW((void*)&target, NULL, NULL, &made));
}

static void classic_handles_are_not_fast(void) {
    RPC_BINDING_HANDLE handle = fact_binding("ncalrpc:[x]");
    FACT_CALL("RpcBindingUnbind", "a handle of a string", RpcBindingUnbind(handle));
    RpcBindingFree(&handle);
}

static void states(void) {
    RPC_ASYNC_STATE state;
    FACT_NUMBER("RpcAsyncInitializeHandle", "a state", RpcAsyncInitializeHandle(&state, sizeof state));
    FACT_NUMBER("RpcAsyncInitializeHandle", "too small", RpcAsyncInitializeHandle(&state, 4));
    FACT_NUMBER("RpcAsyncGetCallStatus", "a state without a call", RpcAsyncGetCallStatus(&state));
    RPC_ERROR_ENUM_HANDLE records;
    FACT_NUMBER("RpcErrorStartEnumeration", "a thread without records", RpcErrorStartEnumeration(&records));
}

/// P6
static void texts(void) {
    static const RPC_STATUS known[] = {RPC_S_OK, RPC_S_SERVER_UNAVAILABLE, RPC_S_CALL_FAILED, 5, 999999};
    for (size_t i = 0; i < sizeof known / sizeof *known; ++i) {
        unsigned char text[DCE_C_ERROR_STRING_LEN] = "";
        WCHAR wide[DCE_C_ERROR_STRING_LEN] = {0};
        char situation[40], about[60];
        snprintf(situation, sizeof situation, "%d", (int)known[i]);
        FACT_NUMBER("DceErrorInqTextA", situation, DceErrorInqTextA(known[i], text));
        FACT_NUMBER("DceErrorInqTextW", situation, DceErrorInqTextW(known[i], (RPC_WSTR)wide));
        snprintf(about, sizeof about, "%s: there is a text", situation);
        FACT_NUMBER("DceErrorInqTextA", about, text[0] != 0);
        FACT_NUMBER("DceErrorInqTextW", about, wide[0] != 0);
    }
}

int main(void) {
    objects_and_copies();
    no_handles();
    entry_names();
    options();
    fast_handles();
    fast_refusals();
    fast_and_wide();
    classic_handles_are_not_fast();
    states();
    texts();
    return 0;
}
