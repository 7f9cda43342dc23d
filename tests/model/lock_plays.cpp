// SPDX-License-Identifier: LGPL-2.1-or-later
// Locks in the caller's memory: slim reader/writer locks, critical sections, condition variables, barriers.
#include "handleapi/sync/barrier.hpp"
#include "handleapi/sync/condition_variable.hpp"
#include "handleapi/sync/critical_section.hpp"
#include "handleapi/sync/srw_lock.hpp"
#include "handleapi/wait.hpp"
#include "tests/model/plays.hpp"

namespace model {
namespace {

using handleapi::kInfinite;

/// Who is inside a lock; being there takes a step.
class Inside {
 public:
    void write() {
        expect(readers_ == 0 && writers_++ == 0, "a writer is alone");
        static_cast<void>(step_.load(std::memory_order_relaxed));
        expect(readers_ == 0 && --writers_ == 0, "a writer is alone");
    }
    void read() {
        expect(writers_ == 0, "a reader is not there with a writer");
        ++readers_;
        static_cast<void>(step_.load(std::memory_order_relaxed));
        --readers_;
    }

 private:
    int readers_ = 0;
    int writers_ = 0;
    base::Atomic<uint32_t> step_{0};
};

class Srw final : public Play {
 public:
    Srw(int readers, int writers) {
        for (int i = 0; i < readers; ++i) {
            thread([this] {
                handleapi::srw::acquire_shared(lock_);
                inside_.read();
                handleapi::srw::release_shared(lock_);
            });
        }
        for (int i = 0; i < writers; ++i) {
            thread([this] {
                handleapi::srw::acquire_exclusive(lock_);
                inside_.write();
                handleapi::srw::release_exclusive(lock_);
            });
        }
    }
    void check() override { expect(lock_.Ptr == nullptr, "a lock that is free is zero"); }

 private:
    SRWLOCK lock_{};
    Inside inside_;
};

class Section final : public Play {
 public:
    explicit Section(int threads) {
        handleapi::initialize(section_, 0);
        for (int i = 0; i < threads; ++i) {
            thread([this] {
                handleapi::enter(section_);
                handleapi::enter(section_);
                handleapi::leave(section_);
                inside_.write();
                handleapi::leave(section_);
            });
        }
    }
    void check() override {
        expect(section_.LockCount == handleapi::critical_section::kFree && section_.RecursionCount == 0, "free again");
    }

 private:
    CRITICAL_SECTION section_;
    Inside inside_;
};

/// Some take what another puts there, one by one or all at once; he does so under the lock, and wakes afterwards.
class Condition final : public Play {
 public:
    enum class Wake { one_each, all };

    Condition(int takers, Wake wake, uint32_t milliseconds) : left_(takers) {
        for (int i = 0; i < takers; ++i) {
            thread([this, milliseconds] { take(milliseconds); });
        }
        thread([this, wake, takers] {
            for (int i = 0; i < (wake == Wake::all ? 1 : takers); ++i) {
                handleapi::srw::acquire_exclusive(lock_);
                there_ += wake == Wake::all ? takers : 1;
                handleapi::srw::release_exclusive(lock_);
                wake == Wake::all ? handleapi::wake_all(condition_) : handleapi::wake_one(condition_);
            }
        });
    }
    void check() override { expect(there_ == left_, "each takes one, or gives up"); }

 private:
    void take(uint32_t milliseconds) {
        handleapi::srw::acquire_exclusive(lock_);
        bool waits = true;
        while (there_ == 0 && waits) {
            waits = succeeded(handleapi::sleep_on(condition_, lock_, handleapi::SrwMode::exclusive, milliseconds));
        }
        inside_.write();
        expect(there_ != 0 || milliseconds != kInfinite, "what was waited for is there");
        if (there_ != 0) {
            --there_;
            --left_;
        }
        handleapi::srw::release_exclusive(lock_);
    }

    SRWLOCK lock_{};
    CONDITION_VARIABLE condition_{};
    Inside inside_;
    int there_ = 0;
    int left_;
};

class Barrier final : public Play {
 public:
    Barrier(int threads, int rounds) : threads_(threads) {
        expect(succeeded(handleapi::barrier::initialize(barrier_, threads, 0)), "initialized");
        for (int i = 0; i < threads; ++i) {
            thread([this, rounds] {
                for (int round = 0; round < rounds; ++round) {
                    ++arrived_;
                    last_ += handleapi::barrier::enter(barrier_, handleapi::barrier::Patience::block_only);
                    expect(arrived_ >= (round + 1) * threads_, "nobody passes before all have come");
                }
            });
        }
        rounds_ = rounds;
    }
    void check() override { expect(last_ == rounds_, "one of each round is the last"); }

 private:
    SYNCHRONIZATION_BARRIER barrier_;
    const int threads_;
    int rounds_ = 0;
    int arrived_ = 0;
    int last_ = 0;
};

}  // namespace

std::vector<Scenario> lock_plays() {
    return {
        scenario<Srw>("three writers", 3, 0, 3),
        scenario<Srw>("a reader and two writers", 3, 1, 2),
        scenario<Srw>("two readers and a writer", 3, 2, 1),
        scenario<Srw>("two readers and two writers", 2, 2, 2),
        scenario<Section>("three enter a critical section", 2, 3),
        scenario<Condition>("a condition is signaled for two, one by one", 2, 2, Condition::Wake::one_each, kInfinite),
        scenario<Condition>("a condition is signaled for two at once", 2, 2, Condition::Wake::all, kInfinite),
        scenario<Condition>("a wait for a condition times out or sees it", 3, 1, Condition::Wake::one_each, 1u),
        scenario<Barrier>("two threads pass a barrier twice", 3, 2, 2),
        scenario<Barrier>("three threads pass a barrier twice", 2, 3, 2),
    };
}

}  // namespace model
