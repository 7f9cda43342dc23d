// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcproxy.h>: the NDR calls of COM proxies and stubs. COM itself is not provided: interface pointers appear as
// pointers to incomplete types, which is all that generated RPC files need from this header.
#ifndef RPCRT4_INCLUDE_RPCPROXY_H
#define RPCRT4_INCLUDE_RPCPROXY_H

#define __RPCPROXY_H_VERSION__ (475)
#ifdef __REQUIRED_RPCPROXY_H_VERSION__
#if __RPCPROXY_H_VERSION__ < __REQUIRED_RPCPROXY_H_VERSION__
#error these stubs were compiled for a later version of <rpcproxy.h>
#endif
#endif

#include <rpcndr.h>

RPCRT4_BEGIN_C

RPCRTAPI void RPC_ENTRY NdrProxyInitialize(void* proxy, PRPC_MESSAGE rpc_message, PMIDL_STUB_MESSAGE message,
                                           PMIDL_STUB_DESC description, unsigned int procedure);
RPCRTAPI void RPC_ENTRY NdrProxyGetBuffer(void* proxy, PMIDL_STUB_MESSAGE message);
RPCRTAPI void RPC_ENTRY NdrProxySendReceive(void* proxy, PMIDL_STUB_MESSAGE message);
RPCRTAPI void RPC_ENTRY NdrProxyFreeBuffer(void* proxy, PMIDL_STUB_MESSAGE message);
RPCRTAPI HRESULT RPC_ENTRY NdrProxyErrorHandler(DWORD exception);
RPCRTAPI void RPC_ENTRY NdrStubInitialize(PRPC_MESSAGE rpc_message, PMIDL_STUB_MESSAGE message,
                                          PMIDL_STUB_DESC description, struct IRpcChannelBuffer* channel);
RPCRTAPI void RPC_ENTRY NdrStubGetBuffer(struct IRpcStubBuffer* stub, struct IRpcChannelBuffer* channel,
                                         PMIDL_STUB_MESSAGE message);

RPCRT4_END_C

#endif
