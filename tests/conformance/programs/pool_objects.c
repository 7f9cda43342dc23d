// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts of the thread pool's timers, waits and I/O objects (threadpoolapiset.h).
#include "pool_facts.h"

static void CALLBACK count_timer(PTP_CALLBACK_INSTANCE instance, void* context, PTP_TIMER timer) {
    (void)instance, (void)context, (void)timer;
    InterlockedIncrement(&calls);
}

static void CALLBACK block_timer(PTP_CALLBACK_INSTANCE instance, void* context, PTP_TIMER timer) {
    (void)timer;
    block_work(instance, context, NULL);
}

static int at_least(volatile LONG* what, LONG value) {
    int i;
    for (i = 0; i < 10000 && *what < value; ++i) Sleep(1);
    return *what >= value;
}

static FILETIME due_in(LONGLONG hundred_nanoseconds) {
    FILETIME time;
    time.dwLowDateTime = (DWORD)hundred_nanoseconds;
    time.dwHighDateTime = (DWORD)(hundred_nanoseconds >> 32);
    return time;
}

static void timers(void) {
    PTP_TIMER timer;
    PTP_WORK blocker;
    FILETIME now = due_in(0), soon = due_in(-10000), hour = due_in(-36000000000LL), date = due_in(1);
    FACT_HANDLE("CreateThreadpoolTimer", "an own pool", *(HANDLE*)&timer,
                (HANDLE)CreateThreadpoolTimer(count_timer, NULL, &environment));
    FACT_NUMBER("IsThreadpoolTimerSet", "fresh", IsThreadpoolTimerSet(timer));
    calls = 0;
    SetThreadpoolTimer(timer, &hour, 0, 0);
    FACT_NUMBER("IsThreadpoolTimerSet", "set", IsThreadpoolTimerSet(timer));
    SetThreadpoolTimer(timer, NULL, 0, 0);
    FACT_NUMBER("IsThreadpoolTimerSet", "unset", IsThreadpoolTimerSet(timer));
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    FACT_NUMBER("SetThreadpoolTimer", "an hour away and unset", calls);
    SetThreadpoolTimer(timer, &now, 0, 0);
    FACT_NUMBER("SetThreadpoolTimer", "at zero", happens(&calls, 1));
    FACT_NUMBER("IsThreadpoolTimerSet", "fired", IsThreadpoolTimerSet(timer));
    SetThreadpoolTimer(timer, &soon, 0, 0);
    FACT_NUMBER("SetThreadpoolTimer", "a millisecond away", happens(&calls, 2));
    SetThreadpoolTimer(timer, &date, 0, 0);
    FACT_NUMBER("SetThreadpoolTimer", "in 1601", happens(&calls, 3));
    SetThreadpoolTimer(timer, &hour, 0, 0);
    SetThreadpoolTimer(timer, &now, 0, 0);
    FACT_NUMBER("SetThreadpoolTimer", "replaces", happens(&calls, 4));
    SetThreadpoolTimer(timer, NULL, 0, 0);
    SetThreadpoolTimer(timer, &now, 1, 0);
    while (calls < 7) Sleep(1);
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    calls = 0;
    FACT_NUMBER("SetThreadpoolTimer", "periodic and unset", happens(&calls, 0));
    blocker = occupy();
    SetThreadpoolTimer(timer, &now, 0, 0);
    Sleep(20);  // enough for Wine's timer thread to queue the call; if not, the next line holds all the same
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    calls = 0;
    release(blocker);
    FACT_NUMBER("WaitForThreadpoolTimerCallbacks", "cancelling what is pending", calls == 1);
    FACT_BOOL("CloseHandle", "a timer", CloseHandle((HANDLE)timer));
    CloseThreadpoolTimer(timer);
    timer = CreateThreadpoolTimer(block_timer, NULL, NULL);
    calls = 0;
    ResetEvent(leave);
    ResetEvent(entered);
    SetThreadpoolTimer(timer, &now, 0, 0);
    WaitForSingleObject(entered, 10000);
    CloseThreadpoolTimer(timer);
    FACT_NUMBER("CloseThreadpoolTimer", "does not wait for a callback", calls);
    SetEvent(leave);
    FACT_NUMBER("CloseThreadpoolTimer", "a callback goes on", happens(&calls, 1));
    timer = CreateThreadpoolTimer(count_timer, NULL, NULL);
    calls = 0;
    SetThreadpoolTimer(timer, &soon, 1, 0);
    FACT_NUMBER("CreateThreadpoolTimer", "the process's pool", at_least(&calls, 2));
    FACT_NUMBER("IsThreadpoolTimerSet", "periodic", IsThreadpoolTimerSet(timer));
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    CloseThreadpoolTimer(timer);
}

