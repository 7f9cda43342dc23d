// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security {

using base::Status;

/// rpcdce.h's functions document these outcomes ("Authentication-level constants", RpcBindingSetAuthInfo): whatever has
/// to do with who somebody is, or with a message that is not what was sent, is a refusal; the rest is the package's.
Status rpc_status(Status security_status) noexcept {
    switch (security_status) {
        case Status::ok:
            return Status::ok;
        case Status::sec_e_insufficient_memory:
            return Status::rpc_s_out_of_memory;
        case Status::sec_e_secpkg_not_found:
            return Status::rpc_s_unknown_authn_service;
        case Status::sec_e_invalid_token:
        case Status::sec_e_logon_denied:
        case Status::sec_e_unknown_credentials:
        case Status::sec_e_no_credentials:
        case Status::sec_e_message_altered:
        case Status::sec_e_out_of_sequence:
        case Status::sec_e_context_expired:
        case Status::sec_e_wrong_principal:
            return Status::rpc_s_access_denied;
        default:
            return Status::rpc_s_sec_pkg_error;
    }
}

}  // namespace rpcrt4::security
