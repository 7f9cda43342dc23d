// SPDX-License-Identifier: LGPL-2.1-or-later
// Intrusive reference counting. A RefCounted object is born with one reference, which its creator adopts with
// Ref<T>::adopt or make_ref. Thread-safe: counts are atomic, the object itself is not protected.
// A cache that holds no reference of its own looks an object up with try_retain(): zero stays dead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "handleapi/base/schedule.hpp"

namespace base {

class RefCounted {
 public:
    RefCounted(const RefCounted&) = delete;
    RefCounted& operator=(const RefCounted&) = delete;

    void retain() const noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
    /// False when the last reference is already gone; the object is then being destroyed.
    bool try_retain() const noexcept {
        uint64_t count = references_.load(std::memory_order_relaxed);
        while (count != 0) {
            if (references_.compare_exchange_weak(count, count + 1, std::memory_order_relaxed)) return true;
        }
        return false;
    }
    void release() const noexcept { release_many(1); }

    /// Many references in one step, for a holder that lends them out one by one (SlotTable).
    void retain_many(uint32_t count) const noexcept { references_.fetch_add(count, std::memory_order_relaxed); }
    void release_many(uint32_t count) const noexcept {
        if (references_.fetch_sub(count, std::memory_order_acq_rel) == count) {
            const_cast<RefCounted*>(this)->last_release();
        }
    }

 protected:
    RefCounted() noexcept = default;
    virtual ~RefCounted() = default;
    /// Runs when the last reference goes; overridden by objects that are recycled instead of deleted.
    virtual void last_release() noexcept { delete this; }

 private:
    mutable Atomic<uint64_t> references_{1};
};

template <typename T>
class Ref {
 public:
    constexpr Ref() noexcept = default;
    constexpr Ref(std::nullptr_t) noexcept {}
    explicit Ref(T& object) noexcept : object_(&object) { object.retain(); }
    Ref(const Ref& other) noexcept : object_(other.object_) {
        if (object_) object_->retain();
    }
    Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    template <typename U>
    requires std::is_convertible_v<U*, T*> Ref(Ref<U> other)
    noexcept : object_(other.detach()) {}
    ~Ref() {
        if (object_) object_->release();
    }
    Ref& operator=(Ref other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }

    /// Takes over a reference the caller already owns.
    static Ref adopt(T* object) noexcept {
        Ref ref;
        ref.object_ = object;
        return ref;
    }
    /// Gives the reference away; the caller owns it now.
    [[nodiscard]] T* detach() noexcept { return std::exchange(object_, nullptr); }

    T* get() const noexcept { return object_; }
    T& operator*() const noexcept { return *object_; }
    T* operator->() const noexcept { return object_; }
    explicit operator bool() const noexcept { return object_ != nullptr; }
    friend bool operator==(const Ref& a, const Ref& b) noexcept { return a.object_ == b.object_; }

 private:
    T* object_ = nullptr;
};

template <typename T, typename... Arguments>
Ref<T> make_ref(Arguments&&... arguments) {
    return Ref<T>::adopt(new T(std::forward<Arguments>(arguments)...));
}

}  // namespace base
