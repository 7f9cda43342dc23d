// SPDX-License-Identifier: LGPL-2.1-or-later
// See caller.hpp.
#include "rpcrt4/server/caller.hpp"

#include <unistd.h>

#include "rpcrt4/security/user_names.hpp"
#include "rpcrt4/server/connection.hpp"

#include <rpcdce.h>

namespace rpcrt4::server {

namespace {

/// A mechanism that knows the user of this machine knows it for this process's own (local_secret).
std::optional<security::SystemUser> user_of(const security::Peer& peer) {
    if (!peer.uid) return std::nullopt;
    return security::SystemUser{.uid = *peer.uid, .gid = ::getegid(), .groups = {}};
}

/// Who the client has proved to be: to us, or to smbd.
const security::Peer* authenticated_peer(ServerCall& call) noexcept {
    const protocol::SecurityContext* const security = call.security();
    return security != nullptr ? &security->peer() : call.connection().front_peer();
}

}  // namespace

Caller caller_of(ServerCall& call) noexcept {
    if (const protocol::SecurityContext* security = call.security()) {
        return {.authenticated = true,
                .null_session = security->peer().anonymous,
                .level = static_cast<uint32_t>(security->level()),
                .service = static_cast<uint32_t>(security->service())};
    }
    // smbd does not say how the session is protected: no more is claimed than that it has authenticated its client.
    if (const security::Peer* peer = call.connection().front_peer()) {
        return {.authenticated = true,
                .null_session = peer->anonymous,
                .level = RPC_C_AUTHN_LEVEL_CONNECT,
                .service = RPC_C_AUTHN_WINNT};
    }
    if (!call.connection().client_credentials()) return {};
    return {.authenticated = true, .level = RPC_C_AUTHN_LEVEL_PKT_PRIVACY, .service = RPC_C_AUTHN_WINNT};
}

std::string client_principal(ServerCall& call) {
    if (const security::Peer* peer = authenticated_peer(call)) return peer->principal;
    const auto credentials = call.connection().client_credentials();
    return credentials ? security::account_name(credentials->uid) : std::string();
}

security::Party party_of(ServerCall& call) {
    const bool local = call.connection().is_local();
    if (const security::Peer* peer = authenticated_peer(call)) {
        return {.local = local, .authenticated = !peer->anonymous, .user = user_of(*peer)};
    }
    auto user = call.connection().client_user();
    return {.local = local, .authenticated = user.has_value(), .user = std::move(user)};
}

base::Result<base::Ref<const security::Identity>> identity_of(ServerCall& call) {
    using security::Identity;
    if (const security::Peer* peer = authenticated_peer(call)) {
        if (peer->anonymous || peer->impersonation < security::Impersonation::impersonate) {
            return base::Status::rpc_s_no_context_available;
        }
        return base::make_ref<const Identity>(*peer, user_of(*peer));
    }
    auto user = call.connection().client_user();
    if (!user) return base::Status::rpc_s_no_context_available;
    security::Peer peer;
    peer.user = security::user_name(user->uid);
    peer.principal = security::account_name(user->uid);
    peer.uid = user->uid;
    return base::make_ref<const Identity>(std::move(peer), std::move(user));
}

std::string server_principal(ServerCall& call) {
    if (call.security() == nullptr) return {};
    const auto identity = call.connection().environment().authentication.find(call.security()->service());
    return identity ? identity->principal : std::string();
}

}  // namespace rpcrt4::server
