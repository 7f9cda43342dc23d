// SPDX-License-Identifier: LGPL-2.1-or-later
// The thread pool: what its callbacks are told, what outlives a closed pool or object, and what is refused. Functions
// without a result raise for what is no object of theirs; Wine looks into whatever it is given, so that is native.
#include "pool_facts.h"
#include "rpc_facts.h"

static volatile LONG told;
static void* volatile seen_object;
static void* volatile seen_context;

static void tell(PTP_CALLBACK_INSTANCE instance, void* context, void* object) {
    seen_context = context;
    seen_object = object;
    if (instance) InterlockedIncrement(&told);
}
static void CALLBACK tell_work(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    tell(instance, context, work);
}
static void CALLBACK tell_timer(PTP_CALLBACK_INSTANCE instance, void* context, PTP_TIMER timer) {
    tell(instance, context, timer);
}
static void CALLBACK tell_wait(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WAIT wait, TP_WAIT_RESULT result) {
    (void)result;
    tell(instance, context, wait);
}
static void* volatile seen_overlapped;
static volatile ULONG seen_result;
static volatile ULONG_PTR seen_bytes;
static void CALLBACK tell_io(PTP_CALLBACK_INSTANCE instance, void* context, void* overlapped, ULONG result,
                             ULONG_PTR bytes, PTP_IO io) {
    seen_overlapped = overlapped;
    seen_result = result;
    seen_bytes = bytes;
    tell(instance, context, io);
}
static void CALLBACK tell_simple(PTP_CALLBACK_INSTANCE instance, void* context) { tell(instance, context, NULL); }

static FILETIME at_once(void) {
    FILETIME due = {0, 0};
    return due;
}

