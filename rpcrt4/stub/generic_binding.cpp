// SPDX-License-Identifier: LGPL-2.1-or-later
// See generic_binding.hpp.
#include "rpcrt4/stub/generic_binding.hpp"

#include <algorithm>
#include <cstring>

#include "handleapi/boundary.hpp"
#include "rpcrt4/ndr/errors.hpp"

namespace rpcrt4::stub {
namespace {

void* value_at(const void* from, size_t size) noexcept {
    void* value = nullptr;
    std::memcpy(&value, from, std::min(size, sizeof value));
    return value;
}

}  // namespace

GenericBinding::~GenericBinding() {
    if (!handle_ || !unbind_) return;
    // What it raises has nowhere to go: the call is over.
    static_cast<void>(handleapi::call_user([&] { unbind_(value_, reinterpret_cast<unsigned char*>(handle_)); }));
}

RPC_BINDING_HANDLE GenericBinding::bind(const Procedure& procedure, const MIDL_STUB_DESC& description,
                                        const uint64_t* slots) {
    if (!description.aGenericBindingRoutinePairs) ndr::fail_unsupported();
    const GENERIC_BINDING_ROUTINE_PAIR& pair = description.aGenericBindingRoutinePairs[procedure.generic_index];
    const void* place = slots + procedure.binding_offset / 8u;
    if (procedure.binding_via_pointer) {
        place = *static_cast<void* const*>(place);
        if (!place) ndr::fail(base::Status::rpc_x_null_ref_pointer);
    }
    value_ = value_at(place, procedure.generic_size);
    return call_bind(pair.pfnBind, pair.pfnUnbind);
}

RPC_BINDING_HANDLE GenericBinding::bind(const MIDL_STUB_DESC& description) {
    const GENERIC_BINDING_INFO* info = description.IMPLICIT_HANDLE_INFO.pGenericBindingInfo;
    if (!info) ndr::fail(base::Status::rpc_s_invalid_binding);
    value_ = value_at(info->pObj, info->Size);
    return call_bind(info->pfnBind, info->pfnUnbind);
}

RPC_BINDING_HANDLE GenericBinding::call_bind(GENERIC_BINDING_ROUTINE routine, GENERIC_UNBIND_ROUTINE unbind) {
    handleapi::call_user_or_throw([&] { handle_ = routine(value_); });
    if (!handle_) ndr::fail(base::Status::rpc_s_invalid_binding);
    unbind_ = unbind;
    return handle_;
}

}  // namespace rpcrt4::stub
