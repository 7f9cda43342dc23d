// SPDX-License-Identifier: LGPL-2.1-or-later
// Data that lives inside its lock. The only way to the data is `with`, which holds the lock for the length of one
// callable. Inside it: never call user code, a transport, raise, wait, or free a foreign object; collect, leave, act.
#pragma once

#include <mutex>
#include <utility>

#include "handleapi/base/no_stop.hpp"
#include "handleapi/base/schedule.hpp"

namespace base {

template <typename T>
class Guarded {
 public:
    template <typename... Arguments>
    explicit Guarded(Arguments&&... arguments) : data_(std::forward<Arguments>(arguments)...) {}

    template <typename F>
    decltype(auto) with(F&& f) {
        const NoStop whole;
        std::lock_guard lock(mutex_);
        return std::forward<F>(f)(data_);
    }
    template <typename F>
    decltype(auto) with(F&& f) const {
        const NoStop whole;
        std::lock_guard lock(mutex_);
        return std::forward<F>(f)(data_);
    }

 private:
    mutable Mutex mutex_;
    T data_;
};

}  // namespace base
