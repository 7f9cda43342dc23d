// SPDX-License-Identifier: LGPL-2.1-or-later
// The rows of the transports against each other: listen, connect, names, errors.
#include <doctest/doctest.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "handleapi/base/runtime_directory.hpp"
#include "rpcrt4/transport/registry.hpp"
#include "runtime_directory.hpp"

using namespace rpcrt4::transport;
using base::Status;
using transport_test::RuntimeDirectory;

namespace {

const Mechanism& tcp() { return *find_mechanism("ncacn_ip_tcp"); }
const Mechanism& lrpc() { return *find_mechanism("ncalrpc"); }

Status connect_status_of(const Mechanism& mechanism, std::string_view host, std::string_view endpoint) {
    ConnectLimits limits{.deadline = Clock::now() + std::chrono::seconds(20)};
    auto socket = mechanism.connect(host, endpoint, limits);
    return socket ? Status::ok : socket.status();
}

/// The machine resolves `host` and has its address: a container may know neither ::1 nor the name localhost.
bool machine_can_bind(const char* host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host, nullptr, &hints, &found) != 0) return false;
    const int probe = ::socket(found->ai_family, found->ai_socktype, 0);
    const bool bound = probe >= 0 && ::bind(probe, found->ai_addr, found->ai_addrlen) == 0;
    if (probe >= 0) ::close(probe);
    ::freeaddrinfo(found);
    return bound;
}

}  // namespace

