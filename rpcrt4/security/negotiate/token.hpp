// SPDX-License-Identifier: LGPL-2.1-or-later
// The tokens of SPNEGO as they travel (RFC 4178 section 4.2, [MS-SPNG] 2.2): pure codecs. What is decoded points into
// the token it came from.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/security/negotiate/der.hpp"
#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security::negotiate {

/// What the object identifiers of a mechanism list name. Windows began with a wrong one for Kerberos and still prefers
/// it; both mean the same (RFC 4178 appendix C).
enum class Mechanism : uint8_t { unknown, kerberos_windows, kerberos, ntlm };

/// Whose mechanism it is; Service::none for one that is unknown.
Service service_of(Mechanism mechanism) noexcept;

/// NegTokenInit, or Windows' NegTokenInit2, of which the hints are passed over.
struct InitToken {
    std::vector<Mechanism> mechanisms;  ///< the sender's favourite first; at least one
    Bytes mechanism_list;               ///< their DER, which the MIC signs
    std::optional<Bytes> token;         ///< of the favourite
    std::optional<Bytes> mic;
};

enum class State : uint8_t { completed = 0, incomplete = 1, reject = 2, request_mic = 3 };

/// NegTokenResp, of either side.
struct ResponseToken {
    std::optional<State> state;
    std::optional<Mechanism> mechanism;
    std::optional<Bytes> token;
    std::optional<Bytes> mic;
};

/// The DER of a MechTypeList.
std::vector<std::byte> encode_mechanism_list(std::span<const Mechanism> mechanisms);
std::vector<std::byte> encode_init(Bytes mechanism_list, Bytes token);
std::vector<std::byte> encode_response(const ResponseToken& response);

/// SEC_E_INVALID_TOKEN for whatever is not one.
base::Result<InitToken> decode_init(Bytes bytes);
base::Result<ResponseToken> decode_response(Bytes bytes);

/// What else may stand where the first token of SPNEGO is expected: a token of NTLM or of Kerberos, with or without
/// the frame of RFC 2743 section 3.1. Service::none: it is neither.
Service bare_mechanism(Bytes bytes) noexcept;

}  // namespace rpcrt4::security::negotiate
