// SPDX-License-Identifier: LGPL-2.1-or-later
// See reactor.hpp. Reference: libuv's documentation, uv_poll_t and uv_async_t.
#include "handleapi/io/reactor.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <uv.h>

#include <cerrno>
#include <memory>
#include <new>
#include <utility>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/guarded.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/per_process.hpp"
#include "handleapi/base/signals_blocked.hpp"
#include "handleapi/io/error_code.hpp"

namespace handleapi::io {

using base::Status;

class Reactor;

/// What a Watch wants. Made by the first arm(); the loop's to free once it has been cancelled.
struct Interest {
    uv_poll_t poll{};  // the loop's
    bool started = false;
    Reactor* reactor = nullptr;
    int descriptor = -1;
    // The rest is under the reactor's lock.
    Watch* watch = nullptr;  // null: cancelled
    int events = 0;
    Firing firing = Firing::once;
    std::atomic<uint32_t>* cancelled = nullptr;  // where somebody waits for the loop to let go
    base::Link link;                             // word has been left for the loop
};

class Reactor {
 public:
    static Reactor& instance() {
        static constinit base::PerProcess<Reactor> reactor;
        return reactor.get([] { return new Reactor; });
    }

    Status arm(Watch& watch, int descriptor, int events, Firing firing);
    void cancel(Watch& watch) noexcept;

 private:
    using Interests = base::IntrusiveList<Interest, &Interest::link>;

    Reactor();
    static void* main(void* self) noexcept;
    bool on_loop() const noexcept { return ::pthread_equal(thread_, ::pthread_self()) != 0; }

    // On the loop.
    void take_words() noexcept;
    void start(Interest& interest, int events) noexcept;
    void let_go(Interest& interest) noexcept;
    static void fired(uv_poll_t* poll, int status, int events) noexcept;
    void fire(Interest& interest, Readiness readiness) noexcept;

