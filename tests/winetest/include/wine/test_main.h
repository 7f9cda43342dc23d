/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The processes of a run: their records, waiting for children, crashes, summaries, main(). Private to test.h. */
#ifndef WINETEST_TEST_MAIN_H
#define WINETEST_TEST_MAIN_H

WINETEST_STATIC struct winetest_totals winetest_sum(void) {
    struct winetest_totals totals = {0, 0, 0, 0, 0, 0};
    const struct winetest_record* record = winetest_program.records;
    for (; record < winetest_program.records + WINETEST_RECORDS && record->pid; ++record) {
        totals.executed += record->executed;
        totals.failures += record->failures;
        totals.todo += record->todo;
        totals.flaky += record->flaky;
        totals.skipped += record->skipped;
        totals.muted += record->muted;
    }
    return totals;
}

/* The line that ends a test: of this process and of all it started. */
WINETEST_STATIC void winetest_summary(void) {
    const struct winetest_totals* before = &winetest_program.before;
    struct winetest_totals now = winetest_sum();
    if (now.muted > before->muted) winetest_note("%d lines were left out\n", now.muted - before->muted);
    winetest_note("%s: %d tests executed (%d marked as todo, ", winetest_program.own->test,
                  now.executed - before->executed, now.todo - before->todo);
    if (now.flaky > before->flaky) winetest_note("%d as flaky, ", now.flaky - before->flaky);
    winetest_note("%d failures), %d skipped.\n", now.failures - before->failures, now.skipped - before->skipped);
}

#if defined(__linux__) && !defined(__cplusplus)
int memfd_create(const char* name, unsigned flags); /* <sys/mman.h> has it only for those who ask for GNU's names */
#endif

/* The records of a file; NULL when it cannot be mapped. Without a name new ones, whose name goes to the environment. */
#ifdef __linux__
WINETEST_STATIC struct winetest_record* winetest_map(const char* name) {
    char made[64];
    int file = name ? open(name, O_RDWR | O_CLOEXEC) : memfd_create("winetest", 1 /* MFD_CLOEXEC */);
    size_t size = WINETEST_RECORDS * sizeof(struct winetest_record);
    void* memory = MAP_FAILED;
    if (file < 0 || ftruncate(file, (off_t)size)) return NULL;
    memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (name) {
        close(file);
    } else {
        sprintf(made, "/proc/%d/fd/%d", (int)GetCurrentProcessId(), file);
        SetEnvironmentVariableA("WINETEST_RECORDS", made);
    }
    return memory == MAP_FAILED ? NULL : (struct winetest_record*)memory;
}
#else
WINETEST_STATIC struct winetest_record* winetest_map(const char* name) {
    char made[64];
    HANDLE file = INVALID_HANDLE_VALUE, mapping;
    DWORD size = (DWORD)(WINETEST_RECORDS * sizeof(struct winetest_record));
    int section = !name || strncmp(name, "Local\\", 6) == 0;
    if (!name) {
        sprintf(made, "Local\\winetest-%u", (unsigned)GetCurrentProcessId());
        SetEnvironmentVariableA("WINETEST_RECORDS", made);
        name = made;
    }
    if (!section) {
        file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                           0, NULL);
        if (file == INVALID_HANDLE_VALUE) return NULL;
    }
    mapping = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, size, section ? name : NULL);
    return mapping ? (struct winetest_record*)MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, size) : NULL;
}
#endif

WINETEST_STATIC void winetest_claim_record(void) {
    struct winetest_program* program = &winetest_program;
    const char* name = getenv("WINETEST_RECORDS");
    int pid = (int)GetCurrentProcessId(), i;
    program->records = winetest_map(name);
    program->own = &program->fallback;
    for (i = 0; program->records && i < WINETEST_RECORDS; ++i) {
        int nobody = 0;
        if (__atomic_compare_exchange_n(&program->records[i].pid, &nobody, pid, 0, __ATOMIC_ACQ_REL,
                                        __ATOMIC_RELAXED)) {
            program->own = &program->records[i];
            break;
        }
    }
    program->top = program->own == program->records;
    if (program->own == &program->fallback) {
        winetest_note("the checks of process %d cannot be counted\n", pid);
        if (program->records) winetest_count(&program->records[0].failures, 1);
        if (!program->records) exit(255);
    }
}

/* The record of a child nobody has waited for; NULL for a process that is no test. */
WINETEST_STATIC struct winetest_record* winetest_record_of(int pid) {
    struct winetest_record* record = winetest_program.records;
    for (; record < winetest_program.records + WINETEST_RECORDS && record->pid; ++record) {
        if (record->pid == pid && !__atomic_exchange_n(&record->collected, 1, __ATOMIC_ACQ_REL)) return record;
    }
    return NULL;
}

WINETEST_STATIC void winetest_wait_child_at(const char* file, int line, HANDLE process) {
    DWORD code = 0, waited = WaitForSingleObject(process, 30000);
    const struct winetest_record* record;
    winetest_at(file, line);
    if (waited != WAIT_OBJECT_0) {
        winetest_ok(0, "waiting for a child: %u, error %u\n", (unsigned)waited, (unsigned)GetLastError());
        return;
    }
    GetExitCodeProcess(process, &code);
    record = winetest_record_of((int)GetProcessId(process));
    if (!record) {
        if (code) winetest_ok(0, "a child that is no test exited with code 0x%x\n", (unsigned)code);
    } else if (record->state == WINETEST_CRASHED) {
        winetest_ok(0, "child process %d crashed after %s:%d\n", record->pid, record->file, record->line);
    } else if (record->state != WINETEST_ENDED) {
        winetest_ok(0, "child process %d left after %s:%d with code %u (0x%x)\n", record->pid, record->file,
                    record->line, (unsigned)code, (unsigned)code);
    } else if (record->failures) {
        winetest_trace("%d failures in child process %d\n", record->failures, record->pid);
    } else if (code) {
        winetest_ok(0, "child process %d has no failures and exited with code %u\n", record->pid, (unsigned)code);
    }
}

