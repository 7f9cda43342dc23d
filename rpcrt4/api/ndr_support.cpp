// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcndr.h> around the type routines: what stubs without the interpreter call to set up a message, to get,
// send and free its buffer, and to allocate.
#include <memory>

#include "handleapi/boundary.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/full_pointers.hpp"
#include "rpcrt4/ndr/memory.hpp"
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

unsigned char* RPC_ENTRY NdrSendReceive(PMIDL_STUB_MESSAGE stub, unsigned char* end) {
    return raising([&] { return stub::send_receive(*stub, end); });
}

void RPC_ENTRY NdrFreeBuffer(PMIDL_STUB_MESSAGE stub) { stub::free_buffer(*stub); }

void* RPC_ENTRY NdrAllocate(PMIDL_STUB_MESSAGE stub, size_t size) {
    return raising([&] { return ndr::user_allocate(*stub, size); });
}

// These stubs read scalars from the buffer themselves and ask here for data of another representation to be converted
// in place, which is not done: refused rather than misread. The interpreter's entry points swap while they read.
void RPC_ENTRY NdrConvert(PMIDL_STUB_MESSAGE stub, PFORMAT_STRING) {
    const ULONG representation = stub->RpcMsg->DataRepresentation & 0xffff;
    if (representation == NDR_LOCAL_DATA_REPRESENTATION) return;
    raising([] { ndr::fail_unsupported(); });
}

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

}  // extern "C"
