// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/kerberos/message.hpp"

#include <string.h>
#include <sys/random.h>

#include <algorithm>

namespace rpcrt4::security::kerberos {

using base::Status;

namespace {

// RFC 4121 section 2.
constexpr uint32_t kAcceptorSeal = 22, kAcceptorSign = 23, kInitiatorSeal = 24, kInitiatorSign = 25;
// RFC 4121 section 4.2.2.
constexpr uint8_t kSentByAcceptor = 1, kSealed = 2, kAcceptorSubkey = 4;
// The header: token, flags, filler, EC, RRC, number. A MIC's has filler where EC and RRC are.
constexpr size_t kFlagsAt = 2, kCountAt = 4, kRotationAt = 6, kNumberAt = 8;
constexpr size_t kMaxMac = 24;

void put(std::span<std::byte> to, uint64_t value) noexcept {
    for (size_t i = to.size(); i-- > 0; value >>= 8) to[i] = static_cast<std::byte>(value);
}

bool sealed(const Piece& piece) noexcept { return piece.handling == Piece::Handling::seal; }

/// A message without the header's rotation, as its encrypted copy has it.
template <size_t size>
std::array<std::byte, size> unrotated(std::array<std::byte, size> header) noexcept {
    put(std::span(header).subspan(kRotationAt, 2), 0);
    return header;
}

}  // namespace

Messages::Direction::Direction(KeyKind kind, Bytes base, bool from_initiator)
    : signing(kind, derive(kind, base, from_initiator ? kInitiatorSign : kAcceptorSign, Use::checksum).bytes()),
      sealing(kind, derive(kind, base, from_initiator ? kInitiatorSeal : kAcceptorSeal, Use::integrity).bytes()),
      cipher(derive(kind, base, from_initiator ? kInitiatorSeal : kAcceptorSeal, Use::encryption).bytes()),
      flags(from_initiator ? 0 : kSentByAcceptor) {}

Messages::Messages(const MessageSecrets& secrets)
    : encrypts_first_(kerberos::encrypts_first(secrets.kind)),
      mac_(mac_size(secrets.kind)),
      outgoing_(secrets.kind, secrets.key.bytes(), secrets.initiator),
      incoming_(secrets.kind, secrets.key.bytes(), !secrets.initiator) {
    outgoing_.number = secrets.send_number;
    incoming_.number = secrets.receive_number;
    if (secrets.acceptors_subkey) {
        outgoing_.flags |= kAcceptorSubkey;
        incoming_.flags |= kAcceptorSubkey;
    }
}

Messages::~Messages() {
    if (!text_.empty()) ::explicit_bzero(text_.data(), text_.size());
}

Messages::Header Messages::header_of(Token token, const Direction& direction) noexcept {
    Header header;
    header.fill(std::byte{0xFF});
    put(std::span(header).first(kFlagsAt), static_cast<uint16_t>(token));
    const bool wrap = token == Token::wrap;
    header[kFlagsAt] = static_cast<std::byte>(direction.flags | (wrap ? kSealed : 0));
    if (wrap) put(std::span(header).subspan(kCountAt, 4), kFiller << 16);
    put(std::span(header).subspan(kNumberAt), direction.number);
    return header;
}

Status Messages::judge(const Header& expected, Bytes header) noexcept {
    if (!same(std::span(expected).first(kNumberAt), header.first(kNumberAt))) return Status::sec_e_message_altered;
    return same(expected, header) ? Status::ok : Status::sec_e_out_of_sequence;
}

void Messages::sign(std::span<const Piece> pieces, std::span<std::byte> signature) noexcept {
    const Header header = header_of(Token::mic, outgoing_);
    for (const Piece& piece : pieces) outgoing_.signing.add(piece.bytes);
    outgoing_.signing.add(header);
    std::ranges::copy(header, signature.begin());
    outgoing_.signing.finish(signature.subspan(kHeader));
    ++outgoing_.number;
}

Status Messages::check(std::span<const Piece> pieces, Bytes signature) noexcept {
    if (signature.size() != sign_size()) return Status::sec_e_message_altered;
    for (const Piece& piece : pieces) incoming_.signing.add(piece.bytes);
    incoming_.signing.add(signature.first(kHeader));
    std::array<std::byte, kMaxMac> mac;
    incoming_.signing.finish(std::span(mac).first(mac_));
    if (!same(std::span(mac).first(mac_), signature.subspan(kHeader))) return Status::sec_e_message_altered;
    const Status status = judge(header_of(Token::mic, incoming_), signature.first(kHeader));
    if (base::succeeded(status)) ++incoming_.number;
    return status;
}

/// text_ with everything but the confounder; what is between it and the filler.
std::span<std::byte> Messages::gather(std::span<const Piece> pieces, const Header& header) {
    size_t size = 0;
    for (const Piece& piece : pieces) size += sealed(piece) ? piece.bytes.size() : 0;
    text_.resize(kBlock + size + kFiller + kHeader);
    auto at = text_.begin() + kBlock;
    for (const Piece& piece : pieces)
        if (sealed(piece)) at = std::ranges::copy(piece.bytes, at).out;
    at = std::fill_n(at, kFiller, std::byte{0xFF});
    std::ranges::copy(header, at);
    return std::span(text_).subspan(kBlock, size);
}

/// In the order of RFC 4121's message, with the pieces that are only signed where they stand. text_ is the plaintext or
/// the ciphertext, whichever the kind of key covers.
void Messages::mac_of_sealed(Mac& mac, std::span<const Piece> pieces, std::span<std::byte> result) noexcept {
    constexpr std::array<std::byte, kBlock> kVector{};
    if (encrypts_first_) mac.add(kVector);  // RFC 8009 section 5
    const Bytes text = text_;
    mac.add(text.first(kBlock));
    size_t at = kBlock;
    for (const Piece& piece : pieces) {
        mac.add(sealed(piece) ? text.subspan(at, piece.bytes.size()) : Bytes(piece.bytes));
        at += sealed(piece) ? piece.bytes.size() : 0;
    }
    mac.add(text.subspan(at));
    mac.finish(result);
}

void Messages::scatter(std::span<const Piece> pieces) noexcept {
    auto at = text_.begin() + kBlock;
    for (const Piece& piece : pieces) {
        if (!sealed(piece)) continue;
        const auto end = at + static_cast<ptrdiff_t>(piece.bytes.size());
        std::copy(at, end, piece.bytes.begin());
        at = end;
    }
}

/// The signature: header | filler | copy of the header | MAC | confounder, the latter four as they come out of the
/// encryption.
Status Messages::seal(std::span<const Piece> pieces, std::span<std::byte> signature) {
    Header header = header_of(Token::wrap, outgoing_);
    gather(pieces, header);
    const auto text = std::span(text_);
    if (::getrandom(text.data(), kBlock, 0) != static_cast<ssize_t>(kBlock)) return Status::sec_e_internal_error;
    const auto mac = signature.subspan(kHeader + kFiller + kHeader, mac_);
    if (!encrypts_first_) mac_of_sealed(outgoing_.sealing, pieces, mac);
    outgoing_.cipher.encrypt(text);
    if (encrypts_first_) mac_of_sealed(outgoing_.sealing, pieces, mac);
    scatter(pieces);
    put(std::span(header).subspan(kRotationAt, 2), kHeader + mac_);
    std::ranges::copy(header, signature.begin());
    std::ranges::copy(text.last(kFiller + kHeader), signature.begin() + kHeader);
    std::ranges::copy(text.first(kBlock), signature.end() - kBlock);
    ++outgoing_.number;
    return Status::ok;
}

void Messages::unrotate(Bytes signature) noexcept {
    const auto text = std::span(text_);
    std::ranges::copy(signature.last(kBlock), text.begin());
    std::ranges::copy(signature.subspan(kHeader, kFiller + kHeader), text.end() - (kFiller + kHeader));
}

Status Messages::open(std::span<const Piece> pieces, Bytes signature) {
    if (signature.size() != seal_size()) return Status::sec_e_message_altered;
    Header expected = header_of(Token::wrap, incoming_);
    gather(pieces, expected);
    unrotate(signature);
    const auto text = std::span(text_);
    const Bytes sent_mac = signature.subspan(kHeader + kFiller + kHeader, mac_);
    std::array<std::byte, kMaxMac> mac;
    const auto own_mac = std::span(mac).first(mac_);
    if (encrypts_first_) mac_of_sealed(incoming_.sealing, pieces, own_mac);
    incoming_.cipher.decrypt(text);
    if (!encrypts_first_) mac_of_sealed(incoming_.sealing, pieces, own_mac);
    if (!same(own_mac, sent_mac)) return Status::sec_e_message_altered;
    // The copy of the header is authentic; the header is what it says, but for the rotation.
    Header header;
    std::ranges::copy(text.last(kHeader), header.begin());
    if (header != unrotated(header)) return Status::sec_e_message_altered;
    put(std::span(header).subspan(kRotationAt, 2), kHeader + mac_);
    put(std::span(expected).subspan(kRotationAt, 2), kHeader + mac_);
    if (!same(header, signature.first(kHeader))) return Status::sec_e_message_altered;
    const Status status = judge(expected, header);
    if (base::failed(status)) return status;
    scatter(pieces);
    ++incoming_.number;
    return Status::ok;
}

}  // namespace rpcrt4::security::kerberos
