// SPDX-License-Identifier: LGPL-2.1-or-later
// See reactor.hpp. Reference: epoll(7). EPOLLONESHOT keeps a descriptor registered and silent between two arms.
#include <pthread.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>
#include <span>
#include <unordered_map>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/guarded.hpp"
#include "handleapi/base/per_process.hpp"
#include "handleapi/base/signals_blocked.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/reactor.hpp"

namespace handleapi::io {

using base::Status;

class Reactor {
 public:
    static Reactor& instance() {
        static constinit base::PerProcess<Reactor> reactor;
        return reactor.get([] { return new Reactor; });
    }

    Status arm(Watch& watch, int descriptor, uint32_t events);
    void cancel(Watch& watch) noexcept;

 private:
    struct State {
        std::unordered_map<uint64_t, Watch*> watches;
        uint64_t last_number = 0;
        uint64_t running = 0;  // the Watch whose ready() is running
        bool awaited = false;  // somebody waits for it to end
    };

    Reactor();
    static void* main(void* self) noexcept;
    void run() noexcept;
    void fire(uint64_t number, uint32_t events) noexcept;

    int epoll_;
    pthread_t thread_{};
    base::Guarded<State> state_;
    std::atomic<uint32_t> endings_{0};  // of ready(); what cancel() sleeps on
};

Reactor::Reactor() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::bad_alloc();
    const base::SignalsBlocked blocked;
    if (::pthread_create(&thread_, nullptr, &main, this) != 0) {
        ::close(epoll_);
        throw std::bad_alloc();
    }
    ::pthread_setname_np(thread_, "handle-io");
    ::pthread_detach(thread_);
}

void* Reactor::main(void* self) noexcept {
    static_cast<Reactor*>(self)->run();
    return nullptr;
}

void Reactor::run() noexcept {
    std::array<epoll_event, 64> events;
    for (;;) {
        const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
        for (const epoll_event& event : std::span(events).first(static_cast<size_t>(count < 0 ? 0 : count))) {
            fire(event.data.u64, event.events);
        }
    }
}

void Reactor::fire(uint64_t number, uint32_t events) noexcept {
    Watch* const watch = state_.with([&](State& state) -> Watch* {
        const auto found = state.watches.find(number);
        if (found == state.watches.end()) return nullptr;
        state.running = number;
        return found->second;
    });
    if (!watch) return;
    const bool broken = (events & (EPOLLERR | EPOLLHUP)) != 0;
    watch->ready(
        {.readable = broken || (events & (EPOLLIN | EPOLLRDHUP)) != 0, .writable = broken || (events & EPOLLOUT) != 0});
    const bool awaited = state_.with([](State& state) {
        state.running = 0;
        return std::exchange(state.awaited, false);
    });
    endings_.fetch_add(1, std::memory_order_release);
    if (awaited) base::futex_wake(&endings_, INT32_MAX);
}

Status Reactor::arm(Watch& watch, int descriptor, uint32_t events) {
    const bool known = watch.number_ != 0 && watch.process_ == base::process_generation();
    if (!known) {
        watch.number_ = state_.with([&](State& state) {
            state.watches.emplace(++state.last_number, &watch);
            return state.last_number;
        });
        watch.process_ = base::process_generation();
        watch.descriptor_ = descriptor;
    }
    epoll_event event{};
    event.events = events;
    event.data.u64 = watch.number_;
    if (::epoll_ctl(epoll_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event) == 0) return Status::ok;
    const int error = errno;
    if (!known) {
        state_.with([&](State& state) { state.watches.erase(watch.number_); });
        watch.number_ = 0;
    }
    return error == EPERM ? Status::error_not_supported : status_from(error);
}

void Reactor::cancel(Watch& watch) noexcept {
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, watch.descriptor_, nullptr);
    const uint64_t number = std::exchange(watch.number_, 0);
    const bool here = ::pthread_equal(thread_, ::pthread_self()) != 0;
    for (;;) {
        const uint32_t endings = endings_.load(std::memory_order_acquire);
        const bool running = state_.with([&](State& state) {
            state.watches.erase(number);
            if (state.running != number || here) return false;
            return state.awaited = true;
        });
        if (!running) return;
        static_cast<void>(base::futex_wait(&endings_, endings));
    }
}

Status Watch::arm(int descriptor, Readiness wanted, Firing firing) noexcept {
    uint32_t events = firing == Firing::once ? uint32_t{EPOLLONESHOT} : 0;
    if (wanted.readable) events |= EPOLLIN | EPOLLRDHUP;
    if (wanted.writable) events |= EPOLLOUT;
    try {
        return Reactor::instance().arm(*this, descriptor, events);
    } catch (const std::bad_alloc&) {
        return Status::error_not_enough_memory;
    }
}

void Watch::cancel() noexcept {
    if (number_ == 0) return;
    if (process_ == base::process_generation()) {
        Reactor::instance().cancel(*this);
    } else {
        number_ = 0;
    }
}

}  // namespace handleapi::io
