// SPDX-License-Identifier: LGPL-2.1-or-later
// See protection.hpp.
#include "rpcrt4/transport/smb/protection.hpp"

#include <nettle/ccm.h>
#include <nettle/cmac.h>
#include <nettle/gcm.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace rpcrt4::transport::smb {
namespace {

using security::Secret;

constexpr size_t kKeySize = 16;
constexpr size_t kGcmNonce = 12, kCcmNonce = 11;
constexpr size_t kAssociatedAt = 20;  // of the transform header, what the signature covers

const uint8_t* raw(Bytes bytes) noexcept { return reinterpret_cast<const uint8_t*>(bytes.data()); }
uint8_t* raw(std::span<std::byte> bytes) noexcept { return reinterpret_cast<uint8_t*>(bytes.data()); }
template <size_t Size>
uint8_t* raw(std::array<std::byte, Size>& bytes) noexcept {
    return reinterpret_cast<uint8_t*>(bytes.data());
}
/// With the terminator that counts, too.
template <size_t Size>
Bytes text(const char (&literal)[Size]) noexcept {
    return std::as_bytes(std::span(literal));
}

/// A context of nettle's that holds a key, wiped when it goes.
template <typename Context>
struct Keyed {
    Context context;
    ~Keyed() { ::explicit_bzero(&context, sizeof context); }
};

Secret of_key_size(Bytes session_key) {
    Secret key(kKeySize);
    const size_t size = std::min(session_key.size(), kKeySize);
    std::copy_n(session_key.begin(), size, key.bytes().begin());
    return key;
}

std::array<std::byte, kSignatureSize> hmac(Bytes key, Bytes before, Bytes zeros, Bytes after) {
    Keyed<hmac_sha256_ctx> keyed;
    nettle_hmac_sha256_set_key(&keyed.context, key.size(), raw(key));
    for (const Bytes piece : {before, zeros, after})
        nettle_hmac_sha256_update(&keyed.context, piece.size(), raw(piece));
    std::array<std::byte, kSignatureSize> result;
    nettle_hmac_sha256_digest(&keyed.context, result.size(), raw(result));
    return result;
}

std::array<std::byte, kSignatureSize> cmac(Bytes key, Bytes before, Bytes zeros, Bytes after) {
    Keyed<cmac_aes128_ctx> keyed;
    nettle_cmac_aes128_set_key(&keyed.context, raw(key));
    for (const Bytes piece : {before, zeros, after})
        nettle_cmac_aes128_update(&keyed.context, piece.size(), raw(piece));
    std::array<std::byte, kSignatureSize> result;
    nettle_cmac_aes128_digest(&keyed.context, result.size(), raw(result));
    return result;
}

// nettle's functions of each cipher.
struct Gcm128 {
    using Context = gcm_aes128_ctx;
    static constexpr auto set_key = nettle_gcm_aes128_set_key;
    static constexpr auto set_iv = nettle_gcm_aes128_set_iv;
    static constexpr auto update = nettle_gcm_aes128_update;
    static constexpr auto encrypt = nettle_gcm_aes128_encrypt;
    static constexpr auto decrypt = nettle_gcm_aes128_decrypt;
    static constexpr auto digest = nettle_gcm_aes128_digest;
};
struct Gcm256 {
    using Context = gcm_aes256_ctx;
    static constexpr auto set_key = nettle_gcm_aes256_set_key;
    static constexpr auto set_iv = nettle_gcm_aes256_set_iv;
    static constexpr auto update = nettle_gcm_aes256_update;
    static constexpr auto encrypt = nettle_gcm_aes256_encrypt;
    static constexpr auto decrypt = nettle_gcm_aes256_decrypt;
    static constexpr auto digest = nettle_gcm_aes256_digest;
};
struct Ccm128 {
    using Context = ccm_aes128_ctx;
    static constexpr auto set_key = nettle_ccm_aes128_set_key;
    static constexpr auto set_nonce = nettle_ccm_aes128_set_nonce;
    static constexpr auto update = nettle_ccm_aes128_update;
    static constexpr auto encrypt = nettle_ccm_aes128_encrypt;
    static constexpr auto decrypt = nettle_ccm_aes128_decrypt;
    static constexpr auto digest = nettle_ccm_aes128_digest;
};
struct Ccm256 {
    using Context = ccm_aes256_ctx;
    static constexpr auto set_key = nettle_ccm_aes256_set_key;
    static constexpr auto set_nonce = nettle_ccm_aes256_set_nonce;
    static constexpr auto update = nettle_ccm_aes256_update;
    static constexpr auto encrypt = nettle_ccm_aes256_encrypt;
    static constexpr auto decrypt = nettle_ccm_aes256_decrypt;
    static constexpr auto digest = nettle_ccm_aes256_digest;
};

using Tag = std::array<std::byte, kSignatureSize>;

template <typename Functions>
Tag gcm(bool encrypting, Bytes key, Bytes nonce, Bytes associated, std::span<std::byte> text) {
    Keyed<typename Functions::Context> keyed;
    Functions::set_key(&keyed.context, raw(key));
    Functions::set_iv(&keyed.context, kGcmNonce, raw(nonce));
    Functions::update(&keyed.context, associated.size(), raw(associated));
    auto* const work = encrypting ? Functions::encrypt : Functions::decrypt;
    work(&keyed.context, text.size(), raw(text), raw(text));
    Tag tag;
    Functions::digest(&keyed.context, tag.size(), raw(tag));
    return tag;
}

template <typename Functions>
Tag ccm(bool encrypting, Bytes key, Bytes nonce, Bytes associated, std::span<std::byte> text) {
    Tag tag;
    Keyed<typename Functions::Context> keyed;
    Functions::set_key(&keyed.context, raw(key));
    Functions::set_nonce(&keyed.context, kCcmNonce, raw(nonce), associated.size(), text.size(), tag.size());
    Functions::update(&keyed.context, associated.size(), raw(associated));
    auto* const work = encrypting ? Functions::encrypt : Functions::decrypt;
    work(&keyed.context, text.size(), raw(text), raw(text));
    Functions::digest(&keyed.context, tag.size(), raw(tag));
    return tag;
}

struct Labels {
    Bytes signing, to_server, to_client;
    Bytes signing_context, to_server_context, to_client_context;
};

Labels labels_of(uint16_t revision, Bytes spoken) noexcept {
    if (revision == dialect::k311) {
        return {text("SMBSigningKey"), text("SMBC2SCipherKey"), text("SMBS2CCipherKey"), spoken, spoken, spoken};
    }
    // The names are seen from the server.
    return {text("SMB2AESCMAC"), text("SMB2AESCCM"), text("SMB2AESCCM"),
            text("SmbSign"),     text("ServerIn "),  text("ServerOut")};
}

}  // namespace

