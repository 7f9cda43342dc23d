// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Serves the procedures of substitutes.idl to itself over ncalrpc: every value passes the program's routines twice on
// each way. Blocks are counted: what the routines and the engine allocate is gone at the end.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "substitutes.h"

static int failures;
static LONG blocks;
#define CHECK(condition) ((condition) ? (void)0 : (void)(++failures, printf("line %d: %s\n", __LINE__, #condition)))

void* __RPC_USER MIDL_user_allocate(size_t size) {
    InterlockedIncrement(&blocks);
    return malloc(size);
}
void __RPC_USER MIDL_user_free(void* memory) {
    if (memory) InterlockedDecrement(&blocks);
    free(memory);
}

// ---- [transmit_as] double, list

void __RPC_USER Real_to_xmit(Real* real, Fraction** fraction) {
    *fraction = MIDL_user_allocate(sizeof(Fraction));
    (*fraction)->whole = (LONG)*real;
    (*fraction)->thousandths = (LONG)((*real - (*fraction)->whole) * 1000);
}
void __RPC_USER Real_from_xmit(Fraction* fraction, Real* real) {
    *real = fraction->whole + fraction->thousandths / 1000.0;
}
void __RPC_USER Real_free_xmit(Fraction* fraction) { MIDL_user_free(fraction); }
void __RPC_USER Real_free_inst(Real* real) { (void)real; }

static Item* push(Item* next, LONG value) {
    Item* item = MIDL_user_allocate(sizeof *item);
    item->next = next, item->value = value;
    return item;
}
void __RPC_USER List_to_xmit(List* list, Numbers** numbers) {
    LONG n = 0;
    for (Item* item = *list; item; item = item->next) ++n;
    *numbers = MIDL_user_allocate(sizeof(Numbers));
    (*numbers)->n = n, (*numbers)->v = n ? MIDL_user_allocate((size_t)n * sizeof(LONG)) : NULL;
    n = 0;
    for (Item* item = *list; item; item = item->next) (*numbers)->v[n++] = item->value;
}
void __RPC_USER List_from_xmit(Numbers* numbers, List* list) {
    *list = NULL;
    for (LONG i = numbers->n; i > 0; --i) *list = push(*list, numbers->v[i - 1]);
}
void __RPC_USER List_free_xmit(Numbers* numbers) {
    MIDL_user_free(numbers->v);
    MIDL_user_free(numbers);
}
void __RPC_USER List_free_inst(List* list) {
    while (*list) {
        Item* next = (*list)->next;
        MIDL_user_free(*list);
        *list = next;
    }
}

// ---- [represent_as]

void __RPC_USER NetPoint_from_local(Point* point, NetPoint** net) {
    *net = MIDL_user_allocate(sizeof(NetPoint));
    (*net)->x = (LONG)(point->x * 100), (*net)->y = (LONG)(point->y * 100);
}
void __RPC_USER NetPoint_to_local(NetPoint* net, Point* point) { point->x = net->x / 100.0, point->y = net->y / 100.0; }
void __RPC_USER NetPoint_free_inst(NetPoint* net) { MIDL_user_free(net); }
void __RPC_USER NetPoint_free_local(Point* point) { (void)point; }

// ---- [wire_marshal]: the wire is {count, short, bytes}, a long of 8 bytes; [user_marshal]: a long

static unsigned char* aligned(unsigned char* at, size_t alignment) {
    return (unsigned char*)(((size_t)at + alignment - 1) & ~(alignment - 1));
}

ULONG __RPC_USER Text_UserSize(ULONG* flags, ULONG start, Text* text) {
    (void)flags;
    return ((start + 3) & ~3U) + 6 + (text->text ? (ULONG)strlen((char*)text->text) : 0);
}
unsigned char* __RPC_USER Text_UserMarshal(ULONG* flags, unsigned char* buffer, Text* text) {
    (void)flags;
    ULONG count = text->text ? (ULONG)strlen((char*)text->text) : 0;
    short length = (short)count;
    buffer = aligned(buffer, 4);
    memcpy(buffer, &count, 4), memcpy(buffer + 4, &length, 2);
    if (count) memcpy(buffer + 6, text->text, count);
    return buffer + 6 + count;
}
unsigned char* __RPC_USER Text_UserUnmarshal(ULONG* flags, unsigned char* buffer, Text* text) {
    (void)flags;
    ULONG count;
    buffer = aligned(buffer, 4);
    memcpy(&count, buffer, 4);
    MIDL_user_free(text->text);
    text->text = MIDL_user_allocate(count + 1), text->capacity = (LONG)count + 1;
    memcpy(text->text, buffer + 6, count);
    text->text[count] = 0;
    return buffer + 6 + count;
}
void __RPC_USER Text_UserFree(ULONG* flags, Text* text) {
    (void)flags;
    MIDL_user_free(text->text);
    text->text = NULL;
}