static HANDLE temporary_file(void) {
    return CreateFileA("pool_refusals.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                       FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
}

/// What a callback of each kind gets.
static void arguments(void) {
    int context = 0;
    FILETIME now = at_once();
    HANDLE set = CreateEventA(NULL, FALSE, TRUE, NULL);
    PTP_WORK work = CreateThreadpoolWork(tell_work, &context, NULL);
    PTP_TIMER timer = CreateThreadpoolTimer(tell_timer, &context, NULL);
    PTP_WAIT wait = CreateThreadpoolWait(tell_wait, &context, NULL);
    told = 0;
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_NUMBER("CreateThreadpoolWork", "the callback gets an instance", told);
    FACT_NUMBER("CreateThreadpoolWork", "the callback gets the context", seen_context == &context);
    FACT_NUMBER("SubmitThreadpoolWork", "the callback gets the work object", seen_object == (void*)work);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_NUMBER("SubmitThreadpoolWork", "after its callback has returned: called again", told);
    WaitForThreadpoolWorkCallbacks(work, TRUE);
    FACT_NUMBER("WaitForThreadpoolWorkCallbacks", "cancelling after the callback: calls", told);
    CloseThreadpoolWork(work);
    told = 0;
    SetThreadpoolTimer(timer, &now, 0, 0);
    FACT_NUMBER("CreateThreadpoolTimer", "the callback gets an instance", happens(&told, 1));
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    FACT_NUMBER("CreateThreadpoolTimer", "the callback gets the context", seen_context == &context);
    FACT_NUMBER("CreateThreadpoolTimer", "the callback gets the timer", seen_object == (void*)timer);
    CloseThreadpoolTimer(timer);
    told = 0;
    SetThreadpoolWait(wait, set, NULL);
    FACT_NUMBER("CreateThreadpoolWait", "the callback gets an instance", happens(&told, 1));
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    FACT_NUMBER("CreateThreadpoolWait", "the callback gets the context", seen_context == &context);
    FACT_NUMBER("CreateThreadpoolWait", "the callback gets the wait", seen_object == (void*)wait);
    CloseThreadpoolWait(wait);
    told = 0;
    TrySubmitThreadpoolCallback(tell_simple, &context, NULL);
    FACT_NUMBER("TrySubmitThreadpoolCallback", "the callback gets an instance", happens(&told, 1));
    FACT_NUMBER("TrySubmitThreadpoolCallback", "the callback gets the context", seen_context == &context);
    CloseHandle(set);
}

static void files(void) {
    int context = 0;
    char text[8] = "text";
    HANDLE file = temporary_file(), made;
    PTP_IO io = CreateThreadpoolIo(file, tell_io, &context, NULL);
    OVERLAPPED overlapped;
    memset(&overlapped, 0, sizeof overlapped);
    told = 0;
    StartThreadpoolIo(io);
    WriteFile(file, text, 4, NULL, &overlapped);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    FACT_NUMBER("CreateThreadpoolIo", "the callback gets an instance", told);
    FACT_NUMBER("CreateThreadpoolIo", "the callback gets the context", seen_context == &context);
    FACT_NUMBER("CreateThreadpoolIo", "the callback gets the object", seen_object == (void*)io);
    FACT_NUMBER("StartThreadpoolIo", "the callback gets the OVERLAPPED", seen_overlapped == &overlapped);
    overlapped.Offset = 100;
    StartThreadpoolIo(io);
    ReadFile(file, text, 4, NULL, &overlapped);
    if (GetLastError() == ERROR_HANDLE_EOF) CancelThreadpoolIo(io);  // refused at once: no callback
    WaitForThreadpoolIoCallbacks(io, FALSE);
    overlapped.Offset = 0;
    StartThreadpoolIo(io);
    CancelThreadpoolIo(io);
    told = 0;
    StartThreadpoolIo(io);
    ReadFile(file, text, 4, NULL, &overlapped);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    FACT_NUMBER("CancelThreadpoolIo", "one of two that were started: the other is called", told);
    FACT_NUMBER("CancelThreadpoolIo", "one of two that were started: bytes of the other", (int)seen_bytes);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    FACT_NUMBER("WaitForThreadpoolIoCallbacks", "nothing outstanding: calls", told);
    WaitForThreadpoolIoCallbacks(io, TRUE);
    FACT_NUMBER("WaitForThreadpoolIoCallbacks", "nothing outstanding, cancelling: calls", told);
    CloseThreadpoolIo(io);
    SetLastError(0);
    FACT_HANDLE("CreateThreadpoolIo", "the file of a closed object", made,
                (HANDLE)CreateThreadpoolIo(file, tell_io, NULL, NULL));
    CloseHandle(file);
    FACT_HANDLE("CreateThreadpoolIo", "a closed file", made, (HANDLE)CreateThreadpoolIo(file, tell_io, NULL, NULL));
    FACT_HANDLE("CreateThreadpoolIo", "INVALID_HANDLE_VALUE", made,
                (HANDLE)CreateThreadpoolIo(INVALID_HANDLE_VALUE, tell_io, NULL, NULL));
}

/// A closed pool stays while it has objects. Wine takes no work for it any more: an assertion fails there.
static void closed_pool(void) {
    TP_CALLBACK_ENVIRON own;
    PTP_POOL closed = CreateThreadpool(NULL);
    PTP_WORK work;
    InitializeThreadpoolEnvironment(&own);
    SetThreadpoolCallbackPool(&own, closed);
    work = CreateThreadpoolWork(tell_work, NULL, &own);
    CloseThreadpool(closed);
    told = 0;
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_NUMBER("CloseThreadpool", "with a work object: it is still called", told);
    SubmitThreadpoolWork(work);
    CloseThreadpoolWork(work);
    FACT_NUMBER("CloseThreadpool", "with a work object, then closed: called", happens(&told, 2));
}

/// What does not end with a group, and with an environment.
static void closing(void) {
    TP_CALLBACK_ENVIRON own;
    PTP_POOL one = CreateThreadpool(NULL), another = CreateThreadpool(NULL);
    PTP_CLEANUP_GROUP first = CreateThreadpoolCleanupGroup(), second = CreateThreadpoolCleanupGroup();
    PTP_WORK work, other;
    int context = 0;
    FACT_NUMBER("CreateThreadpool", "two are not the same", one != another);
    FACT_NUMBER("CreateThreadpoolCleanupGroup", "two are not the same", first != second);
    CloseThreadpool(one);
    CloseThreadpool(another);
    InitializeThreadpoolEnvironment(&own);
    SetThreadpoolCallbackCleanupGroup(&own, first, NULL);
    work = CreateThreadpoolWork(tell_work, &context, &own);
    SetThreadpoolCallbackCleanupGroup(&own, second, NULL);
    other = CreateThreadpoolWork(tell_work, &context, &own);
    DestroyThreadpoolEnvironment(&own);
    CloseThreadpoolCleanupGroupMembers(first, TRUE, NULL);
    told = 0;
    SubmitThreadpoolWork(other);
    WaitForThreadpoolWorkCallbacks(other, FALSE);
    FACT_NUMBER("CreateThreadpoolCleanupGroup", "the members of another group are not closed with its own", told);
    CloseThreadpoolCleanupGroupMembers(second, FALSE, NULL);
    CloseThreadpoolCleanupGroup(first);
    CloseThreadpoolCleanupGroup(second);
    InitializeThreadpoolEnvironment(&own);
    work = CreateThreadpoolWork(tell_work, &context, &own);
    memset(&own, 0xAA, sizeof own);
    SubmitThreadpoolWork(work);
    FACT_NUMBER("CreateThreadpoolWork", "the environment is read while it is made: called", happens(&told, 2));
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CloseThreadpoolWork(work);
}

/// A thread that waits for callbacks while one of them runs.
static DWORD WINAPI wait_for_work(void* work) {
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    return 7;
}
static DWORD WINAPI wait_for_timer(void* timer) {
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    return 7;
}
static DWORD WINAPI wait_for_wait(void* wait) {
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    return 7;
}
static void CALLBACK hold_timer(PTP_CALLBACK_INSTANCE instance, void* context, PTP_TIMER timer) {
    (void)timer;
    block_work(instance, context, NULL);
}
static void CALLBACK hold_wait(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WAIT wait, TP_WAIT_RESULT result) {
    (void)wait, (void)result;
    block_work(instance, context, NULL);
}

static void held(const char* function, LPTHREAD_START_ROUTINE waits, void* object) {
    HANDLE thread;
    WaitForSingleObject(entered, 20000);
    thread = CreateThread(NULL, 0, waits, object, 0, NULL);
    FACT_WAIT(function, "while a callback runs: waits", WaitForSingleObject(thread, 30));
    SetEvent(leave);
    FACT_WAIT(function, "when it has returned: goes on", WaitForSingleObject(thread, 20000));
    CloseHandle(thread);
    ResetEvent(entered);
    ResetEvent(leave);
}

static void waiting(void) {
    FILETIME now = at_once();
    HANDLE set = CreateEventA(NULL, FALSE, TRUE, NULL);
    PTP_WORK work = CreateThreadpoolWork(block_work, NULL, NULL);
    PTP_TIMER timer = CreateThreadpoolTimer(hold_timer, NULL, NULL);
    PTP_WAIT wait = CreateThreadpoolWait(hold_wait, NULL, NULL);
    ResetEvent(entered);
    ResetEvent(leave);
    SubmitThreadpoolWork(work);
    held("WaitForThreadpoolWorkCallbacks", wait_for_work, work);
    SetThreadpoolTimer(timer, &now, 0, 0);
    held("WaitForThreadpoolTimerCallbacks", wait_for_timer, timer);
    SetThreadpoolWait(wait, set, NULL);
    held("WaitForThreadpoolWaitCallbacks", wait_for_wait, wait);
    CloseThreadpoolWork(work);
    CloseThreadpoolTimer(timer);
    CloseThreadpoolWait(wait);
    CloseHandle(set);
}

static void no_callback(void) {
    HANDLE made, file = temporary_file();
    TP_CALLBACK_ENVIRON bad;
    InitializeThreadpoolEnvironment(&bad);
    bad.CallbackPriority = TP_CALLBACK_PRIORITY_INVALID;
    FACT_HANDLE("CreateThreadpoolTimer", "a priority that does not exist", made,
                (HANDLE)CreateThreadpoolTimer(tell_timer, NULL, &bad));
    FACT_HANDLE("CreateThreadpoolWait", "a priority that does not exist", made,
                (HANDLE)CreateThreadpoolWait(tell_wait, NULL, &bad));
    FACT_HANDLE("CreateThreadpoolIo", "a priority that does not exist", made,
                (HANDLE)CreateThreadpoolIo(file, tell_io, NULL, &bad));
    FACT_HANDLE("CreateThreadpoolWork", "no callback", made, (HANDLE)CreateThreadpoolWork(NULL, NULL, NULL));
    FACT_HANDLE("CreateThreadpoolTimer", "no callback", made, (HANDLE)CreateThreadpoolTimer(NULL, NULL, NULL));
    FACT_HANDLE("CreateThreadpoolWait", "no callback", made, (HANDLE)CreateThreadpoolWait(NULL, NULL, NULL));
    FACT_HANDLE("CreateThreadpoolIo", "no callback", made, (HANDLE)CreateThreadpoolIo(file, NULL, NULL, NULL));
    CloseHandle(file);
}

#ifndef _WIN32
#define RAISES(function, situation, call) FACT_CALL(function, situation, ((call), 0))

static void no_object(const char* situation, void* object) {
    TP_POOL_STACK_INFORMATION sizes = {0x40000, 0x3000};
    FILETIME now = at_once();
    RAISES("CloseThreadpool", situation, CloseThreadpool(object));
    RAISES("SetThreadpoolThreadMaximum", situation, SetThreadpoolThreadMaximum(object, 1));
    RAISES("SetThreadpoolThreadMinimum", situation, SetThreadpoolThreadMinimum(object, 1));
    RAISES("SetThreadpoolStackInformation", situation, SetThreadpoolStackInformation(object, &sizes));
    RAISES("QueryThreadpoolStackInformation", situation, QueryThreadpoolStackInformation(object, &sizes));
    RAISES("CloseThreadpoolCleanupGroup", situation, CloseThreadpoolCleanupGroup(object));
    RAISES("CloseThreadpoolCleanupGroupMembers", situation, CloseThreadpoolCleanupGroupMembers(object, FALSE, NULL));
    RAISES("SubmitThreadpoolWork", situation, SubmitThreadpoolWork(object));
    RAISES("WaitForThreadpoolWorkCallbacks", situation, WaitForThreadpoolWorkCallbacks(object, FALSE));
    RAISES("CloseThreadpoolWork", situation, CloseThreadpoolWork(object));
    RAISES("SetThreadpoolTimer", situation, SetThreadpoolTimer(object, &now, 0, 0));
    RAISES("SetThreadpoolTimerEx", situation, SetThreadpoolTimerEx(object, &now, 0, 0));
    RAISES("IsThreadpoolTimerSet", situation, IsThreadpoolTimerSet(object));
    RAISES("WaitForThreadpoolTimerCallbacks", situation, WaitForThreadpoolTimerCallbacks(object, TRUE));
    RAISES("CloseThreadpoolTimer", situation, CloseThreadpoolTimer(object));
    RAISES("SetThreadpoolWait", situation, SetThreadpoolWait(object, NULL, NULL));
    RAISES("SetThreadpoolWaitEx", situation, SetThreadpoolWaitEx(object, NULL, NULL, NULL));
    RAISES("WaitForThreadpoolWaitCallbacks", situation, WaitForThreadpoolWaitCallbacks(object, TRUE));
    RAISES("CloseThreadpoolWait", situation, CloseThreadpoolWait(object));
    RAISES("StartThreadpoolIo", situation, StartThreadpoolIo(object));
    RAISES("CancelThreadpoolIo", situation, CancelThreadpoolIo(object));
    RAISES("WaitForThreadpoolIoCallbacks", situation, WaitForThreadpoolIoCallbacks(object, FALSE));
    RAISES("CloseThreadpoolIo", situation, CloseThreadpoolIo(object));
}

static volatile unsigned within;
static void CALLBACK wait_for_itself(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    (void)instance, (void)context;
    RpcTryExcept { WaitForThreadpoolWorkCallbacks(work, FALSE); }
    RpcExcept(1) { within = (unsigned)RpcExceptionCode(); }
    RpcEndExcept
}

/// No callback runs, no handle to wait for, nothing started.
static void no_callback_runs(void) {
    static CRITICAL_SECTION section;
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL), file = temporary_file();
    HANDLE modify = CreateEventExA(NULL, NULL, 0, EVENT_MODIFY_STATE);
    PTP_WAIT wait = CreateThreadpoolWait(tell_wait, NULL, NULL);
    PTP_WORK work = CreateThreadpoolWork(wait_for_itself, NULL, NULL);
    PTP_IO io = CreateThreadpoolIo(file, tell_io, NULL, NULL);
    RAISES("SetEventWhenCallbackReturns", "no instance", SetEventWhenCallbackReturns(NULL, event));
    RAISES("ReleaseMutexWhenCallbackReturns", "no instance", ReleaseMutexWhenCallbackReturns(NULL, event));
    RAISES("ReleaseSemaphoreWhenCallbackReturns", "no instance", ReleaseSemaphoreWhenCallbackReturns(NULL, event, 1));
    RAISES("LeaveCriticalSectionWhenCallbackReturns", "no instance",
           LeaveCriticalSectionWhenCallbackReturns(NULL, &section));
    RAISES("FreeLibraryWhenCallbackReturns", "no instance", FreeLibraryWhenCallbackReturns(NULL, NULL));
    RAISES("CallbackMayRunLong", "no instance", CallbackMayRunLong(NULL));
    RAISES("DisassociateCurrentThreadFromCallback", "no instance", DisassociateCurrentThreadFromCallback(NULL));
    FACT_WAIT("SetEventWhenCallbackReturns", "no instance: the event is as it was", WaitForSingleObject(event, 0));
    CloseHandle(event);
    RAISES("SetThreadpoolWait", "a closed handle", SetThreadpoolWait(wait, event, NULL));
    RAISES("SetThreadpoolWait", "no right to wait", SetThreadpoolWait(wait, modify, NULL));
    CloseThreadpoolWait(wait);
    CloseHandle(modify);
    RAISES("CancelThreadpoolIo", "nothing started", CancelThreadpoolIo(io));
    CloseThreadpoolIo(io);
    CloseHandle(file);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_HEX("WaitForThreadpoolWorkCallbacks", "in a callback of the object: raises", within);
    CloseThreadpoolWork(work);
}

static void no_objects(void) {
    PTP_WORK closed = CreateThreadpoolWork(tell_work, NULL, NULL);
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    CloseThreadpoolWork(closed);
    no_object("NULL", NULL);
    no_object("a closed object", closed);
    no_object("an event", event);
    FACT_WAIT("CloseThreadpool", "an event: it is as it was", WaitForSingleObject(event, 0));
    FACT_BOOL("SetThreadpoolStackInformation", "no sizes", SetThreadpoolStackInformation(pool, NULL));
    FACT_BOOL("QueryThreadpoolStackInformation", "no place", QueryThreadpoolStackInformation(pool, NULL));
    FACT_BOOL("TrySubmitThreadpoolCallback", "no callback", TrySubmitThreadpoolCallback(NULL, NULL, NULL));
    CloseHandle(event);
}
#endif

int main(void) {
    make_pool_of_one();
    arguments();
    files();
    if (!under_wine()) closed_pool();
    closing();
    waiting();
    no_callback();
#ifndef _WIN32
    no_objects();
    no_callback_runs();
#endif
    CloseThreadpool(pool);
    return 0;
}
