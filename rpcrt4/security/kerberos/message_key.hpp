// SPDX-License-Identifier: LGPL-2.1-or-later
// The cryptography of Kerberos' AES keys, on nettle: RFC 3961 and 3962 (HMAC-SHA-1-96, a MAC of the plaintext) and
// RFC 8009 (HMAC-SHA-2, a MAC of the ciphertext). MIT's own does the same at a tenth of the speed. Pure; everything
// secret is wiped.
#pragma once

#include <nettle/aes.h>
#include <nettle/hmac.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "rpcrt4/security/secret.hpp"

namespace rpcrt4::security::kerberos {

using Bytes = std::span<const std::byte>;

constexpr size_t kBlock = 16;

/// RFC 3961's numbers of encryption types.
enum class KeyKind : uint8_t { aes128_sha1 = 17, aes256_sha1 = 18, aes128_sha256 = 19, aes256_sha384 = 20 };

/// Nothing for any other number.
std::optional<KeyKind> key_kind(uint32_t number) noexcept;
size_t key_size(KeyKind kind) noexcept;
/// Of the MACs that travel.
size_t mac_size(KeyKind kind) noexcept;
/// The MAC covers the ciphertext.
bool encrypts_first(KeyKind kind) noexcept;

/// RFC 3961 section 5.3: what a derived key is for.
enum class Use : uint8_t { checksum = 0x99, encryption = 0xAA, integrity = 0x55 };
/// The key of that usage number; `base` has key_size(kind) bytes.
Secret derive(KeyKind kind, Bytes base, uint32_t usage, Use use);
/// RFC 3961 section 5.1.
void n_fold(Bytes from, std::span<std::byte> to);

/// A keyed hash; begins anew after each finish().
class Mac {
 public:
    Mac(KeyKind kind, Bytes key) noexcept;
    Mac(const Mac&) = delete;
    Mac& operator=(const Mac&) = delete;
    ~Mac();

    void add(Bytes bytes) noexcept;
    /// As much of it as `mac` holds.
    void finish(std::span<std::byte> mac) noexcept;

 private:
    std::variant<hmac_sha1_ctx, hmac_sha256_ctx, hmac_sha384_ctx> state_;
};

/// AES in CBC mode with ciphertext stealing (CS3, RFC 3962 section 5), from a vector of zeros.
class Cipher {
 public:
    explicit Cipher(Bytes key) noexcept;
    Cipher(const Cipher&) = delete;
    Cipher& operator=(const Cipher&) = delete;
    ~Cipher();

    /// More than a block of any size, in place.
    void encrypt(std::span<std::byte> bytes) const noexcept;
    void decrypt(std::span<std::byte> bytes) const noexcept;
    /// One block.
    void encrypt_block(std::span<std::byte> block) const noexcept;

 private:
    struct Schedule128 {
        aes128_ctx encrypting, decrypting;
    };
    struct Schedule256 {
        aes256_ctx encrypting, decrypting;
    };
    std::variant<Schedule128, Schedule256> schedule_;
};

}  // namespace rpcrt4::security::kerberos
