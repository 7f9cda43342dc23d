// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about pipes: who calls whose routines with what, in synchronous and in asynchronous calls, and what comes of
// breaking the rules. Client and server are this program, over ncalrpc.
// stubs: streams
#include <stdlib.h>

#include "rpc_facts.h"

#include <rpcasync.h>

#include "streams.h"

enum { PATIENCE = 10000, MOST = 8 };
enum { BY_THE_RULES, LEAVE_EARLY, PULL_ON, PUSH_EARLY, RAISE, NO_END, PUSH_ON, SAY_FAILURE };

void* __RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

static RPC_BINDING_HANDLE lrpc;
static HANDLE gate, worked, begun;

// -- the server

LONG sum(handle_t binding, LONG how, LONG_PIPE* numbers, LONG* last) {
    LONG all = 0, block[3];
    ULONG got = 1, i;
    (void)binding;
    *last = -1;
    if (how == LEAVE_EARLY) return 1;
    if (how == PUSH_EARLY) {
        FACT_CALL("NdrServerCall2", "pushing into an [in] pipe", (numbers->push(numbers->state, block, 1), 0));
        return 1;
    }
    while (got) {
        numbers->pull(numbers->state, block, 3, &got);
        for (i = 0; i < got; i++) all += * last = block[i];
        if (how == RAISE) RpcRaiseException(4711);
    }
    if (how == PULL_ON) {
        FACT_CALL("NdrServerCall2", "pulling behind the end",
                  (numbers->pull(numbers->state, block, 3, &got), (int)got));
    }
    return all;
}

LONG sum_behind(handle_t binding, LONG size, const byte* bytes, LONG_PIPE* numbers) {
    LONG last;
    return bytes[size - 1] == 0 ? sum(binding, BY_THE_RULES, numbers, &last) : -1;
}

void count(handle_t binding, LONG how, LONG upto, LONG_PIPE* numbers) {
    LONG i;
    (void)binding;
    if (how == LEAVE_EARLY) return;
    if (how == PULL_ON) {
        ULONG got = 0;
        FACT_CALL("NdrServerCall2", "pulling from an [out] pipe",
                  (numbers->pull(numbers->state, &i, 1, &got), (int)got));
        return;
    }
    for (i = 1; i <= upto; i++) numbers->push(numbers->state, &i, 1);
    if (how == RAISE) RpcRaiseException(4711);
    if (how != NO_END) numbers->push(numbers->state, NULL, 0);
    if (how == PUSH_ON) {
        FACT_CALL("NdrServerCall2", "pushing behind the end", (numbers->push(numbers->state, &i, 1), 0));
    }
}

LONG negate(handle_t binding, LONG how, LONG_PIPE* numbers) {
    LONG all[MOST], i;
    ULONG got = 1, count = 0;
    (void)binding;
    if (how == PUSH_EARLY) {
        all[0] = 1;
        FACT_CALL("NdrServerCall2", "pushing before all was pulled", (numbers->push(numbers->state, all, 1), 0));
        return 1;
    }
    while (got) {
        numbers->pull(numbers->state, all + count, MOST - count, &got);
        count += got;
    }
    for (i = 0; i < (LONG)count; i++) all[i] = -all[i];
    numbers->push(numbers->state, all, count);
    numbers->push(numbers->state, NULL, 0);
    return (LONG)count;
}

static struct later {
    PRPC_ASYNC_STATE async;
    ASYNC_LONG_PIPE* numbers;
    LONG how, upto;
} later;

static void later_sum_works(void) {
    LONG all = 0, block[3];
    ULONG got = 1, i;
    const DWORD begin = GetTickCount();
    if (later.how == LEAVE_EARLY) {
        FACT_STATUS("RpcAsyncCompleteCall", "the server, before the [in] pipe ended",
                    RpcAsyncCompleteCall(later.async, &all));
        return;
    }
    while (got && GetTickCount() - begin < PATIENCE) {
        const RPC_STATUS status = later.numbers->pull(later.numbers->state, block, 3, &got);
        if (status == RPC_S_ASYNC_CALL_PENDING) {
            got = 1;
            SwitchToThread();
            continue;
        }
        if (status != RPC_S_OK) {
            if (later.how == SAY_FAILURE) FACT_STATUS("NdrAsyncServerCall", "a pull of a call given up", status);
            return;
        }
        for (i = 0; i < got; i++) all += block[i];
    }
    RpcAsyncCompleteCall(later.async, &all);
}

