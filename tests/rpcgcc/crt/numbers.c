// SPDX-License-Identifier: LGPL-2.1-or-later
// <stdlib.h>: numbers in text, paths in pieces, the environment, rand, sorting.
#include "facts.h"

static void one(const char* text, int base) {
    char* end = NULL;
    wchar_t wide[64];
    wchar_t* wide_end = NULL;
    char name[100];
    size_t i;
    long narrow_value;
    unsigned long unsigned_value;
    for (i = 0; i <= strlen(text); ++i) wide[i] = (unsigned char)text[i];
    sprintf(name, "'%s' base %d", text, base);
    errno = 0;
    narrow_value = strtol(text, &end, base);
    printf("strtol: %s: %ld at %d, %s\n", name, narrow_value, (int)(end - text), errno_name(errno));
    errno = 0;
    unsigned_value = strtoul(text, &end, base);
    printf("strtoul: %s: %lu at %d, %s\n", name, unsigned_value, (int)(end - text), errno_name(errno));
    errno = 0;
    printf("_strtoi64: %s: %I64d, %s\n", name, _strtoi64(text, &end, base), errno_name(errno));
    errno = 0;
    printf("_strtoui64: %s: %I64u, %s\n", name, _strtoui64(text, &end, base), errno_name(errno));
    errno = 0;
    narrow_value = wcstol(wide, &wide_end, base);
    printf("wcstol: %s: %ld at %d, %s\n", name, narrow_value, (int)(wide_end - wide), errno_name(errno));
    errno = 0;
    unsigned_value = wcstoul(wide, &wide_end, base);
    printf("wcstoul: %s: %lu at %d, %s\n", name, unsigned_value, (int)(wide_end - wide), errno_name(errno));
    errno = 0;
    printf("_wcstoi64: %s: %I64d, %s\n", name, _wcstoi64(wide, &wide_end, base), errno_name(errno));
    if (base == 10) {
        printf("atol: %s: %ld\n", name, atol(text));
        printf("_wtol: %s: %ld\n", name, _wtol(wide));
        printf("_atoi64: %s: %I64d\n", name, _atoi64(text));
        printf("_wtoi: %s: %d\n", name, _wtoi(wide));
        printf("_wtof: %s: %g\n", name, _wtof(wide));
        printf("wcstod: %s: %g at %d\n", name, wcstod(wide, &wide_end), (int)(wide_end - wide));
    }
}

static void into_text(void) {
    static const int values[] = {0, 1, -1, 255, -255, 2147483647, -2147483647 - 1};
    static const int bases[] = {2, 8, 10, 16, 36};
    char b[70];
    wchar_t w[70];
    int i, j;
    for (i = 0; i < 7; ++i) {
        for (j = 0; j < 5; ++j) {
            printf("_itoa: %d base %d: %s\n", values[i], bases[j], _itoa(values[i], b, bases[j]));
            printf("_ultoa: %d base %d: %s\n", values[i], bases[j], _ultoa((unsigned long)values[i], b, bases[j]));
            printf("_i64toa: %d base %d: %s\n", values[i], bases[j], _i64toa(values[i] * 3000000000ll, b, bases[j]));
            printf("_ui64toa: %d base %d: %s\n", values[i], bases[j], _ui64toa((__int64)values[i], b, bases[j]));
            printf("_itow: %d base %d: %S\n", values[i], bases[j], _itow(values[i], w, bases[j]));
            printf("_ltow: %d base %d: %S\n", values[i], bases[j], _ltow(values[i], w, bases[j]));
        }
    }
    CALL("_itoa_s", "fits", _itoa_s(123, b, 4, 10)); TEXT_IS("_itoa_s", "text", b);
    CALL("_itoa_s", "too small", _itoa_s(1234, b, 4, 10)); TEXT_IS("_itoa_s", "too small, text", b);
    CALL("_itoa_s", "base", _itoa_s(1234, b, 70, 37));
    CALL("_itoa_s", "no target", _itoa_s(1234, NULL, 70, 10));
    CALL("_ultoa_s", "fits", _ultoa_s(4294967295u, b, 70, 10)); TEXT_IS("_ultoa_s", "text", b);
    CALL("_itow_s", "too small", _itow_s(-123, w, 4, 10)); WIDE_IS("_itow_s", "too small, text", w);
}

