// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Serves the procedures of roundtrip.idl to itself over ncalrpc and checks what comes through: the stubs of midl,
// thunks included, against the NDR engine of the library. Manager routines are named s_..., client routines c_...; the
// program also registers a second manager vector to prove that thunks follow it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "roundtrip.h"

static int failures;
#define CHECK(condition) ((condition) ? (void)0 : (void)(++failures, printf("line %d: %s\n", __LINE__, #condition)))

void* __RPC_USER MIDL_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER MIDL_user_free(void* memory) { free(memory); }

static char* copy_text(const char* text) {
    char* copy = MIDL_user_allocate(strlen(text) + 1);
    return strcpy(copy, text);
}

// ---- manager

hyper s_Sum(handle_t h, LONG a, short b, hyper c, float d, double e, small f, unsigned char g, WCHAR i, boolean j,
            LONG_PTR k) {
    (void)h;
    return a + b + c + (hyper)(d * 2) + (hyper)(e * 4) + f + g + i + j + k;
}

void s_Twice(handle_t h, short* a, hyper* b, float* c, double* d, LONG* e, LONG* f, LONG* g) {
    (void)h;
    *a *= 2, *b *= 2, *c *= 2, *d *= 2, *g = *f * 2;
    if (e) *e *= 2;
}

float s_HalfFloat(handle_t h, float a) {
    (void)h;
    return a / 2;
}

double s_HalfDouble(handle_t h, double a) {
    (void)h;
    return a / 2;
}

Colour s_Enums(handle_t h, Colour a, Colour* b, Colour c[3]) {
    (void)h;
    *b = a;
    Colour first = c[0];
    c[0] = c[1], c[1] = c[2], c[2] = first;
    return BLUE;
}

Three s_EchoThree(handle_t h, Three a) {
    (void)h;
    ++a.c[2];
    return a;
}

Eight s_EchoEight(handle_t h, Eight a) {
    (void)h;
    Eight swapped = {a.b, a.a};
    return swapped;
}

Large s_EchoLarge(handle_t h, Large a, LONG b) {
    (void)h;
    a.a += b, a.b += 1, a.c *= 2, a.d = GREEN;
    return a;
}

unsigned char* s_Greet(handle_t h, unsigned char* name) {
    (void)h;
    char text[64];
    snprintf(text, sizeof text, "hello %s", (char*)name);
    return (unsigned char*)copy_text(text);
}

void s_Strings(handle_t h, unsigned char* a, unsigned char** b, WCHAR* c, LONG n, Named* d) {
    (void)h;
    *b = (unsigned char*)copy_text((char*)a);
    (*b)[0] = 'X';
    if (n > 2) c[1] = 0;
    d->name[0] = L'N', d->id += n;
}

void s_Arrays(handle_t h, LONG a[4], Eight b[2], LONG n, byte* c, LONG matrix[2][3], LONG* sum) {
    (void)h;
    *sum = a[0] + a[3] + matrix[1][2];
    b[1].a = b[0].b;
    for (LONG i = 0; i < n; ++i) c[i] = (byte)~c[i];
}

LONG s_Ranges(handle_t h, LONG f, LONG l, LONG a[10], unsigned short* late, unsigned short n, LONG limited) {
    (void)h;
    LONG sum = limited;
    for (LONG i = f; i < f + l; ++i) sum += a[i];
    for (int i = 0; i < n; ++i) sum += late[i];
    return sum;
}

void s_Allocated(handle_t h, ULONG* n, byte** v) {
    (void)h;
    *n = 5;
    *v = MIDL_user_allocate(*n);
    memset(*v, 7, *n);
}

LONG s_Structures(handle_t h, Varying* a, Tail* b, TailVarying* c, TailComplex* d, Table* e) {
    (void)h;
    LONG sum = 0;
    for (LONG i = 0; i < a->n; ++i) sum += a->v[i];
    for (LONG i = 0; i < b->n; ++i) sum += b->v[i];
    for (LONG i = 0; i < c->m; ++i) sum += c->v[i];
    for (LONG i = 0; i < d->n; ++i) {
        sum += d->v[i].id + (d->v[i].name ? (LONG)strlen((char*)d->v[i].name) : 0);
        if (d->v[i].next) sum += d->v[i].next->b;
    }
    for (LONG i = 0; i < e->rows * e->columns; ++i) sum += e->cells[i];
    return sum;
}

