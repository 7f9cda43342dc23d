/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* String bindings and binding handles: composed, parsed, made, copied, written, given options, freed. */
#include <rpc.h>
#include <windows.h>

#include "wine/test.h"

static const char object[] = "00000001-0002-0003-0405-060708090a0b";

static RPC_BINDING_HANDLE bound_to(const char* text) {
    RPC_BINDING_HANDLE binding = NULL;
    RPC_STATUS status = RpcBindingFromStringBindingA((RPC_CSTR)text, &binding);
    ok(status == RPC_S_OK, "%s: %d\n", text, (int)status);
    return binding;
}

static int same(RPC_CSTR text, const char* wanted) { return text && !strcmp((char*)text, wanted ? wanted : ""); }

START_TEST(strings) {
    static const struct {
        const char *object, *protseq, *address, *endpoint, *options, *text;
    } rows[] = {
        {NULL, "ncacn_ip_tcp", "127.0.0.1", "135", NULL, "ncacn_ip_tcp:127.0.0.1[135]"},
        {NULL, "ncalrpc", NULL, "port", NULL, "ncalrpc:[port]"},
        {NULL, "ncacn_ip_tcp", "host", NULL, NULL, "ncacn_ip_tcp:host"},
        {object, "ncacn_np", "\\\\host", "\\pipe\\name", NULL,
         "00000001-0002-0003-0405-060708090a0b@ncacn_np:\\\\\\\\host[\\\\pipe\\\\name]"},
        {NULL, "ncacn_np", ".", "\\pipe\\name", "Security=Identification Dynamic False", NULL},
    };
    RPC_CSTR text = NULL, part[5];
    RPC_STATUS status;
    unsigned i, j;
    for (i = 0; i < ARRAY_SIZE(rows); ++i) {
        winetest_push_context("row %u", i);
        status =
            RpcStringBindingComposeA((RPC_CSTR)rows[i].object, (RPC_CSTR)rows[i].protseq, (RPC_CSTR)rows[i].address,
                                     (RPC_CSTR)rows[i].endpoint, (RPC_CSTR)rows[i].options, &text);
        ok(status == RPC_S_OK, "got %d\n", (int)status);
        if (rows[i].text) ok(same(text, rows[i].text), "got %s\n", wine_dbgstr_a((char*)text));
        status = RpcStringBindingParseA(text, &part[0], &part[1], &part[2], &part[3], &part[4]);
        ok(status == RPC_S_OK, "got %d\n", (int)status);
        ok(same(part[0], rows[i].object), "object %s\n", wine_dbgstr_a((char*)part[0]));
        ok(same(part[1], rows[i].protseq), "protseq %s\n", wine_dbgstr_a((char*)part[1]));
        ok(same(part[2], rows[i].address), "address %s\n", wine_dbgstr_a((char*)part[2]));
        ok(same(part[3], rows[i].endpoint), "endpoint %s\n", wine_dbgstr_a((char*)part[3]));
        for (j = 0; j < ARRAY_SIZE(part); ++j) RpcStringFreeA(&part[j]);
        RpcStringFreeA(&text);
        winetest_pop_context();
    }
    status = RpcStringBindingParseA((RPC_CSTR) "nonsense", NULL, NULL, NULL, NULL, NULL);
    ok(status == RPC_S_INVALID_STRING_BINDING, "got %d\n", (int)status);
    status = RpcStringBindingParseA((RPC_CSTR) "ncalrpc:[open", NULL, NULL, NULL, NULL, NULL);
    ok(status == RPC_S_INVALID_STRING_BINDING, "got %d\n", (int)status);
    status = RpcStringBindingParseA((RPC_CSTR) "not-a-uuid@ncalrpc:", &part[0], NULL, NULL, NULL, NULL);
    ok(status == RPC_S_INVALID_STRING_UUID, "got %d\n", (int)status);
}