static void paths(void) {
    static const char* const all[] = {"c:\\folder\\sub\\name.ext", "name", "/unix/path/file.tar.gz", "..\\up\\",
    ".hidden",
                                      "d:relative.txt", "mixed/one\\two.three", "", "c:", "a.b\\c"};
    char drive[8], folder[300], name[300], extension[300], made[300];
    wchar_t wide_drive[8], wide_folder[300], wide_name[300], wide_extension[300], wide_path[100];
    int i;
    size_t j;
    for (i = 0; i < 10; ++i) {
        _splitpath(all[i], drive, folder, name, extension);
        printf("_splitpath: '%s': %s|%s|%s|%s\n", all[i], drive, folder, name, extension);
        for (j = 0; j <= strlen(all[i]); ++j) wide_path[j] = all[i][j];
        _wsplitpath(wide_path, wide_drive, wide_folder, wide_name, wide_extension);
        printf("_wsplitpath: '%s': %S|%S|%S|%S\n", all[i], wide_drive, wide_folder, wide_name, wide_extension);
        _makepath(made, drive, folder, name, extension);
        printf("_makepath: '%s': %s\n", all[i], made);
    }
    _makepath(made, "c", "folder", "name", "ext"); TEXT_IS("_makepath", "everything is added", made);
    _makepath(made, NULL, "", "name", NULL); TEXT_IS("_makepath", "little", made);
    CALL("_splitpath_s", "too small", _splitpath_s("c:\\longer\\name", drive, 8, folder, 3, name, 300, extension, 300));
    TEXT_IS("_splitpath_s", "too small, text", folder);
    CALL("_splitpath_s", "no path", _splitpath_s(NULL, drive, 8, folder, 3, name, 300, extension, 300));
    CALL("_makepath_s", "too small", _makepath_s(made, 5, "c", "folder", "name", "ext"));
    TEXT_IS("_makepath_s", "too small, text", made);
}

static void environment(void) {
    char b[20];
    char* copy = NULL;
    size_t size = 77;
    CALL("_putenv", "assignment", _putenv("RPC_CRT_ONE=first")); TEXT_IS("getenv", "value", getenv("RPC_CRT_ONE"));
    CALL("_putenv", "removes", _putenv("RPC_CRT_ONE=")); NUMBER("getenv", "removed", getenv("RPC_CRT_ONE") == NULL);
    _putenv("Rpc_Crt_Case=one"); TEXT_IS("getenv", "another case", getenv("RPC_CRT_CASE"));
    _putenv("RPC_CRT_CASE=two"); TEXT_IS("getenv", "set in another case", getenv("rpc_crt_case"));
    WIDE_IS("_wgetenv", "another case", _wgetenv(L"rpc_CRT_case")); _putenv("rpc_crt_CASE=");
    NUMBER("getenv", "removed in another case", getenv("Rpc_Crt_Case") == NULL);
    WRONG("getenv", "none", getenv(NULL) != NULL, 0, "EINVAL");
    CALL("_putenv", "nothing", _putenv("RPC_CRT_ONE"));
    CALL("_putenv_s", "assignment", _putenv_s("RPC_CRT_TWO", "second"));
    CALL("getenv_s", "fits", getenv_s(&size, b, 20, "RPC_CRT_TWO")); TEXT_IS("getenv_s", "text", b);
    NUMBER("getenv_s", "size", size);
    CALL("getenv_s", "too small", getenv_s(&size, b, 3, "RPC_CRT_TWO")); NUMBER("getenv_s", "needed", size);
    CALL("getenv_s", "measuring", getenv_s(&size, NULL, 0, "RPC_CRT_TWO")); NUMBER("getenv_s", "measured", size);
    CALL("getenv_s", "not there", getenv_s(&size, b, 20, "RPC_CRT_NOT")); NUMBER("getenv_s", "none", size);
    CALL("_dupenv_s", "there", _dupenv_s(&copy, &size, "RPC_CRT_TWO")); TEXT_IS("_dupenv_s", "text", copy);
    NUMBER("_dupenv_s", "size", size);
    CALL("_dupenv_s", "not there", _dupenv_s(&copy, &size, "RPC_CRT_NOT")); NUMBER("_dupenv_s", "none", copy == NULL);
    WIDE_IS("_wgetenv", "value", _wgetenv(L"RPC_CRT_TWO"));
    CALL("_putenv_s", "no value", _putenv_s("RPC_CRT_TWO", NULL));
    CALL("_wputenv", "assignment", _wputenv(L"RPC_CRT_TWO=wide")); TEXT_IS("_wputenv", "value", getenv("RPC_CRT_TWO"));
}

