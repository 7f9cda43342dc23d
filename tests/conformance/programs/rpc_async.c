// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about asynchronous calls: their state, how a client is notified, how they are completed, what the server
// does with them. Client and server are this program, over ncalrpc.
// stubs: later
// client stubs: at_once
#include "at_once.h"
#include "later_calls.h"

/// B1, B10
static void numbers(void) {
    static const char *const types = "RPC_NOTIFICATION_TYPES", *const events = "RPC_ASYNC_EVENT";
    FACT_NUMBER(types, "RpcNotificationTypeNone", RpcNotificationTypeNone);
    FACT_NUMBER(types, "RpcNotificationTypeEvent", RpcNotificationTypeEvent);
    FACT_NUMBER(types, "RpcNotificationTypeApc", RpcNotificationTypeApc);
    FACT_NUMBER(types, "RpcNotificationTypeIoc", RpcNotificationTypeIoc);
    FACT_NUMBER(types, "RpcNotificationTypeHwnd", RpcNotificationTypeHwnd);
    FACT_NUMBER(types, "RpcNotificationTypeCallback", RpcNotificationTypeCallback);
    FACT_NUMBER(events, "RpcCallComplete", RpcCallComplete);
    FACT_NUMBER(events, "RpcSendComplete", RpcSendComplete);
    FACT_NUMBER(events, "RpcReceiveComplete", RpcReceiveComplete);
#ifndef _WIN32  // mingw-w64's header ends here
    FACT_NUMBER(events, "RpcClientDisconnect", RpcClientDisconnect);
    FACT_NUMBER(events, "RpcClientCancel", RpcClientCancel);
#endif
}

/// A6, D13
static void states(void) {
    struct call call;
    RPC_ASYNC_STATE state;
    memset(&state, 0, sizeof state);
    FACT_CALL("RpcAsyncInitializeHandle", "no state", RpcAsyncInitializeHandle(NULL, sizeof state));
    FACT_CALL("RpcAsyncInitializeHandle", "too large", RpcAsyncInitializeHandle(&state, sizeof state + 64));
    FACT_CALL("RpcAsyncInitializeHandle", "no size", RpcAsyncInitializeHandle(&state, 0));
    FACT_CALL("RpcAsyncGetCallStatus", "no state", RpcAsyncGetCallStatus(NULL));
    FACT_CALL("RpcAsyncGetCallStatus", "a state that was not initialized", RpcAsyncGetCallStatus(&state));
    FACT_CALL("RpcAsyncCompleteCall", "no state", RpcAsyncCompleteCall(NULL, NULL));
    FACT_CALL("RpcAsyncCompleteCall", "a state that was not initialized", RpcAsyncCompleteCall(&state, NULL));
    FACT_CALL("RpcAsyncCancelCall", "no state", RpcAsyncCancelCall(NULL, TRUE));
    FACT_CALL("RpcAsyncCancelCall", "a state that was not initialized", RpcAsyncCancelCall(&state, TRUE));
    FACT_CALL("RpcAsyncAbortCall", "no state", RpcAsyncAbortCall(NULL, 5));
    FACT_CALL("RpcAsyncAbortCall", "a state that was not initialized", RpcAsyncAbortCall(&state, 5));
    FACT_CALL("RpcAsyncRegisterInfo", "a state", RpcAsyncRegisterInfo(&state));
    FACT_CALL("RpcAsyncRegisterInfo", "no state", RpcAsyncRegisterInfo(NULL));
    FACT_CALL("RpcAsyncRegisterInfo", "again", RpcAsyncRegisterInfo(&state));
    FACT_NUMBER("RpcAsyncRegisterInfo", "the state has no call", RpcAsyncGetCallStatus(&state));
    prepare(&call, RpcNotificationTypeNone);
    FACT_NUMBER("RpcAsyncInitializeHandle", "the size is kept", call.state.Size == sizeof state);
    FACT_NUMBER("RpcAsyncInitializeHandle", "there is a signature", call.state.Signature != 0);
    FACT_CALL("RpcAsyncCompleteCall", "a state without a call", RpcAsyncCompleteCall(&call.state, NULL));
    FACT_CALL("RpcAsyncCancelCall", "a state without a call", RpcAsyncCancelCall(&call.state, TRUE));
    FACT_CALL("RpcAsyncAbortCall", "a state without a call", RpcAsyncAbortCall(&call.state, 5));
}

