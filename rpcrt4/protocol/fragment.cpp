// SPDX-License-Identifier: LGPL-2.1-or-later
// See fragment.hpp. C706 asks that the stub data of every fragment but the last be a multiple of 8 bytes long; both our
// header sizes are, so it is enough to cut at a multiple of 8.
#include "rpcrt4/protocol/fragment.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace rpcrt4::protocol {
namespace {

size_t size_of(const RequestHeader& header) noexcept { return header_size(header); }
size_t size_of(const ResponseHeader&) noexcept { return kCallHeaderSize; }

void write(std::byte* out, const RequestHeader& header, uint8_t first_last, size_t length, size_t left) noexcept {
    encode_request_header(out, header, first_last, length,
                          static_cast<uint32_t>(std::min<size_t>(left, std::numeric_limits<uint32_t>::max())));
}
void write(std::byte* out, const ResponseHeader& header, uint8_t first_last, size_t length, size_t left) noexcept {
    encode_response_header(out, header, first_last, length,
                           static_cast<uint32_t>(std::min<size_t>(left, std::numeric_limits<uint32_t>::max())));
}

}  // namespace

struct OutgoingMessage::Rest {
    std::vector<std::array<std::byte, kMaxCallHeaderSize>> headers;  // of the second fragment and those after it
    std::vector<iovec> slices;
    size_t first = 0;  // of `slices` not yet written

    /// Bytes of the buffer, of which `lent` are elsewhere.
    void add(std::byte* from, size_t length, const Buffer::Lent& lent) {
        while (length != 0) {
            // The distance from the lent part's beginning; unsigned, so that what lies before it is far behind its end.
            const auto inside = static_cast<size_t>(from - lent.place);
            const bool is_lent = lent.size != 0 && inside < lent.size;
            size_t run = length;
            if (is_lent) {
                run = std::min(length, lent.size - inside);
            } else if (lent.size != 0 && from < lent.place) {
                run = std::min(length, static_cast<size_t>(lent.place - from));
            }
            slices.push_back({is_lent ? const_cast<std::byte*>(lent.from) + inside : from, run});
            from += run;
            length -= run;
        }
    }
};

void OutgoingMessage::RestDeleter::operator()(Rest* rest) const noexcept { delete rest; }

OutgoingMessage::OutgoingMessage(Buffer pdu) noexcept : buffer_(std::move(pdu)) {
    only_ = {buffer_.data(), buffer_.size()};
    remaining_ = buffer_.size();
}

OutgoingMessage::OutgoingMessage(Buffer stub, Buffer sealed) noexcept
    : buffer_(std::move(stub)),
      sealed_(std::move(sealed)),
      only_{sealed_.data(), sealed_.size()},
      remaining_(sealed_.size()) {}

std::span<const iovec> OutgoingMessage::pending() const noexcept {
    if (remaining_ == 0) return {};
    if (!rest_) return {&only_, 1};
    return std::span(rest_->slices).subspan(rest_->first);
}

void OutgoingMessage::advance(size_t count) noexcept {
    remaining_ -= count;
    iovec* slice = rest_ ? &rest_->slices[rest_->first] : &only_;
    while (count > 0 && count >= slice->iov_len) {
        count -= slice->iov_len;
        slice->iov_len = 0;
        if (!rest_) return;
        if (++rest_->first == rest_->slices.size()) return;
        ++slice;
    }
    slice->iov_base = static_cast<std::byte*>(slice->iov_base) + count;
    slice->iov_len -= count;
}

Buffer OutgoingMessage::take_buffer() noexcept {
    remaining_ = 0;
    rest_.reset();
    sealed_.reset();
    return std::move(buffer_);
}

template <typename Header>
OutgoingMessage OutgoingMessage::cut(const Header& header, Buffer stub, uint16_t max_transmit, Part part) {
    if (!stub) stub = Buffer(0);
    const size_t overhead = size_of(header);
    const size_t most = (std::max(max_transmit, kMustReceiveFragment) - overhead) & ~size_t{7};
    const size_t total = stub.size();
    const size_t first_length = std::min(most, total);

    OutgoingMessage message;
    std::byte* start = stub.before(overhead);
    const uint8_t end = part.last ? pfc::kLast : uint8_t{0};
    const auto flags = static_cast<uint8_t>((part.first ? pfc::kFirst : 0) | (first_length == total ? end : 0));
    write(start, header, flags, first_length, total);
    message.only_ = {start, overhead + first_length};
    message.remaining_ = overhead + first_length;
    const Buffer::Lent lent = stub.lent();
    if (first_length < total || lent.size != 0) {
        message.rest_.reset(new Rest);
        auto& [headers, slices, next] = *message.rest_;
        const size_t more = (total - first_length + most - 1) / most;
        headers.resize(more);
        slices.reserve(1 + 2 * more + (lent.size != 0 ? 2 : 0));
        message.rest_->add(start, overhead + first_length, lent);
        size_t position = first_length;
        for (size_t i = 0; i < more; ++i) {
            const size_t length = std::min(most, total - position);
            write(headers[i].data(), header, i + 1 == more ? end : uint8_t{0}, length, total - position);
            slices.push_back({headers[i].data(), overhead});
            message.rest_->add(stub.data() + position, length, lent);
            position += length;
        }
        message.remaining_ = total + (more + 1) * overhead;
    }
    message.buffer_ = std::move(stub);
    return message;
}

OutgoingMessage encode_request(const RequestHeader& header, Buffer stub, uint16_t max_transmit, Part part) {
    return OutgoingMessage::cut(header, std::move(stub), max_transmit, part);
}

OutgoingMessage encode_response(const ResponseHeader& header, Buffer stub, uint16_t max_transmit, Part part) {
    return OutgoingMessage::cut(header, std::move(stub), max_transmit, part);
}

}  // namespace rpcrt4::protocol