static int compare(void* context, const void* one, const void* other) {
    ++*(int*)context;
    return *(const int*)one - *(const int*)other;
}

int main(void) {
    static const char* const texts[] = {"0", "42", "  -17x", "+8", "2147483647", "2147483648", "-2147483648",
        "-2147483649", "4294967295", "4294967296", "-1", "-4294967295", "99999999999999999999", "-99999999999999999999",
        "0x1F", "077", "", "abc", "  ", "-", "9223372036854775807", "9223372036854775808", "1.5e3", "z"};
    int numbers[] = {5, 3, 9, 1, 7}, calls = 0, key = 7, i;
    const int* found;
    wchar_t w[10];
    char b[10];
    size_t stored = 0;
    _set_invalid_parameter_handler(count_handled);
    for (i = 0; i < 24; ++i) one(texts[i], 10), one(texts[i], 0), one(texts[i], 16), one(texts[i], 36);
    into_text();
    paths();
    environment();
    for (i = 0; i < 5; ++i) printf("rand: unseeded %d: %d\n", i, rand());
    srand(12345);
    for (i = 0; i < 5; ++i) printf("rand: seeded %d: %d\n", i, rand());
    NUMBER("RAND_MAX", "", RAND_MAX);
    NUMBER("_rotl", "", _rotl(0x80000001u, 1)); NUMBER("_rotr", "", _rotr(1, 1)); NUMBER("_rotl64", "", _rotl64(3, 63));
    NUMBER("_byteswap_ulong", "", _byteswap_ulong(0x01020304)); NUMBER("labs", "", labs(-5));
    NUMBER("ldiv", "", ldiv(17, 5).quot * 10 + ldiv(17, 5).rem); NUMBER("sizeof", "ldiv", sizeof(ldiv(1, 1)));
    NUMBER("sizeof", "strtol", sizeof(strtol("1", NULL, 10))); NUMBER("_abs64", "", _abs64(-5000000000ll));
    qsort_s(numbers, 5, sizeof(int), compare, &calls);
    NUMBER("qsort_s", "sorted", numbers[0] == 1 && numbers[4] == 9 && calls > 0);
    found = (const int*)bsearch_s(&key, numbers, 5, sizeof(int), compare, &calls);
    NUMBER("bsearch_s", "", found - numbers);
    NUMBER("mbstowcs", "", mbstowcs(w, "abc", 10)); WIDE_IS("mbstowcs", "text", w);
    NUMBER("mbstowcs", "measuring", mbstowcs(NULL, "abcd", 0)); NUMBER("mbstowcs", "part", mbstowcs(w, "abcdef", 3));
    NUMBER("wcstombs", "", wcstombs(b, L"abc", 10)); TEXT_IS("wcstombs", "text", b);
    CALL("mbstowcs_s", "fits", mbstowcs_s(&stored, w, 10, "abc", _TRUNCATE)); NUMBER("mbstowcs_s", "stored", stored);
    CALL("mbstowcs_s", "too long", mbstowcs_s(&stored, w, 3, "abcdef", 5)); NUMBER("mbstowcs_s", "long", w[0]);
    CALL("mbstowcs_s", "cut", mbstowcs_s(&stored, w, 3, "abcdef", _TRUNCATE)); WIDE_IS("mbstowcs_s", "cut, text", w);
    CALL("mbstowcs_s", "part", mbstowcs_s(&stored, w, 10, "abcdef", 2)); WIDE_IS("mbstowcs_s", "part, text", w);
    CALL("mbstowcs_s", "measuring", mbstowcs_s(&stored, NULL, 0, "abcdef", 0)); NUMBER("mbstowcs_s", "needed", stored);
    CALL("wcstombs_s", "fits", wcstombs_s(&stored, b, 10, L"abc", _TRUNCATE)); NUMBER("wcstombs_s", "stored", stored);
    CALL("wcstombs_s", "too long", wcstombs_s(&stored, b, 3, L"abcdef", 5)); TEXT_IS("wcstombs_s", "long", b);
    CALL("wcstombs_s", "cut", wcstombs_s(&stored, b, 3, L"abcdef", _TRUNCATE)); TEXT_IS("wcstombs_s", "cut, text", b);
    CALL("wcstombs_s", "measuring", wcstombs_s(&stored, NULL, 0, L"abcdef", 0)); NUMBER("wcstombs_s", "needed", stored);
    return 0;
}
