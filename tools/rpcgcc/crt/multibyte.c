// SPDX-License-Identifier: LGPL-2.1-or-later
// Conversion between UTF-8, which multibyte characters are here whatever the locale, and UTF-16. Text that is not
// well-formed is EILSEQ.
#include <emmintrin.h>

#include "crt.h"

static const uint32_t kReplacement = 0xFFFD;
static const size_t kFailed = (size_t)-1;

// The same as of text.c, but what is wrong is told from what is U+FFFD.
static size_t decode_8(const char* text, size_t size, uint32_t* point) {
    const size_t taken = rpccrt_decode_8(text, size, point);
    return taken == 1 && *point == kReplacement ? kFailed : taken;
}
static size_t decode_16(const wide* text, size_t size, uint32_t* point) {
    const size_t taken = rpccrt_decode_16(text, size, point);
    return taken == 1 && *point == kReplacement && text[0] != kReplacement ? kFailed : taken;
}

static size_t wrong_sequence(void) {
    errno = EILSEQ;
    return kFailed;
}

// ASCII, 16 characters at a time: how many there are of the first `size`.
static size_t widen_ascii(wide* target, const char* source, size_t size) {
    const __m128i zero = _mm_setzero_si128();
    size_t i = 0;
    for (; size - i >= 16; i += 16) {
        const __m128i units = _mm_loadu_si128((const __m128i*)(source + i));
        if (_mm_movemask_epi8(units)) break;
        if (!target) continue;
        _mm_storeu_si128((__m128i*)(target + i), _mm_unpacklo_epi8(units, zero));
        _mm_storeu_si128((__m128i*)(target + i + 8), _mm_unpackhi_epi8(units, zero));
    }
    return i;
}
static size_t narrow_ascii(char* target, const wide* source, size_t size) {
    const __m128i beyond = _mm_set1_epi16((short)0xFF80);
    size_t i = 0;
    for (; size - i >= 8; i += 8) {
        const __m128i units = _mm_loadu_si128((const __m128i*)(source + i));
        if (_mm_movemask_epi8(_mm_cmpeq_epi16(_mm_and_si128(units, beyond), _mm_setzero_si128())) != 0xFFFF) break;
        if (target) _mm_storel_epi64((__m128i*)(target + i), _mm_packus_epi16(units, units));
    }
    return i;
}
static size_t least(size_t one, size_t other) { return one < other ? one : other; }

// With a zero, when it fits.
size_t CRT(mbstowcs)(wide* target, const char* source, size_t room) {
    if (!source) return rpccrt_invalid(EINVAL), kFailed;
    const size_t size = strlen(source);
    size_t made = widen_ascii(target, source, target ? least(size, room) : size);
    uint32_t point;
    for (size_t i = made, taken; i < size; i += taken) {
        taken = decode_8(source + i, size - i, &point);
        if (taken == kFailed) return wrong_sequence();
        wide units[2];
        const size_t count = rpccrt_encode_16(point, units);
        if (target && made + count > room) return made;
        if (target) memcpy(target + made, units, count * sizeof(wide));
        made += count;
    }
    if (target && made < room) target[made] = 0;
    return made;
}

size_t CRT(wcstombs)(char* target, const wide* source, size_t room) {
    if (!source) return rpccrt_invalid(EINVAL), kFailed;
    const size_t size = rpccrt_length_16(source);
    size_t made = narrow_ascii(target, source, target ? least(size, room) : size);
    uint32_t point;
    for (size_t i = made, taken; i < size; i += taken) {
        taken = decode_16(source + i, size - i, &point);
        if (taken == kFailed) return wrong_sequence();
        char units[4];
        const size_t count = rpccrt_encode_8(point, units);
        if (target && made + count > room) return made;
        if (target) memcpy(target + made, units, count);
        made += count;
    }
    if (target && made < room) target[made] = 0;
    return made;
}

// What both _s functions say about `made` units of which at most `count` are wanted: their number with the zero.
static errno_type finish(size_t* stored, size_t made, size_t room, size_t count, bool measured) {
    if (made == kFailed) return EILSEQ;
    if (measured) return stored ? (*stored = made + 1, 0) : 0;
    if (made < room || count < room || count == TRUNCATE) return stored ? (*stored = made + 1, 0) : 0;
    return rpccrt_invalid(ERANGE);
}

errno_type CRT(mbstowcs_s)(size_t* stored, wide* target, size_t room, const char* source, size_t count) {
    if (stored) *stored = 0;
    if ((!target && room) || (target && !room)) return rpccrt_invalid(EINVAL);
    if (target) target[0] = 0;
    if (!source) return rpccrt_invalid(EINVAL);
    const size_t limit = count < room ? count : room;
    const size_t made = CRT(mbstowcs)(target, source, limit);
    if (target && made != kFailed && made < room) target[made] = 0;
    if (target && made == room && count == TRUNCATE) {
        target[room - 1] = 0;
        if (stored) *stored = room;
        return TRUNCATED;
    }
    if (target && (made == kFailed || made == room)) target[0] = 0;
    return finish(stored, made, room, count, !target);
}

errno_type CRT(wcstombs_s)(size_t* stored, char* target, size_t room, const wide* source, size_t count) {
    if (stored) *stored = 0;
    if ((!target && room) || (target && !room)) return rpccrt_invalid(EINVAL);
    if (target) target[0] = 0;
    if (!source) return rpccrt_invalid(EINVAL);
    const size_t all = CRT(wcstombs)(NULL, source, 0);
    const size_t limit = count < room ? count : room;
    size_t made = CRT(wcstombs)(target, source, limit);
    const bool cut = target && made != kFailed && made < all && limit == room;
    if (cut && count == TRUNCATE) {
        // Only whole characters.
        if (made == room) made = CRT(wcstombs)(target, source, room - 1);
        target[made] = 0;
        if (stored) *stored = made + 1;
        return TRUNCATED;
    }
    if (target && made != kFailed && made < room && !cut) target[made] = 0;
    if (target && (made == kFailed || made == room || cut)) target[0] = 0;
    return finish(stored, cut ? room : made, room, count, !target);
}

