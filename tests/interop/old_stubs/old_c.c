/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client stub without the interpreter (-Os), in the shape MIDL 3 to 8 give it: written by hand from the documented
   entry points, to prove that such files compile and run unchanged. */
#pragma warning( disable: 4049 )  /* more than 64k source lines */

#include <string.h>

#include "old.h"

#define TYPE_FORMAT_STRING_SIZE   21
#define PROC_FORMAT_STRING_SIZE   25

typedef struct _MIDL_TYPE_FORMAT_STRING
    {
    short          Pad;
    unsigned char  Format[ TYPE_FORMAT_STRING_SIZE ];
    } MIDL_TYPE_FORMAT_STRING;

typedef struct _MIDL_PROC_FORMAT_STRING
    {
    short          Pad;
    unsigned char  Format[ PROC_FORMAT_STRING_SIZE ];
    } MIDL_PROC_FORMAT_STRING;

static const MIDL_TYPE_FORMAT_STRING __MIDL_TypeFormatString;
static const MIDL_PROC_FORMAT_STRING __MIDL_ProcFormatString;

/* Standard interface: Old, ver. 1.0,
   GUID={0xb0a5e000,0x0016,0x4000,{0x80,0x00,0x00,0x00,0x00,0x00,0x00,0x01}} */

handle_t OldHandle;

static const RPC_CLIENT_INTERFACE Old___RpcClientInterface =
    {
    sizeof(RPC_CLIENT_INTERFACE),
    {{0xb0a5e000,0x0016,0x4000,{0x80,0x00,0x00,0x00,0x00,0x00,0x00,0x01}},{1,0}},
    {{0x8A885D04,0x1CEB,0x11C9,{0x9F,0xE8,0x08,0x00,0x2B,0x10,0x48,0x60}},{2,0}},
    0,
    0,
    0,
    0,
    0,
    0x00000000
    };
RPC_IF_HANDLE Old_ClientIfHandle = (RPC_IF_HANDLE)& Old___RpcClientInterface;

static const MIDL_STUB_DESC Old_StubDesc;

int Measure(
    /* [string][in] */ unsigned char __RPC_FAR *text,
    /* [out] */ short __RPC_FAR *vowels)
{

    RPC_BINDING_HANDLE _Handle	=	0;

    int _RetVal;

    RPC_MESSAGE _RpcMessage;

    MIDL_STUB_MESSAGE _StubMsg;

    if(!text)
        {
        RpcRaiseException(RPC_X_NULL_REF_POINTER);
        }
    if(!vowels)
        {
        RpcRaiseException(RPC_X_NULL_REF_POINTER);
        }
    RpcTryFinally
        {
        NdrClientInitializeNew(
                          ( PRPC_MESSAGE  )&_RpcMessage,
                          ( PMIDL_STUB_MESSAGE  )&_StubMsg,
                          ( PMIDL_STUB_DESC  )&Old_StubDesc,
                          0);


        _Handle = OldHandle;


        _StubMsg.BufferLength = 12U;
        NdrConformantStringBufferSize( (PMIDL_STUB_MESSAGE) &_StubMsg,
                                       (unsigned char __RPC_FAR *)text,
                                       (PFORMAT_STRING) &__MIDL_TypeFormatString.Format[4] );

        NdrGetBuffer( (PMIDL_STUB_MESSAGE) &_StubMsg, _StubMsg.BufferLength, _Handle );

        NdrConformantStringMarshall( (PMIDL_STUB_MESSAGE)& _StubMsg,
                                     (unsigned char __RPC_FAR *)text,
                                     (PFORMAT_STRING) &__MIDL_TypeFormatString.Format[4] );

        NdrSendReceive( (PMIDL_STUB_MESSAGE) &_StubMsg, (unsigned char __RPC_FAR *) _StubMsg.Buffer );

        RpcTryExcept
            {
            if ( (_RpcMessage.DataRepresentation & 0X0000FFFFUL) != NDR_LOCAL_DATA_REPRESENTATION )
                NdrConvert( (PMIDL_STUB_MESSAGE) &_StubMsg, (PFORMAT_STRING) &__MIDL_ProcFormatString.Format[0] );

            _StubMsg.Buffer = (unsigned char __RPC_FAR *)(((LONG_PTR)_StubMsg.Buffer + 1) & ~ 0x1);
            if(_StubMsg.Buffer + 2 > _StubMsg.BufferEnd)
                {
                RpcRaiseException(RPC_X_BAD_STUB_DATA);
                }
            *vowels = *(( short __RPC_FAR * )_StubMsg.Buffer);
            _StubMsg.Buffer += sizeof(short);

            _StubMsg.Buffer = (unsigned char __RPC_FAR *)(((LONG_PTR)_StubMsg.Buffer + 3) & ~ 0x3);
            if(_StubMsg.Buffer + 4 > _StubMsg.BufferEnd)
                {
                RpcRaiseException(RPC_X_BAD_STUB_DATA);
                }
            _RetVal = *(( int __RPC_FAR * )_StubMsg.Buffer);
            _StubMsg.Buffer += sizeof(int);

            }
        RpcExcept( RPC_BAD_STUB_DATA_EXCEPTION_FILTER )
            {
            RpcRaiseException(RPC_X_BAD_STUB_DATA);
            }
        RpcEndExcept
        }
    RpcFinally
        {
        NdrFreeBuffer( (PMIDL_STUB_MESSAGE) &_StubMsg );

        }
    RpcEndFinally
    return _RetVal;
}


