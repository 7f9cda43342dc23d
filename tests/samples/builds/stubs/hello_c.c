/* Written by hand in the shape of what Microsoft's IDL compiler writes, with what is special in it. */

/* this ALWAYS GENERATED file contains the RPC client stubs */


 /* File created by MIDL compiler version 8.01.0622 */
/* Compiler settings for hello.idl, hello.acf:
    Oicf, W1, Zp8, env=Win64 (32b run), target_arch=AMD64 8.01.0622 
    protocol : dce , ms_ext, c_ext, robust
    error checks: allocation ref bounds_check enum stub_data 
    VC __declspec() decoration level: 
         __declspec(uuid()), __declspec(selectany), __declspec(novtable)
         DECLSPEC_UUID(), MIDL_INTERFACE()
*/
/* @@MIDL_FILE_HEADING(  ) */

#if defined(_M_AMD64)


#pragma warning( disable: 4049 )  /* more than 64k source lines */
#if _MSC_VER >= 1200
#pragma warning(push)
#endif

#pragma warning( disable: 4211 )  /* redefine extern to static */
#pragma warning( disable: 4232 )  /* dllimport identity*/
#pragma warning( disable: 4024 )  /* array to pointer mapping*/

#include <string.h>

#include "hello.h"

#define TYPE_FORMAT_STRING_SIZE   7                                 
#define PROC_FORMAT_STRING_SIZE   103                               
#define EXPR_FORMAT_STRING_SIZE   1                                 
#define TRANSMIT_AS_TABLE_SIZE    0            
#define WIRE_MARSHAL_TABLE_SIZE   0            

typedef struct _hello_MIDL_TYPE_FORMAT_STRING
    {
    short          Pad;
    unsigned char  Format[ TYPE_FORMAT_STRING_SIZE ];
    } hello_MIDL_TYPE_FORMAT_STRING;

typedef struct _hello_MIDL_PROC_FORMAT_STRING
    {
    short          Pad;
    unsigned char  Format[ PROC_FORMAT_STRING_SIZE ];
    } hello_MIDL_PROC_FORMAT_STRING;

typedef struct _hello_MIDL_EXPR_FORMAT_STRING
    {
    long          Pad;
    unsigned char  Format[ EXPR_FORMAT_STRING_SIZE ];
    } hello_MIDL_EXPR_FORMAT_STRING;


static const RPC_SYNTAX_IDENTIFIER  _RpcTransferSyntax = 
{{0x8A885D04,0x1CEB,0x11C9,{0x9F,0xE8,0x08,0x00,0x2B,0x10,0x48,0x60}},{2,0}};


extern const hello_MIDL_TYPE_FORMAT_STRING hello__MIDL_TypeFormatString;
extern const hello_MIDL_PROC_FORMAT_STRING hello__MIDL_ProcFormatString;
extern const hello_MIDL_EXPR_FORMAT_STRING hello__MIDL_ExprFormatString;

#define GENERIC_BINDING_TABLE_SIZE   0            


/* Standard interface: hello, ver. 1.0,
   GUID={0x7a98c250,0x6808,0x11cf,{0xb7,0x3b,0x00,0xaa,0x00,0xb6,0x77,0xa7}} */

handle_t hello_IfHandle;


static const RPC_CLIENT_INTERFACE hello___RpcClientInterface =
    {
    sizeof(RPC_CLIENT_INTERFACE),
    {{0x7a98c250,0x6808,0x11cf,{0xb7,0x3b,0x00,0xaa,0x00,0xb6,0x77,0xa7}},{1,0}},
    {{0x8A885D04,0x1CEB,0x11C9,{0x9F,0xE8,0x08,0x00,0x2B,0x10,0x48,0x60}},{2,0}},
    0,
    0,
    0,
    0,
    0,
    0x00000000
    };
RPC_IF_HANDLE hello_v1_0_c_ifspec = (RPC_IF_HANDLE)& hello___RpcClientInterface;

extern const MIDL_STUB_DESC hello_StubDesc;

static RPC_BINDING_HANDLE hello__MIDL_AutoBindHandle;


void HelloProc( 
    /* [string][in] */ const unsigned char *pszString)
{

    NdrClientCall2(
                  ( PMIDL_STUB_DESC  )&hello_StubDesc,
                  (PFORMAT_STRING) &hello__MIDL_ProcFormatString.Format[0],
                  pszString);
    
}


long Add( 
    /* [in] */ long first,
    /* [in] */ long second)
{

    CLIENT_CALL_RETURN _RetVal;

    _RetVal = NdrClientCall2(
                  ( PMIDL_STUB_DESC  )&hello_StubDesc,
                  (PFORMAT_STRING) &hello__MIDL_ProcFormatString.Format[32],
                  first,
                  second);
    return ( long  )_RetVal.Simple;
    
}


void Shutdown( void)
{

    NdrClientCall2(
                  ( PMIDL_STUB_DESC  )&hello_StubDesc,
                  (PFORMAT_STRING) &hello__MIDL_ProcFormatString.Format[76]);
    
}


#if !defined(__RPC_WIN64__)
#error  Invalid build platform for this stub.
#endif

