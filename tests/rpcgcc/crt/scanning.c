// SPDX-License-Identifier: LGPL-2.1-or-later
// The secure scanf family: a size behind every text's pointer ([MSVC] "scanf_s", "scanf Width Specification").
#include "facts.h"

#define S(call)                                                                        \
    (memset(a, 'q', 20), memset(b, 'q', 20), wmemset(w, L'q', 20), n = -1, small = 0, \
     a[19] = b[19] = 0, w[19] = 0, call)

static char a[20], b[20];
static wchar_t w[20];
static int n;
static unsigned short small;

// Up to their ends.
static void say(const char* what) {
    printf("%s, texts: [%.8s] [%.8s] [%.8S] %d\n", what, a, b, w, n);
}
#define SCAN(situation, call)                 \
    do {                                      \
        CALL("sscanf_s", situation, S(call)); \
        say("sscanf_s: " situation);          \
    } while (0)
#define WSCAN(situation, call)                 \
    do {                                       \
        CALL("swscanf_s", situation, S(call)); \
        say("swscanf_s: " situation);          \
    } while (0)

static void narrow(void) {
    SCAN("%s fits", sscanf_s("word", "%s", a, 5)); SCAN("%s one too long", sscanf_s("words", "%s", a, 5));
    SCAN("%s size 1", sscanf_s("w", "%s", a, 1)); SCAN("%s size 0", sscanf_s("w", "%s", a, 0));
    SCAN("%4s fits", sscanf_s("words", "%4s", a, 5)); SCAN("%5s too wide", sscanf_s("words", "%5s", a, 5));
    SCAN("%9s shorter", sscanf_s("abc", "%9s", a, 5)); SCAN("%s twice", sscanf_s("one two", "%s %s", a, 20, b, 20));
    SCAN("%s second too long", sscanf_s("one seventeen", "%s %s", a, 20, b, 4));
    SCAN("%s then number", sscanf_s("too-long 5", "%s %d", a, 4, &n));
    SCAN("number then %s", sscanf_s("5 too-long", "%d %s", &n, a, 4)); SCAN("%c", sscanf_s("xyz", "%c", a, 1));
    SCAN("%c size 0", sscanf_s("xyz", "%c", a, 0)); SCAN("%3c fits", sscanf_s("xyz", "%3c", a, 3));
    SCAN("%4c too wide", sscanf_s("xyzw", "%4c", a, 3)); SCAN("%4c input ends", sscanf_s("xy", "%4c", a, 4));
    SCAN("%[ fits", sscanf_s("abcd-", "%[a-d]", a, 5)); SCAN("%[ too long", sscanf_s("abcd-", "%[a-d]", a, 4));
    SCAN("%[^ fits", sscanf_s("key=value", "%[^=]=%s", a, 10, b, 10));
    SCAN("%[^ value too long", sscanf_s("key=value", "%[^=]=%s", a, 10, b, 5));
    SCAN("%[ nothing", sscanf_s("xyz", "%[a-d]", a, 5)); SCAN("%3[", sscanf_s("abcd", "%3[a-d]", a, 4));
    SCAN("%*s", sscanf_s("skipped taken", "%*s %s", a, 10)); SCAN("%*c", sscanf_s("xy", "%*c%c", a, 1));
    SCAN("%S", sscanf_s("wide", "%S", w, 20)); SCAN("%S too long", sscanf_s("wide", "%S", w, 4));
    SCAN("%ls", sscanf_s("wide", "%ls", w, 5)); SCAN("%hs", sscanf_s("word", "%hs", a, 5));
    SCAN("%C", sscanf_s("z", "%C", w, 1)); SCAN("%lc", sscanf_s("zy", "%2lc", w, 2));
    HERE("sscanf_s", "%l[", S(sscanf_s("abc", "%l[a-c]", w, 4)) == 1 && wcscmp(w, L"abc") == 0, 1);
    HERE("sscanf_s", "%l[ too long", S(sscanf_s("abc", "%l[a-c]", w, 3)) == 0 && w[0] == 0, 1);
    SCAN("%d has none", sscanf_s("12 text", "%d %s", &n, a, 10)); SCAN("end", sscanf_s("", "%s", a, 10));
    SCAN("blanks", sscanf_s("   ", "%s", a, 10)); SCAN("%hd", sscanf_s("70000", "%hd", &small));
    NUMBER("%hd", "", small);
    SCAN("%n", sscanf_s("abc", "%s%n", a, 10, &n)); SCAN("_snscanf_s", _snscanf_s("abcdef", 3, "%s", a, 10));
    SCAN("_snscanf_s too long", _snscanf_s("abcdef", 5, "%s", a, 5));
    WRONG("sscanf_s", "no format", sscanf_s("a", NULL, a, 5), -1, "EINVAL");
    WRONG("sscanf_s", "no text", sscanf_s(NULL, "%s", a, 5), -1, "EINVAL");
    WRONG("scanf_s", "no format", scanf_s(NULL, a, 5), -1, "EINVAL");
    WRONG("fscanf_s", "no stream", fscanf_s(NULL, "%s", a, 5), -1, "EINVAL");
}