TEST_SUITE("rpcrt4/transport") {
    TEST_CASE("a protocol sequence without a row is unknown") {
        CHECK(find_mechanism("ncacn_ip_tcp") != nullptr);
        CHECK(find_mechanism("ncacn_np") != nullptr);
        CHECK(find_mechanism("ncadg_ip_udp") == nullptr);
        CHECK(find_mechanism("NCACN_IP_TCP") == nullptr);
    }

    TEST_CASE("a dynamic TCP endpoint is a port that IPv4 and IPv6 clients reach") {
        auto listening = tcp().listen("", 8);
        REQUIRE(listening);
        CHECK(std::stoi(listening->endpoint()) > 0);
        CHECK(connect_status_of(tcp(), "127.0.0.1", listening->endpoint()) == Status::ok);
        CHECK(connect_status_of(tcp(), "", listening->endpoint()) == Status::ok);
        for (const char* host : {"localhost", "::1"}) {
            CAPTURE(host);
            if (machine_can_bind(host)) {
                CHECK(connect_status_of(tcp(), host, listening->endpoint()) == Status::ok);
            } else {
                MESSAGE("this machine has no ", host);
            }
        }
    }

    TEST_CASE("a TCP port in use is a duplicate endpoint, a nameless host an unavailable server") {
        auto listening = tcp().listen("", 8);
        REQUIRE(listening);
        auto again = tcp().listen(listening->endpoint(), 8);
        CHECK_FALSE(again);
        CHECK(again.status() == Status::rpc_s_duplicate_endpoint);
        CHECK(tcp().listen("70000", 8).status() == Status::rpc_s_invalid_endpoint_format);
        CHECK(connect_status_of(tcp(), "no-such-host.invalid", "1") == Status::rpc_s_server_unavailable);
    }

    TEST_CASE("a local endpoint is a socket in the runtime directory, gone when it is closed") {
        RuntimeDirectory directory;
        {
            auto listening = lrpc().listen("my endpoint", 8);
            REQUIRE(listening);
            CHECK(std::filesystem::is_socket(directory.path() + "/my endpoint"));
            CHECK(connect_status_of(lrpc(), "", "my endpoint") == Status::ok);
            CHECK(connect_status_of(lrpc(), "another.machine", "my endpoint") == Status::rpc_s_invalid_net_addr);
            CHECK(lrpc().listen("my endpoint", 8).status() == Status::rpc_s_duplicate_endpoint);
        }
        CHECK_FALSE(std::filesystem::exists(directory.path() + "/my endpoint"));
        CHECK(connect_status_of(lrpc(), "", "my endpoint") == Status::rpc_s_server_unavailable);
    }

    TEST_CASE("a local endpoint belongs to the process that opened it: a forked child does not take its name away") {
        RuntimeDirectory directory;
        auto listening = lrpc().listen("parent's", 8);
        REQUIRE(listening);
        const pid_t child = ::fork();
        if (child == 0) {
            listening->withdraw();
            ::_exit(0);
        }
        REQUIRE(child > 0);
        REQUIRE(::waitpid(child, nullptr, 0) == child);
        CHECK(std::filesystem::is_socket(directory.path() + "/parent's"));
        listening->withdraw();
        CHECK_FALSE(std::filesystem::exists(directory.path() + "/parent's"));
    }

    TEST_CASE("H24: an accepted TCP stream is probed by the system, so that a vanished client is found out") {
        auto listening = tcp().listen("", 8);
        REQUIRE(listening);
        auto client = tcp().connect("127.0.0.1", listening->endpoint(), {});
        REQUIRE(client);
        const Socket accepted(::accept4(listening->descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
        tcp().prepare(accepted.descriptor());
        int probed = 0;
        socklen_t length = sizeof probed;
        REQUIRE(::getsockopt(accepted.descriptor(), SOL_SOCKET, SO_KEEPALIVE, &probed, &length) == 0);
        CHECK(probed == 1);
    }

    TEST_CASE("a local endpoint may hold slashes, percents and dots, but does not leave the directory") {
        RuntimeDirectory directory;
        for (const char* name : {"a/b", "..", ".", "100%", "%2F", "../../etc/x"}) {
            CAPTURE(name);
            auto listening = lrpc().listen(name, 8);
            REQUIRE(listening);
            CHECK(connect_status_of(lrpc(), "", name) == Status::ok);
        }
        CHECK(lrpc().listen(std::string(200, 'x'), 8).status() == Status::rpc_s_invalid_endpoint_format);
    }

    TEST_CASE("a socket file whose server died is replaced") {
        RuntimeDirectory directory;
        {
            auto listening = lrpc().listen("victim", 8);
            REQUIRE(listening);
            std::filesystem::create_hard_link(directory.path() + "/victim", directory.path() + "/dead");
        }
        REQUIRE(std::filesystem::exists(directory.path() + "/dead"));
        auto listening = lrpc().listen("dead", 8);
        REQUIRE(listening);
        CHECK(connect_status_of(lrpc(), "", "dead") == Status::ok);
    }

    TEST_CASE("a runtime directory with a long name works") {
        RuntimeDirectory directory("/" + std::string(60, 'd') + "/" + std::string(60, 'e'));
        auto listening = lrpc().listen("endpoint", 8);
        REQUIRE(listening);
        CHECK(connect_status_of(lrpc(), "", "endpoint") == Status::ok);
    }

    TEST_CASE("dynamic local endpoints differ") {
        RuntimeDirectory directory;
        auto one = lrpc().listen("", 8);
        auto two = lrpc().listen("", 8);
        REQUIRE(one);
        REQUIRE(two);
        CHECK(one->endpoint() != two->endpoint());
    }

    TEST_CASE("the runtime directory is private") {
        RuntimeDirectory directory;
        ::setenv("RPCRT4_RUNTIME_DIR", (directory.path() + "/made").c_str(), 1);
        REQUIRE(base::runtime_directory());
        struct stat info {};
        REQUIRE(::stat((directory.path() + "/made").c_str(), &info) == 0);
        CHECK((info.st_mode & 0777) == 0700);
    }

    TEST_CASE("a runtime directory nobody named is refused when it is a link or open to others") {
        RuntimeDirectory directory;
        std::optional<std::string> before;
        if (const char* old = std::getenv("XDG_RUNTIME_DIR")) before = old;
        ::unsetenv("RPCRT4_RUNTIME_DIR");
        ::setenv("XDG_RUNTIME_DIR", directory.path().c_str(), 1);
        const std::string chosen = directory.path() + "/rpcrt4";
        REQUIRE(base::runtime_directory());
        CHECK(*base::runtime_directory() == chosen);
        REQUIRE(::chmod(chosen.c_str(), 0755) == 0);
        CHECK(base::runtime_directory().status() == Status::rpc_s_access_denied);
        REQUIRE(::chmod(chosen.c_str(), 0700) == 0);
        CHECK(base::runtime_directory());
        std::filesystem::rename(chosen, directory.path() + "/elsewhere");
        std::filesystem::create_symlink(directory.path() + "/elsewhere", chosen);
        CHECK(base::runtime_directory().status() == Status::rpc_s_access_denied);
        ::setenv("RPCRT4_RUNTIME_DIR", chosen.c_str(), 1);
        CHECK(base::runtime_directory());  // whoever names a link means it
        before ? ::setenv("XDG_RUNTIME_DIR", before->c_str(), 1) : ::unsetenv("XDG_RUNTIME_DIR");
    }
}
