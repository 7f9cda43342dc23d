// SPDX-License-Identifier: LGPL-2.1-or-later
// See security_context.hpp. A protected message is made in one piece of memory, its PDUs one after the other: the stub
// stays as it is, for a call that must be made again elsewhere.
#include "rpcrt4/protocol/security_context.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "rpcrt4/protocol/verification_trailer.hpp"

namespace rpcrt4::protocol {

using base::Status;
using security::Level;
using security::Piece;

namespace {

/// The trailer of a request or response is aligned so from the beginning of the PDU's body ([MS-RPCE] 2.2.2.11).
constexpr size_t kTrailerAlignment = 16;

constexpr size_t padding_of(size_t body) noexcept { return (0 - body) & (kTrailerAlignment - 1); }

size_t size_of(const RequestHeader& header) noexcept { return header_size(header); }
size_t size_of(const ResponseHeader&) noexcept { return kCallHeaderSize; }

uint32_t hint(size_t left) noexcept {
    return static_cast<uint32_t>(std::min<size_t>(left, std::numeric_limits<uint32_t>::max()));
}
void write(std::byte* out, const RequestHeader& header, uint8_t first_last, size_t length, size_t left) noexcept {
    encode_request_header(out, header, first_last, length, hint(left));
}
void write(std::byte* out, const ResponseHeader& header, uint8_t first_last, size_t length, size_t left) noexcept {
    encode_response_header(out, header, first_last, length, hint(left));
}

/// What the mechanism is shown of a PDU, in the order of the wire.
class Pieces {
 public:
    /// The body ends where the trailer begins: padding counts.
    Pieces(std::span<std::byte> pdu, size_t header_size, size_t trailer, bool with_headers) noexcept {
        if (with_headers) add(pdu.first(header_size), Piece::Handling::sign);
        add(pdu.subspan(header_size, trailer - header_size), Piece::Handling::seal);
        if (with_headers) add(pdu.subspan(trailer, kAuthTrailerHeaderSize), Piece::Handling::sign);
    }
    operator std::span<const Piece>() const noexcept { return std::span(pieces_).first(count_); }

 private:
    void add(std::span<std::byte> bytes, Piece::Handling handling) noexcept { pieces_[count_++] = {bytes, handling}; }
    std::array<Piece, 3> pieces_;
    size_t count_ = 0;
};

/// What a message consists of, and where it is cut: the stub data and, where there is one, the verification trailer,
/// which is aligned and not cut.
class Body {
 public:
    /// `most` bytes go into a fragment; a multiple of kTrailerAlignment.
    Body(const Buffer& stub, std::span<const std::byte> verification, size_t most) noexcept
        : stub_(stub), verification_(verification), most_(most), size_(stub.size()) {
        if (!verification.empty()) {
            size_ += ((0 - size_) & (kVerificationAlignment - 1)) + verification.size();
            last_start_ = stub.size() & ~(kTrailerAlignment - 1);
        }
        count_ = std::max<size_t>(1, (size_ + most - 1) / most);
        last_start_ = std::min(last_start_, (count_ - 1) * most);
    }
    size_t size() const noexcept { return size_; }
    size_t count() const noexcept { return count_; }
    size_t start(size_t fragment) const noexcept {
        return fragment == count_ ? size_ : fragment + 1 == count_ ? last_start_ : fragment * most_;
    }
    /// Where it ends.
    std::byte* copy(size_t from, size_t length, std::byte* out) const noexcept {
        const size_t of_stub = std::min(length, stub_.size() - from);
        if (of_stub != 0) out = std::copy_n(stub_.data() + from, of_stub, out);
        if (of_stub == length) return out;
        const size_t rest = length - of_stub - verification_.size();
        out = std::fill_n(out, rest, std::byte{0});
        return std::copy(verification_.begin(), verification_.end(), out);
    }

