// SPDX-License-Identifier: LGPL-2.1-or-later
// What Samba's smbd says first when it connects to the socket of a pipe for a client of the network: who the client is.
// The request is NDR (named pipe authentication, "NPAM", level 7), behind its length. Its layout is not published as a
// specification: this is what smbd 4.17 was seen to send for a user, and for an anonymous client, and its own services
// to answer. Fields without a name here are skipped. Pure.
#pragma once

#include <string>

#include "rpcrt4/security/provider.hpp"
#include "rpcrt4/transport/smb/wire.hpp"

namespace rpcrt4::transport::smb {

constexpr size_t kFrontLengthSize = 4;
/// Credentials may come along, and hundreds of groups.
constexpr size_t kLongestFrontRequest = 1 << 20;

/// Whether bytes that begin so can be such a request; those of a PDU do not.
bool may_be_front_request(std::byte first) noexcept;
/// What follows the length; rpc_s_protocol_error when there is no such request of that length.
base::Result<size_t> front_request_size(std::span<const std::byte, kFrontLengthSize> begin) noexcept;

struct FrontClient {
    security::Peer peer;  ///< anonymous: smbd did not authenticate it, or as a guest
    std::string host;     ///< its machine's name, or its address
};

/// Of the length, too: alignment counts from it. rpc_s_protocol_error for what is malformed, rpc_s_cannot_support for
/// another level.
base::Result<FrontClient> decode_front_request(Bytes request);

/// Length and reply: a pipe of messages, or the refusal.
Octets front_reply(uint32_t nt_status);

}  // namespace rpcrt4::transport::smb
