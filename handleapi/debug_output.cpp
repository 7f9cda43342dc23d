// SPDX-License-Identifier: LGPL-2.1-or-later
// See debug_output.hpp.
#include "handleapi/debug_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace handleapi {
namespace {

int open_target() noexcept {
    const char* target = std::getenv("RPCRT4_DEBUG_OUTPUT");
    if (!target || !*target || std::strcmp(target, "0") == 0) return -1;
    if (std::strcmp(target, "1") == 0) return STDERR_FILENO;
    return open(target, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

}  // namespace

void write_debug_output(std::string_view text) noexcept {
    static const int target = open_target();
    if (target < 0) return;
    const int saved = errno;
    while (!text.empty()) {
        const ssize_t written = write(target, text.data(), text.size());
        if (written < 0 && errno != EINTR) break;
        if (written > 0) text.remove_prefix(static_cast<size_t>(written));
    }
    errno = saved;
}

bool is_traced(int id) noexcept {
    char path[40], line[128];
    std::snprintf(path, sizeof path, "/proc/%d/status", id);
    std::FILE* status = std::fopen(path, "re");
    if (!status) return false;
    int tracer = 0;
    while (std::fgets(line, sizeof line, status)) {
        if (std::sscanf(line, "TracerPid: %d", &tracer) == 1) break;
    }
    std::fclose(status);
    return tracer != 0;
}

}  // namespace handleapi
