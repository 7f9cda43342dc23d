// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/context.hpp"

namespace rpcrt4::security::ntlm {

using base::Result;
using base::Status;

uint32_t needed_flags(Level level, const Policy& policy) noexcept {
    if (level <= Level::connect) return 0;
    const uint32_t size = policy.require_128 ? flag::k128 : 0;
    return flag::kExtendedSessionSecurity | flag::kSign | size | (level == Level::privacy ? flag::kSeal : 0);
}

Result<Context::Step> NtlmContext::step(std::span<const std::byte> token) {
    if (ended_ || complete_) return Status::sec_e_invalid_token;
    auto result = advance(token);
    ended_ = !result;
    complete_ = result && result->complete;
    return result;
}

void NtlmContext::establish(uint32_t flags, const Key& exported_session_key) {
    flags_ = flags;
    exported_ = exported_session_key;
    if (!(flags & flag::kExtendedSessionSecurity)) return;
    const Direction theirs = mine_ == Direction::to_server ? Direction::to_client : Direction::to_server;
    outgoing_.emplace(flags, exported_, mine_);
    incoming_.emplace(flags, exported_, theirs);
}

size_t NtlmContext::signature_size(Level level) const noexcept { return level > Level::connect ? kSignatureSize : 0; }

/// A level that was not agreed on is no weaker form of one that was.
Status NtlmContext::usable(Level level) const noexcept {
    const uint32_t needed = needed_flags(level, policy_);
    const bool able = complete_ && outgoing_ && level > Level::connect && (flags_ & needed) == needed;
    return able ? Status::ok : Status::sec_e_unsupported_function;
}

Status NtlmContext::protect(Level level, std::span<const Piece> pieces, std::span<std::byte> signature) {
    const Status able = usable(level);
    if (failed(able)) return able;
    if (signature.size() != kSignatureSize) return Status::sec_e_invalid_token;
    outgoing_->protect(pieces, level == Level::privacy, signature);
    return Status::ok;
}

Status NtlmContext::unprotect(Level level, std::span<const Piece> pieces, std::span<const std::byte> signature) {
    const Status able = usable(level);
    return failed(able) ? able : incoming_->unprotect(pieces, level == Level::privacy, signature);
}

Result<std::vector<std::byte>> NtlmContext::make_mic(std::span<const std::byte> bytes) {
    if (!complete_ || !outgoing_ || !(flags_ & flag::kSign)) return Status::sec_e_unsupported_function;
    // Pieces are of bytes that may be encrypted; these are signed only.
    std::vector<std::byte> signed_bytes(bytes.begin(), bytes.end());
    const Piece piece{signed_bytes, Piece::Handling::sign};
    std::vector<std::byte> mic(kSignatureSize);
    outgoing_->protect({&piece, 1}, false, mic);
    outgoing_->rewind();
    return mic;
}

Status NtlmContext::check_mic(std::span<const std::byte> bytes, std::span<const std::byte> mic) {
    if (!complete_ || !incoming_ || !(flags_ & flag::kSign)) return Status::sec_e_unsupported_function;
    std::vector<std::byte> signed_bytes(bytes.begin(), bytes.end());
    const Piece piece{signed_bytes, Piece::Handling::sign};
    const Status status = incoming_->unprotect({&piece, 1}, false, mic);
    incoming_->rewind();
    return status;
}

}  // namespace rpcrt4::security::ntlm
