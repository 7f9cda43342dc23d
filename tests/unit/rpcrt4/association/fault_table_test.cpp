// SPDX-License-Identifier: LGPL-2.1-or-later
// What a client reports when its connection fails, by where it was: every byte of a bind, its acknowledgement, a
// request and a response, ended in order and by a reset, over both transports, for synchronous and asynchronous calls;
// and what a peer may say that it should not. Nothing is left open afterwards.
// Microsoft "RPC Return Values": SERVER_UNAVAILABLE = not reached, CALL_FAILED_DNE = certainly not executed,
// CALL_FAILED = perhaps executed.
#include <dirent.h>

#include <functional>

#include "../async/async_helpers.hpp"
#include "handleapi/base/guarded.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"

using namespace test;

namespace {

using Bytes = std::vector<std::byte>;

enum class Ending { orderly, reset };

size_t open_descriptors() {
    size_t count = 0;
    DIR* directory = ::opendir("/proc/self/fd");
    REQUIRE(directory);
    while (::readdir(directory)) ++count;
    ::closedir(directory);
    return count;
}

Bytes bytes_of(const protocol::OutgoingMessage& message) {
    Bytes bytes;
    for (const iovec& piece : message.pending()) {
        const auto* begin = static_cast<const std::byte*>(piece.iov_base);
        bytes.insert(bytes.end(), begin, begin + piece.iov_len);
    }
    return bytes;
}

/// To the first bind of a connection; multiplexing is granted.
Bytes acknowledgement() {
    protocol::CommonHeader header;
    header.type = protocol::PduType::bind_ack;
    header.flags |= protocol::pfc::kConcurrentMultiplex;
    header.call_id = 1;
    protocol::BindAck ack;
    ack.association_group = 9;
    ack.answers = {{protocol::ContextResult::acceptance, 0, protocol::kNdr20},
                   {protocol::ContextResult::negotiate_ack, 0, {}}};
    const auto pdu = protocol::encode_bind_ack(header, ack);
    return {pdu.bytes().begin(), pdu.bytes().end()};
}

/// To the call of that id; a connection's first has id 2.
Bytes response(uint32_t call_id, std::string_view text = "12345678") {
    protocol::Buffer stub(text.size());
    std::memcpy(stub.data(), text.data(), text.size());
    return bytes_of(protocol::encode_response({.call_id = call_id}, std::move(stub), protocol::kMaxFragment));
}

/// One accepted connection, byte by byte.
class RawConnection {
 public:
    explicit RawConnection(int descriptor) : descriptor_(descriptor) { transport::set_timeouts(descriptor, kPatience); }

    /// Waits until a whole PDU is here, and reads the first `most` bytes of it. Its length; 0 at the end of the stream.
    size_t read_pdu(size_t most = SIZE_MAX) {
        std::byte header[protocol::kCommonHeaderSize];
        if (!peek(header, sizeof header)) return 0;
        const size_t length = protocol::decode_common(header).fragment_length;
        Bytes pdu(length);
        if (!peek(pdu.data(), length)) return 0;
        most = std::min(most, length);
        if (most != 0 && ::recv(descriptor_, pdu.data(), most, MSG_WAITALL) != static_cast<ssize_t>(most)) return 0;
        return length;
    }
    void send(const Bytes& bytes, size_t most = SIZE_MAX) {
        most = std::min(most, bytes.size());
        if (most != 0) static_cast<void>(::send(descriptor_, bytes.data(), most, MSG_NOSIGNAL));
    }
    void end(Ending ending) {
        if (ending == Ending::reset) {
            const linger abort{.l_onoff = 1, .l_linger = 0};
            ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
        }
        ::close(descriptor_);
    }
    void wait_for_end() {
        std::byte byte;
        while (::recv(descriptor_, &byte, 1, 0) > 0) {
        }
    }

