// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Serves the procedures of pairs.idl to itself: what attributes do together, filled in and compared as protocol.h says.
// Of an array only the elements that travel have values.
#include "pairs.h"

#include <string.h>

#include "../protocols/protocol.h"

#define WINDOW(array, first, count, seed) PATTERN((array) + (first), (size_t)(count) * sizeof *(array), (seed))

// ---- structures

// Elements 2 to 5 of 8, all of them, or none.
static void bounds(Bounds* v, int is_out) {
    static const LONG firsts[] = {2, 0, 3}, counts[] = {4, 8, 0};
    LONG first = firsts[variant], count = counts[variant], last = first + count - 1;
    VALUE(v->n, 8);
    VALUE(v->m, 7);
    VALUE(v->first, first);
    VALUE(v->last, last);
    VALUE(v->length, count);
    if (ARRAY(v->upto, 8)) WINDOW(v->upto, 0, last + 1, is_out);
    if (ARRAY(v->between, variant == 2 ? -1 : 8)) WINDOW(v->between, first, count, is_out + 1);
    if (ARRAY(v->from, 8)) WINDOW(v->from, first, count, is_out + 2);
    if (ARRAY(v->most, 8)) WINDOW(v->most, 0, count, is_out + 3);
    if (ARRAY(v->middle, variant == 2 ? -1 : 8)) WINDOW(v->middle, first, count, is_out + 4);
    if (ARRAY(v->most_upto, 8)) WINDOW(v->most_upto, 0, last + 1, is_out + 5);
    if (ARRAY(v->text, 8)) {
        if (filling) strcpy((char*)v->text, is_out ? "eight.." : "");
        SAME(strcmp((char*)v->text, is_out ? "eight.." : ""), 0);
    }
    if (ARRAY(v->limited, 8)) WINDOW(v->limited, 0, 8, is_out + 6);
    if (ARRAY(v->both, 8)) WINDOW(v->both, 0, count, is_out + 7);
}

void s_EchoBounds(handle_t h, Bounds* v) {
    (void)h;
    COMPARE(bounds(v, 0));
    FILL(bounds(v, 1));
}

static void echo_bounds(handle_t h) {
    Bounds v = {0};
    FILL(bounds(&v, 0));
    c_EchoBounds(h, &v);
    COMPARE(bounds(&v, 1));
}

static void choice(Choice* v, short tag, int seed) {
    if (tag == 1) VALUE(v->number, 0x7ffffff0 + seed);
    if (tag == 2) WIDE(v->text, seed % 2 ? L"\xD83D\xDE00" : NULL);
}

static void kinds(Kinds* v, int is_out) {
    static const short tags[] = {1, 2, 99};
    VALUE(v->tag, tags[variant]);
    VALUE(v->n, 4);
    VALUE(v->used, variant);
    if (ARRAY(v->always, 4)) WINDOW(v->always, 0, 4, is_out);
    if (ARRAY(v->shared, variant ? 4 : -1)) WINDOW(v->shared, 0, 4, is_out + 1);
    if (ARRAY(v->some, 4)) WINDOW(v->some, 0, variant, is_out + 2);
    if (ARRAY(v->part, variant ? 4 : -1)) WINDOW(v->part, 0, variant, is_out + 3);
    CHARS(v->name, is_out ? "" : "name");
    WIDE(v->label, variant ? L"label\xDC00" : NULL);
    if (filling) v->again = v->shared, v->same = v->label;
    SAME(v->again == v->shared && v->same == v->label, 1);
    if (POINTER(v->one, 1)) choice(v->one, tags[variant], is_out);
    if (POINTER(v->two, variant)) choice(v->two, tags[variant], is_out + 1);
    if (POINTER(v->three, variant < 2)) choice(v->three, tags[variant], is_out + 2);
}

void s_EchoKinds(handle_t h, Kinds* v) {
    (void)h;
    COMPARE(kinds(v, 0));
    FILL(kinds(v, 1));
}

