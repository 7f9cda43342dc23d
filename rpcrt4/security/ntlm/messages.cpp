// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/messages.hpp"

#include <algorithm>
#include <cstring>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"
#include "handleapi/base/utf16.hpp"

namespace rpcrt4::security::ntlm {
namespace {

using base::ByteReader;
using base::ByteWriter;
using base::Result;
using base::Status;
using Bytes = std::span<const std::byte>;

constexpr char kSignature[8] = {'N', 'T', 'L', 'M', 'S', 'S', 'P', '\0'};
enum class Type : uint32_t { negotiate = 1, challenge = 2, authenticate = 3 };
constexpr size_t kMost = 0xFFFF;

Octets utf16_bytes(std::string_view text) {
    const std::u16string wide = base::to_utf16(text);
    const Bytes bytes = std::as_bytes(std::span(wide));
    return {bytes.begin(), bytes.end()};
}

std::string text_of(Bytes bytes) {
    if (bytes.empty()) return {};
    std::u16string wide(bytes.size() / 2, u'\0');
    std::memcpy(wide.data(), bytes.data(), wide.size() * 2);
    return base::to_utf8(wide);
}

/// Writes a message: fixed fields first, their payloads behind them.
class Writer {
 public:
    Writer(Type type, size_t header) : header_(header) {
        fixed_.bytes(std::as_bytes(std::span(kSignature)));
        fixed_.u32(static_cast<uint32_t>(type));
    }
    ByteWriter& fixed() noexcept { return fixed_; }
    /// The place of a payload: its length twice, and its offset.
    void place(size_t offset, size_t length) {
        fixed_.u16(static_cast<uint16_t>(length));
        fixed_.u16(static_cast<uint16_t>(length));
        fixed_.u32(static_cast<uint32_t>(header_ + offset));
        fits_ = fits_ && length <= kMost;
    }
    void version(const Version& version) { fixed_.bytes(std::as_bytes(std::span(version))); }
    Result<Octets> take(std::initializer_list<Bytes> payloads) {
        if (!fits_) return Status::sec_e_invalid_token;
        for (Bytes payload : payloads) fixed_.bytes(payload);
        return fixed_.take();
    }

 private:
    ByteWriter fixed_;
    size_t header_;
    bool fits_ = true;
};

/// Reads a message. What is out of bounds or out of form latches failed().
class Reader {
 public:
    Reader(Bytes message, Type type) : message_(message), fixed_(message) {
        const Bytes signature = fixed_.take(sizeof kSignature);
        if (signature.empty() || std::memcmp(signature.data(), kSignature, sizeof kSignature) != 0) failed_ = true;
        if (fixed_.u32() != static_cast<uint32_t>(type)) failed_ = true;
    }
    ByteReader& fixed() noexcept { return fixed_; }
    bool failed() const noexcept { return failed_ || fixed_.failed(); }
    /// Where the first payload begins; the end of the message when there is none.
    size_t first_payload() const noexcept { return first_; }

    /// A payload may not lie in the fixed part, of which `header` bytes are certain. Empty ones may be anywhere.
    Bytes payload(size_t header) {
        const size_t length = fixed_.u16();
        fixed_.skip(2);
        const size_t offset = fixed_.u32();
        if (length == 0 || fixed_.failed()) return {};
        if (offset < header || offset > message_.size() || length > message_.size() - offset) {
            failed_ = true;
            return {};
        }
        first_ = std::min(first_, offset);
        return message_.subspan(offset, length);
    }
    std::string text(size_t header) {
        const Bytes bytes = payload(header);
        if (bytes.size() % 2 != 0) failed_ = true;
        return text_of(bytes);
    }

