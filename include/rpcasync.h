// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcasync.h>: asynchronous calls, extended error information, call attributes and authorization contexts.
//
// One RPC_ASYNC_STATE tracks one call; the program owns it and fills the notification before it starts the call.
#include <rpc.h>  // includes this file in its turn, after what it needs

#ifndef RPCRT4_INCLUDE_RPCASYNC_H
#define RPCRT4_INCLUDE_RPCASYNC_H

#define __RPCASYNC_H__

#define RPC_ASYNC_VERSION_1_0 sizeof(RPC_ASYNC_STATE)

typedef enum _RPC_NOTIFICATION_TYPES {
    RpcNotificationTypeNone,
    RpcNotificationTypeEvent,
    RpcNotificationTypeApc,
    RpcNotificationTypeIoc,
    RpcNotificationTypeHwnd,
    RpcNotificationTypeCallback
} RPC_NOTIFICATION_TYPES;

typedef enum _RPC_ASYNC_EVENT {
    RpcCallComplete,
    RpcSendComplete,
    RpcReceiveComplete,
    RpcClientDisconnect,
    RpcClientCancel
} RPC_ASYNC_EVENT;

typedef enum _RPC_NOTIFICATIONS {
    RpcNotificationCallNone = 0,
    RpcNotificationClientDisconnect = 1,
    RpcNotificationCallCancel = 2
} RPC_NOTIFICATIONS;

struct _RPC_ASYNC_STATE;

typedef void RPC_ENTRY RPCNOTIFICATION_ROUTINE(struct _RPC_ASYNC_STATE* async, void* context, RPC_ASYNC_EVENT event);
typedef RPCNOTIFICATION_ROUTINE* PFN_RPCNOTIFICATION_ROUTINE;

typedef union _RPC_ASYNC_NOTIFICATION_INFO {
    struct {
        PFN_RPCNOTIFICATION_ROUTINE NotificationRoutine;
        HANDLE hThread;
    } APC;
    struct {
        HANDLE hIOPort;
        DWORD dwNumberOfBytesTransferred;
        DWORD_PTR dwCompletionKey;
        LPOVERLAPPED lpOverlapped;
    } IOC;
    struct {
        HWND hWnd;
        UINT Msg;
    } HWND;
    HANDLE hEvent;
    PFN_RPCNOTIFICATION_ROUTINE NotificationRoutine;
} RPC_ASYNC_NOTIFICATION_INFO, *PRPC_ASYNC_NOTIFICATION_INFO;

#define RPC_C_NOTIFY_ON_SEND_COMPLETE 0x1
#define RPC_C_INFINITE_TIMEOUT INFINITE

typedef struct _RPC_ASYNC_STATE {
    unsigned int Size;
    ULONG Signature;
    LONG Lock;
    ULONG Flags;
    void* StubInfo;
    void* UserInfo;
    void* RuntimeInfo;
    RPC_ASYNC_EVENT Event;
    RPC_NOTIFICATION_TYPES NotificationType;
    RPC_ASYNC_NOTIFICATION_INFO u;
    LONG_PTR Reserved[4];
} RPC_ASYNC_STATE, *PRPC_ASYNC_STATE;

#define RpcAsyncGetCallHandle(async) (((PRPC_ASYNC_STATE)(async))->RuntimeInfo)

// Extended error information
#define MaxNumberOfEEInfoParams 4
#define RPC_EEINFO_VERSION 1
#define EEInfoUseFileTime 4
#define EEInfoPreviousRecordsMissing 1
#define EEInfoNextRecordsMissing 2
#define EEInfoGCCOM 11
#define EEInfoGCFRS 12

typedef enum tagExtendedErrorParamTypes {
    eeptAnsiString = 1,
    eeptUnicodeString,
    eeptLongVal,
    eeptShortVal,
    eeptPointerVal,
    eeptNone,
    eeptBinary
} ExtendedErrorParamTypes;

typedef struct tagBinaryParam {
    void* Buffer;
    short Size;
} BinaryParam;

