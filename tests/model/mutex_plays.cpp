// SPDX-License-Identifier: LGPL-2.1-or-later
// Mutexes, whose owners release them or end; and semaphores, whose count is shared out.
#include "handleapi/mutex.hpp"

#include "handleapi/base/schedule.hpp"
#include "handleapi/event.hpp"
#include "handleapi/semaphore.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"
#include "tests/model/plays.hpp"

namespace model {
namespace {

using handleapi::Alertable;
using handleapi::Event;
using handleapi::kInfinite;
using handleapi::kWaitAbandoned0;
using handleapi::kWaitObject0;
using handleapi::kWaitTimeout;
using handleapi::Mutex;
using handleapi::Reset;
using handleapi::Semaphore;
using handleapi::wait_one;
using handleapi::WaitOutcome;

/// A section that one thread may be in at a time; passing it takes a step.
class Section {
 public:
    void pass() {
        expect(inside_++ == 0, "a mutex has one owner");
        static_cast<void>(step_.load(std::memory_order_relaxed));
        expect(--inside_ == 0, "a mutex has one owner");
    }

 private:
    int inside_ = 0;
    base::Atomic<uint32_t> step_{0};
};

/// Two own the mutex in turn and release it; a third ends while it owns it. Whoever comes next is told, nobody else.
class OwnerEnds final : public Play {
 public:
    explicit OwnerEnds(int others) {
        thread([this] {
            own(true);
            handleapi::end_current_thread();
        });
        for (int i = 0; i < others; ++i) {
            thread([this] {
                own(false);
                expect(succeeded(mutex_.unlock()), "the owner releases");
            });
        }
    }
    void check() override { expect(mutex_.signaled(), "nobody owns the mutex at last"); }

 private:
    void own(bool ends) {
        const WaitOutcome outcome = wait_one(mutex_, kInfinite, Alertable::no);
        expect(outcome == (left_ ? kWaitAbandoned0 : kWaitObject0), "the next owner is told, and only he");
        section_.pass();
        left_ = ends;
    }

    Mutex mutex_;
    Section section_;
    bool left_ = false;  // by its last owner
};

/// A mutex is taken twice and released twice, while another waits for it, perhaps in vain.
class Recursion final : public Play {
 public:
    explicit Recursion(uint32_t milliseconds) {
        thread([this] {
            expect(wait_one(mutex_, kInfinite, Alertable::no) == kWaitObject0, "the mutex is had");
            expect(wait_one(mutex_, 0, Alertable::no) == kWaitObject0, "its owner has it again at once");
            expect(succeeded(mutex_.unlock()), "the first release");
            section_.pass();
            expect(succeeded(mutex_.unlock()), "the second release");
            expect(failed(mutex_.unlock()), "who does not own it cannot release it");
        });
        thread([this, milliseconds] {
            const WaitOutcome outcome = wait_one(mutex_, milliseconds, Alertable::no);
            if (outcome == kWaitTimeout && milliseconds != kInfinite) return;
            expect(outcome == kWaitObject0, "the mutex is had");
            section_.pass();
            expect(succeeded(mutex_.unlock()), "the owner releases");
        });
    }
    void check() override { expect(mutex_.signaled(), "nobody owns the mutex at last"); }

 private:
    Mutex mutex_;
    Section section_;
};

class Release final : public handleapi::Signaling {
 public:
    explicit Release(Mutex& mutex) noexcept : mutex_(mutex) {}
    base::Status signal() override { return mutex_.unlock(); }

