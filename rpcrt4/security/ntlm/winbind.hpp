// SPDX-License-Identifier: LGPL-2.1-or-later
// Accounts of a domain, by Samba's winbind: each question starts ntlm_auth(1), helper protocol ntlm-server-1, which
// asks the running winbindd and so a domain controller. Only root and the group of winbindd's privileged socket may
// ask. Whoever connects makes a server ask, so there are only so many helpers at a time; other questions wait.
#pragma once

#include <string>
#include <string_view>

#include "rpcrt4/security/ntlm/accounts.hpp"

namespace rpcrt4::security::ntlm {

class Winbind final : public AccountVerifier {
 public:
    static constexpr int kMostHelpers = 32;
    struct Options {
        std::string helper = "ntlm_auth";  ///< found as a command is
        std::string configuration;         ///< of Samba; its own when empty
        int patience = 30'000;             ///< milliseconds, for each wait: a domain controller may be far away
    };
    Winbind() = default;
    explicit Winbind(Options options) : options_(std::move(options)) {}

    /// SEC_E_NO_AUTHENTICATING_AUTHORITY when the helper cannot be started, fails, or takes longer than is waited for.
    /// Blocks so long.
    base::Result<Admission> verify(const Claim& claim) const override;

 private:
    Options options_;
};

/// What the helper is asked: lines, an end. Names travel in base64, so that none ends its line.
std::string winbind_question(const Claim& claim);
/// The session key, if the answer admits; SEC_E_LOGON_DENIED, or SEC_E_NO_AUTHENTICATING_AUTHORITY for no answer.
base::Result<Key> winbind_answer(std::string_view answer);

}  // namespace rpcrt4::security::ntlm
