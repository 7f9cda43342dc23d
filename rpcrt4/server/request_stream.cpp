// SPDX-License-Identifier: LGPL-2.1-or-later
// See request_stream.hpp.
#include "rpcrt4/server/request_stream.hpp"

#include <utility>

namespace rpcrt4::server {

using base::Status;
using binding::CompletionSink;

bool RequestStream::add(Piece& piece) {
    std::unique_ptr<CompletionSink> arrival;
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return false;
        const size_t size = piece.stub.size();
        pieces_.push_back(std::move(piece));
        bytes_ += size;
        arrival = std::move(arrival_);
        changed_.notify_all();
    }
    if (arrival) arrival->notify();
    return true;
}

void RequestStream::break_off(Status status) noexcept {
    std::unique_ptr<CompletionSink> arrival;
    {
        const std::lock_guard lock(mutex_);
        if (succeeded(broken_)) broken_ = status;
        arrival = std::move(arrival_);
        changed_.notify_all();
    }
    if (arrival) arrival->notify();
}

/// Under the lock.
base::Result<RequestStream::Piece> RequestStream::next() {
    if (pieces_.empty()) return failed(broken_) ? broken_ : Status::rpc_s_async_call_pending;
    Piece piece = std::move(pieces_.front());
    pieces_.pop_front();
    bytes_ -= piece.stub.size();
    return piece;
}

base::Result<RequestStream::Piece> RequestStream::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !pieces_.empty() || failed(broken_); });
    return next();
}

base::Result<RequestStream::Piece> RequestStream::take(std::unique_ptr<CompletionSink> arrival) {
    const std::lock_guard lock(mutex_);
    auto piece = next();
    if (!piece && piece.status() == Status::rpc_s_async_call_pending) arrival_ = std::move(arrival);
    return piece;
}

size_t RequestStream::close() noexcept {
    std::deque<Piece> dropped;
    std::unique_ptr<CompletionSink> arrival;
    const std::lock_guard lock(mutex_);
    closed_ = true;
    dropped.swap(pieces_);
    arrival = std::move(arrival_);
    return std::exchange(bytes_, 0);
}

}  // namespace rpcrt4::server
