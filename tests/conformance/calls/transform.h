/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The work behind Transform, for the servers of this folder. */
#include <ctype.h>
#include <string.h>

static int transform(const unsigned char *text, unsigned char **upper, Reading *reading, int size, byte *data,
                     LONG *sum)
{
    size_t i, length = strlen((const char *)text);
    int changed = 0, k;

    *upper = midl_user_allocate(length + 1);
    for (i = 0; i <= length; i++)
    {
        (*upper)[i] = (unsigned char)toupper(text[i]);
        changed += (*upper)[i] != text[i];
    }
    for (*sum = 0, k = 0; k < size; k++) *sum += data[k];
    for (k = 0; k < size / 2; k++)
    {
        byte swapped = data[k];
        data[k] = data[size - 1 - k];
        data[size - 1 - k] = swapped;
    }
    reading->id *= 2;
    reading->flags = (short)(reading->flags * 2);
    reading->value *= 2;
    reading->stamp *= 2;
    return changed;
}
