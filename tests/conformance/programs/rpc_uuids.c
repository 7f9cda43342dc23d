// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about UUIDs: making, comparing, and their text. Of the functions with text the A and the W form.
#include "rpc_facts.h"

static const char* const texts[] = {
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "6BA7B810-9DAD-11D1-80B4-00C04FD430C8",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8x",
    "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
    "6ba7b8109dad11d180b400c04fd430c8",
    "6ba7b810-9dad11d1-80b4-00c04fd430c8-",
    " 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "",
    "x",
};

static void text_forms(const char* text) {
    char copy[64], situation[80], room[64];
    WCHAR wide[64];
    UUID value = {0}, value_of_wide = {0};
    RPC_CSTR again = NULL;
    RPC_WSTR again_wide = NULL;
    strcpy(copy, text);
    fact_widen(wide, text);
    snprintf(situation, sizeof situation, "'%s'", text);
    const RPC_STATUS status = UuidFromStringA((RPC_CSTR)copy, &value);
    FACT_NUMBER("UuidFromStringA", situation, status);
    FACT_NUMBER("UuidFromStringW", situation, UuidFromStringW((RPC_WSTR)wide, &value_of_wide));
    if (status != RPC_S_OK) return;
    if (UuidToStringA(&value, &again) == RPC_S_OK) FACT_TEXT("UuidToStringA", situation, again);
    if (UuidToStringW(&value_of_wide, &again_wide) == RPC_S_OK) {
        fact_narrow(room, (const WCHAR*)again_wide);
        FACT_TEXT("UuidToStringW", situation, room);
    }
    RpcStringFreeA(&again);
    RpcStringFreeW(&again_wide);
}

static void text_and_null(void) {
    RPC_STATUS status = 77;
    UUID value = {7, 7, 7, {7}}, found;
    RPC_CSTR text = NULL;
    RPC_WSTR wide = NULL;
    FACT_NUMBER("UuidFromStringA", "null", UuidFromStringA(NULL, &value));
    FACT_NUMBER("UuidFromStringA", "null makes a nil one", UuidIsNil(&value, &status));
    value.Data1 = 7;
    FACT_NUMBER("UuidFromStringW", "null", UuidFromStringW(NULL, &value));
    FACT_NUMBER("UuidFromStringW", "null makes a nil one", UuidIsNil(&value, &status));
    UuidFromStringA((RPC_CSTR) "00010203-0405-0607-0809-0a0b0c0d0e0f", &found);
    FACT_HEX("UuidFromStringA", "the first part", found.Data1);
    FACT_HEX("UuidFromStringA", "the second part", found.Data2);
    FACT_HEX("UuidFromStringA", "the third part", found.Data3);
    FACT_HEX("UuidFromStringA", "the first byte of the rest", found.Data4[0]);
    FACT_HEX("UuidFromStringA", "the last byte", found.Data4[7]);
    FACT_NUMBER("UuidToStringA", "null", UuidToStringA(NULL, &text));
    if (text) FACT_TEXT("UuidToStringA", "null, the text", text);
    FACT_NUMBER("UuidToStringW", "null", UuidToStringW(NULL, &wide));
    RpcStringFreeA(&text);
    RpcStringFreeW(&wide);
}

static void compare(const char* situation, UUID left, UUID right) {
    char about[80];
    RPC_STATUS status = 77;
    FACT_NUMBER("UuidCompare", situation, UuidCompare(&left, &right, &status));
    snprintf(about, sizeof about, "%s, the other way round", situation);
    FACT_NUMBER("UuidCompare", about, UuidCompare(&right, &left, &status));
    snprintf(about, sizeof about, "%s, its status", situation);
    FACT_NUMBER("UuidCompare", about, status);
    status = 77;
    FACT_NUMBER("UuidEqual", situation, UuidEqual(&left, &right, &status));
    FACT_NUMBER("UuidEqual", about, status);
}

static void comparing(void) {
    const UUID base = {0x40, 3, 3, {1, 2, 3, 4, 5, 6, 7, 8}};
    UUID other = base, nil = {0};
    RPC_STATUS status = 77;
    compare("the same", base, base);
    other.Data1 = 0x41;
    compare("the first part", base, other);
    other = base;
    other.Data2 = 4;
    compare("the second part", base, other);
    other = base;
    other.Data3 = 4;
    compare("the third part", base, other);
    other = base;
    other.Data4[7] = 9;
    compare("the last byte", base, other);
    other = base;
    other.Data1 = 0x80000000;
    compare("the first part's highest bit", base, other);
    FACT_NUMBER("UuidCompare", "null and nil", UuidCompare(NULL, &nil, &status));
    FACT_NUMBER("UuidCompare", "null and another", UuidCompare(NULL, &other, &status));
    FACT_NUMBER("UuidCompare", "null and null", UuidCompare(NULL, NULL, &status));
    FACT_NUMBER("UuidEqual", "null and nil", UuidEqual(NULL, &nil, &status));
    FACT_NUMBER("UuidEqual", "null and another", UuidEqual(NULL, &other, &status));
}

