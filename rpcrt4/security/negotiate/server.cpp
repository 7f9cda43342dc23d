// SPDX-License-Identifier: LGPL-2.1-or-later
// The server: takes the first mechanism of the client's list that it can serve, or a bare token.
#include <utility>

#include "rpcrt4/security/negotiate/negotiation.hpp"

namespace rpcrt4::security::negotiate {

using base::Result;
using base::Status;

namespace {

class Server final : public Negotiation {
 public:
    explicit Server(std::vector<Candidate> candidates) : Negotiation(std::move(candidates)) {}

 private:
    Result<Step> leg(std::span<const std::byte> token) override;

    Result<Step> first(std::span<const std::byte> token);
    Result<Step> bare(std::span<const std::byte> token);
    Result<Step> answered(std::span<const std::byte> token);
    Result<Step> mechanism_leg(Bytes token, const std::optional<Bytes>& mic);
    Result<Step> last_of_mechanism(Bytes token, const std::optional<Bytes>& mic);
    Result<Step> respond(State state, Bytes token, bool with_mic);
    Result<size_t> choose(std::span<const Mechanism> mechanisms);
    Status try_candidate(Service service);

    Mechanism mechanism_ = Mechanism::unknown;
    bool bare_ = false;
    bool told_ = false;  // the client knows the mechanism
};

Result<Context::Step> Server::leg(std::span<const std::byte> token) {
    if (bare_) return bare(token);
    return chosen_ ? answered(token) : first(token);
}

/// SEC_E_SECPKG_NOT_FOUND: nobody stands ready for it.
Status Server::try_candidate(Service service) {
    Status reason = Status::sec_e_secpkg_not_found;
    for (Candidate& candidate : candidates_) {
        if (candidate.service != service || !candidate.make) continue;
        auto context = std::exchange(candidate.make, nullptr)();
        if (context) {
            chosen_ = std::move(*context);
            return Status::ok;
        }
        reason = context.status();
    }
    return reason;
}

/// Its place in the client's list.
Result<size_t> Server::choose(std::span<const Mechanism> mechanisms) {
    Status reason = Status::sec_e_secpkg_not_found;
    for (size_t place = 0; place < mechanisms.size(); ++place) {
        const Service service = service_of(mechanisms[place]);
        if (service == Service::none) continue;
        const Status status = try_candidate(service);
        if (base::succeeded(status)) return place;
        if (reason == Status::sec_e_secpkg_not_found) reason = status;
    }
    return reason;
}

Result<Context::Step> Server::first(std::span<const std::byte> token) {
    if (const Service service = bare_mechanism(token); service != Service::none) {
        if (const Status status = try_candidate(service); base::failed(status)) return status;
        bare_ = true;
        return bare(token);
    }
    const auto init = decode_init(token);
    if (!init) return init.status();
    const auto place = choose(init->mechanisms);
    if (!place) return place.status();
    mechanism_ = init->mechanisms[*place];
    mechanism_list_.assign(init->mechanism_list.begin(), init->mechanism_list.end());
    if (*place != 0) {  // the token is none of this mechanism
        mic_required_ = true;
        return respond(State::request_mic, {}, false);
    }
    if (init->token) return mechanism_leg(*init->token, init->mic);
    if (init->mic) return Status::sec_e_invalid_token;
    return respond(State::incomplete, {}, false);
}

Result<Context::Step> Server::bare(std::span<const std::byte> token) {
    auto step = inner_step(token);
    if (step && step->complete) return finished(std::move(step->token));
    return step;
}

Result<Context::Step> Server::answered(std::span<const std::byte> token) {
    auto answer = decode_response(token);
    if (!answer) return answer.status();
    if (answer->token && answer->token->empty()) answer->token.reset();
    if (answer->state == State::reject) return Status::sec_e_logon_denied;
    if (answer->mechanism && *answer->mechanism != mechanism_) return Status::sec_e_invalid_token;
    if (!inner_complete()) return mechanism_leg(answer->token.value_or(Bytes{}), answer->mic);
    // RFC 4178 section 5 (b): our MIC is with the client, and its own is all that is left.
    if (answer->token || !answer->mic) return Status::sec_e_invalid_token;
    if (const Status status = check_peer_mic(*answer->mic); base::failed(status)) return status;
    return finished({});
}

Result<Context::Step> Server::mechanism_leg(Bytes token, const std::optional<Bytes>& mic) {
    if (token.empty()) return Status::sec_e_invalid_token;
    const auto step = inner_step(token);
    if (!step) return step.status();
    if (step->complete) return last_of_mechanism(step->token, mic);
    if (mic) return Status::sec_e_invalid_token;
    return respond(State::incomplete, step->token, false);
}

/// `token` is empty when the client had the last word of the mechanism.
Result<Context::Step> Server::last_of_mechanism(Bytes token, const std::optional<Bytes>& mic) {
    if (mic) {
        if (const Status status = check_peer_mic(*mic); base::failed(status)) return status;
    } else if (mic_required_) {
        if (token.empty()) return Status::sec_e_invalid_token;
        return respond(State::incomplete, token, true);
    }
    auto last = respond(State::completed, token, mic_checked_);
    if (!last) return last;
    return finished(std::move(last->token));
}

Result<Context::Step> Server::respond(State state, Bytes token, bool with_mic) {
    ResponseToken response{.state = state, .mechanism = {}, .token = {}, .mic = {}};
    if (!std::exchange(told_, true)) response.mechanism = mechanism_;
    if (!token.empty()) response.token = token;
    std::vector<std::byte> mic;
    if (with_mic) {
        auto made = own_mic();
        if (!made) return made.status();
        mic = std::move(*made);
        response.mic = mic;
    }
    return Step{encode_response(response), false};
}

}  // namespace

std::unique_ptr<Context> server(std::vector<Candidate> candidates) {
    return std::make_unique<Server>(std::move(candidates));
}

}  // namespace rpcrt4::security::negotiate
