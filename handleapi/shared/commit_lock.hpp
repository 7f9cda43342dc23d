// SPDX-License-Identifier: LGPL-2.1-or-later
// CommitLock: the one lock of all processes that use the runtime directory, held for a few instructions by whoever
// looks at several shared objects at once, or changes a timer. Robust: a holder that is killed leaves it to the next.
#pragma once

#include <pthread.h>

#include "handleapi/base/no_stop.hpp"

namespace handleapi::shared {

class CommitLock {
 public:
    CommitLock() noexcept;
    ~CommitLock();
    CommitLock(const CommitLock&) = delete;
    CommitLock& operator=(const CommitLock&) = delete;

 private:
    const base::NoStop whole_;
    pthread_mutex_t* const mutex_;
};

}  // namespace handleapi::shared