static const hello_MIDL_PROC_FORMAT_STRING hello__MIDL_ProcFormatString =
    {
        0,
        {

	/* Procedure HelloProc */

			0x32,		/* FC_BIND_PRIMITIVE */
			0x48,
/*  2 */	NdrFcLong( 0x0 ),		/* rpc flags: 0 */
/*  6 */	NdrFcShort( 0x0 ),		/* procedure number: 0 */
/*  8 */	NdrFcShort( 0x8 ),		/* stack size: 8 */
/* 10 */	NdrFcShort( 0x0 ),		/* constant client buffer: 0 */
/* 12 */	NdrFcShort( 0x0 ),		/* constant server buffer: 0 */
			0x42,		/* interpreter flags */
			0x1,		/* parameters */
			0xa,		/* extension */
			0x1,		/* extension flags */
/* 18 */	NdrFcShort( 0x0 ),		/* client correlation hint: 0 */
/* 20 */	NdrFcShort( 0x0 ),		/* server correlation hint: 0 */
/* 22 */	NdrFcShort( 0x0 ),		/* notify index: 0 */
/* 24 */	NdrFcShort( 0x0 ),		/* float and double slots: 0 */
/* 26 */	NdrFcShort( 0x10b ),		/* pszString: must size, must free, in, simple ref */
/* 28 */	NdrFcShort( 0x0 ),		/* stack offset: 0 */
/* 30 */	NdrFcShort( 0x4 ),		/* type offset 4 */

	/* Procedure Add */

			0x32,		/* FC_BIND_PRIMITIVE */
			0x48,
/* 34 */	NdrFcLong( 0x0 ),		/* rpc flags: 0 */
/* 38 */	NdrFcShort( 0x1 ),		/* procedure number: 1 */
/* 40 */	NdrFcShort( 0x18 ),		/* stack size: 24 */
/* 42 */	NdrFcShort( 0x10 ),		/* constant client buffer: 16 */
/* 44 */	NdrFcShort( 0x8 ),		/* constant server buffer: 8 */
			0x44,		/* interpreter flags */
			0x3,		/* parameters */
			0xa,		/* extension */
			0x1,		/* extension flags */
/* 50 */	NdrFcShort( 0x0 ),		/* client correlation hint: 0 */
/* 52 */	NdrFcShort( 0x0 ),		/* server correlation hint: 0 */
/* 54 */	NdrFcShort( 0x0 ),		/* notify index: 0 */
/* 56 */	NdrFcShort( 0x0 ),		/* float and double slots: 0 */
/* 58 */	NdrFcShort( 0x48 ),		/* first: in, base type */
/* 60 */	NdrFcShort( 0x0 ),		/* stack offset: 0 */
			0x8,		/* FC_LONG */
			0x0,
/* 64 */	NdrFcShort( 0x48 ),		/* second: in, base type */
/* 66 */	NdrFcShort( 0x8 ),		/* stack offset: 8 */
			0x8,		/* FC_LONG */
			0x0,
/* 70 */	NdrFcShort( 0x70 ),		/* return value: out, return, base type */
/* 72 */	NdrFcShort( 0x10 ),		/* stack offset: 16 */
			0x8,		/* FC_LONG */
			0x0,

	/* Procedure Shutdown */

			0x32,		/* FC_BIND_PRIMITIVE */
			0x48,
/* 78 */	NdrFcLong( 0x0 ),		/* rpc flags: 0 */
/* 82 */	NdrFcShort( 0x2 ),		/* procedure number: 2 */
/* 84 */	NdrFcShort( 0x0 ),		/* stack size: 0 */
/* 86 */	NdrFcShort( 0x0 ),		/* constant client buffer: 0 */
/* 88 */	NdrFcShort( 0x0 ),		/* constant server buffer: 0 */
			0x40,		/* interpreter flags */
			0x0,		/* parameters */
			0xa,		/* extension */
			0x1,		/* extension flags */
/* 94 */	NdrFcShort( 0x0 ),		/* client correlation hint: 0 */
/* 96 */	NdrFcShort( 0x0 ),		/* server correlation hint: 0 */
/* 98 */	NdrFcShort( 0x0 ),		/* notify index: 0 */
/* 100 */	NdrFcShort( 0x0 ),		/* float and double slots: 0 */

			0x0
        }
    };

static const hello_MIDL_TYPE_FORMAT_STRING hello__MIDL_TypeFormatString =
    {
        0,
        {
			NdrFcShort( 0x0 ),	/* 0 */
/*  2 */	
			0x11, 0x8,	/* FC_RP [simple_pointer] */
/*  4 */	
			0x22,		/* FC_C_CSTRING */
			0x5c,		/* FC_PAD */

			0x0
        }
    };

static const unsigned short hello_FormatStringOffsetTable[] =
    {
    0,
    32,
    76
    };


static const MIDL_STUB_DESC hello_StubDesc = 
    {
    (void *)& hello___RpcClientInterface,
    MIDL_user_allocate,
    MIDL_user_free,
    &hello_IfHandle,
    0,
    0,
    0,
    0,
    hello__MIDL_TypeFormatString.Format,
    1, /* -error bounds_check flag */
    0x50002, /* Ndr library version */
    0,
    0x801026e, /* MIDL Version 8.1.622 */
    0,
    0,
    0,  /* notify & notify_flag routine table */
    0x1, /* MIDL flag */
    0, /* cs routines */
    0,   /* proxy/server info */
    0
    };
#if _MSC_VER >= 1200
#pragma warning(pop)
#endif


#endif /* defined(_M_AMD64)*/

