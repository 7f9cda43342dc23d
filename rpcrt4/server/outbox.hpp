// SPDX-License-Identifier: LGPL-2.1-or-later
// Outbox: the write side of a server connection. Replies come from any thread; one of them at a time writes. A thread
// that finds another writing leaves its message in the queue, and the writer takes what has gathered in one gather
// write. What the socket does not take waits until it is writable again: a slow reader blocks no thread, except that a
// long reply is waited for as long as the socket's send timeout, to leave in one go.
// A reply for which there is no memory ends the stream.
// The owner bounds the backlog by not reading further requests while it is large (Connection).
// Threads: any.
#pragma once

#include <atomic>
#include <chrono>
#include <vector>

#include "handleapi/base/lock.hpp"
#include "rpcrt4/protocol/fragment.hpp"

namespace rpcrt4::server {

class Outbox {
 public:
    class Owner {
     public:
        /// Asks to be told by writable() when the socket takes more, or not to be told any more. Must not block: it is
        /// called under the outbox's lock, so that asking and answering cannot overtake each other.
        virtual void want_writable(bool wanted) noexcept = 0;
        /// What had to wait has been written, or never will be. Called with no lock held.
        virtual void drained() noexcept {}

     protected:
        ~Owner() = default;
    };

    Outbox(int descriptor, Owner& owner) noexcept : descriptor_(descriptor), owner_(owner) {}

    /// How long the caller may be kept: a short message is not waited for, a long one is for a while.
    enum class Patience : uint8_t { by_length, some };
    /// Writes the message, after everything posted before it. False when the connection is known to be broken.
    bool post(protocol::OutgoingMessage message, Patience patience = Patience::by_length) noexcept;
    /// Leaves the message for a later post or flush. True when so much has gathered that the caller should flush.
    bool defer(protocol::OutgoingMessage message) noexcept;
    bool flush() noexcept;
    /// The socket takes more bytes, or is broken.
    void writable() noexcept;
    /// Nothing is written any more; waiting messages are dropped.
    void fail() noexcept;

    /// Waits until less than so much waits to be written, or nothing is written any more. False when the peer has taken
    /// nothing at all for so long.
    bool wait_below(size_t backlog, std::chrono::milliseconds patience = std::chrono::milliseconds::max()) noexcept;

    size_t backlog() const noexcept { return backlog_.load(std::memory_order_relaxed); }

 private:
    void has_shrunk() noexcept;
    bool enqueue(protocol::OutgoingMessage& message) noexcept;
    void break_off() noexcept;
    void drop_queue() noexcept;
    bool write_out() noexcept;
    bool write_batch(int& error) noexcept;
    bool take_queue() noexcept;
    bool stop_blocked() noexcept;

    const int descriptor_;
    Owner& owner_;
    std::atomic<size_t> backlog_{0};
    std::atomic<uint32_t> progress_{0};  // changes whenever the backlog shrinks
    std::atomic<uint32_t> waiters_{0};

    base::Lock lock_;
    bool writing_ = false;  // somebody holds the writer's role, or the socket is full
    bool blocked_ = false;  // the role waits for writable()
    bool failed_ = false;
    std::vector<protocol::OutgoingMessage> queue_;

    // Of the thread that holds the role.
    std::vector<protocol::OutgoingMessage> batch_;
    size_t next_ = 0;
    bool armed_ = false;
};

}  // namespace rpcrt4::server
