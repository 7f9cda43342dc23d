// SPDX-License-Identifier: LGPL-2.1-or-later
// The 16 bytes every connection-oriented PDU begins with: types, flags, data representation label, lengths, call id.
// C706 12.6.3.1, MS-RPCE 2.2.2.1 to 2.2.2.3. Pure functions. We encode little-endian, ASCII, IEEE; we decode either
// integer representation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "handleapi/base/byte_reader.hpp"

namespace rpcrt4::protocol {

enum class PduType : uint8_t {
    request = 0,
    response = 2,
    fault = 3,
    bind = 11,
    bind_ack = 12,
    bind_nak = 13,
    alter_context = 14,
    alter_context_resp = 15,
    auth3 = 16,
    shutdown = 17,
    co_cancel = 18,
    orphaned = 19,
};

/// PFC flags. 0x04 means "support header signing" in bind, bind_ack and alter_context PDUs.
namespace pfc {
inline constexpr uint8_t kFirst = 0x01;
inline constexpr uint8_t kLast = 0x02;
inline constexpr uint8_t kPendingCancel = 0x04;
inline constexpr uint8_t kSupportHeaderSign = 0x04;
inline constexpr uint8_t kConcurrentMultiplex = 0x10;
inline constexpr uint8_t kDidNotExecute = 0x20;
inline constexpr uint8_t kMaybe = 0x40;
inline constexpr uint8_t kObjectUuid = 0x80;
inline constexpr uint8_t kWhole = kFirst | kLast;
}  // namespace pfc

inline constexpr uint8_t kVersionMajor = 5;
inline constexpr uint8_t kVersionMinor = 0;
inline constexpr uint8_t kVersionMinorHighest = 1;  ///< 5.1 differs by the bind-time fragment rules only

inline constexpr size_t kCommonHeaderSize = 16;
inline constexpr size_t kCallHeaderSize = 24;  ///< request, response and fault: common header plus 8 bytes
inline constexpr size_t kObjectUuidSize = 16;
inline constexpr size_t kMaxCallHeaderSize = kCallHeaderSize + kObjectUuidSize;
inline constexpr uint16_t kMaxFragment = 65528;         ///< what we offer: the largest multiple of 8 in 16 bits
inline constexpr uint16_t kMustReceiveFragment = 1432;  ///< C706 12.6.3.1: every implementation takes this much
inline constexpr uint16_t kUsualFragment = 5840;        ///< what Windows, Samba and Wine agree on
inline constexpr uint16_t kLeastFragment = 2048;        ///< a server's answer to anyone who offers less

/// The data representation label: RPC_MESSAGE::DataRepresentation is these four bytes read little-endian.
struct DataRepresentation {
    uint32_t value = 0x00000010;

    base::ByteOrder order() const noexcept {
        return (value & 0xF0) == 0x10 ? base::ByteOrder::little : base::ByteOrder::big;
    }
    /// Integers big or little, characters ASCII or EBCDIC, one of the four float formats.
    bool valid() const noexcept {
        return (value & 0xF0) <= 0x10 && (value & 0x0F) <= 0x01 && ((value >> 8) & 0xFF) <= 3;
    }
    friend bool operator==(DataRepresentation, DataRepresentation) noexcept = default;
};
inline constexpr DataRepresentation kOurRepresentation{};

struct CommonHeader {
    uint8_t version = kVersionMajor;
    uint8_t version_minor = kVersionMinor;
    PduType type{};
    uint8_t flags = pfc::kWhole;
    DataRepresentation representation;
    uint16_t fragment_length = 0;  ///< the whole PDU, header and authentication trailer included
    uint16_t auth_length = 0;      ///< of the credentials alone; the trailer is 8 bytes and padding longer
    uint32_t call_id = 0;

    bool has(uint8_t flag) const noexcept { return (flags & flag) != 0; }
    bool version_supported() const noexcept {
        return version == kVersionMajor && version_minor <= kVersionMinorHighest;
    }
};

/// Decodes without judging: version, label and lengths are the caller's to check. `bytes` holds at least 16 bytes.
CommonHeader decode_common(std::span<const std::byte> bytes) noexcept;
/// Writes the 16 bytes at `out`. Inline, so that a caller's constants fold into the two words.
inline void encode_common(std::byte* out, const CommonHeader& header) noexcept {
    const uint64_t first = header.version | uint64_t{header.version_minor} << 8 |
                           uint64_t{static_cast<uint8_t>(header.type)} << 16 | uint64_t{header.flags} << 24 |
                           uint64_t{kOurRepresentation.value} << 32;
    const uint64_t second =
        header.fragment_length | uint64_t{header.auth_length} << 16 | uint64_t{header.call_id} << 32;
    std::memcpy(out, &first, 8);
    std::memcpy(out + 8, &second, 8);
}

/// Changes the lengths of a header written by encode_common().
inline void set_lengths(std::byte* pdu, uint16_t fragment_length, uint16_t auth_length) noexcept {
    const uint32_t lengths = fragment_length | uint32_t{auth_length} << 16;
    std::memcpy(pdu + 8, &lengths, 4);
}

/// True for the PDU types above that `type` may name on the wire.
bool known_type(PduType type) noexcept;

}  // namespace rpcrt4::protocol
