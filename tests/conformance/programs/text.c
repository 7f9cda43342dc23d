// SPDX-License-Identifier: LGPL-2.1-or-later
// Message texts, code pages, comparison and copying of strings.
#include <stdarg.h>

#include "facts.h"

/// Printable, so that a fact stays on its line.
static const char* shown(const char* text) {
    static char out[600];
    char* at = out;
    for (; *text; ++text) {
        if (*text < ' ' || *text > '~') {
            at += sprintf(at, "<%02x>", (unsigned char)*text);
        } else {
            *at++ = *text;
        }
    }
    *at = 0;
    return out;
}

static void fact_format(const char* situation, DWORD flags, const char* text, ...) {
    char buffer[300] = "unchanged";
    va_list arguments;
    va_start(arguments, text);
    SetLastError(0xdeadbeef);
    DWORD size = FormatMessageA(flags | FORMAT_MESSAGE_FROM_STRING, text, 0, 0, buffer, sizeof buffer, &arguments);
    va_end(arguments);
    printf("FormatMessageA: %s: [%s] %u error %u\n", situation, shown(buffer), (unsigned)size,
           size ? 0 : (unsigned)GetLastError());
}

static void inserts(void) {
    char buffer[64];
    DWORD_PTR array[] = {4, 2, (DWORD_PTR) "Bill", (DWORD_PTR) "Bob", 6, (DWORD_PTR) "Bill"};
    fact_format("two inserts twice", 0, "%2 %1 %2", "one", "two");
    fact_format("hexadecimal with zeros", 0, "%1!08lx!", 0x1234);
    fact_format("text with width and precision", 0, "%1!5.2s!|%2!-5s!|", "abc", "ab");
    fact_format("numbers with flags", 0, "%1!-6d!|%2!+d!|%3!#x!|%4!.3d!", 7, 8, 9, 10);
    fact_format("unsigned, octal, capitals", 0, "%1!u! %2!o! %3!X! %4!lu!", 7, 8, 0xab, ~0);
    fact_format("64 bits and a pointer", 0, "%1!I64x! %2!p! %3!i!", 0x123456789abLL, (void*)0x1234, -5);
    fact_format("16 bits", 0, "%1!hd!", 70000);
    fact_format("characters", 0, "%1!c!%2!wc!%3!hc!%4!C!", 'a', 'b', 'c', 'd');
    fact_format("narrow and wide text", 0, "%1!hs! %2!ls! %3!S! %4!ws!", "n", L"w", L"W", L"v");
    fact_format("width from the arguments", 0, "%1!*d!|%2", 5, 42, "z");
    fact_format("width and precision from the arguments", 0, "%1!*.*s! %3 %4!*s!", 4, 2, "Bill", "Bob", 6, "Bill");
    fact_format("insert 10", 0, "%10%1", "1", "2", "3", "4", "5", "6", "7", "8", "9", "ten");
    fact_format("null text", 0, "%1", NULL);
    fact_format("percent signs in an argument", 0, "%1", "x%n");
    fact_format("format without end", 0, "%1!d", 5);
    fact_format("percent sign at the end", 0, "a%");
    fact_format("ignoring inserts", FORMAT_MESSAGE_IGNORE_INSERTS, "%1 %2!d! %% %.");
    fact_format("ignoring inserts, line break", FORMAT_MESSAGE_IGNORE_INSERTS, "%n|");
    fact_format("ignoring inserts, end of text", FORMAT_MESSAGE_IGNORE_INSERTS, "a%0b");
    FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, "%1!*.*s! %4 %5!*s!", 0, 0, buffer,
                   sizeof buffer, (va_list*)array);
    FACT_TEXT("FormatMessageA", "width and precision from an array", buffer);
}

static void escapes(void) {
    fact_format("line break", 0, "a%nb");
    fact_format("carriage return", 0, "a%rb");
    fact_format("tab", 0, "a%tb");
    fact_format("full stop", 0, "%.a");
    fact_format("exclamation mark", 0, "%1%!", "a");
    fact_format("space", 0, "a% ");
    fact_format("percent", 0, "100%%");
    fact_format("unknown letter", 0, "%q");
    fact_format("end of text", 0, "abc%0def");
    fact_format("kinds of line ends", 0, "line\nline2\r\nline3\rx");
    fact_format("no breaks", FORMAT_MESSAGE_MAX_WIDTH_MASK, "line\nline2\r\nline3%nhard  two");
    fact_format("no breaks, line end at the end", FORMAT_MESSAGE_MAX_WIDTH_MASK, "a%n b\n");
    fact_format("width 10", 10, "the quick brown fox jumps");
    fact_format("width 10, hard break", 10, "ab cd%nef gh ij kl mn");
    fact_format("width 9, several spaces", 9, "ab   cdefgh  ij");
    fact_format("width 20, soft breaks", 20, "a\nb\nc d e f g h i j k l m n o p");
    fact_format("width 10, ignoring inserts", FORMAT_MESSAGE_IGNORE_INSERTS | 10, "the quick %1 brown fox");
}

