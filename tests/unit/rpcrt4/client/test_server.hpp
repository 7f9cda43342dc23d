// SPDX-License-Identifier: LGPL-2.1-or-later
// A scripted RPC server for the tests of the client: a listening socket of any transport, one thread per connection, a
// handler that decides what to do with each thing that arrives. It reuses the session of the library for what a test
// does not want to get wrong, and raw bytes for what it does. Every wait is bounded by kPatience.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "rpcrt4/protocol/pdu_fault.hpp"
#include "rpcrt4/protocol/server_session.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "rpcrt4/transport/registry.hpp"

namespace test {

using namespace rpcrt4;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
inline constexpr auto kPatience = 20s;

/// A latch that a test may wait on: bounded, reusable by count.
class Gate {
 public:
    void open() {
        const std::lock_guard lock(mutex_);
        ++count_;
        changed_.notify_all();
    }
    /// False when it took too long.
    bool wait(int count = 1) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return count_ >= count; });
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int count_ = 0;
};

class Connection;

class TestServer : private protocol::ServerDirectory {
 public:
    using Handler = std::function<void(Connection&)>;

    explicit TestServer(Handler handler, std::string_view protseq = "ncacn_ip_tcp", std::string_view wanted = "")
        : mechanism_(*transport::find_mechanism(protseq)), handler_(std::move(handler)) {
        auto listening = mechanism_.listen(wanted, 64);
        if (!listening) std::abort();
        listening_.emplace(std::move(*listening));
        thread_ = std::thread([this] { accept_all(); });
    }
    ~TestServer() { stop(); }

    std::string endpoint() const { return listening_->endpoint(); }
    std::string binding() const {
        return std::string(mechanism_.protseq) + ":" + (mechanism_.local ? "" : "127.0.0.1") + "[" + endpoint() + "]";
    }
    int connections() const { return connections_.load(); }
    int binds() const { return binds_.load(); }
    void stop() {
        if (!thread_.joinable()) return;
        stopping_ = true;
        ::shutdown(listening_->descriptor(), SHUT_RDWR);
        thread_.join();
        {
            const std::lock_guard lock(mutex_);
            for (Peer& peer : peers_) ::shutdown(peer.socket.descriptor(), SHUT_RDWR);
        }
        for (Peer& peer : peers_) peer.thread.join();
    }

    // Knobs; set them before anybody connects.
    bool multiplex = true;
    uint16_t max_fragment = protocol::kMaxFragment;
    std::function<Verdict(const protocol::SyntaxId&)> verdict;  ///< default: everything is accepted
    std::function<uint32_t(uint32_t)> group;                    ///< default: any group is joined

 private:
    friend class Connection;
    struct Peer {
        transport::Socket socket;
        std::thread thread;
    };

    Verdict find_interface(const protocol::SyntaxId& interface_id, std::span<const protocol::SyntaxId>) override {
        ++binds_;
        if (verdict) return verdict(interface_id);
        return Accepted{};
    }
    uint32_t join_association_group(uint32_t requested) override {
        if (group) return group(requested);
        return requested != 0 ? requested : 77;
    }
    void accept_all();

    const transport::Mechanism& mechanism_;
    const Handler handler_;
    std::optional<transport::Listening> listening_;
    std::thread thread_;
    std::atomic<bool> stopping_{false};
    std::atomic<int> connections_{0};
    std::atomic<int> binds_{0};
    std::mutex mutex_;
    std::list<Peer> peers_;
};

/// One accepted connection, on its thread.
class Connection {
 public:
    using Event = protocol::ServerSession::Event;
    using Request = protocol::ServerSession::Request;

    Connection(TestServer& server, int descriptor, int number)
        : number_(number), descriptor_(descriptor), session_(server, options_of(server)) {
        transport::set_timeouts(descriptor, kPatience);
    }

