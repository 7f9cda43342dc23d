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

#include "handleapi/base/futex.hpp"
#include "handleapi/base/immortal.hpp"
#include "handleapi/base/per_process.hpp"

namespace handleapi::shared {
namespace {

constinit base::Immortal<base::PerProcess<Lifeline>> lifeline;
constinit std::atomic<uint64_t> lifeline_id{0};  // process generation:32 | thread id:32 of the one that runs

void keep_order() noexcept { std::atomic_signal_fence(std::memory_order_seq_cst); }

uint32_t id_of_this_process() noexcept {
    const uint64_t known = lifeline_id.load(std::memory_order_acquire);
    return known >> 32 == base::process_generation() ? static_cast<uint32_t>(known) : 0;
}

}  // namespace

Lifeline* Lifeline::get() noexcept {
    try {
        return &lifeline->get(&Lifeline::start);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

bool Lifeline::owns(const MutexPart& mutex) noexcept {
    const uint32_t id = id_of_this_process();
    return id != 0 && (mutex.word.load(std::memory_order_acquire) & FUTEX_TID_MASK) == id;
}

Lifeline* Lifeline::start() {
    auto* self = new Lifeline;
    self->head_.list.next = &self->head_.list;
    self->head_.futex_offset =
        static_cast<long>(offsetof(MutexPart, word)) - static_cast<long>(offsetof(MutexPart, entry));
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, static_cast<size_t>(PTHREAD_STACK_MIN) + 16384);
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    const int error = pthread_create(&thread, &attributes, &run, self);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    pthread_attr_destroy(&attributes);
    if (error != 0) {
        delete self;
        throw std::bad_alloc();
    }
    while (self->id_.load(std::memory_order_acquire) == 0) static_cast<void>(base::futex_wait(&self->id_, 0));
    lifeline_id.store(uint64_t{base::process_generation()} << 32 | self->id_.load(), std::memory_order_release);
    return self;
}

void* Lifeline::run(void* argument) {
    auto& self = *static_cast<Lifeline*>(argument);
    syscall(SYS_set_robust_list, &self.head_, sizeof self.head_);
    self.id_.store(static_cast<uint32_t>(syscall(SYS_gettid)), std::memory_order_release);
    base::futex_wake(&self.id_, INT_MAX);
    for (;;) pause();
}

bool Lifeline::take(MutexPart& mutex, bool& died) noexcept {
    std::lock_guard lock(lock_);
    head_.pending = &mutex.entry;
    keep_order();
    bool taken = false;
    uint32_t word = mutex.word.load(std::memory_order_relaxed);
    while (!taken && (word & FUTEX_TID_MASK) == 0) {
        died = (word & FUTEX_OWNER_DIED) != 0;
        const uint32_t mine = id_.load(std::memory_order_relaxed) | (word & FUTEX_WAITERS);
        taken = mutex.word.compare_exchange_weak(word, mine, std::memory_order_acq_rel, std::memory_order_relaxed);
    }
    if (taken) {
        mutex.entry.next = head_.list.next;
        keep_order();
        head_.list.next = &mutex.entry;
    }
    keep_order();
    head_.pending = nullptr;
    return taken;
}

void Lifeline::give(MutexPart& mutex) noexcept {
    std::lock_guard lock(lock_);
    head_.pending = &mutex.entry;
    keep_order();
    RobustEntry* before = &head_.list;
    while (before->next != &head_.list && before->next != &mutex.entry) before = before->next;
    if (before->next == &mutex.entry) before->next = mutex.entry.next;
    keep_order();
    // Everybody: a single one that is woken might be killed before it takes the mutex.
    if (mutex.word.exchange(0, std::memory_order_acq_rel) & FUTEX_WAITERS) base::futex_wake_shared(&mutex.word);
    keep_order();
    head_.pending = nullptr;
}

}  // namespace handleapi::shared
