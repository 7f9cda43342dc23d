// SPDX-License-Identifier: LGPL-2.1-or-later
// See sid.hpp. Names and letters: Microsoft "Well-known SIDs", "SID Strings", "WELL_KNOWN_SID_TYPE".
#include "rpcrt4/security/sid.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"

#include <minwindef.h>

namespace rpcrt4::security {

using base::ByteReader;
using base::Result;
using base::Status;

namespace {

constexpr uint8_t kRevision = 1;
constexpr std::string_view kNt = "NT AUTHORITY", kBuiltin = "BUILTIN", kLabel = "Mandatory Label";

constexpr WellKnownSid kWellKnown[] = {
    {WinNullSid, "", 0, 1, {0}, "", "NULL SID"},
    {WinWorldSid, "WD", 1, 1, {0}, "", "Everyone"},
    {WinLocalSid, "", 2, 1, {0}, "", "LOCAL"},
    {WinLocalLogonSid, "", 2, 1, {1}, "", "CONSOLE LOGON"},
    {WinCreatorOwnerSid, "CO", 3, 1, {0}, "", "CREATOR OWNER"},
    {WinCreatorGroupSid, "CG", 3, 1, {1}, "", "CREATOR GROUP"},
    {WinCreatorOwnerServerSid, "", 3, 1, {2}, "", "CREATOR OWNER SERVER"},
    {WinCreatorGroupServerSid, "", 3, 1, {3}, "", "CREATOR GROUP SERVER"},
    {WinCreatorOwnerRightsSid, "OW", 3, 1, {4}, "", "OWNER RIGHTS"},
    {WinNtAuthoritySid, "", 5, 0, {}, "", ""},
    {WinDialupSid, "", 5, 1, {1}, kNt, "DIALUP"},
    {WinNetworkSid, "NU", 5, 1, {2}, kNt, "NETWORK"},
    {WinBatchSid, "", 5, 1, {3}, kNt, "BATCH"},
    {WinInteractiveSid, "IU", 5, 1, {4}, kNt, "INTERACTIVE"},
    {WinServiceSid, "SU", 5, 1, {6}, kNt, "SERVICE"},
    {WinAnonymousSid, "AN", 5, 1, {7}, kNt, "ANONYMOUS LOGON"},
    {WinProxySid, "", 5, 1, {8}, kNt, "PROXY"},
    {WinEnterpriseControllersSid, "ED", 5, 1, {9}, kNt, "ENTERPRISE DOMAIN CONTROLLERS"},
    {WinSelfSid, "PS", 5, 1, {10}, kNt, "SELF"},
    {WinAuthenticatedUserSid, "AU", 5, 1, {11}, kNt, "Authenticated Users"},
    {WinRestrictedCodeSid, "RC", 5, 1, {12}, kNt, "RESTRICTED"},
    {WinTerminalServerSid, "", 5, 1, {13}, kNt, "TERMINAL SERVER USER"},
    {WinRemoteLogonIdSid, "", 5, 1, {14}, kNt, "REMOTE INTERACTIVE LOGON"},
    {WinThisOrganizationSid, "", 5, 1, {15}, kNt, "This Organization"},
    {WinIUserSid, "", 5, 1, {17}, kNt, "IUSR"},
    {WinLocalSystemSid, "SY", 5, 1, {18}, kNt, "SYSTEM"},
    {WinLocalServiceSid, "LS", 5, 1, {19}, kNt, "LOCAL SERVICE"},
    {WinNetworkServiceSid, "NS", 5, 1, {20}, kNt, "NETWORK SERVICE"},
    {WinWriteRestrictedCodeSid, "WR", 5, 1, {33}, kNt, "WRITE RESTRICTED"},
    {WinOtherOrganizationSid, "", 5, 1, {1000}, kNt, "Other Organization"},
    {WinNTLMAuthenticationSid, "", 5, 2, {64, 10}, kNt, "NTLM Authentication"},
    {WinSChannelAuthenticationSid, "", 5, 2, {64, 14}, kNt, "SChannel Authentication"},
    {WinDigestAuthenticationSid, "", 5, 2, {64, 21}, kNt, "Digest Authentication"},
    {WinBuiltinDomainSid, "", 5, 1, {32}, kBuiltin, "BUILTIN"},
    {WinBuiltinAdministratorsSid, "BA", 5, 2, {32, 544}, kBuiltin, "Administrators"},
    {WinBuiltinUsersSid, "BU", 5, 2, {32, 545}, kBuiltin, "Users"},
    {WinBuiltinGuestsSid, "BG", 5, 2, {32, 546}, kBuiltin, "Guests"},
    {WinBuiltinPowerUsersSid, "PU", 5, 2, {32, 547}, kBuiltin, "Power Users"},
    {WinBuiltinAccountOperatorsSid, "AO", 5, 2, {32, 548}, kBuiltin, "Account Operators"},
    {WinBuiltinSystemOperatorsSid, "SO", 5, 2, {32, 549}, kBuiltin, "Server Operators"},
    {WinBuiltinPrintOperatorsSid, "PO", 5, 2, {32, 550}, kBuiltin, "Print Operators"},
    {WinBuiltinBackupOperatorsSid, "BO", 5, 2, {32, 551}, kBuiltin, "Backup Operators"},
    {WinBuiltinReplicatorSid, "RE", 5, 2, {32, 552}, kBuiltin, "Replicator"},
    {WinBuiltinPreWindows2000CompatibleAccessSid,
     "RU",
     5,
     2,
     {32, 554},
     kBuiltin,
     "Pre-Windows 2000 Compatible Access"},
    {WinBuiltinRemoteDesktopUsersSid, "RD", 5, 2, {32, 555}, kBuiltin, "Remote Desktop Users"},
    {WinBuiltinNetworkConfigurationOperatorsSid, "NO", 5, 2, {32, 556}, kBuiltin, "Network Configuration Operators"},
    {WinBuiltinIncomingForestTrustBuildersSid, "", 5, 2, {32, 557}, kBuiltin, "Incoming Forest Trust Builders"},
    {WinBuiltinPerfMonitoringUsersSid, "MU", 5, 2, {32, 558}, kBuiltin, "Performance Monitor Users"},
    {WinBuiltinPerfLoggingUsersSid, "LU", 5, 2, {32, 559}, kBuiltin, "Performance Log Users"},
    {WinBuiltinAuthorizationAccessSid, "", 5, 2, {32, 560}, kBuiltin, "Windows Authorization Access Group"},
    {WinBuiltinTerminalServerLicenseServersSid, "", 5, 2, {32, 561}, kBuiltin, "Terminal Server License Servers"},
    {WinBuiltinDCOMUsersSid, "", 5, 2, {32, 562}, kBuiltin, "Distributed COM Users"},
    {WinBuiltinIUsersSid, "IS", 5, 2, {32, 568}, kBuiltin, "IIS_IUSRS"},
    {WinBuiltinCryptoOperatorsSid, "CY", 5, 2, {32, 569}, kBuiltin, "Cryptographic Operators"},
    {WinBuiltinEventLogReadersGroup, "ER", 5, 2, {32, 573}, kBuiltin, "Event Log Readers"},
    {WinBuiltinCertSvcDComAccessGroup, "CD", 5, 2, {32, 574}, kBuiltin, "Certificate Service DCOM Access"},
    {WinUntrustedLabelSid, "", 16, 1, {0}, kLabel, "Untrusted Mandatory Level"},
    {WinLowLabelSid, "LW", 16, 1, {0x1000}, kLabel, "Low Mandatory Level"},
    {WinMediumLabelSid, "ME", 16, 1, {0x2000}, kLabel, "Medium Mandatory Level"},
    {WinMediumPlusLabelSid, "MP", 16, 1, {0x2100}, kLabel, "Medium Plus Mandatory Level"},
    {WinHighLabelSid, "HI", 16, 1, {0x3000}, kLabel, "High Mandatory Level"},
    {WinSystemLabelSid, "SI", 16, 1, {0x4000}, kLabel, "System Mandatory Level"},
};

struct DomainSid {
    int type;
    uint32_t part;
};
constexpr DomainSid kOfDomain[] = {
    {WinAccountAdministratorSid, 500},    {WinAccountGuestSid, 501},
    {WinAccountKrbtgtSid, 502},           {WinAccountDomainAdminsSid, 512},
    {WinAccountDomainUsersSid, 513},      {WinAccountDomainGuestsSid, 514},
    {WinAccountComputersSid, 515},        {WinAccountControllersSid, 516},
    {WinAccountCertAdminsSid, 517},       {WinAccountSchemaAdminsSid, 518},
    {WinAccountEnterpriseAdminsSid, 519}, {WinAccountPolicyAdminsSid, 520},
    {WinAccountRasAndIasServersSid, 553},
};

bool same_letters(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return (x & ~0x20) == (y & ~0x20); });
}

