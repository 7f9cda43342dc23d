// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcdce.h>: bindings, servers, the endpoint mapper, management, authentication and UUIDs: the DCE part of the API.
//
// Strings of the A functions are RPC_CSTR (unsigned char*), of the W functions RPC_WSTR. As on Windows, RPC_WSTR is
// unsigned short* unless RPC_USE_NATIVE_WCHAR asks for WCHAR*; C++ without -fshort-wchar always has char16_t*.
// One file of this length because Windows has one: the name is part of the API.
#include <rpc.h>  // includes this file in its turn, after what it needs

#ifndef RPCRT4_INCLUDE_RPCDCE_H
#define RPCRT4_INCLUDE_RPCDCE_H

#define __RPCDCE_H__

typedef unsigned char* RPC_CSTR;
#if !defined(__cplusplus) || defined(RPC_USE_NATIVE_WCHAR) || __SIZEOF_WCHAR_T__ != 2
typedef WCHAR* RPC_WSTR;
typedef const WCHAR* RPC_CWSTR;
#else
typedef unsigned short* RPC_WSTR;
typedef const unsigned short* RPC_CWSTR;
#endif

typedef I_RPC_HANDLE RPC_BINDING_HANDLE;
typedef RPC_BINDING_HANDLE handle_t;
#define rpc_binding_handle_t RPC_BINDING_HANDLE

typedef GUID UUID;
#ifndef UUID_DEFINED
#define UUID_DEFINED
#endif
#define uuid_t UUID

typedef struct _RPC_BINDING_VECTOR {
    ULONG Count;
    RPC_BINDING_HANDLE BindingH[1];
} RPC_BINDING_VECTOR;
#define rpc_binding_vector_t RPC_BINDING_VECTOR

typedef struct _UUID_VECTOR {
    ULONG Count;
    UUID* Uuid[1];
} UUID_VECTOR;
#define uuid_vector_t UUID_VECTOR

typedef void* RPC_IF_HANDLE;

typedef struct _RPC_IF_ID {
    UUID Uuid;
    unsigned short VersMajor;
    unsigned short VersMinor;
} RPC_IF_ID;

typedef struct {
    unsigned int Count;
    RPC_IF_ID* IfId[1];
} RPC_IF_ID_VECTOR;

typedef struct _RPC_PROTSEQ_VECTORA {
    unsigned int Count;
    unsigned char* Protseq[1];
} RPC_PROTSEQ_VECTORA;

typedef struct _RPC_PROTSEQ_VECTORW {
    unsigned int Count;
    WCHAR* Protseq[1];
} RPC_PROTSEQ_VECTORW;

typedef struct {
    unsigned int Count;
    ULONG Stats[1];
} RPC_STATS_VECTOR;

typedef struct _RPC_POLICY {
    unsigned int Length;
    ULONG EndpointFlags;
    ULONG NICFlags;
} RPC_POLICY, *PRPC_POLICY;

#ifndef RPC_MGR_EPV
#define RPC_MGR_EPV void
#endif
typedef void* RPC_AUTH_IDENTITY_HANDLE;
typedef void* RPC_AUTHZ_HANDLE;
typedef I_RPC_HANDLE* RPC_EP_INQ_HANDLE;

typedef void RPC_OBJECT_INQ_FN(UUID* object, UUID* type, RPC_STATUS* status);
typedef RPC_STATUS RPC_IF_CALLBACK_FN(RPC_IF_HANDLE interface_handle, void* context);
typedef void RPC_SECURITY_CALLBACK_FN(void* context);
typedef void (*RPC_AUTH_KEY_RETRIEVAL_FN)(void* argument, RPC_WSTR server_principal, ULONG key_version, void** key,
                                          RPC_STATUS* status);
typedef int (*RPC_MGMT_AUTHORIZATION_FN)(RPC_BINDING_HANDLE client, ULONG operation, RPC_STATUS* status);

// Time-outs of RpcMgmtSetComTimeout, and limits
#define RPC_C_BINDING_INFINITE_TIMEOUT 10
#define RPC_C_BINDING_MIN_TIMEOUT 0
#define RPC_C_BINDING_DEFAULT_TIMEOUT 5
#define RPC_C_BINDING_MAX_TIMEOUT 9
#define RPC_C_CANCEL_INFINITE_TIMEOUT (-1)
#define RPC_C_LISTEN_MAX_CALLS_DEFAULT 1234
#define RPC_C_PROTSEQ_MAX_REQS_DEFAULT 10

// RPC_POLICY
#define RPC_C_BIND_TO_ALL_NICS 1
#define RPC_C_USE_INTERNET_PORT 0x1
#define RPC_C_USE_INTRANET_PORT 0x2
#define RPC_C_DONT_FAIL 0x4
#define RPC_C_RPCHTTP_USE_LOAD_BALANCE 0x8

// RpcBindingSetOption
#define RPC_C_OPT_MQ_DELIVERY 1
#define RPC_C_OPT_MQ_PRIORITY 2
#define RPC_C_OPT_MQ_JOURNAL 3
#define RPC_C_OPT_MQ_ACKNOWLEDGE 4
#define RPC_C_OPT_MQ_AUTHN_SERVICE 5
#define RPC_C_OPT_MQ_AUTHN_LEVEL 6
#define RPC_C_OPT_MQ_TIME_TO_REACH_QUEUE 7
#define RPC_C_OPT_MQ_TIME_TO_BE_RECEIVED 8
#define RPC_C_OPT_BINDING_NONCAUSAL 9
#define RPC_C_OPT_SECURITY_CALLBACK 10
#define RPC_C_OPT_UNIQUE_BINDING 11
#define RPC_C_OPT_CALL_TIMEOUT 12
#define RPC_C_OPT_DONT_LINGER 13
#define RPC_C_OPT_TRUST_PEER 14
#define RPC_C_OPT_ASYNC_BLOCK 15
#define RPC_C_OPT_OPTIMIZE_TIME 16
#define RPC_C_OPT_MAX_OPTIONS 17

#define RPC_C_FULL_CERT_CHAIN 0x0001

// RpcMgmtInqStats
#define RPC_C_STATS_CALLS_IN 0
#define RPC_C_STATS_CALLS_OUT 1
#define RPC_C_STATS_PKTS_IN 2
#define RPC_C_STATS_PKTS_OUT 3

