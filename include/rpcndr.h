// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcndr.h>: the contract between stubs and the NDR engine: format strings, MIDL_STUB_DESC, MIDL_STUB_MESSAGE, the
// marshalling routines stubs call, the interpreter entry points and the memory model of [enable_allocate].
//
// The layouts are those of 64-bit Windows; tests/layout proves them. As on Windows this header makes `small` and
// `hyper` macros and `byte` and `boolean` types, so it comes last among the includes of C++ code.
// One file of this length because Windows has one: the name is part of the API.
#ifndef RPCRT4_INCLUDE_RPCNDR_H
#define RPCRT4_INCLUDE_RPCNDR_H

#ifndef __RPCNDR_H_VERSION__
#define __RPCNDR_H_VERSION__ (500)
#endif
#ifdef __REQUIRED_RPCNDR_H_VERSION__
#if __RPCNDR_H_VERSION__ < __REQUIRED_RPCNDR_H_VERSION__
#error these stubs were compiled for a later version of <rpcndr.h>
#endif
#endif
#define __RPCNDR_H__

#include <rpc.h>
#include <rpcnsip.h>
#include <rpcsal.h>

// Data representation labels
#define NDR_CHAR_REP_MASK 0x0000000Fu
#define NDR_INT_REP_MASK 0x000000F0u
#define NDR_FLOAT_REP_MASK 0x0000FF00u
#define NDR_LITTLE_ENDIAN 0x00000010u
#define NDR_BIG_ENDIAN 0x00000000u
#define NDR_IEEE_FLOAT 0x00000000u
#define NDR_VAX_FLOAT 0x00000100u
#define NDR_IBM_FLOAT 0x00000300u
#define NDR_ASCII_CHAR 0x00000000u
#define NDR_EBCDIC_CHAR 0x00000001u
#define NDR_LOCAL_DATA_REPRESENTATION 0x00000010u
#define NDR_LOCAL_ENDIAN NDR_LITTLE_ENDIAN

#define TARGET_IS_NT1012_OR_LATER 1
#define TARGET_IS_NT102_OR_LATER 1
#define TARGET_IS_NT100_OR_LATER 1
#define TARGET_IS_NT63_OR_LATER 1
#define TARGET_IS_NT62_OR_LATER 1
#define TARGET_IS_NT61_OR_LATER 1
#define TARGET_IS_NT60_OR_LATER 1
#define TARGET_IS_NT51_OR_LATER 1
#define TARGET_IS_NT50_OR_LATER 1
#define TARGET_IS_NT40_OR_LATER 1
#define TARGET_IS_NT351_OR_WIN95_OR_LATER 1

// The bytes of format strings
#define NdrFcShort(value) (unsigned char)((value)&0xff), (unsigned char)(((value) >> 8) & 0xff)
#define NdrFcLong(value)                                                                                            \
    (unsigned char)((value)&0xff), (unsigned char)(((value) >> 8) & 0xff), (unsigned char)(((value) >> 16) & 0xff), \
        (unsigned char)(((value) >> 24) & 0xff)

// IDL base types
#define small char
#define hyper __int64
#define MIDL_uhyper unsigned __int64
typedef unsigned char byte;
typedef byte cs_byte;
typedef unsigned char boolean;
#ifndef _ERROR_STATUS_T_DEFINED
#define _ERROR_STATUS_T_DEFINED
typedef ULONG error_status_t;
#endif

#ifndef _HYPER_DEFINED
#define _HYPER_DEFINED
#endif
#ifndef _WCHAR_T_DEFINED
#define _WCHAR_T_DEFINED
#endif
#ifndef _SIZE_T_DEFINED
#define _SIZE_T_DEFINED
#endif
#ifndef NDR_SHAREABLE
#define NDR_SHAREABLE static __inline__
#endif
#ifndef EXTERN_GUID
#ifdef INITGUID
#define EXTERN_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
    EXTERN_C const IID DECLSPEC_SELECTANY name = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#define EXTERN_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) EXTERN_C const IID name
#endif
#endif
#define __RPC_CALLEE
#define MIDL_ascii char
#if defined(__cplusplus)
#define MIDL_INTERFACE(text) struct
#endif

#ifdef _NO_MIDL_CONST_TYPE
#define MIDL_CONST_TYPE
#else
#define MIDL_CONST_TYPE const
#endif

// The program provides these two; stubs call them for everything that outlives a call.
RPCRT4_BEGIN_C
void* __RPC_USER MIDL_user_allocate(size_t size);
void __RPC_USER MIDL_user_free(void* memory);
RPCRT4_END_C
#define midl_user_allocate MIDL_user_allocate
#define midl_user_free MIDL_user_free
#define MIDL_memset(memory, value, size) memset(memory, value, size)

typedef void* NDR_CCONTEXT;
typedef struct _NDR_SCONTEXT {
    void* pad[2];
    void* userContext;
} * NDR_SCONTEXT;
#define NDRSContextValue(context) (&(context)->userContext)
#define cbNDRContext 20

#define RPC_CONTEXT_HANDLE_DEFAULT_GUARD ((void*)(LONG_PTR)-4083)
#define RPC_CONTEXT_HANDLE_DEFAULT_FLAGS 0x00000000u
#define RPC_CONTEXT_HANDLE_FLAGS 0x30000000u
#define RPC_CONTEXT_HANDLE_SERIALIZE 0x10000000u
#define RPC_CONTEXT_HANDLE_DONT_SERIALIZE 0x20000000u
#define RPC_TYPE_STRICT_CONTEXT_HANDLE 0x40000000u
#define RPC_TYPE_DISCONNECT_EVENT_CONTEXT_HANDLE 0x80000000u

