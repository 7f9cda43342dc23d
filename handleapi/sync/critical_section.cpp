// SPDX-License-Identifier: LGPL-2.1-or-later
// See critical_section.hpp.
#include "handleapi/sync/critical_section.hpp"

#include <sched.h>
#include <unistd.h>

#include <atomic>

#include "handleapi/base/futex.hpp"
#include "handleapi/thread.hpp"

#include <winbase.h>

namespace handleapi {
namespace {

constexpr LONG kFree = -1;
constexpr LONG kHeld = -2;
constexpr LONG kContended = -6;
constexpr uint32_t kSpinMask = 0x00FFFFFF;

std::atomic_ref<LONG> word_of(CRITICAL_SECTION& section) noexcept { return std::atomic_ref<LONG>(section.LockCount); }
std::atomic_ref<HANDLE> owner_of(CRITICAL_SECTION& section) noexcept {
    return std::atomic_ref<HANDLE>(section.OwningThread);
}
HANDLE self() noexcept { return reinterpret_cast<HANDLE>(uintptr_t{current_thread_id()}); }

void become_owner(CRITICAL_SECTION& section) noexcept {
    owner_of(section).store(self(), std::memory_order_relaxed);
    section.RecursionCount = 1;
}

bool take_free(CRITICAL_SECTION& section) noexcept {
    LONG word = kFree;
    return word_of(section).compare_exchange_strong(word, kHeld, std::memory_order_acquire, std::memory_order_relaxed);
}

void enter_contended(CRITICAL_SECTION& section) noexcept {
    for (auto left = section.SpinCount & kSpinMask; left > 0; --left) {
        if (word_of(section).load(std::memory_order_relaxed) == kFree && take_free(section)) return;
        YieldProcessor();
    }
    BlockingScope blocking;
    while (word_of(section).exchange(kContended, std::memory_order_acquire) != kFree) {
        static_cast<void>(base::futex_wait(&section.LockCount, static_cast<uint32_t>(kContended)));
    }
}

}  // namespace

void initialize(CRITICAL_SECTION& section, uint32_t spin_count) noexcept {
    section = {};
    section.DebugInfo = reinterpret_cast<PVOID>(~uintptr_t{0});  // what Windows puts there without debug information
    section.LockCount = kFree;
    set_spin_count(section, spin_count);
}

void destroy(CRITICAL_SECTION& section) noexcept {
    section = {};
    section.LockCount = kFree;
}

bool try_enter(CRITICAL_SECTION& section) noexcept {
    if (take_free(section)) {
        become_owner(section);
        return true;
    }
    if (owner_of(section).load(std::memory_order_relaxed) != self()) return false;
    ++section.RecursionCount;
    return true;
}

void enter(CRITICAL_SECTION& section) noexcept {
    if (try_enter(section)) return;
    enter_contended(section);
    become_owner(section);
}

void leave(CRITICAL_SECTION& section) noexcept {
    if (owner_of(section).load(std::memory_order_relaxed) != self()) return;
    if (--section.RecursionCount > 0) return;
    owner_of(section).store(nullptr, std::memory_order_relaxed);
    if (word_of(section).exchange(kFree, std::memory_order_release) == kContended) {
        base::futex_wake(&section.LockCount, 1);
    }
}

uint32_t set_spin_count(CRITICAL_SECTION& section, uint32_t spin_count) noexcept {
    // Spinning for a lock whose holder shares the processor only delays him.
    static const bool several_processors = sysconf(_SC_NPROCESSORS_ONLN) > 1;
    const auto previous = static_cast<uint32_t>(section.SpinCount);
    section.SpinCount = several_processors ? spin_count & kSpinMask : 0;
    return previous;
}

}  // namespace handleapi
