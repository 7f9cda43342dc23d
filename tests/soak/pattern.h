// SPDX-License-Identifier: LGPL-2.1-or-later
// What flows through the pipes: byte n is n modulo 251, so that a piece lost, doubled or moved is found.
#pragma once

#include <windows.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHUNK 32768

void make_pattern(void);
unsigned char* pattern_at(LONGLONG offset);  // CHUNK bytes
int is_pattern(const unsigned char* bytes, ULONG count, LONGLONG offset);
ULONG next_chunk(LONGLONG left);

#ifdef __cplusplus
}
#endif
