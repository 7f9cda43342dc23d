// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about calls: fast and custom binding handles, object UUIDs, options, wrong kinds of handles, locks of context
// handles. Client and server are this program.
// stubs: calls
#include <stdlib.h>

#include "rpc_facts.h"

#include <rpcasync.h>

#include "calls.h"


void* __RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

static RPC_BINDING_HANDLE lrpc, tcp;
static HANDLE go_on;
static UUID seen_object;
static char seen_text[200];

LONG add(handle_t binding, LONG a, LONG b) {
    (void)binding;
    return a + b;
}
LONG add_at(place where, LONG a, LONG b) { return where + a + b; }

/// What the server can know of its client's address.
static LONG turned_round(handle_t binding) {
    RPC_BINDING_HANDLE made = NULL;
    ULONG level;
    LONG status = (LONG)RpcBindingServerFromClient(binding, &made);
    if (status != RPC_S_OK) return status;
    snprintf(seen_text, sizeof seen_text, "%s", fact_string(made));
    status = (LONG)RpcBindingInqAuthInfoA(made, NULL, &level, NULL, NULL, NULL);
    RpcBindingFree(&made);
    return status;
}

static LONG called_back_with(handle_t binding) {
    LONG result = -1;
    RpcTryExcept { result = c_add(binding, 1, 1); }
    RpcExcept(1) { result = (LONG)RpcExceptionCode(); }
    RpcEndExcept return result;
}

/// What a call on the server's thread answers.
LONG on_server(handle_t binding, LONG which) {
    ULONG value = 0;
    ULONG_PTR wide = 0;
    RPC_CSTR text = NULL;
    LONG status;
    switch (which) {
        case 0:
            return (LONG)RpcBindingInqObject(binding, &seen_object);
        case 1:
            return turned_round(binding);
        case 2:  // the program lets it go on, or gives up
            return (LONG)WaitForSingleObject(go_on, 3000);
        case 3:
            return (LONG)RpcBindingSetAuthInfoA(binding, NULL, RPC_C_AUTHN_LEVEL_PKT, RPC_C_AUTHN_WINNT, NULL, 0);
        case 4:
            return (LONG)RpcBindingInqAuthInfoA(binding, NULL, &value, NULL, NULL, NULL);
        case 5:
            return (LONG)RpcBindingSetOption(binding, RPC_C_OPT_BINDING_NONCAUSAL, 1);
        case 6:
            return (LONG)RpcBindingInqOption(binding, RPC_C_OPT_BINDING_NONCAUSAL, &wide);
        case 7:
            return (LONG)RpcMgmtSetComTimeout(binding, 3);
        case 8:
            status = (LONG)RpcBindingToStringBindingA(binding, &text);
            if (text) RpcStringFreeA(&text);
            return status;
        case 9:
            return called_back_with(binding);
        case 10:
            return (LONG)RpcImpersonateClientContainer(binding);
        case 11:
            return (LONG)RpcRevertContainerImpersonation();
        case 12:
            return (LONG)RpcBindingInqAuthClientW(binding, NULL, NULL, NULL, NULL, NULL);
        case 13:
            return (LONG)RpcBindingInqAuthClientExA(binding, NULL, NULL, NULL, NULL, NULL, 0);
        case 14:
            return (LONG)RpcImpersonateClient(binding);
        case 15:
            return (LONG)RpcServerCompleteSecurityCallback(binding, RPC_S_OK);
        case 16:
            return (LONG)RpcRevertToSelfEx(binding);
        default:
            return -1;
    }
}

LONG begin_session(handle_t binding, session* opened) {
    (void)binding;
    *opened = &go_on;
    return 0;
}
LONG lock_session(session held, LONG which) {
    return (LONG)(which == 0 ? RpcSsContextLockShared(NULL, held)
                             : RpcSsContextLockExclusive(NULL, which == 1 ? held : (void*)&lrpc));
}
LONG end_session(session* held) {
    *held = NULL;
    return 0;
}
void __RPC_USER session_rundown(session held) { (void)held; }

static void on_thread(const char* function, const char* situation, handle_t binding, LONG which) {
    FACT_CALL(function, situation, c_on_server(binding, which));
}

static void objects(void) {
    UUID object = {0x77, 2, 3, {4}}, nil = {0};
    RPC_BINDING_HANDLE handle = fact_another(tcp);
    on_thread("RpcBindingInqObject", "on the server, no object", handle, 0);
    FACT_NUMBER("RpcBindingInqObject", "on the server, no object: nil", memcmp(&seen_object, &nil, sizeof nil) == 0);
    RpcBindingSetObject(handle, &object);
    on_thread("RpcBindingInqObject", "on the server", handle, 0);
    FACT_NUMBER("RpcBindingInqObject", "on the server: the client's",
                memcmp(&seen_object, &object, sizeof object) == 0);
    on_thread("RpcBindingServerFromClient", "the authentication of what it makes", handle, 1);  // K18
    FACT_TEXT("RpcBindingServerFromClient", "over ncacn_ip_tcp", seen_text);
    seen_text[0] = 0;
    RpcBindingFree(&handle);
}

