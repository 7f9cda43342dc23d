// SPDX-License-Identifier: LGPL-2.1-or-later
// See pieces.hpp.
#include "rpcrt4/stub/pieces.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "rpcrt4/ndr/errors.hpp"

namespace rpcrt4::stub {

using base::Status;
using binding::CompletionSink;
using binding::Piece;

namespace {

constexpr size_t kUnit = 8;

binding::MessageCall& runtime(RPC_MESSAGE& message) {
    if (!message.ReservedForRuntime) ndr::fail(Status::rpc_s_no_call_active);
    return *static_cast<binding::MessageCall*>(message.ReservedForRuntime);
}

void get_buffer(RPC_MESSAGE& message, size_t size) {
    message.BufferLength = static_cast<unsigned>(size);
    const RPC_STATUS status = I_RpcGetBuffer(&message);
    if (status != RPC_S_OK) ndr::fail(static_cast<Status>(status));
}

}  // namespace

void PieceWriter::begin(size_t used, size_t room) noexcept {
    used_ = used;
    room_ = room;
}

void PieceWriter::need_buffer(size_t room) {
    if (room_ != 0) return;
    room_ = std::max(room, kRoom);
    get_buffer(message_, room_);
    std::memcpy(buffer(), rest_, used_);
}

uint8_t* PieceWriter::reserve(size_t size) {
    if (room_ != 0 && room_ - used_ < size) {
        const Status sent = flush(nullptr);
        if (failed(sent)) ndr::fail(sent);
        // Less than a unit is never sent alone: it moves to a larger buffer.
        if (room_ != 0) std::memcpy(rest_, buffer(), used_);
        room_ = 0;
    }
    need_buffer(used_ + size);
    return buffer() + used_;
}

Status PieceWriter::send(size_t size, Piece piece, std::unique_ptr<CompletionSink> sent) {
    const size_t rest = used_ - size;
    std::memcpy(rest_, buffer() + size, rest);
    message_.BufferLength = static_cast<unsigned>(size);
    sent_ += size;
    used_ = rest;
    room_ = 0;
    return runtime(message_).send_piece(message_, piece, std::move(sent));
}

Status PieceWriter::flush(std::unique_ptr<CompletionSink> sent) {
    const size_t size = used_ & ~(kUnit - 1);
    if (size == 0 && !sent) return Status::ok;
    need_buffer(used_);
    return send(size, Piece::more, std::move(sent));
}

Status PieceWriter::open(std::unique_ptr<CompletionSink> sent) {
    return send(used_ & ~(kUnit - 1), Piece::more, std::move(sent));
}

Status PieceWriter::finish(std::unique_ptr<CompletionSink> sent) {
    need_buffer(used_);
    return send(used_, Piece::last, std::move(sent));
}

size_t PieceWriter::leave(size_t size) {
    static_cast<void>(reserve(size));
    message_.BufferLength = static_cast<unsigned>(room_);
    return used_;
}

void PieceReader::begin(size_t used) noexcept {
    at_ = static_cast<uint8_t*>(message_.Buffer) + used;
    end_ = static_cast<uint8_t*>(message_.Buffer) + message_.BufferLength;
    offset_ = used;
}

/// Moves what is left, which the runtime's buffer does not outlive, to joined_, unless it is there and the bytes read
/// before it are the smaller part.
void PieceReader::keep() {
    const size_t left = available();
    const bool here = !joined_.empty() && end_ == joined_.data() + joined_.size();
    if (here && static_cast<size_t>(at_ - joined_.data()) <= left) return;
    std::vector<uint8_t> joined(at_ - offset_ % kUnit, end_);
    joined_ = std::move(joined);
    at_ = joined_.data() + offset_ % kUnit;
    end_ = joined_.data() + joined_.size();
}

/// One more piece, behind what is left of the bytes before.
Status PieceReader::receive(std::unique_ptr<CompletionSink> arrival) {
    if (message_.RpcFlags & RPC_BUFFER_COMPLETE) return Status::rpc_x_bad_stub_data;
    const size_t left = available();
    if (left != 0) keep();
    const Status status = runtime(message_).receive_piece(message_, std::move(arrival));
    if (failed(status)) return status;
    auto* const piece = static_cast<uint8_t*>(message_.Buffer);
    if (left == 0) {
        at_ = piece;
        end_ = piece + message_.BufferLength;
        return Status::ok;
    }
    const auto start = static_cast<size_t>(at_ - joined_.data());
    joined_.insert(joined_.end(), piece, piece + message_.BufferLength);
    at_ = joined_.data() + start;
    end_ = joined_.data() + joined_.size();
    return Status::ok;
}

Status PieceReader::need(size_t size, std::unique_ptr<CompletionSink> arrival) {
    while (available() < size) {
        const Status status = receive(std::move(arrival));
        if (failed(status)) return status;
    }
    return Status::ok;
}

size_t PieceReader::take_rest() {
    while (!(message_.RpcFlags & RPC_BUFFER_COMPLETE)) {
        const Status status = receive(nullptr);
        if (failed(status)) ndr::fail(status);
    }
    const size_t gap = offset_ % kUnit;
    std::vector<uint8_t> rest(gap + available());
    if (available() != 0) std::memcpy(rest.data() + gap, at_, available());
    joined_ = std::move(rest);
    message_.Buffer = joined_.data();
    message_.BufferLength = static_cast<unsigned>(joined_.size());
    return gap;
}

}  // namespace rpcrt4::stub
