// SPDX-License-Identifier: LGPL-2.1-or-later
// A message on its way out: stub data cut into fragments no longer than the peer takes, as a gather list for writev.
// The first header lies in the buffer's headroom, so one fragment is one contiguous run and needs no memory; the
// headers of further fragments are kept beside the list. Free functions without state: any thread may encode for a
// connection whose max_transmit is settled. C706 12.6.2.
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "rpcrt4/protocol/buffer.hpp"
#include "rpcrt4/protocol/pdu_call.hpp"
#include "rpcrt4/protocol/pdu_fault.hpp"

namespace rpcrt4::protocol {

/// Which part of a request or response is encoded: all of it, or a piece of one that is sent as it comes to be. All
/// pieces but the last are a multiple of kPieceUnit bytes long.
struct Part {
    bool first = true;
    bool last = true;
};
inline constexpr size_t kPieceUnit = 8;

class OutgoingMessage {
 public:
    OutgoingMessage() noexcept = default;
    OutgoingMessage(OutgoingMessage&& other) noexcept
        : buffer_(std::move(other.buffer_)),
          sealed_(std::move(other.sealed_)),
          only_(other.only_),
          rest_(std::move(other.rest_)),
          remaining_(std::exchange(other.remaining_, 0)) {}
    OutgoingMessage& operator=(OutgoingMessage&& other) noexcept {
        buffer_ = std::move(other.buffer_);
        sealed_ = std::move(other.sealed_);
        only_ = other.only_;
        rest_ = std::move(other.rest_);
        remaining_ = std::exchange(other.remaining_, 0);
        return *this;
    }
    /// A whole PDU, header included.
    explicit OutgoingMessage(Buffer pdu) noexcept;
    /// Whole PDUs, one after the other, that say what is in `stub`.
    OutgoingMessage(Buffer stub, Buffer sealed) noexcept;

    /// What is still to be written, in order; empty when done. Valid until the next call of a non-const member.
    std::span<const iovec> pending() const noexcept;
    /// Bytes still to be written.
    size_t remaining() const noexcept { return remaining_; }
    bool done() const noexcept { return remaining_ == 0; }
    /// Takes note that the next `count` bytes are written; `count` <= remaining().
    void advance(size_t count) noexcept;
    /// Hands the stub buffer back (a call that is to be sent again elsewhere, memory to be recycled); done()
    /// afterwards.
    Buffer take_buffer() noexcept;

 private:
    friend OutgoingMessage encode_request(const RequestHeader&, Buffer, uint16_t, Part);
    friend OutgoingMessage encode_response(const ResponseHeader&, Buffer, uint16_t, Part);
    template <typename Header>
    static OutgoingMessage cut(const Header& header, Buffer stub, uint16_t max_transmit, Part part);

    struct Rest;  // headers and slices of a message of several fragments
    struct RestDeleter {
        void operator()(Rest* rest) const noexcept;
    };

    Buffer buffer_;
    Buffer sealed_;  // what is sent instead of buffer_, of a protected message
    iovec only_{};   // the run of a message of one fragment, or of a protected one
    std::unique_ptr<Rest, RestDeleter> rest_;
    size_t remaining_ = 0;
};

/// `stub` is the stub data of the part (its size() bytes); an empty Buffer is a call without [in] data. `max_transmit`
/// is the negotiated fragment size (ClientSession::max_transmit, ServerSession::max_transmit). Throws std::bad_alloc
/// only.
OutgoingMessage encode_request(const RequestHeader& header, Buffer stub, uint16_t max_transmit, Part part = {});
OutgoingMessage encode_response(const ResponseHeader& header, Buffer stub, uint16_t max_transmit, Part part = {});

}  // namespace rpcrt4::protocol
