// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Failures of asynchronous calls as values: they come with RpcAsyncCompleteCall, which succeeds, as [comm_status] and
// [fault_status] parameters are valid only then (A16: sdk, RpcAsyncCompleteCall). A call that cannot start raises (A9),
// a cancelled one is RPC_S_CALL_CANCELLED (A13).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "later.h"

static int failures;
#define CHECK(condition) ((condition) ? (void)0 : (void)(++failures, printf("line %d: %s\n", __LINE__, #condition)))

enum { kRaised = 4711, kFromServer = 5, kPatience = 10000 };

void* __RPC_USER MIDL_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER MIDL_user_free(void* memory) { free(memory); }

// ---- manager: an odd code is raised before the state is handed on, an even one aborts

static int ends_badly(PRPC_ASYNC_STATE state, ULONG code) {
    if (!code) return 0;
    if (code % 2) RpcRaiseException((RPC_STATUS)code);
    CHECK(RpcAsyncAbortCall(state, code) == RPC_S_OK);
    return 1;
}

void s_InResult(PRPC_ASYNC_STATE state, handle_t h, ULONG code) {
    error_status_t result = kFromServer;
    (void)h;
    if (!ends_badly(state, code)) CHECK(RpcAsyncCompleteCall(state, &result) == RPC_S_OK);
}
void s_InParameter(PRPC_ASYNC_STATE state, handle_t h, ULONG code, error_status_t* status) {
    LONG result = 99;
    (void)h;
    if (ends_badly(state, code)) return;
    *status = kFromServer;
    CHECK(RpcAsyncCompleteCall(state, &result) == RPC_S_OK);
}
// The status the IDL does not know is the call's: it is there as long as the state is.
static PRPC_ASYNC_STATE hidden_state;
static error_status_t* hidden_status;
static HANDLE hidden_arrived;
void s_Hidden(PRPC_ASYNC_STATE state, handle_t h, ULONG code, error_status_t* status) {
    (void)h;
    CHECK(*status == RPC_S_OK);
    if (ends_badly(state, code)) return;
    hidden_state = state;
    hidden_status = status;
    SetEvent(hidden_arrived);
}
void s_FaultOnly(PRPC_ASYNC_STATE state, handle_t h, ULONG code, error_status_t* fault) {
    (void)h;
    if (ends_badly(state, code)) return;
    *fault = kFromServer;
    CHECK(RpcAsyncCompleteCall(state, NULL) == RPC_S_OK);
}
static PRPC_ASYNC_STATE kept_state;
static HANDLE kept_arrived;
void s_Kept(PRPC_ASYNC_STATE state, handle_t h, error_status_t* status) {
    (void)h;
    (void)status;
    kept_state = state;
    SetEvent(kept_arrived);
}

// ---- client

static RPC_ASYNC_STATE call;

static void prepare(void) {
    CHECK(RpcAsyncInitializeHandle(&call, sizeof call) == RPC_S_OK);
    call.NotificationType = RpcNotificationTypeEvent;
    call.u.hEvent = CreateEventA(NULL, FALSE, FALSE, NULL);
}

static RPC_STATUS finish(void* reply) {
    CHECK(WaitForSingleObject(call.u.hEvent, kPatience) == WAIT_OBJECT_0);
    RPC_STATUS status = RpcAsyncCompleteCall(&call, reply);
    CloseHandle(call.u.hEvent);
    return status;
}

static void in_result(handle_t h, ULONG code) {
    error_status_t result = 77;
    prepare();
    c_InResult(&call, h, code);
    CHECK(finish(&result) == RPC_S_OK);
    CHECK(result == (code ? code : kFromServer));
}

static void in_result_nobody_wants(handle_t h) {
    prepare();
    c_InResult(&call, h, kRaised);
    CHECK(finish(NULL) == kRaised);
}

static void in_parameter(handle_t h, ULONG code) {
    error_status_t status = 77;
    LONG result = 0;
    prepare();
    c_InParameter(&call, h, code, &status);
    CHECK(finish(&result) == RPC_S_OK);
    CHECK(status == (code ? code : kFromServer));
    CHECK(result == (code ? 0 : 99));
}

