// SPDX-License-Identifier: LGPL-2.1-or-later
// The fault PDU: a status instead of a reply. C706 12.6.4.7, MS-RPCE 2.2.2.10 and 2.2.2.8: what follows the
// header may be extended error information, [MS-EERR], here bytes without a meaning. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "rpcrt4/protocol/buffer.hpp"
#include "rpcrt4/protocol/pdu_header.hpp"

namespace rpcrt4::protocol {

inline constexpr size_t kFaultSize = 32;

struct Fault {
    uint32_t call_id = 0;
    uint16_t context_id = 0;
    uint32_t wire_status = 0;  ///< nca_* or a plain Win32 value; see wire_status.hpp
    bool did_not_execute = false;
    uint8_t cancel_count = 0;
    std::span<const std::byte> extended_error = {};  ///< of a decoded fault: within its PDU
};

/// `pdu` is the whole fragment. Empty when it is too short. A fault of 28 bytes (without the reserved word) is
/// accepted.
std::optional<Fault> decode_fault(const CommonHeader& header, std::span<const std::byte> pdu) noexcept;
/// The extended error must fit the fragment beside kFaultSize bytes.
Buffer encode_fault(const Fault& fault);

}  // namespace rpcrt4::protocol
