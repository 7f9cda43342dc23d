// SPDX-License-Identifier: LGPL-2.1-or-later
// See pipes.hpp.
#include "rpcrt4/stub/pipes.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "handleapi/boundary.hpp"
#include "rpcrt4/async/notify.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/representation.hpp"
#include "rpcrt4/ndr/wire.hpp"

#include <rpcasync.h>

namespace rpcrt4::stub {

using base::Status;
using binding::CompletionSink;

namespace {

/// Asynchronous control structures differ in what their routines return.
using Routine = void (*)();

constexpr uint32_t kAskedBytes = 64 * 1024;  // of the program's memory at a time
constexpr size_t kWorthAPiece = 4096;        // less waits for more to be sent with, where nobody waits for it

/// What begins a chunk.
using Count = ndr::Ndr20::Count;
size_t gap_before_count(size_t offset) noexcept { return (0 - offset) & (sizeof(Count) - 1); }

uint32_t largest(const ndr::PipeType& type) noexcept {
    return *std::max_element(type.wire_size.begin(), type.wire_size.end());
}

binding::MessageCall& runtime(const MIDL_STUB_MESSAGE& stub) noexcept {
    return *static_cast<binding::MessageCall*>(stub.RpcMsg->ReservedForRuntime);
}

void require_ok(Status status) {
    if (failed(status)) ndr::fail(status);
}

/// The program's memory for elements of a pipe.
struct Room {
    void* buffer;
    uint32_t capacity;
};

Room ask_for_room(const GENERIC_PIPE_TYPE& routines, const ndr::PipeType& type, uint64_t elements) {
    const uint64_t most = std::min<uint64_t>(elements * type.memory_size, kAskedBytes);
    const uint64_t wanted = std::max<uint64_t>(most, type.memory_size);
    void* buffer = nullptr;
    ULONG size = 0;
    handleapi::call_user_or_throw(
        [&] { routines.pfnAlloc(routines.pState, static_cast<ULONG>(wanted), &buffer, &size); });
    const uint32_t capacity = size / type.memory_size;
    if (!buffer || capacity == 0) ndr::fail(Status::rpc_x_pipe_app_memory);
    return {buffer, capacity};
}

const GENERIC_PIPE_TYPE& routines_at(const uint64_t* slots, const PipeParameter& parameter) {
    const auto* routines = reinterpret_cast<const GENERIC_PIPE_TYPE*>(slots[parameter.offset / 8u]);
    if (!routines) ndr::fail(Status::rpc_x_null_ref_pointer);
    const bool complete =
        routines->pfnAlloc && (!parameter.in || routines->pfnPull) && (!parameter.out || routines->pfnPush);
    if (!complete) ndr::fail(Status::rpc_x_invalid_pipe_object);
    return *routines;
}

}  // namespace

Pipes::Pipes(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, Side side)
    : stub_(stub), side_(side), writer_(*stub.RpcMsg), reader_(*stub.RpcMsg) {
    pipes_.reserve(procedure.pipes.size());
    for (const PipeParameter& parameter : procedure.pipes) {
        pipes_.push_back({this, &parameter, {pull_routine, push_routine, alloc_routine, nullptr}});
        pipes_.back().control.pState = reinterpret_cast<char*>(&pipes_.back());
    }
}

void Pipes::offer(uint64_t* slots, RPC_ASYNC_STATE* state, base::Ref<const base::RefCounted> owner) {
    state_ = state;
    state_owner_ = std::move(owner);
    for (Pipe& pipe : pipes_) {
        if (state) {
            pipe.control.pfnPull = reinterpret_cast<NDR_PIPE_PULL_RTN>(reinterpret_cast<Routine>(&async_pull_routine));
            pipe.control.pfnPush = reinterpret_cast<NDR_PIPE_PUSH_RTN>(reinterpret_cast<Routine>(&async_push_routine));
        }
        uint64_t& slot = slots[pipe.parameter->offset / 8u];
        if (side_ == Side::server) {
            slot = reinterpret_cast<uint64_t>(&pipe.control);
        } else if (auto* structure = reinterpret_cast<GENERIC_PIPE_TYPE*>(slot)) {
            *structure = pipe.control;
        } else {
            ndr::fail(Status::rpc_x_null_ref_pointer);
        }
    }
}

// What may move when.

bool Pipes::receives(const Pipe& pipe) const noexcept {
    return side_ == Side::server ? pipe.parameter->in : pipe.parameter->out;
}
bool Pipes::sends(const Pipe& pipe) const noexcept {
    return side_ == Side::server ? pipe.parameter->out : pipe.parameter->in;
}
bool Pipes::all_received() const noexcept {
    return std::all_of(pipes_.begin(), pipes_.end(),
                       [this](const Pipe& pipe) { return !receives(pipe) || pipe.received; });
}
bool Pipes::all_sent() const noexcept {
    return std::all_of(pipes_.begin(), pipes_.end(), [this](const Pipe& pipe) { return !sends(pipe) || pipe.sent; });
}

/// It is the turn of this pipe to be received from.
bool Pipes::receiving(const Pipe& pipe) const noexcept {
    if (!receives(pipe) || (side_ == Side::client && !all_sent())) return false;
    const auto earlier = [this](const Pipe& one) { return !receives(one) || one.received; };
    return std::all_of(pipes_.data(), &pipe, earlier);
}
bool Pipes::sending(const Pipe& pipe) const noexcept {
    if (!sends(pipe) || (side_ == Side::server && !all_received())) return false;
    const auto earlier = [this](const Pipe& one) { return !sends(one) || one.sent; };
    return std::all_of(pipes_.data(), &pipe, earlier);
}

void Pipes::require_done() const {
    if (!all_received() || !all_sent()) ndr::fail(Status::rpc_x_pipe_discipline_error);
}

// Elements.

/// Of an asynchronous call: told by a notification when there is not enough yet.
Status Pipes::need(size_t size) {
    const Status status = reader_.need(size, nullptr);
    if (status != Status::rpc_s_async_call_pending || !state_) return status;
    auto arrival = async::make_sink(*state_, RpcReceiveComplete, state_owner_);
    return arrival ? reader_.need(size, std::move(*arrival)) : arrival.status();
}

Status Pipes::next_chunk(Pipe& pipe) {
    const size_t gap = gap_before_count(reader_.offset());
    Count count;
    const Status status = need(gap + sizeof count);
    if (failed(status)) return status;
    std::memcpy(&count, reader_.at() + gap, sizeof count);
    if (ndr::Representation(stub_.RpcMsg->DataRepresentation).swaps()) count = ndr::swapped(count);
    reader_.advance(gap + sizeof count);
    pipe.left = count;
    pipe.ended = count == 0;
    return Status::ok;
}

/// As many elements as are here, but one at least.
Status Pipes::take(Pipe& pipe, uint8_t* to, uint32_t capacity, uint32_t& count) {
    const ndr::PipeType& type = pipe.parameter->type;
    const Status status = need(type.wire_size[reader_.offset() % 8]);
    if (failed(status)) return status;
    const size_t here = std::max<size_t>(reader_.available() / largest(type), 1);
    count = static_cast<uint32_t>(std::min<size_t>({here, capacity, pipe.left}));
    const ndr::Representation sender(stub_.RpcMsg->DataRepresentation);
    ndr::take_elements(type, stub_, sender, reader_.at(), reader_.offset(), count, to);
    reader_.advance(ndr::pipe_wire_size(type, reader_.offset(), count));
    pipe.left -= count;
    return Status::ok;
}

/// Fills the buffer with what is here; waits only for the first element.
Status Pipes::pull(Pipe& pipe, void* buffer, uint32_t capacity, uint32_t& count) {
    count = 0;
    if (!receiving(pipe)) return Status::rpc_x_wrong_pipe_order;
    if (pipe.received) return Status::rpc_x_pipe_empty;
    auto* to = static_cast<uint8_t*>(buffer);
    while (count < capacity && !pipe.ended) {
        const size_t smallest = pipe.left == 0 ? 2 * sizeof(Count) : largest(pipe.parameter->type);
        if (count != 0 && reader_.available() < smallest) break;
        uint32_t taken = 0;
        const Status status = pipe.left == 0 ? next_chunk(pipe) : take(pipe, to, capacity - count, taken);
        if (failed(status)) return status;
        count += taken;
        to += size_t{taken} * pipe.parameter->type.memory_size;
    }
    pipe.received = pipe.ended && count == 0;
    return Status::ok;
}

void Pipes::put(Pipe& pipe, const void* elements, uint32_t count) {
    const ndr::PipeType& type = pipe.parameter->type;
    const size_t gap = gap_before_count(writer_.offset());
    const Count header = count;
    uint8_t* at = writer_.reserve(gap + sizeof header);
    std::memset(at, 0, gap);
    std::memcpy(at + gap, &header, sizeof header);
    writer_.wrote(gap + sizeof header);
    const uint32_t at_once = static_cast<uint32_t>(std::max<size_t>(PieceWriter::kRoom / largest(type), 1));
    const auto* from = static_cast<const uint8_t*>(elements);
    while (count != 0) {
        const uint32_t part = std::min(count, at_once);
        const uint64_t size = ndr::pipe_wire_size(type, writer_.offset(), part);
        uint8_t* to = writer_.reserve(size);
        ndr::put_elements(type, stub_, from, part, to, writer_.offset());
        writer_.wrote(size);
        from += size_t{part} * type.memory_size;
        count -= part;
    }
}

Status Pipes::push(Pipe& pipe, const void* elements, uint32_t count) {
    if (pipe.sent) return Status::rpc_x_pipe_closed;
    if (!sending(pipe)) return Status::rpc_x_wrong_pipe_order;
    put(pipe, elements, count);
    pipe.sent = count == 0;
    return moved();
}

/// Sends what was put where somebody may wait for it.
Status Pipes::moved() {
    const bool request_whole = side_ == Side::client && all_sent();
    if (request_whole) return writer_.finish(sent_sink());
    if (state_) return writer_.flush(sent_sink());
    return writer_.pending() >= kWorthAPiece ? writer_.flush(nullptr) : Status::ok;
}

/// For programs that want to hear of each push that has left.
std::unique_ptr<CompletionSink> Pipes::sent_sink() const {
    if (!state_ || (state_->Flags & RPC_C_NOTIFY_ON_SEND_COMPLETE) == 0) return nullptr;
    auto sink = async::make_sink(*state_, RpcSendComplete, state_owner_);
    if (!sink) ndr::fail(sink.status());
    return std::move(*sink);
}

// The routines of control structures.

void Pipes::pull_routine(char* state, void* buffer, ULONG capacity, ULONG* count) {
    handleapi::raising([&] {
        auto& pipe = *reinterpret_cast<Pipe*>(state);
        uint32_t taken = 0;
        require_ok(pipe.all->pull(pipe, buffer, capacity, taken));
        *count = taken;
    });
}

void Pipes::push_routine(char* state, void* buffer, ULONG count) {
    handleapi::raising([&] {
        auto& pipe = *reinterpret_cast<Pipe*>(state);
        require_ok(pipe.all->push(pipe, buffer, count));
    });
}

/// A server's buffers are its own.
void Pipes::alloc_routine(char*, ULONG, void**, ULONG*) {
    handleapi::raising([] { ndr::fail(Status::rpc_x_wrong_pipe_order); });
}

/// A pipe routine that fails ends its call: the program does not complete it.
template <typename F>
RPC_STATUS Pipes::or_end_call(char* state, F&& f) noexcept {
    auto& pipe = *reinterpret_cast<Pipe*>(state);
    const base::Ref<binding::MessageCall> call(runtime(pipe.all->stub_));
    const Side side = pipe.all->side_;
    const RPC_STATUS status = handleapi::returning_status([&] { return f(pipe); });
    if (status == RPC_S_OK || status == RPC_S_ASYNC_CALL_PENDING) return status;
    // From here on neither the pipe nor the stub's call may exist any more.
    if (side == Side::client) {
        call->abandon();
    } else {
        static_cast<void>(call->async_abort(static_cast<uint32_t>(status)));
    }
    return status;
}

RPC_STATUS Pipes::async_pull_routine(char* state, void* buffer, ULONG capacity, ULONG* count) {
    return or_end_call(state, [&](Pipe& pipe) {
        uint32_t taken = 0;
        const Status status = pipe.all->pull(pipe, buffer, capacity, taken);
        *count = taken;
        if (pipe.received && pipe.all->side_ == Side::client && pipe.all->all_received()) {
            runtime(pipe.all->stub_).pipes_drained();
        }
        return status;
    });
}

RPC_STATUS Pipes::async_push_routine(char* state, void* buffer, ULONG count) {
    return or_end_call(state, [&](Pipe& pipe) {
        const Status status = pipe.all->push(pipe, buffer, count);
        const bool filled = succeeded(status) && pipe.sent && pipe.all->side_ == Side::client;
        if (filled && pipe.all->all_sent() && pipe.all->all_received()) runtime(pipe.all->stub_).pipes_drained();
        return status;
    });
}

// The synchronous client.

void Pipes::pump_in(Pipe& pipe, const GENERIC_PIPE_TYPE& routines) {
    for (ULONG count = 1; count != 0;) {
        const Room room = ask_for_room(routines, pipe.parameter->type, kAskedBytes);
        count = 0;
        handleapi::call_user_or_throw([&] { routines.pfnPull(routines.pState, room.buffer, room.capacity, &count); });
        if (count > room.capacity) ndr::fail(Status::rpc_x_invalid_pipe_object);
        require_ok(push(pipe, room.buffer, count));
    }
}

void Pipes::pump_out(Pipe& pipe, const GENERIC_PIPE_TYPE& routines) {
    for (;;) {
        if (pipe.left == 0) require_ok(next_chunk(pipe));
        if (pipe.ended) break;
        const Room room = ask_for_room(routines, pipe.parameter->type, pipe.left);
        uint32_t count = 0;
        require_ok(take(pipe, static_cast<uint8_t*>(room.buffer), room.capacity, count));
        handleapi::call_user_or_throw([&] { routines.pfnPush(routines.pState, room.buffer, count); });
    }
    pipe.received = true;
    handleapi::call_user_or_throw([&] { routines.pfnPush(routines.pState, nullptr, 0); });
}

void Pipes::send(uint64_t* slots, size_t used, size_t room) {
    for (const Pipe& pipe : pipes_) static_cast<void>(routines_at(slots, *pipe.parameter));
    writer_.begin(used, room);
    if (all_sent()) return require_ok(writer_.finish(nullptr));
    for (Pipe& pipe : pipes_) {
        if (pipe.parameter->in) pump_in(pipe, routines_at(slots, *pipe.parameter));
    }
}

void Pipes::receive(uint64_t* slots) {
    for (Pipe& pipe : pipes_) {
        if (pipe.parameter->out) pump_out(pipe, routines_at(slots, *pipe.parameter));
    }
}

Status Pipes::start(size_t used, size_t room) {
    writer_.begin(used, room);
    return all_sent() ? writer_.finish(sent_sink()) : writer_.open(sent_sink());
}

}  // namespace rpcrt4::stub