 private:
    bool peek(std::byte* bytes, size_t size) {
        return ::recv(descriptor_, bytes, size, MSG_PEEK | MSG_WAITALL) == static_cast<ssize_t>(size);
    }
    const int descriptor_;
};

/// Runs the script on every connection, one after the other.
class RawServer {
 public:
    using Script = std::function<void(RawConnection&)>;

    explicit RawServer(std::string_view protseq)
        : mechanism_(*transport::find_mechanism(protseq)), listening_(std::move(*mechanism_.listen({}, 64))) {
        thread_ = std::thread([this] {
            for (;;) {
                const int descriptor = ::accept4(listening_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC);
                if (descriptor < 0) return;
                mechanism_.prepare(descriptor);
                RawConnection connection(descriptor);
                script_.with([](const Script& script) { return script; })(connection);
            }
        });
    }
    ~RawServer() {
        ::shutdown(listening_.descriptor(), SHUT_RDWR);
        thread_.join();
    }
    /// For connections from now on; it ends the connection.
    void play(Script script) {
        script_.with([&](Script& current) { current = std::move(script); });
    }
    std::string binding() const {
        return std::string(mechanism_.protseq) + ":" + (mechanism_.local ? "" : "127.0.0.1") + "[" +
               listening_.endpoint() + "]";
    }
    bool local() const { return mechanism_.local; }

 private:
    const transport::Mechanism& mechanism_;
    transport::Listening listening_;
    base::Guarded<Script> script_;
    std::thread thread_;
};

/// A binding whose connections are its own, and end with it.
struct Alone {
    explicit Alone(const RawServer& server) : binding(server.binding()) {
        REQUIRE(RpcBindingSetOption(binding, RPC_C_OPT_UNIQUE_BINDING, TRUE) == RPC_S_OK);
    }
    BindingHandle binding;
};

enum class Kind { synchronous, asynchronous };

RPC_STATUS status_of_call(RPC_BINDING_HANDLE binding, Kind kind) {
    if (kind == Kind::synchronous) return call(binding, "abcd").status;
    AsyncCall parallel;
    const RPC_STATUS started = parallel.start(binding, "abcd");
    if (started != RPC_S_OK) return started;
    REQUIRE(over(parallel));
    return parallel.complete();
}

template <typename F>
void everywhere(F&& body) {
    for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
        for (const Kind kind : {Kind::synchronous, Kind::asynchronous}) {
            CAPTURE(protseq);
            CAPTURE(static_cast<int>(kind));
            RawServer server(protseq);
            body(server, kind);
        }
    }
}

constexpr Ending kEndings[] = {Ending::orderly, Ending::reset};

/// The loop closes connections of asynchronous calls in its own time.
bool back_to(size_t descriptors) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (open_descriptors() > descriptors) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

/// What the first calls of a process open for good.
void warm_up() {
    for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
        TestServer server(echo_all, protseq);
        BindingHandle binding(server.binding());
        REQUIRE(RpcBindingSetOption(binding, RPC_C_OPT_UNIQUE_BINDING, TRUE) == RPC_S_OK);
        for (const Kind kind : {Kind::synchronous, Kind::asynchronous}) {
            REQUIRE(status_of_call(binding, kind) == RPC_S_OK);
        }
    }
}

}  // namespace