LONG s_List(handle_t h, Node* list, Node** grown) {
    (void)h;
    LONG sum = 0;
    for (; list; list = list->next) sum += list->value;
    Node* more = MIDL_user_allocate(sizeof *more);
    more->value = sum, more->next = *grown;
    *grown = more;
    return sum;
}

double s_Unions(handle_t h, Inside* a, Holder* b, short tag, Outside* c) {
    (void)h;
    double sum = a->tag == 1 ? a->value.a : a->tag == 2 ? a->value.d : 0;
    if (b->tag == 2) sum += (double)strlen((char*)b->u.s);
    b->tag = 9, b->u.h = 1234567890123;
    return sum + (tag == 1 ? c->a : 0);
}

LONG s_Product(handle_t h, LONG n, LONG m, byte* data) {
    (void)h;
    LONG sum = 0;
    for (LONG i = 0; i < n * m; ++i) sum += data[i];
    return sum;
}

static float another_half(handle_t h, float a) {
    (void)h;
    return a / -2;
}

// ---- client

static void scalars(handle_t h) {
    CHECK(c_Sum(h, 1, -2, 30000000000, 0.5F, 0.25, -3, 250, 40000, 1, -4) ==
          30000000000 + 1 - 2 + 1 + 1 - 3 + 250 + 40000 + 1 - 4);
    short a = -300;
    hyper b = 5000000000;
    float c = 1.25F;
    double d = 2.5;
    LONG e = 7, f = 8, g = 0;
    c_Twice(h, &a, &b, &c, &d, &e, &f, &g);
    CHECK(a == -600 && b == 10000000000 && c == 2.5F && d == 5 && e == 14 && g == 16);
    c_Twice(h, &a, &b, &c, &d, NULL, &f, &g);
    CHECK(a == -1200);
    CHECK(c_HalfFloat(h, 3) == 1.5F);
    CHECK(c_HalfDouble(h, 5) == 2.5);
    Colour out = RED, three[3] = {RED, GREEN, BLUE};
    CHECK(c_Enums(h, GREEN, &out, three) == BLUE);
    CHECK(out == GREEN && three[0] == GREEN && three[1] == BLUE && three[2] == RED);
}

static void by_value(handle_t h) {
    Three three = {{1, 2, 3}};
    three = c_EchoThree(h, three);
    CHECK(three.c[0] == 1 && three.c[2] == 4);
    Eight eight = {10, 20};
    eight = c_EchoEight(h, eight);
    CHECK(eight.a == 20 && eight.b == 10);
    Large large = {100, 2, 1.5, RED};
    large = c_EchoLarge(h, large, 11);
    CHECK(large.a == 111 && large.b == 3 && large.c == 3 && large.d == GREEN);
}

static void texts(handle_t h) {
    unsigned char* greeting = c_Greet(h, (unsigned char*)"world");
    CHECK(greeting && !strcmp((char*)greeting, "hello world"));
    MIDL_user_free(greeting);
    unsigned char* out = NULL;
    WCHAR wide[8] = {'a', 'b', 'c', 0};
    Named named = {1, {'o', 'n', 'e', 0}};
    c_Strings(h, (unsigned char*)"text", &out, wide, 8, &named);
    CHECK(out && !strcmp((char*)out, "Xext"));
    CHECK(wide[0] == 'a' && wide[1] == 0);
    CHECK(named.id == 9 && named.name[0] == 'N' && named.name[1] == 'n' && named.name[3] == 0);
    MIDL_user_free(out);
}

