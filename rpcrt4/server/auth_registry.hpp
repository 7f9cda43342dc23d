// SPDX-License-Identifier: LGPL-2.1-or-later
// AuthRegistry: the authentication services the server has said it takes, and as whom (RpcServerRegisterAuthInfo). A
// client that asks for another is refused with RPC_S_UNKNOWN_AUTHN_SERVICE. Threads: any.
#pragma once

#include <optional>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "rpcrt4/security/packages.hpp"

namespace rpcrt4::server {

class AuthRegistry {
 public:
    /// Replaces what was said of the service before. rpc_s_unknown_authn_service.
    base::Status add(security::ServerIdentity identity);
    std::optional<security::ServerIdentity> find(security::Service service) const;

 private:
    base::Guarded<std::vector<security::ServerIdentity>> identities_;
};

}  // namespace rpcrt4::server
