// SPDX-License-Identifier: LGPL-2.1-or-later
// See conversation.hpp.
#include "rpcrt4/transport/smb/conversation.hpp"

#include <algorithm>

#include "rpcrt4/transport/smb/status.hpp"

namespace rpcrt4::transport::smb {
namespace {

using base::Status;

constexpr uint64_t kUnsolicited = ~uint64_t{0};
constexpr uint16_t kWantedCredits = 32;

}  // namespace

base::Result<size_t> frame_size(std::span<const std::byte, kFrameHeaderSize> begin) noexcept {
    const auto at = [&](size_t i) { return std::to_integer<size_t>(begin[i]); };
    const size_t length = at(1) << 16 | at(2) << 8 | at(3);
    if (at(0) != 0 || length < kHeaderSize - 12 || length > kLongestMessage) return Status::rpc_s_protocol_error;
    return kFrameHeaderSize + length;
}

Octets Conversation::frame(Octets message) {
    const size_t length = message.size();
    const std::array<std::byte, kFrameHeaderSize> begin{std::byte{0}, std::byte(length >> 16), std::byte(length >> 8),
                                                        std::byte(length)};
    message.insert(message.begin(), begin.begin(), begin.end());
    return message;
}

Octets Conversation::protected_frame(Octets message) {
    if (!protection_) return frame(std::move(message));
    if (encrypts_) return frame(protection_->encrypt(session_id, message));
    protection_->sign(message);
    return frame(std::move(message));
}

Octets Conversation::request(Command command, Bytes body, uint64_t& message_id) {
    message_id = next_id_++;
    if (credits_ > 0) --credits_;
    outstanding_.push_back({message_id, 0, command});
    const bool is_signed = protection_ && !encrypts_;
    Octets message = encode(Header{.credit_charge = static_cast<uint16_t>(large_mtu ? 1 : 0),
                                   .command = command,
                                   .credits = kWantedCredits,
                                   .flags = is_signed ? header_flag::kSigned : 0,
                                   .message_id = message_id,
                                   .tree_id = tree_id,
                                   .session_id = session_id});
    message.insert(message.end(), body.begin(), body.end());
    return protected_frame(std::move(message));
}

Octets Conversation::request(Command command, Bytes body) {
    uint64_t ignored;
    return request(command, body, ignored);
}

/// The one request that costs no credit and has no number of its own (3.2.4.24).
Octets Conversation::cancel(uint64_t message_id) {
    const auto found = std::find_if(outstanding_.begin(), outstanding_.end(),
                                    [&](const Outstanding& one) { return one.message_id == message_id; });
    if (found == outstanding_.end()) return {};
    Header header{.command = Command::cancel,
                  .flags = protection_ && !encrypts_ ? header_flag::kSigned : 0,
                  .message_id = message_id,
                  .tree_id = tree_id,
                  .session_id = session_id};
    if (found->async_id != 0) {
        header.flags |= header_flag::kAsync;
        header.async_id = found->async_id;
    }
    Octets message = encode(header);
    const Octets body = empty_body();
    message.insert(message.end(), body.begin(), body.end());
    return protected_frame(std::move(message));
}

/// 3.2.5.1.3. An answer that is only put off carries no signature.
Status Conversation::check(const Header& header, Bytes message, bool was_encrypted) const {
    if (!protection_ || was_encrypted) return Status::ok;
    if (encrypts_) return Status::sec_e_message_altered;
    if ((header.flags & header_flag::kSigned) == 0) {
        const bool put_off = header.status == nt::kPending && (header.flags & header_flag::kAsync) != 0;
        return put_off ? Status::ok : Status::sec_e_message_altered;
    }
    return protection_->is_signed_well(message) ? Status::ok : Status::sec_e_message_altered;
}

/// True when the request is only put off.
base::Result<bool> Conversation::settle(const Header& header) {
    const auto found = std::find_if(outstanding_.begin(), outstanding_.end(),
                                    [&](const Outstanding& one) { return one.message_id == header.message_id; });
    if (found == outstanding_.end() || found->command != header.command) return Status::rpc_s_protocol_error;
    credits_ += header.credits;
    if (header.status != nt::kPending) {
        outstanding_.erase(found);
        return false;
    }
    if ((header.flags & header_flag::kAsync) == 0 || header.async_id == 0) return Status::rpc_s_protocol_error;
    if (found->async_id != 0 && found->async_id != header.async_id) return Status::rpc_s_protocol_error;
    found->async_id = header.async_id;
    return true;
}

base::Result<std::vector<Reply>> Conversation::take(Octets message) {
    bool was_encrypted = false;
    if (is_transform(message)) {
        if (!protection_ || !protection_->can_encrypt()) return Status::rpc_s_protocol_error;
        auto plain = protection_->decrypt(message);
        if (!plain) return plain.status();
        message = std::move(*plain);
        was_encrypted = true;
    }
    std::vector<Reply> replies;
    Bytes rest = message;
    while (!rest.empty()) {
        const auto header = decode_header(rest);
        if (!header) return header.status();
        if ((header->flags & header_flag::kReply) == 0) return Status::rpc_s_protocol_error;
        const size_t size = header->next == 0 ? rest.size() : header->next;
        const bool is_last = header->next == 0;
        if (size < kHeaderSize || size > rest.size() || (!is_last && size % 8 != 0)) {
            return Status::rpc_s_protocol_error;
        }
        const Bytes one = rest.first(size);
        rest = rest.subspan(size);
        if (header->message_id == kUnsolicited) continue;
        const Status checked = check(*header, one, was_encrypted);
        if (failed(checked)) return checked;
        const auto pending = settle(*header);
        if (!pending) return pending.status();
        const bool is_alone = is_last && replies.empty() && size == message.size();
        replies.push_back({*header, is_alone ? std::move(message) : Octets(one.begin(), one.end()), *pending});
    }
    return replies;
}

}  // namespace rpcrt4::transport::smb