TEST_SUITE("rpcrt4/association/fault_table") {
    TEST_CASE("P5: an end at any byte of the bind or its acknowledgement: the server is not available") {
        warm_up();
        const size_t before = open_descriptors();
        everywhere([](RawServer& server, Kind kind) {
            for (const Ending ending : kEndings) {
                constexpr size_t kBindSize = 116;  // two contexts, the call's and the features
                for (size_t cut = 0; cut <= kBindSize; ++cut) {
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu(cut);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    CHECK(status_of_call(alone.binding, kind) == RPC_S_SERVER_UNAVAILABLE);
                }
                const Bytes ack = acknowledgement();
                for (size_t cut = 1; cut < ack.size(); ++cut) {
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu();
                        connection.send(ack, cut);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    CHECK(status_of_call(alone.binding, kind) == RPC_S_SERVER_UNAVAILABLE);
                }
            }
        });
        CHECK(back_to(before));
    }

    TEST_CASE("P5: an end at any byte of the request: failed, and certainly not executed only where that is known") {
        warm_up();
        const size_t before = open_descriptors();
        everywhere([](RawServer& server, Kind kind) {
            constexpr size_t kRequestSize = 28;
            for (const Ending ending : kEndings) {
                for (size_t cut = 0; cut <= kRequestSize; ++cut) {
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu();
                        connection.send(acknowledgement());
                        connection.read_pdu(cut);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    // A local socket tells whether its bytes were read. A network only that they had arrived.
                    const bool known = server.local() && cut < kRequestSize;
                    CHECK(status_of_call(alone.binding, kind) == (known ? RPC_S_CALL_FAILED_DNE : RPC_S_CALL_FAILED));
                }
            }
        });
        CHECK(back_to(before));
    }

    TEST_CASE("P5: an end at any byte of the response: the call may have been executed") {
        warm_up();
        const size_t before = open_descriptors();
        everywhere([](RawServer& server, Kind kind) {
            const Bytes whole = response(2);
            for (const Ending ending : kEndings) {
                for (size_t cut = 0; cut <= whole.size(); ++cut) {
                    if (cut == whole.size() && ending == Ending::reset) continue;  // which may overtake the response
                    server.play([=](RawConnection& connection) {
                        connection.read_pdu();
                        connection.send(acknowledgement());
                        connection.read_pdu();
                        connection.send(whole, cut);
                        connection.end(ending);
                    });
                    CAPTURE(cut);
                    const Alone alone(server);
                    const RPC_STATUS expected = cut == whole.size() ? RPC_S_OK : RPC_S_CALL_FAILED;
                    CHECK(status_of_call(alone.binding, kind) == expected);
                }
            }
        });
        CHECK(back_to(before));
    }

    TEST_CASE("what a peer says and should not: ignored where nobody asked, else the protocol is broken") {
        struct Row {
            const char* what;
            std::function<Bytes()> bytes;  // in place of the response
            RPC_STATUS status;
        };
        const auto altered = [](size_t at, uint8_t value) {
            return [=] {
                Bytes bytes = response(2);
                bytes[at] = std::byte{value};
                return bytes;
            };
        };
        const auto after = [](Bytes first) {
            return [=] {
                Bytes bytes = first;
                const Bytes right = response(2);
                bytes.insert(bytes.end(), right.begin(), right.end());
                return bytes;
            };
        };
        const auto fault = protocol::encode_fault({.call_id = 77, .wire_status = 5});
        const auto own_fault = protocol::encode_fault({.call_id = 2, .wire_status = 5});
        const Row rows[] = {
            {"a response to an unknown call", after(response(77)), RPC_S_OK},
            {"a fault of an unknown call", after({fault.bytes().begin(), fault.bytes().end()}), RPC_S_OK},
            {"a fault in place of a response",
             [&] { return Bytes(own_fault.bytes().begin(), own_fault.bytes().end()); }, RPC_S_ACCESS_DENIED},
            {"a fragment shorter than a header", altered(8, 15), RPC_S_PROTOCOL_ERROR},
            {"a response shorter than its own header", altered(8, 23), RPC_S_PROTOCOL_ERROR},
            {"a fragment longer than agreed",
             [] {
                 Bytes bytes = response(2);
                 bytes[8] = bytes[9] = std::byte{0xFF};
                 return bytes;
             },
             RPC_S_PROTOCOL_ERROR},
            {"another version", altered(0, 4), RPC_S_PROTOCOL_ERROR},
            {"an unknown type", altered(2, 99), RPC_S_PROTOCOL_ERROR},
            {"a type that only clients send", altered(2, 11), RPC_S_PROTOCOL_ERROR},
            {"a second acknowledgement", [] { return acknowledgement(); }, RPC_S_PROTOCOL_ERROR},
            {"a later fragment without the first", altered(3, 2), RPC_S_PROTOCOL_ERROR},
            {"no data representation", altered(4, 0x77), RPC_S_PROTOCOL_ERROR},
        };
        everywhere([&](RawServer& server, Kind kind) {
            for (const Row& row : rows) {
                CAPTURE(row.what);
                const Bytes bytes = row.bytes();
                server.play([bytes](RawConnection& connection) {
                    connection.read_pdu();
                    connection.send(acknowledgement());
                    connection.read_pdu();
                    connection.send(bytes);
                    connection.wait_for_end();
                    connection.end(Ending::orderly);
                });
                const Alone alone(server);
                CHECK(status_of_call(alone.binding, kind) == row.status);
            }
        });
    }

    TEST_CASE("a fragment length that promises more than comes: the call has failed when the stream ends") {
        everywhere([&](RawServer& server, Kind kind) {
            server.play([](RawConnection& connection) {
                connection.read_pdu();
                connection.send(acknowledgement());
                connection.read_pdu();
                Bytes bytes = response(2);
                bytes[9] = std::byte{0x10};
                connection.send(bytes);
                connection.end(Ending::orderly);
            });
            const Alone alone(server);
            CHECK(status_of_call(alone.binding, kind) == RPC_S_CALL_FAILED);
        });
    }

    TEST_CASE("a response that comes twice answers one call, not the next one too") {
        everywhere([&](RawServer& server, Kind kind) {
            server.play([](RawConnection& connection) {
                connection.read_pdu();
                connection.send(acknowledgement());
                for (uint32_t call_id = 2; connection.read_pdu() != 0; ++call_id) {
                    const Bytes once = response(call_id, std::string(8, static_cast<char>('0' + call_id)));
                    connection.send(once);
                    connection.send(once);
                }
                connection.end(Ending::orderly);
            });
            const Alone alone(server);
            for (const char expected : {'2', '3', '4'}) {
                if (kind == Kind::synchronous) {
                    CHECK(call(alone.binding, "x").reply == std::string(8, expected));
                } else {
                    AsyncCall parallel;
                    REQUIRE(parallel.start(alone.binding, "x") == RPC_S_OK);
                    REQUIRE(over(parallel));
                    CHECK(parallel.complete() == RPC_S_OK);
                    CHECK(parallel.reply == std::string(8, expected));
                }
            }
        });
    }

    TEST_CASE("a cancel that crosses the response ends in one of the two ways, and the connection serves the next") {
        everywhere([&](RawServer& server, Kind kind) {
            if (kind == Kind::synchronous) return;
            server.play([](RawConnection& connection) {
                connection.read_pdu();
                connection.send(acknowledgement());
                for (uint32_t call_id = 2;;) {
                    // Requests are 25 bytes, a cancel or an orphan is a header.
                    const size_t length = connection.read_pdu();
                    if (length == 0) break;
                    if (length > protocol::kCommonHeaderSize) connection.send(response(call_id++));
                }
                connection.end(Ending::orderly);
            });
            const Alone alone(server);
            for (int i = 0; i < 200; ++i) {
                AsyncCall parallel;
                REQUIRE(parallel.start(alone.binding, "x") == RPC_S_OK);
                CHECK(RpcAsyncCancelCall(&parallel.state, i % 2) == RPC_S_OK);
                REQUIRE(over(parallel));
                const RPC_STATUS status = parallel.complete();
                CHECK((status == RPC_S_OK || (i % 2 == 1 && status == RPC_S_CALL_CANCELLED)));
            }
            AsyncCall last;
            REQUIRE(last.start(alone.binding, "x") == RPC_S_OK);
            REQUIRE(over(last));
            CHECK(last.complete() == RPC_S_OK);
        });
    }
}
