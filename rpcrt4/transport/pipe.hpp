// SPDX-License-Identifier: LGPL-2.1-or-later
// ncacn_np. Between processes of this machine: AF_UNIX streams, one socket file per pipe in the folder "np" of the
// runtime directory, carrying plain connection oriented PDUs. Pipes of another machine: SMB (smb/). The local
// ones are apart from those of CreateNamedPipe: a client needs the runtime.
// Names of pipes do not tell ASCII capitals from small letters.
// The members are those of a Mechanism row; registry.hpp has their contracts.
#pragma once

#include "rpcrt4/transport/registry.hpp"

namespace rpcrt4::transport::pipe {

base::Result<Socket> connect(std::string_view host, std::string_view endpoint, const ConnectLimits& limits);
base::Result<Listening> listen(std::string_view endpoint, uint32_t backlog);
std::string peer(int descriptor);
/// Of "", ".", and a name or address of this machine; each with or without the two backslashes before it.
bool is_here(std::string_view host) noexcept;

}  // namespace rpcrt4::transport::pipe
