/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls the interface synchronously: sync_client STRINGBINDING. Built with sync.acf; prints a line per fact. */
#include <windows.h>
#include <rpc.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "midl_user.h"

static int g_different;

static void check(const char *fact, int got, int expected)
{
    printf("%s: %d%s\n", fact, got, got == expected ? "" : " DIFFERENT");
    g_different += got != expected;
}

static int call_transform(handle_t binding, Mode mode)
{
    int result = -1;
    RpcTryExcept
    {
        Reading reading = {21, 3, 1.25, 5000000000};
        byte data[5] = {1, 2, 3, 4, 5};
        unsigned char *upper = NULL;
        LONG sum = 0;
        result = Transform(binding, mode, (const unsigned char *)"Hello, World", &upper, &reading, 5, data, &sum);
        check("sum", sum, 15);
        check("first byte", data[0], 5);
        check("text", upper && !strcmp((char *)upper, "HELLO, WORLD"), 1);
        check("reading", reading.id == 42 && reading.value == 2.5 && reading.stamp == 10000000000, 1);
        midl_user_free(upper);
    }
    RpcExcept(1)
    {
        result = (int)RpcExceptionCode();
    }
    RpcEndExcept
    return result;
}

int main(int argc, char **argv)
{
    RPC_BINDING_HANDLE binding;
    if (argc < 2) return 2;
    check("binding", RpcBindingFromStringBindingA((RPC_CSTR)argv[1], &binding), RPC_S_OK);
    RpcTryExcept
    {
        check("Add", Add(binding, 40, 2), 42);
        check("Transform", call_transform(binding, MODE_REPLY), 8);
        check("raised", call_transform(binding, MODE_ABORT), ABORT_CODE);
        Shutdown(binding);
    }
    RpcExcept(1)
    {
        check("exception", (int)RpcExceptionCode(), 0);
    }
    RpcEndExcept
    RpcBindingFree(&binding);
    return g_different;
}
