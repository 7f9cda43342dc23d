// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Failures as values: [comm_status] and [fault_status] of statuses.acf against a server of this process, and against an
// endpoint where nobody listens. Also a manager that works in the memory environment its stub enabled. The same source
// is built from stubs of midl's two modes, -ms_ext and -osf.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "statuses.h"

static int failures;
#define CHECK(condition) ((condition) ? (void)0 : (void)(++failures, printf("line %d: %s\n", __LINE__, #condition)))

enum { kRaised = 4711, kFromServer = 5 };

static int allocations;
void* __RPC_USER MIDL_user_allocate(size_t size) {
    ++allocations;
    return malloc(size);
}
void __RPC_USER MIDL_user_free(void* memory) {
    if (memory) --allocations;
    free(memory);
}

// ---- manager

static void raise_if(ULONG code) {
    if (code) RpcRaiseException((RPC_STATUS)code);
}

error_status_t s_InResult(handle_t h, ULONG code) {
    (void)h;
    raise_if(code);
    return kFromServer;
}
void s_InParameter(handle_t h, ULONG code, error_status_t* status) {
    (void)h;
    raise_if(code);
    *status = kFromServer;
}
error_status_t s_Apart(handle_t h, ULONG code, error_status_t* fault) {
    s_InParameter(h, code, fault);
    return kFromServer;
}
void s_Hidden(handle_t h, ULONG code, error_status_t* status) { s_InParameter(h, code, status); }
void s_FaultOnly(handle_t h, ULONG code, error_status_t* fault) { s_InParameter(h, code, fault); }
void s_Nothing(handle_t h, ULONG code) {
    (void)h;
    raise_if(code);
}
void s_Copy(handle_t h, unsigned char* text, unsigned char** copy) {
    (void)h;
    size_t size = strlen((char*)text) + 1;
    *copy = RpcSsAllocate(size);
    memcpy(*copy, text, size);
    RPC_STATUS status = RPC_S_OK;
    RpcSmFree(RpcSmAllocate(1000, &status));
    raise_if((ULONG)status);
}

// ---- client

static handle_t connect_to(const char* name) {
    unsigned char endpoint[48];
    unsigned char* text = NULL;
    handle_t h = NULL;
    snprintf((char*)endpoint, sizeof endpoint, "%s%u", name, (unsigned)GetCurrentProcessId());
    CHECK(RpcStringBindingComposeA(NULL, (unsigned char*)"ncalrpc", NULL, endpoint, NULL, &text) == RPC_S_OK);
    CHECK(RpcBindingFromStringBindingA(text, &h) == RPC_S_OK);
    RpcStringFreeA(&text);
    return h;
}

static void calls_that_succeed(handle_t h) {
    error_status_t status = 77;
    CHECK(c_InResult(h, 0) == kFromServer);
    c_InParameter(h, 0, &status);
    CHECK(status == kFromServer);
    status = 77;
    CHECK(c_Apart(h, 0, &status) == kFromServer);
    CHECK(status == kFromServer);
    status = 77;
    c_Hidden(h, 0, &status);
    CHECK(status == RPC_S_OK);  // never travels
}

static void calls_that_fault(handle_t h) {
    error_status_t status = 77;
    CHECK(c_InResult(h, kRaised) == kRaised);
    c_InParameter(h, kRaised, &status);
    CHECK(status == kRaised);
    CHECK(c_Apart(h, kRaised, &status) == RPC_S_OK);
    CHECK(status == kRaised);
    c_Hidden(h, kRaised, &status);
    CHECK(status == kRaised);
    c_FaultOnly(h, kRaised, &status);
    CHECK(status == kRaised);
}

static void calls_to_nobody(handle_t h) {
    error_status_t status = 77;
    CHECK(c_InResult(h, 0) == RPC_S_SERVER_UNAVAILABLE);
    c_InParameter(h, 0, &status);
    CHECK(status == RPC_S_SERVER_UNAVAILABLE);
    CHECK(c_Apart(h, 0, &status) == RPC_S_SERVER_UNAVAILABLE);
    CHECK(status == RPC_S_OK);
    c_Hidden(h, 0, &status);
    CHECK(status == RPC_S_SERVER_UNAVAILABLE);
}

static RPC_STATUS raised_by_fault_only(handle_t h) {
    RPC_STATUS volatile code = RPC_S_OK;
    error_status_t status = 77;
    RpcTryExcept { c_FaultOnly(h, 0, &status); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept CHECK(status == RPC_S_OK);
    return code;
}

static RPC_STATUS raised_by_nothing(handle_t h, ULONG code_to_raise) {
    RPC_STATUS volatile code = RPC_S_OK;
    RpcTryExcept { c_Nothing(h, code_to_raise); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept return code;
}

static void memory(handle_t h) {
    unsigned char* copy = NULL;
    c_Copy(h, (unsigned char*)"from nowhere", &copy);
    CHECK(copy && !strcmp((char*)copy, "from nowhere"));
    CHECK(RpcSmClientFree(copy) == RPC_S_OK);
    CHECK(allocations == 0);

    RpcSsEnableAllocate();
    copy = NULL;
    c_Copy(h, (unsigned char*)"into the environment", &copy);
    CHECK(allocations == 0);
    CHECK(RpcSmFree(copy) == RPC_S_OK);
    RpcSsDisableAllocate();
}

int main(void) {
    unsigned char endpoint[48];
    snprintf((char*)endpoint, sizeof endpoint, "statuses%u", (unsigned)GetCurrentProcessId());
    CHECK(RpcServerUseProtseqEpA((unsigned char*)"ncalrpc", 10, endpoint, NULL) == RPC_S_OK);
    CHECK(RpcServerRegisterIf(Statuses_v1_0_s_ifspec, NULL, NULL) == RPC_S_OK);
    CHECK(RpcServerListen(1, 10, 1) == RPC_S_OK);
    handle_t h = connect_to("statuses"), nobody = connect_to("nobody");
    RpcTryExcept {
        calls_that_succeed(h);
        calls_that_fault(h);
        calls_to_nobody(nobody);
        CHECK(raised_by_fault_only(nobody) == RPC_S_SERVER_UNAVAILABLE);
        CHECK(raised_by_nothing(nobody, 0) == RPC_S_SERVER_UNAVAILABLE);
        CHECK(raised_by_nothing(h, kRaised) == kRaised);
        memory(h);
    }
    RpcExcept(1) {
        ++failures;
        printf("raised %u\n", (unsigned)RpcExceptionCode());
    }
    RpcEndExcept RpcBindingFree(&h);
    RpcBindingFree(&nobody);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    printf(failures ? "%d failed\n" : "all came through\n", failures);
    return failures != 0;
}
