// SPDX-License-Identifier: LGPL-2.1-or-later
// The null rival of the RPC figures: a bare socket to rpc_raw_peer with blocking calls. Requests and replies have fixed
// sizes, no contents, and nothing around them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/peer.hpp"

namespace bench {

const Peer& raw_peer();

class RawConnection {
 public:
    RawConnection(Over over, uint32_t request, uint32_t reply);
    ~RawConnection();

    void exchange();
    /// Makes `count` exchanges with `in_flight` requests out at a time. Every request is sent by itself, as calls are
    /// started one by one; the peer answers together what it reads together.
    void pipeline(size_t in_flight, size_t count);

 private:
    static int connect_tcp();
    static int connect_local();
    void send(size_t size);
    size_t receive();

    const uint32_t request_;
    const uint32_t reply_;
    int descriptor_;
    std::vector<char> buffer_;
};

}  // namespace bench
