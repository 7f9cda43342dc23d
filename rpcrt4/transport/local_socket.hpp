// SPDX-License-Identifier: LGPL-2.1-or-later
// What the mechanisms between processes of one machine share: AF_UNIX streams that carry plain connection oriented
// PDUs, one socket file per endpoint in a directory only its user may enter. A server that died leaves its file behind;
// the next one that wants the name finds nobody there and replaces it.
#pragma once

#include "rpcrt4/transport/registry.hpp"

namespace rpcrt4::transport::local {

/// A file name for any endpoint, different for different ones: a file name may not hold a slash or begin with a dot.
std::string file_name(std::string_view endpoint);
/// rpc_s_invalid_endpoint_format for a name that is too long for a socket.
base::Result<Socket> connect(const std::string& directory, const std::string& name, const ConnectLimits& limits);
/// rpc_s_duplicate_endpoint when a living server has the name.
base::Result<Listening> listen(const std::string& directory, const std::string& name, std::string endpoint,
                               uint32_t backlog);

// Members of a Mechanism row.
void prepare(int descriptor) noexcept;
bool request_lost(int descriptor, int error) noexcept;

}  // namespace rpcrt4::transport::local
