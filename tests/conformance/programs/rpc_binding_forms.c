// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about what a binding may not be made of: security and options of fast handles, white space and stray signs in
// strings, credentials in the later forms. Nothing is sent anywhere.
#define SECURITY_WIN32 1
#include "rpc_facts.h"

#include <rpcasync.h>
#include <sspi.h>

#ifndef RPC_PROTSEQ_LRPC  // mingw-w64's headers have neither these nor the A forms of the structures
#define RPC_PROTSEQ_LRPC 3
#endif

enum { A, W };
static const char* const created[] = {"RpcBindingCreateA", "RpcBindingCreateW"};

static void fast(int wide, const char* situation, ULONG flags, RPC_BINDING_HANDLE_SECURITY_V1* security,
                 RPC_BINDING_HANDLE_OPTIONS_V1* options) {
    char word[] = "fast";
    RPC_BINDING_HANDLE_TEMPLATE_V1 target;
    RPC_BINDING_HANDLE made = NULL;
    memset(&target, 0, sizeof target);
    target.Version = 1;
    target.Flags = flags;
    target.ProtocolSequence = RPC_PROTSEQ_LRPC;
    target.StringEndpoint = wide ? (void*)L"fast" : (void*)word;
    FACT_CALL(created[wide], situation,
              wide ? RpcBindingCreateW((void*)&target, (void*)security, options, &made)
                   : RpcBindingCreateA((void*)&target, (void*)security, options, &made));
    if (made) RpcBindingFree(&made);
}

static void fast_security(int wide) {
    RPC_BINDING_HANDLE_SECURITY_V1 security;
    memset(&security, 0, sizeof security);
    security.Version = 1;
    security.AuthnLevel = RPC_C_AUTHN_LEVEL_NONE;
    fast(wide, "no service and no level", 0, &security, NULL);
    security.AuthnLevel = RPC_C_AUTHN_NONE;
    fast(wide, "no service, and RPC_C_AUTHN_NONE for the level", 0, &security, NULL);
    security.AuthnLevel = RPC_C_AUTHN_LEVEL_PKT_PRIVACY;
    fast(wide, "a level without a service", 0, &security, NULL);
    security.AuthnSvc = RPC_C_AUTHN_WINNT;
    fast(wide, "a service and a level", 0, &security, NULL);
    security.AuthnLevel = RPC_C_AUTHN_LEVEL_NONE;
    fast(wide, "a service without a level", 0, &security, NULL);
}

static void fast_options(int wide) {
    RPC_BINDING_HANDLE_OPTIONS_V1 options;
    memset(&options, 0, sizeof options);
    options.Version = 1;
    options.ComTimeout = RPC_C_BINDING_DEFAULT_TIMEOUT;
    fast(wide, "no options", 0, NULL, &options);
    options.Flags = 4;
    fast(wide, "RPC_BHO_EXCLUSIVE_AND_GUARANTEED", 0, NULL, &options);
    options.Flags = 0x100;
    fast(wide, "an option there is none of", 0, NULL, &options);
    options.Flags = 0;
    options.CallTimeout = 1000;
    fast(wide, "a call timeout over ncalrpc", 0, NULL, &options);
    options.CallTimeout = 0;
    options.ComTimeout = 11;
    fast(wide, "a communication timeout above the longest", 0, NULL, &options);
    fast(wide, "a flag there is none of", 2, NULL, NULL);
}

static void timeouts(void) {
    RPC_BINDING_HANDLE local = fact_binding("ncalrpc:[x]");
    ULONG_PTR value = 77;
    FACT_STATUS("RpcBindingInqOption", "the call timeout over ncalrpc",
                RpcBindingInqOption(local, RPC_C_OPT_CALL_TIMEOUT, &value));
    FACT_NUMBER("RpcBindingInqOption", "the call timeout over ncalrpc: the value is left", value);
    RpcBindingFree(&local);
}

