// SPDX-License-Identifier: LGPL-2.1-or-later
// Where the calls of a binding go: its association, made at the first call. A partially bound handle takes its endpoint
// from the interface specification; without one there, it needs the endpoint mapper.
// Threads: any.
#pragma once

#include "rpcrt4/association/association.hpp"
#include "rpcrt4/binding/binding.hpp"

#include <rpcdcep.h>

namespace rpcrt4::client {

/// Where calls of the interface go when the binding does not know yet; same failures as resolve().
base::Result<binding::Target> find_target(const binding::Binding& binding, const RPC_CLIENT_INTERFACE& interface_);

/// A fast binding handle must be bound already: rpc_s_binding_incomplete when it is not, which nothing documents.
/// `settings` is filled; its destination is an Association. ept_s_not_registered when there is no endpoint: no mapper
/// is asked yet.
base::Status resolve(binding::Binding& binding, const RPC_CLIENT_INTERFACE& interface_,
                     binding::CallSettings& settings);

}  // namespace rpcrt4::client
