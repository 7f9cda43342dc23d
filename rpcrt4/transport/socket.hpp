// SPDX-License-Identifier: LGPL-2.1-or-later
// Socket: owner of one connected or listening stream descriptor, and the few blocking operations the runtime needs.
// Descriptors stay in blocking mode; who must not block passes MSG_DONTWAIT. Writes never raise SIGPIPE.
// A mechanism whose bytes do not come from a descriptor bridges them through a socket pair.
// Threads: one thread reads and one writes at a time; close only when neither does.
#pragma once

#include <sys/uio.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "handleapi/base/status.hpp"

namespace rpcrt4::transport {

using Clock = std::chrono::steady_clock;
/// When an operation gives up; none = never.
using Deadline = std::optional<Clock::time_point>;

/// Milliseconds left for poll(2): -1 without a deadline, 0 when it has passed.
int poll_timeout(const Deadline& deadline) noexcept;

class Socket {
 public:
    Socket() noexcept = default;
    explicit Socket(int descriptor) noexcept : descriptor_(descriptor) {}
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~Socket() { close(); }

    int descriptor() const noexcept { return descriptor_; }
    explicit operator bool() const noexcept { return descriptor_ >= 0; }
    /// Gives the descriptor away; the caller closes it.
    [[nodiscard]] int detach() noexcept { return std::exchange(descriptor_, -1); }
    void close() noexcept;

 private:
    int descriptor_ = -1;
};

/// What one transfer did: bytes moved, or the errno that stopped it. 0 bytes and no error on reading = end of stream.
struct Transfer {
    size_t bytes = 0;
    int error = 0;
};

enum class Blocking : uint8_t { yes, no };

/// One sendmsg of all pieces; may move less than asked. Retries EINTR.
Transfer send_some(int descriptor, std::span<const iovec> pieces, Blocking blocking) noexcept;
/// One recvmsg into the pieces. Retries EINTR. A receive timeout set on the socket ends with EAGAIN.
Transfer receive_some(int descriptor, std::span<const iovec> pieces, Blocking blocking) noexcept;
/// Blocks until everything is sent. `bytes` tells how much left even when an error stops it. Pieces are modified.
Transfer send_all(int descriptor, std::span<iovec> pieces) noexcept;

/// SO_RCVTIMEO and SO_SNDTIMEO; zero = none.
void set_timeouts(int descriptor, std::chrono::milliseconds timeout) noexcept;

/// Told of the socket that a connect waits with: another thread ends the wait by shutting it down.
class ConnectWatch {
 public:
    virtual void begins(int descriptor) noexcept = 0;
    virtual bool given_up() const noexcept = 0;
    virtual void ends() noexcept = 0;

 protected:
    ~ConnectWatch() = default;
};

/// connect(2) bounded by the deadline; 0 or the errno (ETIMEDOUT at the deadline, ECANCELED when it was given up). The
/// socket is blocking afterwards.
int connect_until(int descriptor, const void* address, uint32_t length, const Deadline& deadline,
                  ConnectWatch* watch = nullptr) noexcept;

/// The Windows code for an errno that stopped a connect or listen; server_unavailable where nothing says more.
base::Status connect_status(int error) noexcept;

}  // namespace rpcrt4::transport
