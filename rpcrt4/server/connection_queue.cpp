// SPDX-License-Identifier: LGPL-2.1-or-later
// Connection: how queued requests are run and their replies leave. See connection.hpp for the rules.
#include <mutex>
#include <utility>

#include "rpcrt4/server/connection.hpp"
#include "rpcrt4/server/dispatch.hpp"

namespace rpcrt4::server {

using base::Ref;

namespace {

/// The connection whose queue this thread is working through.
thread_local Connection* draining = nullptr;

}  // namespace

void Connection::drain() noexcept {
    Connection* const outer = std::exchange(draining, this);
    Ref<ServerCall> call;
    while ((call = next_call(call.get()))) dispatch(*call);
    draining = outer;
}

/// Takes the next request unless the one before has not reached its manager routine yet: who gets it there goes on.
/// `done` is what the caller ran last. None is run while the client leaves its replies lying; drained() finds out under
/// the same lock, so either it sees what was held back here or this sees what it has written.
Ref<ServerCall> Connection::next_call(const ServerCall* done) noexcept {
    std::unique_lock lock(lock_);
    if (done && entering_ == done) entering_ = nullptr;
    if (!entering_ && !waiting_.empty()) {
        held_ = replies_pile_up();
        if (ServerCall* call = held_ ? nullptr : waiting_.pop_front()) {
            waiting_count_.fetch_sub(1, std::memory_order_relaxed);
            waiting_bytes_.fetch_sub(call->request_size(), std::memory_order_relaxed);
            entering_ = call;
            return Ref<ServerCall>::adopt(call);
        }
    }
    const bool flush = std::exchange(deferred_, false);
    const bool gone = is_over();
    lock.unlock();
    if (flush) outbox_.flush();
    if (gone) leave_group();
    return nullptr;
}

/// Under the lock: nothing is left to do for a client that is gone but to run down what it left behind.
bool Connection::is_over() const noexcept {
    return group_ && disconnected_.load(std::memory_order_acquire) && !entering_ && waiting_.empty();
}

/// A routine may block for good: what else there is to do is another worker's, reading on after a pause included.
void Connection::manager_entered(ServerCall& call) noexcept {
    {
        std::lock_guard lock(lock_);
        if (entering_ != &call) return;
        entering_ = nullptr;
        const bool work_left = !waiting_.empty() || deferred_ || is_over() || may_resume();
        if (helper_called_ || !work_left) return;
        helper_called_ = true;
    }
    environment_.reactor.request_help(Ref<Source>(*this));
}

void Connection::help() noexcept {
    {
        std::lock_guard lock(lock_);
        helper_called_ = false;
    }
    if (outbox_.backlog() == 0) drained();
    work(false);
}

bool Connection::send_reply(protocol::OutgoingMessage message) noexcept {
    environment_.statistics.packets_out.fetch_add(1, std::memory_order_relaxed);
    if (draining == this && waiting_count_.load(std::memory_order_relaxed) != 0) {
        std::unique_lock lock(lock_);
        if (helper_called_ && !waiting_.empty()) {
            // Under the lock: whoever clears deferred_ must find the message in the outbox.
            deferred_ = true;
            const bool enough = outbox_.defer(std::move(message));
            lock.unlock();
            return enough ? outbox_.flush() : !disconnected_.load(std::memory_order_relaxed);
        }
    }
    const bool sent = outbox_.post(std::move(message));
    resume_reading();  // which may have paused for the backlog this thread has just written out
    return sent;
}

bool Connection::may_resume() const noexcept {
    return role_.load(std::memory_order_seq_cst) == Role::paused && !overloaded();
}

/// For threads that do not read: what reading paused for may be over.
void Connection::resume_reading() noexcept {
    if (may_resume()) environment_.reactor.request_help(Ref<Source>(*this));
}

bool Connection::send_and_wait(protocol::OutgoingMessage message) noexcept {
    constexpr size_t kAhead = 256 * 1024;  // enough to keep the client busy
    const bool sent = outbox_.post(std::move(message), Outbox::Patience::some);
    outbox_.wait_below(kAhead);
    return sent;
}

void Connection::tell_when_sent(std::unique_ptr<binding::CompletionSink> sent) {
    {
        const std::lock_guard lock(lock_);
        to_tell_when_sent_.push_back(std::move(sent));
    }
    // Told by a worker, so that a notification routine never runs inside a pipe's push.
    if (outbox_.backlog() == 0) environment_.reactor.request_help(Ref<Source>(*this));
}

void Connection::drained() noexcept {
    std::vector<std::unique_ptr<binding::CompletionSink>> told;
    bool held = false;
    {
        const std::lock_guard lock(lock_);
        told.swap(to_tell_when_sent_);
        held = std::exchange(held_, false);
    }
    // By a worker: who has drained the outbox may be the application's own thread.
    if (held) environment_.reactor.request_help(Ref<Source>(*this));
    for (const auto& sink : told) sink->notify();
}

Ref<ServerCall> Connection::find_call(uint32_t call_id) noexcept {
    std::lock_guard lock(lock_);
    ServerCall* const call = calls_.find(call_id);
    return call && call->try_retain() ? Ref<ServerCall>::adopt(call) : nullptr;
}

void Connection::forget(ServerCall& call) noexcept {
    std::lock_guard lock(lock_);
    calls_.remove(call);
}

}  // namespace rpcrt4::server
