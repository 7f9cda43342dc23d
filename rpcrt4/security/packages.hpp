// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map, and the one place that knows all providers: which of them serves an authentication service, and
// with what credentials.
//   provider   the seam            ntlm/  NTLMv2        kerberos/  MIT's GSSAPI      negotiate/  SPNEGO over the two
//   secret     what is wiped       local_secret  how processes of one user know each other
//
// NTLM of a server believes, in this order: this user's own processes (local_secret), the accounts of the file that
// $RPCRT4_ACCOUNTS names (rpcpasswd writes such files), the domain's by winbind.
#pragma once

#include <memory>
#include <string>

#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security {

/// Whether there is a provider for the service.
bool known(Service service) noexcept;

/// The client's side. `this_machine`: the server is here, so this user's own secret will do where nobody is named.
/// SEC_E_SECPKG_NOT_FOUND for an unknown service. May block (a KDC is asked).
base::Result<std::unique_ptr<Context>> client_context(Service service, const ClientWish& wish, bool this_machine);

/// The client's side of a session of SMB: SPNEGO of the mechanisms that the service means. Where nobody is named it is
/// the process's user, or, without a ticket, nobody.
base::Result<std::unique_ptr<Context>> smb_context(Service service, const ClientWish& wish);

/// What a server says it is (RpcServerRegisterAuthInfo).
struct ServerIdentity {
    Service service = Service::none;
    std::string principal;  ///< empty: any the keys are for
};
/// The server's side, for a client that means to use that level; null when it cannot be had.
std::unique_ptr<Context> server_context(const ServerIdentity& identity, Level level);

/// What the server of this process is called when nobody has said: "host/name", for Kerberos; else the user.
std::string default_principal(Service service);

}  // namespace rpcrt4::security
