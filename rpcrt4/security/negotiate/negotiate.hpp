// SPDX-License-Identifier: LGPL-2.1-or-later
// SPNEGO (RFC 4178, [MS-SPNG]): both sides agree on one mechanism, which then does all the work. The map of the folder:
//   der          elements of DER
//   token        NegTokenInit and NegTokenResp
//   negotiation  what both sides share: the chosen context, everything forwarded to it, the MICs of the mechanism list
//   client, server   who answers what, leg by leg
//
// The MIC of the mechanism list is exchanged when RFC 4178 section 5 requires it, which is when the mechanism agreed on
// is not the client's favourite, or when the server asks; with NTLM that can sign our client always begins it, as Windows
// does. So somebody in between can only choose for the two of them what they would have chosen themselves. A MIC that is sent
// must be answered, and one that is wrong ends the exchange with SEC_E_MESSAGE_ALTERED; one that is missing, or an
// answer that contradicts what went before, with SEC_E_INVALID_TOKEN.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "rpcrt4/security/provider.hpp"

namespace rpcrt4::security::negotiate {

/// A mechanism that one side is ready to use. `make` is called once at most, and may fail: then the mechanism is not
/// offered, or not accepted.
struct Candidate {
    Service service = Service::none;
    std::function<base::Result<std::unique_ptr<Context>>()> make;
    /// A client's, where another is its favourite: what comes must be able to prove the list. Empty: as ever.
    std::function<base::Result<std::unique_ptr<Context>>()> make_second = {};
};

/// The favourite first. A candidate that has no first token to send (no ticket, no such server) gives way to the next,
/// but for a refused password: that is the answer. Every candidate is asked for its first token before one is sent.
std::unique_ptr<Context> client(std::vector<Candidate> candidates);

/// The client's order counts. Takes bare tokens of NTLM and Kerberos as well, as Windows does: then it only forwards.
std::unique_ptr<Context> server(std::vector<Candidate> candidates);

}  // namespace rpcrt4::security::negotiate
