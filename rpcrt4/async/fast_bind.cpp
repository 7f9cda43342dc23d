// SPDX-License-Identifier: LGPL-2.1-or-later
// See fast_bind.hpp. Ownership: the handle table and the binding thread hold a pending bind. Nothing makes a program
// complete one that is over, so it leaves the table when it is completed, when the state is used again, or when the
// handle is bound again, unbound or freed, whatever comes first.
#include "rpcrt4/async/fast_bind.hpp"

#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "handleapi/base/as_process.hpp"
#include "rpcrt4/association/association.hpp"
#include "rpcrt4/association/cancel_point.hpp"
#include "rpcrt4/async/async_state.hpp"
#include "rpcrt4/async/notify.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/client/resolve.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/transport/loop.hpp"

namespace rpcrt4::async {
namespace {

using base::Ref;
using base::Status;
using binding::Binding;

const protocol::SyntaxId& syntax_of(const RPC_SYNTAX_IDENTIFIER& identifier) noexcept {
    static_assert(sizeof(RPC_SYNTAX_IDENTIFIER) == sizeof(protocol::SyntaxId));
    return reinterpret_cast<const protocol::SyntaxId&>(identifier);
}

struct Bound {
    Status status = Status::ok;
    std::string endpoint;
    Ref<binding::Destination> destination;
    eeinfo::Chain history = {};
};

/// The interface's specification may be gone when an asynchronous bind gets to it: what it needs was copied.
struct Plan {
    binding::Target target;
    protocol::SyntaxId interface_id;
    protocol::SyntaxId transfer;
    binding::Options options;
};

base::Result<Plan> plan_for(const Binding& binding, const RPC_CLIENT_INTERFACE& interface_) {
    auto target = client::find_target(binding, interface_);
    if (!target) return target.status();
    return Plan{.target = std::move(*target),
                .interface_id = syntax_of(interface_.InterfaceId),
                .transfer = syntax_of(interface_.TransferSyntax),
                .options = binding.call_settings().options};
}

Bound connect(const Plan& plan) {
    auto association = association::Association::find(plan.target);
    const association::Request request{
        .interface_id = plan.interface_id, .transfer = plan.transfer, .options = plan.options};
    const Status status = association->bind(request);
    if (failed(status)) return {.status = status, .endpoint = {}, .destination = {}};
    return {.status = Status::ok, .endpoint = plan.target.endpoint, .destination = std::move(association)};
}

/// An asynchronous bind in progress, or over and not completed yet.
class PendingBind final : public binding::SynchronousCall {
 public:
    PendingBind(Ref<Binding> binding, Plan plan, RPC_ASYNC_STATE& state, std::unique_ptr<binding::CompletionSink> sink)
        : SynchronousCall(Kind::client_call),
          binding_(std::move(binding)),
          plan_(std::move(plan)),
          state_(state),
          sink_(std::move(sink)) {}

    Status start() {
        handle_ = binding::enter(Ref<HandleObject>(*this));
        if (handle_ == nullptr) return Status::rpc_s_out_of_memory;
        state_.RuntimeInfo = handle_;
        binding_->keep_pending(handle_);
        try {
            const base::AsProcess as_process;
            std::thread([self = Ref(*this)] { self->run(); }).detach();
        } catch (const std::system_error&) {
            leave_table();
            return Status::rpc_s_out_of_threads;
        }
        return Status::ok;
    }

    Status get_buffer(RPC_MESSAGE&) override { return Status::rpc_s_cannot_support; }
    void free_buffer(RPC_MESSAGE&) noexcept override {}
    Status send_receive(RPC_MESSAGE&) override { return Status::rpc_s_cannot_support; }

