// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcndr.h> that run a whole call from a procedure format string. The client entry points take variable
// arguments in the Microsoft convention: the list then is one array of 8-byte slots, which the format string's stack
// offsets index.
#include "handleapi/boundary.hpp"
#include "rpcrt4/stub/async_client_call.hpp"
#include "rpcrt4/stub/async_server_call.hpp"
#include "rpcrt4/stub/client_call.hpp"
#include "rpcrt4/stub/server_call.hpp"

#include <rpcndr.h>

using handleapi::raising;
using namespace rpcrt4;

namespace {

CLIENT_CALL_RETURN start_async(PMIDL_STUB_DESC description, PFORMAT_STRING format, uint64_t* slots) {
    return raising([&] {
        stub::async_client_call(*description, format, slots);
        return CLIENT_CALL_RETURN{};
    });
}

}  // namespace

extern "C" {

CLIENT_CALL_RETURN RPC_VAR_ENTRY NdrClientCall2(PMIDL_STUB_DESC description, PFORMAT_STRING format, ...) {
    __builtin_ms_va_list arguments;
    __builtin_ms_va_start(arguments, format);
    auto* slots = reinterpret_cast<uint64_t*>(arguments);
    const auto result = raising([&] { return stub::client_call(*description, format, slots); });
    __builtin_ms_va_end(arguments);
    return result;
}

CLIENT_CALL_RETURN RPC_VAR_ENTRY NdrAsyncClientCall(PMIDL_STUB_DESC description, PFORMAT_STRING format, ...) {
    __builtin_ms_va_list arguments;
    __builtin_ms_va_start(arguments, format);
    const auto result = start_async(description, format, reinterpret_cast<uint64_t*>(arguments));
    __builtin_ms_va_end(arguments);
    return result;
}

void RPC_ENTRY NdrServerCall2(PRPC_MESSAGE message) {
    raising([&] { stub::server_call(*message); });
}

// Stubs of several transfer syntaxes register this one; with NDR 2.0 negotiated it is the same call.
void RPC_ENTRY NdrServerCallAll(PRPC_MESSAGE message) { NdrServerCall2(message); }

void RPC_ENTRY NdrAsyncServerCall(PRPC_MESSAGE message) {
    raising([&] { stub::async_server_call(*message); });
}

}  // extern "C"