// Authentication: levels, services, authorization
#define RPC_C_AUTHN_LEVEL_DEFAULT 0
#define RPC_C_AUTHN_LEVEL_NONE 1
#define RPC_C_AUTHN_LEVEL_CONNECT 2
#define RPC_C_AUTHN_LEVEL_CALL 3
#define RPC_C_AUTHN_LEVEL_PKT 4
#define RPC_C_AUTHN_LEVEL_PKT_INTEGRITY 5
#define RPC_C_AUTHN_LEVEL_PKT_PRIVACY 6
#define RPC_C_PROTECT_LEVEL_DEFAULT RPC_C_AUTHN_LEVEL_DEFAULT
#define RPC_C_PROTECT_LEVEL_NONE RPC_C_AUTHN_LEVEL_NONE
#define RPC_C_PROTECT_LEVEL_CONNECT RPC_C_AUTHN_LEVEL_CONNECT
#define RPC_C_PROTECT_LEVEL_CALL RPC_C_AUTHN_LEVEL_CALL
#define RPC_C_PROTECT_LEVEL_PKT RPC_C_AUTHN_LEVEL_PKT
#define RPC_C_PROTECT_LEVEL_PKT_INTEGRITY RPC_C_AUTHN_LEVEL_PKT_INTEGRITY
#define RPC_C_PROTECT_LEVEL_PKT_PRIVACY RPC_C_AUTHN_LEVEL_PKT_PRIVACY
#define RPC_C_AUTHN_NONE 0
#define RPC_C_AUTHN_DCE_PRIVATE 1
#define RPC_C_AUTHN_DCE_PUBLIC 2
#define RPC_C_AUTHN_DEC_PUBLIC 4
#define RPC_C_AUTHN_GSS_NEGOTIATE 9
#define RPC_C_AUTHN_WINNT 10
#define RPC_C_AUTHN_GSS_SCHANNEL 14
#define RPC_C_AUTHN_GSS_KERBEROS 16
#define RPC_C_AUTHN_DPA 17
#define RPC_C_AUTHN_MSN 18
#define RPC_C_AUTHN_DIGEST 21
#define RPC_C_AUTHN_KERNEL 20
#define RPC_C_AUTHN_NEGO_EXTENDER 30
#define RPC_C_AUTHN_PKU2U 31
#define RPC_C_AUTHN_MQ 100
#define RPC_C_AUTHN_DEFAULT 0xFFFFFFFF
#define RPC_C_AUTHZ_NONE 0
#define RPC_C_AUTHZ_NAME 1
#define RPC_C_AUTHZ_DCE 2
#define RPC_C_AUTHZ_DEFAULT 0xffffffff
#define RPC_C_NO_CREDENTIALS ((RPC_AUTH_IDENTITY_HANDLE)MAXUINT_PTR)
#define RPC_C_IMP_LEVEL_DEFAULT 0
#define RPC_C_IMP_LEVEL_ANONYMOUS 1
#define RPC_C_IMP_LEVEL_IDENTIFY 2
#define RPC_C_IMP_LEVEL_IMPERSONATE 3
#define RPC_C_IMP_LEVEL_DELEGATE 4
#define RPC_C_SECURITY_QOS_VERSION 1
#define RPC_C_SECURITY_QOS_VERSION_1 1
#define RPC_C_SECURITY_QOS_VERSION_2 2
#define RPC_C_SECURITY_QOS_VERSION_3 3
#define RPC_C_SECURITY_QOS_VERSION_4 4
#define RPC_C_SECURITY_QOS_VERSION_5 5
#define RPC_C_QOS_IDENTITY_STATIC 0
#define RPC_C_QOS_IDENTITY_DYNAMIC 1
#define RPC_C_QOS_CAPABILITIES_DEFAULT 0x0
#define RPC_C_QOS_CAPABILITIES_MUTUAL_AUTH 0x1
#define RPC_C_QOS_CAPABILITIES_MAKE_FULLSIC 0x2
#define RPC_C_QOS_CAPABILITIES_ANY_AUTHORITY 0x4
#define RPC_C_QOS_CAPABILITIES_IGNORE_DELEGATE_FAILURE 0x8
#define RPC_C_QOS_CAPABILITIES_LOCAL_MA_HINT 0x10
#define RPC_C_QOS_CAPABILITIES_SCHANNEL_FULL_AUTH_IDENTITY 0x20
#define RPC_C_AUTHN_INFO_TYPE_HTTP 1
#define RPC_C_HTTP_AUTHN_TARGET_SERVER 1
#define RPC_C_HTTP_AUTHN_TARGET_PROXY 2
#define RPC_C_HTTP_AUTHN_SCHEME_BASIC 0x00000001
#define RPC_C_HTTP_AUTHN_SCHEME_NTLM 0x00000002
#define RPC_C_HTTP_AUTHN_SCHEME_PASSPORT 0x00000004
#define RPC_C_HTTP_AUTHN_SCHEME_DIGEST 0x00000008
#define RPC_C_HTTP_AUTHN_SCHEME_NEGOTIATE 0x00000010
#define RPC_C_HTTP_AUTHN_SCHEME_CERT 0x00010000
#define RPC_C_HTTP_FLAG_USE_SSL 1
#define RPC_C_HTTP_FLAG_USE_FIRST_AUTH_SCHEME 2
#define RPC_C_HTTP_FLAG_IGNORE_CERT_CN_INVALID 8
#define RPC_C_HTTP_FLAG_ENABLE_CERT_REVOCATION_CHECK 16
#define SEC_WINNT_AUTH_IDENTITY_ANSI 0x1
#define SEC_WINNT_AUTH_IDENTITY_UNICODE 0x2

// RpcServerRegisterIf2 and kin
#define RPC_IF_AUTOLISTEN 0x0001
#define RPC_IF_OLE 0x0002
#define RPC_IF_ALLOW_UNKNOWN_AUTHORITY 0x0004
#define RPC_IF_ALLOW_SECURE_ONLY 0x0008
#define RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH 0x0010
#define RPC_IF_ALLOW_LOCAL_ONLY 0x0020
#define RPC_IF_SEC_NO_CACHE 0x0040
#define RPC_IF_SEC_CACHE_PER_PROC 0x0080
#define RPC_IF_ASYNC_CALLBACK 0x0100

// Endpoint mapper and management inquiries
#define RPC_C_EP_ALL_ELTS 0
#define RPC_C_EP_MATCH_BY_IF 1
#define RPC_C_EP_MATCH_BY_OBJ 2
#define RPC_C_EP_MATCH_BY_BOTH 3
#define RPC_C_VERS_ALL 1
#define RPC_C_VERS_COMPATIBLE 2
#define RPC_C_VERS_EXACT 3
#define RPC_C_VERS_MAJOR_ONLY 4
#define RPC_C_VERS_UPTO 5
#define RPC_C_MGMT_INQ_IF_IDS 0
#define RPC_C_MGMT_INQ_PRINC_NAME 1
#define RPC_C_MGMT_INQ_STATS 2
#define RPC_C_MGMT_IS_SERVER_LISTEN 3
#define RPC_C_MGMT_STOP_SERVER_LISTEN 4
#define RPC_C_PARM_MAX_PACKET_LENGTH 1
#define RPC_C_PARM_BUFFER_LENGTH 2

