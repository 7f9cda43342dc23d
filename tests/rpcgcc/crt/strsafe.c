// SPDX-License-Identifier: LGPL-2.1-or-later
// <strsafe.h>.
#define STRSAFE_NO_DEPRECATE
#include <windows.h>

#include <strsafe.h>

#include "facts.h"

#define B(fact) strcpy(b, "abc"), fact
#define W(fact) wcscpy(w, L"abc"), fact
#define RESULT(function, situation, call) printf("%s: %s: %08x\n", function, situation, (unsigned)(call))
#define NARROW(function, situation, call) \
    memset(b, 'x', 10), b[9] = 0, RESULT(function, situation, B(call)), TEXT_IS(function, situation ", text", b)
#define WIDE(function, situation, call) \
    RESULT(function, situation, W(call)), WIDE_IS(function, situation ", text", w)

int main(void) {
    char b[10];
    wchar_t w[10] = L"";
    char* end = NULL;
    wchar_t* wide_end = NULL;
    size_t left = 0;
    NARROW("StringCchCopyA", "fits", StringCchCopyA(b, 10, "123456789"));
    NARROW("StringCchCopyA", "cut", StringCchCopyA(b, 5, "123456789"));
    NARROW("StringCchCopyA", "no room", StringCchCopyA(b, 0, "1"));
    NARROW("StringCchCopyA", "too much room", StringCchCopyA(b, STRSAFE_MAX_CCH + (size_t)1, "1"));
    NARROW("StringCbCopyA", "cut", StringCbCopyA(b, 5, "123456789"));
    WIDE("StringCchCopyW", "fits", StringCchCopyW(w, 10, L"123456789"));
    WIDE("StringCchCopyW", "cut", StringCchCopyW(w, 5, L"123456789"));
    WIDE("StringCbCopyW", "cut", StringCbCopyW(w, 11, L"123456789"));
    NARROW("StringCchCopyNA", "part", StringCchCopyNA(b, 10, "123456789", 3));
    NARROW("StringCchCopyNA", "cut", StringCchCopyNA(b, 3, "123456789", 5));
    WIDE("StringCbCopyNW", "part", StringCbCopyNW(w, 20, L"123456789", 6));
    NARROW("StringCchCatA", "fits", StringCchCatA(b, 10, "123456"));
    NARROW("StringCchCatA", "cut", StringCchCatA(b, 10, "1234567"));
    NARROW("StringCchCatA", "no end", StringCchCatA(b, 3, "1"));
    WIDE("StringCchCatW", "cut", StringCchCatW(w, 6, L"1234567"));
    WIDE("StringCbCatW", "fits", StringCbCatW(w, 20, L"123"));
    NARROW("StringCchCatNA", "part", StringCchCatNA(b, 10, "123456", 2));
    NARROW("StringCchPrintfA", "fits", StringCchPrintfA(b, 10, "%d-%s", 12, "x"));
    NARROW("StringCchPrintfA", "cut", StringCchPrintfA(b, 5, "%d-%s", 12, "xyz"));
    WIDE("StringCchPrintfW", "fits", StringCchPrintfW(w, 10, L"%d-%s", 12, L"x"));
    WIDE("StringCchPrintfW", "cut", StringCchPrintfW(w, 5, L"%d-%s", 12, L"xyz"));
    WIDE("StringCbPrintfW", "cut", StringCbPrintfW(w, 10, L"%d-%s", 12, L"xyz"));
    RESULT("StringCchLengthA", "fits", StringCchLengthA("abc", 4, &left)); NUMBER("StringCchLengthA", "length", left);
    RESULT("StringCchLengthA", "no end", StringCchLengthA("abc", 3, &left)); NUMBER("StringCchLengthA", "none", left);
    RESULT("StringCchLengthA", "no text", StringCchLengthA(NULL, 3, &left));
    RESULT("StringCbLengthW", "fits", StringCbLengthW(L"abc", 8, &left)); NUMBER("StringCbLengthW", "length", left);
    NARROW("StringCchCopyExA", "fits", StringCchCopyExA(b, 10, "12", &end, &left, 0));
    NUMBER("StringCchCopyExA", "end", end - b); NUMBER("StringCchCopyExA", "left", left);
    NARROW("StringCchCopyExA", "cut", StringCchCopyExA(b, 3, "1234", &end, &left, 0));
    NUMBER("StringCchCopyExA", "cut, left", left);
    NARROW("StringCchCopyExA", "not cut", StringCchCopyExA(b, 3, "1234", &end, &left, STRSAFE_NO_TRUNCATION));
    NARROW("StringCchCopyExA", "null", StringCchCopyExA(b, 3, NULL, &end, &left, STRSAFE_IGNORE_NULLS));
    NARROW("StringCchCopyExA", "empty on failure", StringCchCopyExA(b, 3, "1234", NULL, NULL, STRSAFE_NULL_ON_FAILURE));
    NARROW("StringCchCopyExA", "filled", StringCchCopyExA(b, 9, "12", NULL, NULL, STRSAFE_FILL_BYTE('z')));
    NUMBER("StringCchCopyExA", "filled with", b[5]);
    WIDE("StringCchCatExW", "fits", StringCchCatExW(w, 10, L"12", &wide_end, &left, 0));
    NUMBER("StringCchCatExW", "end", wide_end - w); NUMBER("StringCchCatExW", "left", left);
    NARROW("StringCchPrintfExA", "fits", StringCchPrintfExA(b, 10, &end, &left, 0, "%d", 1234));
    NUMBER("StringCchPrintfExA", "end", end - b); NUMBER("StringCchPrintfExA", "left", left);
    return 0;
}
