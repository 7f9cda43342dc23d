// SPDX-License-Identifier: LGPL-2.1-or-later
// The program's own types of substitutes.acf.
#pragma once

typedef struct {
    double x, y;
} Point;

typedef struct {
    unsigned char red, green, blue;
} Colour;