typedef struct _SEC_WINNT_AUTH_IDENTITY_W {
    unsigned short* User;
    unsigned int UserLength;
    unsigned short* Domain;
    unsigned int DomainLength;
    unsigned short* Password;
    unsigned int PasswordLength;
    unsigned int Flags;
} SEC_WINNT_AUTH_IDENTITY_W, *PSEC_WINNT_AUTH_IDENTITY_W;

typedef struct _SEC_WINNT_AUTH_IDENTITY_A {
    unsigned char* User;
    unsigned int UserLength;
    unsigned char* Domain;
    unsigned int DomainLength;
    unsigned char* Password;
    unsigned int PasswordLength;
    unsigned int Flags;
} SEC_WINNT_AUTH_IDENTITY_A, *PSEC_WINNT_AUTH_IDENTITY_A;
#define _SEC_WINNT_AUTH_IDENTITY_DEFINED

typedef struct _RPC_HTTP_TRANSPORT_CREDENTIALS_W {
    SEC_WINNT_AUTH_IDENTITY_W* TransportCredentials;
    ULONG Flags;
    ULONG AuthenticationTarget;
    ULONG NumberOfAuthnSchemes;
    ULONG* AuthnSchemes;
    unsigned short* ServerCertificateSubject;
} RPC_HTTP_TRANSPORT_CREDENTIALS_W, *PRPC_HTTP_TRANSPORT_CREDENTIALS_W;

typedef struct _RPC_HTTP_TRANSPORT_CREDENTIALS_A {
    SEC_WINNT_AUTH_IDENTITY_A* TransportCredentials;
    ULONG Flags;
    ULONG AuthenticationTarget;
    ULONG NumberOfAuthnSchemes;
    ULONG* AuthnSchemes;
    unsigned char* ServerCertificateSubject;
} RPC_HTTP_TRANSPORT_CREDENTIALS_A, *PRPC_HTTP_TRANSPORT_CREDENTIALS_A;

typedef struct _RPC_SECURITY_QOS {
    ULONG Version;
    ULONG Capabilities;
    ULONG IdentityTracking;
    ULONG ImpersonationType;
} RPC_SECURITY_QOS, *PRPC_SECURITY_QOS;

typedef struct _RPC_SECURITY_QOS_V2_W {
    ULONG Version;
    ULONG Capabilities;
    ULONG IdentityTracking;
    ULONG ImpersonationType;
    ULONG AdditionalSecurityInfoType;
    union {
        RPC_HTTP_TRANSPORT_CREDENTIALS_W* HttpCredentials;
    } u;
} RPC_SECURITY_QOS_V2_W, *PRPC_SECURITY_QOS_V2_W;

typedef struct _RPC_SECURITY_QOS_V3_W {
    ULONG Version;
    ULONG Capabilities;
    ULONG IdentityTracking;
    ULONG ImpersonationType;
    ULONG AdditionalSecurityInfoType;
    union {
        RPC_HTTP_TRANSPORT_CREDENTIALS_W* HttpCredentials;
    } u;
    void* Sid;
} RPC_SECURITY_QOS_V3_W, *PRPC_SECURITY_QOS_V3_W;

typedef struct _RPC_SECURITY_QOS_V4_W {
    ULONG Version;
    ULONG Capabilities;
    ULONG IdentityTracking;
    ULONG ImpersonationType;
    ULONG AdditionalSecurityInfoType;
    union {
        RPC_HTTP_TRANSPORT_CREDENTIALS_W* HttpCredentials;
    } u;
    void* Sid;
    unsigned int EffectiveOnly;
} RPC_SECURITY_QOS_V4_W, *PRPC_SECURITY_QOS_V4_W;

typedef struct _RPC_SECURITY_QOS_V5_W {
    ULONG Version;
    ULONG Capabilities;
    ULONG IdentityTracking;
    ULONG ImpersonationType;
    ULONG AdditionalSecurityInfoType;
    union {
        RPC_HTTP_TRANSPORT_CREDENTIALS_W* HttpCredentials;
    } u;
    void* Sid;
    unsigned int EffectiveOnly;
    void* ServerSecurityDescriptor;
} RPC_SECURITY_QOS_V5_W, *PRPC_SECURITY_QOS_V5_W;

typedef struct _RPC_SECURITY_QOS_V2_A {
    ULONG Version;
    ULONG Capabilities;
    ULONG IdentityTracking;
    ULONG ImpersonationType;
    ULONG AdditionalSecurityInfoType;
    union {
        RPC_HTTP_TRANSPORT_CREDENTIALS_A* HttpCredentials;
    } u;
} RPC_SECURITY_QOS_V2_A, *PRPC_SECURITY_QOS_V2_A;

typedef struct _RPC_SECURITY_QOS_V3_A {
    ULONG Version;
    ULONG Capabilities;
    ULONG IdentityTracking;
    ULONG ImpersonationType;
    ULONG AdditionalSecurityInfoType;
    union {
        RPC_HTTP_TRANSPORT_CREDENTIALS_A* HttpCredentials;
    } u;
    void* Sid;
} RPC_SECURITY_QOS_V3_A, *PRPC_SECURITY_QOS_V3_A;

typedef struct _RPC_SECURITY_QOS_V4_A {
    ULONG Version;
    ULONG Capabilities;
    ULONG IdentityTracking;
    ULONG ImpersonationType;
    ULONG AdditionalSecurityInfoType;
    union {
        RPC_HTTP_TRANSPORT_CREDENTIALS_A* HttpCredentials;
    } u;
    void* Sid;
    unsigned int EffectiveOnly;
} RPC_SECURITY_QOS_V4_A, *PRPC_SECURITY_QOS_V4_A;

typedef struct _RPC_SECURITY_QOS_V5_A {
    ULONG Version;
    ULONG Capabilities;
    ULONG IdentityTracking;
    ULONG ImpersonationType;
    ULONG AdditionalSecurityInfoType;
    union {
        RPC_HTTP_TRANSPORT_CREDENTIALS_A* HttpCredentials;
    } u;
    void* Sid;
    unsigned int EffectiveOnly;
    void* ServerSecurityDescriptor;
} RPC_SECURITY_QOS_V5_A, *PRPC_SECURITY_QOS_V5_A;

#define RPC_PROTSEQ_TCP 0x1
#define RPC_PROTSEQ_NMP 0x2
#define RPC_PROTSEQ_LRPC 0x3
#define RPC_PROTSEQ_HTTP 0x4
#define RPC_BHT_OBJECT_UUID_VALID 0x1
#define RPC_BHO_NONCAUSAL 0x1
#define RPC_BHO_DONTLINGER 0x2
#define RPC_BHO_EXCLUSIVE_AND_GUARANTEED 0x4

