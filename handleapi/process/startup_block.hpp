// SPDX-License-Identifier: LGPL-2.1-or-later
// What CreateProcess tells a child that uses this library too: its startup information, its command line to the letter,
// the handles it inherits. It travels as bytes in a memory file whose descriptor the environment names. Pure: bytes in,
// structure out. The bytes may come from anybody who can set an environment variable, so everything is checked.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "handleapi/process/inheritance.hpp"

namespace handleapi {

/// The fields of STARTUPINFO.
struct StartupInformation {
    std::string desktop;
    std::string title;
    std::array<uint32_t, 7> window{};  // X, Y, XSize, YSize, XCountChars, YCountChars, FillAttribute
    uint32_t flags = 0;
    uint16_t show_window = 0;
    std::array<uint64_t, 3> standard{};  // handles
};

struct StartupBlock {
    uint32_t process_id = 0;  // of the child it is for
    int exit_record = -1;     // descriptor
    int delivery = -1;        // descriptor: delivery.hpp
    uint32_t way = 0;
    uint32_t parent_id = 0;
    StartupInformation information;
    std::string command_line;
    InheritedTable inherited;
};

/// Where the child's id stands in the bytes: it is known only once the child exists, and written by it.
constexpr size_t kProcessIdOffset = 12;  // bytes

std::vector<std::byte> encode(const StartupBlock& block);
/// Nothing when the bytes are no block of this version, or are damaged.
std::optional<StartupBlock> decode_startup_block(std::span<const std::byte> bytes);
/// The child a block is for, without a look at the rest; nothing when the bytes are no block.
std::optional<uint32_t> addressee_of(std::span<const std::byte> bytes);

}  // namespace handleapi
