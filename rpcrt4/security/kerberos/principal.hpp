// SPDX-License-Identifier: LGPL-2.1-or-later
// Names as Windows' RPC programs give them, and as Kerberos wants them. Pure.
#pragma once

#include <string>

#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security::kerberos {

/// The principal of a server: "host/server", "service/host:port/domain" and "user" as they are, with the realm that is
/// given; "DOMAIN\user" becomes "user@DOMAIN". A service without a realm gets the empty one, by which MIT krb5 looks
/// for the host's realm ([domain_realm], then the KDC's referrals) and does not insist on its own. Empty: no principal.
std::string server_principal(const std::string& name);

/// The principal of an account: "user@REALM" from either place the realm may stand. Realms are DNS names of Windows
/// domains, so letters become capitals. Without any, the default realm is meant.
std::string account_principal(const Account& account);

/// Peer::user and ::domain of a principal as it is displayed, of which the last '@' that nothing escapes counts. An
/// empty realm is one that the library found out for itself and does not tell.
Peer peer_of(const std::string& principal);

}  // namespace rpcrt4::security::kerberos
