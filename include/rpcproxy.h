// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcproxy.h>: what generated RPC files need from it, which is <rpcndr.h>. COM is not provided, nor are the NDR calls
// of its proxies and stubs; interface pointers appear as pointers to incomplete types.
#ifndef RPCRT4_INCLUDE_RPCPROXY_H
#define RPCRT4_INCLUDE_RPCPROXY_H

#define __RPCPROXY_H_VERSION__ (475)
#ifdef __REQUIRED_RPCPROXY_H_VERSION__
#if __RPCPROXY_H_VERSION__ < __REQUIRED_RPCPROXY_H_VERSION__
#error these stubs were compiled for a later version of <rpcproxy.h>
#endif
#endif

#include <rpcndr.h>

#endif