void Copy(
    /* [string][in] */ unsigned char __RPC_FAR *text,
    /* [string][out] */ unsigned char __RPC_FAR *__RPC_FAR *copy)
{

    RPC_BINDING_HANDLE _Handle	=	0;

    RPC_MESSAGE _RpcMessage;

    MIDL_STUB_MESSAGE _StubMsg;

    if(!text)
        {
        RpcRaiseException(RPC_X_NULL_REF_POINTER);
        }
    if(!copy)
        {
        RpcRaiseException(RPC_X_NULL_REF_POINTER);
        }
    RpcTryFinally
        {
        NdrClientInitializeNew(
                          ( PRPC_MESSAGE  )&_RpcMessage,
                          ( PMIDL_STUB_MESSAGE  )&_StubMsg,
                          ( PMIDL_STUB_DESC  )&Old_StubDesc,
                          1);


        NdrRpcSmSetClientToOsf( (PMIDL_STUB_MESSAGE) &_StubMsg );
        _Handle = OldHandle;


        _StubMsg.BufferLength = 12U;
        NdrConformantStringBufferSize( (PMIDL_STUB_MESSAGE) &_StubMsg,
                                       (unsigned char __RPC_FAR *)text,
                                       (PFORMAT_STRING) &__MIDL_TypeFormatString.Format[4] );

        NdrGetBuffer( (PMIDL_STUB_MESSAGE) &_StubMsg, _StubMsg.BufferLength, _Handle );

        NdrConformantStringMarshall( (PMIDL_STUB_MESSAGE)& _StubMsg,
                                     (unsigned char __RPC_FAR *)text,
                                     (PFORMAT_STRING) &__MIDL_TypeFormatString.Format[4] );

        NdrSendReceive( (PMIDL_STUB_MESSAGE) &_StubMsg, (unsigned char __RPC_FAR *) _StubMsg.Buffer );

        if ( (_RpcMessage.DataRepresentation & 0X0000FFFFUL) != NDR_LOCAL_DATA_REPRESENTATION )
            NdrConvert( (PMIDL_STUB_MESSAGE) &_StubMsg, (PFORMAT_STRING) &__MIDL_ProcFormatString.Format[10] );

        NdrPointerUnmarshall( (PMIDL_STUB_MESSAGE) &_StubMsg,
                              (unsigned char __RPC_FAR * __RPC_FAR *)&copy,
                              (PFORMAT_STRING) &__MIDL_TypeFormatString.Format[10],
                              (unsigned char)0 );

        }
    RpcFinally
        {
        NdrFreeBuffer( (PMIDL_STUB_MESSAGE) &_StubMsg );

        }
    RpcEndFinally

}


