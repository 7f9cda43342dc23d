// SPDX-License-Identifier: LGPL-2.1-or-later
// Waits for several objects: any, all, and both at once on the same objects.
#include "handleapi/event.hpp"
#include "handleapi/mutex.hpp"
#include "handleapi/semaphore.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"
#include "tests/model/plays.hpp"

namespace model {
namespace {

using handleapi::Alertable;
using handleapi::Event;
using handleapi::kInfinite;
using handleapi::kWaitObject0;
using handleapi::kWaitTimeout;
using handleapi::Mutex;
using handleapi::Object;
using handleapi::Reset;
using handleapi::Semaphore;
using handleapi::wait_all;
using handleapi::wait_any;
using handleapi::wait_one;
using handleapi::WaitOutcome;

constexpr WaitOutcome kNotYet = 0xDEAD;

/// A wait for any of two events that two threads set: one of them is taken, the other stays; of two that were signaled
/// before, the first.
class AnyOfTwo final : public Play {
 public:
    explicit AnyOfTwo(uint32_t milliseconds) {
        thread([this, milliseconds] {
            Object* const objects[] = {&events_[0], &events_[1]};
            const bool first_is_set = is_set_[0];
            const bool both_are_set = is_set_[0] && is_set_[1];
            outcome_ = wait_any(objects, milliseconds, Alertable::no);
            expect(!both_are_set || outcome_ == kWaitObject0, "the lowest index wins");
            expect(!first_is_set || outcome_ == kWaitObject0, "what is signaled is taken in order");
        });
        for (int i = 0; i < 2; ++i) {
            thread([this, i] {
                events_[i].set();
                is_set_[i] = true;
            });
        }
    }
    void check() override {
        expect(events_[0].signaled() == (outcome_ != kWaitObject0), "the first is taken or stays");
        expect(events_[1].signaled() == (outcome_ != kWaitObject0 + 1), "the second is taken or stays");
        expect(outcome_ <= kWaitObject0 + 1 || outcome_ == kWaitTimeout, "one of the known outcomes");
    }

 private:
    Event events_[2] = {Event(Reset::automatic), Event(Reset::automatic)};
    bool is_set_[2] = {};
    WaitOutcome outcome_ = kNotYet;
};

/// One waits for both events, another for the first; each is set once. Nobody holds one and waits for the other.
class AllAndOne final : public Play {
 public:
    AllAndOne() {
        thread([this] {
            Object* const objects[] = {&x_, &y_};
            all_ = wait_all(objects, kInfinite, Alertable::no);
        });
        thread([this] { one_ = wait_one(x_, kInfinite, Alertable::no); });
        thread([this] {
            y_.set();
            x_.set();
        });
    }
    void stuck() override {
        expect((all_ == kWaitObject0) != (one_ == kWaitObject0), "x satisfies exactly one");
        expect(!x_.signaled(), "x is taken");
        expect(y_.signaled() == (all_ == kNotYet), "y is taken with x or not at all");
        was_stuck_ = true;
        x_.set();
    }
    void check() override {
        expect(was_stuck_, "x satisfies exactly one");
        expect(all_ == kWaitObject0 && one_ == kWaitObject0, "both are satisfied at last");
        expect(!x_.signaled() && !y_.signaled(), "no signal is left");
    }

 private:
    Event x_{Reset::automatic};
    Event y_{Reset::automatic};
    WaitOutcome all_ = kNotYet;
    WaitOutcome one_ = kNotYet;
    bool was_stuck_ = false;
};

/// Two wait for the same two objects, named in opposite orders.
class TwoAlls final : public Play {
 public:
    explicit TwoAlls(bool signaled) : x_(Reset::automatic, signaled), y_(Reset::automatic, signaled) {
        thread([this] {
            Object* const objects[] = {&x_, &y_};
            satisfied_ += wait_all(objects, kInfinite, Alertable::no) == kWaitObject0;
        });
        thread([this] {
            Object* const objects[] = {&y_, &x_};
            satisfied_ += wait_all(objects, kInfinite, Alertable::no) == kWaitObject0;
        });
        if (signaled) return;
        thread([this] {
            x_.set();
            y_.set();
        });
    }
    void stuck() override {
        expect(satisfied_ == 1, "one of the two is satisfied");
        expect(!x_.signaled() && !y_.signaled(), "and takes both");
        was_stuck_ = true;
        y_.set();
        x_.set();
    }
    void check() override { expect(was_stuck_ && satisfied_ == 2, "both are satisfied, one after the other"); }

