// SPDX-License-Identifier: LGPL-2.1-or-later
// [comm_status] and [fault_status]: a failed call that writes its code into a parameter or the return value instead of
// raising it. Which codes are failures of communication and which are faults of the server is one list, the one Wine's
// NdrMapCommAndFaultStatus answers with; the descriptor's offsets say where a procedure wants each.
// Basis: "comm_status attribute", "fault_status attribute" (MIDL); COMM_FAULT_OFFSETS of <rpcndr.h>.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

#include <rpcndr.h>

namespace rpcrt4::stub {

bool is_communication_status(base::Status status) noexcept;

/// Both become 0, then the one `status` belongs to takes it; they may be the same. False when nothing takes it.
bool map_status(base::Status status, ULONG* communication, ULONG* fault) noexcept;

/// Where one call's statuses are kept; null where the procedure keeps none.
struct StatusPlaces {
    ULONG* communication = nullptr;
    ULONG* fault = nullptr;
};

/// `result` is the slot of the return value, or null when nobody wants one. A null pointer in a parameter's slot counts
/// as none.
StatusPlaces status_places(const COMM_FAULT_OFFSETS& offsets, uint64_t* slots, uint64_t* result) noexcept;

}  // namespace rpcrt4::stub
