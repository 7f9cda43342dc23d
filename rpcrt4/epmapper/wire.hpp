// SPDX-License-Identifier: LGPL-2.1-or-later
// The wire form of the endpoint mapper's interface (C706 appendix O as MS-RPCE 2.2.1.2 has it), as much of it as a
// client needs: requests encoded, replies decoded, NDR 2.0. Pure.
// Decoders yield nothing for malformed bytes; counts are checked against the bytes that are there and against what was
// asked for. An element whose tower is absent or cannot be read is left out: the others are good.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/status.hpp"
#include "rpcrt4/epmapper/element.hpp"

namespace rpcrt4::epmapper::wire {

/// e1af8308-5d1f-11c9-91a4-08002b14a0fa version 3.0.
inline constexpr protocol::SyntaxId kInterface{
    {0xe1af8308, 0x5d1f, 0x11c9, {0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa}}, 3, 0};

enum Operation : uint16_t { insert, delete_, lookup, map, lookup_handle_free, inq_object, mgmt_delete };

/// MS-RPCE: a request may ask for no more elements or towers at once.
inline constexpr uint32_t kMostAtOnce = 500;

using Bytes = std::vector<std::byte>;
/// ept_lookup_handle_t, a context handle: nothing but bytes to a client. All zero: none.
using LookupHandle = std::array<std::byte, 20>;

/// The mapper's own status codes are DCE's; ept_s_cant_perform_op for those that say nothing a client could use.
base::Status from_mapper(uint32_t status) noexcept;

struct MapRequest {
    uuid::Uuid object;  ///< nil: none
    binding::Tower tower;
    LookupHandle handle{};
    uint32_t most = 1;
};
Bytes encode_map(const MapRequest& request);
struct MapReply {
    LookupHandle handle{};
    std::vector<binding::Tower> towers;
    uint32_t status = 0;
};
std::optional<MapReply> decode_map_reply(base::ByteReader reader, uint32_t most);

struct LookupRequest {
    Inquiry inquiry;
    LookupHandle handle{};
    uint32_t most = 1;
};
Bytes encode_lookup(const LookupRequest& request);
struct LookupReply {
    LookupHandle handle{};
    uint32_t count = 0;  ///< of the entries sent, also those not understood
    std::vector<Element> elements;
    uint32_t status = 0;
};
std::optional<LookupReply> decode_lookup_reply(base::ByteReader reader, uint32_t most);

Bytes encode_free(const LookupHandle& handle);
struct FreeReply {
    LookupHandle handle{};
    uint32_t status = 0;
};
std::optional<FreeReply> decode_free_reply(base::ByteReader reader);

}  // namespace rpcrt4::epmapper::wire
