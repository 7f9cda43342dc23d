/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The client: client STRINGBINDING NOBODY or client STRINGBINDING once. One asynchronous call per notification type, then
   cancels, an abort, a dead server (the string binding NOBODY), and handles; with "once" a single call that any server
   of the interface answers. Prints a line per fact; the exit code is the number of facts that differ from Windows. */
#include <windows.h>
#include <rpc.h>
#include <rpcasync.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "midl_user.h"

#define LIMIT 10000 /* milliseconds that a wait may take before it counts as lost */

static int g_different;
static int g_once; /* Wine 8.0 answers RpcAsyncGetCallStatus with RPC_S_INVALID_ASYNC_HANDLE always */

static void check(const char *fact, int got, int expected)
{
    printf("    %-58s %6d  %s\n", fact, got, got == expected ? "ok" : "DIFFERENT");
    if (got != expected)
    {
        printf("        expected %d\n", expected);
        g_different++;
    }
}

/* One call's variables: they live until the reply has been received. */
typedef struct Call
{
    RPC_ASYNC_STATE async;
    Reading reading;
    byte data[64];
    unsigned char *upper;
    LONG sum;
} Call;

static void prepare(Call *call, RPC_NOTIFICATION_TYPES type)
{
    int i;
    memset(call, 0, sizeof *call);
    check("RpcAsyncInitializeHandle", RpcAsyncInitializeHandle(&call->async, sizeof call->async), RPC_S_OK);
    call->async.NotificationType = type;
    call->async.UserInfo = call;
    call->reading.id = 21;
    call->reading.flags = 3;
    call->reading.value = 1.25;
    call->reading.stamp = 5000000000;
    for (i = 0; i < (int)sizeof call->data; i++) call->data[i] = (byte)i;
}

/* Starts the call; an exception's code is the result, and then nothing will ever be notified. */
static RPC_STATUS start(Call *call, handle_t binding, Mode mode)
{
    RPC_STATUS status = RPC_S_OK;
    RpcTryExcept
    {
        Transform(&call->async, binding, mode, (const unsigned char *)"Hello, World", &call->upper, &call->reading,
                  sizeof call->data, call->data, &call->sum);
    }
    RpcExcept(RpcExceptionFilter(RpcExceptionCode()))
    {
        status = RpcExceptionCode();
    }
    RpcEndExcept
    return status;
}

static int release_held_calls(handle_t binding)
{
    int released = -1;
    RpcTryExcept
    {
        released = Release(binding);
    }
    RpcExcept(1)
    {
        printf("    Release raised %d\n", (int)RpcExceptionCode());
    }
    RpcEndExcept
    return released;
}

/* The early completion, then a synchronous call on the same binding that makes the server answer. */
static void run_until_released(Call *call, handle_t binding)
{
    LONG reply = -1;
    int sum = 0;
    check("the call starts", start(call, binding, MODE_HOLD), RPC_S_OK);
    check("early RpcAsyncCompleteCall (RPC_S_ASYNC_CALL_PENDING)", RpcAsyncCompleteCall(&call->async, &reply),
          RPC_S_ASYNC_CALL_PENDING);
    RpcTryExcept
    {
        sum = Add(binding, 40, 2);
    }
    RpcExcept(1)
    {
        sum = -(int)RpcExceptionCode();
    }
    RpcEndExcept
    check("a synchronous call meanwhile", sum, 42);
    while (release_held_calls(binding) == 0) Sleep(1); /* until the server has seen the asynchronous call */
}

static void complete(Call *call)
{
    LONG reply = -1;
    int i, in_order = 1;
    if (!g_once) check("RpcAsyncGetCallStatus", RpcAsyncGetCallStatus(&call->async), RPC_S_OK);
    check("RpcAsyncCompleteCall", RpcAsyncCompleteCall(&call->async, &reply), RPC_S_OK);
    check("return value (letters changed)", reply, 8);
    check("[out, string] is HELLO, WORLD", call->upper && !strcmp((char *)call->upper, "HELLO, WORLD"), 1);
    check("[in, out] structure is doubled", call->reading.id == 42 && call->reading.flags == 6 &&
          call->reading.value == 2.5 && call->reading.stamp == 10000000000, 1);
    for (i = 0; i < (int)sizeof call->data; i++) in_order &= call->data[i] == sizeof call->data - 1 - i;
    check("[in, out, size_is] bytes are reversed", in_order, 1);
    check("[out] number is the sum of the bytes", call->sum, 2016);
    if (call->upper) midl_user_free(call->upper);
}