static volatile LONG wait_result;
static void CALLBACK note_wait(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WAIT wait, TP_WAIT_RESULT result) {
    (void)instance, (void)context, (void)wait;
    wait_result = (LONG)result;
    InterlockedIncrement(&calls);
}

static void waits(void) {
    HANDLE automatic = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE manual = CreateEventA(NULL, TRUE, TRUE, NULL);
    HANDLE counted = CreateSemaphoreA(NULL, 2, 5, NULL);
    FILETIME now = due_in(0), soon = due_in(-10000);
    PTP_WAIT wait;
    PTP_WORK blocker;
    FACT_HANDLE("CreateThreadpoolWait", "an own pool", *(HANDLE*)&wait,
                (HANDLE)CreateThreadpoolWait(note_wait, NULL, &environment));
    calls = 0;
    SetThreadpoolWait(wait, automatic, NULL);
    SetEvent(automatic);
    FACT_NUMBER("SetThreadpoolWait", "an event that is set later", happens(&calls, 1));
    FACT_HEX("SetThreadpoolWait", "result when signaled", wait_result);
    FACT_WAIT("SetThreadpoolWait", "takes the signal", WaitForSingleObject(automatic, 0));
    SetEvent(automatic);
    Sleep(10);
    FACT_WAIT("SetThreadpoolWait", "is for once", WaitForSingleObject(automatic, 0));
    SetThreadpoolWait(wait, manual, NULL);
    FACT_NUMBER("SetThreadpoolWait", "an event that is set", happens(&calls, 2));
    SetThreadpoolWait(wait, automatic, &soon);
    FACT_NUMBER("SetThreadpoolWait", "until a millisecond has passed", happens(&calls, 3));
    FACT_HEX("SetThreadpoolWait", "result when expired", wait_result);
    SetThreadpoolWait(wait, automatic, &now);
    FACT_NUMBER("SetThreadpoolWait", "with a timeout of zero", happens(&calls, 4));
    FACT_HEX("SetThreadpoolWait", "result with a timeout of zero", wait_result);
    SetThreadpoolWait(wait, manual, &now);
    FACT_NUMBER("SetThreadpoolWait", "signaled, with a timeout of zero", happens(&calls, 5));
    FACT_HEX("SetThreadpoolWait", "result when signaled, with a timeout of zero", wait_result);
    SetThreadpoolWait(wait, counted, NULL);
    FACT_NUMBER("SetThreadpoolWait", "a semaphore", happens(&calls, 6));
    FACT_WAIT("SetThreadpoolWait", "one count is left", WaitForSingleObject(counted, 0));
    FACT_WAIT("SetThreadpoolWait", "one count was taken", WaitForSingleObject(counted, 0));
    SetThreadpoolWait(wait, automatic, NULL);
    SetThreadpoolWait(wait, NULL, NULL);
    SetEvent(automatic);
    Sleep(10);
    FACT_WAIT("SetThreadpoolWait", "unset: the signal stays", WaitForSingleObject(automatic, 0));
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    FACT_NUMBER("SetThreadpoolWait", "unset: calls", calls);
    FACT_BOOL("CloseHandle", "a wait", CloseHandle((HANDLE)wait));
    blocker = occupy();
    calls = 0;
    SetThreadpoolWait(wait, manual, NULL);
    SetThreadpoolWait(wait, NULL, NULL);
    WaitForThreadpoolWaitCallbacks(wait, TRUE);
    release(blocker);
    FACT_NUMBER("WaitForThreadpoolWaitCallbacks", "cancelling what is pending: calls", calls - 1);
    calls = 0;
    SetThreadpoolWait(wait, automatic, NULL);
    SetThreadpoolWait(wait, manual, NULL);
    FACT_NUMBER("SetThreadpoolWait", "another handle replaces the first: called", happens(&calls, 1));
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    SetEvent(automatic);
    FACT_WAIT("SetThreadpoolWait", "another handle replaces the first: its signal", WaitForSingleObject(automatic, 0));
    SetThreadpoolWait(wait, automatic, NULL);
    CloseThreadpoolWait(wait);
    SetEvent(automatic);
    FACT_WAIT("CloseThreadpoolWait", "the handle is waited for no more", WaitForSingleObject(automatic, 0));
}