/// Whether calls can be asynchronous at all. A3, A5, A8, A10-A12, A15-A20, E3.
static int polling(void) {
    struct call call;
    int pending;
    prepare(&call, RpcNotificationTypeNone);
    call.state.u.hEvent = (HANDLE)(ULONG_PTR)0x7770;  // B2: that nobody looks at
    FACT_NUMBER("NdrAsyncClientCall", "a call that is held", start_held(&call, HOLD, 4));
    pending = (int)RpcAsyncGetCallStatus(&call.state);
    FACT_NUMBER("RpcAsyncGetCallStatus", "a call that is held", pending);
    if (pending != RPC_S_ASYNC_CALL_PENDING) return 0;
    FACT_NUMBER("RpcAsyncCompleteCall", "a call that is held", complete(&call));
    FACT_NUMBER("RpcAsyncCompleteCall", "the reply of a call that is held", call.reply);
    FACT_NUMBER("RpcAsyncGetCallHandle", "a call that is held has one", RpcAsyncGetCallHandle(&call.state) != NULL);
    FACT_NUMBER("NdrAsyncClientCall", "a second call with the state of one that is held",
                start(&call, lrpc, AT_ONCE, 1));
    FACT_NUMBER("RpcAsyncAbortCall", "a client's call", RpcAsyncAbortCall(&call.state, 5));
    FACT_NUMBER("NdrAsyncClientCall", "a synchronous call meanwhile", c_plain(lrpc, 11));
    FACT_NUMBER("NdrAsyncClientCall", "letting it go", c_let_go(lrpc, COMPLETE));
    FACT_NUMBER("RpcAsyncGetCallStatus", "a call that was answered", status_at_the_end(&call));
    FACT_NUMBER("RpcAsyncCompleteCall", "an [out] parameter before it", call.doubled);
    FACT_NUMBER("RpcAsyncCompleteCall", "a call that was answered", complete(&call));
    FACT_NUMBER("RpcAsyncCompleteCall", "the reply", call.reply);
    FACT_NUMBER("RpcAsyncCompleteCall", "an [out] parameter", call.doubled);
    FACT_NUMBER("RpcAsyncGetCallStatus", "a call that was completed", RpcAsyncGetCallStatus(&call.state));
    FACT_NUMBER("RpcAsyncInitializeHandle", "the state is used again without it", start(&call, lrpc, AT_ONCE, 5));
    FACT_NUMBER("RpcAsyncCompleteCall", "a call with a state that was used before", finish(&call));
    FACT_NUMBER("RpcAsyncCompleteCall", "the reply of that", call.reply);
    return 1;
}

/// B3, B11
static void events(void) {
    struct call call, calls[3];
    int i, digits, sum = 0;
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL), manual = CreateEventA(NULL, TRUE, FALSE, NULL);
    prepare(&call, RpcNotificationTypeEvent);
    call.state.u.hEvent = event;
    call.state.UserInfo = &call;
    start_held(&call, HOLD, 4);
    FACT_WAIT("NdrAsyncClientCall", "the event of a call that is held", WaitForSingleObject(event, 0));
    c_let_go(lrpc, COMPLETE);
    FACT_WAIT("NdrAsyncClientCall", "the event of an answer", WaitForSingleObject(event, PATIENCE));
    FACT_NUMBER("NdrAsyncClientCall", "the kind of event in the state", call.state.Event);
    FACT_NUMBER("NdrAsyncClientCall", "the user's member of the state is as it was", call.state.UserInfo == &call);
    FACT_NUMBER("RpcAsyncCompleteCall", "after the event", complete(&call));
    call.state.u.hEvent = manual;
    FACT_NUMBER("NdrAsyncClientCall", "a call with a manual-reset event", start(&call, lrpc, AT_ONCE, 1));
    FACT_WAIT("NdrAsyncClientCall", "a manual-reset event", WaitForSingleObject(manual, PATIENCE));
    FACT_WAIT("NdrAsyncClientCall", "a manual-reset event, again", WaitForSingleObject(manual, PATIENCE));
    complete(&call);
    for (i = 0; i < 3; i++) {
        prepare(&calls[i], RpcNotificationTypeNone);
        start(&calls[i], lrpc, HOLD, i + 1);
    }
    for (i = 0; i < 3; i++) WaitForSingleObject(arrived, PATIENCE);
    for (digits = c_let_go(lrpc, COMPLETE); digits; digits /= 10) sum += digits % 10;
    FACT_NUMBER("NdrAsyncServerCall", "three calls of a thread are held at once, their sum", sum);
    for (i = 0; i < 3; i++) finish(&calls[i]);
    FACT_NUMBER("NdrAsyncServerCall", "what the third was answered", calls[2].reply);
    CloseHandle(event);
    CloseHandle(manual);
}

