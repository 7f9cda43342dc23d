// SPDX-License-Identifier: LGPL-2.1-or-later
// Servers that are processes and are killed, by what the call was at: the system ends their streams, with a reset where
// something was left unread. What a client reports, that a restarted server is found again, and that nothing is left
// open. ThreadSanitizer does not follow forks of a process with threads.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "raw_server.hpp"
#include "tests/sanitizers.h"

#if !UNDER_TSAN

using namespace test;

namespace {

using Script = std::function<void(RawConnection&)>;

/// A process that plays the script on the first connection, says so, and stays until it is killed.
class Victim {
 public:
    Victim(std::string_view protseq, const Script& script) : mechanism_(*transport::find_mechanism(protseq)) {
        int said[2];
        REQUIRE(::pipe2(said, O_CLOEXEC) == 0);
        said_ = transport::Socket(said[0]);
        pid_ = ::fork();
        if (pid_ == 0) live(said[1], script);
        ::close(said[1]);
        char name[64] = {};
        REQUIRE(::read(said_.descriptor(), name, sizeof name - 1) > 0);
        name_ = name;
    }
    ~Victim() {
        kill();
        static_cast<void>(mechanism_.listen(name_, 1));  // takes away the name that the killed one has left
    }
    /// Once the script is over.
    void kill_when_ready() {
        char byte;
        CHECK(::read(said_.descriptor(), &byte, 1) == 1);
        kill();
    }
    void kill() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    const std::string& endpoint() const { return name_; }
    std::string binding() const {
        return std::string(mechanism_.protseq) + ":" + (mechanism_.local ? "" : "127.0.0.1") + "[" + name_ + "]";
    }

 private:
    [[noreturn]] void live(int say, const Script& script) {
        ::alarm(60);
        const auto listening = mechanism_.listen({}, 64);
        if (!listening) ::_exit(1);
        const std::string& name = listening->endpoint();
        if (::write(say, name.data(), name.size()) < 0) ::_exit(1);
        RawConnection connection(::accept(listening->descriptor(), nullptr, nullptr));
        script(connection);
        if (::write(say, "x", 1) == 1) ::pause();
        ::_exit(0);
    }

    const transport::Mechanism& mechanism_;
    std::string name_;
    transport::Socket said_;
    pid_t pid_ = 0;
};

/// The status of a call whose server is killed as soon as it has played the script.
RPC_STATUS status_of_killed(const char* protseq, Kind kind, const Script& script) {
    Victim victim(protseq, script);
    BindingHandle binding(victim.binding());
    REQUIRE(RpcBindingSetOption(binding, RPC_C_OPT_UNIQUE_BINDING, TRUE) == RPC_S_OK);
    std::thread killer([&] { victim.kill_when_ready(); });
    const RPC_STATUS status = status_of_call(binding, kind);
    killer.join();
    return status;
}

void bind(RawConnection& connection) {
    connection.read_pdu();
    connection.send(acknowledgement());
}

}  // namespace

