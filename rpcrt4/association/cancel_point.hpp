// SPDX-License-Identifier: LGPL-2.1-or-later
// CancelPoint: the synchronous call a thread is making, as other threads may cancel it. A cancel tells the server and
// lets the call go on; abandoning it, at once or when patience ends, breaks the connection off, and the call fails.
// Contexts that live by that connection are seen to before (Association::before_break).
// A call that needs a connection first is one Span: whatever it waits for meanwhile, a cancel finds it.
// A thread without a call has nothing to cancel: nothing is kept for its next one.
//
// Owner: its thread, and whoever looks it up. One word is the state; others hold it (`held`) for the few instructions
// in which they use the descriptor, so that the call does not end under them.
// Threads: begin, sent, end by the own thread; the rest by any. Reference: RpcCancelThreadEx; C706 12.6.4.4
// (co_cancel).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "handleapi/base/ref.hpp"

namespace rpcrt4::association {

class Association;

class CancelPoint final : public base::RefCounted {
 public:
    /// The calling thread's.
    static CancelPoint& mine();
    /// Null when that thread has not made a synchronous call yet, or has ended.
    static base::Ref<CancelPoint> of(uint32_t thread_id);

    /// What a thread waits for when it is no socket.
    class Interruptible {
     public:
        /// The thread looks at abandoned() again. Called while the thread cannot leave begin() to end().
        virtual void interrupt() noexcept = 0;

     protected:
        ~Interruptible() = default;
    };

    /// Everything the calling thread does for one call until this ends; within another one, a part of that.
    class Span {
     public:
        explicit Span(CancelPoint& point) noexcept : point_(point), outermost_(!point.spanning_) {
            if (outermost_) point_.enter_span();
        }
        ~Span() {
            if (outermost_) point_.leave_span();
        }
        Span(const Span&) = delete;
        Span& operator=(const Span&) = delete;

     private:
        CancelPoint& point_;
        const bool outermost_;
    };

    /// A call begins on the connection, which is of this association, or not bound yet. Within a span it goes on there.
    void begin(int descriptor, Association* association) noexcept { begin(descriptor, association, nullptr); }
    void begin(Interruptible& waiting) noexcept { begin(-1, nullptr, &waiting); }
    /// Its request has been sent, so a cancel may follow.
    void sent(uint32_t call_id) noexcept;
    /// The call is over, or this part of its span. True when it was abandoned: the connection is broken.
    bool end() noexcept;
    bool abandoned() const noexcept { return abandoned_.load(std::memory_order_acquire); }

    /// Cancels the call in progress, if there is one; without `patience` for as long as the server likes.
    void cancel(std::optional<std::chrono::seconds> patience);

    /// For cancels that name no patience.
    void set_patience(std::optional<std::chrono::seconds> patience) noexcept;
    std::optional<std::chrono::seconds> patience() const noexcept;

 private:
    enum class State : uint8_t { idle, sending, receiving, held };

    void enter_span() noexcept;
    void leave_span() noexcept;
    void begin(int descriptor, Association* association, Interruptible* waiting) noexcept;
    void interrupt_wait() noexcept;
    bool hold(State& before) noexcept;
    void leave_to(State next) noexcept;
    void send_cancel() noexcept;
    void abandon(uint64_t call) noexcept;
    void break_off(uint64_t call) noexcept;

    static constexpr int64_t kForEver = -1;

    std::atomic<State> state_{State::idle};
    std::atomic<int64_t> patience_{kForEver};  // seconds
    // Of the own thread between calls, else of who holds the state.
    int descriptor_ = -1;
    Association* association_ = nullptr;  // lives as long as the call
    Interruptible* waiting_ = nullptr;
    uint32_t call_id_ = 0;
    uint64_t call_ = 0;  // how many calls began; tells a late timer that its call is over
    bool cancel_due_ = false;
    std::atomic<bool> abandoned_{false};
    bool spanning_ = false;  // of the own thread
};

}  // namespace rpcrt4::association
