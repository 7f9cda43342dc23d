// SPDX-License-Identifier: LGPL-2.1-or-later
// From a connected socket to an open pipe ([MS-SMB2] 3.2.4): NEGOTIATE of all dialects from 2.0.2 to 3.1.1,
// SESSION_SETUP by SPNEGO with the providers of security/, TREE_CONNECT to IPC$, CREATE. Blocks on the calling thread
// until the deadline; who shuts the socket down ends it.
//
// Whoever logs on as somebody signs everything, and takes no answer that is not signed: a server, or somebody before
// it, that makes a guest of him is refused. Nobody's session (null, guest) has no key to sign with. What was negotiated
// is confirmed before the pipe is opened: by the keys themselves with 3.1.1, by FSCTL_VALIDATE_NEGOTIATE_INFO before.
#pragma once

#include <memory>
#include <string>

#include "rpcrt4/transport/registry.hpp"
#include "rpcrt4/transport/smb/conversation.hpp"

namespace rpcrt4::transport::smb {

struct OpenPipe {
    std::unique_ptr<Conversation> conversation;
    FileId file{};
    uint32_t most_read = 0, most_write = 0;
};

struct PipeName {
    std::string host;  ///< without backslashes
    std::string pipe;  ///< without \pipe\, as the server has it
};

/// rpc_s_access_denied, rpc_s_server_unavailable, rpc_s_server_too_busy (status.hpp); rpc_s_protocol_error for what is
/// no SMB; what a provider says (security::rpc_status()).
base::Result<OpenPipe> open_pipe(int descriptor, const PipeName& name, const Logon& logon, const Deadline& deadline);

}  // namespace rpcrt4::transport::smb