 private:
    const Buffer& stub_;
    const std::span<const std::byte> verification_;
    const size_t most_;
    size_t size_;
    size_t count_;
    size_t last_start_ = std::numeric_limits<size_t>::max();
};

}  // namespace

SecurityContext::SecurityContext(uint32_t id, security::Service service, Level level,
                                 std::unique_ptr<security::Context> mechanism) noexcept
    : id_(id),
      service_(service),
      level_(level == Level::call ? Level::packet : level),
      mechanism_(std::move(mechanism)) {}

void SecurityContext::prepare() {
    auto first = step({});
    const std::lock_guard lock(mutex_);
    prepared_ = std::move(first);
}

base::Result<security::Context::Step> SecurityContext::step(std::span<const std::byte> token) {
    const std::lock_guard lock(mutex_);
    if (prepared_) return *std::exchange(prepared_, std::nullopt);
    if (failed_) return Status::sec_e_invalid_token;
    auto next = mechanism_->complete() ? last_word(token) : mechanism_->step(token);
    // [MS-RPCE] 3.3.1.5.2.2: what the level needs and the mechanism has not got is an error of the mechanism's. As from
    // Windows, who cannot be signed to finds out with his first message.
    const bool seals = level_ == Level::privacy;
    const bool unable = next && next->complete && seals && mechanism_->signature_size(level_) == 0;
    if (unable) next = Status::sec_e_unsupported_function;
    failed_ = !next;
    return next;
}

base::Result<security::Context::Step> SecurityContext::last_word(std::span<const std::byte> token) {
    const Status status = mechanism_->last_word(token);
    if (base::failed(status)) return status;
    return security::Context::Step{{}, true};
}

void SecurityContext::finish(std::span<const std::byte> token) {
    const auto last = step(token);
    const std::lock_guard lock(mutex_);
    failed_ = !last || !last->complete || !last->token.empty();
}

bool SecurityContext::complete() const noexcept {
    const std::lock_guard lock(mutex_);
    return !failed_ && mechanism_->complete();
}

bool SecurityContext::failed() const noexcept {
    const std::lock_guard lock(mutex_);
    return failed_;
}

bool SecurityContext::can_sign_headers() const noexcept { return mechanism_->signs_headers(); }

void SecurityContext::sign_headers() noexcept {
    const std::lock_guard lock(mutex_);
    signs_headers_ = true;
}

bool SecurityContext::signs_headers() const noexcept {
    const std::lock_guard lock(mutex_);
    return signs_headers_;
}

bool SecurityContext::owns(const AuthTrailer& trailer) const noexcept {
    const auto level = static_cast<Level>(trailer.level);
    return trailer.context_id == id_ && trailer.type == static_cast<uint8_t>(service_) &&
           (level == Level::call ? Level::packet : level) == level_;
}

std::optional<Buffer> SecurityContext::carry(const Buffer& pdu, std::span<const std::byte> token) const {
    return with_token(pdu, static_cast<uint8_t>(service_), static_cast<uint8_t>(level_), id_, token);
}

const security::Peer& SecurityContext::peer() const noexcept { return mechanism_->peer(); }
bool SecurityContext::mutual() const noexcept { return mechanism_->mutual(); }
security::Service SecurityContext::mechanism() const noexcept { return mechanism_->mechanism(); }

base::Result<OutgoingMessage> SecurityContext::protect(const RequestHeader& header, Buffer&& stub,
                                                       uint16_t max_transmit, Part part,
                                                       std::span<const std::byte> verification) {
    return cut(header, std::move(stub), max_transmit, part, verification);
}

base::Result<OutgoingMessage> SecurityContext::protect(const ResponseHeader& header, Buffer&& stub,
                                                       uint16_t max_transmit, Part part) {
    return cut(header, std::move(stub), max_transmit, part, {});
}

template <typename Header>
base::Result<OutgoingMessage> SecurityContext::cut(const Header& header, Buffer&& stub, uint16_t max_transmit,
                                                   Part part, std::span<const std::byte> verification) {
    stub.settle();
    const std::lock_guard lock(mutex_);
    const size_t signature = mechanism_->signature_size(level_);
    const size_t before = size_of(header);
    const size_t after = kAuthTrailerHeaderSize + signature;
    const size_t room = std::max(max_transmit, kMustReceiveFragment);
    if (room < before + after + kTrailerAlignment) return Status::sec_e_internal_error;
    const size_t most = (room - before - after) & ~(kTrailerAlignment - 1);
    const Body body(stub, verification, most);
    const size_t count = body.count();
    Buffer sealed(body.size() + padding_of(body.size()) + count * (before + after));

    std::byte* out = sealed.data();
    for (size_t i = 0; i < count; ++i) {
        const size_t position = body.start(i);
        const size_t length = body.start(i + 1) - position;
        const size_t padding = padding_of(length);
        const bool last = i + 1 == count && part.last;
        const bool first = i == 0 && part.first;
        write(out, header, static_cast<uint8_t>((first ? pfc::kFirst : 0) | (last ? pfc::kLast : 0)), length,
              body.size() - position);
        const size_t pdu = before + length + padding + after;
        set_lengths(out, static_cast<uint16_t>(pdu), static_cast<uint16_t>(signature));
        std::byte* end = body.copy(position, length, out + before);
        end = std::fill_n(end, padding, std::byte{0});
        encode_auth_trailer(end, static_cast<uint8_t>(service_), static_cast<uint8_t>(level_),
                            static_cast<uint8_t>(padding), id_);
        const Status outcome = protect_fragment(*mechanism_, {out, pdu}, before, signature);
        if (base::failed(outcome)) return outcome;
        out += pdu;
    }
    return OutgoingMessage(std::move(stub), std::move(sealed));
}

Status SecurityContext::protect_fragment(security::Context& mechanism, std::span<std::byte> pdu, size_t header_size,
                                         size_t signature_size) const {
    const size_t trailer = pdu.size() - signature_size - kAuthTrailerHeaderSize;
    return mechanism.protect(level_, Pieces(pdu, header_size, trailer, shows_headers()), pdu.last(signature_size));
}

base::Result<size_t> SecurityContext::open(const AuthTrailer& trailer, std::span<std::byte> pdu, size_t body_start) {
    const std::lock_guard lock(mutex_);
    if (failed_ || !mechanism_->complete()) return Status::sec_e_out_of_sequence;
    if (!protects()) return trailer.body_end;
    const size_t credentials = trailer.credentials.size();
    const size_t start = pdu.size() - credentials - kAuthTrailerHeaderSize;
    const Status outcome =
        mechanism_->unprotect(level_, Pieces(pdu, body_start, start, shows_headers()), pdu.last(credentials));
    if (base::failed(outcome)) return outcome;
    return trailer.body_end;
}

}  // namespace rpcrt4::protocol
