// SPDX-License-Identifier: LGPL-2.1-or-later
// echo_client STRINGBINDING [SERVICE LEVEL PRINCIPAL USER DOMAIN PASSWORD [OPERATION...]]: calls the ten operations of
// echo_server, or those named, and checks what they answer. SERVICE and LEVEL are numbers (RPC_C_AUTHN_*); "-" is no
// principal, and no user (then the process's own credentials). Prints the operations that answer wrongly or raise, then
// how many did well; exits with 0 when all did.
#include <windows.h>

#include <rpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rpcecho.h"

enum { LARGE = 200000 };

void* __RPC_USER MIDL_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER MIDL_user_free(void* memory) { free(memory); }

static unsigned char in[LARGE], out[LARGE];

static int add_one(handle_t h) {
    ULONG sum = 0;
    echo_AddOne(h, 0xffffffff, &sum);
    return sum == 0;
}

static int echo_data(handle_t h) {
    for (size_t i = 0; i < LARGE; ++i) in[i] = (unsigned char)(i * 7 + i / 256);
    memset(out, 0, sizeof out);
    echo_EchoData(h, LARGE, in, out);
    return memcmp(in, out, LARGE) == 0;
}

static int sink_data(handle_t h) {
    echo_SinkData(h, LARGE, in);
    return 1;
}

static int source_data(handle_t h) {
    memset(out, 0xff, sizeof out);
    echo_SourceData(h, LARGE, out);
    for (size_t i = 0; i < LARGE; ++i) {
        if (out[i] != (unsigned char)i) return 0;
    }
    return 1;
}

static int test_call(handle_t h) {
    static WCHAR text[] = {'p', 'i', 'p', 'e', 0xD83D, 0xDE00, 0};
    WCHAR* copy = NULL;
    echo_TestCall(h, text, &copy);
    const int same = copy && memcmp(copy, text, sizeof text) == 0;
    MIDL_user_free(copy);
    return same;
}

static int test_call2(handle_t h) {
    echo_Info info;
    memset(&info, 0, sizeof info);
    const LONG one = echo_TestCall2(h, 1, &info);
    if (one != 0 || info.info1.v != 10) return 0;
    const LONG seven = echo_TestCall2(h, 7, &info);
    return seven == 0 && info.info7.v1 == 80 && info.info7.info4.v == 90;
}

// Asynchronous, as the server is.
static int test_sleep(handle_t h) {
    RPC_ASYNC_STATE call;
    ULONG slept = 1;
    if (RpcAsyncInitializeHandle(&call, sizeof call) != RPC_S_OK) return 0;
    call.NotificationType = RpcNotificationTypeEvent;
    call.u.hEvent = CreateEventA(NULL, FALSE, FALSE, NULL);
    echo_TestSleep(&call, h, 0);
    const int told = WaitForSingleObject(call.u.hEvent, 30000) == WAIT_OBJECT_0;
    const int good = told && RpcAsyncCompleteCall(&call, &slept) == RPC_S_OK && slept == 0;
    CloseHandle(call.u.hEvent);
    return good;
}

static int test_enum(handle_t h) {
    echo_Enum1 one = ECHO_ENUM1;
    echo_Enum2 two = {ECHO_ENUM2, ECHO_ENUM1_32};
    echo_Enum3 three;
    three.e1 = ECHO_ENUM2;
    echo_TestEnum(h, &one, &two, &three);
    return one == ECHO_ENUM1 && two.e1 == ECHO_ENUM2 && two.e2 == ECHO_ENUM1_32 && three.e1 == ECHO_ENUM2;
}

// The server doubles the array where it stands, and a client takes no more than what it has room for.
static int test_surrounding(handle_t h) {
    struct {
        echo_Surrounding data;
        USHORT rest[20];
    } array;
    volatile int good;
    memset(&array, 0, sizeof array);
    echo_TestSurrounding(h, &array.data);
    good = array.data.x == 0;
    RpcTryExcept {
        array.data.x = 20;
        echo_TestSurrounding(h, &array.data);
        good = 0;
    }
    RpcExcept(RpcExceptionCode() == RPC_X_BAD_STUB_DATA) {}
    RpcEndExcept;
    return good;
}

static int test_double_pointer(handle_t h) {
    USHORT value = 0xfedc;
    USHORT *inner = &value, **middle = &inner;
    return echo_TestDoublePointer(h, &middle) == 0xfedc;
}

static const struct {
    const char* name;
    int (*run)(handle_t);
} operations[] = {
    {"AddOne", add_one},
    {"EchoData", echo_data},
    {"SinkData", sink_data},
    {"SourceData", source_data},
    {"TestCall", test_call},
    {"TestCall2", test_call2},
    {"TestSleep", test_sleep},
    {"TestEnum", test_enum},
    {"TestSurrounding", test_surrounding},
    {"TestDoublePointer", test_double_pointer},
};

static int try_one(size_t i, handle_t h) {
    volatile int good = 0;
    RpcTryExcept {
        good = operations[i].run(h);
        if (!good) printf("%s: a wrong answer\n", operations[i].name);
    }
    RpcExcept(1) { printf("%s: exception %u\n", operations[i].name, (unsigned)RpcExceptionCode()); }
    RpcEndExcept;
    return good;
}

static int is_given(const char* argument) { return strcmp(argument, "-") != 0; }

static RPC_STATUS authenticate(handle_t h, char** argv) {
    SEC_WINNT_AUTH_IDENTITY_A account;
    memset(&account, 0, sizeof account);
    account.User = (unsigned char*)argv[3];
    account.UserLength = (ULONG)strlen(argv[3]);
    account.Domain = (unsigned char*)argv[4];
    account.DomainLength = (ULONG)strlen(argv[4]);
    account.Password = (unsigned char*)argv[5];
    account.PasswordLength = (ULONG)strlen(argv[5]);
    account.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    return RpcBindingSetAuthInfoA(h, is_given(argv[2]) ? (RPC_CSTR)argv[2] : NULL, (ULONG)atoi(argv[1]),
                                  (ULONG)atoi(argv[0]), is_given(argv[3]) ? &account : NULL, RPC_C_AUTHZ_NONE);
}

static int wanted(const char* name, int count, char** names) {
    for (int i = 0; i < count; ++i) {
        if (strcmp(names[i], name) == 0) return 1;
    }
    return count <= 0;
}

int main(int argc, char** argv) {
    handle_t h = NULL;
    int good = 0, tried = 0;
    if ((argc != 2 && argc < 8) || RpcBindingFromStringBindingA((RPC_CSTR)argv[1], &h) != RPC_S_OK) return 2;
    if (argc >= 8 && authenticate(h, argv + 2) != RPC_S_OK) return 2;
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; ++i) {
        if (!wanted(operations[i].name, argc - 8, argv + 8)) continue;
        ++tried;
        good += try_one(i, h);
    }
    RpcBindingFree(&h);
    printf("%d of %d\n", good, tried);
    return good == tried ? 0 : 1;
}
