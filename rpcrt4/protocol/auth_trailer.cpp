// SPDX-License-Identifier: LGPL-2.1-or-later
// See auth_trailer.hpp.
#include "rpcrt4/protocol/auth_trailer.hpp"

#include <algorithm>
#include <limits>

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

void encode_auth_trailer(std::byte* out, uint8_t type, uint8_t level, uint8_t pad_length,
                         uint32_t context_id) noexcept {
    const uint64_t bytes = type | uint64_t{level} << 8 | uint64_t{pad_length} << 16 | uint64_t{context_id} << 32;
    std::memcpy(out, &bytes, kAuthTrailerHeaderSize);
}

std::optional<Buffer> with_token(const Buffer& pdu, uint8_t type, uint8_t level, uint32_t context_id,
                                 std::span<const std::byte> token) {
    constexpr size_t kAlignment = 4;
    const size_t padding = (0 - pdu.size()) & (kAlignment - 1);
    const size_t total = pdu.size() + padding + kAuthTrailerHeaderSize + token.size();
    if (total > std::numeric_limits<uint16_t>::max()) return {};
    Buffer whole(total);
    std::byte* out = std::copy_n(pdu.data(), pdu.size(), whole.data());
    out = std::fill_n(out, padding, std::byte{0});
    encode_auth_trailer(out, type, level, static_cast<uint8_t>(padding), context_id);
    std::copy(token.begin(), token.end(), out + kAuthTrailerHeaderSize);
    set_lengths(whole.data(), static_cast<uint16_t>(total), static_cast<uint16_t>(token.size()));
    return whole;
}

}  // namespace rpcrt4::protocol
