// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> that register interfaces and object types.
#include "handleapi/boundary.hpp"
#include "rpcrt4/server/server.hpp"

#include <rpc.h>
#include <rpcdcep.h>

using base::Status;
using handleapi::returning_status;
using rpcrt4::server::InterfacePolicy;
using rpcrt4::server::Server;

namespace {

const RPC_SERVER_INTERFACE* specification(RPC_IF_HANDLE handle) {
    return static_cast<const RPC_SERVER_INTERFACE*>(handle);
}

/// Absent and nil mean the same to everybody but RpcServerUnregisterIf.
GUID type_of(const UUID* type) { return type ? *type : GUID{}; }

RPC_STATUS register_interface(RPC_IF_HANDLE handle, const UUID* type, RPC_MGR_EPV* epv, const InterfacePolicy& policy) {
    return returning_status([&] {
        const RPC_SERVER_INTERFACE* spec = specification(handle);
        if (!spec || spec->Length < sizeof *spec) return Status::rpc_s_invalid_arg;
        return Server::instance().environment().interfaces.add(*spec, type_of(type), epv, policy);
    });
}

RPC_STATUS unregister_interface(RPC_IF_HANDLE handle, const UUID* type, bool wait) {
    return returning_status([&] { return Server::instance().unregister(specification(handle), type, wait); });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcServerRegisterIf(RPC_IF_HANDLE spec, UUID* type, RPC_MGR_EPV* epv) {
    return register_interface(spec, type, epv, {});
}

RPC_STATUS RPC_ENTRY RpcServerRegisterIfEx(RPC_IF_HANDLE spec, UUID* type, RPC_MGR_EPV* epv, unsigned int flags,
                                           unsigned int maximum_calls, RPC_IF_CALLBACK_FN* callback) {
    return register_interface(spec, type, epv, {.flags = flags, .max_calls = maximum_calls, .callback = callback});
}

RPC_STATUS RPC_ENTRY RpcServerRegisterIf2(RPC_IF_HANDLE spec, UUID* type, RPC_MGR_EPV* epv, unsigned int flags,
                                          unsigned int maximum_calls, unsigned int maximum_size,
                                          RPC_IF_CALLBACK_FN* callback) {
    return register_interface(
        spec, type, epv,
        {.flags = flags, .max_calls = maximum_calls, .max_rpc_size = maximum_size, .callback = callback});
}

RPC_STATUS RPC_ENTRY RpcServerRegisterIf3(RPC_IF_HANDLE spec, UUID* type, RPC_MGR_EPV* epv, unsigned int flags,
                                          unsigned int maximum_calls, unsigned int maximum_size,
                                          RPC_IF_CALLBACK_FN* callback, void* security_descriptor) {
    InterfacePolicy policy{
        .flags = flags, .max_calls = maximum_calls, .max_rpc_size = maximum_size, .callback = callback};
    const RPC_STATUS copied = returning_status([&] {
        if (!security_descriptor) return Status::ok;
        auto descriptor = rpcrt4::security::SecurityDescriptor::copy(security_descriptor);
        if (descriptor) policy.security = std::move(*descriptor);
        return descriptor.status();
    });
    return copied == RPC_S_OK ? register_interface(spec, type, epv, policy) : copied;
}

RPC_STATUS RPC_ENTRY RpcServerUnregisterIf(RPC_IF_HANDLE spec, UUID* type, unsigned int wait_for_calls) {
    return unregister_interface(spec, type, wait_for_calls != 0);
}

// Always waits for the calls. Only context handles of a strict interface are known to be its own.
RPC_STATUS RPC_ENTRY RpcServerUnregisterIfEx(RPC_IF_HANDLE spec, UUID* type, int rundown_contexts) {
    const RPC_STATUS status = unregister_interface(spec, type, true);
    if (status != RPC_S_OK || !spec) return status;
    return returning_status([&] {
        using Fate = rpcrt4::server::ServerContext::Fate;
        Server::instance().environment().groups.abandon_contexts(specification(spec),
                                                                 rundown_contexts ? Fate::run_down : Fate::forget);
    });
}

RPC_STATUS RPC_ENTRY RpcServerInqIf(RPC_IF_HANDLE spec, UUID* type, RPC_MGR_EPV** epv) {
    return returning_status([&] {
        if (!spec || !epv) return Status::rpc_s_invalid_arg;
        const auto manager = Server::instance().environment().interfaces.manager(*specification(spec), type_of(type));
        if (!manager) return manager.status();
        *epv = *manager;
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcObjectSetType(UUID* object, UUID* type) {
    return returning_status([&] {
        if (!object) return Status::rpc_s_invalid_object;
        return Server::instance().environment().objects.set_type(*object, type_of(type));
    });
}

RPC_STATUS RPC_ENTRY RpcObjectInqType(UUID* object, UUID* type) {
    return returning_status([&] {
        if (!object) return Status::rpc_s_invalid_object;
        GUID found{};
        const Status status = Server::instance().environment().objects.type_of(*object, found);
        if (type) *type = found;
        return status;
    });
}

RPC_STATUS RPC_ENTRY RpcObjectSetInqFn(RPC_OBJECT_INQ_FN* function) {
    Server::instance().environment().objects.set_inquiry(function);
    return RPC_S_OK;
}

}  // extern "C"
