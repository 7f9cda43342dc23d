// SPDX-License-Identifier: LGPL-2.1-or-later
// The client's half of one connection: bind, further presentation contexts, requests out, replies in. Sans-I/O: the
// owner moves the bytes. Receiving: want(), received(), then next() until NeedMore. Sending: write the OutgoingMessage
// that propose(), request(), cancel() or orphan() returns, in the order they were called.
//
// Threads: one at a time, except encode_request() of fragment.hpp, which needs no session: with max_transmit() and a
// context id known, several threads may encode for one connection while another reads it.
// C706 12.6, MS-RPCE 3.3.1.5 (association, bind-time features, fault handling), 3.3.2.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/eeinfo/record.hpp"
#include "rpcrt4/protocol/fragment.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"
#include "rpcrt4/protocol/security_context.hpp"
#include "rpcrt4/protocol/stream_reader.hpp"
#include "rpcrt4/protocol/verification_trailer.hpp"

namespace rpcrt4::protocol {

struct ClientOptions {
    uint16_t max_fragment = kMaxFragment;   ///< offered in both directions
    bool multiplex = false;                 ///< ask for PFC_CONC_MPX: several calls at once
    uint32_t association_group = 0;         ///< 0: a new group
    bool offer_features = true;             ///< bind-time feature negotiation
    base::Ref<SecurityContext> security{};  ///< built with the bind; null: no authentication
    size_t message_limit = kDefaultMessageLimit;
};

class ClientSession final : private StreamReader::Limits {
 public:
    /// The context proposed last was accepted; requests may use it.
    struct ContextReady {
        uint16_t context_id;
    };
    /// The context proposed last was refused. The connection stays usable for other contexts.
    struct ContextRefused {
        base::Status status;
    };
    /// Send this: authentication takes another leg. What becomes of the proposal is said later.
    struct Leg {
        OutgoingMessage message;
    };
    /// The server refuses the association (bind_nak). Close the connection.
    struct BindRefused {
        base::Status status;
        NakReason reason;
        std::unique_ptr<eeinfo::Chain> history = nullptr;
    };
    struct Response {
        uint32_t call_id;
        DataRepresentation representation;
        Buffer stub;
        bool last = true;  ///< false: a piece of a streamed response, of which more comes
    };
    struct Faulted {
        uint32_t call_id;
        base::Status status;
        uint32_t wire_status;
        bool did_not_execute;
        std::unique_ptr<eeinfo::Chain> history = nullptr;  ///< the extended error, where the server sent one
    };
    /// A reply larger than ClientOptions::message_limit; the call has failed, the connection is intact.
    struct ReplyTooLarge {
        uint32_t call_id;
    };
    /// The server calls back ([callback]) while it serves the call of that id: answer with encode_response or a fault.
    struct CallbackRequested {
        uint32_t call_id;
        uint16_t context_id;
        uint16_t opnum;
        DataRepresentation representation;
        Buffer stub;
    };
    /// The server asks the client to close the connection when it is idle.
    struct ShutdownRequested {};
    /// The peer broke the protocol. Close the connection; calls in flight have failed.
    struct ProtocolError {
        base::Status status;
    };
    using Event = std::variant<NeedMore, Response, Faulted, ContextReady, ContextRefused, Leg, BindRefused,
                               ReplyTooLarge, CallbackRequested, ShutdownRequested, ProtocolError>;

    explicit ClientSession(const ClientOptions& options);
    ClientSession(const ClientSession&) = delete;
    ClientSession& operator=(const ClientSession&) = delete;

    // Presentation contexts.

    /// The id under which the server accepted this pair.
    std::optional<uint16_t> context(const SyntaxId& interface_id, const SyntaxId& transfer) const noexcept;
    /// Asks for a context: a bind when nothing is bound yet, else an alter_context. One proposal may be outstanding;
    /// rpc_s_call_failed while another is, or once the association was refused or broken; what rpc_status() makes of
    /// the security provider's refusal to begin.
    base::Result<OutgoingMessage> propose(const SyntaxId& interface_id, const SyntaxId& transfer);

    // What the bind settled; defaults before.

    bool bound() const noexcept { return std::holds_alternative<Bound>(state_); }
    bool negotiating() const noexcept { return pending_.has_value(); }
    bool multiplexed() const noexcept { return multiplexed_; }
    bool keeps_connection_on_orphan() const noexcept { return (features_ & feature::kKeepConnectionOnOrphan) != 0; }
    uint16_t max_transmit() const noexcept { return max_transmit_; }
    uint32_t association_group() const noexcept { return association_group_; }

    // Calls.

