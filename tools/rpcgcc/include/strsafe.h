// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <strsafe.h>: strings that do not outgrow their room.
#ifndef RPCCRT_STRSAFE_H
#define RPCCRT_STRSAFE_H

#include <stdarg.h>
#include <windows.h>
#include <rpccrt.h>

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_MAX_LENGTH (STRSAFE_MAX_CCH - 1)
#define STRSAFE_IGNORE_NULLS 0x00000100
#define STRSAFE_FILL_BEHIND_NULL 0x00000200
#define STRSAFE_FILL_ON_FAILURE 0x00000400
#define STRSAFE_NULL_ON_FAILURE 0x00000800
#define STRSAFE_NO_TRUNCATION 0x00001000
#define STRSAFE_FILL_BYTE(byte) ((DWORD)(((byte) & 0xFF) | STRSAFE_FILL_BEHIND_NULL))
#define STRSAFE_FAILURE_BYTE(byte) ((DWORD)(((byte) & 0xFF) | STRSAFE_FILL_ON_FAILURE))
#ifndef STRSAFE_E_INSUFFICIENT_BUFFER
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)0x80070057)
#define STRSAFE_E_END_OF_FILE ((HRESULT)0x80070026)
#endif
#ifndef STRSAFEAPI
#define STRSAFEAPI
#endif

RPCCRT_BEGIN
HRESULT StringCchCopyA(char* target, size_t size, const char* source) RPCCRT_IS(StringCchCopyA);
HRESULT StringCchCopyW(wchar_t* target, size_t size, const wchar_t* source) RPCCRT_IS(StringCchCopyW);
HRESULT StringCchCopyNA(char* target, size_t size, const char* source, size_t limit) RPCCRT_IS(StringCchCopyNA);
HRESULT StringCchCopyNW(wchar_t* target, size_t size, const wchar_t* source, size_t limit) RPCCRT_IS(StringCchCopyNW);
HRESULT StringCchCopyExA(char* target, size_t size, const char* source, char** end, size_t* remaining, DWORD flags)
    RPCCRT_IS(StringCchCopyExA);
HRESULT StringCchCopyExW(wchar_t* target, size_t size, const wchar_t* source, wchar_t** end, size_t* remaining,
                         DWORD flags)
    RPCCRT_IS(StringCchCopyExW);
HRESULT StringCchCatA(char* target, size_t size, const char* source) RPCCRT_IS(StringCchCatA);
HRESULT StringCchCatW(wchar_t* target, size_t size, const wchar_t* source) RPCCRT_IS(StringCchCatW);
HRESULT StringCchCatNA(char* target, size_t size, const char* source, size_t limit) RPCCRT_IS(StringCchCatNA);
HRESULT StringCchCatNW(wchar_t* target, size_t size, const wchar_t* source, size_t limit) RPCCRT_IS(StringCchCatNW);
HRESULT StringCchCatExA(char* target, size_t size, const char* source, char** end, size_t* remaining, DWORD flags)
    RPCCRT_IS(StringCchCatExA);
HRESULT StringCchCatExW(wchar_t* target, size_t size, const wchar_t* source, wchar_t** end, size_t* remaining,
                        DWORD flags)
    RPCCRT_IS(StringCchCatExW);
HRESULT StringCchPrintfA(char* target, size_t size, const char* format, ...) RPCCRT_IS(StringCchPrintfA);
HRESULT StringCchPrintfW(wchar_t* target, size_t size, const wchar_t* format, ...) RPCCRT_IS(StringCchPrintfW);
HRESULT StringCchVPrintfA(char* target, size_t size, const char* format, va_list arguments)
    RPCCRT_IS(StringCchVPrintfA);
HRESULT StringCchVPrintfW(wchar_t* target, size_t size, const wchar_t* format, va_list arguments)
    RPCCRT_IS(StringCchVPrintfW);
HRESULT StringCchPrintfExA(char* target, size_t size, char** end, size_t* remaining, DWORD flags, const char* format,
                           ...)
    RPCCRT_IS(StringCchPrintfExA);
HRESULT StringCchPrintfExW(wchar_t* target, size_t size, wchar_t** end, size_t* remaining, DWORD flags,
                           const wchar_t* format, ...)
    RPCCRT_IS(StringCchPrintfExW);
HRESULT StringCchLengthA(const char* text, size_t limit, size_t* length) RPCCRT_IS(StringCchLengthA);
HRESULT StringCchLengthW(const wchar_t* text, size_t limit, size_t* length) RPCCRT_IS(StringCchLengthW);
HRESULT StringCchGetsA(char* target, size_t size) RPCCRT_IS(StringCchGetsA);
HRESULT StringCchGetsW(wchar_t* target, size_t size) RPCCRT_IS(StringCchGetsW);
HRESULT StringCbCopyA(char* target, size_t size, const char* source) RPCCRT_IS(StringCbCopyA);
HRESULT StringCbCopyW(wchar_t* target, size_t size, const wchar_t* source) RPCCRT_IS(StringCbCopyW);
HRESULT StringCbCopyNA(char* target, size_t size, const char* source, size_t limit) RPCCRT_IS(StringCbCopyNA);
HRESULT StringCbCopyNW(wchar_t* target, size_t size, const wchar_t* source, size_t limit) RPCCRT_IS(StringCbCopyNW);
HRESULT StringCbCopyExA(char* target, size_t size, const char* source, char** end, size_t* remaining, DWORD flags)
    RPCCRT_IS(StringCbCopyExA);