/* [comm_status][fault_status] */ error_status_t Fail(
    /* [in] */ int code)
{

    RPC_BINDING_HANDLE _Handle	=	0;

    error_status_t _RetVal;

    RPC_MESSAGE _RpcMessage;

    MIDL_STUB_MESSAGE _StubMsg;

    RPC_STATUS _Status;

    _Status = 0;
    RpcTryExcept
        {
        RpcTryFinally
            {
            NdrClientInitializeNew(
                              ( PRPC_MESSAGE  )&_RpcMessage,
                              ( PMIDL_STUB_MESSAGE  )&_StubMsg,
                              ( PMIDL_STUB_DESC  )&Old_StubDesc,
                              2);


            _Handle = OldHandle;


            _StubMsg.BufferLength = 4U;
            NdrGetBuffer( (PMIDL_STUB_MESSAGE) &_StubMsg, _StubMsg.BufferLength, _Handle );

            *(( int __RPC_FAR * )_StubMsg.Buffer) = code;
            _StubMsg.Buffer += sizeof(int);

            NdrSendReceive( (PMIDL_STUB_MESSAGE) &_StubMsg, (unsigned char __RPC_FAR *) _StubMsg.Buffer );

            if ( (_RpcMessage.DataRepresentation & 0X0000FFFFUL) != NDR_LOCAL_DATA_REPRESENTATION )
                NdrConvert( (PMIDL_STUB_MESSAGE) &_StubMsg, (PFORMAT_STRING) &__MIDL_ProcFormatString.Format[18] );

            _RetVal = *(( error_status_t __RPC_FAR * )_StubMsg.Buffer);
            _StubMsg.Buffer += sizeof(error_status_t);

            }
        RpcFinally
            {
            NdrFreeBuffer( (PMIDL_STUB_MESSAGE) &_StubMsg );

            }
        RpcEndFinally
        }
    RpcExcept( 1 )
        {
        _Status = NdrMapCommAndFaultStatus(
                                      ( PMIDL_STUB_MESSAGE  )&_StubMsg,
                                      &_RetVal,
                                      &_RetVal,
                                      RpcExceptionCode());
        if(_Status)
            {
            RpcRaiseException(_Status);
            }
        }
    RpcEndExcept
    return _RetVal;
}

static const MIDL_STUB_DESC Old_StubDesc =
    {
    (void __RPC_FAR *)& Old___RpcClientInterface,
    MIDL_user_allocate,
    MIDL_user_free,
    &OldHandle,
    0,
    0,
    0,
    0,
    __MIDL_TypeFormatString.Format,
    1, /* -error bounds_check flag */
    0x10001, /* Ndr library version */
    0,
    0x303006e, /* MIDL Version 3.3.110 */
    0,
    0,
    0,  /* notify & notify_flag routine table */
    1,  /* Flags */
    0,  /* Reserved3 */
    0,  /* Reserved4 */
    0   /* Reserved5 */
    };

static const MIDL_PROC_FORMAT_STRING __MIDL_ProcFormatString =
    {
        0,
        {
            0x4d,		/* FC_IN_PARAM */
            0x2,		/* x86 stack size = 2 */
/*  2 */	NdrFcShort( 0x2 ),	/* Type Offset=2 */
/*  4 */
            0x51,		/* FC_OUT_PARAM */
            0x2,
/*  6 */	NdrFcShort( 0x6 ),	/* Type Offset=6 */
/*  8 */	0x53,		/* FC_RETURN_PARAM_BASETYPE */
            0x8,		/* FC_LONG */
/* 10 */
            0x4d,		/* FC_IN_PARAM */
            0x2,
/* 12 */	NdrFcShort( 0x2 ),	/* Type Offset=2 */
/* 14 */
            0x51,		/* FC_OUT_PARAM */
            0x2,
/* 16 */	NdrFcShort( 0xa ),	/* Type Offset=10 */
/* 18 */	0x5b,		/* FC_END */
            0x5c,		/* FC_PAD */
/* 20 */	0x4e,		/* FC_IN_PARAM_BASETYPE */
            0x8,		/* FC_LONG */
/* 22 */	0x53,		/* FC_RETURN_PARAM_BASETYPE */
            0x10,		/* FC_ERROR_STATUS_T */

            0x0
        }
    };

static const MIDL_TYPE_FORMAT_STRING __MIDL_TypeFormatString =
    {
        0,
        {
            NdrFcShort( 0x0 ),	/* 0 */
/*  2 */
            0x11, 0x8,	/* FC_RP [simple_pointer] */
/*  4 */
            0x22,		/* FC_C_CSTRING */
            0x5c,		/* FC_PAD */
/*  6 */
            0x11, 0xc,	/* FC_RP [alloced_on_stack] [simple_pointer] */
/*  8 */	0x6,		/* FC_SHORT */
            0x5c,		/* FC_PAD */
/* 10 */
            0x11, 0x14,	/* FC_RP [alloced_on_stack] */
/* 12 */	NdrFcShort( 0x2 ),	/* Offset= 2 (14) */
/* 14 */
            0x12, 0x8,	/* FC_UP [simple_pointer] */
/* 16 */
            0x22,		/* FC_C_CSTRING */
            0x5c,		/* FC_PAD */

            0x0
        }
    };

