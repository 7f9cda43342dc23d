// SPDX-License-Identifier: LGPL-2.1-or-later
// ScriptedPeer: the far end of a socket pair, on a thread of its own that does what a test's script says: reads PDUs,
// answers with whatever bytes it likes, hangs up. Every read is bounded by kPatience.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <thread>
#include <utility>

#include "../client/test_server.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"
#include "rpcrt4/protocol/stream_reader.hpp"

namespace test {

class ScriptedPeer final : private protocol::StreamReader::Limits {
 public:
    using Script = std::function<void(ScriptedPeer&)>;

    explicit ScriptedPeer(Script script) {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) std::abort();
        near_ = transport::Socket(ends[0]);
        far_ = transport::Socket(ends[1]);
        transport::set_timeouts(ends[1], kPatience);
        thread_ = std::thread([this, script = std::move(script)] {
            script(*this);
            hang_up();
        });
    }
    ~ScriptedPeer() {
        if (near_) ::shutdown(near_.descriptor(), SHUT_RDWR);
        thread_.join();
    }

    /// The end the code under test uses.
    int descriptor() const { return near_.descriptor(); }
    transport::Socket take() { return std::move(near_); }

    // For the script.

    /// The next bind or alter_context, any other control PDU without its parts; nullopt at the end of the stream.
    std::optional<protocol::ControlPdu> control() {
        auto item = read();
        if (auto* pdu = std::get_if<protocol::ControlPdu>(&item)) return std::move(*pdu);
        return std::nullopt;
    }
    std::optional<protocol::Message> request() {
        auto item = read();
        if (auto* message = std::get_if<protocol::Message>(&item)) return std::move(*message);
        return std::nullopt;
    }
    void send(const protocol::OutgoingMessage& message) {
        std::vector<iovec> pieces(message.pending().begin(), message.pending().end());
        static_cast<void>(transport::send_all(far_.descriptor(), pieces));
    }
    void send(protocol::Buffer pdu) { send(protocol::OutgoingMessage(std::move(pdu))); }
    /// Answers the first context of a bind or alter_context that was read, and grants no features.
    void answer(const protocol::ControlPdu& pdu, const protocol::ContextAnswer& first) {
        const auto bind = protocol::decode_bind(pdu.header, pdu.pdu.bytes());
        protocol::BindAck ack;
        ack.association_group = 4711;
        ack.answers.push_back(first);
        if (bind && bind->contexts.size() > 1) {
            ack.answers.push_back({protocol::ContextResult::negotiate_ack, 0, {}});
        }
        protocol::CommonHeader header;
        const bool is_bind = pdu.header.type == protocol::PduType::bind;
        header.type = is_bind ? protocol::PduType::bind_ack : protocol::PduType::alter_context_resp;
        header.call_id = pdu.header.call_id;
        send(protocol::encode_bind_ack(header, ack));
    }
    /// Reads a bind or alter_context and accepts it; false at the end of the stream.
    bool accept() {
        const auto pdu = control();
        if (!pdu) return false;
        answer(*pdu, {protocol::ContextResult::acceptance, 0, protocol::kNdr20});
        return true;
    }
    void hang_up() {
        ::shutdown(far_.descriptor(), SHUT_RDWR);
        far_.close();
    }

 private:
    size_t message_limit(uint16_t) const noexcept override { return protocol::kDefaultMessageLimit; }
    protocol::ReadItem read() {
        for (;;) {
            auto item = reader_.next();
            if (!std::holds_alternative<protocol::NeedMore>(item)) return item;
            const auto got = transport::receive_some(far_.descriptor(), reader_.want(), transport::Blocking::yes);
            if (got.bytes == 0) return protocol::NeedMore{};
            reader_.received(got.bytes);
        }
    }

    transport::Socket near_;
    transport::Socket far_;
    protocol::StreamReader reader_{protocol::StreamReader::Reads::requests, *this};
    std::thread thread_;
};

inline constexpr protocol::SyntaxId kSomeInterface{{0x11111111, 1, 2, {}}, 1, 0};
inline constexpr protocol::SyntaxId kOtherInterface{{0x22222222, 1, 2, {}}, 1, 0};

}  // namespace test