static void echo_kinds(handle_t h) {
    Kinds v = {0};
    FILL(kinds(&v, 0));
    c_EchoKinds(h, &v);
    COMPARE(kinds(&v, 1));
}

// ---- parameters

typedef struct {
    LONG m, last, first, top, k, *shared, *other;
    short *all, *upto, *limited;
    byte* between;
    unsigned char *name, *sized;
    WCHAR* label;
} Sent;

static void sent(Sent* v) {
    VALUE(v->m, 5);
    VALUE(v->last, variant ? 7 : -1);
    VALUE(v->first, variant ? 3 : 0);
    VALUE(v->top, variant ? 9 : -1);  // a null pointer has no elements
    VALUE(v->k, variant ? 5 : 0);
    if (ARRAY(v->all, 6)) WINDOW(v->all, 0, 6, 1);
    if (ARRAY(v->upto, 10)) WINDOW(v->upto, 0, variant ? 8 : 0, 2);
    if (ARRAY(v->between, variant ? 10 : -1)) WINDOW(v->between, 3, 5, 3);
    if (ARRAY(v->shared, variant ? 5 : -1)) WINDOW(v->shared, 0, 5, 4);
    CHARS(v->name, variant ? "" : "name");
    WIDE(v->label, L"\xD83D\xDE00");
    if (ARRAY(v->sized, variant ? 10 : -1)) {
        if (filling) strcpy((char*)v->sized, "sized");
        SAME(strcmp((char*)v->sized, "sized"), 0);
    }
    MAYBE(v->limited, variant, 5);
    MAYBE(v->other, 1, -5);
}

void s_Send(handle_t h, LONG m, short* all, LONG last, short* upto, LONG first, LONG top, byte* between, LONG k,
            LONG* shared, unsigned char* name, WCHAR* label, unsigned char* sized, short* limited, LONG* other) {
    Sent v = {m, last, first, top, k, shared, other, all, upto, limited, between, name, sized, label};
    (void)h;
    COMPARE(sent(&v));
}

static void send(handle_t h) {
    Sent v = {0};
    FILL(sent(&v));
    c_Send(h, v.m, v.all, v.last, v.upto, v.first, v.top, v.between, v.k, v.shared, v.name, v.label, v.sized, v.limited,
           v.other);
}

typedef struct {
    LONG first, length, part[8], last, limited;
    short all[8];
    byte upto[8];
    unsigned char text[8];
} Received;

static void received(Received* v) {
    WINDOW(v->all, 0, 8, 1);
    VALUE(v->first, variant ? 5 : 0);
    VALUE(v->length, variant ? 2 : 0);
    WINDOW(v->part, variant ? 5 : 0, variant ? 2 : 0, 2);
    VALUE(v->last, variant ? 7 : -1);
    WINDOW(v->upto, 0, variant ? 8 : 0, 3);
    if (filling) strcpy((char*)v->text, variant ? "seven77" : "");
    SAME(strcmp((char*)v->text, variant ? "seven77" : ""), 0);
    VALUE(v->limited, 3 * variant);
}

void s_Receive(handle_t h, LONG m, short* all, LONG* first, LONG* length, LONG* part, LONG* last, byte* upto,
               unsigned char* text, LONG* limited) {
    Received v = {0};
    (void)h;
    SAME(m, 7);
    FILL(received(&v));
    *first = v.first, *length = v.length, *last = v.last, *limited = v.limited;
    memcpy(all, v.all, sizeof v.all), memcpy(part, v.part, 7 * sizeof *part);
    memcpy(upto, v.upto, sizeof v.upto), memcpy(text, v.text, sizeof v.text);
}

static void receive(handle_t h) {
    Received v = {0};
    c_Receive(h, 7, v.all, &v.first, &v.length, v.part, &v.last, v.upto, v.text, &v.limited);
    COMPARE(received(&v));
}

