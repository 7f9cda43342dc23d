// SPDX-License-Identifier: LGPL-2.1-or-later
// RawPeer: a client made of a socket and the PDU codecs, for tests that say exactly what goes over the wire. Every wait
// is bounded: a receive that takes longer than kPatience is an end of stream.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rpcrt4/protocol/client_session.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"
#include "rpcrt4/protocol/pdu_fault.hpp"
#include "rpcrt4/transport/registry.hpp"

namespace server_test {

namespace protocol = rpcrt4::protocol;
namespace transport = rpcrt4::transport;

inline constexpr std::chrono::seconds kPatience{20};

/// One PDU as it came.
struct Pdu {
    protocol::CommonHeader header;
    std::vector<std::byte> bytes;

    protocol::PduType type() const { return header.type; }
    /// Of a fault.
    uint32_t status() const { return protocol::decode_fault(header, bytes).value().wire_status; }
    bool did_not_execute() const { return protocol::decode_fault(header, bytes).value().did_not_execute; }
    /// Of a response.
    std::vector<std::byte> stub() const { return {bytes.begin() + protocol::kCallHeaderSize, bytes.end()}; }
};

class RawPeer {
 public:
    RawPeer(const std::string& protseq, const std::string& endpoint);
    /// Connected already.
    explicit RawPeer(transport::Socket socket);

    void send(std::span<const std::byte> bytes);
    void send(protocol::OutgoingMessage message);
    /// Empty at the end of the stream.
    std::optional<Pdu> receive();
    /// True when the server closes without saying anything more.
    bool closed() { return !receive().has_value(); }
    /// True when nothing has arrived; does not wait.
    bool silent();
    void close() { socket_.close(); }
    int descriptor() const { return socket_.descriptor(); }

    /// Binds context 0; the answer's result.
    protocol::ContextResult bind(const protocol::SyntaxId& interface_id, bool multiplex = true);
    std::optional<protocol::BindAck> bind_raw(const protocol::Bind& bind, uint8_t flags = 0);
    void request(uint32_t call_id, uint16_t opnum, std::span<const std::byte> stub,
                 const rpcrt4::uuid::Uuid* object = nullptr, uint16_t context_id = 0);
    /// One request and its answer.
    std::optional<Pdu> call(uint16_t opnum, std::span<const std::byte> stub,
                            const rpcrt4::uuid::Uuid* object = nullptr);
    void control(protocol::PduType type, uint32_t call_id);

 private:
    bool receive_exactly(std::byte* data, size_t size);

    transport::Socket socket_;
    uint32_t last_call_id_ = 1;
};

std::vector<std::byte> bytes_of(std::string_view text);

}  // namespace server_test
