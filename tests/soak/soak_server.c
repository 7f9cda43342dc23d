// SPDX-License-Identifier: LGPL-2.1-or-later
// The server of a soak run, written as a Windows program would be. Prints its endpoints; a line "restart" on its
// standard input makes it stop listening, wait for the calls that run and listen again; it ends with that input, and
// well only if nothing is left open.
#include <windows.h>

#include <rpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pattern.h"
#include "soak.h"

#define EVENT_LIMIT 60000

typedef struct Held {
    PRPC_ASYNC_STATE async;
    ULONGLONG deadline;
    struct Held* next;
} Held;

static CRITICAL_SECTION lock;  // of the held calls
static Held* held;
static LONG held_count;
static volatile LONG contexts;
static volatile LONG ending;

void* __RPC_USER MIDL_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER MIDL_user_free(void* memory) { free(memory); }

void Invert(handle_t h, ULONG size, byte* data) {
    ULONG i;
    (void)h;
    for (i = 0; i < size; ++i) data[i] = (byte)~data[i];
}

void Open(handle_t h, LONG start, COUNTER* counter) {
    LONG* made = (LONG*)malloc(sizeof *made);
    (void)h;
    *made = start;
    InterlockedIncrement(&contexts);
    *counter = made;
}

LONG Add(COUNTER counter, LONG amount) { return *(LONG*)counter += amount; }

void __RPC_USER COUNTER_rundown(COUNTER counter) {
    free(counter);
    InterlockedDecrement(&contexts);
}

LONG Close(COUNTER* counter) {
    const LONG last = *(LONG*)*counter;
    COUNTER_rundown(*counter);
    *counter = NULL;
    return last;
}

LONG AskBack(handle_t h, LONG depth) {
    (void)h;
    return depth <= 0 ? 0 : 1 + Ask(depth - 1);
}

void Raise(handle_t h, ULONG code) {
    (void)h;
    RpcRaiseException(code);
}

LONGLONG Swallow(handle_t h, BYTE_PIPE* data) {
    unsigned char* room = (unsigned char*)malloc(CHUNK);
    LONGLONG total = 0;
    int right = 1;
    ULONG count = 0;
    (void)h;
    RpcTryFinally {
        do {
            data->pull(data->state, room, CHUNK, &count);
            right = right && is_pattern(room, count, total);
            total += count;
        } while (count != 0);
    }
    RpcFinally { free(room); }
    RpcEndFinally return right ? total : -1;
}

void Pour(handle_t h, LONGLONG size, BYTE_PIPE* data) {
    LONGLONG offset = 0;
    ULONG count;
    (void)h;
    do {
        count = next_chunk(size - offset);
        data->push(data->state, pattern_at(offset), count);
        offset += count;
    } while (count != 0);
}

void Census(handle_t h, LONG* open, LONG* waiting) {
    (void)h;
    *open = contexts;
    EnterCriticalSection(&lock);
    *waiting = held_count;
    LeaveCriticalSection(&lock);
}

typedef struct Triple {
    PRPC_ASYNC_STATE async;
    LONG value;
} Triple;

static DWORD WINAPI answer_triple(void* context) {
    Triple triple = *(Triple*)context;
    LONG reply = triple.value * 3;
    free(context);
    RpcAsyncCompleteCall(triple.async, &reply);
    return 0;
}

void LaterTriple(PRPC_ASYNC_STATE async, handle_t h, LONG value, boolean elsewhere) {
    Triple* triple = (Triple*)malloc(sizeof *triple);
    (void)h;
    triple->async = async;
    triple->value = value;
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
    ++held_count;
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
        EnterCriticalSection(&lock);
        --held_count;
        LeaveCriticalSection(&lock);
    }
}

static DWORD WINAPI keep_house(void* context) {
    (void)context;
    while (!ending) {
        answer_held();
        Sleep(5);
    }
    return 0;
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
    return 0;
}

static void start_flow(PRPC_ASYNC_STATE async, ASYNC_BYTE_PIPE* data, LONGLONG size, LPTHREAD_START_ROUTINE work) {
    Flow* flow = (Flow*)malloc(sizeof *flow);
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

static void check(RPC_STATUS status, const char* what) {
    if (status == RPC_S_OK) return;
    fprintf(stderr, "soak_server: %s: %d\n", what, (int)status);
    exit(1);
}

static void print_bindings(void) {
    RPC_BINDING_VECTOR* bindings;
    ULONG i;
    check(RpcServerInqBindings(&bindings), "RpcServerInqBindings");
    for (i = 0; i < bindings->Count; ++i) {
        RPC_CSTR text, name, endpoint;
        check(RpcBindingToStringBindingA(bindings->BindingH[i], &text), "RpcBindingToStringBinding");
        check(RpcStringBindingParseA(text, NULL, &name, NULL, &endpoint, NULL), "RpcStringBindingParse");
        printf("%s %s\n", (char*)name, (char*)endpoint);
        RpcStringFreeA(&text);
        RpcStringFreeA(&name);
        RpcStringFreeA(&endpoint);
    }
    RpcBindingVectorFree(&bindings);
    printf("ready\n");
    fflush(stdout);
}

static void listen(void) { check(RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), "RpcServerListen"); }

static void stop(void) {
    check(RpcMgmtStopServerListening(NULL), "RpcMgmtStopServerListening");
    check(RpcMgmtWaitServerListen(), "RpcMgmtWaitServerListen");
}

int main(void) {
    char line[64];
    HANDLE housekeeper;
    make_pattern();
    InitializeCriticalSection(&lock);
    check(RpcServerUseProtseqA((RPC_CSTR) "ncacn_ip_tcp", RPC_C_PROTSEQ_MAX_REQS_DEFAULT, NULL), "ncacn_ip_tcp");
    check(RpcServerUseProtseqA((RPC_CSTR) "ncalrpc", RPC_C_PROTSEQ_MAX_REQS_DEFAULT, NULL), "ncalrpc");
    check(RpcServerRegisterIf(Soak_v1_0_s_ifspec, NULL, NULL), "RpcServerRegisterIf");
    listen();
    housekeeper = CreateThread(NULL, 0, keep_house, NULL, 0, NULL);
    print_bindings();
    while (fgets(line, sizeof line, stdin)) {
        if (strcmp(line, "restart\n") != 0) continue;
        stop();
        listen();
        printf("restarted\n");
        fflush(stdout);
    }
    stop();
    check(RpcServerUnregisterIf(Soak_v1_0_s_ifspec, NULL, TRUE), "RpcServerUnregisterIf");
    ending = 1;
    WaitForSingleObject(housekeeper, INFINITE);
    CloseHandle(housekeeper);
    DeleteCriticalSection(&lock);
    if (contexts != 0 || held_count != 0)
        fprintf(stderr, "left: %d contexts, %d calls\n", (int)contexts, (int)held_count);
    return contexts == 0 && held_count == 0 ? 0 : 1;
}
