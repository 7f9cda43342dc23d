// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about authentication of bindings and servers, impersonation, and names, of which nothing is sent anywhere.
// Where Wine reads through a null handle, RpcExcept shows what it raises.
#define SECURITY_WIN32 1
#include "rpc_facts.h"

#include <rpcasync.h>
#include <dsgetdc.h>
#include <lm.h>
#include <ntdsapi.h>
#include <security.h>

#include <rpcssl.h>

#ifndef RPC_C_QOS_CAPABILITIES_SCHANNEL_FULL_AUTH_IDENTITY  // not in mingw-w64's headers
#define RPC_C_QOS_CAPABILITIES_SCHANNEL_FULL_AUTH_IDENTITY 0x20
#endif

static SEC_WINNT_AUTH_IDENTITY_A somebody = {(unsigned char*)"user",     4, (unsigned char*)"domain", 6,
                                             (unsigned char*)"password", 8, SEC_WINNT_AUTH_IDENTITY_ANSI};
static SEC_WINNT_AUTH_IDENTITY_W somebody_wide = {(unsigned short*)L"user",     4, (unsigned short*)L"domain", 6,
                                                  (unsigned short*)L"password", 8, SEC_WINNT_AUTH_IDENTITY_UNICODE};

/// What a binding tells of itself.
static void told_narrow(const char* situation, RPC_BINDING_HANDLE handle) {
    char about[128];
    ULONG level = 77, service = 77, authorization = 77;
    RPC_CSTR name = NULL;
    RPC_AUTH_IDENTITY_HANDLE identity = NULL;
    const RPC_STATUS status = RpcBindingInqAuthInfoA(handle, &name, &level, &service, &identity, &authorization);
    FACT_NUMBER("RpcBindingInqAuthInfoA", situation, status);
    snprintf(about, sizeof about, "%s, level", situation);
    FACT_NUMBER("RpcBindingInqAuthInfoA", about, level);
    snprintf(about, sizeof about, "%s, service", situation);
    FACT_NUMBER("RpcBindingInqAuthInfoA", about, service);
    snprintf(about, sizeof about, "%s, authorization", situation);
    FACT_NUMBER("RpcBindingInqAuthInfoA", about, authorization);
    snprintf(about, sizeof about, "%s, the identity is the caller's", situation);
    FACT_NUMBER("RpcBindingInqAuthInfoA", about, identity == &somebody);
    snprintf(about, sizeof about, "%s, the server's name", situation);
    FACT_TEXT("RpcBindingInqAuthInfoA", about, name ? (const char*)name : "(null)");
    if (name) RpcStringFreeA(&name);
}

static void told_wide(const char* situation, RPC_BINDING_HANDLE handle) {
    char about[128], narrow[100] = "(null)";
    ULONG level = 77, service = 77;
    RPC_WSTR name = NULL;
    RPC_AUTH_IDENTITY_HANDLE identity = NULL;
    FACT_NUMBER("RpcBindingInqAuthInfoW", situation,
                RpcBindingInqAuthInfoW(handle, &name, &level, &service, &identity, NULL));
    snprintf(about, sizeof about, "%s, level", situation);
    FACT_NUMBER("RpcBindingInqAuthInfoW", about, level);
    snprintf(about, sizeof about, "%s, service", situation);
    FACT_NUMBER("RpcBindingInqAuthInfoW", about, service);
    snprintf(about, sizeof about, "%s, the identity is the caller's", situation);
    FACT_NUMBER("RpcBindingInqAuthInfoW", about, identity == &somebody_wide);
    if (name) fact_narrow(narrow, (const WCHAR*)name);
    snprintf(about, sizeof about, "%s, the server's name", situation);
    FACT_TEXT("RpcBindingInqAuthInfoW", about, narrow);
    if (name) RpcStringFreeW(&name);
}

