/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls of a server in the same process: values, arrays, strings, exceptions. */
// stubs: sums
#include "serving.h"

static RPC_STATUS fail_with(handle_t binding, RPC_STATUS wanted) {
    RPC_STATUS status = RPC_S_OK;
    RpcTryExcept { c_Fail(binding, (ULONG)wanted); }
    RpcExcept(1) { status = RpcExceptionCode(); }
    RpcEndExcept return status;
}

START_TEST(calls) {
    static const RPC_STATUS codes[] = {RPC_S_CALL_FAILED, RPC_S_SERVER_TOO_BUSY, RPC_X_NULL_REF_POINTER,
                                       ERROR_ACCESS_DENIED, 4711};
    Pair pairs[100];
    WCHAR text[] = {'a', 'b', 'c', 0x20ac, 0};
    handle_t binding = serve("winetest-calls"), nobody = NULL;
    RPC_STATUS status;
    unsigned i;
    for (i = 0; i < ARRAY_SIZE(pairs); ++i) {
        pairs[i].left = (LONG)i;
        pairs[i].right = 0x7fffffff;
    }
    RpcTryExcept {
        ok(c_Add(binding, 40, 2) == 42, "not 42\n");
        ok(c_Add(binding, -1, -1) == -2, "not -2\n");
        ok(c_SumOf(binding, 0, pairs) == 0, "not 0\n");
        ok(c_SumOf(binding, 1, pairs) == 0x7fffffff, "not 0x7fffffff\n");
        ok(c_SumOf(binding, 100, pairs) == 100ll * 0x7fffffff + 4950, "got another sum\n");
        ok(c_Reverse(binding, (wchar_t*)text) == 4, "not 4\n");
        ok(text[0] == 0x20ac && text[3] == 'a' && text[4] == 0, "got %s\n", wine_dbgstr_w(text));
    }
    RpcExcept(1) { ok(0, "exception %d\n", (int)RpcExceptionCode()); }
    RpcEndExcept for (i = 0; i < ARRAY_SIZE(codes); ++i) {
        status = fail_with(binding, codes[i]);
        ok(status == codes[i], "%d: got %d\n", (int)codes[i], (int)status);
    }
    ok(RpcBindingFromStringBindingA((RPC_CSTR) "ncacn_ip_tcp:127.0.0.1[1]", &nobody) == RPC_S_OK, "no binding\n");
    status = fail_with(nobody, 1);
    ok(status == RPC_S_SERVER_UNAVAILABLE, "got %d\n", (int)status);
    ok(RpcBindingFree(&nobody) == RPC_S_OK, "not freed\n");
    stop_serving(&binding);
}