typedef struct tagRPC_EE_INFO_PARAM {
    ExtendedErrorParamTypes ParameterType;
    union {
        LPSTR AnsiString;
        LPWSTR UnicodeString;
        LONG LVal;
        short SVal;
        ULONGLONG PVal;
        BinaryParam BVal;
    } u;
} RPC_EE_INFO_PARAM;

typedef struct tagRPC_EXTENDED_ERROR_INFO {
    ULONG Version;
    LPWSTR ComputerName;
    ULONG ProcessID;
    union {
        SYSTEMTIME SystemTime;
        FILETIME FileTime;
    } u;
    ULONG GeneratingComponent;
    ULONG Status;
    USHORT DetectionLocation;
    USHORT Flags;
    int NumberOfParameters;
    RPC_EE_INFO_PARAM Parameters[MaxNumberOfEEInfoParams];
} RPC_EXTENDED_ERROR_INFO;

typedef struct tagRPC_ERROR_ENUM_HANDLE {
    ULONG Signature;
    void* CurrentPos;
    void* Head;
} RPC_ERROR_ENUM_HANDLE;

// Call attributes
#define RPC_CALL_ATTRIBUTES_VERSION 2
#define RPC_QUERY_SERVER_PRINCIPAL_NAME 0x02
#define RPC_QUERY_CLIENT_PRINCIPAL_NAME 0x04
#define RPC_QUERY_CALL_LOCAL_ADDRESS 0x08
#define RPC_QUERY_CLIENT_PID 0x10
#define RPC_QUERY_IS_CLIENT_LOCAL 0x20
#define RPC_QUERY_NO_AUTH_REQUIRED 0x40
#define RPC_QUERY_CLIENT_ID 0x80
#define RPC_CALL_STATUS_IN_PROGRESS 0x01
#define RPC_CALL_STATUS_CANCELLED 0x02
#define RPC_CALL_STATUS_DISCONNECTED 0x03

typedef enum tagRpcLocalAddressFormat { rlafInvalid = 0, rlafIPv4, rlafIPv6 } RpcLocalAddressFormat;
typedef enum tagRpcCallType { rctInvalid = 0, rctNormal, rctTraining, rctGuaranteed } RpcCallType;
typedef enum tagRpcCallClientLocality {
    rcclInvalid = 0,
    rcclLocal,
    rcclRemote,
    rcclClientUnknownLocality
} RpcCallClientLocality;

typedef struct _RPC_CALL_LOCAL_ADDRESS_V1 {
    unsigned int Version;
    void* Buffer;
    ULONG BufferSize;
    RpcLocalAddressFormat AddressFormat;
} RPC_CALL_LOCAL_ADDRESS_V1, *PRPC_CALL_LOCAL_ADDRESS_V1;

typedef struct tagRPC_CALL_ATTRIBUTES_V1_W {
    unsigned int Version;
    ULONG Flags;
    ULONG ServerPrincipalNameBufferLength;
    unsigned short* ServerPrincipalName;
    ULONG ClientPrincipalNameBufferLength;
    unsigned short* ClientPrincipalName;
    ULONG AuthenticationLevel;
    ULONG AuthenticationService;
    BOOL NullSession;
} RPC_CALL_ATTRIBUTES_V1_W;

typedef struct tagRPC_CALL_ATTRIBUTES_V1_A {
    unsigned int Version;
    ULONG Flags;
    ULONG ServerPrincipalNameBufferLength;
    unsigned char* ServerPrincipalName;
    ULONG ClientPrincipalNameBufferLength;
    unsigned char* ClientPrincipalName;
    ULONG AuthenticationLevel;
    ULONG AuthenticationService;
    BOOL NullSession;
} RPC_CALL_ATTRIBUTES_V1_A;

typedef struct tagRPC_CALL_ATTRIBUTES_V2_W {
    unsigned int Version;
    ULONG Flags;
    ULONG ServerPrincipalNameBufferLength;
    unsigned short* ServerPrincipalName;
    ULONG ClientPrincipalNameBufferLength;
    unsigned short* ClientPrincipalName;
    ULONG AuthenticationLevel;
    ULONG AuthenticationService;
    BOOL NullSession;
    BOOL KernelModeCaller;
    ULONG ProtocolSequence;
    RpcCallClientLocality IsClientLocal;
    HANDLE ClientPID;
    ULONG CallStatus;
    RpcCallType CallType;
    RPC_CALL_LOCAL_ADDRESS_V1* CallLocalAddress;
    unsigned short OpNum;
    UUID InterfaceUuid;
} RPC_CALL_ATTRIBUTES_V2_W;

