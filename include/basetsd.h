// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <basetsd.h>: the sized integer types of Windows on an LP64 system. Everything else builds on this file.
//
// The C type `long` never appears: it has 64 bits here and 32 on Windows. The 64-bit types are spelled with
// the compiler's own names, so that SIZE_T is size_t and ULONG64 is uint64_t, as on 64-bit Windows.
// Calling-convention keywords are empty: x64 Windows has one convention, so unmodified sources mix and omit
// them freely, and functions keep the native convention.
#ifndef RPCRT4_INCLUDE_BASETSD_H
#define RPCRT4_INCLUDE_BASETSD_H

#ifndef __int64
#define __int64 __INT64_TYPE__
#endif
#ifndef __int32
#define __int32 int
#endif
#ifndef __int16
#define __int16 short
#endif
#ifndef __int8
#define __int8 char
#endif
#ifndef __int3264
#define __int3264 __INT64_TYPE__
#endif

#define __cdecl
#define __stdcall
#define __fastcall
#define __vectorcall
#define __thiscall
#define _cdecl
#define _stdcall
#define _fastcall
#define __unaligned
#ifndef __ptr32
#define __ptr32
#endif
#define __ptr64
#define __w64
#ifndef __forceinline
#define __forceinline static inline __attribute__((__always_inline__))
#endif

// __declspec(x) maps each argument Windows sources use to what it means for gcc and clang on ELF.
#ifndef __declspec
#define __declspec(x) RPCRT4_DECLSPEC_##x
#define RPCRT4_DECLSPEC_dllexport __attribute__((__visibility__("default")))
#define RPCRT4_DECLSPEC_dllimport
#define RPCRT4_DECLSPEC_noreturn __attribute__((__noreturn__))
#define RPCRT4_DECLSPEC_nothrow __attribute__((__nothrow__))
#define RPCRT4_DECLSPEC_noinline __attribute__((__noinline__))
#define RPCRT4_DECLSPEC_selectany __attribute__((__weak__))
#define RPCRT4_DECLSPEC_thread __thread
#define RPCRT4_DECLSPEC_align(n) __attribute__((__aligned__(n)))
#define RPCRT4_DECLSPEC_uuid(text)
#define RPCRT4_DECLSPEC_deprecated __attribute__((__deprecated__))
#define RPCRT4_DECLSPEC_restrict __attribute__((__malloc__))
#define RPCRT4_DECLSPEC_noalias
#define RPCRT4_DECLSPEC_novtable
#define RPCRT4_DECLSPEC_naked __attribute__((__naked__))
#define RPCRT4_DECLSPEC_allocate(segment)
#endif

#if defined(__x86_64__)
#ifndef _M_AMD64
#define _M_AMD64 100
#endif
#ifndef _M_X64
#define _M_X64 100
#endif
#ifndef _AMD64_
#define _AMD64_
#endif
#endif

typedef signed char INT8, *PINT8;
typedef signed short INT16, *PINT16;
typedef signed int INT32, *PINT32;
typedef __INT64_TYPE__ INT64, *PINT64;
typedef unsigned char UINT8, *PUINT8;
typedef unsigned short UINT16, *PUINT16;
typedef unsigned int UINT32, *PUINT32;
typedef __UINT64_TYPE__ UINT64, *PUINT64;
typedef signed int LONG32, *PLONG32;
typedef unsigned int ULONG32, *PULONG32;
typedef unsigned int DWORD32, *PDWORD32;
typedef __INT64_TYPE__ LONG64, *PLONG64;
typedef __UINT64_TYPE__ ULONG64, *PULONG64;
typedef __UINT64_TYPE__ DWORD64, *PDWORD64;

typedef __INTPTR_TYPE__ INT_PTR, *PINT_PTR;
typedef __UINTPTR_TYPE__ UINT_PTR, *PUINT_PTR;
typedef __INTPTR_TYPE__ LONG_PTR, *PLONG_PTR;
typedef __UINTPTR_TYPE__ ULONG_PTR, *PULONG_PTR;
typedef __SIZE_TYPE__ SIZE_T, *PSIZE_T;
typedef __INTPTR_TYPE__ SSIZE_T, *PSSIZE_T;
typedef ULONG_PTR DWORD_PTR, *PDWORD_PTR;
typedef ULONG_PTR KAFFINITY, *PKAFFINITY;
typedef unsigned int UHALF_PTR, *PUHALF_PTR;
typedef int HALF_PTR, *PHALF_PTR;

