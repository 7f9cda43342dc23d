// SPDX-License-Identifier: LGPL-2.1-or-later
// Owner of a descriptor that nobody else uses yet.
#pragma once

#include <unistd.h>

#include <utility>

namespace base {

class OwnedDescriptor {
 public:
    OwnedDescriptor() noexcept : number_(-1) {}
    /// Takes over `number`; a negative one is none.
    explicit OwnedDescriptor(int number) noexcept : number_(number) {}
    OwnedDescriptor(OwnedDescriptor&& other) noexcept : number_(other.detach()) {}
    OwnedDescriptor& operator=(OwnedDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~OwnedDescriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int get() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }
    [[nodiscard]] int detach() noexcept { return std::exchange(number_, -1); }

 private:
    int number_;
};

}  // namespace base
