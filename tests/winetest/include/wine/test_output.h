/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of output: `FILE:LINE: CONTEXT: WHAT: message`, one write each, so that threads and children do not mix theirs;
 * a source line that has printed $WINETEST_LIMIT of them is silent from then on. Private to test.h. */
#ifndef WINETEST_TEST_OUTPUT_H
#define WINETEST_TEST_OUTPUT_H

enum { WINETEST_RED = 31, WINETEST_YELLOW = 33, WINETEST_BLUE = 34 };

/* Always terminated; returns the length of what is there. */
WINETEST_STATIC size_t winetest_format(char* text, size_t size, const char* format, va_list arguments) {
    va_list copy;
    int length;
    va_copy(copy, arguments);
    length = vsnprintf(text, size, format, copy);
    va_end(copy);
    text[size - 1] = 0;
    return length < 0 || (size_t)length >= size ? strlen(text) : (size_t)length;
}

WINETEST_STATIC size_t winetest_append(char* text, size_t length, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    length += winetest_format(text + length, WINETEST_MESSAGE - length, format, arguments);
    va_end(arguments);
    return length;
}

/* Whether the thread's source line may still print; `last` is set for its last line. */
WINETEST_STATIC int winetest_may_print(const struct winetest_thread* thread, int* last) {
    unsigned start = (unsigned)thread->line % WINETEST_PLACES, i;
    int printed = 0;
    if (!winetest_program.limit) return 1;
    winetest_lock();
    for (i = 0; i < WINETEST_PLACES; ++i) {
        struct winetest_place* place = &winetest_program.places[(start + i) % WINETEST_PLACES];
        if (!place->file) {
            place->file = thread->file;
            place->line = thread->line;
        }
        if (place->file == thread->file && place->line == thread->line) {
            printed = place->printed <= winetest_program.limit ? ++place->printed : place->printed;
            break;
        }
    }
    winetest_unlock();
    *last = printed == winetest_program.limit;
    return printed <= winetest_program.limit;
}

WINETEST_STATIC void winetest_write(const char* text, size_t length) {
    fwrite(text, 1, length, stdout);
    fflush(stdout);
}

/* Prints a line about where this thread is, in a colour or 0. */
WINETEST_STATIC void winetest_say(int color, const char* what, const char* format, va_list arguments) {
    const struct winetest_thread* thread = winetest_thread();
    DWORD error = GetLastError();
    int saved = errno, last = 0, i;
    char text[WINETEST_MESSAGE];
    size_t length = 0;
    if (!winetest_may_print(thread, &last)) {
        winetest_count(&winetest_program.own->muted, 1);
        SetLastError(error);
        return;
    }
    if (!winetest_program.color) color = 0;
    if (color) length = winetest_append(text, length, "\x1b[1;%dm", color);
    if (winetest_program.time) {
        length = winetest_append(text, length, "%u ", (unsigned)(GetTickCount() - winetest_program.started));
    }
    length = winetest_append(text, length, "%s:%d: ", thread->file, thread->line);
    for (i = 0; i < thread->contexts && i < WINETEST_DEPTH; ++i) {
        length = winetest_append(text, length, "%s: ", thread->context[i] ? thread->context[i] : "?");
    }
    length = winetest_append(text, length, "%s", what);
    length += winetest_format(text + length, sizeof text - length, format, arguments);
    if (length > sizeof text - 64) length = winetest_append(text, sizeof text - 64, "...");
    while (length && text[length - 1] == '\n') --length;
    length = winetest_append(text, length, "%s%s\n", last ? " (and no more of this line)" : "", color ? "\x1b[0m" : "");
    winetest_write(text, length);
    errno = saved;
    SetLastError(error);
}

WINETEST_STATIC void winetest_note(const char* format, ...) {
    char text[WINETEST_MESSAGE];
    va_list arguments;
    va_start(arguments, format);
    winetest_write(text, winetest_format(text, sizeof text, format, arguments));
    va_end(arguments);
}

#endif
