// SPDX-License-Identifier: LGPL-2.1-or-later
// See descriptor_memory.hpp.
#include "rpcrt4/security/descriptor_memory.hpp"

#include <cstring>

#include "handleapi/base/byte_writer.hpp"
#include "rpcrt4/security/access_list.hpp"
#include "rpcrt4/security/sid.hpp"

namespace rpcrt4::security {
namespace {

constexpr size_t rounded(size_t size) noexcept { return (size + 3) & ~size_t{3}; }

SECURITY_DESCRIPTOR_RELATIVE relative_head(const void* descriptor) noexcept {
    SECURITY_DESCRIPTOR_RELATIVE head;
    std::memcpy(&head, descriptor, sizeof head);
    return head;
}

void* at(const void* descriptor, uint32_t offset) noexcept {
    return offset == 0 ? nullptr : static_cast<std::byte*>(const_cast<void*>(descriptor)) + offset;
}

bool sid_within(const void* descriptor, size_t size, uint32_t offset) noexcept {
    if (offset == 0) return true;
    if (offset > size || size - offset < Sid::kHead) return false;
    const void* const sid = at(descriptor, offset);
    return is_sid(sid) && sid_size(sid) <= size - offset;
}

bool list_within(const void* descriptor, size_t size, uint32_t offset) noexcept {
    if (offset == 0) return true;
    if (offset > size || size - offset < sizeof(ACL)) return false;
    const auto* const list = static_cast<const ACL*>(at(descriptor, offset));
    return list->AclSize <= size - offset && is_list(list);
}

}  // namespace

bool has_revision(const void* descriptor) noexcept {
    return descriptor && *static_cast<const uint8_t*>(descriptor) == SECURITY_DESCRIPTOR_REVISION;
}

DescriptorParts DescriptorParts::of(const void* descriptor) noexcept {
    DescriptorParts parts;
    const SECURITY_DESCRIPTOR_RELATIVE head = relative_head(descriptor);
    parts.control = head.Control;
    if (parts.relative()) {
        parts.owner = at(descriptor, head.Owner);
        parts.group = at(descriptor, head.Group);
        parts.sacl = static_cast<ACL*>(at(descriptor, head.Sacl));
        parts.dacl = static_cast<ACL*>(at(descriptor, head.Dacl));
    } else {
        SECURITY_DESCRIPTOR absolute;
        std::memcpy(&absolute, descriptor, sizeof absolute);
        parts.owner = absolute.Owner;
        parts.group = absolute.Group;
        parts.sacl = absolute.Sacl;
        parts.dacl = absolute.Dacl;
    }
    if ((parts.control & SE_SACL_PRESENT) == 0) parts.sacl = nullptr;
    if ((parts.control & SE_DACL_PRESENT) == 0) parts.dacl = nullptr;
    return parts;
}

bool DescriptorParts::valid() const noexcept {
    return (!owner || is_sid(owner)) && (!group || is_sid(group)) && (!sacl || is_list(sacl)) &&
           (!dacl || is_list(dacl));
}

size_t part_size(const void* sid) noexcept { return sid ? rounded(sid_size(sid)) : 0; }
size_t part_size(const ACL* list) noexcept { return list ? rounded(list->AclSize) : 0; }

size_t DescriptorParts::size() const noexcept {
    const size_t head = relative() ? sizeof(SECURITY_DESCRIPTOR_RELATIVE) : sizeof(SECURITY_DESCRIPTOR);
    return head + part_size(owner) + part_size(group) + part_size(sacl) + part_size(dacl);
}

std::vector<std::byte> DescriptorParts::flattened() const {
    SECURITY_DESCRIPTOR_RELATIVE head{};
    base::ByteWriter out;
    out.zeros(sizeof head);
    const auto put = [&out](const void* part, size_t size, size_t room) -> uint32_t {
        if (!part) return 0;
        const auto place = static_cast<uint32_t>(out.size());
        out.bytes({static_cast<const std::byte*>(part), size});
        out.zeros(room - size);
        return place;
    };
    head.Revision = SECURITY_DESCRIPTOR_REVISION;
    head.Control = static_cast<uint16_t>(control | SE_SELF_RELATIVE);
    head.Sacl = put(sacl, sacl ? sacl->AclSize : 0, part_size(sacl));
    head.Dacl = put(dacl, dacl ? dacl->AclSize : 0, part_size(dacl));
    head.Owner = put(owner, owner ? sid_size(owner) : 0, part_size(owner));
    head.Group = put(group, group ? sid_size(group) : 0, part_size(group));
    auto made = out.take();
    std::memcpy(made.data(), &head, sizeof head);
    return made;
}

bool is_contained(const void* descriptor, size_t size) noexcept {
    if (size < sizeof(SECURITY_DESCRIPTOR_RELATIVE) || !has_revision(descriptor)) return false;
    const SECURITY_DESCRIPTOR_RELATIVE head = relative_head(descriptor);
    if ((head.Control & SE_SELF_RELATIVE) == 0) return false;
    const uint32_t sacl = (head.Control & SE_SACL_PRESENT) != 0 ? head.Sacl : 0;
    const uint32_t dacl = (head.Control & SE_DACL_PRESENT) != 0 ? head.Dacl : 0;
    return sid_within(descriptor, size, head.Owner) && sid_within(descriptor, size, head.Group) &&
           list_within(descriptor, size, sacl) && list_within(descriptor, size, dacl);
}

}  // namespace rpcrt4::security
