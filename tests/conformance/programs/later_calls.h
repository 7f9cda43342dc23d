// SPDX-License-Identifier: LGPL-2.1-or-later
// What the programs about asynchronous calls share: the server of later.idl, which this process is, and how its client
// starts a call and waits for the end. No wait is without a limit.
#ifndef LATER_CALLS_H
#define LATER_CALLS_H

#include <stdlib.h>

#include "rpc_facts.h"

#include <rpcasync.h>

#include "later.h"

enum { PATIENCE = 10000 }; /* milliseconds */
enum {
    AT_ONCE,
    AT_ONCE_AND_SAY,
    HOLD,
    WATCH,
    WATCH_BY_CALLBACK,
    RAISE,
    ABORT,
    ABORT_WITHOUT_A_CODE,
    ON_ANOTHER_THREAD,
    BLOCK,
    WITHOUT_A_REPLY
};
enum { COMPLETE, WHEN_CANCELLED_COMPLETE, WHEN_CANCELLED_ABORT };
enum { AT_THE_GATE, UNTIL_CANCELLED, AS_THE_PROGRAM_SAYS };

void* __RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

static RPC_BINDING_HANDLE lrpc;

static struct held {
    PRPC_ASYNC_STATE async;
    LONG value;
    LONG* doubled;
} held[8];
static volatile LONG held_count;
static HANDLE arrived; /* a semaphore: calls that are held */
static HANDLE cancel;  /* set when the watched call is cancelled */
static HANDLE gate;    /* lets go who stays */
static HANDLE own_thread;
static volatile int cancel_event = -1;
static void (*on_the_servers_thread)(void);

static void hold(PRPC_ASYNC_STATE async, LONG value, LONG* doubled) {
    const LONG place = InterlockedIncrement((LONG*)&held_count) - 1;
    held[place].async = async;
    held[place].value = value;
    held[place].doubled = doubled;
    ReleaseSemaphore(arrived, 1, NULL);
}

static RPC_STATUS answer(struct held* call) {
    LONG twice_that = 2 * call->value;
    *call->doubled = twice_that;
    return RpcAsyncCompleteCall(call->async, &twice_that);
}

static void answer_and_say(struct held* call) {
    const handle_t handle = RpcAsyncGetCallHandle(call->async);
    FACT_NUMBER("RpcServerTestCancel", "the handle of an asynchronous call", RpcServerTestCancel(handle));
    FACT_STATUS("RpcAsyncCompleteCall", "the server, in the manager routine", answer(call));
    FACT_STATUS("RpcServerTestCancel", "the handle of a call that was completed", RpcServerTestCancel(handle));  // D4
}

static DWORD WINAPI answer_on_another_thread(void* call) {
    FACT_STATUS("RpcAsyncCompleteCall", "the server, on a thread of its own", answer((struct held*)call));
    return 0;
}

static void RPC_ENTRY on_cancel(PRPC_ASYNC_STATE state, void* context, RPC_ASYNC_EVENT event) {
    (void)state;
    (void)context;
    cancel_event = event;
    SetEvent(cancel);
}

/// Subscribes for a cancel of the call on this thread. D10: `info` is copied, and gone when the cancel comes.
static RPC_STATUS watch(RPC_NOTIFICATION_TYPES type) {
    RPC_ASYNC_NOTIFICATION_INFO info;
    memset(&info, 0, sizeof info);
    if (type == RpcNotificationTypeEvent) {
        info.hEvent = cancel;
    } else {
        info.NotificationRoutine = on_cancel;
    }
    return RpcServerSubscribeForNotification(NULL, RpcNotificationCallCancel, type, &info);
}

/// Waits for the cancel; the number of notifications, 77 when there is no subscription.
static ULONG see_cancel(handle_t handle) {
    ULONG queued = 77;
    WaitForSingleObject(cancel, PATIENCE);
    RpcServerUnsubscribeForNotification(handle, RpcNotificationCallCancel, &queued);
    return queued;
}

void twice(PRPC_ASYNC_STATE async, handle_t binding, LONG what, LONG value, LONG* doubled) {
    static struct held elsewhere;
    struct held call;
    call.async = async;
    call.value = value;
    call.doubled = doubled;
    (void)binding;
    switch (what) {
        case AT_ONCE:
            answer(&call);
            break;
        case AT_ONCE_AND_SAY:
            answer_and_say(&call);
            break;
        case BLOCK:
            ReleaseSemaphore(arrived, 1, NULL);
            WaitForSingleObject(gate, PATIENCE);
            answer(&call);
            break;
        case WITHOUT_A_REPLY:  // D6
            FACT_STATUS("RpcAsyncCompleteCall", "the server, no place for the reply",
                        RpcAsyncCompleteCall(async, NULL));
            break;
        case WATCH:
            FACT_STATUS("RpcServerSubscribeForNotification", "cancels, by an event", watch(RpcNotificationTypeEvent));
            hold(async, value, doubled);
            break;
        case WATCH_BY_CALLBACK:
            FACT_STATUS("RpcServerSubscribeForNotification", "cancels, by a callback",
                        watch(RpcNotificationTypeCallback));
            hold(async, value, doubled);
            break;
        case RAISE:
            RpcRaiseException(value);
            break;
        case ABORT:
            FACT_STATUS("RpcAsyncAbortCall", "the server", RpcAsyncAbortCall(async, (ULONG)value));
            break;
        case ABORT_WITHOUT_A_CODE:
            FACT_STATUS("RpcAsyncAbortCall", "the server, without a code", RpcAsyncAbortCall(async, 0));
            answer(&call);
            break;
        case ON_ANOTHER_THREAD:
            elsewhere = call;
            own_thread = CreateThread(NULL, 0, answer_on_another_thread, &elsewhere, 0, NULL);
            break;
        default:
            hold(async, value, doubled);
    }
}