ULONG __RPC_USER Wide_UserSize(ULONG* flags, ULONG start, Wide* wide) {
    (void)flags, (void)wide;
    return ((start + 7) & ~7U) + 8;
}
unsigned char* __RPC_USER Wide_UserMarshal(ULONG* flags, unsigned char* buffer, Wide* wide) {
    (void)flags;
    hyper value = *wide;
    buffer = aligned(buffer, 8);
    memcpy(buffer, &value, 8);
    return buffer + 8;
}
unsigned char* __RPC_USER Wide_UserUnmarshal(ULONG* flags, unsigned char* buffer, Wide* wide) {
    (void)flags;
    hyper value;
    buffer = aligned(buffer, 8);
    memcpy(&value, buffer, 8);
    *wide = (Wide)value;
    return buffer + 8;
}
void __RPC_USER Wide_UserFree(ULONG* flags, Wide* wide) { (void)flags, (void)wide; }

ULONG __RPC_USER Colour_UserSize(ULONG* flags, ULONG start, Colour* colour) {
    (void)flags, (void)colour;
    return ((start + 3) & ~3U) + 4;
}
unsigned char* __RPC_USER Colour_UserMarshal(ULONG* flags, unsigned char* buffer, Colour* colour) {
    (void)flags;
    buffer = aligned(buffer, 4);
    buffer[0] = colour->red, buffer[1] = colour->green, buffer[2] = colour->blue, buffer[3] = 0;
    return buffer + 4;
}
unsigned char* __RPC_USER Colour_UserUnmarshal(ULONG* flags, unsigned char* buffer, Colour* colour) {
    (void)flags;
    buffer = aligned(buffer, 4);
    colour->red = buffer[0], colour->green = buffer[1], colour->blue = buffer[2];
    return buffer + 4;
}
void __RPC_USER Colour_UserFree(ULONG* flags, Colour* colour) { (void)flags, (void)colour; }

// ---- manager

Real s_Half(handle_t h, Real a) {
    (void)h;
    return a / 2;
}

void s_Reals(handle_t h, LONG n, Real* v, Real* sum) {
    (void)h;
    *sum = 0;
    for (LONG i = 0; i < n; ++i) *sum += v[i], v[i] += 1;
}

void s_Lists(handle_t h, List a, List* reversed) {
    (void)h;
    *reversed = NULL;
    for (Item* item = a; item; item = item->next) *reversed = push(*reversed, item->value);
}

static char* copy_text(const char* text) { return strcpy(MIDL_user_allocate(strlen(text) + 1), text); }

void s_Texts(handle_t h, Text* a, Text* b, Wide w, Wide* twice) {
    (void)h;
    CHECK(!strcmp((char*)a->text, "first") && a->capacity == 6);
    CHECK(!strcmp((char*)b->text, "second"));
    MIDL_user_free(b->text);
    b->text = (void*)copy_text("answer");
    *twice = 2 * w;
}

void s_Mixed(handle_t h, Mixture* m) {
    (void)h;
    CHECK(m->id == 7 && m->real == 1.5 && !strcmp((char*)m->text.text, "inside") && m->wide == -3 && m->last == 'x');
    m->id = 8, m->real = -2.25, m->wide = 4, m->last = 'y';
    m->text.text[0] = 'I';
}

void s_Points(handle_t h, Point* a, Point* b, LONG n, Point* v, Colour* colour) {
    (void)h;
    b->x += a->x, b->y += a->y;
    for (LONG i = 0; i < n; ++i) b->x += v[i].x, b->y += v[i].y;
    b->x += colour->red, b->y += colour->blue;
}

LONG s_Ignored(handle_t h, Partly* p) {
    (void)h;
    return p->a + *p->shown + (p->hidden ? 1000 : 0);
}

