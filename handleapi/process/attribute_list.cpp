// SPDX-License-Identifier: LGPL-2.1-or-later
// See attribute_list.hpp.
#include "handleapi/process/attribute_list.hpp"

namespace handleapi {

using base::Status;

namespace {

constexpr uint32_t kMark = 0x7472'4150;

}  // namespace

void AttributeList::initialise(uint32_t attributes) noexcept {
    *this = {.mark = kMark, .capacity = attributes, .count = 0, .reserved = {}};
}

bool AttributeList::valid() const noexcept { return mark == kMark && count <= capacity; }

Status AttributeList::set(uintptr_t attribute, const void* value, size_t size) noexcept {
    if (!valid()) return Status::error_invalid_parameter;
    if (count == capacity) return Status::error_gen_failure;
    if (attribute != kHandleListAttribute) return Status::error_not_supported;
    if (size == 0 || size % sizeof(NativeHandle) != 0) return Status::error_bad_length;
    if (!value) return Status::error_invalid_parameter;
    for (uint32_t i = 0; i < count; ++i) {
        if (entries()[i].attribute == attribute) return Status::error_object_name_exists;
    }
    entries()[count++] = {.attribute = attribute, .value = value, .size = size};
    return Status::ok;
}

void AttributeList::destroy() noexcept { mark = 0; }

std::optional<std::span<const NativeHandle>> AttributeList::handles() const noexcept {
    for (uint32_t i = 0; i < count; ++i) {
        const Entry& entry = entries()[i];
        if (entry.attribute == kHandleListAttribute) {
            return std::span(static_cast<const NativeHandle*>(entry.value), entry.size / sizeof(NativeHandle));
        }
    }
    return std::nullopt;
}

}  // namespace handleapi
