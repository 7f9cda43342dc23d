// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/kerberos/principal.hpp"

#include <algorithm>

namespace rpcrt4::security::kerberos {

namespace {

std::string capitals(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return 'a' <= c && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

}  // namespace

std::string server_principal(const std::string& name) {
    const size_t backslash = name.find('\\');
    if (backslash != std::string::npos) return name.substr(backslash + 1) + "@" + capitals(name.substr(0, backslash));
    const bool has_realm = name.find('@') != std::string::npos;
    return has_realm || name.find('/') == std::string::npos ? name : name + "@";
}

std::string account_principal(const Account& account) {
    const size_t at = account.user.rfind('@');
    if (at != std::string::npos) return account.user.substr(0, at) + "@" + capitals(account.user.substr(at + 1));
    return account.domain.empty() ? account.user : account.user + "@" + capitals(account.domain);
}

Peer peer_of(const std::string& principal) {
    Peer peer;
    peer.principal = principal.ends_with('@') ? principal.substr(0, principal.size() - 1) : principal;
    size_t at = principal.rfind('@');
    if (at != std::string::npos && at > 0 && principal[at - 1] == '\\') at = std::string::npos;
    peer.user = principal.substr(0, at);
    if (at != std::string::npos) peer.domain = principal.substr(at + 1);
    return peer;
}

}  // namespace rpcrt4::security::kerberos
