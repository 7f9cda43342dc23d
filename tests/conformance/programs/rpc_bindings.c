// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about string bindings, binding handles, their options, UUIDs and extended error information, of which nothing
// is sent anywhere.
#include <rpc.h>
#include <rpcasync.h>

#include "facts.h"

static const char *text_or_null(RPC_CSTR text) {
    return text ? (const char *)text : "(null)";
}

/// Makes a binding of a string: the status, and what becomes of the string.
static void from_string(const char *text) {
    char copy[200], situation[256];
    RPC_BINDING_HANDLE handle = NULL;
    RPC_CSTR again = NULL;
    strcpy(copy, text);
    snprintf(situation, sizeof situation, "'%s'", text);
    RPC_STATUS status = RpcBindingFromStringBindingA((RPC_CSTR)copy, &handle);
    FACT_NUMBER("RpcBindingFromStringBinding", situation, status);
    if (status != RPC_S_OK) return;
    status = RpcBindingToStringBindingA(handle, &again);
    FACT_TEXT("RpcBindingToStringBinding", situation, status == RPC_S_OK ? (const char *)again : "(failed)");
    if (status == RPC_S_OK) RpcStringFreeA(&again);
    RpcBindingFree(&handle);
}

static void parse(const char *text) {
    char copy[200], situation[256], parts[600];
    RPC_CSTR object = NULL, protseq = NULL, address = NULL, endpoint = NULL, options = NULL;
    strcpy(copy, text);
    snprintf(situation, sizeof situation, "'%s'", text);
    const RPC_STATUS status =
        RpcStringBindingParseA((RPC_CSTR)copy, &object, &protseq, &address, &endpoint, &options);
    FACT_NUMBER("RpcStringBindingParse", situation, status);
    if (status != RPC_S_OK) return;
    snprintf(parts, sizeof parts, "%s|%s|%s|%s|%s", text_or_null(object), text_or_null(protseq), text_or_null(address),
             text_or_null(endpoint), text_or_null(options));
    snprintf(situation, sizeof situation, "the parts of '%s'", text);
    FACT_TEXT("RpcStringBindingParse", situation, parts);
    RpcStringFreeA(&object);
    RpcStringFreeA(&protseq);
    RpcStringFreeA(&address);
    RpcStringFreeA(&endpoint);
    RpcStringFreeA(&options);
}

static void compose(const char *situation, const char *object, const char *protseq, const char *address,
                    const char *endpoint, const char *options) {
    RPC_CSTR text = NULL;
    const RPC_STATUS status = RpcStringBindingComposeA((RPC_CSTR)object, (RPC_CSTR)protseq, (RPC_CSTR)address,
                                                       (RPC_CSTR)endpoint, (RPC_CSTR)options, &text);
    if (status != RPC_S_OK) {
        FACT_NUMBER("RpcStringBindingCompose", situation, status);
        return;
    }
    FACT_TEXT("RpcStringBindingCompose", situation, text_or_null(text));
    RpcStringFreeA(&text);
}

static void string_bindings(void) {
    static const char *const texts[] = {
        "ncacn_ip_tcp:host[135]",
        "ncacn_ip_tcp:",
        "ncacn_ip_tcp:host",
        "ncalrpc:[name]",
        "ncalrpc:",
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8@ncacn_ip_tcp:host[1]",
        "ncacn_ip_tcp:host[endpoint=77]",
        "ncacn_ip_tcp:host[1",
        "6ba7b810@ncacn_ip_tcp:host[1]",
        "not-a-uuid@ncacn_ip_tcp:host",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; ++i) parse(texts[i]);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; ++i) from_string(texts[i]);
    compose("all parts", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "ncacn_ip_tcp", "host", "1", NULL);
    compose("protseq alone", NULL, "ncalrpc", NULL, NULL, NULL);
    compose("protseq and endpoint", NULL, "ncalrpc", NULL, "name", NULL);
    compose("empty parts", "", "ncacn_ip_tcp", "", "", "");
    compose("a backslash", NULL, "ncacn_np", "\\\\server", "\\pipe\\name", NULL);
    compose("an object that is none", "x", "ncacn_ip_tcp", "host", NULL, NULL);

    RPC_CSTR null = NULL;
    FACT_NUMBER("RpcStringFree", "a null string", RpcStringFreeA(&null));
}

