// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Serves the procedures of torture.idl to itself over ncalrpc. A type has two functions here: fill makes its value
// number 0 or 1, show writes a value as text. The client sends value 0, the manager must see it and turns it into
// value 1, the client must see that: memory, wire, memory, wire, memory.
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "torture.h"

static int failures;

// ---- memory: every block is kept and freed at the end, whoever owned it last

typedef struct Block {
    struct Block *next, **link;
    max_align_t data[];
} Block;

static Block* blocks;
static CRITICAL_SECTION blocks_lock;

void* __RPC_USER MIDL_user_allocate(size_t size) {
    Block* block = malloc(sizeof *block + size);
    memset(block->data, 0xa5, size);
    EnterCriticalSection(&blocks_lock);
    block->next = blocks, block->link = &blocks;
    if (blocks) blocks->link = &block->next;
    blocks = block;
    LeaveCriticalSection(&blocks_lock);
    return block->data;
}

void __RPC_USER MIDL_user_free(void* memory) {
    Block* block = (Block*)((char*)memory - offsetof(Block, data));
    if (!memory) return;
    EnterCriticalSection(&blocks_lock);
    *block->link = block->next;
    if (block->next) block->next->link = block->link;
    LeaveCriticalSection(&blocks_lock);
    free(block);
}

// Zeros: where a union comes back with another arm, pointers of the new arm must not be what was left of the old one.
static void* new_zeros(size_t size) { return memset(MIDL_user_allocate(size), 0, size); }

#define NEW(type) ((type*)new_zeros(sizeof(type)))
#define NEW_ARRAY(type, count) ((type*)new_zeros(sizeof(type) * (count)))

static char* copy_text(const char* text) { return strcpy(MIDL_user_allocate(strlen(text) + 1), text); }

static WCHAR* copy_wide(const char* text) {
    size_t length = strlen(text);
    WCHAR* copy = NEW_ARRAY(WCHAR, length + 1);
    for (size_t i = 0; i <= length; ++i) copy[i] = (WCHAR)text[i];
    return copy;
}

// ---- text

typedef struct {
    size_t used;
    char data[4096];
} Text;

static void put(Text* text, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(text->data + text->used, sizeof text->data - text->used, format, arguments);
    va_end(arguments);
    text->used += (size_t)written;
    if (text->used >= sizeof text->data) abort();
}

static void put_wide(Text* text, const WCHAR* wide) {
    for (; *wide; ++wide) put(text, "%c", (char)*wide);
    put(text, " ");
}

static void put_bytes(Text* text, const byte* bytes, LONG count) {
    for (LONG i = 0; i < count; ++i) put(text, "%u,", bytes[i]);
    put(text, " ");
}

static byte* new_bytes(LONG count, int step) {
    byte* bytes = NEW_ARRAY(byte, (size_t)count);
    for (LONG i = 0; i < count; ++i) bytes[i] = (byte)(250 + i * 3 + step);
    return bytes;
}

// ---- several dimensions

static void fill_Grid(Grid* v, int step) {
    v->rows = 3, v->columns = 2;
    v->cells = NEW_ARRAY(LONG*, 3);
    for (LONG row = 0; row < 3; ++row) {
        v->cells[row] = row == 1 ? NULL : NEW_ARRAY(LONG, 2);
        for (LONG column = 0; column < 2 && v->cells[row]; ++column)
            v->cells[row][column] = row * 100 + column * 10 + step;
    }
}

static void show_Grid(Text* text, const Grid* v) {
    for (LONG row = 0; row < v->rows; ++row) {
        for (LONG column = 0; column < v->columns && v->cells[row]; ++column)
            put(text, "%d ", (int)v->cells[row][column]);
        put(text, v->cells[row] ? "; " : "none; ");
    }
}

static void fill_Names(Names* v, int step) {
    v->n = 3;
    v->names = NEW_ARRAY(WCHAR*, 3);
    v->names[0] = copy_wide(step ? "uno" : "one"), v->names[1] = NULL, v->names[2] = copy_wide(step ? "" : "three");
}

static void show_Names(Text* text, const Names* v) {
    for (int i = 0; i < v->n; ++i) v->names[i] ? put_wide(text, v->names[i]) : put(text, "none ");
}

