// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about string bindings: composing and parsing them, and binding handles made of them and turned into them. Of
// each function the A and the W form. Where Wine writes through a null pointer, RpcExcept shows what it raises.
#include "rpc_facts.h"

/// A string that the library gave, in ASCII; "(null)" for a null one. It is freed.
static const char* taken_a(RPC_CSTR* text, char* room) {
    strcpy(room, *text ? (const char*)*text : "(null)");
    RpcStringFreeA(text);
    return room;
}
static const char* taken_w(RPC_WSTR* text, char* room) {
    if (*text) {
        fact_narrow(room, (const WCHAR*)*text);
    } else {
        strcpy(room, "(null)");
    }
    RpcStringFreeW(text);
    return room;
}

/// Makes a binding of a string: the status. K5: nobody is asked, and what is wrong is wrong with the string.
static RPC_BINDING_HANDLE from_string(const char* text) {
    char copy[200], situation[256];
    WCHAR wide[200];
    RPC_BINDING_HANDLE handle = NULL, second = NULL;
    strcpy(copy, text);
    fact_widen(wide, text);
    snprintf(situation, sizeof situation, "'%s'", text);
    FACT_NUMBER("RpcBindingFromStringBindingA", situation, RpcBindingFromStringBindingA((RPC_CSTR)copy, &handle));
    FACT_NUMBER("RpcBindingFromStringBindingW", situation, RpcBindingFromStringBindingW((RPC_WSTR)wide, &second));
    if (second) RpcBindingFree(&second);
    return handle;
}

/// What becomes of the string that a handle was made of.
static void to_string(const char* text, RPC_BINDING_HANDLE handle) {
    char situation[256], room[200];
    RPC_CSTR again = NULL;
    RPC_WSTR again_wide = NULL;
    snprintf(situation, sizeof situation, "'%s'", text);
    RpcBindingToStringBindingA(handle, &again);
    FACT_TEXT("RpcBindingToStringBindingA", situation, taken_a(&again, room));
    RpcBindingToStringBindingW(handle, &again_wide);
    FACT_TEXT("RpcBindingToStringBindingW", situation, taken_w(&again_wide, room));
}

/// L5: what is not there is empty, not "(null)".
static void parse_narrow(const char* text, int parts_too) {
    char copy[200], situation[256], room[5][120], parts[620];
    RPC_CSTR got[5] = {NULL, NULL, NULL, NULL, NULL};
    strcpy(copy, text);
    snprintf(situation, sizeof situation, "'%s'", text);
    const RPC_STATUS status = RpcStringBindingParseA((RPC_CSTR)copy, &got[0], &got[1], &got[2], &got[3], &got[4]);
    FACT_NUMBER("RpcStringBindingParseA", situation, status);
    for (int i = 0; i < 5; ++i) taken_a(&got[i], room[i]);
    if (!parts_too) return;
    snprintf(parts, sizeof parts, "%s|%s|%s|%s|%s", room[0], room[1], room[2], room[3], room[4]);
    snprintf(situation, sizeof situation, "the parts of '%s'", text);
    FACT_TEXT("RpcStringBindingParseA", situation, parts);
}

static void parse_wide(const char* text, int parts_too) {
    char situation[256], room[5][120], parts[620];
    WCHAR copy[200];
    RPC_WSTR got[5] = {NULL, NULL, NULL, NULL, NULL};
    fact_widen(copy, text);
    snprintf(situation, sizeof situation, "'%s'", text);
    const RPC_STATUS status = RpcStringBindingParseW((RPC_WSTR)copy, &got[0], &got[1], &got[2], &got[3], &got[4]);
    FACT_NUMBER("RpcStringBindingParseW", situation, status);
    for (int i = 0; i < 5; ++i) taken_w(&got[i], room[i]);
    if (!parts_too) return;
    snprintf(parts, sizeof parts, "%s|%s|%s|%s|%s", room[0], room[1], room[2], room[3], room[4]);
    snprintf(situation, sizeof situation, "the parts of '%s'", text);
    FACT_TEXT("RpcStringBindingParseW", situation, parts);
}

static RPC_WSTR wide_part(WCHAR* room, const char* text) {
    if (text) fact_widen(room, text);
    return text ? (RPC_WSTR)room : NULL;
}

