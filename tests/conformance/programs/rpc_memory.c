// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about the memory package of stubs, RpcSs* and RpcSm*: by itself, on several threads, and within calls of an
// interface with enable_allocate. Client and server are this program.
// stubs: nodes
#include <stdlib.h>

#include "nodes.h"
#include "rpc_facts.h"

void* __RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

#define HUGE_SIZE ((size_t)-1 / 2)

static int allocations, releases;
static void* __RPC_API counted_allocate(size_t size) {
    ++allocations;
    return malloc(size);
}
static void __RPC_API counted_free(void* memory) {
    ++releases;
    free(memory);
}
static void* __RPC_API other_allocate(size_t size) { return malloc(size); }
static void __RPC_API other_free(void* memory) { free(memory); }

// ---- the server

LONG list(handle_t binding, LONG count, node** head) {
    (void)binding;
    *head = NULL;
    for (LONG i = count; i > 0; --i) {
        RPC_STATUS status = 0;
        node* made = (node*)(i % 2 ? RpcSmAllocate(sizeof *made, &status) : RpcSsAllocate(sizeof *made));
        if (!made) return (LONG)status;
        made->number = i;
        made->next = *head;
        *head = made;
    }
    return RPC_S_OK;
}

static DWORD WINAPI borrow(void* handle) {
    RPC_STATUS status = 77;
    void* memory = NULL;
    if (RpcSmSetThreadHandle(handle)) return 1;
    memory = RpcSmAllocate(16, &status);
    return memory ? (DWORD)status : 2;
}
static LONG lent_to_a_thread(void) {
    RPC_STATUS status = 77;
    DWORD code = 77;
    HANDLE thread = CreateThread(NULL, 0, borrow, RpcSmGetThreadHandle(&status), 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return (LONG)code;
}

LONG on_server(handle_t binding, LONG which) {
    RPC_STATUS status = 77;
    void* memory;
    (void)binding;
    switch (which) {
        case 0:
            memory = RpcSmAllocate(100, &status);
            return memory ? (LONG)status : -1;
        case 1:
            memory = RpcSmAllocate(100, &status);
            return (LONG)RpcSmFree(memory);
        case 2:
            return RpcSmGetThreadHandle(&status) != NULL;
        case 3:
            return RpcSsGetThreadHandle() != NULL;
        case 4:
            return RpcSsAllocate(100) != NULL;
        case 5:
            return lent_to_a_thread();
        default:
            return -1;
    }
}

// ---- without a call

static void before(void) {
    RPC_STATUS status = 77;
    void* memory = &memory;
    FACT_STATUS("RpcSmGetThreadHandle", "no environment: NULL", RpcSmGetThreadHandle(&status) == NULL);
    FACT_STATUS("RpcSmGetThreadHandle", "no environment: the status", (RpcSmGetThreadHandle(&status), status));
    FACT_STATUS("RpcSsGetThreadHandle", "no environment: NULL", RpcSsGetThreadHandle() == NULL);
    FACT_STATUS("RpcSmAllocate", "no environment: nothing is allocated",
                (memory = RpcSmAllocate(8, &status), memory == NULL));
    FACT_STATUS("RpcSmAllocate", "no environment: the status", (RpcSmAllocate(8, &status), status));
    FACT_CALL("RpcSsAllocate", "no environment", (RpcSsAllocate(8), 0));
    FACT_STATUS("RpcSmDisableAllocate", "nothing is enabled", RpcSmDisableAllocate());
}

static void returning_statuses(void) {
    RPC_STATUS status = 77;
    void *first = NULL, *second = NULL;
    FACT_STATUS("RpcSmEnableAllocate", "a first time", RpcSmEnableAllocate());
    FACT_STATUS("RpcSmAllocate", "in the environment: memory", (first = RpcSmAllocate(100, &status), first != NULL));
    FACT_STATUS("RpcSmAllocate", "in the environment: the status", status);
    FACT_STATUS("RpcSmAllocate", "no bytes: memory", (second = RpcSmAllocate(0, &status), second != NULL));
    FACT_STATUS("RpcSmAllocate", "what it gives is two different blocks", first != second);
    FACT_STATUS("RpcSmAllocate", "more than there is: NULL", RpcSmAllocate(HUGE_SIZE, &status) == NULL);
    FACT_STATUS("RpcSmAllocate", "more than there is: the status", status);
    FACT_STATUS("RpcSmFree", "what RpcSmAllocate gave", RpcSmFree(first));
    if (first) memset(first, 0x5a, 100);
    FACT_STATUS("RpcSmFree", "the memory is only marked: it can still be read",
                first ? ((unsigned char*)first)[99] : -1);
    FACT_STATUS("RpcSmFree", "what RpcSsAllocate gave", RpcSmFree(RpcSsAllocate(10)));
    FACT_STATUS("RpcSmGetThreadHandle", "in the environment: a handle", RpcSmGetThreadHandle(&status) != NULL);
    FACT_STATUS("RpcSmGetThreadHandle", "in the environment: the status", status);
    FACT_STATUS("RpcSmEnableAllocate", "again", RpcSmEnableAllocate());
    FACT_STATUS("RpcSmDisableAllocate", "the second", RpcSmDisableAllocate());
    FACT_STATUS("RpcSmAllocate", "one of two enablings is left: memory", RpcSmAllocate(8, &status) != NULL);
    FACT_STATUS("RpcSmDisableAllocate", "the first", RpcSmDisableAllocate());
    FACT_STATUS("RpcSmAllocate", "after the last disabling: NULL", RpcSmAllocate(8, &status) == NULL);
}

static void raising(void) {
    void* memory = NULL;
    FACT_CALL("RpcSsEnableAllocate", "it does not raise", (RpcSsEnableAllocate(), 0));
    FACT_CALL("RpcSsAllocate", "in the environment: memory", (memory = RpcSsAllocate(100), memory != NULL));
    FACT_CALL("RpcSsAllocate", "more than there is", (RpcSsAllocate(HUGE_SIZE), 0));
    FACT_CALL("RpcSsFree", "what RpcSsAllocate gave", (RpcSsFree(memory), 0));
    FACT_CALL("RpcSsFree", "what RpcSmAllocate gave", (RpcSsFree(RpcSmAllocate(8, NULL)), 0));
    FACT_CALL("RpcSsGetThreadHandle", "in the environment: a handle", RpcSsGetThreadHandle() != NULL);
    FACT_CALL("RpcSsDisableAllocate", "it does not raise", (RpcSsDisableAllocate(), 0));
    FACT_CALL("RpcSsGetThreadHandle", "after disabling: NULL", RpcSsGetThreadHandle() == NULL);
}

static void pairs(void) {
    void* memory = NULL;
    FACT_CALL("RpcSsDisableAllocate", "nothing is enabled", (RpcSsDisableAllocate(), 0));
    FACT_CALL("RpcSsAllocate", "after disabling", (RpcSsAllocate(8), 0));
    FACT_CALL("RpcSsEnableAllocate", "once: memory", (RpcSsEnableAllocate(), RpcSsAllocate(8) != NULL));
    FACT_CALL("RpcSsEnableAllocate", "again", (RpcSsEnableAllocate(), 0));
    FACT_CALL("RpcSsDisableAllocate", "one of two: memory", (RpcSsDisableAllocate(), RpcSsAllocate(8) != NULL));
    FACT_CALL("RpcSsEnableAllocate", "a handle", RpcSsGetThreadHandle() != NULL);
    memory = RpcSsAllocate(8);
    FACT_CALL("RpcSsFree", "NULL", (RpcSsFree(NULL), 0));
    FACT_CALL("RpcSmFree", "NULL", RpcSmFree(NULL));
    FACT_CALL("RpcSsFree", "memory of the environment", (RpcSsFree(memory), 0));
    FACT_CALL("RpcSsDisableAllocate", "both of two: RpcSsAllocate", (RpcSsDisableAllocate(), RpcSsAllocate(8), 0));
    FACT_CALL("RpcSmEnableAllocate", "after it was disabled", RpcSmEnableAllocate());
    FACT_CALL("RpcSmEnableAllocate", "RpcSsAllocate has its environment", RpcSsAllocate(8) != NULL);
    FACT_CALL("RpcSmDisableAllocate", "after that", RpcSmDisableAllocate());
}

/// Handles of no environment.
static void odd_threads(void) {
    RPC_STATUS status = 77;
    RPC_SS_THREAD_HANDLE mine;
    FACT_CALL("RpcSmSetThreadHandle", "what is no handle", RpcSmSetThreadHandle((void*)(ULONG_PTR)0x1235));
    FACT_CALL("RpcSsSetThreadHandle", "what is no handle", (RpcSsSetThreadHandle((void*)(ULONG_PTR)0x1235), 0));
    FACT_CALL("RpcSmAllocate", "after what is no handle", (RpcSmAllocate(8, &status), status));
    RpcSmEnableAllocate();
    mine = RpcSsGetThreadHandle();
    FACT_CALL("RpcSsSetThreadHandle", "the thread's own", (RpcSsSetThreadHandle(mine), 0));
    FACT_CALL("RpcSsSetThreadHandle", "saved, left and restored: the same",
              (RpcSsSetThreadHandle(NULL), RpcSsSetThreadHandle(mine), RpcSsGetThreadHandle() == mine));
    FACT_CALL("RpcSsSetThreadHandle", "NULL: no memory", (RpcSsSetThreadHandle(NULL), RpcSsAllocate(8), 0));
    RpcSsSetThreadHandle(mine);
    RpcSmDisableAllocate();
}

struct lent {
    void* handle;
    void* memory;
    RPC_STATUS without, set, allocated, freed, unset;
    int raised;
};
static DWORD WINAPI on_another_thread(void* argument) {
    struct lent* lent = argument;
    RpcSmAllocate(8, &lent->without);
    lent->set = RpcSmSetThreadHandle(lent->handle);
    void* mine = RpcSmAllocate(8, &lent->allocated);
    lent->freed = mine ? RpcSmFree(lent->memory) : 77;
    lent->unset = RpcSmSetThreadHandle(NULL);
    RpcTryExcept { RpcSsSetThreadHandle(lent->handle); }
    RpcExcept(1) { lent->raised = 1; }
    RpcEndExcept return 0;
}

static void several_threads(void) {
    RPC_STATUS status = 77;
    struct lent lent = {NULL, NULL, 77, 77, 77, 77, 77, 0};
    HANDLE thread;
    RpcSmEnableAllocate();
    lent.handle = RpcSmGetThreadHandle(&status);
    lent.memory = RpcSmAllocate(8, &status);
    thread = CreateThread(NULL, 0, on_another_thread, &lent, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    FACT_STATUS("RpcSmAllocate", "a thread without the handle of another's environment", lent.without);
    FACT_STATUS("RpcSmSetThreadHandle", "the handle of another thread's environment", lent.set);
    FACT_STATUS("RpcSmAllocate", "in another thread's environment", lent.allocated);
    FACT_STATUS("RpcSmFree", "what another thread of the environment allocated", lent.freed);
    FACT_STATUS("RpcSmSetThreadHandle", "NULL leaves the environment", lent.unset);
    FACT_STATUS("RpcSsSetThreadHandle", "the handle of another thread's environment raises", lent.raised);
    FACT_STATUS("RpcSmSetThreadHandle", "the thread's own", RpcSmSetThreadHandle(lent.handle));
    FACT_STATUS(
        "RpcSmSetThreadHandle", "saved, left and restored: the same",
        (RpcSmSetThreadHandle(NULL), RpcSmSetThreadHandle(lent.handle), RpcSmGetThreadHandle(&status) == lent.handle));
    FACT_STATUS("RpcSmDisableAllocate", "after threads", RpcSmDisableAllocate());
}

static void client_routines(void) {
    RPC_CLIENT_ALLOC* allocate = NULL;
    RPC_CLIENT_FREE* release = NULL;
    FACT_STATUS("RpcSmSetClientAllocFree", "two routines", RpcSmSetClientAllocFree(counted_allocate, counted_free));
    FACT_STATUS("RpcSmSwapClientAllocFree", "two routines",
                RpcSmSwapClientAllocFree(other_allocate, other_free, &allocate, &release));
    FACT_STATUS("RpcSmSwapClientAllocFree", "those that were set come back",
                allocate == counted_allocate && release == counted_free);
    FACT_STATUS("RpcSmSwapClientAllocFree", "no new allocator",
                RpcSmSwapClientAllocFree(NULL, other_free, &allocate, &release));
    FACT_STATUS("RpcSmSwapClientAllocFree", "no place for the old allocator",
                RpcSmSwapClientAllocFree(other_allocate, other_free, NULL, &release));
    FACT_STATUS("RpcSmSwapClientAllocFree", "no place for the old release",
                RpcSmSwapClientAllocFree(other_allocate, other_free, &allocate, NULL));
    FACT_CALL("RpcSsSwapClientAllocFree", "two routines",
              (RpcSsSwapClientAllocFree(counted_allocate, counted_free, &allocate, &release), 0));
    FACT_CALL("RpcSsSwapClientAllocFree", "those that were set come back",
              allocate == other_allocate && release == other_free);
    FACT_CALL("RpcSsSetClientAllocFree", "two routines", (RpcSsSetClientAllocFree(counted_allocate, counted_free), 0));
    FACT_CALL("RpcSmClientFree", "what the routine allocated", RpcSmClientFree(counted_allocate(8)));
    FACT_STATUS("RpcSmClientFree", "the routine that was set is called", releases);
}

static void odd_client_routines(void) {
    RPC_CLIENT_ALLOC* allocate = NULL;
    RPC_CLIENT_FREE* release = NULL;
    FACT_CALL("RpcSsSwapClientAllocFree", "no new allocator",
              (RpcSsSwapClientAllocFree(NULL, other_free, &allocate, &release), 0));
    FACT_CALL("RpcSsSwapClientAllocFree", "no new release",
              (RpcSsSwapClientAllocFree(other_allocate, NULL, &allocate, &release), 0));
    FACT_CALL("RpcSsSwapClientAllocFree", "no place for the old allocator",
              (RpcSsSwapClientAllocFree(other_allocate, other_free, NULL, &release), 0));
    FACT_CALL("RpcSsSwapClientAllocFree", "no place for the old release",
              (RpcSsSwapClientAllocFree(other_allocate, other_free, &allocate, NULL), 0));
    FACT_CALL("RpcSsSetClientAllocFree", "no allocator", (RpcSsSetClientAllocFree(NULL, other_free), 0));
    FACT_CALL("RpcSsSetClientAllocFree", "no release", (RpcSsSetClientAllocFree(other_allocate, NULL), 0));
    FACT_CALL("RpcSmSetClientAllocFree", "no allocator", RpcSmSetClientAllocFree(NULL, other_free));
    FACT_CALL("RpcSmSetClientAllocFree", "no release", RpcSmSetClientAllocFree(other_allocate, NULL));
    releases = 0;
    FACT_CALL("RpcSmClientFree", "what was refused has not been set: the routine that was",
              (RpcSmClientFree(counted_allocate(8)), releases));
    FACT_CALL("RpcSsSetClientAllocFree", "two others: the first ones are not called",
              (RpcSsSetClientAllocFree(other_allocate, other_free), RpcSmClientFree(malloc(8)), releases));
    FACT_CALL("RpcSmClientFree", "NULL", RpcSmClientFree(NULL));
    RpcSsSetClientAllocFree(counted_allocate, counted_free);
}

// ---- within calls

static int length_of(const node* head) {
    int length = 0;
    for (; head && head->number == length + 1; head = head->next) ++length;
    return head ? -1 : length;
}

/// O2, O11: the client's copy comes from the client's own allocator; the server's nodes are freed with the call.
static void calls(handle_t binding) {
    node* head = NULL;
    FACT_CALL("RpcSmAllocate", "in a call with enable_allocate", c_on_server(binding, 0));
    FACT_CALL("RpcSmFree", "in a call with enable_allocate", c_on_server(binding, 1));
    FACT_CALL("RpcSmGetThreadHandle", "in a call with enable_allocate: a handle", c_on_server(binding, 2));
    FACT_CALL("RpcSsGetThreadHandle", "in a call with enable_allocate: a handle", c_on_server(binding, 3));
    FACT_CALL("RpcSsAllocate", "in a call with enable_allocate: memory", c_on_server(binding, 4));
    FACT_CALL("RpcSmSetThreadHandle", "a manager lends its environment to a thread", c_on_server(binding, 5));
    allocations = releases = 0;
    FACT_CALL("RpcSmSetClientAllocFree", "a call that returns a list", c_list(binding, 3, &head));
    FACT_NUMBER("RpcSmSetClientAllocFree", "the list has come", length_of(head));
    FACT_NUMBER("RpcSmSetClientAllocFree", "the routine has allocated its nodes", allocations);
    for (node* next; head; head = next) {
        next = head->next;
        RpcTryExcept { RpcSmClientFree(head); }
        RpcExcept(1) {}
        RpcEndExcept
    }
    FACT_NUMBER("RpcSmClientFree", "the nodes of the list are released by the routine", releases);
}

int main(void) {
    RPC_BINDING_HANDLE client = NULL;
    FACT_NUMBER("the memory package of stubs", "it is there", !under_wine());
    if (under_wine()) return 0;
    FACT_CALL("RpcSsSetThreadHandle", "NULL", (RpcSsSetThreadHandle(NULL), 0));
    before();
    returning_statuses();
    raising();
    pairs();
    odd_threads();
    several_threads();
    client_routines();
    odd_client_routines();
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts-memory", NULL);
    RpcServerRegisterIf(nodes_v1_0_s_ifspec, NULL, NULL);
    RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    RpcBindingFromStringBindingA((RPC_CSTR) "ncalrpc:[facts-memory]", &client);
    calls(client);
    RpcBindingFree(&client);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    return 0;
}