static void fill_Fixed(Fixed* v, int step) {
    memset(v, 0, sizeof *v);
    for (int i = 0; i < 3; ++i) snprintf((char*)v->lines[i], 8, "%d", 1000 * i + step);
    for (int i = 0; i < 4; i += 2) {
        v->four[i] = NEW(Eight);
        v->four[i]->a = i + step, v->four[i]->b = -i;
    }
}

static void show_Fixed(Text* text, const Fixed* v) {
    for (int i = 0; i < 3; ++i) put(text, "%s ", (const char*)v->lines[i]);
    for (int i = 0; i < 4; ++i)
        v->four[i] ? put(text, "%d/%d ", (int)v->four[i]->a, (int)v->four[i]->b) : put(text, "none ");
}

static void fill_Rows(Rows* v, int step) {
    v->n = 2;
    for (int i = 0; i < 8; ++i) v->rows[i / 2][i % 2] = (short)(i < 4 ? i + step : 0);
    v->triples = NEW_ARRAY(Triple, 2);
    for (int i = 0; i < 6; ++i) v->triples[i / 3][i % 3] = i * 7 + step;
}

static void show_Rows(Text* text, const Rows* v) {
    for (LONG i = 0; i < v->n; ++i) put(text, "%d %d ", v->rows[i][0], v->rows[i][1]);
    for (LONG i = 0; i < 3 * v->n; ++i) put(text, "%d ", (int)v->triples[i / 3][i % 3]);
}

static Mixed mixed(int step) {
    Mixed value = {(unsigned char)('a' + step), step ? LARGE : MIDDLE, 0.5 + step};
    return value;
}

static void show_Mixed(Text* text, const Mixed* v) { put(text, "%c %d %g; ", v->c, (int)v->size, v->d); }

static Nested* new_Nested(int step) {
    Nested* v = MIDL_user_allocate(sizeof(Nested) + 2 * sizeof(Mixed));
    v->id = 77 + step, v->inner.n = 3;
    for (int i = 0; i < 3; ++i) v->inner.v[i] = mixed((i + step) % 2);
    return v;
}

static void show_Nested(Text* text, const Nested* v) {
    put(text, "%d ", (int)v->id);
    for (int i = 0; i < v->inner.n; ++i) show_Mixed(text, &v->inner.v[i]);
}

static void fill_Groups(Groups* v, int step) {
    v->n = 2;
    v->groups = NEW_ARRAY(Names, 2);
    fill_Names(&v->groups[0], step), fill_Names(&v->groups[1], step);
}

static void show_Groups(Text* text, const Groups* v) {
    for (LONG i = 0; i < v->n; ++i) show_Names(text, &v->groups[i]);
}

// ---- sizes and texts

static void fill_Sizes(Sizes* v, int step) {
    v->a = 4, v->b = 3;
    v->most = new_bytes(9, step), v->half = new_bytes(2, step), v->twice = new_bytes(8, step);
    v->less = new_bytes(3, step), v->more = new_bytes(4, step);
}

static void show_Sizes(Text* text, const Sizes* v) {
    put_bytes(text, v->most, (v->a > v->b ? v->a : v->b) * 2 + 1);
    put_bytes(text, v->half, v->a / 2), put_bytes(text, v->twice, v->a * 2);
    put_bytes(text, v->less, v->a - 1), put_bytes(text, v->more, v->b + 1);
}

static void fill_Window(Window* v, int step) {
    v->first = 2, v->last = 5, v->n = 3;
    v->part = NEW_ARRAY(LONG, 10);
    for (int i = 0; i < 10; ++i) v->window[i] = (short)(i * i + step), v->part[i] = i * 11 + step;
}

static void show_Window(Text* text, const Window* v) {
    for (LONG i = v->first; i <= v->last; ++i) put(text, "%d ", v->window[i]);
    for (LONG i = v->first; i < v->first + v->n; ++i) put(text, "%d ", (int)v->part[i]);
}

static void fill_Limits(Limits* v, int step) {
    v->n = 20;
    v->v = NEW_ARRAY(LONG, 20);
    for (int i = 0; i < 20; ++i) v->v[i] = 1000 * i + step;
    v->r[0] = -3, v->r[1] = (short)(2 + step);
}

static void show_Limits(Text* text, const Limits* v) {
    for (LONG i = 0; i < v->n; ++i) put(text, "%d ", (int)v->v[i]);
    put(text, "%d %d", v->r[0], v->r[1]);
}

