// SPDX-License-Identifier: LGPL-2.1-or-later
// See shared_poll.hpp. EPOLLEXCLUSIVE: epoll_ctl(2). A set on which nobody sleeps keeps the event and lets the wake-up
// go on to the next one; both are level-triggered, so what one has read is nothing to the other.
#include "rpcrt4/transport/shared_poll.hpp"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <semaphore>
#include <utility>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/signals_blocked.hpp"

namespace rpcrt4::transport {
namespace {

constexpr uint64_t kKickTag = 0;
constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kStandInAfter = 10 * kMillisecond;
constexpr uint64_t kAwayTurn = 1;        // milliseconds
constexpr uint32_t kVisitsToLeave = 64;  // of the loop, while guests read as often

/// This thread is serving as the guest: it will look at its word before it sleeps.
thread_local bool serving_as_guest = false;

bool watch_in(int epoll, int descriptor, uint32_t events, uint64_t tag) noexcept {
    epoll_event event{};
    event.events = events;
    event.data.u64 = tag;
    return ::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

}  // namespace

SharedPoll& SharedPoll::instance() {
    static constinit base::PerProcess<SharedPoll> poll;
    return poll.get([] { return new SharedPoll; });
}

bool SharedPoll::make_sets() noexcept {
    guest_set_ = Socket(::epoll_create1(EPOLL_CLOEXEC));
    loop_set_ = Socket(::epoll_create1(EPOLL_CLOEXEC));
    kick_ = Socket(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!guest_set_ || !loop_set_ || !kick_) return false;
    return watch_in(guest_set_.descriptor(), kick_.descriptor(), EPOLLIN | EPOLLET, kKickTag);
}

/// Waits for the loop, which cannot be in a routine of the user's yet.
bool SharedPoll::open() {
    if (open_.load(std::memory_order_acquire)) return true;
    const std::lock_guard lock(opening_);
    if (open_.load(std::memory_order_relaxed)) return true;
    if (!make_sets()) return false;
    std::binary_semaphore watched{0};
    Loop::instance().post([&] {
        watch_ = Watch::open(loop_set_.descriptor(), *this);
        if (watch_ != nullptr) watch_->want(true, false);
        uv_timer_init(Loop::instance().uv(), &away_timer_);
        away_timer_.data = this;
        watched.release();
    });
    watched.acquire();
    if (watch_ == nullptr) return false;
    handleapi::set_idle_work(*this);
    open_.store(true, std::memory_order_release);
    return true;
}

SharedPoll::Id SharedPoll::add(base::Ref<ReplySource> source, int descriptor) {
    if (!open()) return 0;
    const Id id = sources_.insert(std::move(source));
    if (id == 0) return 0;
    constexpr uint32_t kEvents = EPOLLIN | EPOLLEXCLUSIVE;
    // The order decides who is asked first.
    if (watch_in(guest_set_.descriptor(), descriptor, kEvents, id) &&
        watch_in(loop_set_.descriptor(), descriptor, kEvents, id)) {
        return id;
    }
    remove(id, descriptor);
    return 0;
}

void SharedPoll::remove(Id id, int descriptor) noexcept {
    ::epoll_ctl(guest_set_.descriptor(), EPOLL_CTL_DEL, descriptor, nullptr);
    ::epoll_ctl(loop_set_.descriptor(), EPOLL_CTL_DEL, descriptor, nullptr);
    static_cast<void>(sources_.remove(id));
}

bool SharedPoll::sleep(const std::atomic<uint32_t>& word, uint32_t expected, int64_t deadline) noexcept {
    const uint32_t calls = calls_.load(std::memory_order_relaxed);
    if (calls == 0 || (calls > kMostCallsForGuest && !in_routine()) || process_ != base::process_generation())
        return false;
    int milliseconds = -1;
    if (deadline != base::kNoDeadline) {
        // Rounded down: the rest is slept on the futex, which is exact.
        const int64_t left = (deadline - base::monotonic_now()) / kMillisecond;
        if (left <= 0) return false;
        milliseconds = static_cast<int>(std::min<int64_t>(left, 1 << 30));
    }
    return be_guest(word, expected, milliseconds);
}

bool SharedPoll::be_guest(const std::atomic<uint32_t>& word, uint32_t expected, int milliseconds) noexcept {
    const void* nobody = nullptr;
    if (!guest_.compare_exchange_strong(nobody, &word, std::memory_order_seq_cst)) return false;
    // Who changes the word looks for the guest afterwards: one of the two sees the other.
    if (word.load(std::memory_order_seq_cst) == expected &&
        serve(guest_set_.descriptor(), milliseconds, Reader::guest)) {
        guest_reads_.fetch_add(1, std::memory_order_relaxed);
    }
    guest_.store(nullptr, std::memory_order_release);
    return true;
}

bool SharedPoll::wake(const void* word) noexcept {
    if (process_ != base::process_generation()) return false;
    if (guest_.load(std::memory_order_seq_cst) != word) return false;
    if (serving_as_guest) return true;
    const int saved = errno;
    const uint64_t one = 1;
    static_cast<void>(!::write(kick_.descriptor(), &one, sizeof one));
    errno = saved;
    return true;
}

void SharedPoll::ready(bool, bool) noexcept {
    static_cast<void>(serve(loop_set_.descriptor(), 0, Reader::loop));
    if (++visits_ == kVisitsToLeave) consider_leaving();
}

void SharedPoll::consider_leaving() noexcept {
    const uint32_t reads = guest_reads_.load(std::memory_order_relaxed);
    const bool guests_read = reads - std::exchange(seen_reads_, reads) >= kVisitsToLeave;
    visits_ = 0;
    if (!guests_read) return;
    away_.store(true, std::memory_order_seq_cst);
    // Who starts a call looks whether the loop is away afterwards: one of the two sees the other.
    if (calls_.load(std::memory_order_seq_cst) > 1) {
        away_.store(false, std::memory_order_relaxed);  // a caller may have asked us back already: that does no harm
        return;
    }
    watch_->want(false, false);
    uv_timer_start(
        &away_timer_, [](uv_timer_t* timer) { static_cast<SharedPoll*>(timer->data)->look(); }, kAwayTurn, kAwayTurn);
}

/// The loop is away, and its turn is over.
void SharedPoll::look() noexcept {
    const uint32_t reads = guest_reads_.load(std::memory_order_relaxed);
    if (reads == std::exchange(seen_reads_, reads)) call_loop_back();
}

void SharedPoll::call_loop_back() noexcept {
    if (away_.exchange(false, std::memory_order_seq_cst)) Loop::instance().post(*this);
}

void SharedPoll::run() noexcept {
    uv_timer_stop(&away_timer_);
    seen_reads_ = guest_reads_.load(std::memory_order_relaxed);
    watch_->want(true, false);
}

bool SharedPoll::serve(int epoll, int milliseconds, Reader reader) noexcept {
    std::array<epoll_event, 16> events;
    const int saved = errno;
    const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), milliseconds);
    errno = saved;
    serving_as_guest = reader == Reader::guest;
    for (int i = 0; i < count; ++i) {
        const uint64_t tag = events[static_cast<size_t>(i)].data.u64;
        if (tag == kKickTag) continue;
        if (const base::Ref<ReplySource> source = sources_.lookup(tag)) source->readable(reader);
    }
    serving_as_guest = false;
    errno = saved;
    return count > 0 && (count > 1 || events[0].data.u64 != kKickTag);
}

