// SPDX-License-Identifier: LGPL-2.1-or-later
// Connection: how queued requests are run and their replies leave. See connection.hpp for the rules.
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

#include "rpcrt4/server/connection.hpp"
#include "rpcrt4/server/dispatch.hpp"
#include "rpcrt4/transport/loop.hpp"

namespace rpcrt4::server {

using base::Ref;

namespace {

constexpr size_t kMostDue = 16 * 1024 * 1024;
constexpr size_t kMostKept = 64 * 1024 * 1024;
constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kLookAgain{20};

/// The connection whose queue this thread is working through.
thread_local Connection* draining = nullptr;

constexpr size_t kAhead = 256 * 1024;  // of what waits to be sent: enough to keep a client busy

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
    bool look = false;
    if (done && entering_ == done) entering_ = nullptr;
    if (!entering_ && !waiting_.empty()) {
        const bool due = too_much_is_due();
        held_ = due || replies_pile_up();
        look = due && !std::exchange(looks_again_, true);
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
    if (look) look_again();
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

/// Under the lock: what the calls in progress are likely to add. A client that has all it was sent is trusted with any
/// number of calls, which may wait for each other.
bool Connection::too_much_is_due() const noexcept {
    const size_t running = calls_.size() - waiting_count_.load(std::memory_order_relaxed);
    return running * usual_reply_.load(std::memory_order_relaxed) >= kMostDue && !has_taken_all();
}

bool Connection::has_taken_all() const noexcept {
    int unsent = 0;
    if (outbox_.backlog() != 0) return false;
    return ::ioctl(descriptor(), SIOCOUTQ, &unsent) != 0 || unsent == 0;
}

/// Nothing tells when the client has taken what the system had accepted. Without memory the next answer does.
void Connection::look_again() noexcept {
    try {
        transport::Loop::accepting().after(kLookAgain, [self = Ref(*this)] {
            {
                const std::lock_guard lock(self->lock_);
                self->looks_again_ = false;
            }
            self->environment_.reactor.request_help(Ref<Source>(*self));
        });
    } catch (const std::bad_alloc&) {
        const std::lock_guard lock(lock_);
        looks_again_ = false;
    }
}

/// The loop never waits: a client of this process may depend on it.
bool Connection::sent_within_bounds(bool sent) noexcept {
    if (outbox_.backlog() < kMostKept || transport::Loop::instance().on_loop_thread()) return sent;
    // Who reads finds the end of the stream, and ends the connection.
    if (!outbox_.wait_below(kMostKept, kPatience)) ::shutdown(descriptor(), SHUT_RDWR);
    return sent && !disconnected_.load(std::memory_order_relaxed);
}

void Connection::note_reply(size_t size) noexcept {
    environment_.statistics.packets_out.fetch_add(1, std::memory_order_relaxed);
    const uint32_t usual = usual_reply_.load(std::memory_order_relaxed);
    usual_reply_.store(std::max(static_cast<uint32_t>(size), usual - usual / 16), std::memory_order_relaxed);
}

bool Connection::send_reply(protocol::OutgoingMessage message) noexcept {
    note_reply(message.remaining());
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
    return sent_within_bounds(sent);
}

bool Connection::may_resume() const noexcept {
    return role_.load(std::memory_order_seq_cst) == Role::paused && !overloaded();
}

/// For threads that do not read: what reading paused for may be over.
void Connection::resume_reading() noexcept {
    if (may_resume()) environment_.reactor.request_help(Ref<Source>(*this));
}

bool Connection::send_deferred(bool waits) noexcept {
    const bool sent = outbox_.flush();
    if (waits) {
        outbox_.wait_below(kAhead);
        return sent;
    }
    resume_reading();
    return sent_within_bounds(sent);
}

bool Connection::send_and_wait(protocol::OutgoingMessage message) noexcept {
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
    {
        std::lock_guard lock(lock_);
        calls_.remove(call);
        if (!held_ || replies_pile_up() || too_much_is_due()) return;
        held_ = false;
    }
    environment_.reactor.request_help(Ref<Source>(*this));
}

}  // namespace rpcrt4::server
