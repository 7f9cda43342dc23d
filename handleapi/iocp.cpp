// SPDX-License-Identifier: LGPL-2.1-or-later
// See iocp.hpp.
#include "handleapi/iocp.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <new>
#include <utility>

#include "handleapi/base/futex.hpp"
#include "handleapi/thread_state.hpp"
#include "handleapi/wait.hpp"

namespace handleapi {

using base::Status;

namespace {

constexpr int64_t kWatchInterval = 10'000'000;  // nanoseconds

uint32_t concurrency_or_default(uint32_t wanted) noexcept {
    if (wanted != 0) return wanted;
    return static_cast<uint32_t>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

}  // namespace

PacketQueue::~PacketQueue() {
    while (first_) delete std::exchange(first_, first_->next);
    delete spare_;
}

bool PacketQueue::grow() noexcept {
    Chunk* chunk = spare_ ? std::exchange(spare_, nullptr) : new (std::nothrow) Chunk;
    if (!chunk) return false;
    chunk->next = nullptr;
    if (last_) {
        last_->next = chunk;
    } else {
        first_ = chunk;
        begin_ = 0;
    }
    last_ = chunk;
    end_ = 0;
    return true;
}

void PacketQueue::drop_first() noexcept {
    Chunk* emptied = std::exchange(first_, first_->next);
    begin_ = 0;
    if (spare_) {
        delete emptied;
    } else {
        spare_ = emptied;
    }
}

CompletionPort::CompletionPort(uint32_t concurrency) noexcept
    : Object(kType, Consume::nothing, 0, true), concurrency_(concurrency_or_default(concurrency)) {}

Status CompletionPort::post(uint32_t bytes, uintptr_t key, void* overlapped, uint32_t error) noexcept {
    WakeList wakes;
    std::lock_guard lock(lock_);
    if (closed_) return Status::error_invalid_handle;
    if (!packets_.push({key, static_cast<LPOVERLAPPED>(overlapped), error, bytes})) {
        return Status::error_no_system_resources;
    }
    if (!waiters_.empty()) release_waiters(wakes);
    return Status::ok;
}

CompletionPort::Taken CompletionPort::take(std::span<CompletionPacket> out, uint32_t milliseconds,
                                           Alertable alertable) {
    Thread& thread = current_thread();
    if (thread.port.get() != this) join(thread);
    Waiter waiter;
    {
        WakeList wakes;
        std::lock_guard lock(lock_);
        stop_running(thread);
        if (closed_) return {Outcome::abandoned, 0};
        if (!packets_.empty() && running_ < concurrency_) {
            start_running(thread);
            return {Outcome::packets, pop_packets(out)};
        }
        if (alertable == Alertable::yes && thread.apcs_pending()) return {Outcome::alerted, 0};
        if (milliseconds == 0) return {Outcome::timed_out, 0};
        waiter.thread = &thread;
        thread.wait_block().begin(alertable);
        waiters_.push_front(waiter);
        appoint_watcher(wakes);  // nobody watches when nobody waits
    }
    return wait(waiter, out, milliseconds, alertable);
}

CompletionPort::Taken CompletionPort::wait(Waiter& waiter, std::span<CompletionPacket> out, uint32_t milliseconds,
                                           Alertable alertable) {
    if (alertable == Alertable::yes && waiter.thread->apcs_pending()) {
        static_cast<void>(waiter.thread->wait_block().alert());
    }
    // Not a BlockingScope: whether the thread runs for the port is the port's own affair here.
    BlockObserver* const observer = waiter.thread->observer;
    if (observer) observer->blocks();
    const uint32_t ended = sleep(waiter, deadline_after(milliseconds));
    if (observer) observer->goes_on();
    WakeList wakes;
    std::lock_guard lock(lock_);
    if (waiter.link.linked()) waiters_.remove(waiter);
    if (waiter.watches) {
        watched_ = false;
        appoint_watcher(wakes);
    }
    if (ended != WaitBlock::kSatisfied) {
        return {ended == WaitBlock::kAlerted ? Outcome::alerted : Outcome::timed_out, 0};
    }
    if (waiter.abandoned) return {Outcome::abandoned, 0};
    out[0] = waiter.packet;
    return {Outcome::packets, 1 + pop_packets(out.subspan(1))};
}

size_t CompletionPort::pop_packets(std::span<CompletionPacket> out) noexcept {
    size_t count = 0;
    for (; count < out.size() && !packets_.empty(); packets_.pop()) out[count++] = packets_.front();
    return count;
}

void CompletionPort::stop_running(Thread& thread) noexcept {
    if (!thread.runs_for_port) return;
    thread.runs_for_port = false;
    --running_;
}

void CompletionPort::start_running(Thread& thread) noexcept {
    thread.runs_for_port = true;
    ++running_;
}

/// Gives the first packet to a waiter that has been taken out of the list; false when its wait has ended otherwise.
bool CompletionPort::hand_over(Waiter& waiter) noexcept {
    Thread& thread = *waiter.thread;
    waiter.packet = packets_.front();
    start_running(thread);
    if (!thread.wait_block().satisfy(0)) {
        stop_running(thread);
        return false;
    }
    packets_.pop();
    return true;
}

void CompletionPort::release_waiters(WakeList& wakes) noexcept {
    while (!packets_.empty() && running_ < concurrency_) {
        Waiter* waiter = waiters_.pop_front();
        if (!waiter) return;
        const void* address = waiter->thread->wait_block().address();
        if (hand_over(*waiter)) wakes.add(address);
    }
    appoint_watcher(wakes);
}

void CompletionPort::appoint_watcher(WakeList& wakes) noexcept {
    if (watched_ || !held_back() || waiters_.empty()) return;
    Waiter& waiter = *waiters_.front();
    waiter.watches = watched_ = true;
    WaitBlock& block = waiter.thread->wait_block();
    if (block.nudge()) wakes.add(block.address());
}

uint32_t CompletionPort::sleep(Waiter& waiter, int64_t deadline) noexcept {
    WaitBlock& block = waiter.thread->wait_block();
    int64_t until = deadline;
    bool watching = false;
    waiter.thread->open_fate();
    for (;;) {
        const uint32_t state = block.doze(until);
        const int64_t now = base::monotonic_now();
        if (WaitBlock::has_ended(state) || now >= deadline) {
            waiter.thread->close_fate();
            return block.time_out();
        }
        // The first time round it has only just been appointed: give the running threads their time.
        if (watching && now >= until) look_for_blocked_threads(waiter);
        const bool watched_before = std::exchange(watching, watches(waiter));
        if (!watching) {
            until = deadline;
        } else if (!watched_before || now >= until) {
            until = std::min(deadline, now + kWatchInterval);
        }
    }
}

bool CompletionPort::watches(Waiter& waiter) noexcept {
    std::lock_guard lock(lock_);
    if (waiter.watches && !held_back()) waiter.watches = watched_ = false;
    return waiter.watches;
}

void CompletionPort::look_for_blocked_threads(Waiter& waiter) noexcept {
    std::array<uint32_t, 64> ids;
    size_t known = 0;
    uint32_t runnable = 0;
    {
        std::lock_guard lock(lock_);
        for (Thread* thread = threads_.front(); thread; thread = threads_.after(*thread)) {
            if (!thread->runs_for_port) continue;
            if (known == ids.size()) return;
            ids[known++] = thread->id();
        }
    }
    for (size_t i = 0; i < known; ++i) runnable += is_runnable(ids[i]);
    if (runnable >= concurrency_) return;
    std::lock_guard lock(lock_);
    if (!waiter.link.linked() || packets_.empty()) return;
    waiters_.remove(waiter);
    static_cast<void>(hand_over(waiter));
}

void CompletionPort::join(Thread& thread) noexcept {
    if (thread.port) thread.port->leave(thread);
    thread.port = base::Ref<CompletionPort>(*this);
    std::lock_guard lock(lock_);
    threads_.push_back(thread);
}

void CompletionPort::leave(Thread& thread) noexcept {
    {
        WakeList wakes;
        std::lock_guard lock(lock_);
        threads_.remove(thread);
        stop_running(thread);
        release_waiters(wakes);
    }
    thread.port = nullptr;  // perhaps the last reference to this port
}

void CompletionPort::thread_blocks(Thread& thread) noexcept {
    WakeList wakes;
    std::lock_guard lock(lock_);
    stop_running(thread);
    release_waiters(wakes);
}

void CompletionPort::thread_resumes(Thread& thread) noexcept {
    std::lock_guard lock(lock_);
    start_running(thread);
}

void CompletionPort::handle_opened() noexcept {
    std::lock_guard lock(lock_);
    ++handles_;
}

void CompletionPort::handle_closed() noexcept {
    WakeList wakes;
    std::lock_guard lock(lock_);
    if (--handles_ != 0) return;
    closed_ = true;
    while (Waiter* waiter = waiters_.pop_front()) {
        waiter->abandoned = true;
        WaitBlock& block = waiter->thread->wait_block();
        const void* address = block.address();
        if (block.satisfy(0)) wakes.add(address);
    }
}

}  // namespace handleapi
