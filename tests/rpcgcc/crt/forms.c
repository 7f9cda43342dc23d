// SPDX-License-Identifier: LGPL-2.1-or-later
// Formats that name their arguments, formats in a locale, locales, streams' odds and ends.
#include <ctype.h>
#include <locale.h>

#include "facts.h"

static int vsay(char* b, const char* format, ...) {
    int made;
    va_list list;
    va_start(list, format);
    made = _vsprintf_p(b, 80, format, list);
    va_end(list);
    return made;
}
#define P(situation, wanted, ...)                                                                    \
    do {                                                                                             \
        char b_[80];                                                                                 \
        HERE("_sprintf_p", situation, _sprintf_p(b_, 80, __VA_ARGS__), (int)strlen(wanted));         \
        HERE("_sprintf_p", situation ", text", strcmp(b_, wanted), 0);                               \
    } while (0)

static void positions(void) {
    char b[80];
    wchar_t w[80];
    // The page's own examples first.
    P("order", "I'm a little tea pot", "%2$s %3$s %1$s %4$s %5$s", "little", "I'm", "a", "tea", "pot");
    P("again", "10 times 10 is 100", "%1$d times %1$d is %2$d", 10, 100);
    P("width", "     Hello", "%1$*2$s", "Hello", 10);
    P("width first", "     Hello", "%2$*1$s", 10, "Hello"); P("none", "1 2 3", "%d %d %d", 1, 2, 3);
    P("floating", "333.333300 2.22 0.100", "%3$*5$f %2$.*4$f %1$*4$.*5$f", 0.1, 2.22, 333.3333, 2, 3);
    P("64 bits", "-5 123456789012 7", "%3$d %1$I64d %2$lu", 123456789012ll, 7ul, -5);
    P("percent", "5% x", "%2$d%% %1$c", 'x', 5); P("wide", "wide narrow", "%2$S %1$s", "narrow", L"wide");
    P("flags", "+0005|5   |", "%1$+05d|%1$-4d|", 5);
    HERE("_scprintf_p", "", _scprintf_p("%2$s%1$s", "ab", "cde"), 5);
    HERE("_vsprintf_p", "", vsay(b, "%2$d-%1$s", "x", 9), 3);
    HERE("_swprintf_p", "", _swprintf_p(w, 80, L"%2$s %1$d", 7, L"wide"), 6);
    HERE("_swprintf_p", "text", wcscmp(w, L"wide 7"), 0);
    WRONG("_sprintf_p", "one is not used", _sprintf_p(b, 80, "%1$d %3$d", 1, 2, 3), -1, "EINVAL");
    WRONG("_sprintf_p", "mixed", _sprintf_p(b, 80, "%1$d %d", 1, 2), -1, "EINVAL");
    WRONG("_sprintf_p", "two kinds", _sprintf_p(b, 80, "%1$d %1$f", 1), -1, "EINVAL");
    WRONG("_sprintf_p", "too long", _sprintf_p(b, 4, "%1$s", "abcd"), -1, "ERANGE");
    WRONG("_sprintf_p", "no format", _sprintf_p(b, 4, NULL), -1, "EINVAL");
    WRONG("_sprintf_p", "no target", _sprintf_p(NULL, 4, "a"), -1, "EINVAL");
    HERE("_printf_p", "", _printf_p("_printf_p: said: %2$d%1$d\n", 2, 1), 20);
#ifdef __MINGW32__
    printf("_printf_p: said: 12\n");
#endif
}

static void locales(void) {
    char b[80];
    wchar_t w[80];
    double value;
    _locale_t c = _create_locale(LC_ALL, "C");
    TEXT_IS("setlocale", "at first", setlocale(LC_ALL, NULL)); TEXT_IS("setlocale", "C", setlocale(LC_ALL, "C"));
    NUMBER("setlocale", "unknown", setlocale(LC_ALL, "no such locale") != NULL);
    WIDE_IS("_wsetlocale", "C", _wsetlocale(LC_ALL, L"C")); NUMBER("_create_locale", "C", c != NULL);
    NUMBER("_create_locale", "unknown", _create_locale(LC_ALL, "no such locale") != NULL);
    HERE("setlocale", "UTF-8", setlocale(LC_CTYPE, ".UTF-8") != NULL, 1);
    HERE("setlocale", "utf8", setlocale(LC_ALL, ".utf8") != NULL, 1);
    HERE("setlocale", "another code page", setlocale(LC_ALL, ".1252") != NULL, 0); setlocale(LC_ALL, "C");
    WRONG("setlocale", "category", setlocale(77, "C") != NULL, 0, "EINVAL");
    CALL("_sprintf_l", "", _sprintf_l(b, "%.2f %d", c, 1.5, 7)); TEXT_IS("_sprintf_l", "text", b);
    CALL("_snprintf_l", "", _snprintf_l(b, 3, "%d", c, 12345));
    CALL("_sprintf_s_l", "", _sprintf_s_l(b, 80, "%g", c, 2.5));
    TEXT_IS("_sprintf_s_l", "text", b); HERE("_swprintf_l", "", _swprintf_l(w, 80, L"%.1f", c, 3.5), 3);
    HERE("_swprintf_l", "text", wcscmp(w, L"3.5"), 0); CALL("_sscanf_l", "", _sscanf_l("4.5", "%lf", c, &value));
    NUMBER("_sscanf_l", "value", value * 2); NUMBER("_strtod_l", "", _strtod_l("7.5", NULL, c) * 2);
    NUMBER("_atof_l", "", _atof_l("8.5", c) * 2); NUMBER("_wtof_l", "", _wtof_l(L"9.5", c) * 2); _free_locale(c);
    NUMBER("_configthreadlocale", "at first", _configthreadlocale(0));
    NUMBER("_configthreadlocale", "on", _configthreadlocale(_ENABLE_PER_THREAD_LOCALE));
    NUMBER("_configthreadlocale", "is on", _configthreadlocale(0));
    TEXT_IS("setlocale", "thread", setlocale(LC_ALL, "C"));
    NUMBER("_configthreadlocale", "off", _configthreadlocale(_DISABLE_PER_THREAD_LOCALE));
    NUMBER("_configthreadlocale", "is off", _configthreadlocale(0));
}

