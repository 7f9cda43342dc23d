// SPDX-License-Identifier: LGPL-2.1-or-later
// What a context handle's descriptor says about the use of the context: its flags in the terms of the runtime, and its
// rundown routine in the stub's table. Pure. Basis: "Handles" of the NDR format string pages.
#pragma once

#include <cstdint>

#include "rpcrt4/binding/context_handles.hpp"

#include <rpcndr.h>

namespace rpcrt4::stub {

namespace context_flag {
constexpr uint8_t kViaPointer = 0x80, kIn = 0x40, kOut = 0x20, kReturn = 0x10, kStrict = 0x08, kNoSerialize = 0x04,
                  kSerialize = 0x02, kCannotBeNull = 0x01;
}

/// MIDL_STUB_DESC::mFlags of our own compiler: strict handles of this interface are bound to their type too. NDR 2.0
/// descriptors have no place for it.
constexpr ULONG kTypeStrictContexts = 0x40000000;

inline NDR_RUNDOWN rundown_at(uint8_t index, const MIDL_STUB_DESC& description) noexcept {
    return description.apfnNdrRundownRoutines ? description.apfnNdrRundownRoutines[index] : nullptr;
}

inline binding::ContextUse context_use(uint8_t flags, uint8_t rundown_index,
                                       const MIDL_STUB_DESC& description) noexcept {
    using Serialization = binding::ContextUse::Serialization;
    binding::ContextUse use;
    if (flags & context_flag::kStrict) {
        use.guard = description.RpcInterfaceInformation;
        const bool by_type = description.mFlags & kTypeStrictContexts && description.apfnNdrRundownRoutines;
        if (by_type) use.type = description.apfnNdrRundownRoutines + rundown_index;
    }
    if (flags & context_flag::kNoSerialize) use.serialization = Serialization::shared;
    if (flags & context_flag::kSerialize) use.serialization = Serialization::exclusive;
    return use;
}

}  // namespace rpcrt4::stub
