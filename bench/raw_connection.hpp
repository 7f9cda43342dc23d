// SPDX-License-Identifier: LGPL-2.1-or-later
// The null rival of the RPC figures: a bare socket to rpc_raw_peer with blocking calls. Requests and replies have fixed
// sizes, no contents, and nothing around them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/echo_size.hpp"
#include "bench/peer.hpp"

namespace bench {

const Peer& raw_peer();

class RawConnection {
 public:
    /// To a thread of the peer that serves nobody else.
    RawConnection(Over over, uint32_t request, uint32_t reply);
    /// To the thread of the peer that serves a crowd: requests and replies of Echo's size.
    explicit RawConnection(Over over);
    ~RawConnection();
    RawConnection(const RawConnection&) = delete;
    RawConnection& operator=(const RawConnection&) = delete;

    void exchange();
    /// The two halves of an exchange.
    void ask() { send(request_); }
    void await();
    /// Makes an exchange whose request is sent in so many equal parts, each by itself.
    void exchange_in_parts(size_t parts);
    /// Makes `count` exchanges with `in_flight` requests out at a time. Every request is sent by itself, as calls are
    /// started one by one; the peer answers together what it reads together.
    void pipeline(size_t in_flight, size_t count);

 private:
    static int connect_tcp(const std::string& port);
    static int connect_local(const std::string& path);
    void send(size_t size);
    size_t receive();

    const uint32_t request_;
    const uint32_t reply_;
    int descriptor_;
    std::vector<char> buffer_;
};

}  // namespace bench