/// What a binding answers to such a wish, and then tells of itself.
static void set_info(const char* situation, ULONG level, ULONG service, ULONG authorization) {
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    FACT_NUMBER("RpcBindingSetAuthInfoA", situation,
                RpcBindingSetAuthInfoA(handle, (RPC_CSTR) "host/name", level, service, &somebody, authorization));
    told_narrow(situation, handle);
    RpcBindingFree(&handle);
    handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    FACT_NUMBER("RpcBindingSetAuthInfoW", situation,
                RpcBindingSetAuthInfoW(handle, (RPC_WSTR)L"host/name", level, service, &somebody_wide, authorization));
    told_wide(situation, handle);
    RpcBindingFree(&handle);
}

static void refused_info(const char* situation, ULONG level, ULONG service) {
    ULONG told = 77;
    char about[100];
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    FACT_NUMBER("RpcBindingSetAuthInfoA", situation,
                RpcBindingSetAuthInfoA(handle, NULL, level, service, &somebody, 0));
    FACT_NUMBER("RpcBindingSetAuthInfoW", situation,
                RpcBindingSetAuthInfoW(handle, NULL, level, service, &somebody_wide, 0));
    snprintf(about, sizeof about, "after %s", situation);
    FACT_NUMBER("RpcBindingInqAuthInfoA", about, RpcBindingInqAuthInfoA(handle, NULL, &told, NULL, NULL, NULL));
    FACT_NUMBER("RpcBindingInqAuthInfoW", about, RpcBindingInqAuthInfoW(handle, NULL, &told, NULL, NULL, NULL));
    RpcBindingFree(&handle);
}

static void levels_and_services(void) {
    set_info("NTLM, default level", RPC_C_AUTHN_LEVEL_DEFAULT, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE);
    set_info("NTLM, connect", RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NAME);
    set_info("NTLM, call", RPC_C_AUTHN_LEVEL_CALL, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE);
    set_info("NTLM, packet", RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE);
    set_info("NTLM, integrity", RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE);
    set_info("NTLM, privacy", RPC_C_AUTHN_LEVEL_PKT_PRIVACY, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE);
    set_info("Negotiate, privacy", RPC_C_AUTHN_LEVEL_PKT_PRIVACY, RPC_C_AUTHN_GSS_NEGOTIATE, RPC_C_AUTHZ_NONE);
    set_info("the default service", RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_DEFAULT, RPC_C_AUTHZ_NONE);
    refused_info("no service", RPC_C_AUTHN_LEVEL_DEFAULT, RPC_C_AUTHN_NONE);
    refused_info("a service nobody has", RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_DPA);
    refused_info("a level there is not", 7, RPC_C_AUTHN_WINNT);
}

static void changes(void) {
    ULONG told = 77;
    RPC_CSTR name = NULL;
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]"), copy = NULL;
    FACT_NUMBER("RpcBindingInqAuthInfoA", "of a binding without",
                RpcBindingInqAuthInfoA(handle, NULL, &told, NULL, NULL, NULL));
    RpcBindingSetAuthInfoA(handle, (RPC_CSTR) "host/name", RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, &somebody, 0);
    FACT_NUMBER("RpcBindingInqAuthInfoA", "nothing is wanted",
                RpcBindingInqAuthInfoA(handle, NULL, NULL, NULL, NULL, NULL));
    FACT_NUMBER("RpcBindingCopy", "with authentication", RpcBindingCopy(handle, &copy));
    FACT_NUMBER("RpcBindingInqAuthInfoA", "of a copy", RpcBindingInqAuthInfoA(copy, &name, &told, NULL, NULL, NULL));
    FACT_NUMBER("RpcBindingInqAuthInfoA", "of a copy, level", told);
    FACT_TEXT("RpcBindingInqAuthInfoA", "of a copy, the server's name", name ? (const char*)name : "(null)");
    RpcStringFreeA(&name);
    RpcBindingReset(copy);  // K7
    FACT_NUMBER("RpcBindingInqAuthInfoA", "after a reset", RpcBindingInqAuthInfoA(copy, NULL, &told, NULL, NULL, NULL));
    FACT_TEXT("RpcBindingToStringBindingA", "with authentication", fact_string(handle));  // K20
    RpcBindingSetAuthInfoA(handle, NULL, RPC_C_AUTHN_LEVEL_NONE, RPC_C_AUTHN_NONE, NULL, 0);
    FACT_NUMBER("RpcBindingInqAuthInfoA", "turned off again",
                RpcBindingInqAuthInfoA(handle, NULL, &told, NULL, NULL, NULL));
    FACT_NUMBER("RpcBindingInqAuthInfoA", "turned off again, of the copy",
                RpcBindingInqAuthInfoA(copy, NULL, &told, NULL, NULL, NULL));
    RpcBindingFree(&copy);
    RpcBindingFree(&handle);
}

