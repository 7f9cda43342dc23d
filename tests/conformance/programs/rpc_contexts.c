// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about context handles: what opens, closes and destroys them, what failures leave of them, whose they are, who
// may use them at the same time. Client and server are this program, over ncalrpc.
// stubs: sessions
#include <stdlib.h>

#include "rpc_facts.h"

#include <rpcasync.h>

#include "sessions.h"

enum { PATIENCE = 10000 };

struct SESSION_STATE {
    LONG value;
};

static RPC_BINDING_HANDLE lrpc;
static HANDLE arrived, gate, ran_down;
static volatile LONG rundowns, strict_rundowns, inside, most;

void* __RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

// -- the server

static SESSION made(LONG value) {
    SESSION session = malloc(sizeof *session);
    session->value = value;
    return session;
}
void open_session(handle_t binding, LONG value, SESSION* session) {
    (void)binding;
    *session = made(value);
}
SESSION make_session(handle_t binding, LONG value) {
    (void)binding;
    return made(value);
}
LONG read_session(SESSION session) { return session->value; }
LONG read_both(SESSION one, SESSION other) { return one->value + other->value; }
LONG read_all(handle_t binding, LONG count, SESSION* all) {
    LONG sum = 0;
    (void)binding;
    while (count-- > 0) sum += all[count]->value;
    return sum;
}
LONG change_session(handle_t binding, SESSION* session, LONG value) {
    const LONG was_null = *session == NULL;
    (void)binding;
    if (was_null) {
        *session = made(value);
    } else if (value == 0) {
        close_session(session);
    } else {
        (*session)->value = value;
    }
    return was_null;
}
void close_session(SESSION* session) {
    free(*session);
    *session = NULL;
}
void open_untyped(handle_t binding, void** place) {
    static int something;
    (void)binding;
    *place = &something;
}
void close_and_raise(SESSION* session) {
    *session = NULL;  // what it pointed at stays: Wine uses it again
    RpcRaiseException(4711);
}
void raise_only(SESSION* session, LONG value) {
    (*session)->value = value;
    RpcRaiseException(4711);
}
void open_and_raise(handle_t binding, SESSION* session) {
    SESSION opened;
    open_session(binding, 1, &opened);
    close_session(&opened);
    *session = NULL;
    RpcRaiseException(4711);
}
void open_then_fail(handle_t binding, SESSION* session, fate* what) {
    open_session(binding, 1, session);
    *what = (fate)0x8000;
}
void fail_then_open(handle_t binding, fate* what, SESSION* session) { open_then_fail(binding, session, what); }
SESSION fail_then_make(handle_t binding, fate* what) {
    *what = (fate)0x8000;
    return make_session(binding, 1);
}
void close_then_fail(SESSION* session, fate* what) {
    close_session(session);
    *what = (fate)0x8000;
}

LONG stay(SESSION session) {
    const LONG now = InterlockedIncrement((LONG*)&inside);
    (void)session;
    if (now > most) most = now;
    ReleaseSemaphore(arrived, 1, NULL);
    WaitForSingleObject(gate, PATIENCE);
    InterlockedDecrement((LONG*)&inside);
    return most;
}
LONG stay_shared(SESSION session) { return stay(session); }

static LONG lock(void* session, LONG how) {
    static int other;
    LONG status = -1;
    RpcTryExcept {
        status = (LONG)(how == 0 || how == 3
                             ? RpcSsContextLockShared(NULL, how == 3 ? &other : session)
                                 : RpcSsContextLockExclusive(NULL, how == 2 ? &other : session));
    }
    RpcExcept(1) { status = -1; }
    RpcEndExcept return status;
}
LONG change_lock(SESSION session, LONG how) { return lock(session, how); }
LONG change_lock_shared(SESSION session, LONG how) { return lock(session, how); }
LONG change_lock_inout(SESSION* session, LONG how) { return lock(session, how); }
LONG change_lock_out(handle_t binding, LONG how, SESSION* session) {
    open_session(binding, 1, session);
    return lock(session, how);
}
LONG upgrade(SESSION session) {
    ReleaseSemaphore(arrived, 1, NULL);
    WaitForSingleObject(gate, PATIENCE);
    return lock(session, 1);
}