static void wide(void) {
    WSCAN("%s fits", swscanf_s(L"word", L"%s", w, 5)); WSCAN("%s too long", swscanf_s(L"words", L"%s", w, 5));
    WSCAN("%4s", swscanf_s(L"words", L"%4s", w, 5)); WSCAN("%S", swscanf_s(L"word", L"%S", a, 5));
    WSCAN("%S too long", swscanf_s(L"words", L"%S", a, 5)); WSCAN("%hs", swscanf_s(L"word", L"%hs", a, 5));
    WSCAN("%c", swscanf_s(L"xy", L"%c", w, 1)); WSCAN("%2c", swscanf_s(L"xy", L"%2c", w, 2));
    WSCAN("%3c too wide", swscanf_s(L"xyz", L"%3c", w, 2)); WSCAN("%hc", swscanf_s(L"xy", L"%hc", a, 1));
    WSCAN("%[", swscanf_s(L"abcd", L"%[a-d]", w, 5)); WSCAN("%[ too long", swscanf_s(L"abcd", L"%[a-d]", w, 4));
    HERE("swscanf_s", "%h[", S(swscanf_s(L"abcd", L"%h[a-d]", a, 5)) == 1 && strcmp(a, "abcd") == 0, 1);
    WSCAN("mixed", swscanf_s(L"7 ab cd", L"%d %s %S", &n, w, 5, a, 5));
    WSCAN("_snwscanf_s", _snwscanf_s(L"abcdef", 3, L"%s", w, 10));
    WRONG("swscanf_s", "no format", swscanf_s(L"a", NULL, w, 5), -1, "EINVAL");
    WRONG("swscanf_s", "no text", swscanf_s(NULL, L"%s", w, 5), -1, "EINVAL");
}

static void stream(void) {
    FILE* f = fopen("rpc_crt_scan.tmp", "w+b");
    fputs("first toolong rest 42 x", f); rewind(f);
    SCAN("fscanf_s fits", fscanf_s(f, "%s", a, 10)); SCAN("fscanf_s too long", fscanf_s(f, "%s", a, 4));
    rewind(f); SCAN("fscanf_s width", fscanf_s(f, "%3s%3s", a, 10, b, 10)); rewind(f);
    SCAN("fscanf_s all", fscanf_s(f, "%*s %*s %s %d %c", a, 10, &n, b, 1));
    SCAN("fscanf_s end", fscanf_s(f, "%s", a, 10)); fclose(f); remove("rpc_crt_scan.tmp");
}

int main(void) {
    _set_invalid_parameter_handler(count_handled);
    narrow(); wide(); stream();
    return 0;
}
