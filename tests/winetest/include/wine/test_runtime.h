/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the macros of test.h stand on: counters, places, blocks, contexts, children, main(). Private to test.h.
 *
 * Functions are static; what a program has once, winetest_program and main, is weak. Nothing here changes the last
 * error. Each process of a run owns a record in memory they all share, a file of run.py's where that started them: so
 * whoever looks knows how far a process came, however it ended. Records are read by run.py, struct RECORD there. */
#ifndef WINETEST_TEST_RUNTIME_H
#define WINETEST_TEST_RUNTIME_H

#include <errno.h>
#include <io.h>
#ifdef __linux__
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

#define WINETEST_STATIC static __attribute__((unused))
#ifdef __linux__
#define WINETEST_ONCE __attribute__((weak))
#else
#define WINETEST_ONCE __attribute__((selectany))
#endif

enum { WINETEST_RECORDS = 1024, WINETEST_DEPTH = 16, WINETEST_PLACES = 1024, WINETEST_MESSAGE = 2048 };
enum { WINETEST_RUNNING = 1, WINETEST_ENDED = 2, WINETEST_CRASHED = 3 };
enum { WINETEST_TODO = 1, WINETEST_FLAKY = 2, WINETEST_BROKEN = 4 };

struct winetest_record {
    int pid; /* 0: free */
    int state;
    int executed, failures, todo, flaky, skipped;
    int muted;     /* lines that were not printed */
    int collected; /* a parent has waited for it */
    int line;      /* of the last check, trace or skip */
    char test[64];
    char file[152];
};

struct winetest_entry {
    struct test test;
    struct winetest_entry* next;
};

/* How often a source line has printed. */
struct winetest_place {
    const char* file;
    int line;
    int printed;
};

struct winetest_totals {
    int executed, failures, todo, flaky, skipped, muted;
};

struct winetest_program {
    struct winetest_entry* tests;
    struct winetest_record* records; /* WINETEST_RECORDS of them */
    struct winetest_record* own;
    int argc;
    char** argv; /* as tests get it */
    int debug, interactive, excuses, report_success, color, time, limit, ignore_exceptions, top;
    const char* platform;
    const char* file; /* the one in the record */
    int busy;         /* a thread is changing that, or the places */
    DWORD thread_slot, started;
    struct winetest_totals before; /* the test that runs */
    struct winetest_place places[WINETEST_PLACES];
    struct winetest_record fallback;
};

/* What a thread has of its own; never freed, being small. */
struct winetest_thread {
    const char* file;
    int line;
    int blocks, contexts;
    struct {
        unsigned char kind, active, done;
    } block[WINETEST_DEPTH];
    char* context[WINETEST_DEPTH];
    char* strings; /* of test_strings.h */
    unsigned next_string;
};

#ifdef __cplusplus
extern "C" {
#endif
WINETEST_ONCE struct winetest_program winetest_program = {0};
#ifdef __cplusplus
}
#endif

#define winetest_debug (winetest_program.debug)
#define winetest_interactive (winetest_program.interactive)
#define winetest_platform (winetest_program.platform)
#define winetest_platform_is_wine (strcmp(winetest_program.platform, "wine") == 0)

WINETEST_STATIC void winetest_register(struct winetest_entry* entry) {
    struct winetest_entry** at = &winetest_program.tests;
    while (*at) at = &(*at)->next;
    *at = entry;
}

WINETEST_STATIC struct winetest_thread* winetest_thread(void) {
    DWORD error = GetLastError();
    struct winetest_thread* thread = (struct winetest_thread*)TlsGetValue(winetest_program.thread_slot);
    if (!thread) {
        thread = (struct winetest_thread*)calloc(1, sizeof *thread);
        if (!thread || !TlsSetValue(winetest_program.thread_slot, thread)) abort();
        thread->file = "?";
    }
    SetLastError(error);
    return thread;
}

WINETEST_STATIC void winetest_lock(void) {
    while (__atomic_exchange_n(&winetest_program.busy, 1, __ATOMIC_ACQUIRE)) {
    }
}

WINETEST_STATIC void winetest_unlock(void) { __atomic_store_n(&winetest_program.busy, 0, __ATOMIC_RELEASE); }

WINETEST_STATIC int winetest_count(int* counter, int more) {
    return __atomic_add_fetch(counter, more, __ATOMIC_RELAXED);
}

WINETEST_STATIC const char* winetest_base_name(const char* path) {
    const char* name = path;
    for (; *path; ++path) {
        if (*path == '/' || *path == '\\') name = path + 1;
    }
    return name;
}

/* This thread is at that place now: kept where it outlives the process. */
WINETEST_STATIC void winetest_at(const char* file, int line) {
    struct winetest_thread* thread = winetest_thread();
    thread->file = winetest_base_name(file);
    thread->line = line;
    if (winetest_program.file != file) {
        winetest_lock();
        winetest_program.file = file;
        memset(winetest_program.own->file, 0, sizeof winetest_program.own->file);
        strncpy(winetest_program.own->file, thread->file, sizeof winetest_program.own->file - 1);
        winetest_unlock();
    }
    winetest_program.own->line = line;
}

