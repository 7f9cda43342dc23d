// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcndr.h> around stub memory environments. RpcSm* return a status; RpcSs* raise it instead. NdrRpcS*
// connect a stub's message with the environment, and are what stubs name as their allocators.
#include <cstdlib>

#include "handleapi/boundary.hpp"
#include "rpcrt4/stub/client_memory.hpp"

#include <rpcdcep.h>
#include <rpcndr.h>

using base::Status;
using handleapi::raising;
using handleapi::returning_status;
using namespace rpcrt4;

namespace {

void require_ok(Status status) {
    if (base::failed(status)) throw handleapi::RpcError{status};
}

uintptr_t number(RPC_SS_THREAD_HANDLE handle) noexcept { return reinterpret_cast<uintptr_t>(handle); }

Status swap_routines(RPC_CLIENT_ALLOC* allocate, RPC_CLIENT_FREE* release, RPC_CLIENT_ALLOC** old_allocate,
                     RPC_CLIENT_FREE** old_release) noexcept {
    if (!old_allocate || !old_release) return Status::rpc_s_invalid_arg;
    stub::ClientRoutines previous;
    const Status status = stub::set_client_routines({allocate, release}, &previous);
    if (base::failed(status)) return status;
    *old_allocate = previous.allocate ? previous.allocate : std::malloc;
    *old_release = previous.release ? previous.release : std::free;
    return status;
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcSmEnableAllocate(void) { return returning_status(stub::enable_allocate); }

RPC_STATUS RPC_ENTRY RpcSmDisableAllocate(void) { return returning_status(stub::disable_allocate); }

void* RPC_ENTRY RpcSmAllocate(size_t size, RPC_STATUS* status) {
    void* memory = nullptr;
    const Status result = stub::allocate(size, &memory);
    if (status) *status = base::code(result);
    return memory;
}

RPC_STATUS RPC_ENTRY RpcSmFree(void* memory) {
    return returning_status([&] { return stub::release(memory); });
}

RPC_STATUS RPC_ENTRY RpcSmClientFree(void* memory) {
    return returning_status([&] { stub::client_release(memory); });
}

RPC_STATUS RPC_ENTRY RpcSmSetClientAllocFree(RPC_CLIENT_ALLOC* allocate, RPC_CLIENT_FREE* release) {
    return returning_status([&] { return stub::set_client_routines({allocate, release}, nullptr); });
}

RPC_STATUS RPC_ENTRY RpcSmSwapClientAllocFree(RPC_CLIENT_ALLOC* allocate, RPC_CLIENT_FREE* release,
                                              RPC_CLIENT_ALLOC** old_allocate, RPC_CLIENT_FREE** old_release) {
    return returning_status([&] { return swap_routines(allocate, release, old_allocate, old_release); });
}

RPC_SS_THREAD_HANDLE RPC_ENTRY RpcSmGetThreadHandle(RPC_STATUS* status) {
    if (status) *status = RPC_S_OK;
    return reinterpret_cast<RPC_SS_THREAD_HANDLE>(stub::thread_handle());
}

RPC_STATUS RPC_ENTRY RpcSmSetThreadHandle(RPC_SS_THREAD_HANDLE handle) {
    return returning_status([&] { return stub::set_thread_handle(number(handle)); });
}

void RPC_ENTRY RpcSsEnableAllocate(void) {
    raising([] { require_ok(stub::enable_allocate()); });
}

void RPC_ENTRY RpcSsDisableAllocate(void) { static_cast<void>(stub::disable_allocate()); }

void* RPC_ENTRY RpcSsAllocate(size_t size) {
    return raising([&] {
        void* memory = nullptr;
        require_ok(stub::allocate(size, &memory));
        return memory;
    });
}

void RPC_ENTRY RpcSsFree(void* memory) { static_cast<void>(stub::release(memory)); }

void RPC_ENTRY RpcSsSetClientAllocFree(RPC_CLIENT_ALLOC* allocate, RPC_CLIENT_FREE* release) {
    raising([&] { require_ok(stub::set_client_routines({allocate, release}, nullptr)); });
}

void RPC_ENTRY RpcSsSwapClientAllocFree(RPC_CLIENT_ALLOC* allocate, RPC_CLIENT_FREE* release,
                                        RPC_CLIENT_ALLOC** old_allocate, RPC_CLIENT_FREE** old_release) {
    raising([&] { require_ok(swap_routines(allocate, release, old_allocate, old_release)); });
}

RPC_SS_THREAD_HANDLE RPC_ENTRY RpcSsGetThreadHandle(void) {
    return reinterpret_cast<RPC_SS_THREAD_HANDLE>(stub::thread_handle());
}

void RPC_ENTRY RpcSsSetThreadHandle(RPC_SS_THREAD_HANDLE handle) {
    raising([&] { require_ok(stub::set_thread_handle(number(handle))); });
}

void* RPC_ENTRY NdrRpcSmClientAllocate(size_t size) {
    return raising([&] {
        void* memory = stub::client_allocate(size);
        if (!memory) require_ok(Status::rpc_s_out_of_memory);
        return memory;
    });
}

void RPC_ENTRY NdrRpcSmClientFree(void* memory) {
    raising([&] { stub::client_release(memory); });
}

void* RPC_ENTRY NdrRpcSsDefaultAllocate(size_t size) { return std::malloc(size == 0 ? 1 : size); }

void RPC_ENTRY NdrRpcSsDefaultFree(void* memory) { std::free(memory); }

// The stub's own allocators stay what client memory falls back to. Stubs of -osf name the functions above as theirs and
// the pair beneath in the descriptor's structure.
void RPC_ENTRY NdrRpcSmSetClientToOsf(PMIDL_STUB_MESSAGE message) {
    const MIDL_STUB_DESC& description = *message->StubDesc;
    stub::ClientRoutines fallback{description.pfnAllocate, description.pfnFree};
    if (fallback.allocate == NdrRpcSmClientAllocate) {
        const MALLOC_FREE_STRUCT* pair = description.pMallocFreeStruct;
        fallback = pair ? stub::ClientRoutines{pair->pfnAllocate, pair->pfnFree} : stub::ClientRoutines{};
    }
    stub::set_client_fallback(fallback);
    message->pfnAllocate = NdrRpcSmClientAllocate;
    message->pfnFree = NdrRpcSmClientFree;
}

void RPC_ENTRY NdrRpcSsEnableAllocate(PMIDL_STUB_MESSAGE message) {
    RpcSsEnableAllocate();
    message->pfnAllocate = RpcSsAllocate;
    message->pfnFree = RpcSsFree;
}

void RPC_ENTRY NdrRpcSsDisableAllocate(PMIDL_STUB_MESSAGE message) {
    RpcSsDisableAllocate();
    message->pfnAllocate = message->StubDesc->pfnAllocate;
    message->pfnFree = message->StubDesc->pfnFree;
}

// Gives back what the runtime allocated for the program; the handle says nothing more about it.
void RPC_ENTRY RpcUserFree(handle_t, void* buffer) { I_RpcFree(buffer); }

}  // extern "C"
