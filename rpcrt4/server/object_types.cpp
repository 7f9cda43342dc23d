// SPDX-License-Identifier: LGPL-2.1-or-later
// ObjectTypes: the map and the order in which its two sources are asked.
#include "rpcrt4/server/object_types.hpp"

#include "handleapi/boundary.hpp"

namespace rpcrt4::server {

using base::Status;

Status ObjectTypes::set_type(const GUID& object, const GUID& type) {
    if (is_nil(object)) return Status::rpc_s_invalid_object;
    return types_.with([&](auto& types) {
        if (is_nil(type)) {
            types.erase(object);
            return Status::ok;
        }
        return types.try_emplace(object, type).second ? Status::ok : Status::rpc_s_already_registered;
    });
}

Status ObjectTypes::type_of(const GUID& object, GUID& type) const {
    type = GUID{};
    const bool registered = types_.with([&](const auto& types) {
        const auto found = types.find(object);
        if (found == types.end()) return false;
        type = found->second;
        return true;
    });
    if (registered) return Status::ok;
    RPC_OBJECT_INQ_FN* const inquiry = inquiry_.load(std::memory_order_acquire);
    if (!inquiry) return Status::rpc_s_object_not_found;
    RPC_STATUS answer = RPC_S_OK;
    UUID asked = object;
    handleapi::call_user_or_throw([&] { inquiry(&asked, &type, &answer); });
    return static_cast<Status>(answer);
}

GUID ObjectTypes::dispatch_type(const GUID& object) const {
    GUID type{};
    if (!is_nil(object) && base::failed(type_of(object, type))) type = GUID{};
    return type;
}

}  // namespace rpcrt4::server
