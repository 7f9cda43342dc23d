// SPDX-License-Identifier: LGPL-2.1-or-later
// See context_lock.hpp. Contention is between calls of one client on one handle, so one condition variable for all
// that wait is enough.
#include "rpcrt4/server/context_lock.hpp"

namespace rpcrt4::server {

void ContextLock::hold(Mode mode) noexcept {
    if (mode == Mode::exclusive) {
        writer_ = true;
    } else {
        ++readers_;
    }
}

void ContextLock::append(Waiter& waiter) noexcept {
    (last_ ? last_->next : first_) = &waiter;
    last_ = &waiter;
}

bool ContextLock::request(Waiter& waiter) noexcept {
    const std::lock_guard guard(mutex_);
    if (!first_ && !upgrading_ && admits(waiter.mode)) {
        hold(waiter.mode);
        return true;
    }
    append(waiter);
    return false;
}

void ContextLock::await(Waiter& waiter) noexcept {
    std::unique_lock guard(mutex_);
    granted_.wait(guard, [&] { return waiter.granted; });
}

/// Lets in whoever can be let in now.
void ContextLock::grant() noexcept {
    if (upgrading_) {
        if (writer_ || readers_ != 1) return;
        readers_ = 0;
        writer_ = true;
        upgrading_->granted = true;
        upgrading_ = nullptr;
    }
    while (first_ && admits(first_->mode)) {
        hold(first_->mode);
        first_->granted = true;
        first_ = first_->next;
        if (!first_) last_ = nullptr;
    }
    granted_.notify_all();
}

void ContextLock::unlock(Mode mode) noexcept {
    const std::lock_guard guard(mutex_);
    if (mode == Mode::exclusive) {
        writer_ = false;
    } else {
        --readers_;
    }
    grant();
}

bool ContextLock::upgrade() noexcept {
    std::unique_lock guard(mutex_);
    Waiter me{.mode = Mode::exclusive};
    const bool is_first = !upgrading_;
    if (is_first) {
        upgrading_ = &me;
    } else {
        // Two readers that wait for each other to leave: this one gives in.
        --readers_;
        append(me);
    }
    grant();
    granted_.wait(guard, [&] { return me.granted; });
    return is_first;
}

void ContextLock::downgrade() noexcept {
    const std::lock_guard guard(mutex_);
    writer_ = false;
    ++readers_;
    grant();
}

}  // namespace rpcrt4::server
