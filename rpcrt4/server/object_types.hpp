// SPDX-License-Identifier: LGPL-2.1-or-later
// Object UUID -> type UUID: what RpcObjectSetType told us, and the application's own inquiry function for the rest.
// The type then selects the manager entry-point vector of an interface. Process-wide, owned by Server.
// Threads: any. The inquiry function is user code and runs with no lock held. Reference: RpcObjectSetType, -InqType.
#pragma once

#include <atomic>
#include <cstring>
#include <map>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/status.hpp"

#include <rpc.h>

namespace rpcrt4::server {

struct GuidLess {
    bool operator()(const GUID& a, const GUID& b) const noexcept { return std::memcmp(&a, &b, sizeof a) < 0; }
};

inline bool is_nil(const GUID& uuid) noexcept {
    static constexpr GUID kNil{};
    return std::memcmp(&uuid, &kNil, sizeof kNil) == 0;
}

class ObjectTypes {
 public:
    /// A nil `type` removes the association. rpc_s_invalid_object for the nil object, rpc_s_already_registered for an
    /// object that has a type.
    base::Status set_type(const GUID& object, const GUID& type);
    void set_inquiry(RPC_OBJECT_INQ_FN* function) noexcept { inquiry_.store(function, std::memory_order_release); }

    /// RpcObjectInqType: the registered type, else the inquiry function's answer, else rpc_s_object_not_found and nil.
    base::Status type_of(const GUID& object, GUID& type) const;
    /// The same for dispatch: an object nobody knows has the nil type.
    GUID dispatch_type(const GUID& object) const;

 private:
    base::Guarded<std::map<GUID, GUID, GuidLess>> types_;
    std::atomic<RPC_OBJECT_INQ_FN*> inquiry_{nullptr};
};

}  // namespace rpcrt4::server
