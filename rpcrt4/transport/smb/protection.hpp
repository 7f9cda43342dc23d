// SPDX-License-Identifier: LGPL-2.1-or-later
// How the messages of a session are protected ([MS-SMB2] 3.1.4): keys from the session's key, signatures with
// HMAC-SHA256 (2.0.2, 2.1) or AES-CMAC (3), encryption with AES in CCM or GCM. Pure.
#pragma once

#include "rpcrt4/security/secret.hpp"
#include "rpcrt4/transport/smb/wire.hpp"

namespace rpcrt4::transport::smb {

/// The hash over everything said before there were keys (3.1.1): whoever changed some of it gets other keys.
class Preauthentication {
 public:
    void add(Bytes message) noexcept;
    Bytes value() const noexcept { return hash_; }

 private:
    std::array<std::byte, 64> hash_{};
};

/// SP800-108 in counter mode with HMAC-SHA256, of 16 or 32 bytes. Label and context with their terminators.
security::Secret derived_key(Bytes key, Bytes label, Bytes context, size_t size = 16);

/// Which end of the connection we are; tests are the other one.
enum class Side : uint8_t { client, server };

class Protection {
 public:
    /// `session_key`: the authentication's. Of it 16 bytes count, but for the keys of AES-256.
    Protection(uint16_t dialect, Cipher cipher, Bytes session_key, const Preauthentication& spoken,
               Side side = Side::client);

    /// Of the whole message, with zeros where the signature is.
    std::array<std::byte, kSignatureSize> signature(Bytes message) const;
    void sign(std::span<std::byte> message) const;
    bool is_signed_well(Bytes message) const;

    bool can_encrypt() const noexcept { return cipher_ != Cipher::none; }
    /// The message behind its transform header. Each has a nonce of its own.
    Octets encrypt(uint64_t session_id, Bytes message);
    /// The message within; sec_e_message_altered.
    base::Result<Octets> decrypt(Bytes transformed) const;

 private:
    using Tag = std::array<std::byte, kSignatureSize>;
    Tag crypt(bool encrypting, Bytes key, Bytes nonce, Bytes associated, std::span<std::byte> text) const;

    const uint16_t dialect_;
    const Cipher cipher_;
    security::Secret signing_key_, sending_key_, receiving_key_;
    uint64_t next_nonce_ = 1;
};

}  // namespace rpcrt4::transport::smb
