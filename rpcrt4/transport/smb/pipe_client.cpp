// SPDX-License-Identifier: LGPL-2.1-or-later
// See pipe_client.hpp.
#include "rpcrt4/transport/smb/pipe_client.hpp"

#include <algorithm>
#include <utility>

#include "rpcrt4/transport/smb/pdu_size.hpp"
#include "rpcrt4/transport/smb/status.hpp"

namespace rpcrt4::transport::smb {

using base::Status;

PipeClient::PipeClient(OpenPipe pipe)
    : conversation_(std::move(pipe.conversation)),
      file_(pipe.file),
      most_read_(pipe.most_read),
      most_write_(pipe.most_write) {
    advance();
}

Status PipeClient::from_near(std::span<const std::byte> bytes) {
    unwritten_.add(bytes);
    advance();
    return Status::ok;
}

Status PipeClient::from_far(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        if (frame_header_known_ < frame_header_.size()) {
            frame_header_[frame_header_known_++] = bytes.front();
            bytes = bytes.subspan(1);
            if (frame_header_known_ < frame_header_.size()) continue;
            const auto size = frame_size(frame_header_);
            if (!size) return size.status();
            message_size_ = *size - kFrameHeaderSize;
            continue;
        }
        const size_t step = std::min(message_size_ - message_.size(), bytes.size());
        message_.insert(message_.end(), bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(step));
        bytes = bytes.subspan(step);
        if (message_.size() < message_size_) continue;
        frame_header_known_ = 0;
        const auto replies = conversation_->take(std::exchange(message_, {}));
        if (!replies) return replies.status();
        for (const Reply& reply : *replies) {
            const Status taken = reply.pending ? Status::ok : take(reply);
            if (failed(taken)) return taken;
        }
    }
    advance();
    return Status::ok;
}

Status PipeClient::take(const Reply& reply) {
    if (reading_ && reply.header.message_id == *reading_) return take_read(reply);
    switch (reply.header.command) {
        case Command::write:
            return take_write(reply);
        case Command::close:
            // Signs of life to the end: who logs off leaves nothing behind.
            phase_ = Phase::leaving;
            send(conversation_->request(Command::logoff, empty_body()));
            return Status::ok;
        default:
            phase_ = Phase::over;
            return Status::ok;
    }
}

/// More data than a message of ours has room for comes with the next READ.
Status PipeClient::take_read(const Reply& reply) {
    reading_.reset();
    const uint32_t status = reply.header.status;
    if (status != nt::kSuccess && status != nt::kBufferOverflow) {
        return phase_ == Phase::open ? Status::rpc_s_call_failed : Status::ok;
    }
    const auto data = decode_read(reply.message);
    if (!data) return data.status();
    if (data->size() > most_read_) return Status::rpc_s_protocol_error;
    if (phase_ == Phase::open) to_near.add(*data);
    return Status::ok;
}

Status PipeClient::take_write(const Reply& reply) {
    if (reply.header.status != nt::kSuccess) return Status::rpc_s_call_failed;
    const auto count = decode_write(reply.message);
    if (!count) return count.status();
    if (*count != writing_) return Status::rpc_s_protocol_error;
    writing_ = 0;
    return Status::ok;
}

void PipeClient::near_ended() {
    if (phase_ == Phase::open) phase_ = Phase::ending;
    advance();
}

size_t PipeClient::next_size() const noexcept {
    return rest_of_pdu_ != 0 ? rest_of_pdu_ : pdu_size(unwritten_.waiting());
}

void PipeClient::advance() {
    if (phase_ == Phase::open) read_on();
    if (phase_ == Phase::open || phase_ == Phase::ending) write_on();
    if (phase_ == Phase::ending && writing_ == 0) say_good_bye();
}

void PipeClient::read_on() {
    if (reading_ || !conversation_->has_credit()) return;
    uint64_t id;
    send(conversation_->request(Command::read, read_body(file_, most_read_), id));
    reading_ = id;
}

void PipeClient::write_on() {
    const size_t size = next_size();
    const auto bytes = unwritten_.waiting();
    if (writing_ != 0 || size == 0 || bytes.size() < size || !conversation_->has_credit()) return;
    writing_ = std::min<size_t>(size, most_write_);
    rest_of_pdu_ = size - writing_;
    send(conversation_->request(Command::write, write_body(file_, bytes.first(writing_))));
    unwritten_.gone(writing_);
}

void PipeClient::say_good_bye() {
    if (reading_) send(conversation_->cancel(*reading_));
    if (!conversation_->has_credit()) {
        phase_ = Phase::over;
        return;
    }
    phase_ = Phase::closing;
    send(conversation_->request(Command::close, close_body(file_)));
}

}  // namespace rpcrt4::transport::smb
