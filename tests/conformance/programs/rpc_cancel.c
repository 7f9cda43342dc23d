// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about cancelling calls: asynchronous ones, those of another thread; what the server hears of it, and is told
// without asking. Client and server are this program, over ncalrpc.
// stubs: later
#include "later_calls.h"

/// C1-C6, C10
static void cancelling(struct call* call) {
    FACT_NUMBER("RpcAsyncCancelCall", "abortive", RpcAsyncCancelCall(&call->state, TRUE));
    FACT_NUMBER("RpcAsyncCancelCall", "abortive, the status", status_at_the_end(call));
    FACT_NUMBER("RpcAsyncCancelCall", "abortive, completing the call", complete(call));
    c_let_go(lrpc, COMPLETE);
    start_held(call, WATCH, 2);
    FACT_NUMBER("RpcAsyncCancelCall", "not abortive", RpcAsyncCancelCall(&call->state, FALSE));
    FACT_NUMBER("RpcAsyncCancelCall", "not abortive, the status", RpcAsyncGetCallStatus(&call->state));
    FACT_NUMBER("RpcAsyncCancelCall", "not abortive, the server aborts",
                (c_let_go(lrpc, WHEN_CANCELLED_ABORT), finish(call)));
    start_held(call, HOLD, 3);
    RpcAsyncCancelCall(&call->state, FALSE);
    FACT_NUMBER("RpcAsyncCancelCall", "not abortive, the server answers all the same",
                (c_let_go(lrpc, COMPLETE), finish(call)));
    FACT_NUMBER("RpcAsyncCancelCall", "not abortive, the answer", call->reply);
    start_held(call, WATCH_BY_CALLBACK, 3);
    RpcAsyncCancelCall(&call->state, FALSE);
    FACT_NUMBER("RpcServerSubscribeForNotification", "a cancel that a callback tells of, the call",
                (c_let_go(lrpc, WHEN_CANCELLED_COMPLETE), finish(call)));
    FACT_NUMBER("RpcServerSubscribeForNotification", "a cancel that a callback tells of, its event", cancel_event);
    start_held(call, HOLD, 3);
    RpcAsyncCancelCall(&call->state, FALSE);
    FACT_NUMBER("RpcAsyncCancelCall", "abortive, behind one that was not", RpcAsyncCancelCall(&call->state, TRUE));
    FACT_NUMBER("RpcAsyncCancelCall", "abortive, behind one that was not, completing", finish(call));
    c_let_go(lrpc, COMPLETE);
    start(call, lrpc, AT_ONCE, 5);
    status_at_the_end(call);
    FACT_NUMBER("RpcAsyncCancelCall", "an answer is there already", RpcAsyncCancelCall(&call->state, TRUE));
    FACT_NUMBER("RpcAsyncCancelCall", "an answer is there already, completing", complete(call));
}

/// B14
static void one_notification(struct call* call) {
    OVERLAPPED* got = NULL;
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    int packets = 0;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    prepare(call, RpcNotificationTypeIoc);
    call->state.u.IOC.hIOPort = port;
    start_held(call, HOLD, 3);
    RpcAsyncCancelCall(&call->state, FALSE);
    RpcAsyncCancelCall(&call->state, TRUE);
    RpcAsyncCancelCall(&call->state, TRUE);
    c_let_go(lrpc, COMPLETE);
    while (GetQueuedCompletionStatus(port, &bytes, &key, &got, packets ? 0 : PATIENCE)) packets++;
    FACT_NUMBER("RpcAsyncCancelCall", "three times, notifications", packets);
    FACT_NUMBER("RpcAsyncCancelCall", "three times, completing", complete(call));
    while (GetQueuedCompletionStatus(port, &bytes, &key, &got, 0)) packets++;
    FACT_NUMBER("RpcAsyncCancelCall", "three times, notifications after completing", packets);
    CloseHandle(port);
}

