// SPDX-License-Identifier: LGPL-2.1-or-later
// Dispatch; see dispatch.hpp.
#include "rpcrt4/server/dispatch.hpp"

#include <new>
#include <utility>

#include "handleapi/boundary.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/security/identity.hpp"
#include "rpcrt4/server/caller.hpp"
#include "rpcrt4/server/connection.hpp"
#include "rpcrt4/trace/trace.hpp"

namespace rpcrt4::server {

using base::Ref;
using base::Result;
using base::Status;
using eeinfo::Location;

namespace {

/// Refuses a call, and keeps a record of where.
Status refused(Status status, Location location, std::initializer_list<eeinfo::Parameter> parameters = {}) noexcept {
    eeinfo::report(status, location, parameters);
    return status;
}

/// The interface may have been unregistered and registered again since the client bound it.
Result<Interface::Target> find_target(ServerCall& call) {
    Environment& environment = call.connection().environment();
    const GUID type = environment.objects.dispatch_type(call.object());
    auto target = call.offer().registered->target(type);
    if (!target && target.status() == Status::rpc_s_unknown_if) {
        const Ref<Interface> again = call.connection().interfaces().find(call.offer().registered->id());
        if (again) target = again->target(type);
    }
    if (target) return target;
    const bool gone = target.status() == Status::rpc_s_unknown_if;
    return refused(target.status(), gone ? Location::interface_gone : Location::no_manager_type);
}

/// The callback's verdict, for which one that is asynchronous may ask to be waited.
RPC_STATUS answer_of(ServerCall& call, RPC_IF_CALLBACK_FN& callback, RPC_IF_ID& id, bool may_come_later) {
    RPC_STATUS answer = RPC_S_ACCESS_DENIED;
    if (may_come_later) call.expect_verdict();
    const security::acting::Entering entering;
    const Status raised = handleapi::call_user([&] { answer = callback(&id, call.handle()); });
    if (failed(raised)) return static_cast<RPC_STATUS>(code(raised));
    const bool later = may_come_later && answer == RPC_S_ASYNC_CALL_PENDING;
    return later ? static_cast<RPC_STATUS>(code(call.await_verdict())) : answer;
}

/// Asks the application's security callback. Its own code never reaches the client (J3).
bool callback_admits(ServerCall& call, const Interface::Target& target) {
    RPC_IF_CALLBACK_FN* const callback = target.policy.callback;
    const bool cached = (target.policy.flags & RPC_IF_SEC_NO_CACHE) == 0;
    const Offer::Admission admission{callback, call.security()};
    if (cached && call.offer().admitted.with([&](const auto& last) { return last == admission; })) return true;
    const RPC_SYNTAX_IDENTIFIER& syntax = target.manager->spec.InterfaceId;
    RPC_IF_ID id{syntax.SyntaxGUID, syntax.SyntaxVersion.MajorVersion, syntax.SyntaxVersion.MinorVersion};
    const RPC_STATUS answer = answer_of(call, *callback, id, (target.policy.flags & RPC_IF_ASYNC_CALLBACK) != 0);
    if (answer != RPC_S_OK) {
        eeinfo::report(Status::rpc_s_access_denied, Location::security_callback, {int32_t{answer}});
        return false;
    }
    if (cached) call.offer().admitted.with([&](auto& last) { last = admission; });
    return true;
}

Status check_access(ServerCall& call, const Interface::Target& target) {
    const InterfacePolicy& policy = target.policy;
    const transport::Mechanism& mechanism = call.connection().mechanism();
    const bool careful = policy.callback || (policy.flags & RPC_IF_ALLOW_SECURE_ONLY) != 0;
    const Caller caller = careful ? caller_of(call) : Caller{};
    // J1: a null session is as good as none.
    const bool somebody = caller.authenticated && !caller.null_session;
    if ((policy.flags & RPC_IF_ALLOW_SECURE_ONLY) != 0 && !somebody) return Status::rpc_s_access_denied;
    if ((policy.flags & RPC_IF_ALLOW_LOCAL_ONLY) != 0 && !call.connection().is_local())
        return Status::rpc_s_access_denied;
    if (mechanism.size_limited && call.request_size() > policy.max_rpc_size) return Status::rpc_s_access_denied;
    // Nothing is remembered: it is a few system calls.
    if (policy.security && !policy.security->admits(security::sids_of(party_of(call))))
        return Status::rpc_s_access_denied;
    if (policy.callback) {
        const bool anybody = (policy.flags & RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH) != 0;
        if (!anybody && !caller.authenticated) return Status::rpc_s_access_denied;
        if (!callback_admits(call, target)) return Status::rpc_s_access_denied;
    }
    return Status::ok;
}

/// Through the gates: rpc_s_server_too_busy when the server does not listen, or runs as many calls as it may.
Status enter_gates(ServerCall& call, const Interface::Target& target) {
    CallGate* listening = nullptr;
    uint32_t limit = CallGate::kUnlimited;
    if (target.policy.auto_listen()) {
        limit = call_limit(target.policy.max_calls);
    } else {
        listening = call.connection().environment().listening.load(std::memory_order_acquire);
        const auto entry = listening ? listening->enter() : CallGate::Entry::closed;
        if (entry != CallGate::Entry::admitted) {
            const bool full = entry == CallGate::Entry::full;
            return refused(Status::rpc_s_server_too_busy, full ? Location::server_full : Location::not_listening);
        }
    }
    const CallGate::Entry entry = target.manager->calls.enter(limit);
    if (entry == CallGate::Entry::admitted) {
        call.enter(target.manager, listening);
        return Status::ok;
    }
    if (listening) listening->leave();
    if (entry != CallGate::Entry::full) return refused(Status::rpc_s_unknown_if, Location::interface_gone);
    const auto most = static_cast<int32_t>(limit);
    return refused(Status::rpc_s_server_too_busy, Location::auto_listen_full, {most, most});
}

Result<RPC_DISPATCH_FUNCTION> admit(ServerCall& call) {
    const auto target = find_target(call);
    if (!target) return target.status();
    // The runtime's own routines come back soon: that a server is too busy can always be asked.
    if (!target->policy.of_runtime && !call.connection().environment().reactor.may_block()) {
        return refused(Status::rpc_s_server_too_busy, Location::server_full);
    }
    Status status = enter_gates(call, *target);
    if (succeeded(status)) status = call.open_handle();
    if (succeeded(status)) status = check_access(call, *target);
    if (failed(status)) return status;
    const RPC_DISPATCH_TABLE* table = target->manager->spec.DispatchTable;
    if (!table || call.opnum() >= table->DispatchTableCount || !table->DispatchTable[call.opnum()]) {
        return refused(Status::rpc_s_procnum_out_of_range, Location::no_procedure);
    }
    return table->DispatchTable[call.opnum()];
}

void trace_call(ServerCall& call, const Result<RPC_DISPATCH_FUNCTION>& function) noexcept {
    const GUID& id = call.offer().registered->id().SyntaxGUID;
    trace::line(trace::Category::call, "serve %08x-%04x-%04x op=%u call=%u fd=%d: %d", id.Data1, id.Data2, id.Data3,
                call.opnum(), call.id(), call.connection().descriptor(),
                code(function ? Status::ok : function.status()));
}

}  // namespace

void dispatch(ServerCall& call) noexcept {
    eeinfo::clear();
    Result<RPC_DISPATCH_FUNCTION> function = Status::rpc_s_out_of_memory;
    try {
        function = admit(call);
    } catch (const std::bad_alloc&) {
    } catch (const handleapi::RpcError& error) {
        function = error.code;
    }
    if (trace::on(trace::Category::call)) [[unlikely]]
        trace_call(call, function);
    if (function) {
        call.serve(*function);
    } else {
        call.refuse(function.status());
    }
}

}  // namespace rpcrt4::server