typedef struct tagRPC_CALL_ATTRIBUTES_V2_A {
    unsigned int Version;
    ULONG Flags;
    ULONG ServerPrincipalNameBufferLength;
    unsigned char* ServerPrincipalName;
    ULONG ClientPrincipalNameBufferLength;
    unsigned char* ClientPrincipalName;
    ULONG AuthenticationLevel;
    ULONG AuthenticationService;
    BOOL NullSession;
    BOOL KernelModeCaller;
    ULONG ProtocolSequence;
    ULONG IsClientLocal;
    HANDLE ClientPID;
    ULONG CallStatus;
    RpcCallType CallType;
    RPC_CALL_LOCAL_ADDRESS_V1* CallLocalAddress;
    unsigned short OpNum;
    UUID InterfaceUuid;
} RPC_CALL_ATTRIBUTES_V2_A;

typedef struct tagRPC_CALL_ATTRIBUTES_V3_W {
    unsigned int Version;
    ULONG Flags;
    ULONG ServerPrincipalNameBufferLength;
    unsigned short* ServerPrincipalName;
    ULONG ClientPrincipalNameBufferLength;
    unsigned short* ClientPrincipalName;
    ULONG AuthenticationLevel;
    ULONG AuthenticationService;
    BOOL NullSession;
    BOOL KernelModeCaller;
    ULONG ProtocolSequence;
    RpcCallClientLocality IsClientLocal;
    HANDLE ClientPID;
    ULONG CallStatus;
    RpcCallType CallType;
    RPC_CALL_LOCAL_ADDRESS_V1* CallLocalAddress;
    unsigned short OpNum;
    UUID InterfaceUuid;
    ULONG ClientIdentifierBufferLength;
    unsigned char* ClientIdentifier;
} RPC_CALL_ATTRIBUTES_V3_W;

typedef struct tagRPC_CALL_ATTRIBUTES_V3_A {
    unsigned int Version;
    ULONG Flags;
    ULONG ServerPrincipalNameBufferLength;
    unsigned char* ServerPrincipalName;
    ULONG ClientPrincipalNameBufferLength;
    unsigned char* ClientPrincipalName;
    ULONG AuthenticationLevel;
    ULONG AuthenticationService;
    BOOL NullSession;
    BOOL KernelModeCaller;
    ULONG ProtocolSequence;
    ULONG IsClientLocal;
    HANDLE ClientPID;
    ULONG CallStatus;
    RpcCallType CallType;
    RPC_CALL_LOCAL_ADDRESS_V1* CallLocalAddress;
    unsigned short OpNum;
    UUID InterfaceUuid;
    ULONG ClientIdentifierBufferLength;
    unsigned char* ClientIdentifier;
} RPC_CALL_ATTRIBUTES_V3_A;

#ifdef UNICODE
#define RPC_CALL_ATTRIBUTES_V1 RPC_CALL_ATTRIBUTES_V1_W
#define RPC_CALL_ATTRIBUTES_V2 RPC_CALL_ATTRIBUTES_V2_W
#define RPC_CALL_ATTRIBUTES_V3 RPC_CALL_ATTRIBUTES_V3_W
#define RpcServerInqCallAttributes RpcServerInqCallAttributesW
#else
#define RPC_CALL_ATTRIBUTES_V1 RPC_CALL_ATTRIBUTES_V1_A
#define RPC_CALL_ATTRIBUTES_V2 RPC_CALL_ATTRIBUTES_V2_A
#define RPC_CALL_ATTRIBUTES_V3 RPC_CALL_ATTRIBUTES_V3_A
#define RpcServerInqCallAttributes RpcServerInqCallAttributesA
#endif
typedef RPC_CALL_ATTRIBUTES_V2 RPC_CALL_ATTRIBUTES;

