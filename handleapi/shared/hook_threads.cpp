// SPDX-License-Identifier: LGPL-2.1-or-later
// See hook_threads.hpp.
#include "handleapi/shared/hook_threads.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <new>
#include <vector>

#include "handleapi/base/lock.hpp"
#include "handleapi/base/per_process.hpp"
#include "handleapi/base/signals_blocked.hpp"
#include "handleapi/event.hpp"
#include "handleapi/mutex.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"

namespace handleapi::shared {

using base::Ref;

namespace {

constexpr size_t kHooksPerThread = kMaximumWaitObjects - 1;  // the first object is the thread's own

/// One waiting thread and its hooks.
class HookThread {
 public:
    HookThread() : changed_(base::make_ref<Event>(Reset::automatic)) { hooks_.reserve(kHooksPerThread); }

    bool full() const noexcept { return hooks_.size() == kHooksPerThread; }
    void add(WaitHook& hook) noexcept {
        hooks_.push_back(&hook);
        changed_->set();
    }
    /// True when it was here.
    bool remove(WaitHook& hook) noexcept {
        if (std::erase(hooks_, &hook) == 0) return false;
        changed_->set();
        return true;
    }
    static uint32_t main(void* self) {
        for (;;) static_cast<HookThread*>(self)->wait_once();
    }

 private:
    void wait_once();
    bool has(const WaitHook* hook) const noexcept {
        return std::find(hooks_.begin(), hooks_.end(), hook) != hooks_.end();
    }
    void finish(WaitHook* hook, uint64_t number, Object& object, bool abandoned);

    const Ref<Event> changed_;
    std::vector<WaitHook*> hooks_;  // under the lock of all
    size_t turn_ = 0;               // who comes first in the next wait: the lowest index wins
};

struct All {
    base::Lock lock;
    std::vector<HookThread*> threads;
    uint64_t numbers = 0;
};

All& all() {
    static constinit base::PerProcess<All> instance;
    return instance.get([] { return new All; });
}

/// The signal was taken for a wait that has been cancelled meanwhile.
void return_signal(Object& object) noexcept {
    if (object.is_owned_kind()) {
        static_cast<void>(static_cast<Mutex&>(object).unlock());
    } else {
        object.give_back();
    }
}

HookThread* start_thread() noexcept {
    try {
        auto* fresh = new HookThread;
        const base::SignalsBlocked blocked;
        if (Thread::create(&HookThread::main, fresh, 0, StartThread::now)) return fresh;
        delete fresh;
    } catch (const std::bad_alloc&) {
    }
    return nullptr;
}

}  // namespace

/// What the threads here do with a hook.
struct HookAccess {
    static WaitBlock& block(WaitHook& hook) noexcept { return hook.block_; }
    static Ref<Object> object(WaitHook& hook) noexcept { return hook.object_; }
    static uint64_t& number(WaitHook& hook) noexcept { return hook.number_; }
    static void satisfied(WaitHook& hook, bool abandoned) noexcept {
        hook.abandoned_ = abandoned;
        hook.satisfied();
    }
};

namespace {

void HookThread::wait_once() {
    std::array<Ref<Object>, kMaximumWaitObjects> references;
    std::array<Object*, kMaximumWaitObjects> objects;
    std::array<WaitHook*, kMaximumWaitObjects> hooks{};
    std::array<uint64_t, kMaximumWaitObjects> numbers{};
    size_t count = 1;
    objects[0] = changed_.get();
    {
        std::lock_guard lock(all().lock);
        for (size_t i = 0; i < hooks_.size(); ++i, ++count) {
            hooks[count] = hooks_[(turn_ + i) % hooks_.size()];
            numbers[count] = HookAccess::number(*hooks[count]);
            references[count] = HookAccess::object(*hooks[count]);
            objects[count] = references[count].get();
        }
        ++turn_;
    }
    const WaitOutcome outcome = wait_any(std::span(objects).first(count), kInfinite, Alertable::no);
    const bool abandoned = outcome >= kWaitAbandoned0;
    const uint32_t index = outcome - (abandoned ? kWaitAbandoned0 : kWaitObject0);
    if (index != 0) finish(hooks[index], numbers[index], *objects[index], abandoned);
}

void HookThread::finish(WaitHook* hook, uint64_t number, Object& object, bool abandoned) {
    bool won = false;
    {
        std::lock_guard lock(all().lock);
        // Only a hook that is still here exists, and only with the same number it waits for what was taken.
        won = has(hook) && HookAccess::number(*hook) == number && HookAccess::block(*hook).satisfy(0);
        if (won) std::erase(hooks_, hook);
    }
    if (won) {
        if (object.is_owned_kind()) static_cast<Mutex&>(object).disown();
        HookAccess::satisfied(*hook, abandoned);
    } else {
        return_signal(object);
    }
}

}  // namespace

bool HookThreads::add(WaitHook& hook) noexcept {
    try {
        All& everything = all();
        std::unique_lock lock(everything.lock);
        auto free = [&] {
            return std::find_if(everything.threads.begin(), everything.threads.end(),
                                [](const HookThread* thread) { return !thread->full(); });
        };
        while (free() == everything.threads.end()) {
            lock.unlock();
            HookThread* const fresh = start_thread();
            if (!fresh) return false;
            lock.lock();
            everything.threads.push_back(fresh);
        }
        HookAccess::number(hook) = ++everything.numbers;
        HookAccess::block(hook).begin(Alertable::no);
        (*free())->add(hook);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void HookThreads::remove(WaitHook& hook) noexcept {
    All& everything = all();
    std::lock_guard lock(everything.lock);
    for (HookThread* thread : everything.threads) {
        if (thread->remove(hook)) return;
    }
}

}  // namespace handleapi::shared
