// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [MS-FRS2]: files through asynchronous pipes beside the same in buffers, a version vector that comes when there is
// one, context handles that an asynchronous call opens. The server answers asynchronous calls in their manager
// routines.
#include "frs2.h"

#include <stdlib.h>
#include <string.h>

#include "protocol.h"

enum { kWait = 30000 };

static char transfer;  // what a context handle stands for

void __RPC_USER PFRS_SERVER_CONTEXT_rundown(PFRS_SERVER_CONTEXT context) { SAME(context == &transfer, 1); }

// ---- asynchronous calls

static RPC_ASYNC_STATE begin(void) {
    RPC_ASYNC_STATE state;
    SAME(RpcAsyncInitializeHandle(&state, sizeof state), RPC_S_OK);
    state.NotificationType = RpcNotificationTypeEvent;
    state.u.hEvent = CreateEventA(NULL, FALSE, FALSE, NULL);
    return state;
}

static void wait_for_more(RPC_ASYNC_STATE* state) {
    if (WaitForSingleObject(state->u.hEvent, kWait)) RpcRaiseException(RPC_S_CALL_CANCELLED);
}

static DWORD result_of(RPC_ASYNC_STATE* state) {
    DWORD result = 0xdddddddd;
    RPC_STATUS status;
    while ((status = RpcAsyncCompleteCall(state, &result)) == RPC_S_ASYNC_CALL_PENDING) wait_for_more(state);
    SAME(status, RPC_S_OK);
    CloseHandle(state->u.hEvent);
    return result;
}

static void answer(PRPC_ASYNC_STATE state, DWORD result) { SAME(RpcAsyncCompleteCall(state, &result), RPC_S_OK); }

// ---- connections

DWORD s_CheckConnectivity(handle_t h, FRS_REPLICA_SET_ID set, FRS_CONNECTION_ID connection) {
    (void)h;
    COMPARE(UUID_OF(set, 1));
    COMPARE(UUID_OF(connection, 2));
    return variant;
}

DWORD s_EstablishConnection(handle_t h, FRS_REPLICA_SET_ID set, FRS_CONNECTION_ID connection, DWORD version,
                            DWORD flags, DWORD* own_version, DWORD* own_flags) {
    SAME(s_CheckConnectivity(h, set, connection), variant);
    SAME(version, 0x00050002);
    SAME(flags, 0);
    *own_version = 0x00050004;
    *own_flags = 1;
    return 0;
}

DWORD s_EstablishSession(handle_t h, FRS_CONNECTION_ID connection, FRS_CONTENT_SET_ID content) {
    (void)h;
    COMPARE(UUID_OF(connection, 2));
    COMPARE(UUID_OF(content, 3));
    return 0x2344;
}

static void connect_to(handle_t h) {
    GUID set, connection, content;
    DWORD version = 0, flags = 0;
    FILL(UUID_OF(set, 1));
    FILL(UUID_OF(connection, 2));
    FILL(UUID_OF(content, 3));
    SAME(c_CheckConnectivity(h, set, connection), variant);
    SAME(c_EstablishConnection(h, set, connection, 0x00050002, 0, &version, &flags), 0);
    SAME(version, 0x00050004);
    SAME(flags, 1);
    SAME(c_EstablishSession(h, connection, content), 0x2344);
}

// ---- updates

static void update(FRS_UPDATE* it, int seed) {
    static const WCHAR kName[] = L"\x00DCbersicht.txt";
    VALUE(it->present, 1);
    VALUE(it->attributes, 0x80000000U + (unsigned)seed);
    PATTERN(&it->fence, sizeof it->fence, seed);
    PATTERN(it->hash, sizeof it->hash, seed + 1);
    UUID_OF(it->uidDbGuid, seed + 2);
    VALUE(it->uidVersion, 0xfedcba9876543210ULL);
    UUID_OF(it->parentDbGuid, seed + 3);
    for (size_t i = 0; i < sizeof kName / sizeof *kName; ++i) VALUE(it->name[i], kName[i]);
    VALUE(it->flags, -seed);
}

