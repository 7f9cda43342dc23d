// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcnsip.h>: the auto-handle description referenced by MIDL_STUB_DESC. Automatic binding needs the name service,
// which is not there; the type exists so that stub files compile.
#ifndef RPCRT4_INCLUDE_RPCNSIP_H
#define RPCRT4_INCLUDE_RPCNSIP_H

#define __RPCNSIP_H__

#include <rpc.h>

typedef struct {
    RPC_NS_HANDLE LookupContext;
    RPC_BINDING_HANDLE ProposedHandle;
    RPC_BINDING_VECTOR* Bindings;
} RPC_IMPORT_CONTEXT_P, *PRPC_IMPORT_CONTEXT_P;

#endif
