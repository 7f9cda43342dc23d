// SPDX-License-Identifier: LGPL-2.1-or-later
// What RpcBindingCreate takes, in UTF-8 and checked: the template, options and security of a fast binding handle.
// Pure. Microsoft RPC_BINDING_HANDLE_TEMPLATE_V1, RPC_BINDING_HANDLE_OPTIONS_V1, RPC_BINDING_HANDLE_SECURITY_V1.
#pragma once

#include <optional>
#include <string>

#include "rpcrt4/binding/binding.hpp"

namespace rpcrt4::binding {

struct FastTemplate {
    uint32_t version = 0;
    uint32_t flags = 0;
    uint32_t protocol_sequence = 0;
    std::string address;
    std::string endpoint;   ///< empty: dynamic
    bool reserved = false;  ///< something stands where nothing may
    uuid::Uuid object;
};

struct FastOptions {
    uint32_t version = 0;
    uint32_t flags = 0;
    uint32_t com_timeout = 0;
    uint32_t call_timeout = 0;
};

struct FastSecurity {
    uint32_t version = 0;
    AuthenticationWish wish;
    bool quality_of_service = false;  ///< some is asked for
};

/// A fast handle, unbound. rpc_s_invalid_arg for versions, flags and what must be null; rpc_s_cannot_support for every
/// protocol sequence but the local one, for options that one does not have, and for quality of service
/// without authentication; rpc_s_invalid_rpc_protseq for what is none; rpc_s_invalid_timeout; what Authentication::make
/// says; rpc_s_unsupported_authn_level for a service without a level, or a level without a service.
base::Result<base::Ref<Binding>> create_fast(const FastTemplate& wanted, std::optional<FastSecurity> security,
                                             const std::optional<FastOptions>& options);

}  // namespace rpcrt4::binding
