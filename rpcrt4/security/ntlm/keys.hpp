// SPDX-License-Identifier: LGPL-2.1-or-later
// The keys of NTLMv2 ([MS-NLMP] 3.3.2, 3.4.5): from the password to the proof the server checks, the session key both
// sides share, and the keys of each direction. NTLMv1 and LM have no code here.
#pragma once

#include <cstdint>
#include <string_view>

#include "rpcrt4/security/ntlm/digest.hpp"

namespace rpcrt4::security::ntlm {

/// NTOWFv1: MD4 of the password in UTF-16. What account files hold; as good as the password. `password` is UTF-8.
Key nt_hash(std::span<const std::byte> password);
/// NTOWFv2: bound to the account. Names are UTF-8; the user's case does not matter, the domain's does.
Key response_key(const Key& nt_hash, std::string_view user, std::string_view domain);

/// NTProofStr: what the client shows. `blob` is what follows it in the NT response.
Key nt_proof(const Key& response_key, std::span<const std::byte> server_challenge, std::span<const std::byte> blob);
/// LMv2: 24 bytes, for servers that give no timestamp.
std::array<std::byte, 24> lm_response(const Key& response_key, std::span<const std::byte> server_challenge,
                                      std::span<const std::byte> client_challenge);
/// SessionBaseKey, for NTLMv2 also KeyExchangeKey.
Key session_base_key(const Key& response_key, const Key& proof);

/// RC4K: how the exported session key travels.
Key exchanged_key(const Key& key_exchange_key, std::span<const std::byte> session_key);

enum class Direction : uint8_t { to_server, to_client };

/// SIGNKEY and SEALKEY with extended session security. `flags` say how much of the key sealing uses: 128, 56 or 40
/// bits.
Key sign_key(const Key& exported_session_key, Direction direction);
Key seal_key(uint32_t flags, const Key& exported_session_key, Direction direction);

/// The MIC of the exchange: over its three messages, the last with zeros in the MIC's place.
Key message_mic(const Key& exported_session_key, std::span<const std::byte> negotiate,
                std::span<const std::byte> challenge, std::span<const std::byte> authenticate);

}  // namespace rpcrt4::security::ntlm
