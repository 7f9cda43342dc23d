// SPDX-License-Identifier: LGPL-2.1-or-later
// PROC_THREAD_ATTRIBUTE_LIST: lives in the caller's memory, and remembers pointers to the caller's values. Of the
// attributes only the list of handles to inherit exists here; the others are refused with error_not_supported, so that
// nobody believes in a policy that nobody enforces. Sizes are those of Windows: 24 bytes and 24 for each attribute.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "handleapi/base/status.hpp"
#include "handleapi/table.hpp"

namespace handleapi {

constexpr uintptr_t kHandleListAttribute = 0x00020002;

struct AttributeList {
    struct Entry {
        uintptr_t attribute;
        const void* value;
        size_t size;
    };
    uint32_t mark;  // tells an initialised list
    uint32_t capacity;
    uint32_t count;
    uint32_t reserved[3];

    static constexpr size_t size_for(uint32_t capacity) noexcept {
        return sizeof(AttributeList) + capacity * sizeof(Entry);
    }
    void initialise(uint32_t attributes) noexcept;
    /// error_not_supported: no attribute of ours; error_bad_length; error_object_name_exists: it is set already;
    /// error_gen_failure: the list is full; error_invalid_parameter: no list.
    base::Status set(uintptr_t attribute, const void* value, size_t size) noexcept;
    void destroy() noexcept;
    bool valid() const noexcept;
    /// The handles to inherit, if that attribute is set.
    std::optional<std::span<const NativeHandle>> handles() const noexcept;

 private:
    Entry* entries() noexcept { return reinterpret_cast<Entry*>(this + 1); }
    const Entry* entries() const noexcept { return reinterpret_cast<const Entry*>(this + 1); }
};
static_assert(sizeof(AttributeList) == 24 && sizeof(AttributeList::Entry) == 24);

}  // namespace handleapi
