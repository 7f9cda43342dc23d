// SPDX-License-Identifier: LGPL-2.1-or-later
// See iocp.hpp. Invariant between calls: when packets and waiters are both there, `concurrency_` threads are running.
#include "handleapi/iocp.hpp"

#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"

namespace handleapi {

using base::Status;

namespace {

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
    if (!packets_.push({key, static_cast<LPOVERLAPPED>(overlapped), error, bytes}))
        return Status::error_no_system_resources;
    if (!waiters_.empty()) release_waiters(wakes);
    return Status::ok;
}

CompletionPort::Taken CompletionPort::take(std::span<CompletionPacket> out, uint32_t milliseconds,
                                           Alertable alertable) {
    Thread& thread = current_thread();
    if (thread.port.get() != this) join(thread);
    Waiter waiter;
    {
        std::lock_guard lock(lock_);
        stop_running(thread);
        if (closed_) return {Outcome::abandoned, 0};
        if (!packets_.empty() && running_ < concurrency_) {
            start_running(thread);
            return {Outcome::packets, pop_packets(out)};
        }
        if (alertable == Alertable::yes && thread.apcs_pending()) return {Outcome::alerted, 0};
        if (milliseconds == 0) return {Outcome::timed_out, 0};
        waiter.block = &thread.wait_block();
        waiter.block->begin(alertable);
        waiters_.push_front(waiter);
    }
    return wait(waiter, out, milliseconds, alertable);
}

CompletionPort::Taken CompletionPort::wait(Waiter& waiter, std::span<CompletionPacket> out, uint32_t milliseconds,
                                           Alertable alertable) {
    Thread& thread = current_thread();
    if (alertable == Alertable::yes && thread.apcs_pending()) static_cast<void>(waiter.block->alert());
    const uint32_t ended = waiter.block->sleep(deadline_after(milliseconds));
    if (ended == WaitBlock::kSatisfied) {
        if (waiter.abandoned) return {Outcome::abandoned, 0};
        thread.runs_for_port = true;  // counted by the thread that handed the packet over
        out[0] = waiter.packet;
        if (out.size() == 1) return {Outcome::packets, 1};
        std::lock_guard lock(lock_);
        return {Outcome::packets, 1 + pop_packets(out.subspan(1))};
    }
    std::lock_guard lock(lock_);
    if (waiter.link.linked()) waiters_.remove(waiter);
    return {ended == WaitBlock::kAlerted ? Outcome::alerted : Outcome::timed_out, 0};
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

void CompletionPort::release_waiters(WakeList& wakes) noexcept {
    while (!packets_.empty() && running_ < concurrency_) {
        Waiter* waiter = waiters_.pop_front();
        if (!waiter) return;
        waiter->packet = packets_.front();
        WaitBlock& block = *waiter->block;
        const void* address = block.address();
        if (!block.satisfy(0)) continue;  // timed out or alerted meanwhile
        packets_.pop();
        ++running_;
        wakes.add(address);
    }
}

void CompletionPort::join(Thread& thread) noexcept {
    if (thread.port) thread.port->leave(thread);
    thread.port = base::Ref<CompletionPort>(*this);
}

void CompletionPort::leave(Thread& thread) noexcept {
    if (thread.runs_for_port) thread_blocks(thread);
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
        WaitBlock& block = *waiter->block;
        const void* address = block.address();
        if (block.satisfy(0)) wakes.add(address);
    }
}

}  // namespace handleapi