    static protocol::ServerOptions options_of(const TestServer& server) {
        protocol::ServerOptions options;
        options.max_fragment = server.max_fragment;
        options.multiplex = server.multiplex;
        return options;
    }
    int number() const { return number_; }  ///< 1 for the first connection of the server
    int descriptor() const { return descriptor_; }
    protocol::ServerSession& session() { return session_; }

    /// The next event that is not the session's own business (binds are answered); none at the end of the stream.
    std::optional<Event> next() {
        for (;;) {
            Event event = session_.next();
            if (std::holds_alternative<protocol::NeedMore>(event)) {
                const auto got = transport::receive_some(descriptor_, session_.want(), transport::Blocking::yes);
                if (got.bytes == 0) return std::nullopt;
                session_.received(got.bytes);
            } else if (auto* reply = std::get_if<protocol::ServerSession::Reply>(&event)) {
                send(std::move(reply->message));
                if (reply->close) return std::nullopt;
            } else if (std::holds_alternative<protocol::ServerSession::Broken>(event)) {
                return std::nullopt;
            } else {
                return event;
            }
        }
    }
    /// The next request; cancels and orphans on the way are counted.
    std::optional<Request> request() {
        for (;;) {
            auto event = next();
            if (!event) return std::nullopt;
            if (auto* request = std::get_if<Request>(&*event)) return std::move(*request);
            if (std::holds_alternative<protocol::ServerSession::CancelRequested>(*event)) ++cancels;
            if (std::holds_alternative<protocol::ServerSession::Orphaned>(*event)) ++orphans;
        }
    }
    void send(protocol::OutgoingMessage message) {
        while (!message.done()) {
            const auto sent = transport::send_some(descriptor_, message.pending(), transport::Blocking::yes);
            if (sent.error != 0) return;
            message.advance(sent.bytes);
        }
    }
    void send_bytes(const void* bytes, size_t size) { ::send(descriptor_, bytes, size, MSG_NOSIGNAL); }
    void reply(const Request& request, std::string_view text) {
        protocol::Buffer stub(text.size());
        std::memcpy(stub.data(), text.data(), text.size());
        reply(request, std::move(stub));
    }
    void reply(const Request& request, protocol::Buffer stub) {
        send(protocol::encode_response({.call_id = request.call_id, .context_id = request.context_id}, std::move(stub),
                                       request.max_transmit));
    }
    void echo(Request& request) { reply(request, std::move(request.stub)); }
    void fault(const Request& request, uint32_t wire_status) {
        send(protocol::OutgoingMessage(protocol::encode_fault(
            {.call_id = request.call_id, .context_id = request.context_id, .wire_status = wire_status})));
    }
    /// Closes with a reset instead of an orderly end.
    void reset() {
        const linger abort{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    }

    int cancels = 0;
    int orphans = 0;

 private:
    const int number_;
    const int descriptor_;
    protocol::ServerSession session_;
};

inline void TestServer::accept_all() {
    for (;;) {
        // accept4 takes its descriptor before it waits: with none left it fails, though nobody has connected.
        pollfd arrival{listening_->descriptor(), POLLIN, 0};
        ::poll(&arrival, 1, -1);
        const int descriptor = ::accept4(listening_->descriptor(), nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0 && (errno == EMFILE || errno == EINTR)) continue;
        if (descriptor < 0) return;
        const int number = ++connections_;
        mechanism_.prepare(descriptor);
        const std::lock_guard lock(mutex_);
        Peer& peer = peers_.emplace_back();
        peer.socket = transport::Socket(descriptor);
        peer.thread = std::thread([this, &peer, number] {
            Connection connection(*this, peer.socket.descriptor(), number);
            handler_(connection);
            const std::lock_guard guard(mutex_);
            peer.socket.close();
        });
    }
}

/// Answers every request with its own stub data.
inline void echo_all(Connection& connection) {
    while (auto request = connection.request()) connection.echo(*request);
}

}  // namespace test