static void later_count_works(void) {
    LONG i;
    WaitForSingleObject(gate, PATIENCE);
    for (i = 1; i <= later.upto; i++) {
        if (later.numbers->push(later.numbers->state, &i, 1) != RPC_S_OK) return;
    }
    if (later.how == RAISE) {
        RpcAsyncAbortCall(later.async, 4712);
        return;
    }
    FACT_STATUS("NdrAsyncServerCall", "a null push", later.numbers->push(later.numbers->state, NULL, 0));
    FACT_STATUS("RpcAsyncCompleteCall", "the server, behind a null push", RpcAsyncCompleteCall(later.async, NULL));
}

static void later_negate_works(void) {
    LONG all[MOST], count = 0, i;
    ULONG got = 1;
    const DWORD begin = GetTickCount();
    while (got && GetTickCount() - begin < PATIENCE) {
        const RPC_STATUS status = later.numbers->pull(later.numbers->state, all + count, (ULONG)(MOST - count), &got);
        if (status != RPC_S_OK && status != RPC_S_ASYNC_CALL_PENDING) return;
        if (status == RPC_S_ASYNC_CALL_PENDING) {
            got = 1;
            SwitchToThread();
        } else {
            count += (LONG)got;
        }
    }
    for (i = 0; i < count; i++) all[i] = -all[i];
    if (later.numbers->push(later.numbers->state, all, (ULONG)count) != RPC_S_OK) return;
    if (later.numbers->push(later.numbers->state, NULL, 0) == RPC_S_OK) RpcAsyncCompleteCall(later.async, &count);
}

static DWORD WINAPI run(void* work) {
    SetEvent(begun);
    ((void (*)(void))work)();
    SetEvent(worked);
    return 0;
}

static void hand_over(PRPC_ASYNC_STATE async, LONG how, LONG upto, ASYNC_LONG_PIPE* numbers, void (*work)(void)) {
    later.async = async;
    later.numbers = numbers;
    later.how = how;
    later.upto = upto;
    CloseHandle(CreateThread(NULL, 0, run, (void*)work, 0, NULL));
}
void later_sum(PRPC_ASYNC_STATE async, handle_t binding, LONG how, ASYNC_LONG_PIPE* numbers) {
    (void)binding;
    hand_over(async, how, 0, numbers, later_sum_works);
}
void later_count(PRPC_ASYNC_STATE async, handle_t binding, LONG how, LONG upto, ASYNC_LONG_PIPE* numbers) {
    (void)binding;
    hand_over(async, how, upto, numbers, later_count_works);
}

void later_negate(PRPC_ASYNC_STATE async, handle_t binding, ASYNC_LONG_PIPE* numbers) {
    (void)binding;
    hand_over(async, BY_THE_RULES, 0, numbers, later_negate_works);
}

// -- the client

static struct source {
    LONG data[MOST], room[MOST];
    ULONG size, at, grants, pulls, pushes, ends, allocations, not_longs;
} source;

static void __RPC_USER pull(char* state, LONG* block, ULONG most, ULONG* got) {
    struct source* s = (struct source*)state;
    s->pulls++;
    for (*got = 0; *got < most && s->at < s->size; ++*got) block[*got] = s->data[s->at++];
}
static void __RPC_USER push(char* state, LONG* block, ULONG many) {
    struct source* s = (struct source*)state;
    ULONG i;
    s->pushes++;
    if (many == 0) s->ends++;
    for (i = 0; i < many && s->size < MOST; i++) s->data[s->size++] = block[i];
}
static void __RPC_USER allocate(char* state, ULONG wanted, LONG** block, ULONG* given) {
    struct source* s = (struct source*)state;
    s->allocations++;
    s->not_longs += wanted % sizeof(LONG) != 0 || wanted == 0;
    *block = s->room;
    *given = s->grants;
}

