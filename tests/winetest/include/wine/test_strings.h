/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values as text for messages. A string stays until its thread has asked for sixteen more. Part of test.h. */
#ifndef WINETEST_TEST_STRINGS_H
#define WINETEST_TEST_STRINGS_H

enum { WINETEST_STRINGS = 16, WINETEST_STRING = 400 };

WINETEST_STATIC char* winetest_string(void) {
    struct winetest_thread* thread = winetest_thread();
    if (!thread->strings) thread->strings = (char*)malloc(WINETEST_STRINGS * WINETEST_STRING);
    if (!thread->strings) abort();
    return thread->strings + (thread->next_string++ % WINETEST_STRINGS) * WINETEST_STRING;
}

/* One unit of a string, quoted as in C; `digits` of hexadecimal for what is not ASCII. */
WINETEST_STATIC char* winetest_quote(char* to, unsigned unit, int digits) {
    static const char escapes[] = "\nn\rr\tt\"\"\\\\";
    const char* escape = escapes;
    while (*escape && (unsigned char)*escape != unit) escape += 2;
    if (unit && *escape) return to + sprintf(to, "\\%c", escape[1]);
    if (unit >= ' ' && unit < 127) return to + sprintf(to, "%c", (int)unit);
    return to + sprintf(to, "\\x%0*x", digits, unit);
}

WINETEST_STATIC const char* winetest_special_pointer(const void* text) {
    char* made;
    if (!text) return "(null)";
    if ((ULONG_PTR)text >> 16) return NULL;
    made = winetest_string();
    sprintf(made, "#%04x", (unsigned)(ULONG_PTR)text);
    return made;
}

/* "text" of that many bytes, "(null)" for none, #1234 for an atom or identifier. */
WINETEST_STATIC const char* wine_dbgstr_an(const char* text, int length) {
    const char* special = winetest_special_pointer(text);
    char *made, *to;
    if (special) return special;
    if (length < 0) length = (int)strlen(text);
    to = made = winetest_string();
    *to++ = '"';
    for (; length > 0 && to < made + WINETEST_STRING - 16; --length) to = winetest_quote(to, (unsigned char)*text++, 2);
    strcpy(to, length > 0 ? "\"..." : "\"");
    return made;
}

/* L"text" of that many units; a negative length is measured. */
WINETEST_STATIC const char* wine_dbgstr_wn(const WCHAR* text, int length) {
    const char* special = winetest_special_pointer(text);
    char *made, *to;
    if (special) return special;
    if (length < 0) {
        for (length = 0; text[length];) ++length;
    }
    to = made = winetest_string();
    *to++ = 'L';
    *to++ = '"';
    for (; length > 0 && to < made + WINETEST_STRING - 16; --length) to = winetest_quote(to, *text++, 4);
    strcpy(to, length > 0 ? "\"..." : "\"");
    return made;
}

WINETEST_STATIC const char* wine_dbgstr_a(const char* text) { return wine_dbgstr_an(text, -1); }

WINETEST_STATIC const char* wine_dbgstr_w(const WCHAR* text) { return wine_dbgstr_wn(text, -1); }

WINETEST_STATIC const char* wine_dbgstr_guid(const GUID* id) {
    const char* special = winetest_special_pointer(id);
    char* made;
    if (special) return special;
    made = winetest_string();
    sprintf(made, "{%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}", (unsigned)id->Data1, id->Data2, id->Data3,
            id->Data4[0], id->Data4[1], id->Data4[2], id->Data4[3], id->Data4[4], id->Data4[5], id->Data4[6],
            id->Data4[7]);
    return made;
}

WINETEST_STATIC const char* wine_dbgstr_point(const POINT* point) {
    char* made = winetest_string();
    if (!point) return "(null)";
    sprintf(made, "(%d,%d)", (int)point->x, (int)point->y);
    return made;
}

WINETEST_STATIC const char* wine_dbgstr_rect(const RECT* rect) {
    char* made = winetest_string();
    if (!rect) return "(null)";
    sprintf(made, "(%d,%d)-(%d,%d)", (int)rect->left, (int)rect->top, (int)rect->right, (int)rect->bottom);
    return made;
}

/* Hexadecimal, without 0x. */
WINETEST_STATIC const char* wine_dbgstr_longlong(ULONGLONG value) {
    char* made = winetest_string();
    if (value >> 32) {
        sprintf(made, "%x%08x", (unsigned)(value >> 32), (unsigned)value);
    } else {
        sprintf(made, "%x", (unsigned)value);
    }
    return made;
}

/* Those that programs do not define themselves. */
#define debugstr_a wine_dbgstr_a
#define debugstr_w wine_dbgstr_w
#define debugstr_an wine_dbgstr_an
#define debugstr_wn wine_dbgstr_wn

#endif
