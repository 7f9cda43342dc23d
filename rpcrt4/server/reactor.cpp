// SPDX-License-Identifier: LGPL-2.1-or-later
// Reactor on epoll. Three descriptors of its own ride along: an eventfd that wakes one worker (for help or to end it),
// a timer that thins out threads nobody needs, and epoll itself.
#include "rpcrt4/server/reactor.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "handleapi/base/signals_blocked.hpp"

namespace rpcrt4::server {
namespace {

// Tags below the first slot id; see SlotTable.
constexpr uint64_t kKickTag = 0;
constexpr uint64_t kTimerTag = 1;

bool watch(int epoll, int operation, int descriptor, uint32_t events, uint64_t tag) noexcept {
    epoll_event event{};
    event.events = events;
    event.data.u64 = tag;
    return ::epoll_ctl(epoll, operation, descriptor, &event) == 0;
}

constexpr uint32_t kReadable = EPOLLIN | EPOLLRDHUP | EPOLLET;

}  // namespace

Reactor::Reactor(std::chrono::milliseconds rest)
    : rest_(rest),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      kick_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
    if (!epoll_ || !kick_ || !timer_) throw std::bad_alloc();
    watch(epoll_.descriptor(), EPOLL_CTL_ADD, kick_.descriptor(), EPOLLIN | EPOLLET, kKickTag);
    watch(epoll_.descriptor(), EPOLL_CTL_ADD, timer_.descriptor(), EPOLLIN | EPOLLET, kTimerTag);
}

Reactor::~Reactor() {
    stopping_.store(true, std::memory_order_release);
    std::unique_lock lock(end_mutex_);
    if (total_.load() != 0) kick();
    ended_.wait(lock, [this] { return total_.load() == 0; });
    help_wanted_.with([](HelpList& wanted) {
        while (Source* source = wanted.pop_front()) source->release();
    });
}

Reactor::Id Reactor::reserve(base::Ref<Source> source) noexcept { return sources_.insert(std::move(source)); }

bool Reactor::start(Id id, int descriptor) noexcept {
    // Without any worker nobody would ever come; later ones are made by those that are there.
    if (!has_worker_.load(std::memory_order_acquire) && !add_worker()) return false;
    return watch(epoll_.descriptor(), EPOLL_CTL_ADD, descriptor, kReadable, id);
}

void Reactor::want(Id id, int descriptor, bool readable, bool writable) noexcept {
    const uint32_t events = (readable ? kReadable : uint32_t{EPOLLET}) | (writable ? EPOLLOUT : 0u);
    watch(epoll_.descriptor(), EPOLL_CTL_MOD, descriptor, events, id);
}

void Reactor::remove(Id id, int descriptor) noexcept {
    ::epoll_ctl(epoll_.descriptor(), EPOLL_CTL_DEL, descriptor, nullptr);
    static_cast<void>(sources_.remove(id));
}

void Reactor::request_help(base::Ref<Source> source) noexcept {
    help_wanted_.with([&](HelpList& wanted) {
        if (source->helps_wanted_++ != 0) return;
        wanted.push_back(*source);
        static_cast<void>(source.detach());
    });
    kick();
}

void Reactor::kick() noexcept {
    const uint64_t one = 1;
    static_cast<void>(!::write(kick_.descriptor(), &one, sizeof one));
}

void Reactor::prepare_workers(uint32_t count) noexcept {
    count = std::min<uint32_t>(count, static_cast<uint32_t>(::sysconf(_SC_NPROCESSORS_ONLN)) * 2);
    while (total_.load(std::memory_order_relaxed) < count && add_worker()) {
    }
}

bool Reactor::add_worker() noexcept {
    const uint32_t before = total_.fetch_add(1, std::memory_order_acq_rel);
    if (before >= most_.load(std::memory_order_relaxed)) {
        total_.fetch_sub(1, std::memory_order_acq_rel);
        return false;
    }
    parked_.fetch_add(1, std::memory_order_acq_rel);
    pthread_attr_t attributes;
    ::pthread_attr_init(&attributes);
    ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (const size_t stack = stack_size_.load(std::memory_order_relaxed)) {
        ::pthread_attr_setstacksize(&attributes, std::max<size_t>((stack + 4095) & ~size_t{4095}, 64 * 1024));
    }
    pthread_t thread;
    const base::SignalsBlocked blocked;
    const bool made = ::pthread_create(&thread, &attributes, worker_main, this) == 0;
    ::pthread_attr_destroy(&attributes);
    if (!made) {
        parked_.fetch_sub(1, std::memory_order_acq_rel);
        total_.fetch_sub(1, std::memory_order_acq_rel);
        return false;
    }
    has_worker_.store(true, std::memory_order_release);
    if (before == kSpareWorkers) arm_tick();
    return true;
}

