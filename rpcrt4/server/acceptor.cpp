// SPDX-License-Identifier: LGPL-2.1-or-later
// Acceptor; see acceptor.hpp.
#include "rpcrt4/server/acceptor.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <new>
#include <utility>

#include "rpcrt4/server/connection.hpp"

namespace rpcrt4::server {
namespace {

transport::Socket open_spare() noexcept { return transport::Socket(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

}  // namespace

Acceptor::Acceptor(Environment& environment, const transport::Mechanism& mechanism, transport::Listening listening)
    : environment_(environment), mechanism_(mechanism), listening_(std::move(listening)), spare_(open_spare()) {
    const int descriptor = listening_.descriptor();
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    auto& loop = transport::Loop::accepting();
    loop.post([this, &loop] {
        if (auto* watch = transport::Watch::open(listening_.descriptor(), *this, loop)) watch->want(true, false);
    });
}

void Acceptor::ready(bool, bool) noexcept {
    constexpr int kMostAtOnce = 64;  // the loop has other work too; what is left makes it ready again
    for (int i = 0; i < kMostAtOnce && accept_one(); ++i) {
    }
}

bool Acceptor::accept_one() noexcept {
    transport::Socket socket(::accept4(listening_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket) {
        if (errno == EMFILE || errno == ENFILE) return shed_one();
        return errno == EINTR || errno == ECONNABORTED;
    }
    try {
        Connection::open(environment_, mechanism_, std::move(socket), endpoint());
    } catch (const std::bad_alloc&) {
        return false;
    }
    return true;
}

/// Without this the pending stream would keep the socket readable and the loop spinning.
bool Acceptor::shed_one() noexcept {
    if (!spare_) return false;
    spare_.close();
    transport::Socket refused(::accept4(listening_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    const bool shed = static_cast<bool>(refused);
    refused.close();
    spare_ = open_spare();
    return shed && spare_;
}

}  // namespace rpcrt4::server
