// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <objidl.h>: the types of <objidl.idl>; of its object interfaces the names.
#ifndef RPCRT4_INCLUDE_OBJIDL_H
#define RPCRT4_INCLUDE_OBJIDL_H

#include <unknwn.h>

typedef interface IStream IStream;
typedef interface IStorage IStorage;
typedef interface IMoniker IMoniker;
typedef interface IBindCtx IBindCtx;
typedef interface IMalloc IMalloc;
typedef interface IMarshal IMarshal;
typedef interface IPersist IPersist;
typedef IStream* LPSTREAM;
typedef IStorage* LPSTORAGE;
typedef IMoniker* LPMONIKER;
typedef IBindCtx* LPBINDCTX;

typedef OLECHAR** SNB;

typedef struct tagSTATSTG {
    LPOLESTR pwcsName;
    DWORD type;
    ULARGE_INTEGER cbSize;
    FILETIME mtime;
    FILETIME ctime;
    FILETIME atime;
    DWORD grfMode;
    DWORD grfLocksSupported;
    CLSID clsid;
    DWORD grfStateBits;
    DWORD reserved;
} STATSTG;

typedef struct _COSERVERINFO {
    DWORD dwReserved1;
    LPWSTR pwszName;
    COAUTHINFO* pAuthInfo;
    DWORD dwReserved2;
} COSERVERINFO;

typedef struct tagMULTI_QI {
    const IID* pIID;
    IUnknown* pItf;
    HRESULT hr;
} MULTI_QI;

#endif
