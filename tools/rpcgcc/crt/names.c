// SPDX-License-Identifier: LGPL-2.1-or-later
// What a name of a file means: the same as to CreateFile here, see handleapi/io/path.hpp. '\' and '/' both separate,
// a leading \\?\ or \\.\ is dropped, NUL is /dev/null and CON the terminal.
#include <limits.h>
#include <strings.h>

#include "crt.h"

static const char* device_of(const char* name) {
    static const char* const kTerminals[] = {"con", "conin$", "conout$"};
    if (strcasecmp(name, "nul") == 0) return "/dev/null";
    for (size_t i = 0; i < 3; ++i) {
        if (strcasecmp(name, kTerminals[i]) == 0) return "/dev/tty";
    }
    return NULL;
}

const char* rpccrt_native_name(const char* name, char* room) {
    if (!name) return NULL;
    if (name[0] == '\\' && name[1] == '\\' && (name[2] == '?' || name[2] == '.') && name[3] == '\\') name += 4;
    const char* const device = device_of(name);
    if (device) return device;
    if (!strchr(name, '\\')) return name;
    const size_t size = strlen(name);
    if (size >= PATH_MAX) return name;  // which the system refuses
    for (size_t i = 0; i <= size; ++i) room[i] = name[i] == '\\' ? '/' : name[i];
    return room;
}