/// H8: named after the type; open_untyped() has none.
void __RPC_USER SESSION_rundown(SESSION session) {
    close_session(&session);
    InterlockedIncrement((LONG*)&rundowns);
    SetEvent(ran_down);
}

void open_strict(handle_t binding, GUARDED* context) { open_untyped(binding, context); }
LONG read_strict(GUARDED context) { return context != NULL; }
LONG read_strict_session(SESSION session) { return session->value; }
void close_strict(GUARDED* context) { *context = NULL; }
void __RPC_USER GUARDED_rundown(GUARDED context) {
    (void)context;
    strict_rundowns++;
}

// -- the client

/// Waits until so many contexts were run down; how many were.
static int run_down(LONG count) {
    while (rundowns < count && WaitForSingleObject(ran_down, PATIENCE) == WAIT_OBJECT_0) {
    }
    return (int)rundowns;
}

static SESSION opened(LONG value) {
    SESSION session = NULL;
    c_open_session(lrpc, value, &session);
    return session;
}

/// H1, H3, H5
static void opening(void) {
    SESSION session = NULL, second;
    FACT_CALL("NdrClientCall2", "opening a context", (c_open_session(lrpc, 7, &session), session != NULL));
    FACT_CALL("NdrClientCall2", "the context's value", c_read_session(session));
    FACT_CALL("NdrClientCall2", "a context as the result", (second = c_make_session(lrpc, 8), c_read_session(second)));
    FACT_CALL("NdrClientCall2", "two contexts", c_read_both(session, second));
    FACT_CALL("NdrClientCall2", "an [in] context that is null", c_read_session(NULL));
    FACT_CALL("NdrClientCall2", "an [in] context that is null, the second", c_read_both(session, NULL));
    FACT_CALL("NdrClientCall2", "an [in] context that is none", c_read_session((SESSION)&second));
    FACT_CALL("NdrClientCall2", "closing", (c_close_session(&second), second == NULL));
    FACT_CALL("NdrClientCall2", "an [in, out] context that is null", c_change_session(lrpc, &second, 9));
    FACT_NUMBER("NdrClientCall2", "the server opened it", second != NULL);
    FACT_CALL("NdrClientCall2", "changing its value", c_change_session(lrpc, &second, 10));
    FACT_CALL("NdrClientCall2", "the changed value", c_read_session(second));
    FACT_CALL("NdrClientCall2", "closing it so", (c_change_session(lrpc, &second, 0), second == NULL));
    FACT_CALL("NdrClientCall2", "closing what is null", (c_close_session(&second), second == NULL));
    c_close_session(&session);
    FACT_NUMBER("NdrClientCall2", "contexts that were closed are not run down", rundowns);
}