static void nil_uuids(void) {
    RPC_STATUS status = 77;
    UUID nil = {0}, one = {1, 2, 3, {4}}, value = {7, 7, 7, {7}}, last = {0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};
    FACT_NUMBER("UuidCreateNil", "its status", UuidCreateNil(&value));
    FACT_NUMBER("UuidCreateNil", "it is the nil one", memcmp(&value, &nil, sizeof nil) == 0);
    FACT_NUMBER("UuidIsNil", "nil", UuidIsNil(&nil, &status));
    FACT_NUMBER("UuidIsNil", "nil, its status", status);
    status = 77;
    FACT_NUMBER("UuidIsNil", "another", UuidIsNil(&one, &status));
    FACT_NUMBER("UuidIsNil", "another, its status", status);
    FACT_NUMBER("UuidIsNil", "all zero but the last byte", UuidIsNil(&last, &status));
    FACT_NUMBER("UuidIsNil", "null", UuidIsNil(NULL, &status));
    status = 77;
    FACT_NUMBER("UuidHash", "nil", UuidHash(&nil, &status));
    FACT_NUMBER("UuidHash", "its status", status);
    value = one;
    FACT_NUMBER("UuidHash", "equal ones have the same", UuidHash(&one, &status) == UuidHash(&value, &status));
}

static void nothing(void) {
    RPC_STATUS status = 77;
    UUID value = {7, 7, 7, {7}}, nil = {0}, first = {1, 2, 3, {4}}, second = {1, 2, 3, {5}};
    char text[] = "00000001-0002-0003-0400-000000000000";
    WCHAR wide[40];
    fact_widen(wide, text);
    FACT_CALL("UuidCreateNil", "no place", UuidCreateNil(NULL));
    FACT_NUMBER("UuidCreateNil", "it is what UuidIsNil takes for nil",
                (UuidCreateNil(&value), UuidIsNil(&value, &status)));
    FACT_CALL("UuidCreate", "no place", UuidCreate(NULL));
    FACT_CALL("UuidCreateSequential", "no place", UuidCreateSequential(NULL));
    FACT_CALL("UuidToStringA", "no place", UuidToStringA(&nil, NULL));
    FACT_CALL("UuidToStringW", "no place", UuidToStringW(&nil, NULL));
    FACT_CALL("UuidFromStringA", "no place", UuidFromStringA((RPC_CSTR)text, NULL));
    FACT_CALL("UuidFromStringW", "no place", UuidFromStringW((RPC_WSTR)wide, NULL));
    FACT_CALL("UuidHash", "NULL is as nil", UuidHash(NULL, &status) == UuidHash(&nil, &status));
    FACT_NUMBER("UuidHash", "two that differ in a byte differ",
                UuidHash(&first, &status) != UuidHash(&second, &status));
    FACT_CALL("UuidHash", "no place for the status", UuidHash(&nil, NULL));
    FACT_CALL("UuidEqual", "no place for the status", UuidEqual(&first, &second, NULL));
    FACT_CALL("UuidCompare", "no place for the status", UuidCompare(&first, &second, NULL));
    FACT_CALL("UuidIsNil", "no place for the status", UuidIsNil(&first, NULL));
}

/// The version and variant that RFC 4122 gives a UUID.
static int version(const UUID* uuid) { return uuid->Data3 >> 12; }
static int variant(const UUID* uuid) { return uuid->Data4[0] >> 6; }

static void creating(void) {
    RPC_STATUS ignored;
    UUID first = {0}, second = {0};
    RPC_STATUS status = UuidCreate(&first);
    FACT_NUMBER("UuidCreate", "its status is good", status == RPC_S_OK || status == RPC_S_UUID_LOCAL_ONLY);
    UuidCreate(&second);
    FACT_NUMBER("UuidCreate", "two are equal", UuidEqual(&first, &second, &ignored));
    FACT_NUMBER("UuidCreate", "it is the nil one", UuidIsNil(&first, &ignored));
    FACT_NUMBER("UuidCreate", "its node is that of another", memcmp(first.Data4 + 2, second.Data4 + 2, 6) == 0);
    FACT_NUMBER("UuidCreate", "its version", version(&first));
    FACT_NUMBER("UuidCreate", "its variant", variant(&first));
    status = UuidCreateSequential(&first);
    FACT_NUMBER("UuidCreateSequential", "its status is good", status == RPC_S_OK || status == RPC_S_UUID_LOCAL_ONLY);
    UuidCreateSequential(&second);
    FACT_NUMBER("UuidCreateSequential", "two are equal", UuidEqual(&first, &second, &ignored));
    FACT_NUMBER("UuidCreateSequential", "it is the nil one", UuidIsNil(&first, &ignored));
    FACT_NUMBER("UuidCreateSequential", "its node is that of another",
                memcmp(first.Data4 + 2, second.Data4 + 2, 6) == 0);
    FACT_NUMBER("UuidCreateSequential", "its version", version(&first));
    FACT_NUMBER("UuidCreateSequential", "its variant", variant(&first));
}

int main(void) {
    for (size_t i = 0; i < sizeof texts / sizeof *texts; ++i) text_forms(texts[i]);
    text_and_null();
    comparing();
    nil_uuids();
    creating();
    nothing();
    return 0;
}
