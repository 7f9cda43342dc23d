// SPDX-License-Identifier: LGPL-2.1-or-later
// Procedures in a stream: a call of a procedure with [encode] or [decode] writes its [in] arguments, or reads its [out]
// ones, behind a header that names interface and procedure. One routine does either; the handle says which. A result
// does not travel, as encoding knows none: it is 0, or the status where [comm_status] and [fault_status] say so. The
// header flag that remote procedures have for these means [decode] here, so the offsets alone say it.
// The header's layout is the one Wine's NdrMesProcEncodeDecode writes; no specification has it.
#pragma once

#include <cstdint>

#include "rpcrt4/pickling/pickle.hpp"
#include "rpcrt4/stub/procedure.hpp"

namespace rpcrt4::pickling {

/// NdrMesProcEncodeDecode and its successor once the arguments are slots, the handle's own included. Returns the slot
/// of the result. Throws RpcError unless the procedure keeps its failures; `pickle` null is rpc_s_invalid_binding.
uint64_t run_procedure(Pickle* pickle, const MIDL_STUB_DESC& description, const stub::Procedure& procedure,
                       uint64_t* slots);

/// Encoding: the latest procedure. Decoding: the next one, whose header is read ahead. Throws
/// rpc_x_invalid_es_action when nothing has been encoded, and what a bad header means.
EncodingId encoding_id(Pickle& pickle);

}  // namespace rpcrt4::pickling
