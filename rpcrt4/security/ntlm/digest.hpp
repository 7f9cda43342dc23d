// SPDX-License-Identifier: LGPL-2.1-or-later
// The primitives NTLM is made of, on nettle: MD4, MD5, HMAC-MD5 and RC4. What holds a key is wiped when it goes.
// Folder map: digest, keys (MS-NLMP 3.3 and 3.4.5), messages (2.2.1), signing (3.4), context (what client and server
// share), client (3.1), server (3.2), accounts (who may come in: the interface), account_file and winbind (two that
// know), casing (names without case), chance (nonces and the time).
#pragma once

#include <nettle/arcfour.h>
#include <nettle/hmac.h>
#include <nettle/md4.h>
#include <nettle/md5.h>
#include <string.h>

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include "rpcrt4/security/secret.hpp"

namespace rpcrt4::security::ntlm {

inline constexpr size_t kKeySize = 16;

inline const uint8_t* octets(std::span<const std::byte> bytes) noexcept {
    return reinterpret_cast<const uint8_t*>(bytes.data());
}
inline uint8_t* room(std::span<std::byte> bytes) noexcept { return reinterpret_cast<uint8_t*>(bytes.data()); }

/// A context of nettle's, or a key, that leaves nothing behind.
template <typename T>
class Wiped {
    static_assert(std::is_trivially_copyable_v<T>);

 public:
    Wiped() noexcept = default;
    Wiped(const Wiped&) = default;
    Wiped& operator=(const Wiped&) = default;
    ~Wiped() { ::explicit_bzero(&value_, sizeof value_); }
    T& operator*() noexcept { return value_; }
    T* operator->() noexcept { return &value_; }
    const T& operator*() const noexcept { return value_; }
    const T* operator->() const noexcept { return &value_; }

 private:
    T value_{};
};

using Key = Wiped<std::array<std::byte, kKeySize>>;

class Md4 {
 public:
    Md4() noexcept { nettle_md4_init(&*context_); }
    void add(std::span<const std::byte> bytes) noexcept { nettle_md4_update(&*context_, bytes.size(), octets(bytes)); }
    Key digest() noexcept {
        Key key;
        nettle_md4_digest(&*context_, kKeySize, room(*key));
        return key;
    }

 private:
    Wiped<md4_ctx> context_;
};

class Md5 {
 public:
    Md5() noexcept { nettle_md5_init(&*context_); }
    void add(std::span<const std::byte> bytes) noexcept { nettle_md5_update(&*context_, bytes.size(), octets(bytes)); }
    Key digest() noexcept {
        Key key;
        nettle_md5_digest(&*context_, kKeySize, room(*key));
        return key;
    }

 private:
    Wiped<md5_ctx> context_;
};

/// Keyed once, for any number of messages.
class HmacMd5 {
 public:
    explicit HmacMd5(std::span<const std::byte> key) noexcept {
        nettle_hmac_md5_set_key(&*context_, key.size(), octets(key));
    }
    void add(std::span<const std::byte> bytes) noexcept {
        nettle_hmac_md5_update(&*context_, bytes.size(), octets(bytes));
    }
    /// Of what was added since the last one.
    Key digest() noexcept {
        Key key;
        nettle_hmac_md5_digest(&*context_, kKeySize, room(*key));
        return key;
    }

 private:
    Wiped<hmac_md5_ctx> context_;
};

/// A running key stream; a copy goes on from where the original is.
class Rc4 {
 public:
    explicit Rc4(std::span<const std::byte> key) noexcept {
        nettle_arcfour_set_key(&*context_, key.size(), octets(key));
    }
    /// Encrypts or decrypts in place.
    void apply(std::span<std::byte> bytes) noexcept {
        nettle_arcfour_crypt(&*context_, bytes.size(), room(bytes), octets(bytes));
    }

 private:
    Wiped<arcfour_ctx> context_;
};

}  // namespace rpcrt4::security::ntlm