/// A number at the start of the text, which it leaves; decimal, or hexadecimal after 0x.
std::optional<uint64_t> take_number(std::string_view& text, uint64_t most) noexcept {
    const bool hex = text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
    const char* const begin = text.data() + (hex ? 2 : 0);
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value, hex ? 16 : 10);
    if (error != std::errc() || value > most) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return value;
}

}  // namespace

std::optional<Sid> read_sid(std::span<const std::byte> bytes) {
    ByteReader reader(bytes);
    const uint8_t revision = reader.u8();
    const uint8_t count = reader.u8();
    Sid sid;
    for (int i = 0; i < 6; ++i) sid.authority = sid.authority << 8 | reader.u8();  // big-endian, unlike the rest
    if (revision != kRevision || count > Sid::kMostParts) return std::nullopt;
    for (uint8_t i = 0; i < count; ++i) sid.parts.push_back(reader.u32());
    if (reader.failed()) return std::nullopt;
    return sid;
}

bool is_sid(const void* sid) noexcept {
    const auto* const bytes = static_cast<const uint8_t*>(sid);
    return bytes && bytes[0] == kRevision && bytes[1] <= Sid::kMostParts;
}

size_t sid_size(const void* sid) noexcept {
    return Sid::kHead + static_cast<const uint8_t*>(sid)[1] * sizeof(uint32_t);
}

