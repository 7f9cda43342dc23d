// SPDX-License-Identifier: LGPL-2.1-or-later
// Acceptor; see acceptor.hpp.
#include "rpcrt4/server/acceptor.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <future>
#include <new>
#include <utility>

#include "rpcrt4/server/connection.hpp"
#include "rpcrt4/server/greeting.hpp"

namespace rpcrt4::server {
namespace {

transport::Socket open_spare() noexcept { return transport::Socket(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

}  // namespace

Acceptor::Acceptor(Environment& environment, const transport::Mechanism& mechanism, transport::Listening listening,
                   base::Ref<Realm> realm)
    : environment_(environment),
      mechanism_(mechanism),
      listening_(std::move(listening)),
      realm_(std::move(realm)),
      spare_(open_spare()) {
    const int descriptor = listening_.descriptor();
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

base::Status Acceptor::start() noexcept {
    const auto open_watch = [this] {
        watch_ = transport::Watch::open(listening_.descriptor(), *this, transport::Loop::accepting());
        if (watch_) watch_->want(true, false);
        return watch_ ? base::Status::ok : base::Status::rpc_s_cant_create_endpoint;
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

void Acceptor::retire(std::unique_ptr<Acceptor> acceptor) noexcept {
    acceptor->withdraw();
    // Without memory the loop keeps it: its name is gone at least.
    Acceptor* const kept = acceptor.release();
    try {
        const auto closed = std::make_shared<std::promise<void>>();
        std::future<void> outcome = closed->get_future();
        transport::Loop::accepting().post([kept, closed] {
            kept->alive_.reset();
            kept->watch_->close([kept, closed] {
                delete kept;
                closed->set_value();
            });
        });
        outcome.get();
    } catch (const std::bad_alloc&) {
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
        if (mechanism_.fronted) {
            Greeting::begin(std::move(socket), alive_, [this](transport::Socket stream, auto client) {
                Connection::open(environment_, mechanism_, std::move(stream), endpoint(), realm_, std::move(client));
            });
        } else {
            Connection::open(environment_, mechanism_, std::move(socket), endpoint(), realm_);
        }
    } catch (const std::bad_alloc&) {
        return false;
    }
    return true;
}

/// Without this the pending stream would keep the socket readable and the loop spinning. Another thread may have taken
/// the descriptor given up here; then the pending ones wait a little.
bool Acceptor::shed_one() noexcept {
    if (!spare_) spare_ = open_spare();
    if (!spare_) {
        rest();
        return false;
    }
    spare_.close();
    transport::Socket refused(::accept4(listening_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    const bool shed = static_cast<bool>(refused);
    refused.close();
    spare_ = open_spare();
    return shed && spare_;
}

/// The timer may fire when the acceptor is gone already: it looks at what was alive, not at the acceptor, first.
void Acceptor::rest() noexcept {
    constexpr std::chrono::milliseconds kRest{20};
    try {
        transport::Loop::accepting().after(kRest, [watching = std::weak_ptr(alive_), this] {
            if (!watching.expired()) watch_->want(true, false);
        });
        watch_->want(false, false);
    } catch (const std::bad_alloc&) {
    }
}

}  // namespace rpcrt4::server