static void fill_Texts(Texts* v, int step) {
    memset(v->fixed, 0, sizeof v->fixed);
    v->bytes = (byte*)copy_text(step ? "Bytes" : "bytes");
    v->shorts = (unsigned short*)copy_wide(step ? "Short" : "short");
    v->glyphs = (Glyph*)copy_text("abcdef\0\0");
    v->glyphs = memcpy(NEW_ARRAY(Glyph, 4), step ? "ABcdef\0\0" : "abcdef\0\0", 8);
    v->n = 20;
    v->bounded = (void*)strcpy(NEW_ARRAY(char, 20), step ? "shorter" : "bounded by 20");
    for (int i = 0; i < 4; ++i) v->fixed[i] = (WCHAR)('w' + i * step);
}

static void show_Texts(Text* text, const Texts* v) {
    put(text, "%s ", (const char*)v->bytes), put_wide(text, (const WCHAR*)v->shorts);
    for (const Glyph* glyph = v->glyphs; glyph->a || glyph->b; ++glyph) put(text, "%c%c.", glyph->a, glyph->b);
    put(text, " %s ", (const char*)v->bounded), put_wide(text, v->fixed);
}

static void fill_Lines(Lines* v, int step) {
    v->id = 5 + step;
    v->line = new_zeros(sizeof(Line) + 8 * sizeof(WCHAR));
    v->line->id = 6 + step;
    for (int i = 0; i < 5; ++i) v->line->text[i] = (WCHAR)((step ? 'A' : 'a') + i);
}

static void show_Lines(Text* text, const Lines* v) {
    put(text, "%d %lld ", (int)v->id, (long long)v->line->id), put_wide(text, v->line->text);
}

// ---- unions

static void show_Every(Text* text, const Every* v) {
    put(text, "kind %d ", v->kind);
    if (v->kind == 1) put(text, "%g ", v->u.d);
    if (v->kind == 2) put(text, "%d ", v->u.w);
    put(text, v->flag ? "yes %lld " : "no %lld ", v->flag ? (long long)v->v.yes : (long long)v->v.no);
}

static void fill_Deep(Deep* v, int step) {
    if (step) {
        v->tag = 'a', v->u.simple.kind = LARGE, v->u.simple.u.m = NEW(Mixed);
        *v->u.simple.u.m = mixed(0);
    } else {
        Every* every = NEW(Every);
        v->tag = 'b', v->u.every = every;
        every->kind = 2, every->u.w = 0xd7ff, every->flag = 1, every->v.yes = -5000000000;
    }
}

static void show_Deep(Text* text, const Deep* v) {
    put(text, "%c ", v->tag);
    if (v->tag == 'b') show_Every(text, v->u.every);
    if (v->tag == 'a') show_Mixed(text, v->u.simple.u.m);
}

static void fill_Values(Values* v, int step) {
    v->tag = step ? 4 : 3;
    v->other = NEW(Value);
    if (step) v->one.mixed = mixed(1), v->other->mixed = mixed(0);
    if (!step) v->one.text = (void*)copy_text("inside"), v->other->text = NULL;
}

static void show_Values(Text* text, const Values* v) {
    put(text, "%d ", (int)v->tag);
    if (v->tag == 3) put(text, "%s %s", (const char*)v->one.text, v->other->text ? "?" : "none");
    if (v->tag == 4) show_Mixed(text, &v->one.mixed), show_Mixed(text, &v->other->mixed);
}

static void fill_AlignedHolder(AlignedHolder* v, int step) {
    v->kind = step ? 2 : 1, v->more = 77;
    if (step) v->u.c = 'c';
    if (!step) v->u.h = 1LL << 40;
}

static void show_AlignedHolder(Text* text, const AlignedHolder* v) {
    put(text, "%d %lld %d", v->kind, v->kind == 1 ? (long long)v->u.h : (long long)v->u.c, v->more);
}

// ---- memory that is not the wire, pointers

static void fill_Scalars(Scalars* v, int step) {
    v->w = step ? NARROW : WIDE, v->s = step ? SMALL : LARGE, v->i = -1234567 - step,
    v->u = 4000000000U + (unsigned)step;
    v->h = -0x123456789abcdef - step, v->c = 0xfffe, v->f = 1.25F + (float)step, v->d = -2.5 * (step + 1);
    v->b = 1, v->t = (signed char)(-100 - step), v->y = (byte)(200 + step);
}

