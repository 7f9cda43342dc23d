// SPDX-License-Identifier: LGPL-2.1-or-later
//
// An interface in which some procedures are remote and some serialize ("Procedure Serialization", Windows RPC): each
// keeps its number, the server has routines for the remote ones alone and refuses the others. Results of procedures
// that serialize, and their failures as values.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <midles.h>

#include "mixed.h"

static int failures;
#define CHECK(condition) ((condition) ? (void)0 : (void)(++failures, printf("line %d: %s\n", __LINE__, #condition)))

static int blocks;
void* __RPC_USER MIDL_user_allocate(size_t size) {
    ++blocks;
    return malloc(size);
}
void __RPC_USER MIDL_user_free(void* memory) {
    if (memory) --blocks;
    free(memory);
}

LONG s_Add(handle_t h, LONG a, LONG b) {
    (void)h;
    return a + b;
}
LONG s_Twice(handle_t h, LONG a) {
    (void)h;
    return 2 * a;
}

static handle_t connect_to(const char* endpoint) {
    unsigned char* text = NULL;
    handle_t h = NULL;
    CHECK(RpcStringBindingComposeA(NULL, (unsigned char*)"ncalrpc", NULL, (unsigned char*)endpoint, NULL, &text) ==
          RPC_S_OK);
    CHECK(RpcBindingFromStringBindingA(text, &h) == RPC_S_OK);
    RpcStringFreeA(&text);
    return h;
}

// A call by number, as a stranger would make it.
static RPC_STATUS call_by_number(handle_t h, unsigned number) {
    RPC_MESSAGE message;
    memset(&message, 0, sizeof message);
    message.Handle = h;
    message.ProcNum = number;
    message.RpcInterfaceInformation = (void*)Mixed_v2_1_c_ifspec;
    message.DataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
    message.BufferLength = 8;
    RPC_STATUS status = I_RpcGetBuffer(&message);
    if (status != RPC_S_OK) return status;
    memset(message.Buffer, 0, 8);
    status = I_RpcSendReceive(&message);
    I_RpcFreeBuffer(&message);
    return status;
}

static void remote(handle_t h) {
    CHECK(c_Add(h, 2, 3) == 5);
    CHECK(c_Twice(h, 21) == 42);
    for (unsigned number = 1; number < 7; ++number) {
        if (number != 2) CHECK(call_by_number(h, number) == RPC_S_PROCNUM_OUT_OF_RANGE);
    }
    CHECK(c_Twice(h, 4) == 8);
}

static RPC_STATUS raised_by_result(handle_t h, LONG* number) {
    RPC_STATUS volatile code = RPC_S_OK;
    RpcTryExcept { c_Result(h, number); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept return code;
}

static void serialized(void) {
    static ULONG64 buffer[64];
    ULONG size = 0, procedure = 0;
    handle_t h = NULL;
    RPC_SYNTAX_IDENTIFIER id;
    float a = 0.5f;
    unsigned char* text = (unsigned char*)"kept";
    LONG number = 7;
    error_status_t status = 77;
    CHECK(MesEncodeFixedBufferHandleCreate((char*)buffer, sizeof buffer, &size, &h) == RPC_S_OK);
    c_Keep(h, &a, 0.25f, &text);
    CHECK(c_Save(h, &number) == RPC_S_OK);
    CHECK(c_Result(h, &number) == 0);
    c_Apart(h, &number, &status);
    CHECK(status == RPC_S_OK);
    CHECK(MesInqProcEncodingId(h, &id, &procedure) == RPC_S_OK);
    CHECK(procedure == 5);
    CHECK(MesHandleFree(h) == RPC_S_OK);
    float encoded[2];
    memcpy(encoded, buffer + 7, sizeof encoded);  // [in] arguments follow a header of 56 bytes
    CHECK(encoded[0] == 0.5f && encoded[1] == 0.25f);
}

static void failing(void) {
    static ULONG64 buffer[8];
    ULONG size = 0;
    handle_t h = NULL;
    LONG number = 7;
    error_status_t status = 77;
    CHECK(MesEncodeFixedBufferHandleCreate((char*)buffer, 64, &size, &h) == RPC_S_OK);
    CHECK(c_Save(h, &number) == RPC_S_OK);
    CHECK(size == 64);
    CHECK(c_Save(h, &number) == RPC_X_INVALID_BUFFER);  // full
    CHECK(raised_by_result(h, &number) == RPC_X_INVALID_BUFFER);
    c_Apart(h, &number, &status);
    CHECK(status == RPC_X_INVALID_BUFFER);
    CHECK(size == 64);
    CHECK(MesHandleFree(h) == RPC_S_OK);

    LONG found = 0;
    CHECK(MesDecodeBufferHandleCreate((char*)buffer, size, &h) == RPC_S_OK);
    CHECK(c_Save(h, &found) == RPC_S_OK);
    CHECK(found == 7);
    CHECK(c_Save(h, &found) == RPC_X_INVALID_BUFFER);
    CHECK(MesHandleFree(h) == RPC_S_OK);

    handle_t other = connect_to("nobody");  // no serialization handle
    CHECK(c_Save(other, &number) == RPC_S_INVALID_BINDING);
    CHECK(raised_by_result(other, &number) == RPC_S_INVALID_BINDING);
    CHECK(RpcBindingFree(&other) == RPC_S_OK);
}

int main(void) {
    char endpoint[48];
    snprintf(endpoint, sizeof endpoint, "mixed%u", (unsigned)GetCurrentProcessId());
    CHECK(RpcServerUseProtseqEpA((unsigned char*)"ncalrpc", 10, (unsigned char*)endpoint, NULL) == RPC_S_OK);
    CHECK(RpcServerRegisterIf(Mixed_v2_1_s_ifspec, NULL, NULL) == RPC_S_OK);
    CHECK(RpcServerListen(1, 10, 1) == RPC_S_OK);
    handle_t h = connect_to(endpoint);
    RpcTryExcept {
        remote(h);
        serialized();
        failing();
    }
    RpcExcept(1) {
        ++failures;
        printf("raised %u\n", (unsigned)RpcExceptionCode());
    }
    RpcEndExcept RpcBindingFree(&h);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    CHECK(blocks == 0);
    printf(failures ? "%d failed\n" : "all came through\n", failures);
    return failures != 0;
}