typedef void(__RPC_USER* NDR_RUNDOWN)(void* context);
typedef void(__RPC_USER* NDR_NOTIFY_ROUTINE)(void);
typedef void(__RPC_USER* NDR_NOTIFY2_ROUTINE)(boolean flag);

typedef struct _SCONTEXT_QUEUE {
    ULONG NumberOfObjects;
    NDR_SCONTEXT* ArrayOfObjects;
} SCONTEXT_QUEUE, *PSCONTEXT_QUEUE;

struct _MIDL_STUB_MESSAGE;
struct _MIDL_STUB_DESC;
struct _FULL_PTR_XLAT_TABLES;
struct NDR_ALLOC_ALL_NODES_CONTEXT;
struct NDR_POINTER_QUEUE_STATE;
struct _NDR_PROC_CONTEXT;
struct IRpcChannelBuffer;
struct IRpcStubBuffer;
struct _CStdStubBuffer;

typedef unsigned char* RPC_BUFPTR;
typedef ULONG RPC_LENGTH;
typedef const unsigned char* PFORMAT_STRING;

typedef void(__RPC_USER* EXPR_EVAL)(struct _MIDL_STUB_MESSAGE* message);
typedef void(__RPC_USER* STUB_THUNK)(struct _MIDL_STUB_MESSAGE* message);
typedef int(__RPC_USER* SERVER_ROUTINE)(void);
typedef void(__RPC_USER* XMIT_HELPER_ROUTINE)(struct _MIDL_STUB_MESSAGE* message);
typedef handle_t(__RPC_USER* GENERIC_BINDING_ROUTINE)(void* object);
typedef void(__RPC_USER* GENERIC_UNBIND_ROUTINE)(void* object, unsigned char* handle);

typedef struct _GENERIC_BINDING_ROUTINE_PAIR {
    GENERIC_BINDING_ROUTINE pfnBind;
    GENERIC_UNBIND_ROUTINE pfnUnbind;
} GENERIC_BINDING_ROUTINE_PAIR, *PGENERIC_BINDING_ROUTINE_PAIR;

typedef struct __GENERIC_BINDING_INFO {
    void* pObj;
    unsigned int Size;
    GENERIC_BINDING_ROUTINE pfnBind;
    GENERIC_UNBIND_ROUTINE pfnUnbind;
} GENERIC_BINDING_INFO, *PGENERIC_BINDING_INFO;

typedef struct _XMIT_ROUTINE_QUINTUPLE {
    XMIT_HELPER_ROUTINE pfnTranslateToXmit;
    XMIT_HELPER_ROUTINE pfnTranslateFromXmit;
    XMIT_HELPER_ROUTINE pfnFreeXmit;
    XMIT_HELPER_ROUTINE pfnFreeInst;
} XMIT_ROUTINE_QUINTUPLE, *PXMIT_ROUTINE_QUINTUPLE;

typedef ULONG(__RPC_USER* USER_MARSHAL_SIZING_ROUTINE)(ULONG* flags, ULONG offset, void* object);
typedef unsigned char*(__RPC_USER* USER_MARSHAL_MARSHALLING_ROUTINE)(ULONG* flags, unsigned char* buffer, void* object);
typedef unsigned char*(__RPC_USER* USER_MARSHAL_UNMARSHALLING_ROUTINE)(ULONG* flags, unsigned char* buffer,
                                                                       void* object);
typedef void(__RPC_USER* USER_MARSHAL_FREEING_ROUTINE)(ULONG* flags, void* object);

typedef struct _USER_MARSHAL_ROUTINE_QUADRUPLE {
    USER_MARSHAL_SIZING_ROUTINE pfnBufferSize;
    USER_MARSHAL_MARSHALLING_ROUTINE pfnMarshall;
    USER_MARSHAL_UNMARSHALLING_ROUTINE pfnUnmarshall;
    USER_MARSHAL_FREEING_ROUTINE pfnFree;
} USER_MARSHAL_ROUTINE_QUADRUPLE;

#define USER_MARSHAL_CB_SIGNATURE 0x55535243
#define USER_CALL_CTXT_MASK(flags) ((flags)&0x00FF)
#define USER_CALL_AUX_MASK(flags) ((flags)&0xFF00)
#define GET_USER_DATA_REP(flags) ((flags) >> 16)
#define USER_CALL_IS_ASYNC 0x0100
#define USER_CALL_NEW_CORRELATION_DESC 0x0200
#define USER_MARSHAL_FC_BYTE 1
#define USER_MARSHAL_FC_CHAR 2
#define USER_MARSHAL_FC_SMALL 3
#define USER_MARSHAL_FC_USMALL 4
#define USER_MARSHAL_FC_WCHAR 5
#define USER_MARSHAL_FC_SHORT 6
#define USER_MARSHAL_FC_USHORT 7
#define USER_MARSHAL_FC_LONG 8
#define USER_MARSHAL_FC_ULONG 9
#define USER_MARSHAL_FC_FLOAT 10
#define USER_MARSHAL_FC_HYPER 11
#define USER_MARSHAL_FC_DOUBLE 12