 private:
    Event x_;
    Event y_;
    int satisfied_ = 0;
    bool was_stuck_ = false;
};

/// A wait for both with a deadline takes both or none.
class AllOrTimeout final : public Play {
 public:
    AllOrTimeout() {
        thread([this] {
            Object* const objects[] = {&event_, &semaphore_};
            outcome_ = wait_all(objects, 1, Alertable::no);
        });
        thread([this] { event_.set(); });
        thread([this] {
            uint32_t previous = 0;
            expect(succeeded(semaphore_.post(1, previous)) && previous == 0, "the semaphore counts");
        });
    }
    void check() override {
        expect(outcome_ == kWaitObject0 || outcome_ == kWaitTimeout, "a wait ends in one of two ways");
        expect(event_.signaled() == (outcome_ == kWaitTimeout), "the event is taken or stays");
        expect(semaphore_.signaled() == (outcome_ == kWaitTimeout), "the semaphore, too");
    }

 private:
    Event event_{Reset::automatic};
    Semaphore semaphore_{0, 1};
    WaitOutcome outcome_ = kNotYet;
};

/// One waits for a mutex and an event, while another has the mutex for a while.
class AllWithMutex final : public Play {
 public:
    AllWithMutex() {
        thread([this] {
            Object* const objects[] = {&mutex_, &event_};
            expect(wait_all(objects, kInfinite, Alertable::no) == kWaitObject0, "both are had at last");
            enter_and_leave();
            expect(succeeded(mutex_.unlock()), "the wait made this thread the owner");
        });
        thread([this] {
            expect(wait_one(mutex_, kInfinite, Alertable::no) == kWaitObject0, "the mutex is had");
            enter_and_leave();
            expect(succeeded(mutex_.unlock()), "the owner releases");
        });
        thread([this] { event_.set(); });
    }
    void check() override { expect(mutex_.signaled() && !event_.signaled(), "one is free, the other taken"); }

 private:
    void enter_and_leave() {
        expect(inside_++ == 0, "a mutex has one owner");
        static_cast<void>(event_.signaled());  // a step
        --inside_;
    }

    Mutex mutex_;
    Event event_{Reset::automatic};
    int inside_ = 0;
};

/// A pulse satisfies a wait-all that is complete with it, and leaves nothing.
class PulseForAll final : public Play {
 public:
    PulseForAll() {
        thread([this] {
            Object* const objects[] = {&pulsed_, &held_};
            outcome_ = wait_all(objects, 1, Alertable::no);
        });
        thread([this] { pulsed_.pulse(); });
    }
    void check() override {
        expect(!pulsed_.signaled(), "a pulse leaves nothing");
        expect(held_.signaled() == (outcome_ == kWaitTimeout), "all are taken or none");
    }

 private:
    Event pulsed_{Reset::automatic};
    Event held_{Reset::automatic, true};
    WaitOutcome outcome_ = kNotYet;
};

}  // namespace

std::vector<Scenario> many_plays() {
    return {
        scenario<AnyOfTwo>("a wait for any of two events takes one of them", 3, kInfinite),
        scenario<AnyOfTwo>("a wait for any of two events takes one of them or times out", 2, 1u),
        scenario<AllAndOne>("a wait for all and a wait for one compete", 2),
        scenario<TwoAlls>("two waits for all name signaled objects in opposite orders", 3, true),
        scenario<TwoAlls>("two waits for all name their objects in opposite orders", 2, false),
        scenario<AllOrTimeout>("a wait for all takes all or none", 2),
        scenario<AllWithMutex>("a wait for all has a mutex among its objects", 2),
        scenario<PulseForAll>("a pulse meets a wait for all", 3),
    };
}

}  // namespace model
