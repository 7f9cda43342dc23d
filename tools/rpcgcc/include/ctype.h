// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <ctype.h>, and what Windows has beside it. A locale of NULL is the thread's.
#ifndef RPCCRT_CTYPE_H
#define RPCCRT_CTYPE_H

#include_next <ctype.h>

#include <rpccrt_locale.h>

#define _UPPER 0x01
#define _LOWER 0x02
#define _DIGIT 0x04
#define _SPACE 0x08
#define _PUNCT 0x10
#define _CONTROL 0x20
#define _BLANK 0x40
#define _HEX 0x80
#define _ALPHA (0x0100 | _UPPER | _LOWER)

RPCCRT_BEGIN
int rpccrt_isalnum_l(int character, _locale_t locale) __asm__("isalnum_l");
static inline int _isalnum_l(int character, _locale_t locale) {
    return locale ? rpccrt_isalnum_l(character, locale) : (isalnum)(character);
}
int rpccrt_isalpha_l(int character, _locale_t locale) __asm__("isalpha_l");
static inline int _isalpha_l(int character, _locale_t locale) {
    return locale ? rpccrt_isalpha_l(character, locale) : (isalpha)(character);
}
int rpccrt_isblank_l(int character, _locale_t locale) __asm__("isblank_l");
static inline int _isblank_l(int character, _locale_t locale) {
    return locale ? rpccrt_isblank_l(character, locale) : (isblank)(character);
}
int rpccrt_iscntrl_l(int character, _locale_t locale) __asm__("iscntrl_l");
static inline int _iscntrl_l(int character, _locale_t locale) {
    return locale ? rpccrt_iscntrl_l(character, locale) : (iscntrl)(character);
}
int rpccrt_isdigit_l(int character, _locale_t locale) __asm__("isdigit_l");
static inline int _isdigit_l(int character, _locale_t locale) {
    return locale ? rpccrt_isdigit_l(character, locale) : (isdigit)(character);
}
int rpccrt_isgraph_l(int character, _locale_t locale) __asm__("isgraph_l");
static inline int _isgraph_l(int character, _locale_t locale) {
    return locale ? rpccrt_isgraph_l(character, locale) : (isgraph)(character);
}
int rpccrt_islower_l(int character, _locale_t locale) __asm__("islower_l");
static inline int _islower_l(int character, _locale_t locale) {
    return locale ? rpccrt_islower_l(character, locale) : (islower)(character);
}
int rpccrt_isprint_l(int character, _locale_t locale) __asm__("isprint_l");
static inline int _isprint_l(int character, _locale_t locale) {
    return locale ? rpccrt_isprint_l(character, locale) : (isprint)(character);
}
int rpccrt_ispunct_l(int character, _locale_t locale) __asm__("ispunct_l");
static inline int _ispunct_l(int character, _locale_t locale) {
    return locale ? rpccrt_ispunct_l(character, locale) : (ispunct)(character);
}
int rpccrt_isspace_l(int character, _locale_t locale) __asm__("isspace_l");
static inline int _isspace_l(int character, _locale_t locale) {
    return locale ? rpccrt_isspace_l(character, locale) : (isspace)(character);
}
int rpccrt_isupper_l(int character, _locale_t locale) __asm__("isupper_l");
static inline int _isupper_l(int character, _locale_t locale) {
    return locale ? rpccrt_isupper_l(character, locale) : (isupper)(character);
}
int rpccrt_isxdigit_l(int character, _locale_t locale) __asm__("isxdigit_l");
static inline int _isxdigit_l(int character, _locale_t locale) {
    return locale ? rpccrt_isxdigit_l(character, locale) : (isxdigit)(character);
}
int rpccrt_tolower_l(int character, _locale_t locale) __asm__("tolower_l");
int rpccrt_toupper_l(int character, _locale_t locale) __asm__("toupper_l");
static inline int _tolower_l(int character, _locale_t locale) {
    return locale ? rpccrt_tolower_l(character, locale) : (tolower)(character);
}
static inline int _toupper_l(int character, _locale_t locale) {
    return locale ? rpccrt_toupper_l(character, locale) : (toupper)(character);
}
#ifndef __isascii
static inline int __isascii(int character) { return (unsigned)character < 0x80; }
static inline int __toascii(int character) { return character & 0x7f; }
#endif
static inline int __iscsymf(int character) { return (isalpha)(character) || character == '_'; }
static inline int __iscsym(int character) { return (isalnum)(character) || character == '_'; }
#define iscsymf __iscsymf
#define iscsym __iscsym

// Whether it is of any of the classes.
static inline int _isctype(int character, int classes) {
    const int of = ((isupper)(character) ? 0x101 : 0) | ((islower)(character) ? 0x102 : 0) |
                   ((isdigit)(character) ? _DIGIT : 0) | ((isspace)(character) ? _SPACE : 0) |
                   ((ispunct)(character) ? _PUNCT : 0) | ((iscntrl)(character) ? _CONTROL : 0) |
                   (character == ' ' ? _BLANK : 0) | ((isxdigit)(character) ? _HEX : 0);
    return of & classes;
}
RPCCRT_END

#endif
