// SPDX-License-Identifier: LGPL-2.1-or-later
// UUIDs: a value type laid out like Windows' GUID (fields in host order), text form, order, the DCE hash, creation.
// Everything but the two creators is pure. The wire form is decoded field by field (protocol/pdu_bind, binding/tower).
// C706 appendix A; RFC 4122 for versions 1 and 4. Any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace rpcrt4::uuid {

struct Uuid {
    uint32_t time_low = 0;
    uint16_t time_mid = 0;
    uint16_t time_hi_and_version = 0;
    std::array<uint8_t, 8> clock_and_node{};

    constexpr bool is_nil() const noexcept { return *this == Uuid{}; }
    /// Field by field, as UuidCompare orders: unsigned, most significant field first.
    friend constexpr auto operator<=>(const Uuid&, const Uuid&) noexcept = default;
};
static_assert(sizeof(Uuid) == 16);

/// "6ba7b810-9dad-11d1-80b4-00c04fd430c8", lower case, 36 characters.
std::string to_text(const Uuid& uuid);
/// Either case; exactly the 36-character form. Nothing else is a UUID.
std::optional<Uuid> from_text(std::string_view text) noexcept;

/// UuidHash: the checksum of C706 appendix A over the 16 octets of the big-endian form.
uint16_t hash(const Uuid& uuid) noexcept;

/// Version 4, from the kernel's random source. rpc_s_ok, or error_gen_failure when there is no randomness.
base::Status create_random(Uuid& out) noexcept;
/// Version 1: time, clock sequence, node. rpc_s_uuid_local_only when the machine shows no hardware address and a random
/// node (with the multicast bit) was used. Distinct for every call in this process.
base::Status create_sequential(Uuid& out) noexcept;

}  // namespace rpcrt4::uuid
