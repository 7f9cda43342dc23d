// SPDX-License-Identifier: LGPL-2.1-or-later
// See shared_poll.hpp. EPOLLEXCLUSIVE: epoll_ctl(2). A set on which nobody sleeps keeps the event and lets the wake-up
// go on to the next one; both are level-triggered, so what one has read is nothing to the other.
#include "rpcrt4/transport/shared_poll.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "handleapi/base/futex.hpp"

namespace rpcrt4::transport {
namespace {

constexpr uint64_t kKickTag = 0;
constexpr int64_t kMillisecond = 1'000'000;

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
    static constinit PerProcess<SharedPoll> poll;
    return poll.get([] { return new SharedPoll; });
}

bool SharedPoll::open() noexcept {
    Loop::instance().assert_here();
    if (watch_ != nullptr) return true;
    guest_set_ = Socket(::epoll_create1(EPOLL_CLOEXEC));
    loop_set_ = Socket(::epoll_create1(EPOLL_CLOEXEC));
    kick_ = Socket(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!guest_set_ || !loop_set_ || !kick_) return false;
    if (!watch_in(guest_set_.descriptor(), kick_.descriptor(), EPOLLIN | EPOLLET, kKickTag)) return false;
    watch_ = Watch::open(loop_set_.descriptor(), *this);
    if (watch_ == nullptr) return false;
    watch_->want(true, false);
    handleapi::set_idle_work(*this);
    return true;
}

SharedPoll::Id SharedPoll::add(base::Ref<ReplySource> source, int descriptor) noexcept {
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
    if (calls == 0 || calls > kMostCallsForGuest || process_ != process_generation() ||
        Loop::instance().on_loop_thread())
        return false;
    int milliseconds = -1;
    if (deadline != base::kNoDeadline) {
        // Rounded down: the rest is slept on the futex, which is exact.
        const int64_t left = (deadline - base::monotonic_now()) / kMillisecond;
        if (left <= 0) return false;
        milliseconds = static_cast<int>(std::min<int64_t>(left, 1 << 30));
    }
    const void* nobody = nullptr;
    if (!guest_.compare_exchange_strong(nobody, &word, std::memory_order_seq_cst)) return false;
    // Who changes the word looks for the guest afterwards: one of the two sees the other.
    if (word.load(std::memory_order_seq_cst) == expected) serve(guest_set_.descriptor(), milliseconds, Reader::guest);
    guest_.store(nullptr, std::memory_order_release);
    return true;
}

bool SharedPoll::wake(const void* word) noexcept {
    if (process_ != process_generation()) return false;
    if (guest_.load(std::memory_order_seq_cst) != word) return false;
    if (serving_as_guest) return true;
    const int saved = errno;
    const uint64_t one = 1;
    static_cast<void>(!::write(kick_.descriptor(), &one, sizeof one));
    errno = saved;
    return true;
}

void SharedPoll::ready(bool, bool) noexcept { serve(loop_set_.descriptor(), 0, Reader::loop); }

void SharedPoll::serve(int epoll, int milliseconds, Reader reader) noexcept {
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
}

}  // namespace rpcrt4::transport
