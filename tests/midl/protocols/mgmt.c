// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The management interface with a manager of its own: arrays of pointers, counts that shrink, sized strings.
#include "mgmt.h"

#include <string.h>

#include "protocol.h"

static UUID object = {0x0b1ec7, 1, 2, {3}}, type = {0x7e9e, 4, 5, {6}};

static void ids(rpc_if_id_vector_p_t* vector) {
    int count = variant == 2 ? 40 : 0;
    if (!OPEN(*vector, if_id, variant ? count : -1)) return;
    VALUE((*vector)->count, count);
    for (int i = 0; i < count; ++i) {
        if (!POINTER((*vector)->if_id[i], i % 7)) continue;
        UUID_OF((*vector)->if_id[i]->uuid, i);
        VALUE((*vector)->if_id[i]->vers_major, 0xffff);
        VALUE((*vector)->if_id[i]->vers_minor, i);
    }
}

void s_rpc__mgmt_inq_if_ids(handle_t h, rpc_if_id_vector_p_t* vector, error_status_t* status) {
    (void)h;
    FILL(ids(vector));
    *status = variant ? 0 : 0x16c9a0cd;
}

static void inq_if_ids(handle_t h) {
    rpc_if_id_vector_p_t vector = NULL;
    error_status_t status = 99;
    SAME(RpcBindingSetObject(h, &object), RPC_S_OK);
    c_rpc__mgmt_inq_if_ids(h, &vector, &status);
    COMPARE(ids(&vector));
    SAME(status, variant ? 0 : 0x16c9a0cd);
}

// The server lowers the count: what comes back is shorter than what was asked for.
void s_rpc__mgmt_inq_stats(handle_t h, ULONG* count, ULONG statistics[], error_status_t* status) {
    (void)h;
    SAME(*count, variant ? 50 : 0);
    *count = variant ? 4 : 0;
    FILL(PATTERN(statistics, 4 * *count, 1));
    *status = 0;
}

static void inq_stats(handle_t h) {
    ULONG count = variant ? 50 : 0, statistics[50] = {0};
    error_status_t status = 99;
    c_rpc__mgmt_inq_stats(h, &count, statistics, &status);
    SAME(count, variant ? 4 : 0);
    COMPARE(PATTERN(statistics, 4 * count, 1));
    SAME(status, 0);
}

boolean32 s_rpc__mgmt_is_server_listening(handle_t h, error_status_t* status) {
    (void)h;
    *status = (error_status_t)variant;
    return variant ? 1 : 0;
}

static void is_listening(handle_t h) {
    error_status_t status = 99;
    SAME(c_rpc__mgmt_is_server_listening(h, &status), variant);
    SAME(status, variant);
}

void s_rpc__mgmt_stop_server_listening(handle_t h, error_status_t* status) {
    (void)h;
    *status = 5;
}

static void stop(handle_t h) {
    error_status_t status = 99;
    c_rpc__mgmt_stop_server_listening(h, &status);
    SAME(status, 5);
}

static const char* principal(void) { return variant ? "host/a.example@EXAMPLE" : ""; }

void s_rpc__mgmt_inq_princ_name(handle_t h, ULONG protocol, ULONG size, unsigned char name[], error_status_t* status) {
    (void)h;
    SAME(protocol, 0xffffffff);
    SAME(size, variant ? 4096 : 1);
    strcpy((char*)name, principal());
    *status = 0;
}

static void inq_princ_name(handle_t h) {
    unsigned char name[4096] = "?";
    error_status_t status = 99;
    c_rpc__mgmt_inq_princ_name(h, 0xffffffff, variant ? 4096 : 1, name, &status);
    SAME(strcmp((char*)name, principal()), 0);
    SAME(status, 0);
}

const Case cases[] = {
    {"rpc__mgmt_inq_if_ids", inq_if_ids, 3},
    {"rpc__mgmt_inq_stats", inq_stats, 2},
    {"rpc__mgmt_is_server_listening", is_listening, 2},
    {"rpc__mgmt_stop_server_listening", stop, 1},
    {"rpc__mgmt_inq_princ_name", inq_princ_name, 2},
};
const size_t case_count = sizeof cases / sizeof *cases;

// The runtime offers this interface itself; another manager needs a type, and its clients an object of that type.
RPC_STATUS register_interface(void) {
    RPC_STATUS status = RpcObjectSetType(&object, &type);
    return status ? status : RpcServerRegisterIf(mgmt_v1_0_s_ifspec, &type, NULL);
}
