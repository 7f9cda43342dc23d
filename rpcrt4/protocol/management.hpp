// SPDX-License-Identifier: LGPL-2.1-or-later
// The wire form of the remote management interface, which every RPC server offers on every endpoint (C706 appendix Q):
// five operations, their requests and replies in NDR 2.0. Every reply ends with a status. Pure.
// Decoders yield nothing for malformed bytes; counts are checked against the bytes that are there.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handleapi/base/byte_reader.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"

namespace rpcrt4::protocol::management {

/// afa8bd80-7d8a-11c9-bef4-08002b102989 version 1.0.
inline constexpr SyntaxId kInterface{
    {0xafa8bd80, 0x7d8a, 0x11c9, {0xbe, 0xf4, 0x08, 0x00, 0x2b, 0x10, 0x29, 0x89}}, 1, 0};

enum Operation : uint16_t { inq_if_ids, inq_stats, is_server_listening, stop_server_listening, inq_princ_name };
inline constexpr uint16_t kOperations = 5;

using Bytes = std::vector<std::byte>;

// inq_if_ids, is_server_listening and stop_server_listening have empty requests.

struct InterfaceIds {
    std::vector<SyntaxId> ids;
    uint32_t status = 0;
};
Bytes encode_interface_ids(const InterfaceIds& reply);
std::optional<InterfaceIds> decode_interface_ids(base::ByteReader reader);

/// `count`: how many numbers the caller has room for.
Bytes encode_statistics_request(uint32_t count);
std::optional<uint32_t> decode_statistics_request(base::ByteReader reader);
struct Statistics {
    std::vector<uint32_t> values;
    uint32_t status = 0;
};
Bytes encode_statistics(const Statistics& reply);
std::optional<Statistics> decode_statistics(base::ByteReader reader);

struct Listening {
    bool listening = false;
    uint32_t status = 0;
};
Bytes encode_listening(const Listening& reply);
std::optional<Listening> decode_listening(base::ByteReader reader);

Bytes encode_status(uint32_t status);
std::optional<uint32_t> decode_status(base::ByteReader reader);

struct PrincipalNameRequest {
    uint32_t authentication_service = 0;
    uint32_t size = 0;  ///< of the caller's buffer, the terminating zero included
};
Bytes encode_principal_name_request(const PrincipalNameRequest& request);
std::optional<PrincipalNameRequest> decode_principal_name_request(base::ByteReader reader);
struct PrincipalName {
    std::string name;
    uint32_t status = 0;
};
/// `size` is the request's; the name must be shorter.
Bytes encode_principal_name(const PrincipalName& reply, uint32_t size);
std::optional<PrincipalName> decode_principal_name(base::ByteReader reader);

}  // namespace rpcrt4::protocol::management
