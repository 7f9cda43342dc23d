// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/server.hpp"

#include <algorithm>
#include <utility>

namespace rpcrt4::security::ntlm {
namespace {

using base::Result;
using base::Status;
using Bytes = std::span<const std::byte>;

constexpr uint32_t kGranted = flag::kUnicode | flag::kSign | flag::kSeal | flag::kNtlm | flag::kAlwaysSign |
                              flag::kExtendedSessionSecurity | flag::kVersion | flag::k128 | flag::kKeyExchange |
                              flag::k56 | flag::kIdentify;
constexpr uint32_t kDemanded = flag::kUnicode | flag::kNtlm;
constexpr size_t kNtlmV1Size = 24;

class Server final : public NtlmContext {
 public:
    explicit Server(ServerOptions options)
        : NtlmContext(Direction::to_client, options.policy), options_(std::move(options)) {}

 private:
    Result<Step> advance(Bytes token) override { return challenge_.empty() ? challenge(token) : judge(token); }

    Result<Step> challenge(Bytes token) {
        const auto negotiate = decode_negotiate(token);
        if (!negotiate) return negotiate.status();
        offered_ = negotiate->flags & kGranted & ~policy().withheld;
        if ((offered_ & kDemanded) != kDemanded) return Status::sec_e_unsupported_function;

        Challenge message;
        message.flags = offered_ | flag::kTargetInfo | flag::kRequestTarget;
        const bool in_domain = options_.machine.netbios_domain != options_.machine.netbios_computer;
        message.flags |= in_domain ? flag::kTargetIsDomain : flag::kTargetIsServer;
        message.target = options_.machine.netbios_domain;
        message.target_info = {av_text(AvId::netbios_domain, options_.machine.netbios_domain),
                               av_text(AvId::netbios_computer, options_.machine.netbios_computer),
                               av_text(AvId::dns_domain, options_.machine.dns_domain),
                               av_text(AvId::dns_computer, options_.machine.dns_computer),
                               av_time(options_.chance->now())};
        if (!options_.chance->fill(nonce_)) return Status::sec_e_internal_error;
        message.server_challenge = nonce_;
        auto encoded = encode(message);
        if (!encoded) return Status::sec_e_internal_error;
        challenge_ = std::move(*encoded);
        negotiate_.assign(token.begin(), token.end());
        return Step{challenge_, false};
    }

    Result<Step> judge(Bytes token) {
        const auto message = decode_authenticate(token);
        if (!message) return message.status();
        const uint32_t flags = message->flags & offered_;
        // As Windows: who may not sign is known nevertheless, and finds out with his first message.
        const bool seals = options_.level == Level::privacy;
        const uint32_t needed = kDemanded | (seals ? needed_flags(options_.level, policy()) : 0);
        if ((flags & needed) != needed) return Status::sec_e_unsupported_function;

        const bool anonymous = message->user.empty() && message->nt_response.empty();
        Key base_key;
        bool has_mic = false;
        if (!anonymous) {
            const Status admitted = admit(*message, base_key, has_mic);
            if (failed(admitted)) return admitted;
        }
        Key exported = base_key;
        const Status exchanged = take_key(*message, flags, exported);
        if (failed(exchanged)) return exchanged;
        if (has_mic && !mic_right(*message, token, exported)) return Status::sec_e_message_altered;
        introduce(flags, anonymous);
        establish(flags, exported);
        return Step{{}, true};
    }

    Status admit(const Authenticate& message, Key& base_key, bool& has_mic) {
        if (message.nt_response.size() <= kNtlmV1Size) return Status::sec_e_logon_denied;
        const auto blob = decode_blob(Bytes(message.nt_response).subspan(kKeySize));
        if (!blob) return blob.status();
        has_mic = (flags_of(blob->pairs) & kAvMicPresent) != 0;
        if (has_mic && !message.mic) return Status::sec_e_invalid_token;
        if (!options_.accounts) return Status::sec_e_no_authenticating_authority;
        auto admission =
            options_.accounts->verify({message.user, message.domain, message.workstation, nonce_, message.nt_response});
        if (!admission) return admission.status();
        base_key = admission->session_base_key;
        peer_.user = std::move(admission->user);
        peer_.domain = admission->domain.empty() ? options_.machine.netbios_domain : std::move(admission->domain);
        peer_.uid = admission->uid;
        return Status::ok;
    }

    /// Clients exchange keys where something is signed or sealed; some do at every level.
    static Status take_key(const Authenticate& message, uint32_t flags, Key& exported) {
        if (!(flags & flag::kKeyExchange)) return Status::ok;
        if (message.session_key.size() == kKeySize) {
            exported = exchanged_key(exported, message.session_key);
            return Status::ok;
        }
        const bool needless = message.session_key.empty() && !(flags & (flag::kSign | flag::kSeal));
        return needless ? Status::ok : Status::sec_e_invalid_token;
    }

    bool mic_right(const Authenticate& message, Bytes token, const Key& exported) const {
        Octets without(token.begin(), token.end());
        std::fill_n(without.begin() + kMicOffset, message.mic->size(), std::byte{0});
        return same(*message_mic(exported, negotiate_, challenge_, without), *message.mic);
    }

    void introduce(uint32_t flags, bool anonymous) {
        peer_.anonymous = anonymous;
        if (anonymous) {
            peer_.impersonation = Impersonation::anonymous;
            return;
        }
        peer_.impersonation = flags & flag::kIdentify ? Impersonation::identify : Impersonation::impersonate;
        peer_.principal = peer_.domain + "\\" + peer_.user;
    }

    ServerOptions options_;
    uint32_t offered_ = 0;
    Nonce nonce_{};
    Octets negotiate_;
    Octets challenge_;  // empty until sent
};

}  // namespace

std::unique_ptr<NtlmContext> make_server(ServerOptions options) { return std::make_unique<Server>(std::move(options)); }

}  // namespace rpcrt4::security::ntlm
