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

Caller caller_of(ServerCall& call) noexcept {
    if (const protocol::SecurityContext* security = call.security()) {
        return {.authenticated = true,
                .null_session = security->peer().anonymous,
                .level = static_cast<uint32_t>(security->level()),
                .service = static_cast<uint32_t>(security->service())};
    }
    if (!call.connection().client_credentials()) return {};
    return {.authenticated = true, .level = RPC_C_AUTHN_LEVEL_PKT_PRIVACY, .service = RPC_C_AUTHN_WINNT};
}

std::string client_principal(ServerCall& call) {
    if (const protocol::SecurityContext* security = call.security()) return security->peer().principal;
    const auto credentials = call.connection().client_credentials();
    return credentials ? local_name(credentials->uid) : std::string();
}

base::Result<base::Ref<const security::Identity>> identity_of(ServerCall& call) {
    using security::Identity, security::SystemUser;
    if (const protocol::SecurityContext* security = call.security()) {
        const security::Peer& peer = security->peer();
        if (peer.anonymous || peer.impersonation < security::Impersonation::impersonate) {
            return base::Status::rpc_s_no_context_available;
        }
        std::optional<SystemUser> user;
        if (peer.uid) user = SystemUser{.uid = *peer.uid, .gid = ::getegid(), .groups = {}};
        return base::make_ref<const Identity>(peer, std::move(user));
    }
    auto user = call.connection().client_user();
    if (!user) return base::Status::rpc_s_no_context_available;
    security::Peer peer;
    peer.user = peer.principal = local_name(user->uid);
    peer.uid = user->uid;
    return base::make_ref<const Identity>(std::move(peer), std::move(user));
}

std::string server_principal(ServerCall& call) {
    if (call.security() == nullptr) return {};
    const auto identity = call.connection().environment().authentication.find(call.security()->service());
    return identity ? identity->principal : std::string();
}

}  // namespace rpcrt4::server
