// SPDX-License-Identifier: LGPL-2.1-or-later
// See wait_hook.hpp.
#include "handleapi/wait_hook.hpp"

#include <utility>

#include "handleapi/shared/hook_threads.hpp"

namespace handleapi {

WaitHook::Begun WaitHook::begin(base::Ref<Object> object) noexcept {
    object_ = std::move(object);
    abandoned_ = false;
    entry_.block = &block_;
    if (!object_->shared()) {
        ObjectLock lock(*object_);
        if (lock.consume()) return Begun::satisfied;
        if (!object_->shared()) {
            block_.begin(Alertable::no);
            lock.enqueue(entry_);
            return Begun::waiting;
        }
    }
    // The calling thread must not come to own a mutex.
    if (!object_->is_owned_kind() && object_->try_acquire() != Acquired::no) return Begun::satisfied;
    return shared::HookThreads::add(*this) ? Begun::waiting : Begun::failed;
}

bool WaitHook::cancel() noexcept {
    if (!object_ || block_.time_out() != WaitBlock::kTimedOut) return false;
    block_.rest();
    if (object_->shared()) shared::HookThreads::remove(*this);
    ObjectLock lock(*object_);
    lock.dequeue(entry_);
    return true;
}

/// Called for whoever ended the wait. When the object has become shared meanwhile, the wait goes on with it; without
/// memory for a thread that waits there it is in vain.
void WaitHook::ended() noexcept {
    if (!block_.was_interrupted()) return satisfied();
    if (!shared::HookThreads::add(*this)) block_.begin(Alertable::no);
}

void WakeList::add(WaitHook& hook) noexcept {
    (last_hook_ ? last_hook_->next_to_call_ : hooks_) = &hook;
    last_hook_ = &hook;
}

void WakeList::call_hooks() noexcept {
    while (WaitHook* hook = hooks_) {
        hooks_ = std::exchange(hook->next_to_call_, nullptr);  // before the call: it may begin the next wait, or vanish
        hook->ended();
    }
}

}  // namespace handleapi
