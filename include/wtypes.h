// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <wtypes.h>: the types of <wtypes.idl>: BSTR, money, dates, the kinds of a VARIANT.
#ifndef RPCRT4_INCLUDE_WTYPES_H
#define RPCRT4_INCLUDE_WTYPES_H

#include <wtypesbase.h>

typedef double DATE;
typedef short VARIANT_BOOL;
typedef VARIANT_BOOL _VARIANT_BOOL;
#define VARIANT_TRUE ((VARIANT_BOOL)-1)
#define VARIANT_FALSE ((VARIANT_BOOL)0)
typedef unsigned short VARTYPE;
typedef DWORD PROPID;

typedef FLAGGED_WORD_BLOB* wireBSTR;
typedef OLECHAR* BSTR;
typedef BSTR* LPBSTR;

typedef struct tagBSTRBLOB {
    ULONG cbSize;
    BYTE* pData;
} BSTRBLOB, *LPBSTRBLOB;

typedef struct tagCLIPDATA {
    ULONG cbSize;
    LONG ulClipFmt;
    BYTE* pClipData;
} CLIPDATA;

typedef union tagCY {
    __extension__ struct {
        ULONG Lo;
        LONG Hi;
    };
    LONGLONG int64;
} CY, *LPCY;

typedef struct tagDEC {
    USHORT wReserved;
    __extension__ union {
        __extension__ struct {
            BYTE scale;
            BYTE sign;
        };
        USHORT signscale;
    };
    ULONG Hi32;
    __extension__ union {
        __extension__ struct {
            ULONG Lo32;
            ULONG Mid32;
        };
        ULONGLONG Lo64;
    };
} DECIMAL, *LPDECIMAL;

#ifndef PROPERTYKEY_DEFINED
#define PROPERTYKEY_DEFINED
typedef struct _tagpropertykey {
    GUID fmtid;
    DWORD pid;
} PROPERTYKEY;
#endif

enum VARENUM {
    VT_EMPTY = 0,
    VT_NULL = 1,
    VT_I2 = 2,
    VT_I4 = 3,
    VT_R4 = 4,
    VT_R8 = 5,
    VT_CY = 6,
    VT_DATE = 7,
    VT_BSTR = 8,
    VT_DISPATCH = 9,
    VT_ERROR = 10,
    VT_BOOL = 11,
    VT_VARIANT = 12,
    VT_UNKNOWN = 13,
    VT_DECIMAL = 14,
    VT_I1 = 16,
    VT_UI1 = 17,
    VT_UI2 = 18,
    VT_UI4 = 19,
    VT_I8 = 20,
    VT_UI8 = 21,
    VT_INT = 22,
    VT_UINT = 23,
    VT_VOID = 24,
    VT_HRESULT = 25,
    VT_PTR = 26,
    VT_SAFEARRAY = 27,
    VT_CARRAY = 28,
    VT_USERDEFINED = 29,
    VT_LPSTR = 30,
    VT_LPWSTR = 31,
    VT_RECORD = 36,
    VT_INT_PTR = 37,
    VT_UINT_PTR = 38,
    VT_FILETIME = 64,
    VT_BLOB = 65,
    VT_STREAM = 66,
    VT_STORAGE = 67,
    VT_STREAMED_OBJECT = 68,
    VT_STORED_OBJECT = 69,
    VT_BLOB_OBJECT = 70,
    VT_CF = 71,
    VT_CLSID = 72,
    VT_VERSIONED_STREAM = 73,
    VT_BSTR_BLOB = 0xfff,
    VT_VECTOR = 0x1000,
    VT_ARRAY = 0x2000,
    VT_BYREF = 0x4000,
    VT_RESERVED = 0x8000,
    VT_ILLEGAL = 0xffff,
    VT_ILLEGALMASKED = 0xfff,
    VT_TYPEMASK = 0xfff
};

RPCRT4_BEGIN_C

// What stubs call for a BSTR ([MS-OAUT] 2.2.23): `flags` begins a USER_MARSHAL_CB. Malformed data raises. A string that
// is unmarshalled replaces the one that was there.
RPCRTAPI ULONG __RPC_USER BSTR_UserSize(ULONG* flags, ULONG offset, BSTR* string);
RPCRTAPI unsigned char* __RPC_USER BSTR_UserMarshal(ULONG* flags, unsigned char* buffer, BSTR* string);
RPCRTAPI unsigned char* __RPC_USER BSTR_UserUnmarshal(ULONG* flags, unsigned char* buffer, BSTR* string);
RPCRTAPI void __RPC_USER BSTR_UserFree(ULONG* flags, BSTR* string);

RPCRT4_END_C

#endif