static void options(void) {
    ULONG_PTR value = 77;
    RPC_BINDING_HANDLE handle = fact_another(tcp);
    FACT_CALL("RpcBindingSetOption", "unique: a call", c_add(handle, 40, 2));
    FACT_CALL("RpcBindingSetOption", "don't linger, after a call",  // K11
              RpcBindingSetOption(handle, RPC_C_OPT_DONT_LINGER, 1));
    FACT_STATUS("RpcBindingInqOption", "don't linger, after a call",
                RpcBindingInqOption(handle, RPC_C_OPT_DONT_LINGER, &value));
    FACT_NUMBER("RpcBindingInqOption", "don't linger, after a call: the value", value);
    RpcBindingSetOption(handle, RPC_C_OPT_CALL_TIMEOUT, 300);  // N4
    on_thread("RpcBindingSetOption", "a call timeout: a call that lasts", handle, 2);
    SetEvent(go_on);
    RpcBindingSetOption(handle, RPC_C_OPT_CALL_TIMEOUT, 0);
    FACT_CALL("RpcBindingSetOption", "a call timeout: a call after that", c_add(handle, 40, 2));
    RpcBindingFree(&handle);
}

/// K1: a client's handle on the server is good for little.
static void wrong_kinds(void) {
    on_thread("RpcBindingSetAuthInfoA", "the call's handle", lrpc, 3);
    on_thread("RpcBindingInqAuthInfoA", "the call's handle", lrpc, 4);
    on_thread("RpcBindingSetOption", "the call's handle", lrpc, 5);
    on_thread("RpcBindingInqOption", "the call's handle", lrpc, 6);
    on_thread("RpcMgmtSetComTimeout", "the call's handle", lrpc, 7);
    on_thread("RpcBindingToStringBindingA", "the call's handle", tcp, 8);
    on_thread("RpcBindingServerFromClient", "a call with the client's handle", lrpc, 9);
}

/// A client over ncacn_ip_tcp that said nothing of itself.
static void nobody(void) {
    on_thread("RpcImpersonateClientContainer", "during a call", lrpc, 10);
    on_thread("RpcRevertContainerImpersonation", "during a call", lrpc, 11);
    on_thread("RpcBindingInqAuthClientW", "a client that is nobody", tcp, 12);  // J11
    on_thread("RpcBindingInqAuthClientExA", "a client that is nobody", tcp, 13);
    on_thread("RpcImpersonateClient", "a client that is nobody", tcp, 14);
    on_thread("RpcServerCompleteSecurityCallback", "a call that is running", tcp, 15);
    on_thread("RpcRevertToSelfEx", "a call that nobody impersonates", tcp, 16);
}

/// K19.
static void fast_bindings(void) {
    RPC_BINDING_HANDLE handle = fact_fast_binding(fact_endpoint("facts-calls"));
    if (handle) FACT_CALL("RpcBindingCreateA", "a call before RpcBindingBind", c_add(handle, 40, 2));
    FACT_STATUS("RpcBindingBind", "to the server", RpcBindingBind(NULL, handle, calls_v1_0_c_ifspec));
    FACT_CALL("RpcBindingBind", "a call", handle ? c_add(handle, 40, 2) : -1);
    FACT_STATUS("RpcBindingUnbind", "a bound handle", RpcBindingUnbind(handle));
    if (handle) FACT_CALL("RpcBindingUnbind", "a call after it", c_add(handle, 40, 2));
    FACT_STATUS("RpcBindingUnbind", "again", RpcBindingUnbind(handle));
    FACT_STATUS("RpcBindingBind", "again after that", RpcBindingBind(NULL, handle, calls_v1_0_c_ifspec));
    FACT_CALL("RpcBindingBind", "a call after that", handle ? c_add(handle, 40, 2) : -1);
    FACT_STATUS("RpcBindingBind", "no interface", RpcBindingBind(NULL, handle, NULL));
    FACT_STATUS("RpcBindingUnbind", "after that", RpcBindingUnbind(handle));
    FACT_STATUS("RpcBindingFree", "a fast handle after a call", RpcBindingFree(&handle));
    handle = fact_fast_binding("facts-nobody-there");
    FACT_STATUS("RpcBindingBind", "no server", RpcBindingBind(NULL, handle, calls_v1_0_c_ifspec));
    FACT_STATUS("RpcBindingFree", "a fast handle without a server", RpcBindingFree(&handle));
    FACT_STATUS("RpcBindingBind", "a handle of a string over ncacn_ip_tcp",
                RpcBindingBind(NULL, tcp, calls_v1_0_c_ifspec));
}

