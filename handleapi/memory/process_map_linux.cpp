// SPDX-License-Identifier: LGPL-2.1-or-later
// See process_map.hpp. Reads /proc/self/maps.
#include <cstdio>
#include <memory>

#include "handleapi/memory/process_map.hpp"

#include <winnt.h>

namespace handleapi::memory {
namespace {

constexpr uintptr_t kEndOfUser = 0x7FFFFFFFF000;

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

uint32_t protection_of(const char* access) {
    const bool read = access[0] == 'r', write = access[1] == 'w', execute = access[2] == 'x';
    if (execute) return write ? PAGE_EXECUTE_READWRITE : read ? PAGE_EXECUTE_READ : PAGE_EXECUTE;
    return write ? PAGE_READWRITE : read ? PAGE_READONLY : PAGE_NOACCESS;
}

/// Private file mappings are how programs and libraries are loaded.
uint32_t type_of(const char* access, unsigned long long inode) {
    if (inode == 0) return access[3] == 's' ? MEM_MAPPED : MEM_PRIVATE;
    return access[3] == 'p' ? MEM_IMAGE : MEM_MAPPED;
}

}  // namespace

std::optional<Mapping> mapping_at(uintptr_t address) {
    const std::unique_ptr<std::FILE, Close> maps(std::fopen("/proc/self/maps", "re"));
    if (!maps) return std::nullopt;
    uintptr_t free_from = 0;
    char line[512];
    bool line_begins = true;
    while (std::fgets(line, sizeof line, maps.get())) {
        unsigned long long begin, end, inode;
        char access[5];
        const bool whole = line_begins;
        line_begins = false;
        for (const char* c = line; *c; ++c) line_begins = *c == '\n';
        if (!whole || std::sscanf(line, "%llx-%llx %4s %*x %*s %llu", &begin, &end, access, &inode) != 4) continue;
        if (address < begin) return Mapping{free_from, begin, true, 0, 0};
        if (address < end) return Mapping{begin, end, false, protection_of(access), type_of(access, inode)};
        free_from = end;
    }
    return Mapping{free_from, kEndOfUser, true, 0, 0};
}

}  // namespace handleapi::memory
