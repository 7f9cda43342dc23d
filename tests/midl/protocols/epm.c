// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The endpoint mapper: entries with towers, an array that comes back shorter than it is, a context handle that goes
// both ways.
#include "epm.h"

#include <string.h>

#include "protocol.h"

static char cursor;

void __RPC_USER ept_lookup_handle_t_rundown(ept_lookup_handle_t handle) { SAME(handle == &cursor, 1); }

// Five floors for drsuapi over TCP: interface, transfer syntax, protocol, port, address.
static const unsigned char floors[] =
    "\5\0"
    "\x13\0\x0d\x35\x42\x51\xe3\x06\x4b\xd1\x11\xab\x04\0\xc0\x4f\xc2\xdc\xd2\4\0\2\0\0\0"
    "\x13\0\x0d\4\x5d\x88\x8a\xeb\x1c\xc9\x11\x9f\xe8\x08\0\x2b\x10\x48\x60\2\0\2\0\0\0"
    "\1\0\x0b\2\0\0\0"
    "\1\0\7\2\0\0\x87"
    "\1\0\x09\4\0\x7f\0\0\1";

static void tower(twr_t** it, int present) {
    if (!OPEN(*it, tower_octet_string, present ? (LONG)sizeof floors - 1 : -1)) return;
    VALUE((*it)->tower_length, sizeof floors - 1);
    for (size_t i = 0; i + 1 < sizeof floors; ++i) VALUE((*it)->tower_octet_string[i], floors[i]);
}

static void entry(ept_entry_t* it, int i) {
    static const char* const notes[] = {"", "a note",
                                        "a note that leaves not a byte of its sixty-four bytes to spare!"};
    UUID_OF(it->object, i);
    tower(&it->tower, i);
    if (filling) strcpy((char*)it->annotation, notes[i % 3]);
    SAME(strcmp((char*)it->annotation, notes[i % 3]), 0);
}

static void entries(ept_entry_t* it, int count) {
    for (int i = 0; i < count; ++i) entry(&it[i], i);
}

void s_ept_insert(handle_t h, ULONG count, ept_entry_t all[], boolean32 replace, error_status_t* status) {
    (void)h;
    SAME(count, variant * 3);
    SAME(replace, 1);
    COMPARE(entries(all, (int)count));
    *status = 5;
}

static void insert(handle_t h) {
    ept_entry_t all[3];
    error_status_t status = 0;
    FILL(entries(all, 3));
    c_ept_insert(h, (ULONG)variant * 3, all, 1, &status);
    SAME(status, 5);
}

// ---- lookup: the first call makes the handle, the second ends with it

static void lookup_in(GUID** object, ept_if_id_t** id, int round) {
    if (POINTER(*object, round)) UUID_OF(**object, 3);
    if (!POINTER(*id, round)) return;
    UUID_OF((*id)->Uuid, 4);
    VALUE((*id)->VersMajor, 1);
    VALUE((*id)->VersMinor, 0xffff);
}

static void advance(ept_lookup_handle_t* handle, error_status_t* status) {
    *status = *handle ? 0x16c9a0d6 : 0;
    *handle = *handle ? NULL : &cursor;
}

void s_ept_lookup(handle_t h, ULONG type, GUID* object, ept_if_id_t* id, ULONG option, ept_lookup_handle_t* handle,
                  ULONG room, ULONG* count, ept_entry_t all[], error_status_t* status) {
    int round = *handle != NULL;
    (void)h;
    SAME(type, 0);
    SAME(option, 1);
    SAME(room, 500);
    COMPARE(lookup_in(&object, &id, round));
    *count = round ? 0 : (ULONG)variant * 4;
    FILL(entries(all, (int)*count));
    advance(handle, status);
}

static void lookup(handle_t h) {
    ept_lookup_handle_t handle = NULL;
    for (int round = 0; round < 2; ++round) {
        GUID* object;
        ept_if_id_t* id;
        ULONG count = 99;
        error_status_t status = 99;
        ept_entry_t* all;
        FILL(ARRAY(all, 500));
        FILL(lookup_in(&object, &id, round));
        c_ept_lookup(h, 0, object, id, 1, &handle, 500, &count, all, &status);
        SAME(count, round ? 0 : variant * 4);
        COMPARE(entries(all, (int)count));
        SAME(status, round ? 0x16c9a0d6 : 0);
        SAME(handle != NULL, !round);
    }
}

// ---- map

static void towers(twr_p_t* all, int count) {
    for (int i = 0; i < count; ++i) tower(&all[i], i % 2 == 0);
}

static void map_in(GUID** object, twr_t** asked) {
    if (POINTER(*object, variant)) UUID_OF(**object, 0);
    tower(asked, variant);
}

void s_ept_map(handle_t h, GUID* object, twr_t* asked, ept_lookup_handle_t* handle, ULONG room, ULONG* count,
               twr_p_t all[], error_status_t* status) {
    (void)h;
    SAME(room, variant ? 4 : 0);
    COMPARE(map_in(&object, &asked));
    *count = variant ? 3 : 0;
    FILL(towers(all, (int)*count));
    advance(handle, status);
}

void s_ept_lookup_handle_free(handle_t h, ept_lookup_handle_t* handle, error_status_t* status) {
    (void)h;
    SAME(*handle == &cursor, 1);
    *handle = NULL;
    *status = 0;
}

static void map(handle_t h) {
    GUID* object;
    twr_t* asked;
    ept_lookup_handle_t handle = NULL;
    twr_p_t all[4] = {NULL};
    ULONG count = 99;
    error_status_t status = 99;
    FILL(map_in(&object, &asked));
    c_ept_map(h, object, asked, &handle, variant ? 4 : 0, &count, all, &status);
    SAME(count, variant ? 3 : 0);
    COMPARE(towers(all, (int)count));
    SAME(status, 0);
    SAME(handle != NULL, 1);
    c_ept_lookup_handle_free(h, &handle, &status);
    SAME(handle != NULL, 0);
}

const Case cases[] = {
    {"ept_insert", insert, 2},
    {"ept_lookup", lookup, 2},
    {"ept_map", map, 2},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(ept_v3_0_s_ifspec)
