// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcdcep.h>: what compiled stubs share with the runtime: RPC_MESSAGE, interface descriptions, and the I_Rpc*
// functions that send one. Programs seldom use it directly.
#include <rpc.h>  // includes this file in its turn, after what it needs

#ifndef RPCRT4_INCLUDE_RPCDCEP_H
#define RPCRT4_INCLUDE_RPCDCEP_H

#define __RPCDCEP_H__

typedef struct _RPC_VERSION {
    unsigned short MajorVersion;
    unsigned short MinorVersion;
} RPC_VERSION;

typedef struct _RPC_SYNTAX_IDENTIFIER {
    GUID SyntaxGUID;
    RPC_VERSION SyntaxVersion;
} RPC_SYNTAX_IDENTIFIER, *PRPC_SYNTAX_IDENTIFIER;

typedef struct _RPC_MESSAGE {
    RPC_BINDING_HANDLE Handle;
    ULONG DataRepresentation;
    void* Buffer;
    unsigned int BufferLength;
    unsigned int ProcNum;
    PRPC_SYNTAX_IDENTIFIER TransferSyntax;
    void* RpcInterfaceInformation;
    void* ReservedForRuntime;
    RPC_MGR_EPV* ManagerEpv;
    void* ImportContext;
    ULONG RpcFlags;
} RPC_MESSAGE, *PRPC_MESSAGE;

typedef enum RPC_ADDRESS_CHANGE_TYPE {
    PROTOCOL_NOT_LOADED = 1,
    PROTOCOL_LOADED,
    PROTOCOL_ADDRESS_CHANGE
} RPC_ADDRESS_CHANGE_TYPE;

typedef RPC_STATUS RPC_FORWARD_FUNCTION(UUID* interface_id, RPC_VERSION* version, UUID* object, unsigned char* protseq,
                                        void** endpoint);
typedef void RPC_ADDRESS_CHANGE_FN(void* context);
typedef void (*RPC_DISPATCH_FUNCTION)(PRPC_MESSAGE message);
typedef RPC_STATUS (*RPC_BLOCKING_FN)(void* window, void* context, void* event);
typedef void (*PRPC_RUNDOWN)(void* context);

typedef struct {
    unsigned int DispatchTableCount;
    RPC_DISPATCH_FUNCTION* DispatchTable;
    LONG_PTR Reserved;
} RPC_DISPATCH_TABLE, *PRPC_DISPATCH_TABLE;

typedef struct _RPC_PROTSEQ_ENDPOINT {
    unsigned char* RpcProtocolSequence;
    unsigned char* Endpoint;
} RPC_PROTSEQ_ENDPOINT, *PRPC_PROTSEQ_ENDPOINT;

typedef struct _RPC_SERVER_INTERFACE {
    unsigned int Length;
    RPC_SYNTAX_IDENTIFIER InterfaceId;
    RPC_SYNTAX_IDENTIFIER TransferSyntax;
    PRPC_DISPATCH_TABLE DispatchTable;
    unsigned int RpcProtseqEndpointCount;
    PRPC_PROTSEQ_ENDPOINT RpcProtseqEndpoint;
    RPC_MGR_EPV* DefaultManagerEpv;
    const void* InterpreterInfo;
    unsigned int Flags;
} RPC_SERVER_INTERFACE, *PRPC_SERVER_INTERFACE;

typedef struct _RPC_CLIENT_INTERFACE {
    unsigned int Length;
    RPC_SYNTAX_IDENTIFIER InterfaceId;
    RPC_SYNTAX_IDENTIFIER TransferSyntax;
    PRPC_DISPATCH_TABLE DispatchTable;
    unsigned int RpcProtseqEndpointCount;
    PRPC_PROTSEQ_ENDPOINT RpcProtseqEndpoint;
    ULONG_PTR Reserved;
    const void* InterpreterInfo;
    unsigned int Flags;
} RPC_CLIENT_INTERFACE, *PRPC_CLIENT_INTERFACE;

typedef struct _RPC_TRANSFER_SYNTAX {
    UUID Uuid;
    unsigned short VersMajor;
    unsigned short VersMinor;
} RPC_TRANSFER_SYNTAX;

typedef struct _RDR_CALLOUT_METADATA {
    ULONG BufferSize;
    char* Buffer;
} RDR_CALLOUT_METADATA;

typedef struct _RDR_CALLOUT_STATE {
    RPC_STATUS LastError;
    void* LastEEInfo;
    RPC_HTTP_REDIRECTOR_STAGE LastCalledStage;
    unsigned short* ServerName;
    unsigned short* ServerPort;
    unsigned short* RemoteUser;
    unsigned short* AuthType;
    unsigned char ResourceTypePresent;
    unsigned char MetadataPresent;
    unsigned char SessionIdPresent;
    unsigned char InterfacePresent;
    UUID ResourceType;
    RDR_CALLOUT_METADATA Metadata;
    UUID SessionId;
    RPC_SYNTAX_IDENTIFIER Interface;
    void* CertContext;
} RDR_CALLOUT_STATE;

