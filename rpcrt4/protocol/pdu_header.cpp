// SPDX-License-Identifier: LGPL-2.1-or-later
// See pdu_header.hpp. The label comes before the multi-byte fields, so it is read first and decides their order.
#include "rpcrt4/protocol/pdu_header.hpp"

#include <cstring>

namespace rpcrt4::protocol {

CommonHeader decode_common(std::span<const std::byte> bytes) noexcept {
    base::ByteReader reader(bytes.first(kCommonHeaderSize));
    CommonHeader header;
    header.version = reader.u8();
    header.version_minor = reader.u8();
    header.type = static_cast<PduType>(reader.u8());
    header.flags = reader.u8();
    header.representation.value = reader.u32();
    reader.set_order(header.representation.order());
    header.fragment_length = reader.u16();
    header.auth_length = reader.u16();
    header.call_id = reader.u32();
    return header;
}

void encode_common(std::byte* out, const CommonHeader& header) noexcept {
    // Two stores of 8 bytes instead of seven small ones that the copy to the socket would have to wait for.
    const uint64_t first = header.version | uint64_t{header.version_minor} << 8 |
                           uint64_t{static_cast<uint8_t>(header.type)} << 16 | uint64_t{header.flags} << 24 |
                           uint64_t{kOurRepresentation.value} << 32;
    const uint64_t second =
        header.fragment_length | uint64_t{header.auth_length} << 16 | uint64_t{header.call_id} << 32;
    std::memcpy(out, &first, 8);
    std::memcpy(out + 8, &second, 8);
}

bool known_type(PduType type) noexcept {
    switch (type) {
        case PduType::request:
        case PduType::response:
        case PduType::fault:
        case PduType::bind:
        case PduType::bind_ack:
        case PduType::bind_nak:
        case PduType::alter_context:
        case PduType::alter_context_resp:
        case PduType::auth3:
        case PduType::shutdown:
        case PduType::co_cancel:
        case PduType::orphaned:
            return true;
    }
    return false;
}

}  // namespace rpcrt4::protocol
