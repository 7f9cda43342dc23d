// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <combaseapi.h>: the spelling of object interfaces in C and C++, as headers made by midl use it.
#ifndef RPCRT4_INCLUDE_COMBASEAPI_H
#define RPCRT4_INCLUDE_COMBASEAPI_H

#include <windows.h>

#include <rpcndr.h>

#ifndef interface
#define interface struct
#endif
#define STDMETHODCALLTYPE
#define STDMETHODVCALLTYPE
#define STDAPICALLTYPE
#define STDAPIVCALLTYPE
#define STDAPI EXTERN_C HRESULT STDAPICALLTYPE
#define STDAPI_(type) EXTERN_C type STDAPICALLTYPE
#define STDMETHODIMP HRESULT STDMETHODCALLTYPE
#define STDMETHODIMP_(type) type STDMETHODCALLTYPE

#if defined(__cplusplus) && !defined(CINTERFACE)
#define PURE = 0
#define THIS_
#define THIS void
#define STDMETHOD(method) virtual HRESULT STDMETHODCALLTYPE method
#define STDMETHOD_(type, method) virtual type STDMETHODCALLTYPE method
#define DECLARE_INTERFACE(iface) struct DECLSPEC_NOVTABLE iface
#define DECLARE_INTERFACE_(iface, base) struct DECLSPEC_NOVTABLE iface : public base
#else
#define PURE
#define THIS_ INTERFACE *This,
#define THIS INTERFACE* This
#define STDMETHOD(method) HRESULT(STDMETHODCALLTYPE* method)
#define STDMETHOD_(type, method) type(STDMETHODCALLTYPE* method)
#define DECLARE_INTERFACE(iface)            \
    typedef struct iface {                  \
        const struct iface##Vtbl* lpVtbl;   \
    } iface;                                \
    typedef struct iface##Vtbl iface##Vtbl; \
    struct iface##Vtbl
#define DECLARE_INTERFACE_(iface, base) DECLARE_INTERFACE(iface)
#endif

#define BEGIN_INTERFACE
#define END_INTERFACE
#ifdef CONST_VTABLE
#define CONST_VTBL const
#else
#define CONST_VTBL
#endif

#ifndef WINOLEAPI
#define WINOLEAPI RPCRT4_IMPORT HRESULT STDAPICALLTYPE
#define WINOLEAPI_(type) RPCRT4_IMPORT type STDAPICALLTYPE
#endif

#include <wtypesbase.h>

#ifndef __IUnknown_FWD_DEFINED__
#define __IUnknown_FWD_DEFINED__
typedef interface IUnknown IUnknown;
#endif

#define CLSCTX_INPROC (CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER)
#define CLSCTX_ALL (CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER | CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER)
#define CLSCTX_SERVER (CLSCTX_INPROC_SERVER | CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER)

typedef enum tagCOINITBASE { COINITBASE_MULTITHREADED = 0x0 } COINITBASE;

RPCRT4_BEGIN_C

// Starts COM on the calling thread; `options` are those of COINIT (<objbase.h>). S_FALSE when it is started already,
// RPC_E_CHANGED_MODE when it was with another model, E_INVALIDARG for a reserved argument and unknown options. Each
// success is ended by CoUninitialize. The model is only remembered: there are no objects here whose calls it would
// order, and the functions of this header but CoCreateInstance, and BSTR, VARIANT and SAFEARRAY, need no start.
WINOLEAPI CoInitializeEx(LPVOID reserved, DWORD options);
WINOLEAPI_(void) CoUninitialize(void);
// There is no registry, hence no class is registered: REGDB_E_CLASSNOTREG for each, and a null pointer. E_POINTER
// without a place for that, CO_E_NOTINITIALIZED on a thread that has not started COM.
WINOLEAPI CoCreateInstance(REFCLSID clsid, IUnknown* outer, DWORD context, REFIID iid, LPVOID* object);

// The task allocator. Null when memory is out; a block of 0 bytes is a block. Reallocating to 0 bytes frees.
WINOLEAPI_(LPVOID) CoTaskMemAlloc(SIZE_T size);
WINOLEAPI_(LPVOID) CoTaskMemRealloc(LPVOID block, SIZE_T size);
WINOLEAPI_(void) CoTaskMemFree(LPVOID block);

// A random identifier. E_INVALIDARG without a place for it.
WINOLEAPI CoCreateGuid(GUID* guid);
// Writes "{...}" and its end, 39 characters; returns 39, or 0 when there is no room for them.
WINOLEAPI_(int) StringFromGUID2(REFGUID guid, LPOLESTR text, int room);
// The same in memory that the caller frees with CoTaskMemFree.
WINOLEAPI StringFromCLSID(REFCLSID clsid, LPOLESTR* text);
WINOLEAPI StringFromIID(REFIID iid, LPOLESTR* text);
// "{...}", exactly; CO_E_CLASSSTRING, CO_E_IIDSTRING for everything else (names of classes: there is no registry), and
// then zeros. No text is the nil identifier.
WINOLEAPI CLSIDFromString(LPCOLESTR text, LPCLSID clsid);
WINOLEAPI IIDFromString(LPCOLESTR text, LPIID iid);

RPCRT4_END_C

#endif
