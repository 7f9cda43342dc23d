// SPDX-License-Identifier: LGPL-2.1-or-later
// Locales by Windows' names: "", "C", ".UTF-8", "de-DE", "de_DE.UTF-8". Text is UTF-8 in all of them; a locale changes
// the point of numbers, the names in times, and the order of the C library ([MSVC] "setlocale, _wsetlocale",
// "_configthreadlocale"). A name that the system has no locale for is refused.
#include <locale.h>
#include <strings.h>
#include <time.h>

#include "crt.h"

enum { kNameRoom = 128 };

// Windows' name as the C library knows it; false when it is no name.
static bool native_locale(const char* name, char* made) {
    if (strlen(name) >= kNameRoom - 8) return false;
    const char* const dot = strchr(name, '.');
    const char* const page = dot ? dot + 1 : "";
    const bool is_utf8 = !dot || !strcasecmp(page, "utf8") || !strcasecmp(page, "utf-8") || !strcmp(page, "65001");
    if (!is_utf8) return false;
    const size_t size = dot ? (size_t)(dot - name) : strlen(name);
    if (size == 0) return strcpy(made, *name ? "C.UTF-8" : ""), true;
    memcpy(made, name, size);
    made[size] = 0;
    for (char* at = made; *at; ++at) *at = *at == '-' ? '_' : *at;
    if (strcmp(made, "C") != 0 && strcmp(made, "POSIX") != 0) strcat(made, ".UTF-8");
    return true;
}

static int mask_of(int category) { return category == LC_ALL ? LC_ALL_MASK : 1 << category; }
static bool is_category(int category) { return category >= LC_CTYPE && category <= LC_ALL; }

// A thread that wants one of its own: setlocale is about it then.
static __thread bool of_thread;
static __thread char thread_name[kNameRoom];

static char* set_of_thread(int category, const char* name) {
    if (!name) return thread_name;
    const locale_t before = uselocale((locale_t)0);
    const locale_t base = duplocale(before);
    const locale_t made = base ? newlocale(mask_of(category), name, base) : (locale_t)0;
    if (!made) {
        if (base) freelocale(base);
        return NULL;
    }
    uselocale(made);
    if (before != LC_GLOBAL_LOCALE) freelocale(before);
    snprintf(thread_name, sizeof thread_name, "%s", name);
    return thread_name;
}

char* CRT(setlocale)(int category, const char* name) {
    char native[kNameRoom];
    if (!is_category(category)) return rpccrt_invalid(EINVAL), NULL;
    // What it gave back before, with all categories in it, is the C library's.
    if (name && strchr(name, ';')) return of_thread ? NULL : setlocale(category, name);
    if (name && !native_locale(name, native)) return NULL;
    return of_thread ? set_of_thread(category, name ? native : NULL) : setlocale(category, name ? native : NULL);
}

wide* CRT(_wsetlocale)(int category, const wide* name) {
    static __thread wide* given;
    char* const narrow = name ? rpccrt_to_8(name) : NULL;
    if (name && !narrow) return NULL;
    const char* const made = CRT(setlocale)(category, narrow);
    free(narrow);
    if (!made) return NULL;
    free(given);
    return given = rpccrt_to_16(made);
}

enum { kEnableOfThread = 1, kDisableOfThread = 2 };
int CRT(_configthreadlocale)(int mode) {
    const int before = of_thread ? kEnableOfThread : kDisableOfThread;
    if (mode == 0) return before;
    if (mode != kEnableOfThread && mode != kDisableOfThread) return rpccrt_invalid_1(EINVAL);
    if (mode == kEnableOfThread && !of_thread) {
        snprintf(thread_name, sizeof thread_name, "%s", setlocale(LC_ALL, NULL));
    } else if (mode == kDisableOfThread && of_thread) {
        const locale_t own = uselocale(LC_GLOBAL_LOCALE);
        if (own != LC_GLOBAL_LOCALE) freelocale(own);
    }
    of_thread = mode == kEnableOfThread;
    return before;
}

locale_t CRT(_create_locale)(int category, const char* name) {
    char native[kNameRoom];
    if (!name || !is_category(category) || !native_locale(name, native)) return (locale_t)0;
    return newlocale(mask_of(category), native, (locale_t)0);
}
locale_t CRT(_wcreate_locale)(int category, const wide* name) {
    char* const narrow = name ? rpccrt_to_8(name) : NULL;
    const locale_t made = CRT(_create_locale)(category, narrow);
    free(narrow);
    return made;
}
locale_t CRT(_get_current_locale)(void) { return duplocale(uselocale((locale_t)0)); }
void CRT(_free_locale)(locale_t locale) {
    if (locale) freelocale(locale);
}

// What is done in the given locale; in the thread's when there is none.
#define IN_LOCALE(type, call)                                                     \
    do {                                                                          \
        const locale_t before = locale ? uselocale(locale) : (locale_t)0;         \
        type const result = call;                                                 \
        if (locale) uselocale(before);                                            \
        return result;                                                            \
    } while (0)
#define FORWARD(call)            \
    do {                         \
        va_list list;            \
        va_start(list, locale);  \
        const int made = call;   \
        va_end(list);            \
        return made;             \
    } while (0)

