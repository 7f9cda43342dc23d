// SPDX-License-Identifier: LGPL-2.1-or-later
// Asynchronous calls of a client that leaves its replies lying: how many begin, how much is kept, and that everything
// arrives in the end while nobody else waits.
#include <doctest/doctest.h>

#include <deque>
#include <thread>

#include "fixture.hpp"
#include "rpcrt4/async/async_stub.hpp"
#include "rpcrt4/security/packages.hpp"

#include <rpcasync.h>

using namespace server_test;
using protocol::PduType;

namespace {

/// Answers with as many bytes as it is told to.
class LongAnswer final : public rpcrt4::binding::AsyncStub {
 public:
    explicit LongAnswer(RPC_MESSAGE& message) : message_(message) {
        REQUIRE(RpcAsyncInitializeHandle(&state_, sizeof state_) == RPC_S_OK);
    }
    RPC_ASYNC_STATE& state() { return state_; }
    base::Status complete(RPC_ASYNC_STATE&, void* size) noexcept override {
        const std::vector<std::byte> bytes(*static_cast<size_t*>(size), std::byte{7});
        put_reply(message_, bytes);
        return static_cast<base::Status>(I_RpcSend(&message_));
    }
    void discard(RPC_ASYNC_STATE&) noexcept override {}

 private:
    RPC_MESSAGE& message_;
    RPC_ASYNC_STATE state_{};
};

/// Calls that have begun and are not completed yet.
struct Held {
    std::mutex mutex;
    std::deque<RPC_ASYNC_STATE*> states;
    Counter entered;
    Counter completed;

    void add(RPC_ASYNC_STATE* state) {
        {
            const std::lock_guard lock(mutex);
            states.push_back(state);
        }
        entered.add();
    }
    /// The next one, which must come.
    void complete(size_t size) {
        REQUIRE(entered.reaches(completed.count() + 1));
        RPC_ASYNC_STATE* state = nullptr;
        {
            const std::lock_guard lock(mutex);
            state = states.front();
            states.pop_front();
        }
        CHECK(RpcAsyncCompleteCall(state, &size) == RPC_S_OK);
        completed.add();
    }
} held;

void hold(PRPC_MESSAGE message) {
    auto stub = std::make_unique<LongAnswer>(*message);
    RPC_ASYNC_STATE* state = &stub->state();
    REQUIRE(I_RpcAsyncSetHandle(message, state) == RPC_S_OK);
    rpcrt4::async::attach_stub(*message, std::move(stub));
    held.add(state);
}

/// A client that reads when it is told to, as this user at privacy, by the library's own session.
class ProtectedPeer {
 public:
    ProtectedPeer(const TestInterface& target, const Endpoint& endpoint)
        : peer_(endpoint.protseq, endpoint.name), session_({.multiplex = true, .security = security()}) {
        auto proposal = session_.propose(target.id(), protocol::kNdr20);
        REQUIRE(static_cast<bool>(proposal));
        peer_.send(std::move(*proposal));
        while (!std::holds_alternative<ClientSession::ContextReady>(last_)) REQUIRE(take());
    }
    void begin(uint32_t count) {
        for (uint32_t i = 0; i < count; ++i) {
            auto message = session_.encode({.call_id = session_.next_call_id(), .opnum = 1}, {});
            REQUIRE(static_cast<bool>(message));
            peer_.send(std::move(*message));
        }
    }
    size_t read(size_t bytes) {
        size_t got = 0;
        while (got < bytes && take()) {
            if (const auto* response = std::get_if<ClientSession::Response>(&last_)) got += response->stub.size();
        }
        return got;
    }

 private:
    using ClientSession = protocol::ClientSession;

    static base::Ref<protocol::SecurityContext> security() {
        using namespace rpcrt4::security;
        auto mechanism = client_context(Service::ntlm, {.principal = {}, .level = Level::privacy}, true);
        REQUIRE(static_cast<bool>(mechanism));
        return base::make_ref<protocol::SecurityContext>(1, Service::ntlm, Level::privacy, std::move(*mechanism));
    }
    /// One PDU, and what it says.
    bool take() {
        const auto pdu = peer_.receive();
        if (!pdu) return false;
        last_ = {};
        for (std::span<const std::byte> left(pdu->bytes); !left.empty();) {
            left = left.subspan(session_.feed(left));
            for (;;) {
                auto event = session_.next();
                if (std::holds_alternative<protocol::NeedMore>(event)) break;
                if (std::holds_alternative<ClientSession::ProtocolError>(event)) return false;
                if (auto* leg = std::get_if<ClientSession::Leg>(&event)) peer_.send(std::move(leg->message));
                last_ = std::move(event);
            }
        }
        return true;
    }

    RawPeer peer_;
    ClientSession session_;
    ClientSession::Event last_;
};

class Lazy {
 public:
    Lazy() {
        held.entered.reset();
        held.completed.reset();
        target.spec().InterpreterInfo = this;  // these operations say themselves when the routine begins
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        brisk = bound_peer(target);
    }
    /// So many calls that are held, in one piece.
    static void begin(RawPeer& peer, uint32_t first_id, uint32_t count) {
        std::vector<std::byte> bytes(count * protocol::kCallHeaderSize);
        for (uint32_t i = 0; i < count; ++i) {
            protocol::encode_request_header(bytes.data() + i * protocol::kCallHeaderSize,
                                            {.call_id = first_id + i, .opnum = 1}, protocol::pfc::kWhole, 0, 0);
        }
        peer.send(bytes);
    }
    static size_t read(RawPeer& peer, size_t bytes) {
        size_t got = 0;
        while (got < bytes) {
            const auto pdu = peer.receive();
            if (!pdu || pdu->type() != PduType::response) break;
            got += pdu->stub().size();
        }
        return got;
    }
    void others_are_served() {
        for (int i = 0; i < 300; ++i) REQUIRE(brisk->call(0, bytes_of("quick"))->type() == PduType::response);
    }