static void outside_a_call(void) {
    static const char *const name = "RpcServerSubscribeForNotification", *const end =
                                                                             "RpcServerUnsubscribeForNotification";
    RPC_ASYNC_NOTIFICATION_INFO info;
    ULONG queued = 0;
    memset(&info, 0, sizeof info);
    info.hEvent = cancel;
    FACT_STATUS(name, "no call",
                RpcServerSubscribeForNotification(NULL, RpcNotificationCallCancel, RpcNotificationTypeEvent, &info));
    FACT_STATUS(name, "a handle that is no call's",
                RpcServerSubscribeForNotification(lrpc, RpcNotificationCallCancel, RpcNotificationTypeEvent, &info));
    FACT_STATUS(end, "no call", RpcServerUnsubscribeForNotification(NULL, RpcNotificationCallCancel, &queued));
    FACT_STATUS(end, "a handle that is no call's",
                RpcServerUnsubscribeForNotification(lrpc, RpcNotificationCallCancel, &queued));
    FACT_STATUS("RpcTestCancel", "no call", RpcTestCancel());
    FACT_STATUS("RpcServerTestCancel", "a handle that is no call's", RpcServerTestCancel(lrpc));
}

static RPC_STATUS subscribe(int what, int type, RPC_ASYNC_NOTIFICATION_INFO* info) {
    return RpcServerSubscribeForNotification(NULL, (RPC_NOTIFICATIONS)what, (RPC_NOTIFICATION_TYPES)type, info);
}

/// D9-D12, on the thread of a call.
static void subscribing(void) {
    static const char *const name = "RpcServerSubscribeForNotification", *const end =
                                                                             "RpcServerUnsubscribeForNotification";
    enum { NOBODY, DISCONNECT, CANCEL, BOTH, UNKNOWN };
    RPC_ASYNC_NOTIFICATION_INFO info;
    ULONG queued = 77;
    memset(&info, 0, sizeof info);
    info.hEvent = cancel;
    FACT_STATUS(name, "no notification", subscribe(NOBODY, RpcNotificationTypeEvent, &info));
    FACT_STATUS(name, "a notification there is none of", subscribe(UNKNOWN, RpcNotificationTypeEvent, &info));
    FACT_STATUS(name, "by nothing", subscribe(CANCEL, RpcNotificationTypeNone, &info));
    FACT_STATUS(name, "a type there is none of", subscribe(CANCEL, 77, &info));
    FACT_STATUS(name, "no information", subscribe(CANCEL, RpcNotificationTypeEvent, NULL));
#ifndef _WIN32  // a routine there is none of is called
    info.hEvent = NULL;
    FACT_STATUS(name, "by an event that is null", subscribe(CANCEL, RpcNotificationTypeEvent, &info));
    FACT_STATUS(name, "by a port that is null", subscribe(CANCEL, RpcNotificationTypeIoc, &info));
    FACT_STATUS(name, "by a callback that is null", subscribe(CANCEL, RpcNotificationTypeCallback, &info));
    FACT_STATUS(name, "by an APC whose routine is null", subscribe(CANCEL, RpcNotificationTypeApc, &info));
    info.hEvent = cancel;
#endif
    FACT_STATUS(name, "both notifications by one event", subscribe(BOTH, RpcNotificationTypeEvent, &info));
    FACT_STATUS(name, "a disconnect by an event", subscribe(DISCONNECT, RpcNotificationTypeEvent, &info));
    FACT_STATUS(end, "a notification there is none of", RpcServerUnsubscribeForNotification(NULL, UNKNOWN, &queued));
    FACT_STATUS(end, "both at once", RpcServerUnsubscribeForNotification(NULL, BOTH, &queued));
    FACT_STATUS(end, "nowhere to put the number", RpcServerUnsubscribeForNotification(NULL, DISCONNECT, NULL));
    FACT_STATUS(end, "the disconnect", RpcServerUnsubscribeForNotification(NULL, DISCONNECT, &queued));
    FACT_NUMBER(end, "nothing was queued", queued);
    info.NotificationRoutine = on_cancel;
    FACT_STATUS(name, "both notifications by a callback", subscribe(BOTH, RpcNotificationTypeCallback, &info));
    FACT_STATUS(end, "the first of both", RpcServerUnsubscribeForNotification(NULL, DISCONNECT, &queued));
    FACT_STATUS(end, "the second of both", RpcServerUnsubscribeForNotification(NULL, CANCEL, &queued));
    FACT_STATUS("RpcTestCancel", "a call that was not cancelled", RpcTestCancel());
}

