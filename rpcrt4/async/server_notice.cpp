// SPDX-License-Identifier: LGPL-2.1-or-later
// See server_notice.hpp.
#include "rpcrt4/async/server_notice.hpp"

#include <new>

#include "handleapi/apc.hpp"
#include "handleapi/boundary.hpp"
#include "handleapi/event.hpp"
#include "handleapi/iocp.hpp"
#include "handleapi/table.hpp"
#include "handleapi/thread.hpp"

namespace rpcrt4::async {
namespace {

using base::Ref;
using base::Status;
using server::CallEvent;
using server::CallObserver;
using ObserverResult = base::Result<Ref<CallObserver>>;

/// A routine of the user's and what it is told.
struct Routine {
    PFN_RPCNOTIFICATION_ROUTINE function;
    void* subject;

    Status call(CallEvent event) const {
        const RPC_ASYNC_EVENT kind = event == CallEvent::cancel ? RpcClientCancel : RpcClientDisconnect;
        return handleapi::call_user([&] { function(static_cast<RPC_ASYNC_STATE*>(subject), nullptr, kind); });
    }
};

class EventObserver final : public CallObserver {
 public:
    explicit EventObserver(Ref<handleapi::Event> event) noexcept : event_(std::move(event)) {}
    void told(CallEvent) noexcept override { event_->set(); }

 private:
    const Ref<handleapi::Event> event_;
};

class PacketObserver final : public CallObserver {
 public:
    PacketObserver(Ref<handleapi::CompletionPort> port, const RPC_ASYNC_NOTIFICATION_INFO& info) noexcept
        : port_(std::move(port)),
          bytes_(info.IOC.dwNumberOfBytesTransferred),
          key_(info.IOC.dwCompletionKey),
          overlapped_(info.IOC.lpOverlapped) {}
    void told(CallEvent) noexcept override { static_cast<void>(port_->post(bytes_, key_, overlapped_)); }

 private:
    const Ref<handleapi::CompletionPort> port_;
    const uint32_t bytes_;
    const uintptr_t key_;
    void* const overlapped_;
};

class NoticeApc final : public handleapi::Apc {
 public:
    NoticeApc(const Routine& routine, CallEvent event) noexcept : routine_(routine), event_(event) {}
    Status run() override {
        const Routine routine = routine_;
        const CallEvent event = event_;
        delete this;  // the routine may end its thread
        return routine.call(event);
    }
    void discard() noexcept override { delete this; }

 private:
    const Routine routine_;
    const CallEvent event_;
};

class ApcObserver final : public CallObserver {
 public:
    ApcObserver(Ref<handleapi::Thread> thread, const Routine& routine) noexcept
        : thread_(std::move(thread)), routine_(routine) {}
    void told(CallEvent event) noexcept override {
        auto* notice = new (std::nothrow) NoticeApc(routine_, event);
        // A thread that has ended hears nothing.
        if (notice && failed(thread_->queue_apc(*notice))) notice->discard();
    }

 private:
    const Ref<handleapi::Thread> thread_;
    const Routine routine_;
};

class CallbackObserver final : public CallObserver {
 public:
    explicit CallbackObserver(const Routine& routine) noexcept : routine_(routine) {}
    void told(CallEvent event) noexcept override {
        const Status raised = routine_.call(event);
        // Nobody above us could handle it: as on Windows the process ends.
        if (failed(raised)) handleapi::raise(static_cast<uint32_t>(code(raised)));
    }

 private:
    const Routine routine_;
};

ObserverResult event_observer(HANDLE handle) {
    auto event = handleapi::reference<handleapi::Event>(handle);
    if (!event) return event.status();
    return ObserverResult(base::make_ref<EventObserver>(std::move(*event)));
}

ObserverResult packet_observer(const RPC_ASYNC_NOTIFICATION_INFO& info) {
    auto port = handleapi::reference<handleapi::CompletionPort>(info.IOC.hIOPort);
    if (!port) return port.status();
    return ObserverResult(base::make_ref<PacketObserver>(std::move(*port), info));
}

ObserverResult apc_observer(const RPC_ASYNC_NOTIFICATION_INFO& info, void* subject) {
    if (!info.APC.NotificationRoutine) return Status::rpc_s_invalid_arg;
    const Routine routine{info.APC.NotificationRoutine, subject};
    if (!info.APC.hThread) {
        Ref<handleapi::Thread> here(handleapi::current_thread());
        return ObserverResult(base::make_ref<ApcObserver>(std::move(here), routine));
    }
    auto thread = handleapi::reference<handleapi::Thread>(info.APC.hThread);
    if (!thread) return thread.status();
    return ObserverResult(base::make_ref<ApcObserver>(std::move(*thread), routine));
}

}  // namespace

ObserverResult make_observer(RPC_NOTIFICATION_TYPES type, const RPC_ASYNC_NOTIFICATION_INFO& info, void* subject) {
    switch (type) {
        case RpcNotificationTypeEvent:
            return event_observer(info.hEvent);
        case RpcNotificationTypeApc:
            return apc_observer(info, subject);
        case RpcNotificationTypeIoc:
            return packet_observer(info);
        case RpcNotificationTypeHwnd:
            return Status::rpc_s_cannot_support;  // there are no windows here
        case RpcNotificationTypeCallback:
            if (!info.NotificationRoutine) return Status::rpc_s_invalid_arg;
            return ObserverResult(base::make_ref<CallbackObserver>(Routine{info.NotificationRoutine, subject}));
        default:
            return Status::rpc_s_invalid_arg;
    }
}

}  // namespace rpcrt4::async