typedef struct _RPC_BINDING_HANDLE_TEMPLATE_V1_A {
    ULONG Version;
    ULONG Flags;
    ULONG ProtocolSequence;
    unsigned char* NetworkAddress;
    unsigned char* StringEndpoint;
    union {
        unsigned char* Reserved;
    } u1;
    UUID ObjectUuid;
} RPC_BINDING_HANDLE_TEMPLATE_V1_A, *PRPC_BINDING_HANDLE_TEMPLATE_V1_A;

typedef struct _RPC_BINDING_HANDLE_SECURITY_V1_A {
    ULONG Version;
    unsigned char* ServerPrincName;
    ULONG AuthnLevel;
    ULONG AuthnSvc;
    SEC_WINNT_AUTH_IDENTITY_A* AuthIdentity;
    RPC_SECURITY_QOS* SecurityQos;
} RPC_BINDING_HANDLE_SECURITY_V1_A, *PRPC_BINDING_HANDLE_SECURITY_V1_A;

typedef struct _RPC_BINDING_HANDLE_TEMPLATE_V1_W {
    ULONG Version;
    ULONG Flags;
    ULONG ProtocolSequence;
    unsigned short* NetworkAddress;
    unsigned short* StringEndpoint;
    union {
        unsigned short* Reserved;
    } u1;
    UUID ObjectUuid;
} RPC_BINDING_HANDLE_TEMPLATE_V1_W, *PRPC_BINDING_HANDLE_TEMPLATE_V1_W;

typedef struct _RPC_BINDING_HANDLE_SECURITY_V1_W {
    ULONG Version;
    unsigned short* ServerPrincName;
    ULONG AuthnLevel;
    ULONG AuthnSvc;
    SEC_WINNT_AUTH_IDENTITY_W* AuthIdentity;
    RPC_SECURITY_QOS* SecurityQos;
} RPC_BINDING_HANDLE_SECURITY_V1_W, *PRPC_BINDING_HANDLE_SECURITY_V1_W;

typedef struct _RPC_BINDING_HANDLE_OPTIONS_V1 {
    ULONG Version;
    ULONG Flags;
    ULONG ComTimeout;
    ULONG CallTimeout;
} RPC_BINDING_HANDLE_OPTIONS_V1, *PRPC_BINDING_HANDLE_OPTIONS_V1;

typedef enum _RPC_HTTP_REDIRECTOR_STAGE {
    RPCHTTP_RS_REDIRECT = 1,
    RPCHTTP_RS_ACCESS_1,
    RPCHTTP_RS_SESSION,
    RPCHTTP_RS_ACCESS_2,
    RPCHTTP_RS_INTERFACE
} RPC_HTTP_REDIRECTOR_STAGE;

// What a redirector of the HTTP proxy has: it may name another server, in strings its second function frees.
typedef RPC_STATUS(__RPC_USER* RPC_NEW_HTTP_PROXY_CHANNEL)(RPC_HTTP_REDIRECTOR_STAGE stage, RPC_WSTR server,
                                                           RPC_WSTR port, RPC_WSTR remote_user,
                                                           RPC_WSTR authentication, void* resource, void* session,
                                                           void* interface_uuid, void* reserved, ULONG flags,
                                                           RPC_WSTR* new_server, RPC_WSTR* new_port);
typedef void(__RPC_USER* RPC_HTTP_PROXY_FREE_STRING)(RPC_WSTR text);

// Interface groups
typedef void *RPC_INTERFACE_GROUP, **PRPC_INTERFACE_GROUP;
typedef void RPC_INTERFACE_GROUP_IDLE_CALLBACK_FN(RPC_INTERFACE_GROUP group, void* context, ULONG is_idle);

typedef struct {
    ULONG Version;
    RPC_WSTR ProtSeq;
    RPC_WSTR Endpoint;
    void* SecurityDescriptor;
    ULONG Backlog;
} RPC_ENDPOINT_TEMPLATEW, *PRPC_ENDPOINT_TEMPLATEW;

typedef struct {
    ULONG Version;
    RPC_CSTR ProtSeq;
    RPC_CSTR Endpoint;
    void* SecurityDescriptor;
    ULONG Backlog;
} RPC_ENDPOINT_TEMPLATEA, *PRPC_ENDPOINT_TEMPLATEA;

typedef struct {
    ULONG Version;
    RPC_IF_HANDLE IfSpec;
    UUID* MgrTypeUuid;
    RPC_MGR_EPV* MgrEpv;
    unsigned int Flags;
    unsigned int MaxCalls;
    unsigned int MaxRpcSize;
    RPC_IF_CALLBACK_FN* IfCallback;
    UUID_VECTOR* UuidVector;
    RPC_WSTR Annotation;
    void* SecurityDescriptor;
} RPC_INTERFACE_TEMPLATEW, *PRPC_INTERFACE_TEMPLATEW;

typedef struct {
    ULONG Version;
    RPC_IF_HANDLE IfSpec;
    UUID* MgrTypeUuid;
    RPC_MGR_EPV* MgrEpv;
    unsigned int Flags;
    unsigned int MaxCalls;
    unsigned int MaxRpcSize;
    RPC_IF_CALLBACK_FN* IfCallback;
    UUID_VECTOR* UuidVector;
    RPC_CSTR Annotation;
    void* SecurityDescriptor;
} RPC_INTERFACE_TEMPLATEA, *PRPC_INTERFACE_TEMPLATEA;

