// SPDX-License-Identifier: LGPL-2.1-or-later
// Bytes for tests of NTLM, and the example of [MS-NLMP] 4.2 they begin with.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rpcrt4/security/ntlm/client.hpp"
#include "rpcrt4/security/ntlm/hex.hpp"
#include "rpcrt4/security/ntlm/server.hpp"

namespace ntlm_test {

using namespace rpcrt4::security;
using namespace rpcrt4::security::ntlm;
using base::Status;
using Bytes = std::vector<std::byte>;

inline Bytes hex(std::string_view text) {
    Bytes bytes;
    unsigned value = 0;
    bool half = false;
    for (char c : text) {
        if (c == ' ' || c == '\n') continue;
        value = value * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        if (half) bytes.push_back(static_cast<std::byte>(std::exchange(value, 0)));
        half = !half;
    }
    return bytes;
}

using rpcrt4::security::ntlm::to_hex;
inline std::string to_hex(const Key& key) { return ntlm::to_hex(std::span<const std::byte>(*key)); }

inline Key key_of(std::string_view text) {
    const Bytes bytes = hex(text);
    Key key;
    std::copy(bytes.begin(), bytes.end(), key->begin());
    return key;
}

inline std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

inline Account account(std::string user, std::string domain, std::string_view password) {
    return {std::move(user), std::move(domain), Secret(bytes_of(password))};
}

inline ClientWish wish_of(const Account* account, Level level) {
    ClientWish wish;
    wish.principal = "host/server";
    wish.account = account;
    wish.level = level;
    return wish;
}

/// Accounts with their passwords.
class Passwords final : public AccountVerifier {
 public:
    explicit Passwords(std::map<std::string, std::string> passwords) : passwords_(std::move(passwords)) {}
    base::Result<Admission> verify(const Claim& claim) const override {
        ++asked;
        const auto found = passwords_.find(claim.user);
        if (found == passwords_.end()) return Status::sec_e_logon_denied;
        const Proof proof = prove(claim, nt_hash(bytes_of(found->second)));
        if (!proof.right) return Status::sec_e_logon_denied;
        return Admission{proof.session_base_key, claim.user, claim.domain};
    }
    mutable int asked = 0;

 private:
    std::map<std::string, std::string> passwords_;
};

inline const Machine kMachine{"SERVER", "DOMAIN", "server.example.org", "example.org"};

inline constexpr std::string_view kChallengeOfSpecification =
    "4e544c4d53535000 02000000 0c000c0038000000 33828ae2 0123456789abcdef 0000000000000000 2400240044000000"
    "060070170000000f 530065007200760065007200 02000c0044006f006d00610069006e00 01000c00530065007200760065007200"
    "00000000";
inline constexpr std::string_view kAuthenticateOfSpecification =
    "4e544c4d53535000 03000000 180018006c000000 5400540084000000 0c000c0048000000 0800080054000000"
    "100010005c000000 10001000d8000000 358288e2 0501280a0000000f"
    "44006f006d00610069006e00 5500730065007200 43004f004d0050005500540045005200"
    "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa 68cd0ab851e51c96aabc927bebef6a1c"
    "0101000000000000 0000000000000000 aaaaaaaaaaaaaaaa 00000000 02000c0044006f006d00610069006e00"
    "01000c00530065007200760065007200 00000000 00000000 c5dad2544fc979909 4ce1ce90bc9d03e";

}  // namespace ntlm_test
