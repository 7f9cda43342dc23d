// SPDX-License-Identifier: LGPL-2.1-or-later
// Local named pipes: their names, their hosts, the folder they are in, and what a call over one knows of its client.
#include "rpcrt4/transport/pipe.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "rpcrt4/transport/local_socket.hpp"
#include "rpcrt4/transport/this_machine.hpp"
#include "runtime_directory.hpp"

using namespace rpcrt4::transport;
using base::Status;
using transport_test::RuntimeDirectory;

namespace {

const Mechanism& np() { return *find_mechanism("ncacn_np"); }
const Mechanism& lrpc() { return *find_mechanism("ncalrpc"); }

Status connect_status_of(std::string_view host, std::string_view endpoint, const Mechanism& mechanism = np()) {
    auto socket = mechanism.connect(host, endpoint, {.deadline = Clock::now() + std::chrono::seconds(20)});
    return socket ? Status::ok : socket.status();
}

}  // namespace

TEST_SUITE("rpcrt4/transport/pipe") {
    TEST_CASE("a pipe is a socket in the folder np, private, and gone when it is closed") {
        RuntimeDirectory directory;
        const std::string file = directory.path() + "/np/spool";
        {
            auto listening = np().listen("\\pipe\\spool", 8);
            REQUIRE(listening);
            CHECK(listening->endpoint() == "\\pipe\\spool");
            CHECK(std::filesystem::is_socket(file));
            struct stat info {};
            REQUIRE(::stat((directory.path() + "/np").c_str(), &info) == 0);
            CHECK((info.st_mode & 0777) == 0700);
            CHECK(connect_status_of("", "\\pipe\\spool") == Status::ok);
            CHECK(np().listen("\\pipe\\spool", 8).status() == Status::rpc_s_duplicate_endpoint);
        }
        CHECK_FALSE(std::filesystem::exists(file));
        CHECK(connect_status_of("", "\\pipe\\spool") == Status::rpc_s_server_unavailable);
    }

    TEST_CASE("names of pipes do not tell capitals from small letters") {
        RuntimeDirectory directory;
        auto listening = np().listen("\\PIPE\\Spool", 8);
        REQUIRE(listening);
        CHECK(listening->endpoint() == "\\PIPE\\Spool");
        CHECK(connect_status_of("", "\\pipe\\sPOOL") == Status::ok);
        CHECK(np().listen("\\Pipe\\SPOOL", 8).status() == Status::rpc_s_duplicate_endpoint);
    }

    TEST_CASE("this machine is meant by nothing, a dot, its name and its addresses, with backslashes or without") {
        RuntimeDirectory directory;
        auto listening = np().listen("\\pipe\\here", 64);
        REQUIRE(listening);
        const std::string name = own_name();
        for (const std::string& host :
             {std::string(), std::string("."), std::string("localhost"), std::string("127.0.0.1"), name}) {
            CAPTURE(host);
            CHECK(connect_status_of(host, "\\pipe\\here") == Status::ok);
            CHECK(connect_status_of("\\\\" + host, "\\pipe\\here") == Status::ok);
        }
        CHECK(np().is_here("\\\\" + name));
    }

    TEST_CASE("the pipes of another machine are unavailable, also when one of that name is here") {
        RuntimeDirectory directory;
        auto listening = np().listen("\\pipe\\here", 64);
        REQUIRE(listening);
        for (const char* host :
             {"\\\\another.machine.invalid", "another.machine.invalid", "192.0.2.1", "\\\\192.0.2.1"}) {
            CAPTURE(host);
            CHECK_FALSE(np().is_here(host));
            CHECK(connect_status_of(host, "\\pipe\\here") == Status::rpc_s_server_unavailable);
        }
    }

    TEST_CASE("a name of a pipe does not leave the folder, and is not too long for a socket") {
        RuntimeDirectory directory;
        for (const char* name : {"\\pipe\\a/b", "\\pipe\\..", "\\pipe\\../../x", "\\pipe\\100%", "\\pipe\\a\\b"}) {
            CAPTURE(name);
            auto listening = np().listen(name, 8);
            REQUIRE(listening);
            CHECK(connect_status_of("", name) == Status::ok);
        }
        CHECK(std::distance(std::filesystem::directory_iterator(directory.path()), {}) == 1);
        const std::string endless = "\\pipe\\" + std::string(200, 'x');
        CHECK(np().listen(endless, 8).status() == Status::rpc_s_invalid_endpoint_format);
    }

    TEST_CASE("dynamic pipes have the form of pipes and differ") {
        RuntimeDirectory directory;
        auto one = np().listen("", 8);
        auto two = np().listen("", 8);
        REQUIRE(one);
        REQUIRE(two);
        CHECK(one->endpoint() != two->endpoint());
        CHECK(one->endpoint().starts_with("\\pipe\\"));
        CHECK(connect_status_of("", one->endpoint()) == Status::ok);
    }

    TEST_CASE("a folder np that is a link is not trusted") {
        RuntimeDirectory directory;
        std::filesystem::create_directory(directory.path() + "/elsewhere");
        std::filesystem::create_symlink(directory.path() + "/elsewhere", directory.path() + "/np");
        CHECK(np().listen("\\pipe\\x", 8).status() == Status::rpc_s_access_denied);
        CHECK(connect_status_of("", "\\pipe\\x") == Status::rpc_s_server_unavailable);
    }

    TEST_CASE("a local endpoint called like a folder of the runtime directory is an endpoint like any other") {
        RuntimeDirectory directory;
        auto pipe = np().listen("\\pipe\\x", 8);
        REQUIRE(pipe);
        for (const char* name : {"np", "pipe", "endpoints", "process", "objects", "%np"}) {
            CAPTURE(name);
            auto listening = lrpc().listen(name, 8);
            REQUIRE(listening);
            CHECK(connect_status_of("", name, lrpc()) == Status::ok);
            CHECK(lrpc().listen(name, 8).status() == Status::rpc_s_duplicate_endpoint);
        }
        auto kept = lrpc().listen("np", 8);
        REQUIRE(kept);
        CHECK(connect_status_of("", "%np", lrpc()) == Status::rpc_s_server_unavailable);
    }
}
