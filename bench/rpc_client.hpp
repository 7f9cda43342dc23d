// SPDX-License-Identifier: LGPL-2.1-or-later
// Our client of the RPC figures: bindings to rpc_peer, and the asynchronous calls made on them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "bench/peer.hpp"

#include <rpc.h>
#include <rpcasync.h>
#include <windows.h>

#include "rpc_echo.h"

namespace bench {

const Peer& rpc_peer();

/// A binding handle.
class Server {
 public:
    explicit Server(Over over, const Peer& peer = rpc_peer());
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    operator handle_t() const { return handle_; }

    /// Makes a synchronous call, the answer to which must be right.
    void echo();
    void set(ULONG option);
    /// The account is the process's own.
    void authenticate(ULONG service, ULONG level, const char* principal);

 private:
    handle_t handle_ = nullptr;
    LONG number_ = 0;
};

/// A binding with a connection of its own, which has made a call.
std::unique_ptr<Server> client(Over over, const Peer& peer = rpc_peer());

/// A call to EchoLater or Hold.
struct Later {
    RPC_ASYNC_STATE state;
    LONG number;
};

/// Asynchronous calls that tell of their end by the same means.
class Calls {
 public:
    /// Starts one of the calls; the second parameter is its index.
    using Start = std::function<void(Later&, size_t)>;

    Calls(size_t count, RPC_NOTIFICATION_TYPES type);
    ~Calls();
    Calls(const Calls&) = delete;
    Calls& operator=(const Calls&) = delete;

    /// Makes `total` calls, of which as many as there are are under way at a time; the answer to each must be right.
    void run(size_t total, const Start& start);

 private:
    void start_all(const Start& start);
    void run_events(size_t total, const Start& start);
    void run_packets(size_t total, const Start& start);
    void run_routines(size_t total, const Start& start);

    const RPC_NOTIFICATION_TYPES type_;
    std::vector<Later> calls_;
    std::vector<HANDLE> events_;
    HANDLE port_ = nullptr;
};

/// Sends the bytes there and back, which changes them, and checks what came.
void blob(handle_t server, std::vector<byte>& data);

/// As many calls as `calls` has, answered when the server has them all.
void hold_all(handle_t server, Calls& calls, size_t count);

}  // namespace bench
