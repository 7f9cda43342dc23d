// SPDX-License-Identifier: LGPL-2.1-or-later
// Who may come in: what a server asks when a client has shown its response. The answer is either the session key, which
// only the right password yields, or a refusal that does not say what was wrong.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "handleapi/base/status.hpp"
#include "rpcrt4/security/ntlm/keys.hpp"

namespace rpcrt4::security::ntlm {

/// As the client sent it.
struct Claim {
    std::string user;
    std::string domain;
    std::string workstation;
    std::span<const std::byte> server_challenge;
    std::span<const std::byte> nt_response;  ///< an NTLMv2 one: the proof and the blob
};

struct Admission {
    Key session_base_key;
    std::string user;                  ///< as the account is called
    std::string domain;                ///< may be empty: the server's own
    std::optional<uint32_t> uid = {};  ///< of a user of this machine
};

class AccountVerifier {
 public:
    AccountVerifier() = default;
    AccountVerifier(const AccountVerifier&) = delete;
    AccountVerifier& operator=(const AccountVerifier&) = delete;
    virtual ~AccountVerifier() = default;

    /// SEC_E_LOGON_DENIED; SEC_E_NO_AUTHENTICATING_AUTHORITY when there is nobody to ask. May be called from any
    /// thread, and may block for as long as its source takes.
    virtual base::Result<Admission> verify(const Claim& claim) const = 0;
};

/// The proof of a claim, by the hash of a password: whether it is right, and the session key if it is. Takes the same
/// time whether it is or not. Clients that leave the domain out of the calculation are right too ([MS-NLMP] 3.2.5.1.2).
struct Proof {
    bool right = false;
    Key session_base_key;
};
Proof prove(const Claim& claim, const Key& nt_hash);

}  // namespace rpcrt4::security::ntlm
