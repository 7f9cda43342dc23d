// SPDX-License-Identifier: LGPL-2.1-or-later
// See auth_registry.hpp.
#include "rpcrt4/server/auth_registry.hpp"

#include <algorithm>
#include <utility>

namespace rpcrt4::server {

namespace {

auto of_service(security::Service service) {
    return [service](const security::ServerIdentity& identity) { return identity.service == service; };
}

}  // namespace

base::Status AuthRegistry::add(security::ServerIdentity identity) {
    if (!security::known(identity.service)) return base::Status::rpc_s_unknown_authn_service;
    identities_.with([&](auto& identities) {
        std::erase_if(identities, of_service(identity.service));
        identities.push_back(std::move(identity));
    });
    return base::Status::ok;
}

std::optional<security::ServerIdentity> AuthRegistry::find(security::Service service) const {
    return identities_.with([&](const auto& identities) -> std::optional<security::ServerIdentity> {
        const auto found = std::find_if(identities.begin(), identities.end(), of_service(service));
        if (found == identities.end()) return {};
        return *found;
    });
}

}  // namespace rpcrt4::server
