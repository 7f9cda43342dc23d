// SPDX-License-Identifier: LGPL-2.1-or-later
// A UUID on the wire: its first three fields in the sender's integer representation, the rest as bytes. C706 appendix
// A.
#pragma once

#include <cstring>

#include "handleapi/base/byte_reader.hpp"
#include "rpcrt4/uuid/uuid.hpp"

namespace rpcrt4::protocol {

inline uuid::Uuid decode_uuid(base::ByteReader& reader) noexcept {
    uuid::Uuid value;
    value.time_low = reader.u32();
    value.time_mid = reader.u16();
    value.time_hi_and_version = reader.u16();
    const auto rest = reader.take(value.clock_and_node.size());
    if (!rest.empty()) std::memcpy(value.clock_and_node.data(), rest.data(), rest.size());
    return value;
}

/// Writes 16 bytes, little-endian.
inline void encode_uuid(std::byte* out, const uuid::Uuid& value) noexcept {
    std::memcpy(out, &value.time_low, 4);
    std::memcpy(out + 4, &value.time_mid, 2);
    std::memcpy(out + 6, &value.time_hi_and_version, 2);
    std::memcpy(out + 8, value.clock_and_node.data(), 8);
}

}  // namespace rpcrt4::protocol