static volatile LONG io_calls;
static volatile ULONG io_result, io_bytes;
static void CALLBACK note_io(PTP_CALLBACK_INSTANCE instance, void* context, void* overlapped, ULONG result,
                             ULONG_PTR bytes, PTP_IO io) {
    (void)instance, (void)context, (void)overlapped, (void)io;
    io_result = result;
    io_bytes = (ULONG)bytes;
    InterlockedIncrement(&io_calls);
}

static HANDLE temporary_file(void) {
    return CreateFileA("pool_new.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                       FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
}

static void io_objects(void) {
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL), file = temporary_file(), made;
    OVERLAPPED overlapped;
    PTP_IO io;
    char text[8] = "text";
    FACT_HANDLE("CreateThreadpoolIo", "an event", made, (HANDLE)CreateThreadpoolIo(event, note_io, NULL, NULL));
    FACT_HANDLE("CreateThreadpoolIo", "no handle", made, (HANDLE)CreateThreadpoolIo(NULL, note_io, NULL, NULL));
    FACT_NUMBER("CreateFileA", "overlapped", file != INVALID_HANDLE_VALUE);
    FACT_HANDLE("CreateThreadpoolIo", "a file", *(HANDLE*)&io, (HANDLE)CreateThreadpoolIo(file, note_io, NULL, NULL));
    FACT_HANDLE("CreateThreadpoolIo", "the file again", made, (HANDLE)CreateThreadpoolIo(file, note_io, NULL, NULL));
    memset(&overlapped, 0, sizeof overlapped);
    io_calls = 0;
    StartThreadpoolIo(io);
    WriteFile(file, text, 4, NULL, &overlapped);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    FACT_NUMBER("WaitForThreadpoolIoCallbacks", "waits for what was started", io_calls);
    FACT_NUMBER("StartThreadpoolIo", "result of a write", io_result);
    FACT_NUMBER("StartThreadpoolIo", "bytes of a write", io_bytes);
    StartThreadpoolIo(io);
    CancelThreadpoolIo(io);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    FACT_NUMBER("CancelThreadpoolIo", "no call", io_calls);
    FACT_BOOL("CloseHandle", "an I/O object", CloseHandle((HANDLE)io));
    CloseHandle(file);
    SetLastError(1234);
    CloseThreadpoolIo(io);
    FACT_NUMBER("CloseThreadpoolIo", "nothing outstanding: the last error", GetLastError());
    file = temporary_file();
    io = CreateThreadpoolIo(file, note_io, NULL, &environment);
    memset(&overlapped, 0, sizeof overlapped);
    io_calls = 0;
    StartThreadpoolIo(io);
    WriteFile(file, text, 4, NULL, &overlapped);
    FACT_NUMBER("StartThreadpoolIo", "an own pool: called", happens(&io_calls, 1));
    WaitForThreadpoolIoCallbacks(io, TRUE);
    CloseHandle(file);
    CloseThreadpoolIo(io);
    CloseHandle(event);
}

int main(void) {
    make_pool_of_one();
    timers();
    waits();
    io_objects();
    CloseThreadpool(pool);
    return 0;
}
