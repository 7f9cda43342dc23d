// SPDX-License-Identifier: LGPL-2.1-or-later
// See thread_state.hpp. Reads the state letter of /proc/self/task/ID/stat, which follows the bracketed name.
#include "handleapi/thread_state.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

namespace handleapi {

bool is_runnable(uint32_t id) noexcept {
    char path[48];
    std::snprintf(path, sizeof path, "/proc/self/task/%u/stat", id);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    char text[128];
    const ssize_t size = read(file, text, sizeof text - 1);
    close(file);
    if (size <= 0) return false;
    text[size] = 0;
    // The name may hold anything, brackets too; what follows it is digits.
    const char* name_end = std::strrchr(text, ')');
    return name_end && std::strncmp(name_end, ") R", 3) == 0;
}

}  // namespace handleapi
