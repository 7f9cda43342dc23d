// SPDX-License-Identifier: LGPL-2.1-or-later
#include <uchar.h>
#define UNIT char16_t
#define N(name) rpccrt__w##name
#define RUN rpccrt_run_16
#include "process_forms.inc"
