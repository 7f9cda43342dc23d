// SPDX-License-Identifier: LGPL-2.1-or-later
// What flows through the pipes: byte n is n modulo 251, so that a piece lost, doubled or moved is found.
#pragma once

#include <string.h>

#include <windows.h>

#define PERIOD 251
#define CHUNK 32768

static unsigned char pattern[CHUNK + PERIOD];

static void make_pattern(void) {
    int i;
    for (i = 0; i < CHUNK + PERIOD; ++i) pattern[i] = (unsigned char)(i % PERIOD);
}
static unsigned char* pattern_at(LONGLONG offset) { return pattern + offset % PERIOD; }
static int is_pattern(const unsigned char* bytes, ULONG count, LONGLONG offset) {
    return memcmp(bytes, pattern_at(offset), count) == 0;
}
static ULONG next_chunk(LONGLONG left) { return left < CHUNK ? (ULONG)left : CHUNK; }