static void compose(const char* situation, const char* object, const char* protseq, const char* address,
                    const char* endpoint, const char* options) {
    char room[300];
    WCHAR parts[5][80];
    RPC_CSTR text = NULL;
    RPC_WSTR wide = NULL;
    RPC_STATUS status = RpcStringBindingComposeA((RPC_CSTR)object, (RPC_CSTR)protseq, (RPC_CSTR)address,
                                                 (RPC_CSTR)endpoint, (RPC_CSTR)options, &text);
    if (status == RPC_S_OK) {
        FACT_TEXT("RpcStringBindingComposeA", situation, taken_a(&text, room));
    } else {
        FACT_NUMBER("RpcStringBindingComposeA", situation, status);
    }
    status = RpcStringBindingComposeW(wide_part(parts[0], object), wide_part(parts[1], protseq),
                                      wide_part(parts[2], address), wide_part(parts[3], endpoint),
                                      wide_part(parts[4], options), &wide);
    if (status == RPC_S_OK) {
        FACT_TEXT("RpcStringBindingComposeW", situation, taken_w(&wide, room));
    } else {
        FACT_NUMBER("RpcStringBindingComposeW", situation, status);
    }
}

#define SOME_UUID "6ba7b810-9dad-11d1-80b4-00c04fd430c8"

static const char* const good[] = {
    "ncacn_ip_tcp:host[135]",
    "ncacn_ip_tcp:10.0.0.1[135]",
    "ncacn_ip_tcp:",  // L4
    "ncacn_ip_tcp:host",
    "ncalrpc:[name]",
    "ncalrpc:",
    SOME_UUID "@ncacn_ip_tcp:host[1]",  // L1
    "6BA7B810-9DAD-11D1-80B4-00C04FD430C8@ncalrpc:[name]",
    "00000000-0000-0000-0000-000000000000@ncalrpc:[name]",
    "ncacn_ip_tcp:host[endpoint=77]",             // L2
    "ncacn_np:\\\\\\\\server[\\\\pipe\\\\name]",  // L3
    "ncacn_np:server[\\\\pipe\\\\name]",
    "ncalrpc:[name,Security=anonymous static true]",  // L7
    "ncalrpc:[name,Security=impersonation dynamic false]",
};

/// String bindings whose parts are there, but good for no handle.
static const char* const no_handle[] = {
    "ncalrpc:[name,Security=anonymous static]",
    "ncalrpc:[name,Security=nobody static true]",
    "ncacn_pigeon:host[1]",  // L9
    "ncacn_ip_tcp:host[coffee]",
    "ncacn_ip_tcp:host[70000]",
    "ncacn_np:[name]",  // L6
    "ncalrpc:[a\\\\b]",
    "ncacn_http:host[80,RpcProxy=proxy:80]",  // L8
    "ncacn_http:host[80,HttpConnectOption=Never]",
    "ncacn_ip_tcp:host[1,RpcProxy=proxy:80]",
    "ncacn_ip_tcp:no/host[1]",
};

static const char* const bad[] = {
    "ncacn_ip_tcp:host[1", "ncacn_ip_tcp:host[1]x", "ncacn_ip_tcp",
    ":host",               "",                      "6ba7b810@ncacn_ip_tcp:host[1]",
    "@ncacn_ip_tcp:host",  "not-a-uuid@ncacn_ip_tcp:host",
};

/// L10: sequences that there are no more.
static const char* const dropped[] = {"ncacn_nb_tcp:host[100]",  "ncacn_nb_nb:host[100]",   "ncacn_nb_ipx:host[100]",
                                      "ncacn_dnet_nsp:host[x]",  "ncacn_vns_spp:host[500]", "ncadg_mq:host[5000]",
                                      "ncadg_ipx:host[5000]",    "ncacn_spx:host[5000]",    "ncacn_at_dsp:host[x]"};

