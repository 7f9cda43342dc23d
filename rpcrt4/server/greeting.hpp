// SPDX-License-Identifier: LGPL-2.1-or-later
// Greeting: a stream just accepted where smbd may stand between a client and the server. Its first byte tells: a client
// of this machine begins with a PDU, and becomes a Connection as it is; smbd begins by saying who its client is, and a
// bridge takes its stream over. Only root's word and our own user's counts.
// Owner: itself, until the peer has spoken or gone. Threads: the accepting loop.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "rpcrt4/transport/loop.hpp"
#include "rpcrt4/transport/smb/front_request.hpp"
#include "rpcrt4/transport/socket.hpp"

namespace rpcrt4::server {

using FrontClient = transport::smb::FrontClient;

class Greeting final : private transport::Watcher {
 public:
    /// Where a stream goes on.
    using Next = std::function<void(transport::Socket, std::optional<FrontClient>)>;

    /// `next` is called as long as `while_alive` is. Throws std::bad_alloc.
    static void begin(transport::Socket socket, std::weak_ptr<bool> while_alive, Next next);

 private:
    Greeting(transport::Socket socket, std::weak_ptr<bool> while_alive, Next next)
        : socket_(std::move(socket)), alive_(std::move(while_alive)), next_(std::move(next)) {}
    ~Greeting() = default;

    enum class Progress : uint8_t { more, plain, fronted, over };

    void ready(bool readable, bool writable) noexcept override;
    Progress listen();
    Progress read_request();
    bool read(size_t size);
    void hand_over(Progress progress) noexcept;
    void accept_front();
    void refuse(uint32_t nt_status) noexcept;

    transport::Socket socket_;
    const std::weak_ptr<bool> alive_;
    const Next next_;
    transport::Watch* watch_ = nullptr;
    std::vector<std::byte> request_;
    bool ended_ = false;
};

}  // namespace rpcrt4::server
