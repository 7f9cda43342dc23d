// SPDX-License-Identifier: LGPL-2.1-or-later
// See pattern.h.
#include "pattern.h"

#include <string.h>

#define PERIOD 251

static unsigned char pattern[CHUNK + PERIOD];

void make_pattern(void) {
    int i;
    for (i = 0; i < CHUNK + PERIOD; ++i) pattern[i] = (unsigned char)(i % PERIOD);
}

unsigned char* pattern_at(LONGLONG offset) { return pattern + offset % PERIOD; }

int is_pattern(const unsigned char* bytes, ULONG count, LONGLONG offset) {
    return memcmp(bytes, pattern_at(offset), count) == 0;
}

ULONG next_chunk(LONGLONG left) { return left < CHUNK ? (ULONG)left : CHUNK; }