static RPC_SECURITY_QOS quality(ULONG version, ULONG capabilities, ULONG tracking, ULONG impersonation) {
    RPC_SECURITY_QOS qos;
    qos.Version = version;
    qos.Capabilities = capabilities;
    qos.IdentityTracking = tracking;
    qos.ImpersonationType = impersonation;
    return qos;
}

static void set_quality(const char* situation, RPC_SECURITY_QOS qos) {
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    FACT_NUMBER("RpcBindingSetAuthInfoExA", situation,
                RpcBindingSetAuthInfoExA(handle, (RPC_CSTR) "host/name", RPC_C_AUTHN_LEVEL_PKT_PRIVACY,
                                         RPC_C_AUTHN_WINNT, &somebody, 0, &qos));
    FACT_NUMBER("RpcBindingSetAuthInfoExW", situation,
                RpcBindingSetAuthInfoExW(handle, (RPC_WSTR)L"host/name", RPC_C_AUTHN_LEVEL_PKT_PRIVACY,
                                         RPC_C_AUTHN_WINNT, &somebody_wide, 0, &qos));
    RpcBindingFree(&handle);
}

static void qualities(void) {
    RPC_SECURITY_QOS told = {0, 77, 77, 77};
    ULONG level = 77;
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    RPC_SECURITY_QOS qos = quality(1, RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH, RPC_C_QOS_IDENTITY_DYNAMIC,
                                   RPC_C_IMP_LEVEL_IDENTIFY);
    set_quality("version 1", qos);
    RpcBindingSetAuthInfoExA(handle, NULL, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, &somebody, 0, &qos);
    FACT_NUMBER("RpcBindingInqAuthInfoExA", "version 1",
                RpcBindingInqAuthInfoExA(handle, NULL, &level, NULL, NULL, NULL, RPC_C_SECURITY_QOS_VERSION_1, &told));
    FACT_NUMBER("RpcBindingInqAuthInfoExA", "version 1, level", level);
    FACT_NUMBER("RpcBindingInqAuthInfoExA", "version 1, the version", told.Version);
    FACT_NUMBER("RpcBindingInqAuthInfoExA", "version 1, capabilities", told.Capabilities);
    FACT_NUMBER("RpcBindingInqAuthInfoExA", "version 1, identity tracking", told.IdentityTracking);
    FACT_NUMBER("RpcBindingInqAuthInfoExA", "version 1, impersonation", told.ImpersonationType);
    told.ImpersonationType = 77;
    FACT_NUMBER("RpcBindingInqAuthInfoExW", "version 1",
                RpcBindingInqAuthInfoExW(handle, NULL, &level, NULL, NULL, NULL, RPC_C_SECURITY_QOS_VERSION_1, &told));
    FACT_NUMBER("RpcBindingInqAuthInfoExW", "version 1, impersonation", told.ImpersonationType);
    FACT_NUMBER("RpcBindingInqAuthInfoExA", "version 1, without a place for it",
                RpcBindingInqAuthInfoExA(handle, NULL, NULL, NULL, NULL, NULL, RPC_C_SECURITY_QOS_VERSION_1, NULL));
    FACT_NUMBER("RpcBindingInqAuthInfoExA", "a version there is none of",
                RpcBindingInqAuthInfoExA(handle, NULL, NULL, NULL, NULL, NULL, 99, &told));
    FACT_NUMBER("RpcBindingSetAuthInfoExA", "without quality of service",
                RpcBindingSetAuthInfoExA(handle, NULL, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, &somebody, 0,
                                         NULL));
    RpcBindingFree(&handle);
    handle = fact_binding("ncalrpc:[x]");
    FACT_NUMBER("RpcBindingInqAuthInfoExA", "of a binding without",
                RpcBindingInqAuthInfoExA(handle, NULL, &level, NULL, NULL, NULL, RPC_C_SECURITY_QOS_VERSION_1, NULL));
    FACT_NUMBER("RpcBindingInqAuthInfoExW", "of a binding without",
                RpcBindingInqAuthInfoExW(handle, NULL, &level, NULL, NULL, NULL, RPC_C_SECURITY_QOS_VERSION_1, NULL));
    RpcBindingFree(&handle);
    set_quality("a hint of a local server without mutual authentication",
                quality(1, RPC_C_QOS_CAPABILITIES_LOCAL_MA_HINT, 0, RPC_C_IMP_LEVEL_IMPERSONATE));
    set_quality("Schannel's identity for NTLM",
                quality(1, RPC_C_QOS_CAPABILITIES_SCHANNEL_FULL_AUTH_IDENTITY, 0, RPC_C_IMP_LEVEL_IMPERSONATE));
    set_quality("version 0", quality(0, 0, 0, RPC_C_IMP_LEVEL_IMPERSONATE));
    set_quality("version 99", quality(99, 0, 0, RPC_C_IMP_LEVEL_IMPERSONATE));
    set_quality("an impersonation there is none of", quality(1, 0, 0, 99));
    set_quality("a tracking there is none of", quality(1, 0, 99, RPC_C_IMP_LEVEL_IMPERSONATE));
}