static void show_Scalars(Text* text, const Scalars* v) {
    put(text, "%x %d %lld %llu %lld %u %g %g %u %d %u", (unsigned)v->w, (int)v->s, (long long)v->i,
        (unsigned long long)v->u, (long long)v->h, v->c, v->f, v->d, v->b, (signed char)v->t, v->y);
}

static void fill_Packed(Packed* v, int step) {
    Packed1 one = {'a', -70000 - step, 300, 1LL << 40, NULL};
    memcpy(&v->one, &one, sizeof one);
    v->one.p = MIDL_user_allocate(1);
    *v->one.p = (unsigned char)('p' + step);
    for (int i = 0; i < 2; ++i) {
        Packed2 two = {'x', 1000000 * (i + 1) + step, 'y', NULL};
        memcpy(&v->two[i], &two, sizeof two);
    }
    v->two[1].p = NEW(Eight);
    v->two[1].p->a = 8 + step, v->two[1].p->b = 9;
    v->end = '.';
}

static void show_Packed(Text* text, const Packed* v) {
    put(text, "%c %d %d %lld %c ", v->one.a, (int)v->one.b, v->one.c, (long long)v->one.d, *v->one.p);
    for (int i = 0; i < 2; ++i) put(text, "%c %d %c %d ", v->two[i].a, (int)v->two[i].b, v->two[i].c, !v->two[i].p);
    put(text, "%d %d %c", (int)v->two[1].p->a, (int)v->two[1].p->b, v->end);
}

// Two ways to one node, and a way back to the start.
static void fill_Graph(Graph* v, int step) {
    Graph *left = NEW(Graph), *right = NEW(Graph);
    v->id = 1 + step, v->left = left, v->right = right;
    left->id = 2 + step, left->left = NULL, left->right = right;
    right->id = 3 + step, right->left = left, right->right = NULL;
}

static void show_Graph(Text* text, const Graph* v) {
    put(text, "%d %d %d ", (int)v->id, (int)v->left->id, (int)v->right->id);
    put(text, "%d %d %d %d", v->left->right == v->right, v->right->left == v->left, !v->left->left, !v->right->right);
}

static void fill_Pointers(Pointers* v, int step) {
    v->always = NEW(Eight);
    v->always->a = 5 + step, v->always->b = 6;
    v->deep = NEW(LONG*);
    *v->deep = NEW(LONG);
    **v->deep = 99 + step;
    v->constant = (void*)copy_text(step ? "Constant" : "constant");
    v->array = NEW(Triple);
    for (int i = 0; i < 3; ++i) (*v->array)[i] = i + step;
}

static void show_Pointers(Text* text, const Pointers* v) {
    put(text, "%d %d %d %s ", (int)v->always->a, (int)v->always->b, (int)**v->deep, (const char*)v->constant);
    for (int i = 0; i < 3; ++i) put(text, "%d ", (int)(*v->array)[i]);
}

// ---- the procedures

static void compare(const char* name, const char* side, const Text* seen, const Text* wanted) {
    if (!strcmp(seen->data, wanted->data)) return;
    ++failures;
    printf("%s, %s: saw    %s\n%*s wanted %s\n", name, side, seen->data, (int)(strlen(name) + strlen(side) + 3), "",
           wanted->data);
}

static Nested* make_Nested(int step) { return new_Nested(step); }
static void fill_Nested(Nested* v, int step) {
    Nested* other = new_Nested(step);
    memcpy(v, other, sizeof(Nested) + 2 * sizeof(Mixed));
}

#define MAKE(T)                    \
    static T* make_##T(int step) { \
        T* value = NEW(T);         \
        fill_##T(value, step);     \
        return value;              \
    }

#define CASE(T)                                                      \
    static void expect_##T(const char* side, const T* v, int step) { \
        Text seen = {0, ""}, wanted = {0, ""};                       \
        show_##T(&seen, v);                                          \
        show_##T(&wanted, make_##T(step));                           \
        compare(#T, side, &seen, &wanted);                           \
    }                                                                \
    void s_Echo##T(handle_t h, T* v) {                               \
        (void)h;                                                     \
        expect_##T("server", v, 0);                                  \
        fill_##T(v, 1);                                              \
    }                                                                \
    static void call_##T(handle_t h) {                               \
        T* v = make_##T(0);                                          \
        c_Echo##T(h, v);                                             \
        expect_##T("client", v, 1);                                  \
    }

