// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The common part of the programs of this folder, see protocol.h. Without an argument a program calls itself over
// ncalrpc. With "tcp" it serves on a port of its own, prints it, and reads from its input the port its client calls: a
// listener in between sees what goes over the wire. Each call of the table is one test of "N passed, N failed".
#include "protocol.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

handle_t binding;
int variant;
_Thread_local int filling;
static const char* call_name;
static int differences;

// ---- memory: every block is kept and freed at the end, whoever owned it last

typedef struct Block {
    struct Block *next, **link;
    max_align_t data[];
} Block;

static Block* blocks;
static CRITICAL_SECTION blocks_lock;

void* __RPC_USER MIDL_user_allocate(size_t size) {
    Block* block = malloc(sizeof *block + size);
    if (!block) return NULL;
    memset(block->data, 0xa5, size);
    EnterCriticalSection(&blocks_lock);
    block->next = blocks, block->link = &blocks;
    if (blocks) blocks->link = &block->next;
    blocks = block;
    LeaveCriticalSection(&blocks_lock);
    return block->data;
}

void __RPC_USER MIDL_user_free(void* memory) {
    Block* block = (Block*)((char*)memory - offsetof(Block, data));
    if (!memory) return;
    EnterCriticalSection(&blocks_lock);
    *block->link = block->next;
    if (block->next) block->next->link = block->link;
    LeaveCriticalSection(&blocks_lock);
    free(block);
}

// ---- values

void differ(const char* function, const char* place, long long seen, long long wanted) {
    if (++differences > 20) return;
    printf("%s %d: %s: %s is %lld, not %lld\n", call_name, variant, function, place, seen, wanted);
}

int visit_pointer(const char* function, const char* place, void* pointer, size_t size, LONG count) {
    void** target = pointer;
    if (filling) {
        size_t all = size * (count > 0 ? (size_t)count : 0);
        *target = count < 0 ? NULL : memset(MIDL_user_allocate(all), 0, all);
    } else if (!*target != (count < 0)) {
        differ(function, place, *target != NULL, count >= 0);
        return 0;
    }
    return *target != NULL;
}

void visit_wide(const char* function, const char* place, void* pointer, const WCHAR* wanted) {
    size_t count = 0;
    while (wanted && wanted[count++]) continue;
    if (!visit_pointer(function, place, pointer, sizeof *wanted, wanted ? (LONG)count : -1)) return;
    WCHAR* text = *(WCHAR**)pointer;
    for (size_t i = 0; i < count; ++i) {
        if (filling) text[i] = wanted[i];
        if (text[i] == wanted[i]) continue;
        differ(function, place, text[i], wanted[i]);
        return;
    }
}

void visit_chars(const char* function, const char* place, void* pointer, const char* wanted) {
    if (!visit_pointer(function, place, pointer, 1, wanted ? (LONG)strlen(wanted) + 1 : -1)) return;
    char* text = *(char**)pointer;
    if (filling) strcpy(text, wanted);
    if (strcmp(text, wanted)) differ(function, place, (long long)strlen(text), (long long)strlen(wanted));
}

void visit_pattern(const char* function, const char* place, void* bytes, size_t size, int seed) {
    for (size_t i = 0; i < size; ++i) {
        unsigned char wanted = (unsigned char)((size_t)seed * 16 + i * 3 + 1), *byte = (unsigned char*)bytes + i;
        if (filling) *byte = wanted;
        if (*byte == wanted) continue;
        differ(function, place, *byte, wanted);
        return;
    }
}

void visit_bytes(const char* function, const char* place, void* pointer, LONG count, int seed) {
    if (visit_pointer(function, place, pointer, 1, count) && count > 0)
        visit_pattern(function, place, *(void**)pointer, (size_t)count, seed);
}

void visit_security(const char* function, const char* place, void* pointer, int present) {
    if (!visit_pointer(function, place, pointer, 1, present ? 20 : -1)) return;
    unsigned char* bytes = *(unsigned char**)pointer;
    for (int i = 0; i < 20; ++i) VALUE(bytes[i], i == 0 ? 1 : i == 3 ? 0x80 : 0);
}

