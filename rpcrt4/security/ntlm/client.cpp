// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/client.hpp"

#include <algorithm>
#include <utility>

#include "rpcrt4/security/ntlm/machine.hpp"

namespace rpcrt4::security::ntlm {
namespace {

using base::Result;
using base::Status;
using Bytes = std::span<const std::byte>;

/// Longer ones than Windows has for accounts, domains or principals.
constexpr size_t kLongestName = 4096;
constexpr uint32_t kAlways = flag::kUnicode | flag::kRequestTarget | flag::kNtlm | flag::kAlwaysSign |
                             flag::kExtendedSessionSecurity | flag::kTargetInfo | flag::kVersion | flag::k128 |
                             flag::kKeyExchange | flag::k56;

uint32_t wanted_flags(const ClientWish& wish) noexcept {
    // Samba's domain controller answers every call with a fault, where a client of level connect could have signed.
    uint32_t flags = kAlways;
    if (wish.level > Level::connect || wish.signs_list) flags |= flag::kSign;
    if (wish.level == Level::privacy) flags |= flag::kSeal;
    if (wish.impersonation == Impersonation::identify) flags |= flag::kIdentify;
    return flags;
}

class Client final : public NtlmContext {
 public:
    Client(const ClientWish& wish, const ClientOptions& options)
        : NtlmContext(Direction::to_server, options.policy),
          wanted_(wanted_flags(wish) & ~options.policy.withheld),
          needed_(needed_flags(wish.level, options.policy)),
          principal_(wish.principal),
          workstation_(options.workstation.empty() ? Machine::this_one().netbios_computer : options.workstation),
          chance_(options.chance) {
        peer_.principal = wish.principal;
        peer_.impersonation = std::min(wish.impersonation, Impersonation::impersonate);  // it cannot delegate
        if (wish.mutual) {
            refusal_ = Status::sec_e_unsupported_function;
        } else if (!wish.account) {
            refusal_ = Status::sec_e_no_credentials;
        } else {
            take(*wish.account);
        }
    }

 private:
    void take(const Account& account) {
        user_ = account.user;
        domain_ = account.domain;
        anonymous_ = account.user.empty() && account.password.empty();
        if (!anonymous_) nt_hash_ = nt_hash(account.password.bytes());
        if (std::max({user_.size(), domain_.size(), principal_.size()}) > kLongestName) {
            refusal_ = Status::sec_e_unknown_credentials;
        }
    }

    Result<Step> advance(Bytes token) override {
        if (failed(refusal_)) return refusal_;
        return negotiate_.empty() ? open(token) : answer(token);
    }

    Result<Step> open(Bytes token) {
        if (!token.empty()) return Status::sec_e_invalid_token;
        negotiate_ = encode(Negotiate{.flags = wanted_});
        return Step{negotiate_, false};
    }

    Status acceptable(const Challenge& challenge) const {
        constexpr uint32_t kBasic = flag::kUnicode | flag::kNtlm | flag::kExtendedSessionSecurity;
        const uint32_t needed = kBasic | needed_ | (anonymous_ ? 0 : flag::kTargetInfo);
        if ((challenge.flags & needed) != needed) return Status::sec_e_unsupported_function;
        const bool named =
            find(challenge.target_info, AvId::netbios_computer) && find(challenge.target_info, AvId::netbios_domain);
        return named || anonymous_ ? Status::ok : Status::sec_e_logon_denied;
    }

