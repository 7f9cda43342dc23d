// SPDX-License-Identifier: LGPL-2.1-or-later
// Bodies of the PDUs that negotiate: bind, alter_context, bind_ack, alter_context_resp, bind_nak. C706 12.6.3.1 and
// 12.6.4.3 to 12.6.4.5; MS-RPCE 2.2.2.4, 2.2.2.8, 2.2.2.9 and bind-time feature negotiation, 2.2.2.14.
// Decoders take a whole PDU (header included) and are empty on anything malformed; trailing bytes are ignored, as is an
// authentication trailer. Encoders return a whole PDU in a Buffer. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rpcrt4/protocol/buffer.hpp"
#include "rpcrt4/protocol/pdu_header.hpp"
#include "rpcrt4/uuid/uuid.hpp"

namespace rpcrt4::protocol {

/// An interface or a transfer syntax: UUID and version.
struct SyntaxId {
    uuid::Uuid uuid;
    uint16_t major = 0;
    uint16_t minor = 0;
    friend bool operator==(const SyntaxId&, const SyntaxId&) noexcept = default;
};

/// 8a885d04-1ceb-11c9-9fe8-08002b104860 version 2.0.
inline constexpr SyntaxId kNdr20{{0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60}}, 2, 0};

/// 71710533-beba-4937-8319-b5dbef9ccc36 version 1.0.
inline constexpr SyntaxId kNdr64{{0x71710533, 0xbeba, 0x4937, {0x83, 0x19, 0xb5, 0xdb, 0xef, 0x9c, 0xcc, 0x36}}, 1, 0};

/// Features of bind-time negotiation.
namespace feature {
inline constexpr uint16_t kSecurityContextMultiplexing = 0x0001;
inline constexpr uint16_t kKeepConnectionOnOrphan = 0x0002;
}  // namespace feature

/// The pseudo transfer syntax 6cb71c2c-9812-4540-<bitmask> version 1.0 that offers `features`.
SyntaxId feature_syntax(uint16_t features) noexcept;
/// The offered features when `syntax` is that pseudo transfer syntax.
std::optional<uint16_t> offered_features(const SyntaxId& syntax) noexcept;

struct ContextProposal {
    uint16_t id = 0;
    SyntaxId interface_id;
    std::vector<SyntaxId> transfers;
};

enum class ContextResult : uint16_t { acceptance = 0, user_rejection = 1, provider_rejection = 2, negotiate_ack = 3 };

/// Reasons of a provider_rejection.
enum class ContextReason : uint16_t {
    not_specified = 0,
    abstract_syntax_not_supported = 1,
    transfer_syntaxes_not_supported = 2,
    local_limit_exceeded = 3,
};

struct ContextAnswer {
    ContextResult result = ContextResult::acceptance;
    uint16_t reason = 0;  ///< a ContextReason; the granted features when result is negotiate_ack
    SyntaxId transfer;
};

/// bind and alter_context.
struct Bind {
    uint16_t max_transmit = kMaxFragment;
    uint16_t max_receive = kMaxFragment;
    uint32_t association_group = 0;
    std::vector<ContextProposal> contexts;
};

/// bind_ack and alter_context_resp.
struct BindAck {
    uint16_t max_transmit = kMaxFragment;
    uint16_t max_receive = kMaxFragment;
    uint32_t association_group = 0;
    std::string secondary_address;  ///< without its NUL; empty is sent as length 0
    std::vector<ContextAnswer> answers;
};

enum class NakReason : uint16_t {
    not_specified = 0,
    temporary_congestion = 1,
    local_limit_exceeded = 2,
    called_paddr_unknown = 3,
    protocol_version_not_supported = 4,
    default_context_not_supported = 5,
    user_data_not_readable = 6,
    no_psap_available = 7,
    authentication_type_not_recognized = 8,
    invalid_checksum = 9,
};

struct BindNak {
    struct Version {
        uint8_t major = kVersionMajor;
        uint8_t minor = kVersionMinor;
        friend bool operator==(Version, Version) noexcept = default;
    };
    NakReason reason = NakReason::not_specified;
    std::vector<Version> versions;
    std::span<const std::byte> extended_error = {};  ///< [MS-EERR]; of a decoded one: within its PDU
};

std::optional<Bind> decode_bind(const CommonHeader& header, std::span<const std::byte> pdu);
std::optional<BindAck> decode_bind_ack(const CommonHeader& header, std::span<const std::byte> pdu);
std::optional<BindNak> decode_bind_nak(const CommonHeader& header, std::span<const std::byte> pdu);

/// header.type is bind or alter_context; fragment_length is filled in.
Buffer encode_bind(const CommonHeader& header, const Bind& bind);
/// header.type is bind_ack or alter_context_resp.
Buffer encode_bind_ack(const CommonHeader& header, const BindAck& ack);
Buffer encode_bind_nak(uint32_t call_id, const BindNak& nak);
/// An auth3 without the trailer it is there for ([MS-RPCE] 2.2.2.10).
Buffer encode_auth3(const CommonHeader& header);
inline constexpr size_t kAuth3Size = kCommonHeaderSize + 4;

}  // namespace rpcrt4::protocol
