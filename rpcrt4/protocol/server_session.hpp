// SPDX-License-Identifier: LGPL-2.1-or-later
// The server's half of one connection: answers bind and alter_context, joins requests, reports cancels. Sans-I/O: the
// owner moves the bytes. Receiving: want(), received(), then next() until NeedMore.
//
// Threads: one at a time, except encode_response() and encode_fault() of fragment.hpp and pdu_fault.hpp, which need no
// session: any thread may encode a reply with the max_transmit() its request event carries. The session keeps no list
// of running calls; matching cancels to them, and refusing a call id that still runs, is the owner's business.
// C706 12.6, MS-RPCE 3.3.1.5, 3.3.3.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "rpcrt4/protocol/fragment.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"
#include "rpcrt4/protocol/security_context.hpp"
#include "rpcrt4/protocol/stream_reader.hpp"
#include "rpcrt4/protocol/verification_trailer.hpp"

namespace rpcrt4::protocol {

/// What the server knows and the session must ask. Called from next() on the reading thread; keep it short.
class ServerDirectory {
 public:
    struct Accepted {
        uint64_t cookie = 0;        ///< comes back with every request on the context
        size_t transfer_index = 0;  ///< into the proposed transfer syntaxes
        bool streamed = false;      ///< the interface has pipes: requests are handed on as they arrive
    };
    using Verdict = std::variant<Accepted, ContextReason>;

    /// Is there an interface of this UUID and a compatible version (same major, client's minor <= ours), and which of
    /// the transfer syntaxes will be used?
    virtual Verdict find_interface(const SyntaxId& interface_id, std::span<const SyntaxId> transfers) = 0;
    /// The most a request on the context with that cookie may hold now, as RpcServerRegisterIf2's MaxRpcSize; a larger
    /// one is answered with access denied.
    virtual size_t request_limit(uint64_t /*cookie*/) const noexcept { return kDefaultMessageLimit; }
    /// Joins the group `requested` (0: makes one). 0 when there is no such group: the bind is refused.
    virtual uint32_t join_association_group(uint32_t requested) = 0;
    /// What the refusal of a bind says besides, as an encoded extended error: there is no such group.
    virtual std::vector<std::byte> about_unknown_group(uint32_t /*requested*/) { return {}; }
    /// The server's side of an authentication of that service; null when the server has none such.
    virtual std::unique_ptr<security::Context> accept_security(security::Service, security::Level) { return nullptr; }

 protected:
    ~ServerDirectory() = default;
};

struct ServerOptions {
    uint16_t max_fragment = kMaxFragment;
    bool multiplex = true;          ///< grant PFC_CONC_MPX to who asks
    std::string secondary_address;  ///< the endpoint as bind_ack carries it ("49152"); may be empty
    size_t message_limit = kDefaultMessageLimit;
};

class ServerSession final : private StreamReader::Limits {
 public:
    struct Request {
        uint32_t call_id;
        uint16_t context_id;
        uint16_t opnum;
        uint64_t cookie;    ///< what find_interface gave for the context
        SyntaxId transfer;  ///< the context's transfer syntax
        uint16_t max_transmit;
        bool maybe;           ///< no reply is wanted
        bool pending_cancel;  ///< the client cancelled before it had sent everything
        bool has_object;
        uuid::Uuid object;  ///< nil when there is none
        DataRepresentation representation;
        Buffer stub;
        bool last = true;                     ///< false: of a streamed request, whose further pieces are RequestParts
        base::Ref<SecurityContext> security;  ///< who asks, and how the reply is protected; null: nobody in particular
    };
    struct RequestPart {
        uint32_t call_id;
        bool last;
        Buffer stub;
    };
    struct CancelRequested {
        uint32_t call_id;
    };
    /// Nobody wants the reply of this call any more; the connection lives on.
    struct Orphaned {
        uint32_t call_id;
    };
    /// The client's answer to a callback of the server. Nobody waits for it: close the connection.
    struct CallbackAnswered {
        uint32_t call_id;
        base::Status status;  ///< ok, or what a fault says
        DataRepresentation representation;
        Buffer stub;
    };
    /// Send this; then, when `close` says so, close the connection.
    struct Reply {
        OutgoingMessage message;
        bool close = false;
    };
    /// Close the connection without a word.
    struct Broken {};
    using Event =
        std::variant<NeedMore, Request, RequestPart, CancelRequested, Orphaned, CallbackAnswered, Reply, Broken>;

    /// `directory` outlives the session.
    ServerSession(ServerDirectory& directory, ServerOptions options);
    ServerSession(const ServerSession&) = delete;
    ServerSession& operator=(const ServerSession&) = delete;

