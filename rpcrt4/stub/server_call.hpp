// SPDX-License-Identifier: LGPL-2.1-or-later
// One call being served, driven by a format string: unmarshal the request, give [out] parameters their memory, call the
// manager routine (through the stub's thunk, or described to libffi), marshal the reply, free what the call owns.
// Parameters that were unmarshalled are freed exactly once, also when the manager routine raises.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "rpcrt4/ndr/full_pointers.hpp"
#include "rpcrt4/ndr/memory.hpp"
#include "rpcrt4/stub/client_memory.hpp"
#include "rpcrt4/stub/context_arrays.hpp"
#include "rpcrt4/stub/notify.hpp"
#include "rpcrt4/stub/parameters.hpp"
#include "rpcrt4/stub/pipes.hpp"

namespace rpcrt4::stub {

class ServerCall {
 public:
    /// `message` is the request; the call keeps a reference to it.
    explicit ServerCall(RPC_MESSAGE& message);
    ServerCall(const ServerCall&) = delete;
    ServerCall& operator=(const ServerCall&) = delete;
    ~ServerCall() { free_parameters(); }

    const Procedure& procedure() const noexcept { return procedure_; }
    uint64_t* slots() noexcept { return slots_; }

    /// Unmarshals [in], allocates [out].
    void accept();
    /// Gives the manager routine its pipes; with `state`, those of an asynchronous call, which is part
    /// of `owner`.
    void offer_pipes(_RPC_ASYNC_STATE* state, base::Ref<const base::RefCounted> owner) {
        if (pipes_) pipes_->offer(slots_, state, std::move(owner));
    }
    /// Calls the manager routine; what it raises comes out as RpcError. Touches nothing of the call afterwards: an
    /// asynchronous one may be over by then.
    void invoke();
    /// The return value of an asynchronous call, which its routine hands over later.
    void set_result(const void* value);
    /// Marshals [out] parameters and the return value into a new buffer of the message.
    void reply();
    void free_parameters() noexcept;

 private:
    Arguments arguments() const noexcept {
        const uint32_t result = procedure_.return_value ? procedure_.return_value->offset / 8u : 0u;
        return {slots_, slots_ + result, held_.get()};
    }
    void gather();
    void prepare_out(ndr::Memory& memory);
    void marshal_reply();
    void marshal_reply_after_pipes();
    void free_parameter(const Parameter& parameter, void* value) noexcept;

    static constexpr size_t kInlineSlots = 16;

    RPC_MESSAGE& message_;
    const MIDL_SERVER_INFO& server_;
    const Procedure& procedure_;
    Notice notice_;  // destroyed after everything the call owned is freed
    bool owns_parameters_ = false;
    uint64_t* slots_;
    uint64_t inline_slots_[kInlineSlots];
    std::unique_ptr<uint64_t[]> more_slots_;
    MIDL_STUB_MESSAGE stub_;
    ndr::Arena arena_;
    std::optional<ndr::FullPointers> full_pointers_;
    std::optional<ServerMemory> stub_memory_;
    std::unique_ptr<NDR_SCONTEXT[]> contexts_;
    std::unique_ptr<HeldContexts> held_;  // where the procedure has arrays of contexts
    std::optional<Pipes> pipes_;
};

/// NdrServerCall2.
void server_call(RPC_MESSAGE& message);

}  // namespace rpcrt4::stub