#ifdef UNICODE
#define RPC_PROTSEQ_VECTOR RPC_PROTSEQ_VECTORW
#define RPC_ENDPOINT_TEMPLATE RPC_ENDPOINT_TEMPLATEW
#define RPC_INTERFACE_TEMPLATE RPC_INTERFACE_TEMPLATEW
#define PRPC_ENDPOINT_TEMPLATE PRPC_ENDPOINT_TEMPLATEW
#define PRPC_INTERFACE_TEMPLATE PRPC_INTERFACE_TEMPLATEW
#else
#define RPC_PROTSEQ_VECTOR RPC_PROTSEQ_VECTORA
#define RPC_ENDPOINT_TEMPLATE RPC_ENDPOINT_TEMPLATEA
#define RPC_INTERFACE_TEMPLATE RPC_INTERFACE_TEMPLATEA
#define PRPC_ENDPOINT_TEMPLATE PRPC_ENDPOINT_TEMPLATEA
#define PRPC_INTERFACE_TEMPLATE PRPC_INTERFACE_TEMPLATEA
#endif
#ifdef UNICODE
#define SEC_WINNT_AUTH_IDENTITY SEC_WINNT_AUTH_IDENTITY_W
#define PSEC_WINNT_AUTH_IDENTITY PSEC_WINNT_AUTH_IDENTITY_W
#define RPC_HTTP_TRANSPORT_CREDENTIALS RPC_HTTP_TRANSPORT_CREDENTIALS_W
#define PRPC_HTTP_TRANSPORT_CREDENTIALS PRPC_HTTP_TRANSPORT_CREDENTIALS_W
#define RPC_SECURITY_QOS_V2 RPC_SECURITY_QOS_V2_W
#define PRPC_SECURITY_QOS_V2 PRPC_SECURITY_QOS_V2_W
#define RPC_SECURITY_QOS_V3 RPC_SECURITY_QOS_V3_W
#define PRPC_SECURITY_QOS_V3 PRPC_SECURITY_QOS_V3_W
#define RPC_SECURITY_QOS_V4 RPC_SECURITY_QOS_V4_W
#define PRPC_SECURITY_QOS_V4 PRPC_SECURITY_QOS_V4_W
#define RPC_SECURITY_QOS_V5 RPC_SECURITY_QOS_V5_W
#define PRPC_SECURITY_QOS_V5 PRPC_SECURITY_QOS_V5_W
#define RPC_BINDING_HANDLE_TEMPLATE_V1 RPC_BINDING_HANDLE_TEMPLATE_V1_W
#define RPC_BINDING_HANDLE_SECURITY_V1 RPC_BINDING_HANDLE_SECURITY_V1_W
#define _SEC_WINNT_AUTH_IDENTITY _SEC_WINNT_AUTH_IDENTITY_W
#else
#define SEC_WINNT_AUTH_IDENTITY SEC_WINNT_AUTH_IDENTITY_A
#define PSEC_WINNT_AUTH_IDENTITY PSEC_WINNT_AUTH_IDENTITY_A
#define RPC_HTTP_TRANSPORT_CREDENTIALS RPC_HTTP_TRANSPORT_CREDENTIALS_A
#define PRPC_HTTP_TRANSPORT_CREDENTIALS PRPC_HTTP_TRANSPORT_CREDENTIALS_A
#define RPC_SECURITY_QOS_V2 RPC_SECURITY_QOS_V2_A
#define PRPC_SECURITY_QOS_V2 PRPC_SECURITY_QOS_V2_A
#define RPC_SECURITY_QOS_V3 RPC_SECURITY_QOS_V3_A
#define PRPC_SECURITY_QOS_V3 PRPC_SECURITY_QOS_V3_A
#define RPC_SECURITY_QOS_V4 RPC_SECURITY_QOS_V4_A
#define PRPC_SECURITY_QOS_V4 PRPC_SECURITY_QOS_V4_A
#define RPC_SECURITY_QOS_V5 RPC_SECURITY_QOS_V5_A
#define PRPC_SECURITY_QOS_V5 PRPC_SECURITY_QOS_V5_A
#define RPC_BINDING_HANDLE_TEMPLATE_V1 RPC_BINDING_HANDLE_TEMPLATE_V1_A
#define RPC_BINDING_HANDLE_SECURITY_V1 RPC_BINDING_HANDLE_SECURITY_V1_A
#define _SEC_WINNT_AUTH_IDENTITY _SEC_WINNT_AUTH_IDENTITY_A
#endif

RPCRT4_BEGIN_C

