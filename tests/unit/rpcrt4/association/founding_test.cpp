// SPDX-License-Identifier: LGPL-2.1-or-later
// The first connection to a server: whoever waits for it, or for another thread that makes it, can be cancelled and
// keeps to its own time; and all connections of a client are one group to the server, also to one that was restarted.
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>

#include <set>

#include "caller.hpp"

using namespace test;

namespace {

/// Answers the first bind when it is told to.
struct SlowServer {
    TestServer::Handler handler() {
        return [this](Connection& connection) {
            if (connection.number() == 1) {
                arrived.open();
                if (!answer.wait()) return;
            }
            echo_all(connection);
        };
    }
    Gate arrived;
    Gate answer;
    TestServer server{handler()};
};

/// An address whose connections are never taken, nor refused.
class Unanswering {
 public:
    Unanswering() : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        REQUIRE(::bind(listening_.descriptor(), reinterpret_cast<sockaddr*>(&address_), sizeof address_) == 0);
        REQUIRE(::listen(listening_.descriptor(), 0) == 0);
        socklen_t length = sizeof address_;
        REQUIRE(::getsockname(listening_.descriptor(), reinterpret_cast<sockaddr*>(&address_), &length) == 0);
        while (filled()) REQUIRE(waiting_.size() < 100);
    }
    std::string binding() const { return "ncacn_ip_tcp:127.0.0.1[" + std::to_string(ntohs(address_.sin_port)) + "]"; }

 private:
    bool filled() {
        auto& socket = waiting_.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        static_cast<void>(
            ::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&address_), sizeof address_));
        pollfd entry{socket.descriptor(), POLLOUT, 0};
        return ::poll(&entry, 1, 100) == 1;
    }
    sockaddr_in address_{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    transport::Socket listening_;
    std::vector<transport::Socket> waiting_;
};

RPC_STATUS started(RPC_BINDING_HANDLE binding) {
    AsyncCall parallel;
    const RPC_STATUS status = parallel.start(binding, "x");
    if (status == RPC_S_OK && over(parallel)) return parallel.complete();
    return status;
}

}  // namespace

TEST_SUITE("rpcrt4/association/founding") {
    TEST_CASE("C11: a call that waits for another thread's first connection can be cancelled") {
        SlowServer slow;
        BindingHandle binding(slow.server.binding());
        Caller first([&] { return call(binding, "x").status; });
        REQUIRE(slow.arrived.wait());
        Caller second([&] { return call(binding, "x").status; });
        CHECK(second.cancel());
        CHECK(second.finish() == RPC_S_CALL_CANCELLED);
        slow.answer.open();
        CHECK(first.finish() == RPC_S_OK);
        CHECK(call(binding, "y").reply == "y");
    }

    TEST_CASE("N2, N4: a call that waits for another thread's first connection keeps to its own time") {
        SlowServer slow;
        BindingHandle binding(slow.server.binding());
        Caller first([&] { return call(binding, "x").status; });
        REQUIRE(slow.arrived.wait());
        BindingHandle hasty(slow.server.binding());
        REQUIRE(RpcBindingSetOption(hasty, RPC_C_OPT_CALL_TIMEOUT, 20) == RPC_S_OK);
        CHECK(call(hasty, "x").status == RPC_S_CALL_CANCELLED);
        BindingHandle brief(slow.server.binding());
        REQUIRE(RpcMgmtSetComTimeout(brief, RPC_C_BINDING_MIN_TIMEOUT) == RPC_S_OK);
        Caller beside([&] { return started(brief); });
        CHECK(call(brief, "x").status == RPC_S_SERVER_UNAVAILABLE);
        CHECK(beside.finish() == RPC_S_SERVER_UNAVAILABLE);
        slow.answer.open();
        CHECK(first.finish() == RPC_S_OK);
        CHECK(call(hasty, "y").reply == "y");
    }

    TEST_CASE("who founds may be cancelled or fail: one of those who wait founds instead") {
        SlowServer slow;
        BindingHandle binding(slow.server.binding());
        Caller first([&] { return call(binding, "x").status; });
        REQUIRE(slow.arrived.wait());
        Caller second([&] { return call(binding, "x").status; });
        Caller third([&] { return call(binding, "x").status; });
        CHECK(first.cancel());
        CHECK(first.finish() == RPC_S_CALL_CANCELLED);
        CHECK(second.finish() == RPC_S_OK);
        CHECK(third.finish() == RPC_S_OK);
        slow.answer.open();
    }

    TEST_CASE("C11, N4: a connect that is never answered can be cancelled, and ends with the call's own time") {
        const Unanswering nobody;
        BindingHandle binding(nobody.binding());
        Caller caller([&] { return call(binding, "x").status; });
        CHECK(caller.cancel());
        CHECK(caller.finish() == RPC_S_CALL_CANCELLED);
        REQUIRE(RpcBindingSetOption(binding, RPC_C_OPT_CALL_TIMEOUT, 20) == RPC_S_OK);
        CHECK(call(binding, "x").status == RPC_S_CALL_CANCELLED);
    }

    TEST_CASE("a cancel before there is a connection is sent to the server after the request") {
        Gate arrived;
        Gate answer;
        std::atomic<int> cancels = 0;
        TestServer server([&](Connection& connection) {
            arrived.open();
            if (!answer.wait()) return;
            auto request = connection.request();
            if (!request) return;
            const auto event = connection.next();
            cancels += event && std::holds_alternative<protocol::ServerSession::CancelRequested>(*event);
            connection.echo(*request);
        });
        BindingHandle binding(server.binding());
        Caller caller([&] { return call(binding, "x").status; });
        REQUIRE(arrived.wait());
        CHECK(RpcCancelThread(caller.handle()) == RPC_S_OK);
        answer.open();
        CHECK(caller.finish() == RPC_S_OK);
        CHECK(cancels == 1);
    }

    TEST_CASE("the connections of a client to a server that was restarted are one group again") {
        constexpr int kThreads = 8;
        std::string endpoint;
        auto old = std::make_unique<TestServer>(echo_all);
        endpoint = old->endpoint();
        BindingHandle binding(old->binding());
        REQUIRE(call(binding, "x").reply == "x");
        old.reset();

        std::mutex mutex;
        std::set<uint32_t> groups;
        Gate refused;
        Gate all_here;
        TestServer again(
            [&](Connection& connection) {
                while (auto request = connection.request()) {
                    all_here.open();
                    if (!all_here.wait(kThreads)) return;  // so that each needs a connection of its own
                    connection.echo(*request);
                }
            },
            "ncacn_ip_tcp", endpoint);
        again.group = [&](uint32_t requested) -> uint32_t {
            if (requested == 77) {  // of the old server: nobody hears so before all have asked
                refused.open();
                static_cast<void>(refused.wait(kThreads));
                return 0;
            }
            const std::lock_guard lock(mutex);
            if (requested != 0) return groups.contains(requested) ? requested : 0;
            return *groups.insert(1000 + static_cast<uint32_t>(groups.size())).first;
        };
        std::vector<std::thread> threads;
        std::atomic<int> good = 0;
        for (int i = 0; i < kThreads; ++i) {
            threads.emplace_back(
                [&, i] { good += i == 0 ? started(binding) == RPC_S_OK : call(binding, "x").status == RPC_S_OK; });
        }
        for (auto& thread : threads) thread.join();
        CHECK(good == kThreads);
        CHECK(groups.size() == 1);
    }
}