static void vectors(FRS_VERSION_VECTOR* all, DWORD count) {
    for (DWORD i = 0; i < count; ++i) {
        UUID_OF(all[i].dbGuid, (int)i);
        VALUE(all[i].low, i);
        VALUE(all[i].high, 0x8000000000000000ULL + i);
    }
}

DWORD s_RequestUpdates(handle_t h, FRS_CONNECTION_ID connection, FRS_CONTENT_SET_ID content, DWORD credits, LONG hashes,
                       UPDATE_REQUEST_TYPE type, ULONG count, FRS_VERSION_VECTOR* difference, FRS_UPDATE* updates,
                       DWORD* update_count, UPDATE_STATUS* status, GUID* database, DWORDLONG* version) {
    SAME(s_EstablishSession(h, connection, content), 0x2344);
    SAME(credits, 256);
    SAME(hashes, 1);
    SAME(type, UPDATE_REQUEST_LIVE);
    SAME(count, 3 * variant);
    COMPARE(vectors(difference, count));
    *update_count = 2 * (DWORD)variant;
    for (DWORD i = 0; i < *update_count; ++i)
        FILL((memset(&updates[i], 0, sizeof *updates), update(&updates[i], (int)i)));
    *status = UPDATE_STATUS_MORE;
    FILL(UUID_OF(*database, 8));
    *version = 77;
    return 0;
}

static void request_updates(handle_t h) {
    GUID connection, content, database;
    FRS_VERSION_VECTOR difference[6];
    static FRS_UPDATE updates[256];
    DWORD count = 0;
    UPDATE_STATUS status = UPDATE_STATUS_DONE;
    DWORDLONG version = 0;
    FILL(UUID_OF(connection, 2));
    FILL(UUID_OF(content, 3));
    FILL(vectors(difference, 6));
    SAME(c_RequestUpdates(h, connection, content, 256, 1, UPDATE_REQUEST_LIVE, 3 * (ULONG)variant, difference, updates,
                          &count, &status, &database, &version),
         0);
    SAME(count, 2 * variant);
    for (DWORD i = 0; i < count; ++i) COMPARE(update(&updates[i], (int)i));
    SAME(status, UPDATE_STATUS_MORE);
    COMPARE(UUID_OF(database, 8));
    SAME(version, 77);
}

static void cancelled(FRS_UPDATE_CANCEL_DATA* it) {
    update(&it->blockingUpdate, 9);
    UUID_OF(it->parentDatabaseId, 4);
    VALUE(it->cancelType, 1);
    VALUE(it->isBlockerValid, -1);
}

DWORD s_UpdateCancel(handle_t h, FRS_CONNECTION_ID connection, FRS_UPDATE_CANCEL_DATA data) {
    (void)h;
    COMPARE(UUID_OF(connection, 2));
    COMPARE(cancelled(&data));
    return 5;
}

static void cancel_update(handle_t h) {
    GUID connection;
    FRS_UPDATE_CANCEL_DATA data;
    memset(&data, 0, sizeof data);
    FILL(UUID_OF(connection, 2));
    FILL(cancelled(&data));
    SAME(c_UpdateCancel(h, connection, data), 5);
}

// ---- versions and records

DWORD s_RequestVersionVector(handle_t h, DWORD number, FRS_CONNECTION_ID connection, FRS_CONTENT_SET_ID content,
                             VERSION_REQUEST_TYPE type, VERSION_CHANGE_TYPE change, ULONGLONG generation) {
    SAME(s_EstablishSession(h, connection, content), 0x2344);
    SAME(number, 12);
    SAME(type, REQUEST_SUBORDINATE_SYNC);
    SAME(change, CHANGE_ALL);
    SAME(generation, 0x0123456789abcdefULL);
    return 0;
}

static void response(FRS_ASYNC_RESPONSE_CONTEXT* it) {
    int count = variant ? 40 : 0;
    VALUE(it->sequenceNumber, 12);
    VALUE(it->result.vvGeneration, 0x1122334455667788ULL);
    VALUE(it->result.versionVectorCount, count);
    if (ARRAY(it->result.versionVector, variant == 1 ? count : -1)) vectors(it->result.versionVector, (DWORD)count);
    VALUE(it->result.epoqueVectorCount, 1);
    if (ARRAY(it->result.epoqueVector, 1)) PATTERN(it->result.epoqueVector, sizeof(FRS_EPOQUE_VECTOR), 6);
}

