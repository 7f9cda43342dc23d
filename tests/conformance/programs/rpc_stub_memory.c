// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about the memory of a call's parameters on both sides, about attributes that turn errors into values, and about
// callbacks.
// Client and server are this program; what is allocated on the client's thread is counted.
// stubs: links
#include <stdlib.h>

#include "links.h"
#include "rpc_facts.h"

static DWORD clients_thread;
static int allocations, releases;
static LONG on_the_server;            // what is allocated there
static __thread LONG on_this_thread;  // of it by this thread, for the call it serves

// O1: the program has them.
void* __RPC_USER midl_user_allocate(size_t size) {
    if (GetCurrentThreadId() == clients_thread) ++allocations;
    if (GetCurrentThreadId() != clients_thread) InterlockedIncrement(&on_the_server);
    ++on_this_thread;
    return malloc(size);
}
void __RPC_USER midl_user_free(void* memory) {
    if (GetCurrentThreadId() == clients_thread) ++releases;
    if (GetCurrentThreadId() != clients_thread && memory) InterlockedDecrement(&on_the_server);
    if (memory) --on_this_thread;
    free(memory);
}

// ---- the server

static link* new_link(LONG number) {
    link* made = (link*)midl_user_allocate(sizeof *made);
    made->number = number;
    made->next = NULL;
    return made;
}
void change(handle_t binding, link* first) {
    (void)binding;
    ++first->number;
    if (first->next) {
        ++first->next->number;
    } else {
        first->next = new_link(9);
    }
}
void drop(handle_t binding, link* first) {
    (void)binding;
    midl_user_free(first->next);
    first->next = NULL;
}
void rename_named(handle_t binding, named* one, const unsigned char* text) {
    (void)binding;
    one->name = midl_user_allocate(strlen((const char*)text) + 1);
    strcpy((char*)one->name, (const char*)text);
}
void shorten(handle_t binding, LONG size, LONG* length, LONG* numbers) {
    (void)binding;
    (void)size;
    --*length;
    for (LONG i = 0; i < *length; i++) numbers[i] = -numbers[i];
}
link* make(handle_t binding, LONG number) {
    link* made = new_link(number);
    (void)binding;
    made->next = new_link(number + 1);
    return made;
}
LONG cleared(handle_t binding, LONG size, byte* bytes, link* first) {
    LONG clear = first->number == 0 && first->next == NULL;
    (void)binding;
    for (LONG i = 0; i < size; i++) {
        clear = clear && bytes[i] == 0;
        bytes[i] = (byte)i;
    }
    first->number = 5;
    return clear;
}
error_status_t status_of(handle_t binding, ULONG code) {
    (void)binding;
    if (code) RpcRaiseException((RPC_STATUS)code);
    return 0;
}
static LONG notified;
void told(handle_t binding, ULONG code) {
    (void)binding;
    if (code) RpcRaiseException((RPC_STATUS)code);
}
void told_notify(void) { ++notified; }
LONG told_so_far(handle_t binding) {
    (void)binding;
    return notified;
}
LONG ranged(handle_t binding, LONG number) {
    (void)binding;
    return number;
}

LONG for_structure(handle_t binding, pair* one) {
    (void)binding;
    return one->b == 2 ? on_this_thread : -1;
}
LONG for_array(handle_t binding, LONG size, LONG* numbers) {
    (void)binding;
    return numbers[size - 1] == size - 1 ? on_this_thread : -1;
}
LONG for_varying(handle_t binding, LONG size, LONG length, LONG* numbers) {
    (void)binding;
    (void)size;
    return numbers[length - 1] == length - 1 ? on_this_thread : -1;
}
LONG for_enums(handle_t binding, LONG size, shade* shades) {
    (void)binding;
    return shades[size - 1] == light ? on_this_thread : -1;
}
LONG for_string(handle_t binding, unsigned char* text) {
    (void)binding;
    return text[0] == 't' ? on_this_thread : -1;
}
LONG for_sized_string(handle_t binding, LONG size, unsigned char* text) {
    (void)binding;
    (void)size;
    return text[0] == 't' ? on_this_thread : -1;
}
LONG for_forced(handle_t binding, pair* one) { return for_structure(binding, one); }
LONG depth(handle_t binding, LONG more) {
    (void)binding;
    return more ? 1 + ask(more - 1) : 0;
}