/// A pipe of `size` numbers; the program grants `bytes` at a time.
static LONG_PIPE ready(ULONG size, ULONG bytes) {
    LONG_PIPE made;
    ULONG i;
    memset(&source, 0, sizeof source);
    source.size = size;
    source.grants = bytes;
    for (i = 0; i < size; i++) source.data[i] = (LONG)i + 1;
    made.pull = pull;
    made.push = push;
    made.alloc = allocate;
    made.state = (char*)&source;
    return made;
}

/// F1-F5, F7. Whether there are pipes at all.
static int input(void) {
    LONG last = 0, answer = 0;
    LONG_PIPE numbers = ready(5, sizeof source.room);
    FACT_CALL("NdrClientCall2", "an [in] pipe of five", answer = c_sum(lrpc, BY_THE_RULES, &numbers, &last));
    if (answer != 15) return 0;
    FACT_NUMBER("NdrClientCall2", "an [out] parameter beside an [in] pipe", last);
    FACT_NUMBER("NdrClientCall2", "an [in] pipe, all was pulled", source.at);
    FACT_NUMBER("NdrClientCall2", "an [in] pipe, memory was asked for", source.allocations > 0);
    FACT_NUMBER("NdrClientCall2", "an [in] pipe, requests for what is no whole number of elements", source.not_longs);
    numbers = ready(5, 8);
    FACT_CALL("NdrClientCall2", "an [in] pipe with room for two elements", c_sum(lrpc, BY_THE_RULES, &numbers, &last));
    FACT_NUMBER("NdrClientCall2", "an [in] pipe with room for two elements, pulls", source.pulls);
    numbers = ready(0, sizeof source.room);
    FACT_CALL("NdrClientCall2", "an [in] pipe without data", c_sum(lrpc, BY_THE_RULES, &numbers, &last));
    FACT_NUMBER("NdrClientCall2", "an [in] pipe without data, pulls", source.pulls);
    return 1;
}

/// F3, F5, F7
static void output(void) {
    LONG_PIPE numbers = ready(0, sizeof source.room);
    FACT_CALL("NdrClientCall2", "an [out] pipe of three", (c_count(lrpc, BY_THE_RULES, 3, &numbers), (int)source.size));
    FACT_NUMBER("NdrClientCall2", "an [out] pipe, the third", source.data[2]);
    FACT_NUMBER("NdrClientCall2", "an [out] pipe, pushes of nothing", source.ends);
    numbers = ready(0, 4);
    FACT_CALL("NdrClientCall2", "an [out] pipe with room for one element",
              (c_count(lrpc, BY_THE_RULES, 3, &numbers), (int)source.size));
    numbers = ready(0, sizeof source.room);
    FACT_CALL("NdrClientCall2", "an [out] pipe without data",
              (c_count(lrpc, BY_THE_RULES, 0, &numbers), (int)source.ends));
    numbers = ready(3, sizeof source.room);
    FACT_CALL("NdrClientCall2", "an [in, out] pipe", c_negate(lrpc, BY_THE_RULES, &numbers));
    FACT_NUMBER("NdrClientCall2", "an [in, out] pipe, what came back last", source.data[5]);
}

