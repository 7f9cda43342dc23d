// SPDX-License-Identifier: LGPL-2.1-or-later
// See wait_hook.hpp.
#include "handleapi/wait_hook.hpp"

#include <utility>

namespace handleapi {

WaitHook::Begun WaitHook::begin(base::Ref<Object> object) noexcept {
    object_ = std::move(object);
    entry_.block = &block_;
    ObjectLock lock(*object_);
    if (lock.consume()) return Begun::satisfied;
    block_.begin(Alertable::no);
    lock.enqueue(entry_);
    return Begun::waiting;
}

bool WaitHook::cancel() noexcept {
    if (!object_ || block_.time_out() != WaitBlock::kTimedOut) return false;
    block_.rest();
    ObjectLock lock(*object_);
    lock.dequeue(entry_);
    return true;
}

void WakeList::add(WaitHook& hook) noexcept {
    (last_hook_ ? last_hook_->next_to_call_ : hooks_) = &hook;
    last_hook_ = &hook;
}

void WakeList::call_hooks() noexcept {
    while (WaitHook* hook = hooks_) {
        hooks_ = std::exchange(hook->next_to_call_, nullptr);  // before the call: it may begin the next wait, or vanish
        hook->satisfied();
    }
}

}  // namespace handleapi
