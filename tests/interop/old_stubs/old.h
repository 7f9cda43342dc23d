/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The header of old_c.c and old_s.c, in the shape MIDL 3 to 8 give it. */
#pragma warning( disable: 4049 )  /* more than 64k source lines */

#ifndef __REQUIRED_RPCNDR_H_VERSION__
#define __REQUIRED_RPCNDR_H_VERSION__ 440
#endif

#include "rpc.h"
#include "rpcndr.h"

#ifndef __RPCNDR_H_VERSION__
#error this stub requires an updated version of <rpcndr.h>
#endif // __RPCNDR_H_VERSION__

#ifndef __old_h__
#define __old_h__

#ifdef __cplusplus
extern "C"{
#endif

void __RPC_FAR * __RPC_USER MIDL_user_allocate(size_t);
void __RPC_USER MIDL_user_free( void __RPC_FAR * );

#ifndef __Old_INTERFACE_DEFINED__
#define __Old_INTERFACE_DEFINED__

/* interface Old */
/* [implicit_handle][version][uuid] */

int Measure(
    /* [string][in] */ unsigned char __RPC_FAR *text,
    /* [out] */ short __RPC_FAR *vowels);

void Copy(
    /* [string][in] */ unsigned char __RPC_FAR *text,
    /* [string][out] */ unsigned char __RPC_FAR *__RPC_FAR *copy);

/* [comm_status][fault_status] */ error_status_t Fail(
    /* [in] */ int code);

/* The routines under the names -prefix gives them on the server. */
int ServedMeasure(unsigned char __RPC_FAR *text, short __RPC_FAR *vowels);
void ServedCopy(unsigned char __RPC_FAR *text, unsigned char __RPC_FAR *__RPC_FAR *copy);
error_status_t ServedFail(int code);

extern handle_t OldHandle;

extern RPC_IF_HANDLE Old_ClientIfHandle;
extern RPC_IF_HANDLE Old_ServerIfHandle;
#endif /* __Old_INTERFACE_DEFINED__ */

#ifdef __cplusplus
}
#endif

#endif