static struct notice {
    PRPC_ASYNC_STATE state;
    void* context;
    int event, count;
    DWORD thread;
    HANDLE done;
} notice;

static void RPC_ENTRY note(PRPC_ASYNC_STATE state, void* context, RPC_ASYNC_EVENT event) {
    notice.state = state;
    notice.context = context;
    notice.event = event;
    notice.thread = GetCurrentThreadId();
    notice.count++;
    SetEvent(notice.done);
}

static DWORD WINAPI wait_alertably(void* end) {
    while (WaitForSingleObjectEx(end, PATIENCE, TRUE) == WAIT_IO_COMPLETION) {
    }
    return 0;
}

/// B4, B5
static void procedure_calls(void) {
    struct call call;
    DWORD id = 0;
    HANDLE end = CreateEventA(NULL, TRUE, FALSE, NULL), thread;
    memset(&notice, 0, sizeof notice);
    notice.done = CreateEventA(NULL, FALSE, FALSE, NULL);
    prepare(&call, RpcNotificationTypeApc);
    call.state.u.APC.NotificationRoutine = note;
    FACT_NUMBER("NdrAsyncClientCall", "a call with an APC", start(&call, lrpc, AT_ONCE, 3));
    FACT_NUMBER("NdrAsyncClientCall", "an APC, the status before it ran", status_at_the_end(&call));
    FACT_NUMBER("NdrAsyncClientCall", "an APC does not run by itself", notice.count);
    FACT_WAIT("NdrAsyncClientCall", "an APC ends an alertable wait", SleepEx(PATIENCE, TRUE));
    FACT_NUMBER("NdrAsyncClientCall", "an APC ran once", notice.count);
    FACT_NUMBER("NdrAsyncClientCall", "an APC on the thread that called", notice.thread == GetCurrentThreadId());
    FACT_NUMBER("NdrAsyncClientCall", "an APC has the state", notice.state == &call.state);
    FACT_NUMBER("NdrAsyncClientCall", "an APC has a null context", notice.context == NULL);
    FACT_NUMBER("NdrAsyncClientCall", "an APC, its event", notice.event);
    FACT_NUMBER("RpcAsyncCompleteCall", "after an APC", complete(&call));
    ResetEvent(notice.done);
    thread = CreateThread(NULL, 0, wait_alertably, end, 0, &id);
    call.state.u.APC.hThread = thread;
    start(&call, lrpc, AT_ONCE, 3);
    FACT_WAIT("NdrAsyncClientCall", "an APC for another thread", WaitForSingleObject(notice.done, PATIENCE));
    FACT_NUMBER("NdrAsyncClientCall", "an APC ran on the other thread", notice.thread == id);
    FACT_NUMBER("RpcAsyncCompleteCall", "after an APC on another thread", complete(&call));
    SetEvent(end);
    WaitForSingleObject(thread, PATIENCE);
    CloseHandle(thread);
    CloseHandle(end);
}

