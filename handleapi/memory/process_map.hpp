// SPDX-License-Identifier: LGPL-2.1-or-later
// What is mapped where in this process. One implementation file per kind of system (process_map_linux.cpp).
#pragma once

#include <cstdint>
#include <optional>

namespace handleapi::memory {

struct Mapping {
    uintptr_t begin;
    uintptr_t end;
    bool is_free;         // nothing is mapped from begin to end
    uint32_t protection;  // PAGE_*
    uint32_t type;        // MEM_IMAGE, MEM_MAPPED or MEM_PRIVATE
};

/// The mapping that holds the address, or the gap. Nothing when the system does not tell.
std::optional<Mapping> mapping_at(uintptr_t address);

}  // namespace handleapi::memory
