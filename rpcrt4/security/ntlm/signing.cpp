// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/signing.hpp"

#include <algorithm>

#include "handleapi/base/byte_reader.hpp"
#include "rpcrt4/security/ntlm/messages.hpp"

namespace rpcrt4::security::ntlm {
namespace {

using base::Status;

constexpr uint32_t kSignatureVersion = 1;
constexpr size_t kChecksumAt = 4;
constexpr size_t kChecksumSize = 8;
constexpr size_t kSequenceAt = 12;

void put_u32(std::span<std::byte> place, uint32_t value) noexcept {
    for (size_t i = 0; i < sizeof value; ++i) place[i] = static_cast<std::byte>(value >> (8 * i));
}

void crypt(Rc4& cipher, std::span<const Piece> pieces) noexcept {
    for (const Piece& piece : pieces) {
        if (piece.handling == Piece::Handling::seal) cipher.apply(piece.bytes);
    }
}

}  // namespace

Stream::Stream(uint32_t flags, const Key& exported_session_key, Direction direction)
    : mac_(*sign_key(exported_session_key, direction)),
      beginning_(*seal_key(flags, exported_session_key, direction)),
      cipher_(beginning_),
      encrypts_checksums_((flags & flag::kKeyExchange) != 0) {}

/// The signature of the pieces as they are, with a plain checksum.
std::array<std::byte, kSignatureSize> Stream::sign(std::span<const Piece> pieces) {
    std::array<std::byte, kSignatureSize> signature{};
    const std::span<std::byte> all(signature);
    put_u32(all, kSignatureVersion);
    put_u32(all.subspan(kSequenceAt), sequence_);
    mac_.add(all.subspan(kSequenceAt));
    for (const Piece& piece : pieces) mac_.add(piece.bytes);
    const Key digest = mac_.digest();
    std::copy_n(digest->begin(), kChecksumSize, signature.begin() + kChecksumAt);
    return signature;
}

/// The checksum is encrypted after the message, with the same stream.
void Stream::finish(std::span<std::byte> signature) noexcept {
    if (encrypts_checksums_) cipher_.apply(signature.subspan(kChecksumAt, kChecksumSize));
    ++sequence_;
}

void Stream::protect(std::span<const Piece> pieces, bool seal, std::span<std::byte> signature) {
    auto made = sign(pieces);
    if (seal) crypt(cipher_, pieces);
    finish(made);
    std::copy(made.begin(), made.end(), signature.begin());
}

Status Stream::unprotect(std::span<const Piece> pieces, bool seal, std::span<const std::byte> signature) {
    if (broken_) return Status::sec_e_context_expired;
    broken_ = true;
    if (signature.size() != kSignatureSize) return Status::sec_e_invalid_token;
    base::ByteReader reader(signature);
    if (reader.u32() != kSignatureVersion) return Status::sec_e_invalid_token;
    reader.skip(kChecksumSize);
    if (reader.u32() != sequence_) return Status::sec_e_out_of_sequence;
    if (seal) crypt(cipher_, pieces);
    auto expected = sign(pieces);
    finish(expected);
    if (!same(expected, signature)) return Status::sec_e_message_altered;
    broken_ = false;
    return Status::ok;
}

void Stream::rewind() noexcept { cipher_ = beginning_; }

}  // namespace rpcrt4::security::ntlm
