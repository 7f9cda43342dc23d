// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <wctype.h> for characters of 16 bits, with Windows' classes (rpccrt.h).
#ifndef RPCCRT_WCTYPE_H
#define RPCCRT_WCTYPE_H

#define iswalnum rpccrt_no_iswalnum
#define iswalpha rpccrt_no_iswalpha
#define iswblank rpccrt_no_iswblank
#define iswcntrl rpccrt_no_iswcntrl
#define iswdigit rpccrt_no_iswdigit
#define iswgraph rpccrt_no_iswgraph
#define iswlower rpccrt_no_iswlower
#define iswprint rpccrt_no_iswprint
#define iswpunct rpccrt_no_iswpunct
#define iswspace rpccrt_no_iswspace
#define iswupper rpccrt_no_iswupper
#define iswxdigit rpccrt_no_iswxdigit
#define iswctype rpccrt_no_iswctype
#define towlower rpccrt_no_towlower
#define towupper rpccrt_no_towupper
#define iswalnum_l rpccrt_no_iswalnum_l
#define iswalpha_l rpccrt_no_iswalpha_l
#define iswblank_l rpccrt_no_iswblank_l
#define iswcntrl_l rpccrt_no_iswcntrl_l
#define iswctype_l rpccrt_no_iswctype_l
#define iswdigit_l rpccrt_no_iswdigit_l
#define iswgraph_l rpccrt_no_iswgraph_l
#define iswlower_l rpccrt_no_iswlower_l
#define iswprint_l rpccrt_no_iswprint_l
#define iswpunct_l rpccrt_no_iswpunct_l
#define iswspace_l rpccrt_no_iswspace_l
#define iswupper_l rpccrt_no_iswupper_l
#define iswxdigit_l rpccrt_no_iswxdigit_l
#define towlower_l rpccrt_no_towlower_l
#define towupper_l rpccrt_no_towupper_l
#define towctrans_l rpccrt_no_towctrans_l
#define wctrans_l rpccrt_no_wctrans_l
#define wctype_l rpccrt_no_wctype_l
#include_next <wctype.h>
#undef iswalnum_l
#undef iswalpha_l
#undef iswblank_l
#undef iswcntrl_l
#undef iswctype_l
#undef iswdigit_l
#undef iswgraph_l
#undef iswlower_l
#undef iswprint_l
#undef iswpunct_l
#undef iswspace_l
#undef iswupper_l
#undef iswxdigit_l
#undef towlower_l
#undef towupper_l
#undef towctrans_l
#undef wctrans_l
#undef wctype_l
#undef iswalnum
#undef iswalpha
#undef iswblank
#undef iswcntrl
#undef iswdigit
#undef iswgraph
#undef iswlower
#undef iswprint
#undef iswpunct
#undef iswspace
#undef iswupper
#undef iswxdigit
#undef iswctype
#undef towlower
#undef towupper

#include <rpccrt.h>
#include <rpccrt_locale.h>

RPCCRT_BEGIN
int iswalnum(wint_t character) RPCCRT_IS(iswalnum);
int iswalpha(wint_t character) RPCCRT_IS(iswalpha);
int iswblank(wint_t character) RPCCRT_IS(iswblank);
int iswcntrl(wint_t character) RPCCRT_IS(iswcntrl);
int iswdigit(wint_t character) RPCCRT_IS(iswdigit);
int iswgraph(wint_t character) RPCCRT_IS(iswgraph);
int iswlower(wint_t character) RPCCRT_IS(iswlower);
int iswprint(wint_t character) RPCCRT_IS(iswprint);
int iswpunct(wint_t character) RPCCRT_IS(iswpunct);
int iswspace(wint_t character) RPCCRT_IS(iswspace);
int iswupper(wint_t character) RPCCRT_IS(iswupper);
int iswxdigit(wint_t character) RPCCRT_IS(iswxdigit);
int iswctype(wint_t character, wctype_t type) RPCCRT_IS(iswctype);
int iswascii(wint_t character) RPCCRT_IS(iswascii);
wint_t towlower(wint_t character) RPCCRT_IS(towlower);
wint_t towupper(wint_t character) RPCCRT_IS(towupper);
// The same in every locale.
int _iswalnum_l(wint_t character, _locale_t locale) RPCCRT_IS(iswalnum);
int _iswalpha_l(wint_t character, _locale_t locale) RPCCRT_IS(iswalpha);
int _iswcntrl_l(wint_t character, _locale_t locale) RPCCRT_IS(iswcntrl);
int _iswdigit_l(wint_t character, _locale_t locale) RPCCRT_IS(iswdigit);
int _iswgraph_l(wint_t character, _locale_t locale) RPCCRT_IS(iswgraph);
int _iswlower_l(wint_t character, _locale_t locale) RPCCRT_IS(iswlower);
int _iswprint_l(wint_t character, _locale_t locale) RPCCRT_IS(iswprint);
int _iswpunct_l(wint_t character, _locale_t locale) RPCCRT_IS(iswpunct);
int _iswspace_l(wint_t character, _locale_t locale) RPCCRT_IS(iswspace);
int _iswupper_l(wint_t character, _locale_t locale) RPCCRT_IS(iswupper);
int _iswxdigit_l(wint_t character, _locale_t locale) RPCCRT_IS(iswxdigit);
int _iswctype_l(wint_t character, wctype_t type, _locale_t locale) RPCCRT_IS(iswctype);
wint_t _towlower_l(wint_t character, _locale_t locale) RPCCRT_IS(towlower);
wint_t _towupper_l(wint_t character, _locale_t locale) RPCCRT_IS(towupper);
RPCCRT_END

static inline int __iswcsym(wint_t character) { return iswalnum(character) || character == L'_'; }
static inline int __iswcsymf(wint_t character) { return iswalpha(character) || character == L'_'; }
static inline int _iswcsym_l(wint_t character, _locale_t locale) {
    (void)locale;
    return __iswcsym(character);
}
static inline int _iswcsymf_l(wint_t character, _locale_t locale) {
    (void)locale;
    return __iswcsymf(character);
}

#endif
