// SPDX-License-Identifier: LGPL-2.1-or-later
// What RpcBindingSetAuthInfoEx is given, read from the structures a program lays out: identities, and qualities of
// service of all versions. Nothing of them is kept: a program may wipe its password when the call has returned.
// SEC_WINNT_AUTH_IDENTITY, SEC_WINNT_AUTH_IDENTITY_EX, RPC_SECURITY_QOS to RPC_SECURITY_QOS_V5.
#pragma once

#include "rpcrt4/binding/authentication.hpp"

#include <rpc.h>
#include <rpcdce.h>

namespace rpcrt4::binding {

/// Fills in the account and the packages. An extended identity that names nobody stands for the process, with the
/// packages it allows. rpc_s_invalid_arg for strings of no known kind; rpc_s_invalid_auth_identity for the packed form
/// (SEC_WINNT_AUTH_IDENTITY_EX2), which nothing here makes.
base::Status read_identity(const void* identity, AuthenticationWish& wish);

/// Null: the default. rpc_s_invalid_arg for unknown versions, for additional credentials, which belong to ncacn_http
/// alone, and for a SID that is none; rpc_s_invalid_security_desc.
base::Status read_qos(const RPC_SECURITY_QOS* given, SecurityQos& qos);

/// The same in the version that is asked for; rpc_s_invalid_arg for unknown ones.
base::Status write_qos(const SecurityQos& qos, uint32_t version, void* out);

}  // namespace rpcrt4::binding