void visit_sid(const char* function, const char* place, RPC_SID** sid, int count, int seed) {
    LONG size = (LONG)offsetof(RPC_SID, SubAuthority) + 4 * count;
    if (!visit_pointer(function, place, sid, 1, count < 0 ? -1 : size)) return;
    RPC_SID* it = *sid;
    VALUE(it->Revision, 1);
    VALUE(it->SubAuthorityCount, count);
    for (int i = 0; i < 6; ++i) VALUE(it->IdentifierAuthority.Value[i], i == 5 ? 5 : 0);
    for (int i = 0; i < count; ++i) VALUE(it->SubAuthority[i], i ? 0xfffffff0U + (unsigned)(i + seed) : 21);
}

void visit_string(const char* function, const char* place, RPC_UNICODE_STRING* string, const WCHAR* text, int spare) {
    size_t length = 0;
    while (text && text[length]) ++length;
    if (text && spare < 0) ++length, spare = 0;
    VALUE(string->Length, 2 * length);
    VALUE(string->MaximumLength, 2 * (length + (size_t)spare));
    LONG room = text ? (LONG)length + spare : -1;
    if (!visit_pointer(function, place, (void*)&string->Buffer, sizeof(WCHAR), room)) return;
    for (size_t i = 0; i < length; ++i) VALUE(string->Buffer[i], text[i]);
}

// ---- the program

static RPC_STATUS bind_to(const char* protseq, const char* address, const char* endpoint) {
    unsigned char* text = NULL;
    RPC_STATUS status = RpcStringBindingComposeA(NULL, (unsigned char*)protseq, (unsigned char*)address,
                                                 (unsigned char*)endpoint, NULL, &text);
    if (!status) status = RpcBindingFromStringBindingA(text, &binding);
    RpcStringFreeA(&text);
    return status;
}

static RPC_STATUS start_local(void) {
    char endpoint[32];
    snprintf(endpoint, sizeof endpoint, "protocol%u", (unsigned)GetCurrentProcessId());
    RPC_STATUS status = RpcServerUseProtseqEpA((unsigned char*)"ncalrpc", 10, (unsigned char*)endpoint, NULL);
    return status ? status : bind_to("ncalrpc", NULL, endpoint);
}

// The port of this server on standard output, that of the client from standard input.
static RPC_STATUS start_tcp(void) {
    RPC_BINDING_VECTOR* bindings = NULL;
    unsigned char *text = NULL, *endpoint = NULL;
    char port[16] = "";
    RPC_STATUS status = RpcServerUseProtseqA((unsigned char*)"ncacn_ip_tcp", 10, NULL);
    if (!status) status = RpcServerInqBindings(&bindings);
    if (!status) status = RpcBindingToStringBindingA(bindings->BindingH[0], &text);
    if (!status) status = RpcStringBindingParseA(text, NULL, NULL, NULL, &endpoint, NULL);
    if (status) return status;
    printf("%s\n", (char*)endpoint);
    fflush(stdout);
    if (!fgets(port, sizeof port, stdin)) return RPC_S_INVALID_ARG;
    port[strcspn(port, "\n")] = 0;
    RpcStringFreeA(&text);
    RpcStringFreeA(&endpoint);
    RpcBindingVectorFree(&bindings);
    return bind_to("ncacn_ip_tcp", "127.0.0.1", port);
}

static bool passes(const Case* one) {
    differences = 0;
    call_name = one->name;
    RpcTryExcept { one->call(binding); }
    RpcExcept(1) {
        ++differences;
        printf("%s %d raised %u\n", one->name, variant, (unsigned)RpcExceptionCode());
    }
    RpcEndExcept return !differences;
}

int main(int argc, char** argv) {
    int passed = 0, failed = 0;
    InitializeCriticalSection(&blocks_lock);
    RPC_STATUS status = register_interface();
    if (!status) status = argc > 1 && !strcmp(argv[1], "tcp") ? start_tcp() : start_local();
    if (!status) status = RpcServerListen(1, 10, 1);
    if (status) {
        printf("set-up: %d\n0 passed, 1 failed\n", (int)status);
        return 1;
    }
    for (size_t i = 0; i < case_count; ++i)
        for (variant = 0; variant < cases[i].variants; ++variant) *(passes(&cases[i]) ? &passed : &failed) += 1;
    RpcBindingFree(&binding);
    RpcMgmtStopServerListening(NULL);
    RpcMgmtWaitServerListen();
    while (blocks) MIDL_user_free(blocks->data);
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