// ---- the client

static RPC_BINDING_HANDLE client;
static int elsewhere;
LONG c_ask(LONG more) {
    if (GetCurrentThreadId() != clients_thread) ++elsewhere;
    if (more == 100) RpcRaiseException(RPC_S_OUT_OF_RESOURCES);
    return more ? 1 + c_depth(client, more - 1) : 0;
}

/// O2, O4
static void written_through(handle_t binding) {
    link second = {20, NULL}, first = {10, &second}, alone = {30, NULL};
    allocations = releases = 0;
    FACT_CALL("embedded pointers", "in, out, not NULL: a call", (c_change(binding, &first), 0));
    FACT_NUMBER("embedded pointers", "not NULL: the pointer is the same", first.next == &second);
    FACT_NUMBER("embedded pointers", "not NULL: what it points to is overwritten", second.number);
    FACT_NUMBER("embedded pointers", "not NULL: allocations on the client", allocations);
    FACT_CALL("embedded pointers", "in, out, NULL: a call", (c_change(binding, &alone), 0));
    FACT_NUMBER("embedded pointers", "NULL: new memory", alone.next != NULL);
    FACT_NUMBER("embedded pointers", "NULL: what it holds", alone.next ? alone.next->number : -1);
    FACT_NUMBER("embedded pointers", "NULL: allocations on the client", allocations);
    midl_user_free(alone.next);
    releases = 0;
    FACT_CALL("embedded pointers", "that become NULL: a call", (c_drop(binding, &first), 0));
    FACT_NUMBER("embedded pointers", "that become NULL: it is NULL", first.next == NULL);
    FACT_NUMBER("embedded pointers", "that become NULL: what is orphaned is not released", releases);
}

/// O10: a string that came back shorter or longer than the one that is there.
static void no_longer_than_before(handle_t binding) {
    unsigned char text[20] = "text";
    named one = {text};
    FACT_CALL("embedded pointers", "a string of the same length: a call",
              (c_rename_named(binding, &one, (const unsigned char*)"name"), one.name == text));
    FACT_TEXT("embedded pointers", "a string of the same length: it has come", text);
    FACT_CALL("embedded pointers", "a longer string: a call",
              (c_rename_named(binding, &one, (const unsigned char*)"longer"), 0));
}

/// O12
static void shortened(handle_t binding) {
    LONG numbers[3] = {1, 2, 3}, length = 3;
    FACT_CALL("length_is", "it became less: a call", (c_shorten(binding, 3, &length, numbers), length));
    FACT_NUMBER("length_is", "it became less: the elements within it have come", numbers[0] + numbers[1]);
    FACT_NUMBER("length_is", "it became less: the element behind it is as it was", numbers[2]);
}

/// O3, O7, O8, O9
static void made_and_cleared(handle_t binding) {
    byte bytes[100];
    link first = {7, &first};
    link* made = NULL;
    memset(bytes, 0xee, sizeof bytes);
    allocations = 0;
    RpcTryExcept { made = c_make(binding, 3); }
    RpcExcept(1) {}
    RpcEndExcept FACT_NUMBER("pointer return values", "new memory", made != NULL);
    FACT_NUMBER("pointer return values", "allocations on the client", allocations);
    FACT_NUMBER("pointer return values", "what they hold",
                made && made->next ? made->number * 10 + made->next->number : -1);
    if (made) midl_user_free(made->next);
    midl_user_free(made);
    first.next = NULL;
    FACT_CALL("out parameters", "they are zero for the manager", c_cleared(binding, 100, bytes, &first));
    FACT_NUMBER("out parameters", "an array by its size comes back", bytes[1] == 1 && bytes[99] == 99);
    FACT_NUMBER("out parameters", "a structure comes back", first.number);
    FACT_CALL("out parameters", "an array of no elements", c_cleared(binding, 0, bytes, &first));
}

