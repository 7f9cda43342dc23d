// SPDX-License-Identifier: LGPL-2.1-or-later
// See pdu_header.hpp. The label comes before the multi-byte fields, so it is read first and decides their order.
#include "rpcrt4/protocol/pdu_header.hpp"

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
