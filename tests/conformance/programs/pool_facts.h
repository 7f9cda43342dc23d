// SPDX-License-Identifier: LGPL-2.1-or-later
// What the programs about the thread pool share: a pool of one thread, a callback that occupies it, and waiting, with a
// limit, for a counter to come to a value.
#ifndef POOL_FACTS_H
#define POOL_FACTS_H

#include "facts.h"

static TP_CALLBACK_ENVIRON environment;
static PTP_POOL pool;
static volatile LONG calls;
static HANDLE entered, leave;

static inline int happens(volatile LONG* what, LONG value) {
    int i;
    for (i = 0; i < 10000 && *what != value; ++i) Sleep(1);
    return *what == value;
}

static inline void CALLBACK block_work(PTP_CALLBACK_INSTANCE instance, void* context, PTP_WORK work) {
    (void)instance, (void)context, (void)work;
    SetEvent(entered);
    WaitForSingleObject(leave, 10000);
    InterlockedIncrement(&calls);
}

/// Makes the only thread of the pool block in a callback, so that everything else stays pending.
static inline PTP_WORK occupy(void) {
    PTP_WORK work = CreateThreadpoolWork(block_work, NULL, &environment);
    ResetEvent(leave);
    ResetEvent(entered);
    SubmitThreadpoolWork(work);
    WaitForSingleObject(entered, 10000);
    return work;
}

static inline void release(PTP_WORK work) {
    SetEvent(leave);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CloseThreadpoolWork(work);
}

static inline void make_events(void) {
    entered = CreateEventA(NULL, TRUE, FALSE, NULL);
    leave = CreateEventA(NULL, TRUE, FALSE, NULL);
}

static inline void make_pool_of_one(void) {
    make_events();
    pool = CreateThreadpool(NULL);
    SetThreadpoolThreadMaximum(pool, 1);
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
}

#endif
