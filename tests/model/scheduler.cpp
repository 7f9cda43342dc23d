// SPDX-License-Identifier: LGPL-2.1-or-later
// See scheduler.hpp. One World, used by one thread; the plays' threads are fibers on stacks of their own.
#include "tests/model/scheduler.hpp"

#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "handleapi/base/schedule.hpp"
#include "handleapi/thread.hpp"
#include "tests/model/quarantine.hpp"
#include "tests/model/world.hpp"

namespace model {
namespace {

constexpr size_t kStackSize = 256 * 1024;
constexpr size_t kMaximumFibers = 6;
constexpr size_t kLongestRun = 5000;
constexpr int kTimeouts = 3;  // in a run, while another thread can go on
constexpr uint32_t kFirstThreadId = 100;
constexpr size_t kNobody = SIZE_MAX;

enum class State : uint8_t { absent, ready, asleep, ended };

struct Fiber {
    ucontext_t context;
    void* stack = nullptr;
    State state = State::absent;
    const void* place = nullptr;  // what it sleeps for
    uint32_t channel = 0;
    int64_t deadline = 0;
    uint64_t fell_asleep = 0;
    bool timed_out = false;
    int quiet = 0;
    std::function<void()> body;
    handleapi::Thread* thread = nullptr;  // while another fiber runs

    bool may_time_out() const noexcept { return state == State::asleep && deadline != base::kNoDeadline; }
};

/// Several ways to go on; `taken` is the one that this run takes.
struct Choice {
    uint8_t taken;
    uint8_t count;
};

std::string describe_place(std::vector<const void*>& places, const void* place) {
    if (!place) return "";
    const auto found = std::find(places.begin(), places.end(), place);
    const auto index = static_cast<size_t>(found - places.begin());
    if (found == places.end()) places.push_back(place);
    return " #" + std::to_string(index);
}

class World {
 public:
    Result explore(const Scenario& scenario);
    Result replay(const Scenario& scenario, const std::string& schedule);

    void step(const char* what, const void* place) noexcept;
    base::FutexWake sleep_for(const void* place, int64_t deadline, uint32_t channel) noexcept;
    int wake(const void* place, int count, uint32_t channel) noexcept;
    bool is_awake(uint32_t id) const noexcept;
    void fail(const char* what);
    void be_quiet(int difference) noexcept {
        if (current_ != kNobody) fibers_[current_].quiet += difference;
    }
    int64_t now = 0;

 private:
    static void enter() noexcept;
    void run(const Scenario& scenario);
    void start(size_t index, std::function<void()> body);
    void live() noexcept;
    void go(Play& play);
    bool next_path();
    size_t options(size_t* found) const noexcept;
    size_t choose() noexcept;
    size_t pick(const size_t* options, size_t count) noexcept;
    void give_way() noexcept;
    void transfer(ucontext_t& from, size_t to) noexcept;
    void leave(ucontext_t& from) noexcept;
    bool all_ended() const noexcept;
    std::string written_schedule() const;

    Fiber fibers_[kMaximumFibers];
    ucontext_t controller_;
    size_t count_ = 0;
    size_t current_ = kNobody;
    uint64_t naps_ = 0;

    std::vector<Choice> path_;
    size_t depth_ = 0;
    int preemptions_left_ = 0;
    int timeouts_left_ = 0;
    std::vector<uint8_t> order_;  // who made each step of this run

