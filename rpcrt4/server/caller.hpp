// SPDX-License-Identifier: LGPL-2.1-or-later
// Who makes a call: as the authentication of its connection says, or, where nothing else was agreed on, as smbd does of
// its clients, and the system of those of this machine. Microsoft RpcBindingInqAuthClient, RPC_CALL_ATTRIBUTES.
#pragma once

#include <cstdint>
#include <string>

#include "rpcrt4/security/identity.hpp"
#include "rpcrt4/security/security_descriptor.hpp"

namespace rpcrt4::server {

class ServerCall;

struct Caller {
    /// Somebody in particular, or at least authenticated as nobody (a null session).
    bool authenticated = false;
    bool null_session = false;
    uint32_t level = 1;    ///< RPC_C_AUTHN_LEVEL_*
    uint32_t service = 0;  ///< RPC_C_AUTHN_*
};

/// Without names, which take a look at the system's accounts: asked of every call of a careful interface.
Caller caller_of(ServerCall& call) noexcept;
/// "DOMAIN\\user", "user@REALM"; empty when it is not known.
std::string client_principal(ServerCall& call);
/// What is known of the client, for the security descriptor of an interface.
security::Party party_of(ServerCall& call);
/// Whom a thread that impersonates the client acts for. rpc_s_no_context_available for who is nobody, and for who has
/// not allowed it (RPC_C_IMP_LEVEL_ANONYMOUS, RPC_C_IMP_LEVEL_IDENTIFY).
base::Result<base::Ref<const security::Identity>> identity_of(ServerCall& call);
/// As whom the server was registered for the client's service; empty when it was not.
std::string server_principal(ServerCall& call);

}  // namespace rpcrt4::server