typedef enum _USER_MARSHAL_CB_TYPE {
    USER_MARSHAL_CB_BUFFER_SIZE,
    USER_MARSHAL_CB_MARSHALL,
    USER_MARSHAL_CB_UNMARSHALL,
    USER_MARSHAL_CB_FREE
} USER_MARSHAL_CB_TYPE;

typedef struct _USER_MARSHAL_CB {
    ULONG Flags;
    struct _MIDL_STUB_MESSAGE* pStubMsg;
    PFORMAT_STRING pReserve;
    ULONG Signature;
    USER_MARSHAL_CB_TYPE CBType;
    PFORMAT_STRING pFormat;
    PFORMAT_STRING pTypeFormat;
} USER_MARSHAL_CB;

typedef enum _IDL_CS_CONVERT { IDL_CS_NO_CONVERT, IDL_CS_IN_PLACE_CONVERT, IDL_CS_NEW_BUFFER_CONVERT } IDL_CS_CONVERT;

typedef void(__RPC_USER* CS_TYPE_NET_SIZE_ROUTINE)(RPC_BINDING_HANDLE binding, ULONG tag, ULONG local_size,
                                                   IDL_CS_CONVERT* conversion, ULONG* net_size, error_status_t* status);
typedef void(__RPC_USER* CS_TYPE_LOCAL_SIZE_ROUTINE)(RPC_BINDING_HANDLE binding, ULONG tag, ULONG net_size,
                                                     IDL_CS_CONVERT* conversion, ULONG* local_size,
                                                     error_status_t* status);
typedef void(__RPC_USER* CS_TYPE_TO_NETCS_ROUTINE)(RPC_BINDING_HANDLE binding, ULONG tag, void* local, ULONG local_size,
                                                   byte* net, ULONG* net_size, error_status_t* status);
typedef void(__RPC_USER* CS_TYPE_FROM_NETCS_ROUTINE)(RPC_BINDING_HANDLE binding, ULONG tag, byte* net, ULONG net_size,
                                                     ULONG local_capacity, void* local, ULONG* local_size,
                                                     error_status_t* status);
typedef void(__RPC_USER* CS_TAG_GETTING_ROUTINE)(RPC_BINDING_HANDLE binding, int server_side, ULONG* sending,
                                                 ULONG* desired, ULONG* receiving, error_status_t* status);

typedef struct _NDR_CS_SIZE_CONVERT_ROUTINES {
    CS_TYPE_NET_SIZE_ROUTINE pfnNetSize;
    CS_TYPE_TO_NETCS_ROUTINE pfnToNetCs;
    CS_TYPE_LOCAL_SIZE_ROUTINE pfnLocalSize;
    CS_TYPE_FROM_NETCS_ROUTINE pfnFromNetCs;
} NDR_CS_SIZE_CONVERT_ROUTINES;

typedef struct _NDR_CS_ROUTINES {
    NDR_CS_SIZE_CONVERT_ROUTINES* pSizeConvertRoutines;
    CS_TAG_GETTING_ROUTINE* pTagGettingRoutines;
} NDR_CS_ROUTINES;

typedef struct _MALLOC_FREE_STRUCT {
    void*(__RPC_USER* pfnAllocate)(size_t size);
    void(__RPC_USER* pfnFree)(void* memory);
} MALLOC_FREE_STRUCT;

typedef struct _COMM_FAULT_OFFSETS {
    short CommOffset;
    short FaultOffset;
} COMM_FAULT_OFFSETS;

typedef struct _NDR_EXPR_DESC {
    const unsigned short* pOffset;
    PFORMAT_STRING pFormatExpr;
} NDR_EXPR_DESC;

typedef struct _MIDL_FORMAT_STRING {
    short Pad;
    unsigned char Format[1];
} MIDL_FORMAT_STRING;

typedef struct _MIDL_STUB_DESC {
    void* RpcInterfaceInformation;
    void*(__RPC_API* pfnAllocate)(size_t size);
    void(__RPC_API* pfnFree)(void* memory);
    union {
        handle_t* pAutoHandle;
        handle_t* pPrimitiveHandle;
        PGENERIC_BINDING_INFO pGenericBindingInfo;
    } IMPLICIT_HANDLE_INFO;
    const NDR_RUNDOWN* apfnNdrRundownRoutines;
    const GENERIC_BINDING_ROUTINE_PAIR* aGenericBindingRoutinePairs;
    const EXPR_EVAL* apfnExprEval;
    const XMIT_ROUTINE_QUINTUPLE* aXmitQuintuple;
    const unsigned char* pFormatTypes;
    int fCheckBounds;
    ULONG Version;
    MALLOC_FREE_STRUCT* pMallocFreeStruct;
    LONG MIDLVersion;
    const COMM_FAULT_OFFSETS* CommFaultOffsets;
    const USER_MARSHAL_ROUTINE_QUADRUPLE* aUserMarshalQuadruple;
    const NDR_NOTIFY_ROUTINE* NotifyRoutineTable;
    ULONG_PTR mFlags;
    const NDR_CS_ROUTINES* CsRoutineTables;
    void* ProxyServerInfo;
    const NDR_EXPR_DESC* pExprInfo;
} MIDL_STUB_DESC;
typedef const MIDL_STUB_DESC* PMIDL_STUB_DESC;
typedef void* PMIDL_XMIT_TYPE;

typedef struct _ARRAY_INFO {
    LONG Dimension;
    ULONG* BufferConformanceMark;
    ULONG* BufferVarianceMark;
    ULONG* MaxCountArray;
    ULONG* OffsetArray;
    ULONG* ActualCountArray;
} ARRAY_INFO, *PARRAY_INFO;