    const std::vector<uint8_t>* script_ = nullptr;  // of a replay
    std::vector<const void*> places_;               // named by their place here
    std::string failure_;
};

World world;

void World::enter() noexcept { world.live(); }

void World::start(size_t index, std::function<void()> body) {
    Fiber& fiber = fibers_[index];
    if (!fiber.stack) {
        fiber.stack = mmap(nullptr, kStackSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (fiber.stack == MAP_FAILED) std::abort();
    }
    getcontext(&fiber.context);
    fiber.context.uc_stack = {fiber.stack, 0, kStackSize};
    fiber.context.uc_link = nullptr;
    makecontext(&fiber.context, &enter, 0);
    fiber.state = State::ready;
    fiber.quiet = 0;
    fiber.thread = nullptr;
    fiber.body = std::move(body);
    count_ = index + 1;
}

/// The whole life of a fiber.
void World::live() noexcept {
    {
        const Quiet quiet;
        static_cast<void>(handleapi::current_thread());
    }
    Fiber& self = fibers_[current_];
    self.body();
    {
        const Quiet quiet;
        if (handleapi::current_thread_pointer) handleapi::end_current_thread();
        self.body = nullptr;
    }
    self.state = State::ended;
    give_way();
    std::abort();  // nobody comes back to a fiber that has ended
}

/// Takes what belongs to a thread along.
void World::transfer(ucontext_t& from, size_t to) noexcept {
    if (current_ != kNobody) fibers_[current_].thread = handleapi::current_thread_pointer;
    Fiber& fiber = fibers_[to];
    current_ = to;
    handleapi::current_thread_pointer = fiber.thread;
    handleapi::cached_thread_id = kFirstThreadId + static_cast<uint32_t>(to);
    swapcontext(&from, &fiber.context);
}

/// Back to the controller, which finds out why.
void World::leave(ucontext_t& from) noexcept {
    fibers_[current_].thread = handleapi::current_thread_pointer;
    current_ = kNobody;
    handleapi::current_thread_pointer = nullptr;
    handleapi::cached_thread_id = kFirstThreadId - 1;
    swapcontext(&from, &controller_);
}

/// Who could make the next step; the calling thread first, if it can.
size_t World::options(size_t* found) const noexcept {
    size_t count = 0;
    const bool goes_on = current_ != kNobody && fibers_[current_].state == State::ready;
    if (goes_on) found[count++] = current_;
    if (goes_on && !script_ && (preemptions_left_ == 0 || fibers_[current_].quiet != 0)) return count;
    for (size_t i = 0; i < count_; ++i) {
        if (fibers_[i].state == State::ready && i != current_) found[count++] = i;
    }
    if (count != 0 && timeouts_left_ == 0 && !script_) return count;
    for (size_t i = 0; i < count_; ++i) {
        if (fibers_[i].may_time_out()) found[count++] = i;
    }
    return count;
}

/// Who makes the next step, or nobody. A thread that could go on and is not chosen has been preempted.
size_t World::choose() noexcept {
    size_t found[kMaximumFibers];
    const size_t count = options(found);
    if (count == 0) return kNobody;
    const size_t chosen = pick(found, count);
    if (current_ != kNobody && fibers_[current_].state == State::ready && chosen != current_) --preemptions_left_;
    order_.push_back(static_cast<uint8_t>(chosen));
    Fiber& fiber = fibers_[chosen];
    if (fiber.state == State::asleep) {
        fiber.state = State::ready;
        fiber.timed_out = true;
        now = std::max(now, fiber.deadline);
        if (timeouts_left_ > 0) --timeouts_left_;
    }
    return chosen;
}

size_t World::pick(const size_t* options, size_t count) noexcept {
    if (script_) {
        const size_t wanted = order_.size() < script_->size() ? (*script_)[order_.size()] : options[0];
        return std::find(options, options + count, wanted) == options + count ? options[0] : wanted;
    }
    if (count == 1) return options[0];
    if (depth_ == path_.size()) path_.push_back({0, static_cast<uint8_t>(count)});
    return options[path_[depth_++].taken];
}

/// The calling fiber cannot go on, or may have to wait for its turn.
void World::give_way() noexcept {
    Fiber& self = fibers_[current_];
    const size_t self_index = current_;
    const size_t next = choose();
    if (next == self_index) return;
    if (next == kNobody) return leave(self.context);
    transfer(self.context, next);
}

void World::step(const char* what, const void* place) noexcept {
    if (current_ == kNobody) return;  // setting up, or checking
    give_way();
    if (script_) {
        std::printf("%5zu  %c  %s%s\n", order_.size(), static_cast<char>('a' + current_), what,
                    describe_place(places_, place).c_str());
    }
    if (place && was_freed(place)) fail("an access to freed memory");
    if (order_.size() > kLongestRun) fail("a run without an end");
}

base::FutexWake World::sleep_for(const void* place, int64_t deadline, uint32_t channel) noexcept {
    if (current_ == kNobody) std::abort();  // the controller cannot sleep
    Fiber& self = fibers_[current_];
    self.state = State::asleep;
    self.place = place;
    self.channel = channel;
    self.deadline = deadline;
    self.fell_asleep = ++naps_;
    self.timed_out = false;
    give_way();
    return self.timed_out ? base::FutexWake::timed_out : base::FutexWake::woken;
}

int World::wake(const void* place, int count, uint32_t channel) noexcept {
    int woken = 0;
    while (woken < count) {
        Fiber* first = nullptr;
        for (size_t i = 0; i < count_; ++i) {
            Fiber& fiber = fibers_[i];
            if (fiber.state != State::asleep || fiber.place != place || !(fiber.channel & channel)) continue;
            if (!first || fiber.fell_asleep < first->fell_asleep) first = &fiber;
        }
        if (!first) break;
        first->state = State::ready;
        ++woken;
    }
    return woken;
}

bool World::is_awake(uint32_t id) const noexcept {
    const size_t index = id - kFirstThreadId;
    return index < count_ && fibers_[index].state == State::ready;
}

void World::fail(const char* what) {
    if (failure_.empty()) failure_ = what;
    if (current_ != kNobody) leave(fibers_[current_].context);
}

bool World::all_ended() const noexcept {
    return std::all_of(fibers_, fibers_ + count_, [](const Fiber& fiber) { return fiber.state == State::ended; });
}

/// Runs the fibers until all have ended or something has failed.
void World::go(Play& play) {
    bool stuck_once = false;
    while (failure_.empty() && !all_ended()) {
        const size_t next = choose();
        if (next != kNobody) {
            transfer(controller_, next);
        } else if (!stuck_once) {
            stuck_once = true;
            start(count_, [&] {
                const Quiet quiet;
                play.stuck();
            });
        } else {
            fail("a deadlock");
        }
    }
}

/// One run of the play along path_.
void World::run(const Scenario& scenario) {
    depth_ = 0;
    order_.clear();
    preemptions_left_ = scenario.preemptions;
    timeouts_left_ = kTimeouts;
    now = 1'000'000'000;
    naps_ = 0;
    count_ = 0;
    current_ = kNobody;
    auto play = scenario.make();
    for (size_t i = 0; i < play->threads().size(); ++i) start(i, play->threads()[i]);
    keep_freed();
    go(*play);
    if (failure_.empty()) play->check();
    if (failure_.empty()) {
        play = nullptr;
    } else {
        static_cast<void>(play.release());  // its threads stand in the middle of it
    }
    give_back_freed();
}

/// The next path to walk; false when all have been.
bool World::next_path() {
    while (!path_.empty() && path_.back().taken + 1 == path_.back().count) path_.pop_back();
    if (path_.empty()) return false;
    ++path_.back().taken;
    return true;
}

std::string World::written_schedule() const {
    std::string text;
    for (size_t i = 0; i < order_.size();) {
        size_t end = i;
        while (end < order_.size() && order_[end] == order_[i]) ++end;
        if (!text.empty()) text += ' ';
        text += static_cast<char>('a' + order_[i]) + std::to_string(end - i);
        i = end;
    }
    return text;
}

Result World::explore(const Scenario& scenario) {
    Result result;
    path_.clear();
    failure_.clear();
    script_ = nullptr;
    do {
        run(scenario);
        ++result.runs;
        result.steps += order_.size();
        result.longest = std::max(result.longest, order_.size());
    } while (failure_.empty() && next_path());
    result.failure = failure_;
    if (!failure_.empty()) result.schedule = written_schedule();
    return result;
}

Result World::replay(const Scenario& scenario, const std::string& schedule) {
    std::vector<uint8_t> script;
    for (size_t at = 0; at < schedule.size();) {
        const char who = schedule[at++];
        if (who < 'a' || who >= static_cast<char>('a' + kMaximumFibers)) continue;
        const size_t times = std::strtoul(schedule.c_str() + at, nullptr, 10);
        script.insert(script.end(), times, static_cast<uint8_t>(who - 'a'));
    }
    failure_.clear();
    places_.clear();
    script_ = &script;
    run(scenario);
    script_ = nullptr;
    return {1, order_.size(), order_.size(), failure_, written_schedule()};
}

}  // namespace

void Play::stuck() { expect(false, "a deadlock"); }

Result explore(const Scenario& scenario) { return world.explore(scenario); }
Result replay(const Scenario& scenario, const std::string& schedule) { return world.replay(scenario, schedule); }

void expect(bool holds, const char* what) {
    if (!holds) world.fail(what);
}

Quiet::Quiet() noexcept { world.be_quiet(1); }
Quiet::~Quiet() { world.be_quiet(-1); }

void step(const char* what, const void* place) noexcept { world.step(what, place); }
base::FutexWake sleep_for(const void* place, int64_t deadline, uint32_t channel) noexcept {
    return world.sleep_for(place, deadline, channel);
}
int wake(const void* place, int count, uint32_t channel) noexcept { return world.wake(place, count, channel); }
int64_t clock_now() noexcept { return world.now; }
bool is_awake(uint32_t id) noexcept { return world.is_awake(id); }

void not_modelled(const char* what) noexcept {
    std::printf("no model of %s\n", what);
    std::abort();
}

}  // namespace model

namespace base {

void schedule_point(Access access, const void* place) noexcept {
    constexpr const char* kNames[] = {"load", "store", "exchange", "compare-exchange", "add", "subtract", "lock"};
    model::step(kNames[static_cast<int>(access)], place);
}

void schedule_lock(bool& held) noexcept {
    schedule_point(Access::lock, &held);
    while (held) static_cast<void>(model::sleep_for(&held, kNoDeadline));
    held = true;
}

/// No step of its own: the next step of the thread that unlocks comes after, and no other can tell.
void schedule_unlock(bool& held) noexcept {
    held = false;
    static_cast<void>(model::wake(&held, 1));
}

}  // namespace base