/// F6
static void rules(void) {
    LONG last = 0;
    LONG_PIPE numbers = ready(5, sizeof source.room);
    FACT_CALL("NdrServerCall2", "an [in] pipe that was not drained", c_sum(lrpc, LEAVE_EARLY, &numbers, &last));
    numbers = ready(5, sizeof source.room);
    FACT_CALL("NdrServerCall2", "the call that pulls behind the end", c_sum(lrpc, PULL_ON, &numbers, &last));
    numbers = ready(5, sizeof source.room);
    FACT_CALL("NdrServerCall2", "the call that pushes into an [in] pipe", c_sum(lrpc, PUSH_EARLY, &numbers, &last));
    numbers = ready(5, sizeof source.room);
    FACT_CALL("NdrServerCall2", "a routine that raises between pulls", c_sum(lrpc, RAISE, &numbers, &last));
    numbers = ready(0, sizeof source.room);
    FACT_CALL("NdrServerCall2", "an [out] pipe that was not ended", (c_count(lrpc, NO_END, 2, &numbers), 0));
    numbers = ready(0, sizeof source.room);
    FACT_CALL("NdrServerCall2", "an [out] pipe that was not filled", (c_count(lrpc, LEAVE_EARLY, 2, &numbers), 0));
    numbers = ready(0, sizeof source.room);
    FACT_CALL("NdrServerCall2", "the call that pushes behind the end", (c_count(lrpc, PUSH_ON, 2, &numbers), 0));
    numbers = ready(0, sizeof source.room);
    FACT_CALL("NdrServerCall2", "the call that pulls from an [out] pipe", (c_count(lrpc, PULL_ON, 2, &numbers), 0));
    numbers = ready(0, sizeof source.room);
    FACT_CALL("NdrServerCall2", "a routine that raises between pushes", (c_count(lrpc, RAISE, 2, &numbers), 0));
    numbers = ready(2, sizeof source.room);
    FACT_CALL("NdrServerCall2", "the call that pushes before all was pulled", c_negate(lrpc, PUSH_EARLY, &numbers));
    numbers = ready(5, sizeof source.room);
    FACT_CALL("NdrClientCall2", "a call after all that", c_sum(lrpc, BY_THE_RULES, &numbers, &last));
}

// -- asynchronous

static RPC_ASYNC_STATE state;
static HANDLE event;

static void begin(void) {
    memset(&state, 0, sizeof state);
    RpcAsyncInitializeHandle(&state, sizeof state);
    state.NotificationType = RpcNotificationTypeEvent;
    state.u.hEvent = event;
    ResetEvent(event);
    ResetEvent(begun);
}

/// The reply; -1 where there is none.
static LONG finish(const char* situation) {
    LONG reply = -1;
    const DWORD start = GetTickCount();
    while (RpcAsyncGetCallStatus(&state) == RPC_S_ASYNC_CALL_PENDING && GetTickCount() - start < PATIENCE)
        SwitchToThread();
    FACT_STATUS("RpcAsyncCompleteCall", situation, RpcAsyncCompleteCall(&state, &reply));
    WaitForSingleObject(worked, PATIENCE);
    return reply;
}

/// G1, G2, G4, G5, G10
static void pushing(void) {
    ASYNC_LONG_PIPE numbers;
    LONG block[2] = {3, 4};
    memset(&numbers, 0, sizeof numbers);
    begin();
    FACT_CALL("NdrAsyncClientCall", "an [in] pipe",
              (c_later_sum(&state, lrpc, BY_THE_RULES, &numbers), numbers.push != NULL));
    FACT_STATUS("NdrAsyncClientCall", "a push of two", numbers.push(numbers.state, block, 2));
    block[0] = block[1] = 100;
    FACT_STATUS("RpcAsyncGetCallStatus", "the [in] pipe is not ended", RpcAsyncGetCallStatus(&state));
    FACT_STATUS("NdrAsyncClientCall", "a null push", numbers.push(numbers.state, NULL, 0));
    FACT_NUMBER("RpcAsyncCompleteCall", "the sum of what was pushed", finish("an [in] pipe was ended"));
    memset(&numbers, 0, sizeof numbers);
    begin();
    FACT_CALL("NdrAsyncClientCall", "a server that leaves", (c_later_sum(&state, lrpc, LEAVE_EARLY, &numbers), 0));
    numbers.push(numbers.state, block, 2);
    finish("the server left before the [in] pipe ended");
    memset(&numbers, 0, sizeof numbers);
    begin();
    FACT_CALL("NdrAsyncClientCall", "a client that leaves", (c_later_sum(&state, lrpc, BY_THE_RULES, &numbers), 0));
    FACT_STATUS("RpcAsyncCompleteCall", "the client, before the [in] pipe ended", RpcAsyncCompleteCall(&state, block));
}

