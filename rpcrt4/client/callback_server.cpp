// SPDX-License-Identifier: LGPL-2.1-or-later
// See callback_server.hpp.
#include "rpcrt4/client/callback_server.hpp"

#include <cstddef>
#include <new>
#include <utility>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/message_call.hpp"

namespace rpcrt4::client {

using base::Status;

namespace {

// The stub finds its tables where it would in a server's interface.
static_assert(offsetof(RPC_CLIENT_INTERFACE, InterpreterInfo) == offsetof(RPC_SERVER_INTERFACE, InterpreterInfo));

/// One callback as the stub sees it: a call being served that has a buffer for its answer.
class CallbackCall final : public binding::SynchronousCall {
 public:
    CallbackCall() noexcept : SynchronousCall(Kind::server_call) {}

    protocol::Buffer take_reply(const RPC_MESSAGE& message) noexcept {
        const bool replied = reply_ && message.Buffer == reply_.data() && message.BufferLength <= reply_.capacity();
        reply_.resize(replied ? message.BufferLength : 0);
        return std::move(reply_);
    }

    Status get_buffer(RPC_MESSAGE& message) override {
        reply_ = protocol::Buffer(message.BufferLength);
        message.Buffer = reply_.data();
        return Status::ok;
    }
    void free_buffer(RPC_MESSAGE& message) noexcept override {
        reply_.reset();
        message.Buffer = nullptr;
        message.BufferLength = 0;
    }
    Status send_receive(RPC_MESSAGE&) override { return Status::rpc_s_cannot_support; }

 private:
    protocol::Buffer reply_;
};

}  // namespace

Status Callbacks::call_back(uint16_t opnum, protocol::DataRepresentation representation, protocol::Buffer stub,
                            protocol::Buffer& reply) noexcept try {
    const RPC_DISPATCH_TABLE* table = interface_.DispatchTable;
    if (!table || opnum >= table->DispatchTableCount || !table->DispatchTable[opnum]) {
        return Status::rpc_s_procnum_out_of_range;
    }
    const auto call = base::make_ref<CallbackCall>();
    RPC_SYNTAX_IDENTIFIER transfer = interface_.TransferSyntax;
    RPC_MESSAGE message{};
    message.Handle = binding_;
    message.DataRepresentation = representation.value;
    message.Buffer = stub.data();
    message.BufferLength = static_cast<unsigned>(stub.size());
    message.ProcNum = opnum;
    message.TransferSyntax = &transfer;
    message.RpcInterfaceInformation = const_cast<RPC_CLIENT_INTERFACE*>(&interface_);
    message.ReservedForRuntime = static_cast<binding::MessageCall*>(call.get());
    message.RpcFlags = RPC_BUFFER_COMPLETE;
    const Status raised = handleapi::call_user([&] { table->DispatchTable[opnum](&message); });
    if (succeeded(raised)) reply = call->take_reply(message);
    return raised;
} catch (const std::bad_alloc&) {
    return Status::rpc_s_out_of_memory;
}

}  // namespace rpcrt4::client
