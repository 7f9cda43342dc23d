// SPDX-License-Identifier: LGPL-2.1-or-later
// The secret by which processes of one user know each other, as those of one logon do on Windows: made on first use in
// the runtime directory, readable by the user alone. With it NTLM works between them without anybody's password.
#pragma once

#include "rpcrt4/security/ntlm/accounts.hpp"
#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security {

/// This user's account with the secret as its password, which is of use on this machine only. SEC_E_NO_CREDENTIALS when
/// the secret can be neither read nor made, or others may read it.
base::Result<Account> local_account();

/// Admits who proves to know the secret, under this user's name.
class LocalUser final : public ntlm::AccountVerifier {
 public:
    base::Result<ntlm::Admission> verify(const ntlm::Claim& claim) const override;
};

}  // namespace rpcrt4::security
