// SPDX-License-Identifier: LGPL-2.1-or-later
#define UNIT char
#define FORMAT_BUFFER rpccrt_format_buffer_8
#define NEXT_UNIT() getchar()
#define CCH(name) rpccrt_StringCch##name##A
#define CB(name) rpccrt_StringCb##name##A
#include "safe_strings.inc"