// Bindings
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingCopy(RPC_BINDING_HANDLE source, RPC_BINDING_HANDLE* copy);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingFree(RPC_BINDING_HANDLE* binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingSetOption(RPC_BINDING_HANDLE binding, ULONG option, ULONG_PTR value);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingInqOption(RPC_BINDING_HANDLE binding, ULONG option, ULONG_PTR* value);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingInqObject(RPC_BINDING_HANDLE binding, UUID* object);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingSetObject(RPC_BINDING_HANDLE binding, UUID* object);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingReset(RPC_BINDING_HANDLE binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingServerFromClient(RPC_BINDING_HANDLE client, RPC_BINDING_HANDLE* server);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingVectorFree(RPC_BINDING_VECTOR** vector);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInqBindingHandle(RPC_BINDING_HANDLE* binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcSsGetContextBinding(void* context, RPC_BINDING_HANDLE* binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingFromStringBindingA(RPC_CSTR text, RPC_BINDING_HANDLE* binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingFromStringBindingW(RPC_WSTR text, RPC_BINDING_HANDLE* binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingToStringBindingA(RPC_BINDING_HANDLE binding, RPC_CSTR* text);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingToStringBindingW(RPC_BINDING_HANDLE binding, RPC_WSTR* text);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcStringBindingComposeA(RPC_CSTR object, RPC_CSTR protseq, RPC_CSTR address,
                                                       RPC_CSTR endpoint, RPC_CSTR options, RPC_CSTR* text);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcStringBindingComposeW(RPC_WSTR object, RPC_WSTR protseq, RPC_WSTR address,
                                                       RPC_WSTR endpoint, RPC_WSTR options, RPC_WSTR* text);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcStringBindingParseA(RPC_CSTR text, RPC_CSTR* object, RPC_CSTR* protseq,
                                                     RPC_CSTR* address, RPC_CSTR* endpoint, RPC_CSTR* options);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcStringBindingParseW(RPC_WSTR text, RPC_WSTR* object, RPC_WSTR* protseq,
                                                     RPC_WSTR* address, RPC_WSTR* endpoint, RPC_WSTR* options);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcStringFreeA(RPC_CSTR* text);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcStringFreeW(RPC_WSTR* text);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingCreateA(RPC_BINDING_HANDLE_TEMPLATE_V1_A* target,
                                                RPC_BINDING_HANDLE_SECURITY_V1_A* security,
                                                RPC_BINDING_HANDLE_OPTIONS_V1* options, RPC_BINDING_HANDLE* binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingCreateW(RPC_BINDING_HANDLE_TEMPLATE_V1_W* target,
                                                RPC_BINDING_HANDLE_SECURITY_V1_W* security,
                                                RPC_BINDING_HANDLE_OPTIONS_V1* options, RPC_BINDING_HANDLE* binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingInqEntryNameA(RPC_BINDING_HANDLE binding, ULONG syntax, RPC_CSTR* name);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNsBindingInqEntryNameW(RPC_BINDING_HANDLE binding, ULONG syntax, RPC_WSTR* name);

// Interfaces and objects
RPCRTAPI RPC_STATUS RPC_ENTRY RpcIfInqId(RPC_IF_HANDLE interface_handle, RPC_IF_ID* id);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcIfIdVectorFree(RPC_IF_ID_VECTOR** vector);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcObjectInqType(UUID* object, UUID* type);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcObjectSetInqFn(RPC_OBJECT_INQ_FN* function);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcObjectSetType(UUID* object, UUID* type);

// Servers
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInqIf(RPC_IF_HANDLE interface_handle, UUID* type, RPC_MGR_EPV** epv);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerListen(unsigned int minimum_threads, unsigned int maximum_calls,
                                              unsigned int dont_wait);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerRegisterIf(RPC_IF_HANDLE interface_handle, UUID* type, RPC_MGR_EPV* epv);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerRegisterIfEx(RPC_IF_HANDLE interface_handle, UUID* type, RPC_MGR_EPV* epv,
                                                    unsigned int flags, unsigned int maximum_calls,
                                                    RPC_IF_CALLBACK_FN* callback);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerRegisterIf2(RPC_IF_HANDLE interface_handle, UUID* type, RPC_MGR_EPV* epv,
                                                   unsigned int flags, unsigned int maximum_calls,
                                                   unsigned int maximum_size, RPC_IF_CALLBACK_FN* callback);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerRegisterIf3(RPC_IF_HANDLE interface_handle, UUID* type, RPC_MGR_EPV* epv,
                                                   unsigned int flags, unsigned int maximum_calls,
                                                   unsigned int maximum_size, RPC_IF_CALLBACK_FN* callback,
                                                   void* security_descriptor);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUnregisterIf(RPC_IF_HANDLE interface_handle, UUID* type,
                                                    unsigned int wait_for_calls);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUnregisterIfEx(RPC_IF_HANDLE interface_handle, UUID* type, int rundown_contexts);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInqBindings(RPC_BINDING_VECTOR** vector);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseAllProtseqs(unsigned int maximum_calls, void* security_descriptor);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseAllProtseqsEx(unsigned int maximum_calls, void* security_descriptor,
                                                        PRPC_POLICY policy);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseAllProtseqsIf(unsigned int maximum_calls, RPC_IF_HANDLE interface_handle,
                                                        void* security_descriptor);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseAllProtseqsIfEx(unsigned int maximum_calls, RPC_IF_HANDLE interface_handle,
                                                          void* security_descriptor, PRPC_POLICY policy);
RPCRTAPI void RPC_ENTRY RpcServerYield(void);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerCompleteSecurityCallback(RPC_BINDING_HANDLE binding, RPC_STATUS status);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqA(RPC_CSTR protseq, unsigned int maximum_calls,
                                                   void* security_descriptor);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqW(RPC_WSTR protseq, unsigned int maximum_calls,
                                                   void* security_descriptor);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqExA(RPC_CSTR protseq, unsigned int maximum_calls,
                                                     void* security_descriptor, PRPC_POLICY policy);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqExW(RPC_WSTR protseq, unsigned int maximum_calls,
                                                     void* security_descriptor, PRPC_POLICY policy);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqEpA(RPC_CSTR protseq, unsigned int maximum_calls, RPC_CSTR endpoint,
                                                     void* security_descriptor);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqEpW(RPC_WSTR protseq, unsigned int maximum_calls, RPC_WSTR endpoint,
                                                     void* security_descriptor);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqEpExA(RPC_CSTR protseq, unsigned int maximum_calls, RPC_CSTR endpoint,
                                                       void* security_descriptor, PRPC_POLICY policy);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqEpExW(RPC_WSTR protseq, unsigned int maximum_calls, RPC_WSTR endpoint,
                                                       void* security_descriptor, PRPC_POLICY policy);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqIfA(RPC_CSTR protseq, unsigned int maximum_calls,
                                                     RPC_IF_HANDLE interface_handle, void* security_descriptor);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqIfW(RPC_WSTR protseq, unsigned int maximum_calls,
                                                     RPC_IF_HANDLE interface_handle, void* security_descriptor);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqIfExA(RPC_CSTR protseq, unsigned int maximum_calls,
                                                       RPC_IF_HANDLE interface_handle, void* security_descriptor,
                                                       PRPC_POLICY policy);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerUseProtseqIfExW(RPC_WSTR protseq, unsigned int maximum_calls,
                                                       RPC_IF_HANDLE interface_handle, void* security_descriptor,
                                                       PRPC_POLICY policy);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupCreateA(RPC_INTERFACE_TEMPLATEA* interfaces, ULONG interface_count,
                                                             RPC_ENDPOINT_TEMPLATEA* endpoints, ULONG endpoint_count,
                                                             ULONG idle_period,
                                                             RPC_INTERFACE_GROUP_IDLE_CALLBACK_FN* idle,
                                                             void* idle_context, PRPC_INTERFACE_GROUP group);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupCreateW(RPC_INTERFACE_TEMPLATEW* interfaces, ULONG interface_count,
                                                             RPC_ENDPOINT_TEMPLATEW* endpoints, ULONG endpoint_count,
                                                             ULONG idle_period,
                                                             RPC_INTERFACE_GROUP_IDLE_CALLBACK_FN* idle,
                                                             void* idle_context, PRPC_INTERFACE_GROUP group);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupClose(RPC_INTERFACE_GROUP group);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupActivate(RPC_INTERFACE_GROUP group);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupDeactivate(RPC_INTERFACE_GROUP group, ULONG force);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupInqBindings(RPC_INTERFACE_GROUP group,
                                                                 RPC_BINDING_VECTOR** vector);

// Management
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtStatsVectorFree(RPC_STATS_VECTOR** vector);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtInqStats(RPC_BINDING_HANDLE binding, RPC_STATS_VECTOR** statistics);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtIsServerListening(RPC_BINDING_HANDLE binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtStopServerListening(RPC_BINDING_HANDLE binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtWaitServerListen(void);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtSetServerStackSize(ULONG size);
RPCRTAPI void RPC_ENTRY RpcSsDontSerializeContext(void);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtEnableIdleCleanup(void);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtInqIfIds(RPC_BINDING_HANDLE binding, RPC_IF_ID_VECTOR** vector);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtInqComTimeout(RPC_BINDING_HANDLE binding, unsigned int* timeout);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtSetComTimeout(RPC_BINDING_HANDLE binding, unsigned int timeout);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtSetCancelTimeout(LONG seconds);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtInqDefaultProtectLevel(ULONG service, ULONG* level);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtSetAuthorizationFn(RPC_MGMT_AUTHORIZATION_FN function);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcCancelThread(void* thread);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcCancelThreadEx(void* thread, LONG timeout);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcTestCancel(void);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerTestCancel(RPC_BINDING_HANDLE binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtInqServerPrincNameA(RPC_BINDING_HANDLE binding, ULONG service, RPC_CSTR* name);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtInqServerPrincNameW(RPC_BINDING_HANDLE binding, ULONG service, RPC_WSTR* name);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInqDefaultPrincNameA(ULONG service, RPC_CSTR* name);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerInqDefaultPrincNameW(ULONG service, RPC_WSTR* name);

// Protocol sequences of this machine
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNetworkInqProtseqsA(RPC_PROTSEQ_VECTORA** vector);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNetworkInqProtseqsW(RPC_PROTSEQ_VECTORW** vector);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNetworkIsProtseqValidA(RPC_CSTR protseq);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcNetworkIsProtseqValidW(RPC_WSTR protseq);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcProtseqVectorFreeA(RPC_PROTSEQ_VECTORA** vector);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcProtseqVectorFreeW(RPC_PROTSEQ_VECTORW** vector);

// Endpoint mapper
RPCRTAPI RPC_STATUS RPC_ENTRY RpcEpResolveBinding(RPC_BINDING_HANDLE binding, RPC_IF_HANDLE interface_handle);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcEpUnregister(RPC_IF_HANDLE interface_handle, RPC_BINDING_VECTOR* bindings,
                                              UUID_VECTOR* objects);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtEpEltInqBegin(RPC_BINDING_HANDLE mapper, ULONG inquiry, RPC_IF_ID* id,
                                                   ULONG version_option, UUID* object, RPC_EP_INQ_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtEpEltInqDone(RPC_EP_INQ_HANDLE* context);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtEpUnregister(RPC_BINDING_HANDLE mapper, RPC_IF_ID* id, RPC_BINDING_HANDLE binding,
                                                  UUID* object);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcEpRegisterA(RPC_IF_HANDLE interface_handle, RPC_BINDING_VECTOR* bindings,
                                             UUID_VECTOR* objects, RPC_CSTR annotation);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcEpRegisterW(RPC_IF_HANDLE interface_handle, RPC_BINDING_VECTOR* bindings,
                                             UUID_VECTOR* objects, RPC_WSTR annotation);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcEpRegisterNoReplaceA(RPC_IF_HANDLE interface_handle, RPC_BINDING_VECTOR* bindings,
                                                      UUID_VECTOR* objects, RPC_CSTR annotation);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcEpRegisterNoReplaceW(RPC_IF_HANDLE interface_handle, RPC_BINDING_VECTOR* bindings,
                                                      UUID_VECTOR* objects, RPC_WSTR annotation);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtEpEltInqNextA(RPC_EP_INQ_HANDLE context, RPC_IF_ID* id,
                                                   RPC_BINDING_HANDLE* binding, UUID* object, RPC_CSTR* annotation);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcMgmtEpEltInqNextW(RPC_EP_INQ_HANDLE context, RPC_IF_ID* id,
                                                   RPC_BINDING_HANDLE* binding, UUID* object, RPC_WSTR* annotation);

// Authentication and impersonation
// While a thread impersonates its client, the calls it makes with bindings that name no account are made as that client:
// where it is this process's own user that is no difference, otherwise they are refused (RPC_S_ACCESS_DENIED) unless the
// client can be shown. It ends when the thread reverts, at the latest when the routine it was called in returns.
// RPC_S_NO_CONTEXT_AVAILABLE: the client is nobody, or has allowed less than RPC_C_IMP_LEVEL_IMPERSONATE.
// With RPCRT4_IMPERSONATE=files in the environment of a server that runs as root, it reaches the kernel: the thread, and
// no other, opens files as its client (setfsuid(2), and the groups), and is the client to the local servers it connects
// to; a client that is no user of this machine is then RPC_S_NO_CONTEXT_AVAILABLE. Threads made by CreateThread and
// processes made by CreateProcess are the server's own, as on Windows; those made by other means inherit.
RPCRTAPI RPC_STATUS RPC_ENTRY RpcImpersonateClient(RPC_BINDING_HANDLE binding);
// Containers there are none: RPC_S_CANNOT_SUPPORT.
RPCRTAPI RPC_STATUS RPC_ENTRY RpcImpersonateClientContainer(RPC_BINDING_HANDLE binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcRevertToSelf(void);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcRevertToSelfEx(RPC_BINDING_HANDLE binding);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcRevertContainerImpersonation(void);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingInqAuthClientA(RPC_BINDING_HANDLE client, RPC_AUTHZ_HANDLE* privileges,
                                                       RPC_CSTR* name, ULONG* level, ULONG* service,
                                                       ULONG* authorization);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingInqAuthClientW(RPC_BINDING_HANDLE client, RPC_AUTHZ_HANDLE* privileges,
                                                       RPC_WSTR* name, ULONG* level, ULONG* service,
                                                       ULONG* authorization);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingInqAuthClientExA(RPC_BINDING_HANDLE client, RPC_AUTHZ_HANDLE* privileges,
                                                         RPC_CSTR* name, ULONG* level, ULONG* service,
                                                         ULONG* authorization, ULONG flags);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingInqAuthClientExW(RPC_BINDING_HANDLE client, RPC_AUTHZ_HANDLE* privileges,
                                                         RPC_WSTR* name, ULONG* level, ULONG* service,
                                                         ULONG* authorization, ULONG flags);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingInqAuthInfoA(RPC_BINDING_HANDLE binding, RPC_CSTR* name, ULONG* level,
                                                     ULONG* service, RPC_AUTH_IDENTITY_HANDLE* identity,
                                                     ULONG* authorization);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingInqAuthInfoW(RPC_BINDING_HANDLE binding, RPC_WSTR* name, ULONG* level,
                                                     ULONG* service, RPC_AUTH_IDENTITY_HANDLE* identity,
                                                     ULONG* authorization);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingInqAuthInfoExA(RPC_BINDING_HANDLE binding, RPC_CSTR* name, ULONG* level,
                                                       ULONG* service, RPC_AUTH_IDENTITY_HANDLE* identity,
                                                       ULONG* authorization, ULONG qos_version, RPC_SECURITY_QOS* qos);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingInqAuthInfoExW(RPC_BINDING_HANDLE binding, RPC_WSTR* name, ULONG* level,
                                                       ULONG* service, RPC_AUTH_IDENTITY_HANDLE* identity,
                                                       ULONG* authorization, ULONG qos_version, RPC_SECURITY_QOS* qos);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingSetAuthInfoA(RPC_BINDING_HANDLE binding, RPC_CSTR name, ULONG level,
                                                     ULONG service, RPC_AUTH_IDENTITY_HANDLE identity,
                                                     ULONG authorization);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingSetAuthInfoW(RPC_BINDING_HANDLE binding, RPC_WSTR name, ULONG level,
                                                     ULONG service, RPC_AUTH_IDENTITY_HANDLE identity,
                                                     ULONG authorization);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingSetAuthInfoExA(RPC_BINDING_HANDLE binding, RPC_CSTR name, ULONG level,
                                                       ULONG service, RPC_AUTH_IDENTITY_HANDLE identity,
                                                       ULONG authorization, RPC_SECURITY_QOS* qos);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcBindingSetAuthInfoExW(RPC_BINDING_HANDLE binding, RPC_WSTR name, ULONG level,
                                                       ULONG service, RPC_AUTH_IDENTITY_HANDLE identity,
                                                       ULONG authorization, RPC_SECURITY_QOS* qos);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerRegisterAuthInfoA(RPC_CSTR name, ULONG service, RPC_AUTH_KEY_RETRIEVAL_FN key,
                                                         void* argument);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcServerRegisterAuthInfoW(RPC_WSTR name, ULONG service, RPC_AUTH_KEY_RETRIEVAL_FN key,
                                                         void* argument);

// UUIDs
RPCRTAPI RPC_STATUS RPC_ENTRY UuidCreate(UUID* uuid);
RPCRTAPI RPC_STATUS RPC_ENTRY UuidCreateSequential(UUID* uuid);
RPCRTAPI RPC_STATUS RPC_ENTRY UuidCreateNil(UUID* uuid);
RPCRTAPI signed int RPC_ENTRY UuidCompare(UUID* left, UUID* right, RPC_STATUS* status);
RPCRTAPI int RPC_ENTRY UuidEqual(UUID* left, UUID* right, RPC_STATUS* status);
RPCRTAPI int RPC_ENTRY UuidIsNil(UUID* uuid, RPC_STATUS* status);
RPCRTAPI unsigned short RPC_ENTRY UuidHash(UUID* uuid, RPC_STATUS* status);
RPCRTAPI RPC_STATUS RPC_ENTRY UuidFromStringA(RPC_CSTR text, UUID* uuid);
RPCRTAPI RPC_STATUS RPC_ENTRY UuidFromStringW(RPC_WSTR text, UUID* uuid);
RPCRTAPI RPC_STATUS RPC_ENTRY UuidToStringA(const UUID* uuid, RPC_CSTR* text);
RPCRTAPI RPC_STATUS RPC_ENTRY UuidToStringW(const UUID* uuid, RPC_WSTR* text);

// Errors and exceptions
RPCRTAPI void RPC_ENTRY RpcRaiseException(RPC_STATUS exception) DECLSPEC_NORETURN;
RPCRTAPI int RPC_ENTRY RpcExceptionFilter(ULONG code);
RPCRTAPI RPC_STATUS RPC_ENTRY DceErrorInqTextA(RPC_STATUS status, RPC_CSTR text);
RPCRTAPI RPC_STATUS RPC_ENTRY DceErrorInqTextW(RPC_STATUS status, RPC_WSTR text);

RPCRT4_END_C

#ifdef UNICODE
#define RpcBindingFromStringBinding RpcBindingFromStringBindingW
#define RpcBindingToStringBinding RpcBindingToStringBindingW
#define RpcStringBindingCompose RpcStringBindingComposeW
#define RpcStringBindingParse RpcStringBindingParseW
#define RpcStringFree RpcStringFreeW
#define RpcBindingCreate RpcBindingCreateW
#define RpcNsBindingInqEntryName RpcNsBindingInqEntryNameW
#define RpcServerUseProtseq RpcServerUseProtseqW
#define RpcServerUseProtseqEx RpcServerUseProtseqExW
#define RpcServerUseProtseqEp RpcServerUseProtseqEpW
#define RpcServerUseProtseqEpEx RpcServerUseProtseqEpExW
#define RpcServerUseProtseqIf RpcServerUseProtseqIfW
#define RpcServerUseProtseqIfEx RpcServerUseProtseqIfExW
#define RpcServerInterfaceGroupCreate RpcServerInterfaceGroupCreateW
#define RpcMgmtInqServerPrincName RpcMgmtInqServerPrincNameW
#define RpcServerInqDefaultPrincName RpcServerInqDefaultPrincNameW
#define RpcNetworkInqProtseqs RpcNetworkInqProtseqsW
#define RpcNetworkIsProtseqValid RpcNetworkIsProtseqValidW
#define RpcProtseqVectorFree RpcProtseqVectorFreeW
#define RpcEpRegister RpcEpRegisterW
#define RpcEpRegisterNoReplace RpcEpRegisterNoReplaceW
#define RpcMgmtEpEltInqNext RpcMgmtEpEltInqNextW
#define RpcBindingInqAuthClient RpcBindingInqAuthClientW
#define RpcBindingInqAuthClientEx RpcBindingInqAuthClientExW
#define RpcBindingInqAuthInfo RpcBindingInqAuthInfoW
#define RpcBindingInqAuthInfoEx RpcBindingInqAuthInfoExW
#define RpcBindingSetAuthInfo RpcBindingSetAuthInfoW
#define RpcBindingSetAuthInfoEx RpcBindingSetAuthInfoExW
#define RpcServerRegisterAuthInfo RpcServerRegisterAuthInfoW
#define UuidFromString UuidFromStringW
#define UuidToString UuidToStringW
#define DceErrorInqText DceErrorInqTextW
#else
#define RpcBindingFromStringBinding RpcBindingFromStringBindingA
#define RpcBindingToStringBinding RpcBindingToStringBindingA
#define RpcStringBindingCompose RpcStringBindingComposeA
#define RpcStringBindingParse RpcStringBindingParseA
#define RpcStringFree RpcStringFreeA
#define RpcBindingCreate RpcBindingCreateA
#define RpcNsBindingInqEntryName RpcNsBindingInqEntryNameA
#define RpcServerUseProtseq RpcServerUseProtseqA
#define RpcServerUseProtseqEx RpcServerUseProtseqExA
#define RpcServerUseProtseqEp RpcServerUseProtseqEpA
#define RpcServerUseProtseqEpEx RpcServerUseProtseqEpExA
#define RpcServerUseProtseqIf RpcServerUseProtseqIfA
#define RpcServerUseProtseqIfEx RpcServerUseProtseqIfExA
#define RpcServerInterfaceGroupCreate RpcServerInterfaceGroupCreateA
#define RpcMgmtInqServerPrincName RpcMgmtInqServerPrincNameA
#define RpcServerInqDefaultPrincName RpcServerInqDefaultPrincNameA
#define RpcNetworkInqProtseqs RpcNetworkInqProtseqsA
#define RpcNetworkIsProtseqValid RpcNetworkIsProtseqValidA
#define RpcProtseqVectorFree RpcProtseqVectorFreeA
#define RpcEpRegister RpcEpRegisterA
#define RpcEpRegisterNoReplace RpcEpRegisterNoReplaceA
#define RpcMgmtEpEltInqNext RpcMgmtEpEltInqNextA
#define RpcBindingInqAuthClient RpcBindingInqAuthClientA
#define RpcBindingInqAuthClientEx RpcBindingInqAuthClientExA
#define RpcBindingInqAuthInfo RpcBindingInqAuthInfoA
#define RpcBindingInqAuthInfoEx RpcBindingInqAuthInfoExA
#define RpcBindingSetAuthInfo RpcBindingSetAuthInfoA
#define RpcBindingSetAuthInfoEx RpcBindingSetAuthInfoExA
#define RpcServerRegisterAuthInfo RpcServerRegisterAuthInfoA
#define UuidFromString UuidFromStringA
#define UuidToString UuidToStringA
#define DceErrorInqText DceErrorInqTextA
#endif
#define DCE_C_ERROR_STRING_LEN 256

#include <rpcdcep.h>

#endif
