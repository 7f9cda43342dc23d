// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about the machine. One implementation file per kind of system (machine_linux.cpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace handleapi::machine {

struct Memory {
    uint64_t physical;
    uint64_t physical_free;
    uint64_t swap;
    uint64_t swap_free;
    uint64_t mapped;  // address space this process uses
};

/// Nothing when the system does not tell.
std::optional<Memory> memory();
/// The name of the machine as the network knows it, perhaps with a domain.
std::string host_name();
uint32_t processors() noexcept;
/// A bit for each processor, the first 64.
uint64_t processor_mask() noexcept;
uint32_t current_processor() noexcept;

}  // namespace handleapi::machine
