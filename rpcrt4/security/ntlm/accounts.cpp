// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/accounts.hpp"

namespace rpcrt4::security::ntlm {

Proof prove(const Claim& claim, const Key& nt_hash) {
    Proof result;
    if (claim.nt_response.size() <= kKeySize) return result;
    const auto shown = claim.nt_response.first(kKeySize);
    const auto blob = claim.nt_response.subspan(kKeySize);
    for (const std::string& domain : {std::string(), claim.domain}) {
        const Key key = response_key(nt_hash, claim.user, domain);
        const Key proof = nt_proof(key, claim.server_challenge, blob);
        const Key base = session_base_key(key, proof);
        if (!same(*proof, shown)) continue;
        result.right = true;
        result.session_base_key = base;
    }
    return result;
}

}  // namespace rpcrt4::security::ntlm
