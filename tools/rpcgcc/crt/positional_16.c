// SPDX-License-Identifier: LGPL-2.1-or-later
#include <uchar.h>
#define UNIT char16_t
#define FORMAT_STREAM rpccrt_format_stream_16
#define FORMAT_BUFFER rpccrt_format_buffer_16
#define N(before) rpccrt__##before##wprintf_p
#define V(before) rpccrt__v##before##wprintf_p
#include "positional.inc"
