// SPDX-License-Identifier: LGPL-2.1-or-later
// Fuzz target: a server's and a client's session on arbitrary streams. The first byte picks side and options, the
// second how the stream is cut into portions. The events must not depend on the portions: every stream is read twice,
// once as cut and once in one piece. Corpus: tests/fuzz/corpus/session.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rpcrt4/protocol/client_session.hpp"
#include "rpcrt4/protocol/server_session.hpp"

using namespace rpcrt4::protocol;
using Bytes = std::span<const std::byte>;

namespace {

constexpr SyntaxId kInterface{{0x60a15ec5, 0x4de8, 0x11d7, {0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82}}, 1, 0};
constexpr size_t kMessageLimit = 1 << 20;

constexpr uint8_t kBind[] = {
#include "tests/golden/pdu/bind.hex"
};
constexpr uint8_t kBindAck[] = {
#include "tests/golden/pdu/bind_ack.hex"
};

/// A mechanism that believes everything: the second leg ends it, and a signature is good when its first byte is even.
class Credulous final : public rpcrt4::security::Context {
 public:
    /// A server's last token is the client's, who may send it in an auth3.
    explicit Credulous(bool listens_last) : listens_last_(listens_last) {}
    base::Result<Step> step(std::span<const std::byte> token) override {
        if (!token.empty() && token[0] == std::byte{0xFF}) return base::Status::sec_e_logon_denied;
        complete_ = ++legs_ == 2;
        if (complete_ && listens_last_) return Step{{}, true};
        return Step{{std::byte{1}, std::byte{2}}, complete_};
    }
    size_t signature_size(rpcrt4::security::Level) const noexcept override { return 16; }
    base::Status protect(rpcrt4::security::Level, std::span<const rpcrt4::security::Piece>,
                         std::span<std::byte> signature) override {
        std::fill(signature.begin(), signature.end(), std::byte{0});
        return base::Status::ok;
    }
    base::Status unprotect(rpcrt4::security::Level, std::span<const rpcrt4::security::Piece> pieces,
                           std::span<const std::byte> signature) override {
        for (const auto& piece : pieces) {
            for (std::byte& byte : piece.bytes) byte ^= std::byte{1};
        }
        const bool good = !signature.empty() && (signature[0] & std::byte{1}) == std::byte{0};
        return good ? base::Status::ok : base::Status::sec_e_message_altered;
    }
    base::Result<std::vector<std::byte>> make_mic(Bytes) override { return base::Status::sec_e_unsupported_function; }
    base::Status check_mic(Bytes, Bytes) override { return base::Status::sec_e_unsupported_function; }
    const rpcrt4::security::Peer& peer() const noexcept override { return peer_; }
    bool mutual() const noexcept override { return false; }
    Bytes session_key() const noexcept override { return {}; }
    rpcrt4::security::Service mechanism() const noexcept override { return rpcrt4::security::Service::ntlm; }

 private:
    rpcrt4::security::Peer peer_;
    const bool listens_last_;
    int legs_ = 0;
};

struct Directory final : ServerDirectory {
    bool secure = false;

