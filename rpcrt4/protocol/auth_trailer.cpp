// SPDX-License-Identifier: LGPL-2.1-or-later
// See auth_trailer.hpp.
#include "rpcrt4/protocol/auth_trailer.hpp"

namespace rpcrt4::protocol {

std::optional<AuthTrailer> find_auth_trailer(const CommonHeader& header, std::span<const std::byte> pdu,
                                             size_t body_start) noexcept {
    const size_t trailer_size = kAuthTrailerHeaderSize + header.auth_length;
    if (header.auth_length == 0 || pdu.size() < body_start || pdu.size() - body_start < trailer_size) return {};
    const size_t start = pdu.size() - trailer_size;
    base::ByteReader reader(pdu.subspan(start), header.representation.order());
    AuthTrailer trailer;
    trailer.type = reader.u8();
    trailer.level = reader.u8();
    trailer.pad_length = reader.u8();
    reader.skip(1);
    trailer.context_id = reader.u32();
    trailer.credentials = reader.take(header.auth_length);
    if (reader.failed() || trailer.pad_length > start - body_start) return {};
    trailer.body_end = start - trailer.pad_length;
    return trailer;
}

}  // namespace rpcrt4::protocol