    TestInterface target{echo, hold};
    const Listening listening;
    std::unique_ptr<RawPeer> brisk;
};

}  // namespace

TEST_SUITE("rpcrt4/server/backpressure") {
    TEST_CASE_FIXTURE(Lazy,
                      "asynchronous calls begin only as far as their replies may wait for a client that is behind") {
        constexpr size_t kReply = 256 * 1024;
        constexpr int kMostRunning = 16 * 1024 * 1024 / kReply;
        constexpr int kCalls = 400;
        for (const Endpoint& endpoint : {tcp_endpoint(), local_endpoint()}) {
            CAPTURE(endpoint.protseq);
            held.entered.reset();
            held.completed.reset();
            auto lazy = bound_peer(target, endpoint);
            begin(*lazy, 2, 1);
            held.complete(kReply);
            begin(*lazy, 3, kCalls);
            REQUIRE(held.entered.reaches(kMostRunning));
            others_are_served();
            CHECK(held.entered.count() <= 1 + kMostRunning);
            std::thread completer([] {
                for (int i = 0; i < kCalls; ++i) held.complete(kReply);
            });
            CHECK(read(*lazy, (1 + kCalls) * kReply) == (1 + kCalls) * kReply);
            completer.join();
            CHECK(lazy->call(0, bytes_of("awake"))->stub() == bytes_of("awake"));
        }
    }

    TEST_CASE_FIXTURE(Lazy, "a client that takes its replies may have any number of calls waiting") {
        constexpr size_t kReply = 1024 * 1024;
        constexpr size_t kInSockets = 70'000;
        constexpr int kCalls = 2000;
        for (const Endpoint& endpoint : {tcp_endpoint(), local_endpoint()}) {
            CAPTURE(endpoint.protseq);
            held.entered.reset();
            held.completed.reset();
            auto keen = bound_peer(target, endpoint);
            begin(*keen, 2, 1);
            held.complete(kReply);
            begin(*keen, 3, kCalls);
            // What is left is with the system: nobody is told when it is taken.
            const size_t most = read(*keen, kReply - kInSockets);
            others_are_served();
            CHECK(most + read(*keen, kReply - most) == kReply);
            CHECK(held.entered.reaches(1 + kCalls));
            for (int i = 0; i < kCalls; ++i) held.complete(0);
            for (int i = 0; i < kCalls; ++i) REQUIRE(keen->receive()->type() == PduType::response);
        }
    }

    TEST_CASE_FIXTURE(Lazy, "who completes calls waits when too much lies already, and everything arrives") {
        constexpr size_t kReply = 1024 * 1024;
        constexpr int kMostKept = 64;
        constexpr int kInSockets = 16;
        constexpr int kCalls = 150;
        for (const Endpoint& endpoint : {tcp_endpoint(), local_endpoint()}) {
            CAPTURE(endpoint.protseq);
            held.entered.reset();
            held.completed.reset();
            auto lazy = bound_peer(target, endpoint);
            begin(*lazy, 2, kCalls);
            REQUIRE(held.entered.reaches(kCalls));
            std::thread completer([] {
                for (int i = 0; i < kCalls; ++i) held.complete(kReply);
            });
            CHECK(held.completed.reaches(kMostKept - 2));
            for (int seen = -1; seen != held.completed.count();) {
                seen = held.completed.count();
                others_are_served();
            }
            CHECK(held.completed.count() <= kMostKept + kInSockets);
            CHECK(read(*lazy, kCalls * kReply) == kCalls * kReply);
            completer.join();
            CHECK(lazy->call(0, bytes_of("awake"))->stub() == bytes_of("awake"));
        }
    }

    TEST_CASE_FIXTURE(Lazy, "sealed replies wait like others") {
        constexpr size_t kReply = 1024 * 1024;
        constexpr int kMostKept = 64;
        constexpr int kInSockets = 16;
        constexpr int kCalls = 100;
        ProtectedPeer lazy(target, local_endpoint());
        lazy.begin(kCalls);
        REQUIRE(held.entered.reaches(kCalls));
        std::thread completer([] {
            for (int i = 0; i < kCalls; ++i) held.complete(kReply);
        });
        CHECK(held.completed.reaches(kMostKept - 2));
        for (int seen = -1; seen != held.completed.count();) {
            seen = held.completed.count();
            others_are_served();
        }
        CHECK(held.completed.count() <= kMostKept + kInSockets);
        CHECK(lazy.read(kCalls * kReply) == kCalls * kReply);
        completer.join();
    }

    TEST_CASE_FIXTURE(Lazy, "a client that goes while somebody waits for it to read lets him go on") {
        constexpr size_t kReply = 1024 * 1024;
        constexpr int kCalls = 100;
        auto lazy = bound_peer(target);
        begin(*lazy, 2, kCalls);
        REQUIRE(held.entered.reaches(kCalls));
        Counter failures;
        std::thread completer([&] {
            for (int i = 0; i < kCalls; ++i) {
                size_t size = kReply;
                if (RpcAsyncCompleteCall(held.states[static_cast<size_t>(i)], &size) != RPC_S_OK) failures.add();
                held.completed.add();
            }
        });
        CHECK(held.completed.reaches(60));
        lazy->close();
        completer.join();
        held.states.clear();
        CHECK(failures.count() > 0);
        others_are_served();
    }
}