#include "test_output.h"

/* The blocks around a check: the innermost that is active says which kind it is. */
WINETEST_STATIC int winetest_inside(const struct winetest_thread* thread, int kind) {
    int i;
    for (i = 0; i < thread->blocks && i < WINETEST_DEPTH; ++i) {
        if (thread->block[i].kind == kind && thread->block[i].active) return 1;
    }
    return 0;
}

WINETEST_STATIC void winetest_begin_block(int kind, int condition) {
    struct winetest_thread* thread = winetest_thread();
    if (thread->blocks < WINETEST_DEPTH) {
        thread->block[thread->blocks].kind = (unsigned char)kind;
        thread->block[thread->blocks].active = condition && (winetest_program.excuses & kind);
        thread->block[thread->blocks].done = 0;
    }
    ++thread->blocks;
}

WINETEST_STATIC int winetest_block_runs(void) {
    struct winetest_thread* thread = winetest_thread();
    if (thread->blocks > WINETEST_DEPTH) { /* blocks that were left by return: no more of them are kept */
        --thread->blocks;
        return 0;
    }
    if (!thread->block[thread->blocks - 1].done) return 1;
    --thread->blocks;
    return 0;
}

WINETEST_STATIC void winetest_end_block(void) {
    struct winetest_thread* thread = winetest_thread();
    thread->block[thread->blocks - 1].done = 1;
}

WINETEST_STATIC int winetest_broken(int condition) { return condition && (winetest_program.excuses & WINETEST_BROKEN); }

WINETEST_STATIC int winetest_vok(int condition, const char* format, va_list arguments) {
    struct winetest_thread* thread = winetest_thread();
    struct winetest_record* own = winetest_program.own;
    winetest_count(&own->executed, 1);
    if (winetest_inside(thread, WINETEST_TODO)) {
        if (!condition) {
            winetest_count(&own->todo, 1);
            if (winetest_debug > 0) winetest_say(WINETEST_YELLOW, "Test marked todo: ", format, arguments);
            return 1;
        }
        winetest_count(&own->failures, 1);
        winetest_say(WINETEST_RED, "Test succeeded inside todo block: ", format, arguments);
        return 0;
    }
    if (condition) {
        if (winetest_program.report_success) winetest_say(0, "Test succeeded", "", arguments);
        return 1;
    }
    if (winetest_inside(thread, WINETEST_FLAKY)) {
        winetest_count(&own->flaky, 1);
        winetest_say(WINETEST_YELLOW, "Test marked flaky: ", format, arguments);
        return 1;
    }
    winetest_count(&own->failures, 1);
    winetest_say(WINETEST_RED, "Test failed: ", format, arguments);
    return 0;
}

WINETEST_STATIC int winetest_ok(int condition, const char* format, ...) {
    va_list arguments;
    int good;
    va_start(arguments, format);
    good = winetest_vok(condition, format, arguments);
    va_end(arguments);
    return good;
}

WINETEST_STATIC void winetest_trace(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (winetest_debug > 0) winetest_say(0, "", format, arguments);
    va_end(arguments);
}

WINETEST_STATIC void winetest_skip(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    winetest_count(&winetest_program.own->skipped, 1);
    if (winetest_debug > 0) winetest_say(WINETEST_BLUE, "Tests skipped: ", format, arguments);
    va_end(arguments);
}

WINETEST_STATIC void winetest_win_skip(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (winetest_program.excuses & WINETEST_BROKEN) {
        winetest_count(&winetest_program.own->skipped, 1);
        if (winetest_debug > 0) winetest_say(WINETEST_BLUE, "Tests skipped: ", format, arguments);
    } else {
        winetest_vok(0, format, arguments);
    }
    va_end(arguments);
}

WINETEST_STATIC void winetest_subtest(const char* name) { winetest_trace("Subtest %s\n", name); }

WINETEST_STATIC void winetest_push_context(const char* format, ...) {
    struct winetest_thread* thread = winetest_thread();
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    winetest_format(text, sizeof text, format, arguments);
    va_end(arguments);
    if (thread->contexts < WINETEST_DEPTH) thread->context[thread->contexts] = strdup(text);
    ++thread->contexts;
}

WINETEST_STATIC void winetest_pop_context(void) {
    struct winetest_thread* thread = winetest_thread();
    if (thread->contexts == 0) {
        winetest_ok(0, "there is no context to be popped\n");
        return;
    }
    if (--thread->contexts < WINETEST_DEPTH) free(thread->context[thread->contexts]);
}

WINETEST_STATIC LONG winetest_get_failures(void) { return winetest_program.own->failures; }

WINETEST_STATIC void winetest_add_failures(LONG failures) {
    winetest_count(&winetest_program.own->failures, (int)failures);
}

WINETEST_STATIC void winetest_ignore_exceptions(BOOL ignore) { winetest_program.ignore_exceptions = ignore; }

WINETEST_STATIC int winetest_get_mainargs(char*** argv) {
    *argv = winetest_program.argv;
    return winetest_program.argc;
}

#include "test_main.h"

#endif
