// SPDX-License-Identifier: LGPL-2.1-or-later
// Events: one object, set, pulsed and closed while threads wait for it.
#include "handleapi/base/slot_table.hpp"
#include "handleapi/event.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"
#include "handleapi/wait_hook.hpp"
#include "tests/model/plays.hpp"
#include "tests/model/quarantine.hpp"

namespace model {
namespace {

using base::Ref;
using handleapi::Alertable;
using handleapi::Event;
using handleapi::kInfinite;
using handleapi::kWaitObject0;
using handleapi::kWaitTimeout;
using handleapi::Object;
using handleapi::Reset;
using handleapi::wait_one;
using handleapi::WaitOutcome;

constexpr WaitOutcome kNotYet = 0xDEAD;

/// A thread looks a handle up and waits; a second sets the event, through a reference of its own; a third closes the
/// handle.
class SetWaitClose final : public Play {
 public:
    explicit SetWaitClose(Reset reset) : event_(base::make_ref<Event>(reset)), place_(event_.get()), reset_(reset) {
        id_ = table_.insert(Ref<Object>(*event_));
        thread([this] {
            const Ref<Object> found = table_.lookup(id_);
            if (found) outcome_ = wait_one(*found, kInfinite, Alertable::no);
            if (found && reset_ == Reset::automatic) expect(!found->signaled(), "one set satisfies one wait");
            found_ = static_cast<bool>(found);
        });
        thread([this] {
            event_->set();
            event_ = nullptr;
        });
        thread([this] { expect(static_cast<bool>(table_.remove(id_)), "a handle closes"); });
    }
    void check() override {
        expect(outcome_ == (found_ ? kWaitObject0 : kNotYet), "who waits for an event that is set is released");
        expect(!table_.lookup(id_), "a closed handle is none");
        expect(was_freed(place_), "the object goes with its last reference");
    }

 private:
    base::SlotTable<Object, base::NarrowId> table_;
    Ref<Event> event_;
    const void* const place_;
    const Reset reset_;
    uintptr_t id_ = 0;
    WaitOutcome outcome_ = kNotYet;
    bool found_ = false;
};

/// Two waiters, one set.
class TwoWaiters final : public Play {
 public:
    explicit TwoWaiters(Reset reset) : event_(reset), reset_(reset) {
        for (WaitOutcome& outcome : outcomes_) {
            thread([this, &outcome] { outcome = wait_one(event_, kInfinite, Alertable::no); });
        }
        thread([this] { event_.set(); });
    }
    void stuck() override {
        expect(reset_ == Reset::automatic, "a manual-reset event releases all");
        expect((outcomes_[0] == kWaitObject0) != (outcomes_[1] == kWaitObject0), "a set releases exactly one");
        expect(!event_.signaled(), "and the event is not signaled then");
        released_one_ = true;
        event_.set();
    }
    void check() override {
        expect(outcomes_[0] == kWaitObject0 && outcomes_[1] == kWaitObject0, "both are released");
        expect(released_one_ == (reset_ == Reset::automatic), "one set releases one");
        expect(event_.signaled() == (reset_ == Reset::manual), "the signal stays or goes");
    }

 private:
    Event event_;
    const Reset reset_;
    WaitOutcome outcomes_[2] = {kNotYet, kNotYet};
    bool released_one_ = false;
};

/// Waits with a deadline, while the event is set: the signal is taken by one wait, or stays.
class TimeoutOrSignal final : public Play {
 public:
    explicit TimeoutOrSignal(uint32_t waiters) : event_(Reset::automatic) {
        for (uint32_t i = 0; i < waiters; ++i) {
            thread([this] {
                const WaitOutcome outcome = wait_one(event_, 1, Alertable::no);
                expect(outcome == kWaitObject0 || outcome == kWaitTimeout, "a wait ends in one of two ways");
                satisfied_ += outcome == kWaitObject0;
            });
        }
        thread([this] { event_.set(); });
    }
    void check() override { expect(satisfied_ + event_.signaled() == 1, "a signal is taken once, or stays"); }

 private:
    Event event_;
    uint32_t satisfied_ = 0;
};

/// The thread that is satisfied ends at once; its wait block goes with it, while its signaller may not be done yet.
class EndsAtOnce final : public Play {
 public:
    EndsAtOnce() : event_(Reset::automatic) {
        thread([this] {
            place_ = handleapi::current_thread_pointer;
            expect(wait_one(event_, kInfinite, Alertable::no) == kWaitObject0, "a wait is satisfied");
            handleapi::end_current_thread();
        });
        thread([this] { event_.set(); });
    }
    void check() override { expect(was_freed(place_), "a thread's object goes with it"); }

 private:
    Event event_;
    const void* place_ = nullptr;
};

/// One thread waits for the end of another.
class ThreadEnds final : public Play {
 public:
    ThreadEnds() {
        thread([this] {
            ending_ = Ref<handleapi::Thread>(handleapi::current_thread());
            known_.set();
            handleapi::end_current_thread();
        });
        thread([this] {
            expect(wait_one(known_, kInfinite, Alertable::no) == kWaitObject0, "the thread is known");
            expect(wait_one(*ending_, kInfinite, Alertable::no) == kWaitObject0, "the end of a thread satisfies");
            expect(ending_->exit_code() == 0, "its exit code is final then");
        });
    }

