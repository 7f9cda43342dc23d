// SPDX-License-Identifier: LGPL-2.1-or-later
// Security descriptors are read byte by byte: the program that made them lays them out as Windows does.
#include "rpcrt4/security/security_descriptor.hpp"

#include <algorithm>
#include <cstring>

#include "handleapi/base/byte_reader.hpp"

namespace rpcrt4::security {

using base::ByteReader;
using base::Result;
using base::Status;

namespace {

constexpr uint8_t kRevision = 1;
constexpr uint16_t kDaclPresent = 0x0004;
constexpr uint16_t kSelfRelative = 0x8000;
constexpr size_t kAbsoluteDacl = 32;  // offsets of the list, or of the pointer to it, in the two forms
constexpr size_t kRelativeDacl = 16;
constexpr size_t kListHeader = 8;

enum EntryType : uint8_t { access_allowed = 0, access_denied = 1 };
constexpr uint8_t kInheritOnly = 0x08;

template <typename T>
T field(const void* memory, size_t offset) noexcept {
    T value;
    std::memcpy(&value, static_cast<const std::byte*>(memory) + offset, sizeof value);
    return value;
}

/// Null: no list.
const std::byte* list_of(const void* descriptor, uint16_t control) noexcept {
    if ((control & kDaclPresent) == 0) return nullptr;
    if ((control & kSelfRelative) == 0) return field<const std::byte*>(descriptor, kAbsoluteDacl);
    const auto offset = field<uint32_t>(descriptor, kRelativeDacl);
    return offset == 0 ? nullptr : static_cast<const std::byte*>(descriptor) + offset;
}

}  // namespace

bool stands_for(const Sid& sid, uid_t user) {
    const Sid system{5, {18}};
    return sid == Sid::of_user(user) || (user == 0 && sid == system);
}

std::vector<Sid> sids_of(const Party& party) {
    std::vector<Sid> sids{{party.local ? uint64_t{2} : uint64_t{5}, {party.local ? 0u : 2u}}};  // LOCAL or NETWORK
    if (!party.authenticated) {
        sids.push_back({5, {7}});  // ANONYMOUS LOGON
        return sids;
    }
    sids.push_back(Sid::everyone());
    sids.push_back({5, {11}});  // Authenticated Users
    if (!party.user) return sids;
    sids.push_back({5, {32, 545}});  // BUILTIN\Users
    sids.push_back(Sid::of_user(party.user->uid));
    sids.push_back(Sid::of_group(party.user->gid));
    for (const gid_t group : party.user->groups) sids.push_back(Sid::of_group(group));
    if (party.user->uid == 0) {
        sids.push_back({5, {18}});       // SYSTEM
        sids.push_back({5, {32, 544}});  // BUILTIN\Administrators
    }
    return sids;
}

Result<base::Ref<SecurityDescriptor>> SecurityDescriptor::copy(const void* descriptor) {
    if (field<uint8_t>(descriptor, 0) != kRevision) return Status::rpc_s_invalid_security_desc;
    auto made = base::make_ref<SecurityDescriptor>();
    if (const std::byte* list = list_of(descriptor, field<uint16_t>(descriptor, 2))) {
        made->open_ = false;
        const Status read = made->read_list(list);
        if (failed(read)) return read;
    }
    return made;
}

Status SecurityDescriptor::read_list(const std::byte* list) {
    const auto revision = field<uint8_t>(list, 0);
    const auto size = field<uint16_t>(list, 2);
    const auto count = field<uint16_t>(list, 4);
    if (revision < 2 || revision > 4 || size < kListHeader) return Status::rpc_s_invalid_security_desc;
    ByteReader reader({list, size});
    reader.skip(kListHeader);
    for (uint16_t i = 0; i < count; ++i) {
        const uint8_t type = reader.u8();
        const uint8_t flags = reader.u8();
        const uint16_t whole = reader.u16();
        constexpr uint16_t kEntryHeader = 4;
        if (whole < kEntryHeader) return Status::rpc_s_invalid_security_desc;
        ByteReader entry(reader.take(whole - kEntryHeader));
        if (reader.failed()) return Status::rpc_s_invalid_security_desc;
        if ((flags & kInheritOnly) != 0) continue;
        if (type > access_denied) return Status::rpc_s_cannot_support;
        const uint32_t rights = entry.u32();
        auto sid = read_sid(entry.rest());
        if (!sid) return Status::rpc_s_invalid_security_desc;
        if (rights != 0) entries_.push_back({type == access_allowed, std::move(*sid)});
    }
    return Status::ok;
}

bool SecurityDescriptor::admits(std::span<const Sid> client) const noexcept {
    if (open_) return true;
    for (const Entry& entry : entries_) {
        if (std::find(client.begin(), client.end(), entry.sid) != client.end()) return entry.allow;
    }
    return false;
}

}  // namespace rpcrt4::security
