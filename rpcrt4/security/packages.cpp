// SPDX-License-Identifier: LGPL-2.1-or-later
// See packages.hpp.
#include "rpcrt4/security/packages.hpp"

#include <cstdlib>
#include <vector>

#include "handleapi/base/host_name.hpp"
#include "rpcrt4/security/kerberos/kerberos.hpp"
#include "rpcrt4/security/local_secret.hpp"
#include "rpcrt4/security/negotiate/negotiate.hpp"
#include "rpcrt4/security/ntlm/account_file.hpp"
#include "rpcrt4/security/ntlm/client.hpp"
#include "rpcrt4/security/ntlm/server.hpp"
#include "rpcrt4/security/ntlm/winbind.hpp"

namespace rpcrt4::security {

using base::Status;
using Made = base::Result<std::unique_ptr<Context>>;

namespace {

/// Whoever of them admits.
class AnyOfThem final : public ntlm::AccountVerifier {
 public:
    base::Result<ntlm::Admission> verify(const ntlm::Claim& claim) const override {
        Status verdict = Status::sec_e_logon_denied;
        if (auto admitted = LocalUser().verify(claim)) return admitted;
        if (const char* path = ::secure_getenv("RPCRT4_ACCOUNTS"); path != nullptr && *path != '\0') {
            auto admitted = ntlm::AccountFile(path).verify(claim);
            if (admitted) return admitted;
            verdict = admitted.status();
        }
        auto admitted = ntlm::Winbind().verify(claim);
        if (admitted || admitted.status() == Status::sec_e_logon_denied) return admitted;
        return verdict;
    }
};

Made ntlm_client(const ClientWish& wish, bool this_machine) {
    if (wish.account != nullptr || !this_machine) return Made(ntlm::make_client(wish));
    const auto own = local_account();
    if (!own) return own.status();
    ClientWish as_oneself = wish;
    as_oneself.account = &*own;
    return Made(ntlm::make_client(as_oneself));
}

Made ntlm_server(Level level) {
    static const auto* const accounts = new AnyOfThem;  // clients may still be coming in at exit
    return Made(ntlm::make_server({.accounts = accounts, .level = level}));
}

/// The wish is borrowed until the first token has been made; the candidates are called after that too.
struct KeptWish {
    explicit KeptWish(const ClientWish& wish) : value(wish) {
        if (wish.account == nullptr) return;
        account = Account{wish.account->user, wish.account->domain, wish.account->password.copy()};
        value.account = &account;
    }
    Account account;
    ClientWish value;
};

Made negotiating_client(const ClientWish& wish, bool this_machine) {
    const auto kept = std::make_shared<KeptWish>(wish);
    const auto first = [kept, this_machine] { return ntlm_client(kept->value, this_machine); };
    const auto second = [kept, this_machine] {
        kept->value.signs_list = true;
        return ntlm_client(kept->value, this_machine);
    };
    std::vector<negotiate::Candidate> candidates;
    if (wish.allow_kerberos)
        candidates.push_back({Service::kerberos, [kept] { return kerberos::client(kept->value); }});
    if (wish.allow_ntlm) candidates.push_back({Service::ntlm, first, second});
    if (candidates.empty()) return Status::sec_e_secpkg_not_found;
    return Made(negotiate::client(std::move(candidates)));
}

}  // namespace

bool known(Service service) noexcept {
    return service == Service::ntlm || service == Service::kerberos || service == Service::negotiate;
}

Made client_context(Service service, const ClientWish& wish, bool this_machine) {
    switch (service) {
        case Service::ntlm:
            return ntlm_client(wish, this_machine);
        case Service::kerberos:
            return kerberos::client(wish);
        case Service::negotiate:
            return negotiating_client(wish, this_machine);
        default:
            return Status::sec_e_secpkg_not_found;
    }
}

Made smb_context(Service service, const ClientWish& wish) {
    const auto kept = std::make_shared<KeptWish>(wish);
    const auto kerberos_client = [kept] { return kerberos::client(kept->value, kerberos::Style::smb); };
    const auto ntlm = [kept] {
        static const Account nobody;
        ClientWish one = kept->value;
        if (one.account == nullptr) one.account = &nobody;
        return Made(ntlm::make_client(one));
    };
    switch (service) {
        case Service::ntlm:
            return Made(negotiate::client({{Service::ntlm, ntlm}}));
        case Service::kerberos:
            return Made(negotiate::client({{Service::kerberos, kerberos_client}}));
        case Service::negotiate:
            return Made(negotiate::client({{Service::kerberos, kerberos_client}, {Service::ntlm, ntlm}}));
        default:
            return Status::sec_e_secpkg_not_found;
    }
}

std::unique_ptr<Context> server_context(const ServerIdentity& identity, Level level) {
    const auto kerberos_server = [principal = identity.principal] { return kerberos::server({}, principal); };
    const auto ntlm = [level] { return ntlm_server(level); };
    Made made = Status::sec_e_secpkg_not_found;
    switch (identity.service) {
        case Service::ntlm:
            made = ntlm();
            break;
        case Service::kerberos:
            made = kerberos_server();
            break;
        case Service::negotiate:
            // The principal may be of either mechanism; any key of the keytab proves who we are.
            return negotiate::server({{Service::kerberos, [] { return kerberos::server(); }}, {Service::ntlm, ntlm}});
        default:
            break;
    }
    return made ? std::move(*made) : nullptr;
}

std::string default_principal(Service service) {
    const base::HostName host;
    if (service != Service::ntlm && !host.view().empty()) return "host/" + std::string(host.view());
    const auto account = local_account();
    return account ? account->user : std::string();
}

}  // namespace rpcrt4::security
