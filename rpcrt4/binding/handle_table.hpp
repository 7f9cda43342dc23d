// SPDX-License-Identifier: LGPL-2.1-or-later
// The one table behind every RPC_BINDING_HANDLE: binding handles, calls of clients and calls being served. A value is
// an index and a generation, so a stale or forged one is RPC_S_INVALID_BINDING and never a crash.
// Threads: any.
#pragma once

#include "handleapi/base/slot_table.hpp"
#include "rpcrt4/binding/message_call.hpp"

namespace rpcrt4::binding {

using HandleTable = base::SlotTable<HandleObject>;

/// Built on first use and never torn down: calls may still be ending on other threads at exit.
HandleTable& handle_table() noexcept;

inline base::Ref<HandleObject> lookup(const void* handle) noexcept {
    return handle_table().lookup(reinterpret_cast<uintptr_t>(handle));
}
/// The handle of a new table entry; null when the table is full.
inline void* enter(base::Ref<HandleObject> object) noexcept {
    return reinterpret_cast<void*>(handle_table().insert(std::move(object)));
}

}  // namespace rpcrt4::binding