 private:
    Mutex& mutex_;
};

/// A thread releases a mutex and waits for a pulse that comes from the mutex's next owner: as a condition variable.
class ReleaseAndWait final : public Play {
 public:
    ReleaseAndWait() {
        thread([this] {
            own();
            if (!said_) {
                Release release(mutex_);
                const auto outcome = handleapi::signal_and_wait(release, pulsed_, kInfinite, Alertable::no);
                expect(outcome && *outcome == kWaitObject0, "the pulse finds the thread waiting");
                own();
            }
            expect(said_, "what the pulse was for");
            expect(succeeded(mutex_.unlock()), "the owner releases");
            Release again(mutex_);
            const auto outcome = handleapi::signal_and_wait(again, mutex_, kInfinite, Alertable::no);
            expect(!outcome && outcome.status() == base::Status::error_not_owner, "who is no owner cannot release");
        });
        thread([this] {
            own();
            said_ = true;
            pulsed_.pulse();
            expect(succeeded(mutex_.unlock()), "the owner releases");
        });
    }
    void check() override { expect(mutex_.signaled() && !pulsed_.signaled(), "all is as it was"); }

 private:
    void own() {
        expect(wait_one(mutex_, kInfinite, Alertable::no) == kWaitObject0, "the mutex is had");
        section_.pass();
    }

    Mutex mutex_;
    Event pulsed_{Reset::automatic};
    Section section_;
    bool said_ = false;
};

/// The count of a semaphore is taken or stays, whoever comes when.
class PostAndTwo final : public Play {
 public:
    PostAndTwo(uint32_t at_once, uint32_t posts, uint32_t milliseconds) : total_(at_once * posts) {
        for (int i = 0; i < 2; ++i) {
            thread([this, milliseconds] {
                const WaitOutcome outcome = wait_one(semaphore_, milliseconds, Alertable::no);
                expect(outcome == kWaitObject0 || milliseconds != kInfinite, "the wait is satisfied");
                taken_ += outcome == kWaitObject0;
            });
        }
        for (uint32_t i = 0; i < posts; ++i) {
            thread([this, at_once] {
                uint32_t previous = 0;
                expect(succeeded(semaphore_.post(at_once, previous)), "the count has room");
            });
        }
    }
    void stuck() override {
        expect(total_ == 1 && taken_ == 1, "each count releases one");
        uint32_t previous = 9;
        expect(succeeded(semaphore_.post(1, previous)) && previous == 0, "none is left");
        ++total_;
    }
    void check() override {
        uint32_t previous = 0;
        expect(succeeded(semaphore_.post(1, previous)), "the count has room");
        expect(taken_ + previous == total_, "each count is taken once, or stays");
    }

 private:
    Semaphore semaphore_{0, 8};
    uint32_t total_;
    uint32_t taken_ = 0;
};

/// Posts beyond the maximum change nothing.
class Full final : public Play {
 public:
    Full() {
        for (int i = 0; i < 2; ++i) {
            thread([this] {
                uint32_t previous = 0;
                posted_ += succeeded(semaphore_.post(1, previous));
            });
        }
        thread([this] { taken_ += wait_one(semaphore_, 1, Alertable::no) == kWaitObject0; });
    }
    void check() override {
        expect(posted_ >= 1 && posted_ <= 1 + taken_, "a post beyond the maximum fails");
        expect(semaphore_.signaled() == (posted_ > taken_), "each count is taken once, or stays");
    }

 private:
    Semaphore semaphore_{0, 1};
    uint32_t posted_ = 0;
    uint32_t taken_ = 0;
};

}  // namespace

std::vector<Scenario> mutex_plays() {
    return {
        scenario<OwnerEnds>("a mutex is left by an owner that ends, for one other", 3, 1),
        scenario<OwnerEnds>("a mutex is left by an owner that ends, for one of two", 2, 2),
        scenario<Recursion>("a mutex is owned twice by one thread", 3, kInfinite),
        scenario<Recursion>("a wait for a mutex times out or has it", 3, 1u),
        scenario<ReleaseAndWait>("a mutex is released for the thread that pulses", 3),
        scenario<PostAndTwo>("one post releases one of two", 3, 1u, 1u, kInfinite),
        scenario<PostAndTwo>("a post of two releases two", 3, 2u, 1u, kInfinite),
        scenario<PostAndTwo>("two posts release two", 2, 1u, 2u, kInfinite),
        scenario<PostAndTwo>("waits for a semaphore time out or take a count", 3, 1u, 1u, 1u),
        scenario<Full>("a semaphore is full", 3),
    };
}

}  // namespace model
