// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the programs of this folder share. A program serves one protocol to itself: protocol.c starts the server, makes
// the calls of its table and counts. The values of a procedure are written once, as a function over its parameters:
// with FILL it makes them, with COMPARE it says which of them are others. The client fills and the server compares what
// goes in; the server fills and the client compares what comes out. `variant` tells a procedure's calls apart.
//
// Texts are L"..." of 16 bits, so surrogates count as two. Memory comes from MIDL_user_allocate, zeroed where it is
// filled, and is released when the program ends.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <windows.h>

#include "dtyp.h"

typedef struct {
    const char* name;
    void (*call)(handle_t h);
    int variants;
} Case;

// Defined by each program.
extern const Case cases[];
extern const size_t case_count;
RPC_STATUS register_interface(void);
#define SERVES(interface) \
    RPC_STATUS register_interface(void) { return RpcServerRegisterIf(interface, NULL, NULL); }

extern handle_t binding;  // of the client, for the bind routines of generic handles
extern int variant;       // which call of the case is being made, on both sides
extern _Thread_local int filling;

#define FILL(visit) (filling = 1, visit)
#define COMPARE(visit) (filling = 0, visit)

// Fills or compares one value; the name of what differs is in the report.
#define VALUE(place, wanted)                                                  \
    do {                                                                      \
        __typeof__(place) wanted_ = (__typeof__(place))(wanted);              \
        if (filling)                                                          \
            (place) = wanted_;                                                \
        else if ((place) != wanted_)                                          \
            differ(__func__, #place, (long long)(place), (long long)wanted_); \
    } while (0)
#define SAME(seen, wanted)                                                                                             \
    do {                                                                                                               \
        if ((long long)(seen) != (long long)(wanted)) differ(__func__, #seen, (long long)(seen), (long long)(wanted)); \
    } while (0)
// A pointer to one thing; true where there is something to go into.
#define POINTER(place, present) visit_pointer(__func__, #place, (void*)&(place), sizeof *(place), (present) ? 1 : -1)
// A pointer to `count` things, or none where it is negative.
#define ARRAY(place, count) visit_pointer(__func__, #place, (void*)&(place), sizeof *(place), (count))
// An open structure whose last member has `count` elements.
#define OPEN(place, tail, count)                        \
    visit_pointer(__func__, #place, (void*)&(place), 1, \
                  (count) < 0 ? -1 : (LONG)(sizeof *(place) + (size_t)(count) * sizeof *(place)->tail))
#define MAYBE(place, present, wanted)                           \
    do {                                                        \
        if (POINTER(place, present)) VALUE(*(place), (wanted)); \
    } while (0)
#define WIDE(place, wanted) visit_wide(__func__, #place, (void*)&(place), (wanted))
#define CHARS(place, wanted) visit_chars(__func__, #place, (void*)&(place), (wanted))
// Bytes of a pattern, in place or behind a pointer (none where the count is negative).
#define PATTERN(place, size, seed) visit_pattern(__func__, #place, (place), (size_t)(size), (seed))
#define BYTES(place, count, seed) visit_bytes(__func__, #place, (void*)&(place), (count), (seed))
// A self-relative security descriptor without parts, 20 bytes, or none.
#define SECURITY(place, present) visit_security(__func__, #place, (void*)&(place), (present))
#define UUID_OF(place, seed) PATTERN(&(place), sizeof(GUID), (seed))
#define SID_OF(place, count, seed) visit_sid(__func__, #place, &(place), (count), (seed))
#define STRING_OF(place, text, spare) visit_string(__func__, #place, &(place), (text), (spare))

// A handle made from a name: the binding of the client.
#define BINDS(type)                              \
    handle_t __RPC_USER type##_bind(type name) { \
        (void)name;                              \
        return binding;                          \
    }                                            \
    void __RPC_USER type##_unbind(type name, handle_t h) { (void)name, (void)h; }

void differ(const char* function, const char* place, long long seen, long long wanted);
int visit_pointer(const char* function, const char* place, void* pointer, size_t size, LONG count);
void visit_wide(const char* function, const char* place, void* pointer, const WCHAR* wanted);
void visit_chars(const char* function, const char* place, void* pointer, const char* wanted);
void visit_pattern(const char* function, const char* place, void* bytes, size_t size, int seed);
void visit_bytes(const char* function, const char* place, void* pointer, LONG count, int seed);
void visit_security(const char* function, const char* place, void* pointer, int present);
void visit_sid(const char* function, const char* place, RPC_SID** sid, int count, int seed);
// Length and MaximumLength of `text`, the latter with `spare` more characters, both with the terminator where `spare`
// is negative; no buffer where there is no text.
void visit_string(const char* function, const char* place, RPC_UNICODE_STRING* string, const WCHAR* text, int spare);
