// SPDX-License-Identifier: LGPL-2.1-or-later
// ncacn_ip_tcp: IPv4 and IPv6. The endpoint is a port number, the host a name or a literal address; an empty host is
// this machine. One listening socket serves both families where the machine has IPv6.
// The members are those of a Mechanism row; registry.hpp has their contracts.
#pragma once

#include "rpcrt4/transport/registry.hpp"

namespace rpcrt4::transport::tcp {

base::Result<Socket> connect(std::string_view host, std::string_view endpoint, const ConnectLimits& limits);
base::Result<Listening> listen(std::string_view endpoint, uint32_t backlog);
void prepare(int descriptor) noexcept;
bool request_lost(int descriptor, int error) noexcept;
std::string peer(int descriptor);
bool is_here(std::string_view host) noexcept;

}  // namespace rpcrt4::transport::tcp