static void messages(void) {
    const char* f = "FormatMessageA";
    char buffer[200], *made = (char*)1;
    DWORD size;
    FACT_NUMBER(f, "system text ends its line",
                (size = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 5, 0, buffer, 200, NULL)) > 2 &&
                    buffer[size - 1] == '\n');
    FACT_NUMBER(f, "system text without breaks ends with a space",
                (size = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | 0xff, NULL, 5, 0, buffer, 200, NULL)) > 2 &&
                    buffer[size - 1] == ' ');
    FACT_NUMBER(f, "HRESULT of a system error",
                FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0x80070005, 0, buffer, 200, NULL) > 0);
    FACT_NUMBER(f, "US English", FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 5, 0x409, buffer, 200, NULL) > 0);
    FACT_NUMBER(f, "user default language",
                FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 5, 0x400, buffer, 200, NULL) > 0);
    FACT_NUMBER(
        f, "from the program, else the system",
        FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE, NULL, 5, 0, buffer, 200, NULL) > 0);
    FACT_BOOL(f, "unknown number", FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0xbadbad, 0, buffer, 200, NULL));
    FACT_BOOL(f, "unknown language", FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 5, 0x7f7f, buffer, 200, NULL));
    FACT_BOOL(f, "from a module without messages",
              FormatMessageA(FORMAT_MESSAGE_FROM_HMODULE, NULL, 5, 0, buffer, 200, NULL));
    FACT_BOOL(f, "no source", FormatMessageA(0, NULL, 0, 0, buffer, 200, NULL));
    FACT_BOOL(f, "buffer too small", FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "x", 0, 0, buffer, 1, NULL));
    FACT_BOOL(f, "buffer of 0", FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "x", 0, 0, buffer, 0, NULL));
    FACT_BOOL(f, "insert without arguments", FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "%1", 0, 0, buffer, 200, NULL));
    FACT_BOOL(
        f, "insert without an array",
        FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, "%1", 0, 0, buffer, 200, NULL));
    FACT_NUMBER(f, "allocated",
                FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ALLOCATE_BUFFER, "abc", 0, 0, (char*)&made,
                               50, NULL));
    FACT_TEXT(f, "allocated text", made);
    FACT_NUMBER(f, "allocated by LocalAlloc", LocalFree(made) == NULL);
    made = (char*)1;
    FACT_BOOL(f, "allocated, failing",
              FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, 0xbadbad, 0,
                             (char*)&made, 0, NULL));
    FACT_NUMBER(f, "allocated, failing clears the pointer", made == NULL);
}

static void fact_wide(const char* situation, UINT code_page, DWORD flags, const char* text) {
    WCHAR wide[32] = {0};
    char out[200], *at = out;
    SetLastError(0xdeadbeef);
    const int size = MultiByteToWideChar(code_page, flags, text, -1, wide, 32);
    *at = 0;
    for (int i = 0; i < size; ++i) at += sprintf(at, "%x ", (unsigned)wide[i]);
    printf("MultiByteToWideChar: %s: %serror %u\n", situation, out, size ? 0 : (unsigned)GetLastError());
}

static void fact_bytes(const char* situation, UINT code_page, DWORD flags, const WCHAR* text, const char* replacement) {
    char bytes[32] = {0}, out[200], *at = out;
    BOOL used = 7;
    SetLastError(0xdeadbeef);
    const int size =
        WideCharToMultiByte(code_page, flags, text, -1, bytes, 32, replacement, code_page == CP_UTF8 ? NULL : &used);
    *at = 0;
    for (int i = 0; i < size; ++i) at += sprintf(at, "%x ", (unsigned char)bytes[i]);
    printf("WideCharToMultiByte: %s: %sused %d error %u\n", situation, out, (int)used,
           size ? 0 : (unsigned)GetLastError());
}