// The thread that stands in.

SharedPoll::Routine::Routine() noexcept {
    SharedPoll& poll = instance();
    outer_ = Loop::instance().on_loop_thread() && !poll.in_routine();
    if (!outer_) return;
    poll.routine_.fetch_add(1, std::memory_order_seq_cst);
    if (poll.watched_.exchange(1, std::memory_order_seq_cst) != 0) return;
    if (poll.has_stand_in_) {
        base::futex_wake(&poll.watched_, 1);
        return;
    }
    const base::SignalsBlocked blocked;
    pthread_t thread;
    const auto run = [](void* self) -> void* {
        static_cast<SharedPoll*>(self)->watch_routines();
        return nullptr;
    };
    // Without the thread routines delay replies, no more.
    poll.has_stand_in_ = ::pthread_create(&thread, nullptr, run, &poll) == 0;
    if (poll.has_stand_in_) {
        ::pthread_setname_np(thread, "rpc-stand-in");
        ::pthread_detach(thread);
    }
}

SharedPoll::Routine::~Routine() {
    if (!outer_) return;
    SharedPoll& poll = instance();
    poll.routine_.fetch_add(1, std::memory_order_seq_cst);
    static_cast<void>(poll.wake(&poll.routine_));
}

void SharedPoll::watch_routines() noexcept {
    static const uint32_t never = 0;
    for (;;) {
        while (watched_.load(std::memory_order_seq_cst) == 0) static_cast<void>(base::futex_wait(&watched_, 0));
        const uint32_t before = routine_.load(std::memory_order_seq_cst);
        const int64_t next_look = base::monotonic_now() + kStandInAfter;
        while (base::futex_wait(&never, 0, next_look) != base::FutexWake::timed_out) {
        }
        if (routine_.load(std::memory_order_seq_cst) != before) continue;
        if (before & 1) {
            stand_in(before);
        } else {
            // Who begins a routine after this look finds the word and wakes us.
            watched_.store(0, std::memory_order_seq_cst);
            if (routine_.load(std::memory_order_seq_cst) != before) watched_.store(1, std::memory_order_seq_cst);
        }
    }
}

/// Until that routine is over.
void SharedPoll::stand_in(uint32_t routine) noexcept {
    constexpr int kTurn = 100;
    if (const base::Ref<ReplySource> source = sources_.lookup(routines_of_.load(std::memory_order_relaxed))) {
        source->readable(Reader::guest);
    }
    while (routine_.load(std::memory_order_seq_cst) == routine) {
        // Another guest does the same, for as long as its own wait takes.
        if (!be_guest(routine_, routine, kTurn)) {
            static_cast<void>(base::futex_wait(&routine_, routine, base::monotonic_now() + kStandInAfter));
        }
    }
}

}  // namespace rpcrt4::transport
