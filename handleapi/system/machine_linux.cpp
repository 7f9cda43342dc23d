// SPDX-License-Identifier: LGPL-2.1-or-later
// See machine.hpp.
#include "handleapi/system/machine.hpp"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>

namespace handleapi::machine {
namespace {

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// The value of `name` in a file of lines like "MemTotal:  123 kB", in bytes.
std::optional<uint64_t> value_in(const char* path, const char* name) {
    const std::unique_ptr<std::FILE, Close> file(std::fopen(path, "re"));
    char line[160];
    while (file && std::fgets(line, sizeof line, file.get())) {
        unsigned long long kilobytes;
        const size_t length = std::strlen(name);
        if (std::strncmp(line, name, length) != 0 || line[length] != ':') continue;
        if (std::sscanf(line + length + 1, "%llu kB", &kilobytes) == 1) return uint64_t{kilobytes} * 1024;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Memory> memory() {
    constexpr const char* kSystem = "/proc/meminfo";
    const auto total = value_in(kSystem, "MemTotal"), free = value_in(kSystem, "MemAvailable");
    if (!total || !free) return std::nullopt;
    return Memory{*total, std::min(*free, *total), value_in(kSystem, "SwapTotal").value_or(0),
                  value_in(kSystem, "SwapFree").value_or(0), value_in("/proc/self/status", "VmSize").value_or(0)};
}

std::string host_name() {
    utsname names{};
    return uname(&names) == 0 ? names.nodename : "localhost";
}

uint32_t processors() noexcept { return static_cast<uint32_t>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN))); }

uint64_t processor_mask() noexcept {
    const uint32_t count = processors();
    return count >= 64 ? ~uint64_t{0} : (uint64_t{1} << count) - 1;
}

uint32_t current_processor() noexcept { return static_cast<uint32_t>(std::max(0, sched_getcpu())); }

}  // namespace handleapi::machine
