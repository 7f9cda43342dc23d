// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about authentication of bindings and servers, impersonation, and names, of which nothing is sent anywhere.
#define SECURITY_WIN32 1
#include <rpc.h>
#include <rpcasync.h>

#include <dsgetdc.h>
#include <lm.h>
#include <ntdsapi.h>
#include <security.h>

#include "facts.h"

static RPC_BINDING_HANDLE make_binding(const char *text) {
    char copy[100];
    RPC_BINDING_HANDLE handle = NULL;
    strcpy(copy, text);
    RpcBindingFromStringBindingA((RPC_CSTR)copy, &handle);
    return handle;
}

static SEC_WINNT_AUTH_IDENTITY_A somebody = {(unsigned char *)"user",     4, (unsigned char *)"domain", 6,
                                             (unsigned char *)"password", 8, SEC_WINNT_AUTH_IDENTITY_ANSI};

/// What a binding answers to such a wish, and then tells of itself.
static void set_info(const char *situation, ULONG level, ULONG service, ULONG authorization) {
    char about[128];
    RPC_BINDING_HANDLE handle = make_binding("ncacn_ip_tcp:127.0.0.1[1]");
    RPC_STATUS status = RpcBindingSetAuthInfoA(handle, (RPC_CSTR) "host/name", level, service, &somebody, authorization);
    FACT_NUMBER("RpcBindingSetAuthInfo", situation, status);
    ULONG level_told = 77, service_told = 77, authorization_told = 77;
    RPC_CSTR name = NULL;
    RPC_AUTH_IDENTITY_HANDLE identity = NULL;
    status = RpcBindingInqAuthInfoA(handle, &name, &level_told, &service_told, &identity, &authorization_told);
    snprintf(about, sizeof about, "after %s", situation);
    FACT_NUMBER("RpcBindingInqAuthInfo", about, status);
    if (status == RPC_S_OK) {
        snprintf(about, sizeof about, "%s, level", situation);
        FACT_NUMBER("RpcBindingInqAuthInfo", about, level_told);
        snprintf(about, sizeof about, "%s, service", situation);
        FACT_NUMBER("RpcBindingInqAuthInfo", about, service_told);
        snprintf(about, sizeof about, "%s, authorization", situation);
        FACT_NUMBER("RpcBindingInqAuthInfo", about, authorization_told);
        snprintf(about, sizeof about, "%s, the identity is the caller's", situation);
        FACT_NUMBER("RpcBindingInqAuthInfo", about, identity == &somebody);
        RpcStringFreeA(&name);
    }
    RpcBindingFree(&handle);
}

static void bindings(void) {
    set_info("NTLM, default level", RPC_C_AUTHN_LEVEL_DEFAULT, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE);
    set_info("NTLM, connect", RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NAME);
    set_info("NTLM, packet", RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE);
    set_info("NTLM, integrity", RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE);
    set_info("NTLM, privacy", RPC_C_AUTHN_LEVEL_PKT_PRIVACY, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE);
    set_info("the default service", RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_DEFAULT, RPC_C_AUTHZ_NONE);
    set_info("no service", RPC_C_AUTHN_LEVEL_DEFAULT, RPC_C_AUTHN_NONE, RPC_C_AUTHZ_NONE);
    set_info("a service nobody has", RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_DPA, RPC_C_AUTHZ_NONE);
    set_info("a level there is not", 7, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE);

    RPC_BINDING_HANDLE handle = make_binding("ncacn_ip_tcp:127.0.0.1[1]");
    ULONG told = 77;
    FACT_NUMBER("RpcBindingInqAuthInfo", "of a binding without", RpcBindingInqAuthInfoA(handle, NULL, &told, NULL, NULL, NULL));
    RPC_SECURITY_QOS qos = {RPC_C_SECURITY_QOS_VERSION_1, RPC_C_QOS_CAPABILITIES_DEFAULT, RPC_C_QOS_IDENTITY_DYNAMIC,
                            RPC_C_IMP_LEVEL_IDENTIFY};
    FACT_NUMBER("RpcBindingSetAuthInfoEx", "version 1",
                RpcBindingSetAuthInfoExA(handle, NULL, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, &somebody, 0, &qos));
    RPC_SECURITY_QOS again;
    memset(&again, 0, sizeof again);
    FACT_NUMBER("RpcBindingInqAuthInfoEx", "version 1",
                RpcBindingInqAuthInfoExA(handle, NULL, NULL, NULL, NULL, NULL, RPC_C_SECURITY_QOS_VERSION_1, &again));
    FACT_NUMBER("RpcBindingInqAuthInfoEx", "version 1, without a place for it",
                RpcBindingInqAuthInfoExA(handle, NULL, NULL, NULL, NULL, NULL, RPC_C_SECURITY_QOS_VERSION_1, NULL));
    FACT_NUMBER("RpcBindingSetAuthInfoEx", "without quality of service",
                RpcBindingSetAuthInfoExA(handle, NULL, RPC_C_AUTHN_LEVEL_CONNECT, RPC_C_AUTHN_WINNT, &somebody, 0, NULL));
    RPC_BINDING_HANDLE copy = NULL;
    FACT_NUMBER("RpcBindingCopy", "with authentication", RpcBindingCopy(handle, &copy));
    FACT_NUMBER("RpcBindingInqAuthInfo", "of a copy", RpcBindingInqAuthInfoA(copy, NULL, &told, NULL, NULL, NULL));
    FACT_NUMBER("RpcBindingInqAuthInfo", "of a copy, level", told);
    RpcBindingFree(&copy);
    RpcBindingFree(&handle);
}