    uv_loop_t loop_{};
    uv_async_t words_left_{};
    pthread_t thread_{};
    base::Guarded<Interests> words_;
};

Reactor::Reactor() {
    if (::uv_loop_init(&loop_) != 0) throw std::bad_alloc();
    words_left_.data = this;
    const auto woken = [](uv_async_t* async) { static_cast<Reactor*>(async->data)->take_words(); };
    const base::SignalsBlocked blocked;
    if (::uv_async_init(&loop_, &words_left_, woken) != 0 || ::pthread_create(&thread_, nullptr, &main, this) != 0) {
        ::uv_close(reinterpret_cast<uv_handle_t*>(&words_left_), nullptr);
        ::uv_run(&loop_, UV_RUN_DEFAULT);
        ::uv_loop_close(&loop_);
        throw std::bad_alloc();
    }
    ::pthread_setname_np(thread_, "handle-io");
    ::pthread_detach(thread_);
}

void* Reactor::main(void* self) noexcept {
    ::uv_run(&static_cast<Reactor*>(self)->loop_, UV_RUN_DEFAULT);
    return nullptr;
}

void Reactor::take_words() noexcept {
    for (;;) {
        bool cancelled = false;
        int events = 0;
        Interest* const interest = words_.with([&](Interests& words) {
            Interest* const next = words.pop_front();
            if (next) {
                cancelled = next->watch == nullptr;
                events = next->events;
            }
            return next;
        });
        if (!interest) return;
        if (cancelled) {
            let_go(*interest);
        } else {
            start(*interest, events);
        }
    }
}

void Reactor::start(Interest& interest, int events) noexcept {
    if (!interest.started) {
        // Makes the description one that does not wait, for every process that has it; nobody here needs that.
        const int mode = ::fcntl(interest.descriptor, F_GETFL);
        const bool good = ::uv_poll_init(&loop_, &interest.poll, interest.descriptor) == 0;
        if (mode >= 0 && !(mode & O_NONBLOCK)) ::fcntl(interest.descriptor, F_SETFL, mode);
        if (!good) return fire(interest, {.readable = true, .writable = true});
        interest.poll.data = &interest;
        interest.started = true;
    }
    ::uv_poll_start(&interest.poll, events, &fired);
}

/// The interest is gone when this returns, or soon.
void Reactor::let_go(Interest& interest) noexcept {
    std::atomic<uint32_t>* const waiting = interest.cancelled;
    if (interest.started) {
        ::uv_close(reinterpret_cast<uv_handle_t*>(&interest.poll),
                   [](uv_handle_t* handle) { delete static_cast<Interest*>(handle->data); });
    } else {
        delete &interest;
    }
    if (!waiting) return;
    waiting->store(1, std::memory_order_release);
    base::futex_wake(waiting, 1);
}

void Reactor::fired(uv_poll_t* poll, int status, int events) noexcept {
    auto& interest = *static_cast<Interest*>(poll->data);
    const bool broken = status < 0;  // libuv has stopped it
    interest.reactor->fire(interest, {.readable = broken || (events & (UV_READABLE | UV_DISCONNECT)) != 0,
                                      .writable = broken || (events & UV_WRITABLE) != 0});
}

void Reactor::fire(Interest& interest, Readiness readiness) noexcept {
    int again = 0;
    Watch* const watch = words_.with([&](Interests&) {
        if (interest.firing == Firing::lasting) again = interest.events;
        return interest.watch;
    });
    if (!watch) return;  // word of that is on its way
    if (interest.started && again == 0) ::uv_poll_stop(&interest.poll);
    // After an error, which stops it, a lasting one goes on. Before ready(), which may cancel.
    if (interest.started && again != 0) ::uv_poll_start(&interest.poll, again, &fired);
    watch->ready(readiness);
}

Status Reactor::arm(Watch& watch, int descriptor, int events, Firing firing) {
    const bool known = watch.interest_ && watch.process_ == base::process_generation();
    if (!known) {
        struct stat info {};
        if (::fstat(descriptor, &info) != 0) return status_from(errno);
        if (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)) return Status::error_not_supported;
        watch.interest_ = new Interest;
        watch.interest_->reactor = this;
        watch.interest_->descriptor = descriptor;
        watch.interest_->watch = &watch;
        watch.process_ = base::process_generation();
    }
    Interest& interest = *watch.interest_;
    const bool here = on_loop();
    const bool leave_word = words_.with([&](Interests& words) {
        interest.events = events;
        interest.firing = firing;
        if (here || interest.link.linked()) return false;
        words.push_back(interest);
        return true;
    });
    if (here) start(interest, events);
    if (leave_word) ::uv_async_send(&words_left_);
    return Status::ok;
}

void Reactor::cancel(Watch& watch) noexcept {
    Interest& interest = *std::exchange(watch.interest_, nullptr);
    const bool here = on_loop();
    std::atomic<uint32_t> gone{0};
    words_.with([&](Interests& words) {
        interest.watch = nullptr;
        if (here && interest.link.linked()) words.remove(interest);
        if (here) return;
        interest.cancelled = &gone;
        if (!interest.link.linked()) words.push_back(interest);
    });
    if (here) return let_go(interest);
    ::uv_async_send(&words_left_);
    while (gone.load(std::memory_order_acquire) == 0) static_cast<void>(base::futex_wait(&gone, 0));
}

Status Watch::arm(int descriptor, Readiness wanted, Firing firing) noexcept {
    int events = wanted.writable ? UV_WRITABLE : UV_DISCONNECT;
    if (wanted.readable) events |= UV_READABLE | UV_DISCONNECT;
    try {
        return Reactor::instance().arm(*this, descriptor, events, firing);
    } catch (const std::bad_alloc&) {
        return Status::error_not_enough_memory;
    }
}

void Watch::cancel() noexcept {
    if (!interest_) return;
    if (process_ == base::process_generation()) {
        Reactor::instance().cancel(*this);
    } else {
        interest_ = nullptr;
    }
}

}  // namespace handleapi::io
