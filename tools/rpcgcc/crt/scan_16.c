// SPDX-License-Identifier: LGPL-2.1-or-later
#include <uchar.h>
#define UNIT char16_t
#define WIDE 1
#define N(before, behind) rpccrt_##before##wscanf##behind
#define V(before, behind) rpccrt_v##before##wscanf##behind
#include "scan.inc"
