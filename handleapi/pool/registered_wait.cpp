// SPDX-License-Identifier: LGPL-2.1-or-later
// See registered_wait.hpp.
#include "handleapi/pool/registered_wait.hpp"

#include <mutex>

#include "handleapi/wait.hpp"

namespace handleapi {

void RegisteredWait::begin_wait() {
    std::lock_guard lock(begin_lock_);
    if (over_) return;
    set(object_, milliseconds_ == kInfinite ? DueTime{} : due_after_milliseconds(milliseconds_));
}

bool RegisteredWait::disarm() noexcept {
    std::lock_guard lock(begin_lock_);
    over_ = true;
    return WaitTask::disarm();
}

void RegisteredWait::call(CallbackInstance&, const Activation& activation) {
    const uint32_t result = result_of(activation);
    if (repeat_ == Repeat::before_callback) begin_wait();
    callback_(context(), result == kWaitExpired);
    if (repeat_ == Repeat::after_callback) begin_wait();
}

}  // namespace handleapi
