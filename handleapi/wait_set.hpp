// SPDX-License-Identifier: LGPL-2.1-or-later
// WaitSet: the objects behind the handles of a multiple wait, referenced for its length. A thread that waits for the
// same handles again finds the set as it left it: the references are kept until it waits for others or ends, and
// looking whether the handles are still good writes to no shared memory. Objects that other processes use, which must
// be gone when they are closed, are not kept. Belongs to the thread (handle.event.wait_any64).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "handleapi/base/status.hpp"
#include "handleapi/object.hpp"

namespace handleapi {

class WaitSet {
 public:
    static constexpr size_t kCapacity = 64;

    WaitSet() noexcept = default;
    WaitSet(const WaitSet&) = delete;
    WaitSet& operator=(const WaitSet&) = delete;
    ~WaitSet() { clear(); }

    /// Fills the set with the objects of these handles: error_invalid_handle, error_access_denied for one that may not
    /// be waited for. At most kCapacity.
    base::Status fill(std::span<void* const> handles);
    std::span<Object* const> objects() const noexcept { return {objects_.data(), count_}; }
    /// Whether an object is in the set twice.
    bool has_duplicates() const noexcept;
    /// The wait is over: lets go of what must not be kept.
    void finish() noexcept {
        if (!keeps_) clear();
    }
    void clear() noexcept;

 private:
    bool holds(std::span<void* const> handles) const noexcept;
    base::Status add(void* handle);

    size_t count_ = 0;
    bool keeps_ = true;
    std::array<void*, kCapacity> handles_;
    std::array<Object*, kCapacity> objects_;
};

}  // namespace handleapi