void Preauthentication::add(Bytes message) noexcept {
    sha512_ctx context;
    nettle_sha512_init(&context);
    nettle_sha512_update(&context, hash_.size(), raw(hash_));
    nettle_sha512_update(&context, message.size(), raw(message));
    nettle_sha512_digest(&context, hash_.size(), raw(hash_));
}

Secret derived_key(Bytes key, Bytes label, Bytes context, size_t size) {
    constexpr std::array<uint8_t, 4> kCounter{0, 0, 0, 1};
    const std::array<uint8_t, 4> bits{0, 0, static_cast<uint8_t>(size * 8 >> 8), static_cast<uint8_t>(size * 8)};
    constexpr uint8_t kSeparator = 0;
    Keyed<hmac_sha256_ctx> keyed;
    nettle_hmac_sha256_set_key(&keyed.context, key.size(), raw(key));
    nettle_hmac_sha256_update(&keyed.context, kCounter.size(), kCounter.data());
    nettle_hmac_sha256_update(&keyed.context, label.size(), raw(label));
    nettle_hmac_sha256_update(&keyed.context, 1, &kSeparator);
    nettle_hmac_sha256_update(&keyed.context, context.size(), raw(context));
    nettle_hmac_sha256_update(&keyed.context, bits.size(), bits.data());
    Secret result(size);
    nettle_hmac_sha256_digest(&keyed.context, size, raw(result.bytes()));
    return result;
}

