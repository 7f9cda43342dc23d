// SPDX-License-Identifier: LGPL-2.1-or-later
// Which processors share a core, a package, a cache, a memory node: the first 64, as bits of a mask. One implementation
// file per kind of system (topology_linux.cpp).
#pragma once

#include <cstdint>
#include <vector>

namespace handleapi::machine {

enum class CacheKind : uint8_t { unified, instruction, data };

struct Cache {
    uint64_t processors;
    uint32_t level;
    CacheKind kind;
    uint32_t ways;  // 0: not known
    uint32_t line;
    uint64_t size;
};

struct Node {
    uint64_t processors;
    uint32_t number;
};

struct Topology {
    std::vector<uint64_t> cores;
    std::vector<uint64_t> packages;
    std::vector<Node> nodes;    // at least one
    std::vector<Cache> caches;  // what the system tells
};

/// Throws std::bad_alloc.
Topology topology();

/// The processors of a list like "0-3,8"; those from 64 on are left out.
uint64_t processors_in(const char* list) noexcept;

}  // namespace handleapi::machine