/// H2, H11-H16
static int failing(void) {
    SESSION session = opened(5), none = NULL;
    fate what = FINE;
    rundowns = 0;
    FACT_CALL("NdrServerCall2", "a routine that raises", (c_raise_only(&session, 6), 0));
    FACT_CALL("NdrServerCall2", "the context afterwards, its new value", c_read_session(session));
    FACT_CALL("NdrServerCall2", "a routine that closes and raises", (c_close_and_raise(&session), 0));
    FACT_NUMBER("NdrServerCall2", "closed and raised, the client has the handle", session != NULL);
    FACT_CALL("NdrServerCall2", "closed and raised, using it", c_read_session(session));
    FACT_CALL("RpcSmDestroyClientContext", "a context the server closed", RpcSmDestroyClientContext((void**)&session));
    FACT_NUMBER("RpcSmDestroyClientContext", "a context the server closed is null", session == NULL);
    session = opened(5);
    FACT_CALL("NdrServerCall2", "a routine that closes, with a result that does not marshal",
              (c_close_then_fail(&session, &what), 0));
    FACT_CALL("NdrServerCall2", "closed with a result that does not marshal, using it", c_read_session(session));
    RpcSmDestroyClientContext((void**)&session);
    FACT_CALL("NdrServerCall2", "a routine that cleans up and raises", (c_open_and_raise(lrpc, &none), 0));
    FACT_NUMBER("NdrServerCall2", "no context from that", none == NULL);
    FACT_NUMBER("NdrServerCall2", "nothing is run down yet", rundowns);
    FACT_CALL("NdrServerCall2", "a context before what does not marshal", (c_open_then_fail(lrpc, &none, &what), 0));
    FACT_NUMBER("NdrServerCall2", "a context before what does not marshal, the client's", none == NULL);
    FACT_NUMBER("NdrServerCall2", "a context before what does not marshal, rundowns", run_down(1));
    if (rundowns != 1) return 0;
    FACT_CALL("NdrServerCall2", "a context behind what does not marshal", (c_fail_then_open(lrpc, &what, &none), 0));
    FACT_NUMBER("NdrServerCall2", "a context behind what does not marshal, the client's", none == NULL);
    FACT_NUMBER("NdrServerCall2", "a context behind what does not marshal, rundowns", run_down(2));
    FACT_CALL("NdrServerCall2", "a context as result, and what does not marshal", (c_fail_then_make(lrpc, &what), 0));
    FACT_NUMBER("NdrServerCall2", "a context as result, rundowns", run_down(3));
    return 1;
}

/// H4, H6-H9, K10
static void destroying(void) {
    handle_t binding = fact_local_binding("facts sessions 2");
    SESSION session = NULL;
    void *untyped = NULL, *garbage = &session;
    FACT_CALL("RpcSsDestroyClientContext", "a null handle", (RpcSsDestroyClientContext((void**)&session), 0));
    FACT_CALL("RpcSsDestroyClientContext", "what is no context", (RpcSsDestroyClientContext(&garbage), 0));
    FACT_CALL("RpcSmDestroyClientContext", "a null handle", RpcSmDestroyClientContext((void**)&session));
    FACT_CALL("RpcSmDestroyClientContext", "what is no context", RpcSmDestroyClientContext(&garbage));
    rundowns = 0;
    c_open_session(binding, 3, &session);
    FACT_CALL("RpcSsDestroyClientContext", "a context", (RpcSsDestroyClientContext((void**)&session), session == NULL));
    c_open_session(binding, 4, &session);
    FACT_CALL("RpcBindingSetOption", "RPC_C_OPT_DONT_LINGER behind a call",
              RpcBindingSetOption(binding, RPC_C_OPT_DONT_LINGER, TRUE));
    FACT_CALL("RpcBindingFree", "a context is open", RpcBindingFree(&binding));
    FACT_CALL("RpcBindingFree", "the context outlives the binding handle", c_read_session(session));
    FACT_NUMBER("RpcSsDestroyClientContext", "no rundown while the client has another context", rundowns);
    FACT_CALL("RpcSmDestroyClientContext", "a context", RpcSmDestroyClientContext((void**)&session));
    FACT_NUMBER("RpcSmDestroyClientContext", "the handle is null", session == NULL);
    FACT_NUMBER("RpcSmDestroyClientContext", "with the client's last handle the server runs down all", run_down(2));
    c_open_untyped(lrpc, &untyped);
    FACT_CALL("RpcSmDestroyClientContext", "a context without a type", RpcSmDestroyClientContext(&untyped));
}

