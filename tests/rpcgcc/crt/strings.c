// SPDX-License-Identifier: LGPL-2.1-or-later
// <string.h> and <wchar.h>: secure functions with every wrong argument, and what Windows has beside C's.
#include "facts.h"

#define S(name) "str" name
static void narrow(void) {
    char b[8];
    char* context = NULL;
    char tokens[] = ",,one,two;;three";
    char text[] = "Mixed CASE";
#define B(fact) strcpy(b, "abc"), fact
    CALL("strcpy_s", "fits", B(strcpy_s(b, 8, "1234567"))); TEXT_IS("strcpy_s", "fits, text", b);
    CALL("strcpy_s", "one too long", B(strcpy_s(b, 8, "12345678"))); TEXT_IS("strcpy_s", "one too long, text", b);
    CALL("strcpy_s", "no target", strcpy_s(NULL, 8, "1"));
    CALL("strcpy_s", "no room", B(strcpy_s(b, 0, "1"))); TEXT_IS("strcpy_s", "no room, text", b);
    CALL("strcpy_s", "no source", B(strcpy_s(b, 8, NULL))); TEXT_IS("strcpy_s", "no source, text", b);
    CALL("strcat_s", "fits", B(strcat_s(b, 8, "1234"))); TEXT_IS("strcat_s", "fits, text", b);
    CALL("strcat_s", "one too long", B(strcat_s(b, 8, "12345"))); TEXT_IS("strcat_s", "one too long, text", b);
    CALL("strcat_s", "no end", B(strcat_s(b, 3, "1"))); TEXT_IS("strcat_s", "no end, text", b);
    CALL("strcat_s", "no source", B(strcat_s(b, 8, NULL))); TEXT_IS("strcat_s", "no source, text", b);
    CALL("strcat_s", "no target", strcat_s(NULL, 8, "1"));
    CALL("strncpy_s", "part", B(strncpy_s(b, 8, "123456789", 5))); TEXT_IS("strncpy_s", "part, text", b);
    CALL("strncpy_s", "short", B(strncpy_s(b, 8, "12", 5))); TEXT_IS("strncpy_s", "short, text", b);
    CALL("strncpy_s", "too long", B(strncpy_s(b, 8, "123456789", 8))); TEXT_IS("strncpy_s", "too long, text", b);
    CALL("strncpy_s", "cut", B(strncpy_s(b, 8, "123456789", _TRUNCATE))); TEXT_IS("strncpy_s", "cut, text", b);
    CALL("strncpy_s", "not cut", B(strncpy_s(b, 8, "1234567", _TRUNCATE))); TEXT_IS("strncpy_s", "not cut, text", b);
    CALL("strncpy_s", "nothing", B(strncpy_s(b, 8, "12", 0))); TEXT_IS("strncpy_s", "nothing, text", b);
    CALL("strncpy_s", "all nothing", strncpy_s(NULL, 0, NULL, 0));
    CALL("strncpy_s", "no source", B(strncpy_s(b, 8, NULL, 2))); TEXT_IS("strncpy_s", "no source, text", b);
    CALL("strncat_s", "part", B(strncat_s(b, 8, "123456789", 3))); TEXT_IS("strncat_s", "part, text", b);
    CALL("strncat_s", "too long", B(strncat_s(b, 8, "123456789", 6))); TEXT_IS("strncat_s", "too long, text", b);
    CALL("strncat_s", "cut", B(strncat_s(b, 8, "123456789", _TRUNCATE))); TEXT_IS("strncat_s", "cut, text", b);
    CALL("strncat_s", "nothing of nothing", B(strncat_s(b, 8, NULL, 0)));
    CALL("strncat_s", "no end", B(strncat_s(b, 3, "1", 1)));
    TEXT_IS("strtok_s", "first", strtok_s(tokens, ",;", &context));
    TEXT_IS("strtok_s", "second", strtok_s(NULL, ",;", &context));
    TEXT_IS("strtok_s", "third", strtok_s(NULL, ",;", &context));
    NUMBER("strtok_s", "no more", strtok_s(NULL, ",;", &context) == NULL);
    CALL("strtok_s", "no context", strtok_s(tokens, ",", NULL) != NULL);
    CALL("strtok_s", "no delimiters", strtok_s(tokens, NULL, &context) != NULL);
    NUMBER("strnlen_s", "no text", (int)strnlen(" ", 5));
    NUMBER("_stricmp", "equal", _stricmp("Hello", "hELLO") == 0);
    NUMBER("_stricmp", "less", _stricmp("abc", "ABD") < 0);
    NUMBER("_stricmp", "underscore is after letters' lower forms", _stricmp("_", "A") < 0);
    CALL("_stricmp", "no text", _stricmp(NULL, "a"));
    NUMBER("_strnicmp", "beginning", _strnicmp("HELLOx", "helloY", 5) == 0);
    TEXT_IS("_strlwr", "", _strlwr(text));
    TEXT_IS("_strupr", "", _strupr(text));
    TEXT_IS("_strrev", "odd", _strrev(text));
    TEXT_IS("_strset", "", _strset(text, '.'));
    TEXT_IS("_strnset", "", _strnset(text, '-', 4));
    CALL("_strlwr_s", "no end", B(_strlwr_s(b, 3)));
    CALL("_strlwr_s", "no text", _strlwr_s(NULL, 3));
    CALL("_strupr_s", "fits", B(_strupr_s(b, 4))); TEXT_IS("_strupr_s", "text", b);
    NUMBER("_memicmp", "equal", _memicmp("AbC", "aBc", 3) == 0);
    CALL("memcpy_s", "fits", B(memcpy_s(b, 8, "123", 4))); TEXT_IS("memcpy_s", "text", b);
    CALL("memcpy_s", "too much", B(memcpy_s(b, 2, "123", 4))); NUMBER("memcpy_s", "too much, byte", b[0]);
    CALL("memcpy_s", "no source", B(memcpy_s(b, 4, NULL, 4))); NUMBER("memcpy_s", "no source, byte", b[3]);
    CALL("memcpy_s", "nothing", memcpy_s(NULL, 0, NULL, 0));
    CALL("memmove_s", "too much", B(memmove_s(b, 2, "123", 4))); TEXT_IS("memmove_s", "too much, text", b);
    CALL("memmove_s", "no target", memmove_s(NULL, 2, "123", 1));
    errno = ENOENT;
    TEXT_IS("_strdup", "copy", _strdup("copy"));
    NUMBER("_strdup", "nothing", _strdup(NULL) == NULL);
}