    Result<Step> answer(Bytes token) {
        auto challenge = decode_challenge(token);
        if (!challenge) return challenge.status();
        const Status verdict = acceptable(*challenge);
        if (failed(verdict)) return verdict;

        Authenticate message;
        message.flags = agreed_flags(challenge->flags);
        message.user = user_;
        message.domain = anonymous_ ? std::string() : domain_;
        message.workstation = workstation_;
        Key base_key;
        const Status responded = respond(*challenge, message, base_key);
        if (failed(responded)) return responded;
        Key exported = base_key;
        if (message.flags & flag::kKeyExchange) {
            if (!chance_->fill(*exported)) return Status::sec_e_internal_error;
            const Key encrypted = exchanged_key(base_key, *exported);
            message.session_key.assign(encrypted->begin(), encrypted->end());
        }
        auto encoded = encode(message);
        if (!encoded) return encoded.status();
        if (message.mic) seal_exchange(exported, token, *encoded);
        peer_.domain = challenge->target;
        establish(message.flags, exported);
        return Step{std::move(*encoded), true};
    }

    /// Keys are exchanged where something is signed or sealed with them.
    uint32_t agreed_flags(uint32_t offered) const noexcept {
        uint32_t flags = wanted_ & (offered | flag::kIdentify);
        if (!(flags & (flag::kSign | flag::kSeal))) flags &= ~flag::kKeyExchange;
        return flags;
    }

    Status respond(const Challenge& challenge, Authenticate& message, Key& base_key) {
        if (anonymous_) {
            message.flags |= flag::kAnonymous;
            message.lm_response.resize(1);
            return Status::ok;
        }
        ClientBlob blob;
        if (!chance_->fill(blob.client_challenge)) return Status::sec_e_internal_error;
        const auto timestamp = timestamp_of(challenge.target_info);
        blob.time = timestamp ? *timestamp : chance_->now();
        blob.pairs = answered(challenge.target_info);
        const Key key = response_key(nt_hash_, user_, domain_);
        nt_hash_ = Key();
        const Octets tail = encode(blob);
        const Key proof = nt_proof(key, challenge.server_challenge, tail);
        message.nt_response.assign(proof->begin(), proof->end());
        message.nt_response.insert(message.nt_response.end(), tail.begin(), tail.end());
        std::array<std::byte, 24> lm{};
        if (!timestamp) lm = lm_response(key, challenge.server_challenge, blob.client_challenge);
        message.lm_response.assign(lm.begin(), lm.end());
        message.mic.emplace();
        base_key = session_base_key(key, proof);
        return Status::ok;
    }

    /// What the server said of itself, and what this side adds; the proof covers both.
    AvPairs answered(const AvPairs& target_info) const {
        AvPairs pairs;
        uint32_t flags = kAvMicPresent;
        for (const AvPair& pair : target_info) {
            if (pair.id == AvId::flags) flags |= flags_of(target_info);
            const bool ours = pair.id == AvId::flags || pair.id == AvId::channel_bindings ||
                              pair.id == AvId::target_name || pair.id == AvId::restrictions;
            if (!ours) pairs.push_back(pair);
        }
        Octets value(sizeof flags);
        for (size_t i = 0; i < value.size(); ++i) value[i] = static_cast<std::byte>(flags >> (8 * i));
        pairs.push_back({AvId::flags, std::move(value)});
        pairs.push_back({AvId::channel_bindings, Octets(16)});  // RPC's transports have no channel to bind to
        pairs.push_back(av_text(AvId::target_name, principal_));
        return pairs;
    }

    /// The MIC, into the message.
    void seal_exchange(const Key& exported, Bytes challenge, Octets& authenticate) const {
        const Key mic = message_mic(exported, negotiate_, challenge, authenticate);
        std::copy(mic->begin(), mic->end(), authenticate.begin() + kMicOffset);
    }

    uint32_t wanted_;
    uint32_t needed_;
    std::string principal_;
    std::string workstation_;
    const Chance* chance_;
    Status refusal_ = Status::ok;
    std::string user_;
    std::string domain_;
    bool anonymous_ = false;
    Key nt_hash_;
    Octets negotiate_;  // empty until sent
};

}  // namespace

std::unique_ptr<NtlmContext> make_client(const ClientWish& wish, const ClientOptions& options) {
    return std::make_unique<Client>(wish, options);
}

}  // namespace rpcrt4::security::ntlm
