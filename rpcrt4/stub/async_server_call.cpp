// SPDX-License-Identifier: LGPL-2.1-or-later
// The request message belongs to the dispatching thread; the call works on a copy that lives as long as it does.
#include "rpcrt4/stub/async_server_call.hpp"

#include <memory>
#include <new>
#include <optional>

#include "rpcrt4/async/async_stub.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/stub/server_call.hpp"

#include <rpcasync.h>

namespace rpcrt4::stub {
namespace {

/// What the manager routine gets; notifications of pipes may still be on their way when the call is over.
struct State final : base::RefCounted {
    RPC_ASYNC_STATE value{};
};

class PendingServerCall final : public binding::AsyncStub {
 public:
    explicit PendingServerCall(const RPC_MESSAGE& message) : message_(message), call_(message_) {}

    /// Everything up to the manager routine: parameters, and the state it gets as its first one.
    void prepare() {
        call_.accept();
        require_ok(RpcAsyncInitializeHandle(&state_->value, sizeof state_->value));
        require_ok(I_RpcAsyncSetHandle(&message_, &state_->value));
        call_.slots()[0] = reinterpret_cast<uint64_t>(&state_->value);
        call_.offer_pipes(&state_->value, state_);
    }
    ServerCall& call() noexcept { return call_; }

    base::Status complete(RPC_ASYNC_STATE&, void* reply) noexcept override {
        const base::Status status = send_reply(reply);
        call_.free_parameters();
        return status;
    }

    void discard(RPC_ASYNC_STATE&) noexcept override { call_.free_parameters(); }

 private:
    static void require_ok(RPC_STATUS status) {
        if (status != RPC_S_OK) ndr::fail(static_cast<base::Status>(status));
    }

    base::Status send_reply(const void* result) noexcept {
        try {
            call_.set_result(result);
            call_.reply();
        } catch (const handleapi::RpcError& error) {
            return error.code;
        } catch (const std::bad_alloc&) {
            return base::Status::rpc_s_out_of_memory;
        }
        return static_cast<base::Status>(I_RpcSend(&message_));
    }

    RPC_MESSAGE message_;
    ServerCall call_;
    const base::Ref<State> state_ = base::make_ref<State>();
};

}  // namespace

void async_server_call(RPC_MESSAGE& message) {
    auto pending = std::make_unique<PendingServerCall>(message);
    std::optional<EnvironmentScope> scope;
    if (pending->call().procedure().stub_memory) scope.emplace();
    pending->prepare();
    ServerCall& call = pending->call();
    async::attach_stub(message, std::move(pending));
    // The routine reads its arguments before anybody can know the state it gets: `call` outlives that.
    call.invoke();
}

}  // namespace rpcrt4::stub
