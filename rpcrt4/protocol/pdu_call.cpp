// SPDX-License-Identifier: LGPL-2.1-or-later
// See pdu_call.hpp. The writers store fixed fields at fixed offsets: no cursor, no allocation.
#include "rpcrt4/protocol/pdu_call.hpp"

#include <cstring>

#include "rpcrt4/protocol/uuid_codec.hpp"

namespace rpcrt4::protocol {
namespace {

bool carries_object(const RequestHeader& header) noexcept { return header.object && !header.object->is_nil(); }

/// The 8 bytes after the common header: alloc_hint, context id, and what `last` means for the type.
void put_tail(std::byte* out, uint32_t alloc_hint, uint16_t context_id, uint16_t last) noexcept {
    const uint64_t tail = alloc_hint | uint64_t{context_id} << 32 | uint64_t{last} << 48;
    std::memcpy(out + kCommonHeaderSize, &tail, sizeof tail);
}

}  // namespace

size_t header_size(const RequestHeader& header) noexcept {
    return carries_object(header) ? kMaxCallHeaderSize : kCallHeaderSize;
}

void encode_request_header(std::byte* out, const RequestHeader& header, uint8_t first_last, size_t stub_length,
                           uint32_t alloc_hint) noexcept {
    const bool with_object = carries_object(header);
    CommonHeader common;
    common.type = PduType::request;
    common.flags = static_cast<uint8_t>(first_last | header.flags | (with_object ? pfc::kObjectUuid : 0));
    common.fragment_length = static_cast<uint16_t>(header_size(header) + stub_length);
    common.call_id = header.call_id;
    encode_common(out, common);
    put_tail(out, alloc_hint, header.context_id, header.opnum);
    if (with_object) encode_uuid(out + kCallHeaderSize, *header.object);
}

void encode_response_header(std::byte* out, const ResponseHeader& header, uint8_t first_last, size_t stub_length,
                            uint32_t alloc_hint) noexcept {
    CommonHeader common;
    common.type = PduType::response;
    common.flags = first_last;
    common.fragment_length = static_cast<uint16_t>(kCallHeaderSize + stub_length);
    common.call_id = header.call_id;
    encode_common(out, common);
    put_tail(out, alloc_hint, header.context_id, header.cancel_count);
}

size_t call_header_size(const CommonHeader& header) noexcept {
    const bool with_object = header.type == PduType::request && header.has(pfc::kObjectUuid);
    return with_object ? kMaxCallHeaderSize : kCallHeaderSize;
}

CallHeader decode_call_header(const CommonHeader& header, std::span<const std::byte> bytes) noexcept {
    base::ByteReader reader(bytes.subspan(kCommonHeaderSize), header.representation.order());
    CallHeader call;
    call.alloc_hint = reader.u32();
    call.context_id = reader.u16();
    if (header.type != PduType::request) {
        call.cancel_count = reader.u8();
        return call;
    }
    call.opnum = reader.u16();
    call.has_object = header.has(pfc::kObjectUuid);
    if (call.has_object) call.object = decode_uuid(reader);
    return call;
}

Buffer encode_bodiless(PduType type, uint32_t call_id, uint8_t extra_flags) {
    Buffer pdu(kCommonHeaderSize);
    CommonHeader header;
    header.type = type;
    header.flags = static_cast<uint8_t>(pfc::kWhole | extra_flags);
    header.fragment_length = kCommonHeaderSize;
    header.call_id = call_id;
    encode_common(pdu.data(), header);
    return pdu;
}

}  // namespace rpcrt4::protocol
