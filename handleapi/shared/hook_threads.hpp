// SPDX-License-Identifier: LGPL-2.1-or-later
// Hooks (wait_hook.hpp) on objects that other processes use, too. Those hand a signal to nobody: somebody has to wait.
// So these threads do, each for as many hooks as one wait takes; they are started when needed and stay. A mutex that
// has been taken this way is this process's and no thread's.
// Which hooks a thread has is behind one lock of all; who ends a hook's wait is decided on the hook's block. A child of
// fork() has no such threads, and waits that its parent began do not go on in it.
#pragma once

#include "handleapi/wait_hook.hpp"

namespace handleapi::shared {

class HookThreads {
 public:
    /// Begins the hook's wait. False when a thread is needed and cannot be started.
    static bool add(WaitHook& hook) noexcept;
    /// The hook's wait has been cancelled: nothing touches the hook any more once this returns.
    static void remove(WaitHook& hook) noexcept;
};

}  // namespace handleapi::shared
