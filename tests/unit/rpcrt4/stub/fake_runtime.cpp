// SPDX-License-Identifier: LGPL-2.1-or-later
// See fake_runtime.hpp. Asynchronous completion is driven by the test through RpcAsyncCompleteCall and
// RpcAsyncAbortCall.
#include "fake_runtime.hpp"

#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "handleapi/boundary.hpp"
#include "rpcrt4/async/async_stub.hpp"

#include <rpcasync.h>

using base::Status;
using stub_test::Bytes;
using stub_test::fake;

namespace stub_test {

FakeRuntime& fake() {
    static FakeRuntime runtime;
    return runtime;
}

std::set<void*>& live_blocks() {
    static std::set<void*> blocks;
    return blocks;
}

Faults& faults() {
    static Faults state;
    return state;
}

static bool faulty() { return ++faults().passed == faults().at; }

void fault_point() {
    if (faulty()) RpcRaiseException(kInjected);
}

void* allocate_block(size_t size) {
    void* block = std::malloc(size);
    std::memset(block, 0xcd, size);
    live_blocks().insert(block);
    return block;
}

}  // namespace stub_test

namespace {

constexpr std::align_val_t kAlignment{16};

uint8_t* new_buffer(size_t size) {
    ++fake().buffers;
    return new (kAlignment) uint8_t[size + (size == 0)];
}

uint8_t* new_buffer(const Bytes& bytes) {
    uint8_t* buffer = new_buffer(bytes.size());
    if (!bytes.empty()) std::memcpy(buffer, bytes.data(), bytes.size());
    return buffer;
}

void delete_buffer(void* buffer) {
    if (!buffer) return;
    --fake().buffers;
    ::operator delete[](buffer, kAlignment);
}

Bytes take(const RPC_MESSAGE& message) {
    const auto* bytes = static_cast<const uint8_t*>(message.Buffer);
    return Bytes(bytes, bytes + message.BufferLength);
}

/// Runs the server's dispatch routine on the request; what it raises is the status.
Status dispatch(const Bytes& request, unsigned number) {
    RPC_MESSAGE message{};
    message.Handle = reinterpret_cast<RPC_BINDING_HANDLE>(uintptr_t{0x770});
    message.DataRepresentation = fake().representation;
    message.BufferLength = static_cast<unsigned>(request.size());
    uint8_t* const received = new_buffer(request);
    message.Buffer = fake().held_request = received;
    message.ProcNum = number;
    message.RpcInterfaceInformation = const_cast<RPC_SERVER_INTERFACE*>(fake().server);
    message.ManagerEpv = fake().manager;
    fake().serving = true;
    const Status raised = handleapi::call_user([&] { fake().server->DispatchTable->DispatchTable[number](&message); });
    fake().serving = false;
    if (message.Buffer != received && base::succeeded(raised)) fake().reply = take(message);  // a synchronous reply
    return raised;
}

}  // namespace

void stub_test::FakeRuntime::end_server_call() {
    server_stub.reset();
    server_state = nullptr;
    delete_buffer(std::exchange(held_request, nullptr));
    delete_buffer(std::exchange(reply_buffer, nullptr));
}

void stub_test::FakeRuntime::reset() {
    end_server_call();
    client_stub.reset();
    *this = FakeRuntime{};
}

