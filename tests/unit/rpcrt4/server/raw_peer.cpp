// SPDX-License-Identifier: LGPL-2.1-or-later
// RawPeer; see raw_peer.hpp.
#include "raw_peer.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

namespace server_test {

using namespace std::chrono_literals;
using protocol::PduType;

RawPeer::RawPeer(const std::string& protseq, const std::string& endpoint) {
    const transport::Mechanism* mechanism = transport::find_mechanism(protseq);
    REQUIRE(mechanism != nullptr);
    transport::ConnectLimits limits;
    limits.deadline = transport::Clock::now() + kPatience;
    auto socket = mechanism->connect("", endpoint, limits);
    REQUIRE(static_cast<bool>(socket));
    socket_ = std::move(*socket);
    mechanism->prepare(socket_.descriptor());
    transport::set_timeouts(socket_.descriptor(), kPatience);
}

RawPeer::RawPeer(transport::Socket socket) : socket_(std::move(socket)) {
    transport::set_timeouts(socket_.descriptor(), kPatience);
}

void RawPeer::send(std::span<const std::byte> bytes) {
    iovec piece{const_cast<std::byte*>(bytes.data()), bytes.size()};
    static_cast<void>(transport::send_all(socket_.descriptor(), {&piece, 1}));
}

void RawPeer::send(protocol::OutgoingMessage message) {
    std::vector<iovec> pieces(message.pending().begin(), message.pending().end());
    static_cast<void>(transport::send_all(socket_.descriptor(), pieces));
}

bool RawPeer::receive_exactly(std::byte* data, size_t size) {
    while (size > 0) {
        const iovec piece{data, size};
        const transport::Transfer got =
            transport::receive_some(socket_.descriptor(), {&piece, 1}, transport::Blocking::yes);
        if (got.bytes == 0) return false;
        data += got.bytes;
        size -= got.bytes;
    }
    return true;
}

std::optional<Pdu> RawPeer::receive() {
    Pdu pdu;
    pdu.bytes.resize(protocol::kCommonHeaderSize);
    if (!receive_exactly(pdu.bytes.data(), pdu.bytes.size())) return std::nullopt;
    pdu.header = protocol::decode_common(pdu.bytes);
    pdu.bytes.resize(pdu.header.fragment_length);
    if (!receive_exactly(pdu.bytes.data() + protocol::kCommonHeaderSize,
                         pdu.bytes.size() - protocol::kCommonHeaderSize)) {
        return std::nullopt;
    }
    return pdu;
}

bool RawPeer::silent() {
    std::byte one;
    return ::recv(socket_.descriptor(), &one, 1, MSG_PEEK | MSG_DONTWAIT) < 0;
}

std::optional<protocol::BindAck> RawPeer::bind_raw(const protocol::Bind& bind, uint8_t flags) {
    protocol::CommonHeader header;
    header.type = PduType::bind;
    header.flags = protocol::pfc::kWhole | flags;
    header.call_id = 1;
    send(protocol::OutgoingMessage(protocol::encode_bind(header, bind)));
    const auto answer = receive();
    if (!answer || answer->type() != PduType::bind_ack) return std::nullopt;
    return protocol::decode_bind_ack(answer->header, answer->bytes);
}

protocol::ContextResult RawPeer::bind(const protocol::SyntaxId& interface_id, bool multiplex) {
    protocol::Bind bind;
    bind.contexts.push_back({0, interface_id, {protocol::kNdr20}});
    const auto ack = bind_raw(bind, multiplex ? protocol::pfc::kConcurrentMultiplex : uint8_t{0});
    REQUIRE(ack.has_value());
    REQUIRE(ack->answers.size() == 1);
    return ack->answers[0].result;
}

void RawPeer::request(uint32_t call_id, uint16_t opnum, std::span<const std::byte> stub,
                      const rpcrt4::uuid::Uuid* object, uint16_t context_id) {
    protocol::Buffer buffer(stub.size());
    std::copy(stub.begin(), stub.end(), buffer.data());
    const protocol::RequestHeader header{
        .call_id = call_id, .context_id = context_id, .opnum = opnum, .object = object};
    send(protocol::encode_request(header, std::move(buffer), protocol::kMaxFragment));
}

std::optional<Pdu> RawPeer::call(uint16_t opnum, std::span<const std::byte> stub, const rpcrt4::uuid::Uuid* object) {
    request(++last_call_id_, opnum, stub, object);
    return receive();
}

void RawPeer::control(PduType type, uint32_t call_id) {
    send(protocol::OutgoingMessage(protocol::encode_bodiless(type, call_id)));
}

std::vector<std::byte> bytes_of(std::string_view text) {
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

}  // namespace server_test
