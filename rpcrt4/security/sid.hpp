// SPDX-License-Identifier: LGPL-2.1-or-later
// Security identifiers: in memory, as values, as text, and those everybody knows by name. The one owner of the format,
// [MS-DTYP] 2.4.2. Text: "S-1-5-32-544" with an authority of more than 32 bits in hexadecimal, or the two letters of
// [MS-DTYP] 2.5.1.1; letters that stand for accounts of a domain are unknown here, where there is none. Threads: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handleapi/base/status.hpp"

namespace rpcrt4::security {

struct Sid {
    uint64_t authority = 0;
    std::vector<uint32_t> parts;
    friend bool operator==(const Sid&, const Sid&) noexcept = default;

    /// A user's or a group's of this machine: S-1-22-1-UID and S-1-22-2-GID.
    static Sid of_user(uint32_t uid) { return {kUnix, {kUnixUser, uid}}; }
    static Sid of_group(uint32_t gid) { return {kUnix, {kUnixGroup, gid}}; }
    static Sid everyone() { return {1, {0}}; }
    /// What of_user or of_group made it from; empty for other SIDs.
    std::optional<uint32_t> user() const noexcept { return unix_id(kUnixUser); }
    std::optional<uint32_t> group() const noexcept { return unix_id(kUnixGroup); }

    /// A copy of one in memory; rpc_s_invalid_arg when it is none.
    static base::Result<Sid> copy(const void* sid);
    size_t size() const noexcept { return kHead + parts.size() * sizeof(uint32_t); }
    std::vector<std::byte> bytes() const;
    std::string text() const;
    static std::optional<Sid> from_text(std::string_view text);

    static constexpr size_t kHead = 8;
    static constexpr uint8_t kMostParts = 15;

 private:
    static constexpr uint64_t kUnix = 22;
    static constexpr uint32_t kUnixUser = 1, kUnixGroup = 2;
    std::optional<uint32_t> unix_id(uint32_t kind) const noexcept {
        const bool is_one = authority == kUnix && parts.size() == 2 && parts[0] == kind;
        return is_one ? std::optional(parts[1]) : std::nullopt;
    }
};

/// Whether memory that can be read holds one.
bool is_sid(const void* sid) noexcept;
/// Bytes of one in memory.
size_t sid_size(const void* sid) noexcept;
/// The one that begins the bytes, if they are enough for it.
std::optional<Sid> read_sid(std::span<const std::byte> bytes);

struct WellKnownSid {
    int type;                ///< WELL_KNOWN_SID_TYPE; -1: none
    std::string_view alias;  ///< two letters, or none
    uint8_t authority;
    uint8_t count;
    uint32_t parts[2];
    std::string_view domain;
    std::string_view name;  ///< none: no account

    Sid sid() const { return {authority, std::vector<uint32_t>(parts, parts + count)}; }
    bool is_builtin() const noexcept { return authority == 5 && count == 2 && parts[0] == 32; }
};
std::span<const WellKnownSid> well_known_sids() noexcept;
/// Relative to a domain: the type's last subauthority.
std::optional<uint32_t> domain_part(int type) noexcept;

}  // namespace rpcrt4::security
