// SPDX-License-Identifier: LGPL-2.1-or-later
// A static that is initialised at compile time and never destroyed: threads may still use it while the process exits.
#pragma once

namespace base {

template <typename T>
class Immortal {
 public:
    constexpr Immortal() noexcept : value_() {}
    ~Immortal() {}
    T& operator*() noexcept { return value_; }
    T* operator->() noexcept { return &value_; }

 private:
    union {
        T value_;
    };
};

}  // namespace base