// clang-format off
#define TYPES(DO) DO(Grid) DO(Names) DO(Fixed) DO(Rows) DO(Groups) DO(Sizes) DO(Window) DO(Limits) DO(Texts) DO(Lines) DO(Deep) DO(AlignedHolder) \
    DO(Values) DO(Scalars) DO(Packed) DO(Graph) DO(Pointers)
// clang-format on
TYPES(MAKE)
TYPES(CASE)
CASE(Nested)

// ---- unions by value and as results

Simple s_Choose(handle_t h, Simple by_value, Slim slim, Slim* other) {
    (void)h;
    *other = slim;
    by_value.u.e.a += slim.tagged_union.s, by_value.u.e.b *= 2;
    return by_value;
}

Slim s_Turn(handle_t h, Slim slim) {
    (void)h;
    slim.kind = 2, slim.tagged_union.f = -1.5F * slim.tagged_union.s;
    return slim;
}

static void by_value(handle_t h) {
    Simple simple = {MIDDLE, {0}};
    Slim slim, other, turned;
    simple.u.e.a = 40, simple.u.e.b = 50, slim.kind = 1, slim.tagged_union.s = 2;
    RpcTryExcept {
        simple = c_Choose(h, simple, slim, &other);
        turned = c_Turn(h, slim);
        bool is_good = simple.kind == MIDDLE && simple.u.e.a == 42 && simple.u.e.b == 100 && other.kind == 1 &&
                       other.tagged_union.s == 2 && turned.kind == 2 && turned.tagged_union.f == -3;
        if (!is_good) ++failures, printf("unions by value are not what they were\n");
    }
    RpcExcept(1) { ++failures, printf("unions by value raised %u\n", (unsigned)RpcExceptionCode()); }
    RpcEndExcept
}

static void calls(handle_t h) {
    static const struct {
        const char* name;
        void (*call)(handle_t);
    } cases[] = {
#define ROW(T) {#T, call_##T},
        TYPES(ROW){"Nested", call_Nested},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        RpcTryExcept { cases[i].call(h); }
        RpcExcept(1) {
            ++failures;
            printf("%s raised %u\n", cases[i].name, (unsigned)RpcExceptionCode());
        }
        RpcEndExcept
    }
}

// What the limits forbid is refused before the manager sees it.
static void refusals(handle_t h) {
    RPC_STATUS volatile code = RPC_S_OK;
    Limits limits = {21, NEW_ARRAY(LONG, 21), {0, 0}};
    memset(limits.v, 0, 21 * sizeof *limits.v);
    RpcTryExcept { c_EchoLimits(h, &limits); }
    RpcExcept(1) { code = RpcExceptionCode(); }
    RpcEndExcept;
    if (code != RPC_X_INVALID_BOUND && code != RPC_X_BAD_STUB_DATA) {
        ++failures;
        printf("a size beyond its range: %u\n", (unsigned)code);
    }
}

int main(void) {
    unsigned char endpoint[32];
    unsigned char* text = NULL;
    handle_t h = NULL;
    InitializeCriticalSection(&blocks_lock);
    snprintf((char*)endpoint, sizeof endpoint, "torture%u", (unsigned)GetCurrentProcessId());
    RPC_STATUS status = RpcServerUseProtseqEpA((unsigned char*)"ncalrpc", 10, endpoint, NULL);
    if (!status) status = RpcServerRegisterIf(Torture_v1_0_s_ifspec, NULL, NULL);
    if (!status) status = RpcServerListen(1, 10, 1);
    if (!status) status = RpcStringBindingComposeA(NULL, (unsigned char*)"ncalrpc", NULL, endpoint, NULL, &text);
    if (!status) status = RpcBindingFromStringBindingA(text, &h);
    if (status) {
        printf("set-up: %d\n", (int)status);
        return 1;
    }
    RpcStringFreeA(&text);
    calls(h);
    by_value(h);
    refusals(h);
    RpcBindingFree(&h);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    while (blocks) MIDL_user_free(blocks->data);
    printf(failures ? "%d failed\n" : "all came through\n", failures);
    return failures != 0;
}