    /// Call ids are unique on a connection; binds take theirs from the same sequence.
    uint32_t next_call_id() noexcept { return ++last_call_id_; }
    /// Names the only call in flight on a connection that does not multiplex: an answer that carries the call id of the
    /// bind is its (Wine answers so). request() does it by itself.
    void expect(uint32_t call_id) noexcept { current_call_id_ = call_id; }
    /// The response of the only call in flight comes in pieces, as they arrive; a connection that does not multiplex.
    void stream(uint32_t call_id) noexcept { streaming_ = Streaming{call_id, false}; }
    /// A request in the protection agreed on, which is that of its place in the stream: messages must be sent in the
    /// order in which they were encoded. On failure, rpc_status() of what the provider says, the stub is as it was.
    base::Result<OutgoingMessage> encode(const RequestHeader& header, Buffer&& stub, Part part = {});
    /// The answer to a callback.
    base::Result<OutgoingMessage> encode(const ResponseHeader& header, Buffer stub);
    /// encode_request() for a connection used by one call at a time, without authentication.
    OutgoingMessage request(const RequestHeader& header, Buffer stub, Part part = {});
    static OutgoingMessage cancel(uint32_t call_id);
    /// Tells the server that nobody wants the reply of `call_id`; what arrives of it is swallowed.
    OutgoingMessage orphan(uint32_t call_id);

    // Receiving.

    void trace_as(int stream) noexcept { reader_.trace_as(stream); }
    std::span<const iovec> want() { return reader_.want(); }
    void received(size_t count) noexcept { reader_.received(count); }
    size_t feed(std::span<const std::byte> bytes) { return reader_.feed(bytes); }
    Event next();
    /// Nothing half received: a connection closed now was closed between messages.
    bool between_messages() const noexcept { return reader_.between_messages(); }
    void release_idle() noexcept { reader_.release_idle(); }

 private:
    struct Unbound {};
    struct Bound {};
    struct Failed {
        base::Status status;
    };
    struct Context {
        uint16_t id;
        SyntaxId interface_id;
        SyntaxId transfer;
        bool verified = false;  // by a request under protection
    };
    struct Proposal {
        Context context;
        uint32_t call_id;
        bool is_bind;
        bool with_features;
    };
    using Verdict = std::variant<ContextReady, ContextRefused>;

    struct Streaming {
        uint32_t call_id;
        bool begun;  // the first piece is here
    };

    size_t message_limit(uint16_t) const noexcept override { return options_.message_limit; }
    bool streamed(const CommonHeader& header, const CallHeader&) const noexcept override;
    bool authenticates() const noexcept override { return static_cast<bool>(options_.security); }
    std::variant<Opened, ReadFailure> open(const CommonHeader& header, std::span<std::byte> pdu, size_t body_start,
                                           Begun begun) override;
    std::variant<SecurityContext*, ReadFailure> unprotected(const CommonHeader& header,
                                                            Begun begun) const noexcept override;
    /// Some servers answer the first call with the call id of the bind. Where one call is outstanding there is no
    /// doubt.
    uint32_t meant(uint32_t call_id) const noexcept {
        return current_call_id_ != 0 && !multiplexed_ && call_id == bind_call_id_ ? current_call_id_ : call_id;
    }
    Event broken(base::Status status) noexcept;
    Event on_response(Message& message) noexcept;
    Event on_callback(Message& message) noexcept;
    Event on_control(const ControlPdu& control);
    Event on_fault(const ControlPdu& control) noexcept;
    Event on_ack(const ControlPdu& control);
    Event on_nak(const ControlPdu& control);
    void settle(const CommonHeader& header, const BindAck& ack) noexcept;
    bool authenticating() const noexcept { return options_.security && !authenticated_; }
    Event refused(base::Status status) noexcept;
    Event continue_authentication(const ControlPdu& control, const Proposal& proposal, Verdict verdict);
    base::Result<OutgoingMessage> leg(PduType type, const Context& context, std::span<const std::byte> token);
    VerificationTrailer verification(const RequestHeader& header, Part part) const noexcept;
    void verified(const VerificationTrailer& trailer, uint16_t context_id) noexcept;

    const ClientOptions options_;
    StreamReader reader_;
    std::variant<Unbound, Bound, Failed> state_;
    std::optional<Proposal> pending_;
    std::optional<Verdict> verdict_;  // on a proposal whose authentication goes on, or is over
    bool authenticated_ = false;
    bool verified_ = false;  // that we bound as we did
    std::optional<Streaming> streaming_;
    std::vector<Context> contexts_;
    uint16_t next_context_id_ = 0;
    uint16_t max_transmit_ = kMustReceiveFragment;
    uint16_t features_ = 0;
    uint32_t association_group_ = 0;
    uint32_t last_call_id_ = 0;
    uint32_t bind_call_id_ = 0;
    uint32_t current_call_id_ = 0;  // the one call of an unmultiplexed connection
    bool multiplexed_ = false;
};

}  // namespace rpcrt4::protocol