/// P1
static void statuses(handle_t binding) {
    RPC_BINDING_HANDLE nobody = fact_binding("ncalrpc:[facts-nobody-listens-there]");
    FACT_CALL("comm_status, fault_status", "a call that works", c_status_of(binding, 0));
    FACT_CALL("comm_status, fault_status", "no server", c_status_of(nobody, 0));
    FACT_CALL("comm_status, fault_status", "a manager that raises a status of RPC", c_status_of(binding, 1721));
    RpcBindingFree(&nobody);
}

/// O9, O13
static void notifications(handle_t binding) {
    FACT_CALL("notify", "a call", (c_told(binding, 0), 0));
    FACT_CALL("notify", "the procedure was called", c_told_so_far(binding));
    FACT_CALL("notify", "a manager that raises", (c_told(binding, 1721), 0));
    FACT_CALL("notify", "the procedure was called for that, too", c_told_so_far(binding));
    FACT_CALL("range", "the lowest", c_ranged(binding, 1));
    FACT_CALL("range", "the highest", c_ranged(binding, 10));
    FACT_CALL("range", "below", c_ranged(binding, 0));
    FACT_CALL("range", "above", c_ranged(binding, 11));
}

/// O5, O6
static void in_the_buffer(handle_t binding) {
    pair one = {1, 2};
    LONG numbers[4] = {0, 1, 2, 3};
    shade shades[2] = {dark, light};
    unsigned char text[] = "text";
    FACT_CALL("server stubs", "a structure that is the same on the wire: allocated", c_for_structure(binding, &one));
    FACT_CALL("server stubs", "an array of numbers: allocated", c_for_array(binding, 4, numbers));
    FACT_CALL("server stubs", "a string: allocated", c_for_string(binding, text));
    FACT_CALL("server stubs", "a varying array: allocated", c_for_varying(binding, 4, 2, numbers));
    FACT_CALL("server stubs", "an array of enum16: allocated", c_for_enums(binding, 2, shades));
    FACT_CALL("server stubs", "an array of which all is sent, length_is: allocated",
              c_for_varying(binding, 4, 4, numbers));
    FACT_CALL("server stubs", "a sized string: allocated", c_for_sized_string(binding, 5, text));
    FACT_CALL("server stubs", "force_allocate: allocated", c_for_forced(binding, &one));
}

/// P7
static void callbacks(void) {
    FACT_CALL("callback", "a manager calls its client", c_depth(client, 1));
    FACT_CALL("callback", "calls and callbacks, nested", c_depth(client, 6));
    FACT_CALL("callback", "a client that raises, to whom the manager passes it", c_depth(client, 101));
    FACT_NUMBER("callback", "those that ran on another thread than the caller's", elsewhere);
}

/// The server's callback raises in the manager routine, which ends with it.
static void no_callbacks_on_fast_handles(void) {
    RPC_BINDING_HANDLE handle = fact_fast_binding("facts-links");
    FACT_STATUS("RpcBindingBind", "an interface with callbacks",
                RpcBindingBind(NULL, handle, links_v1_0_c_ifspec));
    FACT_CALL("RpcBindingBind", "a call without a callback", c_depth(handle, 0));
    FACT_CALL("RpcBindingBind", "a call that the server calls back in", c_depth(handle, 1));
    FACT_CALL("RpcBindingBind", "a call after that", c_depth(handle, 0));
    RpcBindingUnbind(handle);
    RpcBindingFree(&handle);
}

int main(void) {
    clients_thread = GetCurrentThreadId();
    RpcServerUseProtseqEpA((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "facts-links", NULL);
    RpcServerRegisterIf(links_v1_0_s_ifspec, NULL, NULL);
    RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    client = fact_binding("ncalrpc:[facts-links]");
    written_through(client);
    if (!under_wine()) no_longer_than_before(client);
    shortened(client);
    made_and_cleared(client);
    statuses(client);
    notifications(client);
    if (!under_wine()) in_the_buffer(client);  // it leaves blocks of earlier calls allocated
    if (!under_wine()) callbacks();
    if (!under_wine()) no_callbacks_on_fast_handles();
    RpcBindingFree(&client);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    FACT_NUMBER("server stubs", "what is left allocated after all calls", on_the_server);
    return 0;
}
