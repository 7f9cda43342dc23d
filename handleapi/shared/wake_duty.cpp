// SPDX-License-Identifier: LGPL-2.1-or-later
// See wake_duty.hpp.
#include "handleapi/shared/wake_duty.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "handleapi/thread.hpp"

namespace handleapi::shared {
namespace {

using ThreadHead = WakeDuty::ThreadHead;

constexpr int kAttempts = 100;  // for as long as another thread may need to wake the sleepers
constexpr long kOffset = -static_cast<long>(kEntryDistance);
static_assert(FUTEX_OWNER_DIED == 0x4000'0000);

thread_local constinit ThreadHead* thread_head __attribute__((tls_model("initial-exec"))) = nullptr;

/// The calling thread's list; null where the C library lays its mutexes out otherwise.
ThreadHead* ask_for_head() noexcept {
    ThreadHead* head = nullptr;
    size_t size = 0;
    if (syscall(SYS_get_robust_list, 0, &head, &size) != 0 || !head) return nullptr;
    if (size != sizeof *head || head->futex_offset != kOffset) return nullptr;
    return thread_head = head;
}

ThreadHead* head_of_thread() noexcept { return thread_head ? thread_head : ask_for_head(); }

/// The kernel may look between any two instructions.
void keep_order() noexcept { std::atomic_signal_fence(std::memory_order_seq_cst); }

bool own(std::atomic<uint32_t>& word) noexcept {
    const uint32_t mine = current_thread_id() | FUTEX_WAITERS;
    for (int i = 0; i < kAttempts; ++i) {
        uint32_t value = word.load(std::memory_order_relaxed);
        const bool owned = (value & FUTEX_TID_MASK) != 0;
        if (!owned && word.compare_exchange_weak(value, mine, std::memory_order_seq_cst)) return true;
        __builtin_ia32_pause();
    }
    return false;
}

}  // namespace

WakeDuty::WakeDuty(SharedPage& page) noexcept : page_(page), head_(head_of_thread()) {
    if (!head_) return;
    pending_before_ = head_->pending;
    head_->pending = &page_.wake.entry;
    keep_order();
    if (own(page_.wake.word)) return;
    head_->pending = pending_before_;
    head_ = nullptr;
}

WakeDuty::~WakeDuty() {
    page_.sequence.fetch_add(1, std::memory_order_seq_cst);
    // Everybody: a single one that is woken might be killed before it takes the signal.
    base::futex_wake_shared(&page_.sequence);
    if (!head_) return;
    keep_order();
    page_.wake.word.store(0, std::memory_order_seq_cst);
    keep_order();
    head_->pending = pending_before_;
}

SleepCover::SleepCover(RobustEntry* entry) noexcept : head_(entry ? head_of_thread() : nullptr) {
    if (!head_) return;
    pending_before_ = head_->pending;
    head_->pending = entry;
    keep_order();
}

SleepCover::~SleepCover() {
    keep_order();
    if (head_) head_->pending = pending_before_;
}

}  // namespace handleapi::shared
