// SPDX-License-Identifier: LGPL-2.1-or-later
// The authentication trailer at the end of a PDU (auth_verifier_co_t): located, measured, written; its credentials are
// opaque. C706 13.2.6.1, MS-RPCE 2.2.2.11. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "rpcrt4/protocol/buffer.hpp"
#include "rpcrt4/protocol/pdu_header.hpp"

namespace rpcrt4::protocol {

inline constexpr size_t kAuthTrailerHeaderSize = 8;

/// RPC_C_AUTHN_LEVEL_CONNECT and RPC_C_AUTHN_LEVEL_PKT_PRIVACY.
inline constexpr uint8_t kLeastAuthLevel = 2;
inline constexpr uint8_t kHighestAuthLevel = 6;

struct AuthTrailer {
    uint8_t type = 0;
    uint8_t level = 0;
    uint8_t pad_length = 0;  ///< bytes between the body and the trailer
    uint32_t context_id = 0;
    std::span<const std::byte> credentials;  ///< in the PDU's memory
    size_t body_end = 0;                     ///< offset in the PDU where body ends and padding begins
};

/// Empty when the lengths do not fit the PDU. Only for header.auth_length != 0; `pdu` is the whole fragment and
/// `body_start` where its body begins.
std::optional<AuthTrailer> find_auth_trailer(const CommonHeader& header, std::span<const std::byte> pdu,
                                             size_t body_start) noexcept;

/// Writes the 8 bytes before the credentials.
void encode_auth_trailer(std::byte* out, uint8_t type, uint8_t level, uint8_t pad_length, uint32_t context_id) noexcept;

/// A PDU that negotiates (bind, alter_context and their answers, auth3) with padding, trailer and token at its end, its
/// lengths set. Empty when it would be longer than a PDU can be. Throws std::bad_alloc.
std::optional<Buffer> with_token(const Buffer& pdu, uint8_t type, uint8_t level, uint32_t context_id,
                                 std::span<const std::byte> token);

}  // namespace rpcrt4::protocol
