// SPDX-License-Identifier: LGPL-2.1-or-later
// Pipes over SMB, against a scripted server: what gets through, what ends a connection, and with which word.
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "handleapi/base/byte_writer.hpp"
#include "rpcrt4/transport/smb/status.hpp"
#include "scripted_server.hpp"

using namespace smb_test;
using base::Status;
using transport::Socket;

namespace {

constexpr std::chrono::seconds kLimit{20};

security::Account user(std::string_view password = "p") {
    return {.user = "u", .domain = "", .password = security::Secret(std::as_bytes(std::span(password)))};
}

base::Result<Socket> connect(ScriptedServer& server, const security::Account* account) {
    const transport::ConnectLimits limits{.deadline = transport::Clock::now() + kLimit,
                                          .logon = {.service = security::Service::ntlm, .account = account}};
    return connect_over(server.take_end(), "server", "echo", limits);
}

Status refusal(Script script, std::string_view password = "p") {
    ScriptedServer server(std::move(script));
    const security::Account account = user(password);
    const auto socket = connect(server, &account);
    return socket ? Status::ok : socket.status();
}

/// A PDU of that many bytes, as far as a transport looks.
Octets pdu(uint16_t size, std::byte fill = std::byte{0x5a}) {
    base::ByteWriter out;
    out.u32(0x03000005);
    out.u32(0x10);
    out.u16(size);
    Octets bytes = out.take();
    bytes.resize(size, fill);
    return bytes;
}

void send(const Socket& socket, Octets bytes) {
    iovec piece{bytes.data(), bytes.size()};
    REQUIRE(transport::send_all(socket.descriptor(), {&piece, 1}).error == 0);
}

/// What came, and less than asked for at the end of the stream.
Octets receive(const Socket& socket, size_t size) {
    Octets bytes(size);
    size_t got = 0;
    while (got < size) {
        pollfd entry{.fd = socket.descriptor(), .events = POLLIN, .revents = 0};
        REQUIRE(::poll(&entry, 1, static_cast<int>(std::chrono::milliseconds(kLimit).count())) == 1);
        const iovec piece{bytes.data() + got, size - got};
        const auto step = transport::receive_some(socket.descriptor(), {&piece, 1}, transport::Blocking::yes);
        if (step.bytes == 0) break;
        got += step.bytes;
    }
    bytes.resize(got);
    return bytes;
}

bool echoes(const Socket& socket, const Octets& bytes) {
    send(socket, bytes);
    return receive(socket, bytes.size()) == bytes;
}

}  // namespace