static void code_pages(void) {
    static const UINT known[] = {437, 850, 1252, 20127, 28591, CP_UTF8, 1200, 12345};
    char situation[64], bytes[32];
    WCHAR wide[32] = {0};
    CPINFO information;
    for (int i = 0; i < 8; ++i) {
        sprintf(situation, "%u", known[i]);
        FACT_NUMBER("IsValidCodePage", situation, IsValidCodePage(known[i]));
        FACT_BOOL("GetCPInfo", situation, GetCPInfo(known[i], &information));
        if (i < 6) FACT_NUMBER("CPINFO.MaxCharSize", situation, information.MaxCharSize);
    }
    fact_wide("1252", 1252, 0, "\x80\x81\xe9");
    fact_wide("1252, open byte when errors are wanted", 1252, MB_ERR_INVALID_CHARS, "\x81");
    fact_wide("437", 437, 0, "\x80\x01\xe9");
    fact_wide("437 with pictures", 437, MB_USEGLYPHCHARS, "\x80\x01\xe9");
    fact_wide("850", 850, 0, "\x80\xd5\xff");
    fact_wide("20127", 20127, 0, "a\xe9");
    fact_wide("28591", 28591, 0, "a\x80\xe9");
    fact_wide("UTF-8", CP_UTF8, 0, "h\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    fact_wide("ill-formed UTF-8", CP_UTF8, 0, "\xff\xc3(\xe2\x82");
    fact_wide("ill-formed UTF-8 when errors are wanted", CP_UTF8, MB_ERR_INVALID_CHARS, "a\xff");
    fact_wide("unknown flag", 1252, 0x100, "a");
    fact_wide("unknown code page", 12345, 0, "a");
    FACT_BOOL("MultiByteToWideChar", "null source", MultiByteToWideChar(1252, 0, NULL, -1, wide, 32));
    FACT_BOOL("MultiByteToWideChar", "empty source", MultiByteToWideChar(1252, 0, "a", 0, wide, 32));
    FACT_BOOL("MultiByteToWideChar", "null target with a size", MultiByteToWideChar(1252, 0, "a", -1, NULL, 32));
    FACT_BOOL("MultiByteToWideChar", "negative target size", MultiByteToWideChar(1252, 0, "a", -1, wide, -1));
    FACT_NUMBER("MultiByteToWideChar", "size needed", MultiByteToWideChar(CP_UTF8, 0, "h\xc3\xa9", -1, NULL, 0));
    FACT_BOOL("MultiByteToWideChar", "target too small", MultiByteToWideChar(1252, 0, "abc", 3, wide, 2));
    FACT_NUMBER("MultiByteToWideChar", "target too small gets what fits",
                wide[0] == 'a' && wide[1] == 'b' && wide[2] == 0);
    fact_bytes("1252 with best fit", 1252, 0, L"\x20ac\x0101\x3042", NULL);
    fact_bytes("1252 without best fit", 1252, WC_NO_BEST_FIT_CHARS, L"\x20ac\x0101\x3042", "!");
    fact_bytes("437", 437, 0, L"\xe9\x2592", NULL);
    fact_bytes("850", 850, 0, L"\xe9\x2592", NULL);
    fact_bytes("28591", 28591, 0, L"\xe9\xff", NULL);
    fact_bytes("20127", 20127, 0, L"a\xe9", NULL);
    fact_bytes("1252, full width", 1252, 0, L"\xff21\xff5e", NULL);
    fact_bytes("UTF-8", CP_UTF8, 0, L"h\xe9\x20ac\xd83d\xde00", NULL);
    fact_bytes("lone surrogate in UTF-8", CP_UTF8, 0, L"a\xd800", NULL);
    fact_bytes("lone surrogate when errors are wanted", CP_UTF8, WC_ERR_INVALID_CHARS, L"a\xd800", NULL);
    fact_bytes("unknown flag", 1252, 1, L"a", NULL);
    fact_bytes("unknown code page", 12345, 0, L"a", NULL);
    FACT_BOOL("WideCharToMultiByte", "target too small", WideCharToMultiByte(1252, 0, L"abc", 3, bytes, 2, NULL, NULL));
    FACT_BOOL("WideCharToMultiByte", "empty source", WideCharToMultiByte(1252, 0, L"a", 0, bytes, 32, NULL, NULL));
    FACT_BOOL("WideCharToMultiByte", "default character with UTF-8",
              WideCharToMultiByte(CP_UTF8, 0, L"a", -1, bytes, 32, "?", NULL));
    FACT_BOOL("WideCharToMultiByte", "best fit flag with UTF-8",
              WideCharToMultiByte(CP_UTF8, WC_NO_BEST_FIT_CHARS, L"a", -1, bytes, 32, NULL, NULL));
}

static void comparisons(void) {
    const char *ordinal = "CompareStringOrdinal", *locale = "CompareStringW";
    FACT_NUMBER(ordinal, "case", CompareStringOrdinal(L"abc", -1, L"ABC", -1, FALSE));
    FACT_NUMBER(ordinal, "ignoring case", CompareStringOrdinal(L"abc", -1, L"ABC", -1, TRUE));
    FACT_NUMBER(ordinal, "sizes", CompareStringOrdinal(L"a", 1, L"ab", 1, TRUE));
    FACT_NUMBER(ordinal, "longer", CompareStringOrdinal(L"ab", 2, L"a", 1, TRUE));
    FACT_NUMBER(ordinal, "underscore ignoring case", CompareStringOrdinal(L"_", 1, L"a", 1, TRUE));
    FACT_NUMBER(ordinal, "underscore", CompareStringOrdinal(L"_", 1, L"a", 1, FALSE));
    FACT_NUMBER(ordinal, "beyond ASCII ignoring case", CompareStringOrdinal(L"\xe9\x436", 2, L"\xc9\x416", 2, TRUE));
    FACT_BOOL(ordinal, "null", CompareStringOrdinal(NULL, -1, L"ABC", -1, TRUE));
    FACT_NUMBER(locale, "case", CompareStringW(0x400, 0, L"abc", -1, L"ABC", -1));
    FACT_NUMBER(locale, "ignoring case", CompareStringW(0x400, NORM_IGNORECASE, L"abc", -1, L"ABC", -1));
    FACT_NUMBER(locale, "words", CompareStringW(0x400, 0, L"coop", -1, L"co-op", -1));
    FACT_NUMBER(locale, "strings", CompareStringW(0x400, SORT_STRINGSORT, L"coop", -1, L"co-op", -1));
    FACT_NUMBER(locale, "ignoring symbols", CompareStringW(0x400, NORM_IGNORESYMBOLS, L"coop", -1, L"co-op", -1));
    FACT_NUMBER(locale, "digits before letters", CompareStringW(0x400, 0, L"9", -1, L"a", -1));
    FACT_BOOL(locale, "null", CompareStringW(0x400, 0, NULL, -1, L"a", -1));
    FACT_BOOL(locale, "unknown flag", CompareStringW(0x400, 0x80000, L"a", -1, L"b", -1));
    FACT_NUMBER("CompareStringA", "case", CompareStringA(0x400, 0, "abc", -1, "ABC", -1));
    FACT_NUMBER("lstrcmpA", "case", lstrcmpA("abc", "ABC"));
    FACT_NUMBER("lstrcmpiA", "case", lstrcmpiA("abc", "ABC"));
    FACT_NUMBER("lstrcmpA", "null first", lstrcmpA(NULL, "a"));
}

static void copies(void) {
    char text[16] = "xxxxxxxxx";
    FACT_BOOL("lstrcpynA", "fits not", lstrcpynA(text, "hello", 4) == text);
    FACT_TEXT("lstrcpynA", "what fits", text);
    FACT_BOOL("lstrcpynA", "room for 1", lstrcpynA(text, "hello", 1) == text);
    FACT_TEXT("lstrcpynA", "what fits into 1", text);
    FACT_BOOL("lstrcpynA", "null source", lstrcpynA(text, NULL, 4) != NULL);
    FACT_BOOL("lstrcpynA", "null target", lstrcpynA(NULL, "a", 4) != NULL);
    FACT_BOOL("lstrcpyA", "null target", lstrcpyA(NULL, "a") != NULL);
    FACT_BOOL("lstrcatA", "null source", lstrcatA(text, NULL) != NULL);
    FACT_NUMBER("lstrlenA", "null", lstrlenA(NULL));
    FACT_NUMBER("lstrlenA", "bad pointer", lstrlenA((const char*)1));
    FACT_NUMBER("lstrlenW", "text", lstrlenW(L"four"));
}

int main(void) {
    inserts();
    escapes();
    messages();
    code_pages();
    comparisons();
    copies();
    return 0;
}
