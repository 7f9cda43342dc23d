// SPDX-License-Identifier: LGPL-2.1-or-later
// How the engine fails: it throws RpcError, which the exports turn into a raise (the ABI's way). Bad wire data is
// rpc_x_bad_stub_data whatever the detail; a caller's own mistake keeps its documented code.
#pragma once

#include "handleapi/boundary.hpp"

namespace rpcrt4::ndr {

[[noreturn]] inline void fail(base::Status status) { throw handleapi::RpcError{status}; }
[[noreturn]] inline void fail_bad_data() { fail(base::Status::rpc_x_bad_stub_data); }
/// A construct this engine does not know. The documented code for a request that cannot be served by this version;
/// Windows raises rpc_s_internal_error for format characters it does not know.
[[noreturn]] inline void fail_unsupported() { fail(base::Status::rpc_s_cannot_support); }

}  // namespace rpcrt4::ndr
