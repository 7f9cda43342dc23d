// SPDX-License-Identifier: LGPL-2.1-or-later
// The client: offers its list with a token of its favourite, follows the server's choice, and leaves when the answers
// do not fit what it offered.
#include <algorithm>
#include <utility>

#include "rpcrt4/security/negotiate/negotiation.hpp"

namespace rpcrt4::security::negotiate {

using base::Result;
using base::Status;

namespace {

using Octets = std::vector<std::byte>;

class Client final : public Negotiation {
 public:
    explicit Client(std::vector<Candidate> candidates) : Negotiation(std::move(candidates)) {}

 private:
    struct Offer {
        Service service;
        std::unique_ptr<Context> context;
        Octets token;  // its first
    };

    Result<Step> leg(std::span<const std::byte> token) override { return chosen_ ? answered(token) : offer(); }
    Status last_word(std::span<const std::byte> token) override;

    Result<Step> offer();
    Result<Octets> choose_favourite();
    Result<Step> answered(std::span<const std::byte> token);
    Status heed_choice(const ResponseToken& answer);
    Status switch_to(Service service);
    Result<Octets> mechanism_leg(const ResponseToken& answer);
    Result<Step> last_of_mechanism(Octets token);
    Result<Step> after_mechanism(const ResponseToken& answer);
    Result<Step> send_mic(State state);