static void wide(void) {
    wchar_t b[8];
    wchar_t* context = NULL;
    wchar_t tokens[] = L",,one,two;;three";
    wchar_t text[] = L"Mixed CASE";
    int numbers[] = {0, 1, 2};
#define W(fact) wcscpy(b, L"abc"), fact
    (void)numbers;
    CALL("wcscpy_s", "fits", W(wcscpy_s(b, 8, L"1234567"))); WIDE_IS("wcscpy_s", "fits, text", b);
    CALL("wcscpy_s", "one too long", W(wcscpy_s(b, 8, L"12345678"))); WIDE_IS("wcscpy_s", "one too long, text", b);
    CALL("wcscpy_s", "no source", W(wcscpy_s(b, 8, NULL))); WIDE_IS("wcscpy_s", "no source, text", b);
    CALL("wcscat_s", "fits", W(wcscat_s(b, 8, L"1234"))); WIDE_IS("wcscat_s", "fits, text", b);
    CALL("wcscat_s", "one too long", W(wcscat_s(b, 8, L"12345"))); WIDE_IS("wcscat_s", "one too long, text", b);
    CALL("wcsncpy_s", "part", W(wcsncpy_s(b, 8, L"123456789", 5))); WIDE_IS("wcsncpy_s", "part, text", b);
    CALL("wcsncpy_s", "too long", W(wcsncpy_s(b, 8, L"123456789", 8)));
    CALL("wcsncpy_s", "cut", W(wcsncpy_s(b, 8, L"123456789", _TRUNCATE))); WIDE_IS("wcsncpy_s", "cut, text", b);
    CALL("wcsncat_s", "part", W(wcsncat_s(b, 8, L"123456789", 3))); WIDE_IS("wcsncat_s", "part, text", b);
    CALL("wcsncat_s", "cut", W(wcsncat_s(b, 8, L"123456789", _TRUNCATE))); WIDE_IS("wcsncat_s", "cut, text", b);
    WIDE_IS("wcstok_s", "first", wcstok_s(tokens, L",;", &context));
    WIDE_IS("wcstok_s", "second", wcstok_s(NULL, L",;", &context));
    WIDE_IS("wcstok_s", "third", wcstok_s(NULL, L",;", &context));
    NUMBER("wcstok_s", "no more", wcstok_s(NULL, L",;", &context) == NULL);
    NUMBER("wcslen", "", wcslen(L"four")); NUMBER("wcsnlen", "", wcsnlen(L"four", 2));
    NUMBER("wcscmp", "less", wcscmp(L"a", L"b") < 0); NUMBER("wcscmp", "more", wcscmp(L"ab", L"a") > 0);
    NUMBER("wcscmp", "unsigned", wcscmp(L"\xFFFF", L"a") > 0);
    NUMBER("wcsncmp", "equal", wcsncmp(L"abX", L"abY", 2)); NUMBER("_wcsicmp", "equal", _wcsicmp(L"aBc", L"AbC"));
    NUMBER("_wcsnicmp", "equal", _wcsnicmp(L"aBcX", L"AbCY", 3));
    NUMBER("wcschr", "there", wcschr(L"abc", L'c') != NULL);
    NUMBER("wcschr", "not there", wcschr(L"abc", L'd') != NULL);
    NUMBER("wcschr", "end", wcschr(L"abc", 0) != NULL); NUMBER("wcsrchr", "not there", wcsrchr(L"abc", L'd') != NULL);
    WIDE_IS("wcsrchr", "last", wcsrchr(L"abcabc", L'b')); WIDE_IS("wcsstr", "there", wcsstr(L"abcabd", L"abd"));
    NUMBER("wcsstr", "not there", wcsstr(L"abc", L"abd") != NULL); WIDE_IS("wcsstr", "empty", wcsstr(L"abc", L""));
    NUMBER("wcsspn", "", wcsspn(L"aabbc", L"ab")); NUMBER("wcscspn", "", wcscspn(L"aabbc", L"c"));
    WIDE_IS("wcspbrk", "", wcspbrk(L"hello, you", L", ")); NUMBER("wcspbrk", "none", wcspbrk(L"abc", L"x") != NULL);
    WIDE_IS("_wcslwr", "", _wcslwr(text)); WIDE_IS("_wcsupr", "", _wcsupr(text)); WIDE_IS("_wcsrev", "", _wcsrev(text));
    WIDE_IS("_wcsset", "", _wcsset(text, L'.')); WIDE_IS("_wcsnset", "", _wcsnset(text, L'-', 4));
    WIDE_IS("_wcsdup", "", _wcsdup(L"copy"));
    wcscpy(b, L"abc"); wcsncpy(b, L"x", 3); NUMBER("wcsncpy", "fills", b[1] == 0 && b[2] == 0);
    WIDE_IS("wcsncat", "", wcsncat(b, L"yz", 1)); WIDE_IS("wcscat", "", wcscat(b, L"w"));
    wmemset(b, L'q', 7); b[7] = 0; WIDE_IS("wmemset", "", b); NUMBER("wmemcmp", "", wmemcmp(b, L"qqqr", 4) < 0);
    NUMBER("wmemchr", "", wmemchr(b, L'z', 7) != NULL); wmemcpy(b, L"ab", 2); WIDE_IS("wmemcpy", "", b);
    CALL("_wcsicmp", "no text", _wcsicmp(NULL, L"a"));
    NUMBER("sizeof", "wchar_t", sizeof(wchar_t)); NUMBER("sizeof", "literal", sizeof L"abc");
}

