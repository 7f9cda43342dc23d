// SPDX-License-Identifier: LGPL-2.1-or-later
// See status_map.hpp. An offset is that of a parameter on the virtual stack, or one of two markers.
#include "rpcrt4/stub/status_map.hpp"

#include <algorithm>
#include <iterator>

namespace rpcrt4::stub {
namespace {

using base::Status;

constexpr short kInReturnValue = -1;

constexpr Status kCommunication[] = {
    Status::rpc_x_ss_context_mismatch,  Status::rpc_s_invalid_binding,       Status::rpc_s_unknown_if,
    Status::rpc_s_server_unavailable,   Status::rpc_s_server_too_busy,       Status::rpc_s_call_failed_dne,
    Status::rpc_s_protocol_error,       Status::rpc_s_unsupported_trans_syn, Status::rpc_s_unsupported_type,
    Status::rpc_s_procnum_out_of_range, Status::ept_s_not_registered,        Status::rpc_s_comm_failure,
};

ULONG* place(short offset, uint64_t* slots, uint64_t* result) noexcept {
    if (offset == kInReturnValue) return reinterpret_cast<ULONG*>(result);
    if (offset < 0) return nullptr;  // -2: nowhere
    return reinterpret_cast<ULONG*>(slots[offset / 8]);
}

}  // namespace

bool is_communication_status(Status status) noexcept {
    return std::find(std::begin(kCommunication), std::end(kCommunication), status) != std::end(kCommunication);
}

bool map_status(Status status, ULONG* communication, ULONG* fault) noexcept {
    if (communication) *communication = RPC_S_OK;
    if (fault) *fault = RPC_S_OK;
    if (status == Status::ok) return true;
    ULONG* taker = is_communication_status(status) ? communication : fault;
    if (taker) *taker = static_cast<ULONG>(base::code(status));
    return taker;
}

StatusPlaces status_places(const COMM_FAULT_OFFSETS& offsets, uint64_t* slots, uint64_t* result) noexcept {
    return {place(offsets.CommOffset, slots, result), place(offsets.FaultOffset, slots, result)};
}

}  // namespace rpcrt4::stub