    std::vector<Offer> others_;  // the favourite is chosen_, until the server thinks otherwise
    Service service_ = Service::none;
    bool first_answer_ = true;
    bool had_last_word_ = true;       // of the server, which needs none where ours was not the last token
    std::optional<Octets> switched_;  // the first token of what was switched to, until it is sent
};

/// Falling back after a refused password would hand a derivative of it to whoever calls himself the server.
bool gives_way(Status status) noexcept {
    return status != Status::sec_e_logon_denied && status != Status::sec_e_insufficient_memory;
}

/// Of several reasons the one to tell: that a package is not there says less than anything else.
Status worth_telling(Status earlier, Status later) noexcept {
    return earlier == Status::ok || earlier == Status::sec_e_secpkg_not_found ? later : earlier;
}

/// The first candidate that has a token to send is the favourite, those that follow are offered if they have one too.
Result<Octets> Client::choose_favourite() {
    Status reason = Status::sec_e_secpkg_not_found;
    Octets token;
    for (Candidate& candidate : candidates_) {
        auto context = chosen_ && candidate.make_second ? candidate.make_second() : candidate.make();
        auto first = context ? (*context)->step({}) : Result<Step>(context.status());
        if (first && chosen_) {
            others_.push_back({candidate.service, std::move(*context), std::move(first->token)});
        } else if (first) {
            chosen_ = std::move(*context);
            service_ = candidate.service;
            token = std::move(first->token);
        } else if (!chosen_ && !gives_way(first.status())) {
            return first.status();
        } else {
            reason = worth_telling(reason, first.status());
        }
    }
    if (!chosen_) return reason;
    return token;
}

void add(std::vector<Mechanism>& list, Service service) {
    if (service == Service::kerberos) list.insert(list.end(), {Mechanism::kerberos_windows, Mechanism::kerberos});
    if (service == Service::ntlm) list.push_back(Mechanism::ntlm);
}

Result<Context::Step> Client::offer() {
    const auto token = choose_favourite();
    if (!token) return token.status();
    std::vector<Mechanism> list;
    add(list, service_);
    for (const Offer& other : others_) add(list, other.service);
    mechanism_list_ = encode_mechanism_list(list);
    return Step{encode_init(mechanism_list_, *token), false};
}

Result<Context::Step> Client::answered(std::span<const std::byte> token) {
    auto answer = decode_response(token);
    if (!answer) return answer.status();
    if (answer->token && answer->token->empty()) answer->token.reset();
    if (answer->state == State::reject) return Status::sec_e_logon_denied;
    if (const Status status = heed_choice(*answer); base::failed(status)) return status;
    const bool was_complete = inner_complete() && !switched_;
    if (was_complete && answer->token) return Status::sec_e_invalid_token;
    Octets out;
    if (!was_complete) {
        auto next = mechanism_leg(*answer);
        if (!next) return next.status();
        out = std::move(*next);
    }
    if (answer->mic) {
        if (!inner_complete()) return Status::sec_e_invalid_token;
        if (const Status status = check_peer_mic(*answer->mic); base::failed(status)) return status;
    }
    if (inner_complete() && out.empty()) return after_mechanism(*answer);
    // The server cannot be done: it has not seen what goes to it now.
    if (answer->state == State::completed) return Status::sec_e_invalid_token;
    if (inner_complete()) return last_of_mechanism(std::move(out));
    return Step{encode_response({.state = State::incomplete, .mechanism = {}, .token = out, .mic = {}}), false};
}

/// RFC 4178 section 4.2.2: a mechanism, and the wish for MICs, only in the first answer.
Status Client::heed_choice(const ResponseToken& answer) {
    const bool first = std::exchange(first_answer_, false);
    if (answer.state == State::request_mic) {
        if (!first) return Status::sec_e_invalid_token;
        mic_required_ = true;
    }
    if (!answer.mechanism) return Status::ok;
    const Service service = service_of(*answer.mechanism);
    if (service == service_ && service != Service::none) return Status::ok;
    return first && !answer.token ? switch_to(service) : Status::sec_e_invalid_token;
}

/// To something else that was offered. That it was the server's choice, the MICs will show.
Status Client::switch_to(Service service) {
    const auto other = std::ranges::find(others_, service, &Offer::service);
    if (other == others_.end()) return Status::sec_e_invalid_token;
    chosen_ = std::move(other->context);
    service_ = service;
    switched_ = std::move(other->token);
    mic_required_ = true;
    return Status::ok;
}

Result<Octets> Client::mechanism_leg(const ResponseToken& answer) {
    if (switched_) return *std::exchange(switched_, std::nullopt);
    if (!answer.token) return Status::sec_e_invalid_token;
    auto step = inner_step(*answer.token);
    if (!step) return step.status();
    if (step->token.empty() && !step->complete) return Status::sec_e_invalid_token;
    return std::move(step->token);
}

/// RFC 4178 section 5 (c): ours is the last token of the mechanism.
Result<Context::Step> Client::last_of_mechanism(Octets token) {
    ResponseToken response{.state = State::incomplete, .mechanism = {}, .token = token, .mic = {}};
    Octets mic;
    const bool needed = mic_required_ || mic_checked_;
    if (needed || service_ == Service::ntlm) {
        auto made = own_mic();
        if (!made && (needed || made.status() != Status::sec_e_unsupported_function)) return made.status();
        if (made) response.mic = mic = std::move(*made);
    }
    return Step{encode_response(response), false};
}

/// The mechanism has nothing more to say: (b), and the server's last word in (c).
Result<Context::Step> Client::after_mechanism(const ResponseToken& answer) {
    const bool proved = mic_checked_ || !(mic_required_ || mic_sent_);
    // Later answers need no state: then it is what the rest of the answer makes of it.
    const State state = answer.state.value_or(proved ? State::completed : State::incomplete);
    if (state == State::completed) {
        if (!proved) return Status::sec_e_invalid_token;
        return finished({});
    }
    if (mic_sent_) return Status::sec_e_invalid_token;  // neither done nor with a MIC of its own
    if (mic_checked_) return send_mic(State::completed);
    mic_required_ = true;
    return send_mic(State::incomplete);
}

Result<Context::Step> Client::send_mic(State state) {
    const auto mic = own_mic();
    if (!mic) return mic.status();
    auto token = encode_response({.state = state, .mechanism = {}, .token = {}, .mic = *mic});
    if (!mic_checked_) return Step{std::move(token), false};
    had_last_word_ = false;
    return finished(std::move(token));
}

/// RFC 4178 section 5 wants no answer to the second MIC; Samba's server gives one, where RPC has room for it.
Status Client::last_word(std::span<const std::byte> token) {
    if (std::exchange(had_last_word_, true)) return Status::sec_e_invalid_token;
    const auto answer = decode_response(token);
    if (!answer) return answer.status();
    const bool proper = answer->state == State::completed && !answer->token && !answer->mic && !answer->mechanism;
    return proper ? Status::ok : Status::sec_e_invalid_token;
}

}  // namespace

std::unique_ptr<Context> client(std::vector<Candidate> candidates) {
    return std::make_unique<Client>(std::move(candidates));
}

}  // namespace rpcrt4::security::negotiate
