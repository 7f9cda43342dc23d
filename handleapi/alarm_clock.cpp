// SPDX-License-Identifier: LGPL-2.1-or-later
// See alarm_clock.hpp.
#include "handleapi/alarm_clock.hpp"

#include <limits.h>
#include <pthread.h>

#include <atomic>
#include <mutex>

#include "handleapi/base/immortal.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/signals_blocked.hpp"

namespace handleapi {

using base::Status;

namespace {

constexpr size_t kClocks = 2;

/// One per clock.
struct Service {
    base::IntrusiveHeap<Alarm> armed;
    int64_t sleeps_until = base::kNoDeadline;
    std::atomic<uint32_t> changed{0};  // what the thread sleeps on
    const Alarm* ringing = nullptr;
    std::atomic<uint32_t> rung{0};  // counts rings; what cancel() sleeps on
    uint32_t cancellers = 0;        // sleeping on `rung`
    bool started = false;
};

struct Services {
    base::Lock lock;
    Service of[kClocks];
    uint64_t order = 0;
    uint32_t generation = 1;  // counts forks
};

constinit base::Immortal<Services> services_storage;
Services& services() noexcept { return *services_storage; }
Service& service_of(Clock clock) noexcept { return services().of[static_cast<size_t>(clock)]; }

/// Which service thread the calling thread is.
thread_local constinit const Service* own_service __attribute__((tls_model("initial-exec"))) = nullptr;

void forget_everything() noexcept {
    Services& all = services();
    ++all.generation;
    for (Service& service : all.of) {
        service.armed.abandon();
        service.sleeps_until = base::kNoDeadline;
        service.ringing = nullptr;
        service.cancellers = 0;
        service.started = false;
    }
    all.lock.unlock();
}

}  // namespace

struct AlarmService {
    static bool armed(const Alarm& alarm) noexcept { return alarm.armed_in_ == services().generation; }

    static bool disarm(Alarm& alarm) noexcept {
        if (!armed(alarm)) return false;
        service_of(alarm.clock_).armed.remove(alarm);
        alarm.armed_in_ = 0;
        return true;
    }

    /// True when the service thread has to be told.
    static bool arm(Alarm& alarm, Clock clock, int64_t when) noexcept {
        Service& service = service_of(clock);
        alarm.clock_ = clock;
        alarm.when_ = when;
        alarm.order_ = services().order++;
        alarm.armed_in_ = services().generation;
        service.armed.push(alarm);
        if (when >= service.sleeps_until) return false;
        service.sleeps_until = when;
        service.changed.fetch_add(1, std::memory_order_relaxed);
        return true;
    }

    /// Under the lock: the service's thread runs, or is about to.
    static bool start(Service& service) noexcept {
        if (service.started) return true;
        // Registered in the process that first needs it; whoever forks holds the lock, so that the child finds order.
        static const bool registered =
            pthread_atfork([] { services().lock.lock(); }, [] { services().lock.unlock(); }, &forget_everything) == 0;
        if (!registered) return false;
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        const base::SignalsBlocked blocked;
        pthread_t ignored;
        service.started = pthread_create(&ignored, &attributes, &serve, &service) == 0;
        pthread_attr_destroy(&attributes);
        return service.started;
    }

    static void* serve(void* argument) {
        Service& service = *static_cast<Service*>(argument);
        const Clock clock = &service == &service_of(Clock::real_time) ? Clock::real_time : Clock::monotonic;
        pthread_setname_np(pthread_self(), "rpcrt4-alarms");
        own_service = &service;
        base::Lock& lock = services().lock;
        lock.lock();
        for (const uint32_t generation = services().generation; generation == services().generation;) {
            Alarm* first = service.armed.front();
            if (first && first->when_ <= base::now(clock)) {
                ring(service, *first);
                continue;
            }
            const int64_t until = first ? first->when_ : base::kNoDeadline;
            service.sleeps_until = until;
            const uint32_t changed = service.changed.load(std::memory_order_relaxed);
            lock.unlock();
            static_cast<void>(base::futex_wait(&service.changed, changed, until, clock));
            lock.lock();
        }
        lock.unlock();  // this is a child that ring() made by fork()
        return nullptr;
    }

    static void ring(Service& service, Alarm& alarm) noexcept {
        base::Lock& lock = services().lock;
        disarm(alarm);
        service.sleeps_until = INT64_MIN;  // awake: nobody has to tell it anything
        service.ringing = &alarm;
        lock.unlock();
        alarm.ring();
        lock.lock();
        service.ringing = nullptr;
        service.rung.fetch_add(1, std::memory_order_release);
        if (service.cancellers != 0) base::futex_wake(&service.rung, INT_MAX);
    }

    /// Under the lock: waits while a service thread, not the calling one, is in alarm's ring(). True when it let go of
    /// the lock, and the alarm may have been armed meanwhile.
    static bool wait_for_ring(const Alarm& alarm) noexcept {
        for (Service& service : services().of) {
            if (service.ringing != &alarm || own_service == &service) continue;
            const uint32_t rung = service.rung.load(std::memory_order_relaxed);
            ++service.cancellers;
            services().lock.unlock();
            static_cast<void>(base::futex_wait(&service.rung, rung));
            services().lock.lock();
            --service.cancellers;
            return true;
        }
        return false;
    }
};

Status AlarmClock::set(Alarm& alarm, Clock clock, int64_t when) noexcept {
    Service& service = service_of(clock);
    bool tell = false;
    {
        std::lock_guard lock(services().lock);
        AlarmService::disarm(alarm);
        if (!AlarmService::start(service)) return Status::error_not_enough_memory;
        tell = AlarmService::arm(alarm, clock, when);
    }
    if (tell) base::futex_wake(&service.changed, 1);
    return Status::ok;
}

bool AlarmClock::cancel(Alarm& alarm) noexcept {
    std::lock_guard lock(services().lock);
    bool was_armed = AlarmService::disarm(alarm);
    while (AlarmService::wait_for_ring(alarm)) was_armed |= AlarmService::disarm(alarm);
    return was_armed;
}

bool AlarmClock::cancel_without_waiting(Alarm& alarm) noexcept {
    std::lock_guard lock(services().lock);
    return AlarmService::disarm(alarm);
}

bool AlarmClock::is_armed(const Alarm& alarm) noexcept {
    std::lock_guard lock(services().lock);
    return AlarmService::armed(alarm);
}

}  // namespace handleapi
