// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcndr.h> around the type routines: what stubs without the interpreter call to set up a message, to get,
// send and free its buffer, and to allocate.
#include <memory>

#include "handleapi/boundary.hpp"
#include "rpcrt4/ndr/convert.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/full_pointers.hpp"
#include "rpcrt4/ndr/memory.hpp"
#include "rpcrt4/ndr/one_type.hpp"
#include "rpcrt4/stub/inline_stub.hpp"
#include "rpcrt4/stub/status_map.hpp"

#include <rpcndr.h>

using handleapi::raising;
using namespace rpcrt4;

extern "C" {

void RPC_ENTRY NdrClientInitializeNew(PRPC_MESSAGE message, PMIDL_STUB_MESSAGE stub, PMIDL_STUB_DESC description,
                                      unsigned int procedure) {
    stub::client_initialize(*message, *stub, *description, procedure);
}

void RPC_ENTRY NdrClientInitialize(PRPC_MESSAGE message, PMIDL_STUB_MESSAGE stub, PMIDL_STUB_DESC description,
                                   unsigned int procedure) {
    stub::client_initialize(*message, *stub, *description, procedure);
}

unsigned char* RPC_ENTRY NdrServerInitializeNew(PRPC_MESSAGE message, PMIDL_STUB_MESSAGE stub,
                                                PMIDL_STUB_DESC description) {
    return stub::server_initialize(*message, *stub, *description);
}

unsigned char* RPC_ENTRY NdrServerInitialize(PRPC_MESSAGE message, PMIDL_STUB_MESSAGE stub,
                                             PMIDL_STUB_DESC description) {
    return stub::server_initialize(*message, *stub, *description);
}

unsigned char* RPC_ENTRY NdrGetBuffer(PMIDL_STUB_MESSAGE stub, ULONG size, RPC_BINDING_HANDLE binding) {
    return raising([&] { return stub::get_buffer(*stub, size, binding); });
}

// Automatic handles: with a binding the program has found itself they work as any; else a name service would be asked.
unsigned char* RPC_ENTRY NdrNsGetBuffer(PMIDL_STUB_MESSAGE stub, ULONG size, RPC_BINDING_HANDLE binding) {
    return raising([&] {
        if (!binding) ndr::fail(base::Status::rpc_s_name_service_unavailable);
        return stub::get_buffer(*stub, size, binding);
    });
}

unsigned char* RPC_ENTRY NdrNsSendReceive(PMIDL_STUB_MESSAGE stub, unsigned char* end, RPC_BINDING_HANDLE*) {
    return raising([&] { return stub::send_receive(*stub, end); });
}

unsigned char* RPC_ENTRY NdrServerInitializeUnmarshall(PMIDL_STUB_MESSAGE stub, PMIDL_STUB_DESC description,
                                                       PRPC_MESSAGE message) {
    return stub::server_initialize(*message, *stub, *description);
}

// The reply's size is counted afresh.
void RPC_ENTRY NdrServerInitializeMarshall(PRPC_MESSAGE message, PMIDL_STUB_MESSAGE stub) {
    stub->RpcMsg = message;
    stub->BufferLength = 0;
}

unsigned char* RPC_ENTRY NdrSendReceive(PMIDL_STUB_MESSAGE stub, unsigned char* end) {
    return raising([&] { return stub::send_receive(*stub, end); });
}

void RPC_ENTRY NdrFreeBuffer(PMIDL_STUB_MESSAGE stub) { stub::free_buffer(*stub); }

void* RPC_ENTRY NdrAllocate(PMIDL_STUB_MESSAGE stub, size_t size) {
    return raising([&] { return ndr::user_allocate(*stub, size); });
}

void RPC_ENTRY NdrConvert2(PMIDL_STUB_MESSAGE stub, PFORMAT_STRING format, LONG count) {
    raising([&] { ndr::convert_message(*stub, format, count); });
}

void RPC_ENTRY NdrConvert(PMIDL_STUB_MESSAGE stub, PFORMAT_STRING format) { NdrConvert2(stub, format, -1); }

PFULL_PTR_XLAT_TABLES RPC_ENTRY NdrFullPointerXlatInit(ULONG, XLAT_SIDE) {
    return raising([] { return reinterpret_cast<PFULL_PTR_XLAT_TABLES>(new ndr::FullPointers); });
}

void RPC_ENTRY NdrFullPointerXlatFree(PFULL_PTR_XLAT_TABLES tables) {
    delete reinterpret_cast<ndr::FullPointers*>(tables);
}

// Returns 0 for a status that found its place, else the status, which the stub raises.
RPC_STATUS RPC_ENTRY NdrMapCommAndFaultStatus(PMIDL_STUB_MESSAGE, ULONG* comm_status, ULONG* fault_status,
                                              RPC_STATUS status) {
    return stub::map_status(static_cast<base::Status>(status), comm_status, fault_status) ? RPC_S_OK : status;
}

int RPC_ENTRY NdrFullPointerQueryPointer(PFULL_PTR_XLAT_TABLES tables, void* pointer, unsigned char type, ULONG* id) {
    return raising([&] {
        uint32_t found = 0;
        const bool asked = reinterpret_cast<ndr::FullPointers*>(tables)->query_pointer(pointer, type, found);
        *id = found;
        return asked ? TRUE : FALSE;
    });
}

int RPC_ENTRY NdrFullPointerQueryRefId(PFULL_PTR_XLAT_TABLES tables, ULONG id, unsigned char type, void** pointer) {
    return raising(
        [&] { return reinterpret_cast<ndr::FullPointers*>(tables)->query_id(id, type, *pointer) ? TRUE : FALSE; });
}

void RPC_ENTRY NdrFullPointerInsertRefId(PFULL_PTR_XLAT_TABLES tables, ULONG id, void* pointer) {
    raising([&] { reinterpret_cast<ndr::FullPointers*>(tables)->insert(id, pointer); });
}

int RPC_ENTRY NdrFullPointerFree(PFULL_PTR_XLAT_TABLES tables, void* pointer) {
    return raising([&] { return reinterpret_cast<ndr::FullPointers*>(tables)->release(pointer) ? TRUE : FALSE; });
}

// Counts are compared with their expressions as each type is read, or at its end: there is nothing to keep in the
// cache that the stub offers, and nothing left for the pass at the end of the message.
void RPC_ENTRY NdrCorrelationInitialize(PMIDL_STUB_MESSAGE stub, void*, ULONG, ULONG) {
    stub->fHasNewCorrDesc = -1;
    stub->CorrDespIncrement = 2;
}
void RPC_ENTRY NdrCorrelationPass(PMIDL_STUB_MESSAGE) {}
void RPC_ENTRY NdrCorrelationFree(PMIDL_STUB_MESSAGE) {}

// [partial_ignore]: of an [in, out] pointer only whether it is null goes to the server, which then gets zeroed memory.
void RPC_ENTRY NdrPartialIgnoreClientBufferSize(PMIDL_STUB_MESSAGE stub, void*) {
    raising([&] { ndr::size_scalar(*stub, ndr::fc::kUlong); });
}

void RPC_ENTRY NdrPartialIgnoreClientMarshall(PMIDL_STUB_MESSAGE stub, void* memory) {
    raising([&] {
        const uint32_t present = memory != nullptr;
        ndr::marshal_scalar(*stub, reinterpret_cast<const uint8_t*>(&present), ndr::fc::kUlong);
    });
}

void RPC_ENTRY NdrPartialIgnoreServerUnmarshall(PMIDL_STUB_MESSAGE stub, void** memory) {
    raising([&] {
        uint32_t present = 0;
        ndr::unmarshal_scalar(*stub, reinterpret_cast<uint8_t*>(&present), ndr::fc::kUlong);
        *memory = reinterpret_cast<void*>(uintptr_t{present != 0});
    });
}

void RPC_ENTRY NdrPartialIgnoreServerInitialize(PMIDL_STUB_MESSAGE stub, void** memory, PFORMAT_STRING format) {
    raising([&] { ndr::initialize_ignored(*stub, memory, format); });
}

}  // extern "C"
