// SPDX-License-Identifier: LGPL-2.1-or-later
// See critical_section.hpp.
#include "handleapi/sync/critical_section.hpp"

#include "handleapi/base/futex.hpp"
#include "handleapi/sync/spin.hpp"

namespace handleapi {
namespace {

constexpr uint32_t kSpinMask = 0x00FFFFFF;

}  // namespace

void critical_section::enter_slowly(CRITICAL_SECTION& section) noexcept {
    const auto spins = static_cast<uint32_t>(section.SpinCount & kSpinMask);
    const bool taken = spin_until(
        spins, [&] { return word_of(section).load(std::memory_order_relaxed) == kFree && take_free(section); });
    if (!taken) {
        BlockingScope blocking;
        while (word_of(section).exchange(kContended, std::memory_order_acquire) != kFree) {
            static_cast<void>(base::futex_wait(&section.LockCount, static_cast<uint32_t>(kContended)));
        }
    }
    become_owner(section);
}

void critical_section::wake_one(CRITICAL_SECTION& section) noexcept { base::futex_wake(&section.LockCount, 1); }

void initialize(CRITICAL_SECTION& section, uint32_t spin_count) noexcept {
    section = {};
    section.DebugInfo = reinterpret_cast<PVOID>(~uintptr_t{0});  // what Windows puts there without debug information
    section.LockCount = critical_section::kFree;
    static_cast<void>(set_spin_count(section, spin_count));
}

void destroy(CRITICAL_SECTION& section) noexcept {
    section = {};
    section.LockCount = critical_section::kFree;
}

uint32_t set_spin_count(CRITICAL_SECTION& section, uint32_t spin_count) noexcept {
    // Spinning for a lock whose holder shares the processor only delays him.
    const auto previous = static_cast<uint32_t>(section.SpinCount);
    section.SpinCount = several_processors() ? spin_count & kSpinMask : 0;
    return previous;
}

}  // namespace handleapi