    bool gives_way() override {
        if (async_status() == Status::rpc_s_async_call_pending) return false;
        static_cast<void>(leave_table());
        return true;
    }
    Status async_status() override {
        const std::lock_guard lock(mutex_);
        return over_ ? outcome_ : Status::rpc_s_async_call_pending;
    }
    Status async_complete(RPC_ASYNC_STATE&, void*) override {
        const Status status = async_status();
        if (status == Status::rpc_s_async_call_pending) return status;
        if (failed(status)) eeinfo::replace(std::move(history_));
        return leave_table() ? status : Status::rpc_s_invalid_async_handle;
    }
    /// There is nobody to tell of a cancel that waits for the server's answer: it is the answer that is waited for.
    Status async_cancel(bool abort) override {
        if (!abort || !settle({.status = Status::rpc_s_call_cancelled, .endpoint = {}, .destination = {}})) {
            return Status::ok;
        }
        Ref<association::CancelPoint> point;
        {
            const std::lock_guard lock(mutex_);
            point = worker_;
        }
        if (point) point->cancel(std::chrono::seconds::zero());
        // From the loop, so that a notification routine never runs inside RpcAsyncCancelCall.
        transport::Loop::instance().post([self = Ref(*this)] { self->notify(); });
        return Status::ok;
    }

 private:
    void run() noexcept {
        {
            const std::lock_guard lock(mutex_);
            if (over_) return;
            worker_ = Ref(association::CancelPoint::mine());
        }
        eeinfo::clear();
        Bound bound{.status = Status::rpc_s_out_of_memory, .endpoint = {}, .destination = {}};
        try {
            bound = connect(plan_);
            if (failed(bound.status)) bound.history = eeinfo::snapshot();
        } catch (const std::bad_alloc&) {
        }
        if (settle(std::move(bound))) notify();
        const std::lock_guard lock(mutex_);
        worker_ = nullptr;
    }
    /// False when the bind was over before.
    bool settle(Bound bound) {
        Ref<Binding> binding;  // released after the lock
        const std::lock_guard lock(mutex_);
        if (over_) return false;
        binding = std::move(binding_);
        binding->end_bind(bound.endpoint, std::move(bound.destination));
        outcome_ = bound.status;
        history_ = std::move(bound.history);
        std::atomic_ref(state_.Event).store(RpcCallComplete, std::memory_order_relaxed);
        over_ = true;
        return true;
    }
    void notify() noexcept {
        if (sink_) sink_->notify();
    }
    bool leave_table() noexcept {
        return binding::handle_table().remove(reinterpret_cast<uintptr_t>(handle_)) != nullptr;
    }

    Ref<Binding> binding_;  // until the bind is over
    const Plan plan_;
    RPC_ASYNC_STATE& state_;
    const std::unique_ptr<binding::CompletionSink> sink_;
    void* handle_ = nullptr;
    std::mutex mutex_;
    bool over_ = false;
    Status outcome_ = Status::ok;
    Ref<association::CancelPoint> worker_;
    eeinfo::Chain history_;  // of a bind that failed
};

Status start_bind(RPC_ASYNC_STATE& state, Ref<Binding> binding, Plan plan) {
    auto sink = make_sink(state);
    if (!sink) return sink.status();
    return base::make_ref<PendingBind>(std::move(binding), std::move(plan), state, std::move(*sink))->start();
}

}  // namespace

Status bind(RPC_ASYNC_STATE* state, Ref<Binding> binding, const RPC_CLIENT_INTERFACE& interface_) {
    if (state) {
        const Status usable = ready_for_call(state);
        if (failed(usable)) return usable;
    }
    const Status begun = binding->begin_bind();
    if (failed(begun)) return begun;
    Status status = Status::rpc_s_out_of_memory;
    try {
        auto plan = plan_for(*binding, interface_);
        if (!plan) {
            status = plan.status();
        } else if (state) {
            status = start_bind(*state, binding, std::move(*plan));
            if (succeeded(status)) return status;
        } else {
            eeinfo::clear();
            Bound bound = connect(*plan);
            binding->end_bind(bound.endpoint, std::move(bound.destination));
            return bound.status;
        }
    } catch (const std::bad_alloc&) {
    }
    binding->end_bind({}, nullptr);
    return status;
}

}  // namespace rpcrt4::async
