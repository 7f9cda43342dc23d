// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <mbstring.h>: strings by characters. They are UTF-8; a character in an unsigned int is its bytes, the first
// highest. Letters change their case among those of ASCII.
#ifndef RPCCRT_MBSTRING_H
#define RPCCRT_MBSTRING_H

#include <mbctype.h>

RPCCRT_BEGIN
int _ismbcalnum(unsigned int character) RPCCRT_IS(_ismbcalnum);
int _ismbcalpha(unsigned int character) RPCCRT_IS(_ismbcalpha);
int _ismbcdigit(unsigned int character) RPCCRT_IS(_ismbcdigit);
int _ismbcgraph(unsigned int character) RPCCRT_IS(_ismbcgraph);
int _ismbclower(unsigned int character) RPCCRT_IS(_ismbclower);
int _ismbcprint(unsigned int character) RPCCRT_IS(_ismbcprint);
int _ismbcpunct(unsigned int character) RPCCRT_IS(_ismbcpunct);
int _ismbcspace(unsigned int character) RPCCRT_IS(_ismbcspace);
int _ismbcupper(unsigned int character) RPCCRT_IS(_ismbcupper);
int _ismbclegal(unsigned int character) RPCCRT_IS(_ismbclegal);
unsigned int _mbctolower(unsigned int character) RPCCRT_IS(_mbctolower);
unsigned int _mbctoupper(unsigned int character) RPCCRT_IS(_mbctoupper);
size_t _mbclen(const unsigned char* text) RPCCRT_IS(_mbclen);
size_t _mbslen(const unsigned char* text) RPCCRT_IS(_mbslen);
size_t _mbsnccnt(const unsigned char* text, size_t size) RPCCRT_IS(_mbsnccnt);
size_t _mbsnbcnt(const unsigned char* text, size_t count) RPCCRT_IS(_mbsnbcnt);
unsigned char* _mbsinc(const unsigned char* text) RPCCRT_IS(_mbsinc);
unsigned char* _mbsdec(const unsigned char* start, const unsigned char* at) RPCCRT_IS(_mbsdec);
unsigned char* _mbsninc(const unsigned char* text, size_t count) RPCCRT_IS(_mbsninc);
unsigned int _mbsnextc(const unsigned char* text) RPCCRT_IS(_mbsnextc);
unsigned char* _mbschr(const unsigned char* text, unsigned int character) RPCCRT_IS(_mbschr);
unsigned char* _mbsrchr(const unsigned char* text, unsigned int character) RPCCRT_IS(_mbsrchr);
size_t _mbsspn(const unsigned char* text, const unsigned char* set) RPCCRT_IS(_mbsspn);
size_t _mbscspn(const unsigned char* text, const unsigned char* set) RPCCRT_IS(_mbscspn);
unsigned char* _mbspbrk(const unsigned char* text, const unsigned char* set) RPCCRT_IS(_mbspbrk);
unsigned char* _mbsspnp(const unsigned char* text, const unsigned char* set) RPCCRT_IS(_mbsspnp);
unsigned char* _mbsstr(const unsigned char* text, const unsigned char* part) __asm__("strstr");
unsigned char* _mbstok(unsigned char* text, const unsigned char* delimiters) RPCCRT_IS(_mbstok);
unsigned char* _mbstok_s(unsigned char* text, const unsigned char* delimiters, unsigned char** context)
    RPCCRT_IS(_mbstok_s);
int _mbscmp(const unsigned char* one, const unsigned char* other) __asm__("strcmp");
int _mbscoll(const unsigned char* one, const unsigned char* other) __asm__("strcmp");
int _mbsicmp(const unsigned char* one, const unsigned char* other) RPCCRT_IS(stricmp);
int _mbsicoll(const unsigned char* one, const unsigned char* other) RPCCRT_IS(stricmp);
int _mbsncmp(const unsigned char* one, const unsigned char* other, size_t count) RPCCRT_IS(_mbsncmp);
int _mbsnicmp(const unsigned char* one, const unsigned char* other, size_t count) RPCCRT_IS(_mbsnicmp);
int _mbsncoll(const unsigned char* one, const unsigned char* other, size_t count) RPCCRT_IS(_mbsncmp);
int _mbsnicoll(const unsigned char* one, const unsigned char* other, size_t count) RPCCRT_IS(_mbsnicmp);
int _mbsnbcmp(const unsigned char* one, const unsigned char* other, size_t size) __asm__("strncmp");
int _mbsnbicmp(const unsigned char* one, const unsigned char* other, size_t size) RPCCRT_IS(strnicmp);
unsigned char* _mbscpy(unsigned char* target, const unsigned char* source) __asm__("strcpy");
unsigned char* _mbscat(unsigned char* target, const unsigned char* source) __asm__("strcat");
unsigned char* _mbsncpy(unsigned char* target, const unsigned char* source, size_t count) RPCCRT_IS(_mbsncpy);
unsigned char* _mbsncat(unsigned char* target, const unsigned char* source, size_t count) RPCCRT_IS(_mbsncat);
unsigned char* _mbsnbcpy(unsigned char* target, const unsigned char* source, size_t size) __asm__("strncpy");
unsigned char* _mbsnbcat(unsigned char* target, const unsigned char* source, size_t size) __asm__("strncat");
void _mbccpy(unsigned char* target, const unsigned char* source) RPCCRT_IS(_mbccpy);
unsigned char* _mbsdup(const unsigned char* text) RPCCRT_IS(strdup);
unsigned char* _mbslwr(unsigned char* text) RPCCRT_IS(strlwr);
unsigned char* _mbsupr(unsigned char* text) RPCCRT_IS(strupr);
unsigned char* _mbsrev(unsigned char* text) RPCCRT_IS(_mbsrev);
unsigned char* _mbsset(unsigned char* text, unsigned int character) RPCCRT_IS(_mbsset);
unsigned char* _mbsnset(unsigned char* text, unsigned int character, size_t count) RPCCRT_IS(_mbsnset);
errno_t _mbscpy_s(unsigned char* target, size_t size, const unsigned char* source) RPCCRT_IS(strcpy_s);
errno_t _mbscat_s(unsigned char* target, size_t size, const unsigned char* source) RPCCRT_IS(strcat_s);
errno_t _mbsnbcpy_s(unsigned char* target, size_t size, const unsigned char* source, size_t count) RPCCRT_IS(strncpy_s);
errno_t _mbsnbcat_s(unsigned char* target, size_t size, const unsigned char* source, size_t count) RPCCRT_IS(strncat_s);
errno_t _mbslwr_s(unsigned char* text, size_t size) RPCCRT_IS(strlwr_s);
errno_t _mbsupr_s(unsigned char* text, size_t size) RPCCRT_IS(strupr_s);
RPCCRT_END

#endif
