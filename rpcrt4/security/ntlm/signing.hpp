// SPDX-License-Identifier: LGPL-2.1-or-later
// Signing and sealing with extended session security ([MS-NLMP] 3.4): for each direction a signing key, a running RC4
// stream and a sequence number. The stream encrypts what is sealed and, when keys were exchanged, the checksums; so
// messages are made and checked strictly in order, and the first failure is the last message.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rpcrt4/security/ntlm/keys.hpp"
#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security::ntlm {

inline constexpr size_t kSignatureSize = 16;

/// One direction.
class Stream {
 public:
    /// `flags` are those agreed on.
    Stream(uint32_t flags, const Key& exported_session_key, Direction direction);

    /// `signature` has kSignatureSize bytes.
    void protect(std::span<const Piece> pieces, bool seal, std::span<std::byte> signature);
    /// SEC_E_INVALID_TOKEN (not a signature of this form), SEC_E_OUT_OF_SEQUENCE (replayed, reordered or lost),
    /// SEC_E_MESSAGE_ALTERED; from then on SEC_E_CONTEXT_EXPIRED.
    base::Status unprotect(std::span<const Piece> pieces, bool seal, std::span<const std::byte> signature);
    /// The key stream from its beginning. Sequence numbers go on ([MS-SPNG] 3.3.5.1: what follows the check of the
    /// mechanism list has the state it had).
    void rewind() noexcept;

 private:
    std::array<std::byte, kSignatureSize> sign(std::span<const Piece> pieces);
    void finish(std::span<std::byte> signature) noexcept;

    HmacMd5 mac_;
    Rc4 beginning_;
    Rc4 cipher_;
    bool encrypts_checksums_;
    uint32_t sequence_ = 0;
    bool broken_ = false;
};

}  // namespace rpcrt4::security::ntlm
