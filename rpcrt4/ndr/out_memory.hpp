// SPDX-License-Identifier: LGPL-2.1-or-later
// Memory a server gives its manager routine for [out] parameters: zeroed, recursively through ref pointers, ending at
// pointers that may be null. The sizes of arrays come from the [in] parameters, which are complete by then.
// Basis: "Server-stub memory management" (Windows RPC).
#pragma once

#include "rpcrt4/ndr/memory.hpp"
#include "rpcrt4/ndr/type.hpp"

namespace rpcrt4::ndr {

enum class Owner : uint8_t {
    program,  ///< from pfnAllocate: the free walk releases it
    stub,     ///< from the arena where its size is fixed
};

/// Allocates a `node` at *location; logged in `memory` like anything unmarshalled.
void allocate_out(const Node& node, void** location, Memory& memory, _MIDL_STUB_MESSAGE& stub, Owner owner);

}  // namespace rpcrt4::ndr