typedef struct _CS_STUB_INFO {
    ULONG WireCodeset;
    ULONG DesiredReceivingCodeset;
    void* CSArrayInfo;
} CS_STUB_INFO;

typedef struct _NDR_ASYNC_MESSAGE* PNDR_ASYNC_MESSAGE;
typedef struct _NDR_CORRELATION_INFO* PNDR_CORRELATION_INFO;

typedef struct _MIDL_STUB_MESSAGE {
    PRPC_MESSAGE RpcMsg;
    unsigned char* Buffer;
    unsigned char* BufferStart;
    unsigned char* BufferEnd;
    unsigned char* BufferMark;
    ULONG BufferLength;
    ULONG MemorySize;
    unsigned char* Memory;
    unsigned char IsClient;
    unsigned char Pad;
    unsigned short uFlags2;
    int ReuseBuffer;
    struct NDR_ALLOC_ALL_NODES_CONTEXT* pAllocAllNodesContext;
    struct NDR_POINTER_QUEUE_STATE* pPointerQueueState;
    int IgnoreEmbeddedPointers;
    unsigned char* PointerBufferMark;
    unsigned char CorrDespIncrement;
    unsigned char uFlags;
    unsigned short UniquePtrCount;
    ULONG_PTR MaxCount;
    ULONG Offset;
    ULONG ActualCount;
    void*(__RPC_API* pfnAllocate)(size_t size);
    void(__RPC_API* pfnFree)(void* memory);
    unsigned char* StackTop;
    unsigned char* pPresentedType;
    unsigned char* pTransmitType;
    handle_t SavedHandle;
    const struct _MIDL_STUB_DESC* StubDesc;
    struct _FULL_PTR_XLAT_TABLES* FullPtrXlatTables;
    ULONG FullPtrRefId;
    ULONG PointerLength;
    int fInDontFree : 1;
    int fDontCallFreeInst : 1;
    int fUnused1 : 1;
    int fHasReturn : 1;
    int fHasExtensions : 1;
    int fHasNewCorrDesc : 1;
    int fIsIn : 1;
    int fIsOut : 1;
    int fIsOicf : 1;
    int fBufferValid : 1;
    int fHasMemoryValidateCallback : 1;
    int fInFree : 1;
    int fNeedMCCP : 1;
    int fUnused2 : 3;
    int fUnused3 : 16;
    ULONG dwDestContext;
    void* pvDestContext;
    NDR_SCONTEXT* SavedContextHandles;
    LONG ParamNumber;
    struct IRpcChannelBuffer* pRpcChannelBuffer;
    PARRAY_INFO pArrayInfo;
    ULONG* SizePtrCountArray;
    ULONG* SizePtrOffsetArray;
    ULONG* SizePtrLengthArray;
    void* pArgQueue;
    ULONG dwStubPhase;
    void* LowStackMark;
    PNDR_ASYNC_MESSAGE pAsyncMsg;
    PNDR_CORRELATION_INFO pCorrInfo;
    unsigned char* pCorrMemory;
    void* pMemoryList;
    INT_PTR pCSInfo;
    unsigned char* ConformanceMark;
    unsigned char* VarianceMark;
    INT_PTR Unused;
    struct _NDR_PROC_CONTEXT* pContext;
    void* ContextHandleHash;
    void* pUserMarshalList;
    INT_PTR Reserved51_3;
    INT_PTR Reserved51_4;
    INT_PTR Reserved51_5;
} MIDL_STUB_MESSAGE, *PMIDL_STUB_MESSAGE;

typedef struct _FULL_PTR_TO_REFID_ELEMENT {
    struct _FULL_PTR_TO_REFID_ELEMENT* Next;
    void* Pointer;
    ULONG RefId;
    unsigned char State;
} FULL_PTR_TO_REFID_ELEMENT, *PFULL_PTR_TO_REFID_ELEMENT;

typedef enum { XLAT_SERVER = 1, XLAT_CLIENT } XLAT_SIDE;

typedef struct _FULL_PTR_XLAT_TABLES {
    struct {
        void** XlatTable;
        unsigned char* StateTable;
        ULONG NumberOfEntries;
    } RefIdToPointer;
    struct {
        PFULL_PTR_TO_REFID_ELEMENT* XlatTable;
        ULONG NumberOfBuckets;
        ULONG HashMask;
    } PointerToRefId;
    ULONG NextRefId;
    XLAT_SIDE XlatSide;
} FULL_PTR_XLAT_TABLES, *PFULL_PTR_XLAT_TABLES;

typedef struct _MIDL_METHOD_PROPERTY {
    ULONG Id;
    ULONG_PTR Value;
} MIDL_METHOD_PROPERTY, *PMIDL_METHOD_PROPERTY;

typedef struct _MIDL_METHOD_PROPERTY_MAP {
    ULONG Count;
    const MIDL_METHOD_PROPERTY* Properties;
} MIDL_METHOD_PROPERTY_MAP, *PMIDL_METHOD_PROPERTY_MAP;

typedef struct _MIDL_INTERFACE_METHOD_PROPERTIES {
    unsigned short MethodCount;
    const MIDL_METHOD_PROPERTY_MAP* const* MethodProperties;
} MIDL_INTERFACE_METHOD_PROPERTIES;

