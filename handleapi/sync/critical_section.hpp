// SPDX-License-Identifier: LGPL-2.1-or-later
// The recursive lock inside CRITICAL_SECTION, in the caller's memory: LockCount is the futex word (-1 free, -2 held,
// -6 held and somebody sleeps), OwningThread the owner's thread id, RecursionCount how often he entered. After the last
// leaving nothing of the section is touched: the next owner may free it.
#pragma once

#include <cstdint>

#include "handleapi/base/schedule.hpp"
#include "handleapi/thread.hpp"

#include <minwinbase.h>

namespace handleapi {
namespace critical_section {

constexpr LONG kFree = -1;
constexpr LONG kHeld = -2;
constexpr LONG kContended = -6;

inline base::AtomicRef<LONG> word_of(CRITICAL_SECTION& section) noexcept {
    return base::AtomicRef<LONG>(section.LockCount);
}
inline base::AtomicRef<HANDLE> owner_of(CRITICAL_SECTION& section) noexcept {
    return base::AtomicRef<HANDLE>(section.OwningThread);
}
inline HANDLE self() noexcept { return reinterpret_cast<HANDLE>(uintptr_t{current_thread_id()}); }

inline void become_owner(CRITICAL_SECTION& section) noexcept {
    owner_of(section).store(self(), std::memory_order_relaxed);
    section.RecursionCount = 1;
}
inline bool take_free(CRITICAL_SECTION& section) noexcept {
    LONG word = kFree;
    return word_of(section).compare_exchange_strong(word, kHeld, std::memory_order_acquire, std::memory_order_relaxed);
}

void enter_slowly(CRITICAL_SECTION& section) noexcept;
void wake_one(CRITICAL_SECTION& section) noexcept;

}  // namespace critical_section

void initialize(CRITICAL_SECTION& section, uint32_t spin_count) noexcept;
void destroy(CRITICAL_SECTION& section) noexcept;
/// Returns the previous count.
uint32_t set_spin_count(CRITICAL_SECTION& section, uint32_t spin_count) noexcept;

inline bool try_enter(CRITICAL_SECTION& section) noexcept {
    if (critical_section::take_free(section)) {
        critical_section::become_owner(section);
        return true;
    }
    if (critical_section::owner_of(section).load(std::memory_order_relaxed) != critical_section::self()) return false;
    ++section.RecursionCount;
    return true;
}

inline void enter(CRITICAL_SECTION& section) noexcept {
    if (!try_enter(section)) critical_section::enter_slowly(section);
}

/// Leaving a section that the thread does not own changes nothing.
inline void leave(CRITICAL_SECTION& section) noexcept {
    using namespace critical_section;
    if (owner_of(section).load(std::memory_order_relaxed) != self() || --section.RecursionCount > 0) return;
    owner_of(section).store(nullptr, std::memory_order_relaxed);
    if (word_of(section).exchange(kFree, std::memory_order_release) == kContended) wake_one(section);
}

}  // namespace handleapi
