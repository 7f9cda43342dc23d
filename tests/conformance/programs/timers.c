// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about waitable timers.
#include "facts.h"

static int rang;
static VOID CALLBACK ring(LPVOID argument, DWORD low, DWORD high) {
    (void)low, (void)high;
    rang += (int)(INT_PTR)argument;
}

static BOOL set(HANDLE timer, LONGLONG due, LONG period, PTIMERAPCROUTINE routine) {
    LARGE_INTEGER time;
    time.QuadPart = due;
    return SetWaitableTimer(timer, &time, period, routine, (void*)1, FALSE);
}

static DWORD WINAPI set_and_end(void* timer) { return set(timer, -5000000, 0, ring); }

/// Timers and the threads that set them; names of the functions that make them.
static void owners(HANDLE event) {
    const LONGLONG hour = -36000000000LL;
    LARGE_INTEGER due;
    HANDLE t, thread;
    due.QuadPart = hour;
    FACT_HANDLE("CreateWaitableTimerA", "manual", t, CreateWaitableTimerA(NULL, TRUE, NULL));
    set(t, 0, 0, NULL);
    WaitForSingleObject(t, 20000);
    FACT_WAIT("CreateWaitableTimerA", "a manual timer stays signaled", WaitForSingleObject(t, 0));
    CloseHandle(t);
    FACT_BOOL("SetWaitableTimer", "a closed handle", set(t, hour, 0, NULL));
    FACT_BOOL("CancelWaitableTimer", "a closed handle", CancelWaitableTimer(t));
    FACT_HANDLE("CreateWaitableTimerW", "synchronization", t, CreateWaitableTimerW(NULL, FALSE, NULL));
    set(t, 0, 0, NULL);
    WaitForSingleObject(t, 20000);
    FACT_WAIT("CreateWaitableTimerW", "a synchronization timer is reset by a wait", WaitForSingleObject(t, 0));
    set(t, hour, 0, NULL);
    set(t, 2 * hour, 0, NULL);
    FACT_WAIT("SetWaitableTimer", "set again while it runs: does not signal", WaitForSingleObject(t, 0));
    FACT_BOOL("SetWaitableTimerEx", "negative period", SetWaitableTimerEx(t, &due, -1, NULL, NULL, NULL, 0));
    FACT_BOOL("SetWaitableTimerEx", "NULL", SetWaitableTimerEx(NULL, &due, 0, NULL, NULL, NULL, 0));
    FACT_BOOL("SetWaitableTimerEx", "an event", SetWaitableTimerEx(event, &due, 0, NULL, NULL, NULL, 0));
    due.QuadPart = 0;
    FACT_BOOL("SetWaitableTimerEx", "time 0", SetWaitableTimerEx(t, &due, 0, NULL, NULL, NULL, 0));
    FACT_WAIT("SetWaitableTimerEx", "a timer due", WaitForSingleObject(t, 20000));
    rang = 0;
    thread = CreateThread(NULL, 0, set_and_end, t, 0, NULL);
    WaitForSingleObject(thread, 20000);
    CloseHandle(thread);
    FACT_WAIT("SetWaitableTimer", "with a routine, the thread has ended", WaitForSingleObject(t, 700));
    FACT_NUMBER("SetWaitableTimer", "with a routine, the thread has ended: calls", rang);
    CloseHandle(t);
    FACT_HANDLE("CreateWaitableTimerExW", "manual", t,
                CreateWaitableTimerExW(NULL, NULL, CREATE_WAITABLE_TIMER_MANUAL_RESET, TIMER_ALL_ACCESS));
    CloseHandle(t);
}