void s_AsyncPoll(PRPC_ASYNC_STATE state, handle_t h, FRS_CONNECTION_ID connection, FRS_ASYNC_RESPONSE_CONTEXT* it) {
    (void)h;
    COMPARE(UUID_OF(connection, 2));
    it->status = 0;
    FILL(response(it));
    answer(state, 0);
}

static void poll_versions(handle_t h) {
    GUID connection, content;
    FRS_ASYNC_RESPONSE_CONTEXT it;
    memset(&it, 0, sizeof it);
    FILL(UUID_OF(connection, 2));
    FILL(UUID_OF(content, 3));
    RPC_ASYNC_STATE state = begin();
    c_AsyncPoll(&state, h, connection, &it);
    SAME(
        c_RequestVersionVector(h, 12, connection, content, REQUEST_SUBORDINATE_SYNC, CHANGE_ALL, 0x0123456789abcdefULL),
        0);
    SAME(result_of(&state), 0);
    COMPARE(response(&it));
}

DWORD s_RequestRecords(handle_t h, FRS_CONNECTION_ID connection, FRS_CONTENT_SET_ID content, FRS_DATABASE_ID database,
                       DWORDLONG version, DWORD* most, DWORD* records, DWORD* bytes, byte** compressed,
                       RECORDS_STATUS* status) {
    SAME(s_EstablishSession(h, connection, content), 0x2344);
    COMPARE(UUID_OF(database, 4));
    SAME(version, 9);
    SAME(*most, 1000);
    *most = 500;
    *records = 3;
    *bytes = variant ? 70000 : 0;
    FILL(BYTES(*compressed, (LONG)*bytes, 1));
    *status = RECORDS_STATUS_MORE;
    return 0;
}

static void request_records(handle_t h) {
    GUID connection, content, database;
    DWORD most = 1000, records = 0, bytes = 0;
    byte* compressed = NULL;
    RECORDS_STATUS status = RECORDS_STATUS_DONE;
    FILL(UUID_OF(connection, 2));
    FILL(UUID_OF(content, 3));
    FILL(UUID_OF(database, 4));
    SAME(c_RequestRecords(h, connection, content, database, 9, &most, &records, &bytes, &compressed, &status), 0);
    SAME(most, 500);
    SAME(records, 3);
    SAME(bytes, variant ? 70000 : 0);
    COMPARE(BYTES(compressed, (LONG)bytes, 1));
    SAME(status, RECORDS_STATUS_MORE);
}

// ---- transfers

static void file_information(FRS_RDC_FILEINFO* it) {
    VALUE(it->onDiskFileSize, 0x100000000ULL);
    VALUE(it->rdcVersion, 1);
    VALUE(it->rdcSignatureLevels, 3);
    VALUE(it->compressionAlgorithm, RDC_XPRESS);
    for (int i = 0; i < 3; ++i) VALUE(it->rdcFilterParameters[i].rdcChunkerAlgorithm, i);
    VALUE(it->rdcFilterParameters[0].u.filterGeneric.chunkerType, 9);
    PATTERN(it->rdcFilterParameters[0].u.filterGeneric.chunkerParameters, 64, 2);
    VALUE(it->rdcFilterParameters[1].u.filterMax.horizonSize, 1024 * 16);
    VALUE(it->rdcFilterParameters[1].u.filterMax.windowSize, 2);
    VALUE(it->rdcFilterParameters[2].u.filterPoint.maxChunkSize, 0xffff);
}

