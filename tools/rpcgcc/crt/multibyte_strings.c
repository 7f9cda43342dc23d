// SPDX-License-Identifier: LGPL-2.1-or-later
// <mbstring.h>: strings by characters, which are UTF-8 here whatever the locale: _getmbcp says 65001. A character in an
// unsigned int is its bytes, the first highest. What is no UTF-8 is a character for every byte.
#include <ctype.h>

#include "crt.h"

typedef unsigned char byte;

// The bytes of the character at `text`; 0 at the end.
static size_t size_of(const byte* text) {
    uint32_t point;
    return *text ? rpccrt_decode_8((const char*)text, strnlen((const char*)text, 4), &point) : 0;
}
static unsigned character_at(const byte* text) {
    unsigned made = 0;
    for (size_t i = 0, size = size_of(text); i < size; ++i) made = made << 8 | text[i];
    return made;
}
// Its bytes; how many there are.
static size_t bytes_of(unsigned character, byte* made) {
    size_t size = character > 0xFFFFFF ? 4 : character > 0xFFFF ? 3 : character > 0xFF ? 2 : 1;
    for (size_t i = size; i > 0; --i, character >>= 8) made[i - 1] = (byte)character;
    return size;
}
// The bytes of at most `count` characters.
static size_t bytes_within(const byte* text, size_t count) {
    const byte* at = text;
    for (; count && *at; --count) at += size_of(at);
    return (size_t)(at - text);
}
static bool has(const byte* set, unsigned character) {
    for (; *set; set += size_of(set)) {
        if (character_at(set) == character) return true;
    }
    return false;
}

int CRT(_getmbcp)(void) { return 65001; }
// There is no other: _MB_CP_UTF8, and what means "as it is" (-2 to -4, 0 sets single bytes and cannot be).
int CRT(_setmbcp)(int page) { return page == 65001 || (page <= -2 && page >= -4) ? 0 : rpccrt_invalid_1(EINVAL); }

int CRT(_ismbblead)(unsigned unit) { return unit >= 0xC2 && unit <= 0xF4; }
int CRT(_ismbbtrail)(unsigned unit) { return unit >= 0x80 && unit <= 0xBF; }
// Where `at` is in the character that it is part of.
int CRT(_mbsbtype)(const byte* text, size_t at) {
    if (!text) return rpccrt_invalid(EINVAL), -1;
    for (size_t size; (size = size_of(text)) != 0; text += size) {
        if (at < size) return at > 0 ? 2 : size > 1 ? 1 : text[0] < 0x80 ? 0 : -1;
        at -= size;
    }
    return at == 0 ? 0 : -1;
}
int CRT(_mbbtype)(byte unit, int type) {
    if (type == 1) return unit >= 0x80 && unit <= 0xBF ? 2 : -1;
    return unit < 0x80 ? 0 : CRT(_ismbblead)(unit) ? 1 : -1;
}
// Whether `at` is at a first, at a further byte.
int CRT(_ismbslead)(const byte* text, const byte* at) {
    if (!text || !at) return rpccrt_invalid(EINVAL), 0;
    return at >= text && CRT(_mbsbtype)(text, (size_t)(at - text)) == 1 ? -1 : 0;
}
int CRT(_ismbstrail)(const byte* text, const byte* at) {
    if (!text || !at) return rpccrt_invalid(EINVAL), 0;
    return at >= text && CRT(_mbsbtype)(text, (size_t)(at - text)) == 2 ? -1 : 0;
}