int CRT(mbtowc)(wide* target, const char* source, size_t size) {
    if (!source || !size) return 0;
    uint32_t point;
    const size_t taken = decode_8(source, size, &point);
    if (taken == kFailed || point > 0xFFFF) return (int)wrong_sequence();
    if (target) *target = (wide)point;
    return point ? (int)taken : 0;
}
int CRT(mblen)(const char* source, size_t size) { return CRT(mbtowc)(NULL, source, size); }

int CRT(wctomb)(char* target, wide unit) {
    if (!target) return 0;
    if (unit >= 0xD800 && unit < 0xE000) return (int)wrong_sequence();
    return (int)rpccrt_encode_8(unit, target);
}

errno_type CRT(wctomb_s)(int* stored, char* target, size_t room, wide unit) {
    if (!target) {
        if (room) return rpccrt_invalid(EINVAL);
        if (stored) *stored = 0;
        return 0;
    }
    char units[4];
    const int made = CRT(wctomb)(units, unit);
    if (stored) *stored = made;
    if (made < 0) return EILSEQ;
    if ((size_t)made > room) return rpccrt_invalid(ERANGE);
    memcpy(target, units, (size_t)made);
    return 0;
}

// The C library's mbstate_t: a number and four bytes.
typedef struct {
    int count;
    char bytes[4];
} state;
static __thread state of_thread;

size_t CRT(mbrtowc)(wide* target, const char* source, size_t size, state* kept) {
    if (!kept) kept = &of_thread;
    if (!source) {
        kept->count = 0;
        return 0;
    }
    for (size_t taken = 0; taken < size;) {
        kept->bytes[kept->count++] = source[taken++];
        const unsigned char first = (unsigned char)kept->bytes[0];
        const int whole = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (kept->count < whole) continue;
        uint32_t point;
        const size_t decoded = decode_8(kept->bytes, (size_t)kept->count, &point);
        kept->count = 0;
        if (decoded == kFailed || point > 0xFFFF) return wrong_sequence();
        if (target) *target = (wide)point;
        return point ? taken : 0;
    }
    return (size_t)-2;
}
size_t CRT(mbrlen)(const char* source, size_t size, state* kept) {
    static __thread state of_lengths;
    return CRT(mbrtowc)(NULL, source, size, kept ? kept : &of_lengths);
}
int CRT(mbsinit)(const state* kept) { return !kept || kept->count == 0; }

size_t CRT(wcrtomb)(char* target, wide unit, state* kept) {
    (void)kept;
    return target ? (size_t)(ptrdiff_t)CRT(wctomb)(target, unit) : 1;
}
size_t CRT(mbsrtowcs)(wide* target, const char** source, size_t room, state* kept) {
    (void)kept;
    const size_t made = CRT(mbstowcs)(target, *source, room);
    if (!target || made == kFailed) return made;
    if (made < room) {
        *source = NULL;
        return made;
    }
    uint32_t point;
    for (size_t left = made; left > 0;) {
        *source += rpccrt_decode_8(*source, 4, &point);
        left -= point > 0xFFFF ? 2 : 1;
    }
    return made;
}
size_t CRT(wcsrtombs)(char* target, const wide** source, size_t room, state* kept) {
    (void)kept;
    const size_t made = CRT(wcstombs)(target, *source, room);
    if (!target || made == kFailed) return made;
    uint32_t point;
    const wide* at = *source;
    char units[4];
    for (size_t left = made; left > 0; left -= rpccrt_encode_8(point, units)) {
        at += rpccrt_decode_16(at, at[0] ? 2 : 1, &point);
    }
    *source = *at ? at : NULL;
    return made;
}

// The secure ones convert all at once, as mbstowcs_s does; the source is then at its end, or where it was.
errno_type CRT(mbsrtowcs_s)(size_t* stored, wide* target, size_t room, const char** source, size_t count, state* kept) {
    (void)kept;
    if (!source) {
        if (stored) *stored = SIZE_MAX;
        return rpccrt_invalid(EINVAL);
    }
    const errno_type wrong = CRT(mbstowcs_s)(stored, target, room, *source, count);
    if (!wrong && target) *source = NULL;
    return wrong;
}
errno_type CRT(wcsrtombs_s)(size_t* stored, char* target, size_t room, const wide** source, size_t count, state* kept) {
    (void)kept;
    if (!source) {
        if (stored) *stored = SIZE_MAX;
        return rpccrt_invalid(EINVAL);
    }
    const errno_type wrong = CRT(wcstombs_s)(stored, target, room, *source, count);
    if (!wrong && target) *source = NULL;
    return wrong;
}
errno_type CRT(wcrtomb_s)(size_t* stored, char* target, size_t room, wide unit, state* kept) {
    (void)kept;
    int made = 0;
    const errno_type wrong = CRT(wctomb_s)(&made, target, room, unit);
    if (stored) *stored = wrong ? SIZE_MAX : (size_t)made;
    return wrong;
}

typedef uint32_t wide_int;  // wint_t
wide_int CRT(btowc)(int byte) { return byte >= 0 && byte < 0x80 ? (wide_int)byte : (wide_int)-1; }
int CRT(wctob)(wide_int unit) { return unit < 0x80 ? (int)unit : EOF; }
