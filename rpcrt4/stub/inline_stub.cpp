// SPDX-License-Identifier: LGPL-2.1-or-later
// See inline_stub.hpp. fBufferValid in the message says that a buffer is held: stubs free in their cleanup, whatever
// happened before.
#include "rpcrt4/stub/inline_stub.hpp"

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/stub/parameters.hpp"

namespace rpcrt4::stub {
namespace {

void require_ok(RPC_STATUS status) {
    if (status != RPC_S_OK) ndr::fail(static_cast<base::Status>(status));
}

void take_reply(MIDL_STUB_MESSAGE& stub) noexcept {
    stub.Buffer = stub.BufferStart = static_cast<unsigned char*>(stub.RpcMsg->Buffer);
    stub.BufferEnd = stub.BufferStart + stub.RpcMsg->BufferLength;
}

}  // namespace

void client_initialize(RPC_MESSAGE& message, MIDL_STUB_MESSAGE& stub, const MIDL_STUB_DESC& description,
                       unsigned procedure) {
    message = {};
    message.RpcInterfaceInformation = description.RpcInterfaceInformation;
    message.ProcNum = procedure & ~RPC_FLAGS_VALID_BIT;
    message.DataRepresentation = NDR_LOCAL_DATA_REPRESENTATION;
    initialize(stub, description, message);
    stub.IsClient = 1;
}

unsigned char* server_initialize(RPC_MESSAGE& message, MIDL_STUB_MESSAGE& stub, const MIDL_STUB_DESC& description) {
    initialize(stub, description, message);
    take_reply(stub);
    return stub.Buffer;
}

unsigned char* get_buffer(MIDL_STUB_MESSAGE& stub, ULONG size, RPC_BINDING_HANDLE binding) {
    RPC_MESSAGE& message = *stub.RpcMsg;
    if (stub.IsClient) {
        message.Handle = binding;
        stub.SavedHandle = binding;
    }
    message.BufferLength = size;
    require_ok(I_RpcGetBuffer(&message));
    stub.fBufferValid = -1;
    stub.Buffer = static_cast<unsigned char*>(message.Buffer);
    return stub.Buffer;
}

unsigned char* send_receive(MIDL_STUB_MESSAGE& stub, unsigned char* end) {
    RPC_MESSAGE& message = *stub.RpcMsg;
    auto* begin = static_cast<unsigned char*>(message.Buffer);
    // Stubs size generously; what counts is what they wrote, as long as it is inside.
    if (end < begin || static_cast<size_t>(end - begin) > message.BufferLength) ndr::fail_bad_data();
    message.BufferLength = static_cast<unsigned>(end - begin);
    require_ok(I_RpcSendReceive(&message));
    take_reply(stub);
    return stub.Buffer;
}

void free_buffer(MIDL_STUB_MESSAGE& stub) noexcept {
    if (!stub.fBufferValid) return;
    stub.fBufferValid = 0;
    static_cast<void>(I_RpcFreeBuffer(stub.RpcMsg));
}

}  // namespace rpcrt4::stub
