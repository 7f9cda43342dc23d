// SPDX-License-Identifier: LGPL-2.1-or-later
// Thread local storage by number and fiber local storage with its callbacks.
#include "facts.h"

static DWORD slot;
static DWORD fls;
static HANDLE ready, go;
static volatile LONG calls, sum, same_thread;
static DWORD expected_thread;

#define FACT_VALUE(function, situation, call)                                                                       \
    do {                                                                                                            \
        PVOID fact_value;                                                                                           \
        SetLastError(0xdeadbeef);                                                                                   \
        fact_value = (call);                                                                                        \
        printf("%s: %s: %d, error %u\n", function, situation, (int)(LONG_PTR)fact_value, (unsigned)GetLastError()); \
    } while (0)

static DWORD WINAPI read_slot(void* unused) {
    (void)unused;
    return (DWORD)(ULONG_PTR)TlsGetValue(slot);
}

static DWORD WINAPI keep_slot(void* unused) {
    DWORD value;
    (void)unused;
    TlsSetValue(slot, (PVOID)55);
    SetEvent(ready);
    WaitForSingleObject(go, 20000);
    value = (DWORD)(ULONG_PTR)TlsGetValue(slot);
    return value;
}

static void thread_local_storage(void) {
    HANDLE thread;
    DWORD code = 0, other;
    FACT_NUMBER("TLS_MINIMUM_AVAILABLE", "value", TLS_MINIMUM_AVAILABLE);
    slot = TlsAlloc();
    FACT_NUMBER("TlsAlloc", "succeeds", slot != TLS_OUT_OF_INDEXES);
    FACT_VALUE("TlsGetValue", "nothing stored", TlsGetValue(slot));
    FACT_BOOL("TlsSetValue", "allocated", TlsSetValue(slot, (PVOID)42));
    FACT_VALUE("TlsGetValue", "stored", TlsGetValue(slot));
    FACT_NUMBER("TlsGetValue", "in another thread", in_thread(read_slot, NULL));
    FACT_VALUE("TlsGetValue", "1088", TlsGetValue(1088));
    FACT_VALUE("TlsGetValue", "TLS_OUT_OF_INDEXES", TlsGetValue(TLS_OUT_OF_INDEXES));
    FACT_BOOL("TlsSetValue", "1088", TlsSetValue(1088, NULL));
    FACT_BOOL("TlsSetValue", "TLS_OUT_OF_INDEXES", TlsSetValue(TLS_OUT_OF_INDEXES, NULL));
    FACT_BOOL("TlsFree", "1088", TlsFree(1088));
    FACT_BOOL("TlsFree", "TLS_OUT_OF_INDEXES", TlsFree(TLS_OUT_OF_INDEXES));
    FACT_VALUE("TlsGetValue", "63, not allocated", TlsGetValue(63));
    FACT_BOOL("TlsSetValue", "63, not allocated", TlsSetValue(63, (PVOID)9));
    FACT_VALUE("TlsGetValue", "63, not allocated, stored", TlsGetValue(63));
    FACT_BOOL("TlsFree", "63, not allocated", TlsFree(63));
    FACT_VALUE("TlsGetValue", "900, not allocated", TlsGetValue(900));
    FACT_BOOL("TlsSetValue", "900, not allocated", TlsSetValue(900, (PVOID)9));
    FACT_VALUE("TlsGetValue", "900, not allocated, stored", TlsGetValue(900));

    ready = CreateEventW(NULL, FALSE, FALSE, NULL);
    go = CreateEventW(NULL, FALSE, FALSE, NULL);
    thread = CreateThread(NULL, 0, keep_slot, NULL, 0, NULL);
    WaitForSingleObject(ready, 20000);
    FACT_BOOL("TlsFree", "allocated", TlsFree(slot));
    FACT_BOOL("TlsFree", "freed", TlsFree(slot));
    other = TlsAlloc();
    FACT_NUMBER("TlsAlloc", "gives the freed number again", other == slot);
    FACT_VALUE("TlsGetValue", "freed and given out again", TlsGetValue(other));
    SetEvent(go);
    WaitForSingleObject(thread, 20000);
    GetExitCodeThread(thread, &code);
    FACT_NUMBER("TlsGetValue", "freed and given out again, in another thread", code);
    CloseHandle(thread);
    TlsFree(other);
}

static DWORD tls_number(void) { return TlsAlloc(); }
static BOOL tls_release(DWORD number) { return TlsFree(number); }
static DWORD fls_number(void) { return FlsAlloc(NULL); }
static BOOL fls_release(DWORD number) { return FlsFree(number); }

/// Takes numbers until there are none, and gives them back.
static void exhaust(const char* function, DWORD (*allocate)(void), BOOL (*release)(DWORD)) {
    static DWORD taken[5000];
    unsigned count = 0;
    while (count < 5000 && (taken[count] = allocate()) != TLS_OUT_OF_INDEXES) ++count;
    FACT_NUMBER(function, "numbers come to an end", count < 5000);
    FACT_DWORD(function, "none is left", TLS_OUT_OF_INDEXES, allocate());
    if (allocate == tls_number) FACT_NUMBER(function, "not more than 1088", count <= 1088);
    release(taken[0]);
    FACT_NUMBER(function, "after one was given back", allocate() != TLS_OUT_OF_INDEXES);
    for (unsigned i = 0; i < count; ++i) release(taken[i]);
}

