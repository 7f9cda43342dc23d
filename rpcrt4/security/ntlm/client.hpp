// SPDX-License-Identifier: LGPL-2.1-or-later
// The client of an NTLM exchange ([MS-NLMP] 3.1): NEGOTIATE, then AUTHENTICATE. Only NTLMv2 with extended session
// security and target information, with a MIC over the three messages; a server that wants less is refused:
// SEC_E_UNSUPPORTED_FUNCTION (a flag the level needs), SEC_E_LOGON_DENIED (no names of the server in the target
// information), SEC_E_INVALID_TOKEN (not a challenge). An account without user and password is the anonymous one.
#pragma once

#include <memory>

#include "rpcrt4/security/ntlm/chance.hpp"
#include "rpcrt4/security/ntlm/context.hpp"

namespace rpcrt4::security::ntlm {

struct ClientOptions {
    Policy policy{};
    std::string workstation{};  ///< this machine's name when empty
    const Chance* chance = &kSystemChance;
};

/// What `wish` points to need not outlive the call; the password is kept as its hash until it was used. Without an
/// account the first step says SEC_E_NO_CREDENTIALS (NTLM has none of a process), and where the server must prove who
/// it is, SEC_E_UNSUPPORTED_FUNCTION.
std::unique_ptr<NtlmContext> make_client(const ClientWish& wish, const ClientOptions& options = {});

}  // namespace rpcrt4::security::ntlm
