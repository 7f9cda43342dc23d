// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <guiddef.h>: GUID, its references, comparison and DEFINE_GUID (defined once where INITGUID is set).
#ifndef RPCRT4_INCLUDE_GUIDDEF_H
#define RPCRT4_INCLUDE_GUIDDEF_H

#include <string.h>

#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
    unsigned int Data1;
    unsigned short Data2;
    unsigned short Data3;
    unsigned char Data4[8];
} GUID;
#endif

#ifndef __LPGUID_DEFINED__
#define __LPGUID_DEFINED__
typedef GUID* LPGUID;
#endif
#ifndef __LPCGUID_DEFINED__
#define __LPCGUID_DEFINED__
typedef const GUID* LPCGUID;
#endif

#ifndef __IID_DEFINED__
#define __IID_DEFINED__
typedef GUID IID;
typedef IID* LPIID;
typedef GUID CLSID;
typedef CLSID* LPCLSID;
typedef GUID FMTID;
typedef FMTID* LPFMTID;
#endif
#define IID_NULL GUID_NULL
#define CLSID_NULL GUID_NULL

#ifdef __cplusplus
#define REFGUID const GUID&
#define REFIID const IID&
#define REFCLSID const CLSID&
#define REFFMTID const FMTID&
#else
#define REFGUID const GUID* const
#define REFIID const IID* const
#define REFCLSID const CLSID* const
#define REFFMTID const FMTID* const
#endif

#ifdef __cplusplus
inline int InlineIsEqualGUID(REFGUID left, REFGUID right) { return !memcmp(&left, &right, sizeof(GUID)); }
inline int IsEqualGUID(REFGUID left, REFGUID right) { return !memcmp(&left, &right, sizeof(GUID)); }
inline bool operator==(REFGUID left, REFGUID right) { return IsEqualGUID(left, right) != 0; }
inline bool operator!=(REFGUID left, REFGUID right) { return IsEqualGUID(left, right) == 0; }
#else
#define InlineIsEqualGUID(left, right) (!memcmp(left, right, sizeof(GUID)))
#define IsEqualGUID(left, right) (!memcmp(left, right, sizeof(GUID)))
#endif
#define IsEqualIID(left, right) IsEqualGUID(left, right)
#define IsEqualCLSID(left, right) IsEqualGUID(left, right)

#ifdef __cplusplus
#define RPCRT4_GUID_LINKAGE extern "C"
#define RPCRT4_GUID_DEFINITION extern "C"
#else
#define RPCRT4_GUID_LINKAGE extern
#define RPCRT4_GUID_DEFINITION
#endif
#endif

// Outside of the guard: included again after INITGUID was set, as files of identifiers do, it defines.
#undef DEFINE_GUID
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
    RPCRT4_GUID_DEFINITION const GUID name __attribute__((__weak__)) = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) RPCRT4_GUID_LINKAGE const GUID name
#endif
