// SPDX-License-Identifier: LGPL-2.1-or-later
// Pipes of other machines, as the row of ncacn_np needs them. Each connection of the runtime is a session of its own.
#pragma once

#include <string_view>

#include "rpcrt4/transport/registry.hpp"

namespace rpcrt4::transport::smb {

/// `pipe` without \pipe\. The socket is near (bridge.hpp); whatever happens to the session ends its stream.
base::Result<Socket> connect(std::string_view host, std::string_view pipe, const ConnectLimits& limits);

/// The same over a socket that is connected already.
base::Result<Socket> connect_over(Socket far, std::string_view host, std::string_view pipe,
                                  const ConnectLimits& limits);

}  // namespace rpcrt4::transport::smb
