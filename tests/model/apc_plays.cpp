// SPDX-License-Identifier: LGPL-2.1-or-later
// Calls queued to a thread, against what the thread waits for, and against its end.
#include "handleapi/apc.hpp"

#include "handleapi/event.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"
#include "tests/model/plays.hpp"

namespace model {
namespace {

using base::Ref;
using base::Status;
using handleapi::Alertable;
using handleapi::Event;
using handleapi::kInfinite;
using handleapi::kWaitIoCompletion;
using handleapi::kWaitObject0;
using handleapi::Object;
using handleapi::Reset;
using handleapi::Thread;
using handleapi::wait_one;
using handleapi::WaitOutcome;

class CountingApc final : public handleapi::Apc {
 public:
    int runs = 0;
    int discards = 0;

 private:
    Status run() override {
        ++runs;
        return Status::ok;
    }
    void discard() noexcept override { ++discards; }
};

/// The thread with the calls; the others begin when it is known.
class Target {
 public:
    void announce() {
        const Quiet quiet;
        thread_ = Ref<Thread>(handleapi::current_thread());
        known_.set();
    }
    Thread& wait_for() {
        const Quiet quiet;
        expect(wait_one(known_, kInfinite, Alertable::no) == kWaitObject0, "the thread is known");
        return *thread_;
    }

 private:
    Event known_{Reset::manual};
    Ref<Thread> thread_;
};

void make_calls() { expect(succeeded(handleapi::current_thread().run_apcs()), "the calls are made"); }

enum class WaitFor { one, any, all, one_after_a_signal };

class SetEvent final : public handleapi::Signaling {
 public:
    explicit SetEvent(Event& event) noexcept : event_(event) {}
    Status signal() override {
        event_.set();
        return Status::ok;
    }

 private:
    Event& event_;
};

/// An alertable wait meets a call and a signal: it ends because of one, and the other is there for the next wait.
class CallAndSignal final : public Play {
 public:
    explicit CallAndSignal(WaitFor what) {
        thread([this, what] {
            target_.announce();
            for (int waits = 0; waits < 2; ++waits) {
                const WaitOutcome outcome = wait(what);
                satisfied_ += outcome == kWaitObject0;
                if (outcome == kWaitIoCompletion) make_calls();
                if (waits == 0 && outcome == kWaitObject0) {
                    expect(handleapi::sleep(kInfinite, Alertable::yes) == kWaitIoCompletion, "the call comes");
                    make_calls();
                    break;
                }
            }
        });
        thread([this] { expect(succeeded(target_.wait_for().queue_apc(apc_)), "a call is queued"); });
        thread([this] { event_.set(); });
    }
    void check() override {
        expect(apc_.runs == 1 && apc_.discards == 0, "a call is made once");
        expect(satisfied_ == 1 && !event_.signaled(), "a signal is taken once");
        expect(always_.signaled() && !never_.signaled(), "the other objects are as they were");
    }

 private:
    WaitOutcome wait(WaitFor what) {
        Object* const objects[] = {&event_, &never_};
        Object* const both[] = {&event_, &always_};
        if (what == WaitFor::one) return wait_one(event_, kInfinite, Alertable::yes);
        if (what == WaitFor::any) return handleapi::wait_any(objects, kInfinite, Alertable::yes);
        if (what == WaitFor::all) return handleapi::wait_all(both, kInfinite, Alertable::yes);
        SetEvent set(always_);
        return *handleapi::signal_and_wait(set, event_, kInfinite, Alertable::yes);
    }

    Target target_;
    Event event_{Reset::automatic};
    Event never_{Reset::automatic};
    Event always_{Reset::manual, true};
    CountingApc apc_;
    int satisfied_ = 0;
};

/// Two calls wake a thread that sleeps alertably; it makes both, in one sleep or two.
class TwoCalls final : public Play {
 public:
    TwoCalls() {
        thread([this] {
            target_.announce();
            while (apcs_[0].runs + apcs_[1].runs < 2) {
                expect(handleapi::sleep(kInfinite, Alertable::yes) == kWaitIoCompletion, "a call wakes");
                make_calls();
            }
        });
        for (CountingApc& apc : apcs_) {
            thread([this, &apc] { expect(succeeded(target_.wait_for().queue_apc(apc)), "a call is queued"); });
        }
    }
    void check() override { expect(apcs_[0].runs == 1 && apcs_[1].runs == 1, "each call is made once"); }

 private:
    Target target_;
    CountingApc apcs_[2];
};

/// A call is queued to a thread that ends: it is discarded, or was never queued.
class CallAndEnd final : public Play {
 public:
    CallAndEnd() {
        thread([this] {
            target_.announce();
            handleapi::end_current_thread();
        });
        thread([this] { queued_ = succeeded(target_.wait_for().queue_apc(apc_)); });
    }
    void check() override {
        expect(apc_.runs == 0, "a thread that ends makes no calls");
        expect(apc_.discards == queued_, "a call that was queued is discarded, once");
    }

 private:
    Target target_;
    CountingApc apc_;
    int queued_ = 0;
};

/// A call is taken back while its thread may be making it.
class CallTakenBack final : public Play {
 public:
    CallTakenBack() {
        thread([this] {
            target_.announce();
            const WaitOutcome outcome = handleapi::sleep(1, Alertable::yes);
            if (outcome == kWaitIoCompletion) make_calls();
            handleapi::end_current_thread();
        });
        thread([this] {
            Thread& thread = target_.wait_for();
            queued_ = succeeded(thread.queue_apc(apc_));
            if (queued_) taken_back_ = thread.remove_apc(apc_);
        });
    }
    void check() override {
        expect(apc_.runs + apc_.discards + taken_back_ == queued_, "a call that was queued is disposed of once");
    }

 private:
    Target target_;
    CountingApc apc_;
    int queued_ = 0;
    int taken_back_ = 0;
};

}  // namespace

std::vector<Scenario> apc_plays() {
    return {
        scenario<CallAndSignal>("a call and a signal meet a wait for one", 2, WaitFor::one),
        scenario<CallAndSignal>("a call and a signal meet a wait for any", 2, WaitFor::any),
        scenario<CallAndSignal>("a call and a signal meet a wait for all", 2, WaitFor::all),
        scenario<CallAndSignal>("a call and a signal meet a signal-and-wait", 2, WaitFor::one_after_a_signal),
        scenario<TwoCalls>("two calls wake a sleeper", 2),
        scenario<CallAndEnd>("a call is queued to a thread that ends", 3),
        scenario<CallTakenBack>("a call is taken back", 3),
    };
}

}  // namespace model