static void no_handles(void) {
    ULONG level = 77;
    FACT_CALL("RpcBindingSetAuthInfoA", "no handle",
              RpcBindingSetAuthInfoA(NULL, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, &somebody, 0));
    FACT_CALL("RpcBindingSetAuthInfoW", "no handle",
              RpcBindingSetAuthInfoW(NULL, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, &somebody_wide, 0));
    FACT_CALL("RpcBindingSetAuthInfoExA", "no handle",
              RpcBindingSetAuthInfoExA(NULL, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, &somebody, 0, NULL));
    FACT_CALL("RpcBindingSetAuthInfoExW", "no handle",
              RpcBindingSetAuthInfoExW(NULL, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, &somebody_wide, 0, NULL));
    FACT_CALL("RpcBindingInqAuthInfoA", "no handle", RpcBindingInqAuthInfoA(NULL, NULL, &level, NULL, NULL, NULL));
    FACT_CALL("RpcBindingInqAuthInfoW", "no handle", RpcBindingInqAuthInfoW(NULL, NULL, &level, NULL, NULL, NULL));
    FACT_CALL("RpcBindingInqAuthInfoExA", "no handle",
              RpcBindingInqAuthInfoExA(NULL, NULL, &level, NULL, NULL, NULL, RPC_C_SECURITY_QOS_VERSION_1, NULL));
    FACT_CALL("RpcBindingInqAuthInfoExW", "no handle",
              RpcBindingInqAuthInfoExW(NULL, NULL, &level, NULL, NULL, NULL, RPC_C_SECURITY_QOS_VERSION_1, NULL));
}

static void default_names(void) {
    RPC_CSTR name = NULL;
    RPC_WSTR wide = NULL;
    char narrow[300] = "";
    FACT_NUMBER("RpcServerInqDefaultPrincNameA", "NTLM", RpcServerInqDefaultPrincNameA(RPC_C_AUTHN_WINNT, &name));
    FACT_NUMBER("RpcServerInqDefaultPrincNameA", "NTLM, there is one", name != NULL && name[0] != 0);
    FACT_NUMBER("RpcServerInqDefaultPrincNameW", "NTLM", RpcServerInqDefaultPrincNameW(RPC_C_AUTHN_WINNT, &wide));
    if (wide) fact_narrow(narrow, (const WCHAR*)wide);
    FACT_NUMBER("RpcServerInqDefaultPrincNameW", "NTLM, it is the same", name && !strcmp((const char*)name, narrow));
    RpcStringFreeA(&name);
    RpcStringFreeW(&wide);
    FACT_NUMBER("RpcServerInqDefaultPrincNameA", "a service nobody has",
                RpcServerInqDefaultPrincNameA(RPC_C_AUTHN_DPA, &name));
    FACT_NUMBER("RpcServerInqDefaultPrincNameW", "a service nobody has",
                RpcServerInqDefaultPrincNameW(RPC_C_AUTHN_DPA, &wide));
}

