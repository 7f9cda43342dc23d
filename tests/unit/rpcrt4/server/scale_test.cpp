// SPDX-License-Identifier: LGPL-2.1-or-later
// Many clients at one server: crowds that call at once, managers that all block, replies nobody takes, storms of
// connections. What is counted is answers, calls and bytes, never time.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "fixture.hpp"
#include "rpcrt4/protocol/management.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "rpcrt4/server/server.hpp"
#include "tests/sanitizers.h"

using namespace server_test;
using protocol::PduType;

namespace {

constexpr size_t kReply = 1024 * 1024;

Counter entered;
Counter released;

void block(PRPC_MESSAGE message) {
    entered.add();
    static_cast<void>(released.reaches(1));
    echo(message);
}

void answer_at_length(PRPC_MESSAGE message) {
    entered.add();
    const std::vector<std::byte> bytes(kReply, std::byte{42});
    put_reply(*message, bytes);
}

class Crowded {
 public:
    Crowded() {
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        entered.reset();
        released.reset();
        rlimit limit{};
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
        limit.rlim_cur = limit.rlim_max;
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
        descriptors = limit.rlim_cur;
    }
    /// So many, or fewer where the process may not have the descriptors for both ends.
    std::vector<std::unique_ptr<RawPeer>> clients(size_t wanted) {
        std::vector<std::unique_ptr<RawPeer>> made;
        const size_t count = std::min(wanted, (descriptors - 200) / 2);
        for (size_t i = 0; i < count; ++i) {
            made.push_back(bound_peer(target, i % 2 == 0 ? tcp_endpoint() : local_endpoint()));
        }
        return made;
    }

    TestInterface target{echo, block, answer_at_length};
    const Listening listening;
    size_t descriptors = 0;
};

bool is_reply(const std::optional<Pdu>& pdu, uint32_t call_id) {
    return pdu && pdu->type() == PduType::response && pdu->header.call_id == call_id;
}

template <typename F>
bool eventually(F&& condition) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

/// The bytes of so many calls of `opnum` without parameters, ids from 2 on: they arrive together.
std::vector<std::byte> requests(uint32_t count, uint16_t opnum) {
    std::vector<std::byte> bytes(count * protocol::kCallHeaderSize);
    for (uint32_t i = 0; i < count; ++i) {
        protocol::encode_request_header(bytes.data() + i * protocol::kCallHeaderSize,
                                        {.call_id = 2 + i, .opnum = opnum}, protocol::pfc::kWhole, 0, 0);
    }
    return bytes;
}

/// Sends calls without an end on a connection of its own, reading the replies as they come.
class Flood {
 public:
    explicit Flood(const TestInterface& target)
        : peer_(bound_peer(target)), sender_([this] { send(); }), reader_([this] { read(); }) {}
    ~Flood() {
        over_ = true;
        sender_.join();
        ::shutdown(peer_->descriptor(), SHUT_WR);
        reader_.join();
    }
    bool has_begun() {
        answered_.wait(0);
        return answered_ != 0;
    }

 private:
    void send() {
        for (uint32_t id = 2; !over_; ++id) peer_->request(id, 0, bytes_of("again and again"));
    }
    void read() {
        while (peer_->receive()) {
            ++answered_;
            answered_.notify_all();
        }
        answered_.fetch_add(answered_ == 0);
        answered_.notify_all();
    }

    std::unique_ptr<RawPeer> peer_;
    std::atomic<bool> over_{false};
    std::atomic<int> answered_{0};
    std::thread sender_;
    std::thread reader_;
};

}  // namespace

