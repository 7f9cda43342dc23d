// SPDX-License-Identifier: LGPL-2.1-or-later
// <mbstring.h>: what ASCII means is Wine's to say; of UTF-8, which its code page is not, the documentation is.
#include <mbctype.h>
#include <mbstring.h>

#include "facts.h"

#define U(text) ((const unsigned char*)(text))
// Of one, two, three and four bytes.
#define FOUR U("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80")

static void ascii(void) {
    unsigned char b[40] = "", text[] = "one,two;;three", *context = NULL, *token;
    NUMBER("_mbslen", "", _mbslen(U("abc"))); NUMBER("_mbsinc", "", _mbsinc(U("abc"))[0]);
    token = text + 4; NUMBER("_mbsdec", "", *_mbsdec(text, token));
    NUMBER("_mbsdec", "start", _mbsdec(text, text) != NULL);
    NUMBER("_mbsninc", "", *_mbsninc(U("abcdef"), 3)); NUMBER("_mbsnextc", "", _mbsnextc(U("q")));
    NUMBER("_mbclen", "", _mbclen(U("x"))); NUMBER("_mbsnbcnt", "", _mbsnbcnt(U("abc"), 2));
    NUMBER("_mbsnccnt", "", _mbsnccnt(U("abc"), 9)); TEXT_IS("_mbschr", "", _mbschr(U("abcabc"), 'b'));
    TEXT_IS("_mbsrchr", "", _mbsrchr(U("abcabc"), 'b')); NUMBER("_mbschr", "not there", _mbschr(U("abc"), 'x') != NULL);
    NUMBER("_mbschr", "end", *_mbschr(U("abc"), 0)); TEXT_IS("_mbsstr", "", _mbsstr(U("abcabd"), U("abd")));
    NUMBER("_mbsspn", "", _mbsspn(U("aabbc"), U("ab"))); NUMBER("_mbscspn", "", _mbscspn(U("aabbc"), U("c")));
    TEXT_IS("_mbspbrk", "", _mbspbrk(U("hello, you"), U(", "))); TEXT_IS("_mbsspnp", "", _mbsspnp(U("aab"), U("a")));
    NUMBER("_mbsspnp", "none", _mbsspnp(U("aaa"), U("a")) != NULL); NUMBER("_mbscmp", "", _mbscmp(U("a"), U("b")) < 0);
    NUMBER("_mbsicmp", "", _mbsicmp(U("ABC"), U("abc"))); NUMBER("_mbsncmp", "", _mbsncmp(U("abx"), U("aby"), 2));
    NUMBER("_mbsncmp", "less", _mbsncmp(U("abx"), U("aby"), 3) < 0);
    NUMBER("_mbsncmp", "end", _mbsncmp(U("a"), U("ab"), 9) < 0);
    NUMBER("_mbsnicmp", "", _mbsnicmp(U("ABx"), U("aby"), 2));
    NUMBER("_mbsnbcmp", "", _mbsnbcmp(U("abx"), U("aby"), 2));
    NUMBER("_mbsnbicmp", "", _mbsnbicmp(U("ABx"), U("aby"), 2)); strcpy((char*)b, "cop");
    HERE("_mbscpy", "", strcmp((char*)_mbscpy(b, U("cop")), "cop"), 0);
    HERE("_mbscat", "", strcmp((char*)_mbscat(b, U("ied")), "copied"), 0); strcpy((char*)b, "copied");
    TEXT_IS("_mbsncat", "", _mbsncat(b, U("12345"), 2));
    TEXT_IS("_mbsnbcat", "", _mbsnbcat(b, U("345"), 2)); memset(b, 'x', 10); b[10] = 0; _mbsncpy(b, U("ab"), 4);
    NUMBER("_mbsncpy", "fills", b[2] == 0 && b[3] == 0 && b[4] == 'x'); memset(b, 'x', 10); _mbsnbcpy(b, U("ab"), 4);
    NUMBER("_mbsnbcpy", "fills", b[3] == 0 && b[4] == 'x'); strcpy((char*)b, "AbCd");
    TEXT_IS("_mbslwr", "", _mbslwr(b)); TEXT_IS("_mbsupr", "", _mbsupr(b)); TEXT_IS("_mbsrev", "", _mbsrev(b));
    TEXT_IS("_mbsnset", "", _mbsnset(b, '-', 2)); TEXT_IS("_mbsset", "", _mbsset(b, '*'));
    token = _mbstok_s(text, U(",;"), &context); TEXT_IS("_mbstok_s", "first", token);
    token = _mbstok_s(NULL, U(",;"), &context); TEXT_IS("_mbstok_s", "second", token);
    token = _mbstok_s(NULL, U(",;"), &context); TEXT_IS("_mbstok_s", "third", token);
    NUMBER("_mbstok_s", "end", _mbstok_s(NULL, U(",;"), &context) != NULL);
    CALL("_mbscpy_s", "", _mbscpy_s(b, 4, U("abc")));
    WRONG("_mbscpy_s", "too long", _mbscpy_s(b, 3, U("abc")), ERANGE, "ERANGE");
    CALL("_mbsnbcpy_s", "cut", _mbsnbcpy_s(b, 3, U("abcd"), _TRUNCATE)); TEXT_IS("_mbsnbcpy_s", "cut, text", b);
    NUMBER("_ismbcalpha", "", _ismbcalpha('a') && !_ismbcalpha('1')); NUMBER("_ismbcdigit", "", _ismbcdigit('5') != 0);
    NUMBER("_ismbcspace", "", _ismbcspace(' ') != 0); NUMBER("_ismbcupper", "", _ismbcupper('A') && !_ismbcupper('a'));
    NUMBER("_ismbclower", "", _ismbclower('a') != 0); NUMBER("_ismbcpunct", "", _ismbcpunct(',') != 0);
    NUMBER("_mbctolower", "", _mbctolower('Q')); NUMBER("_mbctoupper", "", _mbctoupper('q'));
    NUMBER("_ismbblead", "", _ismbblead('a')); NUMBER("_ismbbtrail", "", _ismbbtrail('a'));
    NUMBER("_mbsbtype", "", _mbsbtype(U("abc"), 1)); NUMBER("_mbbtype", "", _mbbtype('a', 0));
    NUMBER("_ismbslead", "", _ismbslead(text, text + 1)); NUMBER("_ismbstrail", "", _ismbstrail(text, text + 1));
    NUMBER("_mbstrlen", "", _mbstrlen("abc")); token = _mbsdup(U("dup")); TEXT_IS("_mbsdup", "", token); free(token);
    WRONG("_mbsinc", "none", _mbsinc(NULL) != NULL, 0, "EINVAL");
    WRONG("_mbschr", "none", _mbschr(NULL, 1) != NULL, 0, "EINVAL");
    WRONG("_mbsrev", "none", _mbsrev(NULL) != NULL, 0, "EINVAL");
    WRONG("_mbsncmp", "none", _mbsncmp(NULL, U("a"), 1), INT_MAX, "EINVAL");
    WRONG("_setmbcp", "unknown", _setmbcp(932), -1, "EINVAL");
}