typedef void* I_RPC_MUTEX;

// RPC_MESSAGE.RpcFlags of a procedure, and of buffers and asynchronous sends
#define RPC_NCA_FLAGS_DEFAULT 0x00000000
#define RPC_NCA_FLAGS_IDEMPOTENT 0x00000001
#define RPC_NCA_FLAGS_BROADCAST 0x00000002
#define RPC_NCA_FLAGS_MAYBE 0x00000004
#define RPCFLG_HAS_GUARANTEE 0x00000010
#define RPCFLG_WINRT_REMOTE_ASYNC 0x00000020
#define RPC_BUFFER_COMPLETE 0x00001000
#define RPC_BUFFER_PARTIAL 0x00002000
#define RPC_BUFFER_EXTRA 0x00004000
#define RPC_BUFFER_ASYNC 0x00008000
#define RPC_FLAGS_VALID_BIT 0x00008000
#define RPC_BUFFER_NONOTIFY 0x00010000
#define RPCFLG_MESSAGE 0x01000000
#define RPCFLG_HAS_MULTI_SYNTAXES 0x02000000
#define RPCFLG_HAS_CALLBACK 0x04000000
#define RPCFLG_AUTO_COMPLETE 0x08000000
#define RPCFLG_LOCAL_CALL 0x10000000
#define RPCFLG_INPUT_SYNCHRONOUS 0x20000000
#define RPCFLG_ASYNCHRONOUS 0x40000000
#define RPCFLG_NON_NDR 0x80000000u
#define RPCFLG_ACCESSIBILITY_BIT1 0x00100000
#define RPCFLG_ACCESSIBILITY_BIT2 0x00200000
#define RPCFLG_ACCESS_LOCAL 0x00400000
#define RPCFLG_NDR64_CONTAINS_ARM_LAYOUT 0x04000000
#define RPCFLG_SENDER_WAITING_FOR_REPLY 0x00800000

// RPC_SERVER_INTERFACE.Flags
#define RPC_INTERFACE_HAS_PIPES 0x0001

#define RPC_SYSTEM_HANDLE_FREE_UNRETRIEVED 1
#define RPC_SYSTEM_HANDLE_FREE_RETRIEVED 2
#define RPC_SYSTEM_HANDLE_FREE_ALL 3
#define RPC_SYSTEM_HANDLE_FREE_ERROR_ON_CLOSE 4

#define RPC_P_ADDR_FORMAT_TCP_IPV4 1
#define RPC_P_ADDR_FORMAT_TCP_IPV6 2
#define RPC_PROXY_CONNECTION_TYPE_IN_PROXY 0
#define RPC_PROXY_CONNECTION_TYPE_OUT_PROXY 1

#define TRANSPORT_TYPE_CN 0x1
#define TRANSPORT_TYPE_DG 0x2
#define TRANSPORT_TYPE_LPC 0x4
#define TRANSPORT_TYPE_WMSG 0x8

RPCRT4_BEGIN_C

RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcGetBuffer(RPC_MESSAGE* message);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcGetBufferWithObject(RPC_MESSAGE* message, UUID* object);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcSendReceive(RPC_MESSAGE* message);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcSend(RPC_MESSAGE* message);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcReceive(RPC_MESSAGE* message, unsigned int size);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcFreeBuffer(RPC_MESSAGE* message);
RPCRTAPI void* RPC_ENTRY I_RpcAllocate(unsigned int size);
RPCRTAPI void RPC_ENTRY I_RpcFree(void* memory);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcBindingInqLocalClientPID(RPC_BINDING_HANDLE binding, ULONG* pid);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcBindingInqTransportType(RPC_BINDING_HANDLE binding, unsigned int* type);
RPCRTAPI RPC_STATUS RPC_ENTRY I_UuidCreate(UUID* uuid);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcBindingCopy(RPC_BINDING_HANDLE source, RPC_BINDING_HANDLE* copy);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcBindingIsClientLocal(RPC_BINDING_HANDLE binding, unsigned int* is_local);
RPCRTAPI void RPC_ENTRY I_RpcSsDontSerializeContext(void);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcServerInqLocalConnAddress(RPC_BINDING_HANDLE binding, void* buffer, ULONG* size,
                                                             ULONG* format);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcServerInqRemoteConnAddress(RPC_BINDING_HANDLE binding, void* buffer, ULONG* size,
                                                              ULONG* format);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcServerGetAssociationID(RPC_BINDING_HANDLE binding, ULONG* id);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcServerSubscribeForDisconnectNotification(RPC_BINDING_HANDLE binding, void* event);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcBindingIsServerLocal(RPC_BINDING_HANDLE binding, unsigned int* is_local);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcServerInqTransportType(unsigned int* type);
RPCRTAPI LONG RPC_ENTRY I_RpcMapWin32Status(RPC_STATUS status);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcTurnOnEEInfoPropagation(void);

RPCRT4_END_C

#endif
