// SPDX-License-Identifier: LGPL-2.1-or-later
// The messages of SMB 2 and 3 that a client of pipes needs, as [MS-SMB2] section 2.2 has them: requests are encoded,
// replies decoded. Pure: bytes in, bytes out. Nothing a reply says is believed: what lies outside of the message that
// came fails to decode. The map of the folder:
//   wire        messages                  protection    keys, signatures, encryption
//   conversation  one connection's messages in their protection, their numbers and credits
//   logon       from a connected socket to an open pipe, blocking
//   pipe_client   an open pipe as a stream of PDUs     bridge   its descriptors, on the bridging loop
//   status      what the server's words mean to a caller of RPC
//   connect     all of it for the row of ncacn_np
//   front_request, front_pipe   the other direction: smbd passes clients of the network on to a server here
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "handleapi/base/status.hpp"

namespace rpcrt4::transport::smb {

using Bytes = std::span<const std::byte>;
using Octets = std::vector<std::byte>;

enum class Command : uint16_t {
    negotiate = 0,
    session_setup = 1,
    logoff = 2,
    tree_connect = 3,
    tree_disconnect = 4,
    create = 5,
    close = 6,
    read = 8,
    write = 9,
    ioctl = 11,
    cancel = 12,
};

namespace dialect {
inline constexpr uint16_t k202 = 0x0202, k210 = 0x0210, k300 = 0x0300, k302 = 0x0302, k311 = 0x0311;
inline constexpr std::array kAll{k202, k210, k300, k302, k311};
}  // namespace dialect

enum class Cipher : uint16_t { none = 0, aes128_ccm = 1, aes128_gcm = 2, aes256_ccm = 3, aes256_gcm = 4 };

constexpr size_t kHeaderSize = 64;
constexpr size_t kSignatureAt = 48;
constexpr size_t kSignatureSize = 16;
constexpr size_t kFrameHeaderSize = 4;  // the length, of "direct TCP transport" (2.1)
constexpr size_t kTransformSize = 52;
/// Larger messages than any reply to what is asked here.
constexpr size_t kLongestMessage = 1 << 20;

namespace header_flag {
constexpr uint32_t kReply = 1, kAsync = 2, kRelated = 4, kSigned = 8;
}
namespace session_flag {
constexpr uint16_t kGuest = 1, kNull = 2, kEncrypt = 4;
}
constexpr uint16_t kSigningEnabled = 1, kSigningRequired = 2;
constexpr uint32_t kCapabilityEncryption = 0x40, kCapabilityLargeMtu = 0x04;
constexpr uint32_t kShareEncrypts = 0x8000;
constexpr uint32_t kPipeTransceive = 0x0011C017, kValidateNegotiateInfo = 0x00140204;

struct Header {
    uint16_t credit_charge = 0;
    uint32_t status = 0;  ///< of a reply
    Command command = Command::negotiate;
    uint16_t credits = 0;  ///< asked for, or granted
    uint32_t flags = 0;
    uint32_t next = 0;
    uint64_t message_id = 0;
    uint32_t tree_id = 0;   ///< unless kAsync
    uint64_t async_id = 0;  ///< with kAsync
    uint64_t session_id = 0;
};

Octets encode(const Header& header);
/// rpc_s_protocol_error for what is no header of SMB 2.
base::Result<Header> decode_header(Bytes message);

/// The header of an encrypted message.
struct Transform {
    std::array<std::byte, kSignatureSize> signature{};
    std::array<std::byte, 16> nonce{};
    uint32_t size = 0;
    uint64_t session_id = 0;
};
bool is_transform(Bytes message) noexcept;
Octets encode(const Transform& transform);
base::Result<Transform> decode_transform(Bytes message);

using Guid = std::array<std::byte, 16>;

/// What both sides of a connection must agree to have said (FSCTL_VALIDATE_NEGOTIATE_INFO).
struct Offer {
    uint16_t security_mode = kSigningEnabled;
    uint32_t capabilities = 0;
    Guid guid{};
    std::vector<uint16_t> dialects;
};
struct Agreed {
    uint16_t security_mode = 0;
    uint16_t dialect = 0;
    uint32_t capabilities = 0;
    Guid guid{};
    uint32_t max_transact = 0, max_read = 0, max_write = 0;
    Cipher cipher = Cipher::none;
    Octets token;  ///< what the server's SPNEGO offers
};
/// `salt`: of the hash over the exchange. Bodies follow the header.
Octets negotiate_body(const Offer& offer, Bytes salt);
base::Result<Agreed> decode_negotiate(Bytes message, const Offer& offer);

Octets validate_body(const Offer& offer);
/// The server's answer says what its reply to the negotiation said.
bool confirms(Bytes answer, const Agreed& agreed) noexcept;

Octets session_setup_body(uint8_t security_mode, uint32_t capabilities, Bytes token);
struct SessionReply {
    uint16_t flags = 0;
    Octets token;
};
base::Result<SessionReply> decode_session_setup(Bytes message);

/// `path` is \\server\share, UTF-8.
Octets tree_connect_body(std::string_view path);
struct TreeReply {
    bool is_pipe_share = false;
    uint32_t flags = 0;
};
base::Result<TreeReply> decode_tree_connect(Bytes message);

using FileId = std::array<std::byte, 16>;
/// Opens the pipe for reading and writing; `impersonation` is 0 (anonymous) to 3 (delegate).
Octets create_body(std::string_view name, uint32_t impersonation);
base::Result<FileId> decode_create(Bytes message);

Octets read_body(const FileId& file, uint32_t length);
/// The data, within `message`.
base::Result<Bytes> decode_read(Bytes message);
Octets write_body(const FileId& file, Bytes data);
/// How much was written.
base::Result<uint32_t> decode_write(Bytes message);
Octets ioctl_body(uint32_t code, const FileId& file, Bytes input, uint32_t most_output);
base::Result<Bytes> decode_ioctl(Bytes message);
Octets close_body(const FileId& file);
/// LOGOFF, TREE_DISCONNECT, CANCEL.
Octets empty_body();

}  // namespace rpcrt4::transport::smb