    void trace_as(int stream) noexcept { reader_.trace_as(stream); }
    std::span<const iovec> want() { return reader_.want(); }
    size_t still_to_come() const noexcept { return reader_.still_to_come(); }
    void received(size_t count) noexcept { reader_.received(count); }
    size_t feed(std::span<const std::byte> bytes) { return reader_.feed(bytes); }
    Event next();
    bool between_messages() const noexcept { return reader_.between_messages(); }
    void release_idle() noexcept { reader_.release_idle(); }

    bool bound() const noexcept { return std::holds_alternative<Bound>(state_); }
    bool multiplexed() const noexcept { return multiplexed_; }
    uint16_t max_transmit() const noexcept { return max_transmit_; }
    uint32_t association_group() const noexcept { return association_group_; }

 private:
    enum class Afterwards : uint8_t { stay, close };
    enum class Executed : uint8_t { no, unsaid };  // as Windows: unsaid of requests that break the protocol
    struct Unbound {};
    struct Bound {};
    struct Closing {};  // the last words are said; nothing more is read
    struct Context {
        uint16_t id;
        SyntaxId interface_id;
        SyntaxId transfer;
        uint64_t cookie;
        bool streamed;
    };
    /// A streamed request that has begun.
    struct Stream {
        uint32_t call_id;
        uint16_t context_id;
        uint16_t opnum;
        DataRepresentation representation;
        SecurityContext* security;
    };
    using Token = std::vector<std::byte>;
    /// Of a security context that is being built: what the answer carries, or why there is none.
    struct Leg {
        base::Ref<SecurityContext> security;  // null: no authentication
        Token token;
    };
    /// Why there is none: what a bind_nak says, and what a fault.
    struct Refusal {
        NakReason reason;
        uint32_t wire_status;
    };
    static constexpr size_t kMostStreams = StreamReader::kMaxInterleaved;

    size_t message_limit(uint16_t context_id) const noexcept override;
    bool streamed(const CommonHeader& header, const CallHeader& call) const noexcept override;
    bool authenticates() const noexcept override { return !securities_.empty(); }
    std::variant<Opened, ReadFailure> open(const CommonHeader& header, std::span<std::byte> pdu, size_t body_start,
                                           Begun begun) override;
    std::variant<SecurityContext*, ReadFailure> unprotected(const CommonHeader& header,
                                                            Begun begun) const noexcept override;
    bool knows(uint16_t context_id) const noexcept override { return find_context(context_id) != nullptr; }
    Begun stream_of(const CommonHeader& header) const noexcept;
    SecurityContext* find_security(uint32_t id) const noexcept;
    const Context* find_context(uint16_t context_id) const noexcept;
    bool needs_no_answer(const ReadItem& item, std::optional<Event>& answer);
    bool verified(Buffer& stub, const Context& context, const VerificationTrailer::Header& header) const noexcept;
    Event on_request(Message& message);
    Event on_piece(Message& message);
    Event on_callback_answer(Message& message);
    Event on_callback_fault(const ControlPdu& control);
    Event refuse_request(uint32_t call_id, uint16_t context_id);
    Event on_control(const ControlPdu& control);
    Event on_bind(const ControlPdu& control);
    Event on_alter(const ControlPdu& control);
    std::optional<Event> on_auth3(const ControlPdu& control);
    std::variant<Leg, Refusal> begin_security(const ControlPdu& control);
    std::variant<Leg, Refusal> continue_security(const ControlPdu& control);
    bool agree_on_headers(const CommonHeader& header, const Leg& leg);
    Event on_unreadable(const Unreadable& unreadable);
    Event acknowledge(const CommonHeader& header, std::vector<ContextAnswer> answers, const Leg& leg);
    std::optional<std::vector<ContextAnswer>> answer(const Bind& bind);
    static bool redefines(const Context& known, const ContextProposal& proposal) noexcept;
    ContextAnswer answer_one(const ContextProposal& proposal);
    Event refuse_bind(uint32_t call_id, NakReason reason, std::span<const std::byte> extended_error = {});
    Event fault(uint32_t call_id, uint16_t context_id, uint32_t wire_status, Afterwards afterwards,
                Executed executed = Executed::unsaid);

    ServerDirectory& directory_;
    const ServerOptions options_;
    StreamReader reader_;
    std::variant<Unbound, Bound, Closing> state_;
    std::vector<Context> contexts_;
    std::vector<base::Ref<SecurityContext>> securities_;
    std::vector<Stream> streams_;
    uint16_t max_fragment_ = kMustReceiveFragment;  // agreed on
    uint16_t max_transmit_ = kMustReceiveFragment;  // no more, and less where the client takes less
    uint32_t association_group_ = 0;
    uint16_t features_ = 0;  // granted
    bool multiplexed_ = false;
    bool anonymous_ = false;        // bound without authentication: who shows none is nobody in particular
    bool offered_headers_ = false;  // the client can sign them
    bool signs_headers_ = false;    // of all security contexts
};

}  // namespace rpcrt4::protocol
