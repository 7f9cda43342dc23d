// SPDX-License-Identifier: LGPL-2.1-or-later
// Security descriptors in memory, absolute or self-relative, [MS-DTYP] 2.4.6: their parts, whether they are valid, and
// one form made of the other. What they mean is in security_descriptor. Threads: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <minwindef.h>

namespace rpcrt4::security {

/// Pointers into a descriptor or to what it points to; null: not there.
struct DescriptorParts {
    uint16_t control = 0;
    void* owner = nullptr;
    void* group = nullptr;
    ACL* sacl = nullptr;
    ACL* dacl = nullptr;

    static DescriptorParts of(const void* descriptor) noexcept;
    bool valid() const noexcept;
    bool relative() const noexcept { return (control & SE_SELF_RELATIVE) != 0; }
    /// Bytes of the whole in its own form.
    size_t size() const noexcept;
    /// The self-relative form.
    std::vector<std::byte> flattened() const;
};

/// Of memory that ends: the parts of a self-relative descriptor are in it. For descriptors from elsewhere.
bool is_contained(const void* descriptor, size_t size) noexcept;

/// The revision and the pointer; parts that are within their memory are for valid().
bool has_revision(const void* descriptor) noexcept;

/// A part's bytes, to a multiple of four.
size_t part_size(const void* sid) noexcept;
size_t part_size(const ACL* list) noexcept;

}  // namespace rpcrt4::security