void* Reactor::worker_main(void* reactor) noexcept {
    ::pthread_setname_np(::pthread_self(), "rpc-worker");
    static_cast<Reactor*>(reactor)->work();
    return nullptr;
}

/// Of several workers that ask at once, the one that woke last finds nobody parked: there is always one that does not
/// enter a routine.
bool Reactor::may_block() noexcept {
    return parked_.load(std::memory_order_relaxed) != 0 || add_worker() || await_worker();
}

/// Routines that only take their moment are waited for, blocked ones not again and again.
bool Reactor::await_worker() noexcept {
    constexpr int kMoments = 50;
    for (int i = 0; i < kMoments && !exhausted_.load(std::memory_order_relaxed); ++i) {
        ::poll(nullptr, 0, 1);
        if (parked_.load(std::memory_order_relaxed) != 0) return true;
    }
    exhausted_.store(true, std::memory_order_relaxed);
    return parked_.load(std::memory_order_relaxed) != 0;
}

void Reactor::work() noexcept {
    for (bool fresh = true;; fresh = false) {
        epoll_event event;
        // One that comes back to others that wait already has not been refusing calls.
        const bool company = !fresh && parked_.fetch_add(1, std::memory_order_acq_rel) != 0;
        if (company && exhausted_.load(std::memory_order_relaxed)) exhausted_.store(false, std::memory_order_relaxed);
        const int count = ::epoll_wait(epoll_.descriptor(), &event, 1, -1);
        const bool last = parked_.fetch_sub(1, std::memory_order_acq_rel) == 1;
        if (count != 1) continue;  // EINTR
        const uint64_t tag = event.data.u64;
        if (last && tag > kTimerTag && !stopping_.load(std::memory_order_relaxed)) add_worker();
        if (!handle(tag, event.events)) break;
    }
    std::lock_guard lock(end_mutex_);
    if (total_.fetch_sub(1, std::memory_order_acq_rel) == 1) ended_.notify_all();
}

bool Reactor::handle(uint64_t tag, uint32_t events) noexcept {
    if (tag == kKickTag) return handle_kick();
    if (tag == kTimerTag) {
        on_tick();
        return true;
    }
    if (const base::Ref<Source> source = sources_.lookup(tag)) {
        constexpr uint32_t kHangup = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
        source->ready((events & ~uint32_t{EPOLLOUT}) != 0, (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0,
                      (events & kHangup) != 0);
    }
    return true;
}

/// One edge of the eventfd may stand for several kicks: whoever takes work passes the kick on while there is more.
bool Reactor::handle_kick() noexcept {
    if (stopping_.load(std::memory_order_acquire)) {
        kick();
        return false;
    }
    bool more = false;
    const base::Ref<Source> source = help_wanted_.with([&](HelpList& wanted) -> base::Ref<Source> {
        Source* const first = wanted.front();
        if (first == nullptr) return nullptr;
        const bool again = --first->helps_wanted_ != 0;
        if (!again) wanted.remove(*first);
        more = !wanted.empty();
        return again ? base::Ref<Source>(*first) : base::Ref<Source>::adopt(first);
    });
    if (more) kick();
    if (source) {
        if (parked_.load(std::memory_order_relaxed) == 0) add_worker();
        source->help();
        return true;
    }
    uint32_t retiring = retiring_.load(std::memory_order_relaxed);
    while (retiring != 0 && !retiring_.compare_exchange_weak(retiring, retiring - 1)) {
    }
    if (retiring == 0) return true;
    if (retiring > 1) kick();
    return false;
}

void Reactor::arm_tick() noexcept {
    itimerspec when{};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(rest_);
    when.it_value.tv_sec = seconds.count();
    when.it_value.tv_nsec = std::chrono::nanoseconds(rest_ - seconds).count();
    ::timerfd_settime(timer_.descriptor(), 0, &when, nullptr);
}

/// Threads that were spare at this tick and at the one before have slept long enough: half of them may go.
void Reactor::on_tick() noexcept {
    const uint32_t parked = parked_.load(std::memory_order_relaxed);
    const uint32_t spare = parked > kSpareWorkers ? parked - kSpareWorkers : 0;
    const uint32_t surplus = std::min(spare, spare_at_last_tick_.exchange(spare, std::memory_order_relaxed));
    if (surplus != 0) {
        retiring_.store((surplus + 1) / 2, std::memory_order_relaxed);
        kick();
    }
    if (total_.load(std::memory_order_relaxed) > kSpareWorkers) arm_tick();
}

}  // namespace rpcrt4::server
