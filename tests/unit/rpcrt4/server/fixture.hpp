// SPDX-License-Identifier: LGPL-2.1-or-later
// What the tests of the server share: interfaces made of plain dispatch functions, endpoints nobody else uses, and
// bounded waits. The server under test is the one of the process, driven through the exports.
#pragma once

#include <condition_variable>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "raw_peer.hpp"

#include <rpc.h>
#include <rpcdcep.h>

namespace server_test {

/// Counts up; tests wait for it to reach a number.
class Counter {
 public:
    void add() {
        std::lock_guard lock(mutex_);
        ++count_;
        changed_.notify_all();
    }
    bool reaches(int count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return count_ >= count; });
    }
    int count() {
        std::lock_guard lock(mutex_);
        return count_;
    }
    void reset() {
        std::lock_guard lock(mutex_);
        count_ = 0;
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int count_ = 0;
};

/// An interface with a UUID of its own and the given operations; not registered yet.
class TestInterface {
 public:
    explicit TestInterface(std::initializer_list<RPC_DISPATCH_FUNCTION> operations);
    TestInterface(const TestInterface&) = delete;
    TestInterface& operator=(const TestInterface&) = delete;
    /// Unregisters what is left, without waiting.
    ~TestInterface();

    RPC_IF_HANDLE handle() { return &spec_; }
    RPC_SERVER_INTERFACE& spec() { return spec_; }
    protocol::SyntaxId id() const;
    protocol::SyntaxId id(uint16_t major, uint16_t minor) const;

 private:
    std::vector<RPC_DISPATCH_FUNCTION> operations_;
    RPC_DISPATCH_TABLE table_{};
    RPC_SERVER_INTERFACE spec_{};
};

/// Listens for its lifetime.
class Listening {
 public:
    Listening();
    ~Listening();
};

struct Endpoint {
    std::string protseq;
    std::string name;
};
/// Endpoints opened on first use, and kept.
const Endpoint& tcp_endpoint();
const Endpoint& local_endpoint();
const Endpoint& pipe_endpoint();

/// Connected and bound to `target`.
std::unique_ptr<RawPeer> bound_peer(const TestInterface& target, const Endpoint& endpoint = tcp_endpoint());

GUID make_guid(uint32_t number);
rpcrt4::uuid::Uuid to_uuid(const GUID& guid);

/// A dispatch function that sends its input back.
void echo(PRPC_MESSAGE message);
/// Gets a reply buffer and copies `bytes` into it.
void put_reply(RPC_MESSAGE& message, std::span<const std::byte> bytes);

}  // namespace server_test
