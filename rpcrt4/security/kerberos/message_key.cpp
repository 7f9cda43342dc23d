// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/kerberos/message_key.hpp"

#include <nettle/cbc.h>
#include <string.h>

#include <algorithm>
#include <numeric>

namespace rpcrt4::security::kerberos {

namespace {

struct Facts {
    KeyKind kind;
    size_t key_size;
    size_t mac_size;
    size_t mac_key_size;  // of what derive() makes for checksums and integrity
    bool encrypts_first;
};
constexpr Facts kFacts[] = {
    {.kind = KeyKind::aes128_sha1, .key_size = 16, .mac_size = 12, .mac_key_size = 16, .encrypts_first = false},
    {.kind = KeyKind::aes256_sha1, .key_size = 32, .mac_size = 12, .mac_key_size = 32, .encrypts_first = false},
    {.kind = KeyKind::aes128_sha256, .key_size = 16, .mac_size = 16, .mac_key_size = 16, .encrypts_first = true},
    {.kind = KeyKind::aes256_sha384, .key_size = 32, .mac_size = 24, .mac_key_size = 24, .encrypts_first = true},
};

const Facts& facts(KeyKind kind) noexcept { return *std::ranges::find(kFacts, kind, &Facts::kind); }

uint8_t* octets(std::span<std::byte> bytes) noexcept { return reinterpret_cast<uint8_t*>(bytes.data()); }
const uint8_t* octets(Bytes bytes) noexcept { return reinterpret_cast<const uint8_t*>(bytes.data()); }

/// The usage's number, most significant byte first, and the use.
std::array<std::byte, 5> label_of(uint32_t usage, Use use) noexcept {
    std::array<std::byte, 5> label;
    for (size_t i = 0; i < 4; ++i) label[i] = static_cast<std::byte>(usage >> (24 - 8 * i));
    label[4] = static_cast<std::byte>(use);
    return label;
}

/// DK of RFC 3961 section 5.1, whose keys are what comes out.
Secret derive_by_cipher(Bytes base, Bytes label) {
    Secret key(base.size());
    std::array<std::byte, kBlock> block;
    n_fold(label, block);
    const Cipher cipher(base);
    for (size_t at = 0; at < key.size(); at += kBlock) {
        cipher.encrypt_block(block);
        std::ranges::copy(block, key.bytes().begin() + static_cast<ptrdiff_t>(at));
    }
    ::explicit_bzero(block.data(), block.size());
    return key;
}

/// KDF-HMAC-SHA2 of RFC 8009 section 3, without a context.
Secret derive_by_mac(KeyKind kind, Bytes base, Bytes label, size_t size) {
    Secret key(size);
    const auto bits = static_cast<uint32_t>(8 * size);
    const std::byte counter[] = {{}, {}, {}, std::byte{1}};
    const std::byte separator_and_size[] = {
        {}, {}, {}, static_cast<std::byte>(bits >> 8), static_cast<std::byte>(bits)};
    Mac mac(kind, base);
    mac.add(counter);
    mac.add(label);
    mac.add(separator_and_size);
    mac.finish(key.bytes());
    return key;
}

}  // namespace

std::optional<KeyKind> key_kind(uint32_t number) noexcept {
    const auto found =
        std::ranges::find(kFacts, number, [](const Facts& each) { return static_cast<uint32_t>(each.kind); });
    return found == std::ranges::end(kFacts) ? std::nullopt : std::optional(found->kind);
}

size_t key_size(KeyKind kind) noexcept { return facts(kind).key_size; }
size_t mac_size(KeyKind kind) noexcept { return facts(kind).mac_size; }
bool encrypts_first(KeyKind kind) noexcept { return facts(kind).encrypts_first; }

Secret derive(KeyKind kind, Bytes base, uint32_t usage, Use use) {
    const auto label = label_of(usage, use);
    if (!encrypts_first(kind)) return derive_by_cipher(base, label);
    return derive_by_mac(kind, base, label, use == Use::encryption ? base.size() : facts(kind).mac_key_size);
}

/// Copies of `from`, each turned right by 13 bits more than the one before, added up in pieces of the size of `to` with
/// carries that wrap around.
void n_fold(Bytes from, std::span<std::byte> to) {
    const size_t in = from.size(), out = to.size(), whole = std::lcm(in, out);
    std::ranges::fill(to, std::byte{0});
    unsigned carry = 0;
    for (size_t i = whole; i-- > 0;) {
        // The bit where byte i of the turned copies begins, in the original.
        const size_t bits = 8 * in;
        const size_t turned = 13 * (i / in) % bits;
        const size_t start = (8 * (i % in) + bits - turned) % bits;
        const size_t first = start / 8, second = (first + 1) % in, shift = start % 8;
        const unsigned pair = std::to_integer<unsigned>(from[first]) << 8 | std::to_integer<unsigned>(from[second]);
        carry += (pair >> (8 - shift) & 0xFF) + std::to_integer<unsigned>(to[i % out]);
        to[i % out] = static_cast<std::byte>(carry);
        carry >>= 8;
    }
    for (size_t i = out; carry != 0; i = i == 0 ? out : i) {
        --i;
        carry += std::to_integer<unsigned>(to[i]);
        to[i] = static_cast<std::byte>(carry);
        carry >>= 8;
    }
}

Mac::Mac(KeyKind kind, Bytes key) noexcept {
    if (kind == KeyKind::aes128_sha256)
        hmac_sha256_set_key(&state_.emplace<hmac_sha256_ctx>(), key.size(), octets(key));
    else if (kind == KeyKind::aes256_sha384)
        hmac_sha384_set_key(&state_.emplace<hmac_sha384_ctx>(), key.size(), octets(key));
    else
        hmac_sha1_set_key(&state_.emplace<hmac_sha1_ctx>(), key.size(), octets(key));
}

Mac::~Mac() { ::explicit_bzero(&state_, sizeof state_); }

void Mac::add(Bytes bytes) noexcept {
    if (auto* sha1 = std::get_if<hmac_sha1_ctx>(&state_)) return hmac_sha1_update(sha1, bytes.size(), octets(bytes));
    if (auto* sha256 = std::get_if<hmac_sha256_ctx>(&state_))
        return hmac_sha256_update(sha256, bytes.size(), octets(bytes));
    hmac_sha384_update(std::get_if<hmac_sha384_ctx>(&state_), bytes.size(), octets(bytes));
}

void Mac::finish(std::span<std::byte> mac) noexcept {
    if (auto* sha1 = std::get_if<hmac_sha1_ctx>(&state_)) return hmac_sha1_digest(sha1, mac.size(), octets(mac));
    if (auto* sha256 = std::get_if<hmac_sha256_ctx>(&state_))
        return hmac_sha256_digest(sha256, mac.size(), octets(mac));
    hmac_sha384_digest(std::get_if<hmac_sha384_ctx>(&state_), mac.size(), octets(mac));
}

Cipher::Cipher(Bytes key) noexcept {
    if (key.size() == 32) {
        auto& both = schedule_.emplace<Schedule256>();
        aes256_set_encrypt_key(&both.encrypting, octets(key));
        aes256_invert_key(&both.decrypting, &both.encrypting);
    } else {
        auto& both = schedule_.emplace<Schedule128>();
        aes128_set_encrypt_key(&both.encrypting, octets(key));
        aes128_invert_key(&both.decrypting, &both.encrypting);
    }
}

Cipher::~Cipher() { ::explicit_bzero(&schedule_, sizeof schedule_); }

void Cipher::encrypt_block(std::span<std::byte> block) const noexcept {
    if (const auto* large = std::get_if<Schedule256>(&schedule_))
        return aes256_encrypt(&large->encrypting, kBlock, octets(block), octets(block));
    aes128_encrypt(&std::get_if<Schedule128>(&schedule_)->encrypting, kBlock, octets(block), octets(block));
}

namespace {

/// The bytes of the last block, 1 to 16.
size_t tail_of(size_t size) noexcept { return (size - 1) % kBlock + 1; }

template <typename Context, typename Function>
void encrypt_cts(const Context& context, Function* aes, uint8_t* bytes, size_t size) noexcept {
    const size_t tail = tail_of(size), head = size - tail;
    uint8_t vector[kBlock] = {}, last[kBlock] = {};
    const auto block_cipher = reinterpret_cast<nettle_cipher_func*>(aes);
    cbc_encrypt(&context, block_cipher, kBlock, vector, head, bytes, bytes);
    ::memcpy(last, bytes + head, tail);
    cbc_encrypt(&context, block_cipher, kBlock, vector, kBlock, last, last);
    // The last two blocks change places, and the one that is last now ends early.
    ::memcpy(bytes + head, bytes + head - kBlock, tail);
    ::memcpy(bytes + head - kBlock, last, kBlock);
}

template <typename Context, typename Function>
void decrypt_cts(const Context& context, Function* aes, uint8_t* bytes, size_t size) noexcept {
    const size_t tail = tail_of(size), head = size - tail;
    uint8_t opened[kBlock], stolen[kBlock], vector[kBlock] = {};
    // What ended early is made whole again by what the last plaintext was padded with: zeros.
    aes(&context, kBlock, opened, bytes + head - kBlock);
    ::memcpy(stolen, opened, kBlock);
    ::memcpy(stolen, bytes + head, tail);
    for (size_t i = 0; i < tail; ++i) bytes[head + i] ^= opened[i];
    ::memcpy(bytes + head - kBlock, stolen, kBlock);
    cbc_decrypt(&context, reinterpret_cast<nettle_cipher_func*>(aes), kBlock, vector, head, bytes, bytes);
    ::explicit_bzero(opened, sizeof opened);
    ::explicit_bzero(stolen, sizeof stolen);
}

}  // namespace

void Cipher::encrypt(std::span<std::byte> bytes) const noexcept {
    if (const auto* large = std::get_if<Schedule256>(&schedule_))
        return encrypt_cts(large->encrypting, aes256_encrypt, octets(bytes), bytes.size());
    encrypt_cts(std::get_if<Schedule128>(&schedule_)->encrypting, aes128_encrypt, octets(bytes), bytes.size());
}

void Cipher::decrypt(std::span<std::byte> bytes) const noexcept {
    if (const auto* large = std::get_if<Schedule256>(&schedule_))
        return decrypt_cts(large->decrypting, aes256_decrypt, octets(bytes), bytes.size());
    decrypt_cts(std::get_if<Schedule128>(&schedule_)->decrypting, aes128_decrypt, octets(bytes), bytes.size());
}

}  // namespace rpcrt4::security::kerberos