static void null_arguments(void) {
    char text[] = SOME_UUID "@ncacn_ip_tcp:host[1]", room[200];
    RPC_CSTR part = NULL;
    RPC_BINDING_HANDLE handle = fact_binding("ncalrpc:[name]");
    FACT_NUMBER("RpcStringBindingParseA", "nothing is wanted",
                RpcStringBindingParseA((RPC_CSTR)text, NULL, NULL, NULL, NULL, NULL));
    FACT_NUMBER("RpcStringBindingParseA", "the endpoint alone",
                RpcStringBindingParseA((RPC_CSTR)text, NULL, NULL, NULL, &part, NULL));
    FACT_TEXT("RpcStringBindingParseA", "the endpoint alone, the endpoint", taken_a(&part, room));
    FACT_CALL("RpcStringBindingComposeA", "the string is not wanted",
              RpcStringBindingComposeA(NULL, (RPC_CSTR) "ncalrpc", NULL, NULL, NULL, NULL));
    FACT_CALL("RpcStringBindingComposeW", "the string is not wanted",
              RpcStringBindingComposeW(NULL, (RPC_WSTR)L"ncalrpc", NULL, NULL, NULL, NULL));
    FACT_CALL("RpcBindingToStringBindingA", "the string is not wanted", RpcBindingToStringBindingA(handle, NULL));
    FACT_CALL("RpcBindingToStringBindingW", "the string is not wanted", RpcBindingToStringBindingW(handle, NULL));
    FACT_NUMBER("RpcStringBindingParseW", "nothing is wanted",
                RpcStringBindingParseW((RPC_WSTR)L"ncalrpc:", NULL, NULL, NULL, NULL, NULL));
    RPC_WSTR wide = NULL;
    FACT_CALL("RpcBindingToStringBindingA", "no handle", RpcBindingToStringBindingA(NULL, &part));
    FACT_CALL("RpcBindingToStringBindingW", "no handle", RpcBindingToStringBindingW(NULL, &wide));
    RpcBindingFree(&handle);
}

static void freeing(void) {
    RPC_CSTR text = NULL;
    RPC_WSTR wide = NULL;
    FACT_NUMBER("RpcStringFreeA", "a null string", RpcStringFreeA(&text));
    FACT_NUMBER("RpcStringFreeW", "a null string", RpcStringFreeW(&wide));
    RpcStringBindingComposeA(NULL, (RPC_CSTR) "ncalrpc", NULL, NULL, NULL, &text);
    RpcStringBindingComposeW(NULL, (RPC_WSTR)L"ncalrpc", NULL, NULL, NULL, &wide);
    FACT_NUMBER("RpcStringFreeA", "a string", RpcStringFreeA(&text));
    FACT_NUMBER("RpcStringFreeW", "a string", RpcStringFreeW(&wide));
    FACT_NUMBER("RpcStringFreeA", "the pointer afterwards is null", text == NULL);  // K20
    FACT_NUMBER("RpcStringFreeW", "the pointer afterwards is null", wide == NULL);
}

static void composing(void) {
    compose("all parts", SOME_UUID, "ncacn_ip_tcp", "host", "1", NULL);
    compose("upper case", "6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "ncacn_ip_tcp", "host", "1", NULL);
    compose("protseq alone", NULL, "ncalrpc", NULL, NULL, NULL);
    compose("protseq and endpoint", NULL, "ncalrpc", NULL, "name", NULL);
    compose("protseq and address", NULL, "ncacn_ip_tcp", "host", NULL, NULL);
    compose("empty parts", "", "ncacn_ip_tcp", "", "", "");
    compose("an endpoint and an option", NULL, "ncalrpc", NULL, "name", "Security=anonymous static true");
    compose("an option without endpoint", NULL, "ncacn_http", "host", NULL, "RpcProxy=proxy:80");
    compose("a backslash", NULL, "ncacn_np", "\\\\server", "\\pipe\\name", NULL);
    compose("an object that is none", "x", "ncacn_ip_tcp", "host", NULL, NULL);
    compose("a sequence that is none", NULL, "ncacn_pigeon", "host", "1", NULL);
}

static void text_forms(const char* text, int parts_too, int string_too) {
    parse_narrow(text, parts_too);
    parse_wide(text, parts_too);
    RPC_BINDING_HANDLE handle = from_string(text);
    if (string_too && handle) to_string(text, handle);
    if (handle) RpcBindingFree(&handle);
}

int main(void) {
    for (size_t i = 0; i < sizeof good / sizeof *good; ++i) text_forms(good[i], 1, 1);
    for (size_t i = 0; i < sizeof no_handle / sizeof *no_handle; ++i) text_forms(no_handle[i], 1, 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) text_forms(bad[i], 0, 0);
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; ++i) text_forms(dropped[i], 1, 0);
    composing();
    null_arguments();
    freeing();
    return 0;
}
