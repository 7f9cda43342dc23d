// SPDX-License-Identifier: LGPL-2.1-or-later
// RequestStream: the pieces of one streamed request on their way from the connection's reader to the stub that pulls
// pipe data. How much may gather is the connection's business: it is told of what is taken and pauses reading
// meanwhile. Owner: ServerCall. Threads: add and break_off by any; taking by one at a time.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

#include "rpcrt4/binding/message_call.hpp"
#include "rpcrt4/protocol/buffer.hpp"

namespace rpcrt4::server {

class RequestStream {
 public:
    struct Piece {
        protocol::Buffer stub;
        bool last = false;
    };

    /// Who waited for it is woken or told. False when nobody will take it any more.
    [[nodiscard]] bool add(Piece& piece);
    /// Nothing more will come: takers get `status` once what is here is taken.
    void break_off(base::Status status) noexcept;

    /// The next piece, waited for.
    base::Result<Piece> wait();
    /// The next piece; rpc_s_async_call_pending when there is none yet. Then `arrival`, if there is one, is told once
    /// when that has changed, and replaces the one before.
    base::Result<Piece> take(std::unique_ptr<binding::CompletionSink> arrival);

    /// The call is over: drops what nobody took. How many bytes that was.
    size_t close() noexcept;

 private:
    base::Result<Piece> next();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Piece> pieces_;
    size_t bytes_ = 0;
    bool closed_ = false;
    base::Status broken_ = base::Status::ok;
    std::unique_ptr<binding::CompletionSink> arrival_;
};

}  // namespace rpcrt4::server