static RPC_BINDING_HANDLE binding_of(const char *text) {
    char copy[200];
    RPC_BINDING_HANDLE handle = NULL;
    strcpy(copy, text);
    RpcBindingFromStringBindingA((RPC_CSTR)copy, &handle);
    return handle;
}

static const char *string_of(RPC_BINDING_HANDLE handle) {
    static char kept[200];
    RPC_CSTR text = NULL;
    if (RpcBindingToStringBindingA(handle, &text) != RPC_S_OK) return "(failed)";
    snprintf(kept, sizeof kept, "%s", (const char *)text);
    RpcStringFreeA(&text);
    return kept;
}

static void handles(void) {
    RPC_BINDING_HANDLE handle = binding_of("ncacn_ip_tcp:host[4711]"), copy = NULL;
    UUID object = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}}, found = {0};

    FACT_NUMBER("RpcBindingInqObject", "no object", RpcBindingInqObject(handle, &found));
    FACT_NUMBER("RpcBindingInqObject", "no object: the first part", found.Data1);
    FACT_NUMBER("RpcBindingSetObject", "an object", RpcBindingSetObject(handle, &object));
    FACT_NUMBER("RpcBindingInqObject", "an object", RpcBindingInqObject(handle, &found));
    FACT_NUMBER("RpcBindingInqObject", "an object: equal", memcmp(&found, &object, sizeof found) == 0);
    FACT_TEXT("RpcBindingToStringBinding", "with an object", string_of(handle));
    FACT_NUMBER("RpcBindingCopy", "a binding", RpcBindingCopy(handle, &copy));
    FACT_NUMBER("RpcBindingCopy", "another handle", copy != handle);
    FACT_TEXT("RpcBindingCopy", "its string", string_of(copy));
    FACT_NUMBER("RpcBindingSetObject", "none", RpcBindingSetObject(handle, NULL));
    FACT_TEXT("RpcBindingToStringBinding", "after the object went", string_of(handle));
    FACT_TEXT("RpcBindingCopy", "its string after the original changed", string_of(copy));
    FACT_NUMBER("RpcBindingReset", "a full binding", RpcBindingReset(handle));
    FACT_TEXT("RpcBindingToStringBinding", "after a reset", string_of(handle));
    FACT_NUMBER("RpcBindingReset", "a partial binding", RpcBindingReset(handle));
    FACT_NUMBER("RpcBindingFree", "a binding", RpcBindingFree(&handle));
    FACT_NUMBER("RpcBindingFree", "the handle is null afterwards", handle == NULL);
    FACT_NUMBER("RpcBindingFree", "a null handle", RpcBindingFree(&handle));
    RpcBindingFree(&copy);
}

static void options(void) {
    RPC_BINDING_HANDLE network = binding_of("ncacn_ip_tcp:host[1]"), local = binding_of("ncalrpc:[x]");
    FACT_NUMBER("RpcMgmtSetComTimeout", "the shortest", RpcMgmtSetComTimeout(network, RPC_C_BINDING_MIN_TIMEOUT));
    FACT_NUMBER("RpcMgmtSetComTimeout", "the longest", RpcMgmtSetComTimeout(network, RPC_C_BINDING_MAX_TIMEOUT));
    FACT_NUMBER("RpcMgmtSetComTimeout", "none", RpcMgmtSetComTimeout(network, RPC_C_BINDING_INFINITE_TIMEOUT));
    FACT_NUMBER("RpcBindingSetOption", "a call timeout", RpcBindingSetOption(network, RPC_C_OPT_CALL_TIMEOUT, 1000));
    FACT_NUMBER("RpcBindingSetOption", "non-causal", RpcBindingSetOption(network, RPC_C_OPT_BINDING_NONCAUSAL, 1));
    RpcBindingFree(&network);
    RpcBindingFree(&local);
}