/// B7: only the caller's key tells which call is over.
static void two_at_a_port(void) {
    struct call calls[2];
    OVERLAPPED* got = NULL;
    DWORD bytes = 0;
    ULONG_PTR key = 0, keys = 0;
    int i;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    for (i = 0; i < 2; i++) {
        prepare(&calls[i], RpcNotificationTypeIoc);
        calls[i].state.u.IOC.hIOPort = port;
        calls[i].state.u.IOC.dwCompletionKey = i ? 20 : 1;
        start_held(&calls[i], HOLD, i + 1);
    }
    c_let_go(lrpc, COMPLETE);
    for (i = 0; i < 2; i++) {
        if (GetQueuedCompletionStatus(port, &bytes, &key, &got, PATIENCE)) keys += key;
    }
    FACT_NUMBER("NdrAsyncClientCall", "two calls at one port, the sum of the keys", keys);
    for (i = 0; i < 2; i++) finish(&calls[i]);
    CloseHandle(port);
}

/// B6, B9
static void ports_and_callbacks(void) {
    struct call call;
    OVERLAPPED mine, *got = NULL;
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    prepare(&call, RpcNotificationTypeIoc);
    call.state.u.IOC.hIOPort = port;
    call.state.u.IOC.dwNumberOfBytesTransferred = 77;
    call.state.u.IOC.dwCompletionKey = 88;
    call.state.u.IOC.lpOverlapped = &mine;
    FACT_NUMBER("NdrAsyncClientCall", "a call with a completion port", start(&call, lrpc, AT_ONCE, 3));
    FACT_BOOL("NdrAsyncClientCall", "a packet at the port",
              GetQueuedCompletionStatus(port, &bytes, &key, &got, PATIENCE));
    FACT_NUMBER("NdrAsyncClientCall", "the packet's bytes are the caller's", bytes);
    FACT_NUMBER("NdrAsyncClientCall", "the packet's key is the caller's", key);
    FACT_NUMBER("NdrAsyncClientCall", "the packet's overlapped is the caller's", got == &mine);
    FACT_NUMBER("RpcAsyncCompleteCall", "after the packet", complete(&call));
    CloseHandle(port);
    memset(&notice.state, 0, sizeof notice.state);
    ResetEvent(notice.done);
    prepare(&call, RpcNotificationTypeCallback);
    call.state.u.NotificationRoutine = note;
    FACT_NUMBER("NdrAsyncClientCall", "a call with a callback", start(&call, lrpc, AT_ONCE, 3));
    FACT_WAIT("NdrAsyncClientCall", "a callback", WaitForSingleObject(notice.done, PATIENCE));
    FACT_NUMBER("NdrAsyncClientCall", "a callback has the state", notice.state == &call.state);
    FACT_NUMBER("NdrAsyncClientCall", "a callback, its event", notice.event);
    FACT_NUMBER("RpcAsyncCompleteCall", "after a callback", complete(&call));
    CloseHandle(notice.done);
    prepare(&call, RpcNotificationTypeEvent);
    FACT_NUMBER("NdrAsyncClientCall", "a call whose event is null", start(&call, lrpc, AT_ONCE, 3));
#ifndef _WIN32  // there are windows
    prepare(&call, RpcNotificationTypeHwnd);
    FACT_NUMBER("NdrAsyncClientCall", "a call with a window", start(&call, lrpc, AT_ONCE, 3));
#endif
#ifndef _WIN32  // a routine there is none of is called
    prepare(&call, RpcNotificationTypeApc);
    FACT_NUMBER("NdrAsyncClientCall", "a call whose APC routine is null", start(&call, lrpc, AT_ONCE, 3));
    prepare(&call, RpcNotificationTypeCallback);
    FACT_NUMBER("NdrAsyncClientCall", "a call whose callback is null", start(&call, lrpc, AT_ONCE, 3));
    prepare(&call, RpcNotificationTypeIoc);
    FACT_NUMBER("NdrAsyncClientCall", "a call whose port is null", start(&call, lrpc, AT_ONCE, 3));
#endif
    prepare(&call, (RPC_NOTIFICATION_TYPES)77);
    FACT_NUMBER("NdrAsyncClientCall", "a notification there is none of", start(&call, lrpc, AT_ONCE, 3));
}

