/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UUIDs: made, compared, hashed, written and read. */
#include <rpc.h>
#include <windows.h>

#include "wine/test.h"

static const UUID low = {0x00000001, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
static const UUID high = {0xf0000001, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};

START_TEST(create) {
    UUID first, second, sequential;
    RPC_STATUS status = UuidCreate(&first);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    status = UuidCreate(&second);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(memcmp(&first, &second, sizeof first) != 0, "twice %s\n", wine_dbgstr_guid(&first));
    ok(first.Data3 >> 12 == 4, "version of %s\n", wine_dbgstr_guid(&first));
    ok((first.Data4[0] & 0xc0) == 0x80, "variant of %s\n", wine_dbgstr_guid(&first));
    status = UuidCreateSequential(&sequential);
    ok(status == RPC_S_OK || status == RPC_S_UUID_LOCAL_ONLY, "got %d\n", (int)status);
    ok(sequential.Data3 >> 12 == 1, "version of %s\n", wine_dbgstr_guid(&sequential));
    status = UuidCreateNil(&first);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(UuidIsNil(&first, &status), "not nil: %s\n", wine_dbgstr_guid(&first));
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(!UuidIsNil(&second, &status), "nil: %s\n", wine_dbgstr_guid(&second));
}

START_TEST(order) {
    UUID a = low, b = high, nil;
    RPC_STATUS status = 77;
    UuidCreateNil(&nil);
    ok(UuidCompare(&a, &b, &status) == -1, "low is not first\n");
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(UuidCompare(&b, &a, &status) == 1, "high is not last\n");
    ok(UuidCompare(&a, &a, &status) == 0, "not itself\n");
    ok(UuidCompare(NULL, &a, &status) == -1, "NULL is not first\n");
    ok(UuidCompare(&a, NULL, &status) == 1, "NULL is not first\n");
    ok(UuidCompare(NULL, NULL, &status) == 0, "NULL is not NULL\n");
    ok(UuidCompare(NULL, &nil, &status) == 0, "NULL is not nil\n");
    ok(UuidEqual(&a, &a, &status) == TRUE, "not itself\n");
    ok(UuidEqual(&a, &b, &status) == FALSE, "the other one\n");
    ok(UuidEqual(NULL, &nil, &status) == TRUE, "NULL is not nil\n");
    ok(UuidEqual(NULL, &a, &status) == FALSE, "NULL is %s\n", wine_dbgstr_guid(&a));
    ok(UuidHash(&a, &status) == UuidHash(&a, &status), "two hashes\n");
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(UuidHash(NULL, &status) == UuidHash(&nil, &status), "NULL is not nil\n");
}

START_TEST(text) {
    static const struct {
        const char* text;
        RPC_STATUS status;
    } rows[] = {
        {"00000001-0002-0003-0405-060708090a0b", RPC_S_OK},
        {"ABCDEF01-0002-0003-0405-06070809FA0B", RPC_S_OK},
        {"", RPC_S_INVALID_STRING_UUID},
        {"00000001-0002-0003-0405-060708090a0", RPC_S_INVALID_STRING_UUID},
        {"00000001-0002-0003-0405-060708090a0b0", RPC_S_INVALID_STRING_UUID},
        {"{00000001-0002-0003-0405-060708090a0b}", RPC_S_INVALID_STRING_UUID},
        {"0000000g-0002-0003-0405-060708090a0b", RPC_S_INVALID_STRING_UUID},
        {"00000001 0002-0003-0405-060708090a0b", RPC_S_INVALID_STRING_UUID},
        {"000000010002000304050607-08090a0b-----", RPC_S_INVALID_STRING_UUID},
    };
    UUID id = low, back;
    RPC_STATUS status;
    RPC_CSTR narrow = NULL;
    RPC_WSTR wide = NULL;
    unsigned i;
    status = UuidToStringA(&id, &narrow);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(narrow && !strcmp((char*)narrow, rows[0].text), "got %s\n", wine_dbgstr_a((char*)narrow));
    ok(RpcStringFreeA(&narrow) == RPC_S_OK, "not freed\n");
    ok(narrow == NULL, "still %p\n", narrow);
    status = UuidToStringW(&id, &wide);
    ok(status == RPC_S_OK, "got %d\n", (int)status);
    ok(wide && wide[8] == '-' && wide[36] == 0, "got %s\n", wine_dbgstr_w((WCHAR*)wide));
    status = UuidFromStringW(wide, &back);
    ok(status == RPC_S_OK && !memcmp(&back, &id, sizeof id), "%d %s\n", (int)status, wine_dbgstr_guid(&back));
    ok(RpcStringFreeW(&wide) == RPC_S_OK && !wide, "still %p\n", wide);
    ok(RpcStringFreeW(&wide) == RPC_S_OK, "NULL cannot be freed\n");
    for (i = 0; i < ARRAY_SIZE(rows); ++i) {
        winetest_push_context("%s", wine_dbgstr_a(rows[i].text));
        memset(&back, 0xcc, sizeof back);
        status = UuidFromStringA((RPC_CSTR)rows[i].text, &back);
        ok(status == rows[i].status, "got %d\n", (int)status);
        if (status == RPC_S_OK) {
            ok(UuidToStringA(&back, &narrow) == RPC_S_OK, "no text of it\n");
            ok(!lstrcmpiA((char*)narrow, rows[i].text), "got %s\n", wine_dbgstr_a((char*)narrow));
            RpcStringFreeA(&narrow);
        }
        winetest_pop_context();
    }
    status = UuidFromStringA(NULL, &back);
    ok(status == RPC_S_OK && UuidIsNil(&back, &status), "NULL is %s\n", wine_dbgstr_guid(&back));
}
