// SPDX-License-Identifier: LGPL-2.1-or-later
// Codes on the wire and codes of Windows, both ways.
#include <doctest/doctest.h>

#include "rpcrt4/protocol/wire_status.hpp"

using namespace rpcrt4::protocol;
using base::Status;

namespace {
Status status_of(uint32_t code) { return static_cast<Status>(static_cast<int32_t>(code)); }
}  // namespace

TEST_SUITE("rpcrt4/protocol/wire_status") {
    TEST_CASE("known wire codes become their Windows codes") {
        CHECK(from_wire(0x1C010003) == Status::rpc_s_unknown_if);
        CHECK(from_wire(0x1C010002) == Status::rpc_s_procnum_out_of_range);
        CHECK(from_wire(0x1C010014) == Status::rpc_s_server_too_busy);
        CHECK(from_wire(0x1C01000B) == Status::rpc_s_protocol_error);
        CHECK(from_wire(0x1C00000D) == Status::rpc_s_call_cancelled);
        CHECK(from_wire(0x1C00001A) == Status::rpc_x_ss_context_mismatch);
        CHECK(from_wire(0x1C00001B) == Status::rpc_s_server_out_of_memory);
        CHECK(from_wire(0x1C000001) == Status::rpc_s_zero_divide);
        CHECK(from_wire(0x1C010017) == Status::rpc_s_unsupported_type);
    }

    TEST_CASE("unrecognised nca codes and zero are a failed call") {
        CHECK(from_wire(0x1C000012) == Status::rpc_s_call_failed);
        CHECK(from_wire(0x1C00000B) == Status::rpc_s_call_failed);
        CHECK(from_wire(0x1C01FFFF) == Status::rpc_s_call_failed);
        CHECK(from_wire(0x1C00001C) == Status::rpc_s_call_failed);
        CHECK(from_wire(0) == Status::rpc_s_call_failed);
    }

    TEST_CASE("Win32, application and HRESULT values pass through in both directions") {
        for (const uint32_t code : {5u, 1783u, 14001u, 0xDEADBEEFu, 0x80070005u, 0xC0000022u}) {
            CHECK(static_cast<uint32_t>(base::code(from_wire(code))) == code);
        }
        CHECK(to_wire(Status::rpc_s_access_denied) == 5);
        CHECK(to_wire(Status::rpc_x_bad_stub_data) == 1783);
        CHECK(to_wire(status_of(0xDEADBEEF)) == 0xDEADBEEF);
    }

    TEST_CASE("a code with a wire twin comes back as itself") {
        for (const Status status : {Status::rpc_s_unknown_if,
                                    Status::rpc_s_procnum_out_of_range,
                                    Status::rpc_s_server_too_busy,
                                    Status::rpc_s_call_cancelled,
                                    Status::rpc_s_call_failed,
                                    Status::rpc_s_call_failed_dne,
                                    Status::rpc_s_protocol_error,
                                    Status::rpc_x_ss_context_mismatch,
                                    Status::rpc_s_zero_divide,
                                    Status::rpc_s_address_error,
                                    Status::rpc_s_fp_div_zero,
                                    Status::rpc_s_fp_underflow,
                                    Status::rpc_s_fp_overflow,
                                    Status::rpc_s_invalid_tag,
                                    Status::rpc_s_invalid_bound,
                                    Status::rpc_s_string_too_long,
                                    Status::rpc_s_comm_failure,
                                    Status::rpc_s_unsupported_type,
                                    Status::rpc_s_unsupported_authn_level,
                                    Status::rpc_x_wrong_pipe_order,
                                    Status::rpc_x_pipe_closed,
                                    Status::rpc_x_pipe_discipline_error,
                                    Status::rpc_x_pipe_empty,
                                    Status::rpc_s_object_not_found,
                                    Status::rpc_s_server_out_of_memory}) {
            CHECK((to_wire(status) >> 24) == 0x1C);
            CHECK(from_wire(to_wire(status)) == status);
        }
        CHECK(from_wire(to_wire(Status::rpc_x_no_memory)) == Status::rpc_s_server_out_of_memory);
    }

    TEST_CASE("what the processor raised travels as the fault made for it") {
        CHECK(from_wire(to_wire(status_of(0xC0000005))) == Status::rpc_s_address_error);
        CHECK(from_wire(to_wire(status_of(0xC0000094))) == Status::rpc_s_zero_divide);
        CHECK(to_wire(status_of(0xC000001D)) == 0x1C00000E);
    }

    TEST_CASE("reasons of a bind_nak have their Windows codes") {
        CHECK(from_nak(NakReason::temporary_congestion) == Status::rpc_s_server_too_busy);
        CHECK(from_nak(NakReason::local_limit_exceeded) == Status::rpc_s_server_too_busy);
        CHECK(from_nak(NakReason::protocol_version_not_supported) == Status::rpc_s_protocol_error);
        CHECK(from_nak(NakReason::authentication_type_not_recognized) == Status::rpc_s_unknown_authn_service);
        CHECK(from_nak(NakReason::invalid_checksum) == Status::rpc_s_access_denied);
        CHECK(from_nak(NakReason::not_specified) == Status::rpc_s_call_failed_dne);
    }
}
