// SPDX-License-Identifier: LGPL-2.1-or-later
// <strsafe.h> without the compile driver.
#include <stdio.h>
#include <string.h>

#include <windows.h>

#include <strsafe.h>

static int failures;

static void fact(int line, int good) {
    if (good) return;
    printf("line %d\n", line);
    ++failures;
}
#define FACT(good) fact(__LINE__, (good))

static void copies(void) {
    char text[6] = "old";
    FACT(StringCchCopy(text, 6, "12345") == 0 && !strcmp(text, "12345"));
    FACT(StringCchCopyA(text, 6, "123456") == STRSAFE_E_INSUFFICIENT_BUFFER && !strcmp(text, "12345"));
    FACT(StringCchCopyA(text, 1, "1") == STRSAFE_E_INSUFFICIENT_BUFFER && !*text);
    FACT(StringCchCopyA(text, 0, "1") == STRSAFE_E_INVALID_PARAMETER);
    FACT(StringCchCopyA(text, (size_t)STRSAFE_MAX_CCH + 1, "1") == STRSAFE_E_INVALID_PARAMETER);
    FACT(StringCchCopyNA(text, 6, "12345678", 3) == 0 && !strcmp(text, "123"));
    FACT(StringCchCopyNA(text, 3, "12345678", 3) == STRSAFE_E_INSUFFICIENT_BUFFER && !strcmp(text, "12"));
    FACT(StringCchCopyNA(text, 6, "1", STRSAFE_MAX_CCH) == STRSAFE_E_INVALID_PARAMETER && !*text);
    FACT(StringCbCopyA(text, 4, "12345") == STRSAFE_E_INSUFFICIENT_BUFFER && !strcmp(text, "123"));
}

static void appends(void) {
    char text[6] = "ab";
    FACT(StringCchCatA(text, 6, "cde") == 0 && !strcmp(text, "abcde"));
    FACT(StringCchCatA(text, 6, "f") == STRSAFE_E_INSUFFICIENT_BUFFER && !strcmp(text, "abcde"));
    FACT(StringCchCatA(text, 5, "f") == STRSAFE_E_INVALID_PARAMETER);
    text[1] = 0;
    FACT(StringCbCatNA(text, 6, "xyz", 2) == 0 && !strcmp(text, "axy"));
    FACT(StringCchCatNA(text, 0, "xyz", 2) == STRSAFE_E_INVALID_PARAMETER);
}

static void wide(void) {
    WCHAR text[4] = {0};
    static const WCHAR four[] = {'w', 'x', 'y', 'z', 0};
    size_t length = 9;
    FACT(StringCchCopyW(text, 4, four) == STRSAFE_E_INSUFFICIENT_BUFFER && text[2] == 'y' && !text[3]);
    FACT(StringCbCopyNW(text, sizeof text, four, 4) == 0 && text[1] == 'x' && !text[2]);
    FACT(StringCbCatW(text, sizeof text, four) == STRSAFE_E_INSUFFICIENT_BUFFER && text[2] == 'w' && !text[3]);
    FACT(StringCbLengthW(text, sizeof text, &length) == 0 && length == 6);
    FACT(StringCbLengthW(text, 6, &length) == STRSAFE_E_INVALID_PARAMETER && length == 0);
}

static void lengths_and_formats(void) {
    char text[8];
    size_t length = 9;
    FACT(StringCchLengthA("abc", 4, &length) == 0 && length == 3);
    FACT(StringCchLengthA("abc", 3, NULL) == STRSAFE_E_INVALID_PARAMETER);
    FACT(StringCchLengthA(NULL, 3, &length) == STRSAFE_E_INVALID_PARAMETER && length == 0);
    FACT(StringCchPrintf(text, sizeof text, "%s-%d", "ab", 1234) == 0 && !strcmp(text, "ab-1234"));
    FACT(StringCbPrintf(text, sizeof text, "%08d", 1) == STRSAFE_E_INSUFFICIENT_BUFFER && !strcmp(text, "0000000"));
    FACT(StringCchPrintfA(text, 0, "x") == STRSAFE_E_INVALID_PARAMETER);
}

int main(void) {
    copies();
    appends();
    wide();
    lengths_and_formats();
    return failures != 0;
}
