// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts of the thread pool (threadpoolapiset.h): pools, work, timers, waits, groups, I/O. Nothing here depends on time:
// what has to happen is waited for, what must not happen is made impossible by occupying the only thread of a pool.
#include "facts.h"

static TP_CALLBACK_ENVIRON environment;
static PTP_POOL pool;
static volatile LONG calls, cancelled, finalized;
static HANDLE entered, leave;

static void CALLBACK count_work(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    (void)instance, (void)context, (void)work;
    InterlockedIncrement(&calls);
}

static void CALLBACK block_work(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    (void)instance, (void)context, (void)work;
    SetEvent(entered);
    WaitForSingleObject(leave, 10000);
    InterlockedIncrement(&calls);
}

static void CALLBACK count_simple(PTP_CALLBACK_INSTANCE instance, void* context) {
    (void)instance;
    InterlockedIncrement(&calls);
    SetEvent((HANDLE)context);
}

static void CALLBACK count_finalized(PTP_CALLBACK_INSTANCE instance, void* context) {
    (void)instance, (void)context;
    InterlockedIncrement(&finalized);
}

static void CALLBACK count_cancelled(void* object_context, void* cleanup_context) {
    if (object_context && cleanup_context) InterlockedIncrement(&cancelled);
}

static int happens(volatile LONG* what, LONG value) {
    int i;
    for (i = 0; i < 10000 && *what != value; ++i) Sleep(1);
    return *what == value;
}

/// Makes the only thread of the pool block in a callback, so that everything else stays pending.
static PTP_WORK occupy(void) {
    PTP_WORK work = CreateThreadpoolWork(block_work, NULL, &environment);
    ResetEvent(leave);
    ResetEvent(entered);
    SubmitThreadpoolWork(work);
    WaitForSingleObject(entered, 10000);
    return work;
}

static void release(PTP_WORK work) {
    SetEvent(leave);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CloseThreadpoolWork(work);
}

static void environments(void) {
    TP_CALLBACK_ENVIRON fresh;
    PTP_WORK work;
    memset(&fresh, 0xAA, sizeof fresh);
    InitializeThreadpoolEnvironment(&fresh);
    FACT_NUMBER("InitializeThreadpoolEnvironment", "Version", fresh.Version);
    FACT_NUMBER("InitializeThreadpoolEnvironment", "Pool", fresh.Pool != NULL);
    FACT_NUMBER("InitializeThreadpoolEnvironment", "CleanupGroup", fresh.CleanupGroup != NULL);
    FACT_NUMBER("InitializeThreadpoolEnvironment", "CleanupGroupCancelCallback",
                fresh.CleanupGroupCancelCallback != NULL);
    FACT_NUMBER("InitializeThreadpoolEnvironment", "RaceDll", fresh.RaceDll != NULL);
    FACT_NUMBER("InitializeThreadpoolEnvironment", "ActivationContext", fresh.ActivationContext != NULL);
    FACT_NUMBER("InitializeThreadpoolEnvironment", "FinalizationCallback", fresh.FinalizationCallback != NULL);
    FACT_NUMBER("InitializeThreadpoolEnvironment", "Flags", fresh.u.Flags);
    FACT_NUMBER("InitializeThreadpoolEnvironment", "CallbackPriority", fresh.CallbackPriority);
    FACT_NUMBER("InitializeThreadpoolEnvironment", "Size", fresh.Size);
    SetThreadpoolCallbackRunsLong(&fresh);
    FACT_NUMBER("SetThreadpoolCallbackRunsLong", "Flags", fresh.u.Flags);
    fresh.CallbackPriority = TP_CALLBACK_PRIORITY_INVALID;
    FACT_HANDLE("CreateThreadpoolWork", "a priority that does not exist", *(HANDLE*)&work,
                (HANDLE)CreateThreadpoolWork(count_work, NULL, &fresh));
    FACT_BOOL("TrySubmitThreadpoolCallback", "a priority that does not exist",
              TrySubmitThreadpoolCallback(count_simple, NULL, &fresh));
    InitializeThreadpoolEnvironment(&fresh);
    fresh.Version = 1;
    FACT_HANDLE("CreateThreadpoolWork", "an environment of version 1", *(HANDLE*)&work,
                (HANDLE)CreateThreadpoolWork(count_work, NULL, &fresh));
    CloseThreadpoolWork(work);
    DestroyThreadpoolEnvironment(&fresh);
}

static void pools(void) {
    TP_POOL_STACK_INFORMATION sizes = {0x40000, 0x3000};
    HANDLE made;
    FACT_HANDLE("CreateThreadpool", "no argument", made, (HANDLE)CreateThreadpool(NULL));
    FACT_BOOL("CloseHandle", "a pool", CloseHandle(made));
    FACT_BOOL("SetThreadpoolThreadMinimum", "two", SetThreadpoolThreadMinimum((PTP_POOL)made, 2));
    FACT_BOOL("SetThreadpoolThreadMinimum", "zero", SetThreadpoolThreadMinimum((PTP_POOL)made, 0));
    FACT_BOOL("SetThreadpoolStackInformation", "sizes", SetThreadpoolStackInformation((PTP_POOL)made, &sizes));
    memset(&sizes, 0, sizeof sizes);
    FACT_BOOL("QueryThreadpoolStackInformation", "after setting",
              QueryThreadpoolStackInformation((PTP_POOL)made, &sizes));
    FACT_HEX("QueryThreadpoolStackInformation", "StackReserve", sizes.StackReserve);
    FACT_HEX("QueryThreadpoolStackInformation", "StackCommit", sizes.StackCommit);
    CloseThreadpool((PTP_POOL)made);
}