static void arrays(handle_t h) {
    LONG a[4] = {1, 2, 3, 4}, matrix[2][3] = {{1, 2, 3}, {4, 5, 6}}, sum = 0;
    Eight b[2] = {{1, 2}, {3, 4}};
    byte c[3] = {0, 1, 255};
    c_Arrays(h, a, b, 3, c, matrix, &sum);
    CHECK(sum == 11 && b[1].a == 2 && c[0] == 255 && c[2] == 0);
    LONG tens[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    unsigned short late[2] = {100, 200};
    CHECK(c_Ranges(h, 2, 3, tens, late, 2, 9) == 2 + 3 + 4 + 300 + 9);
    ULONG n = 0;
    byte* v = NULL;
    c_Allocated(h, &n, &v);
    CHECK(n == 5 && v && v[0] == 7 && v[4] == 7);
    MIDL_user_free(v);
    byte data[6] = {1, 2, 3, 4, 5, 6};
    CHECK(c_Product(h, 2, 3, data) == 21);
}

static void structures(handle_t h) {
    Varying a = {2, {1, 2, 100}};
    struct {
        LONG n, v[3];
    } b = {3, {10, 20, 30}};
    struct {
        LONG n, m;
        short v[4];
    } c = {4, 2, {5, 6, 7, 8}};
    Eight eight = {0, 1000};
    struct {
        hyper h;
        LONG n;
        Pointers v[2];
    } d = {0, 2, {{7, (unsigned char*)"four", &eight}, {8, NULL, NULL}}};
    LONG cells[6] = {1, 1, 1, 1, 1, 1};
    Table e = {2, 3, cells};
    CHECK(c_Structures(h, &a, (Tail*)&b, (TailVarying*)&c, (TailComplex*)&d, &e) == 3 + 60 + 11 + 1019 + 6);
    Node third = {NULL, 3}, second = {&third, 2}, first = {&second, 1};
    Node* grown = NULL;
    CHECK(c_List(h, &first, &grown) == 6);
    CHECK(grown && grown->value == 6 && !grown->next);
    MIDL_user_free(grown);
}

static void unions(handle_t h) {
    Inside a;
    a.tag = 2, a.value.d = 0.5;
    Holder b;
    b.tag = 2, b.u.s = (unsigned char*)"seven77";
    Outside c;
    c.a = 100;
    CHECK(c_Unions(h, &a, &b, 1, &c) == 107.5);
    CHECK(b.tag == 9 && b.u.h == 1234567890123);
}

static void refusals(handle_t h) {
    LONG tens[10] = {0};
    unsigned short late = 0;
    RPC_STATUS volatile code = RPC_S_OK;
    RpcTryExcept { c_Ranges(h, 0, 1, tens, &late, 1, 10); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept CHECK(code == RPC_X_INVALID_BOUND || code == RPC_X_BAD_STUB_DATA);
}

static void other_manager(handle_t h) {
    static Roundtrip_v1_0_epv_t other;
    static UUID type = {0xb0a5e001, 0, 0, {0}};
    UUID object = {0xb0a5e002, 0, 0, {0}};
    other.HalfFloat = another_half;
    CHECK(RpcObjectSetType(&object, &type) == RPC_S_OK);
    CHECK(RpcServerRegisterIf(Roundtrip_v1_0_s_ifspec, &type, &other) == RPC_S_OK);
    CHECK(RpcBindingSetObject(h, &object) == RPC_S_OK);
    CHECK(c_HalfFloat(h, 3) == -1.5F);
}

int main(void) {
    unsigned char endpoint[32];
    unsigned char* text = NULL;
    handle_t h = NULL;
    snprintf((char*)endpoint, sizeof endpoint, "roundtrip%u", (unsigned)GetCurrentProcessId());
    CHECK(RpcServerUseProtseqEpA((unsigned char*)"ncalrpc", 10, endpoint, NULL) == RPC_S_OK);
    CHECK(RpcServerRegisterIf(Roundtrip_v1_0_s_ifspec, NULL, NULL) == RPC_S_OK);
    CHECK(RpcServerListen(1, 10, 1) == RPC_S_OK);
    CHECK(RpcStringBindingComposeA(NULL, (unsigned char*)"ncalrpc", NULL, endpoint, NULL, &text) == RPC_S_OK);
    CHECK(RpcBindingFromStringBindingA(text, &h) == RPC_S_OK);
    RpcStringFreeA(&text);
    void (*const groups[])(handle_t) = {scalars, by_value, texts, arrays, structures, unions, refusals, other_manager};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; ++i) {
        RpcTryExcept { groups[i](h); }
        RpcExcept(1) {
            ++failures;
            printf("group %u raised %u\n", (unsigned)i, (unsigned)RpcExceptionCode());
        }
        RpcEndExcept
    }
    RpcBindingFree(&h);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    printf(failures ? "%d failed\n" : "all came through\n", failures);
    return failures != 0;
}