static void printing(void) {
    char b[8];
    wchar_t w[8];
#define P(fact) memset(b, 'x', 8), b[7] = 0, fact
    CALL("sprintf_s", "fits", P(sprintf_s(b, 8, "%d", 1234567))); TEXT_IS("sprintf_s", "text", b);
    CALL("sprintf_s", "too long", P(sprintf_s(b, 8, "%d", 12345678))); TEXT_IS("sprintf_s", "too long, text", b);
    CALL("sprintf_s", "no format", P(sprintf_s(b, 8, NULL)));
    CALL("sprintf_s", "no target", sprintf_s(NULL, 8, "a"));
    CALL("sprintf_s", "no room", P(sprintf_s(b, 0, "a")));
    CALL("_snprintf", "fits", P(_snprintf(b, 8, "%d", 123))); TEXT_IS("_snprintf", "text", b);
    CALL("_snprintf", "just", P(_snprintf(b, 7, "%d", 1234567))); TEXT_IS("_snprintf", "just, text", b);
    CALL("_snprintf", "too long", P(_snprintf(b, 3, "%d", 1234567))); TEXT_IS("_snprintf", "too long, text", b);
    CALL("_snprintf", "measuring", _snprintf(NULL, 0, "%d", 1234567));
    CALL("_snprintf", "no target", _snprintf(NULL, 3, "%d", 1234567));
    CALL("snprintf", "too long", P(snprintf(b, 4, "%d", 1234567))); TEXT_IS("snprintf", "too long, text", b);
    CALL("snprintf", "measuring", snprintf(NULL, 0, "%d", 1234567));
    CALL("_snprintf_s", "fits", P(_snprintf_s(b, 8, 7, "%d", 123))); TEXT_IS("_snprintf_s", "text", b);
    CALL("_snprintf_s", "count", P(_snprintf_s(b, 8, 2, "%d", 123))); TEXT_IS("_snprintf_s", "count, text", b);
    CALL("_snprintf_s", "too long", P(_snprintf_s(b, 4, 7, "%d", 1234567)));
    TEXT_IS("_snprintf_s", "too long, text", b);
    CALL("_snprintf_s", "cut", P(_snprintf_s(b, 4, _TRUNCATE, "%d", 1234567))); TEXT_IS("_snprintf_s", "cut, text", b);
    CALL("_snprintf_s", "nothing", P(_snprintf_s(b, 4, 0, "%d", 1234567))); TEXT_IS("_snprintf_s", "nothing, text", b);
    CALL("_scprintf", "", _scprintf("%s-%d", "abc", 12));
    CALL("_scwprintf", "", _scwprintf(L"%s-%d", L"abc", 12));
    CALL("swprintf_s", "fits", swprintf_s(w, 8, L"%s", L"1234567")); WIDE_IS("swprintf_s", "text", w);
    CALL("swprintf_s", "too long", swprintf_s(w, 8, L"%s", L"12345678")); WIDE_IS("swprintf_s", "too long, text", w);
    CALL("_snwprintf", "too long", (wmemset(w, L'x', 8), w[7] = 0, _snwprintf(w, 3, L"%d", 1234567)));
    WIDE_IS("_snwprintf", "too long, text", w);
    CALL("_snwprintf_s", "cut", _snwprintf_s(w, 4, _TRUNCATE, L"%d", 1234567)); WIDE_IS("_snwprintf_s", "text", w);
    CALL("printf", "%n", P(sprintf(b, "ab%n", (int*)w)));
    CALL("printf", "null text", P(sprintf(b, "%.4s", (char*)NULL))); TEXT_IS("printf", "null text, text", b);
    CALL("printf", "hhd", P(sprintf(b, "%hhd", 257)));
    CALL("printf", "0 and precision", P(sprintf(b, "%05.1d", 3))); TEXT_IS("printf", "0 and precision, text", b);
    CALL("printf", "no such type", P(sprintf(b, "%y", 3)));
    CALL("printf", "rounds to even", P(sprintf(b, "%.0f", 0.5))); TEXT_IS("printf", "rounds to even, text", b);
}

int main(void) {
    _set_invalid_parameter_handler(count_handled);
    narrow();
    wide();
    printing();
    return 0;
}