RPCRT4_BEGIN_C

RPCRTAPI RPC_STATUS RPC_ENTRY RpcAsyncInitializeHandle(PRPC_ASYNC_STATE async, unsigned int size);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcAsyncRegisterInfo(PRPC_ASYNC_STATE async);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcAsyncGetCallStatus(PRPC_ASYNC_STATE async);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcAsyncCompleteCall(PRPC_ASYNC_STATE async, void* reply);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcAsyncAbortCall(PRPC_ASYNC_STATE async, ULONG exception);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcAsyncCancelCall(PRPC_ASYNC_STATE async, BOOL abortive);

RPCRTAPI RPC_STATUS RPC_ENTRY RpcErrorStartEnumeration(RPC_ERROR_ENUM_HANDLE* enumeration);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcErrorGetNextRecord(RPC_ERROR_ENUM_HANDLE* enumeration, BOOL copy_strings,
                                                    RPC_EXTENDED_ERROR_INFO* info);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcErrorEndEnumeration(RPC_ERROR_ENUM_HANDLE* enumeration);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcErrorResetEnumeration(RPC_ERROR_ENUM_HANDLE* enumeration);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcErrorGetNumberOfRecords(RPC_ERROR_ENUM_HANDLE* enumeration, int* records);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcErrorSaveErrorInfo(RPC_ERROR_ENUM_HANDLE* enumeration, PVOID* blob, SIZE_T* size);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcErrorLoadErrorInfo(PVOID blob, SIZE_T size, RPC_ERROR_ENUM_HANDLE* enumeration);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcErrorAddRecord(RPC_EXTENDED_ERROR_INFO* info);
RPCRTAPI void RPC_ENTRY RpcErrorClearInformation(void);

RPCRTAPI RPC_STATUS RPC_ENTRY RpcGetAuthorizationContextForClient(RPC_BINDING_HANDLE client, BOOL impersonate,
                                                                  PVOID reserved1, PLARGE_INTEGER expiration,
                                                                  LUID reserved2, DWORD reserved3, PVOID reserved4,
                                                                  PVOID* authorization);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcFreeAuthorizationContext(PVOID* authorization);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSsContextLockExclusive(RPC_BINDING_HANDLE server, PVOID context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSsContextLockShared(RPC_BINDING_HANDLE server, PVOID context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInqCallAttributesW(RPC_BINDING_HANDLE client, void* attributes);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInqCallAttributesA(RPC_BINDING_HANDLE client, void* attributes);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerSubscribeForNotification(RPC_BINDING_HANDLE binding,
                                                                RPC_NOTIFICATIONS notification,
                                                                RPC_NOTIFICATION_TYPES type,
                                                                RPC_ASYNC_NOTIFICATION_INFO* info);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUnsubscribeForNotification(RPC_BINDING_HANDLE binding,
                                                                  RPC_NOTIFICATIONS notification, ULONG* queued);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingBind(PRPC_ASYNC_STATE async, RPC_BINDING_HANDLE binding,
                                             RPC_IF_HANDLE interface_handle);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingUnbind(RPC_BINDING_HANDLE binding);

RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcAsyncSetHandle(PRPC_MESSAGE message, PRPC_ASYNC_STATE async);
RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcAsyncAbortCall(PRPC_ASYNC_STATE async, ULONG exception);
RPCRTAPI int RPC_ENTRY I_RpcExceptionFilter(ULONG code);

// Names of the first release, still exported.
RPCRTAPI RPC_STATUS RPC_ENTRY RpcInitializeAsyncHandle(PRPC_ASYNC_STATE async, unsigned int size);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcRegisterAsyncInfo(PRPC_ASYNC_STATE async);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcGetAsyncCallStatus(PRPC_ASYNC_STATE async);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcCompleteAsyncCall(PRPC_ASYNC_STATE async, void* reply);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcAbortAsyncCall(PRPC_ASYNC_STATE async, ULONG exception);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcCancelAsyncCall(PRPC_ASYNC_STATE async, BOOL abortive);

RPCRT4_END_C

#endif