LONG s_Nodes(handle_t h, Item* list) {
    (void)h;
    LONG sum = 0;
    char *low = (char*)list, *high = (char*)list;
    for (; list; list = list->next) {
        sum += list->value;
        low = (char*)list < low ? (char*)list : low, high = (char*)list > high ? (char*)list : high;
    }
    CHECK(high - low <= 3 * (LONG)(sizeof(Item) + 8));  // one block
    return sum;
}

void s_Counted(handle_t h, LONG bytes, Numbers* numbers) {
    (void)h;
    numbers->n = bytes / 8;
    numbers->v = MIDL_user_allocate((size_t)numbers->n * sizeof(LONG));
    for (LONG i = 0; i < numbers->n; ++i) numbers->v[i] = i;
}

// ---- client

static void conversions(handle_t h) {
    CHECK(c_Half(h, 5) == 2.5);
    Real v[3] = {0.5, 1.25, -2}, sum = 0;
    c_Reals(h, 3, v, &sum);
    CHECK(sum == -0.25 && v[0] == 1.5 && v[1] == 2.25 && v[2] == -1);
    Item three = {NULL, 3}, two = {&three, 2}, one = {&two, 1};
    List reversed = NULL;
    c_Lists(h, &one, &reversed);
    CHECK(reversed && reversed->value == 3 && reversed->next->value == 2 && reversed->next->next->value == 1);
    CHECK(reversed && !reversed->next->next->next);
    List_free_inst(&reversed);
}

static void marshalled(handle_t h) {
    Text a = {(void*)"first", 0}, b = {(void*)copy_text("second"), 7};
    Wide twice = 0;
    c_Texts(h, &a, &b, -21, &twice);
    CHECK(!strcmp((char*)b.text, "answer") && b.capacity == 7 && twice == -42);
    MIDL_user_free(b.text);
    Mixture m = {7, 1.5, {(void*)copy_text("inside"), 0}, -3, 'x'};
    c_Mixed(h, &m);
    CHECK(m.id == 8 && m.real == -2.25 && !strcmp((char*)m.text.text, "Inside") && m.wide == 4 && m.last == 'y');
    MIDL_user_free(m.text.text);
}

static void local_types(handle_t h) {
    Point a = {1.25, 2.5}, b = {10, 20}, v[2] = {{0.5, 0.25}, {100, 200}};
    Colour colour = {1, 2, 3};
    c_Points(h, &a, &b, 2, v, &colour);
    CHECK(b.x == 10 + 1.25 + 100.5 + 1 && b.y == 20 + 2.5 + 200.25 + 3);
}

static void pointers(handle_t h) {
    LONG hidden = 1, shown = 20;
    Partly p = {300, &hidden, &shown};
    CHECK(c_Ignored(h, &p) == 320);
    Item three = {NULL, 3}, two = {&three, 2}, one = {&two, 1};
    CHECK(c_Nodes(h, &one) == 6);
    // Everything is in the one buffer.
    union {
        Numbers numbers;
        char bytes[400];
    } buffer;
    memset(&buffer, 0, sizeof buffer);
    c_Counted(h, 400, &buffer.numbers);
    CHECK(buffer.numbers.n == 50 && buffer.numbers.v[49] == 49);
    CHECK((char*)buffer.numbers.v > buffer.bytes && (char*)(buffer.numbers.v + 50) <= buffer.bytes + 400);
}

int main(void) {
    unsigned char endpoint[32];
    unsigned char* text = NULL;
    handle_t h = NULL;
    snprintf((char*)endpoint, sizeof endpoint, "substitutes%u", (unsigned)GetCurrentProcessId());
    CHECK(RpcServerUseProtseqEpA((unsigned char*)"ncalrpc", 10, endpoint, NULL) == RPC_S_OK);
    CHECK(RpcServerRegisterIf(Substitutes_v1_0_s_ifspec, NULL, NULL) == RPC_S_OK);
    CHECK(RpcServerListen(1, 10, 1) == RPC_S_OK);
    CHECK(RpcStringBindingComposeA(NULL, (unsigned char*)"ncalrpc", NULL, endpoint, NULL, &text) == RPC_S_OK);
    CHECK(RpcBindingFromStringBindingA(text, &h) == RPC_S_OK);
    RpcStringFreeA(&text);
    void (*const groups[])(handle_t) = {conversions, marshalled, local_types, pointers};
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
    if (blocks) printf("%d blocks left\n", (int)blocks);
    CHECK(blocks == 0);
    printf(failures ? "%d failed\n" : "all came through\n", failures);
    return failures != 0;
}
