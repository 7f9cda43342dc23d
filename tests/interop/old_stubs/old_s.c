/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server's half of old_c.c. */
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

extern RPC_DISPATCH_TABLE Old_DispatchTable;

static const RPC_SERVER_INTERFACE Old___RpcServerInterface =
    {
    sizeof(RPC_SERVER_INTERFACE),
    {{0xb0a5e000,0x0016,0x4000,{0x80,0x00,0x00,0x00,0x00,0x00,0x00,0x01}},{1,0}},
    {{0x8A885D04,0x1CEB,0x11C9,{0x9F,0xE8,0x08,0x00,0x2B,0x10,0x48,0x60}},{2,0}},
    &Old_DispatchTable,
    0,
    0,
    0,
    0,
    0x00000000
    };
RPC_IF_HANDLE Old_ServerIfHandle = (RPC_IF_HANDLE)& Old___RpcServerInterface;

static const MIDL_STUB_DESC Old_StubDesc;

void __RPC_STUB
Old_Measure(
    PRPC_MESSAGE _pRpcMessage )
{
    short _M0;
    int _RetVal;
    MIDL_STUB_MESSAGE _StubMsg;
    unsigned char __RPC_FAR *text;
    short __RPC_FAR *vowels;
    RPC_STATUS _Status;

    ((void)(_Status));
    NdrServerInitializeNew(
                          _pRpcMessage,
                          &_StubMsg,
                          &Old_StubDesc);

    text = 0;
    vowels = 0;
    RpcTryFinally
        {
        RpcTryExcept
            {
            if ( (_pRpcMessage->DataRepresentation & 0X0000FFFFUL) != NDR_LOCAL_DATA_REPRESENTATION )
                NdrConvert( (PMIDL_STUB_MESSAGE) &_StubMsg, (PFORMAT_STRING) &__MIDL_ProcFormatString.Format[0] );

            NdrConformantStringUnmarshall( (PMIDL_STUB_MESSAGE) &_StubMsg,
                                           (unsigned char __RPC_FAR * __RPC_FAR *)&text,
                                           (PFORMAT_STRING) &__MIDL_TypeFormatString.Format[4],
                                           (unsigned char)0 );

            if(_StubMsg.Buffer > _StubMsg.BufferEnd)
                {
                RpcRaiseException(RPC_X_BAD_STUB_DATA);
                }
            }
        RpcExcept( RPC_BAD_STUB_DATA_EXCEPTION_FILTER )
            {
            RpcRaiseException(RPC_X_BAD_STUB_DATA);
            }
        RpcEndExcept
        vowels = &_M0;

        _RetVal = ServedMeasure(text,vowels);

        _StubMsg.BufferLength = 4U + 4U;
        _pRpcMessage->BufferLength = _StubMsg.BufferLength;


        _Status = I_RpcGetBuffer( _pRpcMessage );
        if ( _Status )
            RpcRaiseException( _Status );

        _StubMsg.Buffer = (unsigned char __RPC_FAR *) _pRpcMessage->Buffer;

        *(( short __RPC_FAR * )_StubMsg.Buffer) = *vowels;
        _StubMsg.Buffer += sizeof(short);

        _StubMsg.Buffer = (unsigned char __RPC_FAR *)(((LONG_PTR)_StubMsg.Buffer + 3) & ~ 0x3);
        *(( int __RPC_FAR * )_StubMsg.Buffer) = _RetVal;
        _StubMsg.Buffer += sizeof(int);

        }
    RpcFinally
        {
        }
    RpcEndFinally
    _pRpcMessage->BufferLength =
        (unsigned int)(_StubMsg.Buffer - (unsigned char __RPC_FAR *)_pRpcMessage->Buffer);

}

