/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads, their APCs, exit codes, local storage, and handles that are duplicated. */
#include <windows.h>

#include "wine/test.h"

static LONG called;
static DWORD slot;

static void WINAPI add(ULONG_PTR number) { called += (LONG)number; }

static DWORD WINAPI sleeper(void* begun) {
    SetEvent(begun); /* before a thread runs its routines are called at once */
    ok(SleepEx(10000, TRUE) == WAIT_IO_COMPLETION, "no routine was called\n");
    return (DWORD)called;
}

static DWORD WINAPI stores(void* value) {
    SetLastError(0xdeadbeef);
    ok(TlsGetValue(slot) == NULL, "not its own\n");
    ok(GetLastError() == ERROR_SUCCESS, "error %lu\n", GetLastError());
    ok(TlsSetValue(slot, value), "error %lu\n", GetLastError());
    ok(TlsGetValue(slot) == value, "another value\n");
    ExitThread(259 + 1);
}

START_TEST(apcs) {
    HANDLE begun = CreateEventA(NULL, FALSE, FALSE, NULL), thread = CreateThread(NULL, 0, sleeper, begun, 0, NULL);
    DWORD code = 0;
    ok(WaitForSingleObject(begun, 10000) == WAIT_OBJECT_0, "it does not begin\n");
    ok(CloseHandle(begun), "error %lu\n", GetLastError());
    ok(QueueUserAPC(add, thread, 5), "error %lu\n", GetLastError());
    ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "it does not end\n");
    ok(GetExitCodeThread(thread, &code) && code == 5, "code %lu\n", code);
    ok(!QueueUserAPC(add, thread, 5), "queued to a thread that has ended\n");
    ok(CloseHandle(thread), "error %lu\n", GetLastError());
    called = 0;
    ok(QueueUserAPC(add, GetCurrentThread(), 1) && QueueUserAPC(add, GetCurrentThread(), 2), "error %lu\n",
       GetLastError());
    ok(SleepEx(0, FALSE) == 0 && called == 0, "called %d\n", (int)called);
    ok(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && called == 3, "called %d\n", (int)called);
    ok(SleepEx(0, TRUE) == 0, "called again\n");
    SetLastError(0xdeadbeef);
    ok(!QueueUserAPC(add, NULL, 1), "queued to no thread\n");
    ok(GetLastError() == ERROR_INVALID_HANDLE, "error %lu\n", GetLastError());
}

START_TEST(threads) {
    HANDLE thread;
    DWORD id = 0, code = 0;
    int value;
    slot = TlsAlloc();
    ok(slot != TLS_OUT_OF_INDEXES, "error %lu\n", GetLastError());
    thread = CreateThread(NULL, 0, stores, &value, CREATE_SUSPENDED, &id);
    ok(thread && id && id != GetCurrentThreadId(), "%p %lu\n", thread, id);
    ok(GetThreadId(thread) == id, "id %lu, not %lu\n", GetThreadId(thread), id);
    ok(GetExitCodeThread(thread, &code) && code == STILL_ACTIVE, "code %lu\n", code);
    ok(WaitForSingleObject(thread, 0) == WAIT_TIMEOUT, "it has ended\n");
    ok(SuspendThread(thread) == 1, "not suspended once\n");
    ok(ResumeThread(thread) == 2 && ResumeThread(thread) == 1, "not suspended twice\n");
    ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "it does not end\n");
    ok(GetExitCodeThread(thread, &code) && code == 260, "code %lu\n", code);
    ok(CloseHandle(thread), "error %lu\n", GetLastError());
    ok(TlsGetValue(slot) == NULL, "of the other thread\n");
    ok(TlsFree(slot), "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!GetExitCodeThread(thread, &code) && GetLastError() == ERROR_INVALID_HANDLE, "error %lu\n", GetLastError());
}

START_TEST(duplicates) {
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), copy = NULL, self = GetCurrentProcess();
    DWORD flags = 99;
    ok(DuplicateHandle(self, event, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS), "error %lu\n", GetLastError());
    ok(copy && copy != event, "%p\n", copy);
    ok(SetEvent(copy) && WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "another event\n");
    ok(CloseHandle(event), "error %lu\n", GetLastError());
    ok(WaitForSingleObject(copy, 0) == WAIT_OBJECT_0, "gone with the first\n");
    ok(DuplicateHandle(self, copy, self, &event, SYNCHRONIZE, TRUE, DUPLICATE_CLOSE_SOURCE), "error %lu\n",
       GetLastError());
    ok(!SetEvent(event) && GetLastError() == ERROR_ACCESS_DENIED, "error %lu\n", GetLastError());
    ok(GetHandleInformation(event, &flags) && flags == HANDLE_FLAG_INHERIT, "flags %lu\n", flags);
    ok(SetHandleInformation(event, HANDLE_FLAG_INHERIT, 0), "error %lu\n", GetLastError());
    ok(GetHandleInformation(event, &flags) && flags == 0, "flags %lu\n", flags);
    SetLastError(0xdeadbeef);
    ok(!DuplicateHandle(self, copy, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS), "the closed one\n");
    ok(GetLastError() == ERROR_INVALID_HANDLE, "error %lu\n", GetLastError());
    ok(CloseHandle(event), "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!CloseHandle(event) && GetLastError() == ERROR_INVALID_HANDLE, "error %lu\n", GetLastError());
}
