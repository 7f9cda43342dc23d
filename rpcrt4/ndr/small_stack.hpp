// SPDX-License-Identifier: LGPL-2.1-or-later
// A stack of trivial records whose first N live in the object itself: a call with few pointers allocates nothing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace rpcrt4::ndr {

template <typename T, size_t N>
class SmallStack {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
    SmallStack() noexcept {}
    SmallStack(const SmallStack&) = delete;
    SmallStack& operator=(const SmallStack&) = delete;

    bool empty() const noexcept { return size_ == 0; }
    size_t size() const noexcept { return size_; }
    T& operator[](size_t i) noexcept { return data_[i]; }
    const T& operator[](size_t i) const noexcept { return data_[i]; }
    T* begin() noexcept { return data_; }
    T* end() noexcept { return data_ + size_; }

    void push(const T& value) {
        if (size_ == capacity_) [[unlikely]]
            grow();
        data_[size_++] = value;
    }
    T pop() noexcept { return data_[--size_]; }
    void truncate(size_t size) noexcept { size_ = size; }

 private:
    [[gnu::noinline]] void grow() {
        auto larger = std::make_unique_for_overwrite<T[]>(2 * capacity_);
        std::copy(data_, data_ + size_, larger.get());
        heap_ = std::move(larger);
        data_ = heap_.get();
        capacity_ *= 2;
    }

    T* data_ = inline_;
    size_t size_ = 0;
    size_t capacity_ = N;
    union {
        T inline_[N];
    };
    std::unique_ptr<T[]> heap_;
};

}  // namespace rpcrt4::ndr