/// A9, A13-A16, C7, D1-D4, D6, D7
static void failures_and_servers(void) {
    struct call call;
    handle_t nobody = fact_local_binding("nobody listens here");
    prepare(&call, RpcNotificationTypeNone);
    FACT_NUMBER("RpcAsyncCompleteCall", "a manager routine that raises",
                (start(&call, lrpc, RAISE, RPC_S_INVALID_ARG), status_at_the_end(&call)));
    FACT_NUMBER("RpcAsyncCompleteCall", "the code that was raised", complete(&call));
    FACT_NUMBER("RpcAsyncCompleteCall", "no reply after an exception", call.reply);
    FACT_NUMBER("RpcAsyncGetCallStatus", "an aborted call",
                (start(&call, lrpc, ABORT, 4711), status_at_the_end(&call)));
    FACT_NUMBER("RpcAsyncAbortCall", "the code reaches the client", complete(&call));
    FACT_NUMBER("RpcAsyncAbortCall", "no [out] parameter is marshalled", call.doubled);
    FACT_NUMBER("RpcAsyncGetCallStatus", "an aborted call that was completed", RpcAsyncGetCallStatus(&call.state));
#ifndef _WIN32  // nothing says what comes of it there
    FACT_NUMBER("RpcAsyncAbortCall", "without a code: the call goes on and is completed",
                (start(&call, lrpc, ABORT_WITHOUT_A_CODE, 6), finish(&call)));
    FACT_NUMBER("RpcAsyncAbortCall", "without a code: the reply", call.reply);
#endif
    FACT_NUMBER("NdrAsyncServerCall", "an answer in the manager routine",
                (start(&call, lrpc, AT_ONCE_AND_SAY, 6), finish(&call)));
    FACT_NUMBER("NdrAsyncServerCall", "the reply to that", call.reply);
    FACT_NUMBER("NdrAsyncServerCall", "an answer on another thread",
                (start(&call, lrpc, ON_ANOTHER_THREAD, 8), finish(&call)));
    FACT_NUMBER("NdrAsyncServerCall", "the reply to that other", call.reply);
#ifndef _WIN32  // "The buffer must be valid"
    start(&call, lrpc, AT_ONCE, 9);
    status_at_the_end(&call);
    FACT_NUMBER("RpcAsyncCompleteCall", "no place for the reply there is", RpcAsyncCompleteCall(&call.state, NULL));
    FACT_NUMBER("RpcAsyncCompleteCall", "no place for the reply there is: the [out] parameter", call.doubled);
#endif
    prepare(&call, RpcNotificationTypeNone);
    FACT_CALL("NdrAsyncClientCall", "a call without results", (c_nothing(&call.state, lrpc), 0));
    status_at_the_end(&call);
    FACT_NUMBER("RpcAsyncCompleteCall", "a call without results, no place for a reply",
                RpcAsyncCompleteCall(&call.state, NULL));
    prepare(&call, RpcNotificationTypeNone);
    FACT_NUMBER("NdrAsyncClientCall", "a server that is not there", start(&call, nobody, AT_ONCE, 1));
    FACT_NUMBER("RpcAsyncCompleteCall", "a call that could not be started", complete(&call));
    FACT_NUMBER("NdrAsyncClientCall", "no binding handle", start(&call, NULL, AT_ONCE, 1));
    memset(&call, 0, sizeof call);
    FACT_NUMBER("NdrAsyncClientCall", "a state that was not initialized", start(&call, lrpc, AT_ONCE, 1));
    RpcBindingFree(&nobody);
}

/// D6, and C7 of a call that did not start.
static void calls_that_fail(void) {
    struct call call;
    handle_t nobody = fact_local_binding("nobody listens here");
    prepare(&call, RpcNotificationTypeNone);
    start(&call, lrpc, WITHOUT_A_REPLY, 3);
    status_at_the_end(&call);
    FACT_NUMBER("RpcAsyncCompleteCall", "the client of a server without a place for the reply", complete(&call));
    prepare(&call, RpcNotificationTypeNone);
    start(&call, nobody, AT_ONCE, 1);
    FACT_NUMBER("RpcAsyncCancelCall", "a call that could not be started", RpcAsyncCancelCall(&call.state, TRUE));
    RpcBindingFree(&nobody);
}

