// SPDX-License-Identifier: LGPL-2.1-or-later
// Who makes a call: as the authentication of its connection says, or, where the transport is local and nothing else was
// agreed on, as the system does. Microsoft RpcBindingInqAuthClient, RPC_CALL_ATTRIBUTES.
#pragma once

#include <cstdint>
#include <string>

namespace rpcrt4::server {

class ServerCall;

struct Caller {
    /// Somebody in particular, or at least authenticated as nobody (a null session).
    bool authenticated = false;
    bool null_session = false;
    std::string principal;  ///< "DOMAIN\\user", "user@REALM"; empty when it is not known
    std::string server_principal;
    uint32_t level = 1;    ///< RPC_C_AUTHN_LEVEL_*
    uint32_t service = 0;  ///< RPC_C_AUTHN_*
};

Caller caller_of(ServerCall& call);

}  // namespace rpcrt4::server