size_t CRT(_mbclen)(const byte* text) { return text && *text ? size_of(text) : 1; }
byte* CRT(_mbsinc)(const byte* text) {
    return text ? (byte*)text + CRT(_mbclen)(text) : (rpccrt_invalid(EINVAL), NULL);
}
byte* CRT(_mbsdec)(const byte* start, const byte* at) {
    if (!start || !at) return rpccrt_invalid(EINVAL), NULL;
    if (start >= at) return NULL;
    const byte* back = at - 1;
    while (back > start && at - back < 4 && CRT(_ismbbtrail)(*back)) --back;
    return (byte*)(back + size_of(back) == at ? back : at - 1);
}
byte* CRT(_mbsninc)(const byte* text, size_t count) { return text ? (byte*)text + bytes_within(text, count) : NULL; }
unsigned CRT(_mbsnextc)(const byte* text) { return text ? character_at(text) : (rpccrt_invalid(EINVAL), 0); }
size_t CRT(_mbslen)(const byte* text) {
    size_t count = 0;
    if (!text) return rpccrt_invalid(EINVAL), SIZE_MAX;
    for (; *text; text += size_of(text)) ++count;
    return count;
}
// -1 when it is no UTF-8.
size_t CRT(_mbstrlen)(const byte* text) {
    size_t count = 0;
    if (!text) return rpccrt_invalid(EINVAL), SIZE_MAX;
    for (size_t size; *text; text += size, ++count) {
        size = size_of(text);
        if (size == 1 && *text >= 0x80) return errno = EILSEQ, SIZE_MAX;
    }
    return count;
}
// Characters in the first bytes, bytes in the first characters.
size_t CRT(_mbsnccnt)(const byte* text, size_t size) {
    size_t count = 0, taken = 0;
    if (!text && size) return rpccrt_invalid(EINVAL), 0;
    for (; taken < size && text[taken]; ++count) taken += size_of(text + taken);
    return taken > size ? count - 1 : count;
}
size_t CRT(_mbsnbcnt)(const byte* text, size_t count) {
    if (!text && count) return rpccrt_invalid(EINVAL), 0;
    return count ? bytes_within(text, count) : 0;
}

byte* CRT(_mbschr)(const byte* text, unsigned character) {
    if (!text) return rpccrt_invalid(EINVAL), NULL;
    for (; *text; text += size_of(text)) {
        if (character_at(text) == character) return (byte*)text;
    }
    return character ? NULL : (byte*)text;
}
byte* CRT(_mbsrchr)(const byte* text, unsigned character) {
    const byte* found = NULL;
    if (!text) return rpccrt_invalid(EINVAL), NULL;
    for (; *text; text += size_of(text)) {
        if (character_at(text) == character) found = text;
    }
    return (byte*)(character ? found : text);
}
static const byte* skip(const byte* text, const byte* set, bool wanted) {
    while (*text && has(set, character_at(text)) == wanted) text += size_of(text);
    return text;
}
size_t CRT(_mbsspn)(const byte* text, const byte* set) {
    if (!text || !set) return rpccrt_invalid(EINVAL), 0;
    return (size_t)(skip(text, set, true) - text);
}
size_t CRT(_mbscspn)(const byte* text, const byte* set) {
    if (!text || !set) return rpccrt_invalid(EINVAL), 0;
    return (size_t)(skip(text, set, false) - text);
}
byte* CRT(_mbspbrk)(const byte* text, const byte* set) {
    if (!text || !set) return rpccrt_invalid(EINVAL), NULL;
    const byte* const found = skip(text, set, false);
    return *found ? (byte*)found : NULL;
}
byte* CRT(_mbsspnp)(const byte* text, const byte* set) {
    if (!text || !set) return rpccrt_invalid(EINVAL), NULL;
    const byte* const found = skip(text, set, true);
    return *found ? (byte*)found : NULL;
}
byte* CRT(_mbstok_s)(byte* text, const byte* delimiters, byte** context) {
    if (!delimiters || !context || (!text && !*context)) return rpccrt_invalid(EINVAL), NULL;
    byte* const start = (byte*)skip(text ? text : *context, delimiters, true);
    byte* const end = (byte*)skip(start, delimiters, false);
    *context = *end ? end + size_of(end) : end;
    *end = 0;
    return end > start ? start : NULL;
}
byte* CRT(_mbstok)(byte* text, const byte* delimiters) {
    static __thread byte* kept;
    if (!text && !kept) return NULL;
    return CRT(_mbstok_s)(text, delimiters, &kept);
}

