// SPDX-License-Identifier: LGPL-2.1-or-later
// See wire_status.hpp. Two tables, because the pairing is not one to one: several Windows codes share a wire code.
#include "rpcrt4/protocol/wire_status.hpp"

#include <algorithm>
#include <array>

namespace rpcrt4::protocol {
namespace {

using base::Status;

struct Pair {
    uint32_t wire;
    Status status;
};

constexpr std::array kFromWire = {
    Pair{0x1C000001, Status::rpc_s_zero_divide},          Pair{0x1C000002, Status::rpc_s_address_error},
    Pair{0x1C000003, Status::rpc_s_fp_div_zero},          Pair{0x1C000004, Status::rpc_s_fp_underflow},
    Pair{0x1C000005, Status::rpc_s_fp_overflow},          Pair{0x1C000006, Status::rpc_s_invalid_tag},
    Pair{0x1C000007, Status::rpc_s_invalid_bound},        Pair{0x1C000008, Status::rpc_s_protocol_error},
    Pair{0x1C00000C, Status::rpc_s_call_failed_dne},      Pair{0x1C00000D, Status::rpc_s_call_cancelled},
    Pair{0x1C000014, Status::rpc_x_pipe_empty},           Pair{0x1C000015, Status::rpc_x_pipe_closed},
    Pair{0x1C000016, Status::rpc_x_wrong_pipe_order},     Pair{0x1C000017, Status::rpc_x_pipe_discipline_error},
    Pair{0x1C000019, Status::rpc_x_pipe_app_memory},      Pair{0x1C00001A, Status::rpc_x_ss_context_mismatch},
    Pair{0x1C00001B, Status::rpc_s_server_out_of_memory}, Pair{0x1C00001D, Status::rpc_s_unsupported_authn_level},
    Pair{0x1C000024, Status::rpc_s_object_not_found},     Pair{0x1C010001, Status::rpc_s_comm_failure},
    Pair{0x1C010002, Status::rpc_s_procnum_out_of_range}, Pair{0x1C010003, Status::rpc_s_unknown_if},
    Pair{0x1C010006, Status::rpc_s_call_failed_dne},      Pair{0x1C010009, Status::rpc_s_call_failed_dne},
    Pair{0x1C01000B, Status::rpc_s_protocol_error},       Pair{0x1C010013, Status::rpc_s_server_out_of_memory},
    Pair{0x1C010014, Status::rpc_s_server_too_busy},      Pair{0x1C010015, Status::rpc_s_string_too_long},
    Pair{0x1C010017, Status::rpc_s_unsupported_type},
};
static_assert(std::is_sorted(kFromWire.begin(), kFromWire.end(),
                             [](const Pair& a, const Pair& b) { return a.wire < b.wire; }));

constexpr Status nt(uint32_t status) noexcept { return static_cast<Status>(static_cast<int32_t>(status)); }

constexpr std::array kToWire = {
    Pair{0x1C00001A, Status::rpc_x_ss_context_mismatch}, Pair{0x1C00001B, Status::rpc_x_no_memory},
    Pair{0x1C00001B, Status::rpc_s_server_out_of_memory}, Pair{0x1C000024, Status::rpc_s_object_not_found},
    Pair{0x1C010003, Status::rpc_s_unknown_if}, Pair{0x1C010014, Status::rpc_s_server_too_busy},
    Pair{0x1C000012, Status::rpc_s_call_failed}, Pair{0x1C00000C, Status::rpc_s_call_failed_dne},
    Pair{0x1C01000B, Status::rpc_s_protocol_error}, Pair{0x1C010017, Status::rpc_s_unsupported_type},
    Pair{0x1C000006, Status::rpc_s_invalid_tag}, Pair{0x1C000007, Status::rpc_s_invalid_bound},
    Pair{0x1C010015, Status::rpc_s_string_too_long}, Pair{0x1C010002, Status::rpc_s_procnum_out_of_range},
    Pair{0x1C000001, Status::rpc_s_zero_divide}, Pair{0x1C000002, Status::rpc_s_address_error},
    Pair{0x1C000003, Status::rpc_s_fp_div_zero}, Pair{0x1C000004, Status::rpc_s_fp_underflow},
    Pair{0x1C000005, Status::rpc_s_fp_overflow}, Pair{0x1C00000D, Status::rpc_s_call_cancelled},
    Pair{0x1C010001, Status::rpc_s_comm_failure}, Pair{0x1C00001D, Status::rpc_s_unsupported_authn_level},
    Pair{0x1C000016, Status::rpc_x_wrong_pipe_order}, Pair{0x1C000015, Status::rpc_x_pipe_closed},
    Pair{0x1C000017, Status::rpc_x_pipe_discipline_error}, Pair{0x1C000014, Status::rpc_x_pipe_empty},
    // What the processor raised in a manager routine.
    Pair{0x1C000002, nt(0xC0000005)},  // STATUS_ACCESS_VIOLATION
    Pair{0x1C00000E, nt(0xC000001D)},  // STATUS_ILLEGAL_INSTRUCTION
    Pair{0x1C000003, nt(0xC000008E)},  // STATUS_FLOAT_DIVIDE_BY_ZERO
    Pair{0x1C000005, nt(0xC0000091)},  // STATUS_FLOAT_OVERFLOW
    Pair{0x1C000004, nt(0xC0000093)},  // STATUS_FLOAT_UNDERFLOW
    Pair{0x1C000001, nt(0xC0000094)},  // STATUS_INTEGER_DIVIDE_BY_ZERO
    Pair{0x1C000010, nt(0xC0000095)},  // STATUS_INTEGER_OVERFLOW
};

constexpr bool is_nca(uint32_t wire) noexcept { return (wire & 0xFFFE0000) == 0x1C000000; }

}  // namespace

Status from_wire(uint32_t wire) noexcept {
    if (wire == 0) return Status::rpc_s_call_failed;
    if (!is_nca(wire)) return static_cast<Status>(static_cast<int32_t>(wire));
    const auto* found = std::lower_bound(kFromWire.begin(), kFromWire.end(), wire,
                                         [](const Pair& pair, uint32_t value) { return pair.wire < value; });
    return found != kFromWire.end() && found->wire == wire ? found->status : Status::rpc_s_call_failed;
}

uint32_t to_wire(Status status) noexcept {
    const auto* found = std::find_if(kToWire.begin(), kToWire.end(), [&](const Pair& p) { return p.status == status; });
    return found != kToWire.end() ? found->wire : static_cast<uint32_t>(base::code(status));
}

Status from_rejection(ContextResult result, uint16_t reason) noexcept {
    if (result == ContextResult::user_rejection) return Status::rpc_s_call_failed_dne;
    switch (static_cast<ContextReason>(reason)) {
        case ContextReason::abstract_syntax_not_supported:
            return Status::rpc_s_unknown_if;
        case ContextReason::transfer_syntaxes_not_supported:
            return Status::rpc_s_unsupported_trans_syn;
        case ContextReason::local_limit_exceeded:
            return Status::rpc_s_server_too_busy;
        case ContextReason::not_specified:
            break;
    }
    return Status::rpc_s_call_failed_dne;
}

Status from_nak(NakReason reason) noexcept {
    switch (reason) {
        case NakReason::temporary_congestion:
        case NakReason::local_limit_exceeded:
            return Status::rpc_s_server_too_busy;
        case NakReason::protocol_version_not_supported:
            return Status::rpc_s_protocol_error;
        case NakReason::authentication_type_not_recognized:
            return Status::rpc_s_unknown_authn_service;
        case NakReason::invalid_checksum:
            return Status::rpc_s_access_denied;
        default:
            return Status::rpc_s_call_failed_dne;
    }
}

}  // namespace rpcrt4::protocol
