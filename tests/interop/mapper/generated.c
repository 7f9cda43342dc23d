// SPDX-License-Identifier: LGPL-2.1-or-later
// generated HOST: asks the endpoint mapper of a host through midl's stubs for epm and mgmt, and prints how many
// elements it has, how many of them have a tower that can be read, and what the mapper says about itself.
#include <stdio.h>
#include <stdlib.h>

#include "epm.h"
#include "mgmt.h"

#include <rpc.h>

enum { PIECE = 50 };

RPC_STATUS RPC_ENTRY TowerExplode(const void* tower, RPC_SYNTAX_IDENTIFIER* interface_id,
                                  RPC_SYNTAX_IDENTIFIER* transfer, char** protseq, char** endpoint, char** address);

void* __RPC_USER midl_user_allocate(size_t size) { return malloc(size); }
void __RPC_USER midl_user_free(void* memory) { free(memory); }

static int readable(const twr_t* tower) {
    char* parts[3] = {NULL, NULL, NULL};
    if (!tower || TowerExplode(tower, NULL, NULL, &parts[0], &parts[1], &parts[2]) != RPC_S_OK) return 0;
    for (int i = 0; i < 3; ++i) {
        if (parts[i]) I_RpcFree(parts[i]);
    }
    return 1;
}

static void list(handle_t mapper) {
    ept_lookup_handle_t more = NULL;
    unsigned count = 0, readable_count = 0;
    error_status_t status = 0;
    do {
        ept_entry_t entries[PIECE] = {0};
        ULONG got = 0;
        c_ept_lookup(mapper, 0, NULL, NULL, 1, &more, PIECE, &got, entries, &status);
        for (ULONG i = 0; i < got; ++i) {
            ++count;
            readable_count += (unsigned)readable(entries[i].tower);
            midl_user_free(entries[i].tower);
        }
    } while (status == 0 && more);
    printf("%u elements, %u readable, last status %08x\n", count, readable_count, (unsigned)status);
}

static void about(handle_t mapper) {
    rpc_if_id_vector_t* ids = NULL;
    error_status_t status = 0;
    c_rpc__mgmt_inq_if_ids(mapper, &ids, &status);
    printf("%u interfaces, status %u\n", ids ? (unsigned)ids->count : 0, (unsigned)status);
    const ULONG listening = c_rpc__mgmt_is_server_listening(mapper, &status);
    printf("listening %u, status %u\n", (unsigned)listening, (unsigned)status);
}

int main(int argc, char** argv) {
    char text[256];
    handle_t mapper = NULL;
    int failed = 0;
    if (argc != 2) return 2;
    snprintf(text, sizeof text, "ncacn_ip_tcp:%s[135]", argv[1]);
    if (RpcBindingFromStringBindingA((RPC_CSTR)text, &mapper) != RPC_S_OK) return 1;
    RpcTryExcept {
        list(mapper);
        about(mapper);
    }
    RpcExcept(1) {
        printf("exception %u\n", (unsigned)RpcExceptionCode());
        failed = 1;
    }
    RpcEndExcept;
    RpcBindingFree(&mapper);
    return failed;
}