static DWORD WINAPI call_meanwhile(void* unused) {
    struct call call;
    (void)unused;
    prepare(&call, RpcNotificationTypeNone);
    start(&call, lrpc, AT_ONCE, 21);
    return finish(&call) == RPC_S_OK ? (DWORD)call.reply : 0;
}

/// E2, E3, E5, K2: one thread's call, whose manager routine does not return, holds up no other's on the same handle.
static void threads(void) {
    struct call call;
    DWORD reply = 0;
    HANDLE thread;
    prepare(&call, RpcNotificationTypeNone);
    start_held(&call, BLOCK, 5);
    thread = CreateThread(NULL, 0, call_meanwhile, NULL, 0, NULL);
    WaitForSingleObject(thread, PATIENCE);
    GetExitCodeThread(thread, &reply);
    CloseHandle(thread);
    FACT_NUMBER("NdrAsyncServerCall", "another thread's call beside one that runs, the reply", reply);
    FACT_NUMBER("NdrClientCall2", "a synchronous call beside one that runs", c_plain(lrpc, 12));
    FACT_NUMBER("RpcAsyncGetCallStatus", "the one that runs", RpcAsyncGetCallStatus(&call.state));
    SetEvent(gate);
    FACT_NUMBER("RpcAsyncCompleteCall", "the one that ran", finish(&call));
}

/// A22: it ends synchronous calls only.
static void a_call_timeout(void) {
    struct call call;
    handle_t tcp = fact_own_port();
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    RpcBindingSetOption(tcp, RPC_C_OPT_CALL_TIMEOUT, 20);
    prepare(&call, RpcNotificationTypeEvent);
    call.state.u.hEvent = event;
    FACT_NUMBER("RpcBindingSetOption", "a call timeout: starting an asynchronous call", start(&call, tcp, HOLD, 4));
    WaitForSingleObject(arrived, PATIENCE);
    FACT_WAIT("RpcBindingSetOption", "a call timeout: an asynchronous call that lasts",
              WaitForSingleObject(event, 100));
    c_let_go(lrpc, COMPLETE);
    FACT_NUMBER("RpcBindingSetOption", "a call timeout: completing an asynchronous call", finish(&call));
    CloseHandle(event);
    RpcBindingFree(&tcp);
}

/// A1; K15, K17: where a procedure has an explicit handle, the implicit one is nothing to it.
static void one_side_only(void) {
    struct call call;
    LONG doubled = 0;
    at_once_binding = fact_local_binding("nobody listens here");
    FACT_CALL("NdrClientCall2", "a synchronous client of an asynchronous procedure",
              c_twice_at_once(lrpc, AT_ONCE, 7, &doubled));
    FACT_NUMBER("NdrClientCall2", "a synchronous client of an asynchronous procedure, [out]", doubled);
    FACT_CALL("NdrClientCall2", "an implicit handle to nobody", c_plain_at_once(9));
    RpcBindingFree(&at_once_binding);
    at_once_binding = lrpc;
    FACT_CALL("NdrClientCall2", "an implicit handle", c_plain_at_once(9));
    prepare(&call, RpcNotificationTypeNone);
    FACT_CALL("NdrAsyncClientCall", "an asynchronous client of a synchronous procedure",
              (c_let_go_at_once(&call.state, lrpc, COMPLETE), 0));
    FACT_NUMBER("RpcAsyncCompleteCall", "an asynchronous client of a synchronous procedure", finish(&call));
    FACT_NUMBER("RpcAsyncCompleteCall", "an asynchronous client of a synchronous procedure, the reply", call.reply);
}

int main(void) {
    numbers();
    states();
    RpcServerUseProtseqA((RPC_CSTR) "ncacn_ip_tcp", 10, NULL);
    begin_serving("facts later");
    if (!polling()) leave();
    events();
    procedure_calls();
    two_at_a_port();
    ports_and_callbacks();
    failures_and_servers();
    calls_that_fail();
    threads();
    a_call_timeout();
    one_side_only();
    end_serving();
    return 0;
}
