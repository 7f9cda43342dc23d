// SPDX-License-Identifier: LGPL-2.1-or-later
// Acceptor under pressure: no descriptors left, and thousands of clients that say nothing.
#include "rpcrt4/server/acceptor.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "rpcrt4/server/server.hpp"
#include "tests/sanitizers.h"

using namespace server_test;
using protocol::PduType;

namespace {

constexpr size_t kIdle = UNDER_SANITIZER ? 2000 : 10'000;

/// Every descriptor the process may have is taken, for the life of the object.
class NoDescriptorsLeft {
 public:
    NoDescriptorsLeft() {
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
        // The next one to be given out tells how far the table is filled.
        const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        REQUIRE(next >= 0);
        taken_.push_back(next);
        rlimit tight = before_;
        tight.rlim_cur = static_cast<rlim_t>(next) + 16;
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &tight) == 0);
        for (int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC); fd >= 0;
             fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) {
            taken_.push_back(fd);
        }
        REQUIRE(errno == EMFILE);
    }
    ~NoDescriptorsLeft() {
        for (const int fd : taken_) ::close(fd);
        ::setrlimit(RLIMIT_NOFILE, &before_);
    }

 private:
    rlimit before_{};
    std::vector<int> taken_;
};

std::vector<transport::Socket> new_sockets(size_t count) {
    std::vector<transport::Socket> sockets;
    for (size_t i = 0; i < count; ++i) {
        sockets.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        REQUIRE(static_cast<bool>(sockets.back()));
        transport::set_timeouts(sockets.back().descriptor(), kPatience);
    }
    return sockets;
}

/// The kernel completes the connection whether the server accepts or not.
bool connect_to(const Endpoint& endpoint, const transport::Socket& socket) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(std::stoi(endpoint.name)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

/// The stream ends before patience does.
bool ends(const transport::Socket& socket) {
    char bytes[256];
    ssize_t got = 0;
    while ((got = ::recv(socket.descriptor(), bytes, sizeof bytes, 0)) > 0) {
    }
    return got == 0 || errno != EAGAIN;
}

/// A line of /proc/self/status, as a number.
long status_of(const std::string& name) {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(name + ":")) return std::stol(line.substr(name.size() + 1));
    }
    return -1;
}

/// As many as wanted where we may raise the limit, else what it allows.
size_t descriptors_allowed(size_t wanted) {
    rlimit limit{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    const rlimit raised{std::max<rlim_t>(wanted, limit.rlim_max), std::max<rlim_t>(wanted, limit.rlim_max)};
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &raised) != 0) ::setrlimit(RLIMIT_NOFILE, &limit);
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    return limit.rlim_cur;
}

}  // namespace

TEST_SUITE("rpcrt4/server/acceptor") {
    TEST_CASE("without descriptors a server turns clients away, serves those it has, and accepts again afterwards") {
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        auto settled = bound_peer(target);
        CHECK(settled->call(0, bytes_of("before"))->type() == PduType::response);
        for (int round = 0; round < 3; ++round) {
            auto clients = new_sockets(5);
            {
                const NoDescriptorsLeft exhausted;
                for (const transport::Socket& client : clients) {
                    REQUIRE(connect_to(tcp_endpoint(), client));
                    // Turned away, or, where a descriptor has come free meanwhile, let in and found to talk garbage: in
                    // no case left waiting.
                    const std::string garbage(64, 'x');
                    static_cast<void>(::send(client.descriptor(), garbage.data(), garbage.size(), MSG_NOSIGNAL));
                    CHECK(ends(client));
                }
                CHECK(settled->call(0, bytes_of("meanwhile"))->type() == PduType::response);
            }
            clients.clear();
            CHECK(bound_peer(target)->call(0, bytes_of("afterwards"))->type() == PduType::response);
        }
    }

    TEST_CASE("10,000 idle clients cost no threads and 4 KiB each, and each is served when it calls") {
        const size_t count = std::min(kIdle, (descriptors_allowed(2 * kIdle + 300) - 300) / 2);
        TestInterface target{echo};
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        const Listening listening;
        CHECK(bound_peer(target)->call(0, {})->type() == PduType::response);
        const long threads = status_of("Threads");
        const long memory = status_of("VmRSS");
        std::vector<std::unique_ptr<RawPeer>> clients;
        for (size_t i = 0; i < count; ++i) {
            clients.push_back(bound_peer(target, i % 2 == 0 ? tcp_endpoint() : local_endpoint()));
        }
        const long threads_now = status_of("Threads");
        const long bytes_each = (status_of("VmRSS") - memory) * 1024 / static_cast<long>(count);
        MESSAGE(count << " idle clients: " << (threads_now - threads) << " more threads, " << bytes_each
                      << " bytes each, the client's side included");
        if (!UNDER_SANITIZER) CHECK(bytes_each <= 4096);
        // Connecting makes work, and while the machine is busy workers are added for it: some, not one per client.
        const long few = static_cast<long>(count) / 20;
        CHECK(threads_now <= threads + few);
        for (const auto& client : clients) {
            REQUIRE(client->call(0, bytes_of("still there"))->type() == PduType::response);
        }
        CHECK(status_of("Threads") <= threads + few);
    }
}