void __RPC_STUB
Old_Copy(
    PRPC_MESSAGE _pRpcMessage )
{
    unsigned char __RPC_FAR *_M1;
    MIDL_STUB_MESSAGE _StubMsg;
    unsigned char __RPC_FAR *__RPC_FAR *copy;
    unsigned char __RPC_FAR *text;
    RPC_STATUS _Status;

    ((void)(_Status));
    NdrServerInitializeNew(
                          _pRpcMessage,
                          &_StubMsg,
                          &Old_StubDesc);

    NdrRpcSsEnableAllocate( (PMIDL_STUB_MESSAGE) &_StubMsg );
    text = 0;
    copy = 0;
    RpcTryFinally
        {
        if ( (_pRpcMessage->DataRepresentation & 0X0000FFFFUL) != NDR_LOCAL_DATA_REPRESENTATION )
            NdrConvert( (PMIDL_STUB_MESSAGE) &_StubMsg, (PFORMAT_STRING) &__MIDL_ProcFormatString.Format[10] );

        NdrConformantStringUnmarshall( (PMIDL_STUB_MESSAGE) &_StubMsg,
                                       (unsigned char __RPC_FAR * __RPC_FAR *)&text,
                                       (PFORMAT_STRING) &__MIDL_TypeFormatString.Format[4],
                                       (unsigned char)0 );

        copy = &_M1;
        _M1 = 0;

        ServedCopy(text,copy);

        _StubMsg.BufferLength = 4U;
        NdrPointerBufferSize( (PMIDL_STUB_MESSAGE) &_StubMsg,
                              (unsigned char __RPC_FAR *)copy,
                              (PFORMAT_STRING) &__MIDL_TypeFormatString.Format[10] );

        _pRpcMessage->BufferLength = _StubMsg.BufferLength;


        _Status = I_RpcGetBuffer( _pRpcMessage );
        if ( _Status )
            RpcRaiseException( _Status );

        _StubMsg.Buffer = (unsigned char __RPC_FAR *) _pRpcMessage->Buffer;

        NdrPointerMarshall( (PMIDL_STUB_MESSAGE)& _StubMsg,
                            (unsigned char __RPC_FAR *)copy,
                            (PFORMAT_STRING) &__MIDL_TypeFormatString.Format[10] );

        }
    RpcFinally
        {
        NdrPointerFree( &_StubMsg,
                        (unsigned char __RPC_FAR *)copy,
                        &__MIDL_TypeFormatString.Format[10] );

        NdrRpcSsDisableAllocate( (PMIDL_STUB_MESSAGE) &_StubMsg );

        }
    RpcEndFinally
    _pRpcMessage->BufferLength =
        (unsigned int)(_StubMsg.Buffer - (unsigned char __RPC_FAR *)_pRpcMessage->Buffer);

}

void __RPC_STUB
Old_Fail(
    PRPC_MESSAGE _pRpcMessage )
{
    MIDL_STUB_MESSAGE _StubMsg;
    error_status_t _RetVal;
    int code;
    RPC_STATUS _Status;

    ((void)(_Status));
    NdrServerInitializeNew(
                          _pRpcMessage,
                          &_StubMsg,
                          &Old_StubDesc);

    RpcTryFinally
        {
        if ( (_pRpcMessage->DataRepresentation & 0X0000FFFFUL) != NDR_LOCAL_DATA_REPRESENTATION )
            NdrConvert( (PMIDL_STUB_MESSAGE) &_StubMsg, (PFORMAT_STRING) &__MIDL_ProcFormatString.Format[20] );

        code = *(( int __RPC_FAR * )_StubMsg.Buffer);
        _StubMsg.Buffer += sizeof(int);


        _RetVal = ServedFail(code);

        _StubMsg.BufferLength = 4U;
        _pRpcMessage->BufferLength = _StubMsg.BufferLength;


        _Status = I_RpcGetBuffer( _pRpcMessage );
        if ( _Status )
            RpcRaiseException( _Status );

        _StubMsg.Buffer = (unsigned char __RPC_FAR *) _pRpcMessage->Buffer;

        *(( error_status_t __RPC_FAR * )_StubMsg.Buffer) = _RetVal;
        _StubMsg.Buffer += sizeof(error_status_t);

        }
    RpcFinally
        {
        }
    RpcEndFinally
    _pRpcMessage->BufferLength =
        (unsigned int)(_StubMsg.Buffer - (unsigned char __RPC_FAR *)_pRpcMessage->Buffer);

}


static const MIDL_STUB_DESC Old_StubDesc =
    {
    (void __RPC_FAR *)& Old___RpcServerInterface,
    MIDL_user_allocate,
    MIDL_user_free,
    0,
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

static RPC_DISPATCH_FUNCTION Old_table[] =
    {
    Old_Measure,
    Old_Copy,
    Old_Fail,
    0
    };
RPC_DISPATCH_TABLE Old_DispatchTable =
    {
    3,
    Old_table
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

