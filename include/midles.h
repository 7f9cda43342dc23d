// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <midles.h>: serialization (pickling) of procedures and types into buffers the program provides.
#ifndef RPCRT4_INCLUDE_MIDLES_H
#define RPCRT4_INCLUDE_MIDLES_H

#include <rpcndr.h>

typedef enum { MES_ENCODE, MES_DECODE, MES_ENCODE_NDR64 } MIDL_ES_CODE;

typedef enum { MES_INCREMENTAL_HANDLE, MES_FIXED_BUFFER_HANDLE, MES_DYNAMIC_BUFFER_HANDLE } MIDL_ES_HANDLE_STYLE;

typedef void(__RPC_USER* MIDL_ES_ALLOC)(void* state, char** buffer, unsigned int* size);
typedef void(__RPC_USER* MIDL_ES_WRITE)(void* state, char* buffer, unsigned int size);
typedef void(__RPC_USER* MIDL_ES_READ)(void* state, char** buffer, unsigned int* size);

typedef struct _MIDL_TYPE_PICKLING_INFO {
    ULONG Version;
    ULONG Flags;
    UINT_PTR Reserved[3];
} MIDL_TYPE_PICKLING_INFO, *PMIDL_TYPE_PICKLING_INFO;

RPCRT4_BEGIN_C

RPCRTAPI RPC_STATUS RPC_ENTRY MesEncodeIncrementalHandleCreate(void* state, MIDL_ES_ALLOC allocate, MIDL_ES_WRITE write,
                                                               handle_t* handle);
RPCRTAPI RPC_STATUS RPC_ENTRY MesDecodeIncrementalHandleCreate(void* state, MIDL_ES_READ read, handle_t* handle);
RPCRTAPI RPC_STATUS RPC_ENTRY MesIncrementalHandleReset(handle_t handle, void* state, MIDL_ES_ALLOC allocate,
                                                        MIDL_ES_WRITE write, MIDL_ES_READ read, MIDL_ES_CODE operation);
RPCRTAPI RPC_STATUS RPC_ENTRY MesEncodeFixedBufferHandleCreate(char* buffer, ULONG size, ULONG* encoded,
                                                               handle_t* handle);
RPCRTAPI RPC_STATUS RPC_ENTRY MesEncodeDynBufferHandleCreate(char** buffer, ULONG* encoded, handle_t* handle);
RPCRTAPI RPC_STATUS RPC_ENTRY MesDecodeBufferHandleCreate(char* buffer, ULONG size, handle_t* handle);
RPCRTAPI RPC_STATUS RPC_ENTRY MesBufferHandleReset(handle_t handle, ULONG style, MIDL_ES_CODE operation, char** buffer,
                                                   ULONG size, ULONG* encoded);
RPCRTAPI RPC_STATUS RPC_ENTRY MesHandleFree(handle_t handle);
RPCRTAPI RPC_STATUS RPC_ENTRY MesInqProcEncodingId(handle_t handle, PRPC_SYNTAX_IDENTIFIER interface_id,
                                                   ULONG* procedure);

RPCRTAPI void RPC_VAR_ENTRY NdrMesProcEncodeDecode(handle_t handle, const MIDL_STUB_DESC* description,
                                                   PFORMAT_STRING format, ...);
RPCRTAPI CLIENT_CALL_RETURN RPC_VAR_ENTRY NdrMesProcEncodeDecode2(handle_t handle, const MIDL_STUB_DESC* description,
                                                                  PFORMAT_STRING format, ...);

RPCRTAPI size_t RPC_ENTRY NdrMesSimpleTypeAlignSize(handle_t handle);
RPCRTAPI void RPC_ENTRY NdrMesSimpleTypeDecode(handle_t handle, void* object, short size);
RPCRTAPI void RPC_ENTRY NdrMesSimpleTypeEncode(handle_t handle, const MIDL_STUB_DESC* description, const void* object,
                                               short size);

RPCRTAPI size_t RPC_ENTRY NdrMesTypeAlignSize(handle_t handle, const MIDL_STUB_DESC* description, PFORMAT_STRING format,
                                              const void* object);
RPCRTAPI void RPC_ENTRY NdrMesTypeEncode(handle_t handle, const MIDL_STUB_DESC* description, PFORMAT_STRING format,
                                         const void* object);
RPCRTAPI void RPC_ENTRY NdrMesTypeDecode(handle_t handle, const MIDL_STUB_DESC* description, PFORMAT_STRING format,
                                         void* object);
RPCRTAPI size_t RPC_ENTRY NdrMesTypeAlignSize2(handle_t handle, const MIDL_TYPE_PICKLING_INFO* pickling,
                                               const MIDL_STUB_DESC* description, PFORMAT_STRING format,
                                               const void* object);
RPCRTAPI void RPC_ENTRY NdrMesTypeEncode2(handle_t handle, const MIDL_TYPE_PICKLING_INFO* pickling,
                                          const MIDL_STUB_DESC* description, PFORMAT_STRING format, const void* object);
RPCRTAPI void RPC_ENTRY NdrMesTypeDecode2(handle_t handle, const MIDL_TYPE_PICKLING_INFO* pickling,
                                          const MIDL_STUB_DESC* description, PFORMAT_STRING format, void* object);
RPCRTAPI void RPC_ENTRY NdrMesTypeFree2(handle_t handle, const MIDL_TYPE_PICKLING_INFO* pickling,
                                        const MIDL_STUB_DESC* description, PFORMAT_STRING format, void* object);

RPCRT4_END_C

#endif