/// H20, H21, H25, H22
static void owners(void) {
    handle_t binding = fact_local_binding("facts sessions 2");
    GUARDED strict = NULL;
    SESSION session = opened(1), elsewhere = NULL;
    FACT_CALL("NdrServerCall2", "a strict context", (c_open_strict(lrpc, &strict), c_read_strict(strict)));
    FACT_CALL("NdrServerCall2", "a strict context for an interface that is not strict",
              c_read_session((SESSION)strict));
    FACT_CALL("NdrServerCall2", "another interface's context for a strict one", c_read_strict_session(session));
    c_open_session(binding, 2, &elsewhere);
    FACT_CALL("NdrClientCall2", "contexts of two servers", c_read_both(session, elsewhere));
    FACT_CALL("NdrClientCall2", "another server's context with a binding handle",
              c_change_session(lrpc, &elsewhere, 3));
    c_close_session(&elsewhere);
    RpcBindingFree(&binding);
    FACT_CALL("RpcServerUnregisterIfEx", "with a rundown",
              RpcServerUnregisterIfEx(strict_sessions_v1_0_s_ifspec, NULL, TRUE));
    FACT_NUMBER("RpcServerUnregisterIfEx", "strict contexts that were run down", strict_rundowns);
    RpcSmDestroyClientContext(&strict);
    c_close_session(&session);
}

static struct caller {
    SESSION session;
    LONG (*call)(SESSION session);
    HANDLE thread;
    LONG answer;
} callers[2];

static DWORD WINAPI run_caller(void* which) {
    struct caller* caller = which;
    RpcTryExcept { caller->answer = caller->call(caller->session); }
    RpcExcept(1) { caller->answer = (LONG)RpcExceptionCode(); }
    RpcEndExcept return 0;
}

/// Two calls on one context. With `together` the first is not let go before the second is with the server.
static DWORD both(SESSION session, LONG (*call)(SESSION session), int together) {
    DWORD waited = 0;
    int i;
    most = 0;
    for (i = 0; i < 2; i++) {
        callers[i].session = session;
        callers[i].call = call;
        callers[i].thread = CreateThread(NULL, 0, run_caller, &callers[i], 0, NULL);
        if (i == 0 || together) waited = WaitForSingleObject(arrived, PATIENCE);
    }
    ReleaseSemaphore(gate, 1, NULL);
    if (!together) WaitForSingleObject(arrived, PATIENCE);
    ReleaseSemaphore(gate, 1, NULL);
    for (i = 0; i < 2; i++) {
        WaitForSingleObject(callers[i].thread, PATIENCE);
        CloseHandle(callers[i].thread);
    }
    return waited;
}

/// H17-H19, I25
static void sharing(void) {
    SESSION session = opened(1), out = NULL;
    both(session, c_stay, FALSE);
    FACT_NUMBER("NdrServerCall2", "two calls with one context, inside at once", most);
    FACT_WAIT("NdrServerCall2", "two calls that share a context", both(session, c_stay_shared, TRUE));
    FACT_NUMBER("NdrServerCall2", "two calls that share a context, inside at once", most);
    FACT_NUMBER("RpcSsContextLockExclusive", "a context that is exclusive", c_change_lock(session, 1));
    FACT_NUMBER("RpcSsContextLockExclusive", "a context that is shared", c_change_lock_shared(session, 1));
    FACT_NUMBER("RpcSsContextLockExclusive", "an [in, out] context", c_change_lock_inout(&session, 1));
    FACT_NUMBER("RpcSsContextLockExclusive", "an [out] context", c_change_lock_out(lrpc, 1, &out));
    c_close_session(&out);
    FACT_NUMBER("RpcSsContextLockExclusive", "what is no context", c_change_lock(session, 2));
    FACT_STATUS("RpcSsContextLockExclusive", "no call", RpcSsContextLockExclusive(NULL, session));
    FACT_STATUS("RpcSsContextLockExclusive", "a handle that is no call's", RpcSsContextLockExclusive(lrpc, session));
    FACT_NUMBER("RpcSsContextLockShared", "a context that is exclusive", c_change_lock(session, 0));
    FACT_NUMBER("RpcSsContextLockShared", "a context that is shared", c_change_lock_shared(session, 0));
    FACT_NUMBER("RpcSsContextLockShared", "an [in, out] context", c_change_lock_inout(&session, 0));
    FACT_NUMBER("RpcSsContextLockShared", "an [out] context", c_change_lock_out(lrpc, 0, &out));
    c_close_session(&out);
    FACT_NUMBER("RpcSsContextLockShared", "what is no context", c_change_lock(session, 3));
    FACT_STATUS("RpcSsContextLockShared", "no call", RpcSsContextLockShared(NULL, session));
    both(session, c_upgrade, TRUE);
    FACT_NUMBER("RpcSsContextLockExclusive", "two readers at once, the sum of what they get",
                callers[0].answer + callers[1].answer);
    FACT_STATUS("RpcSsDontSerializeContext", "it returns nothing", (RpcSsDontSerializeContext(), 0));
    FACT_STATUS("RpcSsDontSerializeContext", "it returns nothing again", (RpcSsDontSerializeContext(), 0));
    FACT_WAIT("RpcSsDontSerializeContext", "two calls with one context", both(session, c_stay, TRUE));
    FACT_NUMBER("RpcSsDontSerializeContext", "two calls with one context, inside at once", most);
    c_close_session(&session);
}

