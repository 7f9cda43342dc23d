// SPDX-License-Identifier: LGPL-2.1-or-later
// First in, first out, in a ring that only reserve() enlarges: where room has been reserved, push cannot fail.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace handleapi {

template <typename T>
class ReservedQueue {
 public:
    /// Room for so many elements. Throws std::bad_alloc, and nothing has changed then.
    void reserve(size_t count) {
        if (count <= ring_.size()) return;
        std::vector<T> larger(count + count / 2);
        for (size_t i = 0; i < size_; ++i) larger[i] = std::move(ring_[(first_ + i) % ring_.size()]);
        ring_ = std::move(larger);
        first_ = 0;
    }
    size_t size() const noexcept { return size_; }
    void push(T element) noexcept { ring_[(first_ + size_++) % ring_.size()] = std::move(element); }
    T pop() noexcept {
        T element = std::move(ring_[first_]);
        first_ = (first_ + 1) % ring_.size();
        --size_;
        return element;
    }

 private:
    std::vector<T> ring_;
    size_t first_ = 0;
    size_t size_ = 0;
};

}  // namespace handleapi