// In the order of the code points, which UTF-8's bytes have.
static int sign(int order) { return order < 0 ? -1 : order > 0; }
int CRT(_mbsncmp)(const byte* one, const byte* other, size_t count) {
    if (count == 0) return 0;
    if (!one || !other) return rpccrt_invalid(EINVAL), INT32_MAX;
    const size_t size = bytes_within(one, count), other_size = bytes_within(other, count);
    const int order = memcmp(one, other, size < other_size ? size : other_size);
    return order ? sign(order) : sign((int)size - (int)other_size);
}
int CRT(strnicmp)(const char* one, const char* other, size_t count);
int CRT(_mbsnicmp)(const byte* one, const byte* other, size_t count) {
    if (count == 0) return 0;
    if (!one || !other) return rpccrt_invalid(EINVAL), INT32_MAX;
    const size_t size = bytes_within(one, count), other_size = bytes_within(other, count);
    const int order = CRT(strnicmp)((const char*)one, (const char*)other, size < other_size ? size : other_size);
    return order ? sign(order) : sign((int)size - (int)other_size);
}

// Characters, filled up with zeros as bytes.
byte* CRT(_mbsncpy)(byte* target, const byte* source, size_t count) {
    if ((!target || !source) && count) return rpccrt_invalid(EINVAL), NULL;
    byte* end = target;
    for (; count && *source; --count) {
        const size_t size = size_of(source);
        end = mempcpy(end, source, size);
        source += size;
    }
    if (count) memset(end, 0, count);
    return target;
}
byte* CRT(_mbsncat)(byte* target, const byte* source, size_t count) {
    if (!target || (!source && count)) return rpccrt_invalid(EINVAL), NULL;
    byte* const end = target + strlen((char*)target);
    const size_t size = count ? bytes_within(source, count) : 0;
    memcpy(end, source, size);
    end[size] = 0;
    return target;
}
void CRT(_mbccpy)(byte* target, const byte* source) {
    if (!target || !source) {
        rpccrt_invalid(EINVAL);
        return;
    }
    memcpy(target, source, CRT(_mbclen)(source));
}

// Every character from the end to the start.
byte* CRT(_mbsrev)(byte* text) {
    if (!text) return rpccrt_invalid(EINVAL), NULL;
    const size_t all = strlen((char*)text);
    byte* const copy = malloc(all + 1);
    if (!copy) return NULL;
    memcpy(copy, text, all + 1);
    byte* end = text + all;
    for (const byte* at = copy; *at;) {
        const size_t size = size_of(at);
        end -= size;
        memcpy(end, at, size);
        at += size;
    }
    free(copy);
    return text;
}
// The text keeps its bytes: where the last character does not fit are blanks.
byte* CRT(_mbsnset)(byte* text, unsigned character, size_t count) {
    if (!text && count) return rpccrt_invalid(EINVAL), NULL;
    byte made[4];
    const size_t size = bytes_of(character, made);
    byte* const end = text + bytes_within(text, count);
    byte* at = text;
    for (; (size_t)(end - at) >= size; at += size) memcpy(at, made, size);
    memset(at, ' ', (size_t)(end - at));
    return text;
}
byte* CRT(_mbsset)(byte* text, unsigned character) { return CRT(_mbsnset)(text, character, SIZE_MAX); }

// Of ASCII, as the C locale has it.
#define CLASS(name) \
    int CRT(_ismbc##name)(unsigned character) { return character < 0x80 && is##name((int)character) ? 1 : 0; }
CLASS(alnum)
CLASS(alpha)
CLASS(digit)
CLASS(graph)
CLASS(lower)
CLASS(print)
CLASS(punct)
CLASS(space)
CLASS(upper)
int CRT(_ismbclegal)(unsigned character) {
    byte made[5] = "";
    const size_t size = bytes_of(character, made);
    return size_of(made) == size && (size > 1 || character < 0x80);
}
unsigned CRT(_mbctolower)(unsigned character) {
    return character < 0x80 ? (unsigned)tolower((int)character) : character;
}
unsigned CRT(_mbctoupper)(unsigned character) {
    return character < 0x80 ? (unsigned)toupper((int)character) : character;
}
