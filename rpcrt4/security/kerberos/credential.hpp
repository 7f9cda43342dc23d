// SPDX-License-Identifier: LGPL-2.1-or-later
// Credentials, from wherever they are.
#pragma once

#include <string>

#include "handleapi/base/status.hpp"
#include "rpcrt4/security/kerberos/gss.hpp"
#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security::kerberos {

/// A principal by its text.
base::Result<Name> import_principal(const std::string& principal);

/// The process's tickets, or those an account's password buys: then they are in a cache in memory that goes with the
/// credential. Below Level::privacy the client does not claim to seal, as Windows does not: servers take the claim for
/// the level that is wanted.
base::Result<Credential> client_credential(const ClientWish& wish);

base::Result<Credential> server_credential(const std::string& keytab, const std::string& principal);

}  // namespace rpcrt4::security::kerberos
