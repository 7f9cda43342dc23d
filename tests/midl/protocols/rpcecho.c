// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The echo interface: all ten of its operations.
#include "rpcecho.h"

#include "protocol.h"

static const ULONG sizes[] = {0, 1, 70000};

void s_echo_AddOne(handle_t h, ULONG in_data, ULONG* out_data) {
    (void)h;
    *out_data = in_data + 1;
}

static void add_one(handle_t h) {
    static const ULONG values[] = {0, 0x7fffffff, 0xffffffff};
    ULONG seen = 99;
    c_echo_AddOne(h, values[variant], &seen);
    SAME(seen, values[variant] + 1);
}

void s_echo_EchoData(handle_t h, ULONG len, unsigned char in_data[], unsigned char out_data[]) {
    (void)h;
    SAME(len, sizes[variant]);
    COMPARE(PATTERN(in_data, len, 1));
    FILL(PATTERN(out_data, len, 2));
}

static void echo_data(handle_t h) {
    static unsigned char in[70000], out[70000];
    FILL(PATTERN(in, sizeof in, 1));
    c_echo_EchoData(h, sizes[variant], in, out);
    COMPARE(PATTERN(out, sizes[variant], 2));
}

void s_echo_SinkData(handle_t h, ULONG len, unsigned char data[]) {
    (void)h;
    SAME(len, sizes[variant]);
    COMPARE(PATTERN(data, len, 3));
}

static void sink_data(handle_t h) {
    static unsigned char in[70000];
    FILL(PATTERN(in, sizeof in, 3));
    c_echo_SinkData(h, sizes[variant], in);
}

void s_echo_SourceData(handle_t h, ULONG len, unsigned char data[]) {
    (void)h;
    SAME(len, sizes[variant]);
    FILL(PATTERN(data, len, 4));
}

static void source_data(handle_t h) {
    static unsigned char out[70000];
    c_echo_SourceData(h, sizes[variant], out);
    COMPARE(PATTERN(out, sizes[variant], 4));
}

static void text_out(WCHAR** s2) { WIDE(*s2, variant ? L"input \xD800\xDC00" : NULL); }

void s_echo_TestCall(handle_t h, WCHAR* s1, WCHAR** s2) {
    (void)h;
    COMPARE(WIDE(s1, L"\xD83D\xDE00"));
    FILL(text_out(s2));
}

static void test_call(handle_t h) {
    WCHAR *in, *out = NULL;
    FILL(WIDE(in, L"\xD83D\xDE00"));
    c_echo_TestCall(h, in, &out);
    COMPARE(text_out(&out));
}

static const unsigned short arms[] = {1, 4, 5, 6, 7, 2, 3};

static void info(echo_Info* it) {
    if (variant == 0) VALUE(it->info1.v, 10);
    if (variant == 1) VALUE(it->info4.v, 0x7fffffffffffffff);
    if (variant == 2) {
        VALUE(it->info5.v1, 50);
        VALUE(it->info5.v2, -0x123456789abcdef0);
    }
    if (variant == 3) {
        VALUE(it->info6.v1, 60);
        VALUE(it->info6.info1.v, 255);
    }
    if (variant == 4) {
        VALUE(it->info7.v1, 70);
        VALUE(it->info7.info4.v, -2);
    }
    if (variant == 5) VALUE(it->info2.v, 0xfffe);
    if (variant == 6) VALUE(it->info3.v, 0xfffffffe);
}

LONG s_echo_TestCall2(handle_t h, unsigned short level, echo_Info* it) {
    (void)h;
    SAME(level, arms[variant]);
    FILL(info(it));
    return -1;
}

static void test_call2(handle_t h) {
    echo_Info it = {{0}};
    SAME(c_echo_TestCall2(h, arms[variant], &it), -1);
    COMPARE(info(&it));
}

ULONG s_echo_TestSleep(handle_t h, ULONG seconds) {
    (void)h;
    return seconds + 7;
}

static void test_sleep(handle_t h) { SAME(c_echo_TestSleep(h, 0), 7); }

// The arm follows the first enumeration, in either direction.
static void enums(echo_Enum1* one, echo_Enum2* two, echo_Enum3* three, int is_out) {
    VALUE(*one, variant == 0 || is_out ? ECHO_ENUM1 : ECHO_ENUM2);
    VALUE(two->e1, is_out ? ECHO_ENUM2 : ECHO_ENUM1);
    VALUE(two->e2, is_out ? ECHO_ENUM1_32 : ECHO_ENUM2_32);
    if (*one == ECHO_ENUM1) VALUE(three->e1, ECHO_ENUM2);
    if (*one == ECHO_ENUM2) {
        VALUE(three->e2.e1, ECHO_ENUM1);
        VALUE(three->e2.e2, ECHO_ENUM2_32);
    }
}

void s_echo_TestEnum(handle_t h, echo_Enum1* one, echo_Enum2* two, echo_Enum3* three) {
    (void)h;
    COMPARE(enums(one, two, three, 0));
    FILL(enums(one, two, three, 1));
}

static void test_enum(handle_t h) {
    echo_Enum1 one;
    echo_Enum2 two;
    echo_Enum3 three;
    FILL(enums(&one, &two, &three, 0));
    c_echo_TestEnum(h, &one, &two, &three);
    COMPARE(enums(&one, &two, &three, 1));
}

static void surrounding(echo_Surrounding* it, int is_out) {
    VALUE(it->x, variant * 20);
    PATTERN(it->surrounding, 40 * variant, is_out);
}

void s_echo_TestSurrounding(handle_t h, echo_Surrounding* it) {
    (void)h;
    COMPARE(surrounding(it, 0));
    FILL(surrounding(it, 1));
}

static void test_surrounding(handle_t h) {
    echo_Surrounding* it;
    FILL(OPEN(it, surrounding, variant * 20));
    FILL(surrounding(it, 0));
    c_echo_TestSurrounding(h, it);
    COMPARE(surrounding(it, 1));
}

// The outermost pointer is a reference; the two inside may be null.
static void pointers(unsigned short**** data) {
    if (!POINTER(*data, 1) || !POINTER(**data, variant > 0)) return;
    if (POINTER(***data, variant > 1)) VALUE(****data, 0xfffe);
}

unsigned short s_echo_TestDoublePointer(handle_t h, unsigned short*** data) {
    (void)h;
    COMPARE(pointers(&data));
    return 0xfedc;
}

static void test_double_pointer(handle_t h) {
    unsigned short*** data;
    FILL(pointers(&data));
    SAME(c_echo_TestDoublePointer(h, data), 0xfedc);
}

const Case cases[] = {
    {"AddOne", add_one, 3},
    {"EchoData", echo_data, 3},
    {"SinkData", sink_data, 3},
    {"SourceData", source_data, 3},
    {"TestCall", test_call, 2},
    {"TestCall2", test_call2, 7},
    {"TestSleep", test_sleep, 1},
    {"TestEnum", test_enum, 2},
    {"TestSurrounding", test_surrounding, 2},
    {"TestDoublePointer", test_double_pointer, 3},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(rpcecho_v1_0_s_ifspec)
