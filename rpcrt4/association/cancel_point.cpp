// SPDX-License-Identifier: LGPL-2.1-or-later
// CancelPoint: idle -> sending -> receiving -> idle, with `held` in between while another thread acts on the call.
#include "rpcrt4/association/cancel_point.hpp"

#include <sched.h>
#include <sys/socket.h>

#include <unordered_map>
#include <utility>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/thread.hpp"
#include "rpcrt4/association/association.hpp"
#include "rpcrt4/protocol/client_session.hpp"
#include "rpcrt4/protocol/pdu_trace.hpp"
#include "rpcrt4/transport/loop.hpp"
#include "rpcrt4/transport/socket.hpp"

namespace rpcrt4::association {

using base::Ref;

namespace {

using Points = base::Guarded<std::unordered_map<uint32_t, Ref<CancelPoint>>>;

/// Never torn down: threads may end while the process does.
Points& points() {
    static Points& all = *new Points;
    return all;
}

/// Set when the thread has passed the destruction of its entry. Has no destructor, so it can be read to the very end.
thread_local bool entry_gone = false;

/// A thread's entry in the table, for as long as the thread lives.
struct Entry {
    Entry() : id(handleapi::current_thread_id()), point(base::make_ref<CancelPoint>()) {
        points().with([&](auto& all) { all[id] = point; });
    }
    ~Entry() {
        points().with([&](auto& all) { all.erase(id); });
        entry_gone = true;
    }
    const uint32_t id;
    const Ref<CancelPoint> point;
};

/// For calls that destructors of an ending thread make: nobody can cancel them any more. Kept, since nothing tells when
/// the last of them is over.
CancelPoint& late_point() {
    static auto& kept = *new base::Guarded<std::vector<Ref<CancelPoint>>>;
    static thread_local CancelPoint* const point =
        kept.with([](auto& all) { return all.emplace_back(base::make_ref<CancelPoint>()).get(); });
    return *point;
}

}  // namespace

CancelPoint& CancelPoint::mine() {
    if (entry_gone) return late_point();
    static thread_local const Entry entry;
    return *entry.point;
}

Ref<CancelPoint> CancelPoint::of(uint32_t thread_id) {
    return points().with([&](auto& all) -> Ref<CancelPoint> {
        const auto found = all.find(thread_id);
        return found != all.end() ? found->second : nullptr;
    });
}

void CancelPoint::begin(int descriptor, Association* association, Interruptible* waiting) noexcept {
    State before;
    if (spanning_ && hold(before)) {
        descriptor_ = descriptor;
        association_ = association;
        waiting_ = waiting;
        if (abandoned()) interrupt_wait();
        return leave_to(State::sending);
    }
    descriptor_ = descriptor;
    association_ = association;
    waiting_ = waiting;
    ++call_;
    cancel_due_ = false;
    abandoned_.store(false, std::memory_order_relaxed);
    state_.store(State::sending, std::memory_order_release);
}

void CancelPoint::enter_span() noexcept {
    begin(-1, nullptr, nullptr);
    spanning_ = true;
}

void CancelPoint::leave_span() noexcept {
    spanning_ = false;
    static_cast<void>(end());
}

void CancelPoint::sent(uint32_t call_id) noexcept {
    State before;
    if (!hold(before)) return;
    call_id_ = call_id;
    if (cancel_due_) send_cancel();
    leave_to(State::receiving);
}

bool CancelPoint::end() noexcept {
    State before;
    if (hold(before)) {
        descriptor_ = -1;
        association_ = nullptr;
        waiting_ = nullptr;
        leave_to(spanning_ ? State::sending : State::idle);
    }
    return abandoned();
}

/// Waits for another holder, which never blocks for long. False when there is no call.
bool CancelPoint::hold(State& before) noexcept {
    before = state_.load(std::memory_order_acquire);
    for (;;) {
        if (before == State::idle) return false;
        if (before == State::held) {
            ::sched_yield();
            before = state_.load(std::memory_order_acquire);
        } else if (state_.compare_exchange_weak(before, State::held, std::memory_order_acq_rel)) {
            return true;
        }
    }
}

void CancelPoint::leave_to(State next) noexcept { state_.store(next, std::memory_order_release); }

/// A cancel is advice: where the socket takes nothing now, it is not sent.
void CancelPoint::send_cancel() noexcept {
    try {
        protocol::OutgoingMessage message = protocol::ClientSession::cancel(call_id_);
        protocol::trace_sending(descriptor_, message);
        auto blocking = transport::Blocking::no;
        while (!message.done()) {
            const auto sent = transport::send_some(descriptor_, message.pending(), blocking);
            if (sent.bytes == 0) return;
            message.advance(sent.bytes);
            blocking = transport::Blocking::yes;  // half a PDU would spoil the stream
        }
    } catch (const std::bad_alloc&) {
    }
}

void CancelPoint::cancel(std::optional<std::chrono::seconds> patience) {
    State before;
    if (!hold(before)) return;
    const uint64_t call = call_;
    if (before == State::receiving) {
        send_cancel();
    } else {
        cancel_due_ = true;
    }
    leave_to(before);
    if (!patience) return;
    if (*patience <= std::chrono::seconds::zero()) return abandon(call);
    transport::Loop::instance().after(*patience, [self = Ref<CancelPoint>(*this), call] { self->abandon(call); });
}

void CancelPoint::abandon(uint64_t call) noexcept {
    Ref<Association> association;
    State before;
    if (!hold(before)) return;
    if (call_ == call && association_) association = Ref<Association>(*association_);
    leave_to(before);
    try {
        if (association) {
            association->before_break([self = Ref<CancelPoint>(*this), call] { self->break_off(call); });
            return;
        }
    } catch (const std::bad_alloc&) {
        // Contexts may be lost.
    }
    break_off(call);
}

void CancelPoint::break_off(uint64_t call) noexcept {
    State before;
    if (!hold(before)) return;
    if (call_ == call) {
        abandoned_.store(true, std::memory_order_release);
        interrupt_wait();
    }
    leave_to(before);
}

/// The thread finds its stream ended, or is told to look.
void CancelPoint::interrupt_wait() noexcept {
    if (waiting_) {
        waiting_->interrupt();
    } else if (descriptor_ >= 0) {
        ::shutdown(descriptor_, SHUT_RDWR);
    }
}

void CancelPoint::set_patience(std::optional<std::chrono::seconds> patience) noexcept {
    patience_.store(patience ? patience->count() : kForEver, std::memory_order_relaxed);
}

std::optional<std::chrono::seconds> CancelPoint::patience() const noexcept {
    const int64_t seconds = patience_.load(std::memory_order_relaxed);
    if (seconds == kForEver) return std::nullopt;
    return std::chrono::seconds(seconds);
}

}  // namespace rpcrt4::association
