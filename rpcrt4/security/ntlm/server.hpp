// SPDX-License-Identifier: LGPL-2.1-or-later
// The server of an NTLM exchange ([MS-NLMP] 3.2): CHALLENGE, then a verdict on AUTHENTICATE. LM and NTLMv1 responses
// are refused whoever sends them; a MIC is checked where one is announced; what was agreed on cannot grow afterwards.
// Errors: SEC_E_LOGON_DENIED (the account, the password, or an old kind of response), SEC_E_MESSAGE_ALTERED (the MIC),
// SEC_E_UNSUPPORTED_FUNCTION (a flag the level needs), SEC_E_INVALID_TOKEN.
// A client without user and response is the anonymous one: peer().anonymous, and the caller decides what it may do.
#pragma once

#include <memory>

#include "rpcrt4/security/ntlm/accounts.hpp"
#include "rpcrt4/security/ntlm/chance.hpp"
#include "rpcrt4/security/ntlm/context.hpp"
#include "rpcrt4/security/ntlm/machine.hpp"

namespace rpcrt4::security::ntlm {

struct ServerOptions {
    Machine machine{};
    const AccountVerifier* accounts = nullptr;  ///< outlives the exchange; none: only anonymous clients come in
    Level level = Level::connect;               ///< what the client means to do must be possible at this level
    Policy policy{};
    const Chance* chance = &kSystemChance;
};

std::unique_ptr<NtlmContext> make_server(ServerOptions options);

}  // namespace rpcrt4::security::ntlm