/// H23
static void arrays(void) {
    SESSION all[3] = {opened(1), opened(20), opened(300)}, null = NULL;
    int i;
    FACT_CALL("NdrClientCall2", "an array of contexts", c_read_all(lrpc, 3, all));
    FACT_CALL("NdrClientCall2", "an array of one context that is null", c_read_all(lrpc, 1, &null));
    for (i = 0; i < 3; i++) c_close_session(&all[i]);
}

/// H10: the client gives up a call and its contexts, while the server is still busy with one of them.
static void running_down_what_is_used(void) {
    handle_t binding = fact_local_binding("facts sessions 3");
    SESSION held = NULL, idle = NULL;
    c_open_session(binding, 1, &held);
    c_open_session(binding, 2, &idle);
    RpcBindingSetOption(binding, RPC_C_OPT_DONT_LINGER, TRUE);
    RpcBindingFree(&binding);
    rundowns = 0;
    callers[0].session = held;
    callers[0].call = c_stay;
    callers[0].thread = CreateThread(NULL, 0, run_caller, &callers[0], 0, NULL);
    WaitForSingleObject(arrived, PATIENCE);
    RpcCancelThreadEx(callers[0].thread, 0);
    WaitForSingleObject(callers[0].thread, PATIENCE);
    CloseHandle(callers[0].thread);
    FACT_NUMBER("RpcCancelThreadEx", "a call with a context", callers[0].answer);
    RpcSmDestroyClientContext((void**)&held);
    RpcSmDestroyClientContext((void**)&idle);
    FACT_NUMBER("NdrServerCall2", "the client is gone, a call with one of its contexts runs: rundowns", run_down(1));
    ReleaseSemaphore(gate, 1, NULL);
    FACT_NUMBER("NdrServerCall2", "that call has ended: rundowns", run_down(2));
}

int main(void) {
    arrived = CreateSemaphoreA(NULL, 0, 9, NULL);
    gate = CreateSemaphoreA(NULL, 0, 9, NULL);
    ran_down = CreateEventA(NULL, FALSE, FALSE, NULL);
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts sessions", NULL);
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts sessions 2", NULL);
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts sessions 3", NULL);
    RpcServerRegisterIf(sessions_v1_0_s_ifspec, NULL, NULL);
    RpcServerRegisterIf(strict_sessions_v1_0_s_ifspec, NULL, NULL);
    RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    lrpc = fact_local_binding("facts sessions");
    opening();
    destroying();
    owners();
    if (!failing()) TerminateProcess(GetCurrentProcess(), 0);  // Wine runs nothing down, and would wait for the rest
    running_down_what_is_used();
    arrays();
    sharing();
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    RpcServerUnregisterIf(sessions_v1_0_s_ifspec, NULL, TRUE);
    RpcBindingFree(&lrpc);
    return 0;
}