extern "C" {

void* MIDL_user_allocate(size_t size) {
    stub_test::fault_point();
    return stub_test::allocate_block(size);
}
void MIDL_user_free(void* block) {
    if (stub_test::live_blocks().erase(block) != 1) std::abort();
    std::free(block);
}

void RPC_ENTRY I_RpcFree(void* memory) { ::operator delete(memory); }

RPC_STATUS RPC_ENTRY I_RpcGetBuffer(RPC_MESSAGE* message) {
    if (stub_test::faulty()) return stub_test::kInjected;
    const bool by_server = message->Buffer && message->Buffer == fake().held_request;
    message->Buffer = new_buffer(message->BufferLength);
    if (by_server) fake().reply_buffer = message->Buffer;
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY I_RpcFreeBuffer(RPC_MESSAGE* message) {
    delete_buffer(message->Buffer);
    message->Buffer = nullptr;
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY RpcServerInqBindingHandle(RPC_BINDING_HANDLE*) { return RPC_S_NO_CALL_ACTIVE; }

RPC_STATUS RPC_ENTRY I_RpcSendReceive(RPC_MESSAGE* message) {
    if (base::failed(fake().refuse_send)) return base::code(fake().refuse_send);
    fake().request = take(*message);
    delete_buffer(message->Buffer);
    message->Buffer = nullptr;
    if (fake().spoil_request) fake().spoil_request(fake().request);
    const Status status = dispatch(fake().request, message->ProcNum);
    fake().end_server_call();
    if (base::failed(status)) return base::code(status);
    if (fake().spoil_reply) fake().spoil_reply(fake().reply);
    message->Buffer = new_buffer(fake().reply);
    message->BufferLength = static_cast<unsigned>(fake().reply.size());
    message->DataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY RpcAsyncInitializeHandle(PRPC_ASYNC_STATE state, unsigned int size) {
    std::memset(state, 0, size);
    state->Size = size;
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY I_RpcAsyncSetHandle(PRPC_MESSAGE, PRPC_ASYNC_STATE state) {
    (fake().serving ? fake().server_state : fake().client_state) = state;
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY I_RpcSend(RPC_MESSAGE* message) {
    if (!(message->RpcFlags & RPC_BUFFER_ASYNC)) {  // the server's reply
        fake().reply = take(*message);
        fake().answered = true;
        return RPC_S_OK;
    }
    if (base::failed(fake().refuse_send)) return base::code(fake().refuse_send);
    fake().request = take(*message);
    delete_buffer(std::exchange(message->Buffer, nullptr));
    const Status raised = dispatch(fake().request, message->ProcNum);
    if (base::failed(raised)) {
        if (fake().server_stub) fake().server_stub->discard(*fake().server_state);
        fake().end_server_call();
        fake().answered = true;
        fake().outcome = raised;
    }
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY I_RpcReceive(RPC_MESSAGE* message, unsigned int) {
    if (!fake().answered) return RPC_S_ASYNC_CALL_PENDING;
    if (base::failed(fake().outcome)) return base::code(fake().outcome);
    if (fake().spoil_reply) fake().spoil_reply(fake().reply);
    message->Buffer = new_buffer(fake().reply);
    message->BufferLength = static_cast<unsigned>(fake().reply.size());
    message->DataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
    return RPC_S_OK;
}

RPC_STATUS RPC_ENTRY RpcAsyncCompleteCall(PRPC_ASYNC_STATE state, void* reply) {
    if (state == fake().server_state) {
        const Status status = fake().server_stub->complete(*state, reply);
        if (base::failed(status)) {
            fake().answered = true;
            fake().outcome = status;
        }
        fake().end_server_call();
        return base::code(status);
    }
    if (!fake().answered) return RPC_S_ASYNC_CALL_PENDING;
    const Status status = fake().client_stub->complete(*state, reply);
    fake().client_stub.reset();
    return base::code(status);
}

RPC_STATUS RPC_ENTRY RpcAsyncAbortCall(PRPC_ASYNC_STATE state, ULONG code) {
    fake().server_stub->discard(*state);
    fake().answered = true;
    fake().outcome = static_cast<Status>(code);
    fake().end_server_call();
    return RPC_S_OK;
}

}  // extern "C"

namespace rpcrt4::async {

void attach_stub(RPC_MESSAGE&, std::unique_ptr<binding::AsyncStub> stub) noexcept {
    (fake().serving ? fake().server_stub : fake().client_stub) = std::move(stub);
}

}  // namespace rpcrt4::async
