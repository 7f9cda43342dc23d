// SPDX-License-Identifier: LGPL-2.1-or-later
// See pipe_flush.hpp.
#include "handleapi/io/pipe_flush.hpp"

#include <fcntl.h>

#include "handleapi/base/futex.hpp"

namespace handleapi::io {

void tell_flushing(PipeSlot& slot) noexcept {
    if (slot.flushing.load(std::memory_order_seq_cst) == 0) return;
    slot.flushing.store(0, std::memory_order_seq_cst);
    slot.taken.fetch_add(1, std::memory_order_seq_cst);
    base::futex_wake_shared(&slot.taken);
}

PipeFlush::PipeFlush(PipeSlot& slot) : slot_(slot) {
    current_thread().blocked_in.with([this](Cancellable*& current) { current = this; });
}

PipeFlush::~PipeFlush() {
    current_thread().blocked_in.with([](Cancellable*& current) { current = nullptr; });
    Watch::cancel();
}

void PipeFlush::begin_look() noexcept {
    seen_ = slot_.taken.load(std::memory_order_seq_cst);
    slot_.flushing.store(1, std::memory_order_seq_cst);
}

bool PipeFlush::sleep(int socket) noexcept {
    if (long_ && !watched_) {
        // One that is at its end already is reported at once. Without a Watch the recheck finds it.
        watched_ = OwnedDescriptor(::fcntl(socket, F_DUPFD_CLOEXEC, 3));
        if (watched_) static_cast<void>(arm(watched_.get(), {}));
    }
    const BlockingScope blocking;
    const base::FutexWord word{&slot_.taken, seen_, true};
    const int64_t limit = base::monotonic_now() + (long_ ? kRecheck : kShort);
    if (!cancelled_) long_ = base::futex_wait_many({&word, 1}, limit) == base::FutexWake::timed_out || long_;
    return !cancelled_;
}

void PipeFlush::cancel() noexcept {
    cancelled_ = true;
    slot_.taken.fetch_add(1, std::memory_order_seq_cst);
    base::futex_wake_shared(&slot_.taken);
}

}  // namespace handleapi::io
