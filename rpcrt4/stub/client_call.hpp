// SPDX-License-Identifier: LGPL-2.1-or-later
// One client call driven by a format string, in halves that the synchronous and the asynchronous entry point share:
// start() marshals the request into a runtime buffer, finish() unmarshals the reply. Whatever half throws, the buffer
// is given back and nothing stays allocated.
#pragma once

#include <cstdint>
#include <optional>

#include "rpcrt4/ndr/full_pointers.hpp"
#include "rpcrt4/stub/generic_binding.hpp"
#include "rpcrt4/stub/parameters.hpp"
#include "rpcrt4/stub/pipes.hpp"

namespace rpcrt4::stub {

class ClientCall {
 public:
    /// `slots` holds the arguments and must outlive the call; floats are taken out of their variadic doubles in place.
    ClientCall(const MIDL_STUB_DESC& description, const Procedure& procedure, uint64_t* slots);
    ClientCall(const ClientCall&) = delete;
    ClientCall& operator=(const ClientCall&) = delete;
    ~ClientCall() { release_buffer(); }

    RPC_MESSAGE& message() noexcept { return message_; }
    void start(unsigned extra_rpc_flags = 0);
    /// Sends the request and waits for the reply, or for what follows the pipes in it.
    void exchange();
    void finish();
    /// Null: the procedure has none.
    Pipes* pipes() noexcept { return pipes_ ? &*pipes_ : nullptr; }
    /// Pipes of an asynchronous call: the program's structures are filled, and the beginning of the request is sent.
    /// The call may be over when this returns.
    void offer_pipes(_RPC_ASYNC_STATE& state) { pipes_->offer(slots_, &state, nullptr); }
    base::Status start_pipes() { return pipes_->start(request_size_, message_room_); }
    /// The rest of an asynchronous reply whose pipes are drained.
    void receive_rest() { reply_start_ = pipes_->rest(); }
    /// The return value's slot, valid after finish().
    uint64_t result() const noexcept { return result_; }
    uint32_t result_size() const noexcept;
    /// A structure that no slot holds: finish() writes it where the caller said.
    bool has_large_result() const noexcept;
    void place_result(void* memory) noexcept { result_ = reinterpret_cast<uint64_t>(memory); }

    void release_buffer() noexcept;
    /// The runtime took the buffer along with the call.
    void forget_buffer() noexcept { holds_buffer_ = false; }

 private:
    RPC_BINDING_HANDLE binding();

    const Procedure& procedure_;
    const MIDL_STUB_DESC& description_;
    uint64_t* slots_;
    uint64_t result_ = 0;
    size_t request_size_ = 0;  // and the room in its buffer, of a call with pipes
    size_t message_room_ = 0;
    size_t reply_start_ = 0;   // of what finish() unmarshals
    bool holds_buffer_ = false;
    RPC_MESSAGE message_{};
    MIDL_STUB_MESSAGE stub_;
    GenericBinding generic_;
    std::optional<ndr::FullPointers> full_pointers_;
    std::optional<Pipes> pipes_;
};

/// NdrClientCall2 once the arguments are slots.
CLIENT_CALL_RETURN client_call(const MIDL_STUB_DESC& description, const uint8_t* format, uint64_t* slots);

}  // namespace rpcrt4::stub
