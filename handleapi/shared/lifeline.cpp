// SPDX-License-Identifier: LGPL-2.1-or-later
// See lifeline.hpp. The kernel may look at the list between any two instructions: while an entry is being linked or
// unlinked `pending` names it, and the order of the stores is kept by fences.
#include "handleapi/shared/lifeline.hpp"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <mutex>
#include <new>

#include "handleapi/base/as_process.hpp"
#include "handleapi/base/futex.hpp"
#include "handleapi/base/immortal.hpp"
#include "handleapi/base/per_process.hpp"

namespace handleapi::shared {
namespace {

constexpr uint32_t kMost = 2000;  // with room for those who take at the same time

constinit std::atomic<Lifeline*> newest{nullptr};  // perhaps a parent's; those of a process are never freed
constinit base::Immortal<base::PerProcess<base::Lock>> starting;

void keep_order() noexcept { std::atomic_signal_fence(std::memory_order_seq_cst); }

MutexPart& mutex_of(RobustEntry* entry) noexcept {
    return *reinterpret_cast<MutexPart*>(reinterpret_cast<char*>(entry) - offsetof(MutexPart, entry));
}

}  // namespace

Lifeline::Lifeline() noexcept : generation_(base::process_generation()) {
    head_.list.next = &head_.list;
    head_.futex_offset = -static_cast<long>(kEntryDistance);
}

Lifeline* Lifeline::newest_here() noexcept {
    Lifeline* const found = newest.load(std::memory_order_acquire);
    return found && found->generation_ == base::process_generation() ? found : nullptr;
}

Lifeline* Lifeline::find_with_room() noexcept {
    Lifeline* candidate = newest_here();
    while (candidate && candidate->owned_.load(std::memory_order_relaxed) >= kMost) candidate = candidate->next_;
    return candidate;
}

Lifeline* Lifeline::with_room() noexcept try {
    if (Lifeline* const found = find_with_room()) return found;
    std::lock_guard lock(starting->get([] { return new base::Lock; }));
    Lifeline* const found = find_with_room();
    return found ? found : start();
} catch (const std::bad_alloc&) {
    return nullptr;
}

Lifeline* Lifeline::owner_of(const MutexPart& mutex) noexcept {
    const uint32_t owner = mutex.word.load(std::memory_order_acquire) & FUTEX_TID_MASK;
    if (owner == 0) return nullptr;
    Lifeline* candidate = newest_here();
    while (candidate && candidate->id_.load(std::memory_order_relaxed) != owner) candidate = candidate->next_;
    return candidate;
}

/// Under the lock of `starting`.
Lifeline* Lifeline::start() noexcept {
    auto* self = new (std::nothrow) Lifeline;
    if (!self) return nullptr;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, static_cast<size_t>(PTHREAD_STACK_MIN) + 16384);
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    const base::AsProcess as_process;
    const int error = pthread_create(&thread, &attributes, &run, self);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    pthread_attr_destroy(&attributes);
    if (error != 0) {
        delete self;
        return nullptr;
    }
    while (self->id_.load(std::memory_order_acquire) == 0) static_cast<void>(base::futex_wait(&self->id_, 0));
    self->next_ = newest_here();
    newest.store(self, std::memory_order_release);
    return self;
}

void* Lifeline::run(void* argument) {
    auto& self = *static_cast<Lifeline*>(argument);
    syscall(SYS_set_robust_list, &self.head_, sizeof self.head_);
    self.id_.store(static_cast<uint32_t>(syscall(SYS_gettid)), std::memory_order_release);
    base::futex_wake(&self.id_, INT_MAX);
    for (;;) pause();
}

void Lifeline::link(MutexPart& mutex) noexcept {
    RobustEntry* const after = head_.list.next;
    mutex.entry.next = after;
    mutex.previous = &head_.list;
    if (after != &head_.list) mutex_of(after).previous = &mutex.entry;
    keep_order();
    head_.list.next = &mutex.entry;
    owned_.fetch_add(1, std::memory_order_relaxed);
}

void Lifeline::unlink(MutexPart& mutex) noexcept {
    RobustEntry* const after = mutex.entry.next;
    mutex.previous->next = after;
    if (after != &head_.list) mutex_of(after).previous = mutex.previous;
    owned_.fetch_sub(1, std::memory_order_relaxed);
}

bool Lifeline::take(MutexPart& mutex, Contended contended, bool& died) noexcept {
    std::lock_guard lock(lock_);
    head_.pending = &mutex.entry;
    keep_order();
    bool taken = false;
    const uint32_t mine =
        id_.load(std::memory_order_relaxed) | (contended == Contended::yes ? uint32_t{FUTEX_WAITERS} : 0);
    uint32_t word = mutex.word.load(std::memory_order_relaxed);
    while (!taken && (word & FUTEX_TID_MASK) == 0) {
        died = (word & FUTEX_OWNER_DIED) != 0;
        taken = mutex.word.compare_exchange_weak(word, mine | (word & FUTEX_WAITERS), std::memory_order_acq_rel,
                                                 std::memory_order_relaxed);
    }
    if (taken) link(mutex);
    keep_order();
    head_.pending = nullptr;
    return taken;
}

void Lifeline::give(MutexPart& mutex) noexcept {
    std::lock_guard lock(lock_);
    head_.pending = &mutex.entry;
    keep_order();
    unlink(mutex);
    keep_order();
    // Everybody: a single one that is woken might be killed before it takes the mutex.
    if (mutex.word.exchange(0, std::memory_order_acq_rel) & FUTEX_WAITERS) base::futex_wake_shared(&mutex.word);
    keep_order();
    head_.pending = nullptr;
}

}  // namespace handleapi::shared
