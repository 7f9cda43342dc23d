// SPDX-License-Identifier: LGPL-2.1-or-later
// The map that is served. Threads: any, after serve_map_of().
#pragma once

#include "rpcrt4/epmapper/element.hpp"

namespace rpcepmapd {

enum class Users : bool { own, all };

/// Whose servers are told of; before the first request.
void serve_map_of(Users users) noexcept;

/// As it is now, the elements of this user first.
std::vector<rpcrt4::epmapper::Element> elements();
/// Those that serve a client. What a server of this user offers is not another user's to offer in its place.
std::vector<rpcrt4::epmapper::Element> serving(const rpcrt4::binding::Tower& wanted,
                                               const rpcrt4::uuid::Uuid& object);

}  // namespace rpcepmapd
