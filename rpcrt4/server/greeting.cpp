// SPDX-License-Identifier: LGPL-2.1-or-later
// See greeting.hpp.
#include "rpcrt4/server/greeting.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <utility>

#include "rpcrt4/transport/bridge.hpp"
#include "rpcrt4/transport/smb/front_pipe.hpp"
#include "rpcrt4/transport/smb/status.hpp"

namespace rpcrt4::server {

using transport::Blocking;
using transport::Socket;
namespace smb = transport::smb;

namespace {

bool is_trusted(int descriptor) noexcept {
    ucred peer{};
    socklen_t length = sizeof peer;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return false;
    return peer.uid == 0 || peer.uid == ::geteuid();
}

}  // namespace

void Greeting::begin(Socket socket, std::weak_ptr<bool> while_alive, Next next) {
    auto* greeting = new Greeting(std::move(socket), std::move(while_alive), std::move(next));
    greeting->watch_ = transport::Watch::open(greeting->socket_.descriptor(), *greeting, transport::Loop::accepting());
    if (greeting->watch_ == nullptr) {
        delete greeting;
        return;
    }
    greeting->watch_->want(true, false);
}

void Greeting::ready(bool, bool) noexcept {
    if (ended_) return;
    Progress progress = Progress::over;
    try {
        progress = listen();
    } catch (const std::bad_alloc&) {
    }
    if (progress == Progress::more) {
        watch_->want(true, false);
        return;
    }
    ended_ = true;
    watch_->close([this, progress] {
        hand_over(progress);
        delete this;
    });
}

/// A PDU stays where it is; of a request, nothing more is taken than belongs to it.
Greeting::Progress Greeting::listen() {
    if (!request_.empty()) return read_request();
    std::byte first;
    const ssize_t got = ::recv(socket_.descriptor(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR ? Progress::more : Progress::over;
    if (got == 0) return Progress::over;
    return smb::may_be_front_request(first) ? read_request() : Progress::plain;
}

Greeting::Progress Greeting::read_request() {
    if (!read(smb::kFrontLengthSize)) return Progress::over;
    if (request_.size() < smb::kFrontLengthSize) return Progress::more;
    const auto size = smb::front_request_size(std::span(request_).first<smb::kFrontLengthSize>());
    if (!size) return Progress::over;
    const size_t whole = smb::kFrontLengthSize + *size;
    if (!read(whole)) return Progress::over;
    return request_.size() < whole ? Progress::more : Progress::fronted;
}

/// What is there of the first `size` bytes; false at the end of the stream.
bool Greeting::read(size_t size) {
    while (request_.size() < size) {
        const size_t have = request_.size();
        // No more room than the peer fills: what it says of its length is only a word.
        constexpr size_t kStep = 4096;
        request_.resize(std::min(size, have + kStep));
        const iovec piece{request_.data() + have, request_.size() - have};
        const auto got = transport::receive_some(socket_.descriptor(), {&piece, 1}, Blocking::no);
        request_.resize(have + got.bytes);
        if (got.error == EAGAIN) return true;
        if (got.bytes == 0) return false;
    }
    return true;
}

void Greeting::hand_over(Progress progress) noexcept {
    if (alive_.expired()) return;
    try {
        if (progress == Progress::plain) next_(std::move(socket_), std::nullopt);
        if (progress == Progress::fronted) accept_front();
    } catch (const std::bad_alloc&) {
    }
}

void Greeting::accept_front() {
    constexpr uint32_t kInvalidParameter = 0xC000000D;
    if (!is_trusted(socket_.descriptor())) return refuse(smb::nt::kAccessDenied);
    auto client = smb::decode_front_request(request_);
    if (!client) {
        const bool unknown = client.status() == base::Status::rpc_s_cannot_support;
        return refuse(unknown ? smb::nt::kNotSupported : kInvalidParameter);
    }
    auto bridged = transport::Bridge::start(std::move(socket_),
                                            std::make_unique<smb::FrontPipe>(smb::front_reply(smb::nt::kSuccess)));
    if (bridged) next_(std::move(*bridged), std::move(*client));
}

void Greeting::refuse(uint32_t nt_status) noexcept {
    auto reply = smb::front_reply(nt_status);
    const iovec piece{reply.data(), reply.size()};
    static_cast<void>(transport::send_some(socket_.descriptor(), {&piece, 1}, Blocking::no));
}

}  // namespace rpcrt4::server
