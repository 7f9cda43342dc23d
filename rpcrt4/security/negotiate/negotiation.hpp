// SPDX-License-Identifier: LGPL-2.1-or-later
// What both sides of SPNEGO share. Before the exchange is complete nothing can be protected
// (SEC_E_UNSUPPORTED_FUNCTION), and nobody is known at the other end.
#pragma once

#include <memory>
#include <vector>

#include "rpcrt4/security/negotiate/negotiate.hpp"
#include "rpcrt4/security/negotiate/token.hpp"

namespace rpcrt4::security::negotiate {

class Negotiation : public Context {
 public:
    base::Result<Step> step(std::span<const std::byte> token) final;

    size_t signature_size(Level level) const noexcept override;
    base::Status protect(Level level, std::span<const Piece> pieces, std::span<std::byte> signature) override;
    base::Status unprotect(Level level, std::span<const Piece> pieces, std::span<const std::byte> signature) override;
    base::Result<std::vector<std::byte>> make_mic(std::span<const std::byte> bytes) override;
    base::Status check_mic(std::span<const std::byte> bytes, std::span<const std::byte> mic) override;
    const Peer& peer() const noexcept override;
    bool mutual() const noexcept override;
    std::span<const std::byte> session_key() const noexcept override;
    Service mechanism() const noexcept override;

 protected:
    explicit Negotiation(std::vector<Candidate> candidates) : candidates_(std::move(candidates)) {}

    /// A leg, after those before it went well.
    virtual base::Result<Step> leg(std::span<const std::byte> token) = 0;

    /// A leg of the chosen mechanism itself.
    base::Result<Step> inner_step(std::span<const std::byte> token) { return chosen_->step(token); }
    bool inner_complete() const noexcept { return chosen_->complete(); }
    /// Our MIC of the mechanism list, for the peer.
    base::Result<std::vector<std::byte>> own_mic();
    /// The peer's, which must be right.
    base::Status check_peer_mic(Bytes mic);
    /// The last leg, with its token.
    Step finished(std::vector<std::byte> token) noexcept;

    std::vector<Candidate> candidates_;
    std::unique_ptr<Context> chosen_;
    std::vector<std::byte> mechanism_list_;  // as the client sent it
    bool mic_required_ = false;
    bool mic_sent_ = false;
    bool mic_checked_ = false;

 private:
    Context* ready() const noexcept { return complete_ ? chosen_.get() : nullptr; }
    bool broken_ = false;
};

}  // namespace rpcrt4::security::negotiate