static void fast_binding_in_the_background(void) {
    RPC_BINDING_HANDLE handle = fact_fast_binding(fact_endpoint("facts-calls"));
    RPC_ASYNC_STATE state;
    RPC_STATUS status = -1;
    RpcAsyncInitializeHandle(&state, sizeof state);
    state.UserInfo = NULL;
    state.NotificationType = RpcNotificationTypeEvent;
    state.u.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    RpcTryExcept { status = RpcBindingBind(&state, handle, calls_v1_0_c_ifspec); }
    RpcExcept(1) {}
    RpcEndExcept FACT_NUMBER("RpcBindingBind", "asynchronously", status);
    if (status == RPC_S_OK) {
        FACT_WAIT("RpcBindingBind", "asynchronously: the event", WaitForSingleObject(state.u.hEvent, 10000));
        FACT_NUMBER("RpcAsyncGetCallStatus", "an asynchronous bind", RpcAsyncGetCallStatus(&state));
        FACT_CALL("RpcBindingBind", "asynchronously: a call", c_add(handle, 40, 2));
        RpcBindingUnbind(handle);
    }
    CloseHandle(state.u.hEvent);
    if (handle) RpcBindingFree(&handle);
}

static int binds, unbinds;
handle_t __RPC_USER place_bind(place where) {
    RPC_BINDING_HANDLE handle = NULL;
    binds++;
    if (where == 0) RpcBindingCopy(lrpc, &handle);
    return handle;
}
void __RPC_USER place_unbind(place where, handle_t handle) {
    (void)where;
    unbinds++;
    RpcBindingFree(&handle);
}

/// K15, K16.
static void custom_handles(void) {
    FACT_CALL("NdrClientCall2", "a custom handle", c_add_at(0, 40, 2));
    FACT_CALL("NdrClientCall2", "a custom handle again", c_add_at(0, 40, 2));
    FACT_NUMBER("NdrClientCall2", "a custom handle: binds", binds);
    FACT_NUMBER("NdrClientCall2", "a custom handle: unbinds", unbinds);
}

/// Last, for Wine makes no good call after it.
static void no_custom_handle(void) {
    unbinds = 0;
    FACT_CALL("NdrClientCall2", "a custom handle whose routine gives none", c_add_at(1, 40, 2));
    FACT_NUMBER("NdrClientCall2", "a custom handle whose routine gives none: unbinds", unbinds);
}

static void contexts(void) {
    session held = NULL;
    void* nothing = NULL;
    FACT_CALL("RpcSsContextLockShared", "opening", c_begin_session(lrpc, &held));
    FACT_CALL("RpcSsContextLockShared", "the call's context", c_lock_session(held, 0));
    FACT_CALL("RpcSsContextLockExclusive", "the call's context", c_lock_session(held, 1));
    FACT_CALL("RpcSsContextLockExclusive", "a pointer that is none of the call's", c_lock_session(held, 2));
    FACT_CALL("RpcSsContextLockShared", "closing", c_end_session(&held));
    FACT_CALL("RpcSsContextLockShared", "no call", RpcSsContextLockShared(NULL, &held));
    FACT_CALL("RpcSsContextLockExclusive", "no call", RpcSsContextLockExclusive(NULL, &held));
    FACT_CALL("RpcSsDestroyClientContext", "a null context", (RpcSsDestroyClientContext(&nothing), 0));
    FACT_CALL("RpcSsDestroyClientContext", "opening", c_begin_session(lrpc, &held));
    FACT_CALL("RpcSsDestroyClientContext", "a context", (RpcSsDestroyClientContext((void**)&held), 0));
    FACT_NUMBER("RpcSsDestroyClientContext", "the handle afterwards is null", held == NULL);
}

int main(void) {
    go_on = CreateEventA(NULL, TRUE, FALSE, NULL);
    RpcServerUseProtseqA((RPC_CSTR) "ncacn_ip_tcp", 10, NULL);
    lrpc = fact_own_endpoint("facts-calls");
    tcp = fact_own_port();
    RpcServerRegisterIfEx(calls_v1_0_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN, 10, NULL);
    objects();
    options();
    wrong_kinds();
    nobody();
    fast_bindings();
    fast_binding_in_the_background();
    custom_handles();
    contexts();
    RpcServerUnregisterIf(calls_v1_0_s_ifspec, NULL, TRUE);
    RpcBindingFree(&lrpc);
    RpcBindingFree(&tcp);
    no_custom_handle();
    CloseHandle(go_on);
    return 0;
}
