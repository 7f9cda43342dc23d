// SPDX-License-Identifier: LGPL-2.1-or-later
// See server_session.hpp. What a peer does wrong is answered as the specification has it where an answer is possible (a
// bind_nak before, a fault after the association exists), then the connection ends: nothing after a protocol
// error can be trusted. A request on an unknown context is not one: it gets its fault and the connection lives.
#include "rpcrt4/protocol/server_session.hpp"

#include <algorithm>

#include "rpcrt4/protocol/pdu_call.hpp"
#include "rpcrt4/protocol/pdu_fault.hpp"
#include "rpcrt4/protocol/wire_status.hpp"

namespace rpcrt4::protocol {

using base::Status;

namespace {

constexpr uint16_t kFeaturesGranted = feature::kSecurityContextMultiplexing | feature::kKeepConnectionOnOrphan;
constexpr size_t kMaxContexts = 1024;
constexpr size_t kMaxSecurityContexts = 2049;  // as Windows; a client makes no more than 2000 ([MS-RPCE] 3.3.1.5.4)

// Where the padding before a trailer begins at the earliest: after the fields that every such PDU has.
constexpr size_t kBindFields = kCommonHeaderSize + 8;
constexpr size_t kAuth3Fields = kCommonHeaderSize + 4;

ContextAnswer rejected(ContextReason reason) noexcept {
    return {ContextResult::provider_rejection, static_cast<uint16_t>(reason), {}};
}

/// One size for both directions, as Windows answers. Only who offers just what we do gets more than the usual size:
/// other peers have never met larger fragments.
uint16_t agree(uint16_t ours, const Bind& bind) noexcept {
    const uint16_t theirs = std::min(bind.max_transmit, bind.max_receive);
    const uint16_t most = bind.max_transmit == kMaxFragment && bind.max_receive == kMaxFragment ? ours : kUsualFragment;
    return std::max(static_cast<uint16_t>(std::min({ours, most, theirs}) & ~7), kLeastFragment);
}

/// Windows agrees on no less than 2048, also with who takes less; we keep to the client's word: C706 12.6.3.1.
uint16_t sendable(uint16_t agreed, const Bind& bind) noexcept {
    return std::min(agreed, std::max(static_cast<uint16_t>(bind.max_receive & ~7), kMustReceiveFragment));
}

bool exists(uint8_t level) noexcept { return level >= kLeastAuthLevel && level <= kHighestAuthLevel; }

bool has(const ContextProposal& proposal, const SyntaxId& transfer) noexcept {
    return std::find(proposal.transfers.begin(), proposal.transfers.end(), transfer) != proposal.transfers.end();
}

/// Whether one of the answers so far, which are those to the first proposals, accepts the interface.
bool accepts(const std::vector<ContextAnswer>& answers, const Bind& bind, const SyntaxId& interface_id) noexcept {
    for (size_t i = 0; i < answers.size(); ++i) {
        const bool accepted = answers[i].result == ContextResult::acceptance;
        if (accepted && bind.contexts[i].interface_id == interface_id) return true;
    }
    return false;
}

bool offers_features(const ContextProposal& proposal) noexcept {
    return !proposal.transfers.empty() && offered_features(proposal.transfers.front()).has_value();
}

/// A list that no client in its senses sends: it is refused as a whole.
bool malformed(const std::vector<ContextProposal>& proposals) noexcept {
    const auto nothing = [](const ContextProposal& proposal) { return proposal.transfers.empty(); };
    return proposals.empty() || std::any_of(proposals.begin(), proposals.end(), nothing) ||
           std::count_if(proposals.begin(), proposals.end(), offers_features) > 1;
}

/// What a fault says of a request that cannot be followed.
uint32_t wire_status_of(ReadFailure failure) noexcept {
    switch (failure) {
        case ReadFailure::unexpected_auth:
        case ReadFailure::bad_auth:
            return to_wire(Status::rpc_s_access_denied);
        case ReadFailure::altered:
            return to_wire(Status::rpc_s_sec_pkg_error);
        default:
            return nca::kProtocolError;
    }
}

}  // namespace

ServerSession::ServerSession(ServerDirectory& directory, ServerOptions options)
    : directory_(directory), options_(std::move(options)), reader_(StreamReader::Reads::requests, *this) {
    reader_.set_max_receive(options_.max_fragment);
}

ServerSession::Event ServerSession::next() {
    if (std::holds_alternative<Closing>(state_)) return Broken{};
    ReadItem item = reader_.next();
    std::optional<Event> answer;
    while (needs_no_answer(item, answer)) item = reader_.next();
    if (answer) return std::move(*answer);
    if (auto* message = std::get_if<Message>(&item)) return on_request(*message);
    if (std::holds_alternative<NeedMore>(item)) return NeedMore{};
    if (const auto* control = std::get_if<ControlPdu>(&item)) return on_control(*control);
    if (const auto* oversized = std::get_if<Oversized>(&item)) {
        return refuse_request(oversized->header.call_id, oversized->call.context_id);
    }
    return on_unreadable(std::get<Unreadable>(item));
}

/// The answer is there already when it says no of an auth3.
bool ServerSession::needs_no_answer(const ReadItem& item, std::optional<Event>& answer) {
    const auto* control = std::get_if<ControlPdu>(&item);
    if (!control || !bound()) return false;
    if (control->header.type == PduType::auth3) {
        answer = on_auth3(*control);
        return !answer;
    }
    // As on Windows, who did not negotiate that the connection is kept sends his request to its end, "orphaned" or not,
    // and nothing else before.
    const bool in_vain = control->header.type == PduType::orphaned && !(features_ & feature::kKeepConnectionOnOrphan) &&
                         reader_.assembling(control->header.call_id);
    if (in_vain) reader_.let_end_first(control->header.call_id);
    return in_vain;
}

size_t ServerSession::message_limit(uint16_t context_id) const noexcept {
    // Nothing is kept for a request that will be refused.
    const Context* context = find_context(context_id);
    return context ? std::min(directory_.request_limit(context->cookie), options_.message_limit) : 0;
}

bool ServerSession::streamed(const CommonHeader& header, const CallHeader& call) const noexcept {
    const Context* context = header.type == PduType::request ? find_context(call.context_id) : nullptr;
    return context && context->streamed;
}

SecurityContext* ServerSession::find_security(uint32_t id) const noexcept {
    for (const auto& security : securities_) {
        if (security->id() == id) return security.get();
    }
    return nullptr;
}

ServerSession::Begun ServerSession::stream_of(const CommonHeader& header) const noexcept {
    if (header.type != PduType::request || header.has(pfc::kFirst)) return {};
    for (const Stream& stream : streams_) {
        if (stream.call_id == header.call_id) return stream.security;
    }
    return {};
}

/// A later fragment is of the security context of the first, whatever its trailer says, as on Windows: it is the
/// signature that proves it.
std::variant<ServerSession::Opened, ReadFailure> ServerSession::open(const CommonHeader& header,
                                                                     std::span<std::byte> pdu, size_t body_start,
                                                                     Begun begun) {
    const auto trailer = find_auth_trailer(header, pdu, body_start);
    if (!trailer) return ReadFailure::bad_auth;
    if (!begun) begun = stream_of(header);
    SecurityContext* const security = begun ? *begun : find_security(trailer->context_id);
    if (begun && security == nullptr) return ReadFailure::bad_sequence;
    if (security == nullptr || (!begun && !security->owns(*trailer))) return ReadFailure::bad_auth;
    if (!security->complete()) return security->failed() ? ReadFailure::bad_auth : ReadFailure::early;
    const auto end = security->open(*trailer, pdu, body_start);
    if (!end) return ReadFailure::altered;
    return Opened{*end, security};
}

/// [MS-RPCE] 3.3.1.5.4: of the only security context there is, where its level asks for no trailer. Who agreed on
/// protection must use it; but who bound without any authentication may go on so, beside those who have added theirs.
std::variant<SecurityContext*, ReadFailure> ServerSession::unprotected(const CommonHeader& header,
                                                                       Begun begun) const noexcept {
    if (!begun) begun = stream_of(header);
    if (begun) {
        if (*begun && (*begun)->protects()) return ReadFailure::bad_sequence;
        return *begun;
    }
    SecurityContext* const only = securities_.size() == 1 ? securities_.front().get() : nullptr;
    if (only && !only->protects() && only->complete()) return only;
    if (anonymous_) return nullptr;
    const auto unfinished = [](const auto& security) { return !security->complete() && !security->failed(); };
    return std::any_of(securities_.begin(), securities_.end(), unfinished) ? ReadFailure::early : ReadFailure::bad_auth;
}

const ServerSession::Context* ServerSession::find_context(uint16_t context_id) const noexcept {
    for (const Context& context : contexts_) {
        if (context.id == context_id) return &context;
    }
    return nullptr;
}

/// Takes off the verification trailer, if there is one; false when it says something else than what has arrived, or
/// demands what nobody here knows.
bool ServerSession::verified(Buffer& stub, const Context& context,
                             const VerificationTrailer::Header& header) const noexcept {
    const auto found = find_verification(stub.bytes());
    if (!found) return true;
    stub.resize(found->start);
    const VerificationTrailer& said = found->trailer;
    if (said.demands_more) return false;
    if (said.bitmask && said.bitmask->client_supports_header_signing && !offered_headers_) return false;
    if (said.context &&
        (said.context->interface_id != context.interface_id || said.context->transfer != context.transfer)) {
        return false;
    }
    return !said.header || *said.header == header;
}

ServerSession::Event ServerSession::on_request(Message& message) {
    const CommonHeader& header = message.header;
    if (header.type == PduType::response) return on_callback_answer(message);
    const CallHeader& call = message.call;
    if (streamed(header, call) && !header.has(pfc::kFirst)) return on_piece(message);
    const Context* context = bound() ? find_context(call.context_id) : nullptr;
    // What a streamed request may grow to nobody knows yet; the server judges its first piece.
    if (!context || (!context->streamed && message.stub.size() > message_limit(call.context_id))) {
        return refuse_request(header.call_id, call.context_id);
    }
    const bool last = header.has(pfc::kLast) || !context->streamed;
    const auto same = [&](const Stream& stream) { return stream.call_id == header.call_id; };
    if (std::any_of(streams_.begin(), streams_.end(), same) || (!last && streams_.size() == kMostStreams)) {
        return fault(header.call_id, call.context_id, nca::kProtocolError, Afterwards::close);
    }
    const bool protects = message.security != nullptr && message.security->protects();
    if (last && protects &&
        !verified(message.stub, *context,
                  {header.type, header.representation, header.call_id, call.context_id, call.opnum})) {
        return fault(header.call_id, call.context_id, to_wire(Status::rpc_s_access_denied), Afterwards::stay);
    }
    if (!last) {
        streams_.push_back({header.call_id, call.context_id, call.opnum, header.representation, message.security});
    }
    return Request{.call_id = header.call_id,
                   .context_id = call.context_id,
                   .opnum = call.opnum,
                   .cookie = context->cookie,
                   .transfer = context->transfer,
                   .max_transmit = max_transmit_,
                   .maybe = header.has(pfc::kMaybe),
                   .pending_cancel = header.has(pfc::kPendingCancel),
                   .has_object = call.has_object,
                   .object = call.object,
                   .representation = header.representation,
                   .stub = std::move(message.stub),
                   .last = last,
                   .security = message.security ? base::Ref<SecurityContext>(*message.security) : nullptr};
}

ServerSession::Event ServerSession::on_piece(Message& message) {
    const CommonHeader& header = message.header;
    const auto stream = std::find_if(streams_.begin(), streams_.end(), [&](const Stream& one) {
        return one.call_id == header.call_id && one.context_id == message.call.context_id &&
               one.representation == header.representation && one.security == message.security;
    });
    if (stream == streams_.end()) {
        return fault(header.call_id, message.call.context_id, nca::kProtocolError, Afterwards::close);
    }
    const bool last = header.has(pfc::kLast);
    if (!last) return RequestPart{header.call_id, false, std::move(message.stub)};
    const bool protects = stream->security != nullptr && stream->security->protects();
    const VerificationTrailer::Header whole{header.type, header.representation, header.call_id, stream->context_id,
                                            stream->opnum};
    if (protects && !verified(message.stub, *find_context(stream->context_id), whole)) {
        return fault(header.call_id, stream->context_id, to_wire(Status::rpc_s_access_denied), Afterwards::close);
    }
    streams_.erase(stream);
    return RequestPart{header.call_id, true, std::move(message.stub)};
}

ServerSession::Event ServerSession::on_callback_answer(Message& message) {
    if (bound() && message.stub.size() <= options_.message_limit) {
        return CallbackAnswered{message.header.call_id, Status::ok, message.header.representation,
                                std::move(message.stub)};
    }
    state_ = Closing{};
    return Broken{};
}

ServerSession::Event ServerSession::on_callback_fault(const ControlPdu& control) {
    const auto fault = bound() ? decode_fault(control.header, control.pdu.bytes()) : std::nullopt;
    if (fault) return CallbackAnswered{fault->call_id, from_wire(fault->wire_status), {}, {}};
    state_ = Closing{};
    return Broken{};
}

/// Of an association or context that does not exist, or too large.
ServerSession::Event ServerSession::refuse_request(uint32_t call_id, uint16_t context_id) {
    if (!bound()) return fault(call_id, context_id, nca::kProtocolError, Afterwards::close);
    if (!find_context(context_id)) return fault(call_id, 0, nca::kUnknownInterface, Afterwards::stay, Executed::no);
    // As Windows, who closes; but not on other calls.
    const auto afterwards = multiplexed_ ? Afterwards::stay : Afterwards::close;
    return fault(call_id, context_id, to_wire(Status::rpc_s_access_denied), afterwards);
}

ServerSession::Event ServerSession::on_control(const ControlPdu& control) {
    const CommonHeader& header = control.header;
    switch (header.type) {
        case PduType::bind:
            return on_bind(control);
        case PduType::alter_context:
            return on_alter(control);
        case PduType::fault:
            return on_callback_fault(control);
        case PduType::co_cancel:
            if (bound()) return CancelRequested{header.call_id};
            break;
        case PduType::orphaned:
            if (!bound()) break;
            reader_.abandon(header.call_id);
            std::erase_if(streams_, [&](const Stream& one) { return one.call_id == header.call_id; });
            return Orphaned{header.call_id};
        default:
            break;  // an auth3 of no authentication
    }
    state_ = Closing{};
    return Broken{};
}

ServerSession::Event ServerSession::on_bind(const ControlPdu& control) {
    const CommonHeader& header = control.header;
    if (bound()) return refuse_bind(header.call_id, NakReason::not_specified);
    auto begun = begin_security(control);
    if (const auto* refusal = std::get_if<Refusal>(&begun)) return refuse_bind(header.call_id, refusal->reason);
    Leg& leg = std::get<Leg>(begun);
    const auto bind = decode_bind(header, control.pdu.bytes());
    if (!bind || malformed(bind->contexts)) return refuse_bind(header.call_id, NakReason::not_specified);
    auto answers = answer(*bind);
    if (!answers) return refuse_bind(header.call_id, NakReason::not_specified);
    association_group_ = directory_.join_association_group(bind->association_group);
    if (association_group_ == 0) {
        return refuse_bind(header.call_id, NakReason::not_specified,
                           directory_.about_unknown_group(bind->association_group));
    }

    max_fragment_ = agree(options_.max_fragment, *bind);
    max_transmit_ = sendable(max_fragment_, *bind);
    multiplexed_ = options_.multiplex && header.has(pfc::kConcurrentMultiplex);
    reader_.set_interleaved(multiplexed_);
    reader_.set_max_receive(std::max(max_fragment_, kUsualFragment));
    state_ = Bound{};
    anonymous_ = !leg.security;
    if (leg.security) securities_.push_back(leg.security);
    return acknowledge(header, std::move(*answers), leg);
}

/// Of a connection headers are signed or they are not: a client may say so late, and it holds for all it has built.
/// Whether the answer says so, too.
bool ServerSession::agree_on_headers(const CommonHeader& header, const Leg& leg) {
    if (!header.has(pfc::kSupportHeaderSign)) return false;
    offered_headers_ = true;
    if (leg.security && !leg.security->can_sign_headers()) return false;
    signs_headers_ = true;
    for (const auto& security : securities_) security->sign_headers();
    return true;
}

/// The authentication a bind or an alter_context begins, if any.
std::variant<ServerSession::Leg, ServerSession::Refusal> ServerSession::begin_security(const ControlPdu& control) {
    if (control.header.auth_length == 0) return Leg{};
    const auto trailer = find_auth_trailer(control.header, control.pdu.bytes(), kBindFields);
    if (!trailer) return Refusal{NakReason::protocol_version_not_supported, nca::kProtocolError};
    if (!exists(trailer->level)) return Refusal{NakReason::not_specified, to_wire(Status::rpc_s_access_denied)};
    const auto service = static_cast<security::Service>(trailer->type);
    const auto level = static_cast<security::Level>(trailer->level);
    auto mechanism = directory_.accept_security(service, level);
    if (!mechanism) {
        return Refusal{NakReason::authentication_type_not_recognized, to_wire(Status::rpc_s_unknown_authn_service)};
    }
    Leg leg{base::make_ref<SecurityContext>(trailer->context_id, service, level, std::move(mechanism)), {}};
    auto first = leg.security->step(trailer->credentials);
    if (!first) return Refusal{NakReason::invalid_checksum, to_wire(security::rpc_status(first.status()))};
    leg.token = std::move(first->token);
    return leg;
}

/// The authentication an alter_context goes on with, or begins. The trailer was found to be one.
std::variant<ServerSession::Leg, ServerSession::Refusal> ServerSession::continue_security(const ControlPdu& control) {
    const auto refuse = [](Status status) { return Refusal{NakReason::not_specified, to_wire(status)}; };
    if (control.header.auth_length == 0) return Leg{};
    const auto trailer = find_auth_trailer(control.header, control.pdu.bytes(), kBindFields);
    SecurityContext* const known = find_security(trailer->context_id);
    if (known == nullptr) {
        if (securities_.size() == kMaxSecurityContexts) return refuse(Status::rpc_s_protocol_error);
        auto begun = begin_security(control);
        if (const auto* leg = std::get_if<Leg>(&begun)) {
            if (signs_headers_) leg->security->sign_headers();
            securities_.push_back(leg->security);
        }
        return begun;
    }
    if (trailer->type != static_cast<uint8_t>(known->service())) return refuse(Status::rpc_s_sec_pkg_error);
    if (!known->owns(*trailer)) return refuse(Status::rpc_s_access_denied);
    auto next = known->step(trailer->credentials);
    if (!next) return refuse(security::rpc_status(next.status()));
    return Leg{base::Ref<SecurityContext>(*known), std::move(next->token)};
}

ServerSession::Event ServerSession::on_alter(const ControlPdu& control) {
    const CommonHeader& header = control.header;
    const auto refuse = [&](uint32_t wire_status) {
        return fault(header.call_id, 0, wire_status, Afterwards::close, Executed::no);
    };
    const auto bind = bound() ? decode_bind(header, control.pdu.bytes()) : std::nullopt;
    if (!bind || malformed(bind->contexts)) return refuse(nca::kProtocolError);
    if (header.auth_length != 0) {
        const auto trailer = find_auth_trailer(header, control.pdu.bytes(), kBindFields);
        if (!trailer) return refuse(nca::kProtocolError);
        const bool is_none = trailer->type == static_cast<uint8_t>(security::Service::none);
        if (is_none) return refuse(to_wire(Status::rpc_s_access_denied));
    }
    auto answers = answer(*bind);
    if (!answers) return refuse(nca::kProtocolError);
    const auto next = continue_security(control);
    if (const auto* refusal = std::get_if<Refusal>(&next)) return refuse(refusal->wire_status);
    return acknowledge(header, std::move(*answers), std::get<Leg>(next));
}

/// The last token, in an auth3, which nobody answers: who fails here is told with his first request. But one that
/// belongs to nothing gets an answer, as from Windows.
std::optional<ServerSession::Event> ServerSession::on_auth3(const ControlPdu& control) {
    const CommonHeader& header = control.header;
    const auto refuse = [&](uint32_t wire_status) {
        return fault(header.call_id, 0, wire_status, Afterwards::close, Executed::no);
    };
    const auto trailer = find_auth_trailer(header, control.pdu.bytes(), kAuth3Fields);
    if (!trailer) return refuse(nca::kRemoteNoMemory);  // Windows says so of padding that is longer than the body
    SecurityContext* const known = find_security(trailer->context_id);
    if (known == nullptr || !known->owns(*trailer)) return refuse(nca::kProtocolError);
    if (known->complete() || known->failed()) return refuse(nca::kProtocolError);
    known->finish(trailer->credentials);
    return {};
}

/// What was agreed on, in answer to a bind or an alter_context.
ServerSession::Event ServerSession::acknowledge(const CommonHeader& header, std::vector<ContextAnswer> answers,
                                                const Leg& leg) {
    const bool is_bind = header.type == PduType::bind;
    BindAck ack;
    ack.max_transmit = ack.max_receive = max_fragment_;
    ack.association_group = association_group_;
    if (is_bind) ack.secondary_address = options_.secondary_address;
    ack.answers = std::move(answers);
    CommonHeader reply;
    reply.type = is_bind ? PduType::bind_ack : PduType::alter_context_resp;
    reply.version_minor = header.version_minor;
    if (is_bind && multiplexed_) reply.flags |= pfc::kConcurrentMultiplex;
    if (agree_on_headers(header, leg)) reply.flags |= pfc::kSupportHeaderSign;
    reply.call_id = header.call_id;
    Buffer pdu = encode_bind_ack(reply, ack);
    if (leg.security) {  // the trailer comes even if there is nothing to say
        auto whole = leg.security->carry(pdu, leg.token);
        if (!whole) return fault(header.call_id, 0, nca::kProtocolError, Afterwards::close, Executed::no);
        pdu = std::move(*whole);
    }
    return Reply{OutgoingMessage(std::move(pdu))};
}

bool ServerSession::redefines(const Context& known, const ContextProposal& proposal) noexcept {
    if (known.interface_id != proposal.interface_id) return true;
    return !has(proposal, known.transfer) && (has(proposal, kNdr20) || has(proposal, kNdr64));
}

/// Empty when a context id in use is given another interface or transfer syntax. Of several proposals for one
/// interface, which a client makes to learn the transfer syntax the server likes best, the first good one is taken.
std::optional<std::vector<ContextAnswer>> ServerSession::answer(const Bind& bind) {
    std::vector<ContextAnswer> answers;
    answers.reserve(bind.contexts.size());
    for (const ContextProposal& proposal : bind.contexts) {
        if (offers_features(proposal)) {
            features_ = static_cast<uint16_t>(*offered_features(proposal.transfers.front()) & kFeaturesGranted);
            answers.push_back({ContextResult::negotiate_ack, features_, {}});
        } else if (accepts(answers, bind, proposal.interface_id)) {
            answers.push_back(rejected(ContextReason::transfer_syntaxes_not_supported));
        } else if (const Context* known = find_context(proposal.id)) {
            if (redefines(*known, proposal)) return {};
            answers.push_back(has(proposal, known->transfer)
                                  ? ContextAnswer{ContextResult::acceptance, 0, known->transfer}
                                  : rejected(ContextReason::transfer_syntaxes_not_supported));
        } else {
            answers.push_back(answer_one(proposal));
        }
    }
    return answers;
}

/// On a context id that is not in use.
ContextAnswer ServerSession::answer_one(const ContextProposal& proposal) {
    if (contexts_.size() == kMaxContexts) return rejected(ContextReason::local_limit_exceeded);
    const auto verdict = directory_.find_interface(proposal.interface_id, proposal.transfers);
    if (const auto* reason = std::get_if<ContextReason>(&verdict)) return rejected(*reason);
    const auto& accepted = std::get<ServerDirectory::Accepted>(verdict);
    const SyntaxId& transfer = proposal.transfers[accepted.transfer_index];
    contexts_.push_back({proposal.id, proposal.interface_id, transfer, accepted.cookie, accepted.streamed});
    return {ContextResult::acceptance, 0, transfer};
}

ServerSession::Event ServerSession::on_unreadable(const Unreadable& unreadable) {
    const CommonHeader& header = unreadable.header;
    if (header.type == PduType::bind && !bound()) {
        const bool no_room_for_auth = header.auth_length != 0 && unreadable.failure == ReadFailure::bad_length;
        return refuse_bind(header.call_id, unreadable.failure == ReadFailure::bad_version || no_room_for_auth
                                               ? NakReason::protocol_version_not_supported
                                               : NakReason::not_specified);
    }
    if (unreadable.failure == ReadFailure::cancelled) {
        const uint32_t status = to_wire(Status::rpc_s_no_call_active);  // Windows says no more
        return fault(header.call_id, unreadable.context_id, status, Afterwards::close, Executed::no);
    }
    if (header.type == PduType::request && unreadable.failure != ReadFailure::bad_version) {
        // Who asks before he is known asks in vain.
        const auto executed = unreadable.failure == ReadFailure::early ? Executed::no : Executed::unsaid;
        const uint16_t context_id = unreadable.failure == ReadFailure::early ? uint16_t{0} : unreadable.context_id;
        return fault(header.call_id, context_id, wire_status_of(unreadable.failure), Afterwards::close, executed);
    }
    state_ = Closing{};
    return Broken{};
}

ServerSession::Event ServerSession::refuse_bind(uint32_t call_id, NakReason reason,
                                                std::span<const std::byte> extended_error) {
    state_ = Closing{};
    const BindNak nak{reason, {{kVersionMajor, kVersionMinor}}, extended_error};
    return Reply{OutgoingMessage(encode_bind_nak(call_id, nak)), true};
}

ServerSession::Event ServerSession::fault(uint32_t call_id, uint16_t context_id, uint32_t wire_status,
                                          Afterwards afterwards, Executed executed) {
    const bool close = afterwards == Afterwards::close;
    if (close) state_ = Closing{};
    const Fault fault{call_id, context_id, wire_status, executed == Executed::no, 0};
    return Reply{OutgoingMessage(encode_fault(fault)), close};
}

}  // namespace rpcrt4::protocol