static void server(void) {
    FACT_NUMBER("RpcServerRegisterAuthInfoA", "NTLM",
                RpcServerRegisterAuthInfoA((RPC_CSTR) "somebody", RPC_C_AUTHN_WINNT, NULL, NULL));
    FACT_NUMBER("RpcServerRegisterAuthInfoW", "NTLM",
                RpcServerRegisterAuthInfoW((RPC_WSTR)L"somebody", RPC_C_AUTHN_WINNT, NULL, NULL));
    FACT_NUMBER("RpcServerRegisterAuthInfoA", "a service nobody has",
                RpcServerRegisterAuthInfoA((RPC_CSTR) "somebody", RPC_C_AUTHN_DPA, NULL, NULL));
    FACT_NUMBER("RpcServerRegisterAuthInfoW", "a service nobody has",
                RpcServerRegisterAuthInfoW((RPC_WSTR)L"somebody", RPC_C_AUTHN_DPA, NULL, NULL));
}

/// What only a thread with a call can be asked, K1.
static void without_a_call(void) {
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    RPC_AUTHZ_HANDLE privileges = NULL;
    FACT_STATUS("RpcImpersonateClient", "no call", RpcImpersonateClient(NULL));
    FACT_STATUS("RpcRevertToSelf", "no call", RpcRevertToSelf());
    FACT_STATUS("RpcRevertToSelfEx", "no call", RpcRevertToSelfEx(NULL));
    FACT_STATUS("RpcImpersonateClient", "a binding of a client", RpcImpersonateClient(handle));
    FACT_STATUS("RpcRevertToSelfEx", "a binding of a client", RpcRevertToSelfEx(handle));
    FACT_STATUS("RpcBindingInqAuthClientA", "no call",
                RpcBindingInqAuthClientA(NULL, &privileges, NULL, NULL, NULL, NULL));
    FACT_STATUS("RpcBindingInqAuthClientW", "no call",
                RpcBindingInqAuthClientW(NULL, &privileges, NULL, NULL, NULL, NULL));
    FACT_STATUS("RpcBindingInqAuthClientExA", "no call",
                RpcBindingInqAuthClientExA(NULL, &privileges, NULL, NULL, NULL, NULL, 0));
    FACT_STATUS("RpcBindingInqAuthClientExW", "no call",
                RpcBindingInqAuthClientExW(NULL, &privileges, NULL, NULL, NULL, NULL, 0));
    FACT_STATUS("RpcBindingInqAuthClientA", "a binding of a client",
                RpcBindingInqAuthClientA(handle, &privileges, NULL, NULL, NULL, NULL));
    FACT_STATUS("RpcBindingInqAuthClientW", "a binding of a client",
                RpcBindingInqAuthClientW(handle, &privileges, NULL, NULL, NULL, NULL));
    FACT_STATUS("RpcBindingInqAuthClientExA", "a binding of a client",
                RpcBindingInqAuthClientExA(handle, &privileges, NULL, NULL, NULL, NULL, 0));
    FACT_STATUS("RpcBindingInqAuthClientExW", "a binding of a client",
                RpcBindingInqAuthClientExW(handle, &privileges, NULL, NULL, NULL, NULL, 0));
    FACT_STATUS("RpcImpersonateClientContainer", "no call", RpcImpersonateClientContainer(NULL));
    FACT_STATUS("RpcImpersonateClientContainer", "a binding of a client", RpcImpersonateClientContainer(handle));
    FACT_STATUS("RpcRevertContainerImpersonation", "no call", RpcRevertContainerImpersonation());
    FACT_STATUS("RpcServerCompleteSecurityCallback", "no handle", RpcServerCompleteSecurityCallback(NULL, RPC_S_OK));
    FACT_STATUS("RpcServerCompleteSecurityCallback", "a binding of a client",
                RpcServerCompleteSecurityCallback(handle, RPC_S_OK));
    RpcBindingFree(&handle);
}