    std::unique_ptr<rpcrt4::security::Context> accept_security(rpcrt4::security::Service,
                                                               rpcrt4::security::Level) override {
        return secure ? std::make_unique<Credulous>(true) : nullptr;
    }
    Verdict find_interface(const SyntaxId& interface_id, std::span<const SyntaxId> transfers) override {
        if (interface_id != kInterface) return ContextReason::abstract_syntax_not_supported;
        return Accepted{1, transfers.size() - 1};
    }
    size_t request_limit(uint64_t) const noexcept override { return kMessageLimit; }
    uint32_t join_association_group(uint32_t requested) override { return requested == 0 ? 1 : requested & 0xFF; }
};

/// What happened, as numbers that two readings of one stream must share.
using Trace = std::vector<uint64_t>;

uint64_t sum(Bytes bytes) {
    uint64_t hash = 14695981039346656037u;
    for (const std::byte byte : bytes) hash = (hash ^ std::to_integer<uint64_t>(byte)) * 1099511628211u;
    return hash;
}

/// Drains the session. False when it will not go on.
bool drain(ServerSession& session, Trace& trace) {
    for (;;) {
        auto event = session.next();
        if (std::holds_alternative<NeedMore>(event)) return true;
        trace.push_back(event.index());
        if (auto* request = std::get_if<ServerSession::Request>(&event)) {
            trace.push_back(request->call_id);
            trace.push_back(sum(request->stub.bytes()));
            const auto reply =
                encode_response({.call_id = request->call_id}, std::move(request->stub), request->max_transmit);
            trace.push_back(reply.remaining());
        } else if (const auto* reply = std::get_if<ServerSession::Reply>(&event)) {
            const iovec run = reply->message.pending().front();
            trace.push_back(sum({static_cast<const std::byte*>(run.iov_base), run.iov_len}));
        } else if (std::holds_alternative<ServerSession::Broken>(event)) {
            return false;
        }
    }
}

bool drain(ClientSession& session, Trace& trace) {
    for (;;) {
        auto event = session.next();
        if (std::holds_alternative<NeedMore>(event)) return true;
        trace.push_back(event.index());
        if (const auto* response = std::get_if<ClientSession::Response>(&event)) {
            trace.push_back(response->call_id);
            trace.push_back(sum(response->stub.bytes()));
        } else if (const auto* fault = std::get_if<ClientSession::Faulted>(&event)) {
            trace.push_back(fault->wire_status);
        } else if (std::holds_alternative<ClientSession::ProtocolError>(event)) {
            return false;
        } else if (std::holds_alternative<ClientSession::ContextReady>(event) ||
                   std::holds_alternative<ClientSession::ContextRefused>(event)) {
            static_cast<void>(session.propose(kNdr20, kNdr20));
        }
    }
}

template <typename Session>
void read(Session& session, Bytes stream, size_t step, Trace& trace) {
    while (!stream.empty()) {
        const size_t fed = session.feed(stream.first(std::min(step, stream.size())));
        if (fed == 0) __builtin_trap();
        stream = stream.subspan(fed);
        if (!drain(session, trace)) return;
        if (step == 1 && trace.size() % 3 == 0) session.release_idle();
    }
}

Trace read_as_server(uint8_t choices, Bytes stream, size_t step) {
    Directory directory;
    directory.secure = choices & 16;
    ServerOptions options;
    options.max_fragment = choices & 2 ? 5840 : kMaxFragment;
    options.message_limit = kMessageLimit;
    ServerSession session(directory, options);
    Trace trace;
    if (choices & 4) read(session, std::as_bytes(std::span(kBind)), SIZE_MAX, trace);
    read(session, stream, step, trace);
    return trace;
}

Trace read_as_client(uint8_t choices, Bytes stream, size_t step) {
    ClientOptions options;
    options.multiplex = choices & 2;
    options.message_limit = kMessageLimit;
    if (choices & 16) {
        options.security = base::make_ref<SecurityContext>(
            7, rpcrt4::security::Service::ntlm, rpcrt4::security::Level::privacy, std::make_unique<Credulous>(false));
    }
    ClientSession session(options);
    Trace trace;
    static_cast<void>(session.propose(kInterface, kNdr20));
    if (choices & 4) {
        read(session, std::as_bytes(std::span(kBindAck)), SIZE_MAX, trace);
        static_cast<void>(session.request({.call_id = 2}, Buffer(4)));
        if (choices & 8) static_cast<void>(session.orphan(3));
    }
    read(session, stream, step, trace);
    return trace;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    const auto read_once = data[0] & 1 ? read_as_server : read_as_client;
    const size_t step = size_t{1} + data[1] % 64;
    const Bytes stream = std::as_bytes(std::span(data + 2, size - 2));
    if (read_once(data[0], stream, step) != read_once(data[0], stream, SIZE_MAX)) __builtin_trap();
    return 0;
}
