// SPDX-License-Identifier: LGPL-2.1-or-later
// ncalrpc: AF_UNIX streams, one socket file per endpoint name in the runtime directory, carrying plain connection
// oriented PDUs. The file mode of the directory (0700) keeps other users out.
// The members are those of a Mechanism row; registry.hpp has their contracts.
#pragma once

#include "rpcrt4/transport/registry.hpp"

namespace rpcrt4::transport::lrpc {

base::Result<Socket> connect(std::string_view host, std::string_view endpoint, const ConnectLimits& limits);
base::Result<Listening> listen(std::string_view endpoint, uint32_t backlog);
std::string peer(int descriptor);
/// Of any: nobody else can be meant.
bool is_here(std::string_view host) noexcept;

}  // namespace rpcrt4::transport::lrpc
