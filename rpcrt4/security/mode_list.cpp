// SPDX-License-Identifier: LGPL-2.1-or-later
// See mode_list.hpp.
#include "rpcrt4/security/mode_list.hpp"

#include <array>

#include <winnt.h>

namespace rpcrt4::security {

using base::Result;
using base::Status;

namespace {

constexpr mode_t kRead = 4, kWrite = 2, kExecute = 1;
constexpr uint32_t kWriteData = FILE_WRITE_DATA | FILE_APPEND_DATA;
constexpr uint32_t kInherited = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;

bool is_everyone(const Sid& sid) { return sid == Sid::everyone() || sid == Sid{5, {11}}; }  // or all who have logged on
bool is_root(const Sid& sid) { return sid == Sid{5, {18}} || sid == Sid{5, {32, 544}}; }

/// What deciding about these bits takes.
uint32_t data_rights(mode_t bits) noexcept {
    return (bits & kRead ? FILE_READ_DATA : 0u) | (bits & kWrite ? kWriteData : 0u) |
           (bits & kExecute ? FILE_EXECUTE : 0u);
}

uint32_t allowed_rights(mode_t bits, FileKind kind) noexcept {
    uint32_t rights = 0;
    if (bits & kRead) rights |= FILE_GENERIC_READ;
    if (bits & kWrite) rights |= FILE_GENERIC_WRITE | (kind == FileKind::directory ? FILE_DELETE_CHILD : 0);
    if (bits & kExecute) rights |= FILE_GENERIC_EXECUTE;
    return rights;
}

uint32_t owner_rights(mode_t bits, FileKind kind) noexcept {
    if (bits == (kRead | kWrite | kExecute)) return FILE_ALL_ACCESS;
    constexpr uint32_t always = READ_CONTROL | WRITE_DAC | FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE;
    return allowed_rights(bits, kind) | always;
}

uint32_t without_generic(uint32_t rights) noexcept {
    if (rights & GENERIC_ALL) rights |= FILE_ALL_ACCESS;
    if (rights & GENERIC_READ) rights |= FILE_GENERIC_READ;
    if (rights & GENERIC_WRITE) rights |= FILE_GENERIC_WRITE;
    if (rights & GENERIC_EXECUTE) rights |= FILE_GENERIC_EXECUTE;
    return rights;
}

/// Owner, group, others, as their bits stand in a mode.
enum Class : size_t { owner, group, others, classes };

/// What a list has said so far about a class.
struct Decided {
    uint32_t allowed = 0;
    uint32_t denied = 0;

    void apply(bool allow, uint32_t rights) noexcept {
        const uint32_t fresh = rights & ~(allowed | denied);
        (allow ? allowed : denied) |= fresh;
    }
};

/// The widest class that the trustee is, or nothing. Who is in a wider one is also in the narrower: everybody is
/// Everyone, and the owner counts as one of the group.
Result<Class> class_of(const Sid& sid, const FileOwners& owners) {
    if (is_everyone(sid)) return others;
    const Sid creator_owner{3, {0}}, creator_group{3, {1}}, owner_rights_sid{3, {4}};
    if (sid == Sid::of_user(owners.user) || sid == creator_owner || sid == owner_rights_sid) return owner;
    if (sid == Sid::of_group(owners.group) || sid == creator_group) return group;
    return Status::error_not_supported;
}

Result<mode_t> bits_of(uint32_t allowed) noexcept {
    const uint32_t writes = allowed & kWriteData;
    if (writes != 0 && writes != kWriteData) return Status::error_not_supported;
    return (allowed & FILE_READ_DATA ? kRead : 0) | (writes ? kWrite : 0) | (allowed & FILE_EXECUTE ? kExecute : 0);
}

}  // namespace

std::vector<Entry> list_of_mode(mode_t mode, const FileOwners& owners, FileKind kind) {
    const mode_t own = mode >> 6 & 7, shared = mode >> 3 & 7, rest = mode & 7;
    std::vector<Entry> list;
    const auto add = [&](uint8_t type, uint32_t rights, Sid sid) {
        if (rights != 0) list.push_back({.type = type, .flags = 0, .rights = rights, .sid = std::move(sid)});
    };
    add(ACCESS_DENIED_ACE_TYPE, data_rights((shared | rest) & ~own), Sid::of_user(owners.user));
    add(ACCESS_ALLOWED_ACE_TYPE, owner_rights(own, kind), Sid::of_user(owners.user));
    add(ACCESS_DENIED_ACE_TYPE, data_rights(rest & ~shared), Sid::of_group(owners.group));
    add(ACCESS_ALLOWED_ACE_TYPE, allowed_rights(shared, kind), Sid::of_group(owners.group));
    add(ACCESS_ALLOWED_ACE_TYPE, allowed_rights(rest, kind), Sid::everyone());
    return list;
}

Result<mode_t> mode_of_list(std::span<const Entry> entries, const FileOwners& owners, FileKind kind) {
    std::array<Decided, classes> decided;
    for (const Entry& entry : entries) {
        const bool allow = entry.type == ACCESS_ALLOWED_ACE_TYPE;
        if (!allow && entry.type != ACCESS_DENIED_ACE_TYPE) return Status::error_not_supported;
        if (kind == FileKind::directory && (entry.flags & kInherited)) return Status::error_not_supported;
        if (entry.flags & INHERIT_ONLY_ACE) continue;
        if (allow && is_root(entry.sid)) continue;
        const auto widest = class_of(entry.sid, owners);
        if (!widest) return widest.status();
        for (size_t i = owner; i <= *widest; ++i) decided[i].apply(allow, without_generic(entry.rights));
    }
    mode_t mode = 0;
    for (const Decided& one : decided) {
        const auto bits = bits_of(one.allowed);
        if (!bits) return bits.status();
        mode = mode << 3 | *bits;
    }
    return mode;
}

}  // namespace rpcrt4::security
