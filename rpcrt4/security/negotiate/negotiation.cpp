// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/negotiate/negotiation.hpp"

namespace rpcrt4::security::negotiate {

using base::Result;
using base::Status;

Result<Context::Step> Negotiation::step(std::span<const std::byte> token) {
    if (broken_ || complete_) return Status::sec_e_invalid_token;
    Result<Step> result = leg(token);
    if (!result) broken_ = true;
    return result;
}

Result<std::vector<std::byte>> Negotiation::own_mic() {
    auto mic = chosen_->make_mic(mechanism_list_);
    mic_sent_ = mic_sent_ || mic;
    return mic;
}

Status Negotiation::check_peer_mic(Bytes mic) {
    if (base::failed(chosen_->check_mic(mechanism_list_, mic))) return Status::sec_e_message_altered;
    mic_checked_ = true;
    return Status::ok;
}

Context::Step Negotiation::finished(std::vector<std::byte> token) noexcept {
    complete_ = true;
    return {std::move(token), true};
}

size_t Negotiation::signature_size(Level level) const noexcept { return ready() ? ready()->signature_size(level) : 0; }

Status Negotiation::protect(Level level, std::span<const Piece> pieces, std::span<std::byte> signature) {
    return ready() ? ready()->protect(level, pieces, signature) : Status::sec_e_unsupported_function;
}

Status Negotiation::unprotect(Level level, std::span<const Piece> pieces, std::span<const std::byte> signature) {
    return ready() ? ready()->unprotect(level, pieces, signature) : Status::sec_e_unsupported_function;
}

Result<std::vector<std::byte>> Negotiation::make_mic(std::span<const std::byte> bytes) {
    if (!ready()) return Status::sec_e_unsupported_function;
    return ready()->make_mic(bytes);
}

Status Negotiation::check_mic(std::span<const std::byte> bytes, std::span<const std::byte> mic) {
    return ready() ? ready()->check_mic(bytes, mic) : Status::sec_e_unsupported_function;
}

const Peer& Negotiation::peer() const noexcept {
    static const Peer kNobody;
    return ready() ? ready()->peer() : kNobody;
}

bool Negotiation::mutual() const noexcept { return ready() && ready()->mutual(); }

std::span<const std::byte> Negotiation::session_key() const noexcept {
    return ready() ? ready()->session_key() : std::span<const std::byte>{};
}

Service Negotiation::mechanism() const noexcept { return ready() ? ready()->mechanism() : Service::negotiate; }

}  // namespace rpcrt4::security::negotiate
