// SPDX-License-Identifier: LGPL-2.1-or-later
// See wait_set.hpp.
#include "handleapi/wait_set.hpp"

#include "handleapi/table.hpp"

namespace handleapi {

using base::Status;

void WaitSet::clear() noexcept {
    for (size_t i = 0; i < count_; ++i) objects_[i]->release();
    count_ = 0;
    keeps_ = true;
}

bool WaitSet::holds(std::span<void* const> handles) const noexcept {
    if (handles.size() != count_) return false;
    for (size_t i = 0; i < count_; ++i) {
        if (handles[i] != handles_[i]) return false;
        if (!handle_table().holds(reinterpret_cast<uintptr_t>(handles[i]), *objects_[i])) return false;
    }
    return true;
}

Status WaitSet::add(void* handle) {
    Opened opened = open_object(handle);
    if (!opened.object || is_pseudo_handle(handle)) return Status::error_invalid_handle;
    if (!(opened.access & kSynchronize)) return Status::error_access_denied;
    if (!opened.object->waitable()) return Status::error_invalid_handle;
    if (opened.object->shared()) keeps_ = false;
    handles_[count_] = handle;
    objects_[count_++] = opened.object.detach();
    return Status::ok;
}

Status WaitSet::fill(std::span<void* const> handles) {
    if (holds(handles)) return Status::ok;
    clear();
    for (void* handle : handles) {
        if (const Status status = add(handle); failed(status)) {
            clear();
            return status;
        }
    }
    return Status::ok;
}

bool WaitSet::has_duplicates() const noexcept {
    std::array<const Object*, 2 * kCapacity> seen{};
    for (const Object* object : objects()) {
        size_t at = (reinterpret_cast<uintptr_t>(object) >> 4) % seen.size();
        for (; seen[at]; at = (at + 1) % seen.size()) {
            if (seen[at] == object) return true;
        }
        seen[at] = object;
    }
    return false;
}

}  // namespace handleapi
