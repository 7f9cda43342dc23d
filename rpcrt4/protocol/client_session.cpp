// SPDX-License-Identifier: LGPL-2.1-or-later
// See client_session.hpp. One proposal is outstanding at a time, so an acknowledgement always answers pending_: its
// first entry is our context, its second, on a bind, the offered features. While authentication takes more legs the
// proposal stays pending, and its verdict is kept.
#include "rpcrt4/protocol/client_session.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "rpcrt4/eeinfo/codec.hpp"
#include "rpcrt4/protocol/pdu_call.hpp"
#include "rpcrt4/protocol/pdu_fault.hpp"
#include "rpcrt4/protocol/wire_status.hpp"

namespace rpcrt4::protocol {

using base::Status;

namespace {

/// An extended error that is not one is as good as none: the status is what counts.
std::unique_ptr<eeinfo::Chain> history_of(std::span<const std::byte> extended_error) noexcept {
    if (extended_error.empty()) return nullptr;
    try {
        auto chain = eeinfo::decode(extended_error);
        return chain && !chain->empty() ? std::make_unique<eeinfo::Chain>(std::move(*chain)) : nullptr;
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

/// What a call is told whose answer is not what the server protected, or not protected; or nothing of that kind.
Status status_of(ReadFailure failure) noexcept {
    switch (failure) {
        case ReadFailure::altered:
            return Status::rpc_s_sec_pkg_error;
        case ReadFailure::bad_auth:
            return Status::rpc_s_access_denied;
        default:
            return Status::rpc_s_protocol_error;
    }
}

}  // namespace

ClientSession::ClientSession(const ClientOptions& options)
    : options_(options), reader_(StreamReader::Reads::responses, *this) {
    reader_.set_max_receive(options_.max_fragment);
}

std::optional<uint16_t> ClientSession::context(const SyntaxId& interface_id, const SyntaxId& transfer) const noexcept {
    for (const Context& context : contexts_) {
        if (context.interface_id == interface_id && context.transfer == transfer) return context.id;
    }
    return {};
}

base::Result<OutgoingMessage> ClientSession::propose(const SyntaxId& interface_id, const SyntaxId& transfer) {
    if (pending_ || std::holds_alternative<Failed>(state_)) return Status::rpc_s_call_failed;
    const bool is_bind = !bound();
    const bool with_features = is_bind && options_.offer_features;

    Bind bind;
    bind.max_transmit = bind.max_receive = options_.max_fragment;
    bind.association_group = is_bind ? options_.association_group : association_group_;
    const uint16_t id = next_context_id_++;
    bind.contexts.push_back({id, interface_id, {transfer}});
    if (with_features) {
        const SyntaxId features = feature_syntax(feature::kKeepConnectionOnOrphan);
        bind.contexts.push_back({next_context_id_++, interface_id, {features}});
    }

    CommonHeader header;
    header.type = is_bind ? PduType::bind : PduType::alter_context;
    if (options_.multiplex) header.flags |= pfc::kConcurrentMultiplex;
    header.call_id = next_call_id();
    Buffer pdu;
    if (is_bind && options_.security) {
        auto first = options_.security->step({});
        if (!first) return security::rpc_status(first.status());
        if (options_.security->can_sign_headers()) header.flags |= pfc::kSupportHeaderSign;
        auto whole = options_.security->carry(encode_bind(header, bind), first->token);
        if (!whole) return Status::rpc_s_sec_pkg_error;
        pdu = std::move(*whole);
    } else {
        pdu = encode_bind(header, bind);
    }
    pending_ = Proposal{{id, interface_id, transfer}, header.call_id, is_bind, with_features};
    if (is_bind) bind_call_id_ = header.call_id;
    return OutgoingMessage(std::move(pdu));
}

/// The token in an alter_context that proposes the same again, or in an auth3, which nobody answers.
base::Result<OutgoingMessage> ClientSession::leg(PduType type, const Context& context,
                                                 std::span<const std::byte> token) {
    CommonHeader header;
    header.type = type;
    if (options_.security->can_sign_headers()) header.flags |= pfc::kSupportHeaderSign;
    header.call_id = type == PduType::auth3 ? bind_call_id_ : next_call_id();
    Buffer pdu;
    if (type == PduType::auth3) {
        pdu = encode_auth3(header);
    } else {
        Bind bind;
        bind.max_transmit = bind.max_receive = options_.max_fragment;
        bind.association_group = association_group_;
        bind.contexts.push_back({context.id, context.interface_id, {context.transfer}});
        pdu = encode_bind(header, bind);
    }
    auto whole = options_.security->carry(pdu, token);
    if (!whole) return Status::rpc_s_sec_pkg_error;
    pending_ = Proposal{context, header.call_id, false, false};
    return OutgoingMessage(std::move(*whole));
}

base::Result<OutgoingMessage> ClientSession::encode(const RequestHeader& header, Buffer&& stub, Part part) {
    if (!options_.security || !options_.security->protects()) {
        return encode_request(header, std::move(stub), max_transmit_, part);
    }
    const VerificationTrailer trailer = verification(header, part);
    auto message =
        options_.security->protect(header, std::move(stub), max_transmit_, part, EncodedVerification(trailer));
    if (!message) return security::rpc_status(message.status());
    verified(trailer, header.context_id);
    return message;
}

/// What the server is to compare. Of a call that sends pipes nothing, as Windows.
VerificationTrailer ClientSession::verification(const RequestHeader& header, Part part) const noexcept {
    VerificationTrailer trailer;
    if (!part.first || !part.last) return trailer;
    if (!verified_) trailer.bitmask = {options_.security->can_sign_headers()};
    for (const Context& context : contexts_) {
        if (context.id == header.context_id && !context.verified) {
            trailer.context = {context.interface_id, context.transfer};
        }
    }
    if (!options_.security->signs_headers()) {
        trailer.header = {PduType::request, kOurRepresentation, header.call_id, header.context_id, header.opnum};
    }
    return trailer;
}

void ClientSession::verified(const VerificationTrailer& trailer, uint16_t context_id) noexcept {
    if (trailer.bitmask) verified_ = true;
    if (!trailer.context) return;
    for (Context& context : contexts_) {
        if (context.id == context_id) context.verified = true;
    }
}

base::Result<OutgoingMessage> ClientSession::encode(const ResponseHeader& header, Buffer stub) {
    if (!options_.security || !options_.security->protects()) {
        return encode_response(header, std::move(stub), max_transmit_);
    }
    auto message = options_.security->protect(header, std::move(stub), max_transmit_);
    if (!message) return security::rpc_status(message.status());
    return message;
}

std::variant<ClientSession::Opened, ReadFailure> ClientSession::open(const CommonHeader& header,
                                                                     std::span<std::byte> pdu, size_t body_start,
                                                                     Begun) {
    const auto trailer = find_auth_trailer(header, pdu, body_start);
    if (!trailer || !options_.security->owns(*trailer)) return ReadFailure::bad_auth;
    const auto end = options_.security->open(*trailer, pdu, body_start);
    if (!end) return ReadFailure::altered;
    return Opened{*end, options_.security.get()};
}

std::variant<SecurityContext*, ReadFailure> ClientSession::unprotected(const CommonHeader&, Begun) const noexcept {
    if (options_.security->protects()) return ReadFailure::bad_auth;
    return nullptr;
}

OutgoingMessage ClientSession::request(const RequestHeader& header, Buffer stub, Part part) {
    expect(header.call_id);
    return encode_request(header, std::move(stub), max_transmit_, part);
}

bool ClientSession::streamed(const CommonHeader& header, const CallHeader&) const noexcept {
    return streaming_ && header.type == PduType::response && meant(header.call_id) == streaming_->call_id;
}

OutgoingMessage ClientSession::cancel(uint32_t call_id) {
    return OutgoingMessage(encode_bodiless(PduType::co_cancel, call_id));
}

OutgoingMessage ClientSession::orphan(uint32_t call_id) {
    reader_.abandon(call_id);
    return OutgoingMessage(encode_bodiless(PduType::orphaned, call_id));
}

ClientSession::Event ClientSession::next() {
    if (const auto* failed = std::get_if<Failed>(&state_)) return ProtocolError{failed->status};
    if (verdict_ && !authenticating())
        return std::visit([](auto said) -> Event { return said; }, *std::exchange(verdict_, {}));
    ReadItem item = reader_.next();
    if (auto* message = std::get_if<Message>(&item)) return on_response(*message);
    if (std::holds_alternative<NeedMore>(item)) return NeedMore{};
    if (const auto* control = std::get_if<ControlPdu>(&item)) return on_control(*control);
    if (const auto* oversized = std::get_if<Oversized>(&item)) return ReplyTooLarge{oversized->header.call_id};
    return broken(status_of(std::get<Unreadable>(item).failure));
}

ClientSession::Event ClientSession::broken(Status status) noexcept {
    state_ = Failed{status};
    pending_.reset();
    return ProtocolError{status};
}

ClientSession::Event ClientSession::on_response(Message& message) noexcept {
    if (!bound()) return broken(Status::rpc_s_protocol_error);
    if (message.header.type == PduType::request) return on_callback(message);
    const uint32_t call_id = meant(message.header.call_id);
    const bool last = message.header.has(pfc::kLast) || !streamed(message.header, message.call);
    if (streamed(message.header, message.call)) {
        if (std::exchange(streaming_->begun, true) == message.header.has(pfc::kFirst)) {
            return broken(Status::rpc_s_protocol_error);
        }
        if (last) streaming_.reset();
    }
    if (last && call_id == current_call_id_) current_call_id_ = 0;
    if (message.stub.size() > options_.message_limit) return ReplyTooLarge{call_id};
    return Response{call_id, message.header.representation, std::move(message.stub), last};
}

/// MS-RPCE 3.3.1.5.9: on the presentation context and under the call id of the call it belongs to.
ClientSession::Event ClientSession::on_callback(Message& message) noexcept {
    if (message.stub.size() > options_.message_limit) return broken(Status::rpc_s_protocol_error);
    return CallbackRequested{message.header.call_id, message.call.context_id, message.call.opnum,
                             message.header.representation, std::move(message.stub)};
}

ClientSession::Event ClientSession::on_control(const ControlPdu& control) {
    switch (control.header.type) {
        case PduType::fault:
            return on_fault(control);
        case PduType::bind_ack:
        case PduType::alter_context_resp:
            return on_ack(control);
        case PduType::bind_nak:
            return on_nak(control);
        case PduType::shutdown:
            return ShutdownRequested{};
        default:
            return broken(Status::rpc_s_protocol_error);
    }
}

ClientSession::Event ClientSession::on_fault(const ControlPdu& control) noexcept {
    const auto fault = decode_fault(control.header, control.pdu.bytes());
    if (!fault) return broken(Status::rpc_s_protocol_error);
    const Status status = from_wire(fault->wire_status);
    auto history = history_of(fault->extended_error);
    if (pending_ && pending_->call_id == fault->call_id) {
        const bool is_bind = pending_->is_bind;
        pending_.reset();
        if (!is_bind && !authenticating()) return ContextRefused{status};
        state_ = Failed{status};
        return BindRefused{status, NakReason::not_specified, std::move(history)};
    }
    const uint32_t call_id = meant(fault->call_id);
    if (call_id == current_call_id_) current_call_id_ = 0;
    if (streaming_ && streaming_->call_id == call_id) streaming_.reset();
    reader_.abandon(call_id);  // a fault may replace a response that has begun
    return Faulted{call_id, status, fault->wire_status, fault->did_not_execute, std::move(history)};
}

ClientSession::Event ClientSession::on_ack(const ControlPdu& control) {
    const bool answers_bind = control.header.type == PduType::bind_ack;
    const auto ack = decode_bind_ack(control.header, control.pdu.bytes());
    const bool expected = pending_ && pending_->is_bind == answers_bind && pending_->call_id == control.header.call_id;
    if (!ack || !expected || ack->answers.empty()) return broken(Status::rpc_s_protocol_error);

    const Proposal proposal = *pending_;
    pending_.reset();
    if (answers_bind) {
        settle(control.header, *ack);
        state_ = Bound{};
        const bool answered = proposal.with_features && ack->answers.size() > 1;
        if (answered && ack->answers[1].result == ContextResult::negotiate_ack) features_ = ack->answers[1].reason;
    }
    const ContextAnswer& answer = ack->answers.front();
    switch (answer.result) {
        case ContextResult::acceptance:
            if (answer.transfer != proposal.context.transfer) break;
            if (!context(proposal.context.interface_id, proposal.context.transfer)) {
                contexts_.push_back(proposal.context);
            }
            if (authenticating()) {
                return continue_authentication(control, proposal, ContextReady{proposal.context.id});
            }
            return ContextReady{proposal.context.id};
        case ContextResult::user_rejection:
        case ContextResult::provider_rejection: {
            const ContextRefused no{from_rejection(answer.result, answer.reason)};
            if (authenticating()) return continue_authentication(control, proposal, no);
            return no;
        }
        case ContextResult::negotiate_ack:
            break;
    }
    return broken(Status::rpc_s_protocol_error);
}

ClientSession::Event ClientSession::refused(Status status) noexcept {
    state_ = Failed{status};
    return BindRefused{status, NakReason::not_specified};
}

/// [MS-RPCE] 3.3.1.5.2.1: takes the token of an acknowledgement. As Windows does, the last token of NTLM goes in an
/// auth3, which has no answer; any other in an alter_context, whose answer may end the exchange.
ClientSession::Event ClientSession::continue_authentication(const ControlPdu& control, const Proposal& proposal,
                                                            Verdict verdict) {
    SecurityContext& security = *options_.security;
    if (!verdict_) verdict_ = verdict;  // the first is what was asked for
    std::span<const std::byte> token;
    if (control.header.auth_length != 0) {
        const auto trailer = find_auth_trailer(control.header, control.pdu.bytes(), kCommonHeaderSize);
        if (!trailer || !security.owns(*trailer)) return refused(Status::rpc_s_protocol_error);
        token = trailer->credentials;
        if (control.header.has(pfc::kSupportHeaderSign)) security.sign_headers();
    }
    if (!token.empty() || !security.complete()) {
        auto next = security.step(token);
        if (!next) return refused(security::rpc_status(next.status()));
        if (!next->token.empty()) {
            const bool last = next->complete && security.service() == security::Service::ntlm;
            auto message = leg(last ? PduType::auth3 : PduType::alter_context, proposal.context, next->token);
            if (!message) return refused(message.status());
            if (last) {
                pending_.reset();
                authenticated_ = true;
            }
            return Leg{std::move(*message)};
        }
        if (!next->complete) return refused(Status::rpc_s_sec_pkg_error);
    }
    authenticated_ = true;
    return std::visit([](auto said) -> Event { return said; }, *std::exchange(verdict_, {}));
}

ClientSession::Event ClientSession::on_nak(const ControlPdu& control) {
    const auto nak = decode_bind_nak(control.header, control.pdu.bytes());
    if (!nak || !pending_ || !pending_->is_bind) return broken(Status::rpc_s_protocol_error);
    pending_.reset();
    const Status status = from_nak(nak->reason);
    state_ = Failed{status};
    return BindRefused{status, nak->reason, history_of(nak->extended_error)};
}

void ClientSession::settle(const CommonHeader& header, const BindAck& ack) noexcept {
    const auto most = static_cast<uint16_t>(std::min(ack.max_receive, options_.max_fragment) & ~7);
    max_transmit_ = std::max(most, kMustReceiveFragment);
    association_group_ = ack.association_group;
    multiplexed_ = options_.multiplex && header.has(pfc::kConcurrentMultiplex);
}

}  // namespace rpcrt4::protocol