#define PRINTING(N, unit, of_stream, of_room, of_secure)                                        \
    int CRT(_vf##N##_l)(FILE* stream, const unit* format, locale_t locale, va_list list) {                           \
        IN_LOCALE(int, of_stream(stream, format, list));                                                             \
    }                                                                                                                \
    int CRT(_f##N##_l)(FILE* stream, const unit* format, locale_t locale, ...) {                                     \
        FORWARD(CRT(_vf##N##_l)(stream, format, locale, list));                                                      \
    }                                                                                                                \
    int CRT(_##N##_l)(const unit* format, locale_t locale, ...) {                                                    \
        FORWARD(CRT(_vf##N##_l)(stdout, format, locale, list));                                                      \
    }                                                                                                                \
    int CRT(_v##N##_l)(const unit* format, locale_t locale, va_list list) {                                          \
        return CRT(_vf##N##_l)(stdout, format, locale, list);                                                        \
    }                                                                                                                \
    int CRT(_vs##N##_s_l)(unit* buffer, size_t room, const unit* format, locale_t locale, va_list list) {            \
        IN_LOCALE(int, of_secure(buffer, room, format, list));                                                       \
    }                                                                                                                \
    int CRT(_s##N##_s_l)(unit* buffer, size_t room, const unit* format, locale_t locale, ...) {                      \
        FORWARD(CRT(_vs##N##_s_l)(buffer, room, format, locale, list));                                              \
    }                                                                                                                \
    int CRT(_vsn##N##_l)(unit* buffer, size_t room, const unit* format, locale_t locale, va_list list) {             \
        IN_LOCALE(int, of_room(buffer, room, format, list));                                                         \
    }                                                                                                                \
    int CRT(_sn##N##_l)(unit* buffer, size_t room, const unit* format, locale_t locale, ...) {                       \
        FORWARD(CRT(_vsn##N##_l)(buffer, room, format, locale, list));                                               \
    }

int CRT(vfprintf)(FILE* stream, const char* format, va_list list);
int CRT(vsprintf)(char* buffer, const char* format, va_list list);
int CRT(_vsnprintf)(char* buffer, size_t room, const char* format, va_list list);
int CRT(vsprintf_s)(char* buffer, size_t room, const char* format, va_list list);
int CRT(vfwprintf)(FILE* stream, const wide* format, va_list list);
int CRT(vswprintf)(wide* buffer, size_t room, const wide* format, va_list list);
int CRT(_vsnwprintf)(wide* buffer, size_t room, const wide* format, va_list list);
int CRT(vswprintf_s)(wide* buffer, size_t room, const wide* format, va_list list);
PRINTING(printf, char, CRT(vfprintf), CRT(_vsnprintf), CRT(vsprintf_s))
PRINTING(wprintf, wide, CRT(vfwprintf), CRT(_vsnwprintf), CRT(vswprintf_s))

int CRT(_vsprintf_l)(char* buffer, const char* format, locale_t locale, va_list list) {
    IN_LOCALE(int, CRT(vsprintf)(buffer, format, list));
}
int CRT(_sprintf_l)(char* buffer, const char* format, locale_t locale, ...) {
    FORWARD(CRT(_vsprintf_l)(buffer, format, locale, list));
}
int CRT(_vswprintf_l)(wide* buffer, size_t room, const wide* format, locale_t locale, va_list list) {
    IN_LOCALE(int, CRT(vswprintf)(buffer, room, format, list));
}
int CRT(_swprintf_l)(wide* buffer, size_t room, const wide* format, locale_t locale, ...) {
    FORWARD(CRT(_vswprintf_l)(buffer, room, format, locale, list));
}

int CRT(vsscanf)(const char* text, const char* format, va_list list);
int CRT(vsscanf_s)(const char* text, const char* format, va_list list);
int CRT(vswscanf)(const wide* text, const wide* format, va_list list);
int CRT(vswscanf_s)(const wide* text, const wide* format, va_list list);
static int scan_8(int (*scan)(const char*, const char*, va_list), const char* text, const char* format,
                  locale_t locale, va_list list) {
    IN_LOCALE(int, scan(text, format, list));
}
static int scan_16(int (*scan)(const wide*, const wide*, va_list), const wide* text, const wide* format,
                   locale_t locale, va_list list) {
    IN_LOCALE(int, scan(text, format, list));
}
int CRT(_sscanf_l)(const char* text, const char* format, locale_t locale, ...) {
    FORWARD(scan_8(CRT(vsscanf), text, format, locale, list));
}
int CRT(_sscanf_s_l)(const char* text, const char* format, locale_t locale, ...) {
    FORWARD(scan_8(CRT(vsscanf_s), text, format, locale, list));
}
int CRT(_swscanf_l)(const wide* text, const wide* format, locale_t locale, ...) {
    FORWARD(scan_16(CRT(vswscanf), text, format, locale, list));
}
int CRT(_swscanf_s_l)(const wide* text, const wide* format, locale_t locale, ...) {
    FORWARD(scan_16(CRT(vswscanf_s), text, format, locale, list));
}

double CRT(wcstod)(const wide* text, wide** end);
size_t CRT(wcsftime)(wide* target, size_t room, const wide* format, const struct tm* time);
double CRT(_strtod_l)(const char* text, char** end, locale_t locale) { IN_LOCALE(double, strtod(text, end)); }
double CRT(_atof_l)(const char* text, locale_t locale) { return CRT(_strtod_l)(text, NULL, locale); }
double CRT(_wcstod_l)(const wide* text, wide** end, locale_t locale) { IN_LOCALE(double, CRT(wcstod)(text, end)); }
double CRT(_wtof_l)(const wide* text, locale_t locale) { return CRT(_wcstod_l)(text, NULL, locale); }
size_t CRT(_wcsftime_l)(wide* target, size_t room, const wide* format, const struct tm* time, locale_t locale) {
    IN_LOCALE(size_t, CRT(wcsftime)(target, room, format, time));
}
