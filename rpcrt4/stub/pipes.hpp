// SPDX-License-Identifier: LGPL-2.1-or-later
// The pipes of one call. Where the program moves the elements (a server's manager routine, both sides of asynchronous
// calls) it gets control structures whose routines end here; the synchronous client's own routines are called instead.
// The order of things is the same everywhere: [in] pipes from left to right, then [out] pipes from left to right.
// Owner: the stub's call object, which stays where it is. Threads: one at a time.
// Reference: "Pipes", "Rules for multiple pipes", "Asynchronous pipes", "Error handling" (Windows RPC).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rpcrt4/stub/pieces.hpp"
#include "rpcrt4/stub/procedure.hpp"

#include <rpcndr.h>

struct _RPC_ASYNC_STATE;

namespace rpcrt4::stub {

class Pipes {
 public:
    enum class Side : uint8_t { client, server };

    Pipes(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, Side side);
    Pipes(const Pipes&) = delete;
    Pipes& operator=(const Pipes&) = delete;

    /// Puts the structures the program is to use where `slots` say: a server's parameters point at ours, a client's
    /// parameters are structures of its own that are filled. With `state` the routines are those of asynchronous calls;
    /// `owner` is what it is part of, if not the program's.
    void offer(uint64_t* slots, _RPC_ASYNC_STATE* state, base::Ref<const base::RefCounted> owner);

    // Client. The message's buffer has `room` bytes, of which `used` are the request's other data.
    /// Sends the request and, with what the program's routines give, the [in] pipes. Then hands the [out] pipes to the
    /// program's routines. Throws what they raise.
    void send(uint64_t* slots, size_t used, size_t room);
    void receive(uint64_t* slots);
    /// Sends the beginning of an asynchronous request. The call may be over when this returns.
    base::Status start(size_t used, size_t room);
    /// Makes the rest of the reply the message's buffer; where in it the other data begin.
    size_t rest() { return reader_.take_rest(); }

    // Server.
    /// The first `used` bytes of the message's buffer are read.
    void accepted(size_t used) noexcept { reader_.begin(used); }
    /// Throws rpc_x_pipe_discipline_error unless every pipe came to its end.
    void require_done() const;
    /// Where the reply's other data begin, modulo 8, and a buffer for so much of them as PieceWriter::leave() has it.
    size_t reply_offset() const noexcept { return writer_.offset() % 8; }
    size_t reply_buffer(size_t size) { return writer_.leave(size); }

 private:
    struct Pipe {
        Pipes* all;
        const PipeParameter* parameter;
        GENERIC_PIPE_TYPE control;
        uint32_t left = 0;      // elements of the chunk being received
        bool ended = false;     // no chunk follows
        bool received = false;  // which the program knows
        bool sent = false;      // the program has ended it
    };

    // What control structures lead to.
    static void pull_routine(char* state, void* buffer, ULONG capacity, ULONG* count);
    static void push_routine(char* state, void* buffer, ULONG count);
    static void alloc_routine(char* state, ULONG requested, void** buffer, ULONG* size);
    static RPC_STATUS async_pull_routine(char* state, void* buffer, ULONG capacity, ULONG* count);
    static RPC_STATUS async_push_routine(char* state, void* buffer, ULONG count);

    bool receives(const Pipe& pipe) const noexcept;
    bool sends(const Pipe& pipe) const noexcept;
    bool all_received() const noexcept;
    bool all_sent() const noexcept;
    bool receiving(const Pipe& pipe) const noexcept;
    bool sending(const Pipe& pipe) const noexcept;

    base::Status pull(Pipe& pipe, void* buffer, uint32_t capacity, uint32_t& count);
    base::Status push(Pipe& pipe, const void* elements, uint32_t count);
    base::Status need(size_t size);
    base::Status next_chunk(Pipe& pipe);
    base::Status take(Pipe& pipe, uint8_t* to, uint32_t capacity, uint32_t& count);
    void put(Pipe& pipe, const void* elements, uint32_t count);
    base::Status moved();
    std::unique_ptr<binding::CompletionSink> sent_sink() const;
    template <typename F>
    static RPC_STATUS or_end_call(char* state, F&& f) noexcept;
    void pump_in(Pipe& pipe, const GENERIC_PIPE_TYPE& routines);
    void pump_out(Pipe& pipe, const GENERIC_PIPE_TYPE& routines);

    MIDL_STUB_MESSAGE& stub_;
    const Side side_;
    _RPC_ASYNC_STATE* state_ = nullptr;  // of an asynchronous call
    base::Ref<const base::RefCounted> state_owner_;
    std::vector<Pipe> pipes_;
    PieceWriter writer_;
    PieceReader reader_;
};

}  // namespace rpcrt4::stub
