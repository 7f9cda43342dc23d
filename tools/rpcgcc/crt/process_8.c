// SPDX-License-Identifier: LGPL-2.1-or-later
#define UNIT char
#define N(name) rpccrt__##name
#define RUN rpccrt_run_8
#include "process_forms.inc"
