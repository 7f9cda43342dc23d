// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about handles of the wrong kind in the W and the Ex forms, a call's where a server's is wanted, and about what
// the longer forms of registering refuse. Client and server are this program.
// stubs: talk
#include "rpc_facts.h"
#include "talk_managers.h"

#include <rpcasync.h>

static RPC_SECURITY_QOS quality = {1, 0, 0, 0};

static LONG set_auth_w(handle_t binding) {
    return (LONG)RpcBindingSetAuthInfoW(binding, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, NULL, 0);
}
static LONG set_auth_ex_a(handle_t binding) {
    return (LONG)RpcBindingSetAuthInfoExA(binding, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, NULL, 0, &quality);
}
static LONG set_auth_ex_w(handle_t binding) {
    return (LONG)RpcBindingSetAuthInfoExW(binding, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, NULL, 0, &quality);
}
static LONG auth_w(handle_t binding) {
    ULONG level;
    return (LONG)RpcBindingInqAuthInfoW(binding, NULL, &level, NULL, NULL, NULL);
}
static LONG auth_ex_a(handle_t binding) {
    ULONG level;
    return (LONG)RpcBindingInqAuthInfoExA(binding, NULL, &level, NULL, NULL, NULL, 0, NULL);
}
static LONG auth_ex_w(handle_t binding) {
    ULONG level;
    return (LONG)RpcBindingInqAuthInfoExW(binding, NULL, &level, NULL, NULL, NULL, 0, NULL);
}
static LONG register_w(handle_t binding) {
    RPC_BINDING_VECTOR vector = {1, {binding}};
    return (LONG)RpcEpRegisterW(talk_v1_2_s_ifspec, &vector, NULL, NULL);
}
static LONG register_no_replace_w(handle_t binding) {
    RPC_BINDING_VECTOR vector = {1, {binding}};
    return (LONG)RpcEpRegisterNoReplaceW(talk_v1_2_s_ifspec, &vector, NULL, NULL);
}
static LONG name_w(handle_t binding) {
    RPC_WSTR name = NULL;
    return (LONG)RpcMgmtInqServerPrincNameW(binding, RPC_C_AUTHN_WINNT, &name);
}
static LONG entry_a(handle_t binding) { return (LONG)RpcNsBindingInqEntryNameA(binding, 0, NULL); }
static LONG entry_w(handle_t binding) { return (LONG)RpcNsBindingInqEntryNameW(binding, 0, NULL); }
static LONG unbind(handle_t binding) { return (LONG)RpcBindingUnbind(binding); }
static LONG bind_it(handle_t binding) { return (LONG)RpcBindingBind(NULL, binding, talk_v1_2_c_ifspec); }

static const struct {
    const char* function;
    LONG (*ask)(handle_t);
} questions[] = {
    {"RpcBindingSetAuthInfoW", set_auth_w},
    {"RpcBindingSetAuthInfoExA", set_auth_ex_a},
    {"RpcBindingSetAuthInfoExW", set_auth_ex_w},
    {"RpcBindingInqAuthInfoW", auth_w},
    {"RpcBindingInqAuthInfoExA", auth_ex_a},
    {"RpcBindingInqAuthInfoExW", auth_ex_w},
    {"RpcEpRegisterW", register_w},
    {"RpcEpRegisterNoReplaceW", register_no_replace_w},
    {"RpcMgmtInqServerPrincNameW", name_w},
    {"RpcNsBindingInqEntryNameA", entry_a},
    {"RpcNsBindingInqEntryNameW", entry_w},
    {"RpcBindingUnbind", unbind},
    {"RpcBindingBind", bind_it},
};
LONG on_server(handle_t binding, LONG which) { return questions[which].ask(binding); }

/// In a call, of its handle.
static void in_a_call(RPC_BINDING_HANDLE client) {
    size_t i;
    for (i = 0; i < sizeof questions / sizeof *questions; i++) {
        FACT_CALL(questions[i].function, "a call's handle", c_on_server(client, (LONG)i));
    }
}

typedef RPC_STATUS (*Set)(RPC_BINDING_HANDLE, ULONG, ULONG);
static RPC_STATUS ex_a(RPC_BINDING_HANDLE handle, ULONG level, ULONG service) {
    return RpcBindingSetAuthInfoExA(handle, NULL, level, service, NULL, 0, &quality);
}
static RPC_STATUS ex_w(RPC_BINDING_HANDLE handle, ULONG level, ULONG service) {
    return RpcBindingSetAuthInfoExW(handle, NULL, level, service, NULL, 0, &quality);
}
static void authentication(const char* function, Set set) {
    RPC_BINDING_HANDLE handle = fact_binding("ncacn_ip_tcp:127.0.0.1[1]");
    FACT_CALL(function, "a service nobody has", set(handle, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_DPA));
    FACT_CALL(function, "a number that is no service", set(handle, RPC_C_AUTHN_LEVEL_PKT, 99));
    FACT_CALL(function, "a level there is none of", set(handle, 7, RPC_C_AUTHN_WINNT));
    FACT_CALL(function, "a level and a service", set(handle, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT));
    FACT_CALL(function, "no service any more", set(handle, RPC_C_AUTHN_LEVEL_NONE, RPC_C_AUTHN_NONE));
    RpcBindingFree(&handle);
}

/// The same interface and type a second time, and a type that was not registered.
static void registering(void) {
    UUID type = {0x44, 0, 0, {0}}, other = {0x45, 0, 0, {0}};
    RPC_IF_HANDLE spec = talk_v1_2_s_ifspec;
    FACT_CALL("RpcServerRegisterIfEx", "a type", RpcServerRegisterIfEx(spec, &type, NULL, 0, 10, NULL));
    FACT_CALL("RpcServerRegisterIfEx", "a type again", RpcServerRegisterIfEx(spec, &type, NULL, 0, 10, NULL));
    FACT_CALL("RpcServerRegisterIf2", "a type again", RpcServerRegisterIf2(spec, &type, NULL, 0, 10, 1000, NULL));
    FACT_CALL("RpcServerRegisterIf2", "another type", RpcServerRegisterIf2(spec, &other, NULL, 0, 10, 1000, NULL));
    FACT_CALL("RpcServerRegisterIf3", "a type again",
              RpcServerRegisterIf3(spec, &type, NULL, 0, 10, 1000, NULL, NULL));
    FACT_CALL("RpcServerUnregisterIfEx", "a type", RpcServerUnregisterIfEx(spec, &type, FALSE));
    FACT_CALL("RpcServerUnregisterIfEx", "a type that is not registered any more",
              RpcServerUnregisterIfEx(spec, &type, FALSE));
    FACT_CALL("RpcServerUnregisterIf", "another type", RpcServerUnregisterIf(spec, &other, FALSE));
    FACT_CALL("RpcServerUnregisterIf", "the other type again", RpcServerUnregisterIf(spec, &other, FALSE));
}

int main(void) {
    RPC_BINDING_HANDLE client = fact_own_endpoint("facts-kinds");
    RpcServerRegisterIfEx(talk_v1_2_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN, 10, NULL);
    in_a_call(client);
    authentication("RpcBindingSetAuthInfoExA", ex_a);
    authentication("RpcBindingSetAuthInfoExW", ex_w);
    registering();
    RpcServerUnregisterIf(talk_v1_2_s_ifspec, NULL, TRUE);
    RpcBindingFree(&client);
    return 0;
}