HRESULT StringCbCopyExW(wchar_t* target, size_t size, const wchar_t* source, wchar_t** end, size_t* remaining,
                        DWORD flags)
    RPCCRT_IS(StringCbCopyExW);
HRESULT StringCbCatA(char* target, size_t size, const char* source) RPCCRT_IS(StringCbCatA);
HRESULT StringCbCatW(wchar_t* target, size_t size, const wchar_t* source) RPCCRT_IS(StringCbCatW);
HRESULT StringCbCatNA(char* target, size_t size, const char* source, size_t limit) RPCCRT_IS(StringCbCatNA);
HRESULT StringCbCatNW(wchar_t* target, size_t size, const wchar_t* source, size_t limit) RPCCRT_IS(StringCbCatNW);
HRESULT StringCbCatExA(char* target, size_t size, const char* source, char** end, size_t* remaining, DWORD flags)
    RPCCRT_IS(StringCbCatExA);
HRESULT StringCbCatExW(wchar_t* target, size_t size, const wchar_t* source, wchar_t** end, size_t* remaining,
                       DWORD flags)
    RPCCRT_IS(StringCbCatExW);
HRESULT StringCbPrintfA(char* target, size_t size, const char* format, ...) RPCCRT_IS(StringCbPrintfA);
HRESULT StringCbPrintfW(wchar_t* target, size_t size, const wchar_t* format, ...) RPCCRT_IS(StringCbPrintfW);
HRESULT StringCbVPrintfA(char* target, size_t size, const char* format, va_list arguments) RPCCRT_IS(StringCbVPrintfA);
HRESULT StringCbVPrintfW(wchar_t* target, size_t size, const wchar_t* format, va_list arguments)
    RPCCRT_IS(StringCbVPrintfW);
HRESULT StringCbLengthA(const char* text, size_t limit, size_t* length) RPCCRT_IS(StringCbLengthA);
HRESULT StringCbLengthW(const wchar_t* text, size_t limit, size_t* length) RPCCRT_IS(StringCbLengthW);
HRESULT StringCbGetsA(char* target, size_t size) RPCCRT_IS(StringCbGetsA);
HRESULT StringCbGetsW(wchar_t* target, size_t size) RPCCRT_IS(StringCbGetsW);
RPCCRT_END

#ifdef UNICODE
#define StringCchCopy StringCchCopyW
#define StringCchCopyN StringCchCopyNW
#define StringCchCopyEx StringCchCopyExW
#define StringCchCat StringCchCatW
#define StringCchCatN StringCchCatNW
#define StringCchCatEx StringCchCatExW
#define StringCchPrintf StringCchPrintfW
#define StringCchVPrintf StringCchVPrintfW
#define StringCchPrintfEx StringCchPrintfExW
#define StringCchLength StringCchLengthW
#define StringCchGets StringCchGetsW
#define StringCbCopy StringCbCopyW
#define StringCbCopyN StringCbCopyNW
#define StringCbCopyEx StringCbCopyExW
#define StringCbCat StringCbCatW
#define StringCbCatN StringCbCatNW
#define StringCbCatEx StringCbCatExW
#define StringCbPrintf StringCbPrintfW
#define StringCbVPrintf StringCbVPrintfW
#define StringCbLength StringCbLengthW
#define StringCbGets StringCbGetsW
#else
#define StringCchCopy StringCchCopyA
#define StringCchCopyN StringCchCopyNA
#define StringCchCopyEx StringCchCopyExA
#define StringCchCat StringCchCatA
#define StringCchCatN StringCchCatNA
#define StringCchCatEx StringCchCatExA
#define StringCchPrintf StringCchPrintfA
#define StringCchVPrintf StringCchVPrintfA
#define StringCchPrintfEx StringCchPrintfExA
#define StringCchLength StringCchLengthA
#define StringCchGets StringCchGetsA
#define StringCbCopy StringCbCopyA
#define StringCbCopyN StringCbCopyNA
#define StringCbCopyEx StringCbCopyExA
#define StringCbCat StringCbCatA
#define StringCbCatN StringCbCatNA
#define StringCbCatEx StringCbCatExA
#define StringCbPrintf StringCbPrintfA
#define StringCbVPrintf StringCbVPrintfA
#define StringCbLength StringCbLengthA
#define StringCbGets StringCbGetsA
#endif

#endif