static void exchanged(LONG* length, short* v, LONG** shared, unsigned char* text, LONG* limited, LONG** perhaps,
                      int is_out) {
    VALUE(*length, is_out ? 6 : variant);
    WINDOW(v, 0, is_out ? 6 : variant, is_out);
    if (ARRAY(*shared, variant ? 5 : -1)) WINDOW(*shared, 0, 5, is_out + 1);
    if (filling) strcpy((char*)text, is_out ? "after" : "");
    SAME(strcmp((char*)text, is_out ? "after" : ""), 0);
    VALUE(*limited, is_out ? 5 : -5);
    MAYBE(*perhaps, variant, is_out ? -5 : 5);
}

void s_Exchange(handle_t h, LONG* length, LONG m, short* v, LONG k, LONG* shared, unsigned char* text, LONG* limited,
                LONG* perhaps) {
    (void)h;
    SAME(k, variant ? 5 : 0);
    SAME(m, 5);
    COMPARE(exchanged(length, v, &shared, text, limited, &perhaps, 0));
    LONG *new_shared = NULL, *new_perhaps = NULL;
    FILL(exchanged(length, v, &new_shared, text, limited, &new_perhaps, 1));
    if (shared) memcpy(shared, new_shared, 5 * sizeof *shared);
    if (perhaps) *perhaps = *new_perhaps;
}

static void exchange(handle_t h) {
    LONG length, *shared, limited, *perhaps;
    short v[6] = {0};
    unsigned char text[6] = "";
    FILL(exchanged(&length, v, &shared, text, &limited, &perhaps, 0));
    c_Exchange(h, &length, 5, v, variant ? 5 : 0, shared, text, &limited, perhaps);
    COMPARE(exchanged(&length, v, &shared, text, &limited, &perhaps, 1));
}

static void chosen(short* tag, Choice** one, Choice** two, Choice* three, Choice** four, int is_out) {
    static const short tags[] = {1, 2, 0};
    VALUE(*tag, tags[variant]);
    if (POINTER(*one, variant)) choice(*one, tags[variant], 0);
    if (POINTER(*two, variant != 1)) choice(*two, tags[variant], 1);
    choice(three, tags[variant], 2 + is_out);
    if (POINTER(*four, variant)) choice(*four, tags[variant], 3 + is_out);
}

void s_Choose(handle_t h, short tag, Choice* one, Choice* two, Choice* three, Choice* four) {
    (void)h;
    COMPARE(chosen(&tag, &one, &two, three, &four, 0));
    FILL(choice(three, tag, 3));
    if (four) choice(four, tag, 4);
}

static void choose(handle_t h) {
    short tag;
    Choice *one, *two, three = {0}, *four;
    FILL(chosen(&tag, &one, &two, &three, &four, 0));
    c_Choose(h, tag, one, two, &three, four);
    COMPARE(chosen(&tag, &one, &two, &three, &four, 1));
}

// ---- context handles without a type of their own

static LONG opened;

void s_Open(handle_t h, LONG number, void** context) {
    (void)h;
    opened = number;
    *context = &opened;
}

LONG s_Use(void* context) {
    return *(LONG*)context;
}

void s_Close(void** context) {
    SAME(*context == &opened, 1);
    *context = NULL;
}

static void contexts(handle_t h) {
    void* context = NULL;
    c_Open(h, 77, &context);
    SAME(context != NULL, 1);
    SAME(c_Use(context), 77);
    c_Close(&context);
    SAME(context != NULL, 0);
}

const Case cases[] = {
    {"EchoBounds", echo_bounds, 3}, {"EchoKinds", echo_kinds, 3}, {"Send", send, 2},         {"Receive", receive, 2},
    {"Exchange", exchange, 2},      {"Choose", choose, 3},        {"contexts", contexts, 1},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(Pairs_v1_0_s_ifspec)
