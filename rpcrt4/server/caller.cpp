// SPDX-License-Identifier: LGPL-2.1-or-later
// See caller.hpp.
#include "rpcrt4/server/caller.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>

#include "rpcrt4/server/connection.hpp"

#include <rpcdce.h>

namespace rpcrt4::server {

namespace {

/// MACHINE\user, as Windows calls a local account.
std::string local_name(uid_t uid) {
    std::array<char, 4096> memory;
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(uid, &entry, memory.data(), memory.size(), &found);
    std::array<char, 256> machine{};
    ::gethostname(machine.data(), machine.size() - 1);
    return std::string(machine.data()) + '\\' + (found ? std::string(found->pw_name) : std::to_string(uid));
}

}  // namespace

Caller caller_of(ServerCall& call) {
    Caller caller;
    Connection& connection = call.connection();
    if (const protocol::SecurityContext* security = call.security()) {
        const security::Peer& peer = security->peer();
        caller.authenticated = true;
        caller.null_session = peer.anonymous;
        caller.principal = peer.principal;
        caller.level = static_cast<uint32_t>(security->level());
        caller.service = static_cast<uint32_t>(security->service());
        const auto identity = connection.environment().authentication.find(security->service());
        if (identity) caller.server_principal = identity->principal;
    } else if (const auto credentials = connection.client_credentials()) {
        caller.authenticated = true;
        caller.principal = local_name(credentials->uid);
        caller.level = RPC_C_AUTHN_LEVEL_PKT_PRIVACY;
        caller.service = RPC_C_AUTHN_WINNT;
    }
    return caller;
}

}  // namespace rpcrt4::server
