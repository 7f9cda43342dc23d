// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs a small play of two to four threads under every order of their steps. A step is one access to something shared
// (handleapi/base/schedule.hpp), one futex call, or one lock of a Guarded. The threads are fibers of one thread, so a
// run is decided by the scheduler's choices alone, and every run can be repeated from its written schedule.
//
// The choices are walked depth first. Taking the processor from a thread that could go on is a preemption; a run has a
// bounded number of them, and all else is exhaustive: who is first, who follows a thread that sleeps or ends, and which
// sleepers with a deadline time out, and when. The clock is the model's and jumps to the deadline of whoever does;
// three times at most in a run while others can go on, as a port's watcher would do so for ever.
// Found in any run: a failed expectation, a deadlock, a run without an end, an access to freed memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace model {

/// One play: its members are what the threads share. Made anew for each run.
class Play {
 public:
    virtual ~Play() = default;
    /// Runs, once, when no thread can go on and some have not ended: what the play then expects, and what releases
    /// them. Not overridden, it is a deadlock.
    virtual void stuck();
    /// After all threads have ended.
    virtual void check() {}

    const std::vector<std::function<void()>>& threads() const noexcept { return threads_; }

 protected:
    /// Adds a thread. It has a Thread object from the start, which ends with it unless `body` has ended it.
    void thread(std::function<void()> body) { threads_.push_back(std::move(body)); }

 private:
    std::vector<std::function<void()>> threads_;
};

struct Scenario {
    const char* name;  // a sentence
    int preemptions;
    std::function<std::unique_ptr<Play>()> make;
};

template <typename T, typename... Arguments>
Scenario scenario(const char* name, int preemptions, Arguments... arguments) {
    return {name, preemptions, [=] { return std::make_unique<T>(arguments...); }};
}

struct Result {
    uint64_t runs = 0;
    uint64_t steps = 0;
    size_t longest = 0;    // steps of a run
    std::string failure;   // empty: none
    std::string schedule;  // of the run that failed: thread and number of steps, in order
};

/// Runs the play under all schedules with at most so many preemptions, up to the first failure.
Result explore(const Scenario& scenario);
/// Runs it once, under a schedule from a Result, and prints each step.
Result replay(const Scenario& scenario, const std::string& schedule);

/// Fails the run when it does not hold. In a thread of the play, or in its check().
void expect(bool holds, const char* what);

/// While it lives the calling thread is not preempted; it may still sleep.
class Quiet {
 public:
    Quiet() noexcept;
    ~Quiet();
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;
};

}  // namespace model
