// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcnsi.h>: constants of the RPC name service. The name service itself is not provided; no function is declared.
#ifndef RPCRT4_INCLUDE_RPCNSI_H
#define RPCRT4_INCLUDE_RPCNSI_H

#define __RPCNSI_H__

typedef void* RPC_NS_HANDLE;

#define RPC_C_NS_SYNTAX_DEFAULT 0
#define RPC_C_NS_SYNTAX_DCE 3
#define RPC_C_PROFILE_DEFAULT_ELT 0
#define RPC_C_PROFILE_ALL_ELT 1
#define RPC_C_PROFILE_ALL_ELTS RPC_C_PROFILE_ALL_ELT
#define RPC_C_PROFILE_MATCH_BY_IF 2
#define RPC_C_PROFILE_MATCH_BY_MBR 3
#define RPC_C_PROFILE_MATCH_BY_BOTH 4
#define RPC_C_NS_DEFAULT_EXP_AGE (-1)

#endif
