// SPDX-License-Identifier: LGPL-2.1-or-later
// What a server of SMB answers ([MS-ERREF] 2.3), and what a caller of RPC is told of it.
#pragma once

#include "handleapi/base/status.hpp"

namespace rpcrt4::transport::smb {

namespace nt {
constexpr uint32_t kSuccess = 0, kPending = 0x103, kBufferOverflow = 0x80000005;
constexpr uint32_t kInvalidDeviceRequest = 0xC0000010, kMoreProcessing = 0xC0000016, kAccessDenied = 0xC0000022;
constexpr uint32_t kNotSupported = 0xC00000BB, kFileClosed = 0xC0000128;
}  // namespace nt

/// Of a connection that could not be made. What has to do with who somebody is: rpc_s_access_denied. A pipe whose
/// instances are all taken: rpc_s_server_too_busy, as it is with all servers that have no room. Everything else, a pipe
/// or share that is not there among it: rpc_s_server_unavailable.
base::Status connect_failure(uint32_t nt_status) noexcept;

}  // namespace rpcrt4::transport::smb