// One transfer syntax a multi-syntax stub can speak; pReserved2 holds MIDL_INTERFACE_METHOD_PROPERTIES.
typedef struct _MIDL_SYNTAX_INFO {
    RPC_SYNTAX_IDENTIFIER TransferSyntax;
    RPC_DISPATCH_TABLE* DispatchTable;
    PFORMAT_STRING ProcString;
    const unsigned short* FmtStringOffset;
    PFORMAT_STRING TypeString;
    const void* aUserMarshalQuadruple;
    const MIDL_INTERFACE_METHOD_PROPERTIES* pMethodProperties;
    ULONG_PTR pReserved2;
} MIDL_SYNTAX_INFO, *PMIDL_SYNTAX_INFO;

typedef struct _MIDL_SERVER_INFO_ {
    PMIDL_STUB_DESC pStubDesc;
    const SERVER_ROUTINE* DispatchTable;
    PFORMAT_STRING ProcString;
    const unsigned short* FmtStringOffset;
    const STUB_THUNK* ThunkTable;
    PRPC_SYNTAX_IDENTIFIER pTransferSyntax;
    ULONG_PTR nCount;
    PMIDL_SYNTAX_INFO pSyntaxInfo;
} MIDL_SERVER_INFO, *PMIDL_SERVER_INFO;

typedef struct _MIDL_STUBLESS_PROXY_INFO {
    PMIDL_STUB_DESC pStubDesc;
    PFORMAT_STRING ProcFormatString;
    const unsigned short* FormatStringOffset;
    PRPC_SYNTAX_IDENTIFIER pTransferSyntax;
    ULONG_PTR nCount;
    PMIDL_SYNTAX_INFO pSyntaxInfo;
} MIDL_STUBLESS_PROXY_INFO, *PMIDL_STUBLESS_PROXY_INFO;

typedef union _CLIENT_CALL_RETURN {
    void* Pointer;
    LONG_PTR Simple;
} CLIENT_CALL_RETURN;

typedef enum { STUB_UNMARSHAL, STUB_CALL_SERVER, STUB_MARSHAL, STUB_CALL_SERVER_NO_HRESULT } STUB_PHASE;

typedef enum { PROXY_CALCSIZE, PROXY_GETBUFFER, PROXY_MARSHAL, PROXY_SENDRECEIVE, PROXY_UNMARSHAL } PROXY_PHASE;

typedef struct _NDR_USER_MARSHAL_INFO_LEVEL1 {
    void* Buffer;
    ULONG BufferSize;
    void*(__RPC_API* pfnAllocate)(size_t size);
    void(__RPC_API* pfnFree)(void* memory);
    struct IRpcChannelBuffer* pRpcChannelBuffer;
    ULONG_PTR Reserved[5];
} NDR_USER_MARSHAL_INFO_LEVEL1;

typedef struct _NDR_USER_MARSHAL_INFO {
    ULONG InformationLevel;
    union {
        NDR_USER_MARSHAL_INFO_LEVEL1 Level1;
    };
} NDR_USER_MARSHAL_INFO;

typedef enum system_handle_t {
    SYSTEM_HANDLE_FILE = 0,
    SYSTEM_HANDLE_SEMAPHORE = 1,
    SYSTEM_HANDLE_EVENT = 2,
    SYSTEM_HANDLE_MUTEX = 3,
    SYSTEM_HANDLE_PROCESS = 4,
    SYSTEM_HANDLE_TOKEN = 5,
    SYSTEM_HANDLE_SECTION = 6,
    SYSTEM_HANDLE_REG_KEY = 7,
    SYSTEM_HANDLE_THREAD = 8,
    SYSTEM_HANDLE_COMPOSITION_OBJECT = 9,
    SYSTEM_HANDLE_SOCKET = 10,
    SYSTEM_HANDLE_JOB = 11,
    SYSTEM_HANDLE_PIPE = 12,
    SYSTEM_HANDLE_MAX = 12,
    SYSTEM_HANDLE_INVALID = 0xFF
} system_handle_t;

typedef void* RPC_SS_THREAD_HANDLE;
typedef void* __RPC_API RPC_CLIENT_ALLOC(size_t size);
typedef void __RPC_API RPC_CLIENT_FREE(void* memory);

// Pipes
typedef void (*NDR_PIPE_PULL_RTN)(char* state, void* buffer, ULONG capacity, ULONG* count);
typedef void (*NDR_PIPE_PUSH_RTN)(char* state, void* buffer, ULONG count);
typedef void (*NDR_PIPE_ALLOC_RTN)(char* state, ULONG requested, void** buffer, ULONG* size);
typedef struct _GENERIC_PIPE_TYPE {
    NDR_PIPE_PULL_RTN pfnPull;
    NDR_PIPE_PUSH_RTN pfnPush;
    NDR_PIPE_ALLOC_RTN pfnAlloc;
    char* pState;
} GENERIC_PIPE_TYPE;

#define RPC_BAD_STUB_DATA_EXCEPTION_FILTER                                                                      \
    ((RpcExceptionCode() == STATUS_ACCESS_VIOLATION) || (RpcExceptionCode() == STATUS_DATATYPE_MISALIGNMENT) || \
     (RpcExceptionCode() == (unsigned int)RPC_X_BAD_STUB_DATA) ||                                               \
     (RpcExceptionCode() == (unsigned int)RPC_S_INVALID_BOUND))

RPCRT4_BEGIN_C