static void server(void) {
    RPC_CSTR name = NULL;
    FACT_NUMBER("RpcServerRegisterAuthInfo", "NTLM",
                RpcServerRegisterAuthInfoA((RPC_CSTR) "somebody", RPC_C_AUTHN_WINNT, NULL, NULL));
    FACT_NUMBER("RpcServerRegisterAuthInfo", "a service nobody has",
                RpcServerRegisterAuthInfoA((RPC_CSTR) "somebody", RPC_C_AUTHN_DPA, NULL, NULL));
    FACT_NUMBER("RpcServerInqDefaultPrincName", "NTLM", RpcServerInqDefaultPrincNameA(RPC_C_AUTHN_WINNT, &name));
    FACT_NUMBER("RpcServerInqDefaultPrincName", "NTLM, there is one", name != NULL && name[0] != 0);
    RpcStringFreeA(&name);
    RPC_BINDING_HANDLE handle = make_binding("ncacn_ip_tcp:127.0.0.1[1]");
    RPC_AUTHZ_HANDLE privileges = NULL;
    FACT_NUMBER("RpcImpersonateClient", "no call", RpcImpersonateClient(NULL));
    FACT_NUMBER("RpcRevertToSelf", "no call", RpcRevertToSelf());
    FACT_NUMBER("RpcRevertToSelfEx", "no call", RpcRevertToSelfEx(NULL));
    FACT_NUMBER("RpcImpersonateClient", "a binding of a client", RpcImpersonateClient(handle));
    FACT_NUMBER("RpcRevertToSelfEx", "a binding of a client", RpcRevertToSelfEx(handle));
    FACT_NUMBER("RpcBindingInqAuthClient", "no call",
                RpcBindingInqAuthClientA(NULL, &privileges, NULL, NULL, NULL, NULL));
    FACT_NUMBER("RpcBindingInqAuthClient", "a binding of a client",
                RpcBindingInqAuthClientA(handle, &privileges, NULL, NULL, NULL, NULL));
    RpcBindingFree(&handle);
}

static void make_spn(const char *situation, LPCWSTR service_class, LPCWSTR service, LPCWSTR instance, USHORT port,
                     LPCWSTR referrer, DWORD room) {
    WCHAR text[100];
    char narrow[100], about[128];
    DWORD length = room;
    const DWORD error = DsMakeSpnW(service_class, service, instance, port, referrer, &length, room ? text : NULL);
    FACT_NUMBER("DsMakeSpn", situation, error);
    snprintf(about, sizeof about, "%s, length", situation);
    if (error != ERROR_INVALID_PARAMETER) FACT_NUMBER("DsMakeSpn", about, length);
    if (error != ERROR_SUCCESS) return;
    for (DWORD i = 0; i < length; ++i) narrow[i] = (char)text[i];
    snprintf(about, sizeof about, "%s, the name", situation);
    FACT_TEXT("DsMakeSpn", about, narrow);
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
        FACT_NUMBER("GetUserNameEx", about, known ? 0 : GetLastError());
        if (known) FACT_NUMBER("GetUserNameEx", "the size is the length", size == strlen(name));
    }
    ULONG size = 1;
    GetUserNameExA(NameSamCompatible, name, &size);
    FACT_NUMBER("GetUserNameEx", "little room", GetLastError());
    FACT_NUMBER("GetUserNameEx", "little room, more is asked for", size > 1);
    size = 0;
    GetUserNameExA(NameSamCompatible, NULL, &size);
    FACT_NUMBER("GetUserNameEx", "no room", GetLastError());
    DWORD length = sizeof name;
    FACT_BOOL("GetUserName", "room enough", GetUserNameA(name, &length));
    FACT_NUMBER("GetUserName", "the size counts the end", length == strlen(name) + 1);
    length = 1;
    FACT_BOOL("GetUserName", "little room", GetUserNameA(name, &length));
    FACT_NUMBER("GetUserName", "little room, more is asked for", length > 1);
    static const int kOfDomains[] = {3, 6, 7, 8, 10};
    for (size_t i = 0; i < sizeof kOfDomains / sizeof *kOfDomains; ++i) {
        size = sizeof name;
        SetLastError(0);
        const BOOLEAN known = GetComputerObjectNameA((EXTENDED_NAME_FORMAT)kOfDomains[i], name, &size);
        snprintf(about, sizeof about, "format %d", kOfDomains[i]);
        FACT_NUMBER("GetComputerObjectName", about, known ? 0 : GetLastError());
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
    bindings();
    server();
    service_names();
    user_names();
    network_buffers();
    return 0;
}