Result<Sid> Sid::copy(const void* sid) {
    auto read = read_sid({static_cast<const std::byte*>(sid), sid_size(sid)});
    if (!read) return Status::rpc_s_invalid_arg;
    return std::move(*read);
}

std::vector<std::byte> Sid::bytes() const {
    base::ByteWriter out;
    out.u8(kRevision);
    out.u8(static_cast<uint8_t>(parts.size()));
    for (int shift = 40; shift >= 0; shift -= 8) out.u8(static_cast<uint8_t>(authority >> shift));
    for (const uint32_t part : parts) out.u32(part);
    return out.take();
}

std::string Sid::text() const {
    std::string text = "S-1-";
    if (authority > UINT32_MAX) {
        char digits[13] = {};
        const auto end = std::to_chars(digits, digits + 12, authority, 16).ptr;
        text += "0x" + std::string(12 - static_cast<size_t>(end - digits), '0') + digits;
    } else {
        text += std::to_string(authority);
    }
    for (const uint32_t part : parts) text += '-' + std::to_string(part);
    return text;
}

std::optional<Sid> Sid::from_text(std::string_view text) {
    for (const WellKnownSid& known : well_known_sids()) {
        if (!known.alias.empty() && same_letters(known.alias, text)) return known.sid();
    }
    if (text.size() < 4 || (text[0] & ~0x20) != 'S' || text.substr(1, 3) != "-1-") return std::nullopt;
    text.remove_prefix(4);
    constexpr uint64_t kMostAuthority = 0xffffffffffff;
    const auto authority = take_number(text, kMostAuthority);
    if (!authority || text.empty()) return std::nullopt;
    Sid sid{*authority, {}};
    while (!text.empty()) {
        if (text[0] != '-' || sid.parts.size() == kMostParts) return std::nullopt;
        text.remove_prefix(1);
        const auto part = take_number(text, UINT32_MAX);
        if (!part) return std::nullopt;
        sid.parts.push_back(static_cast<uint32_t>(*part));
    }
    return sid;
}

std::span<const WellKnownSid> well_known_sids() noexcept { return kWellKnown; }

std::optional<uint32_t> domain_part(int type) noexcept {
    for (const DomainSid& known : kOfDomain) {
        if (known.type == type) return known.part;
    }
    return std::nullopt;
}

}  // namespace rpcrt4::security
