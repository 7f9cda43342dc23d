// SPDX-License-Identifier: LGPL-2.1-or-later
// The three messages of an NTLM exchange ([MS-NLMP] 2.2.1) and what is inside them: AV pairs (2.2.2.1) and the blob of
// an NTLMv2 response (2.2.2.7). Pure codecs: every offset and length of a message is checked against the message, and
// anything wrong is SEC_E_INVALID_TOKEN. Strings are UTF-8 here and UTF-16 on the wire.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handleapi/base/status.hpp"

namespace rpcrt4::security::ntlm {

/// NTLMSSP_* of NegotiateFlags.
namespace flag {
inline constexpr uint32_t kUnicode = 0x00000001;
inline constexpr uint32_t kOem = 0x00000002;
inline constexpr uint32_t kRequestTarget = 0x00000004;
inline constexpr uint32_t kSign = 0x00000010;
inline constexpr uint32_t kSeal = 0x00000020;
inline constexpr uint32_t kDatagram = 0x00000040;
inline constexpr uint32_t kNtlm = 0x00000200;
inline constexpr uint32_t kAnonymous = 0x00000800;
inline constexpr uint32_t kDomainSupplied = 0x00001000;
inline constexpr uint32_t kWorkstationSupplied = 0x00002000;
inline constexpr uint32_t kAlwaysSign = 0x00008000;
inline constexpr uint32_t kTargetIsDomain = 0x00010000;
inline constexpr uint32_t kTargetIsServer = 0x00020000;
inline constexpr uint32_t kExtendedSessionSecurity = 0x00080000;
inline constexpr uint32_t kIdentify = 0x00100000;
inline constexpr uint32_t kTargetInfo = 0x00800000;
inline constexpr uint32_t kVersion = 0x02000000;
inline constexpr uint32_t k128 = 0x20000000;
inline constexpr uint32_t kKeyExchange = 0x40000000;
inline constexpr uint32_t k56 = 0x80000000;
}  // namespace flag

using Octets = std::vector<std::byte>;
using Nonce = std::array<std::byte, 8>;
/// Product version, build, and the revision of NTLMSSP; nobody may draw conclusions from it.
using Version = std::array<uint8_t, 8>;
inline constexpr Version kVersion{10, 0, 0x63, 0x45, 0, 0, 0, 15};

enum class AvId : uint16_t {
    eol = 0,
    netbios_computer = 1,
    netbios_domain = 2,
    dns_computer = 3,
    dns_domain = 4,
    dns_tree = 5,
    flags = 6,
    timestamp = 7,
    restrictions = 8,
    target_name = 9,
    channel_bindings = 10,
};
/// MsvAvFlags: the message has a MIC.
inline constexpr uint32_t kAvMicPresent = 2;

struct AvPair {
    AvId id;
    Octets value;
    bool operator==(const AvPair&) const = default;
};
using AvPairs = std::vector<AvPair>;

AvPair av_text(AvId id, std::string_view text);
AvPair av_time(uint64_t time);
/// The first one, or null.
const AvPair* find(const AvPairs& pairs, AvId id) noexcept;
std::optional<uint64_t> timestamp_of(const AvPairs& pairs) noexcept;
uint32_t flags_of(const AvPairs& pairs) noexcept;
/// With the end of list, which the decoder demands and leaves out.
Octets encode_pairs(const AvPairs& pairs);
base::Result<AvPairs> decode_pairs(std::span<const std::byte> bytes);

struct Negotiate {
    uint32_t flags = 0;
    Version version = kVersion;
};

struct Challenge {
    uint32_t flags = 0;
    std::string target;
    Nonce server_challenge{};
    AvPairs target_info;
    Version version = kVersion;
};

struct Authenticate {
    uint32_t flags = 0;
    std::string domain;
    std::string user;
    std::string workstation;
    Octets lm_response;
    Octets nt_response;
    Octets session_key;  ///< encrypted
    Version version = kVersion;
    /// Where it stands in the message is kMicOffset. Without one the payload begins there.
    std::optional<std::array<std::byte, 16>> mic;
};
inline constexpr size_t kMicOffset = 72;

/// What follows the proof in an NTLMv2 response.
struct ClientBlob {
    uint64_t time = 0;
    Nonce client_challenge{};
    AvPairs pairs;
};

Octets encode(const Negotiate& message);
/// These two fail when a string or a response has more than 65535 bytes.
base::Result<Octets> encode(const Challenge& message);
base::Result<Octets> encode(const Authenticate& message);
Octets encode(const ClientBlob& blob);

base::Result<Negotiate> decode_negotiate(std::span<const std::byte> bytes);
base::Result<Challenge> decode_challenge(std::span<const std::byte> bytes);
base::Result<Authenticate> decode_authenticate(std::span<const std::byte> bytes);
base::Result<ClientBlob> decode_blob(std::span<const std::byte> bytes);

}  // namespace rpcrt4::security::ntlm
