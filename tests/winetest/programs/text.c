/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strings, code pages, messages. */
#include <windows.h>

#include "wine/test.h"

START_TEST(pages) {
    static const WCHAR wide[] = {'a', 0xe4, 0x20ac, 0};
    static const char utf8[] = "a\xc3\xa4\xe2\x82\xac";
    WCHAR units[8];
    char bytes[8];
    int length = MultiByteToWideChar(CP_UTF8, 0, utf8, -1, NULL, 0);
    ok(length == 4, "got %d\n", length);
    length = MultiByteToWideChar(CP_UTF8, 0, utf8, -1, units, ARRAY_SIZE(units));
    ok(length == 4 && !lstrcmpW(units, wide), "%d %s\n", length, wine_dbgstr_w(units));
    length = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
    ok(length == 7, "got %d\n", length);
    length = WideCharToMultiByte(CP_UTF8, 0, wide, -1, bytes, sizeof bytes, NULL, NULL);
    ok(length == 7 && !strcmp(bytes, utf8), "%d %s\n", length, wine_dbgstr_a(bytes));
    SetLastError(0xdeadbeef);
    ok(MultiByteToWideChar(CP_UTF8, 0, utf8, -1, units, 2) == 0, "it fits\n");
    ok(GetLastError() == ERROR_INSUFFICIENT_BUFFER, "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\xff", -1, units, 8) == 0, "\\xff is a character\n");
    ok(GetLastError() == ERROR_NO_UNICODE_TRANSLATION, "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(MultiByteToWideChar(CP_UTF8, 0, NULL, -1, units, 8) == 0, "NULL is a string\n");
    ok(GetLastError() == ERROR_INVALID_PARAMETER, "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(MultiByteToWideChar(4711, 0, "a", -1, units, 8) == 0, "there is a page 4711\n");
    ok(GetLastError() == ERROR_INVALID_PARAMETER, "error %lu\n", GetLastError());
}

START_TEST(strings) {
    char text[16] = "one";
    WCHAR wide[16];
    ok(lstrlenA(text) == 3 && lstrlenA(NULL) == 0 && lstrlenW(NULL) == 0, "lengths\n");
    ok(lstrcatA(text, "two") == text && !strcmp(text, "onetwo"), "got %s\n", wine_dbgstr_a(text));
    ok(lstrcpynA(text, "longer", 5) == text && !strcmp(text, "long"), "got %s\n", wine_dbgstr_a(text));
    ok(lstrcpyW(wide, L"wide") == wide && wide[4] == 0, "got %s\n", wine_dbgstr_w(wide));
    ok(lstrcmpiA("ABC", "abc") == 0 && lstrcmpA("abc", "abd") < 0, "order\n");
    ok(lstrcmpiW(L"ABC", L"abc") == 0 && lstrcmpW(L"b", L"a") > 0, "order\n");
}

START_TEST(messages) {
    char text[200], *made = NULL;
    DWORD length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, ERROR_ACCESS_DENIED,
                                  0, text, sizeof text, NULL);
    ok(length > 10 && length == strlen(text), "%lu %s\n", length, wine_dbgstr_a(text));
    length = FormatMessageA(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_IGNORE_INSERTS,
                            "%1 stays", 0, 0, (char*)&made, 0, NULL);
    ok(length == 8 && made && !strcmp(made, "%1 stays"), "%lu %s\n", length, wine_dbgstr_a(made));
    ok(LocalFree(made) == NULL, "not freed\n");
    SetLastError(0xdeadbeef);
    length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0x7fff1234, 0, text, sizeof text, NULL);
    ok(length == 0 && GetLastError() == ERROR_MR_MID_NOT_FOUND, "%lu error %lu\n", length, GetLastError());
    SetLastError(0xdeadbeef);
    length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, ERROR_ACCESS_DENIED, 0,
                            text, 3, NULL);
    ok(length == 0 && GetLastError() == ERROR_INSUFFICIENT_BUFFER, "%lu error %lu\n", length, GetLastError());
}
