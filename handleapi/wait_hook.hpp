// SPDX-License-Identifier: LGPL-2.1-or-later
// WaitHook: a wait without a thread. It stands in an object's waiter list like a waiting thread; when the object is
// signaled for it, the signalling thread calls satisfied(), after it has released its locks. Ten thousand of them cost
// ten thousand list entries, and nobody looks through them.
//
// Every begin() that returns `waiting` is ended exactly once, by satisfied() or by the cancel() that returns true; who
// ends it has won the hook's block. Between the two the hook must stay alive, whoever owns it. begin() and cancel() are
// the owner's and not to be called at the same time; satisfied() may come at any time, also while they run.
// An object of which a thread becomes the owner (a mutex) has been taken, but is nobody's yet: Object::take_ownership.
// Objects that other processes use, too, have no such list: threads wait for those (shared/hook_threads.hpp). An object
// may become one of them during the wait, which then goes on there.
#pragma once

#include "handleapi/base/ref.hpp"
#include "handleapi/object.hpp"
#include "handleapi/wait_block.hpp"

namespace handleapi {

namespace shared {
struct HookAccess;
}

class WaitHook {
 public:
    enum class Begun : uint8_t { waiting, satisfied, failed };

    WaitHook(const WaitHook&) = delete;
    WaitHook& operator=(const WaitHook&) = delete;

    /// Waits for the object, or takes its signal at once: then there is no call. `failed`: it is used by several
    /// processes, and there is no memory for a thread.
    Begun begin(base::Ref<Object> object) noexcept;
    /// Ends the wait. False: there was none, or the call of satisfied() has been made, is being made, or will be.
    bool cancel() noexcept;
    /// What begin() was given last.
    Object& object() const noexcept { return *object_; }
    /// In satisfied(): the object is a shared mutex that was abandoned. Of others take_ownership() says so.
    bool abandoned() const noexcept { return abandoned_; }

 protected:
    WaitHook() noexcept : block_(*this) {}
    ~WaitHook() = default;

    /// The object was signaled, and the signal taken. Called in the signalling thread: short, never blocks, no user
    /// code. May begin the next wait.
    virtual void satisfied() noexcept = 0;

 private:
    friend class WakeList;
    friend struct shared::HookAccess;

    void ended() noexcept;

    WaitBlock block_;
    WaitEntry entry_;
    base::Ref<Object> object_;
    WaitHook* next_to_call_ = nullptr;  // in a WakeList
    // Under the lock of shared::HookThreads.
    uint64_t number_ = 0;
    bool abandoned_ = false;
};

}  // namespace handleapi