TEST_SUITE("rpcrt4/association/fault_process") {
    TEST_CASE("P5: a server that is killed: the client's status says how far it had come") {
        struct Row {
            const char* what;
            Script script;
            RPC_STATUS tcp;
            RPC_STATUS local;
        };
        const Row rows[] = {
            {"accepted", [](RawConnection&) {}, RPC_S_SERVER_UNAVAILABLE, RPC_S_SERVER_UNAVAILABLE},
            {"within the bind", [](RawConnection& connection) { connection.read_pdu(20); }, RPC_S_SERVER_UNAVAILABLE,
             RPC_S_SERVER_UNAVAILABLE},
            {"after the bind", [](RawConnection& connection) { connection.read_pdu(); }, RPC_S_SERVER_UNAVAILABLE,
             RPC_S_SERVER_UNAVAILABLE},
            {"within the acknowledgement",
             [](RawConnection& connection) {
                 connection.read_pdu();
                 connection.send(acknowledgement(), 20);
             },
             RPC_S_SERVER_UNAVAILABLE, RPC_S_SERVER_UNAVAILABLE},
            {"before the request was read",
             [](RawConnection& connection) {
                 bind(connection);
                 connection.read_pdu(0);
             },
             RPC_S_CALL_FAILED, RPC_S_CALL_FAILED_DNE},
            {"within the request",
             [](RawConnection& connection) {
                 bind(connection);
                 connection.read_pdu(20);
             },
             RPC_S_CALL_FAILED, RPC_S_CALL_FAILED_DNE},
            {"in the manager",
             [](RawConnection& connection) {
                 bind(connection);
                 connection.read_pdu();
             },
             RPC_S_CALL_FAILED, RPC_S_CALL_FAILED},
            {"within the response",
             [](RawConnection& connection) {
                 bind(connection);
                 connection.read_pdu();
                 connection.send(response(2), 20);
             },
             RPC_S_CALL_FAILED, RPC_S_CALL_FAILED},
            {"after the response",
             [](RawConnection& connection) {
                 bind(connection);
                 connection.read_pdu();
                 connection.send(response(2));
             },
             RPC_S_OK, RPC_S_OK},
        };
        warm_up();
        const size_t before = open_descriptors();
        for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
            const bool local = std::string_view(protseq) == "ncalrpc";
            for (const Kind kind : {Kind::synchronous, Kind::asynchronous}) {
                for (const Row& row : rows) {
                    CAPTURE(protseq);
                    CAPTURE(static_cast<int>(kind));
                    CAPTURE(row.what);
                    CHECK(status_of_killed(protseq, kind, row.script) == (local ? row.local : row.tcp));
                }
            }
        }
        CHECK(back_to(before));
    }

    TEST_CASE("a server that was killed between calls is not there; restarted, it is called over new connections") {
        warm_up();
        const size_t before = open_descriptors();
        const Script one_call = [](RawConnection& connection) {
            bind(connection);
            connection.read_pdu();
            connection.send(response(2));
        };
        for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
            for (const Kind kind : {Kind::synchronous, Kind::asynchronous}) {
                CAPTURE(protseq);
                CAPTURE(static_cast<int>(kind));
                std::optional<BindingHandle> binding;
                std::string endpoint;
                {
                    Victim first(protseq, one_call);
                    endpoint = first.endpoint();
                    binding.emplace(first.binding());
                    REQUIRE(RpcBindingSetOption(*binding, RPC_C_OPT_UNIQUE_BINDING, TRUE) == RPC_S_OK);
                    CHECK(status_of_call(*binding, kind) == RPC_S_OK);
                    first.kill_when_ready();
                    CHECK(status_of_call(*binding, kind) == RPC_S_SERVER_UNAVAILABLE);
                }
                // The restarted one has never heard of the association group, and says so.
                TestServer second(echo_all, protseq, endpoint);
                second.group = [](uint32_t requested) -> uint32_t { return requested == 0 || requested == 5 ? 5 : 0; };
                CHECK(status_of_call(*binding, kind) == RPC_S_OK);
                CHECK(status_of_call(*binding, kind) == RPC_S_OK);
            }
        }
        CHECK(back_to(before));
    }

    TEST_CASE("a killed client leaves the server serving, whatever its call was at") {
        for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
            CAPTURE(protseq);
            TestServer server(echo_all, protseq);
            BindingHandle binding(server.binding());
            REQUIRE(call(binding, "x").reply == "x");
            for (const size_t bytes : {0, 1, 20, 72, 90}) {
                const pid_t client = ::fork();
                if (client == 0) {
                    const auto socket = transport::find_mechanism(protseq)->connect(
                        std::string_view(protseq) == "ncalrpc" ? "" : "127.0.0.1", server.endpoint(), {});
                    const Bytes garbage(bytes, std::byte{5});
                    if (socket && bytes) static_cast<void>(::send(socket->descriptor(), garbage.data(), bytes, 0));
                    ::kill(::getpid(), SIGKILL);
                }
                ::waitpid(client, nullptr, 0);
                CHECK(call(binding, "y").reply == "y");
            }
        }
    }
}

#endif