static void CALLBACK ask_long(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    (void)work;
    *(int*)context = CallbackMayRunLong(instance);
}

static void CALLBACK disassociating(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    (void)context, (void)work;
    DisassociateCurrentThreadFromCallback(instance);
    SetEvent(entered);
    WaitForSingleObject(leave, 10000);
    InterlockedIncrement(&calls);
}

static void works(void) {
    PTP_WORK work, blocker;
    int may = -1;
    FACT_HANDLE("CreateThreadpoolWork", "the process's pool", *(HANDLE*)&work,
                (HANDLE)CreateThreadpoolWork(count_work, NULL, NULL));
    calls = 0;
    SubmitThreadpoolWork(work);
    SubmitThreadpoolWork(work);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_NUMBER("SubmitThreadpoolWork", "three times", calls);
    WaitForThreadpoolWorkCallbacks(work, TRUE);
    FACT_NUMBER("WaitForThreadpoolWorkCallbacks", "nothing to wait for", calls);
    FACT_BOOL("CloseHandle", "a work object", CloseHandle((HANDLE)work));
    CloseThreadpoolWork(work);

    blocker = occupy();
    work = CreateThreadpoolWork(count_work, NULL, &environment);
    calls = 0;
    SubmitThreadpoolWork(work);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, TRUE);
    FACT_NUMBER("WaitForThreadpoolWorkCallbacks", "cancelling what is pending", calls);
    SubmitThreadpoolWork(work);
    CloseThreadpoolWork(work);
    FACT_NUMBER("CloseThreadpoolWork", "a pending call is not made in it", calls);
    release(blocker);
    FACT_NUMBER("CloseThreadpoolWork", "a pending call is made later", happens(&calls, 2));

    work = CreateThreadpoolWork(ask_long, &may, &environment);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_NUMBER("CallbackMayRunLong", "the only thread of a pool", may);
    CloseThreadpoolWork(work);
    work = CreateThreadpoolWork(ask_long, &may, NULL);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_NUMBER("CallbackMayRunLong", "in the process's pool", may);
    CloseThreadpoolWork(work);

    ResetEvent(leave);
    ResetEvent(entered);
    calls = 0;
    work = CreateThreadpoolWork(disassociating, NULL, NULL);
    SubmitThreadpoolWork(work);
    WaitForSingleObject(entered, 10000);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_NUMBER("DisassociateCurrentThreadFromCallback", "is not waited for", calls);
    CloseThreadpoolWork(work);
    SetEvent(leave);
    FACT_NUMBER("DisassociateCurrentThreadFromCallback", "goes on", happens(&calls, 1));
}

static void simple(void) {
    HANDLE done = CreateEventA(NULL, FALSE, FALSE, NULL);
    calls = 0;
    FACT_BOOL("TrySubmitThreadpoolCallback", "the process's pool", TrySubmitThreadpoolCallback(count_simple,
              done, NULL));
    FACT_WAIT("TrySubmitThreadpoolCallback", "is called", WaitForSingleObject(done, 10000));
    FACT_BOOL("TrySubmitThreadpoolCallback", "an own pool",
              TrySubmitThreadpoolCallback(count_simple, done, &environment));
    FACT_WAIT("TrySubmitThreadpoolCallback", "is called in an own pool", WaitForSingleObject(done, 10000));
    FACT_NUMBER("TrySubmitThreadpoolCallback", "calls", calls);
    CloseHandle(done);
}

static CRITICAL_SECTION section;
static HANDLE events[2], mutex, semaphore;
static HMODULE library;
#ifdef __linux__
static const char library_name[] = "libutil.so.1";
#else
static const char library_name[] = "version.dll";
#endif

static void CALLBACK request(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    (void)context, (void)work;
    EnterCriticalSection(&section);
    WaitForSingleObject(mutex, 10000);
    LeaveCriticalSectionWhenCallbackReturns(instance, &section);
    ReleaseMutexWhenCallbackReturns(instance, mutex);
    ReleaseSemaphoreWhenCallbackReturns(instance, semaphore, 2);
    FreeLibraryWhenCallbackReturns(instance, library);
    FACT_NUMBER("FreeLibraryWhenCallbackReturns", "before the return", GetModuleHandleA(library_name) == library);
    SetEventWhenCallbackReturns(instance, events[0]);
    SetEventWhenCallbackReturns(instance, events[1]);
    FACT_WAIT("SetEventWhenCallbackReturns", "before the return", WaitForSingleObject(events[0], 0));
    FACT_WAIT("ReleaseSemaphoreWhenCallbackReturns", "before the return", WaitForSingleObject(semaphore, 0));
}

