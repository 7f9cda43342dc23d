/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asynchronous calls: pending, completed by an event, cancelled, of handles that are none. */
// stubs: sums
#include <rpcasync.h>

#include "serving.h"

static RPC_STATUS begin(RPC_ASYNC_STATE* call, handle_t binding, LONG left, LONG right) {
    RPC_STATUS status = RpcAsyncInitializeHandle(call, sizeof *call);
    ok(status == RPC_S_OK, "RpcAsyncInitializeHandle: %d\n", (int)status);
    call->NotificationType = RpcNotificationTypeEvent;
    call->u.hEvent = CreateEventA(NULL, FALSE, FALSE, NULL);
    RpcTryExcept { c_AddLater(call, binding, left, right); }
    RpcExcept(1) { status = RpcExceptionCode(); }
    RpcEndExcept return status;
}

static RPC_STATUS release(handle_t binding) {
    RPC_STATUS status = RPC_S_OK;
    RpcTryExcept { c_Release(binding); }
    RpcExcept(1) { status = RpcExceptionCode(); }
    RpcEndExcept return status;
}

static void complete_one(handle_t binding, LONG left, LONG right) {
    RPC_ASYNC_STATE call;
    LONG sum = -1;
    RPC_STATUS status = begin(&call, binding, left, right);
    ok(status == RPC_S_OK, "the call does not start: %d\n", (int)status);
    if (status != RPC_S_OK) return;
    ok(WaitForSingleObject(arrived, 10000) == WAIT_OBJECT_0, "it does not arrive\n");
    todo_wine ok(RpcAsyncGetCallStatus(&call) == RPC_S_ASYNC_CALL_PENDING, "it is not pending\n");
    ok(WaitForSingleObject(call.u.hEvent, 0) == WAIT_TIMEOUT, "its event is set\n");
    status = RpcAsyncCompleteCall(&call, &sum);
    ok(status == RPC_S_ASYNC_CALL_PENDING, "got %d\n", (int)status);
    ok(release(binding) == RPC_S_OK, "no release\n");
    ok(WaitForSingleObject(call.u.hEvent, 10000) == WAIT_OBJECT_0, "its event is not set\n");
    status = RpcAsyncCompleteCall(&call, &sum);
    ok(status == RPC_S_OK && sum == left + right, "%d: sum %d\n", (int)status, (int)sum);
    CloseHandle(call.u.hEvent);
}

START_TEST(async) {
    handle_t binding = serve("winetest-async");
    RPC_ASYNC_STATE call;
    RPC_STATUS status;
    LONG sum = 0;
    int i;
    for (i = 0; i < 3; ++i) {
        winetest_push_context("call %d", i);
        complete_one(binding, i, 1000);
        winetest_pop_context();
    }
    status = begin(&call, binding, 1, 2);
    ok(status == RPC_S_OK, "the call does not start: %d\n", (int)status);
    ok(WaitForSingleObject(arrived, 10000) == WAIT_OBJECT_0, "it does not arrive\n");
    status = RpcAsyncCancelCall(&call, TRUE);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(WaitForSingleObject(call.u.hEvent, 10000) == WAIT_OBJECT_0, "its event is not set\n");
    status = RpcAsyncCompleteCall(&call, &sum);
    ok(status == RPC_S_CALL_CANCELLED, "got %d\n", (int)status);
    ok(release(binding) == RPC_S_OK, "no release\n");
    CloseHandle(call.u.hEvent);
    stop_serving(&binding);
}

START_TEST(handles) {
    RPC_ASYNC_STATE call;
    LONG sum;
    RPC_STATUS status = RpcAsyncInitializeHandle(&call, sizeof call - 1);
    ok(status == RPC_S_INVALID_ARG, "got %d\n", (int)status);
    status = RpcAsyncInitializeHandle(&call, sizeof call);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(call.Size == sizeof call, "size %u\n", (unsigned)call.Size);
    memset(&call, 0, sizeof call);
    status = RpcAsyncGetCallStatus(&call);
    ok(status == RPC_S_INVALID_ASYNC_HANDLE, "got %d\n", (int)status);
    status = RpcAsyncCompleteCall(&call, &sum);
    ok(status == RPC_S_INVALID_ASYNC_HANDLE, "got %d\n", (int)status);
    status = RpcAsyncCancelCall(&call, TRUE);
    ok(status == RPC_S_INVALID_ASYNC_HANDLE, "got %d\n", (int)status);
    status = RpcAsyncAbortCall(&call, 5);
    ok(status == RPC_S_INVALID_ASYNC_HANDLE, "got %d\n", (int)status);
}
