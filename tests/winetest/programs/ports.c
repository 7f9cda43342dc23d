/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Completion ports, timers and pipes. */
#include <windows.h>

#include "wine/test.h"

START_TEST(ports) {
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    OVERLAPPED first, second, *got = NULL;
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    ok(port != NULL, "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!GetQueuedCompletionStatus(port, &bytes, &key, &got, 0), "a packet %p\n", got);
    ok(GetLastError() == WAIT_TIMEOUT && !got, "error %lu, %p\n", GetLastError(), got);
    ok(PostQueuedCompletionStatus(port, 11, 12, &first), "error %lu\n", GetLastError());
    ok(PostQueuedCompletionStatus(port, 21, 22, &second), "error %lu\n", GetLastError());
    ok(PostQueuedCompletionStatus(port, 31, 32, NULL), "error %lu\n", GetLastError());
    ok(GetQueuedCompletionStatus(port, &bytes, &key, &got, 0), "error %lu\n", GetLastError());
    ok(bytes == 11 && key == 12 && got == &first, "%lu %s %p\n", bytes, wine_dbgstr_longlong(key), got);
    ok(GetQueuedCompletionStatus(port, &bytes, &key, &got, 0), "error %lu\n", GetLastError());
    ok(bytes == 21 && key == 22 && got == &second, "%lu %s %p\n", bytes, wine_dbgstr_longlong(key), got);
    ok(GetQueuedCompletionStatus(port, &bytes, &key, &got, 0), "error %lu\n", GetLastError());
    ok(bytes == 31 && key == 32 && !got, "%lu %s %p\n", bytes, wine_dbgstr_longlong(key), got);
    ok(CloseHandle(port), "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!PostQueuedCompletionStatus(port, 1, 1, NULL), "posted to what is closed\n");
    ok(GetLastError() == ERROR_INVALID_HANDLE, "error %lu\n", GetLastError());
}

START_TEST(timers) {
    LARGE_INTEGER due;
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);
    ok(timer != NULL, "error %lu\n", GetLastError());
    ok(WaitForSingleObject(timer, 0) == WAIT_TIMEOUT, "set\n");
    due.QuadPart = -10000;
    ok(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE), "error %lu\n", GetLastError());
    ok(WaitForSingleObject(timer, 10000) == WAIT_OBJECT_0, "not set after its time\n");
    ok(WaitForSingleObject(timer, 0) == WAIT_OBJECT_0, "reset by a wait\n");
    due.QuadPart = -10000ll * 1000 * 3600;
    ok(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE), "error %lu\n", GetLastError());
    ok(WaitForSingleObject(timer, 0) == WAIT_TIMEOUT, "still set\n");
    ok(CancelWaitableTimer(timer), "error %lu\n", GetLastError());
    ok(WaitForSingleObject(timer, 0) == WAIT_TIMEOUT, "set by cancelling\n");
    SetLastError(0xdeadbeef);
    ok(!SetWaitableTimer(timer, &due, -1, NULL, NULL, FALSE), "a negative period\n");
    ok(GetLastError() == ERROR_INVALID_PARAMETER, "error %lu\n", GetLastError());
    ok(CloseHandle(timer), "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!CancelWaitableTimer(timer) && GetLastError() == ERROR_INVALID_HANDLE, "error %lu\n", GetLastError());
}

START_TEST(pipes) {
    HANDLE reader = NULL, writer = NULL;
    char buffer[16] = "";
    DWORD done = 99, there = 99;
    ok(CreatePipe(&reader, &writer, NULL, 0), "error %lu\n", GetLastError());
    ok(GetFileType(reader) == FILE_TYPE_PIPE, "type %lu\n", GetFileType(reader));
    ok(PeekNamedPipe(reader, NULL, 0, NULL, &there, NULL) && there == 0, "%lu there\n", there);
    ok(WriteFile(writer, "abcdef", 6, &done, NULL) && done == 6, "%lu written\n", done);
    ok(PeekNamedPipe(reader, buffer, 3, &done, &there, NULL) && done == 3 && there == 6, "%lu of %lu\n", done, there);
    ok(ReadFile(reader, buffer, 4, &done, NULL) && done == 4, "%lu read\n", done);
    ok(!memcmp(buffer, "abcd", 4), "read %s\n", wine_dbgstr_an(buffer, (int)done));
    ok(ReadFile(reader, buffer, sizeof buffer, &done, NULL) && done == 2, "%lu read\n", done);
    ok(CloseHandle(writer), "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!ReadFile(reader, buffer, sizeof buffer, &done, NULL), "%lu read\n", done);
    ok(GetLastError() == ERROR_BROKEN_PIPE && done == 0, "error %lu, %lu read\n", GetLastError(), done);
    ok(CloseHandle(reader), "error %lu\n", GetLastError());
}
