// SPDX-License-Identifier: LGPL-2.1-or-later
#define UNIT char
#define WIDE 0
#define FORMAT_STREAM rpccrt_format_stream_8
#define FORMAT_BUFFER rpccrt_format_buffer_8
#include "format.inc"

int rpccrt_count_output;

int CRT(_set_printf_count_output)(int enable) {
    return __atomic_exchange_n(&rpccrt_count_output, enable != 0, __ATOMIC_RELAXED);
}

int CRT(_get_printf_count_output)(void) { return __atomic_load_n(&rpccrt_count_output, __ATOMIC_RELAXED); }