static void protseqs(void) {
    static const char *const names[] = {"ncacn_ip_tcp", "ncalrpc", "ncacn_nonsense", "", "ncacn_nb_tcp"};
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
        char copy[40], situation[60];
        strcpy(copy, names[i]);
        snprintf(situation, sizeof situation, "'%s'", names[i]);
        FACT_NUMBER("RpcNetworkIsProtseqValid", situation, RpcNetworkIsProtseqValidA((RPC_CSTR)copy));
    }
}

static void uuids(void) {
    static const char *const texts[] = {
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8",  "6BA7B810-9DAD-11D1-80B4-00C04FD430C8",
        "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "6ba7b810-9dad-11d1-80b4-00c04fd430c",
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8x",  "", "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
    };
    RPC_STATUS status;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; ++i) {
        char copy[64], situation[80];
        UUID value = {0};
        RPC_CSTR text = NULL;
        strcpy(copy, texts[i]);
        snprintf(situation, sizeof situation, "'%s'", texts[i]);
        status = UuidFromStringA((RPC_CSTR)copy, &value);
        FACT_NUMBER("UuidFromString", situation, status);
        if (status == RPC_S_OK && UuidToStringA(&value, &text) == RPC_S_OK) {
            FACT_TEXT("UuidToString", situation, text);
            RpcStringFreeA(&text);
        }
    }
    UUID value = {7, 7, 7, {7}}, nil = {0}, one = {1, 2, 3, {4}}, two = {2, 2, 3, {4}};
    FACT_NUMBER("UuidFromString", "null", UuidFromStringA(NULL, &value));
    FACT_NUMBER("UuidFromString", "null makes a nil one", UuidIsNil(&value, &status));
    FACT_NUMBER("UuidIsNil", "nil", UuidIsNil(&nil, &status));
    FACT_NUMBER("UuidIsNil", "its status", status);
    FACT_NUMBER("UuidIsNil", "null", UuidIsNil(NULL, &status));
    FACT_NUMBER("UuidCompare", "less", UuidCompare(&one, &two, &status));
    FACT_NUMBER("UuidCompare", "greater", UuidCompare(&two, &one, &status));
    FACT_NUMBER("UuidCompare", "equal", UuidCompare(&one, &one, &status));
    FACT_NUMBER("UuidCompare", "null and nil", UuidCompare(NULL, &nil, &status));
    FACT_NUMBER("UuidEqual", "equal", UuidEqual(&one, &one, &status));
    FACT_NUMBER("UuidEqual", "different", UuidEqual(&one, &two, &status));
    FACT_NUMBER("UuidHash", "nil", UuidHash(&nil, &status));
    FACT_NUMBER("UuidCreateNil", "status", UuidCreateNil(&value));
}

static void states(void) {
    RPC_ASYNC_STATE state;
    FACT_NUMBER("RpcAsyncInitializeHandle", "a state", RpcAsyncInitializeHandle(&state, sizeof state));
    FACT_NUMBER("RpcAsyncInitializeHandle", "too small", RpcAsyncInitializeHandle(&state, 4));
    FACT_NUMBER("RpcAsyncGetCallStatus", "a state without a call", RpcAsyncGetCallStatus(&state));
    RPC_ERROR_ENUM_HANDLE records;
    FACT_NUMBER("RpcErrorStartEnumeration", "a thread without records", RpcErrorStartEnumeration(&records));
}

static void texts(void) {
    static const RPC_STATUS known[] = {RPC_S_OK, RPC_S_SERVER_UNAVAILABLE, RPC_S_CALL_FAILED, 5, 999999};
    for (size_t i = 0; i < sizeof known / sizeof *known; ++i) {
        unsigned char text[DCE_C_ERROR_STRING_LEN] = "";
        char situation[40];
        snprintf(situation, sizeof situation, "%d", (int)known[i]);
        FACT_NUMBER("DceErrorInqText", situation, DceErrorInqTextA(known[i], text));
    }
}

int main(void) {
    string_bindings();
    handles();
    options();
    protseqs();
    uuids();
    states();
    texts();
    return 0;
}