static void authorization_contexts(void) {
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    const LUID zero = {0, 0}, one = {1, 0};
    PVOID context = NULL, nothing = NULL;
    FACT_STATUS("RpcGetAuthorizationContextForClient", "no call",
                RpcGetAuthorizationContextForClient(NULL, FALSE, NULL, NULL, zero, 0, NULL, &context));
    FACT_STATUS("RpcGetAuthorizationContextForClient", "a binding of a client",
                RpcGetAuthorizationContextForClient(handle, FALSE, NULL, NULL, zero, 0, NULL, &context));
    FACT_STATUS("RpcGetAuthorizationContextForClient", "the first reserved argument",
                RpcGetAuthorizationContextForClient(NULL, FALSE, &context, NULL, zero, 0, NULL, &context));
    FACT_STATUS("RpcGetAuthorizationContextForClient", "the second reserved argument",
                RpcGetAuthorizationContextForClient(NULL, FALSE, NULL, NULL, one, 0, NULL, &context));
    FACT_STATUS("RpcGetAuthorizationContextForClient", "the third reserved argument",
                RpcGetAuthorizationContextForClient(NULL, FALSE, NULL, NULL, zero, 1, NULL, &context));
    FACT_STATUS("RpcGetAuthorizationContextForClient", "the fourth reserved argument",
                RpcGetAuthorizationContextForClient(NULL, FALSE, NULL, NULL, zero, 0, &context, &context));
    FACT_STATUS("RpcFreeAuthorizationContext", "no context", RpcFreeAuthorizationContext(&nothing));
    RpcBindingFree(&handle);
}

static void certificates(void) {
    RPC_CSTR name = NULL;
    RPC_WSTR wide = NULL;
    FACT_CALL("RpcCertGeneratePrincipalNameA", "no certificate", RpcCertGeneratePrincipalNameA(NULL, 0, &name));
    FACT_CALL("RpcCertGeneratePrincipalNameW", "no certificate", RpcCertGeneratePrincipalNameW(NULL, 0, &wide));
}

static void make_spn(const char *situation, LPCWSTR service_class, LPCWSTR service, LPCWSTR instance, USHORT port,
                     LPCWSTR referrer, DWORD room) {
    WCHAR text[100];
    char narrow[100], about[128];
    DWORD length = room;
    const DWORD error = DsMakeSpnW(service_class, service, instance, port, referrer, &length, room ? text : NULL);
    FACT_NUMBER("DsMakeSpnW", situation, error);
    snprintf(about, sizeof about, "%s, length", situation);
    if (error != ERROR_INVALID_PARAMETER) FACT_NUMBER("DsMakeSpnW", about, length);
    if (error != ERROR_SUCCESS) return;
    for (DWORD i = 0; i < length; ++i) narrow[i] = (char)text[i];
    snprintf(about, sizeof about, "%s, the name", situation);
    FACT_TEXT("DsMakeSpnW", about, narrow);
}

static void service_names(void) {
    make_spn("a host", L"http", L"www.x.com", NULL, 0, NULL, 100);
    make_spn("a host and a port", L"http", L"www.x.com", NULL, 80, NULL, 100);
    make_spn("an instance", L"http", L"service", L"www.x.com", 0, NULL, 100);
    make_spn("an instance and a port", L"http", L"service", L"www.x.com", 81, NULL, 100);
    make_spn("a referrer to a name", L"http", L"www.x.com", NULL, 0, L"there", 100);
    make_spn("a referrer to an address", L"http", L"10.0.0.1", NULL, 0, L"there", 100);
    make_spn("no class", NULL, L"www.x.com", NULL, 0, NULL, 100);
    make_spn("a slash in a part", L"ht/tp", L"www.x.com", NULL, 0, NULL, 100);
    make_spn("little room", L"http", L"www.x.com", NULL, 0, NULL, 5);
    make_spn("no room", L"http", L"www.x.com", NULL, 0, NULL, 0);
}

