// SPDX-License-Identifier: LGPL-2.1-or-later
#include <stdint.h>
#include <uchar.h>
uint32_t rpccrt_getwchar(void);
#define UNIT char16_t
#define FORMAT_BUFFER rpccrt_format_buffer_16
#define NEXT_UNIT() ((int)rpccrt_getwchar())
#define CCH(name) rpccrt_StringCch##name##W
#define CB(name) rpccrt_StringCb##name##W
#include "safe_strings.inc"
