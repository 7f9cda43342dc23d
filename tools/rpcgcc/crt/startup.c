// SPDX-License-Identifier: LGPL-2.1-or-later
// wmain: arguments and environment are UTF-8 here and UTF-16 there.
#include "crt.h"

extern char** environ;

static wide** all_to_16(char** texts, size_t count) {
    wide** const made = calloc(count + 1, sizeof *made);
    for (size_t i = 0; made && i < count; ++i) {
        made[i] = rpccrt_to_16(texts[i]);
        if (!made[i]) abort();
    }
    if (!made) abort();
    return made;
}

// They live as long as the program, as on Windows.
int rpc_call_wmain(void* wmain, int argc, char** argv) {
    size_t variables = 0;
    while (environ[variables]) ++variables;
    int (*const called)(int, wide**, wide**) = (int (*)(int, wide**, wide**))wmain;
    return called(argc, all_to_16(argv, (size_t)argc), all_to_16(environ, variables));
}
