// SPDX-License-Identifier: LGPL-2.1-or-later
// See no_stop.hpp.
#include "handleapi/base/no_stop.hpp"

namespace base {
namespace {

std::atomic<void (*)() noexcept> stop{nullptr};

}  // namespace

thread_local constinit StopState stop_state;

void set_stop(void (*function)() noexcept) noexcept { stop.store(function, std::memory_order_release); }

void stop_now() noexcept {
    stop_state.wanted.store(false, std::memory_order_relaxed);
    if (auto* const function = stop.load(std::memory_order_acquire)) function();
}

}  // namespace base