TEST_SUITE("rpcrt4/server/scale") {
    TEST_CASE_FIXTURE(Crowded, "a thousand clients that call at once are all answered, beside one that never pauses") {
        auto crowd = clients(1000);
        Flood flood(target);
        REQUIRE(flood.has_begun());
        for (uint32_t id = 2; id < 5; ++id) {
            for (const auto& client : crowd) client->request(id, 0, bytes_of("my turn"));
            size_t answered = 0;
            for (const auto& client : crowd) answered += is_reply(client->receive(), id);
            CHECK(answered == crowd.size());
        }
    }

    TEST_CASE_FIXTURE(Crowded,
                      "as many managers as may run can block: the next call hears that the server is too busy") {
        constexpr uint32_t kMost = 1300;
        REQUIRE(RpcMgmtStopServerListening(nullptr) == RPC_S_OK);
        REQUIRE(RpcMgmtWaitServerListen() == RPC_S_OK);
        REQUIRE(RpcServerListen(1, kMost, TRUE) == RPC_S_OK);
        auto busy = clients(4);
        for (uint32_t i = 0; i < kMost; ++i) busy[i % busy.size()]->request(2 + i, 1, {});
        REQUIRE(entered.reaches(kMost));
        auto late = bound_peer(target);
        for (int i = 0; i < 3; ++i) {
            const auto refused = late->call(0, {});
            REQUIRE((refused && refused->type() == PduType::fault));
            CHECK(refused->status() == protocol::nca::kServerTooBusy);
            CHECK(refused->did_not_execute());
        }
        released.add();
        size_t answered = 0;
        for (uint32_t i = 0; i < kMost; ++i) {
            const auto reply = busy[i % busy.size()]->receive();
            answered += reply && reply->type() == PduType::response;
        }
        CHECK(answered == kMost);
        CHECK(late->call(0, {})->type() == PduType::response);
    }

    TEST_CASE_FIXTURE(Crowded,
                      "when there is no thread more, calls hear it, the server can be asked, and nobody waits") {
        rpcrt4::server::Reactor& reactor = rpcrt4::server::Server::instance().environment().reactor;
        reactor.limit_workers(reactor.workers() + 8);
        const auto is_refusal = [](const std::optional<Pdu>& pdu) {
            return pdu && pdu->type() == PduType::fault && pdu->status() == protocol::nca::kServerTooBusy &&
                   pdu->did_not_execute();
        };
        auto asking = std::make_unique<RawPeer>(tcp_endpoint().protseq, tcp_endpoint().name);
        REQUIRE(asking->bind(rpcrt4::protocol::management::kInterface) == protocol::ContextResult::acceptance);
        auto late = bound_peer(target, local_endpoint());
        auto busy = bound_peer(target);
        uint32_t blocked = 0;
        // The connection's own calls come in order: as long as one is entered, the next one may be.
        for (uint32_t id = 2; busy->silent(); ++id) {
            busy->request(id, 1, {});
            REQUIRE(eventually([&] { return entered.count() > static_cast<int>(blocked) || !busy->silent(); }));
            blocked = static_cast<uint32_t>(entered.count());
        }
        CHECK(is_refusal(busy->receive()));
        CHECK(blocked >= 8);
        for (int i = 0; i < 50; ++i) {
            CHECK(is_refusal(late->call(0, {})));
            CHECK(is_refusal(bound_peer(target)->call(0, {})));
            const auto said = asking->call(2, {});  // rpc__mgmt_is_server_listening
            CHECK((said && said->type() == PduType::response));
        }
        released.add();
        for (uint32_t i = 0; i < blocked; ++i) CHECK(busy->receive()->type() == PduType::response);
        CHECK(eventually([&] { return late->call(0, {})->type() == PduType::response; }));
        reactor.limit_workers(rpcrt4::server::Reactor::kMaxWorkers);
    }

    TEST_CASE_FIXTURE(Crowded, "calls of a client that leaves its replies lying wait until it takes them") {
        constexpr int kCalls = 200;
        // Under way when the replies begin to pile up are a dozen or two.
        [[maybe_unused]] constexpr int kFew = kCalls / 2;
        auto brisk = bound_peer(target);
        for (const Endpoint& endpoint : {tcp_endpoint(), local_endpoint()}) {
            CAPTURE(endpoint.protseq);
            entered.reset();
            auto lazy = bound_peer(target, endpoint);
            lazy->send(requests(kCalls, 2));
            REQUIRE(entered.reaches(2));
            for (int i = 0; i < 500; ++i) REQUIRE(brisk->call(0, bytes_of("quick"))->type() == PduType::response);
            // Where all is slow, all begin before the first reply is there.
            if (!UNDER_SANITIZER) CHECK(entered.count() <= kFew);
            size_t bytes = 0;
            while (bytes < kCalls * kReply) {
                const auto pdu = lazy->receive();
                REQUIRE((pdu && pdu->type() == PduType::response));
                bytes += pdu->stub().size();
            }
            CHECK(bytes == kCalls * kReply);
            CHECK(entered.count() == kCalls);
            CHECK(lazy->call(0, bytes_of("awake"))->stub() == bytes_of("awake"));
        }
    }

    TEST_CASE_FIXTURE(Crowded, "a client that goes while its calls wait for it to read leaves nothing behind") {
        for (int round = 0; round < 5; ++round) {
            entered.reset();
            auto lazy = bound_peer(target);
            lazy->send(requests(100, 2));
            REQUIRE(entered.reaches(2));
            lazy->close();
        }
        // Every call is over when the interface is: unregistering waits for them.
        CHECK(RpcServerUnregisterIf(target.handle(), nullptr, 1) == RPC_S_OK);
    }

    TEST_CASE_FIXTURE(Crowded,
                      "storms of connections that say nothing, or half of something, leave the server serving") {
        const std::vector<std::byte> half = bytes_of(std::string_view("\5\0\13\3\20\0\0\0", 8));
        for (int round = 0; round < 4; ++round) {
            std::vector<std::thread> gusts;
            for (int i = 0; i < 4; ++i) {
                gusts.emplace_back([&, i] {
                    const Endpoint& endpoint = i % 2 == 0 ? tcp_endpoint() : local_endpoint();
                    std::vector<std::unique_ptr<RawPeer>> storm;
                    for (int n = 0; n < 250; ++n) {
                        storm.push_back(std::make_unique<RawPeer>(endpoint.protseq, endpoint.name));
                        if (n % 2 == 0) storm.back()->send(half);
                    }
                });
            }
            for (auto& gust : gusts) gust.join();
            CHECK(bound_peer(target)->call(0, bytes_of("calm"))->type() == PduType::response);
        }
    }
}