Protection::Protection(uint16_t revision, Cipher cipher, Bytes session_key, const Preauthentication& spoken, Side side)
    : dialect_(revision), cipher_(cipher) {
    Secret key = of_key_size(session_key);
    if (revision < dialect::k300) {
        signing_key_ = std::move(key);
        return;
    }
    const Labels labels = labels_of(revision, spoken.value());
    signing_key_ = derived_key(key.bytes(), labels.signing, labels.signing_context);
    const bool long_keys = cipher == Cipher::aes256_ccm || cipher == Cipher::aes256_gcm;
    const Bytes whole = long_keys ? session_key : Bytes(key.bytes());
    const size_t size = long_keys ? 32 : kKeySize;
    sending_key_ = derived_key(whole, labels.to_server, labels.to_server_context, size);
    receiving_key_ = derived_key(whole, labels.to_client, labels.to_client_context, size);
    if (side == Side::server) std::swap(sending_key_, receiving_key_);
}

std::array<std::byte, kSignatureSize> Protection::signature(Bytes message) const {
    constexpr std::array<std::byte, kSignatureSize> kZeros{};
    const Bytes before = message.first(kSignatureAt);
    const Bytes after = message.subspan(kSignatureAt + kSignatureSize);
    return dialect_ < dialect::k300 ? hmac(signing_key_.bytes(), before, kZeros, after)
                                    : cmac(signing_key_.bytes(), before, kZeros, after);
}

void Protection::sign(std::span<std::byte> message) const {
    const auto value = signature(message);
    std::copy(value.begin(), value.end(), message.begin() + kSignatureAt);
}

bool Protection::is_signed_well(Bytes message) const {
    return security::same(message.subspan(kSignatureAt, kSignatureSize), signature(message));
}

Protection::Tag Protection::crypt(bool encrypting, Bytes key, Bytes nonce, Bytes associated,
                                  std::span<std::byte> text) const {
    switch (cipher_) {
        case Cipher::aes128_gcm:
            return gcm<Gcm128>(encrypting, key, nonce, associated, text);
        case Cipher::aes256_gcm:
            return gcm<Gcm256>(encrypting, key, nonce, associated, text);
        case Cipher::aes256_ccm:
            return ccm<Ccm256>(encrypting, key, nonce, associated, text);
        default:
            return ccm<Ccm128>(encrypting, key, nonce, associated, text);
    }
}

Octets Protection::encrypt(uint64_t session_id, Bytes message) {
    Transform transform{.size = static_cast<uint32_t>(message.size()), .session_id = session_id};
    std::memcpy(transform.nonce.data(), &next_nonce_, sizeof next_nonce_);
    ++next_nonce_;
    Octets whole = encode(transform);
    whole.insert(whole.end(), message.begin(), message.end());
    const std::span<std::byte> bytes(whole);
    const Tag tag = crypt(true, sending_key_.bytes(), transform.nonce,
                          bytes.subspan(kAssociatedAt, kTransformSize - kAssociatedAt), bytes.subspan(kTransformSize));
    std::copy(tag.begin(), tag.end(), whole.begin() + 4);
    return whole;
}

base::Result<Octets> Protection::decrypt(Bytes transformed) const {
    const auto transform = decode_transform(transformed);
    if (!transform) return transform.status();
    Octets message(transformed.begin() + kTransformSize, transformed.end());
    const Tag tag = crypt(false, receiving_key_.bytes(), transform->nonce,
                          transformed.subspan(kAssociatedAt, kTransformSize - kAssociatedAt), message);
    if (!security::same(tag, transform->signature)) return base::Status::sec_e_message_altered;
    return message;
}

}  // namespace rpcrt4::transport::smb
