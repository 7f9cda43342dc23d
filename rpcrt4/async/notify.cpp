// SPDX-License-Identifier: LGPL-2.1-or-later
// See notify.hpp.
#include "rpcrt4/async/notify.hpp"

#include <atomic>
#include <cstring>

#include "handleapi/boundary.hpp"
#include "handleapi/event.hpp"
#include "handleapi/iocp.hpp"
#include "handleapi/table.hpp"
#include "handleapi/thread.hpp"
#include "rpcrt4/transport/shared_poll.hpp"

namespace rpcrt4::async {
namespace {

using binding::CompletionSink;
using SinkResult = base::Result<std::unique_ptr<CompletionSink>>;

/// What is told of which call.
struct Subject {
    RPC_ASYNC_STATE& state;
    RPC_ASYNC_EVENT event;
    base::Ref<const base::RefCounted> owner;

    /// The runtime itself notes in the state that a call is complete, whose state may be gone when that is told.
    void note() const noexcept {
        if (event != RpcCallComplete) std::atomic_ref(state.Event).store(event, std::memory_order_relaxed);
    }
    base::Status call(PFN_RPCNOTIFICATION_ROUTINE routine) const {
        return handleapi::call_user([&] { routine(&state, nullptr, event); });
    }
};

class EventSink final : public CompletionSink {
 public:
    EventSink(base::Ref<handleapi::Event> event, const Subject& subject) noexcept
        : event_(std::move(event)), subject_(subject) {}
    void notify() noexcept override {
        subject_.note();
        event_->set();
    }

 private:
    const base::Ref<handleapi::Event> event_;
    const Subject subject_;
};

/// Reads nothing of the packet and adds nothing to it: the three values are the user's.
class PacketSink final : public CompletionSink {
 public:
    PacketSink(base::Ref<handleapi::CompletionPort> port, const RPC_ASYNC_NOTIFICATION_INFO& info,
               const Subject& subject) noexcept
        : port_(std::move(port)),
          subject_(subject),
          bytes_(info.IOC.dwNumberOfBytesTransferred),
          key_(info.IOC.dwCompletionKey),
          overlapped_(info.IOC.lpOverlapped) {}
    void notify() noexcept override {
        subject_.note();
        static_cast<void>(port_->post(bytes_, key_, overlapped_));
    }

 private:
    const base::Ref<handleapi::CompletionPort> port_;
    const Subject subject_;
    const uint32_t bytes_;
    const uintptr_t key_;
    void* const overlapped_;
};

/// Made when the call starts, so that queueing it cannot fail for want of memory.
class Notice final : public handleapi::Apc {
 public:
    Notice(PFN_RPCNOTIFICATION_ROUTINE routine, const Subject& subject) noexcept
        : routine_(routine), subject_(subject) {}
    base::Status run() override {
        const auto routine = routine_;
        const Subject subject = subject_;
        delete this;  // the routine may end its thread
        return subject.call(routine);
    }
    void discard() noexcept override { delete this; }
    const Subject& subject() const noexcept { return subject_; }

 private:
    const PFN_RPCNOTIFICATION_ROUTINE routine_;
    const Subject subject_;
};

class ApcSink final : public CompletionSink {
 public:
    ApcSink(base::Ref<handleapi::Thread> thread, std::unique_ptr<Notice> notice) noexcept
        : thread_(std::move(thread)), notice_(std::move(notice)) {}
    void notify() noexcept override {
        notice_->subject().note();
        // A thread that has ended hears nothing, as on Windows.
        if (succeeded(thread_->queue_apc(*notice_))) static_cast<void>(notice_.release());
    }

 private:
    const base::Ref<handleapi::Thread> thread_;
    std::unique_ptr<Notice> notice_;
};

class CallbackSink final : public CompletionSink {
 public:
    CallbackSink(PFN_RPCNOTIFICATION_ROUTINE routine, const Subject& subject) noexcept
        : routine_(routine), subject_(subject) {}
    void notify() noexcept override {
        subject_.note();
        const base::Status raised = [this] {
            const transport::SharedPoll::Routine may_take_long;
            return subject_.call(routine_);
        }();
        // Nobody above us could handle it: as on Windows the process ends.
        if (failed(raised)) handleapi::raise(static_cast<uint32_t>(code(raised)));
    }

 private:
    const PFN_RPCNOTIFICATION_ROUTINE routine_;
    const Subject subject_;
};

SinkResult event_sink(const Subject& subject) {
    auto event = handleapi::reference<handleapi::Event>(subject.state.u.hEvent);
    if (!event) return event.status();
    return SinkResult(std::make_unique<EventSink>(std::move(*event), subject));
}

SinkResult packet_sink(const Subject& subject) {
    auto port = handleapi::reference<handleapi::CompletionPort>(subject.state.u.IOC.hIOPort);
    if (!port) return port.status();
    return SinkResult(std::make_unique<PacketSink>(std::move(*port), subject.state.u, subject));
}

SinkResult apc_sink(const Subject& subject) {
    const RPC_ASYNC_STATE& state = subject.state;
    if (state.u.APC.NotificationRoutine == nullptr) return base::Status::rpc_s_invalid_arg;
    base::Ref<handleapi::Thread> thread;
    if (state.u.APC.hThread == nullptr) {
        thread = base::Ref<handleapi::Thread>(handleapi::current_thread());
    } else {
        auto named = handleapi::reference<handleapi::Thread>(state.u.APC.hThread);
        if (!named) return named.status();
        thread = std::move(*named);
    }
    auto notice = std::make_unique<Notice>(state.u.APC.NotificationRoutine, subject);
    return SinkResult(std::make_unique<ApcSink>(std::move(thread), std::move(notice)));
}

}  // namespace

SinkResult make_sink(RPC_ASYNC_STATE& state, RPC_ASYNC_EVENT event, base::Ref<const base::RefCounted> owner) {
    const Subject subject{state, event, std::move(owner)};
    uint32_t type;  // the user's memory may hold what is no enumerator
    std::memcpy(&type, &state.NotificationType, sizeof type);
    switch (type) {
        case RpcNotificationTypeNone:
            return SinkResult(std::unique_ptr<CompletionSink>());
        case RpcNotificationTypeEvent:
            return event_sink(subject);
        case RpcNotificationTypeApc:
            return apc_sink(subject);
        case RpcNotificationTypeIoc:
            return packet_sink(subject);
        case RpcNotificationTypeHwnd:
            return base::Status::rpc_s_cannot_support;  // there are no windows here
        case RpcNotificationTypeCallback:
            if (state.u.NotificationRoutine == nullptr) return base::Status::rpc_s_invalid_arg;
            return SinkResult(std::make_unique<CallbackSink>(state.u.NotificationRoutine, subject));
        default:
            return base::Status::rpc_s_invalid_arg;
    }
}

}  // namespace rpcrt4::async