static VOID WINAPI count(PVOID value) {
    InterlockedIncrement(&calls);
    InterlockedExchangeAdd(&sum, (LONG)(LONG_PTR)value);
    if (GetCurrentThreadId() == expected_thread) InterlockedIncrement(&same_thread);
}

static DWORD WINAPI set_and_end(void* value) {
    expected_thread = GetCurrentThreadId();
    FlsSetValue(fls, value);
    return 0;
}

static DWORD WINAPI set_and_exit(void* value) {
    FlsSetValue(fls, value);
    ExitThread(3);
    return 0;
}

static DWORD WINAPI set_and_wait(void* value) {
    FlsSetValue(fls, value);
    SetEvent(ready);
    WaitForSingleObject(go, 20000);
    return (DWORD)(ULONG_PTR)FlsGetValue(fls);
}

static VOID WINAPI see_slot(PVOID value) {
    (void)value;
    sum = (LONG)(LONG_PTR)TlsGetValue(slot);
}

static DWORD WINAPI set_both(void* value) {
    TlsSetValue(slot, value);
    FlsSetValue(fls, value);
    return 0;
}

static void reset(void) { calls = sum = same_thread = 0; }

static void fiber_local_storage(void) {
    DWORD plain = FlsAlloc(NULL), code = 0;
    HANDLE thread;
    FACT_NUMBER("FlsAlloc", "succeeds", plain != FLS_OUT_OF_INDEXES);
    FACT_NUMBER("FlsAlloc", "is not 0", plain != 0);
    FACT_VALUE("FlsGetValue", "nothing stored", FlsGetValue(plain));
    FACT_BOOL("FlsSetValue", "allocated", FlsSetValue(plain, (PVOID)42));
    FACT_VALUE("FlsGetValue", "stored", FlsGetValue(plain));
    FACT_BOOL("FlsFree", "without callback", FlsFree(plain));
    FACT_BOOL("FlsFree", "freed", FlsFree(plain));
    FACT_BOOL("FlsFree", "FLS_OUT_OF_INDEXES", FlsFree(FLS_OUT_OF_INDEXES));
    FACT_BOOL("FlsSetValue", "FLS_OUT_OF_INDEXES", FlsSetValue(FLS_OUT_OF_INDEXES, NULL));
    FACT_VALUE("FlsGetValue", "FLS_OUT_OF_INDEXES", FlsGetValue(FLS_OUT_OF_INDEXES));
    FACT_BOOL("FlsSetValue", "5000", FlsSetValue(5000, NULL));
    FACT_VALUE("FlsGetValue", "5000", FlsGetValue(5000));
    FACT_BOOL("FlsFree", "5000", FlsFree(5000));
    FACT_BOOL("FlsFree", "0", FlsFree(0));
    FACT_BOOL("FlsSetValue", "0", FlsSetValue(0, (PVOID)1));
    FACT_VALUE("FlsGetValue", "0", FlsGetValue(0));

    fls = FlsAlloc(count);
    in_thread(set_and_end, (PVOID)5);
    FACT_NUMBER("FLS callback", "runs at the end of a thread", calls);
    FACT_NUMBER("FLS callback", "gets the value", sum);
    FACT_NUMBER("FLS callback", "runs in the thread that ends", same_thread);
    reset();
    FACT_NUMBER("FLS callback", "exit code of a thread that calls ExitThread", in_thread(set_and_exit, (PVOID)6));
    FACT_NUMBER("FLS callback", "runs after ExitThread", sum);
    reset();
    in_thread(set_and_end, NULL);
    FACT_NUMBER("FLS callback", "does not run for null", calls);

    ready = CreateEventW(NULL, FALSE, FALSE, NULL);
    go = CreateEventW(NULL, FALSE, FALSE, NULL);
    thread = CreateThread(NULL, 0, set_and_wait, (PVOID)7, 0, NULL);
    WaitForSingleObject(ready, 20000);
    FlsSetValue(fls, (PVOID)70);
    reset();
    expected_thread = GetCurrentThreadId();
    FACT_BOOL("FlsFree", "two threads have values", FlsFree(fls));
    FACT_NUMBER("FlsFree", "runs the callback for each thread's value", calls);
    FACT_NUMBER("FlsFree", "gets the values of all threads", sum);
    FACT_NUMBER("FlsFree", "runs the callbacks in its own thread", same_thread);
    reset();
    SetEvent(go);
    WaitForSingleObject(thread, 20000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    FACT_NUMBER("FLS callback", "does not run again at the end of the thread", calls);

    fls = FlsAlloc(see_slot);
    slot = TlsAlloc();
    reset();
    in_thread(set_both, (PVOID)8);
    FACT_NUMBER("FLS callback", "sees the thread's TLS values", sum);
    FlsFree(fls);
    TlsFree(slot);
    FACT_NUMBER("IsThreadAFiber", "of a thread that was not converted", IsThreadAFiber());
}

int main(void) {
    thread_local_storage();
    fiber_local_storage();
    exhaust("TlsAlloc", tls_number, tls_release);
    exhaust("FlsAlloc", fls_number, fls_release);
    return 0;
}
