// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Stub files as MIDL 3 to 8 wrote them without the interpreter, at work: a process calls itself over ncalrpc. Strings,
// scalars in the buffer, a stub memory environment, failures as values.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "old.h"

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

int ServedMeasure(unsigned char* text, short* vowels) {
    *vowels = 0;
    for (const char* at = (char*)text; *at; ++at) *vowels = (short)(*vowels + (strchr("aeiou", *at) != NULL));
    return (int)strlen((char*)text);
}

void ServedCopy(unsigned char* text, unsigned char** copy) {
    *copy = RpcSsAllocate(strlen((char*)text) + 1);
    strcpy((char*)*copy, (char*)text);
}

error_status_t ServedFail(int code) {
    if (code) RpcRaiseException(code);
    return 3;
}

static handle_t bind_to(const char* name) {
    unsigned char endpoint[48];
    unsigned char* text = NULL;
    handle_t h = NULL;
    snprintf((char*)endpoint, sizeof endpoint, "%s%u", name, (unsigned)GetCurrentProcessId());
    CHECK(RpcStringBindingComposeA(NULL, (unsigned char*)"ncalrpc", NULL, endpoint, NULL, &text) == RPC_S_OK);
    CHECK(RpcBindingFromStringBindingA(text, &h) == RPC_S_OK);
    RpcStringFreeA(&text);
    return h;
}

static RPC_STATUS measure_nothing(void) {
    RPC_STATUS volatile code = RPC_S_OK;
    short vowels = 0;
    RpcTryExcept { Measure(NULL, &vowels); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept return code;
}

static void calls(void) {
    short vowels = 0;
    unsigned char* copy = NULL;
    CHECK(Measure((unsigned char*)"conversation", &vowels) == 12);
    CHECK(vowels == 5);
    CHECK(measure_nothing() == RPC_X_NULL_REF_POINTER);
    Copy((unsigned char*)"borrowed", &copy);
    CHECK(copy && !strcmp((char*)copy, "borrowed"));
    CHECK(blocks == 1);
    CHECK(RpcSmClientFree(copy) == RPC_S_OK);
    CHECK(blocks == 0);
    CHECK(Fail(0) == 3);
    CHECK(Fail(4711) == 4711);
}

int main(void) {
    unsigned char endpoint[48];
    snprintf((char*)endpoint, sizeof endpoint, "old%u", (unsigned)GetCurrentProcessId());
    CHECK(RpcServerUseProtseqEpA((unsigned char*)"ncalrpc", 10, endpoint, NULL) == RPC_S_OK);
    CHECK(RpcServerRegisterIf(Old_ServerIfHandle, NULL, NULL) == RPC_S_OK);
    CHECK(RpcServerListen(1, 10, 1) == RPC_S_OK);
    handle_t served = bind_to("old"), nobody = bind_to("oldnobody");
    RpcTryExcept {
        OldHandle = served;
        calls();
        OldHandle = nobody;
        CHECK(Fail(0) == RPC_S_SERVER_UNAVAILABLE);
    }
    RpcExcept(1) {
        ++failures;
        printf("raised %u\n", (unsigned)RpcExceptionCode());
    }
    RpcEndExcept RpcBindingFree(&served);
    RpcBindingFree(&nobody);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    printf(failures ? "%d failed\n" : "all came through\n", failures);
    return failures != 0;
}
