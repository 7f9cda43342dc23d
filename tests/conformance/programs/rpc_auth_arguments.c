// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about what may be said of authentication and what may not: names, services, credentials, certificates.
#define SECURITY_WIN32 1
#include "rpc_facts.h"

#include <rpcssl.h>

static RPC_STATUS set(RPC_BINDING_HANDLE handle, int wide, const char* name, ULONG level, ULONG service,
                      RPC_AUTH_IDENTITY_HANDLE identity, ULONG authorization) {
    WCHAR text[60];
    if (!wide) return RpcBindingSetAuthInfoA(handle, (RPC_CSTR)name, level, service, identity, authorization);
    if (name) fact_widen(text, name);
    return RpcBindingSetAuthInfoW(handle, name ? (RPC_WSTR)text : NULL, level, service, identity, authorization);
}

static void credentials(void) {
    static const char* const names[] = {"RpcBindingSetAuthInfoA", "RpcBindingSetAuthInfoW"};
    int wide;
    for (wide = 0; wide < 2; wide++) {
        RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
        ULONG level = 77;
        FACT_CALL(names[wide], "no name",
                  set(handle, wide, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, NULL, 0));
        FACT_CALL(names[wide], "an empty name",
                  set(handle, wide, "", RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, NULL, 0));
        RpcBindingInqAuthInfoA(handle, NULL, &level, NULL, NULL, NULL);
        FACT_NUMBER(names[wide], "the level is kept", level);
        FACT_CALL(names[wide], "a level there is none of",
                  set(handle, wide, NULL, 7, RPC_C_AUTHN_WINNT, NULL, 0));
        FACT_CALL(names[wide], "a service nobody has",
                  set(handle, wide, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_DPA, NULL, 0));
        RpcBindingInqAuthInfoA(handle, NULL, &level, NULL, NULL, NULL);
        FACT_NUMBER(names[wide], "the level is still there after what was refused", level);
        if (!under_wine()) {  // which takes them for a structure
            FACT_CALL(names[wide], "RPC_C_NO_CREDENTIALS",
                      set(handle, wide, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, RPC_C_NO_CREDENTIALS, 0));
            FACT_CALL(names[wide], "RPC_C_NO_CREDENTIALS and no service",
                      set(handle, wide, NULL, RPC_C_AUTHN_LEVEL_NONE, RPC_C_AUTHN_NONE, RPC_C_NO_CREDENTIALS, 0));
        }
        RpcBindingFree(&handle);
    }
}

static RPC_STATUS registered(int wide, const char* name, ULONG service) {
    WCHAR text[60];
    if (!wide) return RpcServerRegisterAuthInfoA((RPC_CSTR)name, service, NULL, NULL);
    if (name) fact_widen(text, name);
    return RpcServerRegisterAuthInfoW(name ? (RPC_WSTR)text : NULL, service, NULL, NULL);
}

static void servers(void) {
    static const char* const names[] = {"RpcServerRegisterAuthInfoA", "RpcServerRegisterAuthInfoW"};
    int wide;
    for (wide = 0; wide < 2; wide++) {
        FACT_CALL(names[wide], "a name", registered(wide, "somebody", RPC_C_AUTHN_WINNT));
        FACT_CALL(names[wide], "no name", registered(wide, NULL, RPC_C_AUTHN_WINNT));
        FACT_CALL(names[wide], "no name, a service nobody has", registered(wide, NULL, RPC_C_AUTHN_DPA));
        FACT_CALL(names[wide], "a number that is no service", registered(wide, "somebody", 99));
    }
}

/// What this server calls itself to those who ask.
static void own_name(void) {
    RPC_CSTR name = NULL;
    RPC_WSTR wide = NULL;
    char narrow[100] = "";
    FACT_CALL("RpcMgmtInqServerPrincNameA", "a service nobody has",
              RpcMgmtInqServerPrincNameA(NULL, RPC_C_AUTHN_DPA, &name));
    FACT_CALL("RpcMgmtInqServerPrincNameW", "a service nobody has",
              RpcMgmtInqServerPrincNameW(NULL, RPC_C_AUTHN_DPA, &wide));
    FACT_CALL("RpcServerInqDefaultPrincNameA", "a number that is no service", RpcServerInqDefaultPrincNameA(99, &name));
    FACT_CALL("RpcServerInqDefaultPrincNameW", "a number that is no service", RpcServerInqDefaultPrincNameW(99, &wide));
    if (RpcServerInqDefaultPrincNameW(RPC_C_AUTHN_WINNT, &wide)) return;
    fact_narrow(narrow, (const WCHAR*)wide);
    RpcServerInqDefaultPrincNameA(RPC_C_AUTHN_WINNT, &name);
    FACT_NUMBER("RpcServerInqDefaultPrincNameW", "it is what the A function says",
                name && !strcmp(narrow, (const char*)name));
    if (name) RpcStringFreeA(&name);
    RpcStringFreeW(&wide);
}

static void levels(void) {
    ULONG level = 77;
    FACT_CALL("RpcMgmtInqDefaultProtectLevel", "a number that is no service",
              RpcMgmtInqDefaultProtectLevel(99, &level));
    FACT_NUMBER("RpcMgmtInqDefaultProtectLevel", "a number that is no service: the level is left", level);
}

static void certificates(void) {
    unsigned char something[64] = {0};
    RPC_CSTR name = (RPC_CSTR)something;
    RPC_WSTR wide = (RPC_WSTR)something;
#ifndef _WIN32  // what is no certificate is looked at
    FACT_CALL("RpcCertGeneratePrincipalNameA", "no place", RpcCertGeneratePrincipalNameA((void*)something, 0, NULL));
    FACT_CALL("RpcCertGeneratePrincipalNameW", "no place", RpcCertGeneratePrincipalNameW((void*)something, 0, NULL));
    FACT_CALL("RpcCertGeneratePrincipalNameA", "a flag there is none of",
              RpcCertGeneratePrincipalNameA((void*)something, 2, &name));
    FACT_CALL("RpcCertGeneratePrincipalNameW", "a flag there is none of",
              RpcCertGeneratePrincipalNameW((void*)something, 2, &wide));
    FACT_CALL("RpcCertGeneratePrincipalNameA", "a certificate",
              RpcCertGeneratePrincipalNameA((void*)something, RPC_C_FULL_CERT_CHAIN, &name));
    FACT_CALL("RpcCertGeneratePrincipalNameW", "a certificate",
              RpcCertGeneratePrincipalNameW((void*)something, RPC_C_FULL_CERT_CHAIN, &wide));
    FACT_NUMBER("RpcCertGeneratePrincipalNameA", "a certificate: there is no name", name == NULL);
    FACT_NUMBER("RpcCertGeneratePrincipalNameW", "a certificate: there is no name", wide == NULL);
#else
    (void)name;
    (void)wide;
#endif
}

int main(void) {
    credentials();
    servers();
    own_name();
    levels();
    certificates();
    return 0;
}
