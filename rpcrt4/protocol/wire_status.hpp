// SPDX-License-Identifier: LGPL-2.1-or-later
// Status codes of faults and rejections on the wire (C706 appendix E, MS-RPCE 2.2.2.10, 3.3) and their Windows codes.
// Pure tables.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"

namespace rpcrt4::protocol {

/// Codes the runtime itself puts into faults.
namespace nca {
inline constexpr uint32_t kOpnumOutOfRange = 0x1C010002;
inline constexpr uint32_t kUnknownInterface = 0x1C010003;
inline constexpr uint32_t kProtocolError = 0x1C01000B;
inline constexpr uint32_t kServerTooBusy = 0x1C010014;
inline constexpr uint32_t kManagerNotEntered = 0x1C00000C;
inline constexpr uint32_t kCancelled = 0x1C00000D;
inline constexpr uint32_t kUnspecified = 0x1C000012;
inline constexpr uint32_t kRemoteNoMemory = 0x1C00001B;
inline constexpr uint32_t kInvalidContextId = 0x1C00001C;
}  // namespace nca

/// What a client reports for a fault. A known nca_* code becomes its Windows code, an unknown one (and zero)
/// rpc_s_call_failed, any other value is a Win32 or application code and passes through.
base::Status from_wire(uint32_t wire_status) noexcept;
/// What a server sends for the code a manager routine raised or the runtime found. Processor exceptions
/// (STATUS_ACCESS_VIOLATION ...) and RPC codes with an nca_* twin are translated, others travel as they are.
uint32_t to_wire(base::Status status) noexcept;

/// What a client reports for a rejected presentation context and for a bind_nak.
base::Status from_rejection(ContextResult result, uint16_t reason) noexcept;
base::Status from_nak(NakReason reason) noexcept;

}  // namespace rpcrt4::protocol