static void streams(void) {
    FILE *f = fopen("rpc_crt_forms.tmp", "w+b"), *other = tmpfile();
    char b[20];
    NUMBER("_putw", "", _putw(0x12345678, f)); fputs("0123456789", f); rewind(f);
    NUMBER("_getw", "", _getw(f)); memset(b, 'x', 20);
    NUMBER("fread_s", "fits", fread_s(b, 20, 1, 5, f)); NUMBER("fread_s", "behind", b[5]);
    NUMBER("fread_s", "nothing", fread_s(b, 20, 0, 5, f)); NUMBER("fread_s", "elements", fread_s(b, 20, 2, 2, f));
    rewind(f); WRONG("fread_s", "too small", fread_s(b, 3, 1, 8, f), 0, "ERANGE"); HERE("fread_s", "cleared", b[0], 0);
    WRONG("fread_s", "no target", fread_s(NULL, 3, 1, 8, f), 0, "EINVAL"); NUMBER("_rmtmp", "", _rmtmp());
    NUMBER("_fcloseall", "", _fcloseall()); NUMBER("_fcloseall", "again", _fcloseall());
    NUMBER("_getmaxstdio", "", _getmaxstdio()); NUMBER("_setmaxstdio", "", _setmaxstdio(1024));
    NUMBER("_getmaxstdio", "after", _getmaxstdio()); WRONG("_setmaxstdio", "much", _setmaxstdio(99999), -1, "EINVAL");
    WRONG("_fileno", "none", _fileno(NULL), -1, "EINVAL"); remove("rpc_crt_forms.tmp");
    NUMBER("fopen", "NUL", (f = fopen("NUL", "w")) != NULL); fclose(f); (void)other;
    HERE("_get_pgmptr", "", _get_pgmptr((char**)&f) || strcmp((char*)f, _pgmptr), 0);
    HERE("_wpgmptr", "", wcslen(_wpgmptr) == strlen(_pgmptr), 1); NUMBER("_wsystem", "", _wsystem(L"exit 4"));
}

static void odds(void) {
    char b[20] = "badcfe";
    wchar_t w[20];
    const char* source = "text";
    size_t stored = 0;
    HERE("_stricmp_l", "", _stricmp_l("ABC", "abc", NULL), 0);
    HERE("_wcsicmp_l", "", _wcsicmp_l(L"ABC", L"abc", NULL), 0);
    HERE("_strtol_l", "", _strtol_l("-12x", NULL, 10, NULL), -12); HERE("_atoi_l", "", _atoi_l("77", NULL), 77);
    HERE("_isalpha_l", "", _isalpha_l('q', NULL) != 0 && !_isalpha_l('1', NULL), 1);
    HERE("_toupper_l", "", _toupper_l('q', NULL), 'Q'); NUMBER("__iscsym", "", __iscsym('_') && !__iscsym('-'));
    NUMBER("__iscsymf", "", __iscsymf('a') && !__iscsymf('1')); NUMBER("_isctype", "", _isctype('5', _DIGIT) != 0);
    NUMBER("_isctype", "none", _isctype('5', _UPPER | _LOWER | _SPACE)); NUMBER("__toascii", "", __toascii(0x1C1));
    _swab(b, b + 8, 6); TEXT_IS("_swab", "", b + 8);
    CALL("mbsrtowcs_s", "", mbsrtowcs_s(&stored, w, 20, &source, 19, NULL)); NUMBER("mbsrtowcs_s", "stored", stored);
    WIDE_IS("mbsrtowcs_s", "text", w); NUMBER("mbsrtowcs_s", "all", source == NULL);
    HERE("wcrtomb_s", "", wcrtomb_s(&stored, b, 20, 0x20AC, NULL) == 0 && stored == 3, 1);
    WRONG("mbsrtowcs_s", "no source", mbsrtowcs_s(&stored, w, 20, NULL, 19, NULL), EINVAL, "EINVAL");
}

int main(void) {
    _set_invalid_parameter_handler(count_handled);
    positions(); locales(); streams(); odds();
    return 0;
}
