// SPDX-License-Identifier: LGPL-2.1-or-later
// Completion ports without files: posting, the outcomes of taking packets, alertable waits, closing.
#include "facts.h"

static OVERLAPPED own;
static HANDLE started;

/// What one call brings: all outputs, which a call without a packet does not promise.
static void fact_taken(const char* situation, HANDLE port, DWORD milliseconds) {
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    LPOVERLAPPED found = &own + 1;
    char text[96];
    SetLastError(0xdeadbeef);
    const BOOL result = GetQueuedCompletionStatus(port, &bytes, &key, &found, milliseconds);
    const DWORD error = GetLastError();
    const char* which = !found ? "NULL" : found == &own ? "ours" : found == &own + 1 ? "untouched" : "another";
    if (result) {
        snprintf(text, sizeof text, "%u bytes, key %u, overlapped %s", (unsigned)bytes, (unsigned)key, which);
    } else {
        snprintf(text, sizeof text, "FALSE %u, overlapped %s", (unsigned)error, which);
    }
    FACT_TEXT("GetQueuedCompletionStatus", situation, text);
}

static void posting(void) {
    const char* f = "PostQueuedCompletionStatus";
    HANDLE port, event = CreateEventW(NULL, FALSE, FALSE, NULL);
    FACT_HANDLE("CreateIoCompletionPort", "no file", port, CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0));
    // V8: three values untouched, the last need not be an OVERLAPPED.
    FACT_BOOL(f, "three values", PostQueuedCompletionStatus(port, 17, 23, &own));
    fact_taken("three values that were posted", port, 0);
    FACT_BOOL(f, "no OVERLAPPED", PostQueuedCompletionStatus(port, 1, 2, NULL));
    fact_taken("a posted NULL is a packet", port, 0);  // V10
    FACT_BOOL(f, "what is no OVERLAPPED", PostQueuedCompletionStatus(port, 1, 2, (LPOVERLAPPED)(ULONG_PTR)0x4242));
    fact_taken("what is no OVERLAPPED", port, 0);
    PostQueuedCompletionStatus(port, 0xffffffff, (ULONG_PTR)-1, &own);
    fact_taken("the largest values", port, 0);
    for (DWORD i = 1; i <= 3; ++i) PostQueuedCompletionStatus(port, i, i, &own);
    fact_taken("the first of three", port, 0);  // V4
    fact_taken("the second of three", port, 0);
    fact_taken("the third of three", port, 0);
    fact_taken("none is there, not waiting", port, 0);  // V9
    fact_taken("none is there, a limit", port, 10);
    FACT_BOOL(f, "an event", PostQueuedCompletionStatus(event, 1, 2, &own));
    FACT_BOOL(f, "no handle", PostQueuedCompletionStatus((HANDLE)(ULONG_PTR)0x7770, 1, 2, &own));
    FACT_BOOL(f, "NULL", PostQueuedCompletionStatus(NULL, 1, 2, &own));
    fact_taken("an event", event, 0);
    fact_taken("no handle", (HANDLE)(ULONG_PTR)0x7770, 0);
    fact_taken("NULL", NULL, 0);
    PostQueuedCompletionStatus(port, 1, 2, &own);
    CloseHandle(port);
    FACT_BOOL(f, "a closed port", PostQueuedCompletionStatus(port, 1, 2, &own));
    fact_taken("a closed port with a packet", port, 0);
    CloseHandle(event);
}

static void CALLBACK on_apc(ULONG_PTR count) { ++*(int*)count; }

static void several(void) {
    const char* f = "GetQueuedCompletionStatusEx";
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    OVERLAPPED_ENTRY entries[4];
    ULONG count = 77;
    int apcs = 0;
    memset(entries, 0, sizeof entries);
    for (DWORD i = 1; i <= 5; ++i) PostQueuedCompletionStatus(port, i, 10 * i, &own);
    FACT_BOOL(f, "five are there, room for four", GetQueuedCompletionStatusEx(port, entries, 4, &count, 0, FALSE));
    FACT_NUMBER(f, "four were taken", count);
    FACT_NUMBER(f, "bytes of the first", entries[0].dwNumberOfBytesTransferred);
    FACT_NUMBER(f, "key of the fourth", entries[3].lpCompletionKey);
    FACT_NUMBER(f, "OVERLAPPED of the fourth", entries[3].lpOverlapped == &own);
    FACT_BOOL(f, "one is left", GetQueuedCompletionStatusEx(port, entries, 4, &count, 0, FALSE));
    FACT_NUMBER(f, "one was taken", count);
    FACT_BOOL(f, "none is there", GetQueuedCompletionStatusEx(port, entries, 4, &count, 0, FALSE));
    QueueUserAPC(on_apc, GetCurrentThread(), (ULONG_PTR)&apcs);
    // U8, V13
    FACT_BOOL(f, "an APC, not alertable", GetQueuedCompletionStatusEx(port, entries, 4, &count, 10, FALSE));
    FACT_NUMBER(f, "an APC did not run", apcs);
    fact_taken("an APC does not end the wait", port, 10);
    FACT_NUMBER("GetQueuedCompletionStatus", "an APC did not run", apcs);
    FACT_BOOL(f, "an APC, alertable", GetQueuedCompletionStatusEx(port, entries, 4, &count, 5000, TRUE));
    FACT_NUMBER(f, "an APC ran", apcs);
    QueueUserAPC(on_apc, GetCurrentThread(), (ULONG_PTR)&apcs);
    FACT_BOOL(f, "an APC, alertable, not waiting", GetQueuedCompletionStatusEx(port, entries, 4, &count, 0, TRUE));
    FACT_NUMBER(f, "another APC ran", apcs);
    FACT_BOOL(f, "room for none", GetQueuedCompletionStatusEx(port, entries, 0, &count, 0, FALSE));
    FACT_BOOL(f, "no handle", GetQueuedCompletionStatusEx((HANDLE)(ULONG_PTR)0x7770, entries, 4, &count, 0, FALSE));
    CloseHandle(port);
}

