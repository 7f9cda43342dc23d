// SPDX-License-Identifier: LGPL-2.1-or-later
// See address_wait.hpp.
#include "handleapi/sync/address_wait.hpp"

#include <array>
#include <atomic>
#include <climits>
#include <cstring>
#include <mutex>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"

namespace handleapi {

using base::Status;

namespace {

struct Waiter {
    explicit Waiter(const volatile void* on) noexcept : address(on) {}
    const volatile void* const address;
    std::atomic<uint32_t> woken{0};
    bool taken = false;              // out of the bucket, by a waker that will set `woken`
    Waiter* next_to_wake = nullptr;  // of that waker
    base::Link link;
};

struct alignas(64) Bucket {
    std::atomic<uint32_t> announced{0};
    base::Lock lock;
    base::IntrusiveList<Waiter, &Waiter::link> waiters;
};

constinit std::array<Bucket, 256> buckets;

Bucket& bucket_of(const volatile void* address) noexcept {
    const auto value = reinterpret_cast<uintptr_t>(address);
    return buckets[((value >> 2) * 0x9E3779B97F4A7C15) >> 56];
}

/// The value is another thread's to change at any moment: a single load of its size.
template <typename T>
bool still_is(const volatile void* address, const void* undesired) noexcept {
    T expected;
    std::memcpy(&expected, undesired, sizeof expected);
    return __atomic_load_n(static_cast<const volatile T*>(address), __ATOMIC_SEQ_CST) == expected;
}

bool still_is(const volatile void* address, const void* undesired, size_t size) noexcept {
    switch (size) {
        case 1:
            return still_is<uint8_t>(address, undesired);
        case 2:
            return still_is<uint16_t>(address, undesired);
        case 4:
            return still_is<uint32_t>(address, undesired);
        default:
            return still_is<uint64_t>(address, undesired);
    }
}

/// Whether the time was over before anybody took the waiter out of the bucket.
bool timed_out(Bucket& bucket, Waiter& waiter) noexcept {
    std::lock_guard lock(bucket.lock);
    if (waiter.taken) return false;
    bucket.waiters.remove(waiter);
    return true;
}

Status sleep(Bucket& bucket, Waiter& waiter, int64_t deadline) noexcept {
    BlockingScope blocking;
    while (waiter.woken.load(std::memory_order_acquire) == 0) {
        if (base::futex_wait(&waiter.woken, 0, deadline) == base::FutexWake::woken) continue;
        if (timed_out(bucket, waiter)) return Status::error_timeout;
        deadline = base::kNoDeadline;  // whoever took it out is about to wake it
    }
    return Status::ok;
}

/// Takes up to `most` waiters for `address` out of the bucket, in the order they came.
Waiter* take(Bucket& bucket, const void* address, int most) noexcept {
    Waiter* first = nullptr;
    Waiter** end = &first;
    std::lock_guard lock(bucket.lock);
    for (Waiter* waiter = bucket.waiters.front(); waiter && most > 0;) {
        Waiter* next = bucket.waiters.after(*waiter);
        if (waiter->address == address) {
            bucket.waiters.remove(*waiter);
            waiter->taken = true;
            *end = waiter;
            end = &waiter->next_to_wake;
            --most;
        }
        waiter = next;
    }
    return first;
}

void wake(const void* address, int most) noexcept {
    Bucket& bucket = bucket_of(address);
    if (bucket.announced.fetch_add(0, std::memory_order_seq_cst) == 0) return;
    for (Waiter* waiter = take(bucket, address, most); waiter;) {
        Waiter* next = waiter->next_to_wake;
        std::atomic<uint32_t>& word = waiter->woken;
        word.store(1, std::memory_order_release);  // from here on the waiter may be gone
        base::futex_wake(&word, 1);
        waiter = next;
    }
}

}  // namespace

Status wait_on_address(const volatile void* address, const void* undesired, size_t size, uint32_t milliseconds) {
    if (size != 1 && size != 2 && size != 4 && size != 8) return Status::error_invalid_parameter;
    if (!still_is(address, undesired, size)) return Status::ok;
    const int64_t deadline = deadline_after(milliseconds);
    Bucket& bucket = bucket_of(address);
    Waiter waiter(address);
    bucket.announced.fetch_add(1, std::memory_order_seq_cst);
    Status status = Status::ok;
    bucket.lock.lock();
    if (still_is(address, undesired, size)) {
        bucket.waiters.push_back(waiter);
        bucket.lock.unlock();
        status = sleep(bucket, waiter, deadline);
    } else {
        bucket.lock.unlock();
    }
    bucket.announced.fetch_sub(1, std::memory_order_relaxed);
    return status;
}

void wake_by_address_single(const void* address) noexcept { wake(address, 1); }
void wake_by_address_all(const void* address) noexcept { wake(address, INT_MAX); }

}  // namespace handleapi
