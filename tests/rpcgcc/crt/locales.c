// SPDX-License-Identifier: LGPL-2.1-or-later
// Functions that take a locale, here none; positions without a lock.
#include <ctype.h>
#include <math.h>
#include <wctype.h>

#include "facts.h"

static void letters(void) {
    static const wint_t tried[] = {0, L'\t', L' ', L'!', L'0', L'9', L'A', L'F', L'G', L'Z', L'_', L'a', L'f',
                                   L'z', 127};
    char name[40];
    size_t i;
    for (i = 0; i < sizeof tried / sizeof tried[0]; ++i) {
        sprintf(name, "of %d", (int)tried[i]);
#define IS(kind) NUMBER("_isw" #kind "_l", name, _isw##kind##_l(tried[i], NULL) != 0)
        IS(alnum); IS(alpha); IS(cntrl); IS(digit); IS(graph); IS(lower); IS(print); IS(punct); IS(space); IS(upper);
        IS(xdigit); IS(csym); IS(csymf);
        NUMBER("__iswcsym", name, __iswcsym(tried[i]) != 0); NUMBER("__iswcsymf", name, __iswcsymf(tried[i]) != 0);
        NUMBER("_iswctype_l", name, _iswctype_l(tried[i], _ALPHA, NULL) != 0);
        NUMBER("_towlower_l", name, _towlower_l(tried[i], NULL));
        NUMBER("_towupper_l", name, _towupper_l(tried[i], NULL));
    }
}

static void strings(void) {
    wchar_t w[20] = L"";
    NUMBER("_strncoll_l", "equal that far", _strncoll_l("abcX", "abcY", 3, NULL));
    NUMBER("_wcsncoll_l", "equal that far", _wcsncoll_l(L"abcX", L"abcY", 3, NULL));
    NUMBER("_wcsncoll_l", "less", _wcsncoll_l(L"abc", L"abd", 3, NULL) < 0);
    NUMBER("_wcsnicoll_l", "in another case", _wcsnicoll_l(L"aBc", L"AbCd", 3, NULL));
    NUMBER("_wcsxfrm_l", "size", _wcsxfrm_l(w + 10, L"xyz", 10, NULL));
    WIDE_IS("_wcsxfrm_l", "text", w + 10);
}

static void numbers(void) {
    wchar_t* end = NULL;
    wchar_t w[4] = L"";
    char b[8] = "";
    int stored = 0;
    _CRT_DOUBLE d = {0};
    _CRT_FLOAT f = {0};
    NUMBER("_wtol_l", "", _wtol_l(L"-17x", NULL));
    NUMBER("_wtoi64_l", "", _wtoi64_l(L"99999999999", NULL));
    NUMBER("_wcstoi64_l", "", _wcstoi64_l(L"-0x1Fg", &end, 16, NULL)); WIDE_IS("_wcstoi64_l", "rest", end);
    NUMBER("_wcstoui64_l", "", _wcstoui64_l(L"777", &end, 8, NULL));
    NUMBER("_atodbl_l", "", _atodbl_l(&d, "1.5", NULL)); NUMBER("_atodbl_l", "value", d.x * 2);
    NUMBER("_atoflt_l", "", _atoflt_l(&f, "2.5", NULL)); NUMBER("_atoflt_l", "value", f.f * 2);
    HERE("_mblen_l", "a letter", _mblen_l("ab", 2, NULL), 1); HERE("_mblen_l", "the end", _mblen_l("", 1, NULL), 0);
    NUMBER("_mbtowc_l", "a letter", _mbtowc_l(w, "xy", 2, NULL)); NUMBER("_mbtowc_l", "which", w[0]);
    NUMBER("_wctomb_l", "a letter", _wctomb_l(b, L'q', NULL)); TEXT_IS("_wctomb_l", "which", b);
    CALL("_wctomb_s_l", "a letter", _wctomb_s_l(&stored, b, 8, L'r', NULL)); NUMBER("_wctomb_s_l", "size", stored);
    NUMBER("lrintf", "", lrintf(2.5f)); NUMBER("lrintf", "size", sizeof(lrintf(1)));
    NUMBER("lroundf", "", lroundf(-2.5f)); NUMBER("lroundf", "size", sizeof(lroundf(1)));
    NUMBER("_mbstrlen_l", "", _mbstrlen_l("abc", NULL));
}

static void positions(void) {
    FILE* f = fopen("rpc_crt_positions", "wb+");
    fputs("0123456789", f);
    NUMBER("_fseek_nolock", "", _fseek_nolock(f, 3, SEEK_SET)); NUMBER("_ftell_nolock", "", _ftell_nolock(f));
    NUMBER("_fseeki64_nolock", "", _fseeki64_nolock(f, -2, SEEK_END));
    NUMBER("_ftelli64_nolock", "", _ftelli64_nolock(f));
    NUMBER("_fseek_nolock", "before the file", _fseek_nolock(f, -99, SEEK_SET));
    fclose(f);
    remove("rpc_crt_positions");
}

int main(void) {
    _set_invalid_parameter_handler(count_handled);
    letters();
    strings();
    numbers();
    positions();
    return 0;
}
