// SPDX-License-Identifier: LGPL-2.1-or-later
// Acceptor; see acceptor.hpp.
#include "rpcrt4/server/acceptor.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <future>
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
}

base::Status Acceptor::start() noexcept {
    const auto open_watch = [this] {
        transport::Watch* watch = transport::Watch::open(listening_.descriptor(), *this, transport::Loop::accepting());
        if (watch) watch->want(true, false);
        return watch ? base::Status::ok : base::Status::rpc_s_cant_create_endpoint;
    };
    try {
        transport::Loop& loop = transport::Loop::accepting();
        // Shared: the loop may still be in set_value when the waiting thread goes on.
        const auto opened = std::make_shared<std::promise<base::Status>>();
        std::future<base::Status> outcome = opened->get_future();
        loop.post([opened, open_watch] { opened->set_value(open_watch()); });
        return outcome.get();
    } catch (const std::bad_alloc&) {
        return base::Status::rpc_s_out_of_memory;
    }
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
