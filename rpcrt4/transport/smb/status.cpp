// SPDX-License-Identifier: LGPL-2.1-or-later
// See status.hpp.
#include "rpcrt4/transport/smb/status.hpp"

namespace rpcrt4::transport::smb {

using base::Status;

Status connect_failure(uint32_t nt_status) noexcept {
    switch (nt_status) {
        case nt::kAccessDenied:
        case 0xC000005E:  // STATUS_NO_LOGON_SERVERS
        case 0xC0000064:  // STATUS_NO_SUCH_USER
        case 0xC000006A:  // STATUS_WRONG_PASSWORD
        case 0xC000006D:  // STATUS_LOGON_FAILURE
        case 0xC000006E:  // STATUS_ACCOUNT_RESTRICTION
        case 0xC000006F:  // STATUS_INVALID_LOGON_HOURS
        case 0xC0000070:  // STATUS_INVALID_WORKSTATION
        case 0xC0000071:  // STATUS_PASSWORD_EXPIRED
        case 0xC0000072:  // STATUS_ACCOUNT_DISABLED
        case 0xC00000CA:  // STATUS_NETWORK_ACCESS_DENIED
        case 0xC0000133:  // STATUS_TIME_DIFFERENCE_AT_DC
        case 0xC000015B:  // STATUS_LOGON_TYPE_NOT_GRANTED
        case 0xC000018B:  // STATUS_NO_TRUST_SAM_ACCOUNT
        case 0xC0000193:  // STATUS_ACCOUNT_EXPIRED
        case 0xC0000224:  // STATUS_PASSWORD_MUST_CHANGE
        case 0xC0000234:  // STATUS_ACCOUNT_LOCKED_OUT
            return Status::rpc_s_access_denied;
        case 0xC00000AB:  // STATUS_INSTANCE_NOT_AVAILABLE
        case 0xC00000AC:  // STATUS_PIPE_NOT_AVAILABLE
        case 0xC00000AE:  // STATUS_PIPE_BUSY
        case 0xC00000CE:  // STATUS_TOO_MANY_SESSIONS
        case 0xC00000D0:  // STATUS_REQUEST_NOT_ACCEPTED
        case 0xC0000205:  // STATUS_INSUFF_SERVER_RESOURCES
            return Status::rpc_s_server_too_busy;
        case 0xC000009A:  // STATUS_INSUFFICIENT_RESOURCES
            return Status::rpc_s_out_of_resources;
        default:
            return Status::rpc_s_server_unavailable;
    }
}

}  // namespace rpcrt4::transport::smb
