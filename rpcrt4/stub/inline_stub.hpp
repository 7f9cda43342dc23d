// SPDX-License-Identifier: LGPL-2.1-or-later
// What stubs compiled without the interpreter call around their type routines: setting up the message, and moving
// buffers through the runtime. Failures are thrown; the exports raise them.
#pragma once

#include <rpcndr.h>

namespace rpcrt4::stub {

void client_initialize(RPC_MESSAGE& message, MIDL_STUB_MESSAGE& stub, const MIDL_STUB_DESC& description,
                       unsigned procedure);
/// Returns where the arguments begin.
unsigned char* server_initialize(RPC_MESSAGE& message, MIDL_STUB_MESSAGE& stub, const MIDL_STUB_DESC& description);
unsigned char* get_buffer(MIDL_STUB_MESSAGE& stub, ULONG size, RPC_BINDING_HANDLE binding);
/// `end`: just behind the last byte marshalled.
unsigned char* send_receive(MIDL_STUB_MESSAGE& stub, unsigned char* end);
void free_buffer(MIDL_STUB_MESSAGE& stub) noexcept;

}  // namespace rpcrt4::stub
