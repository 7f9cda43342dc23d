// SPDX-License-Identifier: LGPL-2.1-or-later
// Where the calls of a binding go: its association, made at the first call. A partially bound handle takes its endpoint
// from the interface specification or, without one there, from the endpoint map (mapper).
// Threads: any; both functions may ask another host.
#pragma once

#include "rpcrt4/association/association.hpp"
#include "rpcrt4/binding/binding.hpp"

#include <rpcdcep.h>

namespace rpcrt4::client {

/// Where calls of the interface go when the binding does not know yet. ept_s_not_registered when nobody serves it.
base::Result<binding::Target> find_target(const binding::Binding& binding, const RPC_CLIENT_INTERFACE& interface_);

/// A fast binding handle must be bound already: rpc_s_binding_incomplete when it is not, which nothing documents.
/// `settings` is filled; its destination is an Association. Otherwise fails as find_target does.
base::Status resolve(binding::Binding& binding, const RPC_CLIENT_INTERFACE& interface_,
                     binding::CallSettings& settings);

}  // namespace rpcrt4::client
