// SPDX-License-Identifier: LGPL-2.1-or-later
// Outbox: the writer's role passes with `writing_`; queue_ is everybody's under the lock, batch_ the writer's alone.
#include "rpcrt4/server/outbox.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <mutex>
#include <new>
#include <utility>

#include "handleapi/base/futex.hpp"
#include "rpcrt4/protocol/pdu_trace.hpp"
#include "rpcrt4/transport/socket.hpp"

namespace rpcrt4::server {

using protocol::OutgoingMessage;

namespace {

constexpr size_t kDeferredMessages = 64;
constexpr size_t kDeferredBytes = 64 * 1024;
constexpr size_t kGather = 128;
constexpr size_t kWorthWaiting = 128 * 1024;

}  // namespace

/// A reply that cannot be kept cannot be followed by another, and a client that got a part of it, or nothing, must not
/// wait for the rest: the reader finds the stream ended, as the client does. Under the lock.
void Outbox::break_off() noexcept {
    failed_ = true;
    ::shutdown(descriptor_, SHUT_RDWR);
}

bool Outbox::enqueue(OutgoingMessage& message) noexcept {
    const size_t size = message.remaining();
    try {
        queue_.push_back(std::move(message));
    } catch (const std::bad_alloc&) {
        break_off();
        return false;
    }
    backlog_.fetch_add(size, std::memory_order_relaxed);
    return true;
}

bool Outbox::post(OutgoingMessage message, Patience wanted) noexcept {
    protocol::trace_sending(descriptor_, message);
    {
        std::lock_guard lock(lock_);
        if (failed_) return false;
        const bool direct = !writing_ && queue_.empty();
        if (!direct && !enqueue(message)) return false;
        if (writing_) return true;
        writing_ = true;
    }
    bool sent_whole = false;
    if (message.remaining() != 0) {
        // The usual case: nothing waits, and the socket takes the whole message.
        using enum transport::Blocking;
        const auto patience = wanted == Patience::some || message.remaining() >= kWorthWaiting ? yes : no;
        const transport::Transfer sent = transport::send_some(descriptor_, message.pending(), patience);
        message.advance(sent.bytes);
        sent_whole = message.done();
        if (!sent_whole) {
            std::lock_guard lock(lock_);
            backlog_.fetch_add(message.remaining(), std::memory_order_relaxed);
            try {
                batch_.push_back(std::move(message));
            } catch (const std::bad_alloc&) {
                break_off();
            }
        }
    }
    // A client that has its answer may hang up at once: that takes nothing from the answer.
    return write_out() || sent_whole;
}

bool Outbox::defer(OutgoingMessage message) noexcept {
    protocol::trace_sending(descriptor_, message);
    std::lock_guard lock(lock_);
    if (failed_ || !enqueue(message)) return false;
    return queue_.size() >= kDeferredMessages || backlog() >= kDeferredBytes;
}

bool Outbox::flush() noexcept {
    {
        std::lock_guard lock(lock_);
        if (failed_) return false;
        if (writing_ || queue_.empty()) return true;
        writing_ = true;
    }
    return write_out();
}

void Outbox::writable() noexcept {
    {
        std::lock_guard lock(lock_);
        if (!blocked_) return;
        blocked_ = false;
    }
    write_out();
}

bool Outbox::wait_below(size_t backlog, std::chrono::milliseconds patience) noexcept {
    const auto give_up_at = [patience] {
        if (patience == patience.max()) return base::kNoDeadline;
        return base::monotonic_now() + std::chrono::nanoseconds(patience).count();
    };
    if (this->backlog() < backlog) return true;
    waiters_.fetch_add(1, std::memory_order_seq_cst);
    bool shrinks = true;
    int64_t deadline = give_up_at();
    uint32_t seen = progress_.load(std::memory_order_seq_cst);
    while (shrinks && this->backlog() >= backlog) {
        const bool late = base::futex_wait(&progress_, seen, deadline) == base::FutexWake::timed_out;
        const uint32_t now = progress_.load(std::memory_order_seq_cst);
        shrinks = now != seen || !late;
        if (now != seen) deadline = give_up_at();
        seen = now;
    }
    waiters_.fetch_sub(1, std::memory_order_relaxed);
    return shrinks;
}

void Outbox::has_shrunk() noexcept {
    progress_.fetch_add(1, std::memory_order_seq_cst);
    if (waiters_.load(std::memory_order_seq_cst) != 0) base::futex_wake(&progress_, INT_MAX);
}

void Outbox::fail() noexcept {
    std::lock_guard lock(lock_);
    failed_ = true;
    drop_queue();
}

/// Under the lock.
void Outbox::drop_queue() noexcept {
    queue_.clear();
    backlog_.store(0, std::memory_order_relaxed);
    has_shrunk();
}

/// Runs with the writer's role until there is nothing left or the socket is full.
bool Outbox::write_out() noexcept {
    bool waited = false;
    for (;;) {
        waited |= next_ < batch_.size();
        while (next_ < batch_.size()) {
            int error = 0;
            if (write_batch(error)) continue;
            if (error == EAGAIN || error == EWOULDBLOCK) return stop_blocked();
            fail();
            break;
        }
        batch_.clear();
        next_ = 0;
        if (!take_queue()) break;
    }
    if (waited) owner_.drained();
    std::lock_guard lock(lock_);
    return !failed_;
}

/// One gather write; false when the socket took nothing.
bool Outbox::write_batch(int& error) noexcept {
    std::array<iovec, kGather> pieces;
    size_t count = 0;
    for (size_t i = next_; i < batch_.size() && count < kGather; ++i) {
        for (const iovec& piece : batch_[i].pending()) {
            if (count == kGather) break;
            pieces[count++] = piece;
        }
    }
    const transport::Transfer sent =
        transport::send_some(descriptor_, std::span(pieces).first(count), transport::Blocking::no);
    error = sent.error;
    if (sent.bytes != 0) {
        backlog_.fetch_sub(std::min(sent.bytes, backlog()), std::memory_order_relaxed);
        has_shrunk();
    }
    for (size_t left = sent.bytes; left > 0;) {
        const size_t step = std::min(left, batch_[next_].remaining());
        batch_[next_].advance(step);
        left -= step;
        if (batch_[next_].done()) ++next_;
    }
    return sent.error == 0;
}

/// The role's end, unless messages have gathered meanwhile.
bool Outbox::take_queue() noexcept {
    std::lock_guard lock(lock_);
    if (!queue_.empty() && !failed_) {
        queue_.swap(batch_);
        return true;
    }
    if (failed_) drop_queue();
    if (std::exchange(armed_, false)) owner_.want_writable(false);
    writing_ = false;
    return false;
}

/// Asks anew each time: the socket may have become writable since it refused, and asking makes an event of that.
bool Outbox::stop_blocked() noexcept {
    std::lock_guard lock(lock_);
    if (failed_) {
        batch_.clear();
        next_ = 0;
        drop_queue();
        writing_ = false;
        return false;
    }
    blocked_ = true;
    armed_ = true;
    owner_.want_writable(true);
    return true;
}

}  // namespace rpcrt4::server
