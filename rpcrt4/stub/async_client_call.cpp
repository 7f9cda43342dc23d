// SPDX-License-Identifier: LGPL-2.1-or-later
// The object that waits with the runtime owns the arguments' slots; what they point at is the program's and must stay
// until the call is complete ("Making the asynchronous call", Windows RPC).
// [comm_status] and [fault_status] come with RpcAsyncCompleteCall, which then succeeds: they are valid only so. Two
// failures stay what they are: a call that cannot start raises, as no notification will follow it ("Error handling",
// Asynchronous RPC), and a cancelled one answers RPC_S_CALL_CANCELLED.
#include "rpcrt4/stub/async_client_call.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "rpcrt4/async/async_stub.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/stub/client_call.hpp"
#include "rpcrt4/stub/status_map.hpp"

#include <rpcasync.h>

namespace rpcrt4::stub {
namespace {

class PendingClientCall final : public binding::AsyncStub {
 public:
    PendingClientCall(const MIDL_STUB_DESC& description, const Procedure& procedure, const uint64_t* slots)
        : slots_(slots, slots + argument_slots(procedure)), call_(description, procedure, slots_.data()) {
        if (procedure.keeps_status && description.CommFaultOffsets)
            statuses_ = &description.CommFaultOffsets[procedure.number];
    }

    ClientCall& call() noexcept { return call_; }

    base::Status complete(RPC_ASYNC_STATE&, void* reply) noexcept override {
        static_cast<void>(keep_status(base::Status::ok, nullptr));
        const base::Status status = receive(reply);
        if (base::failed(status)) return answer_failure(status, reply);
        if (call_.has_large_result()) return base::Status::ok;
        const uint64_t result = call_.result();
        if (reply) std::memcpy(reply, &result, call_.result_size());
        return base::Status::ok;
    }

    void discard(RPC_ASYNC_STATE&) noexcept override {}

    base::Status answer_failure(base::Status failure, void* reply) noexcept override {
        if (failure == base::Status::rpc_s_call_cancelled || !keep_status(failure, reply)) return failure;
        return base::Status::ok;
    }

 private:
    base::Status receive(void* reply) noexcept {
        try {
            if (call_.pipes()) {
                call_.receive_rest();
            } else {
                const RPC_STATUS received = I_RpcReceive(&call_.message(), 0);
                if (received != RPC_S_OK) return static_cast<base::Status>(received);
            }
            if (call_.has_large_result()) {
                if (!reply) return base::Status::rpc_s_invalid_arg;
                // Pointers in it are new memory, as in any result; what the buffer held before is nothing.
                std::memset(reply, 0, call_.result_size());
                call_.place_result(reply);
            }
            call_.finish();
        } catch (const handleapi::RpcError& error) {
            return error.code;
        } catch (const std::bad_alloc&) {
            return base::Status::rpc_s_out_of_memory;
        }
        return base::Status::ok;
    }

    /// False when the procedure keeps such a failure nowhere, or in a result that nobody wants.
    bool keep_status(base::Status status, void* reply) noexcept {
        if (!statuses_) return false;
        const StatusPlaces places = status_places(*statuses_, slots_.data(), static_cast<uint64_t*>(reply));
        return map_status(status, places.communication, places.fault);
    }

    /// The caller passes no slot for the return value.
    static size_t argument_slots(const Procedure& procedure) noexcept {
        const size_t slots = procedure.slot_count();
        return procedure.return_value ? std::min<size_t>(slots, procedure.return_value->offset / 8u) : slots;
    }

    std::vector<uint64_t> slots_;
    const COMM_FAULT_OFFSETS* statuses_ = nullptr;
    ClientCall call_;
};

base::Status start_pipes(ClientCall& call) noexcept {
    try {
        return call.start_pipes();
    } catch (const handleapi::RpcError& error) {
        return error.code;
    } catch (const std::bad_alloc&) {
        return base::Status::rpc_s_out_of_memory;
    }
}

}  // namespace

void async_client_call(const MIDL_STUB_DESC& description, const uint8_t* format, uint64_t* slots) {
    auto* state = reinterpret_cast<RPC_ASYNC_STATE*>(slots[0]);
    if (!state) ndr::fail(base::Status::rpc_s_invalid_async_handle);
    auto pending = std::make_unique<PendingClientCall>(description, procedure_at(format, description), slots);
    ClientCall& call = pending->call();
    call.start(RPC_BUFFER_ASYNC);
    const RPC_STATUS set = I_RpcAsyncSetHandle(&call.message(), state);
    if (set != RPC_S_OK) ndr::fail(static_cast<base::Status>(set));
    if (call.pipes()) call.offer_pipes(*state);
    // From a started call on, `pending` may be completed and gone at any moment.
    RPC_MESSAGE message = call.message();
    if (!call.pipes()) call.message().Buffer = nullptr;
    async::attach_stub(message, std::move(pending));
    const base::Status sent = call.pipes() ? start_pipes(call) : static_cast<base::Status>(I_RpcSend(&message));
    if (sent == base::Status::ok) return;
    call.forget_buffer();
    static_cast<void>(I_RpcFreeBuffer(&message));
    ndr::fail(sent);
}

}  // namespace rpcrt4::stub
