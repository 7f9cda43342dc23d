// SPDX-License-Identifier: LGPL-2.1-or-later
// Blocking stream socket operations; see socket.hpp. All system calls of the transports' data path are here.
#include "rpcrt4/transport/socket.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace rpcrt4::transport {

int poll_timeout(const Deadline& deadline) noexcept {
    if (!deadline) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<int64_t>(left, 0, 1 << 30));
}

void Socket::close() noexcept {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

Transfer send_some(int descriptor, std::span<const iovec> pieces, Blocking blocking) noexcept {
    const int flags = MSG_NOSIGNAL | (blocking == Blocking::no ? MSG_DONTWAIT : 0);
    for (;;) {
        ssize_t moved;
        if (pieces.size() == 1) {
            moved = ::send(descriptor, pieces[0].iov_base, pieces[0].iov_len, flags);
        } else {
            msghdr message{};
            message.msg_iov = const_cast<iovec*>(pieces.data());
            message.msg_iovlen = std::min<size_t>(pieces.size(), 1024);  // IOV_MAX of Linux
            moved = ::sendmsg(descriptor, &message, flags);
        }
        if (moved >= 0) return {.bytes = static_cast<size_t>(moved)};
        if (errno != EINTR) return {.error = errno};
    }
}

Transfer receive_some(int descriptor, std::span<const iovec> pieces, Blocking blocking) noexcept {
    const int flags = blocking == Blocking::no ? MSG_DONTWAIT : 0;
    for (;;) {
        ssize_t moved;
        if (pieces.size() == 1) {
            moved = ::recv(descriptor, pieces[0].iov_base, pieces[0].iov_len, flags);
        } else {
            msghdr message{};
            message.msg_iov = const_cast<iovec*>(pieces.data());
            message.msg_iovlen = pieces.size();
            moved = ::recvmsg(descriptor, &message, flags);
        }
        if (moved >= 0) return {.bytes = static_cast<size_t>(moved)};
        if (errno != EINTR) return {.error = errno};
    }
}

Transfer send_all(int descriptor, std::span<iovec> pieces) noexcept {
    Transfer total;
    while (!pieces.empty()) {
        Transfer step = send_some(descriptor, pieces, Blocking::yes);
        if (step.error) {
            total.error = step.error;
            return total;
        }
        total.bytes += step.bytes;
        while (!pieces.empty() && step.bytes >= pieces.front().iov_len) {
            step.bytes -= pieces.front().iov_len;
            pieces = pieces.subspan(1);
        }
        if (step.bytes > 0) {
            pieces.front().iov_base = static_cast<char*>(pieces.front().iov_base) + step.bytes;
            pieces.front().iov_len -= step.bytes;
        }
    }
    return total;
}

void set_timeouts(int descriptor, std::chrono::milliseconds timeout) noexcept {
    timeval value{};
    value.tv_sec = timeout.count() / 1000;
    value.tv_usec = (timeout.count() % 1000) * 1000;
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &value, sizeof value);
}

namespace {

int wait_connected(int descriptor, const Deadline& deadline) noexcept {
    pollfd entry{.fd = descriptor, .events = POLLOUT, .revents = 0};
    for (;;) {
        const int ready = ::poll(&entry, 1, poll_timeout(deadline));
        if (ready == 0) return ETIMEDOUT;
        if (ready > 0) break;
        if (errno != EINTR) return errno;
    }
    int error = 0;
    socklen_t length = sizeof error;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
    return error;
}

}  // namespace

int connect_until(int descriptor, const void* address, uint32_t length, const Deadline& deadline,
                  ConnectWatch* watch) noexcept {
    const int flags = ::fcntl(descriptor, F_GETFL);
    ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
    if (watch) watch->begins(descriptor);
    int error = 0;
    for (;;) {
        error = ::connect(descriptor, static_cast<const sockaddr*>(address), length) == 0 ? 0 : errno;
        // Looked at after the connect has begun: who gives it up later finds a socket that can be shut down.
        if (watch && watch->given_up()) break;
        if (error == EINPROGRESS || error == EINTR) error = wait_connected(descriptor, deadline);
        // A local socket whose backlog is full says EAGAIN and offers nothing to wait on.
        if (error != EAGAIN || poll_timeout(deadline) == 0) break;
        ::poll(nullptr, 0, 1);
    }
    if (watch) watch->ends();
    if (watch && watch->given_up()) error = ECANCELED;
    ::fcntl(descriptor, F_SETFL, flags);
    return error;
}

base::Status connect_status(int error) noexcept {
    switch (error) {
        case ENOMEM:
        case ENOBUFS:
            return base::Status::rpc_s_out_of_memory;
        case EMFILE:
        case ENFILE:
            return base::Status::rpc_s_out_of_resources;
        case EACCES:
        case EPERM:
            return base::Status::rpc_s_access_denied;
        case ECANCELED:
            return base::Status::rpc_s_call_cancelled;
        default:
            return base::Status::rpc_s_server_unavailable;
    }
}

}  // namespace rpcrt4::transport