#define ADDRESS_TAG_BIT ((__UINT64_TYPE__)0x40000000000)
#define MAXUINT_PTR (~((UINT_PTR)0))
#define MAXINT_PTR ((INT_PTR)(MAXUINT_PTR >> 1))
#define MININT_PTR (~MAXINT_PTR)
#define MAXULONG_PTR (~((ULONG_PTR)0))
#define MAXLONG_PTR ((LONG_PTR)(MAXULONG_PTR >> 1))
#define MINLONG_PTR (~MAXLONG_PTR)
#define MAXSIZE_T (~((SIZE_T)0))

#define MAXUHALF_PTR ((UHALF_PTR)~0u)
#define MAXHALF_PTR ((HALF_PTR)(MAXUHALF_PTR >> 1))
#define MINHALF_PTR (~MAXHALF_PTR)
#define MAXUINT8 ((UINT8)~((UINT8)0))
#define MAXINT8 ((INT8)(MAXUINT8 >> 1))
#define MININT8 ((INT8)~MAXINT8)
#define MAXUINT16 ((UINT16)~((UINT16)0))
#define MAXINT16 ((INT16)(MAXUINT16 >> 1))
#define MININT16 ((INT16)~MAXINT16)
#define MAXUINT32 (~((UINT32)0))
#define MAXINT32 ((INT32)(MAXUINT32 >> 1))
#define MININT32 (~MAXINT32)
#define MAXUINT64 (~((UINT64)0))
#define MAXINT64 ((INT64)(MAXUINT64 >> 1))
#define MININT64 (~MAXINT64)
#define MAXUINT MAXUINT32
#define MAXINT MAXINT32
#define MININT MININT32
#define MAXULONG32 (~((ULONG32)0))
#define MAXLONG32 ((LONG32)(MAXULONG32 >> 1))
#define MINLONG32 (~MAXLONG32)
#define MAXULONG64 (~((ULONG64)0))
#define MAXLONG64 ((LONG64)(MAXULONG64 >> 1))
#define MINLONG64 (~MAXLONG64)
#define MAXULONGLONG MAXULONG64
#define MINLONGLONG MINLONG64
#define MAXDWORD32 (~((DWORD32)0))
#define MAXDWORD64 (~((DWORD64)0))

#define HandleToULong(h) ((ULONG)(ULONG_PTR)(h))
#define HandleToLong(h) ((LONG)(LONG_PTR)(h))
#define ULongToHandle(ul) ((HANDLE)(ULONG_PTR)(ul))
#define LongToHandle(h) ((HANDLE)(LONG_PTR)(h))
#define PtrToUlong(p) ((ULONG)(ULONG_PTR)(p))
#define PtrToLong(p) ((LONG)(LONG_PTR)(p))
#define PtrToUint(p) ((UINT)(UINT_PTR)(p))
#define PtrToInt(p) ((INT)(INT_PTR)(p))
#define PtrToUshort(p) ((unsigned short)(ULONG_PTR)(p))
#define PtrToShort(p) ((short)(LONG_PTR)(p))
#define ULongToPtr(ul) ((VOID*)(ULONG_PTR)(unsigned int)(ul))
#define LongToPtr(l) ((VOID*)(LONG_PTR)(int)(l))
#define UIntToPtr(ui) ((VOID*)(UINT_PTR)(unsigned int)(ui))
#define IntToPtr(i) ((VOID*)(INT_PTR)(int)(i))
#define HandleToUlong(h) HandleToULong(h)
#define UlongToHandle(ul) ULongToHandle(ul)
#define UlongToPtr(ul) ULongToPtr(ul)
#define PtrToPtr64(p) ((VOID*)(ULONG_PTR)(p))
#define Ptr64ToPtr(p) ((VOID*)(ULONG_PTR)(p))
#define HandleToHandle64(h) PtrToPtr64(h)
#define Handle64ToHandle(h) Ptr64ToPtr(h)

#endif