static void by_event(handle_t binding)
{
    Call call;
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    printf("  notification by event\n");
    prepare(&call, RpcNotificationTypeEvent);
    call.async.u.hEvent = event;
    run_until_released(&call, binding);
    check("WaitForSingleObject", WaitForSingleObject(event, LIMIT), WAIT_OBJECT_0);
    complete(&call);
    check("CloseHandle", CloseHandle(event), TRUE);
    SetLastError(0);
    check("CloseHandle again", CloseHandle(event), FALSE);
    check("GetLastError (ERROR_INVALID_HANDLE)", GetLastError(), ERROR_INVALID_HANDLE);
}

static void by_completion_port(handle_t binding)
{
    Call call;
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    OVERLAPPED overlapped, *completed = NULL;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    printf("  notification by completion port\n");
    memset(&overlapped, 0, sizeof overlapped);
    prepare(&call, RpcNotificationTypeIoc);
    call.async.u.IOC.hIOPort = port;
    call.async.u.IOC.dwNumberOfBytesTransferred = 1234;
    call.async.u.IOC.dwCompletionKey = 77;
    call.async.u.IOC.lpOverlapped = &overlapped;
    run_until_released(&call, binding);
    check("GetQueuedCompletionStatus", GetQueuedCompletionStatus(port, &bytes, &key, &completed, LIMIT), TRUE);
    check("the caller's byte count", (int)bytes, 1234);
    check("the caller's key", (int)key, 77);
    check("the caller's OVERLAPPED", completed == &overlapped, 1);
    complete(&call);
    CloseHandle(port);
}

static Call *g_apc_call;
static int g_apc_event;
static DWORD g_apc_thread;

static void RPC_ENTRY apc_routine(PRPC_ASYNC_STATE async, void *context, RPC_ASYNC_EVENT event)
{
    g_apc_call = context ? NULL : async->UserInfo;
    g_apc_event = event;
    g_apc_thread = GetCurrentThreadId();
}

static void by_apc(handle_t binding)
{
    Call call;
    printf("  notification by APC\n");
    prepare(&call, RpcNotificationTypeApc);
    call.async.u.APC.NotificationRoutine = apc_routine;
    call.async.u.APC.hThread = 0; /* the calling thread */
    g_apc_call = NULL;
    g_apc_event = -1;
    run_until_released(&call, binding);
    check("SleepEx (WAIT_IO_COMPLETION)", (int)SleepEx(LIMIT, TRUE), WAIT_IO_COMPLETION);
    check("the routine got this call", g_apc_call == &call, 1);
    check("its event is RpcCallComplete", g_apc_event, RpcCallComplete);
    check("it ran on the calling thread", g_apc_thread == GetCurrentThreadId(), 1);
    complete(&call);
}

static HANDLE g_called_back;

static void RPC_ENTRY callback_routine(PRPC_ASYNC_STATE async, void *context, RPC_ASYNC_EVENT event)
{
    if (async->UserInfo && !context && event == RpcCallComplete) SetEvent(g_called_back);
}

static void by_callback(handle_t binding)
{
    Call call;
    printf("  notification by callback\n");
    g_called_back = CreateEventA(NULL, TRUE, FALSE, NULL);
    prepare(&call, RpcNotificationTypeCallback);
    call.async.u.NotificationRoutine = callback_routine;
    run_until_released(&call, binding);
    check("the routine ran", WaitForSingleObject(g_called_back, LIMIT), WAIT_OBJECT_0);
    complete(&call);
    CloseHandle(g_called_back);
}

