// SPDX-License-Identifier: LGPL-2.1-or-later
// Semaphore: signaled while its count is not zero; each satisfied wait takes one, post() adds, never beyond the
// maximum. Any thread. Reference: learn.microsoft.com, Semaphore Objects.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"
#include "handleapi/object.hpp"

namespace handleapi {

class Semaphore final : public Object {
 public:
    static constexpr ObjectType kType = ObjectType::semaphore;

    Semaphore(uint32_t initial, uint32_t maximum) noexcept
        : Object(kType, Consume::one, initial), maximum_(maximum) {}
    explicit Semaphore(shared::SharedObject* state) noexcept
        : Object(state, kType, Consume::one), maximum_(UINT32_MAX) {}  // the page has it

    /// error_too_many_posts, and no change, when the count would exceed the maximum. `previous` is the count before.
    base::Status post(uint32_t count, uint32_t& previous) noexcept {
        return add(count, maximum_, previous) ? base::Status::ok : base::Status::error_too_many_posts;
    }
    base::Status share() noexcept override { return share_count(maximum_); }

 private:
    const uint32_t maximum_;
};

}  // namespace handleapi