static void requests(void) {
    PTP_WORK work = CreateThreadpoolWork(request, NULL, &environment);
    InitializeCriticalSection(&section);
    events[0] = CreateEventA(NULL, TRUE, FALSE, NULL);
    events[1] = CreateEventA(NULL, TRUE, FALSE, NULL);
    mutex = CreateMutexA(NULL, FALSE, NULL);
    semaphore = CreateSemaphoreA(NULL, 0, 5, NULL);
    library = LoadLibraryA(library_name);
    FACT_NUMBER("LoadLibraryA", "for a callback", library != NULL);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_WAIT("SetEventWhenCallbackReturns", "after the return", WaitForSingleObject(events[0], 0));
    FACT_WAIT("SetEventWhenCallbackReturns", "a second event", WaitForSingleObject(events[1], 0));
    FACT_WAIT("ReleaseMutexWhenCallbackReturns", "after the return", WaitForSingleObject(mutex, 0));
    FACT_WAIT("ReleaseSemaphoreWhenCallbackReturns", "after the return", WaitForSingleObject(semaphore, 0));
    FACT_WAIT("ReleaseSemaphoreWhenCallbackReturns", "the second count", WaitForSingleObject(semaphore, 0));
    FACT_WAIT("ReleaseSemaphoreWhenCallbackReturns", "no third", WaitForSingleObject(semaphore, 0));
    FACT_NUMBER("FreeLibraryWhenCallbackReturns", "after the return", GetModuleHandleA(library_name) == NULL);
    FACT_NUMBER("LeaveCriticalSectionWhenCallbackReturns", "after the return", TryEnterCriticalSection(&section));
    CloseThreadpoolWork(work);
}

static void groups(void) {
    PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
    PTP_WORK first, second, blocker;
    TP_CALLBACK_ENVIRON member = environment;
    int context = 0;
    FACT_NUMBER("CreateThreadpoolCleanupGroup", "made", group != NULL);
    SetThreadpoolCallbackCleanupGroup(&member, group, count_cancelled);
    TpSetCallbackFinalizationCallback(&member, count_finalized);
    calls = cancelled = finalized = 0;
    first = CreateThreadpoolWork(count_work, &context, &member);
    second = CreateThreadpoolWork(count_work, &context, &member);
    SubmitThreadpoolWork(first);
    SubmitThreadpoolWork(first);
    SubmitThreadpoolWork(second);
    CloseThreadpoolCleanupGroupMembers(group, FALSE, &context);
    FACT_NUMBER("CloseThreadpoolCleanupGroupMembers", "without cancelling: calls", calls);
    FACT_NUMBER("CloseThreadpoolCleanupGroupMembers", "without cancelling: cancelled", cancelled);
    FACT_NUMBER("TpSetCallbackFinalizationCallback", "once for each call", finalized);

    blocker = occupy();
    calls = cancelled = finalized = 0;
    first = CreateThreadpoolWork(count_work, &context, &member);
    second = CreateThreadpoolWork(count_work, &context, &member);
    SubmitThreadpoolWork(first);
    SubmitThreadpoolWork(first);
    CloseThreadpoolCleanupGroupMembers(group, TRUE, &context);
    FACT_NUMBER("CloseThreadpoolCleanupGroupMembers", "cancelling: calls", calls);
    FACT_NUMBER("CloseThreadpoolCleanupGroupMembers", "cancelling: cancelled, once for each member", cancelled);
    release(blocker);
    (void)second;
    CloseThreadpoolCleanupGroupMembers(group, TRUE, &context);
    FACT_NUMBER("CloseThreadpoolCleanupGroupMembers", "no members", cancelled);
    CloseThreadpoolCleanupGroup(group);
}

static void CALLBACK count_timer(PTP_CALLBACK_INSTANCE instance, void* context, PTP_TIMER timer) {
    (void)instance, (void)context, (void)timer;
    InterlockedIncrement(&calls);
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
    CloseThreadpoolWait(wait);
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
    FACT_NUMBER("IoCompletionCallback", "result of a write", io_result);
    FACT_NUMBER("IoCompletionCallback", "bytes of a write", io_bytes);
    StartThreadpoolIo(io);
    CancelThreadpoolIo(io);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    FACT_NUMBER("CancelThreadpoolIo", "no call", io_calls);
    FACT_BOOL("CloseHandle", "an I/O object", CloseHandle((HANDLE)io));
    CloseHandle(file);
    CloseThreadpoolIo(io);
    CloseHandle(event);
}

int main(void) {
    entered = CreateEventA(NULL, TRUE, FALSE, NULL);
    leave = CreateEventA(NULL, TRUE, FALSE, NULL);
    pool = CreateThreadpool(NULL);
    SetThreadpoolThreadMaximum(pool, 1);
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    environments();
    pools();
    works();
    simple();
    requests();
    groups();
    timers();
    waits();
    io_objects();
    CloseThreadpool(pool);
    return 0;
}
