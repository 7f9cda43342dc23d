// SPDX-License-Identifier: LGPL-2.1-or-later
#define UNIT char
#define FORMAT_STREAM rpccrt_format_stream_8
#define FORMAT_BUFFER rpccrt_format_buffer_8
#define N(before) rpccrt__##before##printf_p
#define V(before) rpccrt__v##before##printf_p
#include "positional.inc"
