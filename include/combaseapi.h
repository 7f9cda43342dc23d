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

#endif