static void utf8(void) {
    unsigned char b[40], *context = NULL, *token;
    HERE("_getmbcp", "", _getmbcp(), 65001); HERE("_setmbcp", "UTF-8", _setmbcp(65001), 0);
    HERE("_mbslen", "UTF-8", _mbslen(FOUR), 4); HERE("_mbstrlen", "UTF-8", _mbstrlen((const char*)FOUR), 4);
    HERE("_mbstrlen", "no UTF-8", _mbstrlen("a\xFFz") == (size_t)-1, 1);
    HERE("_mbslen", "no UTF-8", _mbslen(U("a\xFFz")), 3);
    HERE("_mbsinc", "UTF-8", _mbsinc(FOUR + 1) - FOUR - 1, 2);
    HERE("_mbsninc", "UTF-8", _mbsninc(FOUR, 3) - FOUR, 0 + 6);
    token = (unsigned char*)FOUR; HERE("_mbsdec", "UTF-8", _mbsdec(token, token + 10) - token, 6);
    HERE("_mbsdec", "UTF-8, twice", _mbsdec(token, token + 6) - token, 3);
    HERE("_mbsnextc", "UTF-8", _mbsnextc(FOUR + 3), 0xE282AC); HERE("_mbclen", "UTF-8", _mbclen(FOUR + 6), 4);
    HERE("_mbschr", "UTF-8", _mbschr(FOUR, 0xE282AC) != NULL, 1); HERE("_mbsnbcnt", "UTF-8", _mbsnbcnt(FOUR, 2), 3);
    HERE("_mbsnccnt", "UTF-8", _mbsnccnt(FOUR, 3), 2); HERE("_mbsnccnt", "UTF-8, in between", _mbsnccnt(FOUR, 4), 2);
    HERE("_mbsspn", "UTF-8", _mbsspn(FOUR, U("\xC3\xA9" "a")), 3);
    HERE("_mbscspn", "UTF-8", _mbscspn(FOUR, U("\xE2\x82\xAC")), 3);
    strcpy((char*)b, (const char*)FOUR); _mbsrev(b);
    HERE("_mbsrev", "UTF-8", strcmp((char*)b, "\xF0\x9F\x98\x80\xE2\x82\xAC\xC3\xA9" "a"), 0);
    HERE("_mbsset", "UTF-8", strcmp((char*)_mbsset(b, 0xE282AC), "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC "), 0);
    _mbsncpy(b, FOUR, 2); HERE("_mbsncpy", "UTF-8", memcmp(b, "a\xC3\xA9\xE2", 4), 0); b[3] = 0;
    HERE("_mbsncat", "UTF-8", strcmp((char*)_mbsncat(b, FOUR, 2), "a\xC3\xA9" "a\xC3\xA9"), 0);
    strcpy((char*)b, "x\xE2\x82\xACy"); token = _mbstok_s(b, U("\xE2\x82\xAC"), &context);
    HERE("_mbstok_s", "UTF-8", strcmp((char*)token, "x") || strcmp((char*)context, "y"), 0);
    HERE("_mbsncmp", "UTF-8", _mbsncmp(U("\xC3\xA9"), U("\xE2\x82\xAC"), 1), -1);
    HERE("_ismbblead", "UTF-8", _ismbblead(0xC3) && !_ismbblead(0x82), 1);
    HERE("_ismbbtrail", "UTF-8", _ismbbtrail(0x82), 1);
    HERE("_mbsbtype", "lead", _mbsbtype(FOUR, 1), _MBC_LEAD);
    HERE("_mbsbtype", "trail", _mbsbtype(FOUR, 2), _MBC_TRAIL);
    HERE("_mbsbtype", "illegal", _mbsbtype(U("a\xFF"), 1), _MBC_ILLEGAL);
    HERE("_ismbslead", "UTF-8", _ismbslead(FOUR, FOUR + 1) != 0, 1);
    HERE("_ismbclegal", "UTF-8", _ismbclegal(0xC3A9) && !_ismbclegal(0xC3FF), 1);
}

int main(void) {
    _set_invalid_parameter_handler(count_handled);
    ascii(); utf8();
    return 0;
}
