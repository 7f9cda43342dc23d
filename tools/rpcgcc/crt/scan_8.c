// SPDX-License-Identifier: LGPL-2.1-or-later
#define UNIT char
#define WIDE 0
#define N(before, behind) rpccrt_##before##scanf##behind
#define V(before, behind) rpccrt_v##before##scanf##behind
#include "scan.inc"
