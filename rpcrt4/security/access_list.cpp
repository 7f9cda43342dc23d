// SPDX-License-Identifier: LGPL-2.1-or-later
// See access_list.hpp.
#include "rpcrt4/security/access_list.hpp"

#include <algorithm>
#include <cstring>

#include "handleapi/base/byte_writer.hpp"

namespace rpcrt4::security {

using base::Status;

namespace {

constexpr size_t kEntryHead = sizeof(ACE_HEADER) + sizeof(ACCESS_MASK);

template <typename T>
T field(const void* memory, size_t offset) noexcept {
    T value;
    std::memcpy(&value, static_cast<const std::byte*>(memory) + offset, sizeof value);
    return value;
}

std::byte* bytes_of(ACL& list) noexcept { return reinterpret_cast<std::byte*>(&list); }

bool is_entry(const ACE_HEADER& entry) noexcept {
    if (entry.AceSize < sizeof(ACE_HEADER) || entry.AceSize % sizeof(uint32_t) != 0) return false;
    if (!is_simple(entry.AceType)) return true;
    const auto* const bytes = reinterpret_cast<const std::byte*>(&entry);
    return entry.AceSize >= kEntryHead + Sid::kHead && is_sid(bytes + kEntryHead) &&
           kEntryHead + sid_size(bytes + kEntryHead) <= entry.AceSize;
}

}  // namespace

std::optional<size_t> used_bytes(const ACL& list) noexcept {
    size_t at = sizeof(ACL);
    for (size_t i = 0; i < list.AceCount; ++i) {
        if (at + sizeof(ACE_HEADER) > list.AclSize) return std::nullopt;
        at += field<uint16_t>(&list, at + offsetof(ACE_HEADER, AceSize));
        if (at > list.AclSize) return std::nullopt;
    }
    return at;
}

bool is_list(const ACL* list) noexcept {
    if (!list || list->AclRevision < MIN_ACL_REVISION || list->AclRevision > MAX_ACL_REVISION) return false;
    if (list->AclSize < sizeof(ACL) || !used_bytes(*list)) return false;
    for (size_t i = 0; i < list->AceCount; ++i) {
        if (!is_entry(*entry_at(const_cast<ACL&>(*list), i))) return false;
    }
    return true;
}

ACE_HEADER* entry_at(ACL& list, size_t index) noexcept {
    if (index >= list.AceCount) return nullptr;
    size_t at = sizeof(ACL);
    for (size_t i = 0; i < index; ++i) at += field<uint16_t>(&list, at + offsetof(ACE_HEADER, AceSize));
    return reinterpret_cast<ACE_HEADER*>(bytes_of(list) + at);
}

Status insert_entries(ACL& list, uint32_t revision, size_t index, std::span<const std::byte> entries, size_t count) {
    const auto used = used_bytes(list);
    if (!used) return Status::error_invalid_acl;
    if (*used + entries.size() > list.AclSize) return Status::error_allotted_space_exceeded;
    const ACE_HEADER* const next = entry_at(list, index);
    auto* const place =
        next ? bytes_of(list) + (reinterpret_cast<const std::byte*>(next) - bytes_of(list)) : bytes_of(list) + *used;
    std::memmove(place + entries.size(), place, static_cast<size_t>(bytes_of(list) + *used - place));
    std::memcpy(place, entries.data(), entries.size());
    list.AceCount = static_cast<uint16_t>(list.AceCount + count);
    list.AclRevision = std::max(list.AclRevision, static_cast<uint8_t>(revision));
    return Status::ok;
}

void remove_entry(ACL& list, size_t index) noexcept {
    const auto used = used_bytes(list);
    ACE_HEADER* const entry = entry_at(list, index);
    if (!used || !entry) return;
    auto* const place = reinterpret_cast<std::byte*>(entry);
    const size_t size = entry->AceSize;
    const auto behind = static_cast<size_t>(bytes_of(list) + *used - place) - size;
    std::memmove(place, place + size, behind);
    std::memset(place + behind, 0, size);
    --list.AceCount;
}

std::vector<std::byte> Entry::bytes() const {
    if (!other.empty()) return other;
    base::ByteWriter out;
    out.u8(type);
    out.u8(flags);
    out.u16(static_cast<uint16_t>(kEntryHead + sid.size()));
    out.u32(rights);
    out.bytes(sid.bytes());
    return out.take();
}

std::vector<Entry> entries_of(ACL& list) {
    std::vector<Entry> all;
    for (size_t i = 0; i < list.AceCount; ++i) {
        const ACE_HEADER& entry = *entry_at(list, i);
        const auto* const bytes = reinterpret_cast<const std::byte*>(&entry);
        Entry made{entry.AceType, entry.AceFlags, 0, {}, {}};
        if (is_simple(entry.AceType)) {
            made.rights = field<uint32_t>(bytes, sizeof(ACE_HEADER));
            made.sid = read_sid({bytes + kEntryHead, entry.AceSize - kEntryHead}).value_or(Sid{});
        } else {
            made.other.assign(bytes, bytes + entry.AceSize);
        }
        all.push_back(std::move(made));
    }
    return all;
}

std::optional<std::vector<std::byte>> make_list(std::span<const Entry> entries) {
    base::ByteWriter out;
    out.u8(ACL_REVISION);
    out.u8(0);
    out.u16(0);  // the size
    out.u16(static_cast<uint16_t>(entries.size()));
    out.u16(0);
    bool directory = false;
    for (const Entry& entry : entries) {
        out.bytes(entry.bytes());
        directory = directory || !entry.other.empty();
    }
    if (out.size() > UINT16_MAX) return std::nullopt;
    out.overwrite_u16(offsetof(ACL, AclSize), static_cast<uint16_t>(out.size()));
    auto made = out.take();
    if (directory) made[0] = std::byte{ACL_REVISION_DS};
    return made;
}

}  // namespace rpcrt4::security
