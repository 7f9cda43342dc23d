// SPDX-License-Identifier: LGPL-2.1-or-later
// Where a PDU ends in a stream: pipes carry one per message.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "handleapi/base/byte_reader.hpp"

namespace rpcrt4::transport::smb {

/// The size of the PDU that begins here; 0 when too little of it is there to tell.
inline size_t pdu_size(std::span<const std::byte> bytes) noexcept {
    constexpr size_t kPduHeaderSize = 16, kDrepAt = 4, kFragLengthAt = 8;
    if (bytes.size() < kPduHeaderSize) return 0;
    const bool little = (std::to_integer<uint8_t>(bytes[kDrepAt]) & 0x10) != 0;
    base::ByteReader in(bytes.subspan(kFragLengthAt), little ? base::ByteOrder::little : base::ByteOrder::big);
    // What is no PDU is the other side's to judge.
    return std::max<size_t>(in.u16(), kPduHeaderSize);
}

}  // namespace rpcrt4::transport::smb
