// SPDX-License-Identifier: LGPL-2.1-or-later
// Headers of the PDUs that carry a call: request, response, and the bodiless co_cancel, orphaned, shutdown.
// C706 12.6.4.9, 12.6.4.10, 12.6.4.1, 12.6.4.8, 12.6.4.11. Pure, allocation-free on the call path.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "rpcrt4/protocol/buffer.hpp"
#include "rpcrt4/protocol/pdu_header.hpp"
#include "rpcrt4/uuid/uuid.hpp"

namespace rpcrt4::protocol {

/// What the fragments of one request have in common.
struct RequestHeader {
    uint32_t call_id = 0;
    uint16_t context_id = 0;
    uint16_t opnum = 0;
    const uuid::Uuid* object = nullptr;  ///< null or nil: no object UUID on the wire
    uint8_t flags = 0;                   ///< pfc::kMaybe, pfc::kPendingCancel; first/last/object are computed
};

/// What the fragments of one response have in common.
struct ResponseHeader {
    uint32_t call_id = 0;
    uint16_t context_id = 0;
    uint8_t cancel_count = 0;
};

/// Bytes a fragment header takes: 24, or 40 with an object UUID.
size_t header_size(const RequestHeader& header) noexcept;

/// Write header_size() bytes at `out`. `stub_length` is of this fragment, `alloc_hint` counts the stub bytes from here
/// on.
void encode_request_header(std::byte* out, const RequestHeader& header, uint8_t first_last, size_t stub_length,
                           uint32_t alloc_hint) noexcept;
/// Writes 24 bytes at `out`.
void encode_response_header(std::byte* out, const ResponseHeader& header, uint8_t first_last, size_t stub_length,
                            uint32_t alloc_hint) noexcept;

/// The 8 bytes after the common header of a request or response fragment, and the object UUID.
struct CallHeader {
    uint32_t alloc_hint = 0;
    uint16_t context_id = 0;
    uint16_t opnum = 0;        ///< request
    uint8_t cancel_count = 0;  ///< response
    bool has_object = false;
    uuid::Uuid object;
};

/// How many bytes of `header`'s PDU come before the stub data: 24 or 40.
size_t call_header_size(const CommonHeader& header) noexcept;
/// `bytes` holds at least call_header_size(header) bytes, from the start of the PDU.
CallHeader decode_call_header(const CommonHeader& header, std::span<const std::byte> bytes) noexcept;

/// co_cancel, orphaned or shutdown: a header and nothing else.
Buffer encode_bodiless(PduType type, uint32_t call_id, uint8_t extra_flags = 0);

}  // namespace rpcrt4::protocol