START_TEST(handles) {
    RPC_BINDING_HANDLE binding = NULL, copy = NULL;
    RPC_CSTR text = NULL;
    RPC_STATUS status;
    static const struct {
        const char* text;
        RPC_STATUS status;
    } rows[] = {
        {"", RPC_S_INVALID_STRING_BINDING},
        {"ncacn_ip_tcp", RPC_S_INVALID_STRING_BINDING},
        {"nonsense:host", RPC_S_INVALID_RPC_PROTSEQ},
        {"ncacn_ip_tcp:host[port", RPC_S_INVALID_STRING_BINDING},
    };
    unsigned i;
    for (i = 0; i < ARRAY_SIZE(rows); ++i) {
        status = RpcBindingFromStringBindingA((RPC_CSTR)rows[i].text, &binding);
        ok(status == rows[i].status, "%s: got %d\n", wine_dbgstr_a(rows[i].text), (int)status);
        ok(binding == NULL, "%s: got %p\n", wine_dbgstr_a(rows[i].text), binding);
    }
    binding = bound_to("ncacn_ip_tcp:127.0.0.1[4711]");
    status = RpcBindingToStringBindingA(binding, &text);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(same(text, "ncacn_ip_tcp:127.0.0.1[4711]"), "got %s\n", wine_dbgstr_a((char*)text));
    RpcStringFreeA(&text);
    status = RpcBindingCopy(binding, &copy);
    ok(status == RPC_S_OK && copy && copy != binding, "%d %p %p\n", (int)status, binding, copy);
    status = RpcBindingReset(copy);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcBindingToStringBindingA(copy, &text);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(same(text, "ncacn_ip_tcp:127.0.0.1"), "got %s\n", wine_dbgstr_a((char*)text));
    RpcStringFreeA(&text);
    status = RpcBindingToStringBindingA(binding, &text);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(same(text, "ncacn_ip_tcp:127.0.0.1[4711]"), "got %s\n", wine_dbgstr_a((char*)text));
    RpcStringFreeA(&text);
    status = RpcBindingFree(&copy);
    ok(status == RPC_S_OK && !copy, "%d %p\n", (int)status, copy);
    status = RpcBindingFree(&copy);
    ok(status == RPC_S_INVALID_BINDING, "got %d\n", (int)status);
    ok(RpcBindingFree(&binding) == RPC_S_OK, "not freed\n");
    status = RpcBindingToStringBindingA(NULL, &text);
    ok(status == RPC_S_INVALID_BINDING, "got %d\n", (int)status);
    status = RpcBindingCopy(NULL, &copy);
    ok(status == RPC_S_INVALID_BINDING, "got %d\n", (int)status);
}

START_TEST(objects) {
    RPC_BINDING_HANDLE binding = bound_to("ncalrpc:[port]");
    UUID id = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}}, got;
    RPC_CSTR text = NULL;
    RPC_STATUS status = RpcBindingInqObject(binding, &got);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(UuidIsNil(&got, &status), "got %s\n", wine_dbgstr_guid(&got));
    status = RpcBindingSetObject(binding, &id);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcBindingInqObject(binding, &got);
    ok(status == RPC_S_OK && !memcmp(&got, &id, sizeof id), "%d %s\n", (int)status, wine_dbgstr_guid(&got));
    status = RpcBindingToStringBindingA(binding, &text);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(text && !strncmp((char*)text, object, 36) && text[36] == '@', "got %s\n", wine_dbgstr_a((char*)text));
    RpcStringFreeA(&text);
    status = RpcBindingSetObject(NULL, &id);
    ok(status == RPC_S_INVALID_BINDING, "got %d\n", (int)status);
    status = RpcBindingInqObject(NULL, &got);
    ok(status == RPC_S_INVALID_BINDING, "got %d\n", (int)status);
    RpcBindingFree(&binding);
}

START_TEST(settings) {
    RPC_BINDING_HANDLE binding = bound_to("ncacn_ip_tcp:127.0.0.1[4711]");
    unsigned timeout = 99;
    ULONG_PTR value = 99;
    RPC_STATUS status = RpcMgmtInqComTimeout(binding, &timeout);
    ok(status == RPC_S_OK && timeout == RPC_C_BINDING_DEFAULT_TIMEOUT, "%d %u\n", (int)status, timeout);
    status = RpcMgmtSetComTimeout(binding, RPC_C_BINDING_MAX_TIMEOUT);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = RpcMgmtInqComTimeout(binding, &timeout);
    ok(status == RPC_S_OK && timeout == RPC_C_BINDING_MAX_TIMEOUT, "%d %u\n", (int)status, timeout);
    status = RpcMgmtSetComTimeout(binding, 11);
    ok(status == RPC_S_INVALID_TIMEOUT, "got %d\n", (int)status);
    status = RpcMgmtSetComTimeout(NULL, 5);
    ok(status == RPC_S_INVALID_BINDING, "got %d\n", (int)status);
    status = RpcBindingSetOption(binding, RPC_C_OPT_CALL_TIMEOUT, 1234);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    todo_wine {
        status = RpcBindingInqOption(binding, RPC_C_OPT_CALL_TIMEOUT, &value);
        ok(status == RPC_S_OK && value == 1234, "%d %s\n", (int)status, wine_dbgstr_longlong(value));
    }
    status = RpcBindingSetOption(NULL, RPC_C_OPT_CALL_TIMEOUT, 1);
    ok(status == RPC_S_INVALID_BINDING, "got %d\n", (int)status);
    RpcBindingFree(&binding);
}
