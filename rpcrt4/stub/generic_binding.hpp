// SPDX-License-Identifier: LGPL-2.1-or-later
// GenericBinding: a binding handle made for one call from a handle type of the program's own ([handle]): its bind
// routine is asked before the call, its unbind routine gets both back afterwards, however the call ended.
// Reference: Microsoft "handle attribute".
#pragma once

#include "rpcrt4/stub/procedure.hpp"

#include <rpcndr.h>

namespace rpcrt4::stub {

class GenericBinding {
 public:
    GenericBinding() = default;
    GenericBinding(const GenericBinding&) = delete;
    GenericBinding& operator=(const GenericBinding&) = delete;
    ~GenericBinding();

    /// From a parameter. Throws what the bind routine raises, rpc_s_invalid_binding when it has no handle to give.
    RPC_BINDING_HANDLE bind(const Procedure& procedure, const MIDL_STUB_DESC& description, const uint64_t* slots);
    /// From the implicit handle.
    RPC_BINDING_HANDLE bind(const MIDL_STUB_DESC& description);

 private:
    RPC_BINDING_HANDLE call_bind(GENERIC_BINDING_ROUTINE routine, GENERIC_UNBIND_ROUTINE unbind);

    void* value_ = nullptr;  ///< the program's handle: a pointer, or an integer in its low bytes
    RPC_BINDING_HANDLE handle_ = nullptr;
    GENERIC_UNBIND_ROUTINE unbind_ = nullptr;
};

}  // namespace rpcrt4::stub
