// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports a manager routine uses on the call it serves. A null handle means the call of the current thread.
#include "rpcrt4/server/server_call.hpp"

#include "handleapi/boundary.hpp"
#include "rpcrt4/async/server_notice.hpp"
#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/server/call_attributes.hpp"
#include "rpcrt4/server/connection.hpp"

#include <rpc.h>
#include <rpcasync.h>
#include <rpcdcep.h>

using base::Status;
using handleapi::returning_status;
using rpcrt4::server::CallEvent;
using rpcrt4::server::inquire_attributes_a;
using rpcrt4::server::inquire_attributes_w;
using rpcrt4::server::local_address;
using rpcrt4::server::remote_address;
using rpcrt4::server::ServerCall;

namespace {

template <typename F>
RPC_STATUS on_call(RPC_BINDING_HANDLE handle, F&& f) {
    return returning_status([&] {
        const auto call = ServerCall::of(handle, Status::rpc_s_invalid_binding);
        return call ? f(**call) : call.status();
    });
}

constexpr unsigned kKnownNotifications = RpcNotificationClientDisconnect | RpcNotificationCallCancel;

CallEvent event_of(unsigned notification) {
    return notification == RpcNotificationCallCancel ? CallEvent::cancel : CallEvent::client_disconnect;
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcServerSubscribeForNotification(RPC_BINDING_HANDLE binding, RPC_NOTIFICATIONS notification,
                                                       RPC_NOTIFICATION_TYPES type, RPC_ASYNC_NOTIFICATION_INFO* info) {
    return on_call(binding, [&](ServerCall& call) {
        const unsigned wanted = notification;
        if (wanted == 0 || (wanted & ~kKnownNotifications) != 0) return Status::rpc_s_cannot_support;
        if (!info) return Status::rpc_s_invalid_arg;
        // An event could not say which of the two it stands for.
        if (type == RpcNotificationTypeEvent && wanted == kKnownNotifications) return Status::rpc_s_invalid_arg;
        const auto observer = rpcrt4::async::make_observer(type, *info, call.notice_subject());
        if (!observer) return observer.status();
        for (const unsigned one : {RpcNotificationClientDisconnect, RpcNotificationCallCancel}) {
            if ((wanted & one) != 0) call.subscribe(event_of(one), *observer);
        }
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcServerUnsubscribeForNotification(RPC_BINDING_HANDLE binding, RPC_NOTIFICATIONS notification,
                                                         ULONG* queued) {
    return on_call(binding, [&](ServerCall& call) {
        const unsigned wanted = notification;
        if (wanted != RpcNotificationClientDisconnect && wanted != RpcNotificationCallCancel) {
            return Status::rpc_s_cannot_support;
        }
        if (!queued) return Status::rpc_s_invalid_arg;
        *queued = call.unsubscribe(event_of(wanted));
        return Status::ok;
    });
}

// Waited for by the thread that would run the routine, which serves nobody else meanwhile.
RPC_STATUS RPC_ENTRY RpcServerCompleteSecurityCallback(RPC_BINDING_HANDLE binding, RPC_STATUS verdict) {
    if (!binding) return RPC_S_INVALID_BINDING;
    return on_call(binding, [&](ServerCall& call) { return call.give_verdict(verdict); });
}

// The answer RPC_S_OK means: yes, cancelled.
RPC_STATUS RPC_ENTRY RpcServerTestCancel(RPC_BINDING_HANDLE binding) {
    return on_call(binding,
                   [](ServerCall& call) { return call.cancelled() ? Status::ok : Status::rpc_s_call_in_progress; });
}

RPC_STATUS RPC_ENTRY RpcServerInqBindingHandle(RPC_BINDING_HANDLE* binding) {
    return on_call(nullptr, [&](ServerCall& call) {
        if (!binding) return Status::rpc_s_invalid_arg;
        *binding = call.handle();
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcServerInqCallAttributesA(RPC_BINDING_HANDLE binding, void* attributes) {
    return on_call(binding, [&](ServerCall& call) { return inquire_attributes_a(call, attributes); });
}

RPC_STATUS RPC_ENTRY RpcServerInqCallAttributesW(RPC_BINDING_HANDLE binding, void* attributes) {
    return on_call(binding, [&](ServerCall& call) { return inquire_attributes_w(call, attributes); });
}

// To the address the client calls from, where it may have endpoints of its own.
RPC_STATUS RPC_ENTRY RpcBindingServerFromClient(RPC_BINDING_HANDLE client, RPC_BINDING_HANDLE* server) {
    if (client && rpcrt4::binding::binding_from(client)) return RPC_S_WRONG_KIND_OF_BINDING;
    return on_call(client, [&](ServerCall& call) {
        if (!server) return Status::rpc_s_invalid_arg;
        const auto address = call.string_binding();
        if (!address) return address.status();
        auto made = rpcrt4::binding::Binding::from_string(*address);
        if (!made) return Status::rpc_s_cannot_support;
        *server = rpcrt4::binding::enter(std::move(*made));
        return *server ? Status::ok : Status::rpc_s_out_of_memory;
    });
}

RPC_STATUS RPC_ENTRY I_RpcBindingIsClientLocal(RPC_BINDING_HANDLE binding, unsigned int* is_local) {
    return on_call(binding, [&](ServerCall& call) {
        if (!is_local) return Status::rpc_s_invalid_arg;
        *is_local = call.connection().is_local() ? 1 : 0;
        return Status::ok;
    });
}

// Of the call that this thread serves.
RPC_STATUS RPC_ENTRY I_RpcServerInqTransportType(unsigned int* type) {
    return on_call(nullptr, [&](ServerCall& call) {
        if (!type) return Status::rpc_s_invalid_arg;
        *type = call.connection().mechanism().transport_type;
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY I_RpcServerInqLocalConnAddress(RPC_BINDING_HANDLE binding, void* buffer, ULONG* size,
                                                    ULONG* format) {
    return on_call(binding, [&](ServerCall& call) {
        if (!size || !format) return Status::rpc_s_invalid_arg;
        RpcLocalAddressFormat found = rlafInvalid;
        const Status status = local_address(call.connection(), buffer, *size, found);
        *format = found;
        return status;
    });
}

RPC_STATUS RPC_ENTRY I_RpcServerInqRemoteConnAddress(RPC_BINDING_HANDLE binding, void* buffer, ULONG* size,
                                                     ULONG* format) {
    return on_call(binding, [&](ServerCall& call) {
        if (!size || !format) return Status::rpc_s_invalid_arg;
        RpcLocalAddressFormat found = rlafInvalid;
        const Status status = remote_address(call.connection(), buffer, *size, found);
        *format = found;
        return status;
    });
}

// The number of the client's association group, which its connections share.
RPC_STATUS RPC_ENTRY I_RpcServerGetAssociationID(RPC_BINDING_HANDLE binding, ULONG* id) {
    return on_call(binding, [&](ServerCall& call) {
        if (!id) return Status::rpc_s_invalid_arg;
        const auto group = call.connection().group();
        if (!group) return Status::rpc_s_call_failed;
        *id = group->id;
        return Status::ok;
    });
}

// The older way to be told that the client is gone: an event, and nothing else.
RPC_STATUS RPC_ENTRY I_RpcServerSubscribeForDisconnectNotification(RPC_BINDING_HANDLE binding, void* event) {
    RPC_ASYNC_NOTIFICATION_INFO info{};
    info.hEvent = event;
    return RpcServerSubscribeForNotification(binding, RpcNotificationClientDisconnect, RpcNotificationTypeEvent, &info);
}

// Only where the system vouches for the process behind the other end.
RPC_STATUS RPC_ENTRY I_RpcBindingInqLocalClientPID(RPC_BINDING_HANDLE binding, ULONG* pid) {
    return on_call(binding, [&](ServerCall& call) {
        if (!pid) return Status::rpc_s_invalid_arg;
        const auto credentials = call.connection().client_credentials();
        if (!credentials) return Status::rpc_s_cannot_support;
        *pid = static_cast<ULONG>(credentials->pid);
        return Status::ok;
    });
}

}  // extern "C"
