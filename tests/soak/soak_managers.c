// SPDX-License-Identifier: LGPL-2.1-or-later
// The manager routines of the soak server that answer before they return.
#include "soak_server.h"

volatile LONG contexts, outstanding, wrong;

LONG now(volatile LONG* count) { return InterlockedCompareExchange(count, 0, 0); }

// A context that is gone stays dead for a while before its memory is anybody's, so that a second end is seen.
enum { ALIVE = 0x600d, DEAD = 0xdead };
typedef struct Context {
    volatile LONG state;
    LONG value;
    volatile LONG inside;
} Context;

#define GRAVES 4096
static Context* graves[GRAVES];
static volatile LONG buried;

static Context* new_context(LONG start) {
    Context* made = (Context*)calloc(1, sizeof *made);
    made->state = ALIVE;
    made->value = start;
    InterlockedIncrement(&contexts);
    return made;
}

static void end_context(Context* one) {
    ULONG place;
    if (InterlockedCompareExchange(&one->state, DEAD, ALIVE) != ALIVE) {
        fprintf(stderr, "soak_server: a context ends twice\n");
        InterlockedIncrement(&wrong);
        return;
    }
    if (now(&one->inside) != 0) {
        fprintf(stderr, "soak_server: a context ends under a call\n");
        InterlockedIncrement(&wrong);
    }
    InterlockedDecrement(&contexts);
    place = (ULONG)InterlockedIncrement(&buried) % GRAVES;
    free(InterlockedExchangePointer((void* volatile*)&graves[place], one));
}

void free_graves(void) {
    int i;
    for (i = 0; i < GRAVES; ++i) free(graves[i]);
}

// Counts a call in and out of a context.
static void enter(Context* one, int alone) {
    const LONG others = InterlockedIncrement(&one->inside) - 1;
    if (now(&one->state) == ALIVE && (!alone || others == 0)) return;
    fprintf(stderr, "soak_server: a call in a context that is %s\n", now(&one->state) == ALIVE ? "in use" : "gone");
    InterlockedIncrement(&wrong);
}
static void leave(Context* one) { InterlockedDecrement(&one->inside); }

void Invert(handle_t h, ULONG size, byte* data) {
    ULONG i;
    (void)h;
    for (i = 0; i < size; ++i) data[i] = (byte)~data[i];
}

void Open(handle_t h, LONG start, COUNTER* counter) {
    (void)h;
    *counter = new_context(start);
}

LONG Add(COUNTER counter, LONG amount) {
    Context* const one = (Context*)counter;
    LONG value;
    enter(one, 1);
    value = one->value + amount;
    one->value = value;
    leave(one);
    return value;
}

void __RPC_USER COUNTER_rundown(COUNTER counter) { end_context((Context*)counter); }

LONG Close(COUNTER* counter) {
    const LONG last = ((Context*)*counter)->value;
    end_context((Context*)*counter);
    *counter = NULL;
    return last;
}

void OpenShared(handle_t h, LONG start, SHARED* shared) {
    (void)h;
    *shared = new_context(start);
}

LONG AddShared(SHARED shared, LONG amount) {
    Context* const one = (Context*)shared;
    LONG value;
    enter(one, 0);
    value = InterlockedExchangeAdd(&one->value, amount) + amount;
    leave(one);
    return value;
}

void __RPC_USER SHARED_rundown(SHARED shared) { end_context((Context*)shared); }

LONG CloseShared(SHARED* shared) {
    const LONG last = InterlockedExchangeAdd(&((Context*)*shared)->value, 0);
    end_context((Context*)*shared);
    *shared = NULL;
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

void RaiseExplained(handle_t h, ULONG code) {
    RPC_EXTENDED_ERROR_INFO info;
    (void)h;
    memset(&info, 0, sizeof info);
    info.Version = RPC_EEINFO_VERSION;
    info.Status = code;
    info.NumberOfParameters = 1;
    info.Parameters[0].ParameterType = eeptLongVal;
    info.Parameters[0].u.LVal = (LONG)code;
    RpcErrorAddRecord(&info);
    RpcRaiseException(code);
}

LONG Hang(handle_t h, ULONG patience) {
    const ULONGLONG until = GetTickCount64() + patience;
    RPC_STATUS cancelled = RPC_S_CALL_IN_PROGRESS;
    (void)h;
    InterlockedIncrement(&outstanding);
    while (GetTickCount64() < until && (cancelled = RpcServerTestCancel(NULL)) != RPC_S_OK) Sleep(1);
    InterlockedDecrement(&outstanding);
    if (cancelled == RPC_S_OK) RpcRaiseException(RPC_S_CALL_CANCELLED);
    return 1;
}

LONG StopListening(handle_t h) {
    (void)h;
    return RpcMgmtStopServerListening(NULL);
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

void Census(handle_t h, LONG* open, LONG* waiting, LONG* seen) {
    (void)h;
    *open = now(&contexts);
    *waiting = now(&outstanding);
    *seen = now(&wrong);
}