static void user_names(void) {
    char name[300], about[64];
    static const int kFormats[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    for (size_t i = 0; i < sizeof kFormats / sizeof *kFormats; ++i) {
        ULONG size = sizeof name;
        SetLastError(0);
        const BOOLEAN known = GetUserNameExA((EXTENDED_NAME_FORMAT)kFormats[i], name, &size);
        snprintf(about, sizeof about, "format %d", kFormats[i]);
        FACT_NUMBER("GetUserNameExA", about, known ? 0 : GetLastError());
        if (known) FACT_NUMBER("GetUserNameExA", "the size is the length", size == strlen(name));
    }
    ULONG size = 1;
    GetUserNameExA(NameSamCompatible, name, &size);
    FACT_NUMBER("GetUserNameExA", "little room", GetLastError());
    FACT_NUMBER("GetUserNameExA", "little room, more is asked for", size > 1);
    size = 0;
    GetUserNameExA(NameSamCompatible, NULL, &size);
    FACT_NUMBER("GetUserNameExA", "no room", GetLastError());
    DWORD length = sizeof name;
    FACT_BOOL("GetUserNameA", "room enough", GetUserNameA(name, &length));
    FACT_NUMBER("GetUserNameA", "the size counts the end", length == strlen(name) + 1);
    length = 1;
    FACT_BOOL("GetUserNameA", "little room", GetUserNameA(name, &length));
    FACT_NUMBER("GetUserNameA", "little room, more is asked for", length > 1);
    static const int kOfDomains[] = {3, 6, 7, 8, 10};
    for (size_t i = 0; i < sizeof kOfDomains / sizeof *kOfDomains; ++i) {
        size = sizeof name;
        SetLastError(0);
        const BOOLEAN known = GetComputerObjectNameA((EXTENDED_NAME_FORMAT)kOfDomains[i], name, &size);
        snprintf(about, sizeof about, "format %d", kOfDomains[i]);
        FACT_NUMBER("GetComputerObjectNameA", about, known ? 0 : GetLastError());
    }
}

static void network_buffers(void) {
    void *buffer = NULL;
    DWORD size = 0;
    FACT_NUMBER("NetApiBufferAllocate", "10 bytes", NetApiBufferAllocate(10, &buffer));
    FACT_NUMBER("NetApiBufferSize", "10 bytes", NetApiBufferSize(buffer, &size));
    FACT_NUMBER("NetApiBufferSize", "10 bytes, at least", size >= 10);
    FACT_NUMBER("NetApiBufferReallocate", "20 bytes", NetApiBufferReallocate(buffer, 20, &buffer));
    FACT_NUMBER("NetApiBufferFree", "20 bytes", NetApiBufferFree(buffer));
    FACT_NUMBER("NetApiBufferFree", "nothing", NetApiBufferFree(NULL));
    FACT_NUMBER("NetApiBufferAllocate", "no place for it", NetApiBufferAllocate(10, NULL));
    LPBYTE info = NULL;
    FACT_NUMBER("NetWkstaGetInfo", "level 99", NetWkstaGetInfo(NULL, 99, &info));
    FACT_NUMBER("NetWkstaGetInfo", "level 100", NetWkstaGetInfo(NULL, 100, &info));
    FACT_NUMBER("NetWkstaGetInfo", "level 100, the platform", ((WKSTA_INFO_100 *)info)->wki100_platform_id);
    NetApiBufferFree(info);
}

int main(void) {
    levels_and_services();
    changes();
    qualities();
    no_handles();
    default_names();
    server();
    without_a_call();
    authorization_contexts();
    certificates();
    service_names();
    user_names();
    network_buffers();
    return 0;
}
