// SPDX-License-Identifier: LGPL-2.1-or-later
// What a compiled stub does, by hand: interface descriptions, binding handles that free themselves, synchronous and
// asynchronous calls through the I_Rpc* exports.
#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <string>

#include "rpcrt4/async/async_stub.hpp"

#include <rpcasync.h>
#include <rpcdcep.h>

namespace test {

inline RPC_CLIENT_INTERFACE interface_numbered(uint32_t number, unsigned short major = 1, unsigned short minor = 0) {
    RPC_CLIENT_INTERFACE made{};
    made.Length = sizeof made;
    made.InterfaceId.SyntaxGUID = {number, 0x1234, 0x5678, {1, 2, 3, 4, 5, 6, 7, 8}};
    made.InterfaceId.SyntaxVersion = {major, minor};
    made.TransferSyntax.SyntaxGUID = {0x8a885d04, 0x1ceb, 0x11c9, {0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60}};
    made.TransferSyntax.SyntaxVersion = {2, 0};
    return made;
}

inline RPC_CLIENT_INTERFACE& first_interface() {
    static RPC_CLIENT_INTERFACE made = interface_numbered(0x11111111);
    return made;
}

class BindingHandle {
 public:
    explicit BindingHandle(const std::string& text) {
        std::string copy = text;
        REQUIRE(RpcBindingFromStringBindingA(reinterpret_cast<RPC_CSTR>(copy.data()), &handle_) == RPC_S_OK);
    }
    BindingHandle(const BindingHandle&) = delete;
    ~BindingHandle() {
        if (handle_ != nullptr) RpcBindingFree(&handle_);
    }
    operator RPC_BINDING_HANDLE() const { return handle_; }
    RPC_BINDING_HANDLE* address() { return &handle_; }

 private:
    RPC_BINDING_HANDLE handle_ = nullptr;
};

struct CallResult {
    RPC_STATUS status;
    std::string reply;
    ULONG representation = 0;
};

/// One synchronous call.
inline CallResult call(RPC_BINDING_HANDLE handle, std::string_view text, unsigned opnum = 0,
                       RPC_CLIENT_INTERFACE& interface_ = first_interface()) {
    RPC_MESSAGE message{};
    message.Handle = handle;
    message.RpcInterfaceInformation = &interface_;
    message.ProcNum = opnum;
    message.BufferLength = static_cast<unsigned>(text.size());
    CallResult result{I_RpcGetBuffer(&message), {}};
    if (result.status != RPC_S_OK) return result;
    std::memcpy(message.Buffer, text.data(), text.size());
    result.status = I_RpcSendReceive(&message);
    if (result.status == RPC_S_OK) {
        result.reply.assign(static_cast<char*>(message.Buffer), message.BufferLength);
        result.representation = message.DataRepresentation;
    }
    CHECK(I_RpcFreeBuffer(&message) == RPC_S_OK);
    return result;
}

/// An asynchronous call whose stub copies the reply's bytes to where RpcAsyncCompleteCall's caller wants them.
class AsyncCall {
 public:
    AsyncCall() { REQUIRE(RpcAsyncInitializeHandle(&state, sizeof state) == RPC_S_OK); }
    AsyncCall(const AsyncCall&) = delete;

    RPC_STATUS start(RPC_BINDING_HANDLE handle, std::string_view text, unsigned opnum = 0,
                     RPC_CLIENT_INTERFACE& interface_ = first_interface()) {
        message_ = std::make_unique<RPC_MESSAGE>();
        message_->Handle = handle;
        message_->RpcInterfaceInformation = &interface_;
        message_->ProcNum = opnum;
        message_->RpcFlags = RPC_BUFFER_ASYNC;
        message_->BufferLength = static_cast<unsigned>(text.size());
        RPC_STATUS status = I_RpcGetBuffer(message_.get());
        if (status != RPC_S_OK) return status;
        std::memcpy(message_->Buffer, text.data(), text.size());
        status = I_RpcAsyncSetHandle(message_.get(), &state);
        if (status == RPC_S_OK) {
            rpcrt4::async::attach_stub(*message_, std::make_unique<Stub>(*this));
            status = I_RpcSend(message_.get());
        }
        if (status != RPC_S_OK) CHECK(I_RpcFreeBuffer(message_.get()) == RPC_S_OK);
        return status;
    }
    RPC_STATUS status() { return RpcAsyncGetCallStatus(&state); }
    /// Completes into `reply`.
    RPC_STATUS complete() { return RpcAsyncCompleteCall(&state, &reply); }

    RPC_ASYNC_STATE state{};
    std::string reply = "untouched";
    int discarded = 0;
    int completed = 0;

 private:
    class Stub final : public rpcrt4::binding::AsyncStub {
     public:
        explicit Stub(AsyncCall& call) : call_(call) {}
        base::Status complete(RPC_ASYNC_STATE&, void* reply) noexcept override {
            ++call_.completed;
            RPC_MESSAGE& message = *call_.message_;
            const auto status = static_cast<base::Status>(I_RpcReceive(&message, 0));
            if (succeeded(status)) {
                static_cast<std::string*>(reply)->assign(static_cast<char*>(message.Buffer), message.BufferLength);
            }
            I_RpcFreeBuffer(&message);
            return status;
        }
        void discard(RPC_ASYNC_STATE&) noexcept override {
            ++call_.discarded;
            I_RpcFreeBuffer(call_.message_.get());
        }

     private:
        AsyncCall& call_;
    };

    std::unique_ptr<RPC_MESSAGE> message_;
};

}  // namespace test
