/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events, mutexes, semaphores: states, names, owners, errors of handles that are none. */
#include <windows.h>

#include "wine/test.h"

#define gone(handle) ((handle) == NULL ? 0 : CloseHandle(handle))

START_TEST(events) {
    HANDLE automatic = CreateEventA(NULL, FALSE, TRUE, NULL), manual = CreateEventA(NULL, TRUE, FALSE, NULL), both[2];
    ok(automatic && manual, "error %lu\n", GetLastError());
    ok(WaitForSingleObject(automatic, 0) == WAIT_OBJECT_0, "not set\n");
    ok(WaitForSingleObject(automatic, 0) == WAIT_TIMEOUT, "set twice\n");
    ok(SetEvent(automatic) && SetEvent(automatic), "error %lu\n", GetLastError());
    ok(WaitForSingleObject(automatic, 0) == WAIT_OBJECT_0, "not set\n");
    ok(WaitForSingleObject(automatic, 0) == WAIT_TIMEOUT, "counts\n");
    ok(SetEvent(manual), "error %lu\n", GetLastError());
    ok(WaitForSingleObject(manual, 0) == WAIT_OBJECT_0, "not set\n");
    ok(WaitForSingleObject(manual, 0) == WAIT_OBJECT_0, "reset by a wait\n");
    both[0] = automatic;
    both[1] = manual;
    ok(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_OBJECT_0 + 1, "not the second\n");
    ok(WaitForMultipleObjects(2, both, TRUE, 0) == WAIT_TIMEOUT, "both\n");
    ok(SetEvent(automatic), "error %lu\n", GetLastError());
    ok(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_OBJECT_0, "not the first\n");
    ok(ResetEvent(manual), "error %lu\n", GetLastError());
    ok(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_TIMEOUT, "still set\n");
    ok(CloseHandle(automatic) && CloseHandle(manual), "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!SetEvent(automatic) && GetLastError() == ERROR_INVALID_HANDLE, "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!ResetEvent(NULL) && GetLastError() == ERROR_INVALID_HANDLE, "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(WaitForSingleObject(manual, 0) == WAIT_FAILED, "waited\n");
    ok(GetLastError() == ERROR_INVALID_HANDLE, "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(WaitForMultipleObjects(0, both, FALSE, 0) == WAIT_FAILED, "waited\n");
    ok(GetLastError() == ERROR_INVALID_PARAMETER, "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, both, FALSE, 0) == WAIT_FAILED, "waited\n");
    ok(GetLastError() == ERROR_INVALID_PARAMETER, "error %lu\n", GetLastError());
}

START_TEST(names) {
    HANDLE event, again, other;
    SetLastError(0xdeadbeef);
    event = CreateEventA(NULL, TRUE, FALSE, "winetest-name");
    ok(event && GetLastError() == 0, "error %lu\n", GetLastError());
    again = CreateEventW(NULL, FALSE, TRUE, L"winetest-name");
    ok(again && again != event && GetLastError() == ERROR_ALREADY_EXISTS, "%p error %lu\n", again, GetLastError());
    ok(WaitForSingleObject(again, 0) == WAIT_TIMEOUT, "it is another event\n");
    ok(SetEvent(event), "error %lu\n", GetLastError());
    ok(WaitForSingleObject(again, 0) == WAIT_OBJECT_0, "not set\n");
    ok(WaitForSingleObject(again, 0) == WAIT_OBJECT_0, "not a manual one\n");
    other = CreateMutexA(NULL, FALSE, "winetest-name");
    ok(!other && GetLastError() == ERROR_INVALID_HANDLE, "%p error %lu\n", other, GetLastError());
    other = OpenSemaphoreA(SYNCHRONIZE, FALSE, "winetest-name");
    ok(!other && GetLastError() == ERROR_INVALID_HANDLE, "%p error %lu\n", other, GetLastError());
    other = OpenEventA(SYNCHRONIZE, FALSE, "winetest-name");
    ok(other != NULL, "error %lu\n", GetLastError());
    ok(!SetEvent(other) && GetLastError() == ERROR_ACCESS_DENIED, "error %lu\n", GetLastError());
    gone(event);
    gone(again);
    gone(other);
    other = OpenEventA(SYNCHRONIZE, FALSE, "winetest-name");
    ok(!other && GetLastError() == ERROR_FILE_NOT_FOUND, "%p error %lu\n", other, GetLastError());
    other = OpenEventA(SYNCHRONIZE, FALSE, NULL);
    ok(!other && GetLastError() == ERROR_INVALID_PARAMETER, "%p error %lu\n", other, GetLastError());
}

static DWORD WINAPI take_and_die(void* mutex) {
    ok(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0, "not free\n");
    return 7;
}

static DWORD WINAPI try_it(void* mutex) {
    DWORD waited = WaitForSingleObject(mutex, 0);
    ok(!ReleaseMutex(mutex) && GetLastError() == ERROR_NOT_OWNER, "error %lu\n", GetLastError());
    return waited;
}

static DWORD code_of(DWORD(WINAPI* routine)(void*), void* argument) {
    HANDLE thread = CreateThread(NULL, 0, routine, argument, 0, NULL);
    DWORD code = 0xdeadbeef;
    ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "the thread does not end\n");
    ok(GetExitCodeThread(thread, &code), "error %lu\n", GetLastError());
    ok(CloseHandle(thread), "error %lu\n", GetLastError());
    return code;
}

START_TEST(mutexes) {
    HANDLE mutex = CreateMutexA(NULL, TRUE, NULL);
    ok(mutex != NULL, "error %lu\n", GetLastError());
    ok(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0, "not mine\n");
    ok(code_of(try_it, mutex) == WAIT_TIMEOUT, "another thread has it\n");
    ok(ReleaseMutex(mutex), "error %lu\n", GetLastError());
    ok(code_of(try_it, mutex) == WAIT_TIMEOUT, "free after one of two\n");
    ok(ReleaseMutex(mutex), "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!ReleaseMutex(mutex) && GetLastError() == ERROR_NOT_OWNER, "error %lu\n", GetLastError());
    ok(code_of(take_and_die, mutex) == 7, "another code\n");
    ok(WaitForSingleObject(mutex, 0) == WAIT_ABANDONED, "not abandoned\n");
    ok(ReleaseMutex(mutex), "error %lu\n", GetLastError());
    ok(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0, "abandoned twice\n");
    ok(ReleaseMutex(mutex), "error %lu\n", GetLastError());
    ok(CloseHandle(mutex), "error %lu\n", GetLastError());
}

START_TEST(semaphores) {
    HANDLE semaphore;
    LONG before = 99;
    SetLastError(0xdeadbeef);
    semaphore = CreateSemaphoreA(NULL, 3, 2, NULL);
    ok(!semaphore && GetLastError() == ERROR_INVALID_PARAMETER, "%p error %lu\n", semaphore, GetLastError());
    semaphore = CreateSemaphoreA(NULL, 0, 0, NULL);
    ok(!semaphore && GetLastError() == ERROR_INVALID_PARAMETER, "%p error %lu\n", semaphore, GetLastError());
    semaphore = CreateSemaphoreA(NULL, 1, 3, NULL);
    ok(semaphore != NULL, "error %lu\n", GetLastError());
    ok(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0, "nothing there\n");
    ok(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT, "more there\n");
    ok(ReleaseSemaphore(semaphore, 2, &before) && before == 0, "before %d, error %lu\n", (int)before, GetLastError());
    SetLastError(0xdeadbeef);
    ok(!ReleaseSemaphore(semaphore, 2, &before), "beyond its maximum\n");
    ok(GetLastError() == ERROR_TOO_MANY_POSTS, "error %lu\n", GetLastError());
    ok(ReleaseSemaphore(semaphore, 1, &before) && before == 2, "before %d, error %lu\n", (int)before, GetLastError());
    ok(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0, "nothing there\n");
    SetLastError(0xdeadbeef);
    ok(!ReleaseSemaphore(semaphore, 0, NULL) && GetLastError() == ERROR_INVALID_PARAMETER, "error %lu\n",
       GetLastError());
    ok(CloseHandle(semaphore), "error %lu\n", GetLastError());
}
