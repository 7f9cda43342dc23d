// SPDX-License-Identifier: LGPL-2.1-or-later
// A stack of trivial records whose first N live in the object itself: a call with few pointers allocates nothing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

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
    T& operator[](size_t i) noexcept { return data()[i]; }
    const T& operator[](size_t i) const noexcept { return i < N && heap_.empty() ? inline_[i] : heap_[i]; }
    T* begin() noexcept { return data(); }
    T* end() noexcept { return data() + size_; }

    void push(const T& value) {
        if (heap_.empty() && size_ < N) {
            inline_[size_++] = value;
            return;
        }
        push_on_heap(value);
    }
    T pop() noexcept { return data()[--size_]; }
    void truncate(size_t size) noexcept { size_ = size; }

 private:
    T* data() noexcept { return heap_.empty() ? inline_ : heap_.data(); }
    [[gnu::noinline]] void push_on_heap(const T& value) {
        if (heap_.empty()) {
            heap_.resize(2 * N);
            std::copy(inline_, inline_ + size_, heap_.data());
        } else if (size_ == heap_.size()) {
            heap_.resize(2 * size_);
        }
        heap_[size_++] = value;
    }

    size_t size_ = 0;
    union {
        T inline_[N];
    };
    std::vector<T> heap_;
};

}  // namespace rpcrt4::ndr
