// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <strsafe.h>: strings that do not outgrow their room, which the Cch functions count in characters and the Cb functions
// in bytes. Whatever does not fit is cut off, and that is STRSAFE_E_INSUFFICIENT_BUFFER; a room of nothing, or of more
// than STRSAFE_MAX_CCH, is STRSAFE_E_INVALID_PARAMETER, and so is a text to append to that has no end in its room.
//
// For compilers whose formats mean what they mean here: there is no formatting of 16-bit text. The compile driver's own
// <strsafe.h> has all of it.
#ifndef RPCRT4_INCLUDE_STRSAFE_H
#define RPCRT4_INCLUDE_STRSAFE_H

#include <stdarg.h>
#include <stdio.h>

#include <minwindef.h>

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_MAX_LENGTH (STRSAFE_MAX_CCH - 1)
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)0x80070057)

// Copies at most `limit` characters of `source` behind the first `used`, which have been counted.
#define RPCRT4_STRSAFE_APPEND(name, Char)                                                                  \
    static inline HRESULT name(Char* target, size_t size, size_t used, const Char* source, size_t limit) { \
        for (; used + 1 < size && limit != 0 && *source; --limit) target[used++] = *source++;              \
        target[used] = 0;                                                                                  \
        return limit != 0 && *source ? STRSAFE_E_INSUFFICIENT_BUFFER : (HRESULT)0;                         \
    }
RPCRT4_STRSAFE_APPEND(rpcrt4_strsafe_append_a, CHAR)
RPCRT4_STRSAFE_APPEND(rpcrt4_strsafe_append_w, WCHAR)
#undef RPCRT4_STRSAFE_APPEND

// The functions for one kind of character; `append` is the one above.
#define RPCRT4_STRSAFE_FUNCTIONS(X, Char, append)                                                          \
    static inline HRESULT StringCchLength##X(const Char* text, size_t limit, size_t* length) {             \
        size_t count = 0;                                                                                  \
        if (length) *length = 0;                                                                           \
        if (!text || limit > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;                          \
        while (count < limit && text[count]) ++count;                                                      \
        if (count == limit) return STRSAFE_E_INVALID_PARAMETER;                                            \
        if (length) *length = count;                                                                       \
        return (HRESULT)0;                                                                                 \
    }                                                                                                      \
    static inline HRESULT StringCchCopyN##X(Char* target, size_t size, const Char* source, size_t limit) { \
        if (size == 0 || size > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;                       \
        if (limit > STRSAFE_MAX_LENGTH) {                                                                  \
            *target = 0;                                                                                   \
            return STRSAFE_E_INVALID_PARAMETER;                                                            \
        }                                                                                                  \
        return append(target, size, 0, source, limit);                                                     \
    }                                                                                                      \
    static inline HRESULT StringCchCopy##X(Char* target, size_t size, const Char* source) {                \
        return StringCchCopyN##X(target, size, source, STRSAFE_MAX_LENGTH);                                \
    }                                                                                                      \
    static inline HRESULT StringCchCatN##X(Char* target, size_t size, const Char* source, size_t limit) {  \
        size_t used;                                                                                       \
        if (size == 0 || limit > STRSAFE_MAX_LENGTH) return STRSAFE_E_INVALID_PARAMETER;                   \
        if (StringCchLength##X(target, size, &used) != 0) return STRSAFE_E_INVALID_PARAMETER;              \
        return append(target, size, used, source, limit);                                                  \
    }                                                                                                      \
    static inline HRESULT StringCchCat##X(Char* target, size_t size, const Char* source) {                 \
        return StringCchCatN##X(target, size, source, STRSAFE_MAX_LENGTH);                                 \
    }                                                                                                      \
    static inline HRESULT StringCbLength##X(const Char* text, size_t limit, size_t* length) {              \
        const HRESULT result = StringCchLength##X(text, limit / sizeof(Char), length);                     \
        if (length) *length *= sizeof(Char);                                                               \
        return result;                                                                                     \
    }                                                                                                      \
    static inline HRESULT StringCbCopyN##X(Char* target, size_t size, const Char* source, size_t limit) {  \
        return StringCchCopyN##X(target, size / sizeof(Char), source, limit / sizeof(Char));               \
    }                                                                                                      \
    static inline HRESULT StringCbCopy##X(Char* target, size_t size, const Char* source) {                 \
        return StringCchCopy##X(target, size / sizeof(Char), source);                                      \
    }                                                                                                      \
    static inline HRESULT StringCbCatN##X(Char* target, size_t size, const Char* source, size_t limit) {   \
        return StringCchCatN##X(target, size / sizeof(Char), source, limit / sizeof(Char));                \
    }                                                                                                      \
    static inline HRESULT StringCbCat##X(Char* target, size_t size, const Char* source) {                  \
        return StringCchCat##X(target, size / sizeof(Char), source);                                       \
    }
RPCRT4_STRSAFE_FUNCTIONS(A, CHAR, rpcrt4_strsafe_append_a)
RPCRT4_STRSAFE_FUNCTIONS(W, WCHAR, rpcrt4_strsafe_append_w)
#undef RPCRT4_STRSAFE_FUNCTIONS

// The format is the C library's.
__attribute__((__format__(__printf__, 3, 0))) static inline HRESULT StringCchVPrintfA(CHAR* target, size_t size,
                                                                                      const CHAR* format,
                                                                                      va_list arguments) {
    int needed;
    if (size == 0 || size > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
    needed = vsnprintf(target, size, format, arguments);
    if (needed < 0) *target = 0;
    return needed < 0 || (size_t)needed >= size ? STRSAFE_E_INSUFFICIENT_BUFFER : (HRESULT)0;
}
__attribute__((__format__(__printf__, 3, 4))) static inline HRESULT StringCchPrintfA(CHAR* target, size_t size,
                                                                                     const CHAR* format, ...) {
    HRESULT result;
    va_list arguments;
    va_start(arguments, format);
    result = StringCchVPrintfA(target, size, format, arguments);
    va_end(arguments);
    return result;
}
#define StringCbVPrintfA StringCchVPrintfA
#define StringCbPrintfA StringCchPrintfA

#ifdef UNICODE
#define StringCchCat StringCchCatW
#define StringCchCatN StringCchCatNW
#define StringCchCopy StringCchCopyW
#define StringCchCopyN StringCchCopyNW
#define StringCchLength StringCchLengthW
#define StringCbCat StringCbCatW
#define StringCbCatN StringCbCatNW
#define StringCbCopy StringCbCopyW
#define StringCbCopyN StringCbCopyNW
#define StringCbLength StringCbLengthW
#else
#define StringCchCat StringCchCatA
#define StringCchCatN StringCchCatNA
#define StringCchCopy StringCchCopyA
#define StringCchCopyN StringCchCopyNA
#define StringCchLength StringCchLengthA
#define StringCchPrintf StringCchPrintfA
#define StringCchVPrintf StringCchVPrintfA
#define StringCbCat StringCbCatA
#define StringCbCatN StringCbCatNA
#define StringCbCopy StringCbCopyA
#define StringCbCopyN StringCbCopyNA
#define StringCbLength StringCbLengthA
#define StringCbPrintf StringCbPrintfA
#define StringCbVPrintf StringCbVPrintfA
#endif

#endif