/// What is wrong with the string's syntax, whichever function reads it.
static void syntax(const char* text) {
    char copy[100], situation[120];
    WCHAR wide[100];
    RPC_BINDING_HANDLE handle = NULL;
    strcpy(copy, text);
    fact_widen(wide, text);
    snprintf(situation, sizeof situation, "'%s'", text);
    FACT_CALL("RpcBindingFromStringBindingA", situation, RpcBindingFromStringBindingA((RPC_CSTR)copy, &handle));
    if (handle) RpcBindingFree(&handle);
    FACT_CALL("RpcBindingFromStringBindingW", situation, RpcBindingFromStringBindingW((RPC_WSTR)wide, &handle));
    if (handle) RpcBindingFree(&handle);
    FACT_CALL("RpcStringBindingParseA", situation,
              RpcStringBindingParseA((RPC_CSTR)copy, NULL, NULL, NULL, NULL, NULL));
    FACT_CALL("RpcStringBindingParseW", situation,
              RpcStringBindingParseW((RPC_WSTR)wide, NULL, NULL, NULL, NULL, NULL));
}

static void strings(void) {
    static const char* const texts[] = {
        "ncalrpc:[na me]",          "ncalrpc:[ name]",       "ncalrpc: [name]",         " ncalrpc:[name]",
        "ncalrpc :[name]",          "ncalrpc:[endpoint=a b]", "ncalrpc:[a,endpoint=b]", "ncalrpc:[name,nothing]",
        "ncacn_ip_tcp:ho]st[1]",    "ncacn_ip_tcp:host]",    "ncalrpc:[name]]",         "ncalrpc:[name\\",
        "ncacn_http:host[80,RpcProxy=a\\,b]",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) syntax(texts[i]);
}

static const char* const authenticated[] = {"RpcBindingSetAuthInfoA", "RpcBindingSetAuthInfoW"};
static void with(int wide, const char* situation, void* identity) {
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    FACT_CALL(authenticated[wide], situation,
              wide ? RpcBindingSetAuthInfoW(handle, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, identity, 0)
                   : RpcBindingSetAuthInfoA(handle, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, identity, 0));
    RpcBindingFree(&handle);
}

/// Whoever takes an identity for another form of it reads nothing but zeros behind it.
static void identities(int wide) {
    static struct {
        SEC_WINNT_AUTH_IDENTITY_EXW identity;
        char behind[100];
    } later;
    static struct {
        SEC_WINNT_AUTH_IDENTITY_EX2 identity;
        char behind[100];
    } packed;
    SEC_WINNT_AUTH_IDENTITY_W plain;
    memset(&plain, 0, sizeof plain);
    plain.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    with(wide, "an identity that is empty", &plain);
    later.identity.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    later.identity.Length = sizeof later.identity;
    later.identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    with(wide, "an identity of the EX form", &later);
#ifndef _WIN32  // what the runtime does not know it reads as the first form
    plain.Flags = 0;
    with(wide, "an identity that is neither ANSI nor UNICODE", &plain);
    plain.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE | SEC_WINNT_AUTH_IDENTITY_ANSI;
    with(wide, "an identity that is both ANSI and UNICODE", &plain);
    later.identity.Flags = 0;
    with(wide, "an identity of the EX form that is neither ANSI nor UNICODE", &later);
    later.identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    later.identity.Length = sizeof later.identity - 1;
    with(wide, "an identity of the EX form that is cut", &later);
    packed.identity.Version = SEC_WINNT_AUTH_IDENTITY_VERSION_2;
    packed.identity.cbHeaderLength = sizeof packed.identity;
    packed.identity.cbStructureLength = sizeof packed.identity;
    with(wide, "an identity of the EX2 form", &packed);
#endif
}

int main(void) {
    for (int wide = A; wide <= W; wide++) {
        fast_security(wide);
        fast_options(wide);
        identities(wide);
    }
    timeouts();
    strings();
    return 0;
}
