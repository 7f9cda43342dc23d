// SPDX-License-Identifier: LGPL-2.1-or-later
// See plain_call.hpp.
#include "rpcrt4/client/plain_call.hpp"

#include <bit>
#include <cstring>

#include "rpcrt4/protocol/pdu_header.hpp"

namespace rpcrt4::client {
namespace {

RPC_SYNTAX_IDENTIFIER to_identifier(const protocol::SyntaxId& id) {
    return {std::bit_cast<GUID>(id.uuid), {id.major, id.minor}};
}

}  // namespace

RPC_CLIENT_INTERFACE plain_interface(const protocol::SyntaxId& id) {
    RPC_CLIENT_INTERFACE made{};
    made.Length = sizeof made;
    made.InterfaceId = to_identifier(id);
    made.TransferSyntax = to_identifier(protocol::kNdr20);
    return made;
}

PlainCall::PlainCall(RPC_BINDING_HANDLE server, const RPC_CLIENT_INTERFACE& interface_, unsigned operation) {
    message_.Handle = server;
    message_.ProcNum = operation;
    message_.RpcInterfaceInformation = const_cast<RPC_CLIENT_INTERFACE*>(&interface_);
}

PlainCall::~PlainCall() {
    if (call_) call_->free_buffer(message_);
}

base::Status PlainCall::run(std::span<const std::byte> request) {
    auto made = ClientCall::create(message_);
    if (!made) return made.status();
    message_.BufferLength = static_cast<unsigned>(request.size());
    const base::Status status = (*made)->get_buffer(message_);
    if (failed(status)) return status;
    call_ = made->detach();  // free_buffer drops the reference
    message_.ReservedForRuntime = static_cast<binding::MessageCall*>(call_);
    if (!request.empty()) std::memcpy(message_.Buffer, request.data(), request.size());
    return call_->send_receive(message_);
}

base::ByteReader PlainCall::reply() const {
    const protocol::DataRepresentation representation{message_.DataRepresentation};
    return base::ByteReader({static_cast<const std::byte*>(message_.Buffer), message_.BufferLength},
                            representation.order());
}

}  // namespace rpcrt4::client