void s_InitializeFileTransferAsync(PRPC_ASYNC_STATE state, handle_t h, FRS_CONNECTION_ID connection, FRS_UPDATE* it,
                                   LONG wanted, FRS_REQUESTED_STAGING_POLICY* policy, PFRS_SERVER_CONTEXT* context,
                                   FRS_RDC_FILEINFO** info, byte* data, DWORD size, DWORD* read, LONG* is_end) {
    (void)h;
    COMPARE(UUID_OF(connection, 2));
    COMPARE(update(it, 5));
    FILL(update(it, 6));
    SAME(wanted, 1);
    SAME(*policy, STAGING_REQUIRED);
    *policy = RESTAGING_REQUIRED;
    *context = &transfer;
    FILL(OPEN(*info, rdcFilterParameters, 3));
    FILL(file_information(*info));
    SAME(size, 5000);
    *read = 4097;
    FILL(PATTERN(data, *read, 3));
    *is_end = 0;
    answer(state, 0);
}

static PFRS_SERVER_CONTEXT open_transfer(handle_t h) {
    static byte data[5000];
    GUID connection;
    FRS_UPDATE it;
    FRS_REQUESTED_STAGING_POLICY policy = STAGING_REQUIRED;
    PFRS_SERVER_CONTEXT context = NULL;
    FRS_RDC_FILEINFO* info = NULL;
    DWORD read = 0;
    LONG is_end = 1;
    memset(&it, 0, sizeof it);
    FILL(UUID_OF(connection, 2));
    FILL(update(&it, 5));
    RPC_ASYNC_STATE state = begin();
    c_InitializeFileTransferAsync(&state, h, connection, &it, 1, &policy, &context, &info, data, sizeof data, &read,
                                  &is_end);
    SAME(result_of(&state), 0);
    COMPARE(update(&it, 6));
    SAME(policy, RESTAGING_REQUIRED);
    SAME(context != NULL, 1);
    COMPARE(file_information(info));
    SAME(read, 4097);
    COMPARE(PATTERN(data, read, 3));
    SAME(is_end, 0);
    return context;
}

DWORD s_RdcClose(PFRS_SERVER_CONTEXT* context) {
    SAME(*context == &transfer, 1);
    *context = NULL;
    return 0;
}

static void close_transfer(PFRS_SERVER_CONTEXT context) {
    SAME(c_RdcClose(&context), 0);
    SAME(context != NULL, 0);
}

DWORD s_RawGetFileData(PFRS_SERVER_CONTEXT* context, byte* data, DWORD size, DWORD* read, LONG* is_end) {
    SAME(*context == &transfer, 1);
    *read = size;
    FILL(PATTERN(data, size, 4));
    *is_end = 1;
    return 0;
}

DWORD s_RdcGetSignatures(PFRS_SERVER_CONTEXT context, byte level, DWORDLONG offset, byte* data, DWORD size,
                         DWORD* read) {
    LONG is_end;
    SAME(level, 8);
    SAME(offset, 1ULL << 40);
    return s_RawGetFileData(&context, data, size, read, &is_end);
}

DWORD s_RdcPushSourceNeeds(PFRS_SERVER_CONTEXT context, FRS_RDC_SOURCE_NEED* needs, DWORD count) {
    SAME(context == &transfer, 1);
    COMPARE(PATTERN(needs, count * sizeof *needs, 7));
    return count;
}

DWORD s_RdcGetFileData(PFRS_SERVER_CONTEXT context, byte* data, DWORD size, DWORD* read) {
    LONG is_end;
    return s_RawGetFileData(&context, data, size, read, &is_end);
}

DWORD s_RdcFileDataTransferKeepAlive(PFRS_SERVER_CONTEXT context) { return context == &transfer ? 0 : 6; }

DWORD s_Opnum14NotUsedOnWire(handle_t h) { return h ? 14 : 0; }

static void buffers(handle_t h) {
    static const DWORD kSizes[] = {1, 262144 / 4};
    static byte data[262144 / 4];
    FRS_RDC_SOURCE_NEED needs[20];
    DWORD size = kSizes[variant], read = 0;
    LONG is_end = 0;
    PFRS_SERVER_CONTEXT context = open_transfer(h);
    SAME(c_RawGetFileData(&context, data, size, &read, &is_end), 0);
    SAME(read, size);
    SAME(is_end, 1);
    COMPARE(PATTERN(data, size, 4));
    memset(data, 0, sizeof data);
    SAME(c_RdcGetSignatures(context, 8, 1ULL << 40, data, size, &read), 0);
    COMPARE(PATTERN(data, size, 4));
    FILL(PATTERN(needs, sizeof needs, 7));
    SAME(c_RdcPushSourceNeeds(context, needs, 20 * (DWORD)variant), 20 * variant);
    memset(data, 0, sizeof data);
    SAME(c_RdcGetFileData(context, data, size, &read), 0);
    COMPARE(PATTERN(data, size, 4));
    SAME(c_RdcFileDataTransferKeepAlive(context), 0);
    SAME(c_Opnum14NotUsedOnWire(h), 14);
    close_transfer(context);
}