int main(void) {
    HANDLE t, m, event = CreateEventA(NULL, TRUE, FALSE, NULL);
    const LONGLONG hour = -36000000000LL, soon = -20000LL;
    FACT_HANDLE("CreateWaitableTimerA", "synchronization", t, CreateWaitableTimerA(NULL, FALSE, NULL));
    FACT_HANDLE("CreateWaitableTimerW", "manual", m, CreateWaitableTimerW(NULL, TRUE, NULL));
    FACT_WAIT("WaitForSingleObject", "a timer never set", WaitForSingleObject(t, 0));
    FACT_BOOL("SetWaitableTimer", "in an hour", set(t, hour, 0, NULL));
    FACT_WAIT("WaitForSingleObject", "a timer due in an hour", WaitForSingleObject(t, 0));
    FACT_BOOL("CancelWaitableTimer", "running", CancelWaitableTimer(t));
    FACT_BOOL("CancelWaitableTimer", "not running", CancelWaitableTimer(t));
    FACT_BOOL("SetWaitableTimer", "time 0", set(t, 0, 0, NULL));
    FACT_WAIT("WaitForSingleObject", "a timer due", WaitForSingleObject(t, 0));
    FACT_WAIT("WaitForSingleObject", "a synchronization timer once more", WaitForSingleObject(t, 0));
    FACT_BOOL("SetWaitableTimer", "absolute, long past", set(t, 1000, 0, NULL));
    FACT_WAIT("WaitForSingleObject", "absolute, long past", WaitForSingleObject(t, 0));
    FACT_BOOL("SetWaitableTimer", "absolute, the end of time", set(t, 0x7fffffffffffffffLL, 0, NULL));
    FACT_WAIT("WaitForSingleObject", "absolute, the end of time", WaitForSingleObject(t, 0));
    FACT_BOOL("SetWaitableTimer", "soon", set(t, soon, 0, NULL));
    FACT_WAIT("WaitForSingleObject", "until it comes", WaitForSingleObject(t, 20000));
    set(m, soon, 0, NULL);
    FACT_WAIT("WaitForSingleObject", "a manual timer comes", WaitForSingleObject(m, 20000));
    FACT_WAIT("WaitForSingleObject", "a manual timer stays", WaitForSingleObject(m, 0));
    CancelWaitableTimer(m);
    FACT_WAIT("CancelWaitableTimer", "leaves the signal", WaitForSingleObject(m, 0));
    set(m, hour, 0, NULL);
    FACT_WAIT("SetWaitableTimer", "takes the signal away", WaitForSingleObject(m, 0));
    FACT_BOOL("SetWaitableTimer", "periodic", set(t, soon, 1, NULL));
    FACT_WAIT("WaitForSingleObject", "first period", WaitForSingleObject(t, 20000));
    FACT_WAIT("WaitForSingleObject", "second period", WaitForSingleObject(t, 20000));
    FACT_WAIT("WaitForSingleObject", "third period", WaitForSingleObject(t, 20000));
    FACT_BOOL("CancelWaitableTimer", "periodic", CancelWaitableTimer(t));
    FACT_BOOL("SetWaitableTimer", "negative period", set(t, soon, -1, NULL));
    FACT_BOOL("SetWaitableTimer", "NULL", set(NULL, soon, 0, NULL));
    FACT_BOOL("SetWaitableTimer", "an event", set(event, soon, 0, NULL));
    FACT_BOOL("CancelWaitableTimer", "NULL", CancelWaitableTimer(NULL));
    FACT_BOOL("CancelWaitableTimer", "an event", CancelWaitableTimer(event));
    FACT_BOOL("SetEvent", "a timer", SetEvent(t));
    set(t, soon, 0, ring);
    FACT_DWORD("SleepEx", "alertable, a timer's routine comes", 0xdead, SleepEx(20000, TRUE));
    FACT_NUMBER("SetWaitableTimer", "the routine ran", rang);
    FACT_WAIT("SetWaitableTimer", "the timer is signaled as well", WaitForSingleObject(t, 0));
    set(t, 0, 0, ring);
    WaitForSingleObject(t, 20000);
    CancelWaitableTimer(t);
    FACT_DWORD("CancelWaitableTimer", "takes back the routine", 0xdead, SleepEx(0, TRUE));
    FACT_NUMBER("CancelWaitableTimer", "the routine did not run", rang);
    CloseHandle(t);
    FACT_HANDLE("CreateWaitableTimerExA", "manual", t,
                CreateWaitableTimerExA(NULL, NULL, CREATE_WAITABLE_TIMER_MANUAL_RESET, TIMER_ALL_ACCESS));
    CloseHandle(t);
    FACT_HANDLE("CreateWaitableTimerExW", "to wait only", t, CreateWaitableTimerExW(NULL, NULL, 0, SYNCHRONIZE));
    FACT_BOOL("SetWaitableTimer", "right to wait only", set(t, soon, 0, NULL));
    FACT_BOOL("CancelWaitableTimer", "right to wait only", CancelWaitableTimer(t));
    FACT_WAIT("WaitForSingleObject", "timer, right to wait only", WaitForSingleObject(t, 0));
    CloseHandle(t);
    FACT_HANDLE("CreateWaitableTimerExW", "to modify only", t,
                CreateWaitableTimerExW(NULL, NULL, 0, TIMER_MODIFY_STATE));
    FACT_BOOL("SetWaitableTimer", "right to modify only", set(t, soon, 0, NULL));
    FACT_WAIT("WaitForSingleObject", "timer, right to modify only", WaitForSingleObject(t, 0));
    LARGE_INTEGER due;
    due.QuadPart = hour;
    FACT_BOOL("SetWaitableTimerEx", "in an hour, tolerance", SetWaitableTimerEx(t, &due, 0, NULL, NULL, NULL, 50));
    CloseHandle(t);
    CloseHandle(m);
    owners(event);
    CloseHandle(event);
    return 0;
}
