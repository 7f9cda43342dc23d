// SPDX-License-Identifier: LGPL-2.1-or-later
// A server whose every byte a test decides, calls to it of each kind, and whether they left anything behind.
#pragma once

#include <dirent.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include <functional>

#include "../async/async_helpers.hpp"
#include "handleapi/base/guarded.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"

namespace test {

using Bytes = std::vector<std::byte>;

enum class Ending { orderly, reset };

inline size_t open_descriptors() {
    size_t count = 0;
    DIR* directory = ::opendir("/proc/self/fd");
    REQUIRE(directory);
    while (::readdir(directory)) ++count;
    ::closedir(directory);
    return count;
}

inline Bytes bytes_of(const protocol::OutgoingMessage& message) {
    Bytes bytes;
    for (const iovec& piece : message.pending()) {
        const auto* begin = static_cast<const std::byte*>(piece.iov_base);
        bytes.insert(bytes.end(), begin, begin + piece.iov_len);
    }
    return bytes;
}

/// To the first bind of a connection; multiplexing is granted.
inline Bytes acknowledgement() {
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
inline Bytes response(uint32_t call_id, std::string_view text = "12345678") {
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
    /// Until the peer's system has acknowledged everything.
    void wait_until_taken() {
        const auto end = std::chrono::steady_clock::now() + kPatience;
        for (int unsent = 1; unsent != 0 && std::chrono::steady_clock::now() < end;) {
            if (::ioctl(descriptor_, SIOCOUTQ, &unsent) != 0) return;
        }
    }
    /// Drops the stream without a word, as a machine does that loses its power. False where that is not permitted.
    bool forget() {
        const int repair = 1;
        const bool can = ::setsockopt(descriptor_, IPPROTO_TCP, TCP_REPAIR, &repair, sizeof repair) == 0;
        ::close(descriptor_);
        return can;
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

inline RPC_STATUS status_of_call(RPC_BINDING_HANDLE binding, Kind kind) {
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

inline constexpr Ending kEndings[] = {Ending::orderly, Ending::reset};

/// The loop closes connections of asynchronous calls in its own time.
inline bool back_to(size_t descriptors) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (open_descriptors() > descriptors) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

/// What the first calls of a process open for good.
inline void warm_up() {
    for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
        TestServer server(echo_all, protseq);
        BindingHandle binding(server.binding());
        REQUIRE(RpcBindingSetOption(binding, RPC_C_OPT_UNIQUE_BINDING, TRUE) == RPC_S_OK);
        for (const Kind kind : {Kind::synchronous, Kind::asynchronous}) {
            REQUIRE(status_of_call(binding, kind) == RPC_S_OK);
        }
    }
}

}  // namespace test