/// B12
static void told_of_pushes(void) {
    ASYNC_LONG_PIPE numbers;
    LONG block[2] = {3, 4};
    memset(&numbers, 0, sizeof numbers);
    begin();
    state.Flags = RPC_C_NOTIFY_ON_SEND_COMPLETE;
    FACT_CALL("NdrAsyncClientCall", "an [in] pipe, to be told of sends",
              (c_later_sum(&state, lrpc, BY_THE_RULES, &numbers), 0));
    FACT_WAIT("NdrAsyncClientCall", "to be told of sends, the call", WaitForSingleObject(event, PATIENCE));
    FACT_STATUS("NdrAsyncClientCall", "to be told of sends, a push", numbers.push(numbers.state, block, 2));
    FACT_WAIT("NdrAsyncClientCall", "to be told of sends, after a push", WaitForSingleObject(event, PATIENCE));
    FACT_NUMBER("NdrAsyncClientCall", "to be told of sends, the kind of event", state.Event);
    numbers.push(numbers.state, NULL, 0);
    finish("to be told of sends");
}

static RPC_STATUS pull_one(ASYNC_LONG_PIPE* numbers, LONG* value, ULONG* got) {
    RPC_STATUS status;
    *got = 0;
    while ((status = numbers->pull(numbers->state, value, 1, got)) == RPC_S_ASYNC_CALL_PENDING &&
           WaitForSingleObject(event, PATIENCE) == WAIT_OBJECT_0) {
    }
    return status;
}

/// G8, G11: the server hears of it when it pulls next.
static void server_pulls_in_vain(void) {
    ASYNC_LONG_PIPE numbers;
    LONG block[2] = {3, 4};
    memset(&numbers, 0, sizeof numbers);
    begin();
    FACT_CALL("NdrAsyncClientCall", "a client that gives up", (c_later_sum(&state, lrpc, SAY_FAILURE, &numbers), 0));
    numbers.push(numbers.state, block, 2);
    WaitForSingleObject(begun, PATIENCE);
    RpcAsyncCancelCall(&state, TRUE);
    finish("a client that gave up");
}

/// G9
static void both_ways(void) {
    ASYNC_LONG_PIPE numbers;
    LONG block[2] = {3, 4}, value = 0;
    ULONG got = 0;
    memset(&numbers, 0, sizeof numbers);
    begin();
    FACT_CALL("NdrAsyncClientCall", "an [in, out] pipe", (c_later_negate(&state, lrpc, &numbers), 0));
    FACT_STATUS("NdrAsyncClientCall", "an [in, out] pipe, a push", numbers.push(numbers.state, block, 2));
    FACT_STATUS("NdrAsyncClientCall", "an [in, out] pipe, a null push", numbers.push(numbers.state, NULL, 0));
    FACT_STATUS("NdrAsyncClientCall", "an [in, out] pipe, a pull", pull_one(&numbers, &value, &got));
    FACT_NUMBER("NdrAsyncClientCall", "an [in, out] pipe, the element", value);
    pull_one(&numbers, &value, &got);
    pull_one(&numbers, &value, &got);
    FACT_NUMBER("NdrAsyncClientCall", "an [in, out] pipe, the end", got);
    finish("an [in, out] pipe");
    memset(&numbers, 0, sizeof numbers);
    begin();
    FACT_CALL("NdrAsyncClientCall", "an [in, out] pipe in the wrong order",
              (c_later_negate(&state, lrpc, &numbers), 0));
    numbers.push(numbers.state, block, 2);
    WaitForSingleObject(begun, PATIENCE);
    FACT_STATUS("NdrAsyncClientCall", "a pull before the null push", numbers.pull(numbers.state, &value, 1, &got));
    WaitForSingleObject(worked, PATIENCE);
}

