// SPDX-License-Identifier: LGPL-2.1-or-later
// CallGate: counts the calls that run behind it, can be closed to new ones, and can be waited on until it is empty.
// One gate stands before the whole process (listening or not), one before each manager vector (registered or not).
// Threads: any; enter and leave do not block while nobody waits. The owner outlives every call.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace rpcrt4::server {

class CallGate {
 public:
    enum class Entry { admitted, closed, full };
    static constexpr uint32_t kUnlimited = UINT32_MAX;

    explicit CallGate(bool open) noexcept : state_(open ? 0 : kClosed) {}

    Entry enter(uint32_t limit) noexcept;
    /// Under the limit the gate was opened with.
    Entry enter() noexcept { return enter(limit_.load(std::memory_order_relaxed)); }
    void leave() noexcept;
    void open(uint32_t limit = kUnlimited) noexcept {
        limit_.store(limit, std::memory_order_relaxed);
        state_.fetch_and(~kClosed, std::memory_order_acq_rel);
    }
    void close() noexcept { state_.fetch_or(kClosed, std::memory_order_acq_rel); }
    bool is_open() const noexcept { return (state_.load(std::memory_order_acquire) & kClosed) == 0; }
    uint32_t running() const noexcept { return static_cast<uint32_t>(state_.load(std::memory_order_acquire)); }

    /// Blocks until no more than `remaining` calls run. `remaining` is 1 for a manager routine that waits for all but
    /// its own call.
    void wait_until_at_most(uint32_t remaining);

 private:
    static constexpr uint64_t kClosed = uint64_t{1} << 63;
    static constexpr uint64_t kWaiter = uint64_t{1} << 40;  // one unit per waiting thread
    static constexpr uint64_t kWaiterMask = (kClosed - 1) & ~(kWaiter - 1);

    std::atomic<uint64_t> state_;
    std::atomic<uint32_t> limit_{kUnlimited};
    std::mutex mutex_;
    std::condition_variable emptied_;
};

}  // namespace rpcrt4::server
