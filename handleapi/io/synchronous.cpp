// SPDX-License-Identifier: LGPL-2.1-or-later
// See synchronous.hpp.
#include "handleapi/io/synchronous.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

#include "handleapi/base/per_process.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::io {
namespace {

constexpr int kLookInterval = 10;  // milliseconds, without an eventfd

class ThreadEventfd {
 public:
    ~ThreadEventfd() { drop(); }
    int get() noexcept {
        if (process_ != base::process_generation()) drop();  // a parent's thread has the other copy
        if (number_ < 0) {
            number_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
            process_ = base::process_generation();
        }
        return number_;
    }

 private:
    void drop() noexcept {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }
    int number_ = -1;
    uint32_t process_ = 0;
};

thread_local ThreadEventfd thread_eventfd;

}  // namespace

SynchronousWait::SynchronousWait() noexcept : eventfd_(thread_eventfd.get()) {}

void SynchronousWait::sleep(int descriptor, short events, int milliseconds) noexcept {
    pollfd polled[] = {{eventfd_, POLLIN, 0}, {descriptor, events, 0}};
    if (eventfd_ < 0) milliseconds = milliseconds < 0 ? kLookInterval : std::min(milliseconds, kLookInterval);
    const BlockingScope blocking;
    ::poll(polled, 2, milliseconds);
    if (polled[0].revents & POLLIN) {
        eventfd_t ignored;
        static_cast<void>(::eventfd_read(eventfd_, &ignored));
    }
}

void SynchronousWait::wake() noexcept {
    if (eventfd_ >= 0) ::eventfd_write(eventfd_, 1);
}

}  // namespace handleapi::io