static void hidden(handle_t h) {
    error_status_t status = 77;
    prepare();
    c_Hidden(&call, h, kRaised, &status);
    CHECK(finish(NULL) == RPC_S_OK);
    CHECK(status == kRaised);
    prepare();
    c_Hidden(&call, h, 0, &status);
    CHECK(WaitForSingleObject(hidden_arrived, kPatience) == WAIT_OBJECT_0);
    *hidden_status = 3;  // never travels
    CHECK(RpcAsyncCompleteCall(hidden_state, NULL) == RPC_S_OK);
    CHECK(finish(NULL) == RPC_S_OK);
    CHECK(status == RPC_S_OK);
}

static void fault_only(handle_t h) {
    error_status_t fault = 77;
    prepare();
    c_FaultOnly(&call, h, kRaised, &fault);
    CHECK(finish(NULL) == RPC_S_OK);
    CHECK(fault == kRaised);
    prepare();
    c_FaultOnly(&call, h, RPC_S_SERVER_UNAVAILABLE, &fault);  // a failure of communication: nobody takes it
    CHECK(finish(NULL) == RPC_S_SERVER_UNAVAILABLE);
    prepare();
    c_FaultOnly(&call, h, 0, &fault);
    CHECK(finish(NULL) == RPC_S_OK);
    CHECK(fault == kFromServer);
}

static void cancelled(handle_t h) {
    error_status_t status = 77;
    prepare();
    c_Kept(&call, h, &status);
    CHECK(WaitForSingleObject(kept_arrived, kPatience) == WAIT_OBJECT_0);
    CHECK(RpcAsyncCancelCall(&call, TRUE) == RPC_S_OK);
    CHECK(finish(NULL) == RPC_S_CALL_CANCELLED);
    CHECK(RpcAsyncAbortCall(kept_state, kRaised) == RPC_S_OK);
}

static void not_started(void) {
    RPC_STATUS volatile code = RPC_S_OK;
    prepare();
    RpcTryExcept { c_InResult(&call, NULL, 0); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept CHECK(code == RPC_S_INVALID_BINDING);
    CHECK(WaitForSingleObject(call.u.hEvent, 0) == WAIT_TIMEOUT);
    CloseHandle(call.u.hEvent);
}

int main(void) {
    unsigned char endpoint[48];
    unsigned char* text = NULL;
    handle_t h = NULL;
    hidden_arrived = CreateEventA(NULL, FALSE, FALSE, NULL);
    kept_arrived = CreateEventA(NULL, FALSE, FALSE, NULL);
    snprintf((char*)endpoint, sizeof endpoint, "later%u", (unsigned)GetCurrentProcessId());
    CHECK(RpcServerUseProtseqEpA((unsigned char*)"ncalrpc", 10, endpoint, NULL) == RPC_S_OK);
    CHECK(RpcServerRegisterIf(Later_v1_0_s_ifspec, NULL, NULL) == RPC_S_OK);
    CHECK(RpcServerListen(1, 10, 1) == RPC_S_OK);
    CHECK(RpcStringBindingComposeA(NULL, (unsigned char*)"ncalrpc", NULL, endpoint, NULL, &text) == RPC_S_OK);
    CHECK(RpcBindingFromStringBindingA(text, &h) == RPC_S_OK);
    RpcStringFreeA(&text);
    RpcTryExcept {
        in_result(h, 0);
        in_result(h, kRaised);
        in_result(h, kRaised + 1);
        in_result_nobody_wants(h);
        in_parameter(h, 0);
        in_parameter(h, kRaised);
        in_parameter(h, RPC_S_SERVER_TOO_BUSY);
        hidden(h);
        fault_only(h);
        cancelled(h);
        not_started();
    }
    RpcExcept(1) {
        ++failures;
        printf("raised %u\n", (unsigned)RpcExceptionCode());
    }
    RpcEndExcept RpcBindingFree(&h);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    CloseHandle(hidden_arrived);
    CloseHandle(kept_arrived);
    printf(failures ? "%d failed\n" : "all came through\n", failures);
    return failures != 0;
}
