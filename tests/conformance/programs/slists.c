// SPDX-License-Identifier: LGPL-2.1-or-later
// Interlocked singly linked lists: order, depth, several threads.
#include "facts.h"

enum { kThreads = 4, kItems = 500 };

typedef struct {
    DECLSPEC_ALIGN(16) SLIST_ENTRY entry;
    int value;
} Item;

static DECLSPEC_ALIGN(16) SLIST_HEADER head, shared;
static DECLSPEC_ALIGN(16) Item items[8], many[kThreads * kItems];
static volatile LONG popped;

static int value_of(PSLIST_ENTRY entry) { return entry ? ((Item*)entry)->value : -1; }

static void order(void) {
    for (int i = 0; i < 8; ++i) items[i].value = i;
    memset(&head, 0x5a, sizeof head);
    InitializeSListHead(&head);
    FACT_NUMBER("InitializeSListHead", "of rubbish: the list is empty", InterlockedPopEntrySList(&head) == NULL);
    FACT_NUMBER("InitializeSListHead", "of rubbish: no entries", QueryDepthSList(&head));
    for (int i = 0; i < 3; ++i) InterlockedPushEntrySList(&head, &items[i].entry);
    FACT_NUMBER("QueryDepthSList", "three", QueryDepthSList(&head));
    FACT_NUMBER("InterlockedPopEntrySList", "the last that was pushed", value_of(InterlockedPopEntrySList(&head)));
    FACT_NUMBER("InterlockedPushEntrySList", "the one before it is returned",
                value_of(InterlockedPushEntrySList(&head, &items[7].entry)));
    PSLIST_ENTRY first = InterlockedFlushSList(&head);
    FACT_NUMBER("InterlockedFlushSList", "the first", value_of(first));
    FACT_NUMBER("InterlockedFlushSList", "the second", value_of(first->Next));
    FACT_NUMBER("InterlockedFlushSList", "the third", value_of(first->Next->Next));
    FACT_NUMBER("InterlockedFlushSList", "behind the third", first->Next->Next->Next == NULL);
    FACT_NUMBER("InterlockedFlushSList", "no entries are left", QueryDepthSList(&head));
    InterlockedPushEntrySList(&head, &items[0].entry);
    InitializeSListHead(&head);
    FACT_NUMBER("InitializeSListHead", "of a list: its entry is forgotten", QueryDepthSList(&head));
}

static DWORD WINAPI push_and_pop(void* first) {
    Item* own = first;
    for (int i = 0; i < kItems; ++i) {
        InterlockedPushEntrySList(&shared, &own[i].entry);
        if (i % 2 && InterlockedPopEntrySList(&shared)) InterlockedIncrement(&popped);
    }
    return 0;
}

static void threads(void) {
    HANDLE thread[kThreads];
    int left = 0;
    InitializeSListHead(&shared);
    for (int i = 0; i < kThreads; ++i) thread[i] = CreateThread(NULL, 0, push_and_pop, many + i * kItems, 0, NULL);
    WaitForMultipleObjects(kThreads, thread, TRUE, 20000);
    for (int i = 0; i < kThreads; ++i) CloseHandle(thread[i]);
    FACT_NUMBER("InterlockedPopEntrySList", "four threads, what was popped", popped);
    FACT_NUMBER("QueryDepthSList", "four threads, what is left", QueryDepthSList(&shared));
    for (PSLIST_ENTRY at = InterlockedFlushSList(&shared); at; at = at->Next) ++left;
    FACT_NUMBER("InterlockedFlushSList", "four threads, what is left", left);
}

int main(void) {
    order();
    threads();
    return 0;
}