TEST_SUITE("rpcrt4/transport/smb") {
    TEST_CASE("a stream goes through a pipe of every dialect, signed, and the session is closed in good order") {
        for (const uint16_t revision : dialect::kAll) {
            CAPTURE(revision);
            ScriptedServer server({.dialect = revision});
            const security::Account account = user();
            {
                const auto socket = connect(server, &account);
                REQUIRE(socket);
                CHECK(echoes(*socket, pdu(40)));
                CHECK(echoes(*socket, pdu(5840, std::byte{1})));
            }
            CHECK(server.asked().back() == Command::logoff);
            CHECK(server.has_seen(Command::close));
            CHECK(server.has_seen(Command::cancel));
            CHECK(server.has_seen(Command::ioctl) == (revision != dialect::k311));
            CHECK(server.all_signed());
        }
    }

    TEST_CASE("what the session or the share wants encrypted is encrypted") {
        for (const Cipher cipher : {Cipher::aes128_ccm, Cipher::aes128_gcm, Cipher::aes256_ccm, Cipher::aes256_gcm}) {
            for (const bool of_share : {false, true}) {
                CAPTURE(static_cast<int>(cipher));
                CAPTURE(of_share);
                Script script{.cipher = cipher};
                script.share_flags = of_share ? kShareEncrypts : 0;
                script.session_flags = of_share ? uint16_t{0} : session_flag::kEncrypt;
                ScriptedServer server(std::move(script));
                const security::Account account = user();
                {
                    const auto socket = connect(server, &account);
                    REQUIRE(socket);
                    CHECK(echoes(*socket, pdu(300)));
                }
                CHECK(server.asked().back() == Command::logoff);
                CHECK(server.all_encrypted() == !of_share);
                CHECK(server.all_signed());
            }
        }
    }

    TEST_CASE("a server without ciphers cannot ask for encryption") {
        CHECK(refusal({.dialect = dialect::k210, .cipher = Cipher::none, .session_flags = session_flag::kEncrypt}) ==
              Status::rpc_s_access_denied);
    }

    TEST_CASE("each PDU is a message of the pipe, and nothing is written before it is whole") {
        ScriptedServer server({});
        const security::Account account = user();
        {
            const auto socket = connect(server, &account);
            REQUIRE(socket);
            Octets all;
            for (const int size : {16, 24, 1000, 65528, 100}) {
                const Octets one = pdu(static_cast<uint16_t>(size));
                all.insert(all.end(), one.begin(), one.end());
            }
            const size_t half = all.size() / 2;
            send(*socket, Octets(all.begin(), all.begin() + static_cast<ptrdiff_t>(half)));
            send(*socket, Octets(all.begin() + static_cast<ptrdiff_t>(half), all.end()));
            CHECK(receive(*socket, all.size()) == all);
            send(*socket, Octets(8));  // half a header
        }
        const auto& asked = server.asked();
        CHECK(std::count(asked.begin(), asked.end(), Command::write) == 5);
    }

    TEST_CASE("a message that a READ has no room for comes with the next ones") {
        ScriptedServer server({.read_size = 100});
        const security::Account account = user();
        const auto socket = connect(server, &account);
        REQUIRE(socket);
        CHECK(echoes(*socket, pdu(1024)));
    }

    TEST_CASE("nobody in particular comes in unsigned, and as a guest") {
        for (const uint16_t flags : {uint16_t{0}, session_flag::kGuest, session_flag::kNull}) {
            ScriptedServer server({.session_flags = flags, .signs = false});
            const auto socket = connect(server, nullptr);
            REQUIRE(socket);
            CHECK(echoes(*socket, pdu(40)));
        }
    }

    TEST_CASE("somebody is not made a guest") {
        CHECK(refusal({.session_flags = session_flag::kGuest}) == Status::rpc_s_access_denied);
        CHECK(refusal({.session_flags = session_flag::kNull}) == Status::rpc_s_access_denied);
    }

    TEST_CASE("a wrong password is refused") { CHECK(refusal({}, "q") == Status::rpc_s_access_denied); }

    TEST_CASE("what a server answers instead has its word") {
        const auto at = [](Command command, uint32_t status) {
            Script script;
            script.statuses[command] = status;
            return refusal(std::move(script));
        };
        CHECK(at(Command::negotiate, nt::kNotSupported) == Status::rpc_s_server_unavailable);
        CHECK(at(Command::session_setup, 0xC000006D) == Status::rpc_s_access_denied);
        CHECK(at(Command::tree_connect, 0xC00000CC) == Status::rpc_s_server_unavailable);
        CHECK(at(Command::tree_connect, nt::kAccessDenied) == Status::rpc_s_access_denied);
        CHECK(at(Command::create, 0xC0000034) == Status::rpc_s_server_unavailable);
        CHECK(at(Command::create, nt::kAccessDenied) == Status::rpc_s_access_denied);
        CHECK(at(Command::create, 0xC00000AC) == Status::rpc_s_server_too_busy);
        CHECK(at(Command::create, 0xC00000AE) == Status::rpc_s_server_too_busy);
    }

    TEST_CASE("a server that vanishes is unavailable, whatever it was asked") {
        for (const Command command :
             {Command::negotiate, Command::session_setup, Command::tree_connect, Command::create}) {
            CHECK(refusal({.vanish_at = command}) == Status::rpc_s_server_unavailable);
        }
        // Where the answer was to prove that nothing had been changed, silence is a refusal.
        CHECK(refusal({.dialect = dialect::k302, .vanish_at = Command::ioctl}) == Status::rpc_s_access_denied);
    }

    TEST_CASE("a stream ends when the server vanishes, or the pipe breaks, during a call") {
        for (const Command command : {Command::write, Command::read}) {
            ScriptedServer server({.vanish_at = command});
            const security::Account account = user();
            const auto socket = connect(server, &account);
            REQUIRE(socket);
            iovec piece{};
            Octets bytes = pdu(40);
            piece = {bytes.data(), bytes.size()};
            static_cast<void>(transport::send_all(socket->descriptor(), {&piece, 1}));
            CHECK(receive(*socket, 1).empty());
        }
        for (const Command command : {Command::write, Command::read}) {
            Script script;
            script.statuses[command] = 0xC000014B;  // STATUS_PIPE_BROKEN
            ScriptedServer server(std::move(script));
            const security::Account account = user();
            const auto socket = connect(server, &account);
            REQUIRE(socket);
            Octets bytes = pdu(40);
            iovec piece{bytes.data(), bytes.size()};
            static_cast<void>(transport::send_all(socket->descriptor(), {&piece, 1}));
            CHECK(receive(*socket, 1).empty());
        }
    }

    TEST_CASE("an answer with a wrong signature, or none, is not believed") {
        for (const uint16_t revision : {dialect::k210, dialect::k302, dialect::k311}) {
            for (const Command command : {Command::tree_connect, Command::create}) {
                CAPTURE(revision);
                Script script{.dialect = revision};
                script.mangle = [command](Command of, Octets& message) {
                    if (of == command) message.back() ^= std::byte{1};
                };
                CHECK(refusal(script) == Status::rpc_s_access_denied);
                script.mangle = [command](Command of, Octets& message) {
                    if (of == command) message[16] &= ~std::byte{header_flag::kSigned};
                };
                CHECK(refusal(std::move(script)) == Status::rpc_s_access_denied);
            }
        }
    }

    TEST_CASE("with 3.1.1 a change of the negotiation shows in the keys") {
        Script script;
        script.mangle = [](Command of, Octets& message) {
            if (of == Command::negotiate) message[kHeaderSize + 24] ^= std::byte{2};  // a capability
        };
        CHECK(refusal(std::move(script)) == Status::rpc_s_access_denied);
    }

    TEST_CASE("before 3.1.1 a change of the negotiation shows when it is confirmed") {
        for (const uint16_t revision : {dialect::k202, dialect::k210, dialect::k300, dialect::k302}) {
            CHECK(refusal({.dialect = revision, .lies_about_negotiation = true}) == Status::rpc_s_access_denied);
        }
        Script old{.dialect = dialect::k202};
        old.statuses[Command::ioctl] = nt::kFileClosed;  // a server that does not know the question
        CHECK(refusal(old) == Status::ok);
        old.statuses[Command::ioctl] = nt::kAccessDenied;
        CHECK(refusal(old) == Status::rpc_s_access_denied);
    }

    TEST_CASE("what is encrypted is not answered in the clear, and not changed") {
        Script script{.session_flags = session_flag::kEncrypt};
        script.mangle = [](Command of, Octets& message) {
            if (of == Command::create) message.resize(kHeaderSize);
        };
        CHECK(refusal(std::move(script)) == Status::rpc_s_protocol_error);
    }

    TEST_CASE("a second answer to one request ends the connection") {
        CHECK(refusal({.twice = {Command::tree_connect}}) == Status::rpc_s_protocol_error);
        ScriptedServer server({.twice = {Command::write}});
        const security::Account account = user();
        const auto socket = connect(server, &account);
        REQUIRE(socket);
        send(*socket, pdu(40));
        CHECK(receive(*socket, 100).size() <= 40);
    }

    TEST_CASE("a silent server is given up at the deadline") {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        const Socket silent(ends[1]);
        const transport::ConnectLimits limits{.deadline = transport::Clock::now() + std::chrono::milliseconds(20)};
        CHECK(connect_over(Socket(ends[0]), "server", "echo", limits).status() == Status::rpc_s_server_unavailable);
    }

    TEST_CASE("a connect to a silent server can be given up by another thread") {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        const Socket silent(ends[1]);
        class Impatient final : public transport::ConnectWatch {
         public:
            void begins(int descriptor) noexcept override {
                other_ = std::thread([this, descriptor] {
                    given_up_ = true;
                    ::shutdown(descriptor, SHUT_RDWR);
                });
            }
            bool given_up() const noexcept override { return given_up_; }
            void ends() noexcept override { other_.join(); }

         private:
            std::atomic<bool> given_up_{false};
            std::thread other_;
        } watch;
        const transport::ConnectLimits limits{.deadline = transport::Clock::now() + kLimit, .watch = &watch};
        CHECK(connect_over(Socket(ends[0]), "server", "echo", limits).status() == Status::rpc_s_call_cancelled);
    }

    TEST_CASE("what is no SMB is a protocol error") {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        const Socket other(ends[1]);
        send(other, Octets(200, std::byte{'H'}));
        const transport::ConnectLimits limits{.deadline = transport::Clock::now() + kLimit};
        CHECK(connect_over(Socket(ends[0]), "server", "echo", limits).status() == Status::rpc_s_protocol_error);
    }
}
