// SPDX-License-Identifier: LGPL-2.1-or-later
// What an exchange takes from outside: nonces and the time. Tests have their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace rpcrt4::security::ntlm {

struct Chance {
    /// False when there is no randomness to be had.
    bool (*fill)(std::span<std::byte> bytes) noexcept;
    /// 100 nanoseconds since 1601.
    uint64_t (*now)() noexcept;
};

/// The kernel's.
extern const Chance kSystemChance;

}  // namespace rpcrt4::security::ntlm