void nothing(PRPC_ASYNC_STATE async, handle_t binding) {
    (void)binding;
    FACT_STATUS("RpcAsyncCompleteCall", "the server, a call without results", RpcAsyncCompleteCall(async, NULL));
}

LONG plain(handle_t binding, LONG value) {
    (void)binding;
    return value;
}

LONG stay(handle_t binding, LONG how) {
    LONG seen = 0;
    (void)binding;
    switch (how) {
        case AT_THE_GATE:
            ReleaseSemaphore(arrived, 1, NULL);
            WaitForSingleObject(gate, PATIENCE);
            break;
        case UNTIL_CANCELLED:
            watch(RpcNotificationTypeEvent);
            ReleaseSemaphore(arrived, 1, NULL);
            seen = (LONG)see_cancel(NULL);
            break;
        default:
            on_the_servers_thread();
    }
    return seen;
}

/// C8, C9, D11: there is one notification; the call must be ended as any other.
static void cancelled(struct held* call) {
    handle_t handle = RpcAsyncGetCallHandle(call->async);
    FACT_NUMBER("RpcServerUnsubscribeForNotification",
                cancel_event < 0 ? "notifications by an event" : "notifications by a callback", see_cancel(handle));
    FACT_STATUS("RpcServerTestCancel",
                cancel_event < 0 ? "an asynchronous call after a cancel" : "a second call after a cancel",
                RpcServerTestCancel(handle));
}

LONG let_go(handle_t binding, LONG how) {
    LONG digits = 0, i;
    (void)binding;
    for (i = 0; i < held_count; i++) {
        digits = 10 * digits + held[i].value;
        if (how != COMPLETE) cancelled(&held[i]);
        if (how == WHEN_CANCELLED_ABORT) {
            RpcAsyncAbortCall(held[i].async, RPC_S_CALL_CANCELLED);
        } else {
            answer(&held[i]);
        }
    }
    held_count = 0;
    return digits;
}

/// A call that is ready to be started, and what comes of it.
struct call {
    RPC_ASYNC_STATE state;
    LONG doubled, reply;
};

static void prepare(struct call* call, RPC_NOTIFICATION_TYPES type) {
    memset(call, 0, sizeof *call);
    call->doubled = call->reply = -1;
    RpcAsyncInitializeHandle(&call->state, sizeof call->state);
    call->state.NotificationType = type;
}

/// 0, or the exception. A2: the state is the first parameter.
static unsigned start(struct call* call, handle_t binding, LONG what, LONG value) {
    unsigned code = 0;
    RpcTryExcept { c_twice(&call->state, binding, what, value, &call->doubled); }
    RpcExcept(1) { code = (unsigned)RpcExceptionCode(); }
    RpcEndExcept return code;
}

static unsigned start_held(struct call* call, LONG what, LONG value) {
    const unsigned code = start(call, lrpc, what, value);
    return code == 0 && WaitForSingleObject(arrived, PATIENCE) != WAIT_OBJECT_0 ? WAIT_TIMEOUT : code;
}

/// What the status is once it is not pending any more; 997 when that does not happen. A19: it is asked for again and
/// again.
static int status_at_the_end(struct call* call) {
    const DWORD begin = GetTickCount();
    int status;
    do {
        status = (int)RpcAsyncGetCallStatus(&call->state);
    } while (status == RPC_S_ASYNC_CALL_PENDING && GetTickCount() - begin < PATIENCE && (SwitchToThread() || 1));
    return status;
}

static int complete(struct call* call) { return (int)RpcAsyncCompleteCall(&call->state, &call->reply); }

static int finish(struct call* call) {
    status_at_the_end(call);
    return complete(call);
}

static void begin_serving(const char* endpoint) {
    arrived = CreateSemaphoreA(NULL, 0, 8, NULL);
    cancel = CreateEventA(NULL, FALSE, FALSE, NULL);
    gate = CreateEventA(NULL, FALSE, FALSE, NULL);
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR)endpoint, NULL);
    RpcServerRegisterIf(later_v1_0_s_ifspec, NULL, NULL);
    RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    lrpc = fact_local_binding(endpoint);
}

/// Wine, whose calls are not asynchronous, does not come back from waiting for one.
static void leave(void) { TerminateProcess(GetCurrentProcess(), 0); }

static void end_serving(void) {
    if (own_thread) WaitForSingleObject(own_thread, PATIENCE);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    RpcServerUnregisterIf(later_v1_0_s_ifspec, NULL, TRUE);
    RpcBindingFree(&lrpc);
    CloseHandle(arrived);
    CloseHandle(cancel);
    CloseHandle(gate);
}

#endif