// Types, one family per kind: memory to wire, wire to memory, sizes of both, release.
RPCRTAPI void RPC_ENTRY NdrSimpleTypeMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                              unsigned char format_char);
RPCRTAPI void RPC_ENTRY NdrSimpleTypeUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                unsigned char format_char);
RPCRTAPI unsigned char* RPC_ENTRY NdrPointerMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                     PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrPointerUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                       PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrPointerBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory, PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrPointerMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrPointerFree(PMIDL_STUB_MESSAGE message, unsigned char* memory, PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrByteCountPointerMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                              PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrByteCountPointerUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                                PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrByteCountPointerBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                      PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrByteCountPointerFree(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrSimpleStructMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                          PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrSimpleStructUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                            PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrSimpleStructBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                  PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrSimpleStructMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrSimpleStructFree(PMIDL_STUB_MESSAGE message, unsigned char* memory, PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrConformantStructMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                              PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrConformantStructUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                                PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrConformantStructBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                      PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrConformantStructMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrConformantStructFree(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrConformantVaryingStructMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                                     PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrConformantVaryingStructUnmarshall(PMIDL_STUB_MESSAGE message,
                                                                       unsigned char** memory, PFORMAT_STRING format,
                                                                       unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrConformantVaryingStructBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                             PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrConformantVaryingStructMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrConformantVaryingStructFree(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                       PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrComplexStructMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                           PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrComplexStructUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                             PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrComplexStructBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                   PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrComplexStructMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrComplexStructFree(PMIDL_STUB_MESSAGE message, unsigned char* memory, PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrFixedArrayMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                        PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrFixedArrayUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                          PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrFixedArrayBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrFixedArrayMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrFixedArrayFree(PMIDL_STUB_MESSAGE message, unsigned char* memory, PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrConformantArrayMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                             PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrConformantArrayUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                               PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrConformantArrayBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                     PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrConformantArrayMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrConformantArrayFree(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                               PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrConformantVaryingArrayMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                                    PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrConformantVaryingArrayUnmarshall(PMIDL_STUB_MESSAGE message,
                                                                      unsigned char** memory, PFORMAT_STRING format,
                                                                      unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrConformantVaryingArrayBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                            PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrConformantVaryingArrayMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrConformantVaryingArrayFree(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                      PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrVaryingArrayMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                          PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrVaryingArrayUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                            PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrVaryingArrayBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                  PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrVaryingArrayMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrVaryingArrayFree(PMIDL_STUB_MESSAGE message, unsigned char* memory, PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrComplexArrayMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                          PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrComplexArrayUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                            PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrComplexArrayBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                  PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrComplexArrayMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrComplexArrayFree(PMIDL_STUB_MESSAGE message, unsigned char* memory, PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrNonConformantStringMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                                 PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrNonConformantStringUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                                   PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrNonConformantStringBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                         PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrNonConformantStringMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrConformantStringMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                              PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrConformantStringUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                                PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrConformantStringBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                      PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrConformantStringMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrEncapsulatedUnionMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                               PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrEncapsulatedUnionUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                                 PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrEncapsulatedUnionBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                       PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrEncapsulatedUnionMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrEncapsulatedUnionFree(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                 PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrNonEncapsulatedUnionMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                                  PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrNonEncapsulatedUnionUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                                    PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrNonEncapsulatedUnionBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                          PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrNonEncapsulatedUnionMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrNonEncapsulatedUnionFree(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                    PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrXmitOrRepAsMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                         PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrXmitOrRepAsUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                           PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrXmitOrRepAsBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                 PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrXmitOrRepAsMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrXmitOrRepAsFree(PMIDL_STUB_MESSAGE message, unsigned char* memory, PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrUserMarshalMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                         PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrUserMarshalUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                           PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrUserMarshalBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                 PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrUserMarshalMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrUserMarshalFree(PMIDL_STUB_MESSAGE message, unsigned char* memory, PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrInterfacePointerMarshall(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                              PFORMAT_STRING format);
RPCRTAPI unsigned char* RPC_ENTRY NdrInterfacePointerUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                                PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrInterfacePointerBufferSize(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                      PFORMAT_STRING format);
RPCRTAPI ULONG RPC_ENTRY NdrInterfacePointerMemorySize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrInterfacePointerFree(PMIDL_STUB_MESSAGE message, unsigned char* memory,
                                                PFORMAT_STRING format);

// Context handles
RPCRTAPI void RPC_ENTRY NdrClientContextMarshall(PMIDL_STUB_MESSAGE message, NDR_CCONTEXT context, int check);
RPCRTAPI void RPC_ENTRY NdrClientContextUnmarshall(PMIDL_STUB_MESSAGE message, NDR_CCONTEXT* context,
                                                   RPC_BINDING_HANDLE binding);
RPCRTAPI void RPC_ENTRY NdrServerContextMarshall(PMIDL_STUB_MESSAGE message, NDR_SCONTEXT context, NDR_RUNDOWN rundown);
RPCRTAPI NDR_SCONTEXT RPC_ENTRY NdrServerContextUnmarshall(PMIDL_STUB_MESSAGE message);
RPCRTAPI NDR_SCONTEXT RPC_ENTRY NdrContextHandleInitialize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrServerContextNewMarshall(PMIDL_STUB_MESSAGE message, NDR_SCONTEXT context,
                                                    NDR_RUNDOWN rundown, PFORMAT_STRING format);
RPCRTAPI NDR_SCONTEXT RPC_ENTRY NdrServerContextNewUnmarshall(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrContextHandleSize(PMIDL_STUB_MESSAGE message, unsigned char* memory, PFORMAT_STRING format);
RPCRTAPI RPC_BINDING_HANDLE RPC_ENTRY NDRCContextBinding(NDR_CCONTEXT context);
RPCRTAPI void RPC_ENTRY NDRCContextMarshall(NDR_CCONTEXT context, void* buffer);
RPCRTAPI void RPC_ENTRY NDRCContextUnmarshall(NDR_CCONTEXT* context, RPC_BINDING_HANDLE binding, void* buffer,
                                              ULONG representation);
RPCRTAPI void RPC_ENTRY NDRSContextMarshall(NDR_SCONTEXT context, void* buffer, NDR_RUNDOWN rundown);
RPCRTAPI NDR_SCONTEXT RPC_ENTRY NDRSContextUnmarshall(void* buffer, ULONG representation);
RPCRTAPI void RPC_ENTRY NDRSContextMarshallEx(RPC_BINDING_HANDLE binding, NDR_SCONTEXT context, void* buffer,
                                              NDR_RUNDOWN rundown);
RPCRTAPI NDR_SCONTEXT RPC_ENTRY NDRSContextUnmarshallEx(RPC_BINDING_HANDLE binding, void* buffer, ULONG representation);
RPCRTAPI void RPC_ENTRY NDRSContextMarshall2(RPC_BINDING_HANDLE binding, NDR_SCONTEXT context, void* buffer,
                                             NDR_RUNDOWN rundown, void* guard, ULONG flags);
RPCRTAPI NDR_SCONTEXT RPC_ENTRY NDRSContextUnmarshall2(RPC_BINDING_HANDLE binding, void* buffer, ULONG representation,
                                                       void* guard, ULONG flags);
RPCRTAPI void RPC_ENTRY RpcSsDestroyClientContext(void** context);

// Representation, ranges, correlation
RPCRTAPI void RPC_ENTRY NdrConvert(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format);
RPCRTAPI void RPC_ENTRY NdrConvert2(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format, LONG parameter_count);
RPCRTAPI unsigned char* RPC_ENTRY NdrRangeUnmarshall(PMIDL_STUB_MESSAGE message, unsigned char** memory,
                                                     PFORMAT_STRING format, unsigned char must_allocate);
RPCRTAPI void RPC_ENTRY NdrCorrelationInitialize(PMIDL_STUB_MESSAGE message, void* cache, ULONG cache_size,
                                                 ULONG flags);
RPCRTAPI void RPC_ENTRY NdrCorrelationPass(PMIDL_STUB_MESSAGE message);
RPCRTAPI void RPC_ENTRY NdrCorrelationFree(PMIDL_STUB_MESSAGE message);
RPCRTAPI RPC_STATUS RPC_ENTRY NdrGetUserMarshalInfo(ULONG* flags, ULONG level, NDR_USER_MARSHAL_INFO* info);

// Calls made by inline stubs
RPCRTAPI void RPC_ENTRY NdrClientInitializeNew(PRPC_MESSAGE rpc_message, PMIDL_STUB_MESSAGE message,
                                               PMIDL_STUB_DESC description, unsigned int procedure);
RPCRTAPI unsigned char* RPC_ENTRY NdrServerInitializeNew(PRPC_MESSAGE rpc_message, PMIDL_STUB_MESSAGE message,
                                                         PMIDL_STUB_DESC description);
RPCRTAPI void RPC_ENTRY NdrClientInitialize(PRPC_MESSAGE rpc_message, PMIDL_STUB_MESSAGE message,
                                            PMIDL_STUB_DESC description, unsigned int procedure);
RPCRTAPI unsigned char* RPC_ENTRY NdrServerInitialize(PRPC_MESSAGE rpc_message, PMIDL_STUB_MESSAGE message,
                                                      PMIDL_STUB_DESC description);
RPCRTAPI unsigned char* RPC_ENTRY NdrServerInitializeUnmarshall(PMIDL_STUB_MESSAGE message, PMIDL_STUB_DESC description,
                                                                PRPC_MESSAGE rpc_message);
RPCRTAPI void RPC_ENTRY NdrServerInitializeMarshall(PRPC_MESSAGE rpc_message, PMIDL_STUB_MESSAGE message);
RPCRTAPI unsigned char* RPC_ENTRY NdrGetBuffer(PMIDL_STUB_MESSAGE message, ULONG size, RPC_BINDING_HANDLE binding);
RPCRTAPI unsigned char* RPC_ENTRY NdrNsGetBuffer(PMIDL_STUB_MESSAGE message, ULONG size, RPC_BINDING_HANDLE binding);
RPCRTAPI unsigned char* RPC_ENTRY NdrSendReceive(PMIDL_STUB_MESSAGE message, unsigned char* buffer_end);
RPCRTAPI unsigned char* RPC_ENTRY NdrNsSendReceive(PMIDL_STUB_MESSAGE message, unsigned char* buffer_end,
                                                   RPC_BINDING_HANDLE* automatic);
RPCRTAPI void RPC_ENTRY NdrFreeBuffer(PMIDL_STUB_MESSAGE message);
RPCRTAPI RPC_STATUS RPC_ENTRY NdrMapCommAndFaultStatus(PMIDL_STUB_MESSAGE message, ULONG* comm_status,
                                                       ULONG* fault_status, RPC_STATUS status);
RPCRTAPI void* RPC_ENTRY NdrAllocate(PMIDL_STUB_MESSAGE message, size_t size);
RPCRTAPI void RPC_ENTRY NdrClearOutParameters(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format, void* argument);
RPCRTAPI void RPC_ENTRY NdrPartialIgnoreClientMarshall(PMIDL_STUB_MESSAGE message, void* memory);
RPCRTAPI void RPC_ENTRY NdrPartialIgnoreServerUnmarshall(PMIDL_STUB_MESSAGE message, void** memory);
RPCRTAPI void RPC_ENTRY NdrPartialIgnoreClientBufferSize(PMIDL_STUB_MESSAGE message, void* memory);
RPCRTAPI void RPC_ENTRY NdrPartialIgnoreServerInitialize(PMIDL_STUB_MESSAGE message, void** memory,
                                                         PFORMAT_STRING format);

// Full pointers
RPCRTAPI PFULL_PTR_XLAT_TABLES RPC_ENTRY NdrFullPointerXlatInit(ULONG pointer_count, XLAT_SIDE side);
RPCRTAPI void RPC_ENTRY NdrFullPointerXlatFree(PFULL_PTR_XLAT_TABLES tables);
RPCRTAPI int RPC_ENTRY NdrFullPointerQueryPointer(PFULL_PTR_XLAT_TABLES tables, void* pointer, unsigned char type,
                                                  ULONG* id);
RPCRTAPI int RPC_ENTRY NdrFullPointerQueryRefId(PFULL_PTR_XLAT_TABLES tables, ULONG id, unsigned char type,
                                                void** pointer);
RPCRTAPI void RPC_ENTRY NdrFullPointerInsertRefId(PFULL_PTR_XLAT_TABLES tables, ULONG id, void* pointer);
RPCRTAPI int RPC_ENTRY NdrFullPointerFree(PFULL_PTR_XLAT_TABLES tables, void* pointer);

// The interpreter: client entry points (variable arguments), server entry points
RPCRTAPI CLIENT_CALL_RETURN RPC_VAR_ENTRY NdrClientCall2(PMIDL_STUB_DESC description, PFORMAT_STRING format, ...);
RPCRTAPI CLIENT_CALL_RETURN RPC_VAR_ENTRY NdrAsyncClientCall(PMIDL_STUB_DESC description, PFORMAT_STRING format, ...);
RPCRTAPI void RPC_ENTRY NdrServerCall2(PRPC_MESSAGE message);
RPCRTAPI void RPC_ENTRY NdrServerCallAll(PRPC_MESSAGE message);
RPCRTAPI void RPC_ENTRY NdrAsyncServerCall(PRPC_MESSAGE message);

// Memory of stubs: RpcSs raises, RpcSm returns a status
RPCRTAPI void* RPC_ENTRY RpcSsAllocate(size_t size);
RPCRTAPI void RPC_ENTRY RpcSsDisableAllocate(void);
RPCRTAPI void RPC_ENTRY RpcSsEnableAllocate(void);
RPCRTAPI void RPC_ENTRY RpcSsFree(void* memory);
RPCRTAPI RPC_SS_THREAD_HANDLE RPC_ENTRY RpcSsGetThreadHandle(void);
RPCRTAPI void RPC_ENTRY RpcSsSetClientAllocFree(RPC_CLIENT_ALLOC* allocate, RPC_CLIENT_FREE* release);
RPCRTAPI void RPC_ENTRY RpcSsSetThreadHandle(RPC_SS_THREAD_HANDLE handle);
RPCRTAPI void RPC_ENTRY RpcSsSwapClientAllocFree(RPC_CLIENT_ALLOC* allocate, RPC_CLIENT_FREE* release,
                                                 RPC_CLIENT_ALLOC** old_allocate, RPC_CLIENT_FREE** old_release);
RPCRTAPI void* RPC_ENTRY RpcSmAllocate(size_t size, RPC_STATUS* status);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSmClientFree(void* memory);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSmDestroyClientContext(void** context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSmDisableAllocate(void);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSmEnableAllocate(void);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSmFree(void* memory);
RPCRTAPI RPC_SS_THREAD_HANDLE RPC_ENTRY RpcSmGetThreadHandle(RPC_STATUS* status);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSmSetClientAllocFree(RPC_CLIENT_ALLOC* allocate, RPC_CLIENT_FREE* release);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSmSetThreadHandle(RPC_SS_THREAD_HANDLE handle);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSmSwapClientAllocFree(RPC_CLIENT_ALLOC* allocate, RPC_CLIENT_FREE* release,
                                                       RPC_CLIENT_ALLOC** old_allocate, RPC_CLIENT_FREE** old_release);
RPCRTAPI void RPC_ENTRY NdrRpcSsEnableAllocate(PMIDL_STUB_MESSAGE message);
RPCRTAPI void RPC_ENTRY NdrRpcSsDisableAllocate(PMIDL_STUB_MESSAGE message);
RPCRTAPI void RPC_ENTRY NdrRpcSmSetClientToOsf(PMIDL_STUB_MESSAGE message);
RPCRTAPI void* RPC_ENTRY NdrRpcSmClientAllocate(size_t size);
RPCRTAPI void RPC_ENTRY NdrRpcSmClientFree(void* memory);
RPCRTAPI void* RPC_ENTRY NdrRpcSsDefaultAllocate(size_t size);
RPCRTAPI void RPC_ENTRY NdrRpcSsDefaultFree(void* memory);
RPCRTAPI void RPC_ENTRY RpcUserFree(handle_t async, void* buffer);

RPCRT4_END_C

#endif
