// SPDX-License-Identifier: LGPL-2.1-or-later
// FrontPipe: the messages smbd passes on between a client of the network and a server here, each behind its length in
// two bytes, as a stream of PDUs; see bridge.hpp. Pure.
#pragma once

#include "rpcrt4/transport/bridge.hpp"
#include "rpcrt4/transport/smb/wire.hpp"

namespace rpcrt4::transport::smb {

class FrontPipe final : public Translator {
 public:
    /// `first`: what leaves for smbd before any message.
    explicit FrontPipe(Bytes first) { to_far.add(first); }

    base::Status from_near(std::span<const std::byte> bytes) override;
    base::Status from_far(std::span<const std::byte> bytes) override;
    void near_ended() override {}
    bool done() const noexcept override { return true; }

 private:
    Leaving unsent_;  // of the server's PDUs, until one is whole
    std::array<std::byte, 2> length_{};
    size_t length_known_ = 0;     // bytes of it
    size_t rest_of_message_ = 0;  // of smbd's
};

}  // namespace rpcrt4::transport::smb