WINETEST_STATIC LONG WINAPI winetest_on_exception(EXCEPTION_POINTERS* exception) {
    if (!winetest_program.ignore_exceptions) {
        winetest_program.own->state = WINETEST_CRASHED;
        winetest_count(&winetest_program.own->failures, 1);
        winetest_note("%s:%d: process %d crashed after this line: exception %08x at %p\n", winetest_program.own->file,
                      winetest_program.own->line, winetest_program.own->pid,
                      (unsigned)exception->ExceptionRecord->ExceptionCode,
                      exception->ExceptionRecord->ExceptionAddress);
        if (winetest_program.top) winetest_summary();
    }
    return EXCEPTION_EXECUTE_HANDLER;
}

/* A test that is left by exit() has not ended: its exit code must not say that all is well. */
WINETEST_STATIC void winetest_on_exit(void) {
    if (!winetest_program.top || winetest_program.own->state != WINETEST_RUNNING) return;
    winetest_note("%s:%d: exit() was called after this line\n", winetest_program.own->file, winetest_program.own->line);
    _exit(255);
}

WINETEST_STATIC int winetest_setting(const char* name, int otherwise) {
    const char* text = getenv(name);
    return text && *text ? atoi(text) : otherwise;
}

WINETEST_STATIC void winetest_read_settings(void) {
    struct winetest_program* program = &winetest_program;
    const char* excuse = getenv("WINETEST_EXCUSE");
    program->debug = winetest_setting("WINETEST_DEBUG", 1);
    program->interactive = winetest_setting("WINETEST_INTERACTIVE", 0);
    program->report_success = winetest_setting("WINETEST_REPORT_SUCCESS", 0);
    program->time = winetest_setting("WINETEST_TIME", 0);
    program->limit = winetest_setting("WINETEST_LIMIT", 20);
    program->color = winetest_setting("WINETEST_COLOR", _isatty(_fileno(stdout)) != 0);
    program->platform = getenv("WINETEST_PLATFORM");
    if (!program->platform || !*program->platform) program->platform = "windows";
    if (!excuse) return;
    if (strstr(excuse, "todo") || strstr(excuse, "all")) program->excuses |= WINETEST_TODO;
    if (strstr(excuse, "flaky") || strstr(excuse, "all")) program->excuses |= WINETEST_FLAKY;
    if (strstr(excuse, "broken") || strstr(excuse, "all")) program->excuses |= WINETEST_BROKEN;
}

/* Runs one test; `argv` begins with the program, then what the test was given. Returns its failures. */
WINETEST_STATIC int winetest_run(const struct winetest_entry* entry, char* program, int argc, char** argv) {
    struct winetest_record* own = winetest_program.own;
    char** given = (char**)calloc((size_t)argc + 3, sizeof *given);
    int i;
    if (!given) abort();
    given[0] = program;
    given[1] = (char*)entry->test.name;
    for (i = 0; i < argc; ++i) given[i + 2] = argv[i];
    winetest_program.argc = argc + 2;
    winetest_program.argv = given;
    memset(own->test, 0, sizeof own->test);
    strncpy(own->test, entry->test.name, sizeof own->test - 1);
    winetest_program.before = winetest_sum();
    own->state = WINETEST_RUNNING;
    entry->test.func();
    own->state = WINETEST_ENDED;
    free(given);
    if (!winetest_program.top) return own->failures;
    winetest_summary();
    return winetest_sum().failures - winetest_program.before.failures;
}

WINETEST_STATIC int winetest_list(FILE* to) {
    const struct winetest_entry* entry = winetest_program.tests;
    for (; entry; entry = entry->next) fprintf(to, "%s\n", entry->test.name);
    return 0;
}

WINETEST_STATIC int winetest_main(int argc, char** argv) {
    const struct winetest_entry* entry = winetest_program.tests;
    int failures = 0;
    if (argc == 2 && strcmp(argv[1], "--list") == 0) return winetest_list(stdout);
    for (; argc > 1 && entry && strcmp(entry->test.name, argv[1]) != 0;) entry = entry->next;
    if (!entry) {
        fprintf(stderr, "%s: no such test; there are:\n", argc > 1 ? argv[1] : "?");
        winetest_list(stderr);
        return 254;
    }
    winetest_program.thread_slot = TlsAlloc();
    winetest_program.started = GetTickCount();
    winetest_read_settings();
    winetest_claim_record();
    SetUnhandledExceptionFilter(winetest_on_exception);
    atexit(winetest_on_exit);
    if (argc > 1) {
        failures = winetest_run(entry, argv[0], argc - 2, argv + 2);
    } else {
        for (; entry; entry = entry->next) failures += winetest_run(entry, argv[0], 0, NULL);
    }
    return failures > 255 ? 255 : failures;
}

#ifdef __linux__
__attribute__((weak)) int main(int argc, char** argv) { return winetest_main(argc, argv); }
#else
/* A weak main would be passed over for the one in mingw-w64's libraries: here the linker keeps the first of several. */
static __attribute__((used)) int winetest_pe_main(int argc, char** argv) __asm__("winetest_pe_main");
static int winetest_pe_main(int argc, char** argv) { return winetest_main(argc, argv); }
__asm__(".section .text$winetest_main,\"xr\"\n.linkonce discard\n.globl main\nmain:\n\tjmp winetest_pe_main\n.text\n");
#endif

#endif