/// G3, G6, G7
static void pulling(void) {
    ASYNC_LONG_PIPE numbers;
    LONG value = 0;
    ULONG got = 0;
    memset(&numbers, 0, sizeof numbers);
    begin();
    FACT_CALL("NdrAsyncClientCall", "an [out] pipe",
              (c_later_count(&state, lrpc, BY_THE_RULES, 2, &numbers), numbers.pull != NULL));
    FACT_STATUS("NdrAsyncClientCall", "a pull when nothing is there", numbers.pull(numbers.state, &value, 1, &got));
    SetEvent(gate);
    FACT_STATUS("NdrAsyncClientCall", "a pull once it is", pull_one(&numbers, &value, &got));
    FACT_NUMBER("NdrAsyncClientCall", "a pull once it is, elements", got);
    FACT_NUMBER("NdrAsyncClientCall", "a pull once it is, the first", value);
    pull_one(&numbers, &value, &got);
    FACT_NUMBER("NdrAsyncClientCall", "the second pull, the element", value);
    FACT_STATUS("NdrAsyncClientCall", "a pull at the end", pull_one(&numbers, &value, &got));
    FACT_NUMBER("NdrAsyncClientCall", "a pull at the end, elements", got);
    finish("an [out] pipe was drained");
    memset(&numbers, 0, sizeof numbers);
    begin();
    SetEvent(gate);
    FACT_CALL("NdrAsyncClientCall", "an [out] pipe of an aborted call",
              (c_later_count(&state, lrpc, RAISE, 0, &numbers), 0));
    FACT_STATUS("NdrAsyncClientCall", "a pull of an aborted call", pull_one(&numbers, &value, &got));
    finish("a pull failed");
}

/// A call with bytes and a pipe, of a server that takes `most` bytes at once.
static void sized(const char* situation, LONG size, unsigned most) {
    static byte bytes[200000];
    RPC_BINDING_HANDLE tcp = fact_own_port(), handle = fact_another(tcp);
    LONG_PIPE numbers = ready(5, sizeof source.room);
    RpcServerRegisterIf2(streams_v1_0_s_ifspec, NULL, NULL, RPC_IF_AUTOLISTEN, 10, most, NULL);
    FACT_CALL("RpcServerRegisterIf2", situation, c_sum_behind(handle, size, bytes, &numbers));
    RpcServerUnregisterIf(streams_v1_0_s_ifspec, NULL, TRUE);
    RpcBindingFree(&handle);
    RpcBindingFree(&tcp);
}

int main(void) {
    RPC_CSTR text = NULL;
    gate = CreateEventA(NULL, FALSE, FALSE, NULL);
    worked = CreateEventA(NULL, FALSE, FALSE, NULL);
    begun = CreateEventA(NULL, FALSE, FALSE, NULL);
    event = CreateEventA(NULL, FALSE, FALSE, NULL);
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts streams", NULL);
    RpcServerRegisterIf(streams_v1_0_s_ifspec, NULL, NULL);
    RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    RpcStringBindingComposeA(NULL, (RPC_CSTR) "ncalrpc", NULL, (RPC_CSTR) "facts streams", NULL, &text);
    RpcBindingFromStringBindingA(text, &lrpc);
    RpcStringFreeA(&text);
    if (!input()) TerminateProcess(GetCurrentProcess(), 0);  // Wine has no pipes
    output();
    rules();
    told_of_pushes();
    server_pulls_in_vain();
    both_ways();
    pushing();
    pulling();
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    RpcServerUnregisterIf(streams_v1_0_s_ifspec, NULL, TRUE);
    RpcServerUseProtseqA((RPC_CSTR) "ncacn_ip_tcp", 10, NULL);
    sized("at most 1000 bytes, 10 and a pipe", 10, 1000);
    sized("at most 20 bytes, 10 and a pipe", 10, 20);
    sized("at most 100000 bytes, 200000 before a pipe", 200000, 100000);
    sized("at most 100000 bytes, 50000 before a pipe", 50000, 100000);
    RpcBindingFree(&lrpc);
    return 0;
}
