// SPDX-License-Identifier: LGPL-2.1-or-later
// Access control lists in memory, [MS-DTYP] 2.4.5: checked before they are touched, changed in place, and as values.
// Threads: any, one at a time for one list.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/security/sid.hpp"

#include <minwindef.h>

namespace rpcrt4::security {

/// Whether memory of AclSize bytes, which can be read, holds entries that are within it and have SIDs within them.
bool is_list(const ACL* list) noexcept;
/// The bytes of the head and the entries; nothing when they are not within the list.
std::optional<size_t> used_bytes(const ACL& list) noexcept;
/// Null behind the last.
ACE_HEADER* entry_at(ACL& list, size_t index) noexcept;
/// Before the entry of that index. error_allotted_space_exceeded when there is no room.
base::Status insert_entries(ACL& list, uint32_t revision, size_t index, std::span<const std::byte> entries,
                            size_t count);
void remove_entry(ACL& list, size_t index) noexcept;

/// An entry of a kind that is rights and a SID.
struct Entry {
    uint8_t type = 0;
    uint8_t flags = 0;
    uint32_t rights = 0;
    Sid sid;
    std::vector<std::byte> other = {};  ///< of another kind: the whole entry

    std::vector<std::byte> bytes() const;
};
std::vector<Entry> entries_of(ACL& list);
/// Nothing when they are more than a list holds.
std::optional<std::vector<std::byte>> make_list(std::span<const Entry> entries);

/// Rights and a SID, and nothing else.
constexpr bool is_simple(uint8_t type) noexcept {
    return type <= SYSTEM_ALARM_ACE_TYPE || type == SYSTEM_MANDATORY_LABEL_ACE_TYPE;
}

}  // namespace rpcrt4::security
