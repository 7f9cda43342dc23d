// SPDX-License-Identifier: LGPL-2.1-or-later
// Stub data of a call with pipes, one direction each: PieceWriter fills a buffer of the runtime and sends it when it is
// full, PieceReader makes as many bytes contiguous as its user needs at once. Both count the offset in the whole stub
// data, from which alignment is reckoned. What the runtime cannot do at once it refuses with rpc_s_async_call_pending
// (asynchronous calls only); then nothing has changed.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rpcrt4/binding/message_call.hpp"

#include <rpcdcep.h>

namespace rpcrt4::stub {

class PieceWriter {
 public:
    /// Room that is worth a piece; a larger reserve() gets what it asks for.
    static constexpr size_t kRoom = 64 * 1024 - 256;

    explicit PieceWriter(RPC_MESSAGE& message) noexcept : message_(message) {}
    /// The message's buffer has `room` bytes, the first `used` of which are written.
    void begin(size_t used, size_t room) noexcept;

    size_t offset() const noexcept { return sent_ + used_; }
    /// Bytes written and not sent.
    size_t pending() const noexcept { return used_; }
    /// Room for `size` bytes at offset(); sends what is there when that is needed. Throws RpcError.
    uint8_t* reserve(size_t size);
    void wrote(size_t size) noexcept { used_ += size; }
    /// Sends everything but the bytes that do not fill a unit of eight; they follow with the next piece.
    base::Status flush(std::unique_ptr<binding::CompletionSink> sent);
    /// The same for the first piece, which is sent however little it holds: the other side learns of the call.
    base::Status open(std::unique_ptr<binding::CompletionSink> sent);
    /// Sends the rest, which ends the direction.
    base::Status finish(std::unique_ptr<binding::CompletionSink> sent);
    /// Leaves it to others to send the rest: gives the message a buffer with room for `size` bytes behind the unsent
    /// ones. Returns how many those are.
    size_t leave(size_t size);

 private:
    uint8_t* buffer() noexcept { return static_cast<uint8_t*>(message_.Buffer); }
    void need_buffer(size_t room);
    base::Status send(size_t size, binding::Piece piece, std::unique_ptr<binding::CompletionSink> sent);

    RPC_MESSAGE& message_;
    size_t sent_ = 0;  // bytes before the buffer; a multiple of eight
    size_t used_ = 0;
    size_t room_ = 0;
    uint8_t rest_[8];  // without a buffer: `used_` bytes that wait for the next one
};

class PieceReader {
 public:
    explicit PieceReader(RPC_MESSAGE& message) noexcept : message_(message) {}
    /// The message's buffer holds the first piece, the first `used` bytes of which have been read.
    void begin(size_t used) noexcept;

    uint8_t* at() noexcept { return at_; }
    size_t offset() const noexcept { return offset_; }
    size_t available() const noexcept { return static_cast<size_t>(end_ - at_); }
    void advance(size_t size) noexcept {
        at_ += size;
        offset_ += size;
    }
    /// Makes `size` bytes available. rpc_x_bad_stub_data when the stub data ends before; `arrival` as the runtime's
    /// receive_piece has it.
    base::Status need(size_t size, std::unique_ptr<binding::CompletionSink> arrival);
    /// Receives everything that is left and makes it the message's Buffer, behind as many bytes as keep its alignment.
    /// Those are the result. Throws RpcError.
    size_t take_rest();

 private:
    base::Status receive(std::unique_ptr<binding::CompletionSink> arrival);
    void keep();

    RPC_MESSAGE& message_;
    uint8_t* at_ = nullptr;
    uint8_t* end_ = nullptr;
    size_t offset_ = 0;
    std::vector<uint8_t> joined_;  // bytes of several pieces, where one was too short
};

}  // namespace rpcrt4::stub
