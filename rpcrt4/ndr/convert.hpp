// SPDX-License-Identifier: LGPL-2.1-or-later
// Converting a whole message to our representation in place, for stubs without the interpreter (NdrConvert): they read
// scalars from the buffer themselves. The parameters come as the old, short descriptors that such stubs carry.
// Basis: "Parameter descriptors" (Windows RPC) and the -Os output of widl.
#pragma once

#include <cstdint>

struct _MIDL_STUB_MESSAGE;

namespace rpcrt4::ndr {

/// `count` descriptors, or up to the return value or FC_END when negative. On a server the [in] parameters are in the
/// buffer, on a client the [out] ones. Afterwards the message says that its representation is ours.
void convert_message(_MIDL_STUB_MESSAGE& stub, const uint8_t* parameters, int32_t count);

}  // namespace rpcrt4::ndr