typedef struct {
    HANDLE port;
    BOOL result;
    DWORD error;
    LPOVERLAPPED found;
} Waiter;

static DWORD WINAPI wait_for_packet(void* argument) {
    Waiter* own_wait = argument;
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    SetEvent(started);
    own_wait->result = GetQueuedCompletionStatus(own_wait->port, &bytes, &key, &own_wait->found, INFINITE);
    own_wait->error = own_wait->result ? 0 : GetLastError();
    return 0;
}

static HANDLE start_waiting(Waiter* waiter, HANDLE port) {
    memset(waiter, 0, sizeof *waiter);
    waiter->port = port;
    HANDLE thread = CreateThread(NULL, 0, wait_for_packet, waiter, 0, NULL);
    WaitForSingleObject(started, 20000);
    return thread;
}

static void waiting(void) {
    Waiter waiter;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    started = CreateEventW(NULL, FALSE, FALSE, NULL);
    HANDLE thread = start_waiting(&waiter, port);
    FACT_BOOL("PostQueuedCompletionStatus", "somebody waits", PostQueuedCompletionStatus(port, 1, 2, &own));
    FACT_WAIT("PostQueuedCompletionStatus", "who waited goes on", WaitForSingleObject(thread, 20000));
    FACT_NUMBER("PostQueuedCompletionStatus", "who waited has it", waiter.result && waiter.found == &own);
    CloseHandle(thread);
    CloseHandle(port);
    CloseHandle(started);
}

static volatile LONG taken, most_of_one, go;

/// The key of the next packet; 99 where none comes.
static ULONG_PTR next_key(HANDLE port) {
    DWORD bytes;
    ULONG_PTR key = 99;
    LPOVERLAPPED found;
    GetQueuedCompletionStatus(port, &bytes, &key, &found, 20000);
    return key;
}

/// Takes packets until one with the key 99 comes, and keeps running with each.
static DWORD WINAPI run_on(void* port) {
    LONG own_packets = 0;
    while (next_key(port) != 99) {
        if (++own_packets > most_of_one) most_of_one = own_packets;
        InterlockedIncrement((LONG*)&taken);
        while (!go) SwitchToThread();
    }
    return 0;
}
static HANDLE resume, second_port;
static DWORD WINAPI wait_with_it(void* port) {
    next_key(port);
    InterlockedIncrement((LONG*)&taken);
    return WaitForSingleObject(resume, 20000);
}
static DWORD WINAPI go_to_another(void* port) {
    next_key(port);
    InterlockedIncrement((LONG*)&taken);
    next_key(second_port);
    while (!go) SwitchToThread();
    return 0;
}

static void post_two(HANDLE port, ULONG_PTR key) {
    PostQueuedCompletionStatus(port, 0, key, NULL);
    PostQueuedCompletionStatus(port, 0, key, NULL);
}
/// Two threads at a port that lets one run, and two packets.
static HANDLE two_at_once(HANDLE* threads, LPTHREAD_START_ROUTINE body) {
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    taken = most_of_one = go = 0;
    for (int i = 0; i < 2; ++i) threads[i] = CreateThread(NULL, 0, body, port, 0, NULL);
    post_two(port, 1);
    return port;
}
static LONG taken_in_the_end(LONG wanted) {
    const DWORD begin = GetTickCount();
    while (taken < wanted && GetTickCount() - begin < 20000) SwitchToThread();
    return taken;
}
static void end_both(HANDLE port, HANDLE* threads) {
    WaitForMultipleObjects(2, threads, TRUE, 20000);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
    CloseHandle(port);
}

static void running(void) {
    const char* f = "CreateIoCompletionPort";
    HANDLE threads[2], port = two_at_once(threads, run_on);
    resume = CreateEventW(NULL, TRUE, FALSE, NULL);
    second_port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 2);
    taken_in_the_end(1);
    Sleep(30);
    FACT_NUMBER(f, "one thread at once, one runs with a packet: packets taken", taken);  // V2, V5
    fact_taken("one thread at once, who comes while it runs", port, 20);
    go = 1;
    FACT_NUMBER(f, "one thread at once, it comes back: packets taken", taken_in_the_end(2));
    FACT_NUMBER(f, "one thread at once, it comes back: packets of one thread", most_of_one);  // V6
    post_two(port, 99);
    end_both(port, threads);
    port = two_at_once(threads, wait_with_it);
    FACT_NUMBER(f, "one thread at once, one waits with a packet: packets taken", taken_in_the_end(2));  // V5
    SetEvent(resume);
    end_both(port, threads);
    post_two(second_port, 1);
    port = two_at_once(threads, go_to_another);
    FACT_NUMBER(f, "one thread at once, one goes to another port: packets taken", taken_in_the_end(2));  // V7
    go = 1;
    end_both(port, threads);
    CloseHandle(second_port);
    CloseHandle(resume);
}

int main(void) {
    posting();
    several();
    waiting();
    if (!under_wine()) running();  // it lets all run
    return 0;
}