 private:
    Bytes message_;
    ByteReader fixed_;
    size_t first_ = message_.size();
    bool failed_ = false;
};

Octets copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

Version version_at(Bytes message, size_t offset, size_t first_payload) {
    Version version{};
    if (first_payload >= offset + version.size()) std::memcpy(version.data(), message.data() + offset, version.size());
    return version;
}

}  // namespace

AvPair av_text(AvId id, std::string_view text) { return {id, utf16_bytes(text)}; }

AvPair av_time(uint64_t time) {
    ByteWriter writer;
    writer.u64(time);
    return {AvId::timestamp, writer.take()};
}

const AvPair* find(const AvPairs& pairs, AvId id) noexcept {
    const auto found = std::find_if(pairs.begin(), pairs.end(), [id](const AvPair& pair) { return pair.id == id; });
    return found == pairs.end() ? nullptr : &*found;
}

std::optional<uint64_t> timestamp_of(const AvPairs& pairs) noexcept {
    const AvPair* pair = find(pairs, AvId::timestamp);
    if (!pair || pair->value.size() != sizeof(uint64_t)) return std::nullopt;
    return ByteReader(pair->value).u64();
}

uint32_t flags_of(const AvPairs& pairs) noexcept {
    const AvPair* pair = find(pairs, AvId::flags);
    return pair && pair->value.size() == sizeof(uint32_t) ? ByteReader(pair->value).u32() : 0;
}

Octets encode_pairs(const AvPairs& pairs) {
    ByteWriter writer;
    for (const AvPair& pair : pairs) {
        writer.u16(static_cast<uint16_t>(pair.id));
        writer.u16(static_cast<uint16_t>(std::min(pair.value.size(), kMost)));
        writer.bytes(Bytes(pair.value).first(std::min(pair.value.size(), kMost)));
    }
    writer.u32(0);
    return writer.take();
}

Result<AvPairs> decode_pairs(Bytes bytes) {
    ByteReader reader(bytes);
    AvPairs pairs;
    while (true) {
        const AvId id{reader.u16()};
        const Bytes value = reader.take(reader.u16());
        if (reader.failed()) return Status::sec_e_invalid_token;
        if (id == AvId::eol) return pairs;
        pairs.push_back({id, copy(value)});
    }
}

Octets encode(const Negotiate& message) {
    constexpr size_t kHeader = 40;
    Writer writer(Type::negotiate, kHeader);
    writer.fixed().u32(message.flags & ~(flag::kDomainSupplied | flag::kWorkstationSupplied));
    writer.place(0, 0);
    writer.place(0, 0);
    writer.version(message.version);
    return *writer.take({});
}

Result<Negotiate> decode_negotiate(Bytes bytes) {
    // The oldest form ends after the flags. Names are in an unknown code page, and nothing depends on them.
    constexpr size_t kWithNames = 32;
    Reader reader(bytes, Type::negotiate);
    Negotiate message;
    message.flags = reader.fixed().u32();
    for (uint32_t supplied : {flag::kDomainSupplied, flag::kWorkstationSupplied}) {
        if (bytes.size() < kWithNames) break;
        if (message.flags & supplied) {
            static_cast<void>(reader.payload(kWithNames));
        } else {
            reader.fixed().skip(8);
        }
    }
    if (reader.failed()) return Status::sec_e_invalid_token;
    message.version = version_at(bytes, kWithNames, reader.first_payload());
    return message;
}

Result<Octets> encode(const Challenge& message) {
    constexpr size_t kHeader = 56;
    const Octets target = utf16_bytes(message.target);
    const Octets info = message.flags & flag::kTargetInfo ? encode_pairs(message.target_info) : Octets{};
    Writer writer(Type::challenge, kHeader);
    writer.place(0, target.size());
    writer.fixed().u32(message.flags);
    writer.fixed().bytes(message.server_challenge);
    writer.fixed().zeros(8);
    writer.place(target.size(), info.size());
    writer.version(message.version);
    return writer.take({target, info});
}

Result<Challenge> decode_challenge(Bytes bytes) {
    constexpr size_t kWithoutInfo = 32;
    constexpr size_t kWithInfo = 48;
    Reader reader(bytes, Type::challenge);
    Challenge message;
    message.target = reader.text(kWithoutInfo);
    message.flags = reader.fixed().u32();
    const Bytes nonce = reader.fixed().take(message.server_challenge.size());
    std::copy(nonce.begin(), nonce.end(), message.server_challenge.begin());
    if (message.flags & flag::kTargetInfo) {
        reader.fixed().skip(8);
        auto pairs = decode_pairs(reader.payload(kWithInfo));
        if (!pairs) return pairs.status();
        message.target_info = std::move(*pairs);
    }
    if (reader.failed()) return Status::sec_e_invalid_token;
    message.version = version_at(bytes, kWithInfo, reader.first_payload());
    return message;
}

Result<Octets> encode(const Authenticate& message) {
    const size_t header = kMicOffset + (message.mic ? message.mic->size() : 0);
    const Octets domain = utf16_bytes(message.domain);
    const Octets user = utf16_bytes(message.user);
    const Octets workstation = utf16_bytes(message.workstation);
    const size_t lm = domain.size() + user.size() + workstation.size();
    const size_t nt = lm + message.lm_response.size();
    Writer writer(Type::authenticate, header);
    writer.place(lm, message.lm_response.size());
    writer.place(nt, message.nt_response.size());
    writer.place(0, domain.size());
    writer.place(domain.size(), user.size());
    writer.place(domain.size() + user.size(), workstation.size());
    writer.place(nt + message.nt_response.size(), message.session_key.size());
    writer.fixed().u32(message.flags);
    writer.version(message.version);
    if (message.mic) writer.fixed().bytes(*message.mic);
    return writer.take({domain, user, workstation, message.lm_response, message.nt_response, message.session_key});
}

Result<Authenticate> decode_authenticate(Bytes bytes) {
    constexpr size_t kHeader = 64;
    Reader reader(bytes, Type::authenticate);
    Authenticate message;
    message.lm_response = copy(reader.payload(kHeader));
    message.nt_response = copy(reader.payload(kHeader));
    message.domain = reader.text(kHeader);
    message.user = reader.text(kHeader);
    message.workstation = reader.text(kHeader);
    message.session_key = copy(reader.payload(kHeader));
    message.flags = reader.fixed().u32();
    if (reader.failed()) return Status::sec_e_invalid_token;
    message.version = version_at(bytes, kHeader, reader.first_payload());
    if (reader.first_payload() >= kMicOffset + 16) {
        message.mic.emplace();
        std::memcpy(message.mic->data(), bytes.data() + kMicOffset, message.mic->size());
    }
    return message;
}

Octets encode(const ClientBlob& blob) {
    ByteWriter writer;
    writer.u8(1);  // the response is of version 1, and so is the highest known
    writer.u8(1);
    writer.zeros(6);
    writer.u64(blob.time);
    writer.bytes(blob.client_challenge);
    writer.zeros(4);
    writer.bytes(encode_pairs(blob.pairs));
    writer.zeros(4);
    return writer.take();
}

Result<ClientBlob> decode_blob(Bytes bytes) {
    ByteReader reader(bytes);
    const bool known = reader.u8() == 1 && reader.u8() == 1;
    reader.skip(6);
    ClientBlob blob;
    blob.time = reader.u64();
    const Bytes nonce = reader.take(blob.client_challenge.size());
    std::copy(nonce.begin(), nonce.end(), blob.client_challenge.begin());
    reader.skip(4);
    if (!known || reader.failed()) return Status::sec_e_invalid_token;
    auto pairs = decode_pairs(reader.rest());
    if (!pairs) return pairs.status();
    blob.pairs = std::move(*pairs);
    return blob;
}

}  // namespace rpcrt4::security::ntlm