/// Is cancelled before it looks.
static void looking(void) {
    watch(RpcNotificationTypeEvent);
    ReleaseSemaphore(arrived, 1, NULL);
    see_cancel(NULL);
    FACT_STATUS("RpcTestCancel", "a call that was cancelled", RpcTestCancel());
    FACT_STATUS("RpcTestCancel", "a call that was cancelled, again", RpcTestCancel());
    FACT_STATUS("RpcServerTestCancel", "a synchronous call that was cancelled", RpcServerTestCancel(NULL));
}

/// One thread that makes a call, for another to cancel it.
static struct caller {
    HANDLE thread;
    LONG how, answer;
    unsigned raised;
} caller;

static DWORD WINAPI make_the_call(void* unused) {
    (void)unused;
    RpcTryExcept { caller.answer = c_stay(lrpc, caller.how); }
    RpcExcept(1) { caller.raised = (unsigned)RpcExceptionCode(); }
    RpcEndExcept return 0;
}

static void begin_call(LONG how) {
    caller.how = how;
    caller.answer = -1;
    caller.raised = 0;
    caller.thread = CreateThread(NULL, 0, make_the_call, NULL, 0, NULL);
    WaitForSingleObject(arrived, PATIENCE);
}

static void end_call(const char* function, const char* situation) {
    WaitForSingleObject(caller.thread, PATIENCE);
    CloseHandle(caller.thread);
    if (caller.raised) {
        printf("%s: %s: raises %u\n", function, situation, caller.raised);
    } else {
        printf("%s: %s: %d\n", function, situation, (int)caller.answer);
    }
    fflush(stdout);
}

static void no_threads(void) {
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    FACT_STATUS("RpcCancelThread", "no thread", RpcCancelThread(NULL));
    FACT_STATUS("RpcCancelThread", "a handle that is no thread's", RpcCancelThread(event));
    FACT_STATUS("RpcCancelThreadEx", "no thread", RpcCancelThreadEx(NULL, 0));
    FACT_STATUS("RpcCancelThreadEx", "a handle that is no thread's", RpcCancelThreadEx(event, 0));
    CloseHandle(event);
    FACT_STATUS("RpcCancelThread", "a handle that is closed", RpcCancelThread(event));
}

/// C11
static void threads(void) {
    begin_call(UNTIL_CANCELLED);
    FACT_STATUS("RpcCancelThread", "a thread that is in a call", RpcCancelThread(caller.thread));
    end_call("RpcCancelThread", "the server hears of it and answers");
    begin_call(UNTIL_CANCELLED);
    FACT_STATUS("RpcCancelThreadEx", "a thread that is in a call, no limit",
                RpcCancelThreadEx(caller.thread, RPC_C_CANCEL_INFINITE_TIMEOUT));
    end_call("RpcCancelThreadEx", "the server hears of it and answers");
    begin_call(AT_THE_GATE);
    FACT_STATUS("RpcCancelThreadEx", "a thread that is in a call, 0 seconds", RpcCancelThreadEx(caller.thread, 0));
    end_call("RpcCancelThreadEx", "the server does not answer in time");
    FACT_CALL("RpcCancelThreadEx", "the server goes on", c_plain(lrpc, 5));
    SetEvent(gate);
    on_the_servers_thread = looking;
    begin_call(AS_THE_PROGRAM_SAYS);
    RpcCancelThread(caller.thread);
    end_call("RpcCancelThread", "the server looks for it");
    FACT_STATUS("RpcCancelThread", "a thread that is in no call", RpcCancelThread(GetCurrentThread()));
    FACT_CALL("RpcCancelThread", "a call after that", c_plain(lrpc, 6));
    FACT_STATUS("RpcCancelThreadEx", "a time there is none of", RpcCancelThreadEx(GetCurrentThread(), -7));
}

int main(void) {
    struct call call;
    begin_serving("facts cancel");
    outside_a_call();
    no_threads();
    on_the_servers_thread = subscribing;
    FACT_CALL("RpcServerSubscribeForNotification", "the call", c_stay(lrpc, AS_THE_PROGRAM_SAYS));
    prepare(&call, RpcNotificationTypeNone);
    start_held(&call, HOLD, 1);
    if (RpcAsyncGetCallStatus(&call.state) != RPC_S_ASYNC_CALL_PENDING) leave();
    cancelling(&call);
    one_notification(&call);
    threads();
    end_serving();
    return 0;
}
