// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <process.h> and <tchar.h> as programs use them: threads of the C library, 8- and 16-bit text.
#define UNICODE
#define _UNICODE
#include <process.h>
#include <stdio.h>
#include <tchar.h>

static int failures;
#define CHECK(condition) ((condition) ? (void)0 : (void)(++failures, printf("line %d: %s\n", __LINE__, #condition)))

enum { kLimit = 20000 };

static unsigned __stdcall count_up(void* argument) {
    ++*(int*)argument;
    return 7;
}

static unsigned __stdcall leaves_early(void* argument) {
    *(DWORD*)argument = GetCurrentThreadId();
    _endthreadex(9);
    return 0;
}

static void __cdecl signals(void* event) { SetEvent((HANDLE)event); }

static void __cdecl signals_and_leaves(void* event) {
    SetEvent((HANDLE)event);
    _endthread();
}

static DWORD exit_code(HANDLE thread) {
    DWORD code = 0;
    CHECK(WaitForSingleObject(thread, kLimit) == WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK(CloseHandle(thread));
    return code;
}

static void threads_with_handles(void) {
    int count = 0;
    unsigned id = 0;
    DWORD seen = 0;
    CHECK(exit_code((HANDLE)_beginthreadex(NULL, 0, count_up, &count, 0, &id)) == 7);
    CHECK(count == 1 && id != 0);
    HANDLE held = (HANDLE)_beginthreadex(NULL, 65536, leaves_early, &seen, CREATE_SUSPENDED, &id);
    CHECK(WaitForSingleObject(held, 0) == WAIT_TIMEOUT);
    CHECK(ResumeThread(held) == 1);
    CHECK(exit_code(held) == 9);
    CHECK(seen == id);
}

static void threads_that_close_themselves(void) {
    void(__cdecl* const routines[])(void*) = {signals, signals_and_leaves};
    for (int i = 0; i < 2; ++i) {
        HANDLE event = CreateEvent(NULL, FALSE, FALSE, NULL), watched = NULL;
        HANDLE thread = (HANDLE)_beginthread(routines[i], 0, event);
        CHECK(WaitForSingleObject(event, kLimit) == WAIT_OBJECT_0);
        // The handle may be gone by now; when it is not, a copy outlives the thread's own.
        if (DuplicateHandle(GetCurrentProcess(), thread, GetCurrentProcess(), &watched, 0, FALSE,
                            DUPLICATE_SAME_ACCESS)) {
            CHECK(WaitForSingleObject(watched, kLimit) == WAIT_OBJECT_0);
            CHECK(CloseHandle(watched));
        }
        CHECK(!CloseHandle(thread));
        CHECK(CloseHandle(event));
    }
}

static void refusals(void) {
    errno = 0;
    CHECK(_beginthreadex(NULL, 0, NULL, NULL, 0, NULL) == 0);
    CHECK(errno == EINVAL);
    CHECK(_beginthread(NULL, 0, NULL) == (uintptr_t)-1);
    CHECK((DWORD)_getpid() == GetCurrentProcessId());
}

static void wide_text(void) {
    _TCHAR text[32];
    CHECK(sizeof *text == 2);
    _tcscpy(text, _T("one"));
    _tcscat(text, _TEXT(" two one"));
    CHECK(_tcslen(text) == 11);
    CHECK(_tcsstr(text, _T("two")) == text + 4);
    CHECK(_tcsrchr(text, 'o') == text + 8);
    CHECK(_tcschr(text, 'x') == NULL);
    CHECK(_tcscmp(text, _T("one two ona")) > 0);
    CHECK(_tcsncmp(text, _T("one three"), 5) == 0);
    CHECK(_tcsncpy(text, _T("ab"), 4)[3] == 0);
    TCHAR* copy = _tcsdup(text);
    CHECK(_tcscmp(copy, _T("ab")) == 0);
    free(copy);
}

int main(void) {
    threads_with_handles();
    threads_that_close_themselves();
    refusals();
    wide_text();
    return failures != 0;
}
