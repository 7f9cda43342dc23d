// SPDX-License-Identifier: LGPL-2.1-or-later
// <wctype.h>: classes are Unicode's in every locale, as on Windows; letters change their case as the C locale has it,
// among those of ASCII ([MSVC] "isalpha, iswalpha", "tolower, towlower").
#include <locale.h>
#include <pthread.h>
#include <wctype.h>

#include "crt.h"

static locale_t unicode;
static void make_unicode(void) { unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

static locale_t unicode_locale(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_unicode);
    return unicode;
}

#define CLASS(name)                                                            \
    int CRT(name)(wint_t unit) {                                               \
        const locale_t locale = unicode_locale();                              \
        return unit > 0xFFFF ? 0 : locale ? name##_l(unit, locale) : name(unit); \
    }
CLASS(iswalnum)
CLASS(iswalpha)
CLASS(iswblank)
CLASS(iswcntrl)
CLASS(iswdigit)
CLASS(iswgraph)
CLASS(iswlower)
CLASS(iswprint)
CLASS(iswpunct)
CLASS(iswspace)
CLASS(iswupper)
CLASS(iswxdigit)

/// By the bits of <ctype.h>: _UPPER, _LOWER, _DIGIT, _SPACE, _PUNCT, _CONTROL, _BLANK, _HEX, and that of _ALPHA.
static int is_of(wint_t unit, wctype_t bits) {
    static int (*const classes[])(wint_t) = {CRT(iswupper), CRT(iswlower), CRT(iswdigit),  CRT(iswspace), CRT(iswpunct),
                                             CRT(iswcntrl), CRT(iswblank), CRT(iswxdigit), CRT(iswalpha)};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; ++i) {
        if ((bits >> i & 1) != 0 && classes[i](unit)) return 1;
    }
    return 0;
}

/// What wctype() gives is the system's, and lies far above the bits.
int CRT(iswctype)(wint_t unit, wctype_t class) {
    if (unit > 0xFFFF) return 0;
    return class < 0x10000 ? is_of(unit, class) : iswctype(unit, class);
}
int CRT(iswascii)(wint_t unit) { return unit < 0x80; }
wint_t CRT(towlower)(wint_t unit) { return unit >= 'A' && unit <= 'Z' ? unit + 32 : unit; }
wint_t CRT(towupper)(wint_t unit) { return unit >= 'a' && unit <= 'z' ? unit - 32 : unit; }
