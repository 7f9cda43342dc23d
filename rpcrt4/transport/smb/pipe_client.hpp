// SPDX-License-Identifier: LGPL-2.1-or-later
// PipeClient: an open pipe of a server, as a stream of PDUs ([MS-RPCE] 2.1.1.2). Each PDU is one WRITE, one at a time,
// as a server may work on several requests in any order. One READ is always under way, which the server answers when
// there is something to read: so replies of asynchronous calls, callbacks and the end of the pipe are heard at once,
// and a call takes no longer than with FSCTL_PIPE_TRANSCEIVE, which can serve one call at a time only. Pure; see
// bridge.hpp for who moves its bytes.
#pragma once

#include <optional>

#include "rpcrt4/transport/bridge.hpp"
#include "rpcrt4/transport/smb/logon.hpp"

namespace rpcrt4::transport::smb {

class PipeClient final : public Translator {
 public:
    /// The first READ is ready to leave.
    explicit PipeClient(OpenPipe pipe);

    base::Status from_near(std::span<const std::byte> bytes) override;
    base::Status from_far(std::span<const std::byte> bytes) override;
    void near_ended() override;
    bool done() const noexcept override { return phase_ == Phase::over; }
    bool has_room() const noexcept override { return unwritten_.size() < kMostUnwritten; }

 private:
    static constexpr size_t kMostUnwritten = 256 * 1024;
    enum class Phase : uint8_t { open, ending, closing, leaving, over };

    base::Status take(const Reply& reply);
    base::Status take_read(const Reply& reply);
    base::Status take_write(const Reply& reply);
    void advance();
    void read_on();
    void write_on();
    void say_good_bye();
    void send(const Octets& frame) { to_far.add(frame); }
    /// Of the PDU that is next to be written; 0 until it is whole.
    size_t next_size() const noexcept;

    std::unique_ptr<Conversation> conversation_;
    const FileId file_;
    const uint32_t most_read_, most_write_;
    Phase phase_ = Phase::open;
    Leaving unwritten_;
    size_t writing_ = 0;  // bytes of the WRITE that is not answered yet
    size_t rest_of_pdu_ = 0;
    std::optional<uint64_t> reading_;
    std::array<std::byte, kFrameHeaderSize> frame_header_{};
    size_t frame_header_known_ = 0;  // bytes of it
    size_t message_size_ = 0;
    Octets message_;  // as far as it has come
};

}  // namespace rpcrt4::transport::smb