 private:
    Event known_{Reset::manual};
    Ref<handleapi::Thread> ending_;
};

class SetEvent final : public handleapi::Signaling {
 public:
    explicit SetEvent(Event& event) noexcept : event_(event) {}
    base::Status signal() override {
        event_.set();
        return base::Status::ok;
    }

 private:
    Event& event_;
};

/// SignalObjectAndWait: whom the signal releases pulses what the first thread waits for, and cannot miss it.
class SignalThenPulse final : public Play {
 public:
    SignalThenPulse(Reset reset, uint32_t milliseconds) : pulsed_(reset) {
        thread([this, milliseconds] {
            SetEvent set(released_);
            const auto outcome = handleapi::signal_and_wait(set, pulsed_, milliseconds, Alertable::no);
            expect(static_cast<bool>(outcome), "signaling succeeds");
            const bool timed_out = *outcome == kWaitTimeout && milliseconds != kInfinite;
            expect(*outcome == kWaitObject0 || timed_out, "the pulse finds the thread waiting");
        });
        thread([this] {
            expect(wait_one(released_, kInfinite, Alertable::no) == kWaitObject0, "the signal arrives");
            pulsed_.pulse();
        });
    }
    void check() override { expect(!pulsed_.signaled() && !released_.signaled(), "no signal is left"); }

 private:
    Event released_{Reset::automatic};
    Event pulsed_;
};

/// A pulse releases who waits, one of them when auto-reset, and leaves nothing.
class Pulse final : public Play {
 public:
    explicit Pulse(Reset reset) : event_(reset) {
        for (int i = 0; i < 2; ++i) {
            thread([this] {
                expect(wait_one(event_, kInfinite, Alertable::no) == kWaitObject0, "a wait is satisfied");
                ++released_;
            });
        }
        thread([this] { event_.pulse(); });
        most_ = reset == Reset::manual ? 2 : 1;
    }
    void stuck() override {
        expect(released_ <= most_, "a pulse of an auto-reset event releases one");
        expect(!event_.signaled(), "a pulsed event is not signaled");
        event_.set();
        if (released_ + 1 < 2 && most_ == 1) event_.set();
        late_ = true;
    }
    void check() override { expect(late_ || most_ == 2, "a pulse of an auto-reset event releases one"); }

 private:
    Event event_;
    uint32_t released_ = 0;
    uint32_t most_ = 0;
    bool late_ = false;
};

class CountingHook final : public handleapi::WaitHook {
 public:
    int calls = 0;

 private:
    void satisfied() noexcept override { ++calls; }
};

/// A wait without a thread is ended by the signal or by cancelling it, not by both, and the signal is not lost.
class HookOrCancel final : public Play {
 public:
    HookOrCancel() : event_(base::make_ref<Event>(Reset::automatic)) {
        thread([this] {
            began_satisfied_ = hook_.begin(Ref<Object>(*event_)) == handleapi::WaitHook::Begun::satisfied;
            if (!began_satisfied_) cancelled_ = hook_.cancel();
        });
        thread([this] { event_->set(); });
    }
    void check() override {
        expect(began_satisfied_ + cancelled_ + hook_.calls == 1, "a wait ends in one way");
        expect(event_->signaled() == cancelled_, "a signal is taken once, or stays");
    }

 private:
    Ref<Event> event_;
    CountingHook hook_;
    int began_satisfied_ = 0;
    int cancelled_ = 0;
};

}  // namespace

std::vector<Scenario> event_plays() {
    return {
        scenario<SetWaitClose>("an auto-reset event is set, waited for and closed", 2, Reset::automatic),
        scenario<SetWaitClose>("a manual-reset event is set, waited for and closed", 2, Reset::manual),
        scenario<TwoWaiters>("one set of an auto-reset event releases one of two", 3, Reset::automatic),
        scenario<TwoWaiters>("one set of a manual-reset event releases both", 3, Reset::manual),
        scenario<TimeoutOrSignal>("a wait times out or takes the signal", 4, 1u),
        scenario<TimeoutOrSignal>("two waits time out or one takes the signal", 3, 2u),
        scenario<EndsAtOnce>("a thread ends as soon as its wait is satisfied", 3),
        scenario<ThreadEnds>("a thread ends while another waits for it", 3),
        scenario<SignalThenPulse>("signal-and-wait does not miss a pulse of a manual-reset event", 4, Reset::manual,
                                  kInfinite),
        scenario<SignalThenPulse>("signal-and-wait does not miss a pulse of an auto-reset event", 4, Reset::automatic,
                                  kInfinite),
        scenario<SignalThenPulse>("signal-and-wait times out or takes the pulse", 3, Reset::automatic, 1u),
        scenario<Pulse>("a pulse of an auto-reset event releases one of two", 3, Reset::automatic),
        scenario<Pulse>("a pulse of a manual-reset event leaves nothing", 3, Reset::manual),
        scenario<HookOrCancel>("a wait without a thread ends by the signal or is cancelled", 4),
    };
}

}  // namespace model
