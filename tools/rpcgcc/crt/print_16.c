// SPDX-License-Identifier: LGPL-2.1-or-later
#include <uchar.h>
#define UNIT char16_t
#define WIDE 1
#define FORMAT_STREAM rpccrt_format_stream_16
#define FORMAT_BUFFER rpccrt_format_buffer_16
#define N_VFPRINTF rpccrt_vfwprintf
#define N_VPRINTF rpccrt_vwprintf
#define N_FPRINTF rpccrt_fwprintf
#define N_PRINTF rpccrt_wprintf
#define N_VSPRINTF rpccrt__vswprintf
#define N_SPRINTF rpccrt__swprintf
#define N_VSNPRINTF_OLD rpccrt__vsnwprintf
#define N_SNPRINTF_OLD rpccrt__snwprintf
#define N_VSCPRINTF rpccrt__vscwprintf
#define N_SCPRINTF rpccrt__scwprintf
#define N_VFPRINTF_S rpccrt_vfwprintf_s
#define N_VPRINTF_S rpccrt_vwprintf_s
#define N_FPRINTF_S rpccrt_fwprintf_s
#define N_PRINTF_S rpccrt_wprintf_s
#define N_VSPRINTF_S rpccrt_vswprintf_s
#define N_SPRINTF_S rpccrt_swprintf_s
#define N_VSNPRINTF_S rpccrt__vsnwprintf_s
#define N_SNPRINTF_S rpccrt__snwprintf_s
#include "print.inc"
