// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts of the thread pool (threadpoolapiset.h): environments, pools, work, groups. Nothing here depends on time:
// what has to happen is waited for, what must not happen is made impossible by occupying the only thread of a pool.
#include "pool_facts.h"

static volatile LONG cancelled, finalized;

static void CALLBACK count_work(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    (void)instance, (void)context, (void)work;
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
    calls = 0;
    SubmitThreadpoolWork(work);
    DestroyThreadpoolEnvironment(&fresh);
    FACT_NUMBER("DestroyThreadpoolEnvironment", "an object made with it goes on", happens(&calls, 1));
    CloseThreadpoolWork(work);
    InitializeThreadpoolEnvironment(&fresh);
    SetThreadpoolCallbackPool(&fresh, pool);
    FACT_NUMBER("SetThreadpoolCallbackPool", "Pool", fresh.Pool == pool);
    SetThreadpoolCallbackCleanupGroup(&fresh, (PTP_CLEANUP_GROUP)&calls, count_cancelled);
    FACT_NUMBER("SetThreadpoolCallbackCleanupGroup", "CleanupGroup", fresh.CleanupGroup == (PTP_CLEANUP_GROUP)&calls);
    FACT_NUMBER("SetThreadpoolCallbackCleanupGroup", "CleanupGroupCancelCallback",
                fresh.CleanupGroupCancelCallback == count_cancelled);
    SetThreadpoolCallbackPriority(&fresh, TP_CALLBACK_PRIORITY_HIGH);
    FACT_NUMBER("SetThreadpoolCallbackPriority", "CallbackPriority", fresh.CallbackPriority);
    SetThreadpoolCallbackLibrary(&fresh, &fresh);
    FACT_NUMBER("SetThreadpoolCallbackLibrary", "RaceDll", fresh.RaceDll == &fresh);
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

static volatile LONG threads_at_once, most_threads;
static void CALLBACK watch_threads(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    const LONG now = InterlockedIncrement(&threads_at_once);
    (void)instance, (void)context, (void)work;
    if (now > most_threads) most_threads = now;
    SwitchToThread();
    InterlockedDecrement(&threads_at_once);
    InterlockedIncrement(&calls);
}

static char order[4];
static void CALLBACK append(PTP_CALLBACK_INSTANCE instance, void* letter, PTP_WORK work) {
    (void)instance, (void)work;
    order[strlen(order)] = *(const char*)letter;
}

static void by_priority(void) {
    static const TP_CALLBACK_PRIORITY priorities[] = {TP_CALLBACK_PRIORITY_LOW, TP_CALLBACK_PRIORITY_NORMAL,
                                                      TP_CALLBACK_PRIORITY_HIGH};
    static char letters[] = "lnh";
    TP_CALLBACK_ENVIRON own = environment;
    PTP_WORK works[3], blocker = occupy();
    int i;
    for (i = 0; i < 3; ++i) {
        SetThreadpoolCallbackPriority(&own, priorities[i]);
        works[i] = CreateThreadpoolWork(append, &letters[i], &own);
        SubmitThreadpoolWork(works[i]);
    }
    release(blocker);
    for (i = 0; i < 3; ++i) {
        WaitForThreadpoolWorkCallbacks(works[i], FALSE);
        CloseThreadpoolWork(works[i]);
    }
    FACT_TEXT("SetThreadpoolCallbackPriority", "low, normal, high are submitted: the order of their calls", order);
}

/// How many threads a pool uses, and its end.
static void closing_pools(void) {
    TP_CALLBACK_ENVIRON own;
    PTP_POOL closing = CreateThreadpool(NULL);
    PTP_WORK work;
    int i;
    InitializeThreadpoolEnvironment(&own);
    SetThreadpoolCallbackPool(&own, closing);
    work = CreateThreadpoolWork(count_work, NULL, &own);
    calls = 0;
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_NUMBER("SetThreadpoolCallbackPool", "calls", calls);
    CloseThreadpoolWork(work);
    SetLastError(1234);
    CloseThreadpool(closing);
    FACT_NUMBER("CloseThreadpool", "without objects: the last error", GetLastError());
    work = CreateThreadpoolWork(watch_threads, NULL, &environment);
    calls = 0;
    for (i = 0; i < 100; ++i) SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    FACT_NUMBER("SetThreadpoolThreadMaximum", "one: callbacks", calls);
    FACT_NUMBER("SetThreadpoolThreadMaximum", "one: callbacks at once", most_threads);
    CloseThreadpoolWork(work);
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
    FACT_BOOL("TrySubmitThreadpoolCallback", "the process's pool",
              TrySubmitThreadpoolCallback(count_simple, done, NULL));
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
    calls = 0;
    first = CreateThreadpoolWork(count_work, &context, &member);
    SubmitThreadpoolWork(first);
    CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
    FACT_NUMBER("CloseThreadpoolCleanupGroupMembers", "the group takes members again", calls);
    SetLastError(1234);
    CloseThreadpoolCleanupGroup(group);
    FACT_NUMBER("CloseThreadpoolCleanupGroup", "without members: the last error", GetLastError());
}

int main(void) {
    make_pool_of_one();
    environments();
    pools();
    closing_pools();
    by_priority();
    works();
    simple();
    requests();
    groups();
    CloseThreadpool(pool);
    return 0;
}
