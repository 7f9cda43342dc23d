// SPDX-License-Identifier: LGPL-2.1-or-later
// What both sides of an NTLM exchange have in common: once it is complete, one stream for each direction.
#pragma once

#include <optional>

#include "rpcrt4/security/ntlm/messages.hpp"
#include "rpcrt4/security/ntlm/signing.hpp"
#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security::ntlm {

/// What a side insists on beyond NTLMv2.
struct Policy {
    /// Where messages are signed or sealed: 128-bit keys, as Windows demands since version 7.
    bool require_128 = true;
    /// Flags this side neither asks for nor grants.
    uint32_t withheld = 0;
};

/// The flags that messages at this level cannot do without.
uint32_t needed_flags(Level level, const Policy& policy) noexcept;

class NtlmContext : public Context {
 public:
    base::Result<Step> step(std::span<const std::byte> token) final;
    size_t signature_size(Level level) const noexcept final;
    base::Status protect(Level level, std::span<const Piece> pieces, std::span<std::byte> signature) final;
    base::Status unprotect(Level level, std::span<const Piece> pieces, std::span<const std::byte> signature) final;
    base::Result<std::vector<std::byte>> make_mic(std::span<const std::byte> bytes) final;
    base::Status check_mic(std::span<const std::byte> bytes, std::span<const std::byte> mic) final;
    const Peer& peer() const noexcept final { return peer_; }
    /// NTLM proves nothing of the server.
    bool mutual() const noexcept final { return false; }
    std::span<const std::byte> session_key() const noexcept final { return *exported_; }
    Service mechanism() const noexcept final { return Service::ntlm; }

    /// NegotiateFlags both sides keep to.
    uint32_t flags() const noexcept { return flags_; }

 protected:
    NtlmContext(Direction mine, const Policy& policy) : mine_(mine), policy_(policy) {}
    /// The next leg of this side; an error ends the exchange.
    virtual base::Result<Step> advance(std::span<const std::byte> token) = 0;
    void establish(uint32_t flags, const Key& exported_session_key);

    const Policy& policy() const noexcept { return policy_; }
    Peer peer_;

 private:
    base::Status usable(Level level) const noexcept;

    Direction mine_;
    Policy policy_;
    uint32_t flags_ = 0;
    Key exported_;
    std::optional<Stream> outgoing_;  // only with extended session security
    std::optional<Stream> incoming_;
    bool ended_ = false;
};

}  // namespace rpcrt4::security::ntlm
