// SPDX-License-Identifier: LGPL-2.1-or-later
// See mutex.hpp.
#include "handleapi/mutex.hpp"

#include <utility>

#include "handleapi/shared/shared_object.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {

using base::Status;

bool Mutex::held_by(uint32_t thread_id) const noexcept {
    if (shared()) return shared()->held_by(thread_id);
    return owner_.load(std::memory_order_relaxed) == thread_id;
}

bool Mutex::take_ownership() noexcept {
    Thread& thread = *current_thread_pointer;  // whoever may come to own something has made it
    if (shared()) {
        if (!shared()->held_once()) return false;
        shared()->hold();  // after disown()
        retain();
        thread.owned_mutexes.push_back(*this);
        return false;
    }
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
    if (shared() ? !shared()->held_once() : recursion_ > 1) {
        if (shared()) return shared()->unlock();
        --recursion_;
        return Status::ok;
    }
    // Before it is free: its next owner puts it into a list of his own.
    thread->owned_mutexes.remove(*this);
    const Status status = shared() ? shared()->unlock() : let_go();
    release();
    return status;
}

void Mutex::abandon() noexcept {
    if (shared()) {
        shared()->abandon();
    } else {
        abandoned_ = true;
        static_cast<void>(let_go());
    }
    release();
}

void Mutex::disown() noexcept {
    current_thread_pointer->owned_mutexes.remove(*this);
    shared()->leave_to_process();
    release();
}

Status Mutex::let_go() noexcept {
    recursion_ = 0;
    owner_.store(0, std::memory_order_relaxed);
    signal(1);
    return Status::ok;
}

Status Mutex::share() noexcept {
    if (shared()) return Status::ok;
    if (!shared::Lifeline::with_room()) return Status::error_no_system_resources;
    auto made = shared::SharedObject::create_unnamed({kType, Consume::own, 0});
    if (!made) return made.status();
    WakeList wakes;
    ObjectLock lock(*this);
    const bool mine = held_by(current_thread_id());
    if (shared()) return Status::ok;  // another thread was faster
    if (lock.count == 0 && !mine) return Status::error_busy;
    made->object->continue_as(0, mine ? current_thread_id() : 0, recursion_, abandoned_);
    move_to(made->object.release(), lock, wakes);
    return Status::ok;
}

}  // namespace handleapi
