// SPDX-License-Identifier: LGPL-2.1-or-later
// See wire.hpp; the numbers beside fields are those of [MS-SMB2] 2.2.
#include "rpcrt4/transport/smb/wire.hpp"

#include <algorithm>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"
#include "handleapi/base/utf16.hpp"

namespace rpcrt4::transport::smb {
namespace {

using base::ByteReader;
using base::ByteWriter;
using base::Result;
using base::Status;

constexpr auto kMalformed = Status::rpc_s_protocol_error;
constexpr uint32_t kMagic = 0x424D53FE;           // FE 'S' 'M' 'B'
constexpr uint32_t kTransformMagic = 0x424D53FD;  // FD 'S' 'M' 'B'
/// The favourite first.
constexpr std::array kCiphers{Cipher::aes128_gcm, Cipher::aes128_ccm, Cipher::aes256_gcm, Cipher::aes256_ccm};
constexpr uint16_t kPreauthContext = 1, kEncryptionContext = 2, kSha512 = 1;

void put_utf16(ByteWriter& out, std::u16string_view text) {
    for (const char16_t c : text) out.u16(c);
}

/// What every body begins with.
ByteWriter body(uint16_t structure_size) {
    ByteWriter out;
    out.u16(structure_size);
    return out;
}

/// What an offset from the header's first byte and a length say, when that is within the message.
Result<Bytes> part(Bytes message, size_t offset, size_t length) {
    if (length == 0) return Bytes{};
    if (offset < kHeaderSize || offset > message.size() || length > message.size() - offset) return kMalformed;
    return message.subspan(offset, length);
}

/// A reader behind the header, when the body begins as that reply does.
Result<ByteReader> body_of(Bytes message, uint16_t structure_size) {
    if (message.size() < kHeaderSize) return kMalformed;
    ByteReader in(message.subspan(kHeaderSize));
    if (in.u16() != structure_size) return kMalformed;
    return in;
}

template <size_t Size>
std::array<std::byte, Size> array_from(ByteReader& in) {
    std::array<std::byte, Size> value{};
    const Bytes bytes = in.take(Size);
    std::copy(bytes.begin(), bytes.end(), value.begin());
    return value;
}

void begin_context(ByteWriter& out, uint16_t type, size_t length) {
    out.align(8);
    out.u16(type);
    out.u16(static_cast<uint16_t>(length));
    out.u32(0);
}

bool offers_311(const Offer& offer) {
    return std::find(offer.dialects.begin(), offer.dialects.end(), dialect::k311) != offer.dialects.end();
}

}  // namespace

Octets encode(const Header& header) {
    ByteWriter out;
    out.u32(kMagic);
    out.u16(kHeaderSize);
    out.u16(header.credit_charge);
    out.u32(header.status);
    out.u16(static_cast<uint16_t>(header.command));
    out.u16(header.credits);
    out.u32(header.flags);
    out.u32(header.next);
    out.u64(header.message_id);
    if ((header.flags & header_flag::kAsync) != 0) {
        out.u64(header.async_id);
    } else {
        out.u32(0);
        out.u32(header.tree_id);
    }
    out.u64(header.session_id);
    out.zeros(kSignatureSize);
    return out.take();
}

Result<Header> decode_header(Bytes message) {
    ByteReader in(message);
    Header header;
    if (in.u32() != kMagic || in.u16() != kHeaderSize) return kMalformed;
    header.credit_charge = in.u16();
    header.status = in.u32();
    header.command = static_cast<Command>(in.u16());
    header.credits = in.u16();
    header.flags = in.u32();
    header.next = in.u32();
    header.message_id = in.u64();
    if ((header.flags & header_flag::kAsync) != 0) {
        header.async_id = in.u64();
    } else {
        in.skip(4);
        header.tree_id = in.u32();
    }
    header.session_id = in.u64();
    in.skip(kSignatureSize);
    if (in.failed()) return kMalformed;
    return header;
}

bool is_transform(Bytes message) noexcept { return ByteReader(message).u32() == kTransformMagic; }

Octets encode(const Transform& transform) {
    ByteWriter out;
    out.u32(kTransformMagic);
    out.bytes(transform.signature);
    out.bytes(transform.nonce);
    out.u32(transform.size);
    out.u16(0);
    out.u16(1);  // "encrypted", or the cipher agreed on
    out.u64(transform.session_id);
    return out.take();
}

Result<Transform> decode_transform(Bytes message) {
    ByteReader in(message);
    Transform transform;
    if (in.u32() != kTransformMagic) return kMalformed;
    transform.signature = array_from<kSignatureSize>(in);
    transform.nonce = array_from<16>(in);
    transform.size = in.u32();
    in.skip(2);
    const uint16_t flags = in.u16();
    transform.session_id = in.u64();
    if (in.failed() || flags != 1 || transform.size != in.remaining()) return kMalformed;
    return transform;
}

Octets negotiate_body(const Offer& offer, Bytes salt) {
    ByteWriter out;
    out.zeros(kHeaderSize);  // so that alignment counts from the header
    out.u16(36);
    out.u16(static_cast<uint16_t>(offer.dialects.size()));
    out.u16(offer.security_mode);
    out.u16(0);
    out.u32(offer.capabilities);
    out.bytes(offer.guid);
    const size_t contexts_at = out.size();
    out.zeros(8);
    for (const uint16_t revision : offer.dialects) out.u16(revision);
    if (offers_311(offer)) {
        out.align(8);
        out.overwrite_u32(contexts_at, static_cast<uint32_t>(out.size()));
        out.overwrite_u16(contexts_at + 4, 2);
        begin_context(out, kPreauthContext, 6 + salt.size());
        out.u16(1);
        out.u16(static_cast<uint16_t>(salt.size()));
        out.u16(kSha512);
        out.bytes(salt);
        begin_context(out, kEncryptionContext, 2 + 2 * kCiphers.size());
        out.u16(kCiphers.size());
        for (const Cipher cipher : kCiphers) out.u16(static_cast<uint16_t>(cipher));
    }
    const Bytes whole = out.bytes().subspan(kHeaderSize);
    return Octets(whole.begin(), whole.end());
}

namespace {

/// The negotiate contexts of a reply of 3.1.1: one algorithm for each of ours.
Status read_contexts(Bytes message, uint32_t offset, uint16_t count, Agreed& agreed) {
    if (offset < kHeaderSize || offset > message.size()) return kMalformed;
    ByteReader in(message.subspan(offset));
    bool hash = false;
    for (uint16_t i = 0; i < count; ++i) {
        if (i != 0) in.align(8);
        const uint16_t type = in.u16();
        const uint16_t length = in.u16();
        in.skip(4);
        ByteReader data(in.take(length));
        if (in.failed()) return kMalformed;
        if (type == kPreauthContext) {
            const uint16_t hashes = data.u16();
            data.skip(2);
            if (hashes != 1 || data.u16() != kSha512 || hash) return kMalformed;
            hash = true;
        } else if (type == kEncryptionContext) {
            if (data.u16() != 1) return kMalformed;
            const auto cipher = static_cast<Cipher>(data.u16());
            if (data.failed() || cipher > Cipher::aes256_gcm) return kMalformed;
            agreed.cipher = cipher;
        }
    }
    return hash ? Status::ok : kMalformed;
}

}  // namespace

Result<Agreed> decode_negotiate(Bytes message, const Offer& offer) {
    auto reply = body_of(message, 65);
    if (!reply) return reply.status();
    ByteReader& in = *reply;
    Agreed agreed;
    agreed.security_mode = in.u16();
    agreed.dialect = in.u16();
    const uint16_t context_count = in.u16();
    agreed.guid = array_from<16>(in);
    agreed.capabilities = in.u32();
    agreed.max_transact = in.u32();
    agreed.max_read = in.u32();
    agreed.max_write = in.u32();
    in.skip(16);
    const uint16_t token_at = in.u16();
    const uint16_t token_size = in.u16();
    const uint32_t contexts_at = in.u32();
    const auto token = part(message, token_at, token_size);
    if (in.failed() || !token) return kMalformed;
    if (std::find(offer.dialects.begin(), offer.dialects.end(), agreed.dialect) == offer.dialects.end()) {
        return kMalformed;
    }
    constexpr uint32_t kLeast = 4096;  // what a client may count on is much more
    if (agreed.max_read < kLeast || agreed.max_write < kLeast) return kMalformed;
    agreed.token.assign(token->begin(), token->end());
    if (agreed.dialect == dialect::k311) {
        const Status read = read_contexts(message, contexts_at, context_count, agreed);
        if (failed(read)) return read;
    } else if (agreed.dialect >= dialect::k300 && (agreed.capabilities & kCapabilityEncryption) != 0) {
        agreed.cipher = Cipher::aes128_ccm;
    }
    return agreed;
}

Octets validate_body(const Offer& offer) {
    ByteWriter out;
    out.u32(offer.capabilities);
    out.bytes(offer.guid);
    out.u16(offer.security_mode);
    out.u16(static_cast<uint16_t>(offer.dialects.size()));
    for (const uint16_t revision : offer.dialects) out.u16(revision);
    return out.take();
}

bool confirms(Bytes answer, const Agreed& agreed) noexcept {
    ByteReader in(answer);
    const bool same = in.u32() == agreed.capabilities && array_from<16>(in) == agreed.guid &&
                      in.u16() == agreed.security_mode && in.u16() == agreed.dialect;
    return same && !in.failed() && in.remaining() == 0;
}

Octets session_setup_body(uint8_t security_mode, uint32_t capabilities, Bytes token) {
    ByteWriter out = body(25);
    out.u16(static_cast<uint16_t>(security_mode << 8));  // and no flags
    out.u32(capabilities);
    out.u32(0);
    out.u16(kHeaderSize + 24);
    out.u16(static_cast<uint16_t>(token.size()));
    out.u64(0);
    out.bytes(token);
    return out.take();
}

Result<SessionReply> decode_session_setup(Bytes message) {
    auto reply = body_of(message, 9);
    if (!reply) return reply.status();
    SessionReply session;
    session.flags = reply->u16();
    const uint16_t token_at = reply->u16();
    const uint16_t token_size = reply->u16();
    const auto token = part(message, token_at, token_size);
    if (reply->failed() || !token) return kMalformed;
    session.token.assign(token->begin(), token->end());
    return session;
}

Octets tree_connect_body(std::string_view path) {
    const std::u16string name = base::to_utf16(path);
    ByteWriter out = body(9);
    out.u16(0);
    out.u16(kHeaderSize + 8);
    out.u16(static_cast<uint16_t>(name.size() * 2));
    put_utf16(out, name);
    return out.take();
}

Result<TreeReply> decode_tree_connect(Bytes message) {
    constexpr uint8_t kPipeShare = 2;
    auto reply = body_of(message, 16);
    if (!reply) return reply.status();
    TreeReply tree;
    tree.is_pipe_share = reply->u8() == kPipeShare;
    reply->skip(1);
    tree.flags = reply->u32();
    reply->skip(8);
    if (reply->failed()) return kMalformed;
    return tree;
}

Octets create_body(std::string_view name, uint32_t impersonation) {
    constexpr uint32_t kAccess = 0x0012019F;  // what GENERIC_READ | GENERIC_WRITE means for a file
    constexpr uint32_t kShareReadWrite = 3, kOpen = 1, kNonDirectory = 0x40;
    const std::u16string wide = base::to_utf16(name);
    ByteWriter out = body(57);
    out.u16(0);
    out.u32(impersonation);
    out.zeros(16);
    out.u32(kAccess);
    out.u32(0);
    out.u32(kShareReadWrite);
    out.u32(kOpen);
    out.u32(kNonDirectory);
    out.u16(kHeaderSize + 56);
    out.u16(static_cast<uint16_t>(wide.size() * 2));
    out.zeros(8);
    put_utf16(out, wide);
    return out.take();
}

Result<FileId> decode_create(Bytes message) {
    auto reply = body_of(message, 89);
    if (!reply) return reply.status();
    reply->skip(62);
    const FileId file = array_from<16>(*reply);
    reply->skip(8);
    if (reply->failed()) return kMalformed;
    return file;
}

Octets read_body(const FileId& file, uint32_t length) {
    ByteWriter out = body(49);
    out.u16(kHeaderSize + 16);  // where the server may put the data
    out.u32(length);
    out.u64(0);
    out.bytes(file);
    out.zeros(17);
    return out.take();
}

Result<Bytes> decode_read(Bytes message) {
    auto reply = body_of(message, 17);
    if (!reply) return reply.status();
    const uint8_t data_at = reply->u8();
    reply->skip(1);
    const uint32_t size = reply->u32();
    reply->skip(8);
    if (reply->failed()) return kMalformed;
    return part(message, data_at, size);
}

Octets write_body(const FileId& file, Bytes data) {
    ByteWriter out = body(49);
    out.u16(kHeaderSize + 48);
    out.u32(static_cast<uint32_t>(data.size()));
    out.u64(0);
    out.bytes(file);
    out.zeros(16);
    out.bytes(data);
    return out.take();
}

Result<uint32_t> decode_write(Bytes message) {
    auto reply = body_of(message, 17);
    if (!reply) return reply.status();
    reply->skip(2);
    const uint32_t count = reply->u32();
    if (reply->failed()) return kMalformed;
    return count;
}

Octets ioctl_body(uint32_t code, const FileId& file, Bytes input, uint32_t most_output) {
    constexpr uint32_t kIsFsctl = 1;
    ByteWriter out = body(57);
    out.u16(0);
    out.u32(code);
    out.bytes(file);
    out.u32(kHeaderSize + 56);
    out.u32(static_cast<uint32_t>(input.size()));
    out.u32(0);
    out.u32(0);
    out.u32(0);
    out.u32(most_output);
    out.u32(kIsFsctl);
    out.u32(0);
    out.bytes(input);
    return out.take();
}

Result<Bytes> decode_ioctl(Bytes message) {
    auto reply = body_of(message, 49);
    if (!reply) return reply.status();
    reply->skip(2 + 4 + 16 + 8);
    const uint32_t output_at = reply->u32();
    const uint32_t output_size = reply->u32();
    reply->skip(8);
    if (reply->failed()) return kMalformed;
    return part(message, output_at, output_size);
}

Octets close_body(const FileId& file) {
    ByteWriter out = body(24);
    out.u16(0);
    out.u32(0);
    out.bytes(file);
    return out.take();
}

Octets empty_body() {
    ByteWriter out = body(4);
    out.u16(0);
    return out.take();
}

}  // namespace rpcrt4::transport::smb
