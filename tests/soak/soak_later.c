// SPDX-License-Identifier: LGPL-2.1-or-later
// The manager routines of the soak server that answer later: from the pool, from the housekeeper, in pieces.
// pieces.
#include "soak_server.h"

#define EVENT_LIMIT 60000

typedef struct Held {
    PRPC_ASYNC_STATE async;
    ULONGLONG deadline;
    struct Held* next;
} Held;

static CRITICAL_SECTION lock;  // of the held calls
static Held* held;
static HANDLE ending, housekeeper;

typedef struct Triple {
    PRPC_ASYNC_STATE async;
    LONG value;
} Triple;

static DWORD WINAPI answer_triple(void* context) {
    Triple triple = *(Triple*)context;
    LONG reply = triple.value * 3;
    free(context);
    RpcAsyncCompleteCall(triple.async, &reply);
    InterlockedDecrement(&outstanding);
    return 0;
}

void LaterTriple(PRPC_ASYNC_STATE async, handle_t h, LONG value, boolean elsewhere) {
    Triple* triple = (Triple*)malloc(sizeof *triple);
    (void)h;
    triple->async = async;
    triple->value = value;
    InterlockedIncrement(&outstanding);
    if (!elsewhere || !QueueUserWorkItem(answer_triple, triple, WT_EXECUTEDEFAULT)) answer_triple(triple);
}

void LaterHold(PRPC_ASYNC_STATE async, handle_t h, ULONG patience) {
    Held* one = (Held*)malloc(sizeof *one);
    (void)h;
    one->async = async;
    one->deadline = GetTickCount64() + patience;
    EnterCriticalSection(&lock);
    one->next = held;
    held = one;
    InterlockedIncrement(&outstanding);
    LeaveCriticalSection(&lock);
}

// Takes the calls out that are cancelled or due, and answers them without the lock.
static void answer_held(void) {
    Held *due = NULL, **place;
    EnterCriticalSection(&lock);
    for (place = &held; *place;) {
        Held* const one = *place;
        const int cancelled = RpcServerTestCancel(RpcAsyncGetCallHandle(one->async)) == RPC_S_OK;
        if (!cancelled && GetTickCount64() < one->deadline) {
            place = &one->next;
            continue;
        }
        *place = one->next;
        one->deadline = cancelled ? 0 : 1;
        one->next = due;
        due = one;
    }
    LeaveCriticalSection(&lock);
    while (due) {
        Held* const one = due;
        LONG reply = 1;
        due = one->next;
        if (one->deadline == 0) {
            RpcAsyncAbortCall(one->async, RPC_S_CALL_CANCELLED);
        } else {
            RpcAsyncCompleteCall(one->async, &reply);
        }
        free(one);
        InterlockedDecrement(&outstanding);
    }
}

static DWORD WINAPI keep_house(void* context) {
    (void)context;
    while (WaitForSingleObject(ending, 5) == WAIT_TIMEOUT) answer_held();
    return 0;
}

void start_housekeeper(void) {
    InitializeCriticalSection(&lock);
    ending = CreateEventA(NULL, TRUE, FALSE, NULL);
    housekeeper = CreateThread(NULL, 0, keep_house, NULL, 0, NULL);
}

void end_housekeeper(void) {
    SetEvent(ending);
    WaitForSingleObject(housekeeper, INFINITE);
    CloseHandle(housekeeper);
    CloseHandle(ending);
    DeleteCriticalSection(&lock);
}

// An asynchronous pipe, worked on by a thread of the pool.
typedef struct Flow {
    PRPC_ASYNC_STATE async;
    ASYNC_BYTE_PIPE* data;
    LONGLONG size;
    HANDLE event;
} Flow;

static DWORD WINAPI swallow_later(void* context) {
    Flow flow = *(Flow*)context;
    unsigned char* room = (unsigned char*)malloc(CHUNK);
    LONGLONG total = 0;
    int right = 1;
    ULONG count = 1;
    RPC_STATUS status = RPC_S_OK;
    free(context);
    while (count != 0 && status == RPC_S_OK) {
        status = flow.data->pull(flow.data->state, room, CHUNK, &count);
        if (status == RPC_S_ASYNC_CALL_PENDING) {
            count = 1;
            status = WaitForSingleObject(flow.event, EVENT_LIMIT) == WAIT_OBJECT_0 ? RPC_S_OK : RPC_S_CALL_FAILED;
        } else if (status == RPC_S_OK) {
            right = right && is_pattern(room, count, total);
            total += count;
        }
    }
    free(room);
    if (!right) total = -1;
    // After a failed pull the call is over.
    if (status == RPC_S_OK) RpcAsyncCompleteCall(flow.async, &total);
    CloseHandle(flow.event);
    InterlockedDecrement(&outstanding);
    return 0;
}

static DWORD WINAPI pour_later(void* context) {
    Flow flow = *(Flow*)context;
    LONGLONG offset = 0;
    ULONG count = 1;
    RPC_STATUS status = RPC_S_OK;
    free(context);
    while (count != 0 && status == RPC_S_OK) {
        count = next_chunk(flow.size - offset);
        status = flow.data->push(flow.data->state, pattern_at(offset), count);
        offset += count;
        if (status == RPC_S_OK && count != 0 && WaitForSingleObject(flow.event, EVENT_LIMIT) != WAIT_OBJECT_0) {
            status = RPC_S_CALL_FAILED;
        }
    }
    if (status == RPC_S_OK) RpcAsyncCompleteCall(flow.async, NULL);
    CloseHandle(flow.event);
    InterlockedDecrement(&outstanding);
    return 0;
}

static void start_flow(PRPC_ASYNC_STATE async, ASYNC_BYTE_PIPE* data, LONGLONG size, LPTHREAD_START_ROUTINE work) {
    Flow* flow = (Flow*)malloc(sizeof *flow);
    InterlockedIncrement(&outstanding);
    flow->async = async;
    flow->data = data;
    flow->size = size;
    flow->event = CreateEventA(NULL, FALSE, FALSE, NULL);
    async->NotificationType = RpcNotificationTypeEvent;
    async->u.hEvent = flow->event;
    async->Flags = RPC_C_NOTIFY_ON_SEND_COMPLETE;
    if (!QueueUserWorkItem(work, flow, WT_EXECUTELONGFUNCTION)) work(flow);
}

void LaterSwallow(PRPC_ASYNC_STATE async, handle_t h, ASYNC_BYTE_PIPE* data) {
    (void)h;
    start_flow(async, data, 0, swallow_later);
}

void LaterPour(PRPC_ASYNC_STATE async, handle_t h, LONGLONG size, ASYNC_BYTE_PIPE* data) {
    (void)h;
    start_flow(async, data, size, pour_later);
}