// ---- pipes

static const size_t kFiles[] = {0, 1, 5000, 1000000};

static byte* make_file(size_t size) {
    byte* data = malloc(size + 1);
    if (!data) RpcRaiseException(RPC_S_OUT_OF_MEMORY);
    FILL(PATTERN(data, size, 8));
    return data;
}

// In pieces of many sizes, and at last the empty one.
static void send_file(PRPC_ASYNC_STATE state, ASYNC_BYTE_PIPE* pipe, size_t most) {
    size_t size = kFiles[variant], sent = 0;
    byte* data = make_file(size);
    RPC_STATUS status = RPC_S_OK;
    for (size_t piece = 1; sent < size && !status; sent += piece, piece = piece * 3 < most ? piece * 3 : most) {
        if (piece > size - sent) piece = size - sent;
        status = pipe->push(pipe->state, data + sent, (ULONG)piece);
    }
    free(data);
    SAME(status, RPC_S_OK);
    if (!status) status = pipe->push(pipe->state, NULL, 0);
    SAME(status, RPC_S_OK);
    if (!status) answer(state, 100 + (DWORD)variant);
}

void s_RawGetFileDataAsync(PRPC_ASYNC_STATE state, PFRS_SERVER_CONTEXT context, ASYNC_BYTE_PIPE* pipe) {
    SAME(context == &transfer, 1);
    send_file(state, pipe, 300000);
}

void s_RdcGetFileDataAsync(PRPC_ASYNC_STATE state, PFRS_SERVER_CONTEXT context, ASYNC_BYTE_PIPE* pipe) {
    SAME(context == &transfer, 1);
    send_file(state, pipe, 700);
}

static void receive_file(RPC_ASYNC_STATE* state, ASYNC_BYTE_PIPE* pipe, size_t most) {
    size_t size = kFiles[variant], have = 0;
    byte* data = malloc(size + most);
    ULONG count = 1;
    while (data && count && have <= size) {
        RPC_STATUS status = pipe->pull(pipe->state, data + have, (ULONG)most, &count);
        if (status == RPC_S_ASYNC_CALL_PENDING) {
            wait_for_more(state);
            count = 1;
            continue;
        }
        SAME(status, RPC_S_OK);
        if (status) break;
        have += count;
    }
    SAME(have, size);
    if (have == size) COMPARE(PATTERN(data, size, 8));
    free(data);
    if (!count) SAME(result_of(state), 100 + variant);
}

static void pipes(handle_t h) {
    ASYNC_BYTE_PIPE pipe;
    PFRS_SERVER_CONTEXT context = open_transfer(h);
    RPC_ASYNC_STATE state = begin();
    c_RawGetFileDataAsync(&state, context, &pipe);
    receive_file(&state, &pipe, 4000);
    state = begin();
    c_RdcGetFileDataAsync(&state, context, &pipe);
    receive_file(&state, &pipe, 100000);
    SAME(c_RdcFileDataTransferKeepAlive(context), 0);
    close_transfer(context);
}

SERVES(FrsTransport_v1_0_s_ifspec)

const Case cases[] = {
    {"EstablishConnection", connect_to, 2}, {"RequestUpdates", request_updates, 3}, {"UpdateCancel", cancel_update, 1},
    {"AsyncPoll", poll_versions, 3},        {"RequestRecords", request_records, 2}, {"RawGetFileData", buffers, 2},
    {"RawGetFileDataAsync", pipes, 4},
};
const size_t case_count = sizeof cases / sizeof *cases;