static void by_polling(handle_t binding)
{
    Call call;
    int i;
    printf("  polling\n");
    prepare(&call, RpcNotificationTypeNone);
    run_until_released(&call, binding);
    for (i = 0; i < LIMIT && RpcAsyncGetCallStatus(&call.async) == RPC_S_ASYNC_CALL_PENDING; i++) Sleep(1);
    complete(&call);
}

/* Starts a call with an event, cancels or lets the server abort, and completes it. */
static void ends_early(const char *what, handle_t binding, Mode mode, int cancel, BOOL abortive, RPC_STATUS expected)
{
    Call call;
    LONG reply = -1;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    printf("  %s\n", what);
    prepare(&call, RpcNotificationTypeEvent);
    call.async.u.hEvent = event;
    check("the call starts", start(&call, binding, mode), RPC_S_OK);
    if (cancel) check("RpcAsyncCancelCall", RpcAsyncCancelCall(&call.async, abortive), RPC_S_OK);
    check("the notification comes", WaitForSingleObject(event, LIMIT), WAIT_OBJECT_0);
    check("RpcAsyncCompleteCall", RpcAsyncCompleteCall(&call.async, &reply), expected);
    CloseHandle(event);
}

/* One call answered at once, for a server that knows nothing of asynchronous calls. */
static void once(handle_t binding)
{
    Call call;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    prepare(&call, RpcNotificationTypeEvent);
    call.async.u.hEvent = event;
    check("the call starts", start(&call, binding, MODE_REPLY), RPC_S_OK);
    check("WaitForSingleObject", WaitForSingleObject(event, LIMIT), WAIT_OBJECT_0);
    complete(&call);
    CloseHandle(event);
}

static void nobody_listens(const char *nobody)
{
    Call call;
    RPC_BINDING_HANDLE binding = NULL;
    RPC_STATUS status;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    printf("  a port on which nobody listens\n");
    check("RpcBindingFromStringBinding makes no connection",
          RpcBindingFromStringBindingA((RPC_CSTR)nobody, &binding), RPC_S_OK);
    prepare(&call, RpcNotificationTypeEvent);
    call.async.u.hEvent = event;
    status = start(&call, binding, MODE_REPLY);
    if (status == RPC_S_OK)
    {
        LONG reply;
        WaitForSingleObject(event, LIMIT);
        status = RpcAsyncCompleteCall(&call.async, &reply);
    }
    check("the call fails (RPC_S_SERVER_UNAVAILABLE)", status, RPC_S_SERVER_UNAVAILABLE);
    check("RpcBindingFree", RpcBindingFree(&binding), RPC_S_OK);
    check("the handle variable is NULL now", binding == NULL, 1);
    CloseHandle(event);
}

static void everything(handle_t binding, const char *nobody)
{
    by_event(binding);
    by_completion_port(binding);
    by_apc(binding);
    by_callback(binding);
    by_polling(binding);
    ends_early("a cancel that is not abortive waits for the server", binding, MODE_UNTIL_CANCEL, 1, FALSE,
               RPC_S_CALL_CANCELLED);
    ends_early("an abortive cancel ends the call at once", binding, MODE_HOLD, 1, TRUE, RPC_S_CALL_CANCELLED);
    ends_early("the server aborts the call", binding, MODE_ABORT, 0, FALSE, ABORT_CODE);
    nobody_listens(nobody);
    release_held_calls(binding); /* the one that was cancelled abortively */
}

int main(int argc, char **argv)
{
    RPC_BINDING_HANDLE binding;
    RPC_STATUS status;

    if (argc < 3) return 2;
    status = RpcBindingFromStringBindingA((RPC_CSTR)argv[1], &binding);
    if (status)
    {
        printf("client: %s: %d\n", argv[1], (int)status);
        return 2;
    }
    printf("%s\n", argv[1]);
    g_once = !strcmp(argv[2], "once");
    if (g_once)
        once(binding);
    else
        everything(binding, argv[2]);
    RpcTryExcept
    {
        Shutdown(binding);
    }
    RpcExcept(1)
    {
        check("Shutdown", (int)RpcExceptionCode(), 0);
    }
    RpcEndExcept
    RpcBindingFree(&binding);
    printf(g_different ? "  %d facts differ\n" : "  every fact as documented\n", g_different);
    return g_different;
}
