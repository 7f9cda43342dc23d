// SPDX-License-Identifier: LGPL-2.1-or-later
// See mutex.hpp.
#include "handleapi/mutex.hpp"

#include <utility>

#include "handleapi/thread.hpp"

namespace handleapi {

using base::Status;

bool Mutex::take_ownership() noexcept {
    Thread& thread = *current_thread_pointer;  // whoever may come to own something has made it
    if (held_by(thread.id())) {
        ++recursion_;
        return false;
    }
    owner_.store(thread.id(), std::memory_order_relaxed);
    recursion_ = 1;
    retain();
    thread.owned_mutexes.push_back(*this);
    return std::exchange(abandoned_, false);
}

Status Mutex::unlock() noexcept {
    Thread* const thread = current_thread_pointer;
    if (!thread || !held_by(thread->id())) return Status::error_not_owner;
    if (--recursion_ != 0) return Status::ok;
    thread->owned_mutexes.remove(*this);
    let_go();
    return Status::ok;
}

void Mutex::abandon() noexcept {
    abandoned_ = true;
    let_go();
}

void Mutex::let_go() noexcept {
    owner_.store(0, std::memory_order_relaxed);
    signal(1);
    release();
}

}  // namespace handleapi
